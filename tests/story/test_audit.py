"""The auditor finds nothing in a room that was played well, and each kind of damage by its name."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from shutil import copyfile
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, event

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.simulated import Level
from dispatcher.queries.auditing import auditor, dossier
from dispatcher.queries.auditing.auditor import audit
from dispatcher.queries.auditing.findings import MOST_FINDINGS, AuditReport, Finding, FindingKind
from dispatcher.queries.requests import AskAudit
from dispatcher.replay.columns import columns_from
from dispatcher.replay.session import Wish, play
from dispatcher.simulation.life import LifePlan
from dispatcher.storage.columns import from_microseconds
from dispatcher.storage.database import open_to_read, sqlite_url
from dispatcher.storage.schema import deadlines
from tests.data.make_calls import FILE
from tests.helpers.builders import DISPATCHER, SUPERVISOR
from tests.helpers.clock import START, FakeClock
from tests.helpers.harness import Harness, NewHarness
from tests.helpers.lived_room import LivedRoom

K = FindingKind
EVERYTHING = AskAudit(open_too=True)


def a_night(h: Harness) -> None:
    """A crew that is silent to the supervisor, one that answers soon, and one that is recalled and stood down."""
    h.unexpected_pages_allowed = True
    h.call("fire", at="12 Elm St")
    h.dispatch("E12", "L11")
    h.advance(seconds=10)
    h.crew("L11").says("received, mobile")
    h.advance(seconds=190)  # a repeat, a voice task, the supervisor twice
    h.take(h.item(AttentionKind.AUTHORITY), note="sending the station officer")
    h.advance(seconds=30)
    h.crew("E12").says("on our way")
    for call_sign in ("E12", "L11"):
        for status in ("en route", "on scene", "cleared"):
            h.advance(minutes=2)
            h.crew(call_sign).reports(status)
    h.close_incident()
    h.call("rubbish", at="Tip Lane")
    h.advance(minutes=6)  # nobody sends anybody: its guard runs
    h.dispatch("E21")
    h.advance(seconds=20)
    h.crew("E21").says()
    h.recall("E21", "not needed")
    h.advance(seconds=40)
    h.crew("E21").says("standing down")
    h.advance(seconds=5)
    h.close_incident("no action needed")


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A room's file after the night. Copy it; do not change it."""
    path = tmp_path_factory.mktemp("night") / "room.db"
    h = Harness(sqlite_url(path))
    a_night(h)
    h.finish()
    h.close()
    return path


Damaged = Callable[[str], AuditReport]


@pytest.fixture
def damaged(night: Path, tmp_path: Path) -> Damaged:
    """Changes what the program itself never would, and asks the auditor."""

    def damage(statements: str) -> AuditReport:
        path = Path(copyfile(night, tmp_path / "damaged.db"))
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("PRAGMA ignore_check_constraints = ON")
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                connection.execute(f"DROP TRIGGER {name}")
            before = connection.total_changes
            for statement in statements.split(";"):
                connection.execute(statement)
            assert connection.total_changes > before, "nothing was damaged"
        return audit_of(path)

    return damage


def audit_of(path: Path, query: AskAudit = EVERYTHING) -> AuditReport:
    engine = open_to_read(sqlite_url(path))
    try:
        with engine.connect() as connection:
            return audit(query, connection, START)
    finally:
        engine.dispose()


def kinds(report: AuditReport) -> set[FindingKind]:
    return {finding.kind for finding in report.first}


def the(report: AuditReport, kind: FindingKind) -> Finding:
    return next(finding for finding in report.first if finding.kind is kind)


def test_a_night_that_went_well_has_no_finding(night: Path) -> None:
    report = audit_of(night)
    assert report.first == ()
    assert (report.incidents, report.chains, report.late, report.missing, report.extra) == (2, 4, 0, 0, 0)
    assert report.steps_run > 8
    assert report.items > 3


def test_one_incident_tells_who_took_what_and_after_how_long(night: Path) -> None:
    report = audit_of(night, AskAudit(number="2026-000001"))
    (incident,) = report.audits
    supervisor = next(item for item in incident.items if item.kind == AttentionKind.AUTHORITY)
    assert supervisor.taken_by == "sol"
    assert supervisor.times == 2
    assert supervisor.settled_after is not None
    assert supervisor.settled_after.total_seconds() == 80
    voice = next(item for item in incident.items if item.kind == AttentionKind.VOICE_TASK)
    assert voice.taken_by is None, "the crew answered"
    assert audit_of(night, AskAudit(number="2026-999999")).incidents == 0


