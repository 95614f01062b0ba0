from __future__ import annotations

import codecs
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from spincheck.edits import Edit, apply, first_edits, fitted, unified_diff, write_back
from spincheck.engine import Engine
from spincheck.errors import SourceError
from spincheck.model import Finding, Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.context import Context
from spincheck.settings import Settings
from spincheck.sources import read_path, read_text


@rule("SPN102", name="spun-term", category="spun", severity=Severity.HIGH)
def chilly(ctx: Context) -> Iterator[Hit]:
    """Finds a phrase; surer when it stands first."""
    lower = ctx.text.lower()
    at = lower.find("chilly laser")
    while at >= 0:
        yield Hit(at, at + 12, "found", ("cold laser",), confidence=0.99 if at < 20 else 0.6)
        at = lower.find("chilly laser", at + 1)


def found(text: str, format: str = "markdown") -> tuple[str, list[Edit], list[Edit]]:
    document = read_text(text, format=format)
    findings = Engine(Settings(), rules=(chilly,)).check(document).new_findings
    return document.source, first_edits(document, findings), first_edits(document, findings, only_safe=True)


def test_only_the_phrase_changes_and_capitals_are_kept() -> None:
    source, edits, sure = found("# Chilly laser &amp; you\n\nThe *chilly laser*\r\nhelps; CHILLY LASER.\n")
    assert apply(source, edits) == "# Cold laser &amp; you\n\nThe *cold laser*\r\nhelps; COLD LASER.\n"
    assert apply(source, sure) == "# Cold laser &amp; you\n\nThe *chilly laser*\r\nhelps; CHILLY LASER.\n"


def test_a_span_with_markup_inside_is_left_alone() -> None:
    assert found("The chilly *laser* and chilly [laser](https://a.example).\n")[1] == []


def test_overlapping_edits_are_made_once() -> None:
    assert apply("abcdef", [Edit(2, 4, "X"), Edit(1, 3, "Y"), Edit(4, 5, "")]) == "aYdf"


def test_capitals() -> None:
    finding = Finding("SPN102", "n", "spun", Severity.HIGH, 1, 0, 3, 1, 1, 1, 4, "Abc", "m")
    assert fitted(finding, "xyz") == "Xyz"
    assert fitted(finding, "iPhone") == "IPhone"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encoding_mark_line_ends_and_permissions_stay(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "a.txt"
    text = "The “chilly laser” helps.\r\n\r\nIt’s fine.\r"
    file.write_bytes(text.encode(encoding))
    file.chmod(0o640)
    document = read_path(file)
    edits = first_edits(document, Engine(Settings(), rules=(chilly,)).check(document).new_findings)
    write_back(file, document, apply(document.source, edits))
    assert file.read_bytes() == text.replace("chilly", "cold").encode(encoding)
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_a_file_that_changed_meanwhile_or_holds_no_text_is_not_touched(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("The chilly laser.\n", encoding="utf-8")
    document = read_path(file)
    file.write_text("Somebody was here.\n", encoding="utf-8")
    with pytest.raises(SourceError, match="changed since"):
        write_back(file, document, "x")
    assert file.read_text(encoding="utf-8") == "Somebody was here.\n"
    file.write_bytes(codecs.BOM_UTF8 + b"The chilly laser \xff.\n")
    with pytest.raises(SourceError, match="no text"):
        write_back(file, read_path(file), "x")


def test_the_encoding_must_hold_the_suggestion(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes("It’s the chilly laser.".encode("cp1252"))
    with pytest.raises(SourceError, match="UTF-8"):
        write_back(file, read_path(file), "β")


@pytest.mark.parametrize("text", ["a\r\nchilly laser\r\nb", "chilly laser\n", "x\n\fchilly laser\x0b y\r z"])
def test_git_applies_the_diff(tmp_path: Path, text: str) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(text.encode())
    after = text.replace("chilly", "cold")
    (tmp_path / "d.diff").write_bytes("".join(unified_diff("a.txt", text, after)).encode())
    subprocess.run(["git", "apply", "--whitespace=nowarn", "d.diff"], cwd=tmp_path, check=True, capture_output=True)
    assert file.read_bytes() == after.encode()
