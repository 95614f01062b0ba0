"""LNK224 repeated-title."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Evidence, Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.context import Context
from spincheck.rules.links._bylines import repeated_title


@rule("LNK224", name="repeated-title", category="links", severity=Severity.MEDIUM, confidence=0.8)
def check(ctx: Context) -> Iterator[Hit]:
    """The title is printed three times or more at the top.

    Posting tools paste the title into every field they find, so it appears as headline, subhead and first line.

    Bad: EASE A SORE BACK TODAY\\n\\nEase A Sore Back Today\\n\\nEase A Sore Back Today\\n\\nBacks hurt for many reasons.
    Good: Ease a sore back today\\n\\nBacks hurt for many reasons.
    Fix: Print the title once, and check where the text comes from.
    """
    found = repeated_title(ctx)
    if found:
        start, end, times = found
        yield Hit(
            start,
            end,
            f"the title is printed {times} times; print it once and check where the text comes from",
            evidence=(Evidence("title", f"{times} times in the first paragraphs"),),
        )
