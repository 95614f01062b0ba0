"""RDB401 reading-grade."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Evidence, Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.context import Context
from spincheck.rules.readability._analysis import SMOG_SENTENCES, analysis, target

#: a text this many grades above its target is out of reach, not merely demanding
_FAR = 4.0


@rule("RDB401", name="reading-grade", category="readability", severity=Severity.LOW, confidence=0.9)
def check(ctx: Context) -> Iterator[Hit]:
    """The text as a whole is harder to read than its readers can be expected to manage.

    Half of the adults in the United States read below grade 8; health text above that is not understood by those who need
    it most. The Flesch-Kincaid grade is compared with the target of the profile (8 for patients and buyers, 10 for news,
    none for abstracts) or with max-grade in the settings. Headings, tables and short list items do not count, and under
    100 words nothing is measured.

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
    Good: Cold laser is a kind of light. A nurse or a trained helper holds a small lamp near the sore spot. You feel no heat
        and no pain. It takes a few minutes. Some people say that they feel better the next day. Others feel no change. We do
        not yet know who it helps the most. Ask your doctor if it is safe for you. Do not stop your pills on your own. Tell
        us if you are pregnant or if you have had cancer. Wear the dark glasses that we give you. You can drive home right
        away. Call us if the skin turns red or if the pain gets worse. We will see you again next week.
    Fix: Shorten the sentences and replace the hard words that RDB402 to RDB405 name.
    Standard: AMA and NIH advise grade 6 to 8 for patient material; Flesch-Kincaid (Kincaid et al. 1975).
    """
    measured, limit = analysis(ctx), target(ctx)
    if measured.grade is None or limit is None or measured.grade <= limit:
        return
    panel = ctx.panels["readability"]
    first = measured.sentences[0].sentence
    smog = f"SMOG {panel['smog']}" + (f" (from fewer than {SMOG_SENTENCES} sentences)" if panel["smog_extrapolated"] else "")
    yield Hit(
        first.start,
        first.end,
        f"the text reads at grade {measured.grade:.1f} (Flesch-Kincaid); the target is grade {limit:g} or below",
        evidence=(
            Evidence("grades", f"{smog}, Dale-Chall {panel['dale_chall']}, Gunning fog {panel['gunning_fog']}"),
            Evidence("length", f"{panel['mean_sentence_words']} words per sentence in {panel['sentences']} sentences"),
        ),
        severity=Severity.MEDIUM if measured.grade > limit + _FAR else None,
    )
