"""The audit file: one DuckDB database that holds what a scan found and knows which documents are done.

A document, its findings, its links and its error go in as one transaction. So after a crash every document is there
whole or not at all, and a resumed scan checks exactly those that are not.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from spincheck import RULESET, __version__
from spincheck.errors import SpincheckError, UsageError

if TYPE_CHECKING:
    import duckdb

#: raised whenever a table changes; a file of another version is refused
SCHEMA: Final = 2

_TABLES: Final = (
    """create table runs (run integer primary key, schema integer, version varchar, ruleset varchar, settings varchar,
       settings_json json, inputs json, began timestamp, ended timestamp, documents bigint)""",
    """create table documents (key varchar primary key, position bigint, path varchar, url varchar, host varchar,
       folder varchar, author varchar, template varchar, format varchar, hash varchar, approximate boolean,
       title varchar, words bigint, score double, grade varchar, verdict varchar, spun_probability double,
       spun_spans integer, spun_verdict varchar, readability json, panels json, not_checked json, gate varchar,
       incomplete boolean)""",
    """create table findings (key varchar, number integer, rule varchar, name varchar, category varchar,
       severity varchar, confidence double, start_at bigint, end_at bigint, text_start bigint, text_end bigint,
       line bigint, "column" bigint, text varchar, message varchar, suggestions json, evidence json,
       fingerprint varchar, state varchar, points double, location varchar, properties json)""",
    """create table links (key varchar, number integer, target varchar, host varchar, anchor varchar, place varchar,
       hidden varchar)""",
    """create table texts (key varchar primary key, text varchar)""",
    """create table errors (key varchar primary key, position bigint, path varchar, url varchar, kind varchar,
       error varchar, hash varchar)""",
)


class Store:
    """An audit file open for writing. Only one process can hold it."""

    def __init__(
        self,
        path: Path,
        settings: str,
        inputs: Sequence[str],
        *,
        resume: bool,
        settings_json: str = "{}",
        texts: bool = True,
    ) -> None:
        """Make the file, or with ``resume`` open the one that is there.

        ``settings`` says under which settings documents are checked (equal strings for equal settings); a scan cannot go
        on under others. ``settings_json`` are the same for readers. ``texts``: keep what was checked in ``texts``.
        Raises UsageError.
        """
        existed = path.exists()
        if existed and not resume:
            raise UsageError(f"{path}: exists already", "add --resume to go on with it, or name another file")
        self.path = path
        self.texts = texts
        self._base = connect(path)
        tables = {name for (name,) in self._base.execute("select table_name from duckdb_tables()").fetchall()}
        if "runs" not in tables:
            if tables:
                raise UsageError(f"{path}: not an audit file of spincheck", "name another file")
            self._base.begin()
            for table in _TABLES:
                self._base.execute(table)
            self._begin_run(settings, settings_json, inputs)
            self._base.commit()
        else:
            check_version(self._base, path)
            row = self._base.execute("select settings, ruleset, version from runs order by run limit 1").fetchone()
            if row != (settings, RULESET, __version__):
                self._base.close()
                raise UsageError(
                    f"{path}: was begun with other settings or another version", "repeat them, or name another file"
                )
            self._begin_run(settings, settings_json, inputs)
        self.done: set[str] = {
            key for (key,) in self._base.execute("select key from documents union all select key from errors").fetchall()
        }

    def _begin_run(self, settings: str, settings_json: str, inputs: Sequence[str]) -> None:
        self._base.execute(
            "insert into runs select coalesce(max(run), 0) + 1, ?, ?, ?, ?, ?, ?, ?, null, 0 from runs",
            [SCHEMA, __version__, RULESET, settings, settings_json, json.dumps(list(inputs)), _now()],
        )
        row = self._base.execute("select max(run) from runs").fetchone()
        self._run: int = row[0] if row else 1
        self._added = 0

    def end_run(self) -> None:
        """Note when this run ended and how many documents and errors it added; a killed run has no end."""
        self._base.execute("update runs set ended = ?, documents = ? where run = ?", [_now(), self._added, self._run])

    def add(self, key: str, position: int, result: Mapping[str, Any]) -> None:
        """Add one document, all of it or nothing. Raises SpincheckError when the file cannot be written (full disk)."""
        import duckdb

        try:
            self._base.begin()
            try:
                if "error" in result:
                    self._insert("errors", [(key, position, *result["error"])])
                else:
                    self._insert("documents", [(key, position, *result["document"])])
                    self._insert("findings", [(key, n, *row) for n, row in enumerate(result["findings"])])
                    self._insert("links", [(key, n, *row) for n, row in enumerate(result["links"])])
                    if self.texts:
                        self._insert("texts", [(key, result["text"])])
                self._base.commit()
            except BaseException:
                self._base.rollback()
                raise
        except duckdb.Error as error:
            raise SpincheckError(
                f"{self.path}: cannot be written: {first_line(error)}", "make room and go on with --resume"
            ) from None
        self.done.add(key)
        self._added += 1

    def _insert(self, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
        for at in range(0, len(rows), 200):
            part = rows[at : at + 200]
            marks = ", ".join("(" + ", ".join("?" * len(part[0])) + ")" for _ in part)
            self._base.execute(f"insert into {table} values {marks}", [value for row in part for value in row])

    def totals(self) -> dict[str, Any]:
        """Counts over the whole file: documents, words, findings, errors, gate, incomplete, worst (path and score)."""
        documents = self._base.execute(
            "select count(*), coalesce(sum(words), 0), count(*) filter (gate <> ''), count(*) filter (incomplete) "
            "from documents"
        ).fetchone() or (0, 0, 0, 0)
        findings = self._base.execute("select count(*) from findings where state = 'new'").fetchone() or (0,)
        errors = self._base.execute("select count(*) from errors").fetchone() or (0,)
        worst = self._base.execute(
            "select path, score from documents where score is not null order by score, path limit 1"
        ).fetchone()
        return {
            "documents": documents[0],
            "words": documents[1],
            "gate": documents[2],
            "incomplete": documents[3],
            "findings": findings[0],
            "errors": errors[0],
            "worst": worst,
        }

    def errors(self, limit: int) -> Iterator[str]:
        """The first errors, in the order of the input."""
        for (error,) in self._base.execute("select error from errors order by position limit ?", [limit]).fetchall():
            yield error

    def close(self) -> None:
        """Write everything into the file proper."""
        self._base.close()


def connect(path: Path, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """Open a DuckDB file. Raises UsageError when that fails or DuckDB is not installed."""
    try:
        import duckdb
    except ImportError:
        raise UsageError("scan and query need DuckDB", "install it with: pip install duckdb") from None
    try:
        return duckdb.connect(str(path), read_only=read_only, config={"threads": 1, "memory_limit": "512MB"})
    except duckdb.Error as error:
        if "lock" in str(error).lower():
            raise UsageError(f"{path}: another process is using it", "wait for it to end") from None
        raise UsageError(f"{path}: cannot be opened: {first_line(error)}", "name an audit file") from None


def check_version(base: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Raise UsageError unless this is an audit file of this version."""
    import duckdb

    try:
        # all rows: a result not read to its end keeps the connection from other work
        row = next(iter(base.execute("select schema from runs").fetchall()), None)
    except duckdb.Error:
        row = None
    if row is None:
        raise UsageError(f"{path}: not an audit file of spincheck", "name a file that spincheck scan wrote")
    if row[0] != SCHEMA:
        raise UsageError(f"{path}: an audit file of format {row[0]}, not {SCHEMA}", "scan anew")


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def first_line(error: Exception) -> str:
    """An error in one line of at most 200 characters."""
    return " ".join(str(error).split())[:200] or type(error).__name__
