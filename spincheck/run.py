"""Check files one after the other, each under the settings in force for it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spincheck import RULESET, __version__
from spincheck import settings as settings_module
from spincheck.document import Document
from spincheck.engine import Analysis, Engine, Filter, failures, missing
from spincheck.errors import SourceError
from spincheck.model import DocumentReport, Report, RuleInfo
from spincheck.settings import Settings

if TYPE_CHECKING:
    from spincheck.cache import Cache

FilterFactory = Callable[[Settings], Sequence[Filter]]


def standard_filters(settings: Settings) -> Sequence[Filter]:
    """What always applies: the suppressions a document carries. Baseline and changed lines come after these."""
    from spincheck.rules.loader import all_rules
    from spincheck.suppress import Suppress

    return (Suppress(settings, Engine(settings).rules, all_rules()),)


@dataclass(slots=True)
class Run:
    """A run in progress: keeps one engine per distinct settings and collects the outcome."""

    #: settings given on the command line or by the caller; they win over files
    command_line: Mapping[str, Any] = field(default_factory=dict)
    #: a configuration file to use for every document; None discovers the nearest one to each
    config: Path | None = None
    discover: bool = True
    #: settings to use as they are, without any file
    fixed: Settings | None = None
    filters: FilterFactory = field(default_factory=lambda: standard_filters)
    #: results of earlier runs; None computes everything
    cache: Cache | None = None
    documents: list[DocumentReport] = field(default_factory=list)
    errors: list[tuple[str, str]] = field(default_factory=list)
    gate: list[str] = field(default_factory=list)
    incomplete: bool = False
    _engines: dict[str, Engine] = field(default_factory=dict)

    def settings_for(self, path: Path) -> Settings:
        """The settings in force for a file. Raises ConfigError."""
        if self.fixed is not None:
            return self.fixed
        file = self.config or (settings_module.discover(path) if self.discover else None)
        loaded = settings_module.load(file, self.command_line).settings
        return loaded.for_path(str(path), file.parent if file else None)

    def engine_for(self, settings: Settings) -> Engine:
        """An engine for these settings, made once."""
        key = identity(settings)
        if key not in self._engines:
            self._engines[key] = Engine(settings)
        return self._engines[key]

    def check(self, document: Document, settings: Settings) -> DocumentReport:
        """Check one document that was read already and add it to the run."""
        return self._finish(document, self.engine_for(settings).analyse(document), settings)

    def check_bytes(self, data: bytes, name: str, settings: Settings) -> DocumentReport | None:
        """Check a document from its bytes, with the cache where there is one; None (and an entry in ``errors``) when
        it cannot be read. ``name`` gives its format and stands for it in the report.
        """
        from spincheck.sources import read_bytes

        key = self.cache.key(data, name, identity(settings), settings) if self.cache else ""
        known = self.cache.get(key, name) if self.cache else None
        if known is None:
            try:
                document = read_bytes(data, name=name, html_scope=settings.html_scope)
            except SourceError as error:
                self.fail(error)
                return None
            known = (document, self.engine_for(settings).analyse(document))
            if self.cache:
                self.cache.put(key, *known)
        return self._finish(*known, settings)

    def check_file(self, path: Path) -> DocumentReport | None:
        """Check one file; None (and an entry in ``errors``) when it cannot be read."""
        from spincheck.sources import read_data

        settings = self.settings_for(path)
        try:
            data = read_data(path)
        except SourceError as error:
            self.fail(error)
            return None
        return self.check_bytes(data, str(path), settings)

    def _finish(self, document: Document, analysis: Analysis, settings: Settings) -> DocumentReport:
        report = self.engine_for(settings).finish(document, analysis, self.filters(settings))
        self.documents.append(report)
        self.gate.extend(failures(report, settings))
        self.incomplete = self.incomplete or bool(missing(report, settings))
        return report

    def check_files(self, items: Iterable[Path | SourceError]) -> None:
        """Check everything that :func:`spincheck.sources.expand.expand` yields."""
        for item in items:
            if isinstance(item, SourceError):
                self.fail(item)
            else:
                self.check_file(item)

    def fail(self, error: SourceError) -> None:
        """Note a document that could not be read."""
        self.errors.append((error.path, str(error)))

    def report(self) -> Report:
        """The outcome so far, documents in path order."""
        infos: dict[str, RuleInfo] = {r.code: r.info for e in self._engines.values() for r in e.rules}
        return Report(
            tuple(sorted(self.documents, key=lambda d: d.path)),
            __version__,
            RULESET,
            exit_code=exit_code(errors=bool(self.errors), gate=bool(self.gate), incomplete=self.incomplete),
            errors=tuple(self.errors),
            rules=tuple(infos[c] for c in sorted(infos)),
            gate=tuple(self.gate),
        )


def identity(settings: Settings) -> str:
    """A string equal for equal settings; also part of cache keys."""
    return json.dumps(settings_module.flatten(settings), sort_keys=True, default=list)


def exit_code(*, errors: bool, gate: bool, incomplete: bool) -> int:
    """0 clean, 1 gate failed, 2 usage or unreadable input, 3 a required check could not run.

    Unreadable input outranks the rest: a run that did not see everything must not look like a verdict.
    """
    return 2 if errors else 3 if incomplete else 1 if gate else 0
