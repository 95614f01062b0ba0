"""What the HTML report of a small audit carries, pinned: its sentences and its data.

``python tests/golden/test_report.py`` writes it anew.
"""

import base64
import gzip
import html
import importlib.util
import json
import re
import tempfile
from pathlib import Path
from types import ModuleType
from typing import Any

from spincheck.dashboard import Options
from spincheck.dashboard.page import render
from spincheck.scan.store import connect

GOLDEN = Path(__file__).parent / "report.json"


def _made() -> ModuleType:
    spec = importlib.util.spec_from_file_location("made", Path(__file__).parents[1] / "browser" / "made.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _content(folder: Path) -> dict[str, Any]:
    audit = _made().small(folder / "audit.duckdb")
    base = connect(audit, read_only=True)
    file = "".join(render(base, Options(audit, title="Example")))
    base.close()
    blocks = re.findall(r'<script type="text/plain" id="([^"]*)">([^<]*)</script>', file)
    return {
        "said": [html.unescape(re.sub("<[^>]*>", "", line)) for line in re.findall(r"<li>(.*?)</li>", file)],
        **{name: json.loads(gzip.decompress(base64.b64decode(packed))) for name, packed in blocks},
    }


def test_the_report_says_and_carries_what_it_did(tmp_path: Path) -> None:
    assert _content(tmp_path) == json.loads(GOLDEN.read_text(encoding="utf-8"))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        text = json.dumps(_content(Path(folder)), indent=1, ensure_ascii=False)
        GOLDEN.write_text(text + "\n", encoding="utf-8")
