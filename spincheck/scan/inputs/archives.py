"""Pages of web archives: what was answered with status 200 and is HTML, and the texts of WET files."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, Final

from spincheck.errors import SourceError
from spincheck.scan.inputs.charset import by_header
from spincheck.scan.inputs.item import Item, one_line
from spincheck.scan.inputs.storage import is_remote, opened
from spincheck.scan.inputs.warc import records
from spincheck.sources import MAX_BYTES

ARCHIVES: Final = (".warc", ".warc.gz", ".wet", ".wet.gz")
#: an HTTP header, chunk lengths and the like come on top of the page
_AROUND: Final = 1_000_000


def pages(name: str) -> Iterator[Item]:
    """The pages of an archive; what cannot be read comes out as an Item with an ``error``, and the next record is read."""
    number = 0
    try:
        with opened(name) as stream:
            # some archives are named .warc.gz and are not compressed, or the other way round
            head = stream.read(2)
            joined = io.BufferedReader(_Joined(head, stream), 65_536)
            for record in records(joined, gzip=head == b"\x1f\x8b", most=MAX_BYTES + _AROUND):
                number += 1
                item = _broken(name, number, record.error) if record.error else _page(name, number, record.data)
                if item is not None:
                    yield item
    except SourceError as error:
        yield Item(f"{name}#after-record-{number}", name, error=str(error))
    except Exception as error:  # stores and libraries have their own
        yield Item(
            f"{name}#after-record-{number}", name, error=f"{name}: unreadable after record {number}: {one_line(error)}"
        )


def _broken(name: str, number: int, reason: str) -> Item:
    return Item(f"{name}#{number}", name, error=f"{name}: record {number}: {reason}")


def _page(name: str, number: int, data: bytes) -> Item | None:
    from warcio.archiveiterator import ArchiveIterator

    try:
        record = next(iter(ArchiveIterator(io.BytesIO(data))), None)
        format = _format(record)
        if record is None or not format:
            return None
        key = f"{name}#{number}"
        url = record.rec_headers.get_header("WARC-Target-URI") or ""
        content = record.content_stream().read(MAX_BYTES + 1)
    except Exception as error:  # warcio lets zlib's, struct's and its own errors through
        return _broken(name, number, one_line(error))
    title = url or key
    if len(content) > MAX_BYTES:
        return Item(key, title, error=f"{name}: record {number} ({title}): larger than {MAX_BYTES / 1e6:g} MB", url=url)
    kind = record.http_headers.get_header("Content-Type") or "" if record.http_headers else ""
    return Item(key, title, by_header(content, kind), format, origin="" if is_remote(name) else name, url=url)


def _format(record: Any) -> str:
    """What a record is read as; empty when it is no page."""
    if record is None:
        return ""
    if record.rec_type == "response":
        headers = record.http_headers
        page = headers is not None and headers.get_statuscode() == "200"
        return "html" if page and "html" in (headers.get_header("Content-Type") or "").lower() else ""
    kind = (record.rec_headers.get_header("Content-Type") or "").lower()
    if record.rec_type == "resource" and "html" in kind:
        return "html"
    return "text" if record.rec_type in ("resource", "conversion") and "text/plain" in kind else ""


class _Joined(io.RawIOBase):
    """A stream with its first bytes put back."""

    def __init__(self, head: bytes, rest: Any) -> None:
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._head or self._rest.read(len(buffer))
        self._head = b""
        buffer[: len(data)] = data
        return len(data)
