"""Measure the checks on labelled passages: spans, documents, alarms on clean text, suggestions, calibration.

A reported span is right when it overlaps a labelled one of its kind, clear or soft; recall counts the clear ones. A record
without labels of a kind is clean for that kind. See corpora/README.md for the record format.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from spincheck.engine import Engine
from spincheck.errors import SourceError
from spincheck.model import DocumentReport, Finding, normalise

#: label kind -> category of findings
KINDS = {"spun": "spun", "claim": "claims", "link": "links"}
_ARTICLES = frozenset({"a", "an", "the", "your", "their", "its", "his", "her", "our", "my"})
_BINS = 10


@dataclass(frozen=True, slots=True)
class Label:
    """A labelled span; offsets in code points into the record's text."""

    start: int
    end: int
    kind: str
    clear: bool
    intended: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One passage with its labels and what is known about it (family, register, split ...)."""

    id: str
    text: str
    labels: tuple[Label, ...]
    facts: Mapping[str, str] = field(default_factory=dict)

    def of(self, kind: str) -> list[Label]:
        """The labels of one kind."""
        return [label for label in self.labels if label.kind == kind]


@dataclass(slots=True)
class Tally:
    """Counts of one kind over a set of records, and the figures made of them."""

    reported: int = 0
    right: int = 0
    clear: int = 0
    found: int = 0
    clean_words: int = 0
    clean_alarms: int = 0
    suggested: int = 0
    first: int = 0
    first_three: int = 0
    intended: int = 0
    confidences: list[tuple[float, bool]] = field(default_factory=list)

    def figures(self) -> dict[str, float | int | None]:
        """Precision, recall, F1 and the rest; None where nothing was there to measure."""
        precision = self.right / self.reported if self.reported else None
        recall = self.found / self.clear if self.clear else None
        f1 = 2 * precision * recall / (precision + recall) if precision and recall else None
        return {
            "reported": self.reported,
            "clear": self.clear,
            "precision": _rounded(precision),
            "recall": _rounded(recall),
            "f1": _rounded(f1),
            "alarms_per_1000_clean_words": _rounded(
                1000 * self.clean_alarms / self.clean_words if self.clean_words else None
            ),
            "clean_words": self.clean_words,
            "first_suggestion": _rounded(self.first / self.intended if self.intended else None),
            "first_three_suggestions": _rounded(self.first_three / self.intended if self.intended else None),
            "calibration_error": _rounded(calibration_error(self.confidences)),
        }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def read(path: Path) -> Iterator[Record]:
    """Records of a ``.jsonl`` or ``.jsonl.gz`` file. Raises SourceError naming the line that is wrong."""
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                try:
                    yield _record(json.loads(line), f"{path.stem}:{number}")
                except (ValueError, KeyError, TypeError, AttributeError) as error:
                    raise SourceError(
                        str(path), f"line {number} is not a labelled record ({error})", "see corpora/README.md"
                    ) from None
    except OSError as error:
        raise SourceError(str(path), error.strerror or "cannot be read", "check the path") from None
    except (UnicodeDecodeError, EOFError):
        raise SourceError(str(path), "not UTF-8 text, or a truncated gzip file", "write it again") from None


def _record(raw: Mapping[str, Any], name: str) -> Record:
    text = raw["text"]
    if not isinstance(text, str):
        raise ValueError("'text' is not a string")
    labels = []
    for span in raw.get("spans", ()):
        label = Label(
            int(span["start"]),
            int(span["end"]),
            span["kind"],
            span.get("confidence", "clear") == "clear",
            span.get("intended", ""),
        )
        if not 0 <= label.start < label.end <= len(text) or text[label.start : label.end] != span["text"]:
            raise ValueError(f"span {label.start}:{label.end} does not slice to its text")
        labels.append(label)
    facts = {k: str(v) for k, v in raw.items() if k not in ("text", "spans", "id") and isinstance(v, str | int | float)}
    return Record(str(raw.get("id", name)), text, tuple(labels), facts)


@dataclass(slots=True)
class Evaluation:
    """The result: one tally per kind, per family of spinners, and document verdicts."""

    kinds: dict[str, Tally] = field(default_factory=lambda: {k: Tally() for k in KINDS})
    families: dict[str, Tally] = field(default_factory=dict)
    severities: dict[str, Tally] = field(default_factory=dict)
    spun_documents: int = 0
    spun_called: int = 0
    clean_documents: int = 0
    clean_called: int = 0
    words: int = 0
    #: (record, kind, "missed" or "wrong", text) for reading
    details: list[tuple[str, str, str, str]] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """Figures as plain data."""
        return {
            "words": self.words,
            "kinds": {k: t.figures() for k, t in self.kinds.items()},
            "families": {k: t.figures() for k, t in sorted(self.families.items())},
            "severities": {
                k: {"reported": t.reported, "precision": t.figures()["precision"]} for k, t in self.severities.items()
            },
            "documents": {
                "spun": self.spun_documents,
                "spun_called_spun": _rounded(self.spun_called / self.spun_documents if self.spun_documents else None),
                "clean": self.clean_documents,
                "clean_called_spun": _rounded(self.clean_called / self.clean_documents if self.clean_documents else None),
            },
        }


def evaluate(records: Iterable[Record], engine: Engine) -> Evaluation:
    """Check every record and count."""
    from spincheck.sources import read_text

    out = Evaluation()
    for record in records:
        try:
            report = engine.check(read_text(record.text, name=record.id))
        except SourceError:
            continue
        out.words += report.words
        for kind, category in KINDS.items():
            found = [f for f in report.findings if f.category == category]
            _count(out, record, report, kind, found)
        spun = bool(record.of("spun"))
        called = report.spun.verdict == "spun"
        out.spun_documents += spun
        out.spun_called += spun and called
        out.clean_documents += not spun
        out.clean_called += called and not spun
    return out


def _count(out: Evaluation, record: Record, report: DocumentReport, kind: str, found: Sequence[Finding]) -> None:
    labels = record.of(kind)
    tallies = [out.kinds[kind]]
    if kind == "spun" and labels and "family" in record.facts:
        tallies.append(out.families.setdefault(record.facts["family"], Tally()))
    right = [any(f.start < b.end and f.end > b.start for b in labels) for f in found]
    clear = [b for b in labels if b.clear]
    hit = [any(f.start < b.end and f.end > b.start for f in found) for b in clear]
    for tally in tallies:
        tally.reported += len(found)
        tally.right += sum(right)
        tally.clear += len(clear)
        tally.found += sum(hit)
        tally.confidences += [(f.confidence, r) for f, r in zip(found, right, strict=True)]
        if not labels:
            tally.clean_words += report.words
            tally.clean_alarms += len(found)
        for label, seen in zip(clear, hit, strict=True):
            if label.intended and seen:
                tally.intended += 1
                ranks = [_rank(record.text, f, label) for f in found if f.start < label.end and f.end > label.start]
                best = min((r for r in ranks if r is not None), default=99)
                tally.first += best == 0
                tally.first_three += best < 3
    for finding, ok in zip(found, right, strict=True):
        severity = out.severities.setdefault(f"{kind} {finding.severity.value}", Tally())
        severity.reported += 1
        severity.right += ok
        if not ok:
            out.details.append(
                (
                    record.id,
                    kind,
                    "wrong",
                    f"{finding.rule} {finding.confidence:.2f} {finding.text} -> {finding.suggestions[:1]}",
                )
            )
    out.details += [
        (record.id, kind, "missed", record.text[b.start : b.end]) for b, seen in zip(clear, hit, strict=True) if not seen
    ]


def _rank(text: str, finding: Finding, label: Label) -> int | None:
    """Which suggestion turns the labelled words into the intended ones (up to inflection and articles); None for none."""
    wanted = _stems(label.intended)
    low, high = min(finding.start, label.start), max(finding.end, label.end)
    for rank, suggestion in enumerate(finding.suggestions):
        edited = _stems(text[low : finding.start] + suggestion + text[finding.end : high])
        outside = _stems(text[low : label.start]) + _stems(text[label.end : high])
        if edited == wanted or _stems(suggestion) == wanted or _without(edited, outside) == wanted:
            return rank
        # the label may span more broken words than this finding: its own words must then be what was meant here
        if _stems(suggestion) and _inside(_stems(suggestion), wanted) and not _inside(_stems(finding.text), wanted):
            return rank
    return None


def _without(words: list[str], outside: list[str]) -> list[str]:
    rest = list(outside)
    out = []
    for word in words:
        if word in rest:
            rest.remove(word)
        else:
            out.append(word)
    return out


def _inside(part: list[str], whole: list[str]) -> bool:
    return any(whole[i : i + len(part)] == part for i in range(len(whole) - len(part) + 1))


def _stems(text: str) -> list[str]:
    """Words without articles and inflection, crudely: enough to compare two wordings of the same thing."""
    out = []
    for word in normalise(text).replace("-", " ").split():
        word = word.strip(".,;:!?()\"'")
        if not word or word in _ARTICLES:
            continue
        for ending in ("ing", "ies", "ied", "es", "ed", "s", "e", "y"):
            if word.endswith(ending) and len(word) - len(ending) >= 3:
                word = word[: -len(ending)]
                break
        out.append(word)
    return out


def calibration_error(confidences: Sequence[tuple[float, bool]]) -> float | None:
    """Expected calibration error over ten equal-width bins (Naeini et al. 2015); None without findings."""
    if not confidences:
        return None
    total = 0.0
    for index in range(_BINS):
        inside = [
            (c, r) for c, r in confidences if index / _BINS <= c < (index + 1) / _BINS or (index == _BINS - 1 and c >= 1.0)
        ]
        if inside:
            mean = sum(c for c, _ in inside) / len(inside)
            share = sum(r for _, r in inside) / len(inside)
            total += len(inside) / len(confidences) * abs(mean - share)
    return total
