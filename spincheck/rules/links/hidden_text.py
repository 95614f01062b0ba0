"""LNK219 hidden-text."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.document import Hidden
from spincheck.model import Evidence, Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.context import Context
from spincheck.rules.links._analysis import links
from spincheck.rules.links._hidden import judge_text
from spincheck.rules.links._url import printable


@rule("LNK219", name="hidden-text", category="links", severity=Severity.CRITICAL, confidence=0.85)
def check(ctx: Context) -> Iterator[Hit]:
    """Text in the page that readers cannot see.

    Text in the colour of its background, of no size or far outside the screen is there for search engines. Parts that a
    page shows on a click (display:none, the hidden attribute) are reported where they are stuffed with keywords, and as a
    medium hint where a longer text is hidden.

    Bad: <p>Rest helps.</p><p style="font-size:0">best chiropractor cheap chiropractor laser clinic near me</p>
    Good: <p>Rest helps.</p><p>Ask a chiropractor about the costs.</p>
    Fix: Remove it, and find out how it got there: the site may have been broken into.
    Standard: Google Search spam policies, hidden text and links.
    """
    reported = [(f.link.source_start, f.link.source_end) for f in links(ctx) if f.link.hidden and f.foreign and not f.idle]
    for part in ctx.document.hidden:
        if any(part.source_start <= a and b <= part.source_end for a, b in reported):
            continue  # LNK218 has it
        verdict = judge_text(part)
        if verdict is None:
            continue
        severity, sure, because = verdict
        yield Hit(
            part.source_start,
            part.source_end,
            f"hidden text ({printable(part.how, 80)}): '{_short(part)}'; {because}; remove it",
            evidence=(Evidence("hidden", part.how[:200]), Evidence("why", because)),
            in_source=True,
            severity=severity,
            confidence=sure,
        )


def _short(part: Hidden) -> str:
    return printable(part.text, 60)
