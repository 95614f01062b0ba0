"""The shape of a rule: one function from a context to hits, described by its own docstring.

A rule file looks like this::

    @rule("LNK299", name="example", category="links", severity=Severity.MEDIUM)
    def check(ctx: Context) -> Iterator[Hit]:
        \"\"\"One line that says what is found.

        A paragraph for people who want to know why it matters.

        Bad: One sentence on which the rule must fire.
        Good: One sentence on which it must not fire.
        Fix: What the writer should do.
        Standard: The source of the rule, where there is one.
        \"\"\"
        yield Hit(start, end, "message")

The docstring feeds ``spincheck explain``, the rule pages, SARIF help and the contract test, which runs
the rule on every ``Bad`` and ``Good``. A ``Bad`` or ``Good`` that starts with ``<`` is read as HTML; a literal
``\\n`` in one is a line break.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from spincheck.model import CATEGORIES, Evidence, RuleInfo, Severity

if TYPE_CHECKING:
    from spincheck.rules.context import Context

PREFIXES = {"spun": "SPN", "links": "LNK", "claims": "CLM", "readability": "RDB", "grammar": "GRM"}

_FIELD = re.compile(r"(Bad|Good|Fix|Standard):\s*(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule reports. Offsets are into ``Document.text`` unless ``in_source`` is set.

    ``severity`` and ``confidence`` override the rule's own. ``suggestions`` replace exactly the span.
    """

    start: int
    end: int
    message: str
    suggestions: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    severity: Severity | None = None
    confidence: float | None = None
    #: offsets are into ``Document.source`` (hidden text and links have no place in the prose)
    in_source: bool = False
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rule:
    """A registered rule: what it says of itself, and how to run it.

    ``level`` "full" marks rules that the fast level skips. ``optional`` rules run only when selected by name.
    """

    info: RuleInfo
    run: Callable[[Context], Iterable[Hit]]
    confidence: float = 0.9
    level: str = "fast"
    optional: bool = False
    #: called before any rule runs, to start slow work that can go on beside the others; must return at once
    begin: Callable[[Context], object] | None = None

    @property
    def code(self) -> str:
        """The rule's code, e.g. ``SPN102``."""
        return self.info.code


def parse_docstring(doc: str) -> dict[str, tuple[str, ...]]:
    """Split a rule's docstring into summary, explanation, Bad, Good, Fix and Standard paragraphs."""
    out: dict[str, list[str]] = {"summary": [], "explanation": []}
    lines = [line.strip() for line in doc.strip().splitlines()]
    out["summary"].append(lines[0] if lines else "")
    current: list[str] | None = None
    paragraph: list[str] = []
    for line in [*lines[1:], ""]:
        found = _FIELD.match(line)
        if found:
            current = out.setdefault(found[1], [])
            current.append(found[2])
        elif not line:
            if paragraph:
                out["explanation"].append(" ".join(paragraph))
                paragraph = []
            current = None
        elif current is not None:
            current[-1] = f"{current[-1]} {line}".strip()
        else:
            paragraph.append(line)
    return {key: tuple(v.replace("\\n", "\n") for v in values) for key, values in out.items()}


def make_info(code: str, *, name: str, category: str, severity: Severity, doc: str) -> RuleInfo:
    """A RuleInfo from a docstring. Raises ValueError when code, category or docstring break the house rules."""
    if category not in CATEGORIES or not re.fullmatch(PREFIXES.get(category, "") + r"\d{3}", code):
        raise ValueError(f"rule {code}: category {category!r} wants codes {PREFIXES.get(category)}nnn")
    parts = parse_docstring(doc)
    if not parts["summary"][0]:
        raise ValueError(f"rule {code} has no docstring")
    return RuleInfo(
        code=code,
        name=name,
        category=category,
        severity=severity,
        summary=parts["summary"][0].rstrip("."),
        explanation="\n\n".join(parts["explanation"]),
        bad=parts.get("Bad", ()),
        good=parts.get("Good", ()),
        fix=" ".join(parts.get("Fix", ())),
        standard=" ".join(parts.get("Standard", ())),
    )


def rule(
    code: str,
    *,
    name: str,
    category: str,
    severity: Severity,
    confidence: float = 0.9,
    level: str = "fast",
    optional: bool = False,
    begin: Callable[[Context], object] | None = None,
) -> Callable[[Callable[[Context], Iterable[Hit]]], Rule]:
    """Turn a function into a :class:`Rule`; its docstring is the rule's documentation."""

    def wrap(function: Callable[[Context], Iterable[Hit]]) -> Rule:
        info = make_info(code, name=name, category=category, severity=severity, doc=function.__doc__ or "")
        return Rule(info, function, confidence, level, optional, begin)

    return wrap
