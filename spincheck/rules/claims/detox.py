"""CLM312: detox immunity."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.claims._report import hits
from spincheck.rules.context import Context


@rule("CLM312", name="detox-immunity", category="claims", severity=Severity.MEDIUM)
def check(ctx: Context) -> Iterator[Hit]:
    """Detoxification or a boosted immune system is promised.

    The liver and kidneys remove toxins; no product has been shown to “detox” a healthy body, and an immune
    system cannot be turned up like a dial.

    Bad: Our tea flushes toxins from your body.

    Good: Your liver and kidneys remove waste from the blood.

    Fix: Name the toxin or the immune measure and the evidence, or remove the sentence.

    Standard: EU Regulation 1924/2006 (unauthorised claims); ASA rulings on detox; FTC warning letters.
    """
    yield from hits(
        ctx, "CLM312", "detox or immunity is promised", "leave it out, or name the substance, the measure and the study"
    )
