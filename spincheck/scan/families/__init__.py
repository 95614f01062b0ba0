"""Families of spun siblings: pages that are respun copies of one another. The method is in docs/siblings.md."""
