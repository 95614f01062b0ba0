"""What runs in a worker process of a scan: check one item after the other and send the rows back."""

from __future__ import annotations

import json
import os
import queue
import re
import signal
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spincheck.scan.facts import author_of, content_hash, folder_of, host_of, template_of, url_of
from spincheck.scan.items import Item

if TYPE_CHECKING:
    from spincheck.document import Document
    from spincheck.model import DocumentReport
    from spincheck.run import Run
    from spincheck.settings import Settings

#: read once before the first item, so that loading models does not count against a document's time
_WARM_UP = "The doctor looked at the knee. Ice can ease the pain for a day or two."
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Setup:
    """What a worker needs to know; plain data, since it goes to another process."""

    overrides: Mapping[str, Any]
    config: Path | None = None
    discover: bool = True
    #: threads that the libraries that compute may use; 0: their own choice
    threads: int = 0


def make_run(setup: Setup) -> Run:
    """The run under which items are checked."""
    from spincheck.run import Run

    return Run(setup.overrides, setup.config, discover=setup.discover)


def serve(connection: Connection, setup: Setup) -> None:
    """Answer items with results, in order, until the other side closes."""
    # Ctrl-C reaches the whole group; the parent decides what becomes of a worker
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limit_threads(setup.threads)
    run = make_run(setup)
    warm_up(run)
    items: queue.SimpleQueue[Item | None] = queue.SimpleQueue()
    # read at once, so that the other side is never kept from reading results by an item it cannot get rid of
    threading.Thread(target=_receive, args=(connection, items), daemon=True).start()
    try:
        connection.send("ready")
        while (item := items.get()) is not None:
            connection.send(check(run, item))
    except (BrokenPipeError, ConnectionResetError):
        return


def _receive(connection: Connection, items: queue.SimpleQueue[Item | None]) -> None:
    try:
        while True:
            items.put(connection.recv())
    except (EOFError, OSError):
        items.put(None)


def limit_threads(threads: int) -> None:
    """Let the libraries that compute use so many threads; 0 leaves it to them. Before they are first imported.

    In a scan the processes are the parallelism; more threads only get in each other's way.
    """
    if threads:
        names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
        os.environ.update(dict.fromkeys(names, str(threads)))


def warm_up(run: Run) -> None:
    """Load what every document needs."""
    check(run, Item("", "<warm-up>", _WARM_UP, "text"))


def check(run: Run, item: Item) -> dict[str, Any]:
    """The rows of one item, or its error. Never raises: one document must not end a scan."""
    from spincheck.errors import SpincheckError
    from spincheck.language.pipeline import zone

    if item.error:
        return failure(item, "unreadable", item.error)
    digest = ""
    try:
        data = _data(item)
        digest = content_hash(data)
        with zone():  # or the vocabulary would grow with every document
            return _check(run, item, data, digest)
    except SpincheckError as error:
        return failure(item, "unreadable", str(error), digest)
    except Exception as error:
        return failure(item, "failed", f"{item.name}: the check failed: {type(error).__name__}: {error}", digest)


def failure(item: Item, kind: str, error: str, digest: str = "") -> dict[str, Any]:
    """The result of an item that could not be checked: ``error`` is its row in ``errors`` after key and position."""
    return {"error": (clean(item.name), clean(url_of(item)), kind, clean(" ".join(error.split())[:500]), digest)}


def digest_of(item: Item) -> str:
    """The content hash of an item; empty when it cannot be read."""
    from spincheck.errors import SourceError

    try:
        return "" if item.error else content_hash(_data(item))
    except SourceError:
        return ""


def settings_of(run: Run, item: Item) -> Settings:
    """The settings in force for an item: those of its file, or of the folder the scan runs in. Raises ConfigError."""
    return run.settings_for(Path(item.origin or (item.name if item.data is None else Path.cwd())))


def settings_hash(settings: Settings) -> str:
    """A short hash, equal for equal settings."""
    from spincheck.run import identity

    return content_hash(identity(settings))


def _data(item: Item) -> bytes | str:
    from spincheck.sources import read_data

    return read_data(item.name) if item.data is None else item.data


def _check(run: Run, item: Item, data: bytes | str, digest: str) -> dict[str, Any]:
    from spincheck.engine import failures, missing
    from spincheck.sources import read_bytes, read_text

    settings = settings_of(run, item)
    scope = settings.html_scope
    if isinstance(data, bytes):
        document = read_bytes(data, name=item.name, format=item.format, html_scope=scope)
    else:
        document = read_text(data, name=item.name, format=item.format or "text", html_scope=scope)
    if item.url and scope == "main":
        from spincheck.scan.inputs.main_content import narrowed

        document = narrowed(document)
    report = run.engine_for(settings).check(document, run.filters(settings))
    gate, incomplete = "; ".join(failures(report, settings)), bool(missing(report, settings))
    return _rows(item, digest, document, report, gate, incomplete, settings_hash(settings))


def _rows(
    item: Item, digest: str, document: Document, report: DocumentReport, gate: str, incomplete: bool, settings: str
) -> dict[str, Any]:
    """Rows as in the tables of :mod:`spincheck.scan.store`, without key and position or number."""
    plain = report.to_dict()
    url = url_of(item)
    places = [document.map.to_text(f.start, f.end) or (None, None) for f in report.findings]
    return {
        "document": (
            clean(report.path), clean(url), clean(host_of(url)), clean(folder_of(item)), clean(author_of(document)),
            template_of(document), document.format, digest, document.approximate or item.approximate,
            clean(report.title), report.words, report.score.overall, report.score.grade, report.score.verdict,
            report.spun.probability, report.spun.spans, report.spun.verdict, _json(plain["readability"]),
            _json(plain.get("panels", {})), _json(plain["not_checked"]), clean(gate), incomplete,
            settings,
        ),
        "findings": [
            (
                f["rule"], f["name"], f["category"], f["severity"], finding.confidence, f["start"], f["end"], *place,
                f["line"], f["column"], clean(f["text"]), clean(f["message"]), _json(f["suggestions"]),
                _json(f["evidence"]), f["fingerprint"], f["state"], finding.points, clean(f.get("location", "")),
                _json(f.get("properties", {})),
            )
            for finding, f, place in zip(report.findings, plain["findings"], places, strict=True)
        ],
        "links": [
            (clean(x.target), clean(host_of(x.target)), clean(x.anchor), x.place, x.hidden) for x in document.links
        ],
        "text": clean(document.text),
    }  # fmt: skip


def _json(value: Any) -> str:
    return clean(json.dumps(value, default=list, ensure_ascii=False))


def clean(text: str) -> str:
    """Text as it can be stored: a lone surrogate (half of a broken file name) has no UTF-8. Keeps every offset."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)
