"""Everything that needs a language library or model. Each module imports its library lazily and says so when it is absent."""
