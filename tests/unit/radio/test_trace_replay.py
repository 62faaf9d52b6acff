"""What was recorded plays again exactly: days of a line, faults, lost lines, rotated files."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from radio.engineer.playing import Outcome, Player
from radio.message import ReceiptKind
from radio.protocols.base import Event, LoggedOn, PageClimbed, PageEnded, SessionEnded
from radio.simulator.devices import DEVICES
from radio.simulator.orders import SayText
from radio.simulator.sms_modem import SmsModem
from radio.trace import About, Bounds, Entry, Kind, read_trace, with_older
from tests.helpers.virtual_line import Life

HOUR_S = 3600.0


class Seen:
    """An onlooker who remembers."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.differences: list[str] = []
        self.remarks: list[str] = []

    def line(self, about: About) -> None:
        self.about = about

    def entry(self, entry: Entry) -> None:
        pass

    def event(self, at: datetime, event: Event) -> None:
        del at
        self.events.append(event)

    def differs(self, at: datetime, words: str) -> None:
        self.differences.append(f"{at}: {words}")

    def remark(self, words: str) -> None:
        self.remarks.append(words)


def play(*paths: Path, driver: str | None = None, **profile: str) -> tuple[Outcome, Seen]:
    seen = Seen()
    player = Player(seen, driver=driver, profile=profile or None)
    return player.play(item for path in paths for item in read_trace(path)), seen


def told(events: list[Event]) -> list[Event]:
    return [event for event in events if not isinstance(event, LoggedOn | SessionEnded)]


def kinds(path: Path) -> list[Kind]:
    return [item.kind for item in read_trace(path) if isinstance(item, Entry)]


LINES: tuple[tuple[str, dict[str, str | int | float | bool]], ...] = (
    ("tap", {}), ("espa", {}), ("espa", {"role": "polled"}), ("espa", {"pages_per_select": 3}), ("sms", {}),
    ("sms", {"phase2": False}), ("tetra", {}),
)  # fmt: skip
TROUBLES = (
    (), ("silent@2",), ("unplug-accepted@2",), ("dead",), ("lost-ack@2", "nak-once@1", "late-rs@3"),
    ("lost-answer@2", "reply=300@1", "forwarded-then=70@3"), ("unasked", "early-report", "broken-report@2"),
    ("nak=3@1", "busy", "late-ack=2@2"), ("reset@2", "consumed-first", "stolen@3"), ("noise", "short-report"),
)  # fmt: skip


def knows(driver: str, text: str) -> bool:
    return text.partition("@")[0].partition("=")[0] in {fault.value for fault in DEVICES[driver].faults.known()}


def lives() -> Iterator[object]:
    """Each line with each trouble that its device may have, and once without."""
    for driver, profile in LINES:
        for trouble in TROUBLES:
            faults = tuple(text for text in trouble if knows(driver, text))
            if faults or not trouble:
                yield pytest.param(driver, profile, faults, id="-".join((driver, *map(str, profile.values()), *faults)))


@pytest.mark.parametrize(("driver", "profile", "faults"), list(lives()))
def test_what_happened_happens_again(
    tmp_path: Path, driver: str, profile: dict[str, str | int | float | bool], faults: tuple[str, ...]
) -> None:
    values = {"control": True} if profile.get("role") == "polled" else {"status": ["2", "3"], "consume-after": 2.0}
    address = "1234567" if driver == "tetra" else "+491701234567"
    life = Life(driver, tmp_path / "trace", faults=faults, values=values, **profile)
    for number in range(4):
        life.page(f"PAGE {number} " + "LONG " * 20 * number, address=address)
    life.run(120.0)
    life.close()
    outcome, seen = play(tmp_path / "trace")
    assert seen.differences == []
    assert told(seen.events) == told(life.events)
    assert outcome.torn == outcome.passed_over == 0
    if "dead" not in faults:
        assert outcome.pages == 4


def test_write_that_failed_half_way_plays_again(tmp_path: Path) -> None:
    life = Life("tap", tmp_path / "trace")
    life.run(5.0)
    life.page("CUT")
    life.link.fails_after = 0
    life.run(1.0)
    life.page("CUT TOO")
    life.run(0.05)
    life.link.fails_after = 6
    life.run(60.0)
    life.close()
    outcome, seen = play(tmp_path / "trace")
    assert seen.differences == []
    assert outcome.openings == 3
    assert told(seen.events) == told(life.events)


def test_idle_polls_of_days_take_little_room_and_play_again(tmp_path: Path) -> None:
    life = Life("espa", tmp_path / "trace")
    life.run(2 * HOUR_S)
    life.page("AFTER A QUIET NIGHT")
    life.run(60.0)
    life.close()
    polls = sum(isinstance(event, SessionEnded) for event in life.events)
    assert polls > 7_000
    assert (tmp_path / "trace").stat().st_size < 100_000
    outcome, seen = play(tmp_path / "trace")
    assert seen.differences == []
    assert sum(isinstance(event, SessionEnded) for event in seen.events) == polls
    assert outcome.pages == 1
    assert told(seen.events)[-1] == told(life.events)[-1]


@pytest.mark.parametrize("driver", ["tap", "sms"])
def test_idle_probes_are_folded_whatever_pieces_they_came_in(tmp_path: Path, driver: str) -> None:
    life = Life(driver, tmp_path / "trace")
    for number in range(1, 40):
        life.link._piece = number % 9 + 3
        life.run(60.0)
    life.close()
    assert Kind.SAME in kinds(tmp_path / "trace")
    assert (tmp_path / "trace").stat().st_size < 20_000
    outcome, seen = play(tmp_path / "trace")
    assert seen.differences == []
    assert outcome.events == len(life.events)


