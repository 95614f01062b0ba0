"""SPN102 spun-term."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.context import Context
from spincheck.rules.spun._explain import TERM
from spincheck.rules.spun._report import hits


@rule("SPN102", name="spun-term", category="spun", severity=Severity.HIGH)
def check(ctx: Context) -> Iterator[Hit]:
    """A word or phrase that spinners put in place of another.

    The spinner's dictionary knows what may have stood here, and the counts of edited prose say that it is far more at home
    in this place than what stands here now. How sure the finding is depends on the rest of the document: a spun page
    is marked thoroughly, an honest one stays silent.

    Bad: Persistent back pain patients often discover alleviation with chilly laser therapy. The giant of the cell obtains
        more power, which brings about quicker recuperation and advertises recovery without the demand for medicines.
    Good: People with chronic back pain often find relief with cold laser therapy. The powerhouse of the cell gains more
        energy, which leads to quicker recovery without the need for medication.
    Fix: Replace the phrase by what was meant; read the sentence around it, since neighbours are often spun too.
    """
    return hits(ctx, TERM)
