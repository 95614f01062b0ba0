"""Put the head of the real report into the README, as a terminal 100 columns wide shows it.

python corpora/capture.py [--check]
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
ARTICLE = "corpora/articles/cold-laser.txt"
#: findings shown: a few of each kind, by what they quote
SHOWN = ("chilly laser", "https://health.usnews", "improve your wheelchair", "risk-free", "marginal negative effects")


def main() -> None:
    """Write, or with --check fail when the README is out of date."""
    out = subprocess.run(
        [sys.executable, "-m", "spincheck", "check", ARTICLE, "--color", "never", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={"COLUMNS": "100", "PATH": "/usr/bin:/bin"},
    ).stdout
    parts = out.rstrip().split("\n\n")
    head, findings, panel = parts[0], parts[1:-2], parts[-2:]
    chosen = []
    for quoted in SHOWN:
        found = next((p for p in findings if quoted in p and p not in chosen), None)
        if found:
            chosen.append(found)
    text = "\n\n".join([head, *chosen, "  ...", *panel])
    readme = ROOT / "README.md"
    before = readme.read_text(encoding="utf-8")
    after = re.sub(r"(<!-- capture -->\n```text\n).*?(```)", lambda m: m[1] + text + "\n" + m[2], before, flags=re.DOTALL)
    if "--check" in sys.argv:
        raise SystemExit("README.md: run python corpora/capture.py" if before != after else 0)
    readme.write_text(after, encoding="utf-8")


if __name__ == "__main__":
    main()
