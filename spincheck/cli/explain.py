"""``spincheck explain``: one rule in full."""

from __future__ import annotations

import click

from spincheck.errors import UsageError
from spincheck.model import RuleInfo


def explanation(info: RuleInfo) -> str:
    """The explanation of a rule as plain text; the same facts make the rule pages."""
    parts = [f"{info.code} {info.name} ({info.category}, {info.severity.value})", "", info.summary + "."]
    if info.explanation:
        parts += ["", info.explanation]
    for title, examples in (("Bad", info.bad), ("Good", info.good)):
        if examples:
            parts += ["", f"{title}:", *(f"  {line}" for example in examples for line in example.splitlines())]
    if info.fix:
        parts += ["", f"How to fix it: {info.fix}"]
    if info.standard:
        parts += ["", f"Standard: {info.standard}"]
    parts += [
        "",
        f'To leave it out here: <!-- spincheck: ignore[{info.code}] reason="..." -->; everywhere: --ignore {info.code}',
    ]
    return "\n".join(parts)


@click.command("explain", short_help="Explain a rule: why, examples, how to fix it.")
@click.argument("code")
def command(code: str) -> None:
    """Explain the rule CODE (or its name): why it matters, examples, how to fix it."""
    from spincheck.rules.loader import all_rules

    wanted = code.strip()
    for rule in all_rules():
        if wanted.upper() == rule.code or wanted.lower() == rule.info.name:
            click.echo(explanation(rule.info))
            return
    import difflib

    known = [r.code for r in all_rules()] + [r.info.name for r in all_rules()]
    near = difflib.get_close_matches(wanted.upper(), known, n=1) or difflib.get_close_matches(wanted.lower(), known, n=1)
    raise UsageError(f"no rule {code!r}", f"did you mean {near[0]}?" if near else "'spincheck rules' lists them")
