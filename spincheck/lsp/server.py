"""The server: takes edits, waits until the typing pauses, checks in a thread, publishes what it found."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls import uris
from pygls.lsp.server import LanguageServer

from spincheck import __version__
from spincheck.interrupt import Interrupted
from spincheck.lsp import actions, hover
from spincheck.lsp.checker import Checked, Checker
from spincheck.lsp.positions import Positions
from spincheck.model import Finding, Severity

#: seconds without an edit before a check begins
DELAY = 0.3
_SEVERITIES = {
    Severity.CRITICAL: types.DiagnosticSeverity.Error,
    Severity.HIGH: types.DiagnosticSeverity.Warning,
    Severity.MEDIUM: types.DiagnosticSeverity.Information,
    Severity.LOW: types.DiagnosticSeverity.Hint,
}


class Server(LanguageServer):
    """One server for one editor."""

    def __init__(self, checker: Checker, delay: float = DELAY) -> None:
        # whole texts instead of changes: an article is short, and line ends that only Python counts cannot shift an edit
        super().__init__("spincheck", __version__, text_document_sync_kind=types.TextDocumentSyncKind.Full)
        self.checker = checker
        self.delay = delay
        self.reasons = actions.REASONS
        self.results: dict[str, Checked] = {}
        self.waiting: dict[str, asyncio.Task[None]] = {}
        # one thread: a newer check waits for the older, which gives up as soon as it is overtaken
        self.worker = ThreadPoolExecutor(1, "spincheck")
        self.leaving = False

    @property
    def encoding(self) -> str:
        """What positions count, agreed on with the client."""
        return str(getattr(self.workspace.position_encoding, "value", self.workspace.position_encoding))

    def schedule(self, uri: str, delay: float | None = None) -> None:
        """Check a document when ``delay`` seconds have passed without another call for it."""
        self.forget(uri)
        self.waiting[uri] = asyncio.get_running_loop().create_task(self._later(uri, self.delay if delay is None else delay))

    def forget(self, uri: str) -> None:
        """Call off a check that has not been published."""
        task = self.waiting.pop(uri, None)
        if task is not None:
            task.cancel()

    async def _later(self, uri: str, delay: float) -> None:
        await asyncio.sleep(delay)
        await self.check(uri)

    async def check(self, uri: str) -> Checked | None:
        """Check a document as it is now and publish the result unless it has changed or closed meanwhile."""
        document = self.workspace.text_documents.get(uri)
        if document is None:
            return None
        text, version = document.source, document.version or 0
        work = (text, path_of(uri), document.language_id or "", version)
        checked = await asyncio.get_running_loop().run_in_executor(self.worker, self._check, uri, *work)
        now = self.workspace.text_documents.get(uri)
        if checked is None or now is None or (now.version or 0) != version:
            return None
        self.results[uri] = checked
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, self.diagnostics(checked), version))
        if not self.leaving:
            self.worker.submit(self.checker.tidy)
        return checked

    def _check(self, uri: str, text: str, path: str, language: str, version: int) -> Checked | None:
        document = self.workspace.text_documents.get(uri)

        def unwanted() -> bool:
            now = self.workspace.text_documents.get(uri)
            return self.leaving or now is None or now is not document or (now.version or 0) != version

        if unwanted():
            return None  # overtaken while it waited for the thread
        try:
            return self.checker.check(text, path, language, version, unwanted)
        except Interrupted:
            return None

    def warm(self) -> None:
        """Load the models beside the editor's first messages; a document that is opened meanwhile waits for no longer."""
        asyncio.get_running_loop().run_in_executor(self.worker, self._warm)

    def _warm(self) -> None:
        if not self.leaving:
            self.checker.warm()

    def leave(self) -> None:
        """Let the process end: whatever is being checked is given up."""
        self.leaving = True
        self.worker.shutdown(wait=False, cancel_futures=True)

    async def current(self, uri: str) -> Checked | None:
        """The result for the document as it is now, checked at once where it is not known."""
        document = self.workspace.text_documents.get(uri)
        known = self.results.get(uri)
        if document is not None and known is not None and known.version == (document.version or 0):
            return known
        return await self.check(uri)

    def diagnostics(self, checked: Checked) -> list[types.Diagnostic]:
        """What the editor underlines; a problem with the file or its configuration goes on the first line."""
        if checked.problem:
            first = types.Range(types.Position(0, 0), types.Position(0, 0))
            return [types.Diagnostic(first, checked.problem, types.DiagnosticSeverity.Error, source="spincheck")]
        places = Positions(checked.text, self.encoding)
        return [diagnostic(places, f) for f in checked.findings]


def diagnostic(places: Positions, finding: Finding) -> types.Diagnostic:
    """A finding as the protocol has it. ``data`` carries the fingerprint."""
    return types.Diagnostic(
        range=types.Range(types.Position(*places.position(finding.start)), types.Position(*places.position(finding.end))),
        message=finding.message,
        severity=_SEVERITIES[finding.severity],
        code=finding.rule,
        source="spincheck",
        data={"fingerprint": finding.fingerprint},
    )


