"""Records of a web archive one after the other; a broken record is told and the next one found.

In an archive whose records are compressed one by one the next record is found by the next gzip header that holds one; in
an archive that is not compressed by the next line that begins a record. Nothing is kept beyond one record, and no record
beyond a bound.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Final, Literal

_STEP: Final = 65_536
_HEAD: Final = 65_536
#: compressed bytes kept to look for the next record in when the current one turns out broken
_KEPT: Final = 32_000_000
#: a record that grows to this much, and by this factor, is a decompression bomb
_GROWN: Final = 50_000_000
_RATIO: Final = 250
_MAGIC: Final = b"\x1f\x8b\x08"
_BEGIN: Final = re.compile(rb"(?:\A|(?<=\n))WARC/[01]\.\d")
_LENGTH: Final = re.compile(rb"^content-length[ \t]*:[ \t]*(\d{1,15})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)

Event = tuple[Literal["data", "end", "broken"], bytes]


@dataclass(frozen=True, slots=True)
class Record:
    """One record with its header, as it stands in the archive; or ``error`` for what could not be read of one."""

    data: bytes = b""
    error: str = ""


class _Broken(Exception):
    """The record at hand cannot be read."""


def records(stream: IO[bytes], *, gzip: bool, most: int) -> Iterator[Record]:
    """All records in order. ``most``: bytes of a record's content; what is larger comes out as an error, unread."""
    source = _Source(_members(stream) if gzip else _plain(stream))
    while True:
        try:
            head = source.head()
            if head is None:
                return
            size = _LENGTH.search(head)
            if size is None:
                raise _Broken("no length")
            length = int(size[1])
            if length > most:
                source.skip(length)
                yield Record(error=f"larger than {most / 1e6:g} MB")
                continue
            body = source.take(length)
            if not source.ends():
                # the length is wrong: the next record may lie within what was taken for this one
                source.back(body)
                raise _Broken("its length is wrong")
            yield Record(head + body + b"\r\n\r\n")
        except _Broken as error:
            yield Record(error=str(error))
            if not source.find():
                return


class _Source:
    """The decompressed archive. A member's end is a place that is not read over unnoticed."""

    def __init__(self, events: Iterator[Event]) -> None:
        self._events = events
        self._data = bytearray()
        self._at_end = self._finished = False

    def _more(self) -> bool:
        """Read on; False at the end of a member or of the archive. Raises _Broken."""
        if self._at_end or self._finished:
            return False
        kind, data = next(self._events, ("", b""))
        if kind == "data":
            self._data += data
        elif kind == "end":
            self._at_end = True
        elif kind == "broken":
            raise _Broken(data.decode())
        else:
            self._finished = True
        return kind == "data"

    def _fill(self, count: int) -> bool:
        while len(self._data) < count:
            if not self._more():
                return False
        return True

    def _skip_blank(self) -> None:
        while True:
            rest = self._data.lstrip(b"\r\n")
            del self._data[: len(self._data) - len(rest)]
            if self._data or not self._more():
                return

    def head(self) -> bytes | None:
        """The header of the next record with the empty line after it; None at the end."""
        while True:
            self._skip_blank()
            if self._data:
                break
            if self._finished:
                return None
            self._at_end = False
        self._fill(5)
        if not self._data.startswith(b"WARC/"):
            raise _Broken("no record where one should begin")
        at = 0
        while True:
            found = re.search(rb"\r?\n\r?\n", self._data[: _HEAD + 4])
            if found:
                at = found.end()
                break
            if len(self._data) > _HEAD or not self._across():
                del self._data[:5]  # or the same beginning would be found again
                raise _Broken("its header does not end")
        head = bytes(self._data[:at])
        del self._data[:at]
        return head

    def take(self, count: int) -> bytes:
        """The next bytes. Raises _Broken when there are fewer in this record."""
        self._reach(count)
        body = bytes(self._data[:count])
        del self._data[:count]
        return body

    def skip(self, count: int) -> None:
        """Read over bytes without keeping them."""
        while count > 0:
            self._reach(min(count, _STEP))
            cut = min(count, len(self._data))
            del self._data[:cut]
            count -= cut

    def _reach(self, count: int) -> None:
        while not self._fill(count):
            if not self._across():
                raise _Broken("the archive breaks off")

    def _across(self) -> bool:
        """Read on within a record, over the end of a member too, since some writers compress block by block; False at the
        end of the archive. Raises _Broken when the next member begins a record, so that this one is too short.
        """
        if self._more():
            return True
        if self._finished:
            return False
        had = len(self._data)
        self._at_end = False
        self._fill(had + 5)
        if self._data[had : had + 5] == b"WARC/":
            del self._data[:had]
            raise _Broken("shorter than it says")
        return len(self._data) > had or not self._finished

    def ends(self) -> bool:
        """Whether the record ends here. Raises _Broken when its compressed data turns out broken."""
        self._skip_blank()
        return not self._data or (self._fill(5) and self._data.startswith(b"WARC/"))

    def back(self, body: bytes) -> None:
        """Put bytes back, so that a record can be looked for in them."""
        self._data[:0] = body

    def find(self) -> bool:
        """Go on to where the next record begins; False when there is none."""
        while True:
            found = _BEGIN.search(self._data)
            if found:
                del self._data[: found.start()]
                return True
            # a beginning may lie across the border of two pieces
            del self._data[: max(0, len(self._data) - 16)]
            try:
                if not self._more():
                    if self._finished:
                        return False
                    self._at_end = False
                    self._data.clear()
            except _Broken:
                self._data.clear()