_COPY = (
    "INSERT INTO deadlines (id, subject_kind, subject_id, incident_id, name, policy_id, run, due_at, since, step,"
    " state, fired_at) "
    "SELECT 'copy', subject_kind, subject_id, incident_id, name, policy_id, {run}, due_at, since, step, "
    "'done', {fired} "
    "FROM deadlines WHERE state = 'done' AND name = '{name}' LIMIT 1"
)


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        pytest.param("DELETE FROM deadlines WHERE name = 'voice' AND state = 'done'",
                     {K.MISSING_STEP, K.NOT_AS_TOLD}, id="a step that ran is gone"),
        pytest.param("UPDATE deadlines SET state = 'cancelled', fired_at = NULL WHERE name = 'repeat'"
                     " AND state = 'done';"
                     "DELETE FROM journal WHERE kind = 'step_ran' AND body LIKE '%\"step\":\"repeat\"%'",
                     {K.MISSING_STEP}, id="a step never ran"),
        pytest.param("DELETE FROM deadlines WHERE name = 'supervisor' AND run = 1 AND state = 'done';"
                     "DELETE FROM journal WHERE kind = 'step_ran' AND body LIKE '%\"run\":1,%\"step\":\"supervisor\"%'",
                     {K.MISSING_STEP}, id="the first time of a step that comes again is gone"),
        pytest.param("UPDATE deadlines SET fired_at = fired_at + 10000000 WHERE name = 'repeat' AND state = 'done'",
                     {K.LATE_STEP, K.NOT_AS_TOLD}, id="a step ran late by its row"),
        pytest.param("UPDATE deadlines SET due_at = due_at - 10000000 WHERE name = 'supervisor' AND run = 2",
                     {K.LATE_STEP}, id="a step ran long after it was due"),
        pytest.param("UPDATE deadlines SET due_at = due_at + 10000000, fired_at = fired_at + 10000000 "
                     "WHERE name = 'voice' AND state = 'done'",
                     {K.LATE_STEP, K.NOT_AS_TOLD}, id="a step was armed later than its policy says"),
        pytest.param("UPDATE deadlines SET fired_at = fired_at + 5000000 "
                     "WHERE id = (SELECT max(id) FROM deadlines WHERE name = 'guard_waiting' AND state = 'done')",
                     {K.LATE_STEP, K.NOT_AS_TOLD}, id="a guard ran late"),
        pytest.param(_COPY.format(run="run", fired="fired_at", name="repeat"), {K.DOUBLED_STEP}, id="a step ran twice"),
        pytest.param(_COPY.format(run=1, fired="fired_at", name="guard_waiting"), {K.DOUBLED_STEP, K.NO_REASON},
                     id="a guard too"),
        pytest.param(_COPY.format(run=7, fired="fired_at + 600000000", name="supervisor"),
                     {K.EXTRA_STEP, K.LATE_STEP, K.MISSING_STEP, K.NOT_AS_TOLD}, id="a step ran after the answer"),
        pytest.param("DELETE FROM journal WHERE kind = 'step_ran' AND body LIKE '%\"step\":\"voice\"%'",
                     {K.NOT_AS_TOLD}, id="the journal does not tell of a step"),
        pytest.param("DELETE FROM journal WHERE kind = 'guard_ran'", {K.NOT_AS_TOLD}, id="nor of a guard"),
        pytest.param("UPDATE deadlines SET state = 'armed' WHERE state = 'cancelled' AND name = 'voice'",
                     {K.NOT_ENDED}, id="a step is still armed"),
        pytest.param("UPDATE deadlines SET state = 'armed' WHERE id = (SELECT max(id) FROM deadlines "
                     "WHERE state = 'cancelled' AND name LIKE 'guard%')", {K.NOT_ENDED}, id="a guard is still armed"),
        pytest.param("UPDATE attempts SET repeat = 0 WHERE number = 2", {K.UNMARKED_REPEAT}, id="a copy is unmarked"),
        pytest.param("UPDATE personal_values SET value = substr(value, 8) WHERE value LIKE 'REPEAT %'",
                     {K.UNMARKED_REPEAT}, id="a copy does not say it"),
        pytest.param("DELETE FROM journal WHERE kind = 'answer_recorded' AND body LIKE '%\"call_sign\":\"L11\"%'",
                     {K.NO_REASON, K.GREEN_WITHOUT_PERSON}, id="an answer is gone"),
        pytest.param("DELETE FROM personal_values WHERE kind = 'words_heard'", {K.GREEN_WITHOUT_PERSON},
                     id="the words heard are gone"),
        pytest.param("UPDATE personal_values SET value = 'roger' WHERE kind = 'words_heard'", {K.GREEN_WITHOUT_PERSON},
                     id="the words heard are others"),
        pytest.param("UPDATE transmissions SET acknowledged_by = 'system' WHERE state = 'acknowledged'",
                     {K.GREEN_WITHOUT_PERSON}, id="the program acknowledged"),
        pytest.param("UPDATE transmissions SET acknowledged_by = 'dana' WHERE state = 'acknowledged'",
                     {K.GREEN_WITHOUT_PERSON}, id="somebody else heard it"),
        pytest.param("UPDATE assignments SET acknowledged_at = acknowledged_at + 1", {K.GREEN_WITHOUT_PERSON},
                     id="an assignment is green and nobody answered"),
        pytest.param("UPDATE attention SET state = 'open', resolved_at = NULL WHERE kind = 'voice_task'",
                     {K.ATTENTION_LEFT}, id="an item is left"),
        pytest.param("DELETE FROM journal WHERE kind IN ('attention_resolved', 'attention_taken') AND body LIKE '%' || "
                     "(SELECT id FROM attention WHERE kind = 'voice_task') || '%'",
                     {K.ATTENTION_LEFT}, id="nobody settled an item"),
        pytest.param("DELETE FROM attention WHERE kind = 'voice_task'", {K.NOT_AS_TOLD}, id="an item is gone"),
        pytest.param("UPDATE duties SET until = since + 60000000 WHERE seat = 'D1'", {K.NO_OWNER}, id="nobody owns it"),
        pytest.param("DELETE FROM duties WHERE seat = 'D1'", {K.NO_OWNER}, id="nobody ever sat there"),
        pytest.param("DELETE FROM deadlines WHERE id = (SELECT min(id) FROM deadlines WHERE name LIKE 'guard%')",
                     {K.NO_DEADLINE}, id="a guard was never armed"),
        pytest.param("DELETE FROM deadlines WHERE name = 'guard_waiting' AND run = 2 AND state = 'cancelled'",
                     {K.NO_DEADLINE}, id="a guard did not come again"),
        pytest.param("UPDATE deadlines SET due_at = due_at - 900000000 "
                     "WHERE id = (SELECT min(id) FROM deadlines WHERE name = 'guard_watch' AND state = 'cancelled')",
                     {K.MISSING_STEP}, id="a guard was due and did not run"),
        pytest.param("DELETE FROM journal WHERE kind = 'units_dispatched'", {K.NO_REASON},
                     id="a guard was set by nobody"),
    ],
)  # fmt: skip
def test_each_damage_is_found_by_its_name(damaged: Damaged, statement: str, expected: set[FindingKind]) -> None:
    report = damaged(statement)
    assert kinds(report) == expected, report.first
    assert report.findings == len(report.first)


