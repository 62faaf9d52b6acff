"""A serial port without hardware: its modem lines, its buffers and its ways to fail are set by a test."""

import threading

import serial


class FakePort:
    """What of pyserial's port a link uses, as pyserial has it on Windows: a wake before a read is forgotten."""

    def __init__(self) -> None:
        self.baudrate, self.bytesize, self.parity, self.stopbits = 0, 0, "", 0
        self.xonxoff = self.rtscts = self.exclusive = False
        self.write_timeout: float | None = None
        self.timeout: float | None = None
        self.dtr = self.rts = True
        self.cts = True
        self.in_waiting = 0
        self.out_waiting = 0
        self.written = b""
        self.takes: int | None = None  # octets it takes until its buffer is full
        self.error: Exception | None = None  # raised by whatever is called next
        self.history: list[str] = []
        self.heard = threading.Condition()
        self.hangs_in: str = ""
        self.released = threading.Event()

    def open(self) -> None:
        self._do("open")

    def close(self) -> None:
        self._do("close")

    def reset_input_buffer(self) -> None:
        self.history.append("drain in")

    def reset_output_buffer(self) -> None:
        self.history.append("drain out")

    def fileno(self) -> int:
        raise OSError("no descriptor")

    def write(self, data: bytes) -> int:
        self._do("write")
        if self.takes is not None and len(self.written) + len(data) > self.takes:
            raise serial.SerialTimeoutException("Write timeout")
        self.written += data
        return len(data)

    def read(self, size: int) -> bytes:
        self._do("read")
        del size
        with self.heard:
            self.heard.wait_for(lambda: False, self.timeout)
        return b""

    def _do(self, what: str) -> None:
        self.history.append(what)
        if what == self.hangs_in:
            self.released.wait(10.0)
        if self.error is not None and what != "close":
            raise self.error
