"""As much of the X protocol as a test needs to sit at a display: keys, windows, pixels. Standard library only."""

import socket
import struct
from dataclasses import dataclass

_KEY_PRESS, _KEY_RELEASE = 2, 3
_AUTO_REPEAT_MODE = 0x80
_VIEWABLE = 2
_CLIENT_MESSAGE = 33
_Z_PIXMAP, _ALL_PLANES = 2, 0xFFFFFFFF
_REPLY_TIMEOUT_S = 10.0

_NAMED_KEYS = {
    "Return": 0xFF0D, "Tab": 0xFF09, "Escape": 0xFF1B, "BackSpace": 0xFF08, "space": 0x20,
    "Left": 0xFF51, "Up": 0xFF52, "Right": 0xFF53, "Down": 0xFF54,
    "shift": 0xFFE1, "ctrl": 0xFFE3, "alt": 0xFFE9,
    **{f"F{number}": 0xFFBD + number for number in range(1, 13)},
}  # fmt: skip


class DisplayError(Exception):
    """The display refused something."""


@dataclass(frozen=True)
class Window:
    """A window that can be seen, and where."""

    id: int
    width: int
    height: int


class X11:
    """One connection to a display of this machine. Requests are answered in order; events are not asked for."""

    def __init__(self, number: int) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.settimeout(_REPLY_TIMEOUT_S)
        self._socket.connect(f"/tmp/.X11-unix/X{number}")
        self._set_up()
        self._xtest = self._extension("XTEST")
        self._keys = self._read_keyboard()
        # A key held for long by a slow machine must not become many.
        self._send(102, 0, struct.pack("<II", _AUTO_REPEAT_MODE, 0))
        self.sync()

    def close(self) -> None:
        """Leave the display."""
        self._socket.close()

    def press(self, chord: str) -> None:
        """Press keys together, such as `ctrl+Return` or `F3`."""
        codes = [self._keys[_keysym(name)][0] for name in chord.split("+")]
        self._strike(codes)

    def type(self, text: str) -> None:
        """Type a text, one key after the other."""
        shift = self._keys[_NAMED_KEYS["shift"]][0]
        for letter in text:
            code, shifted = self._keys[_keysym(letter)]
            self._strike([shift, code] if shifted else [code])

    def windows(self) -> list[Window]:
        """Return the windows that can be seen, without those that place themselves (lists, tips)."""
        reply = self._ask(15, 0, struct.pack("<I", self.root))
        count = struct.unpack_from("<H", reply, 16)[0]
        children = struct.unpack_from(f"<{count}I", reply, 32)
        return [window for child in children if (window := self._window(child)) is not None]

    def place(self, window: Window, width: int, height: int) -> None:
        """Put a window over the screen and give it the keyboard, as a window manager does."""
        self._send(12, 0, struct.pack("<IHxxiiII", window.id, 0b1111, 0, 0, width, height))
        self._send(42, 1, struct.pack("<II", window.id, 0))
        self.sync()

    def ask_to_close(self, window: Window) -> None:
        """Tell a window that the person wants it closed, as a window manager's cross does."""
        protocols, delete = self._atom("WM_PROTOCOLS"), self._atom("WM_DELETE_WINDOW")
        event = struct.pack("<BBHIIIIIII", _CLIENT_MESSAGE, 32, 0, window.id, protocols, delete, 0, 0, 0, 0)
        self._send(25, 0, struct.pack("<II", window.id, 0) + event)
        self.sync()

    def pixels(self) -> bytes:
        """Return the whole screen, four bytes a pixel: blue, green, red and one that means nothing."""
        reply = self._ask(73, _Z_PIXMAP, struct.pack("<IhhHHI", self.root, 0, 0, self.width, self.height, _ALL_PLANES))
        return reply[32:]

    def sync(self) -> None:
        """Return when everything so far is done."""
        self._ask(43, 0, b"")

    # --- the wire ------------------------------------------------------------------------------------

    def _strike(self, codes: list[int]) -> None:
        events = [(_KEY_PRESS, code) for code in codes] + [(_KEY_RELEASE, code) for code in reversed(codes)]
        for kind, code in events:
            self._send(self._xtest, 2, struct.pack("<BBxxII8xhh7xB", kind, code, 0, self.root, 0, 0, 0))
        self.sync()

    def _window(self, window: int) -> Window | None:
        attributes = self._ask(3, 0, struct.pack("<I", window))
        seen, places_itself = attributes[26] == _VIEWABLE, bool(attributes[27])
        if not seen or places_itself:
            return None
        width, height = struct.unpack_from("<HH", self._ask(14, 0, struct.pack("<I", window)), 16)
        return Window(window, width, height)

    def _set_up(self) -> None:
        self._socket.sendall(struct.pack("<BxHHHHxx", ord("l"), 11, 0, 0, 0))
        status, length = struct.unpack("<BxxxxxH", self._read(8))
        body = self._read(length * 4)
        if status != 1:
            raise DisplayError(f"the display does not let us in: {body!r}")
        vendor, formats = struct.unpack_from("<H", body, 16)[0], body[21]
        self._first_code, self._last_code = body[26], body[27]
        screen = 32 + (vendor + 3) // 4 * 4 + 8 * formats
        self.root: int = struct.unpack_from("<I", body, screen)[0]
        self.width, self.height = struct.unpack_from("<HH", body, screen + 20)

    def _atom(self, name: str) -> int:
        reply = self._ask(16, 0, struct.pack("<Hxx", len(name)) + _padded(name))
        return struct.unpack_from("<I", reply, 8)[0]

    def _extension(self, name: str) -> int:
        reply = self._ask(98, 0, struct.pack("<Hxx", len(name)) + _padded(name))
        if not reply[8]:
            raise DisplayError(f"the display has no {name}")
        return reply[9]

    def _read_keyboard(self) -> dict[int, tuple[int, bool]]:
        """Return keysym -> (key, whether with shift)."""
        count = self._last_code - self._first_code + 1
        reply = self._ask(101, 0, struct.pack("<BBxx", self._first_code, count))
        per_key = reply[1]
        keysyms = struct.unpack_from(f"<{per_key * count}I", reply, 32)
        found: dict[int, tuple[int, bool]] = {}
        for column in (0, 1):
            for place in range(count):
                found.setdefault(keysyms[place * per_key + column], (self._first_code + place, column == 1))
        return found

    def _send(self, opcode: int, detail: int, body: bytes) -> None:
        self._socket.sendall(struct.pack("<BBH", opcode, detail, 1 + len(body) // 4) + body)

    def _ask(self, opcode: int, detail: int, body: bytes) -> bytes:
        self._send(opcode, detail, body)
        while True:
            head = self._read(32)
            if head[0] == 0:
                raise DisplayError(f"request {head[10]} was refused with error {head[1]}")
            if head[0] == 1:
                return head + self._read(struct.unpack_from("<I", head, 4)[0] * 4)

    def _read(self, count: int) -> bytes:
        data = bytearray()
        while len(data) < count:
            piece = self._socket.recv(count - len(data))
            if not piece:
                raise DisplayError("the display has gone")
            data += piece
        return bytes(data)


def _padded(name: str) -> bytes:
    return name.encode("ascii").ljust((len(name) + 3) // 4 * 4, b"\0")


def _keysym(name: str) -> int:
    if name in _NAMED_KEYS:
        return _NAMED_KEYS[name]
    if len(name) == 1 and " " <= name <= "~":
        return ord(name)
    raise DisplayError(f"there is no key for {name!r}")
