"""What the kind of text allows (``--profile``): severities by type of claim."""

from __future__ import annotations

from spincheck.model import Severity
from spincheck.settings import Settings

_LOWERED = {
    # a news report passes on what others say; an abstract reports numbers and mechanisms, that is its purpose
    "news": frozenset(["CLM305", "CLM308", "CLM309", "CLM310", "CLM311", "CLM314"]),
    "abstract": frozenset(["CLM303", "CLM307", "CLM316"]),
}
#: what the abstract of a study may say: figures, effects and harms that were measured
ABSTRACT = frozenset(["CLM303", "CLM305", "CLM306", "CLM308", "CLM309", "CLM310", "CLM311"])
_LEFT_OUT = {"abstract": ABSTRACT - {"CLM303"}}
_RAISED = {
    # 21 CFR 101.93: a supplement may not claim to affect a disease at all, and structure claims need substantiation
    "supplement": frozenset(["CLM310", "CLM312", "CLM313", "CLM314", "CLM315"]),
    # professional advertising rules forbid guarantees of outcome and, in many places, testimonials
    "clinic-marketing": frozenset(["CLM304", "CLM314", "CLM311"]),
}


def adjust(settings: Settings, code: str, severity: Severity, target: str) -> Severity | None:
    """The severity of a claim under the profile; None where the profile allows it."""
    profile = settings.profile
    if code in _LEFT_OUT.get(profile, ()):
        return None
    if profile == "supplement" and code == "CLM305" and target == "condition":
        return Severity.CRITICAL
    if code in _RAISED.get(profile, ()):
        return severity.raised()
    if code in _LOWERED.get(profile, ()):
        return severity.lowered()
    return severity
