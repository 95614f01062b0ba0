from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from spincheck.changes import Changes, changed_documents, from_diff, from_git, old_version
from spincheck.engine import Engine
from spincheck.errors import UsageError
from spincheck.model import Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.context import Context
from spincheck.settings import Settings
from spincheck.sources import read_path


@rule("SPN102", name="spun-term", category="spun", severity=Severity.HIGH)
def bad(ctx: Context) -> Iterator[Hit]:
    """Finds a word."""
    at = ctx.text.find("chilly")
    while at >= 0:
        yield Hit(at, at + 6, "found")
        at = ctx.text.find("chilly", at + 1)


def git(folder: Path, *arguments: str) -> str:
    env = os.environ | {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_AUTHOR_NAME": "n",
        "GIT_AUTHOR_EMAIL": "n@example.org",
        "GIT_COMMITTER_NAME": "n",
        "GIT_COMMITTER_EMAIL": "n@example.org",
    }
    done = subprocess.run(["git", *arguments], cwd=folder, env=env, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "repo"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    write(folder, "a.md", "One chilly line.\n\nTwo lines.\n\nThree chilly.\n")
    write(folder, "sub/lä ser.md", "First chilly.\n\nSecond.\n")
    commit(folder)
    monkeypatch.chdir(folder)
    return folder


def write(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode())
    return file


def commit(folder: Path) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "x")


def states(changes: Changes, file: str | Path) -> list[str]:
    report = Engine(Settings(), rules=(bad,)).check(read_path(file), [changes])
    return [f.state.value for f in report.findings]


def test_only_changed_lines_count(repo: Path) -> None:
    write(repo, "a.md", "One chilly line.\n\nTwo chilly lines.\n\nThree chilly.\n")
    changes = from_git("HEAD")
    assert states(changes, "a.md") == ["unchanged-line", "new", "unchanged-line"]
    assert states(changes, "sub/lä ser.md") == ["unchanged-line"]
    assert changed_documents(changes, [".md"]) == [Path("a.md")]


def test_a_finding_over_several_lines_counts_when_one_of_them_changed(repo: Path) -> None:
    @rule("CLM301", name="c", category="claims", severity=Severity.HIGH)
    def sentence(ctx: Context) -> Iterator[Hit]:
        """Finds the whole text."""
        yield Hit(0, len(ctx.text), "all of it")

    file = write(repo, "w.txt", "one two\nthree four\nfive six\n")
    commit(repo)
    write(repo, "w.txt", "one two\nthree 4\nfive six\n")
    report = Engine(Settings(), rules=(sentence,)).check(read_path(file), [from_git("HEAD")])
    assert [f.state.value for f in report.findings] == ["new"]


def test_untracked_committed_and_renamed_files(repo: Path) -> None:
    git(repo, "switch", "-q", "-c", "work")
    git(repo, "mv", "sub/lä ser.md", "sub/moved.md")
    write(repo, "sub/moved.md", "First chilly.\n\nSecond.\n\nThird chilly.\n")
    commit(repo)
    write(repo, "new file.md", "A chilly start.\n")
    changes = from_git("main")
    assert states(changes, "sub/moved.md") == ["unchanged-line", "new"]
    assert states(changes, "new file.md") == ["new"]
    assert old_version(changes, "sub/moved.md") == b"First chilly.\n\nSecond.\n"
    assert old_version(changes, "new file.md") is None
    assert old_version(changes, "a.md") is not None


def test_what_others_changed_on_the_base_branch_is_not_mine(repo: Path) -> None:
    git(repo, "switch", "-q", "-c", "work")
    write(repo, "b.md", "Mine is chilly.\n")
    commit(repo)
    git(repo, "switch", "-q", "main")
    write(repo, "a.md", "One line.\n\nTwo lines.\n\nThree chilly.\n")
    commit(repo)
    git(repo, "switch", "-q", "work")
    changes = from_git("main")
    assert states(changes, "a.md") == ["unchanged-line", "unchanged-line"]
    assert states(changes, "b.md") == ["new"]


def test_a_changed_word_document_counts_as_a_whole(repo: Path) -> None:
    from docx import Document as Word

    for text in ("Fine.", "A chilly day."):
        word = Word()
        word.add_paragraph(text)
        word.save(str(repo / "w.docx"))
        if text == "Fine.":
            commit(repo)
    assert states(from_git("HEAD"), "w.docx") == ["new"]


def test_from_a_subfolder_and_with_a_lone_carriage_return(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(repo, "cr.txt", "One line.\rStill line one for git.\n\nA chilly end.\n")
    commit(repo)
    write(repo, "cr.txt", "One line.\rStill line one for git.\n\nA very chilly end.\n")
    monkeypatch.chdir(repo / "sub")
    assert states(from_git("HEAD"), "../cr.txt") == ["new"]


def test_a_diff_from_elsewhere(repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(repo, "a.md", "One chilly line.\n\nTwo chilly lines.\n\nThree chilly.\n")
    text = git(repo, "diff")
    assert states(from_diff(text, "d"), "a.md") == ["unchanged-line", "new", "unchanged-line"]
    monkeypatch.chdir(repo / "sub")
    assert states(from_diff(text, "d"), "../a.md") == ["unchanged-line", "new", "unchanged-line"]
    outside = tmp_path / "plain"
    outside.mkdir()
    write(outside, "a.md", (repo / "a.md").read_text(encoding="utf-8"))
    monkeypatch.chdir(outside)
    assert states(from_diff(text, "d"), "a.md") == ["unchanged-line", "new", "unchanged-line"]


def test_unknown_revision_and_no_repository_are_one_line(
    repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UsageError, match=r"'nope': git knows no such revision: name a branch"):
        from_git("nope")
    with pytest.raises(UsageError, match="is not a revision"):
        from_git("--output=x")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    with pytest.raises(UsageError, match="not in a git repository"):
        from_git("HEAD")
    monkeypatch.setenv("PATH", str(elsewhere))
    with pytest.raises(UsageError, match="needs git"):
        from_git("HEAD")


def test_a_shallow_clone_says_how_to_deepen_it_and_works_where_it_can(
    repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(repo, "tag", "first")
    write(repo, "a.md", "One chilly line.\n\nTwo chilly lines.\n\nThree chilly.\n")
    commit(repo)
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{repo}", "shallow")
    monkeypatch.chdir(tmp_path / "shallow")
    with pytest.raises(UsageError, match=r"git fetch --unshallow.*fetch-depth: 0"):
        from_git("HEAD~1")
    git(tmp_path / "shallow", "fetch", "-q", "--depth=1", "origin", "tag", "first")
    changes = from_git("first")
    assert "shallow" in changes.note
    assert states(changes, "a.md") == ["unchanged-line", "new", "unchanged-line"]
