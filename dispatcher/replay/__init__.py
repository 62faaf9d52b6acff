"""Play a file of real calls through the whole system, and count the truth on the far side."""
