"""Bytes of the line as a radio engineer reads them: hex beside decoded text."""

_CONTROLS = (
    "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS", "HT", "LF", "VT", "FF", "CR", "SO", "SI", "DLE",
    "DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB", "CAN", "EM", "SUB", "ESC", "FS", "GS", "RS", "US",
)  # fmt: skip
BYTES_PER_LINE = 16


def decoded(data: bytes) -> str:
    """Write bytes readably: `<STX>PG1<CR>`."""
    return "".join(_character(byte) for byte in data)


def wire_lines(direction: str, data: bytes, per_line: int = BYTES_PER_LINE) -> tuple[str, ...]:
    """Return a dump: direction, hex and text, so many bytes a line."""
    chunks = [data[start : start + per_line] for start in range(0, len(data), per_line)]
    return tuple(f"{direction:>3}  {chunk.hex(' '):<{per_line * 3}} {decoded(chunk)}" for chunk in chunks)


def _character(byte: int) -> str:
    if byte < len(_CONTROLS):
        return f"<{_CONTROLS[byte]}>"
    if byte < 127:
        return chr(byte)
    return f"<{byte:02X}>"
