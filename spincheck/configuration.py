"""Writes configuration: every key with its meaning, and proposals drawn from what was found in a body of text."""

from __future__ import annotations

import inspect
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

from spincheck import settings as s
from spincheck.model import DocumentReport, Finding, Severity

_FIELD = re.compile(r"^    (\w+): ")
#: a phrase found in this many documents or more is house style rather than a slip
_PHRASE_DOCUMENTS = 3
#: findings per 1,000 words from which a rule drowns the others
_NOISY = 5.0
#: never proposed for leaving out: what these find is dangerous however often it is there
_NEVER = ("CLM301", "CLM302", "CLM304")
_MOST = 20


def commented() -> str:
    """A configuration file with every key, its meaning and its default, all commented out."""
    parts = [
        "# Settings of spincheck for this folder and those below it. A line that begins with '#' is the default;",
        "# take the '#' away to change it. 'spincheck config' shows what is in force.",
        "",
    ]
    tables: list[str] = []
    for name, note, value in _documented(s.Settings):
        if is_dataclass(value) and not isinstance(value, type):
            tables += ["", *_heading(type(value), name)]
            for key, said, default in _documented(type(value)):
                tables += _entry(key, said, default, get_type_hints(type(value))[key])
        elif name == "overrides":
            tables += [
                "",
                f"# {note.removeprefix('[[overrides]]: ')}",
                "#[[overrides]]",
                '#files = ["drafts/**"]',
                '#fail-on = "none"',
            ]
        elif name == "severity":
            tables += ["", f"# {note}", "#[severity]", '#SPN102 = "medium"']
        else:
            parts += _entry(name, note, value, get_type_hints(s.Settings)[name])
    return "\n".join([*parts, *tables]) + "\n"


def _heading(table: type[Any], name: str) -> list[str]:
    said = (table.__doc__ or "").partition(": ")[2].rstrip(".")
    return [f"# {said[:1].upper()}{said[1:]}.", f"[{s.key_name(name)}]"]


def _entry(name: str, note: str, value: Any, kind: Any) -> list[str]:
    key = s.key_name(name)
    if choices := _choices(kind):
        note = f"{note} ({', '.join(choices)})"
    lines = [f"# {note}"] if note else []
    shown = json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)
    return [
        *lines,
        f"#{key} = {shown}" if value is not None else f"#{key} = {_EXAMPLES.get(name, '0')}   # unset by default",
    ]


def _choices(kind: Any) -> tuple[str, ...]:
    return tuple(map(str, get_args(kind))) if get_origin(kind) is Literal else ()


_EXAMPLES = {"fail_under": "70", "max_grade": "8"}


def _documented(cls: type[Any]) -> Iterator[tuple[str, str, Any]]:
    """(field, its comment, its default) in order; the comments in the source are the one description there is."""
    notes: dict[str, str] = {}
    said: list[str] = []
    for line in inspect.getsource(cls).splitlines():
        if line.startswith("    #:"):
            said.append(line.partition("#:")[2].strip())
        elif match := _FIELD.match(line):
            notes[match.group(1)] = " ".join(said)
            said = []
    default = cls()
    for f in fields(cls):
        yield f.name, notes.get(f.name, ""), getattr(default, f.name)


def proposals(documents: Sequence[DocumentReport], root: Path) -> str:
    """Settings that would quieten what is common in these documents, each with its reason; commented out."""
    words = sum(d.words for d in documents)
    found = [(d, f) for d in documents for f in d.new_findings]
    lines = [
        "# ---- Proposals ---------------------------------------------------------------------------------------",
        f"# From {_count(len(documents), 'document')}, {words:,} words, {_count(len(found), 'finding')}.",
        "# Read the places before you agree: what is common may still be wrong. Merge what you accept into the keys",
        "# above; a key or a table may stand only once, and keys without a table stand before the first table.",
    ]
    body = [*_phrases(found), *_rules(found, words), *_gate(documents), *_folders(documents, root)]
    if not body:
        body = [
            "#",
            "# Nothing is common enough to propose a setting for: fix the findings, or accept them with",
            "#   spincheck baseline write PATH...",
        ]
    elif len(found) >= 20:
        body += ["#", "# To accept everything found today and see only what is new:", "#   spincheck baseline write PATH..."]
    return "\n".join([*lines, *body]) + "\n"


