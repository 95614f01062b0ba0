"""``spincheck claims``: every medical claim of a document as a work list for a reviewer."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from spincheck.cli import options as opt

COLUMNS = (
    "line",
    "type",
    "code",
    "severity",
    "verdict",
    "condition",
    "treatment",
    "strength",
    "claim",
    "evidence",
    "missing",
)


@click.command("claims", short_help="List every medical claim with its evidence and verdict.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--format", "-f", "format_", type=click.Choice(["text", "csv", "json", "markdown"]), default="text", show_default=True
)
@click.option("--output", "-o", type=click.Path(path_type=Path), metavar="FILE", help="Write the table to FILE.")
@opt.settings_options
def command(file: Path, format_: str, output: Path | None, **options: Any) -> None:
    """List every medical claim of FILE: condition, treatment, strength, evidence found, verdict.

    Supported claims are listed too. The tool judges the support in the text, not medical truth.

    Examples:

      spincheck claims article.md

      spincheck claims article.html --format csv --output claims.csv
    """
    from spincheck import settings as s
    from spincheck.document import LineIndex
    from spincheck.rules.claims import _criteria, _evidence
    from spincheck.rules.claims._analysis import claims
    from spincheck.rules.context import Context
    from spincheck.sources import read_path

    config = opt.config_file(options) or (None if options["no_config"] else s.discover(file))
    settings = s.load(config, opt.overrides(options)).settings.for_path(str(file), config.parent if config else None)
    document = read_path(file, html_scope=settings.html_scope)
    ctx = Context(document, settings)
    lines = LineIndex(document.source)
    rows = []
    for claim in claims(ctx):
        start, _ = document.map.to_source(claim.start, claim.end)
        text = " ".join(document.text[claim.start : claim.end].split())
        rows.append(
            {
                "line": lines.position(start)[0],
                "type": claim.name,
                "code": claim.code,
                "severity": claim.severity.value,
                "verdict": claim.verdict,
                "condition": claim.condition,
                "treatment": claim.treatment,
                "strength": claim.strength,
                "claim": text,
                "evidence": "; ".join(claim.found),
                "missing": "; ".join(claim.missing),
            }
        )
    criteria = _criteria.panel(ctx)
    found = _evidence.malformed(document.text) if settings.claims.verify_links else []
    malformed = [document.text[start:end] for _, start, end in found]
    opt.write_output([_render(rows, criteria, malformed, format_)], output)


def _render(rows: Sequence[dict[str, Any]], criteria: dict[str, Any], malformed: Sequence[str], format_: str) -> str:
    if format_ == "json":
        return (
            json.dumps(
                {"claims": rows, "criteria": criteria, "malformed_identifiers": list(malformed)},
                indent=2,
                ensure_ascii=False,
            )
            + "\n"
        )
    if format_ == "csv":
        buffer = io.StringIO()
        writer = csv.DictWriter(buffer, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows({k: _safe(v) for k, v in row.items()} for row in rows)
        return buffer.getvalue()
    notes = [
        f"{'met' if item['met'] else 'not met'}: {item['name']}" + (f" ({item['found']})" if item["found"] else "")
        for item in criteria["items"]
    ]
    notes += [f"malformed identifier: {m}" for m in malformed]
    if format_ == "markdown":
        return _markdown(rows, notes)
    out = [f"{len(rows)} claims, {sum(r['verdict'] == 'unsupported' for r in rows)} unsupported", ""]
    for row in rows:
        facts = ", ".join(f"{k}: {row[k]}" for k in ("condition", "treatment", "strength", "evidence") if row[k])
        out += [
            f"line {row['line']}  {row['severity']}  {row['code']} {row['type']}  {row['verdict']}",
            f"    {row['claim']}",
            f"    {facts}",
        ]
    return "\n".join([*out, "", "Document criteria", *(f"  {n}" for n in notes)]) + "\n"


def _markdown(rows: Sequence[dict[str, Any]], notes: Sequence[str]) -> str:
    head = ["| " + " | ".join(COLUMNS) + " |", "|" + " --- |" * len(COLUMNS)]
    body = ["| " + " | ".join(str(row[c]).replace("\\", "\\\\").replace("|", "\\|") for c in COLUMNS) + " |" for row in rows]
    return "\n".join([*head, *body, "", "Document criteria:", "", *(f"- {n}" for n in notes)]) + "\n"


def _safe(value: Any) -> Any:
    """A cell that a spreadsheet does not take for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
