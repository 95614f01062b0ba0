"""GRM504 language-style."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.context import Context
from spincheck.rules.grammar._analysis import begin, hits


@rule("GRM504", name="language-style", category="grammar", severity=Severity.LOW, confidence=0.6, begin=begin)
def check(ctx: Context) -> Iterator[Hit]:
    """A matter of punctuation, typography or style that the settings ask for.

    These categories are off by default, since edited health prose differs on them; the enable key of the grammar settings
    turns one on by its LanguageTool name, for example PUNCTUATION. Needs a LanguageTool server.

    Good: After lunch we walked, and then we slept.
    Fix: Take the suggestion, or take the category out of enable.
    Standard: LanguageTool's English rules.
    """
    yield from hits(ctx, "GRM504")
