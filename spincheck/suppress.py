"""Mark what the writer asked not to see; tell of suppressions that met nothing. A pure filter over one document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from spincheck.directives import Suppression, suppressions, today
from spincheck.document import Document, LineIndex
from spincheck.model import Finding, State, fingerprint, normalise
from spincheck.rules.base import PREFIXES, Rule
from spincheck.rules.suppression import RULES, covers_nothing, unused
from spincheck.settings import Settings

#: rules about suppressions: ``all`` does not reach them, or a bad comment could hide itself
UPKEEP = frozenset(r.code for r in RULES)
#: notes of the readers say nothing about which rules ran
_READERS = ("docx:", "html:", "encoding")


class Suppress:
    """The filter. ``ran`` are the rules that were run, ``known`` all that are installed."""

    def __init__(self, settings: Settings, ran: Iterable[Rule], known: Iterable[Rule]) -> None:
        self.settings = settings
        self.ran = frozenset(r.code for r in ran)
        self.known = tuple(known)

    def __call__(self, document: Document, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        """Findings with those suppressed marked, and one finding (GRM593) for every suppression that met nothing.

        Raises ConfigError for a sidecar file that is wrong.
        """
        wishes = suppressions(document)
        if not wishes:
            return findings
        now = today()
        active = [w for w in wishes if w.codes and not w.expired(now)]
        met: set[int] = set()
        out = []
        for finding in findings:
            matching = [n for n, wish in enumerate(active) if applies(wish, finding, document)]
            met.update(matching)
            if matching and finding.state is State.NEW:
                best = min(matching, key=lambda n: (not active[n].reason, active[n].end - active[n].start))
                reason = active[best].reason or "no reason given"
                finding = replace(finding, state=State.SUPPRESSED, state_reason=reason)
            out.append(finding)
        if unused.code in self.ran and self.settings.level == "full":
            idle = [
                w
                for n, w in enumerate(active)
                if n not in met and not covers_nothing(document.source, w) and self._decided(document, w)
            ]
            out.extend(self._unused(document, idle, out))
            out.sort(key=lambda f: f.sort_key)
        return tuple(out)

    def _decided(self, document: Document, wish: Suppression) -> bool:
        """Whether every rule named was really run, so that meeting nothing means something."""
        concerned = [r for r in self.known if not r.optional and any(names(c, r.code, r.info.name) for c in wish.codes)]
        if not concerned or not all(r.code in self.ran for r in concerned):
            return False
        for check, _ in document.left_out:
            if check.startswith(_READERS):
                continue
            family = PREFIXES.get(check.partition(":")[0], "")
            if check in PREFIXES.values() or any(r.code == check for r in self.known):
                family = check
            if any(r.code.startswith(family) for r in concerned):
                return False
        return True

    def _unused(self, document: Document, idle: Sequence[Suppression], others: Sequence[Finding]) -> list[Finding]:
        lines = LineIndex(document.source)
        out: list[Finding] = []
        counts: dict[str, int] = {}
        info = unused.info
        severity = self.settings.severity.get(info.code)
        for wish in idle:
            start, end = wish.at
            text = document.source[start:end]
            key = normalise(wish.location + text)
            counts[key] = counts.get(key, 0) + 1
            where = f"{wish.location}: " if wish.location else ""
            instead = _instead(document, wish, others)
            out.append(
                Finding(
                    rule=info.code,
                    name=info.name,
                    category=info.category,
                    severity=type(info.severity)(severity) if severity else info.severity,
                    confidence=1.0,
                    start=start,
                    end=end,
                    line=lines.position(start)[0],
                    column=lines.position(start)[1],
                    end_line=lines.position(end)[0],
                    end_column=lines.position(end)[1],
                    text=text,
                    message=f"{where}this suppression of {', '.join(wish.codes)} silences nothing{instead}",
                    fingerprint=fingerprint(info.code, key, "", "", counts[key]),
                )
            )
        return out


def names(code: str, rule: str, name: str) -> bool:
    """Whether ``code`` (a code, a prefix, a rule's name or ``all``) stands for a rule."""
    if code.lower() == "all":
        return rule not in UPKEEP
    return rule.startswith(code.upper()) or name == code.lower()


def _instead(document: Document, wish: Suppression, others: Sequence[Finding]) -> str:
    """What a suppression that meets nothing may have been meant for."""
    if wish.end - wish.start >= len(document.source):
        return ""  # all of a document's findings are no hint
    near = [f for f in others if f.state is State.NEW and f.rule not in UPKEEP]
    codes = sorted({f.rule for f in near if f.start < wish.end and f.end > wish.start})
    return f"; found there: {', '.join(codes)}" if 0 < len(codes) <= 3 else ""


def applies(wish: Suppression, finding: Finding, document: Document) -> bool:
    """Whether a suppression covers a finding of a document."""
    if not any(names(code, finding.rule, finding.name) for code in wish.codes):
        return False
    if finding.end > finding.start:
        inside = finding.start < wish.end and finding.end > wish.start
    else:
        inside = wish.start <= finding.start <= wish.end
    if not inside:
        return False
    if wish.text and not _quotes(normalise(wish.text), finding, document):
        return False
    return not wish.place or finding.location == wish.place or finding.location.startswith(wish.place + ",")


def _quotes(wanted: str, finding: Finding, document: Document) -> bool:
    """Whether the words of a suppression stand in the finding, or around it, so that the finding is a part of them."""
    words = normalise(finding.text)
    if wanted in words:
        return True
    span = document.map.to_text(finding.start, finding.end)
    text, (start, end) = (document.source, (finding.start, finding.end)) if span is None else (document.text, span)
    reach = 2 * len(wanted)
    before, after = normalise(text[max(0, start - reach) : start]), normalise(text[end : end + reach])
    at = wanted.find(words) if words else -1
    while at >= 0:
        if before.endswith(wanted[:at].rstrip()) and after.startswith(wanted[at + len(words) :].lstrip()):
            return True
        at = wanted.find(words, at + 1)
    return False
