"""The line measurement runs, and its simulator paces: octets cost their time in both directions."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from radio.trace import Direction
from tests.bench import line
from tests.bench.line import ESPA_MODE, Line

START = datetime(2026, 3, 1, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


QUICK = (
    Line(driver="tap", baud=9600, pages=4),
    Line(driver="espa", baud=9600, pages=4, profile={"line_mode": ESPA_MODE}),
)


@pytest.mark.parametrize("quick", QUICK)
def test_a_line_is_never_faster_than_its_octets(tmp_path: Path, quick: Line) -> None:
    figures = line.measure(tmp_path, [quick])
    assert figures["utilisation"] == {quick.name: figures["utilisation_min"]}
    assert 0.3 < float(str(figures["utilisation_min"])) <= line.TOO_FAST


def test_octets_of_both_directions_and_pauses_of_the_profile_are_needed() -> None:
    said, heard = Direction.SENT, Direction.RECEIVED
    pieces = [
        (said, b"1\x05", at(0)), (said, b"2\x05", at(1)), (heard, b"\x06", at(2)), (said, b"x" * 90, at(3)),
        (heard, b"\x06", at(4)), (said, b"\x04", at(5)), (said, b"1\x05", at(6)), (said, b"\x04", at(7)),
    ]  # fmt: skip
    profile = {"line_mode": ESPA_MODE, "select_gap_s": 0.2, "pause_s": 0.3}
    octets_s, turns_s = line.needed_s(Line(driver="espa", baud=1000, pages=1, profile=profile), pieces)
    assert (octets_s, turns_s) == pytest.approx((1.0, 2 * 0.2 + 0.3))
    eleven = line.needed_s(Line(driver="espa", baud=1000, pages=1, profile={"line_mode": "7E2"}), pieces)[0]
    assert eleven == pytest.approx(1.1)
    assert line.needed_s(Line(driver="tap", baud=1000, pages=1), pieces) == (1.0, 0.0)


def test_a_simulator_that_does_not_pace_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started = line.start_terminal

    def unpaced(link: Path, tape: Path, *, baud: int, device: str) -> object:
        del baud
        return started(link, tape, device=device)

    monkeypatch.setattr(line, "start_terminal", unpaced)
    with pytest.raises(RuntimeError, match="does not pace"):
        line.measure(tmp_path, [Line(driver="tap", baud=300, pages=2)])
