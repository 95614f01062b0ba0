"""The shipped JSON Schema of the report."""

from __future__ import annotations

from importlib.resources import files


def schema_text() -> str:
    """JSON Schema (draft 2020-12) of ``--format json``, version 1."""
    return files("spincheck").joinpath("data/report.schema.json").read_text(encoding="utf-8")
