"""The Python API: check a text, or files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from spincheck.engine import Engine
from spincheck.model import DocumentReport, Report
from spincheck.run import Run, standard_filters
from spincheck.settings import Settings


def check_text(text: str, *, settings: Settings | None = None, name: str = "<text>", format: str = "text") -> DocumentReport:
    """Check one text.

    ``format`` is "text", "markdown" or "html". Offsets in the result are code points into ``text``.
    Raises SourceError for a text that is empty or not text.
    """
    from spincheck.sources import read_text

    chosen = settings or Settings()
    document = read_text(text, name=name, format=format, html_scope=chosen.html_scope)
    return Engine(chosen).check(document, standard_filters(chosen))


def check_paths(paths: Iterable[str | Path], *, settings: Settings | None = None) -> Report:
    """Check files, folders and globs. Unreadable ones are in ``Report.errors``; they never stop the others.

    Without ``settings`` the configuration file nearest to each file applies. Raises ConfigError for a bad one.
    """
    from spincheck.sources.expand import expand

    run = Run(fixed=settings)
    run.check_files(expand(paths, settings.exclude if settings else ()))
    return run.report()
