"""Checks the text of an open buffer; what the server knows about it. No protocol here."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from spincheck import interrupt, memo
from spincheck.document import Document
from spincheck.errors import SpincheckError
from spincheck.model import DocumentReport, Finding
from spincheck.run import Run
from spincheck.settings import Settings
from spincheck.sources import read_text
from spincheck.sources.sniff import format_of

#: longest buffer checked while typing, in characters; `spincheck check` has no such bound
LONGEST = 400_000
#: makes every model and table load: a claim, a link, a word for the detector, a sentence for the parser
_SAMPLE = "# Warm\n\nThis therapy cures diabetes, [buy it here](https://example.org/x). It tackles your discomfort easily.\n"
_LANGUAGES = {"markdown": "markdown", "html": "html", "plaintext": "text"}


@dataclass(frozen=True, slots=True)
class Checked:
    """One version of a buffer and what was found in it. ``problem`` says why nothing could be."""

    text: str
    version: int
    document: Document | None = None
    report: DocumentReport | None = None
    problem: str = ""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings an editor shows: those that count."""
        return self.report.new_findings if self.report else ()


@dataclass(slots=True)
class Checker:
    """Checks buffers, remembering what the models said about unchanged sentences."""

    #: settings that win over the file's, as from the command line
    command_line: Mapping[str, Any] = field(default_factory=dict)
    config: Path | None = None
    discover: bool = True
    _run: Run | None = None
    _settled: bool = False

    def settings(self, path: str) -> Settings:
        """The settings in force for a path. Raises ConfigError."""
        return self._shared().settings_for(Path(path))

    def warm(self) -> None:
        """Load the models and tables that a check may need, so that no check of a writer's text waits for them."""
        from spincheck import lexicon

        self.check(_SAMPLE, "<warm>", "markdown")
        lexicon.thesaurus("warm")  # opened when a word is marked that no dictionary explains

    def check(
        self,
        text: str,
        path: str,
        language: str = "",
        version: int = 0,
        unwanted: Callable[[], bool] = lambda: False,
    ) -> Checked:
        """Check a text. ``path`` finds its settings, sidecar file and format; ``language`` is the editor's language id.

        Raises Interrupted as soon as ``unwanted()`` says that nobody waits for the result.
        """
        if len(text) > LONGEST:
            return Checked(text, version, problem=f"longer than {LONGEST:,} characters: run 'spincheck check' on the file")
        try:
            settings = self.settings(path)
            kind = format_of(path) or _LANGUAGES.get(language, "text")
            if kind == "docx":
                return Checked(text, version, problem="a Word document is not edited as text")
            document = read_text(text, name=path, format=kind, html_scope=settings.html_scope)
            run = self._shared()
            with interrupt.when(unwanted), _uncollected(self._settled):
                report = run.engine_for(settings).check(document, run.filters(settings))
        except SpincheckError as error:
            return Checked(text, version, problem=str(error))
        if not self._settled:
            # models and tables live as long as the server: keep the collector from walking them at every edit
            gc.collect()
            gc.freeze()
            self._settled = True
        return Checked(text, version, document, report)

    @staticmethod
    def tidy() -> None:
        """Collect what the last checks left behind; for when nobody is waiting."""
        gc.collect()

    def _shared(self) -> Run:
        if self._run is None:
            memo.switch(True)
            self._run = Run(self.command_line, self.config, discover=self.discover)
        return self._run


@contextmanager
def _uncollected(wanted: bool) -> Iterator[None]:
    """Without the collector, which takes a fifth of a check when it walks everything in the middle of one."""
    was = gc.isenabled()
    if wanted:
        gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
