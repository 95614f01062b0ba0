"""URLs written out in the prose, with exact offsets (linkify-it does the recognising)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from spincheck.document import Block, Link, SourceMap

#: what every URL has; most blocks have none of it and need no closer look
_CANDIDATE = re.compile(r"://|\bwww\.|[a-z0-9-]\.[a-z]{2,}", re.IGNORECASE)
_HOST = re.compile(r"[^/?#:]*")
#: second-level labels under country domains: "nhs.co.uk" is a host, "pain.it" a missing space
_SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "gov", "net", "nhs", "org"})
#: domains that are words too: "pain.life" without a path is a missing space
_WORD_DOMAINS = frozenset(
    [
        "app",
        "blog",
        "care",
        "clinic",
        "click",
        "club",
        "dental",
        "doctor",
        "fit",
        "health",
        "life",
        "link",
        "live",
        "online",
        "pharmacy",
        "site",
        "store",
        "top",
        "win",
        "world",
    ]
)
_SCHEMES = ("http:", "https:", "ftp:")
_WHITE = re.compile(r"\s")
#: longest piece of one word looked at in one go: what the recogniser needs grows faster than the length
_WINDOW = 20_000


@cache
def _linkify() -> Any:
    from linkify_it import LinkifyIt

    options = {"fuzzy_link": True, "fuzzy_email": False, "fuzzy_ip": True}
    return LinkifyIt(options=options).tlds(["xyz", *_WORD_DOMAINS], True)


def find_urls(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, target) of each URL in ``text``; a host without scheme gets ``http://``.

    A scheme-less host counts only where it cannot be a missing space after a full stop: lower case, and
    under a country domain only with a path or a second-level label.
    """
    spaced = _WHITE.sub(" ", text)
    done = 0
    for candidate in _CANDIDATE.finditer(spaced):
        if candidate.start() < done:
            continue
        # a URL ends at white space, so only the word around the candidate needs the closer look
        start = max(spaced.rfind(" ", done, candidate.start()) + 1, done)
        done = spaced.find(" ", candidate.end())
        done = len(text) if done < 0 else done
        for base in range(start, done, _WINDOW):
            for match in _linkify().match(text[base : min(done, base + _WINDOW)]) or ():
                if match.schema in _SCHEMES or (not match.schema and _plausible_host(match.text)):
                    yield base + match.index, base + match.last_index, match.url


def _plausible_host(written: str) -> bool:
    found = _HOST.match(written)
    host = found.group() if found else ""
    if host.lower().startswith("www."):
        return True
    if host != host.lower():
        return False
    labels = host.split(".")
    if len(written) > len(host) + 1 or (len(labels[-1]) > 2 and labels[-1] not in _WORD_DOMAINS):
        return True
    return len(labels) > 2 and labels[-2] in _SECOND_LEVEL


def bare_links(text: str, blocks: Sequence[Block], source_map: SourceMap, taken: Sequence[Link]) -> Iterator[Link]:
    """Links for the URLs in the blocks that no other link covers already; the URL is its own anchor."""
    covered = sorted((k.start, k.end) for k in taken if k.end > k.start)
    starts = [a for a, _ in covered]
    for block in blocks:
        for start, end, target in find_urls(text[block.start : block.end]):
            a, b = block.start + start, block.start + end
            before = bisect_right(starts, b - 1) - 1
            if before >= 0 and covered[before][1] > a:
                continue
            source_start, source_end = source_map.to_source(a, b)
            yield Link(a, b, target, text[a:b], source_start, source_end, form="bare")
