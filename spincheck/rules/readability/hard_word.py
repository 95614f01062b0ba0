"""RDB405 hard-word."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Evidence, Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.context import Context
from spincheck.rules.readability._analysis import analysis, prose, target
from spincheck.rules.readability._hard_words import Use, uses

#: hard words named in one text; the panel counts all of them
_NAMED = 10
#: profiles whose readers are laypeople
_LAY = ("consumer-health", "supplement", "clinic-marketing")


@rule("RDB405", name="hard-word", category="readability", severity=Severity.LOW, confidence=0.75)
def check(ctx: Context) -> Iterator[Hit]:
    """A hard medical or formal word has a plain one, and the text never says it plainly.

    Named once for each word, at its first use, for at most ten words of a text, the most used first; not where the plain
    word also stands in the text, since naming a term and explaining it is good practice, not in quotations, and not in texts
    that reach their target grade. Applies to texts for laypeople.

    Bad: Tell the nurse if you have pruritus or dyspnea.
    Good: Tell the nurse if you have pruritus (itching).
    Fix: Use the plain word, or explain the hard one where it first stands.
    Standard: US Federal Plain Language Guidelines: use simple words; CDC Everyday Words for Public Health Communication.
    """
    if ctx.settings.profile not in _LAY:
        return
    measured, limit = analysis(ctx), target(ctx)
    found: dict[str, list[Use]] = {}
    for sentence in prose(ctx):
        for base, use in uses(ctx, sentence.start, sentence.end):
            if not ctx.quoted(use.start, use.end):
                found.setdefault(base, []).append(use)
    folded = ctx.text.lower()
    open_words = {b: u for b, u in found.items() if not any(p.lower() in folded for one in u for p in one.plain)}
    if "readability" in ctx.panels:
        ctx.panels["readability"]["hard_words"] = len(open_words)
    if measured.grade is not None and limit is not None and measured.grade <= limit:
        return
    ranked = sorted(open_words.items(), key=lambda item: (-len(item[1]), item[1][0].start))[:_NAMED]
    for base, used in sorted(ranked, key=lambda item: item[1][0].start):
        yield _hit(ctx, base, used)


def _hit(ctx: Context, base: str, used: list[Use]) -> Hit:
    start, end, plain = used[0].start, used[0].end, used[0].plain
    written = ctx.text[start:end]
    options = [p[:1].upper() + p[1:] if written[:1].isupper() else p for p in plain]
    before = ctx.text[max(0, start - 3) : start]
    article = next((a for a in ("an ", "a ") if before.lower().endswith(a) and before[: -len(a)].strip(" (\n") == ""), "")
    if article:
        # "an analgesic" becomes "a pain reliever": the article belongs to the replacement
        start -= len(article)
        article = ctx.text[start : start + 1]
        options = [f"{article}{'n' if p[:1].lower() in 'aeiou' else ''} {p}" for p in options]
    times = f", used {len(used)} times" if len(used) > 1 else ""
    return Hit(
        start,
        end,
        f"{written!r} is hard for many readers{times}; say {' or '.join(repr(p) for p in plain)}",
        tuple(options),
        (Evidence("hard-word", f"{base}: {', '.join(plain)}"),),
    )
