"""What a scan reads: files, rows of tables and pages of web archives, one at a time and in a fixed order."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from spincheck.errors import SourceError, UsageError
from spincheck.sources import MAX_BYTES
from spincheck.sources.expand import expand

#: suffixes of files that hold many documents
TABLES: Final = (".csv", ".jsonl", ".ndjson", ".parquet")
ARCHIVES: Final = (".warc", ".warc.gz")


@dataclass(frozen=True, slots=True)
class Item:
    """One document to check. ``key`` is the same in every run over the same input, so that a scan can be resumed.

    Of a file ``data`` is None and ``name`` its path; of a row it is the text, of an archived page the bytes.
    ``error`` says why there is nothing to check.
    """

    key: str
    name: str
    data: bytes | str | None = None
    format: str | None = None
    error: str = ""
    #: the file a row or an archived page came from, which decides its configuration; empty for a file itself
    origin: str = ""
    #: address of a page; empty for files and rows
    url: str = ""
    #: ``data`` was extracted from something else, so positions are approximate
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of a table hold the text and the identity of a row, and what format the text has."""

    text: str = "text"
    id: str | None = None
    format: str = "text"


def items(inputs: Iterable[str], columns: Columns, exclude: Iterable[str] = ()) -> Iterator[Item]:
    """Every document of the inputs, streamed. What cannot be read comes out as an Item with an ``error``."""
    for found in expand(inputs, exclude):
        if isinstance(found, SourceError):
            yield Item(found.path, found.path, error=str(found))
        elif _kind(found) == "table":
            yield from _table(found, columns)
        elif _kind(found) == "archive":
            yield from _archive(found)
        else:
            yield Item(str(found), str(found))


def check_inputs(inputs: Iterable[str], columns: Columns) -> None:
    """Raise UsageError for an input that is missing or a table without the columns, before any work is done."""
    for found in expand(inputs):
        if isinstance(found, SourceError):
            raise UsageError(str(found))
        if not found.exists():
            raise UsageError(f"{found}: no such file", "check the path")
        if found.suffix.lower() in (".csv", ".parquet"):
            try:
                names = _header(found)
            except Exception as error:  # duckdb, csv and the file system each have their own
                raise UsageError(f"{found}: cannot be read: {_one_line(error)}", "check the file") from None
            for option, column in (("--text-column", columns.text), ("--id-column", columns.id)):
                if column is not None and column not in names:
                    raise UsageError(f"{found}: no column {column!r}", f"use {option} with one of {', '.join(names)}")


def _kind(path: Path) -> str:
    name = path.name.lower()
    return "table" if name.endswith(TABLES) else "archive" if name.endswith(ARCHIVES) else "file"


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


def _header(path: Path) -> list[str]:
    if path.suffix.lower() == ".csv":
        with open(path, encoding="utf-8-sig", errors="surrogateescape", newline="") as stream:
            return next(csv.reader(stream), [])
    import duckdb

    with duckdb.connect() as base:
        result = base.execute("select * from read_parquet(?) limit 0", [str(path)])
        return [column[0] for column in result.description or ()]


def _table(path: Path, columns: Columns) -> Iterator[Item]:
    seen: set[str] = set()
    rows = {".csv": _csv_rows, ".parquet": _parquet_rows}.get(path.suffix.lower(), _json_rows)
    number = 0
    try:
        for number, row in enumerate(rows(path, columns), 1):
            yield _row(path, number, row, columns, seen)
    except Exception as error:  # a file that breaks off must not end the scan
        yield Item(
            f"{path}#after-row-{number}", str(path), error=f"{path}: unreadable after row {number}: {_one_line(error)}"
        )


def _row(path: Path, number: int, row: dict[str, Any] | str, columns: Columns, seen: set[str]) -> Item:
    where = f"{path}#{number}"
    if isinstance(row, str):
        return Item(where, where, error=f"{path}: row {number}: {row}")
    key = where
    if columns.id is not None:
        given = row.get(columns.id)
        if given is None or str(given) == "":
            return Item(where, where, error=f"{path}: row {number}: no {columns.id!r}")
        key = f"{path}#{columns.id}={given}"
        if key in seen:
            # the row number keeps the key unique, so that a resumed scan counts this row once
            return Item(f"{where}:duplicate", where, error=f"{path}: row {number}: {columns.id} {given!s} was seen before")
        seen.add(key)
    text = row.get(columns.text)
    if not isinstance(text, str) or not text.strip():
        return Item(key, key, error=f"{path}: row {number}: no text in {columns.text!r}")
    if len(text) > MAX_BYTES:
        return Item(key, key, error=f"{path}: row {number}: larger than {MAX_BYTES / 1e6:g} MB")
    if any("\ud800" <= c <= "\udfff" for c in text):
        return Item(key, key, error=f"{path}: row {number}: not UTF-8")
    return Item(key, key, text, columns.format, origin=str(path))


def _csv_rows(path: Path, _: Columns) -> Iterator[dict[str, Any] | str]:
    csv.field_size_limit(MAX_BYTES)
    with open(path, encoding="utf-8-sig", errors="surrogateescape", newline="") as stream:
        reader = csv.reader(stream)
        header = next(reader, [])
        while True:
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield str(error)
                continue
            if row and len(row) != len(header):
                yield f"{len(row)} fields where the header has {len(header)}"
            elif row:
                yield dict(zip(header, row))


def _json_rows(path: Path, _: Columns) -> Iterator[dict[str, Any] | str]:
    with open(path, "rb") as stream:
        while line := stream.readline(MAX_BYTES + 1):
            if len(line) > MAX_BYTES:
                yield f"longer than {MAX_BYTES / 1e6:g} MB"
                while line and not line.endswith(b"\n"):
                    line = stream.readline(MAX_BYTES)
                continue
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except (ValueError, RecursionError) as error:
                yield f"not JSON: {_one_line(error)}"
                continue
            yield row if isinstance(row, dict) else "not a JSON object"


def _parquet_rows(path: Path, columns: Columns) -> Iterator[dict[str, Any] | str]:
    import duckdb

    names = [columns.text, *([columns.id] if columns.id is not None else [])]
    wanted = ", ".join('"' + name.replace('"', '""') + '"' for name in names)
    with duckdb.connect(config={"threads": 1}) as base:
        result = base.execute(f"select {wanted} from read_parquet(?)", [str(path)])
        while rows := result.fetchmany(64):
            for row in rows:
                yield dict(zip(names, row))


def _archive(path: Path) -> Iterator[Item]:
    from warcio.archiveiterator import ArchiveIterator

    number = 0
    try:
        with open(path, "rb") as stream:
            for number, record in enumerate(ArchiveIterator(stream), 1):
                if record.rec_type != "response" or record.http_headers is None:
                    continue
                headers = record.http_headers
                if headers.get_statuscode() != "200" or "html" not in (headers.get_header("Content-Type") or ""):
                    continue
                key = f"{path}#{number}"
                name = record.rec_headers.get_header("WARC-Target-URI") or key
                data = record.content_stream().read(MAX_BYTES + 1)
                if len(data) > MAX_BYTES:
                    yield Item(key, name, error=f"{path}: record {number} ({name}): larger than {MAX_BYTES / 1e6:g} MB")
                else:
                    yield Item(key, name, data, "html", origin=str(path))
    except Exception as error:  # warcio lets zlib's, struct's and its own errors through
        yield Item(
            f"{path}#after-record-{number}", str(path), error=f"{path}: unreadable after record {number}: {_one_line(error)}"
        )
