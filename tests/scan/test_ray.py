"""A scan with Ray gives what the local engine gives, row for row, also when a worker is killed on the way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from spincheck.scan.store import CONTENT, connect

pytestmark = [pytest.mark.slow, pytest.mark.ray]
TEXT = (Path(__file__).parents[2] / "corpora" / "articles" / "cold-laser.txt").read_text(encoding="utf-8")
DOCUMENTS = 44


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    if not os.environ.get("SPINCHECK_REQUIRE_COMPONENTS"):  # where everything must be there, its absence is a failure
        pytest.importorskip("ray", reason="needs Ray (spincheck[ray])")
    folder = tmp_path / "in"
    folder.mkdir()
    paragraphs = TEXT.split("\n\n")
    for n in range(DOCUMENTS):
        # every document is another one, and long enough to be killed in the middle of the set
        text = [f"Visit {n}.", *(paragraphs[(n + k) % len(paragraphs)] for k in range(len(paragraphs) // 2))]
        (folder / f"{n:03}.txt").write_text("\n\n".join(text))
    (folder / "bad.txt").write_bytes(b"\x00\x01\x02" * 50)
    rows = "".join(f"{n},Ice can cure the pain of patient {n}.\n" for n in range(5))
    (folder / "rows.csv").write_text(f"id,text\n{rows}4,twice\n")
    return folder


def scan(folder: Path, output: Path, *more: str) -> list[str]:
    inputs = [str(folder / "rows.csv"), str(folder)]
    return [sys.executable, "-m", "spincheck", "scan", *inputs, "-o", str(output), "--no-config", "--level", "fast",
            "--id-column", "id", "--jobs", "2", "--timeout", "900", *more]  # fmt: skip


def children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found.extend(map(int, task.read_text().split()))
        except OSError:
            continue
    return found


def resident(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096 / 1e6
    except (OSError, ValueError, IndexError):
        return 0.0


def busy_actor(mark: str) -> int | None:
    """An actor whose worker process has loaded its models. Ray's processes inherit the environment of who started it."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            name, environment = (folder / "cmdline").read_bytes(), (folder / "environ").read_bytes()
        except OSError:
            continue
        if name.startswith(b"ray::") and b"Check" in name and mark.encode() in environment:
            if any(resident(child) > 250 for child in children(int(folder.name))):
                return int(folder.name)
    return None


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds Ray's processes in /proc")
def test_row_for_row_with_a_worker_killed_on_the_way(folder: Path, tmp_path: Path) -> None:
    local, parts, imported = tmp_path / "local.duckdb", tmp_path / "parts", tmp_path / "ray.duckdb"
    expected = subprocess.run(scan(folder, local), capture_output=True, check=False).returncode
    assert expected == 2, "some documents cannot be read"
    environment = os.environ | {"SPINCHECK_TEST": str(tmp_path)}
    process = subprocess.Popen(scan(folder, parts, "--engine", "ray"), stderr=subprocess.PIPE, text=True, env=environment)
    killed = None
    while process.poll() is None and killed is None:
        killed = busy_actor(str(tmp_path))
        if killed is not None:
            time.sleep(1)
            os.kill(killed, signal.SIGKILL)
        time.sleep(0.1)
    _, err = process.communicate(timeout=900)
    assert process.returncode == expected, err
    assert killed is not None, "no actor was met"
    assert not list(parts.glob("documents/part-001-*.tmp"))

    again = subprocess.run(scan(folder, parts, "--engine", "ray"), capture_output=True, text=True, check=False)
    assert again.returncode == 2
    assert "holds an audit already" in again.stderr
    command = [sys.executable, "-m", "spincheck", "import-audit", str(parts), "-o", str(imported)]
    assert subprocess.run(command, check=False).returncode == 0
    with connect(local, read_only=True) as one, connect(imported, read_only=True) as other:
        for table in CONTENT:
            rows = f"from {table} order by all"
            assert one.execute(rows).fetchall() == other.execute(rows).fetchall(), table
        assert other.execute("select count(*) from documents").fetchall() == [(DOCUMENTS + 5,)]
        assert other.execute("select kind, count(*) from errors group by 1").fetchall() == [("unreadable", 2)]
        assert other.execute("select run, documents, ended > began from runs").fetchall() == [(1, DOCUMENTS + 7, True)]
