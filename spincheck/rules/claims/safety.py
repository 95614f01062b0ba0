"""CLM303: absolute safety."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.claims._report import hits
from spincheck.rules.context import Context


@rule("CLM303", name="absolute-safety", category="claims", severity=Severity.HIGH)
def check(ctx: Context) -> Iterator[Hit]:
    """A treatment is called safe without limits.

    Nothing that works is free of risk for everybody. Readers need the harms in order to weigh the benefits.

    Bad: The treatment is completely safe and has no side effects.

    Good: Side effects such as redness and swelling usually pass within two days.

    Fix: Replace the promise by the known harms with their frequency and source.

    Standard: FTC Health Products Compliance Guidance (2022); UK CAP Code 12.9; DISCERN question 11 (risks of
    each treatment).
    """
    yield from hits(
        ctx,
        "CLM303",
        "safety without limits is claimed",
        "name the known side effects, how often they occur and who should not use it",
    )
