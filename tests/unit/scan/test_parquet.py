"""An audit as a folder of Parquet: what counts of it, and the audit file made from it."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from spincheck.cli import main
from spincheck.errors import UsageError
from spincheck.scan.parquet import Folder, columns_of
from spincheck.scan.store import CONTENT, SCHEMA, connect, tables_of

sys.path.insert(0, str(Path(__file__).parent))
from test_store import ERROR, HARD, rows

pytestmark = pytest.mark.skipif(not importlib.util.find_spec("pyarrow"), reason="needs pyarrow (spincheck[ray])")
RUN = {
    "run": 1, "schema": SCHEMA, "version": "1", "ruleset": "1", "settings": "s", "settings_json": "{}", "inputs": "[]",
    "began": "2026-01-02 03:04:05", "ended": None, "documents": 3,
}  # fmt: skip


@pytest.fixture(params=["local", "memory"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Folder:
    made = Folder(str(tmp_path / "audit") if request.param == "local" else f"memory://{tmp_path.name}/audit")
    made.write_run(RUN)
    done = [("a", 5, rows(HARD)), ("b", 1 << 32, rows("two", 0)), ("e", 7, ERROR)]
    made.write("part-001-000000", tables_of(done, texts=True))
    return made


def test_what_was_written_can_be_asked(folder: Folder) -> None:
    with folder.opened() as base:
        assert base.execute("select key, title from documents order by key").fetchall() == [("a", HARD), ("b", "two")]
        assert base.execute("select count(*) from findings").fetchall() == [(2,)]
        assert base.execute("select key, kind from errors").fetchall() == [("e", "unreadable")]
        assert base.execute("select run, ended is null from runs").fetchall() == [(1, True)]


def test_a_later_part_replaces_and_an_unfinished_one_does_not_count(folder: Folder) -> None:
    folder.write("part-002-000000", tables_of([("a", 5, ERROR), ("e", 7, rows("now readable"))], texts=True))
    unfinished = tables_of([("b", 6, rows("three"))], texts=True)
    folder.write("part-003-000000", unfinished)
    system, root = folder._system()
    system.rm(f"{root}/documents/part-003-000000.parquet")
    with folder.opened() as base:
        assert base.execute("select key, title from documents order by key").fetchall() == [
            ("b", "two"),
            ("e", "now readable"),
        ]
        assert base.execute("select key from errors").fetchall() == [("a",)]
        assert base.execute("select key, text from findings order by all").fetchall() == [("e", "now readable")] * 2
        assert base.execute("select key from texts order by key").fetchall() == [("b",), ("e",)]


def test_the_same_as_an_audit_file(folder: Folder, tmp_path: Path) -> None:
    target = tmp_path / "a.duckdb"
    if folder.address.startswith("memory"):
        pytest.skip("another process would not see it; the command is tested with a folder")
    assert (
        CliRunner().invoke(main, ["import-audit", folder.address, "-o", str(target)]).output == f"2 documents -> {target}\n"
    )
    with connect(target, read_only=True) as base:
        both = "select key, position from documents union all select key, position from errors order by 2"
        assert base.execute(both).fetchall() == [("a", 0), ("e", 1), ("b", 2)]
        for name in CONTENT:
            assert [c[0] for c in base.execute(f"from {name} limit 0").description or ()] == [c for c, _ in columns_of(name)]
        assert base.execute("select readability->>'a' from documents limit 1").fetchall() == [("\x00",)]
    refused = CliRunner().invoke(main, ["import-audit", folder.address, "-o", str(target)])
    assert (refused.exit_code, "exists already" in refused.stderr) == (2, True)


def test_folders_that_are_something_else_or_of_another_version(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not an audit"), Folder(str(tmp_path)).opened():
        pass
    Folder(str(tmp_path)).write_run(RUN | {"schema": 1})
    with pytest.raises(UsageError, match="format 1, not"):
        Folder(str(tmp_path)).runs()


def test_units_keep_the_order_of_the_inputs(tmp_path: Path) -> None:
    from spincheck.scan.ray_engine import units

    for n in range(40):
        (tmp_path / f"{n:02}.txt").write_text("x")
    table = tmp_path / "t.csv"
    table.write_text("text\nx\n")
    made = units([str(tmp_path), str(table)])
    assert [name for unit in made for name in unit] == [*sorted(str(f) for f in tmp_path.glob("*.txt")), str(table)]
    assert [len(unit) for unit in made] == [32, 8, 1]