def _phrases(found: Iterable[tuple[DocumentReport, Finding]]) -> list[str]:
    places: dict[str, set[str]] = defaultdict(set)
    counts: Counter[str] = Counter()
    spun: dict[str, list[bool]] = defaultdict(list)
    for document, finding in found:
        if finding.category == "spun" and finding.text.strip() and len(finding.text) <= 60:
            phrase = " ".join(finding.text.split()).lower()
            places[phrase].add(document.path)
            counts[phrase] += 1
            spun[phrase].append(document.spun.verdict == "spun")
    # in documents that are spun as a whole, a phrase that returns is the spinner's habit, not the house's
    common = [p for p in counts if len(places[p]) >= _PHRASE_DOCUMENTS and sum(spun[p]) * 2 < len(spun[p])]
    if not common:
        return []
    out = [
        "#",
        f"# Phrases flagged in {_PHRASE_DOCUMENTS} documents or more that are not spun as a whole:",
        "# allow those that are right here.",
        "#allow = [",
    ]
    for phrase in sorted(common, key=lambda p: (-len(places[p]), p))[:_MOST]:
        said = f"{_count(counts[phrase], 'time')} in {len(places[phrase])} documents"
        out += [f"#    {json.dumps(phrase, ensure_ascii=False)},   # {said}"]
    return [*out, "#]"]


def _rules(found: Sequence[tuple[DocumentReport, Finding]], words: int) -> list[str]:
    # a document that is spun as a whole says nothing about how a rule does on the house's own words
    counted = [f for d, f in found if f.category in ("readability", "grammar") or d.spun.verdict != "spun"]
    counts = Counter(f.rule for f in counted)
    names = {f.rule: (f.name, f.category) for f in counted}
    noisy = [r for r, n in counts.most_common() if n >= 10 and n * 1000 / max(words, 1) >= _NOISY and r not in _NEVER]
    if not noisy:
        return []
    advice = {
        c: f"{names[c][0]}: {_count(counts[c], 'finding')}, {counts[c] * 1000 / max(words, 1):.1f} in 1,000 words"
        for c in noisy
    }
    style = [c for c in noisy if names[c][1] in ("readability", "grammar")]
    out = ["#", "# Rules that speak more than five times in 1,000 words; 'spincheck explain CODE' tells what each is for."]
    if style:
        entries = [f'#    "{c}",   # {advice[c]}' for c in style]
        out += ["# Advice on style that is not yours may be left out:", "#ignore = [", *entries, "#]"]
    if weighty := [c for c in noisy if c not in style]:
        entries = [f'#{c} = "low"   # {advice[c]}' for c in weighty]
        out += [
            "# These are about substance: lower them rather than leave them out, and only if they are wrong here:",
            "#[severity]",
            *entries,
        ]
    return out


def _gate(documents: Sequence[DocumentReport]) -> list[str]:
    scores = sorted(d.score.overall for d in documents if d.score.overall is not None)
    if not scores:
        return []
    low, middle = scores[len(scores) // 10], scores[len(scores) // 2]
    floor = int(low // 5 * 5)
    if floor <= 0:
        return []
    return [
        "#",
        f"# Scores run from {scores[0]:.0f} to {scores[-1]:.0f}, half of them below {middle:.0f}.",
        "# This floor fails about one in ten today:",
        f"#fail-under = {floor}",
    ]


def _folders(documents: Sequence[DocumentReport], root: Path) -> list[str]:
    groups: dict[str, list[DocumentReport]] = defaultdict(list)
    for document in documents:
        path = Path(document.path).resolve()
        try:
            parts = path.relative_to(root.resolve()).parts
        except ValueError:
            continue
        if len(parts) > 1:
            groups[parts[0]].append(document)
    if len(groups) < 2:
        return []
    out: list[str] = []
    rates = {name: _bad(group) for name, group in groups.items()}
    typical = sorted(rates.values())[(len(rates) - 1) // 2]
    for name in sorted(rates, key=lambda n: (-rates[n], n)):
        if len(groups[name]) >= 3 and rates[name] > max(2 * typical, 2.0):
            out += [
                "#",
                f"# {name}/: {rates[name]:.1f} findings of high severity or above in 1,000 words, elsewhere {typical:.1f};",
                "# report there without failing until it is cleaned up.",
                "#[[overrides]]",
                f"#files = [{json.dumps(name + '/**', ensure_ascii=False)}]",
                '#fail-on = "none"',
            ]
    return out


def _bad(documents: Sequence[DocumentReport]) -> float:
    words = sum(d.words for d in documents)
    return sum(f.severity >= Severity.HIGH for d in documents for f in d.new_findings) * 1000 / max(words, 1)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


__all__ = ["commented", "proposals"]
