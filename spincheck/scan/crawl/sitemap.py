"""Sitemaps: the addresses in a sitemap.xml, of an index the sitemaps; gzip too; streamed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from spincheck.scan.crawl.errors import FetchError
from spincheck.scan.crawl.fetch import inflate
from spincheck.scan.crawl.urls import is_url

#: what one sitemap may hold: the protocol's 50,000 addresses and 50 MB, and some
MOST_URLS: Final = 100_000
MOST_BYTES: Final = 60_000_000
_STEP: Final = 65_536


class BadSitemap(ValueError):
    """Not a sitemap, or one that breaks off; the message says why."""


def entries(chunks: Iterable[bytes]) -> Iterator[tuple[str, str]]:
    """("page" or "sitemap", address) of every entry, in order, as the data comes in.

    gzip is recognised by its first bytes; plain lists with one address a line are sitemaps too. No entity is expanded and
    nothing outside the data is read. Raises BadSitemap, after what could be read.
    """
    data = _bounded(_plain(chunks))
    head = b""
    for piece in data:
        head += piece
        if len(head) >= 512:
            break
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<") or head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        yield from _xml(_joined(head, data))
    elif is_url(start[:8].decode("latin-1")):
        yield from _lines(_joined(start, data))
    else:
        raise BadSitemap("not a sitemap: neither XML nor a list of addresses")


def _joined(head: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield head
    yield from rest


def _plain(chunks: Iterable[bytes]) -> Iterator[bytes]:
    source = iter(chunks)
    head = b""
    for piece in source:
        head += piece
        if len(head) >= 2:
            break
    joined = _joined(head, source)
    if not head.startswith(b"\x1f\x8b"):
        yield from joined
        return
    try:
        yield from inflate(joined)
    except FetchError as error:
        raise BadSitemap(error.reason) from None


def _bounded(chunks: Iterable[bytes]) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > MOST_BYTES:
            raise BadSitemap(f"larger than {MOST_BYTES / 1e6:g} MB")
        yield chunk


def _xml(chunks: Iterator[bytes]) -> Iterator[tuple[str, str]]:
    from lxml import etree

    target = _Target()
    parser = etree.XMLParser(target=target, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    count = 0
    try:
        for chunk in chunks:
            for at in range(0, len(chunk), _STEP):
                parser.feed(chunk[at : at + _STEP])
                for entry in target.take():
                    count += 1
                    if count > MOST_URLS:
                        raise BadSitemap(f"more than {MOST_URLS} addresses")
                    yield entry
        parser.close()
    except etree.LxmlError as error:
        yield from target.take()
        raise BadSitemap(f"broken XML: {' '.join(str(error).split())[:120]}") from None
    yield from target.take()
    if not target.known:
        raise BadSitemap(f"not a sitemap: the document is <{target.root[:40]}>")


class _Target:
    """What lxml tells as it reads: keeps only the addresses, never a tree."""

    def __init__(self) -> None:
        self.root = ""
        self.known = False
        self._found: list[tuple[str, str]] = []
        self._stack: list[str] = []
        self._text: list[str] = []

    def start(self, tag: str, _: Any) -> None:
        name = tag.rpartition("}")[2].lower()
        if not self.root:
            self.root = name
            self.known = name in ("urlset", "sitemapindex", "rss", "feed")
        if len(self._stack) < 64:
            self._stack.append(name)
        self._text.clear()

    def data(self, text: str) -> None:
        if len(self._text) < 64:
            self._text.append(text[:4096])

    def end(self, tag: str) -> None:
        name = tag.rpartition("}")[2].lower()
        above = self._stack[-2] if len(self._stack) > 1 else ""
        kind = {("url", "loc"): "page", ("sitemap", "loc"): "sitemap", ("item", "link"): "page"}.get((above, name))
        address = "".join(self._text).strip()
        if kind and address and self.known:
            self._found.append((kind, address[:4096]))
        if self._stack and self._stack[-1] == name:
            self._stack.pop()
        self._text.clear()

    def close(self) -> None:
        return None

    def take(self) -> list[tuple[str, str]]:
        """What was found since the last call."""
        found, self._found = self._found, []
        return found


def _lines(chunks: Iterator[bytes]) -> Iterator[tuple[str, str]]:
    left = b""
    for chunk in chunks:
        *lines, left = (left + chunk).split(b"\n")
        if len(left) > 8192:
            raise BadSitemap("a line longer than 8 kB")
        for line in lines:
            yield from _line(line)
    yield from _line(left)


def _line(line: bytes) -> Iterator[tuple[str, str]]:
    text = line.decode("utf-8", "replace").strip()
    if is_url(text):
        yield "page", text[:4096]
