"""Tickets in Markdown and rows in CSV, from real audit files made for the purpose."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest
from markdown_it import MarkdownIt

from spincheck import RULESET, __version__
from spincheck.dashboard import Options, tickets
from spincheck.scan.store import SCHEMA, connect, create

TEXT = "Our clinic is kind. The chilly laser helps a sore back, and the chilly laser is safe for everyone who visits us."
EVIL = "=HYPERLINK(1) <script>|x|\n@all [a](javascript:b)"


def audit(file: Path, pages: Sequence[tuple[str, float | None, Sequence[dict[str, Any]]]], **more: Any) -> Path:
    base = duckdb.connect(str(file))
    base.begin()
    create(base)
    base.execute(
        "insert into runs (run, schema, version, ruleset, settings, settings_json, inputs, began, ended) "
        "values (1, ?, ?, ?, 'x', '{}', '[\"site\"]', '2026-11-01', '2026-11-02')",
        [SCHEMA, __version__, RULESET],
    )
    for position, (name, score, findings) in enumerate(pages):
        row = {
            "key": f"site/{name}", "position": position, "path": f"site/{name}", "url": "", "host": "", "folder": "site",
            "author": "", "approximate": False, "title": name.upper(), "words": 300, "score": score, "grade": "F",
            "verdict": "warn", "spun_probability": 0.9, "spun_verdict": "spun", "gate": "", "hash": f"{name} {score}",
            "not_checked": "[]",
        } | more  # fmt: skip
        _insert(base, "documents", row)
        _insert(base, "texts", {"key": f"site/{name}", "text": TEXT})
        for number, finding in enumerate(findings):
            start = TEXT.find(finding.get("text", "chilly laser"), finding.get("after", 0))
            f = {
                "key": f"site/{name}", "number": number, "rule": "SPN101", "name": "spun-fingerprint", "category": "spun",
                "severity": "high", "confidence": 0.91234, "start_at": start, "text_start": start, "text_end": start + 12,
                "line": 1, "column": start + 1, "text": "chilly laser", "message": "looks like 'cold laser'",
                "suggestions": json.dumps(["cold laser"]), "fingerprint": f"{name}{number}", "state": "new", "points": 1.0,
                "location": "",
            } | {k: v for k, v in finding.items() if k != "after"}  # fmt: skip
            _insert(base, "findings", f)
    base.commit()
    base.close()
    return file


def _insert(base: duckdb.DuckDBPyConnection, table: str, row: dict[str, Any]) -> None:
    names = ", ".join(f'"{name}"' for name in row)
    base.execute(f"insert into {table} ({names}) values ({', '.join('?' * len(row))})", list(row.values()))


def rendered(kind: str, file: Path, *compare: Path, pages: int = 200, title: str = "") -> str:
    base = connect(file, read_only=True)
    try:
        return "".join(getattr(tickets, kind)(base, Options(file, title, pages, compare)))
    finally:
        base.close()


def rows(file: Path, *compare: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(rendered("csv", file, *compare).removeprefix("\ufeff"))))


def test_a_ticket_names_the_phrase_what_was_meant_and_where(tmp_path: Path) -> None:
    out = rendered("markdown", audit(tmp_path / "a", [("a.md", 12.0, [{}, {"after": 30}])]), title="Clinic & Co")
    assert out.startswith("# Clinic &amp; Co\n")
    assert "1 page checked, 1 of them with findings that matter, 0 could not be read." in out
    assert "## A.MD\n\n- Page: site/a.md\n- Score: 12 of 100, grade F; 300 words\n" in out
    # equal findings share a line
    assert "- [ ] **high** SPN101 spun-fingerprint, line 1:25, line 1:65: chilly laser → **cold laser**  \n" in out
    assert "> …Our clinic is kind. The **chilly laser** helps a sore back" in out


def test_pages_come_worst_first_and_only_those_of_interest(tmp_path: Path) -> None:
    file = audit(
        tmp_path / "a",
        [
            ("mild.md", 5.0, [{"severity": "low"}]),
            ("second.md", 40.0, [{}]),
            ("first.md", 10.0, [{}]),
            ("unscored.md", None, [{"severity": "critical"}]),
            ("hidden.md", 1.0, [{"state": "suppressed"}]),
        ],
    )
    out = rendered("markdown", file)
    assert [line[3:] for line in out.splitlines() if line.startswith("## ")] == ["FIRST.MD", "SECOND.MD", "UNSCORED.MD"]
    short = rendered("markdown", file, pages=1)
    assert short.count("\n## ") == 1
    assert "2 more pages not listed; --pages 3 lists all." in short
    # the CSV has every page, and neither has what is suppressed
    assert [r["page"] for r in rows(file)] == ["site/mild.md", "site/first.md", "site/second.md", "site/unscored.md"]


def test_a_long_ticket_says_what_it_left_out(tmp_path: Path) -> None:
    many = [{"text": f"phrase {n}", "severity": "high" if n < 5 else "low"} for n in range(30)]
    out = rendered("markdown", audit(tmp_path / "a", [("a.md", 1.0, many)]))
    assert out.count("- [ ]") == 12
    assert out.index("phrase 4") < out.index("phrase 5")
    assert "18 more findings, the least severe." in out


def test_rows_are_what_a_tracker_imports(tmp_path: Path) -> None:
    file = audit(tmp_path / "a", [("a.md", 12.345, [{}, {"severity": "critical", "suggestions": "[]"}])], author="Dr No")
    critical, high = rows(file)
    assert (critical["Priority"], high["Priority"]) == ("Highest", "High")
    assert high["Summary"] == "SPN101 spun-fingerprint: chilly laser"
    assert "Write instead: cold laser" in high["Description"]
    assert "Write instead" not in critical["Description"]
    assert (high["phrase"], high["meant"], high["author"], high["score"]) == ("chilly laser", "cold laser", "Dr No", "12.3")
    assert high["context"].startswith("…Our clinic is kind. The chilly laser helps")
    assert high["Labels"].split() == ["spincheck", "SPN101"]
    assert high["since"] == ""
    assert tuple(high) == tickets.COLUMNS


def test_what_an_earlier_audit_did_not_have_is_marked(tmp_path: Path) -> None:
    old = audit(tmp_path / "old", [("a.md", 12.0, [{}])])
    new = audit(tmp_path / "new", [("a.md", 12.0, [{}, {"text": "other", "start_at": 99}]), ("b.md", 50.0, [{}])])
    assert [(r["page"], r["since"]) for r in rows(new, old)] == [
        ("site/a.md", "known"), ("site/a.md", "new"), ("site/b.md", "new"),
    ]  # fmt: skip
    assert rendered("markdown", new, old).count("**new** SPN101") == 2


def test_approximate_places_say_so(tmp_path: Path) -> None:
    file = audit(tmp_path / "a", [("a.md", 12.0, [{}])], approximate=True)
    assert "about line 1:25" in rendered("markdown", file)
    file = audit(tmp_path / "b", [("a.docx", 12.0, [{"location": "paragraph 2, run 1"}])])
    assert "paragraph 2, run 1: chilly laser" in rendered("markdown", file)


def test_nothing_in_an_article_becomes_markup_or_a_formula(tmp_path: Path) -> None:
    finding = {"text": EVIL, "message": EVIL, "suggestions": json.dumps([EVIL])}
    file = audit(tmp_path / "a", [("a.md", 1.0, [finding])], title=EVIL, author=EVIL, gate=EVIL, folder="=1+1")
    cells = [c for row in csv.reader(io.StringIO(rendered("csv", file).removeprefix("\ufeff"))) for c in row]
    assert not [c for c in cells if c.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert "'" + EVIL in cells
    html = MarkdownIt("gfm-like", {"linkify": False}).render(rendered("markdown", file))
    assert "<script" not in html
    assert "<a " not in html
    assert "@all" not in html


def test_slices_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = audit(tmp_path / "a", [(f"{n}.md", float(n % 4), [{}, {"severity": "low"}]) for n in range(9)])
    whole = rendered("csv", file), rendered("markdown", file)
    monkeypatch.setattr(tickets, "_SLICE", 2)
    assert (rendered("csv", file), rendered("markdown", file)) == whole
