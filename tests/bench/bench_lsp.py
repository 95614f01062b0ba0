"""Time of a warm check in the language server after an edit: ``python tests/bench/bench_lsp.py [FILE]``.

Prints wall-clock and processor milliseconds; each edit changes one word of another sentence.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

from spincheck.lsp.checker import Checker

EDITS = 20
ARTICLE = Path(__file__).parents[2] / "corpora" / "articles" / "cold-laser.txt"


def main() -> None:
    text = Path(sys.argv[1] if len(sys.argv) > 1 else ARTICLE).read_text(encoding="utf-8")
    checker = Checker({"level": "fast"})
    checker.warm()  # as the server does when it starts
    wall: list[float] = []
    cpu: list[float] = []
    for number in range(EDITS + 1):
        at = text.find(" ", len(text) * number // (EDITS + 2))
        text = f"{text[:at]} word{text[at:]}"
        began, used = time.perf_counter(), time.process_time()
        checked = checker.check(text, "article.md", version=number)
        wall.append(1000 * (time.perf_counter() - began))
        cpu.append(1000 * (time.process_time() - used))
    print(f"{len(text.split())} words, {len(checked.findings)} findings; first check {wall[0]:.0f} ms")
    for name, values in (("wall", wall[1:]), ("processor", cpu[1:])):
        print(f"warm {name}: median {statistics.median(values):.0f} ms, worst {max(values):.0f} ms over {EDITS} edits")


if __name__ == "__main__":
    main()
