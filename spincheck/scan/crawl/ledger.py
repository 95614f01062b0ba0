"""The account of every address that was seen: what became of it, and what is still to be fetched."""

from __future__ import annotations

import contextlib
from collections.abc import Container, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

if TYPE_CHECKING:
    import duckdb

#: found, not fetched yet: only while a crawl goes on or was interrupted
QUEUED: Final = "queued"
#: fetched; in ``documents``, or in ``errors`` where the check failed
CHECKED: Final = "checked"
#: the same as ``canonical``: by redirection, canonical link or equal text
DUPLICATE: Final = "duplicate"
#: the host's robots.txt does not want it fetched
ROBOTS: Final = "robots"
#: could not be fetched
ERROR: Final = "error"
#: beyond the bounds of the crawl: depth, pages, a loop or an endless listing
LIMIT: Final = "limit"
#: not wanted: no document, noindex, nofollow, another host
SKIPPED: Final = "skipped"


class Row(NamedTuple):
    """One address. ``number``: in which order it was first seen. ``depth`` counts the links from the start (-1: listed, not
    crawled); ``canonical`` is the address that stands for this one.

    ``hash`` and ``sketch`` describe the text, so that a resumed crawl knows again what it has read.
    """

    url: str
    number: int
    status: str
    reason: str = ""
    depth: int = 0
    canonical: str = ""
    hash: str = ""
    sketch: bytes = b""


class Ledger(Protocol):
    """Keeps the rows; a later row for the same address replaces the earlier one."""

    @property
    def done(self) -> Container[str]:
        """Keys of documents and errors that are stored."""
        ...

    def pages(self) -> Iterator[Row]:
        """All rows, in the order in which their addresses were first seen."""
        ...

    def add_pages(self, rows: Iterable[Row]) -> None:
        """Store rows, all or none. Raises SpincheckError when they cannot be stored."""
        ...


class Memory:
    """A ledger that is gone with the process."""

    def __init__(self, rows: Iterable[Row] = (), done: Iterable[str] = ()) -> None:
        self.rows: dict[str, Row] = {row.url: row for row in rows}
        self._done = set(done)

    @property
    def done(self) -> Container[str]:
        return self._done

    def pages(self) -> Iterator[Row]:
        return iter(tuple(self.rows.values()))

    def add_pages(self, rows: Iterable[Row]) -> None:
        self.rows.update((row.url, row) for row in rows)


class Table:
    """The ledger in the table ``pages`` of an audit file."""

    def __init__(self, base: duckdb.DuckDBPyConnection, path: Path, done: Container[str]) -> None:
        """``base`` is the connection of the store that writes the file at ``path``, ``done`` what it holds."""
        # a connection of its own: addresses are settled in another thread than results are written in
        self._base = base.cursor()
        self._path = path
        self._done = done

    @property
    def done(self) -> Container[str]:
        return self._done

    def pages(self) -> Iterator[Row]:
        for row in self._base.execute("select * from pages order by number, url").fetchall():
            yield Row(*row)

    def add_pages(self, rows: Iterable[Row]) -> None:
        import duckdb

        from spincheck.scan.store import unwritable

        clean = [tuple(_clean(value) for value in row) for row in rows]
        try:
            self._base.begin()
            try:
                for at in range(0, len(clean), 200):
                    part = clean[at : at + 200]
                    marks = ", ".join(["(?, ?, ?, ?, ?, ?, ?, ?)"] * len(part))
                    values = [value for row in part for value in row]
                    self._base.execute(f"insert or replace into pages values {marks}", values)
                self._base.commit()
            except BaseException:
                with contextlib.suppress(duckdb.Error):  # after a failed commit there is nothing to roll back
                    self._base.rollback()
                raise
        except duckdb.Error as error:
            raise unwritable(self._path, error) from None


def _clean(value: str | int | bytes) -> str | int | bytes:
    # a lone surrogate cannot be stored as UTF-8
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
