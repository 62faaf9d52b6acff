"""Searching all incidents, open and closed: by any word of any field, misspelt or as it was heard, page by page."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from dispatcher.domain.call_commands import AddCall, AmendCall, AmendIncident
from dispatcher.domain.search_words import SearchField
from dispatcher.queries.search_rows import AskSearch, SearchPage, SearchRow
from dispatcher.queries.searching import search
from dispatcher.storage import schema as s
from dispatcher.storage import search_filling
from dispatcher.storage.unit_of_work import UnitOfWork
from tests.helpers.builders import DISPATCHER, SECOND_DISPATCHER, SUPERVISOR, numbered_ids, signs_on, the_rules
from tests.helpers.databases import NewUrl
from tests.helpers.harness import Harness, NewHarness


@pytest.fixture
def room(new_url: NewUrl, new_harness: NewHarness) -> Harness:
    """A room on each kind of database."""
    return new_harness(url=new_url())


def page(h: Harness, text: str, cursor: str | None = None, limit: int = 50) -> SearchPage:
    with h.reading() as connection:
        return search(AskSearch(text, cursor, limit), connection, h.clock.now())


def found(h: Harness, text: str) -> list[str]:
    return [row.number for row in page(h, text).rows]


def only(h: Harness, text: str) -> SearchRow:
    (row,) = page(h, text).rows
    return row


def work_on(h: Harness, connection) -> UnitOfWork:
    return UnitOfWork(connection=connection, now=h.clock.now(), new_id=numbered_ids("w"), rules=the_rules(h.desk.pack),
                      world=h.desk.transactor._world, holder="host/1/1/test")  # fmt: skip


def test_s4_s37_an_incident_is_found_by_any_of_its_fields(room: Harness):
    h = room
    mine = h.call(
        "fire", at="Quai Suffren 4", caller_name="Anneliese Bühler", caller_number="+41 79 123 45 67",
        narrative="smoke from the cellar, a blue Peugeot in front", asset_number="LIFT-7", caller_relation="concierge",
    ).number  # fmt: skip
    h.note("second hydrant is frozen")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.crew("E12").says("Engine twelve, on our way with four")
    h.call("medical", at="12 Elm St", caller_name="Bob", narrative="fell from a ladder")
    for text in (
        "suffren", "quai suffren 4", "place:suffren", "caller:buhler", "caller:Bühler", "buehler", "concierge",
        "phone:4567", "079 123 45 67", "+41791234567", "peugeot", "narrative:peugeot", "words:peugeot", "log:hydrant",
        "frozen", "asset:lift-7", "lift7", "unit:e12", "type:fire", "FIRE suffren", "by:dana suffren", "with four",
        mine, f"#{int(mine[5:])}", f"number:{mine[5:]}", "kind:incident suffren", "suffren is:open", "suffren today",
        '"blue peugeot"', "smoke -ladder",
    ):  # fmt: skip
        assert found(h, text) == [mine], text
    for text in ("suffren bob", "place:peugeot", "caller:suffren", "log:peugeot", "type:medical suffren", "unit:e21",
                 "suffren is:closed", "suffren yesterday", "suffren -smoke", "phone:9999"):  # fmt: skip
        assert found(h, text) == [], text
    assert len(found(h, "")) == 2


def test_s4_what_is_misspelt_or_written_as_it_was_heard_is_found_behind_what_is_exact(room: Harness):
    h = room
    h.call("fire", at="Rue Suffren 1", caller_name="Meyer")
    h.call("fire", at="Rue Grimaldi 2", caller_name="Schmitt")
    h.call("fire", at="Via Castiglione 3", caller_name="Maier")
    by_place = {row.place: row.number for row in page(h, "").rows}
    one, two, three = (by_place[place] for place in ("Rue Suffren 1", "Rue Grimaldi 2", "Via Castiglione 3"))
    for typed, number in (("sufren", one), ("sufrenn", one), ("Soufrenne", one), ("grimadli", two), ("schmidt", two),
                          ("shmit", two), ("castilione", three)):  # fmt: skip
        row = only(h, typed)
        assert (row.number, row.exact, row.matches[0].alike) == (number, False, True), typed
    assert found(h, "maier") == [three, one], "the exact one first, although the other is alike"
    assert found(h, '"maier"') == [three], "in quotes only what stands there so"
    assert found(h, "xylophone") == []


def test_the_last_word_is_found_by_its_beginning_while_it_is_typed(room: Harness):
    h = room
    number = h.call("fire", at="Boulevard des Moulins").number
    h.call("fire", at="Elm Street")
    for typed in ("moulins ", "mo", "moul", "boulevard mou", "boul* mou"):
        assert found(h, typed) == [number], typed
    assert found(h, "moul boulevard") == [], "what is begun and left is a word"


def test_open_before_closed_exact_before_alike_newer_before_older(room: Harness):
    h = room
    old_closed = h.call("fire", at="Rue Plati").number
    h.close_incident()
    old_open = h.call("fire", at="Rue Plati").number
    alike_open = h.call("fire", at="Rue Platti").number
    new_open = h.call("fire", at="Rue Plati").number
    new_closed = h.call("fire", at="Rue Plati").number
    h.close_incident()
    assert found(h, "plati ") == [new_open, old_open, alike_open, new_closed, old_closed]
    assert found(h, "plati is:closed") == [new_closed, old_closed]


def test_pages_follow_one_another_without_a_gap_or_a_double(room: Harness):
    h = room
    numbers = [h.call("fire", at=f"Rue Plati {number}").number for number in range(1, 8)]
    seen: list[str] = []
    cursor: str | None = None
    for size in (3, 3, 1):
        some = page(h, "plati ", cursor, limit=3)
        assert (len(some.rows), some.total) == (size, 7)
        seen += [row.number for row in some.rows]
        cursor = some.next
    assert cursor is None
    assert seen == numbers[::-1]


def test_s37_the_row_says_what_matched_where(room: Harness):
    h = room
    h.call(
        "fire",
        at="Quai Suffren",
        caller_name="Ann Other",
        caller_number="0100 200",
        narrative="there is a lot of black smoke from the cellar and somebody shouts for help in the staircase",
    )
    h.note("key is with the neighbour")
    row = only(h, "suffren smoke neighbor other 0100200")
    assert [(match.field, match.word, match.alike) for match in row.matches] == [
        (SearchField.PLACE, "suffren", False), (SearchField.NARRATIVE, "smoke", False),
        (SearchField.LOG, "neighbour", True), (SearchField.CALLER, "other", False),
        (SearchField.PHONE, "~0020010", False),
    ]  # fmt: skip
    said = [match.said for match in row.matches]
    assert said[0] == ""
    assert said[1] == "… a lot of black smoke from the cellar and somebody shouts for help in the …"
    assert said[2:] == ["key is with the neighbour", "Ann Other", "0100 200"]


def test_what_changes_is_found_as_it_is_now_and_former_words_stay_findable(room: Harness):
    h = room
    taken = h.call("fire", at="Rue Plati", caller_number="555 111")
    h.do(AmendIncident(actor=DISPATCHER, incident_id=taken.incident_id, incident_type="medical", asset_number="PUMP9"))
    assert found(h, "type:medical") == [taken.number]
    assert found(h, "type:fire") == []
    assert found(h, "asset:pump9") == [taken.number]
    h.do(AmendCall(actor=DISPATCHER, call_id=taken.call_id, caller_number="555 222"))
    assert found(h, "phone:111") == found(h, "phone:222") == [taken.number]
    assert found(h, "p1") == [taken.number]
    h.priority("P3", by=SUPERVISOR)
    assert found(h, "p3") == [taken.number]
    assert found(h, "p1") == []
    assert found(h, "p1-p3 plati") == [taken.number]
    h.place(43.7, 7.4, "Place d'Armes")
    assert found(h, "place:armes") == [taken.number]
    assert found(h, "place:plati") == []
    assert found(h, "plati") == [taken.number], "it is in the log: it was taken for that place"
    h.close_incident("resolved")
    assert found(h, "outcome:resolved is:closed") == [taken.number]


def test_a_further_call_is_found_and_who_took_it(room: Harness):
    h = room
    h.do(signs_on(SECOND_DISPATCHER))
    taken = h.call("fire", at="Rue Plati")
    assert found(h, "by:omar") == []
    h.do(AddCall(actor=SECOND_DISPATCHER, incident_id=taken.incident_id, narrative="flames at the back"))
    assert found(h, "flames by:omar") == [taken.number]


def test_days_are_those_of_the_contact_in_the_rooms_time(room: Harness):
    h = room
    first = h.call("fire", at="Rue Plati 1", contact_at=h.clock.now() - timedelta(days=1)).number
    second = h.call("fire", at="Rue Plati 2").number
    day = h.clock.now()
    before = day - timedelta(days=1)
    assert found(h, "plati yesterday") == found(h, f"plati {before:%Y-%m-%d}") == [first]
    assert found(h, "plati today") == found(h, f"plati on:{day:%d.%m.%Y}") == [second]
    assert found(h, f"since:{before:%Y-%m-%d}") == found(h, "last:2d") == [second, first]
    assert found(h, f"before:{day:%Y-%m-%d}") == found(h, f"until:{before:%Y-%m-%d}") == [first]
    assert found(h, "last:3h") == [second]
    assert found(h, f"since:{day:%Y-%m}") == found(h, f"on:{day:%Y}") == [second, first]


@pytest.mark.parametrize("text", [
    "since:2026-13-45", "on:", "is:maybe", "priority:9", "number:x", "foo:bar", '"', "-", ":", "a" * 5000, "\0",
    "🚒 🔥",
    "עזרה", "%_%", "' OR 1=1 --", "kind:nothing",
    "1.2.3", " ".join(f"w{n}" for n in range(50)), "९९९", "١٢٣٤٥٦٧٨",
])  # fmt: skip
def test_nothing_typed_is_refused(room: Harness, text: str):
    h = room
    h.call("fire", at="Rue Plati 1")
    answer = page(h, text)
    assert answer.total <= 1
    if text in ("since:2026-13-45", "is:maybe", "priority:9", "number:x", "foo:bar"):
        assert answer.notes, "it says how it was taken"


def test_s29_foreign_scripts_and_long_texts_are_found(room: Harness):
    h = room
    number = h.call("fire", at="Rue Plati", narrative="עזרה בבקשה Помогите " + "x" * 100, caller_name="Ольга").number
    for text in ("עזרה", "помогите", "ольга", "x" * 100):
        assert found(h, text) == [number], text
    long = h.call("fire", at="Elm", narrative=" ".join(f"word{n}" for n in range(20_000))).number
    assert found(h, "word7 ") == [long]
    assert len(h.card().calls[0].narrative) > 100_000, "what is stored is whole"


def test_when_a_personal_value_is_destroyed_nothing_is_found_by_it(room: Harness):
    h = room
    taken = h.call("fire", at="Rue Plati", caller_name="Zoltan Plati", caller_number="555 111", narrative="Zoltan rang")
    with h.desk.database.writer.begin() as connection:
        ids = dict(
            connection.execute(
                select(s.personal_values.c.kind, s.personal_values.c.id).where(
                    s.personal_values.c.subject_id == taken.call_id
                )
            ).all()
        )
        work_on(h, connection).destroy(ids["caller_name"])
    assert found(h, "zoltan") == [taken.number], "the narrative says it as well"
    assert found(h, "caller:zoltan") == []
    assert found(h, "place:plati") == [taken.number]
    with h.desk.database.writer.begin() as connection:
        work = work_on(h, connection)
        work.destroy(ids["narrative"])
        work.destroy(ids["caller_number"])
    assert found(h, "zoltan") == found(h, "zoltn") == found(h, "phone:111") == []
    with h.reading() as connection:
        words = {bytes(word).decode() for word in connection.execute(select(s.search_words.c.word)).scalars()}
        assert not {"zoltan", "~111555", "rang"} & words, "not even the vocabulary has it"
        assert "plati" in words
        orphans = select(func.count()).where(s.search_keys.c.word.not_in(select(s.search_words.c.id)))
        assert connection.execute(orphans).scalar_one() == 0
        assert connection.execute(select(s.personal_values.c.value).where(
            s.personal_values.c.id == ids["narrative"])).scalar_one() is None  # fmt: skip


def _index(h: Harness) -> dict[tuple[str, int, int], bytes]:
    with h.reading() as connection:
        rows = connection.execute(
            select(s.search_words.c.word, s.search_postings).join(
                s.search_postings, s.search_postings.c.word == s.search_words.c.id
            )
        ).all()
    return {(bytes(row[0]).decode(), row.block, row.field): bytes(row.bits) for row in rows}


def test_what_is_filled_anew_is_what_was_taken_in(room: Harness):
    h = room
    h.call("fire", at="Quai Suffren", caller_name="Ann", caller_number="0100 200", narrative="smoke", asset_number="L7")
    h.note("hydrant frozen")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.crew("E12").says("on our way")
    h.call("medical", at="Elm St", caller_name="Bob")
    h.close_incident()
    before = _index(h)
    with h.desk.database.writer.begin() as connection:
        assert search_filling.fill(connection) == 2
    after = _index(h)
    missing = {key: bits for key, bits in before.items() if after.get(key) != bits}
    assert missing == {}
    extra = {word for word, _, field in set(after) - set(before)}
    assert extra <= {"ruth"}, "whoever acted is found, also where no words were kept"
    taken = h.call("fire", at="Avenue Neuve").number
    assert found(h, "neuve") == [taken], "and what comes next is taken in behind it"
