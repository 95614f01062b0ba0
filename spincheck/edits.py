"""Turn suggestions into edits of a file: which ones, in what order, and back to the bytes they came from."""

from __future__ import annotations

import codecs
import difflib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from spincheck.document import Document
from spincheck.errors import SourceError
from spincheck.model import Finding, State

#: what ``--safe`` asks of a finding
SAFE_CONFIDENCE = 0.95
_SAFE_CATEGORIES = ("spun", "grammar")
_BOMS = {
    "utf-8": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace ``source[start:end]`` (code points) by ``text``."""

    start: int
    end: int
    text: str


def editable(document: Document, finding: Finding) -> bool:
    """Whether a suggestion can go into the file: the span is plain prose, without markup that would be lost."""
    if document.format == "docx" or finding.location or not finding.suggestions or finding.state is not State.NEW:
        return False
    if document.source[finding.start : finding.end] != finding.text:
        return False
    span = document.map.to_text(finding.start, finding.end)
    return span is not None and " ".join(document.text[span[0] : span[1]].split()) == " ".join(finding.text.split())


def safe(finding: Finding) -> bool:
    """Whether to apply it unasked: one suggestion only, very sure, and about words, not about claims or links."""
    return (
        len(finding.suggestions) == 1
        and bool(finding.suggestions[0])
        and finding.confidence >= SAFE_CONFIDENCE
        and finding.category in _SAFE_CATEGORIES
    )


def with_replacements(document: Document, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings with what their suggestions would put into the file, so that a report can carry them as edits."""
    return tuple(
        replace(f, replacements=tuple(fitted(f, s) for s in f.suggestions), safe=safe(f)) if editable(document, f) else f
        for f in findings
    )


def first_edits(document: Document, findings: Iterable[Finding], *, only_safe: bool = False) -> list[Edit]:
    """The first suggestion of each finding that can be edited, in order; of overlapping ones the surest."""
    wanted = [f for f in findings if editable(document, f) and (not only_safe or safe(f))]
    chosen: list[Finding] = []
    # by the confidence that reports print, so that a program that reads one comes to the same choice
    for finding in sorted(wanted, key=lambda f: (-round(f.confidence, 3), f.start - f.end, f.start)):
        if all(finding.end <= other.start or finding.start >= other.end for other in chosen):
            chosen.append(finding)
    return [Edit(f.start, f.end, fitted(f, f.suggestions[0])) for f in sorted(chosen, key=lambda f: f.start)]


def fitted(finding: Finding, suggestion: str) -> str:
    """The suggestion with the capitals of what it replaces."""
    found = finding.text
    if len(found) > 1 and found.isupper():
        return suggestion.upper()
    if found[:1].isupper() and suggestion[:1].islower():
        return suggestion[:1].upper() + suggestion[1:]
    return suggestion


def apply(source: str, edits: Iterable[Edit]) -> str:
    """The source with the edits made; one that overlaps an earlier one is left out."""
    parts: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        if edit.start >= at:
            parts += [source[at : edit.start], edit.text]
            at = edit.end
    return "".join([*parts, source[at:]])


def unified_diff(path: str, before: str, after: str) -> Iterator[str]:
    """The lines of a unified diff that ``git apply`` and ``patch -p1`` take. Only line feeds end a line, as for those."""
    name = path.replace(os.sep, "/").lstrip("/")
    for line in difflib.unified_diff(_lines(before), _lines(after), f"a/{name}", f"b/{name}"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    parts = text.split("\n")
    return [f"{part}\n" for part in parts[:-1]] + [part for part in parts[-1:] if part]


def encoded(document: Document, data: bytes, text: str) -> bytes:
    """``text`` in the encoding of the file whose bytes are ``data``, byte-order mark included.

    Raises SourceError when the file would not survive it: bytes that are not text, or a suggestion that the
    encoding cannot hold.
    """
    mark = _BOMS.get(document.encoding, b"")
    mark = mark if mark and data.startswith(mark) else b""
    try:
        if mark + document.source.encode(document.encoding) != data:
            raise SourceError(
                document.path, "changed since it was read, or holds bytes that are no text", "check it and try again"
            )
        return mark + text.encode(document.encoding)
    except (UnicodeEncodeError, LookupError):
        raise SourceError(
            document.path, f"a suggestion does not fit its encoding {document.encoding}", "save the file as UTF-8"
        ) from None


def write_back(path: str | Path, document: Document, text: str) -> None:
    """Replace a file's content by ``text``, in its encoding.

    Raises SourceError when the file has changed since it was read, does not survive its encoding, or cannot be written.
    """
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise SourceError(str(path), f"cannot be read ({error.strerror})", "check the path") from None
    write_file(path, encoded(document, data, text))


def write_file(path: str | Path, data: bytes) -> None:
    """Replace a file's content at once; its permissions stay, and a link's target is written, not the link.

    Raises SourceError when it cannot be written; the file is then as it was.
    """
    target = Path(path).resolve()
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        shutil.copymode(target, temporary)
        os.replace(temporary, target)
    except OSError as error:
        if temporary and os.path.exists(temporary):
            os.unlink(temporary)
        raise SourceError(str(path), f"cannot be written ({error.strerror})", "check its permissions") from None
