"""The audit file: one DuckDB database that holds what a scan found and knows which documents are done.

A document, its findings, its links, its text and its error go in as one transaction. So after a crash every document is
there whole or not at all, and a resumed scan checks exactly those that are not.
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from spincheck import RULESET, __version__
from spincheck.errors import SpincheckError, UsageError

if TYPE_CHECKING:
    import duckdb

#: raised whenever a table changes; a file of another version is refused
SCHEMA: Final = 2

TABLES: Final = {
    "runs": """run integer primary key, schema integer, version varchar, ruleset varchar, settings varchar,
       settings_json json, inputs json, began timestamp, ended timestamp, documents bigint""",
    "documents": """key varchar primary key, position bigint, path varchar, url varchar, host varchar,
       folder varchar, author varchar, template varchar, format varchar, hash varchar, approximate boolean,
       title varchar, words bigint, score double, grade varchar, verdict varchar, spun_probability double,
       spun_spans integer, spun_verdict varchar, readability json, panels json, not_checked json, gate varchar,
       incomplete boolean, settings varchar""",
    "findings": """key varchar, number integer, rule varchar, name varchar, category varchar,
       severity varchar, confidence double, start_at bigint, end_at bigint, text_start bigint, text_end bigint,
       line bigint, "column" bigint, text varchar, message varchar, suggestions json, evidence json,
       fingerprint varchar, state varchar, points double, location varchar, properties json""",
    "links": """key varchar, number integer, target varchar, host varchar, anchor varchar, place varchar,
       hidden varchar""",
    "texts": "key varchar primary key, text varchar",
    "errors": """key varchar primary key, position bigint, path varchar, url varchar, kind varchar,
       error varchar, hash varchar""",
    # every address that a crawl or a list met; spincheck.scan.crawl.ledger says what the columns hold
    "pages": """url varchar primary key, number bigint, status varchar, reason varchar, depth integer,
       canonical varchar, hash varchar, sketch blob""",
}
#: tables that hold what was found, each with a key
CONTENT: Final = ("documents", "findings", "links", "texts", "errors")

#: a document that was checked: key, position among the inputs, what :func:`spincheck.scan.worker.check` says of it
Done = tuple[str, int, Mapping[str, Any]]
#: how many of them, and for how many seconds, wait to be written in one transaction; a transaction has its price
_MOST: Final = 64
_LONGEST: Final = 0.5


@dataclass(frozen=True, slots=True)
class Known:
    """What the file says about a document that is in it: its content, and the settings it was checked under."""

    hash: str
    settings: str
    failed: str = ""


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

        ``settings`` says what the command line asked for; a scan cannot go on under something else. ``settings_json`` are
        the settings in full, for readers. ``texts``: keep the text that was checked. Raises UsageError, and SpincheckError
        when the file cannot be written.
        """
        existed = path.exists()
        if existed and not resume:
            raise UsageError(f"{path}: exists already", "add --resume to go on with it, or name another file")
        self.path = path
        self.texts = texts
        #: the inputs of the run before this one; None in a new file
        self.before: list[str] | None = None
        #: the documents in the file, by key
        self.known: dict[str, Known] = {}
        self._added = 0
        self._waiting: list[Done] = []
        self._since = 0.0
        self._base = connect(path)
        try:
            with self._writing():
                self._run = self._open(settings, settings_json, inputs)
            self._types = {name: column_types(self._base, name) for name in CONTENT}
            self.known.update(
                (key, Known(digest, used, kind))
                for key, digest, used, kind in self._base.execute(
                    "select key, hash, settings, '' from documents union all select key, hash, '', kind from errors"
                ).fetchall()
            )
        except BaseException:
            with contextlib.suppress(SpincheckError):
                self.close()
            raise

    def _open(self, settings: str, settings_json: str, inputs: Sequence[str]) -> int:
        """Make the tables or look at those there are, and begin a run; its number."""
        tables = {name for (name,) in self._base.execute("select table_name from duckdb_tables()").fetchall()}
        number = 1
        if "runs" in tables:
            check_version(self._base, self.path)
            runs = self._base.execute("select settings, ruleset, version, inputs, run from runs order by run").fetchall()
            if runs[0][:3] != (settings, RULESET, __version__):
                raise UsageError(
                    f"{self.path}: was begun with other settings or another version", "repeat them, or name another file"
                )
            self.before, number = json.loads(runs[-1][3]), runs[-1][4] + 1
        elif tables:
            raise UsageError(f"{self.path}: not an audit file of spincheck", "name another file")
        else:
            create(self._base)
        begin_run(self._base, number, settings, settings_json, json.dumps(list(inputs)))
        return number

    def add(self, done: Iterable[Done], *, wait: bool = True) -> None:
        """Add documents (key, position, rows); one that is in the file is replaced.

        They are written together with those that come within half a second, in one transaction, unless ``wait`` is False.
        Raises SpincheckError when the file cannot be written (full disk).
        """
        if not self._waiting:
            self._since = time.monotonic()
        self._waiting.extend(done)
        if not wait or len(self._waiting) >= _MOST or time.monotonic() - self._since >= _LONGEST:
            self._write()

    def _write(self) -> None:
        if not self._waiting:
            return
        rows = tables_of(self._waiting, texts=self.texts)
        # a second attempt at the same rows would fail for the same reason
        self._waiting = []
        fresh = {row[0]: Known(row[9], row[24]) for row in rows["documents"]}
        fresh |= {row[0]: Known(row[6], "", row[4]) for row in rows["errors"]}
        old = [key for key in fresh if key in self.known]
        if old:
            self._remove(old)
        with self._writing():
            for name, part in rows.items():
                insert(self._base, name, self._types[name], part)
            self._base.execute("update runs set documents = ? where run = ?", [self._added + len(fresh), self._run])
        self._added += len(fresh)
        self.known.update(fresh)

    def _remove(self, keys: Sequence[str]) -> None:
        """Take documents and all that belongs to them out of the file."""
        # a transaction of its own: a key cannot be deleted and inserted in the same one
        with self._writing():
            for name in CONTENT:
                self._base.execute(f"delete from {name} where key in (select unnest(?::varchar[]))", [list(keys)])
        for key in keys:
            self.known.pop(key, None)

    def connection(self) -> duckdb.DuckDBPyConnection:
        """The open database, for the tables that others write; in another thread use a cursor of it."""
        return self._base

    def end_run(self) -> None:
        """Write what waits and note when this run ended; a killed run has no end."""
        self._write()
        with self._writing():
            end_run(self._base, self._run)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        import duckdb

        try:
            self._base.begin()
            try:
                yield
                self._base.commit()
            except BaseException:
                with contextlib.suppress(duckdb.Error):  # after a failed commit there is nothing to roll back
                    self._base.rollback()
                raise
        except duckdb.Error as error:
            raise unwritable(self.path, error) from None

    def totals(self) -> dict[str, Any]:
        """Counts over the whole file: documents, words, findings, errors, gate, incomplete, worst (path and score)."""
        return totals(self._base)

    def errors(self, limit: int) -> Iterator[str]:
        """The first errors, in the order of the input."""
        for (error,) in self._base.execute("select error from errors order by position, key limit ?", [limit]).fetchall():
            yield error

    def close(self) -> None:
        """Write everything into the file proper. Raises SpincheckError when that cannot be done."""
        import duckdb

        try:
            self._write()
        finally:
            try:
                self._base.close()
            except duckdb.Error as error:
                raise unwritable(self.path, error) from None


