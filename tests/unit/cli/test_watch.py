"""``spincheck watch``: what is checked again, and the process as a pipe sees it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytest.importorskip("watchfiles")

from spincheck import memo
from spincheck.cli._watching import Watched, line

PLAIN = "Rest is good for a sore back in most people, and a short walk each day helps a little too.\n"
SPUN = "# Laser treatment\n\nThe chilly laser is a non-invasive treatment for bosom disease and blood poisoning.\n"


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Watched:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.md").write_text(PLAIN, encoding="utf-8")
    (tmp_path / "b.md").write_text(PLAIN, encoding="utf-8")
    it = Watched([tmp_path], {"level": "fast"})
    for path in it.documents():
        it.check(path)
    return it


@pytest.fixture(autouse=True)
def _forget() -> object:
    yield
    memo.switch(False)


def test_only_what_changed_is_checked_again(watched: Watched, tmp_path: Path) -> None:
    assert watched.affected([tmp_path / "a.md", tmp_path / "c.txt"]) == [tmp_path / "a.md"]
    assert watched.affected([tmp_path / "a.md.spincheck.toml"]) == [tmp_path / "a.md"]
    assert watched.affected([tmp_path / "spincheck.toml"]) == [tmp_path / "a.md", tmp_path / "b.md"]


def test_hidden_files_and_other_formats_are_no_concern(watched: Watched, tmp_path: Path) -> None:
    assert watched.concerns(None, str(tmp_path / "a.md"))
    assert watched.concerns(None, str(tmp_path / "spincheck.toml"))
    assert not watched.concerns(None, str(tmp_path / "a.py"))
    assert not watched.concerns(None, str(tmp_path / ".git" / "a.md"))


def test_a_document_goes_and_a_wrong_one_is_a_line(watched: Watched, tmp_path: Path) -> None:
    (tmp_path / "a.md").unlink()
    assert line(watched, watched.check(tmp_path / "a.md")) == "a.md: gone"
    assert tmp_path / "a.md" not in watched.outcomes
    (tmp_path / "b.md").write_bytes(b"")
    assert "the file is empty" in line(watched, watched.check(tmp_path / "b.md"))


def test_a_wrong_configuration_is_shown_and_survived(watched: Watched, tmp_path: Path) -> None:
    (tmp_path / "spincheck.toml").write_text("alow = []\n", encoding="utf-8")
    assert "did you mean 'allow'" in line(watched, watched.check(tmp_path / "a.md"))
    (tmp_path / "spincheck.toml").write_text("allow = []\n\n", encoding="utf-8")
    assert line(watched, watched.check(tmp_path / "a.md")).startswith("a.md: ")
    assert watched.outcomes[tmp_path / "a.md"].report is not None


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGINT")
def test_a_save_is_seen_and_ctrl_c_ends_it(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(PLAIN, encoding="utf-8")
    out = tmp_path / "out.log"
    with open(out, "wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-u", "-m", "spincheck", "watch", "."],
            cwd=tmp_path,
            stdout=stream,
            stderr=subprocess.STDOUT,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
            # a job started in the background inherits an ignored SIGINT, and Python then leaves it ignored
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
    try:
        _until(out, "watching 1 documents")
        time.sleep(0.5)
        (tmp_path / "a.md").write_text(SPUN, encoding="utf-8")
        _until(out, "chilly laser")
    finally:
        process.send_signal(signal.SIGINT)
        code = process.wait(30)
    assert code == 0
    said = out.read_text(encoding="utf-8")
    assert "stopped" in said
    assert "Traceback" not in said


def _until(file: Path, words: str) -> None:
    for _ in range(600):
        if words in file.read_text(encoding="utf-8"):
            return
        time.sleep(0.1)
    raise AssertionError(file.read_text(encoding="utf-8"))
