"""LNK215 user-in-address."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Evidence, Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.context import Context
from spincheck.rules.links._analysis import links
from spincheck.rules.links._url import escaped


@rule("LNK215", name="user-in-address", category="links", severity=Severity.HIGH, confidence=0.95)
def check(ctx: Context) -> Iterator[Hit]:
    """The address holds a user name before its host, which makes it look like another site.

    In "https://www.nih.gov@pills.example/" the host is pills.example; what comes before the @ is thrown away by browsers.

    Bad: <p>Read the <a href="https://www.nih.gov@pills.example.com/">leaflet</a> with your doctor.</p>
    Good: <p>Read the <a href="https://www.example.com/@author/leaflet">leaflet</a> with your doctor.</p>
    Fix: Remove the link.
    Standard: RFC 3986, section 7.6.
    """
    for found in links(ctx):
        if not found.url.web or not found.url.userinfo:
            continue
        start, end, in_source = found.span
        host = escaped(found.url.host)
        yield Hit(
            start,
            end,
            f"the link pretends to go to '{escaped(found.url.userinfo[:60])}' and goes to {host}; remove it",
            evidence=(Evidence("host", host),),
            in_source=in_source,
        )
