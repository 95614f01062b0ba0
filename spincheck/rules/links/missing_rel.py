"""LNK212 link-without-rel."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Evidence, Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.context import Context
from spincheck.rules.links._analysis import Found, links
from spincheck.rules.links._hosts import affiliate
from spincheck.rules.links._money import reason


@rule("LNK212", name="link-without-rel", category="links", severity=Severity.LOW, confidence=0.85)
def check(ctx: Context) -> Iterator[Hit]:
    """A paid or user-written link that does not say so to search engines.

    Paid links want rel="sponsored", links in comments rel="ugc", both at least rel="nofollow". Without it the page vouches
    for the target.

    Bad: <p>Try <a href="https://www.amazon.com/dp/B000000001?tag=painblog-20">this pillow</a> for a week.</p>
    Good: <p>Try <a href="https://www.amazon.com/dp/B000000001?tag=painblog-20" rel="sponsored">this pillow</a> now.</p>
    Fix: Add rel="sponsored" or rel="ugc".
    Standard: Google Search Central, Qualify your outbound links.
    """
    if ctx.document.format != "html":
        return
    for found in links(ctx):
        if found.idle or not found.foreign or not {"sponsored", "ugc", "nofollow"}.isdisjoint(found.link.rel):
            continue
        why = _why(found)
        if why:
            start, end, in_source = found.span
            yield Hit(
                start,
                end,
                f'{why[0]} without rel="{why[1]}"; add it',
                evidence=(Evidence("rel", f"rel is '{' '.join(found.link.rel)[:100]}'"),),
                in_source=in_source,
            )


def _why(found: Found) -> tuple[str, str] | None:
    if found.link.place == "comment":
        return "user-written link", "ugc"
    if affiliate(found.url):
        return "paid link", "sponsored"
    if not found.shown and reason(found.link.anchor):
        return "advertising link", "sponsored"
    return None
