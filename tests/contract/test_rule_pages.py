"""docs/rules says what the rules say; 'spincheck rules --write-docs docs/rules' brings it up to date."""

from __future__ import annotations

from pathlib import Path

from spincheck.cli.rule_pages import drift, pages, write
from spincheck.model import RuleInfo, Severity
from spincheck.rules.loader import all_rules

DOCS = Path(__file__).parents[2] / "docs/rules"


def test_the_pages_are_up_to_date() -> None:
    assert drift(DOCS, [r.info for r in all_rules()]) == [], "run: spincheck rules --write-docs docs/rules"


def test_drift_is_noticed_and_repaired(tmp_path: Path) -> None:
    info = RuleInfo(
        "SPN999", "some-rule", "spun", Severity.LOW, "Finds a | b", "Why.", ("bad",), ("good",), "Fix it.", "ISO"
    )
    assert write(tmp_path, [info]) == 2
    assert drift(tmp_path, [info]) == []
    (tmp_path / "SPN999.md").write_text("old", encoding="utf-8")
    (tmp_path / "SPN998.md").write_text("gone", encoding="utf-8")
    assert drift(tmp_path, [info]) == ["SPN998.md", "SPN999.md"]
    write(tmp_path, [info])
    assert sorted(p.name for p in tmp_path.iterdir()) == ["README.md", "SPN999.md"]
    assert all(x in pages([info])["SPN999.md"] for x in ("Why.", "bad", "good", "Fix it.", "ISO", "ignore[SPN999]"))
