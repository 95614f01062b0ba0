"""Which lines changed: unified diffs, read from a file or asked of git; and the filter that marks the rest.

Lines are counted as diffs count them, by line feeds. A finding is new when any of its lines was added or changed.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from spincheck.document import Document
from spincheck.errors import UsageError
from spincheck.model import Finding, State

_HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_BINARY = re.compile(r"Binary files (.+) and (.+) differ")
_OCTAL = re.compile(r"\\([0-7]{3}|.)")
_SIMPLE = {"n": b"\n", "t": b"\t", "r": b"\r", "a": b"\a", "b": b"\b", "f": b"\f", "v": b"\v"}
_SECONDS = 120


@dataclass(slots=True)
class Change:
    """What a diff says of one file: numbers of added lines, or ``whole`` for a new or binary file."""

    lines: set[int] = field(default_factory=set)
    whole: bool = False
    old_path: str = ""


@dataclass(slots=True)
class Changes:
    """Changed lines by file (absolute paths), and the filter over findings."""

    files: dict[Path, Change]
    #: what they are measured against, for messages ("main", "the diff")
    against: str
    #: a warning for the user, e.g. that a shallow clone has no common ancestor
    note: str = ""
    root: Path | None = None
    #: the commit whose files are the old ones
    commit: str = ""

    def __call__(self, document: Document, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        """Findings with those on unchanged lines marked."""
        change = self.of(document.path)
        if change is not None and change.whole:
            return findings
        lines = change.lines if change else set()
        return tuple(
            f
            if f.state is not State.NEW or _touches(document.source, f, lines)
            else replace(f, state=State.UNCHANGED_LINE, state_reason=f"not changed since {self.against}")
            for f in findings
        )

    def of(self, path: str) -> Change | None:
        """What changed in a document; None when nothing did."""
        try:
            return self.files.get(Path(path).resolve())
        except (OSError, ValueError):
            return None


def _touches(source: str, finding: Finding, lines: set[int]) -> bool:
    first = source.count("\n", 0, finding.start) + 1
    last = first + source.count("\n", finding.start, max(finding.start, finding.end - 1))
    return any(number in lines for number in range(first, last + 1))


# -- unified diffs ----------------------------------------------------------------------------------------


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


def from_diff(text: str, name: str) -> Changes:
    """Changes of a diff whose names are relative to the repository's root, or to here outside of one."""
    here = Path.cwd()
    roots = [here]
    with contextlib.suppress(UsageError):  # a diff needs no repository
        roots.insert(0, Path(_git(here, "rev-parse", "--show-toplevel").strip()))
    files: dict[Path, Change] = {}
    for path, change in parse(text, name).items():
        places = [(root / path).resolve() for root in roots]
        files[next((p for p in places if p.exists()), places[0])] = change
    return Changes(files, "the diff")


# -- git --------------------------------------------------------------------------------------------------


def from_git(revision: str, start: Path | None = None) -> Changes:
    """What changed in the working tree since its branch left ``revision``; files not tracked yet are all new.

    Raises UsageError, one line, without git or a repository, for an unknown revision, and says how to deepen a shallow
    clone that does not have it.
    """
    here = (start or Path.cwd()).resolve()
    root = Path(_git(here, "rev-parse", "--show-toplevel").strip())
    shallow = _git(root, "rev-parse", "--is-shallow-repository").strip() == "true"
    if revision.startswith("-"):
        raise UsageError(f"--diff {revision!r} is not a revision", "name a branch, tag or commit")
    try:
        commit = _git(root, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").strip()
    except UsageError:
        remedy = (
            "this clone is shallow: run 'git fetch --unshallow', or set fetch-depth: 0 in the checkout step"
            if shallow
            else "name a branch, tag or commit of this repository"
        )
        raise UsageError(f"--diff {revision!r}: git knows no such revision", remedy) from None
    note = ""
    try:
        base = _git(root, "merge-base", commit, "HEAD").strip()
    except UsageError:
        base = commit
        if shallow:
            note = (
                f"this clone is shallow and has no common ancestor with {revision}; comparing with {revision} itself, which "
                "counts its own changes too ('git fetch --unshallow' or fetch-depth: 0 avoids that)"
            )
    text = _git(
        root, "-c", "core.quotePath=true", "diff", "--unified=0", "--no-color", "--no-ext-diff", "--no-textconv",
        "--find-renames", "--src-prefix=a/", "--dst-prefix=b/", "--no-relative", base, "--",
    )  # fmt: skip
    files = {(root / path).resolve(): change for path, change in parse(text, "git diff").items()}
    for path in _git(root, "ls-files", "--others", "--exclude-standard", "-z").split("\0"):
        if path:
            files[(root / path).resolve()] = Change(whole=True)
    return Changes(files, revision, note, root, base)


def old_version(changes: Changes, path: str) -> bytes | None:
    """A document's bytes at the commit the changes are measured against; None when it was not there."""
    if changes.root is None or not changes.commit:
        return None
    change = changes.of(path)
    try:
        name = Path(path).resolve().relative_to(changes.root.resolve()).as_posix()
    except (OSError, ValueError):
        return None
    if change is not None and change.old_path:
        name = change.old_path
    elif change is not None and change.whole:
        return None
    try:
        return _run(changes.root, ["git", "show", f"{changes.commit}:{name}"])
    except UsageError:
        return None


def _git(folder: Path, *arguments: str) -> str:
    return _run(folder, ["git", *arguments]).decode("utf-8", "surrogateescape")


def _run(folder: Path, command: list[str]) -> bytes:
    # a hook or another tool may point git elsewhere for its own purposes: the folder decides here
    env = {k: v for k, v in os.environ.items() if k not in ("GIT_DIR", "GIT_WORK_TREE", "GIT_PREFIX")}
    env |= {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
    try:
        done = subprocess.run(command, cwd=folder, env=env, capture_output=True, timeout=_SECONDS, check=False)
    except FileNotFoundError:
        raise UsageError("--diff needs git, which is not installed", "install it, or use --diff-from FILE") from None
    except subprocess.TimeoutExpired:
        raise UsageError(f"git did not answer within {_SECONDS} seconds", "use --diff-from FILE") from None
    if done.returncode == 0:
        return done.stdout
    said = done.stderr.decode("utf-8", "replace").strip().splitlines()
    reason = said[0].removeprefix("fatal: ") if said else f"exit code {done.returncode}"
    if "not a git repository" in reason:
        raise UsageError(f"--diff: {folder} is not in a git repository", "run it in one, or use --diff-from FILE")
    if "dubious ownership" in reason:
        raise UsageError(f"--diff: {reason}", f"run 'git config --global --add safe.directory {folder}'")
    raise UsageError(f"--diff: git {command[1]} failed: {reason}", "check the repository")


def changed_documents(changes: Changes, suffixes: Iterable[str]) -> list[Path]:
    """The changed files that are documents and still exist, sorted, relative to here where possible."""
    wanted = frozenset(suffixes)
    here = Path.cwd().resolve()
    found = sorted(p for p in changes.files if p.suffix.lower() in wanted and p.is_file())
    return [Path(os.path.relpath(p, here)) if p.is_relative_to(here) else p for p in found]