def test_several_stations_on_one_line_are_folded_too(tmp_path: Path) -> None:
    """Somebody else's control station polls station 5, then us: two exchanges, again and again."""
    life = Life("espa", tmp_path / "trace", role="polled", values={"control": True})
    plain = life.link.device

    class Bus:
        """The station, and each of its polls preceded by one of somebody else."""

        def __getattr__(self, name: str) -> object:
            return getattr(plain, name)

        def take_bytes(self) -> bytes:
            said = plain.take_bytes()
            return b"5\x05" + said if said.startswith(b"1\x05") else said

    life.link.device = Bus()  # type: ignore[assignment]
    life.run(HOUR_S)
    life.close()
    assert (tmp_path / "trace").stat().st_size < 30_000
    _, seen = play(tmp_path / "trace")
    assert seen.differences == []


@pytest.mark.parametrize("driver", ["tap", "espa", "sms", "tetra"])
def test_each_file_of_a_rotated_trace_plays_alone_and_all_play_together(tmp_path: Path, driver: str) -> None:
    path = tmp_path / "trace"
    life = Life(driver, path, bounds=Bounds(files=5, file_bytes=30_000))
    for number in range(30):
        life.page(f"PAGE {number}", address="1234567")
        life.run(300.0)
        if (
            number % 7 == 6 and driver != "tetra"
        ):  # a reference given to a page that was lost is in the older file alone
            life.link.fails_after = 3
    life.close()
    files = with_older(path)
    assert len(files) >= 3
    assert sum(file.stat().st_size for file in files) <= 5 * 30_000 * 1.25
    for file in files:
        outcome, seen = play(file)
        assert seen.differences == [], file
        assert outcome.events > 0
        assert outcome.passed_over == 0
    outcome, seen = play(*files)
    assert seen.differences == []
    ended = [event.page_id for event in seen.events if isinstance(event, PageEnded)]
    assert ended == sorted(ended, key=lambda page_id: int(page_id[1:]))
    assert ended[-1] == "a30"


def test_later_receipt_is_matched_in_a_file_that_begins_behind_its_page(tmp_path: Path) -> None:
    path = tmp_path / "trace"
    life = Life("sms", path, faults=["no-report@1"], bounds=Bounds(files=9, file_bytes=20_000))
    life.run(10.0)
    life.page("REPORTED LATE")
    life.run(10.0)
    modem = life.link.device
    assert isinstance(modem, SmsModem)
    for _ in range(40):  # until the page stands in an older file
        modem.act(SayText(sender="+3312345678", words="moin"), life.clock.now)
        life.run(31.0)
    modem.report_in(1, "+491701234567")
    life.run(60.0)
    life.close()
    assert any(isinstance(event, PageClimbed) for event in life.events)
    assert Kind.PAGE not in kinds(path)
    _, seen = play(path)
    assert seen.differences == []
    assert [event.kind for event in seen.events if isinstance(event, PageClimbed)] == [ReceiptKind.DELIVERED]


def test_a_changed_protocol_is_found_out(tmp_path: Path) -> None:
    life = Life("tap", tmp_path / "trace")
    life.page("HELLO")
    life.run(60.0)
    life.close()
    assert play(tmp_path / "trace")[1].differences == []
    _, seen = play(tmp_path / "trace", password="NEW")
    assert "then <ESC>PG1<CR>, now <ESC>PG1NEW<CR>" in seen.differences[0]
    _, other = play(tmp_path / "trace", driver="espa")
    assert other.differences


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("> 0248454c", "> 0248454d"), ""),
        (('"code": "211"', '"code": "212"'), "code 211"),
    ],
)
def test_each_kind_of_difference_is_said(tmp_path: Path, change: tuple[str, str], words: str) -> None:
    path = tmp_path / "trace"
    life = Life("tap", path)
    life.page("HELLO", address="HEL")
    life.run(10.0)
    life.close()
    before = path.read_text(encoding="ascii")
    assert change[0] in before
    path.write_text(before.replace(*change), encoding="ascii")
    outcome, seen = play(path)
    assert outcome.differences == 1
    assert words in seen.differences[0]


def test_an_event_that_did_not_come_then_is_said(tmp_path: Path) -> None:
    path = tmp_path / "trace"
    life = Life("tap", path)
    life.run(100.0)
    life.close()
    lines = path.read_text(encoding="ascii").splitlines(keepends=True)
    told_at = next(index for index, line in enumerate(lines) if "LoggedOn" in line)
    path.write_text("".join(lines[:told_at] + lines[told_at + 1 :]), encoding="ascii")
    assert "LoggedOn" in play(path)[1].differences[0]


@pytest.mark.parametrize("cut", range(1, 40))
def test_a_trace_that_breaks_off_anywhere_is_no_difference(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "trace"
    life = Life("sms", path)
    life.page("HELLO")
    life.run(10.0)
    life.close()
    lines = path.read_text(encoding="ascii").splitlines(keepends=True)
    path.write_text("".join(lines[: 1 + cut * (len(lines) - 1) // 40]) + "2026-01-02T03:0", encoding="ascii")
    outcome, seen = play(path)
    assert seen.differences == []
    assert outcome.torn == 1
