"""Serial ports: modem lines and flow control on a port without hardware, locks and unplugging on pseudo terminals."""

import array
import errno
import fcntl
import os
import subprocess
import termios
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
import serial

from radio.errors import ConfigurationError, LinkLost, LinkUnavailable
from radio.links import bounded, flow_watch, port_holder, port_names, serial_port
from radio.links.base import DTR_POLICIES, RTS_POLICIES, parse_link
from radio.links.port_holder import LockFile, holder_of
from radio.links.port_names import resolve_port
from radio.links.port_words import gone_words, unavailable
from radio.links.serial_port import SerialPort
from radio.message import World
from radio.protocols import profile_values
from tests.helpers.fake_port import FakePort

TIOCGEXCL = 0x80045440


def port_on(fake: FakePort | list[FakePort], options: str = "", tmp_path: Path | None = None) -> SerialPort:
    fakes = iter(fake) if isinstance(fake, list) else iter(lambda: fake, None)
    settings = parse_link(f"serial:COM7{options}", World.LIVE)
    make = cast("Callable[[str], Any]", lambda _device: next(fakes))
    return SerialPort(settings, make, tmp_path or Path("/does/not/exist"))


def opened(fake: FakePort, options: str = "") -> SerialPort:
    port = port_on(fake, options)
    port.open()
    return port


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flow_watch, "WRITE_TIMEOUT_S", 0.05)
    for name in ("OPEN_TIMEOUT_S", "CLOSE_TIMEOUT_S"):
        monkeypatch.setattr(serial_port, name, 0.05)


# --- settings and modem lines --------------------------------------------------------------------------


def test_port_is_set_before_it_is_opened_and_drained_after() -> None:
    fake = FakePort()
    opened(fake, "?baud=300&mode=7E1&flow=xonxoff&dtr=off&rts=off")
    assert (fake.baudrate, fake.bytesize, fake.parity, fake.stopbits) == (300, 7, "E", 1)
    assert (fake.xonxoff, fake.rtscts, fake.exclusive) == (True, False, True)
    assert (fake.dtr, fake.rts) == (False, False)
    assert fake.write_timeout == flow_watch.WRITE_TIMEOUT_S
    assert fake.history == ["open", "drain in", "drain out"]


def test_lines_are_on_unless_somebody_says_otherwise() -> None:
    for options in ("", "?dtr=hold", "?dtr=on&rts=on"):
        fake = FakePort()
        fake.dtr = fake.rts = False
        opened(fake, options)
        assert (fake.dtr, fake.rts) == (True, True)


def test_profiles_and_links_know_the_same_policies() -> None:
    assert (profile_values.DTR_POLICIES, profile_values.RTS_POLICIES) == (DTR_POLICIES, RTS_POLICIES)


# --- flow control --------------------------------------------------------------------------------------


@pytest.mark.usefixtures("quick")
def test_cts_that_stays_off_is_named_and_nothing_has_left() -> None:
    fake = FakePort()
    fake.cts = False
    port = opened(fake, "?flow=rtscts")
    with pytest.raises(LinkLost, match="CTS is off, check the handset cable or turn flow control off") as caught:
        port.write(b"never")
    assert caught.value.unwritten == 5
    assert fake.written == b""


def test_cts_that_comes_lets_the_text_pass() -> None:
    fake = FakePort()
    fake.cts = False
    port = opened(fake, "?flow=rtscts")
    release = threading.Timer(0.05, setattr, (fake, "cts", True))
    release.start()
    port.write(b"text")
    release.join()
    assert fake.written == b"text"


@pytest.mark.usefixtures("quick")
def test_cts_that_drops_behind_the_text_is_noticed_although_the_driver_took_it() -> None:
    fake = FakePort()
    port = opened(fake, "?flow=rtscts&baud=115200")
    port.write(b"text")
    fake.out_waiting, fake.cts = 4, False
    with pytest.raises(LinkLost, match="CTS is off"):
        assert [port.read(0.02) for _ in range(100)] == []
    port.close()
    assert fake.history[-2:] == ["drain out", "close"]  # or it would leave when CTS comes back, after we gave up


