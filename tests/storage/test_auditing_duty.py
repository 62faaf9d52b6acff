"""Closed incidents are audited in the room: once, by the keeper of deadlines, into the journal."""

from concurrent.futures import Future
from typing import Any

import pytest

from dispatcher.auditing_duty import AuditingDuty
from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.machine import DutiesKept, RecordAudit
from dispatcher.queries.answers import ANSWERERS
from dispatcher.queries.requests import AskUnaudited, Query
from dispatcher.services.handlers import AnyCommand
from dispatcher.storage.leases import DEADLINES
from tests.helpers.harness import Harness

KEEPER = DutiesKept(held={DEADLINES: 1}, taken=frozenset(), due=())
ANOTHER = DutiesKept(held={}, taken=frozenset(), due=())


class Room:
    """Readers and engine that answer at once; `fails` lets the next question fail."""

    def __init__(self, h: Harness) -> None:
        self.h, self.asked, self.fails = h, 0, False

    def ask(self, query: Query[Any], key: str | None = None) -> "Future[Any]":
        self.asked += 1
        done: Future[Any] = Future()
        if self.fails:
            done.set_exception(OSError("no disk"))
            return done
        with self.h.reading() as connection:
            done.set_result(ANSWERERS[type(query)](query, connection, self.h.clock.now()))
        return done

    def submit(self, command: AnyCommand) -> "Future[Any]":
        done: Future[Any] = Future()
        done.set_result(self.h.do(command))
        return done


def closed(h: Harness, at: str) -> None:
    h.call("fire", at=at)
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.crew("E12").says()
    for status in ("en route", "on scene", "cleared"):
        h.crew("E12").reports(status)
    h.close_incident()


def beats(duty: AuditingDuty, kept: DutiesKept, times: int = 5) -> None:
    for _ in range(times):
        duty.after_beat(kept)


def test_each_is_audited_once_and_the_journal_says_so(h: Harness) -> None:
    closed(h, "1 Elm St")
    closed(h, "2 Elm St")
    h.call("fire", at="3 Elm St")
    room = Room(h)
    duty = AuditingDuty(room, room)
    beats(duty, ANOTHER, 10)
    assert room.asked == 0, "whoever does not keep the deadlines looks at nothing"
    beats(duty, KEEPER, 10)
    audits = h.told("incident_audited")
    assert [entry.body["findings"] for entry in audits] == [0, 0], "the open one is not finished"
    beats(duty, KEEPER, 20)
    assert len(h.told("incident_audited")) == 2
    assert not h.do(RecordAudit(incident_id=audits[0].incident_id or "", findings=())), "nor by anybody else"


def test_a_finding_calls_a_supervisor(h: Harness) -> None:
    closed(h, "1 Elm St")
    with h.desk.database.writer.begin() as connection:
        connection.exec_driver_sql("DELETE FROM deadlines WHERE name LIKE 'guard%'")
    room = Room(h)
    beats(AuditingDuty(room, room), KEEPER)
    [entry] = h.told("incident_audited")
    assert entry.body["kinds"] == {"no_deadline": entry.body["findings"]}
    assert "2026-000001 (no deadline)" in h.item(AttentionKind.EXCEPTION).text


def test_what_cannot_be_read_is_tried_again(h: Harness, caplog: pytest.LogCaptureFixture) -> None:
    closed(h, "1 Elm St")
    room = Room(h)
    duty = AuditingDuty(room, room)
    room.fails = True
    beats(duty, KEEPER)
    assert "could not be audited: no disk" in caplog.text
    room.fails = False
    beats(duty, KEEPER)
    assert len(h.told("incident_audited")) == 1
    with h.reading() as connection:
        assert ANSWERERS[AskUnaudited](AskUnaudited(), connection, h.clock.now()) == ()
