"""A number that has called before is somebody's: what to mind is there before the first word, and can be destroyed."""

import sqlite3

import pytest
from sqlalchemy import select

from dispatcher.domain.call_commands import AddCall, AmendCall
from dispatcher.domain.errors import Incomplete, InvalidTransition, NotAuthorised, Rejected, UnknownThing
from dispatcher.domain.identifiers import CallId
from dispatcher.domain.knowledge import CallerNoteKind, KnowledgeRules
from dispatcher.domain.knowledge_commands import AmendCaller, CorrectCallerNote, EndCallerNote, ForgetCaller, NoteCaller
from dispatcher.storage.schema import personal_values
from tests.helpers.builders import DISPATCHER, RADIO_OPERATOR, SUPERVISOR, a_pack
from tests.helpers.harness import Harness, NewHarness
from tests.helpers.knowledge import known_caller

NUMBER = "0171 555 01 88"


@pytest.fixture
def h(new_harness: NewHarness) -> Harness:
    return new_harness(a_pack(knowledge={"country": "+49"}))


def noted(
    h: Harness, call_id: CallId, text: str = "deaf: write", kind: CallerNoteKind = CallerNoteKind.APPROACH
) -> str:
    return h.do(NoteCaller(actor=DISPATCHER, call_id=call_id, text=text, kind=kind)).caller_id


@pytest.mark.parametrize(
    ("typed", "country", "trunk_zero", "number"),
    [
        ("0171 555-01 88", "+49", True, "+491715550188"),
        ("+49 (171) 5550188", "+49", True, "+491715550188"),
        ("0049 171 5550188", "", True, "+491715550188"),
        ("93 15 30 15", "+377", False, "+37793153015"),
        ("112", "+377", False, "112"),
        ("withheld", "+49", True, ""),
        ("", "+49", True, ""),
        ("0171 5550188 x12", "+49", True, ""),
        ("1" * 40, "+49", True, ""),
    ],
)
def test_a_number_has_one_form(typed: str, country: str, trunk_zero: bool, number: str):
    assert KnowledgeRules(country=country, trunk_zero=trunk_zero).number(typed) == number


def test_s12_a_call_with_a_known_number_brings_what_to_mind_and_what_was_before(h: Harness):
    first = h.call("fire", caller_number=NUMBER, caller_name="Ann Other", caller_language="it",
                   caller_needs="text relay")  # fmt: skip
    h.close_incident("false alarm")
    noted(h, first.call_id)
    noted(h, first.call_id, "said to be violent", CallerNoteKind.CAUTION)
    h.advance(minutes=5)
    second = h.call("medical", caller_number="+49 171 5550188")
    known = known_caller(h, "0049 171 555 0188", call_id=second.call_id)
    (who,) = known.callers
    assert (who.name, who.language, who.needs) == ("Ann Other", "it", "text relay")
    assert [(note.kind, note.text) for note in who.notes] == [
        (CallerNoteKind.CAUTION, "said to be violent"), (CallerNoteKind.APPROACH, "deaf: write"),
    ]  # fmt: skip
    (call,) = known.calls
    assert (call.number, call.outcome, call.is_open) == (first.number, "false alarm", False)
    assert known.calls_count == 1
    assert known_caller(h, NUMBER).calls_count == 2
    assert known_caller(h, "0171 000").callers == ()


def test_a_further_call_and_an_amended_number_are_linked_as_well(h: Harness):
    first = h.call("fire", caller_number="0171 111111")
    added = h.do(AddCall(actor=DISPATCHER, incident_id=first.incident_id, caller_number=NUMBER))
    caller = noted(h, added.call_id)
    assert known_caller(h, NUMBER).calls_count == 1
    h.do(AmendCall(actor=DISPATCHER, call_id=first.call_id, caller_number=NUMBER))
    assert known_caller(h, NUMBER).calls_count == 2
    assert known_caller(h, "0171 111111").calls_count == 0
    assert noted(h, first.call_id, "again") == caller, "one number, one caller"


def test_s12_flags_and_needs_are_amended_and_what_stood_there_is_kept(h: Harness):
    caller = noted(h, h.call("fire", caller_number=NUMBER).call_id)
    h.do(AmendCaller(actor=DISPATCHER, caller_id=caller, name="A", needs="deaf", vulnerable=True, number="0171 999999"))
    h.do(AmendCaller(actor=DISPATCHER, caller_id=caller, name="Ann", repeat=True))
    (who,) = known_caller(h, "0171 999999").callers
    assert (who.name, who.needs, who.vulnerable, who.repeat) == ("Ann", "deaf", True, True)
    with h.reading() as connection:
        kept = connection.execute(
            select(personal_values.c.value).where(
                personal_values.c.subject_id == caller, personal_values.c.kind == "name"
            )
        )
        assert kept.scalars().all() == ["A", "Ann"]
    note = who.notes[0].note_id
    h.do(EndCallerNote(actor=DISPATCHER, note_id=note, reason="no longer"))
    assert known_caller(h, NUMBER).callers[0].notes == ()
    with pytest.raises(InvalidTransition, match="ended already"):
        h.do(EndCallerNote(actor=DISPATCHER, note_id=note))


