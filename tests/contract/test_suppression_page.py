"""docs/suppression.md does what it says: its examples are put into documents as they are printed there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from docx import Document as WordDocument

from spincheck.api import check_paths
from spincheck.model import Finding

PAGE = (Path(__file__).parents[2] / "docs/suppression.md").read_text(encoding="utf-8")
BEFORE, REGION, WHOLE = re.findall(r"```markdown\n(.*?)```", PAGE, re.DOTALL)
(FRONT,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
(SIDECAR,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
LASER = "The chilly laser helps."
#: makes the page one that looks spun, where less evidence is asked of a phrase
SPUN = "Bosom disease, kidney disappointment and blood poisoning improve your wheelchair and pain administration."


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")  # the page's last day is not over
    # where the phrase stands must not decide whether it is found
    (tmp_path / "spincheck.toml").write_text("[spun]\nmin-confidence = 0.2\n", encoding="utf-8")


def lasers(file: Path) -> list[str]:
    (document,) = check_paths([file]).documents
    upkeep: list[Finding] = [f for f in document.findings if f.rule in ("GRM590", "GRM591", "GRM592", "GRM594")]
    assert not upkeep
    return [f"{f.state}: {f.state_reason}" for f in document.findings if "chilly laser" in f.text and f.rule == "SPN101"]


def markdown(folder: Path, text: str) -> Path:
    file = folder / "a.md"
    file.write_text(f"{text}\n\n{SPUN}\n", encoding="utf-8")
    return file


def test_a_comment_before_a_block_covers_it(tmp_path: Path) -> None:
    text = f"{BEFORE}\n{LASER}\n\n{LASER}\n"
    assert lasers(markdown(tmp_path, text)) == ["suppressed: quoted from the leaflet", "new: "]


def test_a_region_covers_what_is_in_it(tmp_path: Path) -> None:
    assert lasers(markdown(tmp_path, f"{REGION}- {LASER}\n")) == ["suppressed: title of the study", "new: "]


@pytest.mark.parametrize(
    "around",
    [
        "See [the {} study](https://example.org/y) and the chilly laser.",
        "> A quotation of {} here, and a chilly laser.\n",
        "| a | b |\n|---|---|\n| {} | the chilly laser |\n",
        "<p>The <a href='https://example.org'>{}</a> and the chilly laser.</p>",
        "## The {} beside a chilly laser\n",
    ],
    ids=["link", "quotation", "table", "html", "heading"],
)
def test_the_region_works_inside(tmp_path: Path, around: str) -> None:
    region = REGION.removeprefix("- The ").removesuffix(" study\n")
    assert lasers(markdown(tmp_path, around.format(region) + "\n")) == ["suppressed: title of the study", "new: "]
    page = tmp_path / "a.html"
    page.write_text(f"<main><ul><li>The {region}</li><li>a chilly laser</li></ul><p>{SPUN}</p></main>", encoding="utf-8")
    assert lasers(page) == ["suppressed: title of the study", "new: "]


def test_front_matter_covers_the_document(tmp_path: Path) -> None:
    assert lasers(markdown(tmp_path, f"{FRONT}\n{LASER}\n\n{LASER}\n")) == ["suppressed: quoted source"] * 2


def test_a_whole_document_is_covered(tmp_path: Path) -> None:
    (document,) = check_paths([markdown(tmp_path, f"{WHOLE}\n" + "Vasoconstriction is idiopathic. " * 30)]).documents
    assert {f.state for f in document.findings if f.category == "readability"} == {"suppressed"}


def test_a_sidecar_covers_one_place_of_a_word_document(tmp_path: Path) -> None:
    file = tmp_path / "article.docx"
    word = WordDocument()
    for number in range(1, 14):
        word.add_paragraph(LASER if number in (11, 12) else SPUN)
    word.save(str(file))
    (tmp_path / "article.docx.spincheck.toml").write_text(SIDECAR, encoding="utf-8")
    assert lasers(file) == ["new: ", "suppressed: name of the product"]


def test_plain_text_takes_a_comment_on_its_own_line(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(f"{BEFORE}{LASER}\n\n{LASER}\n\n{SPUN}\n", encoding="utf-8")
    assert lasers(file) == ["suppressed: quoted from the leaflet", "new: "]
