"""What came in, without a screen: the newest first, emergencies on top until somebody has taken them; its bytes."""

from dispatcher.domain.attention import AttentionKind, AttentionState
from dispatcher.domain.inbound import InboundKind, InboundOutcome
from dispatcher.domain.transmissions import AttemptState, TransmissionState
from dispatcher.queries.inbound_rows import InboundRow
from dispatcher.queries.requests import AskEvidence, AskInboundFeed
from tests.helpers.fake_room import FakeClock, FakeRoom
from tests.helpers.radio_rows import emergency_row, inbound_row
from tests.helpers.scenes import STX_PAGE, attempt, attention_row, transmission
from ui.presenters.evidence import EvidencePresenter
from ui.presenters.inbound import InboundPresenter, spoken


def over(*rows: InboundRow) -> InboundPresenter:
    room = FakeRoom()
    room.canned[AskInboundFeed] = rows
    presenter = InboundPresenter(room, lambda call: call(), FakeClock(), lambda _key, _text: None)
    presenter.refresh()
    return presenter


def ids(presenter: InboundPresenter) -> list[str]:
    return [row.inbound_id for row in presenter.rows]


def test_an_emergency_stays_on_top_until_somebody_has_taken_it():
    presenter = over(inbound_row(0), inbound_row(1), emergency_row(2), emergency_row(3, duplicate=True))
    assert ids(presenter) == ["n0", "n1", "n2", "n3"]
    item = attention_row(1, AttentionKind.EMERGENCY, "EMERGENCY: M1", call_sign="M1", chain="emergency:n2")
    presenter.know_attention((item,))
    assert ids(presenter) == ["n2", "n0", "n1", "n3"]
    assert presenter.title == "Came in · EMERGENCY ×1"
    assert presenter.line(presenter.rows[0]).pinned
    taken = attention_row(1, AttentionKind.EMERGENCY, "EMERGENCY", state=AttentionState.TAKEN, chain="emergency:n2")
    presenter.know_attention((taken,))
    assert ids(presenter) == ["n0", "n1", "n2", "n3"]


def test_an_unknown_sender_in_need_is_found_by_what_came_in():
    presenter = over(inbound_row(0), emergency_row(1, call_sign=None))
    item = attention_row(1, AttentionKind.EMERGENCY, "EMERGENCY: 4711", chain="emergency:n1")
    presenter.know_attention((item,))
    assert ids(presenter) == ["n1", "n0"]


def test_what_is_doubled_unknown_or_incomplete_is_labelled():
    presenter = over()
    line = presenter.line(inbound_row(1, call_sign=None, duplicate=True, complete=False,
                                      outcome=InboundOutcome.DUPLICATE))  # fmt: skip
    assert line.marks == ("DUPLICATE", "UNKNOWN UNIT", "INCOMPLETE")
    assert line.who == "+33600000001"
    assert "UNKNOWN UNIT" in spoken(line)


def test_words_are_quoted_and_statuses_say_what_they_mean():
    presenter = over()
    assert presenter.line(inbound_row(1)).words == "“on our way”"
    status = inbound_row(2, kind=InboundKind.STATUS, code=3, meaning="FMS 3, en route", words=None)
    assert presenter.line(status).words == "FMS 3, en route"
    assert presenter.line(inbound_row(3, kind=InboundKind.STATUS, code=7, words=None)).words == "status 7"
    assert presenter.line(emergency_row(4)).words == "emergency button · at 43.7384, 7.4246"


def test_the_evidence_of_a_page_is_words_receipt_and_bytes():
    room = FakeRoom()
    tried = (attempt(1, AttemptState.ACCEPTED, 40, code="211", detail="Page accepted"),)
    row = transmission("E12", TransmissionState.ACCEPTED, transmission_id="t1", attempts=tried)
    room.canned[AskEvidence] = row
    evidence = EvidencePresenter(room, lambda call: call(), lambda _key, _text: None)
    assert evidence.shown() is None
    evidence.show("t1")
    shown = evidence.shown()
    assert shown is not None
    block = shown.blocks[-1]
    assert block.out == STX_PAGE
    assert block.receipt == "receipt: accepted · 211 Page accepted"
    assert "<STX>1201<CR>" in "".join(block.wire(16))
    assert len(block.wire(4)) > len(block.wire(16))


def test_the_evidence_of_what_came_in_is_its_bytes():
    evidence = EvidencePresenter(FakeRoom(), lambda call: call(), lambda _key, _text: None)
    evidence.show_inbound(inbound_row(1, duplicate=True))
    shown = evidence.shown()
    assert shown is not None
    assert (shown.marks, shown.blocks[0].back) == (("DUPLICATE",), b"+CMT: on our way")
    assert shown.blocks[0].receipt == "taken as: answers"
