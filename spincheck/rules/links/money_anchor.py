"""LNK205 money-anchor."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Evidence, Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.context import Context
from spincheck.rules.links._analysis import allowed, links
from spincheck.rules.links._money import reason
from spincheck.rules.links._topic import mismatch
from spincheck.rules.links._url import printable


@rule("LNK205", name="money-anchor", category="links", severity=Severity.MEDIUM, confidence=0.85)
def check(ctx: Context) -> Iterator[Hit]:
    """Link text that sells: a ware or service together with a place, a price or "buy", to another site.

    Links with keyword-rich text ("affordable chiropractor in Dallas") inside an article are what search engines call
    link spam: they are there for the ranking of the target and not for the reader.

    Bad: <p>Posture matters, says the <a href="https://example.com/">best chiropractor in Dallas</a> in her book.</p>
    Good: <p>Posture matters; the <a href="https://example.org/">College of Chiropractors</a> explains why.</p>
    Fix: Remove the link, or give it the name of its target and rel="sponsored".
    Standard: Google Search spam policies, link spam.
    """
    for found in links(ctx):
        if found.shown or not found.in_prose or not found.foreign or allowed(ctx, found):
            continue
        why = printable(reason(found.link.anchor))
        if not why:
            continue
        off = mismatch(ctx, found)
        evidence = (Evidence("money", why), *((Evidence("topic", off),) if off else ()))
        yield Hit(
            found.link.start,
            found.link.end,
            f'link text that sells: {why}; remove the link, or name its target and mark it rel="sponsored"',
            evidence=evidence,
            properties={"host": found.url.host[:253]},
        )
