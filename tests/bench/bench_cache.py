"""How much faster a warm run is: python tests/bench/bench_cache.py [DOCUMENTS]

Writes distinct Markdown articles from the passages of the corpus into a temporary folder, and runs ``spincheck check`` on
them without results of an earlier run, then with. Prints both times; exits 1 when the warm run is not 20 times faster.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PASSAGES = Path(__file__).parents[2] / "corpora/passages"
WANTED = 20.0


def articles(folder: Path, count: int) -> int:
    """Write ``count`` articles of three passages each; how many words they have together."""
    texts = [
        json.loads(line)["text"]
        for name in ("clean.jsonl", "spun.jsonl")
        for line in (PASSAGES / name).read_text(encoding="utf-8").splitlines()
    ]
    words = 0
    for number in range(count):
        chosen = [texts[(number * step + step) % len(texts)] for step in (1, 7, 31)]
        text = f"# Article {number}\n\n" + "\n\n".join(chosen) + "\n"
        words += len(text.split())
        (folder / f"{number:04}.md").write_text(text, encoding="utf-8")
    return words


def timed(folder: Path, output: Path) -> float:
    """Seconds of one run over the folder."""
    env = os.environ | {"SPINCHECK_CACHE": str(folder.parent / "cache")}
    start = time.perf_counter()
    command = [sys.executable, "-m", "spincheck", "check", str(folder), "--format", "json", "--output", str(output)]
    done = subprocess.run(command, env=env, check=False, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr)
    return time.perf_counter() - start


def main() -> int:
    """Measure and compare."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "articles")
        folder.mkdir()
        words = articles(folder, count)
        cold = timed(folder, Path(name, "cold.json"))
        warm = min(timed(folder, Path(name, "warm.json")) for _ in range(2))
        same = Path(name, "cold.json").read_bytes() == Path(name, "warm.json").read_bytes()
    print(f"{count} articles, {words:,} words: cold {cold:.1f} s, warm {warm:.2f} s, {cold / warm:.0f} times faster")
    print(f"reports are {'the same' if same else 'DIFFERENT'}")
    return 0 if same and cold / warm >= WANTED else 1


if __name__ == "__main__":
    sys.exit(main())
