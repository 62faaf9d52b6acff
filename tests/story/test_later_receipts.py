"""A page that ended ACCEPTED may climb, or be taken back, later: also out of order and after a restart."""

from collections.abc import Callable
from concurrent.futures import Future
from datetime import timedelta
from typing import Any

import pytest

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.machine import Accepted, DutiesKept, Evidence, RecallAccepted, TakeReceipt
from dispatcher.domain.transmissions import Mark, TransmissionState
from dispatcher.relay import Relay
from dispatcher.services import recalling_pages
from dispatcher.storage.errors import StorageError
from radio.inbound import InboundText
from tests.helpers.harness import PAGER_CHANNEL, Harness

HEARD = b"+CDS: 25\r\n00062A\r\n"


def an_accepted_page(h: Harness, code: str | None = "mr:42") -> str:
    """Page E12; the network takes it and gives a reference. Return the attempt's id."""
    h.terminal.holds()
    h.call("alarm")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    attempt_id = h.terminal.seen[-1].attempt_id
    tell(h, attempt_id, Evidence.ACCEPTED, code, b"+CMGS: 42\r\n", sent=b"AT+CMGS=28\r")
    return attempt_id


def tell(h: Harness, attempt_id: Any, evidence: Evidence, code: str | None, heard: bytes, *, sent: bytes = b"") -> None:
    h.do(
        TakeReceipt(
            attempt_id=attempt_id, evidence=evidence, code=code, detail=f"the network says {evidence.value}",
            bytes_sent=sent, bytes_received=heard, first_byte_at=h.clock.now() if sent else None,
        )
    )  # fmt: skip


def states(h: Harness) -> list[str]:
    return [rung.state for rung in h.page("E12").rungs]


def test_page_climbs_and_the_evidence_of_every_rung_is_kept(h: Harness) -> None:
    attempt_id = an_accepted_page(h)
    tell(h, attempt_id, Evidence.ON_AIR, "st:1", b"first")
    tell(h, attempt_id, Evidence.DELIVERED, "st:0", HEARD)
    assert states(h) == ["queued", "accepted", "on_air", "delivered"]
    (attempt,) = h.page("E12").attempts
    assert attempt.bytes_sent == b"AT+CMGS=28\r"
    assert attempt.bytes_received == b"+CMGS: 42\r\nfirst" + HEARD
    h.crew("E12").says()


def test_rungs_out_of_order_never_lower_a_page(h: Harness) -> None:
    attempt_id = an_accepted_page(h)
    tell(h, attempt_id, Evidence.DELIVERED, "st:0", HEARD)
    tell(h, attempt_id, Evidence.ON_AIR, "st:1", b"late")
    tell(h, attempt_id, Evidence.ACCEPTED, "mr:42", b"again")
    assert states(h) == ["queued", "accepted", "delivered"]
    h.crew("E12").says()


def test_delivery_before_its_acceptance(h: Harness) -> None:
    h.terminal.holds()
    h.call("alarm")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    attempt_id = h.terminal.seen[-1].attempt_id
    tell(h, attempt_id, Evidence.DELIVERED, "st:0", HEARD)
    tell(h, attempt_id, Evidence.ACCEPTED, "mr:42", b"+CMGS: 42\r\n", sent=b"AT+CMGS=28\r")
    assert states(h) == ["queued", "delivered"]
    (attempt,) = h.page("E12").attempts
    assert (attempt.state, attempt.bytes_received) == ("accepted", HEARD + b"+CMGS: 42\r\n")
    h.crew("E12").says()


def test_page_taken_back_keeps_what_went_out_and_what_was_heard(h: Harness) -> None:
    attempt_id = an_accepted_page(h)
    tell(h, attempt_id, Evidence.RETRACTED, "st:70", HEARD)
    assert h.page("E12").state is TransmissionState.UNCERTAIN
    (attempt,) = h.page("E12").attempts
    assert (attempt.bytes_sent, attempt.bytes_received) == (b"AT+CMGS=28\r", b"+CMGS: 42\r\n" + HEARD)
    assert attempt.code == "st:70"
    assert "took back the page to E12" in h.item(AttentionKind.TECHNICAL_ALARM).text
    tell(h, attempt_id, Evidence.DELIVERED, "st:0", b"after all")
    assert h.page("E12").state is TransmissionState.DELIVERED
    h.crew("E12").says()


