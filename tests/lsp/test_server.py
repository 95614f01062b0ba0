"""The language server as an editor meets it: a real client over standard input and output."""

from __future__ import annotations

import asyncio
import sys
import time
import tomllib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pygls")

from lsprotocol import types
from pygls.lsp.client import LanguageClient

PLAIN = "Rest is good for a sore back in most people, and a short walk each day helps a little too.\n"
SPUN = (
    "# Laser treatment \U0001f600\n\nHow the \U0001f600\U0001f600 chilly laser treats bosom disease and blood poisoning.\n"
)


class Editor:
    """A client with one workspace."""

    def __init__(self, client: LanguageClient, root: Path) -> None:
        self.client = client
        self.root = root
        self.published: dict[str, list[types.PublishDiagnosticsParams]] = {}
        self.texts: dict[str, str] = {}
        self.versions: dict[str, int] = {}

    def open(self, name: str, text: str, language: str = "markdown") -> str:
        uri = (self.root / name).as_uri()
        self.texts[uri], self.versions[uri] = text, 1
        item = types.TextDocumentItem(uri, language, 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return uri

    def type(self, uri: str, text: str) -> int:
        self.versions[uri] += 1
        self.texts[uri] = text
        identifier = types.VersionedTextDocumentIdentifier(version=self.versions[uri], uri=uri)
        change = types.TextDocumentContentChangeWholeDocument(text)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, [change]))
        return self.versions[uri]

    async def diagnostics(self, uri: str, version: int = 1) -> list[types.Diagnostic]:
        """What is shown for a version of a document, once it is."""
        for _ in range(10_000):
            for params in self.published.get(uri, []):
                if params.version == version:
                    return list(params.diagnostics)
            await asyncio.sleep(0.02)
        raise AssertionError("no diagnostics arrived")

    async def actions(self, uri: str, where: types.Range) -> list[types.CodeAction]:
        params = types.CodeActionParams(types.TextDocumentIdentifier(uri), where, types.CodeActionContext([]))
        found = await self.client.text_document_code_action_async(params)
        return [a for a in found or [] if isinstance(a, types.CodeAction)]


@asynccontextmanager
async def editor(root: Path, *arguments: str, encodings: list[str] | None = None, **options: Any) -> AsyncIterator[Editor]:
    client = LanguageClient("test", "1")
    it = Editor(client, root)

    @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    def shown(params: types.PublishDiagnosticsParams) -> None:
        it.published.setdefault(params.uri, []).append(params)

    await client.start_io(sys.executable, "-m", "spincheck", "lsp", "--delay", "50", *arguments)
    edits = types.WorkspaceEditClientCapabilities(
        document_changes=True, resource_operations=[types.ResourceOperationKind.Create]
    )
    general = types.GeneralClientCapabilities(position_encodings=encodings) if encodings else None
    capabilities = types.ClientCapabilities(types.WorkspaceClientCapabilities(workspace_edit=edits), general=general)
    try:
        await client.initialize_async(
            types.InitializeParams(capabilities, root_uri=root.as_uri(), initialization_options=options or None)
        )
        client.initialized(types.InitializedParams())
        yield it
    finally:
        await client.shutdown_async(None)
        client.exit(None)
        await client.stop()


def run(scene: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(scene(), 240))  # type: ignore[arg-type]


def utf16(text: str, where: types.Range) -> str:
    """What a UTF-16 editor selects."""
    line = text.split("\n")[where.start.line].encode("utf-16-le")
    assert where.start.line == where.end.line
    return line[2 * where.start.character : 2 * where.end.character].decode("utf-16-le")


def applied(text: str, edit: types.TextEdit) -> str:
    lines = text.split("\n")

    def offset(p: types.Position) -> int:
        before = sum(len(one) + 1 for one in lines[: p.line])
        return before + len(lines[p.line].encode("utf-16-le")[: 2 * p.character].decode("utf-16-le"))

    return text[: offset(edit.range.start)] + edit.new_text + text[offset(edit.range.end) :]


