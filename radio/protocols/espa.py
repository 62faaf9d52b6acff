"""ESPA 4.4.4: we call pagers over a paging system's serial line, as control station or as the station that is polled.

As control station we poll (that is the heartbeat), poll ourselves and select to send a page, and are selected when
the station has a status to tell. As polled station we wait for the poll and select then. Whatever the role: after
silence behind a complete block the station may have taken it, so the page ends UNCERTAIN and the same block never
goes out again (unless the profile asks for the usual way).
"""

from collections.abc import Sequence

from radio.message import AcceptedPage, Page, ReceiptKind
from radio.protocols.base import DeviceFailed, LoggedOn, PageEnded, SessionEnded
from radio.protocols.espa_call import Call, call_block
from radio.protocols.espa_codes import ACCEPTED_CODE, Refusal, nak_code, nak_reason
from radio.protocols.espa_framing import EOT, DataBlock
from radio.protocols.espa_line import EspaLine, State
from radio.protocols.espa_profile import EspaProfile
from radio.protocols.espa_reader import Heard, Said
from radio.protocols.espa_slave import Slave
from radio.protocols.espa_status import AcceptedCalls


class EspaProtocol(EspaLine):
    """ESPA 4.4.4, sans-IO. Fulfils `radio.protocols.base.LineProtocol`."""

    def __init__(self, profile: EspaProfile, baud: int) -> None:
        super().__init__(profile, baud)
        self._controls = profile.role == "control"
        self._slave = Slave(profile, self._took_block)
        self._accepted = AcceptedCalls(profile)
        self._call: Call | None = None
        self._pages = 0  # of this selection
        self._asked = False  # the gateway wants to know whether the station is there
        self._heard_at = 0.0
        self._turn_at = 0.0  # 3.3: no poll before
        self._poll_at = 0.0
        self._other_enquiry_at: float | None = None
        self._on_said = {
            State.REST: self._said_between,
            State.WAITING: self._said_between,
            State.POLLING: self._said_to_poll,
            State.SELECTING: self._said_to_selection,
            State.BLOCK: self._said_to_block,
            State.READY: self._said_ready,
            State.SLAVE: self._said_to_slave,
        }
        self._on_due = {
            State.REST: self._due_between,
            State.WAITING: self._due_between,
            State.POLLING: self._due_poll,
            State.TAKING: self._select,
            State.SELECTING: self._due_selection,
            State.BLOCK: self._due_block,
            State.READY: self.finish,
            State.SLAVE: self._due_slave,
        }

    # --- the contract --------------------------------------------------------------------------------

    def recall(self, pages: Sequence[AcceptedPage], now: float) -> None:
        """Learn of pages accepted earlier, whose status may still be told."""
        self._accepted.recall(pages, now)

    def probe(self, now: float) -> None:
        """Begin to watch the line: poll the station, or wait until it polls us."""
        if self._state is not State.REST:
            return
        if not self._asked:
            self._asked = True
            self._heard_at = self._poll_at = now
            if self._controls:
                self._out.append(EOT)  # 3.1: a poll always follows an EOT, and we do not know what was before
                self._turn_at = self._after_octets(now) + self._profile.pause_s
        self._wait_for_turn(now)

    def send(self, page: Page, now: float) -> None:
        """Carry one page that `why_…_not_carried` let pass.

        Raises: RuntimeError when a page is in flight.
        """
        if not self.wants_page():
            raise RuntimeError(f"page {page.attempt_id} handed over while the line is at {self._state}")
        self._call = Call(page.attempt_id, call_block(page.address, page.text, page.urgency, self._profile))
        if self._state is State.READY:
            self._send_block(now)
        else:
            self._wait_for_turn(now)

    def finish(self, now: float) -> None:
        """Say EOT. ESPA 4.4.4, 3.3: it ends the selection and is not answered."""
        if self.may_finish():
            self._release(now, "nothing more to send", clean=True)

    def abandon(self, now: float, reason: str, *, unwritten: int = 0) -> None:
        """Forget the line; a block that is complete on the other side ends its page UNCERTAIN."""
        del now
        if self._call is not None:
            # Without its BCC, the last octet, a block is not complete.
            if self._state is State.BLOCK and not self._out and unwritten < 1:
                self._end_page(ReceiptKind.UNCERTAIN, "line-lost", f"{reason}; the block may have been taken")
            else:
                self._end_page(ReceiptKind.FAILED, "line-lost", f"{reason}; no complete block had left")
        if self._state is not State.REST:
            self._events.append(SessionEnded(detail=reason, clean=False))
        self._stop_watching()
        self._out.clear()

    def wants_page(self) -> bool:
        """Tell whether a page may be handed over."""
        return self._call is None and self._state in (State.REST, State.WAITING, State.READY)

    def may_finish(self) -> bool:
        """Tell whether a station is selected with nothing to send."""
        return self._state is State.READY and self._call is None

    def is_resting(self) -> bool:
        """Tell whether nothing is going on; polls come and go meanwhile."""
        return self._state is State.REST

    # --- our turn ------------------------------------------------------------------------------------

    def _wait_for_turn(self, now: float) -> None:
        self._state = State.WAITING
        if not self._controls:
            self._deadline = self._heard_at + self._profile.link_dead_s
        elif now < self._turn_at:
            self._deadline = self._turn_at
        else:
            self._begin_turn(now)

    def _begin_turn(self, now: float) -> None:
        if self._call is None and self._profile.heartbeat == "poll":
            self._poll_at = now
            self._enquire(State.POLLING, self._profile.station_address, now, self._profile.poll_reply_s)
        elif self._call is not None and self._profile.no_select:
            self._send_block(now)
        else:
            # 3.1, 3.2: who selects has been polled before; the control station polls itself.
            self._poll_at = now
            self._enquire(State.TAKING, self._profile.own_address, now, self._profile.select_gap_s)

    def _select(self, now: float) -> None:
        self._enquire(State.SELECTING, self._profile.station_address, now, self._profile.select_reply_s)

    def _send_block(self, now: float) -> None:
        self._enter(State.BLOCK, now, self._in_flight().octets, self._profile.block_reply_s)

    def _release(self, now: float, detail: str, *, clean: bool) -> None:
        """ESPA 4.4.4, 3.3: EOT gives the line back."""
        self._out.append(EOT)
        self._rest(now, detail, clean=clean)

    def _rest(self, now: float, detail: str, *, clean: bool) -> None:
        self._pages = 0
        self._other_enquiry_at = None
        self._turn_at = self._after_octets(now) + self._profile.pause_s
        self._events.append(SessionEnded(detail=detail, clean=clean))
        if self._call is not None:
            self._wait_for_turn(now)
            return
        self._state = State.REST
        if not self._asked:
            self._deadline = None
        elif self._controls:
            self._deadline = max(self._turn_at, self._poll_at + self._profile.poll_interval_s)
        else:
            self._deadline = self._heard_at + self._profile.link_dead_s

    def _come_again(self, now: float, pause_s: float, detail: str) -> None:
        """Give the line back and come again with the same page, which was surely not taken."""
        self._release(now, detail, clean=False)
        if self._controls:
            self._turn_at = max(self._turn_at, now + pause_s)
            self._wait_for_turn(now)

    # --- what was said -------------------------------------------------------------------------------

    def _alive(self, now: float) -> None:
        self._heard_at = now
        self._events.append(LoggedOn())

    def _said_between(self, heard: Heard, now: float) -> None:
        match heard.said:
            case Said.EOT:
                self._other_enquiry_at = None  # 3.1: what follows is a poll
            case Said.ENQUIRY if heard.prefix == self._profile.own_address:
                self._enquired(now)
            case Said.ENQUIRY:
                self._other_enquiry_at = now
            case Said.BLOCK | Said.BAD_BLOCK if self._profile.no_select:
                self._out += self._slave.hear(heard, now)
            case _:
                pass

    def _enquired(self, now: float) -> None:
        """Our address, at rest: a poll (3.1), or, behind the poll of another station, our selection (3.2)."""
        other_at = self._other_enquiry_at
        if other_at is not None and now - other_at <= self._profile.select_window_s:
            self._be_selected(now)
            return
        self._alive(now)
        if self._call is None:
            self._release(now, "polled, nothing to send", clean=True)
        elif self._profile.no_select:
            self._send_block(now)
        else:
            self._select(now)

    def _be_selected(self, now: float) -> None:
        self._alive(now)
        self._state = State.SLAVE
        self._out += self._slave.begin(now)
        self._deadline = self._slave.deadline

    def _said_to_poll(self, heard: Heard, now: float) -> None:
        match heard.said:
            case Said.EOT:
                self._alive(now)
                self._rest(now, "polled, the station has nothing to send", clean=True)
            case Said.ACK | Said.NAK:
                # A station that cannot be a master takes every enquiry for a selection.
                self._alive(now)
                self._release(now, "polled, the station answers", clean=True)
            case Said.ENQUIRY if heard.prefix == self._profile.own_address:
                self._be_selected(now)
            case _:
                pass

    def _said_to_selection(self, heard: Heard, now: float) -> None:
        match heard.said:
            case Said.ACK:
                self._alive(now)
                self._selected(now)
            case Said.NAK | Said.EOT:
                # EOT may stand behind an earlier ACK or NAK, as some stations do; that costs one more selection.
                self._selection_refused(now)
            case Said.ENQUIRY if heard.prefix == self._profile.own_address and not self._controls:
                self._select(now)  # polled again: our selection was not heard
            case _:
                pass

    def _selected(self, now: float) -> None:
        if self._call is None:
            self._enter(State.READY, now, b"", self._profile.next_page_s)
        else:
            self._call.selects = 0
            self._send_block(now)

    def _selection_refused(self, now: float) -> None:
        if self._call is None:
            self._alive(now)
            self._release(now, "the station answers, but is not ready", clean=True)
            return
        self._call.selects += 1
        if self._call.selects < self._profile.select_tries:
            self._come_again(now, self._profile.retry_pause_s, "the station is not ready")
            return
        words = f"the station was not ready, asked {self._call.selects} times"
        self._end_page(ReceiptKind.FAILED, "not-ready", words)
        self._release(now, words, clean=False)

    def _said_to_block(self, heard: Heard, now: float) -> None:
        if heard.said is Said.ACK:
            self._block_accepted(now)
        elif heard.said is Said.NAK:
            self._block_refused(heard.prefix, now)
        # EOT alone is no answer: it may stand behind the ACK to the selection, and ACK may still follow.

    def _block_accepted(self, now: float) -> None:
        call = self._in_flight()
        self._heard_at = now
        self._pages += 1
        self._accepted.add(call.page_id, call.block, now)
        # A code is what a later line recalls the page by; ESPA gives it no reference.
        self._end_page(ReceiptKind.ACCEPTED, ACCEPTED_CODE, "accepted by the station")
        if self._pages < self._profile.pages_per_select:
            self._enter(State.READY, now, b"", self._profile.next_page_s)
        else:
            self._release(now, "the page was taken", clean=True)

    def _block_refused(self, prefix: str, now: float) -> None:
        """ESPA 4.4.4, 3.5 and 2.4: an explicit NAK means that the block was not taken."""
        call = self._in_flight()
        reason = nak_reason(prefix)
        if reason.refusal is Refusal.NEVER:
            self._end_page(ReceiptKind.REJECTED, nak_code(prefix), reason.words)
            self._release(now, reason.words, clean=False)
        elif call.resends >= self._profile.block_resends:
            words = f"{reason.words}, {call.resends + 1} times"
            self._end_page(ReceiptKind.FAILED, nak_code(prefix), words)
            self._release(now, words, clean=False)
        elif reason.refusal is Refusal.LATER:
            call.resends += 1
            self._come_again(now, self._profile.retry_pause_s, reason.words)
        else:
            call.resends += 1
            self._send_block(now)

    def _said_ready(self, heard: Heard, now: float) -> None:
        if heard.said is Said.EOT:
            self._rest(now, "the station ended the selection", clean=True)

    def _said_to_slave(self, heard: Heard, now: float) -> None:
        if heard.said is Said.EOT:
            self._rest(now, "the station told what it had to tell", clean=True)
            return
        self._out += self._slave.hear(heard, now)
        self._deadline = self._slave.deadline

    # --- what is due ---------------------------------------------------------------------------------

    def _due_between(self, now: float) -> None:
        if self._controls:
            self._begin_turn(now)
            return
        seconds = now - self._heard_at
        self._device_failed(
            ReceiptKind.FAILED, "not-polled", f"the control station has not polled us for {seconds:.0f} s"
        )

    def _due_poll(self, now: float) -> None:
        silent_s = now - self._heard_at
        if silent_s >= self._profile.link_dead_s:
            self._device_failed(ReceiptKind.FAILED, "no-answer", f"no answer to polls for {silent_s:.0f} s")
        else:
            self._release(now, "no answer to a poll", clean=False)

    def _due_selection(self, now: float) -> None:
        if self._call is None:
            self._due_poll(now)
            return
        self._call.selects += 1
        if self._call.selects < self._profile.select_tries:
            # Long enough that a late ACK is not taken for the answer to the next selection.
            self._come_again(now, self._profile.retry_pause_s, "no answer to a selection")
        else:
            words = f"no answer to {self._call.selects} selections"
            self._device_failed(ReceiptKind.FAILED, "no-answer", words)

    def _due_block(self, now: float) -> None:
        call = self._in_flight()
        if self._profile.resend_on_silence and call.resends < self._profile.block_resends:
            call.resends += 1
            call.maybe_doubled = True
            self._send_block(now)
            return
        waited = f"no answer to a complete block within {self._profile.block_reply_s:g} s"
        self._device_failed(ReceiptKind.UNCERTAIN, "silence", waited)

    def _due_slave(self, now: float) -> None:
        self._release(now, "the station selected us and fell silent", clean=False)

    # --- ends ----------------------------------------------------------------------------------------

    def _in_flight(self) -> Call:
        if self._call is None:
            raise RuntimeError("a block is out but no page is known")
        return self._call

    def _end_page(self, kind: ReceiptKind, code: str | None, detail: str) -> None:
        ended: PageEnded = self._in_flight().ended(kind, code, detail)
        self._call = None
        self._events.append(ended)

    def _device_failed(self, kind: ReceiptKind, code: str, detail: str) -> None:
        if self._call is not None:
            self._end_page(kind, code, detail)
        if self._controls:
            self._out[:] = bytes([EOT])  # frees a station that hears us but stays silent
        self._events.append(DeviceFailed(code=code, detail=detail))
        self._events.append(SessionEnded(detail=detail, clean=False))
        self._stop_watching()

    def _stop_watching(self) -> None:
        self._state = State.REST
        self._deadline = None
        self._asked = False
        self._pages = 0
        self._other_enquiry_at = None

    def _took_block(self, block: DataBlock, raw: bytes, now: float) -> None:
        self._events += self._accepted.told(block, raw, now)
