"""LNK217 free-host."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Evidence, Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.context import Context
from spincheck.rules.links._analysis import allowed, links
from spincheck.rules.links._hosts import free_host, is_generated, listed
from spincheck.rules.links._url import escaped


@rule("LNK217", name="free-host", category="links", severity=Severity.LOW, confidence=0.7)
def check(ctx: Context) -> Iterator[Hit]:
    """The link goes to a page that anybody can open at no cost.

    Link networks live on free blogs and subdomains. Many honest pages do as well, so this is a hint to look, more so where
    the name looks made by a program ("cold-laser45678").

    Bad: <p>Icing is explained on <a href="https://back-relief48213.blogspot.com/p/ice.html">a page about ice</a>.</p>
    Good: <p>Icing is explained on <a href="https://www.example.org/ice">a page about ice</a>.</p>
    Fix: Look at the page; remove the link unless it is a source you trust.
    """
    for found in links(ctx):
        if found.idle or not found.foreign or allowed(ctx, found) or listed(found.url, "social"):
            continue
        why = free_host(found.url)
        made = is_generated(found.url)
        if not why:
            continue
        start, end, in_source = found.span
        name = "; its name looks made by a program" if made else ""
        yield Hit(
            start,
            end,
            f"{escaped(found.url.host)} is {why}{name}; look before you keep the link",
            evidence=(Evidence("host", why), *((Evidence("generated", "words and a number"),) if made else ())),
            in_source=in_source,
            severity=Severity.MEDIUM if made else None,
            properties={"host": found.url.host[:253]},
        )
