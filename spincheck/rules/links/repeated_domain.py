"""LNK222 repeated-target."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Evidence, Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.context import Context
from spincheck.rules.links._analysis import Found, allowed, links
from spincheck.rules.links._anchors import fold
from spincheck.rules.links._hosts import listed
from spincheck.rules.links._sections import in_references
from spincheck.rules.links._url import escaped

#: so many links to one page, or to one site with different words
_SAME_PAGE = 3
_SAME_SITE = 5


@rule("LNK222", name="repeated-target", category="links", severity=Severity.MEDIUM, confidence=0.7)
def check(ctx: Context) -> Iterator[Hit]:
    """The prose links to the same foreign site over and over.

    One page linked three times, or one site five times with texts that do not name it, is promotion. Indexes of the
    literature, public bodies and lists of sources are left alone.

    Bad: <p><a href="https://e.com/a">Ice</a> helps, <a href="https://e.com/a">heat</a> too, and
        <a href="https://e.com/a">rest</a> as well.</p>
    Good: <p><a href="https://e.com/a">Ice</a> helps, heat too, and <a href="https://f.com/b">rest</a> as well.</p>
    Fix: Link once, where it supports the text; list the site in own-hosts if it is yours.
    Standard: Google Search spam policies, link spam.
    """
    pages: dict[str, list[Found]] = {}
    sites: dict[str, list[Found]] = {}
    for found in links(ctx):
        if found.idle or found.shown or not found.in_prose or not found.foreign or allowed(ctx, found):
            continue
        if listed(found.url, "citation_indexes") or listed(found.url, "social") or in_references(ctx, found):
            continue
        pages.setdefault(found.link.target.partition("#")[0], []).append(found)
        label = found.url.domain.partition(".")[0]
        if label and label not in fold(found.link.anchor).replace(" ", "").replace("-", ""):
            sites.setdefault(found.url.domain, []).append(found)
    done: set[str] = set()
    for group, least in ((pages, _SAME_PAGE), (sites, _SAME_SITE)):
        for members in group.values():
            domain = members[0].url.domain
            if len(members) < least or domain in done:
                continue
            done.add(domain)
            last = members[-1].link
            yield Hit(
                last.start,
                last.end,
                f"{len(members)} links to {escaped(domain)}; link once, where it supports the text",
                evidence=(Evidence("repeated", f"{len(members)} links, this is the last"),),
                properties={"host": domain[:253]},
            )
