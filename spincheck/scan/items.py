"""What a scan reads: files, rows of tables and pages of web archives, one at a time and in a fixed order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from spincheck.errors import SourceError, UsageError
from spincheck.scan.inputs import storage
from spincheck.scan.inputs.archives import ARCHIVES, pages
from spincheck.scan.inputs.item import Columns, Item, one_line
from spincheck.scan.inputs.lists import paths
from spincheck.scan.inputs.tables import TABLES, header, rows
from spincheck.scan.web import Web, is_web
from spincheck.sources import MAX_BYTES
from spincheck.sources.expand import expand

__all__ = ["ARCHIVES", "TABLES", "Columns", "Item", "check_inputs", "items"]


def items(
    inputs: Iterable[str],
    columns: Columns,
    exclude: Iterable[str] = (),
    *,
    files_from: str | None = None,
    web: Web | None = None,
) -> Iterator[Item]:
    """Every document of the inputs, streamed. What cannot be read comes out as an Item with an ``error``.

    ``files_from`` is a list of further inputs, one a line. What must be fetched is given to ``web`` and comes last.
    """
    for name in chain(inputs, _listed(files_from)):
        if isinstance(name, Item):
            yield name
        elif web is not None and web.take(name):
            continue
        elif storage.is_remote(name):
            yield from _remote(name, columns)
        else:
            yield from _local(name, columns, exclude)
    if web is not None:
        yield from web.items()


def check_inputs(inputs: Iterable[str], columns: Columns) -> None:
    """Raise UsageError for an input that is missing or a table without the columns, before any work is done."""
    for name in inputs:
        if is_web(name):
            continue
        if storage.is_remote(name):
            for found in storage.matching(name):
                _check(found, columns)
            continue
        for path in expand([name]):
            if isinstance(path, SourceError):
                raise UsageError(str(path))
            _check(str(path), columns)


def _check(name: str, columns: Columns) -> None:
    if not storage.exists(name):
        raise UsageError(f"{name}: no such file", "check the path")
    if not _ends(name, TABLES):
        return
    try:
        names = header(name)
    except Exception as error:  # duckdb, csv and the file system each have their own
        raise UsageError(f"{name}: cannot be read: {one_line(error)}", "check the file") from None
    for option, column in (("--text-column", columns.text), ("--id-column", columns.id)):
        if names is not None and column is not None and column not in names:
            raise UsageError(f"{name}: no column {column!r}", f"use {option} with one of {', '.join(names)}")


def _listed(name: str | None) -> Iterator[str | Item]:
    if name is None:
        return
    try:
        yield from paths(name)
    except SourceError as error:
        yield Item(f"{name}#list", name, error=str(error))


def _local(name: str, columns: Columns, exclude: Iterable[str]) -> Iterator[Item]:
    for found in expand([name], exclude):
        if isinstance(found, SourceError):
            yield Item(found.path, found.path, error=str(found))
        else:
            yield from _many(str(found), columns) or (Item(str(found), str(found)),)


def _many(name: str, columns: Columns) -> Iterator[Item] | None:
    """The documents in a table or an archive; None for a file that is a document itself."""
    return rows(name, columns) if _ends(name, TABLES) else pages(name) if _ends(name, ARCHIVES) else None


def _remote(name: str, columns: Columns) -> Iterator[Item]:
    try:
        for found in storage.matching(name):
            yield from _many(found, columns) or (_document(found),)
    except UsageError as error:
        yield Item(name, name, error=str(error))


def _document(name: str) -> Item:
    """One document of a remote store, which is read here: a worker may not reach it."""
    try:
        with storage.opened(name) as stream:
            data = stream.read(MAX_BYTES + 1)
    except Exception as error:  # every store has its own
        text = str(error) if isinstance(error, SourceError) else f"{name}: cannot be read ({one_line(error)})"
        return Item(name, name, error=text)
    if len(data) > MAX_BYTES:
        return Item(name, name, error=f"{name}: larger than {MAX_BYTES / 1e6:g} MB")
    return Item(name, name, data)


def _ends(name: str, suffixes: tuple[str, ...]) -> bool:
    return Path(name.split("?")[0]).name.lower().endswith(suffixes)
