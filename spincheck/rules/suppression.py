"""GRM590 to GRM594: suppressions that are wrong, expired or not needed.

They are in the category grammar, the one that never lowers a score: an untidy comment says nothing about the article.
"""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.directives import Suppression, suppressions, today
from spincheck.model import Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.context import Context


def _all(ctx: Context) -> list[Suppression]:
    return ctx.shared("suppressions", lambda c: suppressions(c.document))


def _hit(one: Suppression, message: str) -> Hit:
    where = f"{one.location}: " if one.location else ""
    return Hit(*one.at, where + message, in_source=True, confidence=1.0)


@rule("GRM590", name="suppression-syntax", category="grammar", severity=Severity.MEDIUM)
def syntax(ctx: Context) -> Iterator[Hit]:
    """A suppression that cannot be read.

    A comment that is misspelt silences nothing, or more than was meant, without anybody noticing.

    Bad: <p>Rest helps.</p><!-- spincheck: ingore[SPN102] reason="quoted" --><p>Ice helps too.</p>
    Good: <p>Rest helps.</p><!-- spincheck: ignore[SPN102] reason="quoted" --><p>Ice helps too.</p>
    Fix: Write ignore[CODE] reason="..." until=YYYY-MM-DD, and close every ignore-start with ignore-end.
    """
    for one in _all(ctx):
        for problem in one.problems:
            yield _hit(one, problem)


@rule("GRM591", name="suppression-without-reason", category="grammar", severity=Severity.MEDIUM)
def reason(ctx: Context) -> Iterator[Hit]:
    """A suppression without a reason.

    Whoever reads the article next year must be able to tell whether the exception still holds.

    Bad: <!-- spincheck: ignore[SPN102] --><p>Ice helps too.</p>
    Good: <!-- spincheck: ignore[SPN102] reason="quoted from a leaflet" --><p>Ice helps too.</p>
    Fix: Add reason="...".
    """
    for one in _all(ctx):
        if one.codes and not one.reason:
            yield _hit(one, f"no reason is given for ignoring {', '.join(one.codes)}")


@rule("GRM592", name="suppression-expired", category="grammar", severity=Severity.MEDIUM)
def expired(ctx: Context) -> Iterator[Hit]:
    """A suppression whose last day is over.

    It no longer silences anything; what it covered is reported again.

    Bad: <!-- spincheck: ignore[SPN102] reason="until the rewrite" until=2001-01-31 --><p>Ice helps too.</p>
    Good: <!-- spincheck: ignore[SPN102] reason="until the rewrite" until=9999-01-31 --><p>Ice helps too.</p>
    Fix: Solve what it covers, or decide anew and move the date.
    """
    now = today()
    for one in _all(ctx):
        if one.expired(now):
            yield _hit(one, f"this suppression of {', '.join(one.codes)} ended on {one.until}")


@rule("GRM593", name="suppression-unused", category="grammar", severity=Severity.LOW)
def unused(ctx: Context) -> Iterator[Hit]:
    """A suppression that silences nothing.

    The text it was written for has changed or gone; left in place it will hide the next real problem. Told only
    when every rule it names has run at the full level.

    Bad: <p>Ice helps too.</p>\\n<!-- spincheck: ignore[SPN102] reason="quoted" -->
    Good: <p>Ice helps too.</p>\\n<p>So does rest.</p>
    Fix: Delete it.
    """
    # those that cover no text are told here; spincheck.suppress adds those that cover text but met no finding
    for one in _all(ctx):
        if one.origin == "comment" and one.codes and covers_nothing(ctx.document.source, one):
            yield _hit(one, f"nothing follows this suppression of {', '.join(one.codes)}")


@rule("GRM594", name="suppression-unknown-rule", category="grammar", severity=Severity.MEDIUM)
def unknown(ctx: Context) -> Iterator[Hit]:
    """A suppression of a rule that does not exist.

    It silences nothing, so either the code is mistyped and the finding it was meant for is still reported, or the rule has
    gone and the comment can go too.

    Bad: <!-- spincheck: ignore[SPN10Z] reason="quoted" --><p>Ice helps too.</p>
    Good: <!-- spincheck: ignore[SPN] reason="quoted" --><p>Ice helps too.</p>
    Fix: "spincheck rules" lists the codes; a prefix stands for all codes that begin with it.
    """
    import difflib

    from spincheck.rules.loader import all_rules

    known = [r.code for r in all_rules()]
    names = {r.info.name for r in all_rules()}
    for one in _all(ctx):
        for code in one.codes:
            if code.lower() == "all" or code.lower() in names or any(k.startswith(code.upper()) for k in known):
                continue
            near = difflib.get_close_matches(code.upper(), known, n=1) or difflib.get_close_matches(code.lower(), names, n=1)
            yield _hit(one, f"there is no rule {code!r}" + (f"; did you mean {near[0]}?" if near else ""))


def covers_nothing(source: str, one: Suppression) -> bool:
    """Whether only white space and markup's edges lie in the covered part."""
    return not any(c.isalnum() for c in source[one.start : one.end])


RULES = (syntax, reason, expired, unused, unknown)
