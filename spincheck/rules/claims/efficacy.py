"""CLM305: efficacy as fact."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.claims._report import hits
from spincheck.rules.context import Context


@rule("CLM305", name="efficacy-as-fact", category="claims", severity=Severity.HIGH)
def check(ctx: Context) -> Iterator[Hit]:
    """An effect on health is stated as fact without a source.

    A benefit that is stated as plain fact needs competent and reliable scientific evidence, named where the
    reader can check it. A named condition makes it more severe; a modal that governs the verb, less.

    Bad: Our magnetic bracelet relieves arthritis and reduces joint pain.

    Good: Insulin lowers blood glucose by letting cells take it up.

    Fix: Cite the evidence next to the claim, or say who may benefit and how sure that is.

    Standard: FTC Health Products Compliance Guidance (2022); EU Regulation 1924/2006; 21 CFR 101.93(g); UK CAP
    Code 12.1.
    """
    yield from hits(ctx, "CLM305", "an effect is stated as fact", "“may reduce ... in some people [source]”")
