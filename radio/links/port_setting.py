"""Gives a pyserial port what the settings of the link say."""

from contextlib import suppress

import serial

from radio.links.base import LinkSettings
from radio.links.port_words import PORT_ERRORS

_PARITY = {"N": serial.PARITY_NONE, "E": serial.PARITY_EVEN, "O": serial.PARITY_ODD}
_CFLAG = 2


def configure(port: serial.Serial, settings: LinkSettings, *, is_pty: bool) -> None:
    """Set rate, format, flow control and what DTR and RTS shall be, before the port is opened."""
    port.baudrate = settings.baud
    # A pty has no parity, and the C library refuses to pretend: EINVAL.
    mode = "8N1" if is_pty else settings.mode
    port.bytesize = int(mode[0])
    port.parity = _PARITY[mode[1]]
    port.stopbits = int(mode[2])
    port.xonxoff = settings.flow == "xonxoff"
    port.rtscts = settings.flow == "rtscts"
    port.dtr = settings.lines.dtr != "off"
    port.rts = settings.lines.rts != "off"


try:
    import fcntl
    import termios
except ImportError:  # Windows: opening is exclusive there, and DTR always drops on close

    def claim(port: serial.Serial) -> None:
        """Nothing is to be done."""
        del port

    def hang_up_on_close(port: serial.Serial, *, hang_up: bool) -> None:
        """Nothing can be done."""
        del port, hang_up

else:

    def claim(port: serial.Serial) -> None:
        """Keep out programs that ask for no lock: whoever opens it now gets EBUSY. On a pty it would outlive us."""
        with suppress(*PORT_ERRORS):
            fcntl.ioctl(port.fileno(), termios.TIOCEXCL)

    def hang_up_on_close(port: serial.Serial, *, hang_up: bool) -> None:
        """Say whether DTR and RTS drop when the port is closed (HUPCL); the driver of the port remembers it."""
        with suppress(*PORT_ERRORS):
            attributes = termios.tcgetattr(port.fileno())
            flags = int(attributes[_CFLAG])
            attributes[_CFLAG] = flags | termios.HUPCL if hang_up else flags & ~termios.HUPCL
            termios.tcsetattr(port.fileno(), termios.TCSANOW, attributes)