def _plain(stream: IO[bytes]) -> Iterator[Event]:
    while piece := stream.read(_STEP):
        yield "data", piece


def _members(stream: IO[bytes]) -> Iterator[Event]:
    """The gzip members of an archive decompressed, each followed by its end."""
    raw = bytearray()

    def read() -> bool:
        piece = stream.read(_STEP)
        raw.extend(piece)
        return bool(piece)

    while True:
        while not raw.lstrip(b"\0") and read():
            continue
        if not raw.lstrip(b"\0"):
            return
        while len(raw) < 3 and read():
            continue
        problem = ""
        if not raw.startswith(_MAGIC):
            problem = "no compressed record where one should begin"
        else:
            engine = zlib.decompressobj(zlib.MAX_WBITS | 16)
            fed = consumed = grown = 0
            while not engine.eof:
                if fed == len(raw) and not read():
                    problem = "the compressed data breaks off"
                    break
                data = bytes(raw[fed : fed + _STEP])
                fed += len(data)
                consumed += len(data)
                try:
                    while data and not engine.eof:
                        piece = engine.decompress(data, _STEP)
                        grown += len(piece)
                        data = engine.unconsumed_tail
                        if piece:
                            yield "data", piece
                        if grown > _GROWN and grown > _RATIO * consumed:
                            problem = "grows like a decompression bomb"
                            break
                except zlib.error as error:
                    problem = f"broken compression ({error})"
                if problem:
                    break
                if fed > _KEPT:
                    del raw[: fed - _KEPT // 2]
                    fed = _KEPT // 2
            if not problem:
                del raw[: fed - len(engine.unused_data)]
                yield "end", b""
                continue
        yield "broken", problem.encode()
        if not _resync(raw, read):
            return


def _resync(raw: bytearray, read: object) -> bool:
    """Cut ``raw`` to the next gzip member that begins a record; False when there is none."""
    assert callable(read)
    del raw[:1]
    while True:
        at = raw.find(_MAGIC)
        if at < 0:
            del raw[: max(0, len(raw) - 2)]
            if not read():
                return False
            continue
        del raw[:at]
        while len(raw) < _STEP and read():
            continue
        try:
            begins = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(bytes(raw[:_STEP]), 16)
        except zlib.error:
            begins = b""
        if begins.startswith(b"WARC/"):
            return True
        del raw[:1]
