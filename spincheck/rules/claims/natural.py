"""CLM313: natural means safe."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.claims._report import hits
from spincheck.rules.context import Context


@rule("CLM313", name="natural-means-safe", category="claims", severity=Severity.MEDIUM)
def check(ctx: Context) -> Iterator[Hit]:
    """Natural is used to mean safe.

    Digitalis and hemlock are natural. Herbs have side effects and interact with medicines.

    Bad: It is nature's own antibiotic.

    Good: Natural products can have side effects and interact with medicines.

    Fix: Describe ingredients, doses, side effects and interactions.

    Standard: FDA health-fraud tip-offs (“all natural”); UK CAP Code 12.10 (natural is no guarantee of safety).
    """
    yield from hits(ctx, "CLM313", "natural is used to mean safe", "say what is in it, at what dose, and whom it can harm")
