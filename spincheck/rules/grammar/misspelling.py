"""GRM503 possible-misspelling."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.context import Context
from spincheck.rules.grammar._analysis import begin, hits


@rule("GRM503", name="possible-misspelling", category="grammar", severity=Severity.LOW, confidence=0.6, begin=begin)
def check(ctx: Context) -> Iterator[Hit]:
    """A word is in no dictionary.

    Not reported: names, abbreviations, medical terms, words of the allow list, words that stand often in edited prose or
    three times in the text. Spelling is British or American by the text itself unless the settings name a language. Needs a
    LanguageTool server.

    Bad: The treatmant takes ten minutes.
    Good: The treatment takes ten minutes.
    Fix: Correct it, or add the word to allow in the settings.
    Standard: LanguageTool's dictionaries.
    """
    yield from hits(ctx, "GRM503")
