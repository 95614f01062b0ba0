"""LNK220 empty-anchor."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Evidence, Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.context import Context
from spincheck.rules.links._analysis import FURNITURE, Found, links
from spincheck.rules.links._hosts import listed
from spincheck.rules.links._url import escaped


@rule("LNK220", name="empty-anchor", category="links", severity=Severity.HIGH, confidence=0.85)
def check(ctx: Context) -> Iterator[Hit]:
    """A link to another site with nothing in it that a reader could see or click.

    Links without text, picture or label serve search engines only. Icons made with a class or a label are left alone.

    Bad: <p>Rest helps.<a href="https://pills.example.com/buy"></a> Ice helps too.</p>
    Good: <p>Rest helps. <a href="https://www.example.org/ice">Ice</a> helps too.</p>
    Fix: Remove it.
    Standard: Google Search spam policies, hidden text and links.
    """
    if ctx.document.format not in ("html", "markdown"):
        return
    for found in links(ctx):
        if found.link.hidden or found.link.anchor.strip() or found.link.end > found.link.start or not found.foreign:
            continue
        if found.idle or found.link.place in FURNITURE or listed(found.url, "social") or _has_something(ctx, found):
            continue
        yield Hit(
            found.link.source_start,
            found.link.source_end,
            f"empty link to {escaped(found.url.host)}: nothing to see or click; remove it",
            evidence=(Evidence("empty", "no text, picture or label"),),
            in_source=True,
            properties={"host": found.url.host[:253]},
        )


def _has_something(ctx: Context, found: Found) -> bool:
    construct = ctx.document.source[found.link.source_start : found.link.source_end][:3000].lower()
    signs = (
        "<img",
        "<svg",
        "<i",
        "<picture",
        "<video",
        "<object",
        "aria-label",
        "title=",
        "class=",
        "![",
        "<iframe",
        "<button",
    )
    return any(sign in construct for sign in signs)
