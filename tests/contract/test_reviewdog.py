"""reviewdog itself reads what is written for it. Without reviewdog on the PATH these tests are skipped."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

TEXT = "# Zoë \U0001f600 chilly laser\n\nHow the \U0001f600 chilly laser treats bosom disease.\n"
PROGRAM = shutil.which("reviewdog")


@pytest.fixture(autouse=True)
def _there() -> None:
    if PROGRAM is None:
        # .ci/components builds it wherever there is a Go to build it with
        if os.environ.get("SPINCHECK_REQUIRE_COMPONENTS") and shutil.which("go"):
            pytest.fail("no reviewdog on the PATH; .ci/components installs one")
        pytest.skip("no reviewdog on the PATH")


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "a.md").write_text(TEXT, encoding="utf-8", newline="\n")
    return tmp_path


def report(here: Path, name: str) -> bytes:
    command = [sys.executable, "-m", "spincheck", "check", "a.md", "--format", name, "--no-cache", "--no-config"]
    done = subprocess.run(command, cwd=here, capture_output=True, check=False)
    assert done.returncode == 1, done.stderr
    return done.stdout


def reviewdog(here: Path, given: bytes, *arguments: str) -> tuple[int, list[dict[str, Any]]]:
    """Its exit code and what it understood."""
    assert PROGRAM is not None
    command = [PROGRAM, "-name=spincheck", "-reporter=rdjsonl", *arguments]
    done = subprocess.run(command, cwd=here, input=given, capture_output=True, check=False)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def test_it_understands_every_line_as_it_was_meant(here: Path) -> None:
    given = report(here, "rdjsonl")
    code, understood = reviewdog(here, given, "-f=rdjsonl", "-filter-mode=nofilter", "-fail-level=none")
    assert code == 0
    assert understood == [json.loads(line) for line in given.splitlines()]
    lines = TEXT.encode().split(b"\n")
    for one in understood:
        span = one["location"]["range"]
        words = lines[span["start"]["line"] - 1][span["start"]["column"] - 1 : span["end"]["column"] - 1].decode()
        assert f"'{words}'" in one["message"]


def test_it_comments_on_changed_lines_only(here: Path) -> None:
    who = ["-c", "user.name=n", "-c", "user.email=n@example.org"]
    for arguments in (["init", "-q"], ["add", "a.md"], [*who, "commit", "-q", "-m", "x"]):
        subprocess.run(["git", *arguments], cwd=here, check=True)
    (here / "a.md").write_text(TEXT + "\nMore chilly laser.\n", encoding="utf-8", newline="\n")
    code, found = reviewdog(
        here, report(here, "rdjsonl"), "-f=rdjsonl", "-diff=git diff", "-filter-mode=added", "-fail-level=any"
    )
    assert (code, [f["location"]["range"]["start"]["line"] for f in found]) == (1, [5])


def test_it_reads_the_sarif_too(here: Path) -> None:
    code, found = reviewdog(here, report(here, "sarif"), "-f=sarif", "-filter-mode=nofilter", "-fail-level=none")
    assert code == 0
    assert {f["code"]["value"] for f in found} >= {"SPN101"}
    assert "cold laser" in {s["text"] for f in found for s in f.get("suggestions", ())}


def test_it_refuses_what_is_wrong(here: Path) -> None:
    assert reviewdog(here, b'{"message": 5}\n', "-f=rdjsonl", "-filter-mode=nofilter")[0] == 1
