"""LNK218 hidden-link."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Evidence, Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.context import Context
from spincheck.rules.links._analysis import links
from spincheck.rules.links._hidden import shown_on_click
from spincheck.rules.links._hosts import listed
from spincheck.rules.links._url import escaped, printable


@rule("LNK218", name="hidden-link", category="links", severity=Severity.CRITICAL, confidence=0.95)
def check(ctx: Context) -> Iterator[Hit]:
    """A link that readers cannot see.

    Nobody hides a link from readers for the readers' sake: it is there for search engines, and most often the site's owner
    does not know. Links within the site (menus that open on a click) and buttons to share are left alone; a link within a
    longer text that a page may show on a click (display:none, the hidden attribute) is a medium hint.

    Bad: <p>Rest helps.</p><div style="display:none"><a href="https://pills.example.com/">cheap pills</a></div>
    Good: <p>Rest helps, says the <a href="https://www.example.org/">association</a>.</p>
    Fix: Remove it, and find out how it got there: the site may have been broken into.
    Standard: Google Search spam policies, hidden text and links.
    """
    for found in links(ctx):
        if not found.link.hidden or not found.foreign or found.idle or listed(found.url, "social"):
            continue
        if "noscript" in found.link.hidden:
            continue
        on_click = shown_on_click(ctx.document.hidden, found.link)
        host, how = escaped(found.url.host), printable(found.link.hidden, 80)
        yield Hit(
            found.link.source_start,
            found.link.source_end,
            f"hidden link to {host} ({how}); remove it and find out who put it there",
            evidence=(Evidence("hidden", found.link.hidden[:200]), Evidence("target", escaped(found.url.host))),
            in_source=True,
            severity=Severity.MEDIUM if on_click else None,
            confidence=0.5 if on_click else None,
            properties={"host": found.url.host[:253]},
        )
