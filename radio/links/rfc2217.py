"""A serial port of another computer or of a terminal server, set from here: `rfc2217://host:port` (RFC 2217)."""

from collections.abc import Callable

from radio.errors import LinkLost, LinkUnavailable
from radio.line_clock import LineClock
from radio.links import com_port
from radio.links.base import LinkSettings
from radio.links.com_port import ComPort, escape
from radio.links.flow_watch import CTS_OFF
from radio.links.tcp import WRITE_TIMEOUT_S, TcpLine

AGREE_TIMEOUT_S = 5.0


class RemotePort:
    """One connection to a port server. Fulfils `radio.links.base.Link`. Thread: one; `wake` from any.

    The lines of the far port are what the server tells: CTS is known once it has notified us.
    """

    def __init__(self, settings: LinkSettings) -> None:
        """Raises: ConfigurationError."""
        self._settings = settings
        self._line = TcpLine(settings)
        self._clock = LineClock()
        self._port = ComPort()
        self._early = b""
        self._words = f"the port server at {settings.target.strip('/')}"

    def open(self) -> None:
        """Connect, agree and set the port. Raises: LinkUnavailable."""
        self._line.open()
        self._port, self._early = ComPort(), b""
        try:
            self._agree()
        except BaseException as error:
            self._line.close()
            if isinstance(error, LinkLost):
                raise LinkUnavailable(str(error)) from error
            raise

    def read(self, timeout_s: float | None) -> bytes:
        """Return what the device said. Raises: LinkLost."""
        early, self._early = self._early, b""
        if early:
            return early
        until = None if timeout_s is None else self._clock.monotonic() + timeout_s
        while True:
            raw = self._line.read(None if until is None else max(0.0, until - self._clock.monotonic()))
            data = self._take(raw)
            if data or not raw:
                return data

    def write(self, data: bytes) -> None:
        """Write all, once the far port may send. Raises: LinkLost."""
        self._wait_until_clear(len(data))
        escaped = escape(data)
        try:
            self._line.write(escaped)
        except LinkLost as error:
            left = escaped[len(escaped) - error.unwritten :]
            raise LinkLost(str(error), len(left) - left.count(com_port.IAC)) from error

    def give_up(self) -> None:
        """Take the connection for lost."""
        self._line.give_up()

    def close(self) -> None:
        """End the connection."""
        self._line.close()

    def wake(self) -> None:
        """End a read."""
        self._line.wake()

    # --- setting the port ----------------------------------------------------------------------------

    def _agree(self) -> None:
        port = self._port
        port.begin()
        self._listen_for(lambda: port.agreed is not None, "does not speak RFC 2217: use socket:// for a plain port")
        if not port.agreed:
            raise LinkUnavailable(f"{self._words} lends its port without RFC 2217: use socket://, or allow it there")
        wanted = self._ask()
        self._listen_for(
            lambda: all(command in port.answers for command in wanted),
            f"did not set the port within {AGREE_TIMEOUT_S:g} s: is it taken by another program?",
        )
        for command, value in wanted.items():
            if port.answers[command][: len(value)] != value:
                raise LinkUnavailable(
                    f"{self._words} does not take baud={self._settings.baud} mode={self._settings.mode}: "
                    "set the link as that port can"
                )

    def _ask(self) -> dict[int, bytes]:
        """Ask for everything, and return what has to be confirmed."""
        settings, port = self._settings, self._port
        wanted = {
            com_port.SET_BAUD: settings.baud.to_bytes(4, "big"),
            com_port.SET_DATA_SIZE: bytes([int(settings.mode[0])]),
            com_port.SET_PARITY: bytes([com_port.PARITY[settings.mode[1]]]),
            com_port.SET_STOP_SIZE: bytes([int(settings.mode[2])]),
        }
        port.ask(com_port.PURGE, b"\x03")  # both buffers; what comes before the answers is old
        # Servers answer these in different ways, and some not at all: asked for, not insisted on.
        controls = [com_port.FLOW_CONTROL[settings.flow]]
        controls.append(com_port.DTR_OFF if settings.lines.dtr == "off" else com_port.DTR_ON)
        if settings.flow != "rtscts":
            controls.append(com_port.RTS_OFF if settings.lines.rts == "off" else com_port.RTS_ON)
        for control in controls:
            port.ask(com_port.SET_CONTROL, bytes([control]))
        port.ask(com_port.SET_MODEM_STATE_MASK, b"\xff")
        if settings.flow == "rtscts":
            port.ask(com_port.NOTIFY_MODEM_STATE, b"")
        for command, value in wanted.items():
            port.ask(command, value)
        return wanted

    def _listen_for(self, is_there: Callable[[], bool], words: str) -> None:
        until = self._clock.monotonic() + AGREE_TIMEOUT_S
        while not is_there():
            self._line.write(self._port.take_bytes())
            left_s = until - self._clock.monotonic()
            if left_s <= 0:
                raise LinkUnavailable(f"{self._words} {words}")
            self._take(self._line.read(left_s))

    # --- while it is open ----------------------------------------------------------------------------

    def _take(self, raw: bytes) -> bytes:
        data = self._port.receive(raw)
        answer = self._port.take_bytes()
        if answer:
            self._line.write(answer)
        return data

    def _wait_until_clear(self, length: int) -> None:
        until = self._clock.monotonic() + WRITE_TIMEOUT_S
        while words := self._obstacle():
            left_s = until - self._clock.monotonic()
            if left_s <= 0:
                raise LinkLost(f"{self._words} took nothing for {WRITE_TIMEOUT_S:g} s: {words}", length)
            self._early += self._take(self._line.read(left_s))

    def _obstacle(self) -> str:
        state = self._port.modem_state
        if self._settings.flow == "rtscts" and state is not None and not state & com_port.CTS:
            return CTS_OFF
        return "it asks us to wait: its device takes nothing" if self._port.is_suspended else ""
