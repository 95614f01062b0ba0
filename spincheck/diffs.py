"""Read unified diffs: which lines of which files they add."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from spincheck.errors import UsageError

_HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_BINARY = re.compile(r"Binary files (.+) and (.+) differ")
_OCTAL = re.compile(r"\\([0-7]{3}|.)")
_SIMPLE = {"n": b"\n", "t": b"\t", "r": b"\r", "a": b"\a", "b": b"\b", "f": b"\f", "v": b"\v"}


@dataclass(slots=True)
class Change:
    """What a diff says of one file: numbers of added lines, or ``whole`` for a new or binary file."""

    lines: set[int] = field(default_factory=set)
    whole: bool = False
    old_path: str = ""


def parse(text: str, name: str) -> dict[str, Change]:
    """The files of a unified diff, by new path (``a/`` and ``b/`` taken off). Deleted files are left out.

    Understands git's headers, quoted names, renames, binary files and plain ``diff -u`` output. Raises UsageError,
    naming ``name`` and the line, for text that is no unified diff or is cut off.
    """
    found: dict[str, Change] = {}
    reader = _Lines(text, name)
    old, renamed = "", ""
    while (line := reader.next()) is not None:
        if line.startswith("diff --git "):
            old, renamed = "", ""
        elif line.startswith("@@@"):
            raise reader.wrong("this is a combined diff of a merge", "make it with 'git diff A B'")
        elif line.startswith("rename from "):
            renamed = _unquote(line[len("rename from ") :])
        elif line.startswith("rename to "):
            found.setdefault(_unquote(line[len("rename to ") :]), Change()).old_path = renamed
        elif line.startswith("--- ") and reader.peek().startswith("+++ "):
            old = _name(line[4:])
            new = _name((reader.next() or "")[4:])
            change = Change()
            if new:
                change = found.setdefault(new, change)
                change.old_path = change.old_path or old
                change.whole = not old
            if not _hunks(reader, change):
                raise reader.wrong("no @@ line follows the file names", "the diff is cut off: make it anew")
        elif _HUNK.match(line):
            raise reader.wrong("an @@ line without file names before it", "keep the --- and +++ lines of the diff")
        elif line.startswith("GIT binary patch"):
            raise reader.wrong("a binary patch", "make the diff without --binary")
        elif match := _BINARY.fullmatch(line):
            new, old = _name(match.group(2)), _name(match.group(1))
            if new:
                found[new] = Change(whole=True, old_path=old)
    if text.strip() and not found and not reader.hunks and not re.search(r"^(diff --git|--- |Binary files )", text, re.M):
        raise UsageError(f"{name}: not a unified diff", "make it with 'git diff' or 'diff -u'")
    return found


class _Lines:
    """Lines of a diff with their numbers; only line feeds end a line."""

    def __init__(self, text: str, name: str) -> None:
        self.lines = text.split("\n")
        if self.lines and not self.lines[-1]:
            self.lines.pop()
        self.at = 0
        self.name = name
        self.hunks = 0

    def next(self) -> str | None:
        if self.at >= len(self.lines):
            return None
        self.at += 1
        line = self.lines[self.at - 1]
        return line if line[:1] in "+ " and line[:4] != "+++ " else line.rstrip("\r")

    def peek(self) -> str:
        return self.lines[self.at] if self.at < len(self.lines) else ""

    def wrong(self, what: str, remedy: str) -> UsageError:
        return UsageError(f"{self.name}: line {self.at}: {what}", remedy)


def _hunks(reader: _Lines, change: Change) -> int:
    """Read the hunks of one file into ``change``; how many there were."""
    count = 0
    while match := _HUNK.match(reader.peek()):
        reader.next()
        count += 1
        reader.hunks += 1
        before = int(match.group(2) or 1)
        number, after = int(match.group(3)), int(match.group(4) or 1)
        while before > 0 or after > 0:
            line = reader.next()
            if line is None:
                raise reader.wrong("the diff ends inside a hunk", "it is cut off: make it anew")
            mark = line[:1] or " "  # some mailers strip the blank of an empty context line
            if mark == "+":
                change.lines.add(number)
                number, after = number + 1, after - 1
            elif mark == "-":
                before -= 1
            elif mark == " ":
                number, before, after = number + 1, before - 1, after - 1
            elif mark != "\\":
                raise reader.wrong("not a line of a hunk", "the diff is damaged: make it anew")
        if reader.peek().startswith("\\"):
            reader.next()
    return count


def _name(written: str) -> str:
    """A file name from a ``---`` or ``+++`` line; empty for /dev/null."""
    name = _unquote(written.split("\t", 1)[0] if not written.startswith('"') else written).rstrip("\r")
    if name == "/dev/null":
        return ""
    return name[2:] if name[:2] in ("a/", "b/", "i/", "w/", "c/", "o/") else name


def _unquote(name: str) -> str:
    """A name as git quotes it: in quotation marks, bytes beyond ASCII as octal escapes."""
    if not (name.startswith('"') and '"' in name[1:]):
        return name
    raw = bytearray()
    at = 0
    inner = name[1 : name.rindex('"')]
    for match in _OCTAL.finditer(inner):
        raw += inner[at : match.start()].encode("utf-8", "surrogateescape")
        escape = match.group(1)
        raw += bytes([int(escape, 8) & 255]) if len(escape) == 3 else _SIMPLE.get(escape, escape.encode())
        at = match.end()
    raw += inner[at:].encode("utf-8", "surrogateescape")
    return raw.decode("utf-8", "surrogateescape")
