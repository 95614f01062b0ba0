"""What changed between two audits: ``spincheck diff-audits`` and ``spincheck scan --compare``."""

from spincheck.scan.trend.compare import FINDINGS, PAGES, Row, Trend

__all__ = ["FINDINGS", "PAGES", "Row", "Trend"]
