"""Devices: a protocol, its link settings, what it can carry, and what its receipts mean."""
