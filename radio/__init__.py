"""Carry a message to an address and say truthfully what became of it. Knows no incident."""