def only_edit(action: types.CodeAction) -> types.TextEdit:
    assert action.edit
    assert action.edit.document_changes
    change = action.edit.document_changes[-1]
    assert isinstance(change, types.TextDocumentEdit)
    (edit,) = change.edits
    assert isinstance(edit, types.TextEdit)
    return edit


def test_diagnostics_follow_the_text(tmp_path: Path) -> None:
    async def scene() -> None:
        async with editor(tmp_path) as it:
            uri = it.open("a.md", SPUN)
            first = next(d for d in await it.diagnostics(uri) if "chilly laser" in d.message)
            assert utf16(SPUN, first.range) == "chilly laser"
            assert first.source == "spincheck"
            assert str(first.code).startswith("SPN1")
            moved = "\U0001f9b4 A new first paragraph.\n\n" + SPUN
            version = it.type(uri, moved)
            again = next(d for d in await it.diagnostics(uri, version) if "chilly laser" in d.message)
            assert again.range.start.line == first.range.start.line + 2
            assert utf16(moved, again.range) == "chilly laser"
            version = it.type(uri, PLAIN)
            assert await it.diagnostics(uri, version) == []

    run(scene)


def test_typing_is_checked_once_it_pauses(tmp_path: Path) -> None:
    async def scene() -> None:
        async with editor(tmp_path, delay=400) as it:
            uri = it.open("a.md", PLAIN)
            await it.diagnostics(uri)
            for number in range(8):
                last = it.type(uri, PLAIN + "word " * number)
                await asyncio.sleep(0.02)
            await it.diagnostics(uri, last)
            assert [p.version for p in it.published[uri]] == [1, last]

    run(scene)


def long_text(first: int) -> str:
    """Takes seconds to check; no sentence is like one of another such text."""
    return "\n\n".join(
        f"How the chilly laser number {n} treats bosom disease and blood poisoning of the {n}th kind."
        for n in range(first, first + 500)
    )


def test_typing_ends_a_check_that_is_running(tmp_path: Path) -> None:
    async def scene() -> None:
        async with editor(tmp_path, delay=20) as it:
            uri = it.open("a.md", SPUN)
            await it.diagnostics(uri)
            overtaken = it.type(uri, long_text(0))
            await asyncio.sleep(0.8)  # well under way, and far from its end
            began = time.monotonic()
            last = it.type(uri, SPUN + "\nMore.\n")
            assert await it.diagnostics(uri, last)
            short = time.monotonic() - began
            began = time.monotonic()
            whole = it.type(uri, long_text(5_000))
            assert await it.diagnostics(uri, whole)
            assert short < (time.monotonic() - began) / 2
            assert overtaken not in [p.version for p in it.published[uri]]

    run(scene)


def test_a_burst_of_edits_leaves_the_last_one_standing(tmp_path: Path) -> None:
    async def scene() -> None:
        async with editor(tmp_path, delay=0) as it:
            uri = it.open("a.md", PLAIN)
            for number in range(1, 60):
                last = it.type(uri, SPUN[: number * 2])
                await asyncio.sleep(0.01)
            last = it.type(uri, SPUN)
            shown = await it.diagnostics(uri, last)
            assert any("chilly laser" in d.message for d in shown)
            await asyncio.sleep(0.3)
            versions = [p.version or 0 for p in it.published[uri]]
            # in order, none twice, and nothing after the last
            assert versions == sorted(set(versions))
            assert versions[-1] == last

    run(scene)


def test_the_server_ends_while_it_checks(tmp_path: Path) -> None:
    async def scene() -> float:
        async with editor(tmp_path, delay=0) as it:
            uri = it.open("a.md", SPUN)
            await it.diagnostics(uri)
            it.type(uri, long_text(0) + long_text(20_000) + long_text(40_000))
            await asyncio.sleep(0.5)
            began = time.monotonic()
        return time.monotonic() - began

    assert asyncio.run(scene()) < 20


