"""Fetch one page: bounded in size, time and redirections, and only from addresses that may be asked.

httpcore2 does HTTP because it lets the caller make the connection itself (address checks, a time limit over the whole
page) and hands out the body as it was sent, so that decompression can be bounded here.
"""

from __future__ import annotations

import http
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Final

import httpcore2

from spincheck import __version__
from spincheck.scan.crawl.address import Network, Resolver, resolve
from spincheck.scan.crawl.errors import FetchError
from spincheck.scan.crawl.urls import BadUrl, normalise

#: the product token is what robots.txt is searched for
PRODUCT: Final = "spincheck"
AGENT: Final = f"{PRODUCT}/{__version__} (+https://pypi.org/project/spincheck/)"
#: media types of documents, and the format each is read as
TYPES: Final = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
    "text/markdown": "markdown",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}
_STEP: Final = 65_536


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one page: seconds for everything, seconds to connect and between two pieces, decompressed bytes, redirections."""

    page: float = 30.0
    connect: float = 10.0
    read: float = 15.0
    bytes: int = 5_000_000
    redirects: int = 8


@dataclass(frozen=True, slots=True)
class Page:
    """An answer with status 2xx. ``url`` is where it came from after redirections, ``hops`` the addresses before."""

    url: str
    hops: tuple[str, ...]
    code: int
    headers: dict[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        """Lower-case media type; empty when the server did not say."""
        return media_type(self.headers)


def media_type(headers: dict[str, str]) -> str:
    """The media type that headers (names in lower case) give; empty when there is none."""
    return headers.get("content-type", "").partition(";")[0].strip().lower()


class Fetcher:
    """Fetches pages; may be used from several threads. Close it, or use it in a with statement."""

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        allow_private: bool = False,
        connections: int = 8,
        resolver: Resolver = resolve,
    ) -> None:
        self.limits = limits or Limits()
        self.network = Network(allow_private=allow_private, resolver=resolver)
        self._pool = httpcore2.ConnectionPool(
            network_backend=self.network,
            max_connections=connections,
            max_keepalive_connections=connections,
            keepalive_expiry=5,
        )

    def get(
        self,
        url: str,
        *,
        before: Callable[[str], None] = lambda url: None,
        types: Iterable[str] | None = TYPES,
        most: int | None = None,
        cut: bool = False,
        seconds: float | None = None,
    ) -> Page:
        """The page at ``url`` (normalised). ``before`` is called with every address ahead of asking for it and may raise
        FetchError. ``types``: media types that are read, None for all. ``most``: bytes at most, decompressed; a longer
        body is an error, or with ``cut`` is cut off there. ``seconds`` for everything, else the limit of a page.

        Raises FetchError.
        """
        left = seconds or self.limits.page
        hops: list[str] = []
        while True:
            try:
                # waiting for the host's turn is not the server's time, and may itself fetch robots.txt
                before(url)
                began = time.monotonic()
                self.network.clock.until = began + left
                answer = self._one(url, types, self.limits.bytes if most is None else most, cut)
            except FetchError as error:
                error.url = error.url or url
                raise
            left -= time.monotonic() - began
            if isinstance(answer, Page):
                return Page(url, tuple(hops), answer.code, answer.headers, answer.body)
            hops.append(url)
            if answer in hops:
                raise FetchError("redirects", "redirects in a circle", url=url)
            if len(hops) > self.limits.redirects:
                raise FetchError("redirects", f"more than {self.limits.redirects} redirections", url=url)
            url = answer

    def stop(self) -> None:
        """End all requests at once, those of other threads too."""
        self.network.stop()

    def close(self) -> None:
        """Close the connections."""
        self._pool.close()

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _one(self, url: str, types: Iterable[str] | None, most: int, cut: bool) -> Page | str:
        """One exchange: the page, or the address it redirects to."""
        limits = self.limits
        timeouts = {"connect": limits.connect, "read": limits.read, "write": limits.read, "pool": limits.page}
        headers = [
            ("Host", url.split("/", 3)[2]),
            ("User-Agent", AGENT),
            ("Accept", "text/html,application/xhtml+xml,text/plain;q=0.8,*/*;q=0.1"),
            ("Accept-Language", "en"),
            ("Accept-Encoding", "gzip"),
        ]
        try:
            with self._pool.stream("GET", url, headers=headers, extensions={"timeout": timeouts}) as response:
                found = _headers(response.headers)
                code = response.status
                if code in (301, 302, 303, 307, 308):
                    if "location" not in found:
                        raise FetchError("status", f"{code} without an address", code=code)
                    return normalise(found["location"], url)
                if not 200 <= code < 300:
                    raise FetchError("status", _status(code), code=code, wait=_wait(found.get("retry-after", "")))
                kind = media_type(found)
                if types is not None and kind and kind not in types:
                    raise FetchError("type", f"{kind[:80]} is no document")
                size = found.get("content-length", "")
                if size.isdigit() and len(size) < 19 and int(size) > most and not cut:
                    raise FetchError("large", f"larger than {most / 1e6:g} MB")
                chunks = _decoded(response.iter_stream(), found.get("content-encoding", ""))
                return Page(url, (), code, found, _gathered(chunks, most, cut))
        except BadUrl as error:
            raise FetchError("redirects", f"redirects to an address that is not fetched ({error})") from None
        except (httpcore2.TimeoutException, TimeoutError) as error:
            raise FetchError("timeout", f"not answered in time ({error or 'no answer'})") from None
        except (httpcore2.NetworkError, httpcore2.ProtocolError, OSError) as error:
            raise FetchError("network", f"cannot be fetched: {error or type(error).__name__}") from None
        except (httpcore2.UnsupportedProtocol, ValueError, UnicodeError) as error:
            raise FetchError("network", f"cannot be fetched: {error}") from None


def _headers(pairs: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in pairs:
        key, text = name.decode("latin-1").lower(), _text(value)[:4096]
        # of robots directives every line counts, of the others the first
        found[key] = f"{found[key]}, {text}" if key in found and key == "x-robots-tag" else found.get(key, text)
    return found


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _status(code: int) -> str:
    try:
        return f"{code} {http.HTTPStatus(code).phrase}"
    except ValueError:
        return str(code)


def _wait(value: str) -> float | None:
    """Seconds of a Retry-After header, given as a number or as a date."""
    if value.strip().isdigit():
        return float(value.strip()[:9])
    from email.utils import parsedate_to_datetime

    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time()) if value.strip() else None
    except (ValueError, TypeError, OverflowError):
        return None


def _gathered(chunks: Iterator[bytes], most: int, cut: bool) -> bytes:
    parts: list[bytes] = []
    size = 0
    for chunk in chunks:
        parts.append(chunk)
        size += len(chunk)
        if size > most:
            if cut:
                break
            raise FetchError("large", f"larger than {most / 1e6:g} MB")
    return b"".join(parts)[:most]


def _decoded(chunks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """The body decompressed, in pieces of at most 64 kB whatever the compressed data holds."""
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        yield from chunks
        return
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise FetchError("encoding", f"sent as {encoding[:40]}, which was not asked for")
    yield from inflate(chunks, raw_allowed=encoding == "deflate")


def inflate(chunks: Iterable[bytes], *, raw_allowed: bool = False) -> Iterator[bytes]:
    """gzip (several members too) or zlib data decompressed in pieces of at most 64 kB.

    ``raw_allowed``: also deflate data without its header, which some servers send. Raises FetchError for broken data.
    """
    engine = zlib.decompressobj(zlib.MAX_WBITS | 32)
    begun = False
    for chunk in chunks:
        data = chunk
        while data:
            if engine.eof:
                if not data.strip(b"\0"):
                    break  # padding
                engine, begun = zlib.decompressobj(zlib.MAX_WBITS | 32), False
            try:
                piece = engine.decompress(data, _STEP)
            except zlib.error as error:
                if begun or not raw_allowed:
                    raise FetchError("encoding", f"broken compression: {error}") from None
                engine, raw_allowed = zlib.decompressobj(-zlib.MAX_WBITS), False
                continue
            begun = begun or bool(piece)
            if piece:
                yield piece
            data = engine.unused_data if engine.eof else engine.unconsumed_tail
    if not engine.eof and begun:
        raise FetchError("encoding", "the compressed data breaks off")
