"""A claim as the family's rules and ``spincheck claims`` share it."""

from __future__ import annotations

from dataclasses import dataclass

from spincheck.model import Evidence, Severity

NAMES = {
    "CLM301": "disease-cure",
    "CLM302": "discouraging-care",
    "CLM303": "absolute-safety",
    "CLM304": "guaranteed-outcome",
    "CLM305": "efficacy-as-fact",
    "CLM306": "uncited-evidence",
    "CLM307": "superiority-over-care",
    "CLM308": "statistic-without-source",
    "CLM309": "vague-attribution",
    "CLM310": "mechanism-overreach",
    "CLM311": "fast-result",
    "CLM312": "detox-immunity",
    "CLM313": "natural-means-safe",
    "CLM314": "testimonial-evidence",
    "CLM315": "panacea-claim",
    "CLM316": "sensational-hype",
}

#: no evidence and no hedge in the text makes these acceptable
NEVER_EXEMPT = frozenset(["CLM301", "CLM302", "CLM304"])
#: what a citation can clear
CLEARABLE = frozenset(["CLM305", "CLM306", "CLM307", "CLM308", "CLM309", "CLM310", "CLM311", "CLM315"])

STRENGTHS = ("none", "correlational", "conditional", "direct")


@dataclass(frozen=True, slots=True)
class Claim:
    """One candidate claim with its verdict. ``start:end`` are text offsets; ``cue`` is what gave it away.

    ``verdict`` is ``unsupported``, ``supported`` (cleared by evidence) or ``removed`` (negated, questioned, refuted).
    Only unsupported claims become findings; ``spincheck claims`` lists supported ones too.
    """

    code: str
    start: int
    end: int
    cue: str
    severity: Severity
    confidence: float
    verdict: str
    strength: str = "direct"
    condition: str = ""
    treatment: str = ""
    found: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    spun: bool = False
    #: a seller speaks in the sentence
    offered: bool = False
    #: found by open vocabulary alone: stands only in company (see ``_analysis._company``)
    open: bool = False
    #: index of its sentence
    sentence: int = -1

    @property
    def name(self) -> str:
        """The claim's type in words."""
        return NAMES[self.code]

    def evidence(self) -> tuple[Evidence, ...]:
        """What decided the verdict, for the report."""
        out = [Evidence("cue", f"“{self.cue}”" + (" (as a spinner would write it)" if self.spun else ""))]
        if self.condition:
            out.append(Evidence("condition", self.condition))
        if self.treatment:
            out.append(Evidence("treatment", self.treatment))
        if self.strength != "direct":
            out.append(Evidence("strength", self.strength))
        out += [Evidence("found", f) for f in self.found]
        if self.missing:
            out.append(Evidence("missing", "looked for and not found nearby: " + ", ".join(self.missing)))
        out += [Evidence("scope", note) for note in self.notes]
        if self.also:
            out.append(Evidence("also", "the same words are also " + ", ".join(self.also)))
        return tuple(out)
