"""LNK211 affiliate-link."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Evidence, Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.context import Context
from spincheck.rules.links._analysis import links
from spincheck.rules.links._hosts import affiliate
from spincheck.rules.links._url import printable


@rule("LNK211", name="affiliate-link", category="links", severity=Severity.LOW, confidence=0.85)
def check(ctx: Context) -> Iterator[Hit]:
    """Somebody is paid when a reader follows the link.

    A health article that earns by the sale of what it recommends has to say so, to readers and to search engines.

    Bad: <p>Take <a href="https://www.amazon.com/dp/B000000001?tag=painblog-20" rel="sponsored">this pillow</a> to bed.</p>
    Good: <p>Take <a href="https://www.example.org/pillows">a firm pillow</a> to bed.</p>
    Fix: Remove the link, or disclose it in the text and mark it rel="sponsored".
    Standard: FTC Endorsement Guides, 16 CFR part 255; Google Search spam policies, thin affiliation.
    """
    for found in links(ctx):
        paid = affiliate(found.url) if found.foreign and not found.idle else ""
        if not paid:
            continue
        start, end, in_source = found.span
        yield Hit(
            start,
            end,
            f'affiliate link ({printable(paid)}); remove it, or disclose it and mark it rel="sponsored"',
            evidence=(Evidence("affiliate", paid),),
            in_source=in_source,
            properties={"host": found.url.host[:253]},
        )
