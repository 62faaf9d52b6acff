"""The same words to many as one page to a group: airtime saved, and each recipient keeps a ladder of its own."""

from typing import Any

import pytest
from pydantic import ValidationError

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.groups import Group, Queued, line_page, line_pages
from dispatcher.domain.machine import Evidence, TakeHealth, TakeReceipt
from dispatcher.domain.transmissions import AttemptState, TransmissionState
from dispatcher.packs.model import Pack
from tests.helpers.builders import a_pack
from tests.helpers.harness import Harness, NewHarness

_UP = TakeHealth(channel="paging", state="up", reason="ready")
PUMPS = {"name": "pumps", "channel": "paging", "address": "1000900", "members": ["E11", "E12", "E21"]}
PAIR = {"name": "pair", "channel": "paging", "address": "1000901", "members": ["e11", "e12"]}


def grouped(*groups: dict[str, Any]) -> Pack:
    return a_pack(group=list(groups or (PUMPS, PAIR)))


def rungs(h: Harness, *call_signs: str) -> list[TransmissionState]:
    return [h.page(call_sign).state for call_sign in call_signs]


def addresses(h: Harness) -> list[str]:
    return [claimed.address for claimed in h.terminal.seen]


def all_wait(h: Harness, *call_signs: str) -> None:
    """Let the pages wait until all are queued, as they do when one command queues them."""
    h.call("fire")
    h.dispatch(*call_signs)


def test_one_page_for_all_and_a_ladder_for_each(new_harness: NewHarness) -> None:
    h = new_harness(grouped())
    all_wait(h, "E11", "E12", "E21")
    assert addresses(h) == ["1000900"]
    assert h.terminal.seen[0].group
    assert rungs(h, "E11", "E12", "E21") == [TransmissionState.ACCEPTED] * 3
    lead, *others = (h.page(call_sign).attempts[0] for call_sign in ("E11", "E12", "E21"))
    assert {other.carried_by for other in others} == {lead.attempt_id}
    assert lead.carried_by is None
    assert {other.bytes_sent for other in (lead, *others)} == {h.terminal.seen[0].text.encode()}, "evidence for each"
    for call_sign in ("E11", "E12", "E21"):
        h.crew(call_sign).expects_page()
    h.crew("E12").says()
    assert h.voice("E12").state is TransmissionState.ACKNOWLEDGED
    h.advance(seconds=30)
    assert addresses(h)[1:] == ["1000011", "1000021"], "a repeat goes to each alone, and not to whoever has answered"
    h.crew("E11").expects_repeat()
    h.crew("E21").expects_repeat()
    assert h.channel().attempted == 3, "a group's page counts once"


def test_the_largest_group_of_which_all_wait_and_nobody_else_hears_it(new_harness: NewHarness) -> None:
    h = new_harness(grouped())
    all_wait(h, "E12", "E11")
    assert addresses(h) == ["1000901"], "the larger group would call E21 too"
    h.crew("E11").expects_page()
    h.crew("E12").expects_page()
    h.crew("E21").expects_nothing()


def test_whoever_is_not_of_the_group_gets_a_page_of_its_own(new_harness: NewHarness) -> None:
    h = new_harness(grouped())
    all_wait(h, "L11", "E11", "E12")
    assert addresses(h) == ["1000018", "1000901"]
    for call_sign in ("L11", "E11", "E12"):
        h.crew(call_sign).expects_page()


def test_other_words_are_never_merged(new_harness: NewHarness) -> None:
    h = new_harness(grouped())
    h.terminal.down()
    h.call("fire", at="1 Elm St")
    h.dispatch("E11")
    h.call("fire", at="2 Elm St")
    h.dispatch("E12")
    h.terminal.up()
    assert addresses(h) == ["1000011", "1000012"]
    h.crew("E11").expects_page("1 Elm St")
    h.crew("E12").expects_page("2 Elm St")


def test_cancelled_before_air_takes_the_group_apart(new_harness: NewHarness) -> None:
    h = new_harness(grouped())
    h.terminal.down()
    all_wait(h, "E11", "E12")
    h.recall("E12")
    h.terminal.up()
    assert addresses(h) == ["1000011"]
    h.crew("E11").expects_page()
    h.crew("E12").expects_nothing()
    assert rungs(h, "E12") == [TransmissionState.CANCELLED]


