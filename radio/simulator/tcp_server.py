"""Puts a simulated device behind a TCP port, as a terminal server would. Runs on the caller's thread."""

import contextlib
import socket

from radio.errors import ConfigurationError, LinkUnavailable
from radio.simulator.device import Device
from radio.simulator.order_input import OrderInput
from radio.simulator.paced_line import PacedLine
from radio.simulator.serving import DeviceServer


class TcpServer(DeviceServer):
    """Serves one device to one client at a time; a second one is turned away. A pulled plug closes the port too."""

    def __init__(
        self, device: Device, address: tuple[str, int], line: PacedLine, orders: OrderInput | None = None
    ) -> None:
        """Port 0 takes a free one. Raises: LinkUnavailable when the port cannot be had."""
        self._address = address
        self._listener: socket.socket | None = None
        self._client: socket.socket | None = None
        super().__init__(device, line, orders)

    @property
    def url(self) -> str:
        """Where it listens, with the port that was taken."""
        host, port = self._address
        return f"tcp://[{host}]:{port}" if ":" in host else f"tcp://{host}:{port}"

    def _plug_in(self) -> None:
        host, port = self._address
        try:
            family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
            self._listener = socket.create_server((host, port), family=family)
        except OSError as error:
            raise LinkUnavailable(f"{host}:{port} cannot be listened on: {error.strerror or error}") from error
        self._address = (host, self._listener.getsockname()[1])
        self._listener.setblocking(False)

    def _pull(self) -> None:
        self._hang_up()
        listener, self._listener = self._listener, None
        if listener is not None:
            listener.close()

    def _descriptors(self) -> list[int]:
        return [end.fileno() for end in (self._listener, self._client) if end is not None]

    def _read(self, ready: list[int]) -> bytes:
        client = self._client
        if self._listener is not None and self._listener.fileno() in ready:
            self._answer(self._listener)
        if client is None or client.fileno() not in ready:
            return b""
        try:
            data = client.recv(4096)
        except (BlockingIOError, InterruptedError):
            return b""
        except OSError:
            data = b""
        if not data:
            self._hang_up()
        return data

    def _write(self, data: bytes) -> None:
        if self._client is None:
            return
        try:
            self._client.send(data)
        except BlockingIOError:
            pass  # the client does not read: lost
        except OSError:
            self._hang_up()

    def _answer(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            client, _ = listener.accept()
            if self._client is not None:
                client.close()
                return
            client.setblocking(False)
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._client = client

    def _hang_up(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()


def parse_address(text: str) -> tuple[str, int]:
    """Read HOST:PORT, [::1]:PORT included. Raises: ConfigurationError."""
    host, colon, port = text.removeprefix("tcp://").rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not colon or not host or not port.isdecimal() or int(port) > 65_535:
        raise ConfigurationError(f"{text!r}: write HOST:PORT, such as 127.0.0.1:0 for any free port")
    return host, int(port)
