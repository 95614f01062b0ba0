"""LNK209 redirected-link."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Evidence, Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.context import Context
from spincheck.rules.links._analysis import allowed, links
from spincheck.rules.links._hosts import listed, redirect_to
from spincheck.rules.links._url import escaped


@rule("LNK209", name="redirected-link", category="links", severity=Severity.MEDIUM, confidence=0.85)
def check(ctx: Context) -> Iterator[Hit]:
    """A link through a page that sends the reader on to another site.

    Open redirects lend a good name to a bad target. Addresses that stand for another one by design (doi.org, archives,
    the filters of mail systems, buttons to share) are left alone.

    Bad: <p>Read about <a href="https://shop.example/out?url=https%3A%2F%2Fpills.example%2Fbuy">the trial</a> first.</p>
    Good: <p>Read about <a href="https://doi.org/10.1000/182">the trial</a> first.</p>
    Fix: Link to the page itself, or remove the link.
    Standard: Google Search spam policies, sneaky redirects; CWE-601.
    """
    for found in links(ctx):
        if found.idle or not found.foreign or allowed(ctx, found):
            continue
        there = redirect_to(found.url)
        if there is None and not listed(found.url, "redirectors"):
            continue
        host = escaped(found.url.host)
        where = f" to {escaped(there.host)}" if there else ""
        start, end, in_source = found.span
        yield Hit(
            start,
            end,
            f"the link is sent on by {host}{where}; link to the page itself or remove it",
            evidence=(Evidence("redirector", f"{host} sends the reader on{where}"),),
            in_source=in_source,
            properties={"host": found.url.host[:253]},
        )
