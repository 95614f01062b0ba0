"""Old problems, accepted for now: a text file that names each by its content, and the filter that marks them.

The file has one finding per line (path, rule, fingerprint, text; tab-separated, sorted), so that two branches merge and a
review shows what was accepted. Nothing in it is a line number: edits elsewhere and moved files do not invalidate it. One
entry covers one finding, so a second copy of an old problem is new.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from spincheck.document import Document
from spincheck.errors import ConfigError
from spincheck.model import DocumentReport, Finding, State

DEFAULT_NAME = "spincheck-baseline.tsv"
HEADER = "# spincheck baseline 1: path, rule, fingerprint, text. Written by 'spincheck baseline write'."
_VERSION = re.compile(r"# spincheck baseline (\d+)\b")
_CODE = re.compile(r"[A-Z]{3}\d{3}")
_FINGERPRINT = re.compile(r"[0-9a-f]{16}")
_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
_TEXT = 60


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One accepted finding. ``path`` is relative to the baseline file; ``text`` is for people only."""

    path: str
    rule: str
    fingerprint: str
    text: str = ""

    @property
    def line(self) -> str:
        """The entry as it is written."""
        return "\t".join(_escape(p) for p in (self.path, self.rule, self.fingerprint, self.text))


@dataclass(slots=True)
class Baseline:
    """A baseline in use: a filter that remembers which entries it has met."""

    file: Path
    entries: tuple[Entry, ...] = ()
    #: entries met in this run -> the path they were met at
    met: dict[Entry, str] = field(default_factory=dict)
    #: paths of the documents seen in this run
    seen: set[str] = field(default_factory=set)
    _own: dict[tuple[str, str], Entry] = field(default_factory=dict)
    _moved: dict[str, list[Entry]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._own = {(e.path, e.fingerprint): e for e in self.entries}
        gone = {p for p in {e.path for e in self.entries} if self._gone(p)}
        for entry in sorted(self.entries):
            if entry.path in gone:
                self._moved.setdefault(entry.fingerprint, []).append(entry)

    def _gone(self, path: str) -> bool:
        return "://" not in path and not (self.file.parent / path).exists()

    def key(self, path: str) -> str:
        """A document's path as the file names it."""
        if "://" in path or path.startswith("<"):
            return path
        try:
            return Path(os.path.relpath(Path(path).resolve(), self.file.parent.resolve())).as_posix()
        except ValueError:  # another drive of Windows
            return Path(path).resolve().as_posix()

    def __call__(self, document: Document, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        """Findings with those in the baseline marked. A suppressed finding needs no entry and uses none."""
        path = self.key(document.path)
        self.seen.add(path)
        return tuple(self._mark(path, f) if f.state is State.NEW else f for f in findings)

    def _mark(self, path: str, finding: Finding) -> Finding:
        entry = self._own.get((path, finding.fingerprint))
        why = f"in {self.file.name}"
        if entry is None:
            # a file that is gone may have been renamed: its entries follow the text, each once
            waiting = [e for e in self._moved.get(finding.fingerprint, ()) if e not in self.met or self.met[e] == path]
            if not waiting:
                return finding
            entry = waiting[0]
            why += f", moved from {entry.path}"
        self.met[entry] = path
        return replace(finding, state=State.BASELINED, state_reason=why)

    @property
    def hidden(self) -> int:
        """How many findings were marked in this run."""
        return len(self.met)

    @property
    def stale(self) -> tuple[Entry, ...]:
        """Entries whose finding is gone: not met although their document was checked, or no longer exists."""
        return tuple(e for e in self.entries if e not in self.met and (e.path in self.seen or self._gone(e.path)))

    def pruned(self) -> tuple[Entry, ...]:
        """The entries without the stale ones, those of moved files under their new path."""
        stale = set(self.stale)
        return tuple(sorted({replace(e, path=self.met.get(e, e.path)) for e in self.entries if e not in stale}))


def entries_of(documents: Iterable[DocumentReport], file: Path) -> tuple[Entry, ...]:
    """One entry for every new finding."""
    names = Baseline(file)
    return tuple(
        sorted(
            Entry(names.key(d.path), f.rule, f.fingerprint, " ".join(f.text.split())[:_TEXT])
            for d in documents
            for f in d.new_findings
        )
    )


def dump(entries: Iterable[Entry]) -> str:
    """The file's content."""
    return "\n".join([HEADER, *sorted(e.line for e in entries)]) + "\n"


def load(file: Path) -> Baseline:
    """Read a baseline. Raises ConfigError, naming file and line, when it is missing or wrong."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(f"{file}: no such baseline", f"write one with 'spincheck baseline write -o {file} PATH'") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{file}: not a baseline", "give a file written by 'spincheck baseline write'") from None
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read: {error.strerror}", "check the path and its permissions") from None
    lines = text.split("\n")
    version = _VERSION.match(lines[0])
    if version is None:
        raise ConfigError(f"{file}: not a baseline", "give a file written by 'spincheck baseline write'")
    if version.group(1) != "1":
        raise ConfigError(f"{file}: baseline version {version.group(1)} is not known", "upgrade spincheck or write it anew")
    entries = {_entry(line.rstrip("\r"), file, number) for number, line in enumerate(lines[1:], 2) if _filled(line)}
    return Baseline(file, tuple(sorted(entries)))


def _filled(line: str) -> bool:
    return bool(line.strip()) and not line.startswith("#")


def _entry(line: str, file: Path, number: int) -> Entry:
    parts = line.split("\t")
    if len(parts) == 3:  # editors cut the tab before an empty text
        parts.append("")
    if len(parts) != 4 or not _CODE.fullmatch(parts[1]) or not _FINGERPRINT.fullmatch(parts[2]):
        conflict = line.startswith(("<<<<<<<", "=======", ">>>>>>>"))
        remedy = "resolve the merge conflict" if conflict else "correct the line, or write the baseline anew"
        raise ConfigError(f"{file}: line {number} is no entry", remedy)
    return Entry(*(_unescape(p) for p in parts))


def _escape(text: str) -> str:
    return re.sub(r"[\\\t\n\r]", lambda m: _ESCAPES[m[0]], text)


def _unescape(text: str) -> str:
    back = {v[1]: k for k, v in _ESCAPES.items()}
    return re.sub(r"\\([\\tnr])", lambda m: back[m[1]], text)
