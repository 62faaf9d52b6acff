"""What cannot be carried, numbered or read is refused with one clear message, and nothing is half done."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert

from dispatcher.domain.errors import InvalidPack, NotAuthorised, Rejected, TextNotCarried
from dispatcher.packs.loading import load_pack
from dispatcher.services.activating_pack import ActivatePack
from dispatcher.storage.schema import counters
from resources import packs_dir
from tests.helpers.builders import RADIO_OPERATOR, a_pack, activation_of, the_rules
from tests.helpers.harness import Harness, NewHarness


def test_a_character_that_the_channel_cannot_carry(h: Harness) -> None:
    h.call("fire", at="12 Elm St")
    with pytest.raises(TextNotCarried, match=r"paging cannot carry '火' .* at character \d+"):
        h.dispatch("E12", note="smells of 火")
    assert h.card().assignments == ()
    h.crew("E12").expects_nothing()


def test_letters_are_folded_never_dropped(h: Harness) -> None:
    h.call("fire", at="Müllerstraße 4 – Café")
    h.dispatch("E12")
    assert "Muellerstrasse 4 - Cafe" in h.crew("E12").expects_page().text
    h.crew("E12").says()


def test_a_page_too_long_with_room_for_the_repeat_mark(h: Harness) -> None:
    h.call("fire")
    limit = h.desk.transactor._rules.limits["paging"].max_text  # type: ignore[union-attr]
    empty = len(h.dispatch("E12", note="x").text)
    page = h.crew("E12").expects_page()
    h.crew("E12").declines()
    room = limit - len("REPEAT ") - empty + 1 - len(" ORDER 2")
    with pytest.raises(TextNotCarried, match=r"shorten it by 1$"):
        h.dispatch("E12", note="x" * (room + 1))
    h.dispatch("E12", note="x" * room)
    assert len(h.crew("E12").expects_page().text) == limit - len("REPEAT ")
    assert len(page.text) == empty
    h.advance(seconds=30)
    assert len(h.crew("E12").expects_repeat().text) == limit, "the repeat fits whole"
    h.crew("E12").says()


def test_a_recall_whose_reason_cannot_be_carried_changes_nothing(h: Harness) -> None:
    h.call("fire")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    with pytest.raises(TextNotCarried):
        h.recall("E12", "火")
    assert h.unit("E12").assignment_state == "alerted"
    assert "repeat" in h.armed("E12")
    h.crew("E12").says()


def test_numbers_begin_anew_each_year(h: Harness) -> None:
    h.call()
    h.close_incident()
    h.clock.move_to(datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC))
    assert h.call().number == "2026-000002"
    h.advance(seconds=1)
    assert h.call().number == "2027-000001"


@pytest.mark.parametrize(
    ("counted", "numbers"),
    [
        (9_998, ("2026-009999", "2026-010000")),
        (999_999, ("2026-1000000", "2026-1000001")),
        (2**31 - 2, ("2026-2147483647", "2026-2147483648")),
    ],
)
def test_numbers_have_no_end(h: Harness, counted: int, numbers: tuple[str, str]) -> None:
    with h.desk.database.writer.begin() as connection:
        connection.execute(insert(counters).values(name="incident:2026", value=counted))
    assert (h.call().number, h.call().number) == numbers


def test_a_changed_policy_wants_a_new_version(h: Harness) -> None:
    changed = a_pack(dispatch={"repeat": 5}).model_dump(mode="json")
    for policy in changed["policy"]:
        policy["version"] = 1
    from dispatcher.packs.model import Pack

    with pytest.raises(Rejected, match=r"policies\.toml: policy 'dispatch' was changed but still says version 1"):
        h.desk.run(activation_of(Pack.model_validate(changed)))


def test_running_chains_keep_their_policy(h: Harness) -> None:
    h.call("alarm")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    newer = a_pack(dispatch={"repeat": 5, "voice": 10})
    h.desk.run(activation_of(newer))
    h.advance(seconds=29)
    h.crew("E12").expects_nothing()
    h.advance(seconds=1)
    h.crew("E12").expects_repeat()
    h.crew("E12").says()


def test_what_left_the_pack_goes_off_duty(h: Harness) -> None:
    pack = a_pack()
    smaller = a_pack(unit=[unit.model_dump(mode="json") for unit in pack.unit if unit.call_sign != "E12"], version=2)
    h.desk.run(activation_of(smaller))
    assert h.unit("E12").availability == "off_duty"
    assert h.unit("E12").reason == "no longer in the pack"
    told = len(h.told())
    h.desk.run(activation_of(smaller))
    assert len(h.told()) == told, "the very same pack again changes nothing"


def test_who_left_the_pack_may_not_sign_on_again(h: Harness) -> None:
    people = [person.model_dump(mode="json") for person in a_pack().operator if person.id != "ruth"]
    h.desk.run(activation_of(a_pack(operator=people, version=2)))
    with pytest.raises(NotAuthorised, match="does not hold the role"):
        h.sign_on(RADIO_OPERATOR)


def test_a_type_that_asks_for_what_there_is_not_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "pack"
    shutil.copytree(packs_dir() / "rivermouth", folder)
    types = folder / "types.toml"
    good = types.read_text(encoding="utf-8")
    types.write_text(good.replace('needs = ["boat", "ambulance"]', 'needs = ["submarine"]'), encoding="utf-8")
    with pytest.raises(InvalidPack, match=r"types\.toml: type 'water' needs 'submarine', and no unit"):
        load_pack(str(folder))
    types.write_text(good.replace('name = "fire"', 'name = "fire"\nrequired_to_close = ["mood"]'), encoding="utf-8")
    with pytest.raises(InvalidPack, match="caller_name"):
        load_pack(str(folder))


def test_an_incident_whose_type_left_the_pack_can_still_be_closed(h: Harness) -> None:
    h.call("rubbish")
    left = [part.model_dump(mode="json") for part in a_pack().type if part.name != "rubbish"]
    suggested = [part.model_dump(mode="json") for part in a_pack().suggestion if part.type != "rubbish"]
    pack = a_pack(type=left, suggestion=suggested, version=a_pack().version + 1)
    h.desk.run(activation_of(pack))
    h.desk.transactor.use(the_rules(pack))
    h.close_incident()
    assert h.queue() == ()


def test_a_unit_that_comes_back_to_the_pack_can_be_used_again(h: Harness) -> None:
    pack = a_pack()
    smaller = a_pack(unit=[unit.model_dump(mode="json") for unit in pack.unit if unit.call_sign != "E12"], version=2)
    h.desk.run(activation_of(smaller))
    h.desk.run(activation_of(a_pack(version=3)))
    h.status("E12", "available station")
    h.call("fire")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.crew("E12").says()


def test_a_command_of_an_unknown_kind_harms_nobody(new_harness: NewHarness) -> None:
    h = new_harness()
    committed = h.desk.transactor.run([object(), activation_of(a_pack(version=9))])  # type: ignore[list-item]
    assert isinstance(committed.outcomes[0].error, KeyError)
    assert committed.outcomes[1].error is None
    assert isinstance(activation_of(a_pack()), ActivatePack)