@pytest.mark.usefixtures("quick")
def test_cts_is_not_asked_where_nobody_wired_it() -> None:
    fake = FakePort()
    fake.cts, fake.out_waiting = False, 4
    port = opened(fake)
    port.write(b"text")
    assert port.read(0.0) == b""
    assert fake.written == b"text"


@pytest.mark.parametrize(
    ("options", "words"),
    [("?flow=xonxoff", "said stop .XOFF. and never go on"), ("", "check cable and flow control")],
)
def test_full_buffer_tells_what_surely_stayed_behind(options: str, words: str) -> None:
    fake = FakePort()
    fake.takes = 64
    port = opened(fake, options)
    with pytest.raises(LinkLost, match=words) as caught:
        port.write(b"x" * 100)
    assert len(fake.written) == 64
    assert caught.value.unwritten == 4  # 32 more were with the driver when it gave up


@pytest.mark.parametrize("error", [serial.SerialException("x"), TypeError("closed"), termios.error(5, "x")])
def test_every_kind_of_error_is_a_lost_link(error: Exception) -> None:
    fake = FakePort()
    port = opened(fake)
    fake.error = error
    with pytest.raises(LinkLost, match="the port COM7 is gone"):
        port.write(b"x")
    with pytest.raises(LinkLost, match="the port COM7 is gone"):
        port.read(1.0)


def test_wake_before_a_read_is_kept_where_the_driver_forgets_it() -> None:
    port = opened(FakePort())
    port.wake()
    assert port.read(30.0) == b""
    waker = threading.Timer(0.02, port.wake)
    waker.start()
    assert port.read(30.0) == b""
    waker.join()


# --- open and close that hang --------------------------------------------------------------------------


def _opening() -> set[threading.Thread]:
    return {thread for thread in threading.enumerate() if thread.name == "radio-open"}


@pytest.mark.usefixtures("quick")
def test_open_that_hangs_is_bounded_and_never_begun_beside_itself() -> None:
    stuck, good = FakePort(), FakePort()
    stuck.hangs_in = "open"
    port = port_on([stuck, good])
    opening = _opening()
    for _ in range(5):
        with pytest.raises(LinkUnavailable, match=r"did not open within 0.05 s: unplug it"):
            port.open()
    released = _opening() - opening
    assert len(released) == 1
    assert stuck.history == ["open"]
    stuck.released.set()
    for thread in released:
        thread.join(5.0)
    assert stuck.history[-1] == "close"  # it came when nobody waited
    port.open()
    assert good.history[0] == "open"


def test_open_that_comes_late_is_taken_when_it_is_waited_for_again() -> None:
    begun: list[str] = []
    gate = threading.Event()

    def opening() -> str:
        begun.append("port")
        gate.wait(10.0)
        return "port"

    discarded: list[str] = []
    bounded_opening = bounded.BoundedOpening(discarded.append)
    assert bounded_opening.open(opening, 0.0) is None
    threading.Timer(0.02, gate.set).start()
    assert bounded_opening.open(opening, 10.0) == "port"
    assert bounded_opening.open(opening, 10.0) == "port"
    assert (len(begun), discarded) == (2, [])


def test_wake_ends_an_open_that_hangs() -> None:
    stuck = FakePort()
    stuck.hangs_in = "open"
    port = port_on(stuck)
    for _ in range(2):
        waker = threading.Timer(0.05, port.wake)
        waker.start()
        with pytest.raises(LinkUnavailable, match="has not opened yet"):
            port.open()
        waker.join()
    threading.Timer(0.05, stuck.released.set).start()
    port.open()  # still the first
    assert stuck.history == ["open", "drain in", "drain out"]