def test_a_finding_says_what_when_expected_and_found(damaged: Damaged) -> None:
    report = damaged("UPDATE deadlines SET fired_at = fired_at + 10000000 WHERE name = 'repeat' AND state = 'done'")
    late = the(report, K.LATE_STEP)
    assert (late.number, late.what) == ("2026-000001", "E12 dispatch: repeat, run 1")
    assert late.expected == "to run within 1 s of 2026-03-14 03:04:35.000Z"
    assert late.found == "it ran 10.0 s late, and nothing says so"
    gone = the(damaged("UPDATE duties SET until = since + 60000000 WHERE seat = 'D1'"), K.NO_OWNER)
    assert gone.what == "owner D1"
    assert gone.found.startswith("nobody from 2026-03-14 03:05:05.000Z to 2026-03-14 03:")


def test_late_after_a_crash_is_a_finding_and_says_that_it_was_marked(new_harness: NewHarness) -> None:
    h = new_harness()
    h.unexpected_pages_allowed = True
    h.call("fire")
    h.dispatch("E12")
    h.restart(after_seconds=75)
    h.crew("E12").says()
    report = asked(h)
    assert kinds(report) == {K.LATE_STEP}
    assert [finding.what for finding in report.first] == [
        "E12 dispatch: repeat, run 1", "E12 dispatch: voice, run 1", "guard_waiting, run 1",
    ]  # fmt: skip
    assert report.first[0].found == "it ran 45.0 s late, marked as late in the journal"


def test_nobody_at_the_desk_is_found_while_it_lasts(h: Harness) -> None:
    h.call("fire")
    h.leaves_without_a_word(SUPERVISOR)
    h.unguarded = 1
    h.leaves_without_a_word(DISPATCHER)
    h.advance(seconds=30)
    assert the(asked(h), K.NO_OWNER).found.endswith("30 s")
    assert asked(h, AskAudit()).incidents == 0, "it is not finished"
    h.unguarded = 0
    h.sign_on(DISPATCHER)


def asked(h: Harness, query: AskAudit = EVERYTHING) -> AuditReport:
    with h.reading() as connection:
        return audit(query, connection, h.clock.now())


