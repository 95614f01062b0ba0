"""Roll-ups over an audit file: what is counted, how it is grouped, and in which order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from spincheck.scan import rollup
from spincheck.scan.store import connect


@pytest.fixture(scope="module")
def base(made: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    opened = connect(made.small(tmp_path_factory.mktemp("audit") / "a.duckdb"), read_only=True)
    yield opened
    opened.close()


def test_summary_counts_pages_and_only_findings_that_count(base: Any) -> None:
    found = rollup.summary(base)
    assert {k: found[k] for k in ("pages", "words", "scored", "spun", "failing", "errors", "texts")} == {
        "pages": 3, "words": 319, "scored": 2, "spun": 1, "failing": 1, "errors": 1, "texts": 1,
    }  # fmt: skip
    assert found["bands"] == [0, 1, 0, 0, 0, 0, 0, 0, 0, 1]
    assert found["grades"] == {"A": 1, "F": 1, "not scored": 1}
    assert found["categories"]["spun"] == {"findings": 2, "pages": 1, "critical": 0, "grave": 1}
    assert found["categories"]["grammar"] == {"findings": 0, "pages": 0, "critical": 0, "grave": 0}
    assert (found["began"], found["ended"]) == ("2026-05-03 08:00:00", "2026-05-03 08:05:00")


def test_groups(base: Any) -> None:
    good, bad = rollup.groups(base, "folder")
    assert (good["name"], good["pages"], good["words"], good["median"], good["failing"]) == ("/good/", 2, 305, 97.0, 0)
    assert (bad["name"], bad["reads_spun"], bad["spun"], bad["spun_pages"], bad["claims"], bad["worst_key"]) == (
        "/bad/", 1, 2, 1, 1, "site/bad/one.html",
    )  # fmt: skip
    assert sum(good["bands"]) == 1, "a page without a score is in no band"
    assert [row["name"] for row in rollup.groups(base, "author")] == ["", "A. Writer"]
    assert [row["pages"] for row in rollup.groups(base, "template")] == [2, 1]
    assert len(rollup.groups(base, "folder", limit=1)) == 1
    with pytest.raises(ValueError, match="not one of folder"):
        rollup.groups(base, "path; drop table documents")


def test_worst_pages_come_first_and_unscored_ones_last(base: Any) -> None:
    assert [row["key"] for row in rollup.worst_pages(base)] == [
        "site/bad/one.html", "site/good/two.html", "site/good/three.html",
    ]  # fmt: skip
    worst = rollup.worst_pages(base, 1)[0]
    assert (worst["score"], worst["spun"], worst["links"], worst["readability"]) == (12.5, 2, 1, 1)


def test_phrases_carry_their_suggestion(base: Any) -> None:
    assert [(r["phrase"], r["suggestion"], r["pages"]) for r in rollup.phrases(base)] == [
        ("bosom disease", "breast cancer", 1), ("chilly laser", "cold laser", 1),
    ]  # fmt: skip


def test_hosts_anchors_and_claims(base: Any) -> None:
    (host,) = rollup.link_hosts(base)
    assert (host["host"], host["planted"], host["pages"], host["anchors"]) == ("pills.example", 1, 1, ["cheap pills"])
    assert host["rules"] == ["LNK201 url-in-place-of-words"]
    (anchor,) = rollup.anchors(base)
    assert (anchor["anchor"], anchor["links"], anchor["hosts"]) == ("cheap pills", 1, ["pills.example"])
    (claim,) = rollup.claims(base)
    assert (claim["rule"], claim["condition"], claim["critical"]) == ("CLM301", "breast cancer", 1)


def test_readability_errors_and_what_was_not_checked(base: Any) -> None:
    reading = rollup.readability(base)
    assert (reading["pages"], reading["median"], reading["above"], reading["target"]) == (3, 9.0, 3, 8.0)
    assert reading["classes"] == [0, 0, 3, 0, 0, 0, 0]
    assert rollup.errors(base)["kinds"] == [{"kind": "unreadable", "pages": 1}]
    assert rollup.not_checked(base) == [{"check": "grammar", "reason": "no LanguageTool server is running", "pages": 1}]
    assert [r["rule"] for r in rollup.rules(base)] == ["SPN102", "CLM301", "LNK201", "RDB402"]
    assert rollup.runs(base)[0]["inputs"] == ["site"]
    assert rollup.families(base) == []


def test_an_audit_without_pages(made: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "none.duckdb"
    made.empty(path).close()
    base = connect(path, read_only=True)
    assert rollup.summary(base)["median"] is None
    assert rollup.readability(base)["classes"] == [0] * 7
    for column in rollup.GROUPS:
        assert rollup.groups(base, column) == []
    assert rollup.worst_pages(base) == rollup.phrases(base) == rollup.link_hosts(base) == rollup.claims(base) == []
    base.close()


def test_families_are_stars_with_the_most_alike_first(made: ModuleType, tmp_path: Path) -> None:
    path = made.large(tmp_path / "large.duckdb", 6500, findings=2)
    base = connect(path, read_only=True)
    families = rollup.families(base)
    assert len(families) == 60
    for family in families:
        assert family["members"][0] == (family["exemplar"], 1.0)
        assert [s for _, s in family["members"]] == sorted((s for _, s in family["members"]), reverse=True)
        assert family["pages"] == len(family["members"])
    assert [f["pages"] for f in families] == sorted((f["pages"] for f in families), reverse=True)
    base.close()
