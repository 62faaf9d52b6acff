"""A terminal server on 127.0.0.1 with one device behind it, which can be cut, restarted, deaf, and hold CTS.

RFC 2217 is spoken by pyserial's PortManager, so that our client is not tested against its own mistakes.
"""

import contextlib
import select
import socket
import struct
import threading
from collections.abc import Callable
from types import TracebackType

from serial import rfc2217

from radio.line_clock import LineClock
from radio.simulator.pty_server import Device

PATIENCE_S = 10.0
LONGEST_TURN_S = 1.0


class FarPort:
    """The serial port in the server: what it was set to, and the lines that its device drives."""

    def __init__(self) -> None:
        self.baudrate, self.bytesize, self.parity, self.stopbits = 9600, 8, "N", 1
        self.xonxoff = self.rtscts = False
        self.dtr = self.rts = False
        self.cts = self.dsr = self.cd = True
        self.ri = False
        self.lines_seen: list[tuple[str, bool]] = []
        self.purged = 0
        self.refuses_baud = False

    def __setattr__(self, name: str, value: object) -> None:
        if name == "baudrate" and getattr(self, "refuses_baud", False) and value != 9600:
            raise ValueError("not this one")
        if name in ("dtr", "rts") and hasattr(self, "lines_seen"):
            self.lines_seen.append((name, bool(value)))
        super().__setattr__(name, value)

    def reset_input_buffer(self) -> None:
        self.purged += 1

    def reset_output_buffer(self) -> None:
        self.purged += 1

    @property
    def mode(self) -> str:
        return f"{self.bytesize}{self.parity}{self.stopbits}"


class _Client:
    """One connection, plain or RFC 2217."""

    def __init__(self, connection: socket.socket, port: FarPort | None) -> None:
        self.socket = connection
        self._held = b""
        self._port = port
        self._manager = None if port is None else rfc2217.PortManager(port, self)

    def write(self, data: bytes) -> None:
        """What PortManager calls to send."""
        self.socket.sendall(data)

    def say(self, data: bytes) -> None:
        self.write(data if self._manager is None else b"".join(self._manager.escape(data)))

    def heard(self, data: bytes) -> bytes:
        """Return what passes the port's flow control now."""
        if self._manager is None or self._port is None:
            return data
        self._held += b"".join(self._manager.filter(data))
        self._manager.check_modem_lines()
        if self._port.rtscts and not self._port.cts:
            return b""
        passed, self._held = self._held, b""
        return passed

    def close(self, *, abort: bool) -> None:
        if abort:
            with contextlib.suppress(OSError):
                self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()


class PortServer:
    """Serves in a thread while `started`; one client at a time, as a serial port does."""

    def __init__(self, device: Device | None = None, *, rfc2217: bool = False) -> None:
        self.far = FarPort() if rfc2217 else None
        self.connections = 0
        self.heard = bytearray()
        self.number = 0
        self.turns = 0
        self._is_deaf = False
        self._device = device
        self._clock = LineClock()
        self._changed = threading.Condition()
        self._client: _Client | None = None
        self._cut: bool | None = None
        self._listener: socket.socket | None = None
        self._thread: threading.Thread | None = None
        self._ends = socket.socketpair()
        self.start()

    @property
    def url(self) -> str:
        return f"{'socket' if self.far is None else 'rfc2217'}://127.0.0.1:{self.number}"

    def start(self) -> None:
        """Listen, after the first time at the same port number."""
        self._listener = socket.create_server(("127.0.0.1", self.number))
        self.number = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, name="port-server")
        self._thread.start()

    def stop(self) -> None:
        """Be switched off: nobody listens, and the client is cut off."""
        listener, self._listener = self._listener, None
        self._wake()
        if self._thread is not None:
            self._thread.join(PATIENCE_S)
            assert not self._thread.is_alive()
        if listener is not None:
            listener.close()

    def drop(self, *, abort: bool = True) -> None:
        """Cut the client off, by a reset or by an orderly end."""
        self._cut = abort
        self._wake()

    def set_deaf(self, *, on: bool) -> None:
        """Take connections and read nothing of them; in force when this returns."""
        self._is_deaf = on
        before = self.turns
        self._wake()
        self.wait(lambda: self.turns > before)

    def wait_free(self) -> None:
        """Wait until the client has gone."""
        self.wait(lambda: self._client is None)

    def set_cts(self, *, on: bool) -> None:
        """Let the device say stop or go on."""
        assert self.far is not None
        self.far.cts = on
        self._wake()

    def wait(self, reached: Callable[[], object]) -> None:
        """Wait for what happens in the server."""
        with self._changed:
            assert self._changed.wait_for(reached, PATIENCE_S), "not reached"

    def close(self) -> None:
        self.stop()
        for end in self._ends:
            end.close()

    def __enter__(self) -> "PortServer":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _wake(self) -> None:
        self._ends[1].send(b".")

    def _serve(self) -> None:
        while self._listener is not None:
            self._turn(self._listener)
            with self._changed:
                self.turns += 1
                self._changed.notify_all()
        self._leave(abort=True)

    def _turn(self, listener: socket.socket) -> None:
        client = self._client
        watched = [self._ends[0]]
        if client is None:
            watched.append(listener)
        elif not self._is_deaf:
            watched.append(client.socket)
        readable = select.select(watched, [], [], self._wait_s())[0]
        if self._ends[0] in readable:
            self._ends[0].recv(64)
        if listener in readable:
            self._client = _Client(listener.accept()[0], self.far)
            self.connections += 1
        if self._cut is not None:
            abort, self._cut = self._cut, None
            self._leave(abort=abort)
        elif client is not None and not self._is_deaf:
            try:
                self._exchange(client, client.socket.recv(4096) if client.socket in readable else None)
            except OSError:
                self._leave(abort=False)

    def _wait_s(self) -> float:
        due = None if self._device is None else self._device.deadline()
        return LONGEST_TURN_S if due is None else max(0.0, min(LONGEST_TURN_S, due - self._clock.monotonic()))

    def _exchange(self, client: _Client, data: bytes | None) -> None:
        if data == b"":
            self._leave(abort=False)
            return
        passed = client.heard(data or b"")
        self.heard += passed
        if self._device is None:
            return
        now = self._clock.monotonic()
        if passed:
            self._device.receive(passed, now)
        self._device.tick(now)
        said = self._device.take_bytes()
        if said:
            client.say(said)

    def say(self, data: bytes) -> None:
        """Let the device speak of its own accord. Thread: a test's, while the client is quiet."""
        self.wait(lambda: self._client is not None)
        assert self._client is not None
        self._client.say(data)

    def _leave(self, *, abort: bool) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close(abort=abort)