def test_an_open_incident_that_is_looked_after_has_no_finding(h: Harness) -> None:
    h.unexpected_pages_allowed = True
    h.call("fire")
    h.dispatch("E12")
    for _ in range(12):
        h.advance(seconds=17)
        assert asked(h).first == ()
    h.crew("E12").says()


def test_an_open_incident_whose_deadlines_nobody_runs_has(h: Harness) -> None:
    h.unexpected_pages_allowed = True
    h.call("fire")
    h.dispatch("E12")
    with h.reading() as connection:
        later = FakeClock(h.clock.now())
        later.advance(seconds=62)
        report = audit(EVERYTHING, connection, later.now())
    assert [(finding.kind, finding.what) for finding in report.first] == [
        (K.MISSING_STEP, "E12 dispatch: repeat, run 1"), (K.MISSING_STEP, "E12 dispatch: voice, run 1"),
        (K.MISSING_STEP, "guard_waiting, run 1"),
    ]  # fmt: skip
    h.crew("E12").says()


def test_a_newer_order_that_was_answered_is_a_reason(h: Harness) -> None:
    h.unexpected_pages_allowed = True
    h.call("fire", at="1 High St")
    h.dispatch("E12")
    h.advance(seconds=5)
    h.recall("E12")
    h.advance(seconds=5)
    h.call("fire", at="2 Low St")
    h.dispatch("E12")
    h.advance(seconds=5)
    h.crew("E12").says()
    assert asked(h).first == ()


def test_since_leaves_out_what_was_closed_before(night: Path) -> None:
    with closing(sqlite3.connect(night)) as connection:
        (closed,) = connection.execute("SELECT closed_at FROM incidents WHERE number = '2026-000002'").fetchone()
    assert audit_of(night, AskAudit(since=from_microseconds(closed))).incidents == 1
    assert audit_of(night, AskAudit(since=from_microseconds(closed + 1))).incidents == 0


def test_it_goes_in_pages_and_walks_nothing_for_one_incident(night: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dossier, "PAGE", 1)
    assert audit_of(night).incidents == 2
    engine = open_to_read(sqlite_url(night))
    seen: dict[str, object] = {}

    def note(_connection, _cursor, statement, parameters, _context, _many) -> None:
        seen.setdefault(statement, parameters)

    event.listen(engine, "before_cursor_execute", note)
    with engine.connect() as connection:
        audit(AskAudit(number="2026-000001"), connection, START)
        event.remove(engine, "before_cursor_execute", note)
        walked = [
            step[3]
            for statement, parameters in seen.items()
            if statement.startswith("SELECT")
            for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)  # type: ignore[arg-type]
            if step[3].startswith("SCAN") and step[3].split()[1] not in {"duties", "policies", "units"}
            if "ix_journal_clock_jumped" not in step[3]  # as many as the clock was set, which is seldom
        ]
    engine.dispose()
    assert len(seen) > 5
    assert walked == []


def test_what_is_kept_of_findings_is_bounded(damaged: Damaged, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_FINDINGS >= 100
    monkeypatch.setattr(auditor, "MOST_FINDINGS", 2)
    report = damaged("DELETE FROM journal WHERE kind IN ('step_ran', 'guard_ran')")
    assert len(report.first) == 2
    assert report.findings > 5


def test_the_same_on_both_databases(url: str) -> None:
    h = Harness(url)
    try:
        a_night(h)
        report = asked(h)
        assert (report.incidents, report.first) == (2, ())
        with h.desk.database.writer.begin() as connection:
            connection.execute(delete(deadlines).where(deadlines.c.name == "voice", deadlines.c.state == "done"))
        assert kinds(asked(h)) == {K.MISSING_STEP, K.NOT_AS_TOLD}
    finally:
        h.close()


@pytest.fixture
def lived(tmp_path: Path) -> Iterator[LivedRoom]:
    room = LivedRoom(sqlite_url(tmp_path / "lived.db"))
    yield room
    room.close()


@pytest.mark.slow
def test_the_living_rooms_hour_has_no_finding(lived: LivedRoom) -> None:
    lived.lives(LifePlan(seed=3, level=Level.BUSY))
    lived.pass_time(3600, step_s=3)
    report = lived.answer(EVERYTHING)
    assert report.first == ()
    assert report.incidents > 25
    assert report.chains > 25


@pytest.mark.slow
def test_a_replay_has_no_finding(tmp_path: Path) -> None:
    home = tmp_path / "home"
    wish = Wish(
        path=FILE, columns=columns_from([]), zone=ZoneInfo("America/New_York"), reach_m=8000.0, limit=40, home=home
    )
    assert play(wish).is_true
    report = audit_of(home / "simulated.db", AskAudit())
    assert report.first == ()
    assert report.incidents > 35
