"""The report's sentences: the summary in plain words, and what the report cannot say."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from spincheck.scan import rollup

if TYPE_CHECKING:
    import duckdb


def title(runs: list[dict[str, Any]], hosts: list[str]) -> str:
    """A heading where none was given: the one host, or what was scanned."""
    named = [host for host in hosts if host]
    if len(named) == 1:
        return named[0]
    inputs = runs[0]["inputs"] if runs else []
    first = PurePosixPath(str(inputs[0]).replace("\\", "/")).name if inputs else ""
    if len(inputs) == 1 and first:
        return first
    return f"{first} and {count(len(inputs) - 1, 'more input')}" if first else "Content audit"


def facts(base: duckdb.DuckDBPyConnection, found: dict[str, Any]) -> list[tuple[str, str]]:
    """The summary: (where in the report it is shown at length, sentence), the gravest first."""
    pages = found["pages"]
    if not pages:
        return [("errors", f"No page could be checked; {count(found['errors'], 'page')} could not be read.")]
    out = [("pages", _spun(found["spun"], pages))]
    links = found["categories"]["links"]["grave"]
    if links:
        hosts = [r["host"] for r in rollup.link_hosts(base, 1000) if r["planted"]]
        named = f", to {count(len(hosts), 'site')}, first of all {hosts[0]}" if hosts else ""
        carry = "page carries" if links == 1 else "pages carry"
        out.append(("links", f"{links:,} {carry} links or link text that look planted{named}."))
    else:
        out.append(("links", "No page carries a link that looks planted."))
    claims = found["categories"]["claims"]
    if claims["findings"]:
        about = [r["condition"] for r in _by_condition(rollup.claims(base)) if r["condition"]][:1]
        named = f"; the condition named most often is {about[0]}" if about else ""
        one = "a critical one" if claims["findings"] == 1 else f"{claims['critical']:,} of them critical"
        grave = f", {one}" if claims["critical"] else ""
        make = "page makes" if claims["pages"] == 1 else "pages make"
        what = count(claims["findings"], "medical claim")
        out.append(("claims", f"{claims['pages']:,} {make} {what} without support{grave}{named}."))
    else:
        out.append(("claims", "No medical claim without support was found."))
    if found["scored"]:
        scores = "scores" if found["failing"] == 1 else "score"
        fail = f"{count(found['failing'], 'page')} ({share(found['failing'], pages)}) {scores} too low to pass"
        none = "no page scores too low to pass"
        out.append(("pages", f"The typical page scores {found['median']:.0f} of 100; {fail if found['failing'] else none}."))
    reading = rollup.readability(base, 1)
    if reading["pages"] and reading["target"] is not None:
        out.append(
            (
                "readability",
                f"The typical page reads at school grade {reading['median']:.1f}; {count(reading['above'], 'page')} "
                f"{'lies' if reading['above'] == 1 else 'lie'} above the target of grade {reading['target']:g}.",
            )
        )
    families = rollup.families(base, 100_000)
    if families:
        members = sum(family["pages"] for family in families)
        out.append(("families", f"{count(members, 'page')} form {count(len(families), 'family')} of respun copies."))
    if found["errors"]:
        out.append(("errors", f"{count(found['errors'], 'page')} could not be read or checked."))
    return out


def method(base: duckdb.DuckDBPyConnection, found: dict[str, Any], carried: int, asked: int) -> list[str]:
    """What a reader must know to weigh the report: how it was made, what was not looked at, what was left out."""
    runs = rollup.runs(base)
    made = " and ".join(sorted({f"{r['version']} (ruleset {r['ruleset']})" for r in runs}))
    out = [
        f"Checked by spincheck {made} in {count(len(runs), 'run')}. A score of 100 means that nothing was found; what "
        "lowers it is named with each page. Grades: A from 90, B from 80, C from 70, D from 60, else F.",
        "A finding points an editor to a place; it is no verdict on the page, its author or a treatment. Confidence "
        "estimates the share of such findings that are right. Short texts are not scored.",
    ]
    notes = rollup.not_checked(base)
    for note in notes[:12]:
        reason = note["reason"] or "no reason given"
        out.append(f"Not checked on {_of(note['pages'], found['pages'])}: {note['check']} ({reason}).")
    if len(notes) > 12:
        out.append(
            f"{count(len(notes) - 12, 'further reason')} why something was not checked: see not_checked in the audit."
        )
    if not notes and found["pages"]:
        out.append("Every check that was asked for ran on every page.")
    filtered = rollup.rows(base, "select state, count(*) findings from findings where state <> 'new' group by 1 order by 1")
    if filtered:
        named = ", ".join(f"{r['findings']:,} {r['state']}" for r in filtered)
        out.append(f"Findings that do not count and are not shown: {named}.")
    near = rollup.rows(base, "select count(*) pages from documents where approximate")[0]["pages"]
    if near:
        out.append(
            f"On {count(near, 'page')} positions in the source are approximate; in the text shown here they are exact."
        )
    if not found["texts"]:
        out.append("The audit holds no texts (scan --no-text), so page views list findings without the text around them.")
    if found["errors"]:
        are = "is" if found["errors"] == 1 else "are"
        out.append(f"{count(found['errors'], 'page')} could not be read or checked and {are} in no figure but this one.")
    if any(r["ended"] is None for r in runs):
        out.append(
            "At least one run was interrupted; the pages it did not reach are missing unless a later run took them up."
        )
    why = "the limit set with --pages" if carried == asked else "those with findings, within the size limit of this file"
    out.append(
        f"This file carries text and findings of {count(carried, 'page')}, worst first ({why}). Figures, charts and tables "
        "are about all pages; each table of groups, phrases, targets and claims shows its largest rows."
    )
    return out


def count(number: int, noun: str) -> str:
    """``1 page``, ``1,204 pages``, ``2 families``."""
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{number:,} {noun if number == 1 else plural}"


def share(part: int, whole: int) -> str:
    """A percentage in whole numbers; ``under 1 %`` and ``over 99 %`` instead of a rounded 0 or 100."""
    percent = 100 * part / whole
    if 0 < percent < 1:
        return "under 1 %"
    if 99 < percent < 100:
        return "over 99 %"
    return f"{percent:.0f} %"


def _spun(spun: int, pages: int) -> str:
    if not spun:
        return f"None of the {count(pages, 'page')} reads as spun." if pages > 1 else "The page does not read as spun."
    if pages == 1:
        return "The page reads as spun."
    reads = "reads" if spun == 1 else "read"
    return f"{spun:,} of {count(pages, 'page')} ({share(spun, pages)}) {reads} as spun."


def _of(part: int, pages: int) -> str:
    return "every page" if part == pages else f"{part:,} of {count(pages, 'page')}"


def _by_condition(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found: dict[str, int] = {}
    for row in rows:
        found[row["condition"]] = found.get(row["condition"], 0) + row["findings"]
    return [{"condition": c, "findings": n} for c, n in sorted(found.items(), key=lambda x: (-x[1], x[0]))]