def test_a_crash_on_the_line_leaves_each_uncertain(new_harness: NewHarness) -> None:
    h = new_harness(grouped())
    h.terminal.holds()
    all_wait(h, "E11", "E12", "E21")
    h.restart(after_seconds=5)
    assert rungs(h, "E11", "E12", "E21") == [TransmissionState.UNCERTAIN] * 3
    h.terminal.answers()
    assert rungs(h, "E11", "E12", "E21") == [TransmissionState.ACCEPTED] * 3, "the answer comes late, for each"
    for call_sign in ("E11", "E12", "E21"):
        h.crew(call_sign).expects_page()
        h.crew(call_sign).says()


def test_not_taken_for_now_they_go_together_again(new_harness: NewHarness) -> None:
    h = new_harness(grouped())
    h.terminal.naks(times=1)
    all_wait(h, "E11", "E12")
    assert addresses(h) == ["1000901", "1000901"]
    assert [attempt.state for attempt in h.page("E12").attempts] == [AttemptState.FAILED, AttemptState.ACCEPTED]
    assert not any(attempt.repeat for attempt in h.page("E12").attempts), "nothing was taken the first time"
    h.crew("E11").expects_page()
    h.crew("E12").expects_page()


def test_a_group_that_is_refused_is_nobodys_own_refusal(new_harness: NewHarness) -> None:
    h = new_harness(grouped())
    h.terminal.rejects("511", times=1)
    all_wait(h, "E11", "E12")
    assert addresses(h) == ["1000901", "1000011", "1000012"], "each alone, at once"
    assert rungs(h, "E11", "E12") == [TransmissionState.ACCEPTED] * 2
    assert "the group page to E11, E12 was rejected" in h.item(AttentionKind.TECHNICAL_ALARM).text
    h.crew("E11").expects_page()
    h.crew("E12").expects_page()
    h.crew("E11").says()
    h.crew("E12").says()


def test_what_one_device_says_is_no_word_of_the_group(new_harness: NewHarness) -> None:
    h = new_harness(grouped())
    all_wait(h, "E11", "E12")
    lead = h.terminal.seen[0].attempt_id
    h.do(TakeReceipt(attempt_id=lead, evidence=Evidence.DELIVERED, code="st:0", bytes_received=b"one of them"))
    assert rungs(h, "E11", "E12") == [TransmissionState.ON_AIR] * 2
    assert "one device's word" in h.page("E12").attempts[0].detail
    h.crew("E11").expects_page()
    h.crew("E12").expects_page()


def test_the_forecast_counts_a_groups_page_once(new_harness: NewHarness) -> None:
    h = new_harness(grouped(PUMPS))
    alone = new_harness()
    for one in (h, alone):
        one.terminal.down()
        one.unexpected_pages_allowed = True
        all_wait(one, "E11", "E12", "E21", "L11")
        one.terminal.is_up = False
        one.desk.run(_UP)
    merged, apart = h.channel(), alone.channel()
    assert [row.call_signs for row in merged.queue] == [("E11", "E12", "E21"), ("L11",)]
    assert (merged.queue[0].group, merged.waits) == ("pumps", 4)
    assert merged.clear_in_s == pytest.approx(apart.clear_in_s / 2)  # type: ignore[operator]
    assert merged.queue[1].on_air_in_s == pytest.approx(apart.queue[1].on_air_in_s)


@pytest.mark.parametrize(
    ("group", "says"),
    [
        ({**PAIR, "members": ["E11", "X99"]}, "no unit has the call sign 'X99'"),
        ({**PAIR, "channel": "voice"}, "no channel 'voice' with a line"),
        ({**PAIR, "members": ["E11", "e11"]}, "given twice"),
        ({**PAIR, "members": ["E11"]}, "at least 2"),
    ],
)
def test_a_group_that_cannot_be_meant_is_refused(group: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        grouped(group)


def queued(call_sign: str, *, message: str = "m", text: str = "FIRE", may_merge: bool = True) -> Queued:
    return Queued(attempt_id=call_sign, call_sign=call_sign, message_id=message, text=text, rank=1, may_merge=may_merge)


ALL = Group(name="all", channel="paging", address="0", members=frozenset("ABC"))
TWO = Group(name="two", channel="paging", address="1", members=frozenset("AB"))


def test_what_is_merged_is_a_pure_question() -> None:
    waiting = [queued(name) for name in "CABD"]
    assert [page.group and page.group.name for page in line_pages(waiting, [TWO, ALL])] == ["all", None]
    assert [len(page.attempts) for page in line_pages(waiting[1:], [TWO, ALL])] == [2, 1]
    odd = [queued("A"), queued("B", may_merge=False), queued("C", text="FIRE!")]
    assert [len(page.attempts) for page in line_pages(odd, [TWO, ALL])] == [1, 1, 1]
    assert line_page(queued("D"), waiting, [ALL]).group is None
