"""LNK221 link-density."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.document import count_words
from spincheck.model import Evidence, Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.context import Context
from spincheck.rules.links._analysis import links, own_domains
from spincheck.rules.links._anchors import fold
from spincheck.rules.links._sections import is_references, section_of, sections

#: fewer links than this are no crowd, however short the text
_LEAST = 6
_SHORTEST = 60


@rule("LNK221", name="link-density", category="links", severity=Severity.MEDIUM, confidence=0.75)
def check(ctx: Context) -> Iterator[Hit]:
    """A part of the article has more links to other sites than its text can carry.

    Counted in the prose between two headings: lists of references and links, menus and links within the site do not
    count. The limit is max-density in the settings, in links per 100 words.

    Bad: <p>One <a href="https://a.example.com/">ice pack</a>, one <a href="https://b.example.com/">heat pad</a>, one
        <a href="https://c.example.com/">roller</a>, one <a href="https://d.example.com/">back belt</a>, one
        <a href="https://e.example.com/">pillow</a>, one <a href="https://f.example.com/">chair</a> and one
        <a href="https://g.example.com/">desk</a> are what every adult with a sore back should have at home, because sitting
        still for many hours makes the pain worse, while short walks, good sleep and gentle stretching in the morning help
        most people to stay well and to keep on working without any medicine at all for years.</p>
    Good: One ice pack and one heat pad are what every adult with a sore back should have at home.
    Fix: Keep the links that support what the text says.
    """
    parts = sections(ctx) if ctx.document.links else []
    counts = [0] * len(parts)
    shown = [0] * len(parts)
    for found in links(ctx):
        if found.in_prose and found.foreign and not found.idle:
            counts[section_of(ctx, found.link.start)] += 1
            shown[section_of(ctx, found.link.start)] += found.shown
    if ctx.document.links:
        ctx.panels["links"] = summary(ctx)
    for (start, end, heading), count, addresses in zip(parts, counts, shown, strict=True):
        if count < _LEAST or is_references(heading) or addresses * 2 > count:
            continue
        words = count_words(ctx.text[start:end])
        rate = 100 * count / max(words, 1)
        if words >= _SHORTEST and rate > ctx.settings.links.max_density:
            inside = [f.link for f in links(ctx) if f.in_prose and f.foreign and start <= f.link.start < end]
            yield Hit(
                inside[0].start,
                inside[0].end,
                f"{count} links to other sites in {words} words ({rate:.1f} per 100); keep those that support the text",
                evidence=(Evidence("density", f"limit {ctx.settings.links.max_density:g} per 100 words"),),
            )


def summary(ctx: Context) -> dict[str, object]:
    """Counts for the report and for comparing many documents: hosts and link texts of the foreign links."""
    hosts: dict[str, int] = {}
    anchors: dict[str, int] = {}
    for found in links(ctx):
        if found.foreign and not found.idle:
            hosts[found.url.domain] = hosts.get(found.url.domain, 0) + 1
            if not found.shown and (text := fold(found.link.anchor)):
                anchors[text] = anchors.get(text, 0) + 1
    foreign = sum(hosts.values())
    return {
        "links": len(links(ctx)),
        "foreign": foreign,
        "per_100_words": round(100 * foreign / max(ctx.document.words, 1), 2),
        "own": sorted(own_domains(ctx)),
        "hosts": dict(sorted(hosts.items(), key=lambda h: (-h[1], h[0]))[:50]),
        "anchors": dict(sorted(anchors.items(), key=lambda a: (-a[1], a[0]))[:50]),
    }
