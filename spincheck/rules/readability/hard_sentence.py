"""RDB402 hard-sentence."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Evidence, Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.context import Context
from spincheck.rules.readability._analysis import analysis, target

#: how many sentences are named: rewriting these few is a task, a list of all of them is not
_NAMED = 5
#: grades above the target from which a sentence pulls the text up
_ABOVE = 4.0


@rule("RDB402", name="hard-sentence", category="readability", severity=Severity.LOW, confidence=0.85)
def check(ctx: Context) -> Iterator[Hit]:
    """One of the sentences that pull the text above its target grade.

    Named only where the whole text is above its target (RDB401): the five sentences that add most to the grade, each with
    its own. Rewriting these helps more than polishing all the others.

    Bad: Photobiomodulation constitutes a noninvasive therapeutic modality characterised by the administration of
        low-intensity electromagnetic radiation to musculoskeletal tissue. Investigators hypothesise that mitochondrial
        chromophores absorb this radiation, consequently increasing the availability of adenosine triphosphate and
        accelerating cellular regeneration. Contemporary systematic reviews nevertheless demonstrate considerable
        heterogeneity among methodologies, dosages and participant populations, which substantially complicates the
        interpretation of apparently favourable outcomes. Practitioners should therefore communicate the limitations of
        currently available evidence, individualise therapeutic recommendations according to established comorbidities, and
        encourage patients to continue conventional pharmacological management unless their responsible physician explicitly
        recommends discontinuation following comprehensive reassessment of potential benefits and complications.
        Documentation of adverse events remains obligatory throughout the intervention.
    Good: Investigators hypothesise that mitochondrial chromophores absorb this electromagnetic radiation.
    Fix: Split the sentence, one idea to each part, and use everyday words.
    Standard: AMA and NIH advise grade 6 to 8 for patient material.
    """
    measured, limit = analysis(ctx), target(ctx)
    if measured.grade is None or limit is None or measured.grade <= limit:
        return
    above = [m for m in measured.sentences if m.grade >= limit + _ABOVE]
    # what a sentence adds to the grade of the text grows with its share of the words
    above.sort(key=lambda m: (-(m.grade - limit) * m.words, m.sentence.start))
    for one in sorted(above[:_NAMED], key=lambda m: m.sentence.start):
        yield Hit(
            one.sentence.start,
            one.sentence.end,
            f"this sentence reads at grade {one.grade:.0f} and has {one.words} words; the target is grade {limit:g}",
            evidence=(Evidence("sentence-grade", f"Flesch-Kincaid grade {one.grade:.1f}"),),
        )
