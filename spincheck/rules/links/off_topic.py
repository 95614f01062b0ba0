"""LNK207 off-topic-link."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Evidence, Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.context import Context
from spincheck.rules.links._analysis import Found, allowed, links
from spincheck.rules.links._anchors import fold, tier
from spincheck.rules.links._hosts import affiliate, free_host, is_generated, listed
from spincheck.rules.links._sections import in_references
from spincheck.rules.links._slot import judge, stray
from spincheck.rules.links._topic import mismatch


@rule("LNK207", name="off-topic-link", category="links", severity=Severity.MEDIUM, confidence=0.75)
def check(ctx: Context) -> Iterator[Hit]:
    """A link to a page about something else, with a second sign that it was planted.

    The words of the address share nothing with the paragraph or the article. Alone that proves nothing; it counts with an
    address that stands between sentences unintroduced, a link text that says nothing, a free host or a paid link.

    Bad: Rest the knee for two days. https://www.example.com/fashion/summer-dress-trends/ Ice it three times a day.
    Good: Rest the knee for two days. See https://www.example.com/knee/ice-and-rest/ for pictures. Ice it three times a day.
    Fix: Remove the link unless it supports what the sentence says.
    Standard: Google Search spam policies, link spam.
    """
    for found in links(ctx):
        if not found.in_prose or not found.foreign or found.idle or allowed(ctx, found) or listed(found.url, "social"):
            continue
        second = _second_sign(ctx, found)
        if not second or judge(ctx, found) or in_references(ctx, found):
            continue
        off = mismatch(ctx, found)
        if off:
            yield Hit(
                found.link.start,
                found.link.end,
                f"link to another topic: {off}; {second}; remove it unless it supports the sentence",
                evidence=(Evidence("topic", off), Evidence("second-sign", second)),
                properties={"host": found.url.host[:253]},
            )


def _second_sign(ctx: Context, found: Found) -> str:
    if found.shown:
        return "the address stands between sentences and nothing introduces it" if stray(ctx, found) else ""
    if free_host(found.url) or is_generated(found.url):
        return "its host is open to anybody"
    if affiliate(found.url):
        return "somebody is paid for the visit"
    if tier(fold(found.link.anchor)) == "weak":
        return "its text says nothing about the target"
    return ""
