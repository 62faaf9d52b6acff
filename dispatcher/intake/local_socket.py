"""A local socket for JSON lines: each line is answered by one, once it is stored (docs/guide/intake.md)."""

import contextlib
import errno
import logging
import selectors
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dispatcher.domain.calls import Medium
from dispatcher.domain.clock import Clock
from dispatcher.domain.contact_commands import ContactArrived
from dispatcher.domain.contacts import SourceKind
from dispatcher.intake import lines
from dispatcher.intake.config import SocketPart
from dispatcher.intake.door import MOST_ITEMS, Door
from dispatcher.intake.errors import NotStored, Refused, SourceTrouble

_log = logging.getLogger(__name__)

MOST_CONNECTIONS = 32
_LOOK_S = 0.25
_PIECE = 65_536
_MOST_UNREAD = 1_000_000
"""Whoever does not read its answers is let go."""


@dataclass(slots=True, eq=False)
class _Caller:
    line: socket.socket
    heard: bytearray = field(default_factory=bytearray)
    to_say: bytearray = field(default_factory=bytearray)
    skips: bool = False  # the rest of a line that was too long
    left: bool = False


class LocalSocket:
    """Serves callers in turn: what one sends in a piece is stored in a piece."""

    def __init__(self, part: SocketPart, home: Path, clock: Clock) -> None:
        self._part, self._clock = part, clock
        self._path = home / part.path
        self._callers: dict[int, _Caller] = {}
        self.port: int | None = None  # of the loopback, while it is served there

    @property
    def name(self) -> str:
        """Its name in sources.toml."""
        return self._part.name

    @property
    def kind(self) -> SourceKind:
        """A socket."""
        return SourceKind.SOCKET

    @property
    def medium(self) -> Medium:
        """What contacts are that do not say."""
        return self._part.medium

    def run(self, door: Door) -> None:
        """Serve until the door is shut."""
        with contextlib.ExitStack() as stack, selectors.DefaultSelector() as selector:
            stack.callback(self._let_all_go)
            for listener in self._listeners(stack):
                selector.register(listener, selectors.EVENT_READ)
            door.is_up()
            while door.is_open:
                for key, events in selector.select(_LOOK_S):
                    caller = self._callers.get(key.fd)
                    if caller is None:
                        self._accept(selector, key.fileobj)
                    else:
                        self._serve(selector, door, caller, events)

    def _listeners(self, stack: contextlib.ExitStack) -> Iterator[socket.socket]:
        try:
            yield stack.enter_context(self._in_the_home(stack))
            if self._part.port is not None:
                listener = stack.enter_context(socket.create_server(("127.0.0.1", self._part.port)))
                listener.setblocking(False)
                self.port = listener.getsockname()[1]
                yield listener
        except OSError as error:
            raise SourceTrouble(f"{self._path}: {error.strerror or error}") from error

    def _in_the_home(self, stack: contextlib.ExitStack) -> socket.socket:
        """Listen on the file, for its owner alone; what a program that died has left behind is cleared away."""
        if self._path.is_socket():
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
                if probe.connect_ex(str(self._path)) == 0:
                    raise SourceTrouble(f"{self._path}: another program listens there")
            self._path.unlink()
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.setblocking(False)
        try:
            listener.bind(str(self._path))
        except BaseException:
            listener.close()
            raise
        stack.callback(self._path.unlink, missing_ok=True)
        self._path.chmod(0o600)
        listener.listen(MOST_CONNECTIONS)
        return listener

    def _accept(self, selector: selectors.BaseSelector, listener: Any) -> None:
        try:
            line, _address = listener.accept()
        except OSError as error:
            if error.errno not in (errno.EAGAIN, errno.ECONNABORTED):
                raise SourceTrouble(f"{self._path}: {error.strerror}") from error
            return
        line.setblocking(False)
        if len(self._callers) >= MOST_CONNECTIONS:
            with contextlib.suppress(OSError):
                line.send(lines.refused("too many connections; close one, or try again later"))
            line.close()
            return
        self._callers[line.fileno()] = _Caller(line)
        selector.register(line, selectors.EVENT_READ)

    def _serve(self, selector: selectors.BaseSelector, door: Door, caller: _Caller, events: int) -> None:
        if events & selectors.EVENT_READ:
            self._hear(caller)
            self._answer(door, caller)
        self._say(caller)
        if caller.left and not caller.to_say:
            selector.unregister(caller.line)
            del self._callers[caller.line.fileno()]
            caller.line.close()
            return
        wanted = (0 if caller.left else selectors.EVENT_READ) | (selectors.EVENT_WRITE if caller.to_say else 0)
        selector.modify(caller.line, wanted)

    def _hear(self, caller: _Caller) -> None:
        try:
            octets = caller.line.recv(_PIECE)
        except BlockingIOError:
            return
        except OSError:
            octets = b""
        if octets:
            caller.heard += octets
            return
        caller.left = True
        if caller.heard and not caller.skips:
            caller.heard += b"\n"  # the last line needs no end

    def _answer(self, door: Door, caller: _Caller) -> None:
        """Take every whole line that was heard, in order."""
        pending: list[tuple[Mapping[str, Any], ContactArrived]] = []
        for line in self._whole_lines(caller):
            value: dict[str, Any] | None = None
            try:
                value = lines.parsed(line)
                item = lines.told(value, line, self.name, self.medium, self._clock.now())
            except Refused as error:
                self._store(door, caller, pending)
                caller.to_say += lines.refused(error, value)
                continue
            if item is None:
                self._store(door, caller, pending)
                caller.to_say += lines.acknowledged(None, None)
                continue
            pending.append((value, item))
            if len(pending) >= MOST_ITEMS:
                self._store(door, caller, pending)
        self._store(door, caller, pending)

    def _whole_lines(self, caller: _Caller) -> Iterator[bytes]:
        while (end := caller.heard.find(b"\n")) >= 0:
            line = bytes(caller.heard[:end]).strip()
            del caller.heard[: end + 1]
            if caller.skips:
                caller.skips = False
            elif line:
                yield line
        if len(caller.heard) > self._part.most_mb * 1_000_000:
            caller.heard.clear()
            if not caller.skips:
                caller.to_say += lines.refused(f"a line is at most {self._part.most_mb} MB; nothing of it was taken")
            caller.skips = True

    def _store(self, door: Door, caller: _Caller, pending: list[tuple[Mapping[str, Any], ContactArrived]]) -> None:
        if not pending:
            return
        waiting, pending[:] = list(pending), []
        try:
            arrived = door.bring([item for _value, item in waiting])
        except NotStored as error:
            for value, _item in waiting:
                caller.to_say += lines.refused(f"{error}; send it again", value)
            self._say(caller)
            raise
        for (value, _item), one in zip(waiting, arrived, strict=True):
            caller.to_say += lines.acknowledged(value, one)

    def _say(self, caller: _Caller) -> None:
        try:
            while caller.to_say:
                del caller.to_say[: caller.line.send(caller.to_say[:_PIECE])]
        except BlockingIOError:
            if len(caller.to_say) > _MOST_UNREAD:
                _log.warning("%s: a caller does not read its answers and is let go", self.name)
                caller.to_say.clear()
                caller.left = True
        except OSError:
            caller.to_say.clear()
            caller.left = True

    def _let_all_go(self) -> None:
        for caller in self._callers.values():
            caller.line.close()
        self._callers.clear()
