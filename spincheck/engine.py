"""One document in, one report out: runs the rules, places their hits, applies the filters, scores."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from spincheck import interrupt
from spincheck.document import Document, LineIndex
from spincheck.edits import with_replacements
from spincheck.errors import ConfigError
from spincheck.model import DocumentReport, Finding, NotChecked, SpunVerdict, fingerprint, normalise
from spincheck.rules.base import Hit, Rule
from spincheck.rules.context import Context
from spincheck.rules.loader import all_rules
from spincheck.score import score
from spincheck.select import selected
from spincheck.settings import Settings
from spincheck.together import raise_together

#: marks findings (suppressed, baselined, unchanged line) and never removes one; may add findings about itself
Filter = Callable[[Document, tuple[Finding, ...]], tuple[Finding, ...]]


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the rules found in one document, placed but neither filtered nor scored."""

    findings: tuple[Finding, ...]
    panels: Mapping[str, Mapping[str, Any]]
    not_checked: tuple[NotChecked, ...]
    words: int


class Engine:
    """Checks documents under one set of settings. Cheap to make; rules and models are loaded on first use."""

    def __init__(self, settings: Settings | None = None, rules: Sequence[Rule] | None = None) -> None:
        self.settings = settings or Settings()
        self.rules = tuple(
            r
            for r in (all_rules() if rules is None else rules)
            if selected(r.code, self.settings.select, self.settings.ignore, default=not r.optional)
            and not (r.level == "full" and self.settings.level == "fast")
        )

    def check(self, document: Document, filters: Iterable[Filter] = ()) -> DocumentReport:
        """Run every selected rule on a document.

        A rule that fails is reported in ``not_checked`` and does not stop the others. Raises Interrupted where the caller
        asked for that; see :mod:`spincheck.interrupt`.
        """
        return self.finish(document, self.analyse(document), filters)

    def analyse(self, document: Document) -> Analysis:
        """What the rules say, before any filter: all that depends on content and settings alone, so it can be cached."""
        ctx = Context(document, self.settings)
        for check, reason in document.left_out:
            ctx.not_checked(check, reason)
        hits: list[tuple[Rule, Hit]] = []
        for begin in dict.fromkeys(r.begin for r in self.rules if r.begin):
            begin(ctx)
        # what was begun is collected last
        for rule in sorted(self.rules, key=lambda r: r.begin is not None):
            interrupt.point()
            try:
                hits.extend((rule, hit) for hit in rule.run(ctx))
            except (ConfigError, KeyboardInterrupt):
                raise
            except Exception as error:  # one faulty rule must not cost the user the rest of the report
                ctx.not_checked(rule.code, f"the rule failed: {type(error).__name__}: {error}")
        findings = self._place(ctx, hits)
        skipped = tuple(sorted(ctx.skipped, key=lambda n: (n.check, n.reason)))
        return Analysis(findings, dict(ctx.panels), skipped, document.words)

    def finish(self, document: Document, analysis: Analysis, filters: Iterable[Filter] = ()) -> DocumentReport:
        """Apply the filters and score what they leave."""
        findings = analysis.findings
        # a filter that asks which checks could not run finds them where it finds what the reader left out
        seen = replace(document, left_out=tuple((n.check, n.reason) for n in analysis.not_checked))
        for mark in filters:
            findings = mark(seen, findings)
        return self._report(document, analysis, findings)

    def _place(self, ctx: Context, hits: Sequence[tuple[Rule, Hit]]) -> tuple[Finding, ...]:
        lines = LineIndex(ctx.document.source)
        placed: list[tuple[Finding, tuple[str, str, str]]] = []
        for rule, hit in raise_together(ctx, hits):
            start, end = hit.start, hit.end
            if not hit.in_source:
                try:
                    start, end = ctx.document.map.to_source(hit.start, hit.end)
                except ValueError:
                    ctx.not_checked(rule.code, "a finding could not be placed in the source and was left out")
                    continue
                before, after = ctx.words_around(hit.start, hit.end)
                match = ctx.text[hit.start : hit.end]
            else:
                before, after, match = "", "", ctx.document.source[start:end]
            placed.append((self._finding(ctx, rule, hit, start, end, lines), (match, before, after)))
        placed.sort(key=lambda p: p[0].sort_key)
        counts: dict[tuple[str, ...], int] = {}
        out = []
        for finding, words in placed:
            key = (finding.rule, *(normalise(w) for w in words))
            counts[key] = counts.get(key, 0) + 1
            out.append(replace(finding, fingerprint=fingerprint(finding.rule, *words, counts[key])))
        return tuple(out)

    def _finding(self, ctx: Context, rule: Rule, hit: Hit, start: int, end: int, lines: LineIndex) -> Finding:
        line, column = lines.position(start)
        end_line, end_column = lines.position(end)
        severity = self.settings.severity.get(rule.code)
        return Finding(
            rule=rule.code,
            name=rule.info.name,
            category=rule.info.category,
            severity=type(rule.info.severity)(severity) if severity else hit.severity or rule.info.severity,
            confidence=rule.confidence if hit.confidence is None else hit.confidence,
            start=start,
            end=end,
            line=line,
            column=column,
            end_line=end_line,
            end_column=end_column,
            text=ctx.document.source[start:end],
            message=hit.message,
            suggestions=hit.suggestions,
            evidence=hit.evidence,
            location="" if hit.in_source else _location(ctx.document, hit.start),
            properties=hit.properties,
        )

    def _report(self, document: Document, analysis: Analysis, findings: tuple[Finding, ...]) -> DocumentReport:
        panels = dict(analysis.panels)
        points, scored = score(
            findings,
            analysis.words,
            credit=float(panels.get("criteria", {}).get("credit", 0.0)),
            readability_counts=self.settings.readability.in_score,
            fail_under=self.settings.fail_under,
        )
        spun = panels.pop("spun", None)
        readability = panels.pop("readability", {})
        return DocumentReport(
            path=document.path,
            words=analysis.words,
            score=points,
            spun=SpunVerdict(**spun) if spun else _spun_from_findings(findings),
            readability=readability,
            findings=with_replacements(document, scored),
            not_checked=analysis.not_checked,
            title=document.title,
            panels=panels,
            source=document.source,
        )


