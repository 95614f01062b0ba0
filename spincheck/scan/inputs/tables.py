"""Rows of CSV, JSON lines and Parquet files, streamed; a broken row costs that row."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from typing import IO, Any, Final

from spincheck.scan.inputs.item import Columns, Item, one_line
from spincheck.scan.inputs.storage import decompressed, is_remote, open_fsspec, suffix_of
from spincheck.sources import MAX_BYTES

#: suffixes of files that hold many documents
TABLES: Final = (".csv", ".csv.gz", ".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz", ".parquet")

Row = dict[str, Any] | str


def header(name: str) -> list[str] | None:
    """The names of a table's columns; None for JSON lines, where every row has its own. Raises what reading raises."""
    suffix = suffix_of(name)
    if suffix == ".parquet":
        with _parquet(name) as base:
            result = base.execute("select * from read_parquet(?) limit 0", [_given(name)])
            return [column[0] for column in result.description or ()]
    if suffix.startswith(".csv"):
        with decompressed(name) as stream:
            return next(csv.reader(_Lines(stream)), [])
    return None


def rows(name: str, columns: Columns) -> Iterator[Item]:
    """The documents of a table, one a row; what cannot be read comes out as an Item with an ``error``."""
    suffix = suffix_of(name)
    reader = _parquet_rows if suffix == ".parquet" else _csv_rows if suffix.startswith(".csv") else _json_rows
    seen: set[str] = set()
    number = 0
    try:
        for number, row in enumerate(reader(name, columns), 1):
            yield _item(name, number, row, columns, seen)
    except Exception as error:  # a file that breaks off must not end the scan
        yield Item(f"{name}#after-row-{number}", name, error=f"{name}: unreadable after row {number}: {one_line(error)}")


def _item(name: str, number: int, row: Row, columns: Columns, seen: set[str]) -> Item:
    where = f"{name}#{number}"
    if isinstance(row, str):
        return Item(where, where, error=f"{name}: row {number}: {row}")
    key = where
    if columns.id is not None:
        given = row.get(columns.id)
        if given is None or str(given) == "":
            return Item(where, where, error=f"{name}: row {number}: no {columns.id!r}")
        key = f"{name}#{columns.id}={given}"
        if key in seen:
            # the row number keeps the key unique, so that a resumed scan counts this row once
            return Item(f"{where}:duplicate", where, error=f"{name}: row {number}: {columns.id} {given!s} was seen before")
        seen.add(key)
    text = row.get(columns.text)
    if not isinstance(text, str) or not text.strip():
        return Item(key, key, error=f"{name}: row {number}: no text in {columns.text!r}")
    if len(text) > MAX_BYTES:
        return Item(key, key, error=f"{name}: row {number}: larger than {MAX_BYTES / 1e6:g} MB")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return Item(key, key, error=f"{name}: row {number}: not UTF-8")
    return Item(key, key, text, columns.format, origin="" if is_remote(name) else name)


class _Lines:
    """Lines for the csv module, of bounded length: it would read a line of any length as a whole."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._first = True

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._stream.readline(MAX_BYTES + 1)
        if not line:
            raise StopIteration
        if len(line) > MAX_BYTES:
            while line and not line.endswith(b"\n"):
                line = self._stream.readline(MAX_BYTES)
            raise csv.Error(f"longer than {MAX_BYTES / 1e6:g} MB")
        text = line.decode("utf-8-sig" if self._first else "utf-8", "surrogateescape")
        self._first = False
        return text


def _csv_rows(name: str, _: Columns) -> Iterator[Row]:
    csv.field_size_limit(MAX_BYTES)
    with decompressed(name) as stream:
        reader = csv.reader(_Lines(stream))
        names = next(reader, [])
        while True:
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield str(error)
                continue
            if row and len(row) != len(names):
                yield f"{len(row)} fields where the header has {len(names)}"
            elif row:
                yield dict(zip(names, row))


def _json_rows(name: str, _: Columns) -> Iterator[Row]:
    with decompressed(name) as stream:
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
                yield f"not JSON: {one_line(error)}"
                continue
            yield row if isinstance(row, dict) else "not a JSON object"


def _parquet(name: str) -> Any:
    import duckdb

    # what a row group holds must fit; the rest streams
    base = duckdb.connect(config={"threads": 1, "memory_limit": "1GB"})
    if is_remote(name):
        system, _ = open_fsspec(name)
        base.register_filesystem(system)
    return base


def _given(name: str) -> str:
    """How DuckDB is told of a file: it knows a file system by the first of its protocols."""
    if not is_remote(name):
        return name
    system, path = open_fsspec(name)
    protocol = system.protocol if isinstance(system.protocol, str) else system.protocol[0]
    return f"{protocol}://{path}"


def _parquet_rows(name: str, columns: Columns) -> Iterator[Row]:
    names = [columns.text, *([columns.id] if columns.id is not None else [])]
    wanted = ", ".join('"' + column.replace('"', '""') + '"' for column in names)
    with _parquet(name) as base:
        result = base.execute(f"select {wanted} from read_parquet(?)", [_given(name)])
        while found := result.fetchmany(64):
            for row in found:
                yield dict(zip(names, row))
