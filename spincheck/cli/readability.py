"""``spincheck readability``: the reading panel of a document."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from spincheck.cli import options as opt

if TYPE_CHECKING:
    from spincheck.model import DocumentReport

_BAR = 40
_ROWS = (
    ("flesch_kincaid_grade", "Flesch-Kincaid grade"),
    ("smog", "SMOG grade"),
    ("gunning_fog", "Gunning fog"),
    ("dale_chall", "Dale-Chall score"),
    ("flesch_reading_ease", "Flesch reading ease"),
    ("mean_sentence_words", "Words per sentence"),
    ("longest_sentence_words", "Longest sentence"),
    ("sentences", "Sentences"),
    ("words", "Words counted"),
    ("hard_words", "Hard words unexplained"),
)


@click.command("readability", short_help="Show reading grades and the sentences that raise them.")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option(
    "--format", "-f", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Form."
)
@click.option("--output", "-o", type=click.Path(path_type=Path), metavar="FILE", help="Write to FILE.")
@opt.settings_options
def command(file: Path, **options: Any) -> None:
    """Show how hard FILE is to read: grades by four formulas, a histogram of sentence grades, the sentences to rewrite.

    Headings, tables and short list items are left out; under 100 words nothing is measured. A Dale-Chall score of 4.9 or
    below is grade 4, 6.0 to 6.9 grade 7 to 8, 8.0 to 8.9 grade 11 to 12.

    Examples:

      spincheck readability leaflet.md

      spincheck readability leaflet.docx --format json
    """
    from spincheck.engine import Engine
    from spincheck.rules.readability import rules as family
    from spincheck.run import Run
    from spincheck.sources import read_path

    run = Run(opt.overrides(options), opt.config_file(options), discover=not options["no_config"])
    settings = run.settings_for(file)
    report = Engine(settings, family()).check(read_path(file, html_scope=settings.html_scope))
    for note in report.not_checked:
        click.echo(f"spincheck: not checked: {note.check}: {note.reason}", err=True)
    opt.write_output(_json(report) if options["format_"] == "json" else _text(report), options["output"])


def _json(report: DocumentReport) -> Iterator[str]:
    findings = [f.to_dict() for f in report.findings]
    out = {"file": report.path, "readability": dict(report.readability), "findings": findings}
    yield json.dumps(out, ensure_ascii=False, indent=2) + "\n"


def _text(report: DocumentReport) -> Iterator[str]:
    panel = report.readability
    if panel:
        yield f"{report.path}\n\n"
        for key, label in _ROWS:
            if key in panel:
                yield f"  {label:<24}{panel[key]:>6}{_remark(key, panel)}\n"
        yield f"  {'Passive sentences':<24}{panel['passive_share']:>6.0%}\n"
        yield "\n  Sentences by grade\n"
        bars = panel["sentence_grades"]
        most = max(1, *bars.values())
        for label, count in bars.items():
            yield f"  {label:>6} {'█' * round(_BAR * count / most):<{_BAR}} {count}\n"
    if report.findings:
        yield "\n"
    for finding in report.findings:
        yield f"  {finding.line}:{finding.column} {finding.rule} {finding.message}\n"
        yield f"      {_cut(finding.text)}\n"


def _remark(key: str, panel: Any) -> str:
    if key == "flesch_kincaid_grade" and panel["target_grade"] is not None:
        return f"   target {panel['target_grade']:g} or below"
    if key == "smog" and panel["smog_extrapolated"]:
        return "   extrapolated from fewer than 30 sentences"
    return ""


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 100 else flat[:97] + "..."