def test_delivery_of_an_answered_page_is_evidence_and_moves_nothing(h: Harness) -> None:
    attempt_id = an_accepted_page(h)
    h.crew("E12").says()
    tell(h, attempt_id, Evidence.DELIVERED, "st:0", HEARD)
    assert h.page("E12").state is TransmissionState.DELIVERED
    assert h.strip() == ()
    assert HEARD in h.page("E12").attempts[0].bytes_received


def test_reference_is_recalled_after_a_restart(h: Harness) -> None:
    attempt_id = an_accepted_page(h)
    h.advance(seconds=5)
    h.restart(after_seconds=5)
    (known,) = h.do(RecallAccepted(channel=PAGER_CHANNEL))
    assert (known.attempt_id, known.code, known.age_s) == (attempt_id, "mr:42", 10.0)
    assert known.address == h.terminal.seen[-1].address
    tell(h, known.attempt_id, Evidence.DELIVERED, "st:0", HEARD)
    assert h.page("E12").state is TransmissionState.DELIVERED
    assert Mark.LATE not in h.page("E12").marks
    h.crew("E12").says()


def test_only_what_may_still_be_told_of_is_recalled(h: Harness) -> None:
    attempt_id = an_accepted_page(h)
    assert h.do(RecallAccepted(channel="other")) == ()
    tell(h, attempt_id, Evidence.RETRACTED, "st:70", HEARD)
    assert h.do(RecallAccepted(channel=PAGER_CHANNEL)) == ()
    h.crew("E12").says()


def test_old_references_are_not_recalled(h: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recalling_pages, "MEMORY", timedelta(seconds=5))
    an_accepted_page(h)
    h.crew("E12").says()
    h.advance(seconds=5)
    assert len(h.do(RecallAccepted(channel=PAGER_CHANNEL))) == 1
    h.advance(seconds=1)
    assert h.do(RecallAccepted(channel=PAGER_CHANNEL)) == ()


class Engine:
    """Answers every command at once, or fails."""

    def __init__(self) -> None:
        self.known: tuple[Accepted, ...] = ()
        self.fails = False

    def submit(self, command: object, *, urgent: bool = False) -> "Future[Any]":
        del urgent
        future: Future[Any] = Future()
        if self.fails:
            future.set_exception(StorageError("away"))
        else:
            future.set_result(self.known if isinstance(command, RecallAccepted) else None)
        return future


class Duties:
    """Holds every lease."""

    def epoch(self, name: str) -> int:
        del name
        return 1

    def on_beat(self, heard: Callable[[DutiesKept], None]) -> None:
        del heard


def test_relay_recalls_for_the_channel(caplog: pytest.LogCaptureFixture) -> None:
    engine = Engine()
    relay = Relay(engine, Duties(), [])  # type: ignore[arg-type]
    engine.known = (Accepted(attempt_id="a", address="+49170", code="mr:1", age_s=2.0),)  # type: ignore[arg-type]
    (page,) = relay.accepted("sms")
    assert (page.attempt_id, page.address, page.code, page.age_s) == ("a", "+49170", "mr:1", 2.0)
    engine.fails = True
    assert relay.accepted("sms") == ()
    assert "may stay unmatched" in caplog.text


def test_relay_counts_words_that_come_in_and_logs_none_of_them(h: Harness, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    relay = Relay(Engine(), Duties(), [])  # type: ignore[arg-type]
    relay.start()
    for complete in (True, False):
        relay.inbound("sms", InboundText(sender="+491701234567", text="KOMME", at=h.clock.now(), complete=complete))
    relay.close()
    assert (relay.inbound_count("sms"), relay.inbound_count("other")) == (2, 0)
    assert "5 characters, parts of it missing came in (2 so far)" in caplog.text
    assert "KOMME" not in caplog.text
    assert "1234567" not in caplog.text
