"""The table of simulated devices, faults in sentences, orders from a descriptor, texts cut as a phone cuts them."""

import os

import pytest

from radio.errors import ConfigurationError
from radio.simulator.devices import DEVICES, Making, faults_of, slow_baud
from radio.simulator.order_input import MAX_LINE, OrderInput
from radio.simulator.orders import GiveStatus, Order, SayText, order_line
from radio.simulator.sms_air import pieces_of
from radio.simulator.sms_modem import SmsModem
from tests.helpers.virtual_line import START, Shown


@pytest.mark.parametrize("name", DEVICES)
def test_every_fault_of_every_device_has_a_sentence(name: str) -> None:
    lines = DEVICES[name].faults.lines()
    assert len(lines) == len(DEVICES[name].faults.known()) > 10
    assert all(len(line.split("  ", 1)) == 2 and len(line.split("  ", 1)[1].strip()) > 5 for line in lines)


@pytest.mark.parametrize("name", DEVICES)
def test_every_device_is_made_without_any_option(name: str) -> None:
    device = DEVICES[name].make(Making(tape=Shown(), now_utc=lambda: START, faults=[], values={}))
    device.tick(0.0)
    assert device.take_unplug() is None


def test_a_fault_of_another_device_is_refused_with_those_it_knows() -> None:
    with pytest.raises(ConfigurationError, match=r"^tap: unknown fault 'echo'; known are nak-once, .*slow-baud$"):
        faults_of("tap", ["echo"])
    assert slow_baud(faults_of("sms", ["echo", "slow-baud=1200"])) == 1200
    assert slow_baud(faults_of("espa", ["echo"])) is None


class Somebody:
    """A device that obeys."""

    def __init__(self) -> None:
        self.orders: list[Order] = []

    def act(self, order: Order, now: float) -> None:
        del now
        if isinstance(order, GiveStatus):
            raise ConfigurationError("no keys here")
        self.orders.append(order)

    def __getattr__(self, name: str) -> object:
        raise AttributeError(name)


class Typed:
    """A descriptor on which somebody types."""

    def __init__(self, *, ends: bool = False) -> None:
        self.read, self.write = os.pipe()
        self.complaints: list[str] = []
        self.device = Somebody()
        self.input = OrderInput(self.read, self.complaints.append, ends_with_input=ends)

    def types(self, data: bytes) -> bool:
        os.write(self.write, data)
        return self.input.take(self.device, 0.0)  # type: ignore[arg-type]

    def ends(self) -> bool:
        os.close(self.write)
        goes_on = self.input.take(self.device, 0.0)  # type: ignore[arg-type]
        os.close(self.read)
        return goes_on


def test_an_order_may_come_in_pieces_and_several_at_once() -> None:
    typed = Typed()
    order = SayText(sender="1", words="ü")
    line = order_line(order).encode()
    assert typed.types(line[:10])
    assert typed.device.orders == []
    assert typed.types(line[10:] + b"\r\n" + line + b"\n" + line[:3])
    assert typed.device.orders == [order, order]
    assert typed.types(b"!\n")
    assert typed.types(order_line(GiveStatus(sender="1", code=1)).encode() + b"\n")
    assert typed.complaints[0].startswith("order ignored: order '{\"d!' is no JSON")
    assert typed.complaints[1] == "order ignored: no keys here"
    assert typed.ends()
    assert typed.input.watched() is None
    assert not typed.input.may_come_back()


def test_a_line_without_an_end_is_bounded() -> None:
    typed = Typed(ends=True)
    for _ in range(MAX_LINE // 4096 + 1):
        assert typed.types(b"x" * 4096)
    assert typed.complaints == [f"order ignored: longer than {MAX_LINE} octets"]
    assert not typed.ends()


@pytest.mark.parametrize(
    ("text", "lengths"),
    [
        ("", [0]), ("A" * 160, [160]), ("A" * 161, [153, 8]), ("€" * 80, [80]), ("€" * 81, [76, 5]),
        ("Ж" * 70, [70]), ("Ж" * 71, [67, 4]), ("🚒" * 35, [35]), ("🚒" * 36, [33, 3]),
    ],
)  # fmt: skip
def test_a_phone_cuts_its_texts_at_the_standards_lengths(text: str, lengths: list[int]) -> None:
    pieces = pieces_of(text)
    assert "".join(pieces) == text
    assert [len(piece) for piece in pieces] == lengths


@pytest.mark.parametrize("sender", ["", "+", "E12", "1" * 21, "+49 170", "²"])
def test_a_sender_that_is_no_number_is_refused(sender: str) -> None:
    with pytest.raises(ConfigurationError, match="no telephone number"):
        SmsModem(Shown(), lambda: START).act(SayText(sender=sender, words="x"), 0.0)