def _location(document: Document, at: int) -> str:
    block = document.block_at(at)
    places = [place for start, place in (block.locations if block else ()) if start <= at]
    return places[-1] if places else ""


def _spun_from_findings(findings: Iterable[Finding]) -> SpunVerdict:
    """What can be said when the spun family did not run: nothing."""
    return SpunVerdict(0.0, 0, "not checked" if not any(f.category == "spun" for f in findings) else "not spun")


def failures(report: DocumentReport, settings: Settings) -> list[str]:
    """Why a document fails the gate, one line each; empty when it passes."""
    out = []
    if settings.fail_under is not None and report.score.overall is not None:
        if report.score.overall < settings.fail_under:
            out.append(f"{report.path}: score {report.score.overall:.1f} is under {settings.fail_under:g}")
    if settings.fail_on != "none":
        bad = [f for f in report.new_findings if f.severity >= settings.fail_on and f.category != "readability"]
        if bad:
            out.append(f"{report.path}: {len(bad)} finding{'s' * (len(bad) > 1)} of severity {settings.fail_on} or above")
    return out


def missing(report: DocumentReport, settings: Settings) -> list[NotChecked]:
    """Checks that ``require`` asked for and that could not run; one rule that failed is its family not checked."""
    families = {rule.code: rule.info.category for rule in all_rules()} if settings.require else {}
    return [
        n
        for n in report.not_checked
        if any(n.check == r or n.check.startswith(r + ":") or families.get(n.check) == r for r in settings.require)
    ]
