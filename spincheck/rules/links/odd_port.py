"""LNK214 odd-port."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Evidence, Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.context import Context
from spincheck.rules.links._analysis import links
from spincheck.rules.links._url import escaped


@rule("LNK214", name="odd-port", category="links", severity=Severity.HIGH, confidence=0.85)
def check(ctx: Context) -> Iterator[Hit]:
    """The link names a port that no public site uses.

    Public pages are served on the standard ports. Another one in a link of an article means a test server or a page that
    somebody runs on a machine that is not theirs.

    Bad: Opening hours are listed at http://clinic.example.com:8081/hours and on the door.
    Good: Opening hours are listed at https://clinic.example.com/hours and on the door.
    Fix: Remove the link, or link to the public page.
    """
    for found in links(ctx):
        url = found.url
        if not url.web or not url.port or url.port.lstrip("0") in ("80", "443") or not url.plausible:
            continue
        shown = escaped(url.port[:12])
        start, end, in_source = found.span
        yield Hit(
            start,
            end,
            f"the link to {escaped(url.host)} names port {shown}; remove it or link to the public page",
            evidence=(Evidence("port", shown),),
            in_source=in_source,
        )
