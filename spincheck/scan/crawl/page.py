"""What a crawl needs to know of a page: its links, its canonical address, what it asks of robots, and what it says."""

from __future__ import annotations

import hashlib
import re
import zlib
from array import array
from dataclasses import dataclass
from typing import Final

from spincheck.document import Document
from spincheck.errors import SourceError
from spincheck.scan.crawl.fetch import TYPES, Page
from spincheck.scan.crawl.urls import BadUrl, normalise
from spincheck.scan.inputs.charset import by_header

#: links of one page that are looked at
_MOST_LINKS: Final = 2000
#: hashes kept of a text, and words in a row that each stands for
_KEPT: Final = 48
_ROW: Final = 4
_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Seen:
    """A page looked at. ``data`` and ``format`` are what is checked; ``links`` are (address, whether it may be followed).

    ``hash`` is equal for equal main text, ``sketch`` comparable by :func:`alike`; ``words`` counts the main text.
    """

    data: bytes | str
    format: str | None
    links: tuple[tuple[str, bool], ...] = ()
    canonical: str = ""
    noindex: bool = False
    hash: str = ""
    sketch: bytes = b""
    words: int = 0
    error: str = ""


def look(page: Page) -> Seen:
    """Look at a fetched page. Never raises; what cannot be read has an ``error``."""
    from spincheck.sources import read_bytes, read_text

    format = TYPES.get(page.media_type)
    data = content(page)
    try:
        if isinstance(data, str):
            document = read_text(data, name=page.url, format=format or "html")
        else:
            document = read_bytes(data, name=page.url, format=format)
    except SourceError as error:
        return Seen(data, format, error=str(error))
    if document.format != "html":
        return Seen(data, document.format, hash=_hash(document), sketch=sketch(document.text), words=document.words)
    asked = f"{document.meta.get('robots', '')},{_header_directives(page.headers.get('x-robots-tag', ''))}".lower()
    wishes = {part.strip() for part in asked.split(",")}
    follow = wishes.isdisjoint({"nofollow", "none"})
    base = document.meta.get("base", "")
    canonical = document.meta.get("canonical", "")
    return Seen(
        data,
        "html",
        _links(document, _joined(base, page.url) or page.url, follow),
        _joined(canonical, page.url) if canonical else "",
        not wishes.isdisjoint({"noindex", "none"}),
        _hash(document),
        sketch(document.text),
        document.words,
    )


def content(page: Page) -> bytes | str:
    """The body as it is checked: decoded already where only the HTTP header tells its charset."""
    return by_header(page.body, page.headers.get("content-type", ""))


def sketch(text: str) -> bytes:
    """The smallest hashes of all rows of four words: of two texts the share in common estimates how much they share."""
    words = _WORD.findall(text.lower())
    rows = (
        {zlib.crc32(" ".join(words[i : i + _ROW]).encode()) for i in range(max(1, len(words) - _ROW + 1))} if words else ()
    )
    return array("I", sorted(rows)[:_KEPT]).tobytes()


def alike(one: bytes, other: bytes) -> float:
    """Estimated Jaccard similarity of two texts from their sketches, 0 to 1."""
    a, b = set(array("I", one)), set(array("I", other))
    if not a or not b:
        return 0.0
    union = sorted(a | b)[:_KEPT]
    return sum(1 for x in union if x in a and x in b) / len(union)


def _hash(document: Document) -> str:
    # title and text in one case and spacing; a page without text is known by its source, or all such would be one
    said = " ".join(document.text.lower().split()) or document.source
    return hashlib.blake2b(said.encode("utf-8", "replace"), digest_size=12).hexdigest()


def _header_directives(header: str) -> str:
    """Directives of X-Robots-Tag that are for all robots; those for a named one ("googlebot: noindex") are not."""
    return ",".join(part for part in header.split(",") if ":" not in part)


def _joined(url: str, base: str) -> str:
    try:
        return normalise(url, base)
    except BadUrl:
        return ""


def _links(document: Document, base: str, follow: bool) -> tuple[tuple[str, bool], ...]:
    found: dict[str, bool] = {}
    for link in document.links[:_MOST_LINKS]:
        target = link.target.strip()
        if not target or target.startswith("#") or link.form == "bare":
            continue
        url = _joined(target, base)
        if url:
            found[url] = found.get(url, False) or (follow and "nofollow" not in link.rel)
    return tuple(found.items())
