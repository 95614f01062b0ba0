"""A program that knows nothing but the report can make the edits that ``spincheck fix`` makes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

WORDS = (
    "# CHILLY LASER \U0001f600 treatment\n\nHow the \U0001f600 chilly laser treats bosom disease and blood poisoning.\n\n"
    "* Chilly laser for [a chilly laser](https://example.org/chilly-laser) and kidney **disappointment**.\n"
    '* Left alone: <!-- spincheck: ignore[all] reason="title" --> the chilly laser study.\n\n'
    "Ask about the advantages of incorporating this treatment right into your pain administration technique.\n"
)
FILES = {
    "plain.md": WORDS.encode(),
    "windows.md": b"\xef\xbb\xbf" + WORDS.replace("\n", "\r\n").encode(),
    "page.html": b"<main><p>The <b>chilly</b> laser, the chilly&nbsp;laser.</p><p>CHILLY LASER, chilly laser.</p></main>",
    "wide.txt": "The chilly laser treats bosom disease.\n".encode("utf-16"),
}
Edit = tuple[int, int, str]


def spincheck(here: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "spincheck", *arguments, "--no-cache", "--no-config", "--grammar", "off"]
    done = subprocess.run(command, cwd=here, capture_output=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout.decode("utf-8")


def chosen(candidates: list[tuple[float, Edit]]) -> list[Edit]:
    """As docs/formats.md has it: surest first, then the longer, then the earlier; what overlaps a chosen one is left."""
    out: list[Edit] = []
    for _, (start, end, text) in sorted(candidates, key=lambda c: (-c[0], c[1][0] - c[1][1], c[1][0])):
        if all(end <= a or start >= b for a, b, _ in out):
            out.append((start, end, text))
    return out


def from_json(here: Path, name: str, *, safe: bool) -> list[Edit]:
    findings = json.loads(spincheck(here, "check", name, "--format", "json"))["documents"][0]["findings"]
    first = [(f["confidence"], f["edits"][0]) for f in findings if f["edits"]]
    return chosen([(c, (e["start"], e["end"], e["replacement"])) for c, e in first if e["safe"] or not safe])


def from_sarif(here: Path, name: str, *, safe: bool) -> list[Edit]:
    (run,) = json.loads(spincheck(here, "check", name, "--format", "sarif"))["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    found = []
    for result in run["results"]:
        if "fixes" in result and (result["properties"].get("safeFix") or not safe):
            (change,) = result["fixes"][0]["artifactChanges"]
            (one,) = change["replacements"]
            region = one["deletedRegion"]
            start = region["charOffset"]
            edit = (start, start + region["charLength"], one["insertedContent"]["text"])
            found.append((result["rank"] / 100, edit))
    return chosen(found)


def applied(data: bytes, edits: list[Edit]) -> bytes:
    encoding = next(
        (e for mark, e in ((b"\xff\xfe", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig")) if data.startswith(mark)), "utf-8"
    )
    text = data.decode(encoding)
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text.encode(encoding)


@pytest.mark.parametrize("consumer", [from_json, from_sarif])
@pytest.mark.parametrize("name", FILES)
def test_edits_of_the_report_are_those_of_fix(tmp_path: Path, name: str, consumer: Callable[..., list[Edit]]) -> None:
    file = tmp_path / name
    file.write_bytes(FILES[name])
    sure, all_of_them = (applied(FILES[name], consumer(tmp_path, name, safe=safe)) for safe in (True, False))
    assert all_of_them != FILES[name]
    spincheck(tmp_path, "fix", "--safe", name)
    assert file.read_bytes() == sure
    # and the whole diff, put in by git
    file.write_bytes(FILES[name])
    if name != "wide.txt":  # a diff is bytes; git takes UTF-16 for binary
        (tmp_path / "patch").write_bytes(spincheck(tmp_path, "fix", "--diff", name).encode("utf-8"))
        subprocess.run(["git", "apply", "patch"], cwd=tmp_path, check=True, capture_output=True)
        assert file.read_bytes() == all_of_them


def test_what_would_lose_markup_or_does_not_count_has_no_edit(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(FILES["page.html"])
    (tmp_path / "plain.md").write_bytes(FILES["plain.md"])
    report: dict[str, Any] = json.loads(spincheck(tmp_path, "check", "page.html", "plain.md", "--format", "json"))
    for document in report["documents"]:
        for finding in document["findings"]:
            if "</b>" in finding["text"] or "&nbsp;" in finding["text"] or finding["state"] != "new":
                assert finding["edits"] == []
    texts = [f["text"] for d in report["documents"] for f in d["findings"]]
    assert any("</b>" in t for t in texts)
    capitals = [
        f["edits"][0]["replacement"] for d in report["documents"] for f in d["findings"] if f["text"] == "CHILLY LASER"
    ]
    assert set(capitals) == {"COLD LASER"}
