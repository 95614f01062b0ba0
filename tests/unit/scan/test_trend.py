"""Two audits compared, over real DuckDB files made for the purpose; hostile files are refused in one line."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import jsonschema
import pytest
from click.testing import CliRunner

from spincheck import RULESET, __version__
from spincheck.cli import main
from spincheck.errors import UsageError
from spincheck.scan.store import SCHEMA, create
from spincheck.scan.trend import data
from spincheck.scan.trend.compare import Trend
from spincheck.scan.trend.markdown import markdown
from spincheck.scan.trend.short import after_scan, check_earlier, short
from spincheck.scan.trend.text import text


def finding(
    mark: str, *, rule: str = "SPN102", severity: str = "high", said: str = "", state: str = "new"
) -> dict[str, Any]:
    return {"fingerprint": mark, "rule": rule, "severity": severity, "text": said or f"phrase {mark}", "state": state}


def page(name: str, score: float | None, *findings: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": name, "score": score, "findings": findings, "hash": f"{name} {score} {findings}"} | more


def audit(
    file: Path,
    pages: Sequence[dict[str, Any]],
    *,
    root: str = "site",
    inputs: Sequence[str] | None = None,
    errors: Sequence[str] = (),
    settings: dict[str, Any] | None = None,
    version: str = __version__,
    ended: bool = True,
) -> Path:
    base = duckdb.connect(str(file))
    base.begin()
    create(base)
    given, end = json.dumps(list(inputs or [root])), "2026-11-02" if ended else None
    base.execute(
        "insert into runs (run, schema, version, ruleset, settings, settings_json, inputs, began, ended) values "
        "(1, ?, ?, ?, 'x', ?, ?, '2026-11-01', ?)",
        [SCHEMA, version, RULESET, json.dumps(settings or {}), given, end],
    )
    for position, p in enumerate(pages):
        url = p["name"] if "://" in p["name"] else ""
        key = url or f"{root}/{p['name']}"
        host = url.split("/")[2] if url else ""
        folder = "/" + url.split("/", 3)[3].rpartition("/")[0] if url else key.rpartition("/")[0]
        base.execute(
            "insert into documents (key, position, path, url, host, folder, hash, words, score, grade, not_checked) "
            "values (?, ?, ?, ?, ?, ?, ?, 300, ?, 'A', ?)",
            [key, position, key, url, host, folder, p["hash"], p["score"], json.dumps(p.get("not_checked", []))],
        )
        for number, f in enumerate(p["findings"]):
            base.execute(
                'insert into findings (key, number, rule, name, category, severity, start_at, line, "column", text, '
                "message, suggestions, fingerprint, state, location) "
                "values (?, ?, ?, 'spun-term', 'spun', ?, 0, 3, 5, ?, 'wrong', '[\"meant\"]', ?, ?, '')",
                [key, number, f["rule"], f["severity"], f["text"], f["fingerprint"], f["state"]],
            )
    for position, name in enumerate(errors):
        key = name if "://" in name else f"{root}/{name}"
        url = name if "://" in name else ""
        base.execute("insert into errors (key, position, path, url, kind, error) values (?, ?, ?, ?, 'unreadable', 'no')",
                     [key, position, key, url])  # fmt: skip
    base.commit()
    base.close()
    return file


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("pair")
    old = [
        page("a/same.md", 90.0, finding("1"), finding("2")),
        page("a/better.md", 50.0, finding("3", severity="critical"), finding("4")),
        page("a/worse.md", 80.0, finding("5"), finding("6")),
        page("b/gone.md", 70.0, finding("7")),
        page("b/breaks.md", 70.0, finding("8")),
        page("b/short.md", None, finding("9", severity="low")),
        page("b/moves.md", 60.0, finding("10"), hash="moved"),
    ]
    new = [
        page("a/same.md", 90.0, finding("1"), finding("2")),
        page("a/better.md", 75.0, finding("4")),
        page("a/worse.md", 40.0, finding("5"), finding("11", severity="critical"), finding("6", state="suppressed")),
        page("b/short.md", None, finding("12", severity="medium", said="other")),
        page("c/moved.md", 60.0, finding("10"), hash="moved"),
        page("c/new.md", 30.0, finding("13"), finding("14", severity="low")),
        page("c/readable.md", 99.0),
    ]
    return (
        audit(folder / "old.duckdb", old, errors=["c/readable.md"]),
        audit(folder / "new.duckdb", new, root="/srv/elsewhere/site", errors=["b/breaks.md"]),
    )


@pytest.fixture
def pair(made: tuple[Path, Path], tmp_path: Path) -> tuple[Path, Path]:
    old, new = (Path(shutil.copy(file, tmp_path)) for file in made)
    return old, new


def test_pages_and_findings(pair: tuple[Path, Path]) -> None:
    with Trend(*pair) as trend:
        summary = trend.summary()
        assert summary["pages"] == {
            "worse": 2, "unreadable": 1, "new": 1, "gone": 1, "better": 1, "readable": 1, "unchanged": 2,
        }  # fmt: skip
        assert summary["findings"] == {"new": 4, "fixed": 2, "still": 5, "silenced": 1, "gone": 1, "unseen": 1}
        assert (summary["moved"], summary["new_on_old_pages"]) == (1, 2)
        assert trend.unfair() == []
        pages = {p["page"]: p for p in trend.pages()}
        assert list(pages) == [
            "a/worse.md",
            "b/short.md",
            "b/breaks.md",
            "c/new.md",
            "b/gone.md",
            "a/better.md",
            "c/readable.md",
        ]
        worse = pages["a/worse.md"]
        assert (worse["path"], worse["old_path"]) == ("/srv/elsewhere/site/a/worse.md", "site/a/worse.md")
        assert (worse["change"], worse["new"], worse["fixed"], worse["silenced"], worse["still"]) == (-40.0, 1, 0, 1, 1)
        assert [(f["status"], f["severity"], f["text"]) for f in worse["findings"]] == [
            ("new", "critical", "phrase 11"),
            ("silenced", "high", "phrase 6"),
        ]
        assert worse["findings"][0]["suggestions"] == ["meant"]
        everything = {p["page"]: p for p in trend.pages("unchanged")}
        assert everything["c/moved.md"]["moved"]
        assert everything["c/moved.md"]["old_path"] == "site/b/moves.md"


def test_roll_ups_and_scores(pair: tuple[Path, Path]) -> None:
    with Trend(*pair) as trend:
        (rule,) = trend.rules()
        assert (rule["before"], rule["after"], rule["new"], rule["fixed"]) == (10, 9, 4, 2)
        folders = {f["folder"]: f for f in trend.folders()}
        assert set(folders) == {"a", "b", "c"}
        assert (folders["a"]["pages_before"], folders["a"]["pages_after"], folders["a"]["pages_worse"]) == (3, 3, 1)
        assert (folders["a"]["mean_before"], folders["a"]["mean_after"]) == (73.3, 68.3)
        assert folders["c"]["new"] == 2
        scores = trend.scores()
        assert scores["old"]["bands"] == [0, 0, 0, 0, 0, 1, 1, 2, 1, 1]
        assert scores["new"]["bands"] == [0, 0, 0, 1, 1, 0, 1, 1, 0, 2]
        assert (scores["old"]["pages"], scores["old"]["scored"]) == (7, 6)
        assert scores["both"] == {"pages": 4, "old_mean": 70.0, "new_mean": 66.25}


def test_the_worst_severity_decides_where_scores_do_not(tmp_path: Path) -> None:
    old = [page("x", 10.0, finding("1", severity="low"), finding("2", severity="low"), finding("3", severity="low"))]
    new = [page("x", 10.0, finding("9", severity="critical"))]
    files = audit(tmp_path / "o", old), audit(tmp_path / "n", new)
    with Trend(*files) as trend:
        assert trend.summary()["pages"]["worse"] == 1
    with Trend(files[1], files[0]) as trend:
        assert trend.summary()["pages"]["better"] == 1
    with Trend(*files, tolerance=1) as trend:
        assert trend.summary()["pages"]["unchanged"] == 1


@pytest.mark.parametrize(("tolerance", "worse"), [(0.0, 1), (4.9, 1), (5.0, 0)])
def test_tolerance(tmp_path: Path, tolerance: float, worse: int) -> None:
    files = audit(tmp_path / "o", [page("x", 50.0)]), audit(tmp_path / "n", [page("x", 45.0)])
    with Trend(*files, tolerance=tolerance) as trend:
        assert trend.summary()["pages"]["worse"] == worse
        assert bool(trend.gate(worse=True, severity=None)) == bool(worse)


def test_a_phrase_whose_neighbours_changed_is_still_there(tmp_path: Path) -> None:
    old = audit(tmp_path / "o", [page("x", 50.0, finding("1", said="chilly laser"), finding("2", said="chilly laser"))])
    new = audit(tmp_path / "n", [page("x", 50.0, finding("8", said="Chilly laser", rule="SPN101"))])
    with Trend(old, new) as trend:
        assert trend.summary()["findings"] | {} == {
            "new": 0, "fixed": 1, "still": 1, "silenced": 0, "gone": 0, "unseen": 0,
        }  # fmt: skip


def test_addresses_match_across_scheme_and_a_new_host(tmp_path: Path) -> None:
    old = audit(
        tmp_path / "o", [page("http://www.example.org/a/x?p=1", 50.0), page("http://example.org/y", 50.0)], inputs=["s"]
    )
    new = audit(
        tmp_path / "n", [page("https://example.org/a/x?p=1#top", 50.0), page("https://example.org/y", 40.0)], inputs=["s"]
    )
    moved = audit(
        tmp_path / "m", [page("https://example.net/a/x?p=1", 50.0), page("https://example.net/z", 50.0)], inputs=["s"]
    )
    with Trend(old, new) as trend:
        assert trend.summary()["pages"] | {"unchanged": 1, "worse": 1} == trend.summary()["pages"]
        assert {f["folder"] for f in trend.folders()} >= {"example.org/"}
    with Trend(new, moved) as trend:  # one host in each: the host is left out
        pages = trend.summary()["pages"]
        assert (pages["unchanged"], pages["new"], pages["gone"]) == (1, 1, 1)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (("site", ["site"]), ("/abs/other", ["/abs/other/"])),
        (("site", ["site/**/*.md"]), ("s2", ["./s2"])),
        (("w/a", ["w/a", "w/a/d"]), ("z", ["z"])),
    ],
)
def test_a_moved_root_still_matches(tmp_path: Path, before: tuple[str, list[str]], after: tuple[str, list[str]]) -> None:
    old = audit(tmp_path / "o", [page("d/x.md", 50.0)], root=before[0], inputs=before[1])
    new = audit(tmp_path / "n", [page("d/x.md", 50.0, hash="other")], root=after[0], inputs=after[1])
    with Trend(old, new) as trend:
        assert [p["page"] for p in trend.pages("unchanged")] == ["d/x.md"]


def test_rows_of_a_renamed_table_match(tmp_path: Path) -> None:
    files = []
    for name in ("may.csv", "june.csv"):
        base = duckdb.connect(str(tmp_path / f"{name}.duckdb"))
        create(base)
        base.execute("insert into runs (run, schema, version, ruleset, settings, inputs, ended) values "
                     "(1, ?, 'v', 'r', 'x', ?, '2026-11-02')", [SCHEMA, json.dumps([f"in/{name}"])])  # fmt: skip
        base.execute(f"insert into documents (key, path, url, folder, hash, score, not_checked) values "
                     f"('in/{name}#slug=a/b', 'p', '', 'in/{name}', '{name}', 50, '[]')")  # fmt: skip
        base.close()
        files.append(tmp_path / f"{name}.duckdb")
    with Trend(files[0], files[1]) as trend:
        assert [(p["page"], p["status"]) for p in trend.pages("unchanged")] == [("slug=a/b", "unchanged")]


def test_an_unfair_comparison_is_named(tmp_path: Path) -> None:
    missing = [{"check": "grammar", "reason": "no server"}]
    before = [page("x", 50.0, not_checked=missing, hash="h")]
    settings = {"level": "fast", "grammar": {"mode": "off"}}
    old = audit(tmp_path / "o", before, settings=settings, version="0.0.9", ended=False)
    new = audit(tmp_path / "n", [page("x", 40.0, hash="h")], settings=settings | {"level": "full", "fail_on": "low"})
    with Trend(old, new) as trend:
        said = trend.unfair()
        assert said == [
            f"{old}: the scan was not finished; pages it did not reach look gone or new",
            f"spincheck 0.0.9 made the old audit, {__version__} the new one",
            'setting level: "fast" before, "full" now',
            "grammar ran in only one of the two audits on 1 pages (not before: 1, not now: 0)",
            "1 page with the same content got other findings or another score",
        ]
        shown = "".join(text(trend, [], limit=5, color=False, width=100))
        assert "NOT A FAIR COMPARISON" in shown
        assert "\x1b" not in shown
        assert "not a fair comparison" in "".join(markdown(trend, [], limit=5))
        assert any("NOT A FAIR COMPARISON" in line for line in short(trend))


def test_pages_beyond_the_limits_of_a_crawl_are_not_simply_gone(tmp_path: Path) -> None:
    old = audit(tmp_path / "o", [page("https://example.org/a", 50.0), page("https://example.org/b", 50.0)], inputs=["c"])
    new = audit(tmp_path / "n", [page("https://example.org/a", 50.0)], inputs=["c"])
    with duckdb.connect(str(new)) as base:
        base.execute("insert into pages (url, status) values ('https://example.org/b', 'limit')")
    with Trend(old, new) as trend:
        assert trend.unfair() == ["1 of the gone pages are there, but beyond the limits of the new crawl"]
    with Trend(new, old) as trend:
        assert trend.unfair() == ["1 of the new pages were there, but beyond the limits of the old crawl"]


def test_the_gate(pair: tuple[Path, Path]) -> None:
    run = CliRunner().invoke
    given = ["diff-audits", *map(str, pair)]
    assert run(main, given).exit_code == 0
    failed = run(main, [*given, "--fail-on-worse"])
    assert (failed.exit_code, "gate: 2 pages are worse" in failed.output) == (1, True)
    failed = run(main, [*given, "--fail-on-new", "critical"])
    assert (failed.exit_code, "gate: 1 new finding of severity critical" in failed.output) == (1, True)
    assert "gate: 2 new findings of severity high or worse" in run(main, [*given, "--fail-on-new", "high"]).output
    back = ["diff-audits", str(pair[1]), str(pair[0]), "--fail-on-new", "critical"]
    assert run(main, back).exit_code == 1  # the critical finding that was fixed


def test_json_follows_its_schema_and_csv_its_columns(pair: tuple[Path, Path]) -> None:
    with Trend(*pair) as trend:
        whole = json.loads("".join(data.as_json(trend, ["x"])))
        jsonschema.Draft202012Validator(json.loads(data.schema_text())).validate(whole)
        assert whole["pages"]["worse"] == sum(p["status"] == "worse" for p in whole["pages_changed"]) == 2
        listed = sum(len(p["findings"]) for p in whole["pages_changed"])
        assert listed == sum(n for status, n in whole["findings"].items() if status != "still")
        for table, rows in (("pages", 9), ("findings", 9), ("rules", 1), ("folders", 3)):
            read = list(csv.DictReader(io.StringIO("".join(data.as_csv(trend, table)))))
            assert len(read) == rows, table
            assert tuple(read[0]) == data.TABLES[table]


def test_slices_do_not_change_what_is_listed(pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    with Trend(*pair) as trend:
        whole = list(trend.pages())
        monkeypatch.setattr("spincheck.scan.trend.compare._SLICE", 2)
        assert list(trend.pages()) == whole
        assert list(trend.pages(limit=3)) == whole[:3]
        assert list(trend.pages(limit=0)) == []


def test_text_cannot_plant_formulas_markup_or_control_characters(tmp_path: Path) -> None:
    evil = "=cmd|' /C calc'!A0 <b>|x\x1b[31m\n@all"
    old = audit(tmp_path / "o", [page("x", 50.0)])
    new = audit(tmp_path / "n", [page("x", 40.0, finding("1", said=evil)), page("=1+1", 40.0)], inputs=["site"])
    with Trend(old, new) as trend:
        cells = [c for row in csv.reader(io.StringIO("".join(data.as_csv(trend, "findings")))) for c in row]
        assert not [c for c in cells if c.startswith(("=", "+", "-", "@"))]
        cells = [c for row in csv.reader(io.StringIO("".join(data.as_csv(trend, "pages")))) for c in row]
        assert "'=1+1" in cells
        assert "-10.0" in cells  # a number stays one
        shown = "".join(markdown(trend, [], limit=5))
        assert "<b>" not in shown
        assert "@all" not in shown
        for out in (shown, "".join(text(trend, [], limit=0, color=False, width=80)), "".join(short(trend))):
            assert "\x1b" not in out


def test_only_the_terminal_gets_colours(pair: tuple[Path, Path]) -> None:
    given = ["diff-audits", *map(str, pair)]
    assert "\x1b[" not in CliRunner().invoke(main, given).output
    assert "\x1b[" in CliRunner().invoke(main, [*given, "--color", "always"]).output


@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("missing", "no such file"),
        ("folder", "no such file"),
        ("empty", "not an audit file of spincheck"),
        ("text", "cannot be opened"),
        ("sqlite", "cannot be opened"),
        ("other", "not an audit file of spincheck"),
        ("version", f"an audit file of format 99, not {SCHEMA}"),
        ("columns", "cannot be read"),
        ("inputs", "not an audit file of spincheck"),
        ("view", "cannot be read"),
        ("cut", ""),
        ("zeroed", ""),
    ],
)
def test_hostile_files_are_refused_in_one_line(
    pair: tuple[Path, Path], tmp_path: Path, kind: str, said: str, side: int
) -> None:
    bad = tmp_path / "bad.duckdb"
    _spoil(bad, kind, pair[side])
    files = [str(p) for p in pair]
    files[side] = str(bad)
    done = CliRunner().invoke(main, ["diff-audits", *files])
    assert done.exit_code == 2, done.output
    assert done.exception is None or isinstance(done.exception, SystemExit)
    assert done.output.count("\n") == 1, done.output
    assert said in done.output
    assert "bad.duckdb" in done.output


def _spoil(bad: Path, kind: str, good: Path) -> None:
    if kind == "folder":
        bad.mkdir()
    elif kind == "empty":
        duckdb.connect(str(bad)).close()
    elif kind == "text":
        bad.write_text("not a database\n" * 1000)
    elif kind == "sqlite":
        with sqlite3.connect(bad) as base:
            base.execute("create table runs (schema integer)")
        base.close()
    elif kind in ("cut", "zeroed"):
        whole = good.read_bytes()
        bad.write_bytes(whole[: len(whole) * 2 // 3] if kind == "cut" else whole[:12288] + bytes(len(whole) - 12288))
    elif kind != "missing":
        if kind != "other":
            bad.write_bytes(good.read_bytes())
        with duckdb.connect(str(bad)) as made:
            made.execute(
                {
                    "other": "create table runs (when_run date)",
                    "version": "update runs set schema = 99",
                    "columns": "alter table findings drop column severity",
                    "inputs": "update runs set inputs = '7'",
                    "view": "drop table documents; create view documents as select * from read_csv('/etc/passwd')",
                }[kind]
            )


def test_a_locked_file_and_a_read_only_folder(pair: tuple[Path, Path], tmp_path: Path) -> None:
    hold = "import duckdb, sys; b = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(pair[1])], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        done = CliRunner().invoke(main, ["diff-audits", *map(str, pair)])
        assert (done.exit_code, done.output.count("\n")) == (2, 1)
        assert "another process is using it" in done.output
        other.communicate("")
    before = {p: p.read_bytes() for p in pair}
    os.chmod(tmp_path, 0o555)
    try:
        assert CliRunner().invoke(main, ["diff-audits", *map(str, pair)]).exit_code == 0
    finally:
        os.chmod(tmp_path, 0o755)
    assert {p: p.read_bytes() for p in pair} == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["new.duckdb", "old.duckdb"]


def test_the_same_file_and_an_output_over_an_audit_are_refused(pair: tuple[Path, Path]) -> None:
    with pytest.raises(UsageError, match="the same file twice"):
        Trend(pair[0], pair[0])
    done = CliRunner().invoke(main, ["diff-audits", *map(str, pair), "-o", str(pair[0])])
    assert (done.exit_code, "one of the audit files" in done.output) == (2, True)
    assert duckdb.connect(str(pair[0]), read_only=True).execute("select count(*) from documents").fetchone() == (7,)


def test_nothing_is_left_in_the_temporary_folder(
    pair: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spill = tmp_path / "spill"
    spill.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(spill))
    with Trend(*pair) as trend:
        list(trend.pages())
    with pytest.raises(UsageError):
        Trend(pair[0], tmp_path / "none")
    assert list(spill.iterdir()) == []


def test_the_end_of_a_scan_says_what_changed_in_a_few_lines(pair: tuple[Path, Path], tmp_path: Path) -> None:
    said = list(after_scan(*pair))
    assert (
        said[0] == f"compared with {pair[0]}: 2 worse, 1 unreadable, 1 new, 1 gone, 1 better, 1 readable, 2 unchanged pages"
    )
    assert said[1] == "  findings: 4 new, 2 fixed, 5 still, 1 silenced, 1 gone, 1 unseen"
    assert "  worse: /srv/elsewhere/site/a/worse.md (80.0 -> 40.0 (-40.0))" in said
    pair[1].write_bytes(b"x" * 5000)
    (line,) = after_scan(*pair)  # the scan stands, whatever became of the comparison
    assert line.startswith("not compared: ")


def test_a_scan_refuses_before_any_work_what_it_cannot_compare_with(pair: tuple[Path, Path], tmp_path: Path) -> None:
    check_earlier(pair[0], str(tmp_path / "later.duckdb"), "local")
    for old, target, engine, said in (
        (pair[0], str(pair[0]), "local", "the file that this scan writes"),
        (tmp_path / "none", "x", "local", "no such file"),
        (pair[0], "s3://bucket/x", "ray", "import the folder first"),
    ):
        with pytest.raises(UsageError, match=said):
            check_earlier(old, target, engine)
