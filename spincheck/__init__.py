"""spincheck reads health articles and finds spun phrases, spam links and unsupported medical claims.

>>> from spincheck import check_text
>>> report = check_text("The chilly laser will heal your back pain.")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
RULESET = "2026.1"

if TYPE_CHECKING:
    from spincheck.api import check_paths, check_text
    from spincheck.model import DocumentReport, Finding, Report
    from spincheck.settings import Settings

__all__ = ["DocumentReport", "Finding", "RULESET", "Report", "Settings", "__version__", "check_paths", "check_text"]

_WHERE = {
    "check_text": "spincheck.api",
    "check_paths": "spincheck.api",
    "Finding": "spincheck.model",
    "Report": "spincheck.model",
    "DocumentReport": "spincheck.model",
    "Settings": "spincheck.settings",
}


def __getattr__(name: str) -> Any:
    # the command line must answer --help at once, so nothing is imported before it is asked for
    if name in _WHERE:
        import importlib

        return getattr(importlib.import_module(_WHERE[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
