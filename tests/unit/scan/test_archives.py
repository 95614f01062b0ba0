"""Web archives that are broken: what can be read is, and the rest is told."""

from __future__ import annotations

import gzip
import io
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spincheck.scan.inputs.item import Item
from spincheck.scan.inputs.warc import records
from spincheck.scan.items import Columns, items


def record(number: int, body: bytes = b"", *, length: int | None = None, head: bytes = b"") -> bytes:
    """A response record; ``length`` is what it says of its length when that is a lie."""
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + head + b"\r\n" + (body or b"<p>Page %d</p>" % number)
    said = len(http) if length is None else length
    top = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.test/{number}\r\n"
    top += "WARC-Record-ID: <urn:uuid:0>\r\nWARC-Date: 2024-01-01T00:00:00Z\r\n"
    top += "Content-Type: application/http; msgtype=response\r\n"
    return f"{top}Content-Length: {said}\r\n\r\n".encode() + http + b"\r\n\r\n"


def read(tmp_path: Path, data: bytes, name: str = "t.warc.gz") -> tuple[list[str], list[str]]:
    """Addresses of the pages that were read, and the errors without the file's name."""
    file = tmp_path / name
    file.write_bytes(data)
    found: list[Item] = list(items([str(file)], Columns()))
    assert len({item.key for item in found}) == len(found)
    return [i.url for i in found if not i.error], [i.error.removeprefix(f"{file}: ") for i in found if i.error]


def urls(*numbers: int) -> list[str]:
    return [f"http://a.test/{n}" for n in numbers]


def members(*parts: bytes) -> bytes:
    return b"".join(gzip.compress(part) for part in parts)


def test_a_bit_flipped_in_one_record_costs_that_record(tmp_path: Path) -> None:
    parts = [gzip.compress(record(n, bytes(range(97, 123)) * 40)) for n in range(5)]
    for at in (12, len(parts[2]) // 2, len(parts[2]) - 6):
        broken = bytearray(parts[2])
        broken[at] ^= 0x55
        found, errors = read(tmp_path, b"".join([*parts[:2], bytes(broken), *parts[3:]]))
        assert found == urls(0, 1, 3, 4), at
        assert len(errors) == 1
        assert errors[0].startswith("record 3: ")


def test_garbage_between_records_and_a_cut_at_the_end(tmp_path: Path) -> None:
    parts = [gzip.compress(record(n)) for n in range(3)]
    junk = b"\x1f\x8b\x08 not gzip " + bytes(range(256)) * 300 + b"\x1f\x8b\x08\x00"
    found, errors = read(tmp_path, parts[0] + junk + parts[1] + parts[2][:-20])
    assert found == urls(0, 1)
    assert len(errors) == 2
    assert errors[1] == "record 4: the compressed data breaks off"


@pytest.mark.parametrize("compressed", [True, False])
def test_a_length_that_lies(tmp_path: Path, compressed: bool) -> None:
    whole = len(record(1).split(b"\r\n\r\n", 1)[1]) - 4
    for length in (whole + 50, whole - 7, 10**12, 0):
        parts = [record(0), record(1, length=length), record(2), record(3)]
        data = members(*parts) if compressed else b"".join(parts)
        found, errors = read(tmp_path, data, "t.warc.gz" if compressed else "t.warc")
        assert found == urls(0, 2, 3), (length, errors)
        assert 1 <= len(errors) <= 2


def test_an_archive_in_one_piece_of_gzip_and_one_that_is_not_compressed_at_all(tmp_path: Path) -> None:
    data = b"".join(record(n) for n in range(3))
    assert read(tmp_path, gzip.compress(data)) == (urls(0, 1, 2), [])
    assert read(tmp_path, data) == (urls(0, 1, 2), [])
    assert read(tmp_path, members(data[:100], data[100:700], data[700:])) == (urls(0, 1, 2), [])


def test_a_record_that_is_no_http_is_told_and_the_next_read(tmp_path: Path) -> None:
    parts = [record(0), record(1).replace(b"HTTP/1.1 200 OK", b"\xff\xfe nothing\x00\x00"), record(2)]
    parts.insert(1, record(9).replace(b"WARC/1.0", b"WARX/1.0"))
    found, errors = read(tmp_path, members(*parts))
    assert found == urls(0, 2)
    assert errors[0] == "record 2: no record where one should begin"


def test_bombs_are_bounded_and_the_next_record_read(tmp_path: Path) -> None:
    zeros = b"\0" * 22_000_000
    bomb = gzip.compress(record(1, zeros))
    inner = gzip.compress(record(2, gzip.compress(zeros), head=b"Content-Encoding: gzip\r\n"))
    tracemalloc.start()
    found, errors = read(tmp_path, gzip.compress(record(0)) + bomb + inner + gzip.compress(record(3)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == urls(0, 3)
    assert [e.split(": ")[-1] for e in errors] == ["larger than 21 MB", "larger than 20 MB"]
    assert peak < 150_000_000


def test_texts_of_wet_files(tmp_path: Path) -> None:
    text = b"WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: http://a.test/1\r\nContent-Type: text/plain\r\n"
    text += b"Content-Length: 13\r\n\r\nRest is good.\r\n\r\n"
    info = b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Type: application/warc-fields\r\n"
    info += b"Content-Length: 3\r\n\r\na:b\r\n\r\n"
    file = tmp_path / "t.warc.wet.gz"
    file.write_bytes(members(info, text))
    (item,) = items([str(file)], Columns())
    assert (item.data, item.format, item.url) == (b"Rest is good.", "text", "http://a.test/1")


@settings(deadline=None)
@given(st.data())
def test_whatever_happens_to_the_bytes_reading_ends(data: st.DataObject) -> None:
    whole = bytearray(
        members(*(record(n) for n in range(4))) if data.draw(st.booleans()) else b"".join(map(record, range(4)))
    )
    compressed = whole[:2] == b"\x1f\x8b"
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(0, len(whole) - 1))
        what = data.draw(st.sampled_from(["flip", "cut", "insert", "drop"]))
        if what == "flip":
            whole[at] ^= data.draw(st.integers(1, 255))
        elif what == "cut":
            del whole[at + 1 :]
        elif what == "insert":
            whole[at:at] = data.draw(st.binary(max_size=40) | st.sampled_from([b"\x1f\x8b\x08", b"\r\n\r\nWARC/1.0\r\n"]))
        else:
            del whole[at : at + data.draw(st.integers(0, 60))]
            whole = whole or bytearray(b"x")
    found = list(records(io.BytesIO(bytes(whole)), gzip=compressed, most=1_000_000))
    assert len(found) < 60
