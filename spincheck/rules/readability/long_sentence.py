"""RDB403 long-sentence."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.context import Context
from spincheck.rules.readability._analysis import analysis


@rule("RDB403", name="long-sentence", category="readability", severity=Severity.LOW, confidence=0.95)
def check(ctx: Context) -> Iterator[Hit]:
    """A sentence has more words than a reader can keep in mind.

    Plain-language guides ask for 15 to 20 words on average; the limit is max-sentence-words in the settings. Does not apply
    to abstracts, whose readers are used to long sentences.

    Bad: If you have had a cough for more than three weeks, or if you have lost weight without trying, or if you bring up
        blood, you should make an appointment with your doctor soon so that the cause can be found.
    Good: See your doctor if you have had a cough for more than three weeks. Go sooner if you bring up blood.
    Fix: Make two or three sentences of it.
    Standard: US Federal Plain Language Guidelines: write short sentences.
    """
    if ctx.settings.profile == "abstract":
        return
    limit = ctx.settings.readability.max_sentence_words
    for one in analysis(ctx).sentences:
        if one.words > limit:
            yield Hit(
                one.sentence.start,
                one.sentence.end,
                f"this sentence has {one.words} words; more than {limit} are hard to follow",
            )
