"""``spincheck init``."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from spincheck import settings
from spincheck.cli import main
from spincheck.configuration import commented, proposals
from spincheck.model import DocumentReport, Finding, Score, Severity, SpunVerdict


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["init", *arguments])


def uncommented(text: str) -> str:
    """The file with every default taken at its word."""
    return re.sub(r"^#(?=[a-z-]+ = |\[|SPN)", "", text, flags=re.MULTILINE)


def test_the_file_changes_nothing_until_edited(tmp_path: Path) -> None:
    assert run(str(tmp_path)).exit_code == 0
    assert settings.load(tmp_path / "spincheck.toml").settings == settings.Settings()


def test_every_key_is_there_with_its_default() -> None:
    table = tomllib.loads(uncommented(commented()))
    table.pop("overrides")
    assert table.pop("severity") == {"SPN102": "medium"}
    unset = (table.pop("fail-under"), table["readability"].pop("max-grade"))
    assert unset == (70, 8)
    assert settings.merge(settings.Settings(), table, where="test") == settings.Settings()
    keys = set(settings.flatten(settings.Settings())) - {
        "overrides",
        "severity",
        "fail_under",
        "readability.max_grade",
    }
    there = {k.replace("-", "_") for k, v in table.items() if not isinstance(v, dict)}
    there |= {f"{t}.{k.replace('-', '_')}" for t, v in table.items() if isinstance(v, dict) for k in v}
    assert there == keys


def test_every_key_is_explained() -> None:
    lines = commented().splitlines()
    for number, line in enumerate(lines):
        if re.match(r"#[a-z-]+ = ", line) and not line.startswith(("#disable", "#files", '#fail-on = "none"')):
            assert lines[number - 1].startswith("# "), line


def test_nothing_is_overwritten_without_force(tmp_path: Path) -> None:
    file = tmp_path / "spincheck.toml"
    file.write_text('allow = ["x"]\n', encoding="utf-8")
    result = run(str(tmp_path))
    assert result.exit_code == 2
    assert "there already: use --force" in result.stderr
    assert file.read_text(encoding="utf-8") == 'allow = ["x"]\n'
    assert run(str(tmp_path), "--force").exit_code == 0
    assert file.read_text(encoding="utf-8") == commented()


@pytest.mark.parametrize(
    ("name", "file"),
    [("github", ".github/workflows/spincheck.yml"), ("gitlab", ".gitlab-ci.yml"), ("pre-commit", ".pre-commit-config.yaml")],
)
def test_workflows_are_written_beside_a_configuration(tmp_path: Path, name: str, file: str) -> None:
    (tmp_path / "spincheck.toml").write_text('allow = ["x"]\n', encoding="utf-8")
    assert run(str(tmp_path), "--workflow", name).exit_code == 0
    assert "spincheck" in (tmp_path / file).read_text(encoding="utf-8")
    assert (tmp_path / "spincheck.toml").read_text(encoding="utf-8") == 'allow = ["x"]\n'
    again = run(str(tmp_path), "--workflow", name)
    assert again.exit_code == 2
    assert Path(file).name in again.stderr


def test_missing_folder_is_one_line(tmp_path: Path) -> None:
    result = run(str(tmp_path / "none"))
    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 1


def finding(rule: str, category: str, text: str, start: int = 0) -> Finding:
    return Finding(rule, "some-name", category, Severity.HIGH, 0.9, start, start + len(text), 1, 1, 1, 1, text, "m")


def document(path: str, findings: list[Finding], *, words: int = 500, spun: bool = False) -> DocumentReport:
    verdict = SpunVerdict(0.9, 3, "spun") if spun else SpunVerdict(0.1, 0)
    return DocumentReport(path, words, Score(80.0, "B", "pass"), verdict, findings=tuple(findings))


def test_a_house_phrase_is_proposed_and_a_spinners_is_not(tmp_path: Path) -> None:
    house = [document(f"{n}.md", [finding("SPN102", "spun", "Warm Needle")]) for n in range(3)]
    spun = [document(f"s{n}.md", [finding("SPN102", "spun", "chilly laser")], spun=True) for n in range(3)]
    text = proposals([*house, *spun], tmp_path)
    assert '#    "warm needle",   # 3 times in 3 documents' in text
    assert "chilly laser" not in text


def test_a_noisy_rule_is_proposed_but_never_a_cure_claim(tmp_path: Path) -> None:
    noise = [finding("RDB402", "readability", "w", n) for n in range(20)]
    cures = [finding("CLM301", "claims", "w", n) for n in range(20)]
    text = proposals([document("a.md", noise + cures)], tmp_path)
    assert '#    "RDB402",   # some-name: 20 findings, 40.0 in 1,000 words' in text
    assert "CLM301" not in text


def test_a_folder_of_old_texts_gets_an_override(tmp_path: Path) -> None:
    bad = [
        document(str(tmp_path / "old" / f"{n}.md"), [finding("LNK201", "links", "x", k) for k in range(9)]) for n in range(3)
    ]
    good = [document(str(tmp_path / "new" / f"{n}.md"), []) for n in range(3)]
    text = proposals([*bad, *good], tmp_path)
    assert '#files = ["old/**"]\n#fail-on = "none"' in text
    assert "new/**" not in text


def test_proposals_are_comments_and_clean_texts_get_none(tmp_path: Path) -> None:
    text = proposals([document("a.md", [])], tmp_path)
    assert all(line.startswith("#") for line in text.splitlines())
    assert "#allow" not in text
    assert "#ignore" not in text
