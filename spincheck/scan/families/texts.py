"""Where the texts come from: an audit file, or the same inputs that a scan reads. Read in one pass, found again by key."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from spincheck.errors import SpincheckError, UsageError
from spincheck.scan.inputs.item import Item


class Texts(Protocol):
    """Texts by key. ``errors`` are one line each, about what could not be read."""

    errors: list[str]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """(key, text) of every document."""
        ...

    def get(self, keys: Sequence[str]) -> dict[str, str]:
        """The texts of some keys."""
        ...

    def close(self) -> None:
        """Give up files."""
        ...


class AuditTexts:
    """The texts that an audit file keeps. Raises UsageError when it keeps none."""

    def __init__(self, path: Path) -> None:
        from spincheck.scan.store import check_version, connect

        if not path.is_file():
            raise UsageError(f"{path}: no such file", "name a file that spincheck scan wrote")
        self.errors: list[str] = []
        self._base = connect(path, read_only=True)
        check_version(self._base, path)
        texts = self._base.execute("select count(*) from texts").fetchone()
        documents = self._base.execute("select count(*) from documents").fetchone()
        if documents and documents[0] and texts and not texts[0]:
            self._base.close()
            raise UsageError(f"{path}: keeps no texts", "scan without --no-text, or name the inputs themselves")

    def __iter__(self) -> Iterator[tuple[str, str]]:
        cursor = self._base.cursor()
        try:
            cursor.execute("select key, text from texts")
            while rows := cursor.fetchmany(500):
                yield from rows
        finally:
            cursor.close()  # or the file would stay open

    def get(self, keys: Sequence[str]) -> dict[str, str]:
        out: dict[str, str] = {}
        for at in range(0, len(keys), 500):
            part = list(keys[at : at + 500])
            marks = ", ".join("?" * len(part))
            out.update(self._base.execute(f"select key, text from texts where key in ({marks})", part).fetchall())
        return out

    def close(self) -> None:
        self._base.close()


class InputTexts:
    """The texts of a scan's items; they wait in a temporary file, so that memory does not grow with them."""

    def __init__(self, items: Iterable[Item], html_scope: str = "main") -> None:
        self.errors: list[str] = []
        self._items, self._scope = items, html_scope
        self._folder = tempfile.TemporaryDirectory(prefix="spincheck-")
        self._base = sqlite3.connect(Path(self._folder.name) / "texts.sqlite")
        self._base.execute("pragma journal_mode = off")
        self._base.execute("pragma synchronous = off")
        self._base.execute("create table texts (key text primary key, text text)")

    def __iter__(self) -> Iterator[tuple[str, str]]:
        for item in self._items:
            text = self._text(item)
            if text is None:
                continue
            if self._base.execute("insert or ignore into texts values (?, ?)", (item.key, text)).rowcount:
                yield item.key, text

    def _text(self, item: Item) -> str | None:
        from spincheck.sources import read_bytes, read_data, read_text

        if item.error:
            self.errors.append(item.error)
            return None
        try:
            data = read_data(item.name) if item.data is None else item.data
            if isinstance(data, str):
                text = read_text(data, name=item.name, format=item.format or "text", html_scope=self._scope).text  # type: ignore[arg-type]
            else:
                text = read_bytes(data, name=item.name, format=item.format, html_scope=self._scope).text  # type: ignore[arg-type]
        except SpincheckError as error:
            self.errors.append(" ".join(str(error).split()))
            return None
        return text.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate cannot be stored

    def get(self, keys: Sequence[str]) -> dict[str, str]:
        out: dict[str, str] = {}
        for at in range(0, len(keys), 500):
            part = keys[at : at + 500]
            marks = ", ".join("?" * len(part))
            out.update(self._base.execute(f"select key, text from texts where key in ({marks})", part).fetchall())
        return out

    def close(self) -> None:
        self._base.close()
        self._folder.cleanup()
