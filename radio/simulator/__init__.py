"""The far side of a line: device cores with framing of their own, named faults, and a tape of what was accepted."""
