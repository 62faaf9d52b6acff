"""The judge of the fault campaign finds each kind of broken promise; a judge that finds nothing proves nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from radio.message import ChannelHealth, ChannelState, Receipt, ReceiptKind, Urgency
from radio.simulator.devices import DEVICES
from radio.simulator.sms_faults import SmsFault
from radio.simulator.tape import Tape
from radio.simulator.tetra_faults import TetraFault
from tests.soak.radio.__main__ import Campaign
from tests.soak.radio.batch import Played, Port
from tests.soak.radio.judge import Verdict, judge
from tests.soak.radio.kinds import ESPA, KINDS, SMS, TAP, TETRA, Kind, pairs
from tests.soak.radio.plan import PlannedPage, Run, plan
from tests.soak.radio.store import REPEAT_MARK, RETRY_S, Store, utc_s

TEXT = "#1# FIRE"
AGAIN = REPEAT_MARK + TEXT


@dataclass
class Scene:
    """One run with one page, played by hand."""

    folder: Path
    kind: Kind = TAP
    faults: tuple[str, ...] = ("silent@1",)
    profile: dict[str, str | int | float | bool] = field(default_factory=dict[str, str | int | float | bool])

    def __post_init__(self) -> None:
        self.store = Store(self.folder / "pages.db")
        self._tape = Tape(self.folder / "tape", lambda: datetime.now(UTC))
        self.store.put("1", "run", "123", TEXT, Urgency.P3)
        self.deaths: list[tuple[float, str]] = []
        self.stuck_thread = False
        self.back_at = utc_s()
        self.mended = True
        self.gone_at: list[float] = []

    def close(self) -> None:
        self.store.close()
        self._tape.close()

    def shows(self, text: str) -> int:
        return self._tape.record("123", text, b"")

    def is_read(self, number: int) -> None:
        self._tape.read(number)

    def takes_back(self, number: int) -> None:
        self._tape.retract(number)

    def claims(self) -> str:
        page = self.store.claim("run")
        assert page is not None
        return page.attempt_id

    def told(self, attempt: str, kind: ReceiptKind, *, doubled: bool = False) -> None:
        at = datetime.now(UTC)
        self.store.receipt("run", Receipt(attempt_id=attempt, kind=kind, at=at, code="1", maybe_doubled=doubled))

    def up(self) -> None:
        health = ChannelHealth(channel="run", state=ChannelState.UP, since=datetime.now(UTC), reason="")
        self.store.health(health)

    def verdict(self) -> Verdict:
        page = PlannedPage(at_s=0, message="1", address="123", text=TEXT, urgency=Urgency.P3)
        run = Run(
            name="run", kind=self.kind, faults=self.faults, baud=None, reply_delay_s=0, options=(), faulty=(),
            profile=self.profile, pages=(page,), mended_at_s=1, absent_s=0, crashes=False,
        )  # fmt: skip
        port = Port(run, self.folder / "port", self.folder / "tape", back_at=[self.back_at], gone_at=self.gone_at)
        port.mended_at = self.back_at if self.mended else None
        batch = plan(1, 1)
        return judge(Played(batch, [port], self.store, [], self.deaths, self.stuck_thread))

    def broken(self) -> list[str]:
        return [words.partition(":")[0] for words in self.verdict().broken()]


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    made = Scene(tmp_path)
    made.up()
    yield made
    made.close()


def wait_for_the_next_try(scene: Scene) -> str:
    until = utc_s() + RETRY_S
    while utc_s() <= until:
        pass
    return scene.claims()


def test_a_page_that_was_taken_and_shown_is_well(scene: Scene) -> None:
    scene.shows(TEXT)
    scene.told(scene.claims(), ReceiptKind.ACCEPTED)
    assert scene.broken() == []


def test_accepted_but_never_shown_is_lost_and_above_the_evidence(scene: Scene) -> None:
    scene.told(scene.claims(), ReceiptKind.ACCEPTED)
    assert scene.broken() == ["lost", "above_evidence"]


def test_a_network_may_take_what_no_phone_shows_but_not_say_delivered(tmp_path: Path) -> None:
    scene = Scene(tmp_path, SMS, (f"{SmsFault.REPORT}=70@1",))
    scene.up()
    attempt = scene.claims()
    scene.told(attempt, ReceiptKind.ACCEPTED)
    assert scene.broken() == []
    scene.told(attempt, ReceiptKind.DELIVERED)
    assert scene.broken() == ["above_evidence"]
    scene.close()


def test_read_needs_somebody_who_looked_at_it(tmp_path: Path) -> None:
    scene = Scene(tmp_path, TETRA, (f"{TetraFault.LOST_OK}@1",))
    scene.up()
    number, attempt = scene.shows(TEXT), scene.claims()
    for kind in (ReceiptKind.ACCEPTED, ReceiptKind.DELIVERED):
        scene.told(attempt, kind)
    assert scene.broken() == []
    scene.told(attempt, ReceiptKind.READ)
    assert scene.broken() == ["above_evidence"]
    scene.is_read(number)
    assert scene.broken() == []
    scene.close()


def test_what_no_report_tells_only_the_terminal_itself_may_say(tmp_path: Path) -> None:
    scene = Scene(tmp_path, TETRA, (f"{TetraFault.NO_REPORT}@all",))
    scene.gone_at = [utc_s() + 60.0]
    scene.up()
    scene.shows(TEXT)
    attempt = scene.claims()
    for kind in (ReceiptKind.ACCEPTED, ReceiptKind.ON_AIR):
        scene.told(attempt, kind)
    assert scene.broken() == []
    scene.told(attempt, ReceiptKind.DELIVERED)
    assert scene.broken() == ["above_evidence"]
    scene.close()


def test_shown_again_needs_the_mark(scene: Scene) -> None:
    scene.shows(TEXT)
    scene.told(scene.claims(), ReceiptKind.UNCERTAIN)
    again = wait_for_the_next_try(scene)
    scene.shows(AGAIN)
    scene.told(again, ReceiptKind.ACCEPTED)
    assert scene.broken() == []
    scene.shows(TEXT)
    assert scene.broken() == ["doubled_unmarked"]


def test_a_resend_is_excused_where_the_profile_asks_for_it_and_the_receipt_says_so(tmp_path: Path) -> None:
    scene = Scene(tmp_path, ESPA, profile={"resend_on_silence": True})
    scene.up()
    scene.shows(TEXT)
    scene.shows(TEXT)
    attempt = scene.claims()
    scene.told(attempt, ReceiptKind.ACCEPTED)
    assert scene.broken() == ["doubled_unmarked"]
    scene.told(attempt, ReceiptKind.ACCEPTED, doubled=True)
    assert scene.broken() == []
    scene.close()


def test_refused_but_taken_is_denied(scene: Scene) -> None:
    scene.shows(TEXT)
    scene.told(scene.claims(), ReceiptKind.REJECTED)
    assert scene.broken() == ["denied"]


def test_words_that_nobody_gave_are_foreign(scene: Scene) -> None:
    scene.shows(TEXT)
    scene.told(scene.claims(), ReceiptKind.ACCEPTED)
    scene.shows("#2# FIRE")
    assert scene.broken() == ["foreign"]


def test_without_an_end_is_stuck(scene: Scene) -> None:
    scene.claims()
    scene.stuck_thread = True
    scene.mended = False
    assert scene.broken() == ["stuck", "stuck", "stuck"]


def test_a_line_that_is_back_late_is_said(scene: Scene) -> None:
    scene.told(scene.claims(), ReceiptKind.REJECTED)
    scene.back_at -= 29.0
    assert scene.broken() == []
    scene.back_at -= 2.0
    assert scene.broken()[0].startswith("back after 31.")


def test_what_was_on_the_line_at_the_death_comes_back_marked(scene: Scene) -> None:
    scene.claims()
    scene.shows(TEXT)
    assert scene.store.begin() == 1
    again = wait_for_the_next_try(scene)
    assert [attempt.text for attempt in scene.store.attempts("run")] == [TEXT, AGAIN]
    scene.shows(AGAIN)
    scene.told(again, ReceiptKind.ACCEPTED)
    found = scene.verdict()
    assert (found.broken(), found.caught, found.repeats) == ([], 1, 1)


def test_taken_back_while_nobody_listened_is_counted_apart(scene: Scene) -> None:
    scene.takes_back(scene.shows(TEXT))
    scene.told(scene.claims(), ReceiptKind.ACCEPTED)
    assert scene.broken() == ["lost"]
    scene.deaths = [(utc_s(), "clock")]
    assert (scene.broken(), scene.verdict().unheard) == ([], 1)


def test_every_fault_of_every_device_is_in_the_table() -> None:
    known = {name: set(device.faults.known()) for name, device in DEVICES.items()}
    assert {kind.driver: {strike.name for strike in kind.strikes} for kind in KINDS} == known
    for kind in KINDS:
        assert {*kind.unplugs, *kind.takes_unshown, *kind.tells_nothing} <= known[kind.driver]


def test_a_seed_names_its_batch_and_the_next_goes_on() -> None:
    assert plan(7, 10) == plan(7, 10)
    count = -(-len(pairs()) // 10)
    played = {(run.kind.driver, run.fault_names[0]) for seed in range(7, 7 + count) for run in plan(seed, 10).runs}
    assert len(played) == len(pairs())


def test_a_broken_batch_says_how_it_is_played_again() -> None:
    campaign = Campaign(seed=7, runs=25, ports=5, long_outage=True)
    assert [one.seed for one in sorted(campaign.plans(), key=lambda one: one.seed)] == [7, 8, 9, 10, 11]
    assert campaign.again(8) == 'make soak NAME=radio ARGS="--seed 8 --ports 5"'
    assert campaign.again(11) == 'make soak NAME=radio ARGS="--seed 11 --ports 5 --long-outage"'
    assert campaign.plans()[0] == plan(11, 5, long_outage=True)
