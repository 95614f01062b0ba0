"""``spincheck explain``: one rule in full, or why a place was flagged or not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from spincheck.cli import options as opt
from spincheck.errors import SourceError, UsageError
from spincheck.model import RuleInfo, State

#: what is less likely spun than this is no near miss
_FAINT = 0.2

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spincheck.document import Document
    from spincheck.model import DocumentReport, Finding
    from spincheck.settings import Settings


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


@click.command("explain", short_help="Explain a rule, or why a place was flagged or not.")
@click.argument("code", required=False, shell_complete=opt.complete_rules)
@click.option("--file", "file", type=click.Path(path_type=Path), metavar="FILE", help="The document of --at.")
@click.option("--at", metavar="LINE:COL", help="Say what was found at this place of FILE, or why nothing was.")
@opt.settings_options
def command(code: str | None, file: Path | None, at: str | None, **options: Any) -> None:
    """Explain the rule CODE (or its name): why it matters, examples, how to fix it, how to leave it out.

    With --file and --at, tell why something was or was not flagged there.

    Examples:

      spincheck explain SPN102

      spincheck explain disease-cure

      spincheck explain --file article.md --at 12:8
    """
    if file is not None or at is not None:
        if file is None or at is None or code is not None:
            raise UsageError("--file and --at belong together, without CODE", "write --file article.md --at 12:8")
        opt.check_selection(options)
        for line in _place(file, at, options):
            click.echo(line)
        return
    if code is None:
        raise UsageError("no rule named", "name one, or use --file FILE --at LINE:COL; 'spincheck rules' lists the rules")
    click.echo(explanation(_rule(code)))


def _rule(code: str) -> RuleInfo:
    from spincheck.rules.loader import all_rules

    wanted = code.strip()
    for rule in all_rules():
        if wanted.upper() == rule.code or wanted.lower() == rule.info.name:
            return rule.info
    import difflib

    known = [r.code for r in all_rules()] + [r.info.name for r in all_rules()]
    near = difflib.get_close_matches(wanted.upper(), known, n=1) or difflib.get_close_matches(wanted.lower(), known, n=1)
    raise UsageError(f"no rule {code!r}", f"did you mean {near[0]}?" if near else "'spincheck rules' lists them")


def _place(file: Path, at: str, options: dict[str, Any]) -> Iterator[str]:
    """What there is to say about a place, line by line."""
    from spincheck.document import LineIndex
    from spincheck.report.text import visible
    from spincheck.run import Run, standard_filters
    from spincheck.sources import read_path

    line, column = _parsed(at)
    run = Run(opt.overrides(options), opt.config_file(options), discover=not options["no_config"])
    settings = run.settings_for(file)
    document = read_path(file, html_scope=settings.html_scope)
    if document.format == "docx":
        raise SourceError(str(file), "a Word document has no lines and columns", "'spincheck check' names paragraphs")
    lines = LineIndex(document.source)
    if line > len(lines.starts):
        raise UsageError(f"--at {at}: {file} has {len(lines.starts)} lines", "name a line it has")
    offset = lines.offset(line, column)
    report = run.engine_for(settings).check(document, standard_filters(settings))
    here = [f for f in report.findings if f.start <= offset < max(f.end, f.start + 1)]
    shown = document.source[max(0, offset - 30) : offset + 30].replace("\r", " ").replace("\n", " ")
    yield f"{file}:{line}:{column}: …{visible(shown)}…"
    for finding in here:
        yield from _flagged(finding)
    if not here:
        yield "nothing was flagged here"
        yield from _unflagged(document, report, settings, offset)
    for note in report.not_checked:
        yield f"not checked: {note.check}: {note.reason}"


def _parsed(at: str) -> tuple[int, int]:
    line, _, column = at.partition(":")
    if not line.isdecimal() or not (column or "1").isdecimal() or int(line) < 1:
        raise UsageError(f"--at {at!r} is not a place", "write LINE:COL, both from 1, e.g. --at 12:8")
    return int(line), max(1, int(column or "1"))


def _flagged(finding: Finding) -> Iterator[str]:
    from spincheck.report.text import visible

    yield f"{finding.rule} {finding.name}, {finding.severity.value}, confidence {finding.confidence:.2f}"
    yield f"  {visible(finding.message)}"
    yield f"  text: {visible(finding.text)!r}"
    for evidence in finding.evidence:
        yield f"  because: {visible(evidence.detail)} [{evidence.kind}]"
    for suggestion in finding.suggestions:
        yield f"  try: {visible(suggestion) or '(remove)'}"
    if finding.state is not State.NEW:
        yield f"  does not count: {finding.state.value}" + (f", {finding.state_reason}" if finding.state_reason else "")
    elif finding.points:
        yield f"  cost {finding.points:.1f} points"
    yield f"  more: spincheck explain {finding.rule}"


def _unflagged(document: Document, report: DocumentReport, settings: Settings, offset: int) -> Iterator[str]:
    """Why nothing was flagged: not read, code, allowed, below a threshold, or a rule that did not run."""
    from spincheck.engine import Engine
    from spincheck.rules.loader import all_rules

    if any(start <= offset < end for start, end in document.code):
        yield "  this is code, which is not checked"
        return
    hidden = next((h for h in document.hidden if h.source_start <= offset < h.source_end), None)
    if hidden is not None:
        yield f"  readers cannot see this text ({hidden.how}); only the rules about hidden text look at it"
        return
    span = document.map.to_text(offset, offset + 1)
    if span is None:
        yield "  this is not prose (markup, metadata, or a part of the page that is left out)"
        return
    block = document.block_at(span[0])
    if block is not None:
        quoted = any(start <= span[0] < end for start, end in document.quotes)
        yield f"  it is prose: {block.kind}" + (", in a quotation" if quoted else "")
    yield from _held_back(document, settings, offset)
    ran = {r.code for r in Engine(settings).rules}
    left = [r for r in all_rules() if r.code not in ran]
    for reason, codes in (
        ("run only when selected by name", [r.code for r in left if r.optional]),
        (
            "not run at the fast level",
            [r.code for r in left if not r.optional and r.level == "full" and settings.level == "fast"],
        ),
    ):
        if codes:
            yield f"  {reason}: {', '.join(codes)}"
    named = [r.code for r in left if not r.optional and not (r.level == "full" and settings.level == "fast")]
    if named:
        yield f"  left out by select or ignore: {', '.join(named)}"


def _held_back(document: Document, settings: Settings, offset: int) -> Iterator[str]:
    """What would be flagged at a place with the threshold down and the allow list empty, and which of the two it is."""
    from spincheck.engine import Engine

    least = settings.spun.min_confidence
    # an honest document asks for more than the threshold: take every document for a spun one
    spun = replace(settings.spun, min_confidence=min(_FAINT, least), document_threshold=0.0)
    low = replace(settings, spun=spun)
    bare = replace(low, allow=(), never_allow=())
    listed = {f.rule for f in Engine(low).check(document).findings if f.start <= offset < f.end}
    for finding in Engine(bare).check(document).findings:
        if not finding.start <= offset < finding.end:
            continue
        if finding.category == "spun" and finding.rule not in listed:
            here = [a for a in settings.allow if " ".join(a.lower().split()) in " ".join(finding.text.lower().split())]
            why = f"the allow entry {here[0]!r} covers it" if here else "the allow list covers it"
        elif finding.category == "spun" and finding.confidence < least:
            why = f"confidence {finding.confidence:.2f} is below spun.min-confidence {least:g}"
        else:
            why = (
                f"confidence {finding.confidence:.2f} is too little in a document, or a part of one, that does not look spun"
            )
        yield f"  {finding.rule} {finding.text!r}: {why}"
