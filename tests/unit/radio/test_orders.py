"""Orders to a simulated device survive the line, and a wrong one says what is wrong."""

import pytest

from radio.errors import ConfigurationError
from radio.simulator.orders import (
    GiveStatus,
    Order,
    PressEmergency,
    ReadNewest,
    SayText,
    TellPosition,
    order_line,
    parse_order,
)


@pytest.mark.parametrize(
    "order",
    [
        SayText(sender="+377", words="komme, 5 min „ja“"),
        GiveStatus(sender="1234567", code=0x8004),
        TellPosition(sender="1", latitude=43.7, longitude=-7.4),
        PressEmergency(sender="1"),
        PressEmergency(sender="1", latitude=1.0, longitude=2.0),
        ReadNewest(sender="1"),
    ],
)
def test_an_order_survives_its_line(order: Order) -> None:
    line = order_line(order)
    assert "\n" not in line
    assert parse_order(line) == order


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "no JSON"),
        ("[]", "an object"),
        ('{"do": "shout"}', "one of emergency, position, read, status, text"),
        ('{"do": "text", "sender": "1"}', "words"),
        ('{"do": "read", "sender": "1", "colour": "red"}', "colour"),
        ('{"do": "text", "sender": 5, "words": "x"}', "sender cannot be 5"),
        ('{"do": "text", "sender": "5", "words": null}', "words cannot be None"),
        ('{"do": "status", "sender": "5", "code": true}', "code cannot be True"),
        ('{"do": "position", "sender": "5", "latitude": 1, "longitude": "x"}', "longitude cannot be 'x'"),
        ('{"do": "emergency", "sender": null}', "sender cannot be None"),
    ],
)
def test_a_wrong_order_says_what_is_wrong(line: str, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        parse_order(line)