def path_of(uri: str) -> str:
    """The path of a document; of one that was never saved its name."""
    if uri.startswith("file:"):
        return uris.to_fs_path(uri) or uri
    return "<" + uri.rpartition(":")[2].rpartition("/")[2] + ">"


def touching(checked: Checked, start: int, end: int) -> list[Finding]:
    """Findings that a range of code-point offsets meets; a mere place meets what it stands in or beside."""
    return [f for f in checked.findings if f.start <= end and start <= f.end]


def make(checker: Checker, delay: float = DELAY) -> Server:
    """A server with all its features, not started."""
    server = Server(checker, delay)

    @server.feature(types.INITIALIZE)
    def initialize(ls: Server, params: types.InitializeParams) -> None:
        options = params.initialization_options
        if isinstance(options, dict):
            configure(ls, options)

    @server.feature(types.INITIALIZED)
    async def initialized(ls: Server, _: types.InitializedParams) -> None:
        wanted = ls.client_capabilities.workspace
        files = wanted.did_change_watched_files if wanted else None
        if files is not None and files.dynamic_registration:
            globs = ["**/spincheck.toml", "**/pyproject.toml", "**/*.spincheck.toml"]
            options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher(g) for g in globs])
            name = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
            ls.client_register_capability(types.RegistrationParams([types.Registration("spincheck-config", name, options)]))

        ls.warm()

    @server.feature(types.SHUTDOWN)
    def ended(ls: Server, _: None) -> None:
        ls.leave()

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    async def opened(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
        ls.results.pop(params.text_document.uri, None)
        ls.schedule(params.text_document.uri, 0)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(ls: Server, params: types.DidChangeTextDocumentParams) -> None:
        ls.schedule(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    async def saved(ls: Server, params: types.DidSaveTextDocumentParams) -> None:
        ls.schedule(params.text_document.uri, 0)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    async def watched(ls: Server, _: types.DidChangeWatchedFilesParams) -> None:
        for uri in list(ls.workspace.text_documents):
            ls.results.pop(uri, None)
            ls.schedule(uri, 0)

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def configured(ls: Server, params: types.DidChangeConfigurationParams) -> None:
        settings = params.settings
        if isinstance(settings, dict):
            configure(ls, settings.get("spincheck", settings))

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    async def closed(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
        uri = params.text_document.uri
        ls.forget(uri)
        ls.results.pop(uri, None)
        ls.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hovered(ls: Server, params: types.HoverParams) -> types.Hover | None:
        checked = await ls.current(params.text_document.uri)
        if checked is None:
            return None
        places = Positions(checked.text, ls.encoding)
        at = places.offset(params.position.line, params.position.character)
        found = [f for f in checked.findings if f.start <= at < max(f.end, f.start + 1)]
        if not found:
            return None
        from spincheck.rules.loader import all_rules

        infos = {r.code: r.info for r in all_rules()}
        content = types.MarkupContent(types.MarkupKind.Markdown, hover.markdown(found, infos))
        return types.Hover(content, diagnostic(places, min(found, key=lambda f: f.end - f.start)).range)

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix])
    )
    async def offered(ls: Server, params: types.CodeActionParams) -> list[types.CodeAction] | None:
        only = params.context.only
        if only and not any(str(getattr(k, "value", k)) in ("", "quickfix") for k in only):
            return None
        uri = params.text_document.uri
        checked = await ls.current(uri)
        if checked is None or checked.document is None:
            return None
        places = Positions(checked.text, ls.encoding)
        low = places.offset(params.range.start.line, params.range.start.character)
        high = places.offset(params.range.end.line, params.range.end.character)
        found = touching(checked, low, high)[:20]
        root = Path(ls.workspace.root_path) if ls.workspace.root_path else None
        path = path_of(uri)
        buffer = actions.Buffer(
            uri,
            checked.version,
            path,
            checked,
            places,
            ls.encoding,
            root,
            ls.checker.settings(path).html_scope,
            ls.reasons,
            _creates(ls),
        )
        return actions.actions(buffer, found, {f.fingerprint: diagnostic(places, f) for f in found})

    return server


def configure(ls: Server, options: dict[str, Any]) -> None:
    """Take the editor's settings: ``delay`` (milliseconds) and ``reasons`` (texts offered for suppressions)."""
    delay, reasons = options.get("delay"), options.get("reasons")
    if isinstance(delay, int | float) and 0 <= delay <= 60_000:
        ls.delay = delay / 1000
    if isinstance(reasons, list) and reasons and all(isinstance(r, str) and r.strip() for r in reasons):
        ls.reasons = tuple(reasons[:8])


def _creates(ls: Server) -> bool:
    workspace = ls.client_capabilities.workspace
    edit = workspace.workspace_edit if workspace else None
    return bool(edit and edit.resource_operations and types.ResourceOperationKind.Create in edit.resource_operations)