def test_hover_gives_evidence_and_a_stale_result_is_never_used(tmp_path: Path) -> None:
    async def scene() -> None:
        async with editor(tmp_path, delay=5000) as it:
            uri = it.open("a.md", PLAIN)
            await it.diagnostics(uri)
            it.type(uri, SPUN)  # not checked yet: the pause is long
            column = len(SPUN.split("\n")[2].partition("chilly")[0].encode("utf-16-le")) // 2
            params = types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(2, column + 3))
            shown = await it.client.text_document_hover_async(params)
            assert shown is not None
            assert isinstance(shown.contents, types.MarkupContent)
            assert "cold laser" in shown.contents.value
            assert "SPN10" in shown.contents.value
            assert "\n- " in shown.contents.value
            nowhere = types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(1, 0))
            assert await it.client.text_document_hover_async(nowhere) is None

    run(scene)


def test_actions_replace_suppress_and_allow(tmp_path: Path) -> None:
    async def scene() -> None:
        async with editor(tmp_path, reasons=["quoted source"]) as it:
            uri = it.open("a.md", SPUN)
            first = next(d for d in await it.diagnostics(uri) if "chilly laser" in d.message)
            actions = [a for a in await it.actions(uri, first.range) if a.diagnostics and a.diagnostics[0] == first]
            replace = next(a for a in actions if a.is_preferred)
            assert "the \U0001f600\U0001f600 cold laser treats" in applied(SPUN, only_edit(replace))
            suppress = next(a for a in actions if a.title.startswith(f"Leave out {first.code}"))
            text = applied(SPUN, only_edit(suppress))
            assert f'<!-- spincheck: ignore[{first.code}] reason="quoted source" -->\nHow the' in text
            version = it.type(uri, text)
            assert not [d for d in await it.diagnostics(uri, version) if "chilly laser" in d.message]
            allow = next(a for a in actions if a.title.startswith("Allow"))
            assert allow.edit
            assert allow.edit.document_changes
            assert isinstance(allow.edit.document_changes[0], types.CreateFile)
            assert allow.edit.document_changes[0].uri == (tmp_path / "spincheck.toml").as_uri()
            config = only_edit(allow).new_text
            assert tomllib.loads(config)["allow"] == ["chilly laser"]
            (tmp_path / "spincheck.toml").write_text(config, encoding="utf-8")
            it.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([]))
            version = it.type(uri, SPUN)
            assert not [d for d in await it.diagnostics(uri, version) if d.message.startswith("'chilly laser'")]

    run(scene)


def test_plain_text_and_utf8_positions(tmp_path: Path) -> None:
    async def scene() -> None:
        async with editor(tmp_path, encodings=["utf-8"]) as it:
            uri = it.open("a.txt", SPUN, "plaintext")
            first = next(d for d in await it.diagnostics(uri) if "chilly laser" in d.message)
            line = SPUN.split("\n")[2].encode()
            assert line[first.range.start.character : first.range.end.character] == b"chilly laser"

    run(scene)


def test_a_wrong_configuration_is_shown_not_raised(tmp_path: Path) -> None:
    (tmp_path / "spincheck.toml").write_text('allwo = ["x"]\n', encoding="utf-8")

    async def scene() -> None:
        async with editor(tmp_path) as it:
            uri = it.open("a.md", SPUN)
            (shown,) = await it.diagnostics(uri)
            assert "did you mean 'allow'" in shown.message
            (tmp_path / "spincheck.toml").write_text("", encoding="utf-8")
            version = it.type(uri, SPUN + "\n")
            assert len(await it.diagnostics(uri, version)) > 1

    run(scene)


def test_a_cancelled_request_ends_as_cancelled(tmp_path: Path) -> None:
    async def scene() -> None:
        async with editor(tmp_path) as it:
            uri = it.open("a.md", SPUN * 200)
            params = types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(2, 10))
            asked = asyncio.ensure_future(it.client.text_document_hover_async(params))
            await asyncio.sleep(0.1)
            (number,) = it.client.protocol._request_futures
            it.client.cancel_request(types.CancelParams(number))
            began = time.monotonic()
            with pytest.raises(Exception, match="cancel"):
                await asked
            assert time.monotonic() - began < 20
            it.client.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))
            small = it.open("b.md", SPUN)
            assert await it.diagnostics(small)

    run(scene)
