"""Scans of many documents, and everything that talks to the network."""
