"""Code actions: put a suggestion in, leave a finding out here, allow a phrase."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lsprotocol import types

from spincheck.directives import SIDECAR_SUFFIX
from spincheck.edits import editable, fitted
from spincheck.lsp import allowing, suppressing
from spincheck.lsp.checker import Checked
from spincheck.lsp.positions import Positions
from spincheck.model import Finding
from spincheck.settings import HtmlScope

#: offered when the editor's settings name none; the protocol has no way to ask for a line of text
REASONS = ("correct term here", "quoted source")
_SUGGESTIONS = 5


@dataclass(frozen=True, slots=True)
class Buffer:
    """The open document the actions are for."""

    uri: str
    version: int
    path: str
    checked: Checked
    places: Positions
    encoding: str
    root: Path | None
    html_scope: HtmlScope
    reasons: tuple[str, ...] = REASONS
    #: whether the editor can create files as part of an edit
    creates: bool = True


def actions(buffer: Buffer, findings: Iterable[Finding], diagnostics: dict[str, types.Diagnostic]) -> list[types.CodeAction]:
    """All actions for some findings, replacements first."""
    out: list[types.CodeAction] = []
    found = list(findings)
    for make in (_replace, _suppress, _allow):
        for finding in found:
            shown = diagnostics.get(finding.fingerprint)
            for action in make(buffer, finding):
                action.diagnostics = [shown] if shown else None
                out.append(action)
    return out


def _replace(buffer: Buffer, finding: Finding) -> Iterator[types.CodeAction]:
    document = buffer.checked.document
    if document is None or not editable(document, finding):
        return
    for number, suggestion in enumerate(finding.suggestions[:_SUGGESTIONS]):
        text = fitted(finding, suggestion)
        title = f"Replace by “{_short(text)}”" if text.strip() else f"Remove “{_short(finding.text)}”"
        edit = types.TextEdit(_range(buffer.places, finding.start, finding.end), text)
        yield _action(title, [_of_buffer(buffer, edit)], preferred=number == 0)


def _suppress(buffer: Buffer, finding: Finding) -> Iterator[types.CodeAction]:
    document = buffer.checked.document
    if document is None:
        return
    for reason in buffer.reasons:
        place = suppressing.insertion(document, finding, reason, buffer.html_scope)
        title = f"Leave out {finding.rule} here: {reason}"
        if place is not None:
            at = _range(buffer.places, place.offset, place.offset)
            yield _action(title, [_of_buffer(buffer, types.TextEdit(at, place.text))])
        elif buffer.uri.startswith("file:"):
            file = Path(buffer.path + SIDECAR_SUFFIX)
            changes = _append(buffer, file, suppressing.sidecar_entry(finding, reason))
            if changes:
                yield _action(f"{title} (in {file.name})", changes)


def _allow(buffer: Buffer, finding: Finding) -> Iterator[types.CodeAction]:
    if finding.category != "spun" or not buffer.path or not finding.text.strip() or len(finding.text) > 80:
        return
    file = allowing.target(buffer.path, buffer.root)
    before = _read(file)
    if before is None:
        return
    added = allowing.addition(before, finding.text, pyproject=file.name == "pyproject.toml")
    if added is not None:
        changes = _insert(buffer, file, before, *added)
        if changes:
            yield _action(f"Allow “{_short(finding.text)}” everywhere (in {file.name})", changes)


def _append(buffer: Buffer, file: Path, entry: str) -> list[types.TextDocumentEdit | types.CreateFile]:
    before = _read(file)
    if before is None:
        return []
    gap = "" if not before else "\n" if before.endswith("\n") else "\n\n"
    return _insert(buffer, file, before, len(before), gap + entry)


def _insert(
    buffer: Buffer, file: Path, before: str, offset: int, text: str
) -> list[types.TextDocumentEdit | types.CreateFile]:
    """Changes that insert text into another file, which is made when it is not there."""
    uri = file.absolute().as_uri()
    changes: list[types.TextDocumentEdit | types.CreateFile] = []
    if not file.exists():
        if not buffer.creates:
            return []
        changes.append(types.CreateFile(uri=uri, options=types.CreateFileOptions(ignore_if_exists=True)))
    edit = types.TextEdit(_range(Positions(before, buffer.encoding), offset, offset), text)
    identifier = types.OptionalVersionedTextDocumentIdentifier(uri=uri, version=None)
    return [*changes, types.TextDocumentEdit(identifier, [edit])]


def _read(file: Path) -> str | None:
    try:
        with open(file, encoding="utf-8", newline="") as stream:
            return stream.read(1_000_000)
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError):
        return None


def _of_buffer(buffer: Buffer, edit: types.TextEdit) -> types.TextDocumentEdit:
    # with the version, an editor refuses the edit when the text has moved on
    return types.TextDocumentEdit(types.OptionalVersionedTextDocumentIdentifier(buffer.uri, buffer.version), [edit])


def _action(
    title: str,
    changes: list[types.TextDocumentEdit] | list[types.TextDocumentEdit | types.CreateFile],
    preferred: bool = False,
) -> types.CodeAction:
    edit = types.WorkspaceEdit(document_changes=list(changes))
    return types.CodeAction(title=title, kind=types.CodeActionKind.QuickFix, edit=edit, is_preferred=preferred or None)


def _range(places: Positions, start: int, end: int) -> types.Range:
    return types.Range(types.Position(*places.position(start)), types.Position(*places.position(end)))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 50 else line[:49] + "…"
