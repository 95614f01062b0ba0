"""What runs in a worker process of a scan: check one item after the other and send the rows back."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from spincheck.scan.items import Item

if TYPE_CHECKING:
    from spincheck.document import Document
    from spincheck.model import DocumentReport
    from spincheck.run import Run

#: read once before the first item, so that loading models does not count against a document's time
_WARM_UP = "The doctor looked at the knee. Ice can ease the pain for a day or two."


@dataclass(frozen=True, slots=True)
class Setup:
    """What a worker needs to know; plain data, since it goes to another process."""

    overrides: Mapping[str, Any]
    config: Path | None = None
    discover: bool = True


def make_run(setup: Setup) -> Run:
    """The run under which items are checked."""
    from spincheck.run import Run

    return Run(setup.overrides, setup.config, discover=setup.discover)


def serve(connection: Connection, setup: Setup) -> None:
    """Answer items with results until the other side closes."""
    # Ctrl-C reaches the whole group; the parent decides what becomes of a worker
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # read when numpy is first imported: the processes are the parallelism, more threads only get in each other's way
    os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))
    run = make_run(setup)
    check(run, Item("", "<warm-up>", _WARM_UP, "text"))
    try:
        connection.send("ready")
        while True:
            connection.send(check(run, connection.recv()))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


def check(run: Run, item: Item) -> dict[str, Any]:
    """The rows of one item, or its error. Never raises: one document must not end a scan."""
    from spincheck.errors import SpincheckError
    from spincheck.language.pipeline import zone

    if item.error:
        return failure(item, "unreadable", item.error)
    try:
        with zone():  # or the vocabulary would grow with every document
            return _check(run, item)
    except SpincheckError as error:
        return failure(item, "unreadable", str(error))
    except Exception as error:
        return failure(item, "failed", f"{item.name}: the check failed: {type(error).__name__}: {error}")


def failure(item: Item, kind: str, error: str) -> dict[str, Any]:
    """The result of an item that could not be checked."""
    return {"path": item.name, "kind": kind, "error": " ".join(error.split())[:500]}


def _check(run: Run, item: Item) -> dict[str, Any]:
    from spincheck.engine import failures, missing
    from spincheck.sources import read_bytes, read_path, read_text

    settings = run.settings_for(Path(item.origin or (item.name if item.data is None else Path.cwd())))
    scope = settings.html_scope
    if item.data is None:
        document = read_path(item.name, html_scope=scope)
    elif isinstance(item.data, bytes):
        document = read_bytes(item.data, name=item.name, format=item.format, html_scope=scope)
    else:
        document = read_text(item.data, name=item.name, format=item.format or "text", html_scope=scope)
    report = run.engine_for(settings).check(document, run.filters(settings))
    return _rows(document, report, "; ".join(failures(report, settings)), bool(missing(report, settings)))


def _rows(document: Document, report: DocumentReport, gate: str, incomplete: bool) -> dict[str, Any]:
    plain = report.to_dict()
    return {
        "document": (
            report.path, report.title, report.words, report.score.overall, report.score.grade, report.score.verdict,
            report.spun.probability, report.spun.spans, report.spun.verdict, _json(plain["readability"]),
            _json(plain.get("panels", {})), _json(plain["not_checked"]), gate, incomplete,
        ),
        "findings": [
            (
                f["rule"], f["name"], f["category"], f["severity"], f["confidence"], f["start"], f["end"], f["line"],
                f["column"], _clean(f["text"]), _clean(f["message"]), _json(f["suggestions"]), _json(f["evidence"]),
                f["fingerprint"], f["state"], f["points"], f.get("location", ""), _json(f.get("properties", {})),
            )
            for f in plain["findings"]
        ],
        "links": [
            (_clean(x.target), _clean(_host(x.target)), _clean(x.anchor), x.place, x.hidden) for x in document.links
        ],
    }  # fmt: skip


def _host(target: str) -> str:
    try:
        return urlsplit(target).hostname or ""
    except ValueError:
        return ""


def _json(value: Any) -> str:
    return json.dumps(value, default=list)


def _clean(text: str) -> str:
    # a lone surrogate cannot be stored as UTF-8
    return text.encode("utf-8", "replace").decode("utf-8")
