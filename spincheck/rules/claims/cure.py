"""CLM301: disease cure."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.claims._report import hits
from spincheck.rules.context import Context


@rule("CLM301", name="disease-cure", category="claims", severity=Severity.CRITICAL)
def check(ctx: Context) -> Iterator[Hit]:
    """A disease is said to be cured, reversed or eliminated.

    No advertising or consumer text may promise a cure on its own authority; a reader who believes it may give
    up care that works. A citation or a hedge does not clear this type.

    Bad: Our herbal capsules cure diabetes in six weeks.

    Good: There is no cure for diabetes, but treatment can keep it under control.

    Fix: Remove the promise, or name the licensed treatment, the cure rate and the study behind it.

    Standard: FTC Health Products Compliance Guidance (2022); FDA health-fraud tip-offs; 21 CFR 101.93(g); UK
    CAP Code 12.1 and 12.2.
    """
    yield from hits(
        ctx, "CLM301", "a cure is claimed", "say what it does for whom: “may reduce symptoms of ... in some people [source]”"
    )