def test_last_words_leave_before_the_port_is_closed() -> None:
    fake = FakePort()
    port = opened(fake)
    fake.out_waiting = 5
    threading.Timer(0.05, setattr, (fake, "out_waiting", 0)).start()
    port.close()
    assert fake.out_waiting == 0
    assert fake.history == ["open", "drain in", "drain out", "close"]


def test_simulator_reads_the_last_words_although_it_is_slow() -> None:
    master, slave = os.openpty()
    port = port_at(Path(os.ttyname(slave)))
    port.open()
    port.write(b"\x04\r")
    port.close()
    assert os.read(master, 16) == b"\x04\r"
    os.close(master)
    os.close(slave)


def test_octets_that_cannot_leave_hold_no_close_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serial_port, "LAST_WORDS_S", 0.05)
    fake = FakePort()
    port = opened(fake)
    fake.out_waiting = 5
    port.close()
    assert fake.history[-2:] == ["drain out", "close"]


@pytest.mark.usefixtures("quick")
def test_close_that_hangs_holds_nobody_up() -> None:
    fake = FakePort()
    port = opened(fake)
    fake.hangs_in = "close"
    port.close()
    assert fake.history[-1] == "close"
    fake.released.set()


# --- names ---------------------------------------------------------------------------------------------


class Found:
    def __init__(self, device: str, serial_number: str | None) -> None:
        self.device, self.serial_number = device, serial_number
        self.vid, self.pid = 0x0403, 0x6001


def plug_in(monkeypatch: pytest.MonkeyPatch, *ports: tuple[str, str | None]) -> None:
    monkeypatch.setattr(port_names.list_ports, "comports", lambda: [Found(*port) for port in ports])


def test_adapter_is_found_by_its_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    plug_in(monkeypatch, ("/dev/ttyUSB0", "A1"), ("/dev/ttyUSB1", "B2"))
    assert resolve_port("0403:6001:b2") == "/dev/ttyUSB1"
    with pytest.raises(LinkUnavailable, match="no adapter 0403:6001:C3 is plugged in"):
        resolve_port("0403:6001:C3")
    with pytest.raises(ConfigurationError, match=r"there 2 times \(/dev/ttyUSB0, /dev/ttyUSB1\): add its serial"):
        resolve_port("0403:6001")
    plug_in(monkeypatch, ("/dev/ttyUSB0", "0001"), ("/dev/ttyUSB1", "0001"))  # cheap ones all have the same number
    with pytest.raises(ConfigurationError, match="name one by its place, /dev/serial/by-path"):
        resolve_port("0403:6001:0001")
    plug_in(monkeypatch, ("/dev/ttyUSB0", None))
    assert resolve_port("0403:6001") == "/dev/ttyUSB0"


@pytest.mark.parametrize("target", ["COM10", "com10", r"\\.\COM10"])
def test_windows_names_are_one_name(target: str) -> None:
    assert parse_link(f"serial:{target}?baud=1200", World.LIVE).target == target
    assert resolve_port(target) == "COM10"


def test_port_is_opened_once_it_is_plugged_in_under_its_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    by_id, by_path = tmp_path / "by-id", tmp_path / "by-path"
    monkeypatch.setattr(port_names, "NAME_FOLDERS", (by_id, by_path))
    port = SerialPort(parse_link("serial:usb-FTDI_A1-if00-port0", World.LIVE))
    with pytest.raises(LinkUnavailable, match="the port usb-FTDI_A1-if00-port0 is not there: check that the cable"):
        port.open()
    master, slave = os.openpty()
    try:
        by_id.mkdir()
        (by_id / "usb-FTDI_A1-if00-port0").symlink_to(os.ttyname(slave))
        port.open()
        assert port.read(0.0) == b""
    finally:
        port.close()
        os.close(master)
        os.close(slave)


# --- real descriptors: locks, HUPCL, unplugging --------------------------------------------------------


