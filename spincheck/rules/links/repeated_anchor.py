"""LNK206 repeated-anchor."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Evidence, Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.context import Context
from spincheck.rules.links._analysis import Found, allowed, links
from spincheck.rules.links._anchors import fold, tier
from spincheck.rules.links._hosts import listed
from spincheck.rules.links._sections import in_references
from spincheck.rules.links._url import escaped, printable

#: so many links with one text to one site
LEAST = 3


@rule("LNK206", name="repeated-anchor", category="links", severity=Severity.MEDIUM, confidence=0.8)
def check(ctx: Context) -> Iterator[Hit]:
    """The same words link to the same foreign site three times or more.

    Writers link a term once, where it comes up first. The exact text over and over serves the ranking of its target.

    Bad: <p><a href="https://e.com/">laser back clinic</a> helps. A <a href="https://e.com/">laser back clinic</a> is quick.
        Ask the <a href="https://e.com/">laser back clinic</a>.</p>
    Good: <p>A <a href="https://e.com/">laser back clinic</a> helps. The clinic is quick.</p>
    Fix: Keep one of the links at most.
    Standard: Google Search spam policies, link spam.
    """
    groups: dict[tuple[str, str], list[Found]] = {}
    for found in links(ctx):
        if found.shown or not found.in_prose or not found.foreign or allowed(ctx, found):
            continue
        text = fold(found.link.anchor)
        if (
            len(text.split()) < 2
            or tier(text) == "weak"
            or listed(found.url, "citation_indexes")
            or in_references(ctx, found)
        ):
            continue
        groups.setdefault((text, found.url.domain), []).append(found)
    for (text, domain), group in groups.items():
        if len(group) < LEAST:
            continue
        for found in group[1:]:
            yield Hit(
                found.link.start,
                found.link.end,
                f"'{printable(text)}' links to {escaped(domain)} {len(group)} times; keep one at most",
                evidence=(Evidence("repeated", f"{len(group)} links with the same text to the same site"),),
                properties={"host": found.url.host[:253]},
            )
