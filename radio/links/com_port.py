"""The client's side of Telnet Com Port Control (RFC 2217), sans-IO: octets of the connection in and out.

Simulators and tests use pyserial's server; this shares no code with it.
"""

from dataclasses import dataclass

_SE, _SB, _WILL, _WONT, _DO, _DONT, _IAC = 240, 250, 251, 252, 253, 254, 255
IAC = bytes([_IAC])
_BINARY, _SUPPRESS_GO_AHEAD, COM_PORT = 0, 3, 44
_WANTED = (COM_PORT, _BINARY, _SUPPRESS_GO_AHEAD)

SET_BAUD, SET_DATA_SIZE, SET_PARITY, SET_STOP_SIZE, SET_CONTROL = 1, 2, 3, 4, 5
NOTIFY_MODEM_STATE, SET_MODEM_STATE_MASK, PURGE = 7, 11, 12
_SUSPEND, _RESUME = 8, 9
_ANSWER = 100  # a server's command is the client's plus this
FLOW_CONTROL = {"none": 1, "xonxoff": 2, "rtscts": 3}
DTR_ON, DTR_OFF, RTS_ON, RTS_OFF = 8, 9, 11, 12
PARITY = {"N": 1, "O": 2, "E": 3}
CTS = 16
_LONGEST = 64  # octets of one sub-negotiation; a signature may be longer and is cut


@dataclass(slots=True)
class _Reading:
    """Where in the stream we are."""

    after_iac: bool = False
    verb: int | None = None
    inside: bytearray | None = None  # of a sub-negotiation


class ComPort:
    """What one connection agreed on, and what the server tells of its port."""

    def __init__(self) -> None:
        self.agreed: bool | None = None  # None: not answered yet
        self.answers: dict[int, bytes] = {}
        self.modem_state: int | None = None  # bits of section 4 of the RFC; None: never told
        self.is_suspended = False
        self._asked: set[tuple[int, int]] = set()
        self._reading = _Reading()
        self._out = bytearray()

    def begin(self) -> None:
        """Offer what we need: the com port option, and eight clean bits both ways."""
        for option in _WANTED:
            self._say(_WILL, option)
        for option in (_BINARY, _SUPPRESS_GO_AHEAD):
            self._say(_DO, option)

    def ask(self, command: int, value: bytes) -> None:
        """Ask the server to set something; its answer will be in `answers` under the same number."""
        self.answers.pop(command, None)
        self._out += IAC + bytes([_SB, COM_PORT, command]) + escape(value) + IAC + bytes([_SE])

    def take_bytes(self) -> bytes:
        """Return what is to be sent, once."""
        out = bytes(self._out)
        self._out.clear()
        return out

    def receive(self, data: bytes) -> bytes:
        """Take octets of the connection and return those of the device."""
        reading = self._reading
        if IAC not in data and not reading.after_iac and reading.verb is None and reading.inside is None:
            return data
        device = bytearray()
        for octet in data:
            plain = self._take(octet)
            if plain:
                (device if reading.inside is None else reading.inside).append(octet)
                if reading.inside is not None:
                    del reading.inside[_LONGEST:]
        return bytes(device)

    def _take(self, octet: int) -> bool:
        """Take one octet; True when it is plain data, of the device or of a sub-negotiation."""
        reading = self._reading
        if reading.verb is not None:
            self._negotiate(reading.verb, octet)
            reading.verb = None
        elif reading.after_iac:
            reading.after_iac = False
            if octet in (_WILL, _WONT, _DO, _DONT):
                reading.verb = octet
            elif octet == _SB:
                reading.inside = bytearray()
            elif octet == _SE and reading.inside is not None:
                inside, reading.inside = bytes(reading.inside), None
                self._told(inside)
            return octet == _IAC
        elif octet == _IAC:
            reading.after_iac = True
        else:
            return True
        return False

    def _negotiate(self, verb: int, option: int) -> None:
        if option == COM_PORT:
            if verb in (_DO, _WILL):  # servers say yes by one of them, or by both
                self.agreed = True
            elif verb == _DONT and self.agreed is None:
                self.agreed = False
        if verb in (_DO, _WILL):
            yes, no = (_WILL, _WONT) if verb == _DO else (_DO, _DONT)
            self._say(yes if option in _WANTED else no, option)

    def _say(self, verb: int, option: int) -> None:
        """Say it once: what was asked for already is not answered again, or two ends would greet for ever."""
        if (verb, option) not in self._asked:
            self._asked.add((verb, option))
            self._out += bytes([_IAC, verb, option])

    def _told(self, inside: bytes) -> None:
        if len(inside) < 2 or inside[0] != COM_PORT:
            return
        command, value = inside[1] - _ANSWER, inside[2:]
        if command == NOTIFY_MODEM_STATE and value:
            self.modem_state = value[0]
        elif command in (_SUSPEND, _RESUME):
            self.is_suspended = command == _SUSPEND
        else:
            self.answers[command] = value


def escape(data: bytes) -> bytes:
    """Double what would be read as a command."""
    return data.replace(IAC, IAC + IAC)
