"""GRM502 confused-words."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.context import Context
from spincheck.rules.grammar._analysis import begin, hits


@rule("GRM502", name="confused-words", category="grammar", severity=Severity.LOW, confidence=0.75, begin=begin)
def check(ctx: Context) -> Iterator[Hit]:
    """A word was taken for another that looks or sounds like it, or does not go with its neighbours.

    LanguageTool's pairs of confusable words and its unusual word combinations. Needs a LanguageTool server.

    Bad: The pills had a big affect on my sleep.
    Good: The pills had a big effect on my sleep.
    Fix: Take the suggestion if it is what was meant.
    Standard: LanguageTool's English rules.
    """
    yield from hits(ctx, "GRM502")