def test_a_note_about_a_caller_is_corrected_and_the_former_is_kept(h: Harness):
    caller = noted(h, h.call("fire", caller_number=NUMBER).call_id, "insulin")
    former = known_caller(h, NUMBER).callers[0].notes[0]
    h.do(
        CorrectCallerNote(actor=DISPATCHER, note_id=former.note_id, text="no insulin", kind=CallerNoteKind.HEALTH)
    )  # fmt: skip
    (note,) = known_caller(h, NUMBER).callers[0].notes
    assert (note.text, note.kind) == ("no insulin", CallerNoteKind.HEALTH)
    with h.reading() as connection:
        kept = connection.execute(
            select(personal_values.c.value).where(
                personal_values.c.subject_id == caller, personal_values.c.kind == "note"
            )
        )
        assert set(kept.scalars()) == {"insulin", "no insulin"}
    with pytest.raises(InvalidTransition, match="ended already"):
        h.do(CorrectCallerNote(actor=DISPATCHER, note_id=former.note_id, text="x"))


def test_a_number_that_is_not_theirs_is_taken_away_and_its_calls_are_nobodys(h: Harness):
    caller = noted(h, h.call("fire", caller_number=NUMBER).call_id)
    wrong = h.call("fire", caller_number="0171 999999").call_id
    h.do(AmendCaller(actor=DISPATCHER, caller_id=caller, number="0171/99 99 99"))
    assert known_caller(h, NUMBER).callers[0].numbers == (NUMBER, "0171/99 99 99")
    assert known_caller(h, NUMBER).calls_count == 2
    h.do(AmendCaller(actor=DISPATCHER, caller_id=caller, not_number="0171 999999"))
    assert known_caller(h, NUMBER).callers[0].numbers == (NUMBER,)
    assert [row.call_id for row in known_caller(h, "0171 999999").calls] == [wrong]
    assert (known_caller(h, "0171 999999").callers, known_caller(h, NUMBER).calls_count) == ((), 1)
    with pytest.raises(Rejected, match="no such number"):
        h.do(AmendCaller(actor=DISPATCHER, caller_id=caller, not_number="0171 999999"))


def test_s61_a_caller_is_forgotten_whole_and_its_calls_stay(h: Harness):
    call = h.call("fire", caller_number=NUMBER)
    caller = noted(h, call.call_id, "UNFORGETTABLE words")
    h.do(AmendCaller(actor=DISPATCHER, caller_id=caller, name="UNFORGETTABLE name"))
    h.do(AmendCaller(actor=DISPATCHER, caller_id=caller, name="another"))
    with pytest.raises(NotAuthorised, match="ask a duty manager or supervisor"):
        h.do(ForgetCaller(actor=DISPATCHER, caller_id=caller, reason="asked for"))
    with pytest.raises(Incomplete, match="say why"):
        h.do(ForgetCaller(actor=SUPERVISOR, caller_id=caller, reason=""))
    h.do(ForgetCaller(actor=SUPERVISOR, caller_id=caller, reason="asked for it"))
    known = known_caller(h, NUMBER)
    assert known.callers == ()
    assert known.calls_count == 1, "the call is a record of its own"
    with pytest.raises(UnknownThing):
        h.do(ForgetCaller(actor=SUPERVISOR, caller_id=caller, reason="again"))
    path = h.desk.database.path
    assert path is not None
    with sqlite3.connect(path) as connection:
        assert not any("UNFORGETTABLE" in line for line in connection.iterdump())


def test_s61_numbers_names_and_notes_are_neither_in_the_journal_nor_in_a_repr(h: Harness):
    call = h.call("fire", caller_number=NUMBER, caller_name="Zebulon")
    noted(h, call.call_id, "xylophone")
    told = " ".join(str(entry.body) for entry in h.told())
    for word in ("Zebulon", "xylophone", NUMBER, "1715550188"):
        assert word not in told
    assert "xylophone" not in repr(NoteCaller(actor=DISPATCHER, text="xylophone"))
    with h.reading() as connection:
        digests = connection.exec_driver_sql("SELECT digest FROM call_numbers").scalars().all()
    assert all(len(digest) == 64 for digest in digests)


def test_what_cannot_be_noted_says_why(h: Harness):
    call = h.call("fire", caller_number="withheld")
    for command, kind, words in (
        (NoteCaller(actor=DISPATCHER, call_id=call.call_id, text="x"), Rejected, "no number that the caller"),
        (NoteCaller(actor=DISPATCHER, text="x"), Incomplete, "about whom"),
        (NoteCaller(actor=DISPATCHER, caller_id="none", text="x"), UnknownThing, "no caller"),
        (NoteCaller(actor=DISPATCHER, call_id=CallId("none"), text="x"), UnknownThing, "no call"),
        (NoteCaller(actor=RADIO_OPERATOR, call_id=call.call_id, text="x"), NotAuthorised, "keep knowledge"),
        (AmendCaller(actor=DISPATCHER, caller_id="none", name="x"), UnknownThing, "no caller"),
        (EndCallerNote(actor=DISPATCHER, note_id="none"), UnknownThing, "no note"),
    ):
        with pytest.raises(kind, match=words):
            h.do(command)
    caller = noted(h, h.call("fire", caller_number=NUMBER).call_id)
    for command, words in (
        (AmendCaller(actor=DISPATCHER, caller_id=caller), "say what is to change"),
        (AmendCaller(actor=DISPATCHER, caller_id=caller, number="none"), "no telephone number"),
        (AmendCaller(actor=DISPATCHER, caller_id=caller, number=NUMBER), "has that number already"),
        (AmendCaller(actor=DISPATCHER, caller_id=caller, name="x" * 401), "401 characters"),
    ):
        with pytest.raises(Rejected, match=words):
            h.do(command)
