"""Other thresholds for an audit: the same score from the same settings, and nothing lost."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from spincheck.cli import main
from spincheck.scan.store import connect

PAGES = {
    "spun.txt": (Path(__file__).parents[2] / "corpora" / "articles" / "cold-laser.txt").read_text(encoding="utf-8"),
    "claims.md": "# Cure\n\nThis herb cures cancer in ten days. It is guaranteed to melt fat. "
    + "Rest helps a sore back. " * 40,
    "clean.txt": "Rest is good for a sore back in most people, and a short walk each day helps a little too. " * 12,
    "short.txt": "Rest is good.",
}
DOCUMENTS = "select key, score, grade, verdict, gate, incomplete from documents order by key"
FINDINGS = "from findings order by key, number"


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rescore")
    for name, text in PAGES.items():
        (folder / name).write_text(text)
    command = ["scan", *(str(folder / n) for n in PAGES), "-o", str(folder / "a.duckdb"), "--no-config", "--grammar", "off"]
    assert CliRunner().invoke(main, [*command, "--quiet"]).exit_code == 1
    return folder / "a.duckdb"


@pytest.fixture
def audit(scanned: Path, tmp_path: Path) -> Path:
    target = tmp_path / "a.duckdb"
    target.write_bytes(scanned.read_bytes())
    return target


def rescore(audit: Path, *options: str) -> Any:
    return CliRunner().invoke(main, ["rescore", str(audit), *options])


def rows(audit: Path, sql: str) -> list[Any]:
    with connect(audit, read_only=True) as base:
        return base.execute(sql).fetchall()


def test_the_same_settings_give_the_same_audit(audit: Path) -> None:
    before = rows(audit, DOCUMENTS), rows(audit, FINDINGS)
    result = rescore(audit)
    assert (result.exit_code, result.stderr) == (1, "")
    assert "4 documents, 0 scores changed" in result.stdout
    assert (rows(audit, DOCUMENTS), rows(audit, FINDINGS)) == before
    assert rows(audit, "select run, ended is not null from runs order by run") == [(1, True), (2, True)]


def test_findings_below_a_confidence_are_marked_and_come_back(audit: Path) -> None:
    before = rows(audit, DOCUMENTS), rows(audit, FINDINGS)
    sure = rows(audit, "select max(confidence) from findings")[0][0]
    assert rescore(audit, "--min-confidence", "1.0").exit_code == (1 if sure >= 1 else 0)
    assert rows(audit, "select count(*) from findings where state = 'below-confidence'") == rows(
        audit, "select count(*) from findings where confidence < 1"
    )
    assert rows(audit, "select count(*) from findings where state = 'new' and confidence < 1") == [(0,)]
    scores = rows(audit, DOCUMENTS)
    assert all(new[1] >= old[1] for new, old in zip(scores, before[0], strict=True) if old[1] is not None)
    assert any(new[1] > old[1] for new, old in zip(scores, before[0], strict=True) if old[1] is not None)
    assert rows(audit, "select sum(points) from findings where state <> 'new'") == [(0.0,)]
    assert rescore(audit).exit_code == 1
    assert (rows(audit, DOCUMENTS), rows(audit, FINDINGS)) == before


def test_gate_rules_and_severities_of_other_settings(audit: Path, tmp_path: Path) -> None:
    assert rescore(audit, "--ignore", "SPN,CLM,LNK", "--fail-on", "low").exit_code == 0
    assert rows(audit, "select distinct state from findings where rule like 'SPN%'") == [("not-selected",)]
    assert rescore(audit, "--fail-on", "none", "--fail-under", "100").exit_code == 1
    assert rows(audit, "select count(*) from documents where gate like '%is under 100'")[0][0] >= 2
    config = tmp_path / "strict.toml"
    config.write_text('fail-on = "critical"\nlevel = "fast"\n[severity]\nSPN101 = "critical"\n')
    result = rescore(audit, "--config", str(config))
    assert result.exit_code == 1
    assert "level differs from the scan's and was not applied" in result.stderr
    assert rows(audit, "select distinct severity from findings where rule = 'SPN101'") in ([("critical",)], [])


def test_a_dry_run_changes_nothing(audit: Path) -> None:
    before = audit.read_bytes()
    result = rescore(audit, "--ignore", "SPN,CLM", "--dry-run")
    assert "nothing was written" in result.stdout
    assert "0 scores changed" not in result.stdout
    assert rows(audit, "select count(*) from runs") == [(1,)]
    assert audit.read_bytes() == before


def test_a_csv_file_holds_no_formula(audit: Path, tmp_path: Path) -> None:
    out = tmp_path / "o.csv"
    sql = (
        "select '=1+2' as a, '-x' as b, 'plain' as c, -5 as d, '{\"x\": 1}'::json as e, null::text as f, '＝x' as \"g\"\"h\""
    )
    assert CliRunner().invoke(main, ["query", str(audit), sql, "-o", str(out)]).exit_code == 0
    assert list(csv.reader(out.open(encoding="utf-8")))[1] == ["'=1+2", "'-x", "plain", "-5", '{"x": 1}', "", "'＝x"]
    assert CliRunner().invoke(main, ["query", str(audit), sql, "-o", str(out), "--raw"]).exit_code == 0
    assert list(csv.reader(out.open(encoding="utf-8")))[1][:2] == ["=1+2", "-x"]
    printed = CliRunner().invoke(main, ["query", str(audit), "select '=1+2' as a", "-f", "jsonl"]).stdout
    assert json.loads(printed) == {"a": "=1+2"}
