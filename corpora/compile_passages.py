"""Compile the hand-labelled passages from their marked sources into JSON Lines.

A source is a UTF-8 text file: a front-matter block (``---`` lines around ``key: value`` lines), then the passage
with inline marks:

=====================================  ==========================================================
``[[seen text|intended wording]]``     a clear spun span: any careful editor would call it wrong
``[[?seen text|intended wording]]``    a soft spun span: defensible in some house style
``{{c:sentence}}``                     a clear unsupported claim; spun spans and links may nest inside
``{{c?:sentence}}``                    a soft claim
``{{l:http... or click formula}}``     a spam link
=====================================  ==========================================================

The intended wording may be empty (words that should not be there at all). Offsets in the output are Unicode code
points into ``text``; ``end`` is exclusive. Run ``python corpora/compile_passages.py`` to rebuild, with ``--check`` to
fail (exit status 1) when a committed file differs from its sources. Exit status 2 means a source is malformed.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

FAMILIES = ("seed", "skin", "spinbot", "thesaurus", "pivot", "clean")
SPLITS = ("dev", "gate", "train")
REQUIRED_KEYS = ("id", "topic", "register", "family", "split", "source")

_TOKEN = re.compile(r"\[\[\??|\]\]|\{\{(?:c\?|c|l):|\}\}|\|")
_STRAY = re.compile(r"\[\[|\]\]|\{\{|\}\}")


class Span(TypedDict):
    """A labelled stretch of a passage; ``start`` and ``end`` are code points, ``end`` exclusive."""

    start: int
    end: int
    text: str
    intended: str
    kind: str
    confidence: str


class Record(TypedDict):
    """One labelled passage, a line of the output."""

    id: str
    topic: str
    text: str
    spans: list[Span]
    family: str
    register: str
    split: str
    source: str


class SourceError(ValueError):
    """A source file breaks the format; the message names the line and the remedy."""


@dataclass
class _Open:
    opener: str
    start: int
    position: int
    seen_end: int | None = None


def parse_marks(marked: str) -> tuple[str, list[Span]]:
    """Strip the inline marks from ``marked``.

    Returns the plain text and its spans, ordered by start, the longer first. Raises SourceError on an unclosed,
    crossed, misplaced or empty mark.
    """
    out: list[str] = []
    length = 0
    spans: list[Span] = []
    stack: list[_Open] = []
    intended: list[str] = []
    position = 0

    def line_of(offset: int) -> int:
        return marked.count("\n", 0, offset) + 1

    def emit(piece: str) -> None:
        nonlocal length
        if stack and stack[-1].seen_end is not None:
            intended.append(piece)
        else:
            out.append(piece)
            length += len(piece)

    for match in _TOKEN.finditer(marked):
        emit(marked[position : match.start()])
        position = match.end()
        token = match.group()
        top = stack[-1] if stack else None
        here = f"body line {line_of(match.start())}"
        if token == "|":
            if top is None or not top.opener.startswith("[["):
                emit(token)
            elif top.seen_end is not None:
                raise SourceError(f"{here}: second '|' in one spun mark; keep one")
            else:
                top.seen_end = length
                intended.clear()
        elif token.startswith(("[[", "{{")):
            if top is not None and not top.opener.startswith("{{c"):
                raise SourceError(f"{here}: {token!r} inside {top.opener!r}; only a claim may hold other marks")
            if top is not None and token.startswith("{{c"):
                raise SourceError(f"{here}: a claim inside a claim; close the first one")
            stack.append(_Open(token, length, match.start()))
        else:
            wanted = "[[" if token == "]]" else "{{"
            if top is None or not top.opener.startswith(wanted):
                raise SourceError(f"{here}: {token!r} closes nothing; remove it or open the mark")
            if wanted == "[[" and top.seen_end is None:
                raise SourceError(f"{here}: spun mark without '|intended wording'; add it")
            stack.pop()
            seen = "".join(out)[top.start : length]
            if not seen or seen != seen.strip():
                raise SourceError(f"{here}: mark is empty or begins or ends with a space; tighten it")
            spans.append(
                Span(
                    start=top.start,
                    end=length,
                    text=seen,
                    intended="".join(intended).strip() if wanted == "[[" else "",
                    kind={"[": "spun", "c": "claim", "l": "link"}[token_kind(top.opener)],
                    confidence="soft" if "?" in top.opener else "clear",
                )
            )
    if stack:
        raise SourceError(f"body line {line_of(stack[-1].position)}: {stack[-1].opener!r} is never closed; close it")
    out.append(marked[position:])
    spans.sort(key=lambda span: (span["start"], -span["end"]))
    return "".join(out), spans


def token_kind(opener: str) -> str:
    """The letter that tells the kind of an opening mark: ``[`` spun, ``c`` claim, ``l`` link."""
    return "[" if opener.startswith("[[") else opener[2]


def parse_source(source: str) -> Record:
    """Read one source file's text into a record. Raises SourceError when the front matter or a mark is malformed."""
    lines = source.replace("\r\n", "\n").split("\n")
    if not lines or lines[0].strip() != "---":
        raise SourceError("no front matter; begin the file with a '---' line")
    try:
        close = next(i for i, line in enumerate(lines[1:], start=1) if line.strip() == "---")
    except StopIteration:
        raise SourceError("front matter is never closed; add a second '---' line") from None
    fields: dict[str, str] = {}
    for line in lines[1:close]:
        key, separator, value = line.partition(":")
        if not separator or not value.strip():
            raise SourceError(f"front matter line {line!r} is not 'key: value'")
        if key.strip() in fields or key.strip() not in REQUIRED_KEYS:
            raise SourceError(f"front matter key {key.strip()!r} is repeated or unknown; known: {', '.join(REQUIRED_KEYS)}")
        fields[key.strip()] = value.strip()
    missing = [key for key in REQUIRED_KEYS if key not in fields]
    if missing:
        raise SourceError(f"front matter lacks {', '.join(missing)}")
    if fields["family"] not in FAMILIES:
        raise SourceError(f"unknown family {fields['family']!r}; one of {', '.join(FAMILIES)}")
    if fields["split"] not in SPLITS:
        raise SourceError(f"unknown split {fields['split']!r}; one of {', '.join(SPLITS)}")
    text, spans = parse_marks("\n".join(lines[close + 1 :]).strip("\n"))
    if not text:
        raise SourceError("the passage is empty")
    if stray := _STRAY.search(text):
        raise SourceError(f"stray {stray.group()!r} left in the text; check the marks")
    if fields["family"] == "clean" and any(span["kind"] != "claim" for span in spans):
        raise SourceError("a clean passage holds a spun or link mark; only claims are allowed there")
    return Record(
        id=fields["id"],
        topic=fields["topic"],
        text=text,
        spans=spans,
        family=fields["family"],
        register=fields["register"],
        split=fields["split"],
        source=fields["source"],
    )


def compile_files(paths: list[Path]) -> list[Record]:
    """Compile source files into records ordered by id. Raises SourceError naming the file at fault."""
    records: dict[str, Record] = {}
    for path in paths:
        try:
            record = parse_source(path.read_text(encoding="utf-8"))
        except (SourceError, UnicodeDecodeError) as error:
            raise SourceError(f"{path}: {error}") from error
        if record["id"] in records:
            raise SourceError(f"{path}: id {record['id']!r} is taken; give it another")
        records[record["id"]] = record
    return [records[key] for key in sorted(records)]


def to_jsonl(records: list[Record]) -> str:
    """Serialise records, one JSON object a line, keys in a fixed order, no ASCII escaping."""
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def spun_rate(record: Record) -> float:
    """Share (0 to 1) of a record's words that lie in spun spans; words are runs of non-space."""
    spun = sum(len(span["text"].split()) for span in record["spans"] if span["kind"] == "spun")
    return spun / len(record["text"].split())


def describe(name: str, records: list[Record]) -> str:
    """Counts of one output file, several lines of text."""
    words = [len(record["text"].split()) for record in records]
    spans = Counter(f"{s['kind']}/{s['confidence']}" for r in records for s in r["spans"])
    lines = [
        f"{name}: {len(records)} passages, {sum(words)} words ({min(words)} to {max(words)} each)",
        "  spans: " + (", ".join(f"{key} {spans[key]}" for key in sorted(spans)) or "none"),
    ]
    for field in ("family", "register", "split"):
        counts = Counter(str(record[field]) for record in records)
        lines.append(f"  {field}: " + ", ".join(f"{key} {counts[key]}" for key in sorted(counts)))
    lines.append(f"  topics: {len({r['topic'].split('/')[0] for r in records})}")
    if any(span["kind"] == "spun" for record in records for span in record["spans"]):
        rates = [100 * spun_rate(record) for record in records]
        lines.append(
            f"  words in spun spans: {min(rates):.0f} to {max(rates):.0f} %, median {statistics.median(rates):.0f} %"
        )
    return "\n".join(lines)


def targets(root: Path) -> list[tuple[Path, list[Path]]]:
    """Output files under the corpora folder ``root``, each with its sources."""
    passages, articles = root / "passages", root / "articles"
    groups = [
        (passages / f"{name}.jsonl", sorted((passages / "src" / name).glob("*.txt")))
        for name in ("spun", "clean", "train", "sealed", "observed")
    ]
    groups += [
        (path.with_name(path.name.replace(".marked.txt", ".jsonl")), [path])
        for path in sorted(articles.glob("*.marked.txt"))
    ]
    return groups


def main(argv: list[str] | None = None) -> int:
    """Command line. Returns 0, 1 when ``--check`` finds a difference, or 2 on a malformed source."""
    parser = argparse.ArgumentParser(description="Compile the labelled passages into JSON Lines.")
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parent, help="the corpora folder")
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a compiled file is out of date")
    options = parser.parse_args(argv)
    stale = 0
    for output, sources in targets(options.root):
        if not sources:
            print(f"{output}: no sources; restore them or pass --root", file=sys.stderr)
            return 2
        try:
            records = compile_files(sources)
        except SourceError as error:
            print(f"error: {error}", file=sys.stderr)
            return 2
        compiled = to_jsonl(records).encode("utf-8")
        print(describe(output.name, records))
        if not options.check:
            output.write_bytes(compiled)
        elif not output.is_file() or output.read_bytes() != compiled:
            print(f"{output}: out of date; run compile_passages.py", file=sys.stderr)
            stale = 1
    return stale


if __name__ == "__main__":
    sys.exit(main())
