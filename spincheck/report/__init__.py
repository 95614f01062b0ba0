"""Report formats. They import ``spincheck.model`` and nothing else of the package."""
