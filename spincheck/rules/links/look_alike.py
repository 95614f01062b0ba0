"""LNK216 look-alike-host."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Evidence, Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.context import Context
from spincheck.rules.links._analysis import links
from spincheck.rules.links._hosts import decoded, look_alike
from spincheck.rules.links._url import escaped


@rule("LNK216", name="look-alike-host", category="links", severity=Severity.HIGH, confidence=0.95)
def check(ctx: Context) -> Iterator[Hit]:
    """The host is written with letters that are not what they look like.

    Cyrillic and Greek letters stand in for Latin ones, or characters that cannot be seen turn the address round. The
    message shows every such character as an escape. A name with accents is reported as medium: it is rare in English
    articles and easily mistaken.

    Bad: Ask your pharmacist, or see https://www.xn--pypal-4ve.com/refund for the list.
    Good: Ask your pharmacist, or see https://www.example.com/refund for the list.
    Fix: Remove the link, or type the address anew.
    Standard: Unicode Technical Standard 39.
    """
    for found in links(ctx):
        why, sure = look_alike(found.url) if found.url.web else ("", 0.0)
        if not why:
            continue
        start, end, in_source = found.span
        shown = escaped(decoded(found.url.host))
        yield Hit(
            start,
            end,
            f"the host {shown} is not what it looks like: {why}; remove the link or type the address anew",
            evidence=(Evidence("host", f"{escaped(found.url.host)} decodes to {shown}"),),
            in_source=in_source,
            severity=None if sure >= 0.8 else Severity.MEDIUM,
            confidence=sure,
        )
