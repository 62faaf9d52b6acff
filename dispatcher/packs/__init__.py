"""Load and validate a configuration pack: TOML that a supervisor can read."""
