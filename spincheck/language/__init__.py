"""Everything that needs a language library or model. Libraries are imported lazily; absence is reported."""
