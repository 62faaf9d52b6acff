"""Frozen rows for screens, read on read-only connections."""
