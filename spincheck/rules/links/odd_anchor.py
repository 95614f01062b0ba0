"""LNK204 odd-anchor."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Evidence, Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.context import Context
from spincheck.rules.links._analysis import links
from spincheck.rules.links._anchors import fold, tier
from spincheck.rules.links._formula import whole
from spincheck.rules.links._topic import mismatch
from spincheck.rules.links._url import printable


@rule("LNK204", name="odd-anchor", category="links", severity=Severity.MEDIUM, confidence=0.88)
def check(ctx: Context) -> Iterator[Hit]:
    """Link text from the stock of an auto-posting tool ("have a peek at this web-site").

    Posting tools draw the text of their links from lists of phrases that fit no sentence in particular. "Here", "read
    more", "home" and "this page" are on those lists too, but everybody writes them, so they weigh nothing.

    Bad: <p>Warm the joint first, <a href="https://example.com/a">have a peek at these guys</a>, then stretch it.</p>
    Good: <p>Warm the joint first, then stretch it; <a href="https://example.com/a">read more</a>.</p>
    Fix: Remove the link, or say in its text what the reader finds there.
    Standard: Google Search spam policies, link spam; WCAG 2.2, 2.4.4 Link Purpose.
    """
    for found in links(ctx):
        if found.shown or not found.in_prose or not found.link.anchor.strip():
            continue
        if tier(fold(found.link.anchor)) != "odd" or ((f := whole(found.link.anchor)) and (f.weight >= 2)):
            continue
        off = mismatch(ctx, found)
        evidence = (Evidence("anchor", "a stock phrase of posting tools"), *((Evidence("topic", off),) if off else ()))
        said = printable(found.link.anchor)
        yield Hit(
            found.link.start,
            found.link.end,
            f"link text '{said}' is a stock phrase of posting tools; remove the link or name its target",
            evidence=evidence,
            confidence=0.93 if off else None,
        )
