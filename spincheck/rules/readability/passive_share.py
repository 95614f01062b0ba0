"""RDB404 passive-share."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Evidence, Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.context import Context
from spincheck.rules.readability._analysis import analysis

#: sentences with a passive verb, of all sentences; well above what edited patient leaflets have
_SHARE = 0.4
_LEAST = 5


@rule("RDB404", name="passive-share", category="readability", severity=Severity.LOW, confidence=0.7)
def check(ctx: Context) -> Iterator[Hit]:
    """Very many of the sentences are in the passive, so that readers are not told who does what.

    One finding for the text, at its first passive verb. Nothing is said of single passives, which are often right. The
    share is an estimate made without a parser. Does not apply to abstracts.

    Bad: The cream is applied twice a day. The skin is cleaned with warm water first, and the hands are washed after each
        use. The tube should be kept in the fridge. A dose that was missed is taken as soon as it is remembered, but two
        doses must not be used at once. The eyes must be protected. The wound can be covered with a dry pad, which is
        changed every day by a nurse. The pad is thrown away. If the skin is damaged, the treatment is stopped and the doctor
        is told. The cream is stored out of the reach of children and is not used after the date that is printed on the box.
    Good: Put the cream on twice a day. Clean the skin with warm water first, and wash your hands after each use. Keep
        the tube in the fridge. The tube is made of tin.
    Fix: Say who does it: "apply the cream" rather than "the cream is applied".
    Standard: US Federal Plain Language Guidelines: use active voice.
    """
    if ctx.settings.profile == "abstract":
        return
    measured = analysis(ctx)
    passive = [m for m in measured.sentences if m.passives]
    if measured.grade is None or len(passive) < _LEAST or len(passive) < _SHARE * len(measured.sentences):
        return
    start, end = passive[0].passives[0]
    share = len(passive) / len(measured.sentences)
    yield Hit(
        start,
        end,
        f"{share:.0%} of the sentences are in the passive voice; say who does what",
        evidence=(Evidence("passive-share", f"{len(passive)} of {len(measured.sentences)} sentences"),),
    )
