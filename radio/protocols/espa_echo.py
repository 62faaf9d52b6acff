"""Drops what a half-duplex line says back. Only a profile with `echo` uses it.

A line that echoes without it is safe as well: an enquiry of ours is to another address, and a block is read whole.
"""

# One block and a few enquiries; what was not echoed until then will not be.
MAX_EXPECTED = 1024


class EchoFilter:
    """Knows what we said and takes it out of what is heard, while the two agree."""

    def __init__(self) -> None:
        self._expected = bytearray()

    def expect(self, data: bytes) -> None:
        """Note what we say."""
        self._expected += data
        del self._expected[:-MAX_EXPECTED]

    def without_echo(self, data: bytes) -> bytes:
        """Return what others said. The first octet that is no echo ends the expectation."""
        for index, octet in enumerate(data):
            if not self._expected or (self._expected[0] ^ octet) & 0x7F:
                self._expected.clear()
                return data[index:]
            del self._expected[0]
        return b""
