"""From claims to hits: what each rule yields."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Evidence
from spincheck.rules.base import Hit
from spincheck.rules.claims._analysis import claims
from spincheck.rules.claims._claim import Claim
from spincheck.rules.context import Context


def hits(ctx: Context, code: str, message: str, rewrite: str) -> Iterator[Hit]:
    """The unsupported claims of one type. ``rewrite`` is a hint, not a replacement: it goes into the message."""
    from spincheck.rules.claims._criteria import panel

    ctx.shared("claims-panel", lambda c: c.panels.setdefault("criteria", panel(c)))
    for claim in claims(ctx):
        if claim.code == code and claim.verdict == "unsupported":
            yield Hit(
                claim.start,
                claim.end,
                _message(claim, message, rewrite),
                evidence=(*claim.evidence(), Evidence("rewrite", rewrite)),
                severity=claim.severity,
                confidence=claim.confidence,
                properties={k: v for k, v in _facts(claim).items() if v},
            )


def _message(claim: Claim, message: str, rewrite: str) -> str:
    what = f" of {claim.condition}" if claim.condition and claim.code in ("CLM301", "CLM305") else ""
    return f"{message}{what}: “{claim.cue}”; {rewrite}"


def _facts(claim: Claim) -> dict[str, str]:
    return {"condition": claim.condition, "treatment": claim.treatment, "strength": claim.strength, "cue": claim.cue}
