"""Compile the claim passages from their marked source.

    python corpora/claims/compile.py [--check]

``passages.txt`` holds records that begin with ``=== id register split topic``; the marks are those of
``corpora/compile_passages.py``. Writes ``passages.jsonl``; ``--check`` writes nothing and fails when the file differs.
Exit status 2 means that the source is malformed.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from compile_passages import SourceError, parse_marks  # noqa: E402

OUT = HERE / "passages.jsonl"


def compile_source(source: str) -> list[str]:
    """The lines of the compiled file. Raises SourceError naming the record at fault."""
    lines: list[str] = []
    seen: set[str] = set()
    for part in source.split("\n=== ")[1:]:
        head, _, body = part.partition("\n")
        fields = head.split()
        if len(fields) != 4 or fields[0] in seen or fields[2] not in ("dev", "gate"):
            raise SourceError(f"{head!r} is no head 'id register split topic', or its id is taken")
        seen.add(fields[0])
        try:
            text, spans = parse_marks(body.strip())
        except SourceError as error:
            raise SourceError(f"{fields[0]}: {error}") from error
        if any(s["kind"] != "claim" for s in spans):
            raise SourceError(f"{fields[0]}: only claims are marked here")
        record = dict(zip(("id", "register", "split", "topic"), fields, strict=True)) | {"text": text, "spans": spans}
        lines.append(json.dumps(record, ensure_ascii=False))
    return lines


def main() -> int:
    """Write or check the file."""
    try:
        text = "\n".join(compile_source((HERE / "passages.txt").read_text(encoding="utf-8"))) + "\n"
    except SourceError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    if "--check" in sys.argv[1:]:
        if not OUT.exists() or OUT.read_text(encoding="utf-8") != text:
            print(f"{OUT.name}: out of date; run python corpora/claims/compile.py", file=sys.stderr)
            return 1
        return 0
    OUT.write_text(text, encoding="utf-8")
    records = [json.loads(line) for line in text.splitlines()]
    for split in ("dev", "gate"):
        mine = [r for r in records if r["split"] == split]
        spans = [s for r in mine for s in r["spans"]]
        clear = sum(s["confidence"] == "clear" for s in spans)
        words = sum(len(r["text"].split()) for r in mine)
        print(f"{split}: {len(mine)} passages, {words} words, {clear} clear and {len(spans) - clear} soft claims")
    return 0


if __name__ == "__main__":
    sys.exit(main())
