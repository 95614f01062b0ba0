"""What changed between two audits: ``spincheck diff-audits`` and ``spincheck scan --compare``."""
