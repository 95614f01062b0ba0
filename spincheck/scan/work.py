"""What a worker process does: check one document after the other and send back what was found."""

from __future__ import annotations

import signal
from collections.abc import Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from spincheck.errors import SpincheckError
from spincheck.model import DocumentReport
from spincheck.scan.items import Item
from spincheck.scan.store import LinkRow

#: loads the models before the first document's clock starts
_WARM_UP = "Cold laser therapy may ease pain. Ask your doctor whether it suits you."


@dataclass(frozen=True, slots=True)
class Options:
    """What every document of a scan is checked under; as in :class:`spincheck.run.Run`."""

    command_line: Mapping[str, Any] = field(default_factory=dict)
    config: Path | None = None
    discover: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """A checked document, or why it could not be checked."""

    report: DocumentReport | None = None
    links: tuple[LinkRow, ...] = ()
    error: str = ""


class Checker:
    """Checks items; keeps the engines and models between them and nothing else."""

    def __init__(self, options: Options) -> None:
        from spincheck.run import Run

        self._run = Run(options.command_line, options.config, discover=options.discover)

    def check(self, item: Item) -> Outcome:
        """The outcome for one item; never raises."""
        from spincheck.language.pipeline import zone

        try:
            with zone():
                return self._check(item)
        except SpincheckError as error:
            return Outcome(error=str(error))
        except Exception as error:  # one broken document must not end the scan
            return Outcome(error=f"{item.name}: could not be checked ({type(error).__name__}: {error})")
        finally:
            self._run.documents.clear()
            self._run.gate.clear()

    def _check(self, item: Item) -> Outcome:
        from dataclasses import replace

        from spincheck.sources import read_bytes, read_data, read_text, resolve_target

        settings = self._run.settings_for(Path(item.name))
        scope = settings.html_scope
        if isinstance(item.data, str):
            document = read_text(item.data, name=item.name, format=item.format or "text", html_scope=scope)
        else:
            data = read_data(item.name) if item.data is None else item.data
            document = read_bytes(data, name=item.name, format=item.format, html_scope=scope)
        report = self._run.check(document, settings)
        links = tuple((resolve_target(document, x), x.anchor, x.form, x.place, x.hidden) for x in document.links)
        return Outcome(replace(report, source=""), links)


def main(connection: Connection, options: Options) -> None:
    """A worker's life: warm up, say so, then answer items until the other side closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends its workers in order
    checker = Checker(options)
    try:
        checker.check(Item("", "warm-up.txt", _WARM_UP, "text"))
        connection.send(None)
        while True:
            connection.send(checker.check(connection.recv()))
    except (EOFError, OSError):
        return  # the parent has gone
