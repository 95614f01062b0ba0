"""LNK208 shortened-link."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Evidence, Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.context import Context
from spincheck.rules.links._analysis import allowed, links
from spincheck.rules.links._hosts import is_shortener
from spincheck.rules.links._slot import labelled


@rule("LNK208", name="shortened-link", category="links", severity=Severity.MEDIUM, confidence=0.8)
def check(ctx: Context) -> Iterator[Hit]:
    """A link through a shortener hides where it goes.

    The reader, the editor and the search engine see the shortener's host, and its owner can change the target later. A
    short address that is printed as a source ("SOURCE: bit.ly/...", after a colon or in brackets) is left alone.

    Bad: <p>Ask about <a href="https://bit.ly/3xYzAbC">laser sessions</a> before you book.</p>
    Good: <p>Ask about <a href="https://www.example.org/laser">laser sessions</a> before you book.</p>
    Fix: Link to the page itself.
    Standard: Google Search spam policies, sneaky redirects.
    """
    for found in links(ctx):
        if found.idle or not is_shortener(found.url) or allowed(ctx, found) or labelled(ctx, found):
            continue
        start, end, in_source = found.span
        yield Hit(
            start,
            end,
            f"the link goes through the shortener {found.url.host}, which hides its target; link to the page itself",
            evidence=(Evidence("shortener", found.url.host),),
            in_source=in_source,
            properties={"host": found.url.host[:253]},
        )
