"""The checks as a spaCy component.

>>> import spacy
>>> nlp = spacy.blank("en")
>>> _ = nlp.add_pipe("spincheck", config={"select": ["SPN"]})
>>> doc = nlp("The chilly laser treats kidney disappointment.")
>>> [(span.label_, span.text) for span in doc.spans["spincheck"]]

Findings become ``doc.spans["spincheck"]`` (label: the rule's code; snapped outward to token borders) and the whole
report ``doc._.spincheck``. Offsets of a finding are code points into ``doc.text``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from spacy.language import Language
from spacy.tokens import Doc

from spincheck.engine import Engine
from spincheck.settings import Settings, merge

if TYPE_CHECKING:
    from spincheck.model import DocumentReport

KEY = "spincheck"


class SpincheckComponent:
    """Runs the engine on ``doc.text``; needs no tagger or parser in the pipeline it is added to."""

    def __init__(self, settings: Settings) -> None:
        self.engine = Engine(settings)
        if not Doc.has_extension(KEY):
            Doc.set_extension(KEY, default=None)

    def __call__(self, doc: Doc) -> Doc:
        """Check the document and attach the findings. An empty document gets none."""
        from spincheck.sources import read_text

        spans = []
        if doc.text.strip():
            report: DocumentReport = self.engine.check(read_text(doc.text, name="<doc>"))
            doc._.spincheck = replace(report, source="")
            for finding in report.findings:
                span = doc.char_span(finding.start, finding.end, label=finding.rule, alignment_mode="expand")
                if span is not None:
                    spans.append(span)
        doc.spans[KEY] = spans
        return doc


@Language.factory("spincheck", default_config={"select": [], "ignore": [], "level": "full", "settings": {}})
def make(
    nlp: Language, name: str, select: list[str], ignore: list[str], level: str, settings: Mapping[str, Any]
) -> SpincheckComponent:
    """Factory of the component. ``settings`` takes the keys of a configuration file. Raises ConfigError for unknown ones."""
    table = {"select": list(select), "ignore": list(ignore), "level": level, **settings}
    return SpincheckComponent(merge(Settings(), table, where=f"component {name!r}"))
