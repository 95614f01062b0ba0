"""LNK213 address-as-host."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Evidence, Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.context import Context
from spincheck.rules.links._analysis import links
from spincheck.rules.links._url import escaped


@rule("LNK213", name="address-as-host", category="links", severity=Severity.HIGH, confidence=0.95)
def check(ctx: Context) -> Iterator[Hit]:
    """The link goes to a number instead of a name.

    Serious sites have names. Numbers, above all in hexadecimal or decimal notation, are how hacked machines and short-lived
    pages are linked to.

    Bad: The exercises are described at http://203.0.113.7/back/index.html in detail.
    Good: The exercises are described at https://www.example.org/back/ in detail.
    Fix: Remove the link, or use the name of the site.
    """
    for found in links(ctx):
        if not found.url.web or not found.url.is_ip:
            continue
        start, end, in_source = found.span
        yield Hit(
            start,
            end,
            f"the link goes to the bare address {escaped(found.url.host[:80])}; remove it or use the site's name",
            evidence=(Evidence("host", found.url.host[:80]),),
            in_source=in_source,
        )
