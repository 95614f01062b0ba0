"""What changed between two audit files: pages, findings, rules, folders and scores. All the work is done in DuckDB.

Both files are attached read-only, and only narrow tables (a number per page, a few short columns per finding) are made
beside them, which DuckDB keeps on disk when they outgrow its memory limit: memory stays flat however many pages there are.
"""

from __future__ import annotations

import itertools
import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final

from spincheck.errors import UsageError
from spincheck.scan.store import check_version, first_line
from spincheck.scan.trend import runs
from spincheck.scan.trend import statements as sql

if TYPE_CHECKING:
    import duckdb

Row = dict[str, Any]

#: what can have become of a page, worst news first. ``unreadable``: checked before and an error now; ``readable``: the
#: other way round
PAGES: Final = ("worse", "unreadable", "new", "gone", "better", "readable", "unchanged")
#: what can have become of a finding. ``silenced``: there still, but suppressed or baselined now; ``gone`` and ``unseen``:
#: its page is gone or could not be read, so nobody fixed it
FINDINGS: Final = ("new", "fixed", "still", "silenced", "gone", "unseen")
SEVERITIES: Final = ("critical", "high", "medium", "low")
#: pages whose findings are fetched by one query: few enough to be sorted in memory, many enough for few passes
_SLICE: Final = 5_000


