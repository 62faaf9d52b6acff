"""How long octets take on a line."""

BITS_PER_CHARACTER = 10  # start, 7 + parity or 8 data, stop


def line_time_s(octets: int, baud: int) -> float:
    """Return the seconds that `octets` take at `baud` bits a second."""
    return octets * BITS_PER_CHARACTER / baud