def totals(base: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """What :meth:`Store.totals` gives, of an open audit file."""
    documents = base.execute(
        "select count(*), coalesce(sum(words), 0), count(*) filter (gate <> ''), count(*) filter (incomplete) from documents"
    ).fetchone() or (0, 0, 0, 0)
    findings = base.execute("select count(*) from findings where state = 'new'").fetchone() or (0,)
    errors = base.execute("select count(*) from errors").fetchone() or (0,)
    worst = base.execute("select path, score from documents where score is not null order by score, path limit 1").fetchone()
    return {
        "documents": documents[0],
        "words": documents[1],
        "gate": documents[2],
        "incomplete": documents[3],
        "findings": findings[0],
        "errors": errors[0],
        "worst": worst,
    }


def create(base: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of an audit file."""
    for name, columns in TABLES.items():
        base.execute(f"create table {name} ({columns})")


def begin_run(base: duckdb.DuckDBPyConnection, number: int, settings: str, settings_json: str, inputs: str) -> None:
    """Add the row of a run; ``inputs`` is a list in JSON."""
    base.execute(
        "insert into runs values (?, ?, ?, ?, ?, ?, ?, ?, null, 0)",
        [number, SCHEMA, __version__, RULESET, settings, settings_json, inputs, now()],
    )


def end_run(base: duckdb.DuckDBPyConnection, number: int) -> None:
    """Note in the row of a run that it ended now."""
    base.execute("update runs set ended = ? where run = ?", [now(), number])


def tables_of(done: Iterable[Done], *, texts: bool) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of :data:`CONTENT` from documents that were checked."""
    rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in CONTENT}
    for key, position, result in done:
        if "error" in result:
            rows["errors"].append((key, position, *result["error"]))
            continue
        rows["documents"].append((key, position, *result["document"]))
        for name in ("findings", "links"):
            rows[name].extend((key, number, *row) for number, row in enumerate(result[name]))
        if texts:
            rows["texts"].append((key, result["text"]))
    return rows


def column_types(base: duckdb.DuckDBPyConnection, table: str) -> str:
    """The structure of a table's rows, as DuckDB's ``from_json`` reads it."""
    columns = base.execute(
        "select column_name, data_type from duckdb_columns() where table_name = ? order by column_index", [table]
    ).fetchall()
    # what is kept as JSON comes as text here, and must not become a string within JSON
    return json.dumps([{column: "VARCHAR" if kind == "JSON" else kind for column, kind in columns}])


def insert(base: duckdb.DuckDBPyConnection, table: str, structure: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows. By way of JSON, since a parameter for each value takes DuckDB three times as long."""
    if not rows:
        return
    names = list(json.loads(structure)[0])
    packed = json.dumps([dict(zip(names, row, strict=True)) for row in rows], ensure_ascii=False)
    base.execute(f"insert into {table} select unnest(from_json(?::json, '{structure}'), recursive := true)", [packed])


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


def unwritable(path: Path, error: Exception) -> SpincheckError:
    """What is said when an audit file cannot be written."""
    return SpincheckError(f"{path}: cannot be written: {first_line(error)}", "make room and go on with --resume")


def stored_key(key: str) -> str:
    """A key as it is stored: lone surrogates (of file names that are not UTF-8) are escaped, so that keys stay different."""
    return key if key.isascii() else key.encode("utf-8", "backslashreplace").decode("utf-8")


def now() -> datetime:
    """The time, UTC, as it is stored."""
    return datetime.now(UTC).replace(tzinfo=None)


def first_line(error: Exception) -> str:
    """An error in one line of at most 200 characters."""
    return " ".join(str(error).split())[:200] or type(error).__name__