class Trend:
    """Two audit files compared. Use as a context manager; nothing is written to either file."""

    def __init__(self, old: Path, new: Path, *, tolerance: float = 0.0) -> None:
        """Attach and compare.

        ``tolerance``: points (0 to 100) by which a score may move while the page counts as unchanged. With 0, pages whose
        score is the same, or that are too short for one, are told apart by the worst severity whose number changed.
        Raises UsageError when a file is missing, locked, damaged, or not an audit file of this version.
        """
        self.old, self.new, self.tolerance = old, new, tolerance
        for path in (old, new):
            if not path.is_file():
                raise UsageError(f"{path}: no such file", "name a file that spincheck scan wrote")
        if old.samefile(new):
            raise UsageError(f"{new}: the same file twice", "name an earlier and a later audit")
        self._listed = 0
        self._summary: Row | None = None
        self._runs: dict[str, Row] = {}
        self._folder = tempfile.mkdtemp(prefix="spincheck-trend-")
        try:
            self._base = _connection(self._folder)
            self._attach("old", old)
            self._attach("new", new)
            # a file made by somebody else could hold views that read other files
            self._base.execute("set enable_external_access = false")
            for side, path in (("old", old), ("new", new)):
                self._load(side, path)
            self._compare()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Trend:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of both files and remove what was spilled."""
        base: duckdb.DuckDBPyConnection | None = getattr(self, "_base", None)
        if base is not None:
            base.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _attach(self, side: str, path: Path) -> None:
        import duckdb

        quoted = str(path).replace("'", "''")
        try:
            self._base.execute(f"attach '{quoted}' as {side} (read_only, type duckdb)")
        except duckdb.Error as error:
            if "lock" in str(error).lower():
                raise UsageError(f"{path}: another process is using it", "wait for it to end") from None
            raise UsageError(f"{path}: cannot be opened: {first_line(error)}", "name an audit file") from None

    def _load(self, side: str, path: Path) -> None:
        import duckdb

        try:
            self._base.execute(f"use {side}")
            try:
                check_version(self._base, path)
            finally:
                self._base.execute("use memory")
            for statement in sql.probe(side):
                self._base.execute(statement)
            made = self._rows(f"from {side}.runs order by run")
            inputs = list(dict.fromkeys(i for run in made for i in json.loads(run["inputs"])))
            root = self._root(side, [str(i) for i in inputs])
            hosts = self._rows(f"select distinct host from {side}.documents where url <> '' limit 2")
            self._runs[side] = runs.facts(path, made, inputs) | {"root": root, "hosts": len(hosts)}
        except duckdb.Error as error:
            raise UsageError(f"{path}: cannot be read: {first_line(error)}", "scan anew") from None
        except (KeyError, TypeError, ValueError):
            raise UsageError(f"{path}: not an audit file of spincheck", "name a file that spincheck scan wrote") from None

    def _root(self, side: str, inputs: Sequence[str]) -> str:
        def exists(prefix: str) -> bool:
            found = f"select 1 from {side}.documents where starts_with(key, ?) limit 1"
            return self._base.execute(found, [prefix]).fetchone() is not None

        return sql.root(inputs, exists)

    def _compare(self) -> None:
        import duckdb

        one_host = self._runs["old"]["hosts"] == self._runs["new"]["hosts"] == 1
        for side, path in (("old", self.old), ("new", self.new)):
            try:
                for statement in sql.load(side, self._runs[side]["root"], host=not one_host):
                    self._base.execute(statement)
            except duckdb.Error as error:
                raise UsageError(f"{path}: cannot be read: {first_line(error)}", "scan anew") from None
        try:
            for statement in sql.compare(self.tolerance):
                self._base.execute(statement)
        except duckdb.Error as error:
            raise UsageError(f"the comparison failed: {first_line(error)}", "make room for temporary files") from None

    def _rows(self, statement: str, values: Sequence[Any] = ()) -> list[Row]:
        return list(self._stream(statement, values))

    def _stream(self, statement: str, values: Sequence[Any] = ()) -> Iterator[Row]:
        import duckdb

        try:
            # a cursor of its own: other queries run while the rows of this one are being read
            with self._base.cursor() as cursor:
                result = cursor.execute(statement, list(values))
                names = [column[0] for column in result.description or ()]
                while rows := result.fetchmany(500):
                    for row in rows:
                        yield dict(zip(names, row))
        except duckdb.Error as error:
            raise UsageError(
                f"{self.old} and {self.new}: cannot be compared: {first_line(error)}", "scan anew, or make room on the disk"
            ) from None

    # what was found -----------------------------------------------------------------------------------------------

    def runs(self) -> tuple[Row, Row]:
        """File, version, ruleset, inputs, began, ended, pages and errors of the old and the new audit."""
        counts = [
            self._rows(f"select (select count(*) from {s}.documents) pages, (select count(*) from {s}.errors) errors")[0]
            for s in ("old", "new")
        ]
        shown = ("file", "version", "ruleset", "inputs", "began", "ended")
        old, new = self._runs["old"], self._runs["new"]
        return {k: old[k] for k in shown} | counts[0], {k: new[k] for k in shown} | counts[1]

    def unfair(self) -> list[str]:
        """Why differences may come from how the audits were made and not from the pages; one line each, empty when fair."""
        out = runs.differences(self._runs["old"], self._runs["new"])
        out += [
            f"{row['name']} ran in only one of the two audits on {row['pages']:,} pages "
            f"(not before: {row['old']:,}, not now: {row['new']:,})"
            for row in self._rows(sql.NOT_CHECKED)
        ]
        unreached = self._rows(sql.UNREACHED)[0]
        if unreached["gone"]:
            out.append(f"{unreached['gone']:,} of the gone pages are there, but beyond the limits of the new crawl")
        if unreached["new"]:
            out.append(f"{unreached['new']:,} of the new pages were there, but beyond the limits of the old crawl")
        if number := self._rows(sql.SAME_CONTENT)[0]["pages"]:
            out.append(f"{number:,} page{'s' * (number > 1)} with the same content got other findings or another score")
        return out

    def summary(self) -> Row:
        """Counts: ``pages`` and ``findings`` by what became of them, ``moved`` pages, ``new_on_old_pages`` (new findings
        on pages that were there before), ``severities``, ``still_unreadable``.
        """
        if self._summary is None:
            self._summary = {
                "pages": dict.fromkeys(PAGES, 0) | {r["status"]: r["n"] for r in self._rows(sql.PAGE_COUNTS)},
                "findings": dict.fromkeys(FINDINGS, 0) | {r["status"]: r["n"] for r in self._rows(sql.FINDING_COUNTS)},
                "severities": self._rows(sql.by("severity", sql.SEVERITY_ORDER)),
            } | self._rows(sql.REST)[0]
        return self._summary

    def scores(self) -> Row:
        """``old`` and ``new``: pages, scored, mean, median, tenth (10th percentile), bands (pages per ten points; the
        last holds 100 too), grades. ``both``: the means over pages scored in both audits.
        """
        out: Row = {}
        for side in ("old", "new"):
            row = self._rows(sql.scores(side))[0]
            grades = self._rows(f"select grade, count(*) n from {side}_pages group by 1 order by 1")
            out[side] = row | {"grades": {r["grade"]: r["n"] for r in grades}}
        out["both"] = self._rows(sql.BOTH)[0]
        return out

    def rules(self) -> list[Row]:
        """Per rule: name, category, before, after, new, fixed, still, silenced; most new ones first."""
        return self._rows(sql.by("rule"))

    def folders(self) -> list[Row]:
        """Per folder (of an address: host and path without its last segment): pages and mean score before and after,
        pages per :data:`PAGES`, findings before and after, new, fixed; the folder with most new ones first.
        """
        return self._rows(sql.FOLDERS)

    def pages(self, *statuses: str, limit: int | None = None) -> Iterator[Row]:
        """Pages with what changed on them, worst news first; pages without any change only when ``unchanged`` is named.

        Each: page (what it was matched by), status, path, old_path, url, moved, edited (the content changed), old_score,
        new_score, change, old_grade, new_grade, the numbers of new, fixed, still and silenced findings, and ``findings``:
        all but those still there, worst first, each with status, rule, name, category, severity, text, message,
        suggestions, line, column, location, fingerprint.
        """
        wanted = [s for s in PAGES if not statuses or s in statuses]
        self._listed += 1
        ranks = f"ranks_{self._listed}"
        with self._base.cursor() as cursor:
            cursor.execute(f"create table {ranks} as {sql.ranked(everything='unchanged' in statuses)}", [wanted])
        total = self._rows(f"select count(*) n from {ranks}")[0]["n"]
        last = total if limit is None else min(total, limit)
        for first in range(1, last + 1, _SLICE):
            rows = self._stream(sql.pages(ranks), [first, min(last, first + _SLICE - 1)])
            for _, group in itertools.groupby(rows, key=lambda row: row["rank"]):
                row = next(group)
                page = {k: row[k] for k in sql.PAGE_COLUMNS}
                yield page | {"findings": [sql.finding(r) for r in itertools.chain([row], group) if r["f_status"]]}

    def new_in(self, keys: Sequence[str]) -> set[tuple[str, int]]:
        """Which findings of pages of the new audit are new: (key, number)."""
        rows = self._rows(sql.NEW_IN, [list(keys)])
        return {(row["new_key"], row["new_number"]) for row in rows}

    def gate(self, *, worse: bool, severity: str | None) -> list[str]:
        """Why a gate fails, one line each: pages that are worse, new findings at least this severe (on new pages too)."""
        out = []
        if worse and (number := self.summary()["pages"]["worse"]):
            out.append(f"{number:,} page{'s are' if number > 1 else ' is'} worse")
        if severity:
            wanted = SEVERITIES[: SEVERITIES.index(severity) + 1]
            number = sum(row["new"] for row in self.summary()["severities"] if row["severity"] in wanted)
            if number:
                least = severity if severity == "critical" else f"{severity} or worse"
                out.append(f"{number:,} new finding{'s' * (number > 1)} of severity {least}")
        return out


def _connection(folder: str) -> duckdb.DuckDBPyConnection:
    try:
        import duckdb
    except ImportError:
        raise UsageError("comparing audits needs DuckDB", "install it with: pip install duckdb") from None
    return duckdb.connect(
        config={
            "threads": 1,
            "memory_limit": "512MB",
            "temp_directory": folder,
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
    )