@pytest.fixture
def pty(tmp_path: Path) -> Iterator[tuple[int, int, Path]]:
    master, slave = os.openpty()
    name = tmp_path / "ttyUSB0"
    name.symlink_to(os.ttyname(slave))
    yield master, slave, name
    os.close(master)
    os.close(slave)


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a pseudo terminal be taken for a port."""
    monkeypatch.setattr(serial_port, "is_pty", lambda _path: False)


def port_at(name: Path, options: str = "", lock_folder: Path = Path("/does/not/exist")) -> SerialPort:
    return SerialPort(parse_link(f"serial:{name}{options}", World.LIVE), lock_folder=lock_folder)


@pytest.mark.usefixtures("real")
@pytest.mark.parametrize(("dtr", "drops"), [("on", True), ("off", True), ("hold", False)])
def test_dtr_drops_on_close_unless_it_is_held(pty: tuple[int, int, Path], dtr: str, drops: bool) -> None:
    _, slave, name = pty
    port = port_at(name, f"?dtr={dtr}")
    port.open()
    assert bool(termios.tcgetattr(slave)[2] & termios.HUPCL) is drops
    port.close()


@pytest.mark.usefixtures("real")
def test_port_is_claimed_against_programs_without_locks(pty: tuple[int, int, Path]) -> None:
    _, slave, name = pty
    port = port_at(name)
    port.open()
    flag = array.array("i", [0])
    fcntl.ioctl(slave, TIOCGEXCL, flag)
    assert flag[0] == 1
    port.close()


@pytest.mark.usefixtures("real")
def test_second_open_names_the_first(pty: tuple[int, int, Path]) -> None:
    _, _, name = pty
    first, second = port_at(name), port_at(name)
    first.open()
    with pytest.raises(LinkUnavailable, match="is taken by this program itself, on another channel: close it there"):
        second.open()
    first.close()
    second.open()
    second.close()


@pytest.mark.usefixtures("real")
def test_failed_open_leaks_no_lock(pty: tuple[int, int, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, _, name = pty

    def fail(_port: serial.Serial) -> None:
        raise OSError(errno.EIO, "Input/output error")

    port = port_at(name, lock_folder=tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(serial.Serial, "reset_output_buffer", fail)
        with pytest.raises(LinkUnavailable, match="is there and does not work: unplug the adapter"):
            port.open()
    assert list(tmp_path.glob("LCK*")) == []
    other = port_at(name)
    other.open()
    other.close()


def test_a_hundred_openings_leave_nothing_behind(pty: tuple[int, int, Path]) -> None:
    _, _, name = pty
    port = port_at(name)
    before = len(os.listdir("/proc/self/fd")), threading.active_count()  # noqa: PTH208
    for _ in range(100):
        port.open()
        port.close()
    assert (len(os.listdir("/proc/self/fd")), threading.active_count()) == before  # noqa: PTH208


@pytest.mark.usefixtures("real")
def test_lock_file_keeps_other_programs_away_and_goes_with_the_port(pty: tuple[int, int, Path], tmp_path: Path) -> None:
    _, slave, name = pty
    port = port_at(name, lock_folder=tmp_path)
    port.open()
    (file,) = tmp_path.glob("LCK*")
    assert file.name == f"LCK..{Path(os.ttyname(slave)).name}"
    assert file.read_text() == f"{os.getpid():>10}\n"
    port.close()
    assert not file.exists()


@pytest.mark.usefixtures("real")
def test_lock_file_of_another_program_is_honoured_and_a_dead_ones_is_not(
    pty: tuple[int, int, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, slave, name = pty
    file = tmp_path / f"LCK..{Path(os.ttyname(slave)).name}"
    file.write_text(f"{os.getppid():>10}\n")
    with monkeypatch.context() as patch:
        patch.setattr("radio.links.port_holder.pid_has_open", lambda *_: True)
        with pytest.raises(LinkUnavailable, match=f"is taken by process {os.getppid()} "):
            port_at(name, lock_folder=tmp_path).open()
    assert file.exists()
    for left_behind in (f"{os.getppid():>10}\n", "999999999\n", "no number", ""):  # alive without the port, dead, torn
        file.write_text(left_behind)
        lock = LockFile(str(name), tmp_path)
        assert lock.take() == ""
        assert int(file.read_text()) == os.getpid()
        lock.give_back()
        assert not file.exists()
    assert holder_of(str(name), tmp_path) == ""


def test_program_without_any_lock_is_named_by_what_it_has_open(
    pty: tuple[int, int, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, slave, name = pty
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, pass_fds=[slave]) as other:
        assert holder_of(str(name)) == ""  # a simulator has its own pseudo terminal open, and does not hold it
        monkeypatch.setattr(port_holder, "is_pty", lambda _path: False)
        assert holder_of(str(name)) == f"process {other.pid} (cat)"


@pytest.mark.parametrize("replugged", [True, False])
def test_name_that_went_or_leads_elsewhere_is_an_unplugged_port(pty: tuple[int, int, Path], replugged: bool) -> None:
    """A zombie: the driver keeps an adapter open that is not there any more, and reads give nothing for ever."""
    _, _, name = pty
    port = port_at(name)
    port.open()
    assert port.read(0.0) == b""
    name.unlink()
    other = os.openpty()
    if replugged:
        name.symlink_to(os.ttyname(other[1]))
    with pytest.raises(LinkLost, match="gone: the adapter was unplugged, its name is free or another's"):
        port.read(0.0)
    port.close()
    for end in other:
        os.close(end)


def test_pulled_plug_ends_a_read() -> None:
    master, slave = os.openpty()
    port = port_at(Path(os.ttyname(slave)))
    port.open()
    os.close(slave)
    threading.Timer(0.02, os.close, (master,)).start()
    with pytest.raises(LinkLost, match="is gone: unplugged"):
        port.read(30.0)
    port.close()


# --- words ---------------------------------------------------------------------------------------------


def windows(words: str) -> serial.SerialException:
    return serial.SerialException(f"could not open port 'COM7': {words}")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (serial.SerialException(errno.EBUSY, "x"), "is taken by minicom: close it there"),
        (serial.SerialException(errno.ENOENT, "x"), "is not there"),
        (serial.SerialException(errno.EACCES, "x"), "group dialout"),
        (OSError(errno.EIO, "x"), "is there and does not work"),
        (termios.error(errno.EINVAL, "x"), "does not take this baud, mode or flow"),
        (windows("PermissionError(13, 'Access is denied.', None, 5)"), "is taken by minicom"),
        (windows("FileNotFoundError(2, 'The system cannot find the file specified.', None, 2)"), "is not there"),
        (windows("OSError(22, 'The semaphore timeout period has expired.', None, 121)"), "does not work: unplug"),
        (windows("OSError(22, 'A device which does not exist was specified.', None, 433)"), "is not there"),
        (windows("OSError(22, 'The parameter is incorrect.', None, 87)"), "does not take this baud"),
        (serial.SerialException("odd"), "cannot be opened: odd"),
    ],
)
def test_failed_open_is_told_in_words(error: Exception, words: str) -> None:
    said = unavailable("the port X", error, "minicom")
    assert isinstance(said, LinkUnavailable)
    assert words in str(said)


def test_fault_of_ours_is_not_the_ports() -> None:
    ours = ZeroDivisionError("ours")
    assert unavailable("the port X", ours, "") is ours


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            serial.SerialException("device reports readiness to read but returned no data (device disconnected …)"),
            "unplugged, or another program reads from it too",
        ),
        (serial.SerialException("read failed: [Errno 5] Input/output error"), "was unplugged or has lost power"),
        (serial.SerialException("WriteFile failed (PermissionError(13, 'The device …', None, 22))"), "was unplugged"),
        (TypeError("'NoneType' object"), "is gone: 'NoneType' object"),
    ],
)
def test_lost_port_is_told_in_words(error: Exception, words: str) -> None:
    assert words in gone_words("the port X", error)
