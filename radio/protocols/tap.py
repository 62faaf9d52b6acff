"""The entry device of TAP 1.8 (IXO): we log on to a paging terminal and hand over blocks.

One rule stands above the standard: after silence behind a complete block the terminal may have taken it, so
the page ends UNCERTAIN and the same block never goes out again (unless the profile asks for the standard's way).
"""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from radio.message import AcceptedPage, Page, ReceiptKind
from radio.protocols.base import DeviceFailed, Event, LoggedOn, PageEnded, PageRetracted, SessionEnded
from radio.protocols.tap_framing import CR, EOT, ESC, page_blocks
from radio.protocols.tap_profile import TapProfile
from radio.protocols.tap_replies import Reply, ReplyReader, Said
from radio.protocols.tap_transaction import Answer, Transaction, acceptance, refusal, refusal_by_hanging_up

_BITS_PER_CHARACTER = 10  # start, 7 + parity or 8 data, stop


class State(StrEnum):
    """Where the session with the terminal stands."""

    REST = "rest"
    CALLING = "calling"  # CR sent, ID= awaited
    LOGON = "log-on"  # log-on sent, ACK awaited
    GO_AHEAD = "go-ahead"  # ACK heard, ESC [ p awaited
    READY = "ready"
    BLOCK = "block"  # block sent, answer awaited
    CLOSING = "closing"  # EOT sent, ESC EOT awaited


_ANSWERING = frozenset({State.LOGON, State.BLOCK, State.CLOSING})


class TapProtocol:
    """TAP 1.8 entry device, sans-IO. Fulfils `radio.protocols.base.LineProtocol`."""

    def __init__(self, profile: TapProfile, baud: int) -> None:
        self._profile = profile
        self._baud = baud
        self._state = State.REST
        self._reader = ReplyReader()
        self._answer = Answer([])
        self._out = bytearray()
        self._events: list[Event] = []
        self._deadline: float | None = None
        self._transaction: Transaction | None = None
        self._accepted: list[str] = []  # since the last log-on, for a late RS
        self._crs_sent = 0
        self._surplus_prompts = 0
        self._logons_sent = 0
        self._on_said: Mapping[State, Callable[[Said, float], None]] = {
            State.REST: self._said_at_rest,
            State.CALLING: self._said_calling,
            State.LOGON: self._said_logging_on,
            State.GO_AHEAD: self._said_before_go_ahead,
            State.READY: self._said_ready,
            State.BLOCK: self._said_to_block,
            State.CLOSING: self._said_closing,
        }
        self._on_due: Mapping[State, Callable[[float], None]] = {
            State.CALLING: self._due_calling,
            State.LOGON: self._due_logging_on,
            State.GO_AHEAD: self._due_logging_on,
            State.READY: self.finish,
            State.BLOCK: self._due_block,
            State.CLOSING: self._due_closing,
        }

    @property
    def state(self) -> State:
        """Where the session stands."""
        return self._state

    def recall(self, pages: Sequence[AcceptedPage], now: float) -> None:
        """Do nothing: what a terminal says after its session names no page."""

    def probe(self, now: float) -> None:
        """Log on without a page; the caller then sends one or finishes."""
        if self._state is State.REST:
            self._call(now)

    def send(self, page: Page, now: float) -> None:
        """Carry one page that `why_…_not_carried` let pass.

        Raises: RuntimeError when a page is in flight.
        """
        if not self.wants_page():
            raise RuntimeError(f"page {page.attempt_id} handed over while the session is at {self._state}")
        self._transaction = Transaction(page.attempt_id, page_blocks(page.address, page.text, self._profile))
        if self._state is State.READY:
            self._send_block(now)
        else:
            self._call(now)

    def finish(self, now: float) -> None:
        """Say EOT. TAP 1.8, "Disconnect": RS may still come before the terminal's ESC EOT."""
        if not self.may_finish():
            return
        self._close(now)

    def abandon(self, now: float, reason: str, *, unwritten: int = 0) -> None:
        """Forget the session; a block that may be complete on the other side ends its page UNCERTAIN."""
        if self._transaction is not None:
            # Without the last check character the block was incomplete; the CR behind it is dispensable.
            may_be_complete = self._state is State.BLOCK and not self._out and unwritten < 2
            if may_be_complete:
                self._end_page(ReceiptKind.UNCERTAIN, "line-lost", f"{reason}; the block may have been taken")
            else:
                self._end_page(ReceiptKind.FAILED, "line-lost", f"{reason}; no complete block had left")
        if self._state is not State.REST:
            self._rest(reason, clean=False)
        self._out.clear()

    def receive(self, data: bytes, now: float) -> None:
        """Take what the terminal sent; nothing it can send raises."""
        for octet in data:
            for reply in self._reader.feed(octet):
                self._hear(reply, now)

    def tick(self, now: float) -> None:
        """Do what is due."""
        if self._deadline is not None and now >= self._deadline:
            self._on_due[self._state](now)

    def deadline(self) -> float | None:
        """Return when `tick` is next needed."""
        return self._deadline

    def take_bytes(self) -> bytes:
        """Return what is to be written, once."""
        data = bytes(self._out)
        self._out.clear()
        return data

    def take_events(self) -> list[Event]:
        """Return what happened, once."""
        events, self._events = self._events, []
        return events

    def wants_page(self) -> bool:
        """Tell whether a page may be handed over."""
        if self._transaction is not None:
            return False
        if self._state is State.READY:
            return len(self._accepted) < self._profile.pages_per_session
        return self._state is State.REST

    def may_finish(self) -> bool:
        """Tell whether we are logged on with nothing to send."""
        return self._state is State.READY and self._transaction is None

    def is_resting(self) -> bool:
        """Tell whether no session is open."""
        return self._state is State.REST

    def _enter(self, state: State, now: float, data: bytes, reply_s: float) -> None:
        self._state = state
        self._out += data
        self._deadline = now + len(self._out) * _BITS_PER_CHARACTER / self._baud + reply_s
        if data:
            self._answer.reset()

    def _call(self, now: float) -> None:
        self._crs_sent = self._logons_sent = self._surplus_prompts = 0
        self._say_cr(now)

    def _say_cr(self, now: float) -> None:
        self._crs_sent += 1
        self._enter(State.CALLING, now, bytes([CR]), self._profile.cr_interval_s)

    def _log_on(self, now: float) -> None:
        """TAP 1.8, "Logon": ESC SST [password] CR."""
        self._logons_sent += 1
        self._accepted.clear()
        self._reader.forget_line()  # the answer may follow the prompt without a line end
        profile = self._profile
        words = f"{profile.service}{profile.terminal}{profile.password}".encode("ascii", "replace")
        self._enter(State.LOGON, now, bytes([ESC]) + words + bytes([CR]), profile.logon_reply_s)

    def _log_on_again(self, now: float, why: str) -> None:
        if self._logons_sent < self._profile.logon_tries:
            self._log_on(now)
        else:
            self._device_failed(*self._logon_refusal(f"{why} {self._logons_sent} times"))

    def _send_block(self, now: float) -> None:
        if self._transaction is not None:
            block = self._transaction.blocks[self._transaction.index]
            self._enter(State.BLOCK, now, block, self._profile.block_reply_s)

    def _close(self, now: float) -> None:
        self._enter(State.CLOSING, now, bytes([EOT, CR]), self._profile.end_reply_s)

    def _rest(self, detail: str, *, clean: bool) -> None:
        self._state = State.REST
        self._deadline = None
        self._events.append(SessionEnded(detail=detail, clean=clean))

    def _ready(self, now: float) -> None:
        self._enter(State.READY, now, b"", self._profile.next_block_s)
        self._events.append(LoggedOn())
        self._send_block(now)

    def _hear(self, reply: Reply, now: float) -> None:
        if self._out and self._state in _ANSWERING and reply.said is not Said.DISCONNECT:
            return  # said before our bytes left, so it cannot be the answer to them
        if reply.said is not Said.LINE:
            self._on_said[self._state](reply.said, now)
            return
        self._answer.note(reply.text)
        if self._state in (State.LOGON, State.GO_AHEAD, State.BLOCK) and self._answer.may_wait_longer(reply.text):
            waits = {State.LOGON: self._profile.logon_reply_s, State.GO_AHEAD: self._profile.go_ahead_s}
            self._deadline = now + waits.get(self._state, self._profile.block_reply_s)

    def _said_at_rest(self, said: Said, now: float) -> None:
        del now
        if said is Said.RS:
            self._retract()

    def _said_calling(self, said: Said, now: float) -> None:
        if said is Said.PROMPT:
            # Each CR may have earned a prompt of its own; the surplus ones are no "bad log-on".
            self._surplus_prompts = max(0, self._crs_sent - 1)
            self._log_on(now)
        elif said is Said.RS:
            self._retract()

    def _said_logging_on(self, said: Said, now: float) -> None:
        match said:
            case Said.ACK:
                self._enter(State.GO_AHEAD, now, b"", self._profile.go_ahead_s)
            case Said.GO_AHEAD if self._profile.early_go_ahead:
                self._ready(now)
            case Said.PROMPT if self._surplus_prompts > 0:
                self._surplus_prompts -= 1
            case Said.NAK | Said.PROMPT:
                self._log_on_again(now, "the terminal refused the log-on")
            case Said.RS | Said.DISCONNECT:
                self._device_failed(*self._logon_refusal("the terminal refused the log-on and hung up"))
            case _:
                pass

    def _said_before_go_ahead(self, said: Said, now: float) -> None:
        match said:
            case Said.GO_AHEAD:
                self._ready(now)
            case Said.NAK | Said.PROMPT:
                self._log_on_again(now, "the terminal went back to the log-on")
            case Said.RS | Said.DISCONNECT:
                self._device_failed(*self._logon_refusal("the terminal hung up before its go-ahead"))
            case _:
                pass

    def _said_ready(self, said: Said, now: float) -> None:
        del now
        if said is Said.DISCONNECT:
            self._rest("the terminal hung up", clean=True)

    def _said_to_block(self, said: Said, now: float) -> None:
        match said:
            case Said.ACK:
                self._block_accepted(now)
            case Said.NAK:
                self._block_refused_once(now)
            case Said.RS:
                self._transaction_refused(now)
            case Said.DISCONNECT:
                self._hung_up_on_block(now)
            case _:
                pass

    def _said_closing(self, said: Said, now: float) -> None:
        if said is Said.RS:
            self._retract()
        elif said in (Said.DISCONNECT, Said.PROMPT):
            self._out.clear()
            self._rest("the terminal said goodbye", clean=True)
            self._go_on(now)

    def _block_accepted(self, now: float) -> None:
        transaction = self._in_flight()
        code, detail = acceptance(self._answer)
        transaction.truncated = transaction.truncated or code in ("212", "214")
        limit_reached = self._answer.says_session_limit()
        if transaction.next_block():
            self._send_block(now)
            return
        self._accepted.append(transaction.page_id)
        self._end_page(ReceiptKind.ACCEPTED, code, detail)
        if limit_reached:
            self._close(now)
        else:
            self._enter(State.READY, now, b"", self._profile.next_block_s)

    def _block_refused_once(self, now: float) -> None:
        transaction = self._in_flight()
        if self._answer.says_session_limit():
            self._transaction_refused(now)
        elif transaction.resends < self._profile.block_resends:
            transaction.resends += 1
            self._send_block(now)
        else:
            tries = transaction.resends + 1
            nothing = (ReceiptKind.FAILED, "nak", f"the terminal refused the block {tries} times")
            self._end_page(*refusal(self._answer, nothing))
            self._close(now)

    def _transaction_refused(self, now: float) -> None:
        """RS: the transaction is refused, the session goes on (TAP 1.8, "Block response")."""
        if self._answer.says_session_limit():
            if self._begin_again():
                self._close(now)
                return
            self._end_page(*refusal(self._answer, (ReceiptKind.FAILED, "112", "")))
            self._close(now)
            return
        self._end_page(*refusal(self._answer, (ReceiptKind.REJECTED, "rs", "the terminal refused the page")))
        self._enter(State.READY, now, b"", self._profile.next_block_s)

    def _hung_up_on_block(self, now: float) -> None:
        del now
        if self._out:
            self._out.clear()
            self._end_page(ReceiptKind.FAILED, "disconnected", "the terminal hung up before the block left")
        else:
            self._end_page(*refusal_by_hanging_up(self._answer))
        self._rest("the terminal hung up", clean=False)

    def _begin_again(self) -> bool:
        """Keep the refused page for a new session (112, 113: it was surely not taken)."""
        transaction = self._in_flight()
        if transaction.new_sessions >= self._profile.session_limit_retries:
            return False
        transaction.restart()
        return True

    def _go_on(self, now: float) -> None:
        if self._transaction is not None:
            self._call(now)

    def _due_calling(self, now: float) -> None:
        if self._crs_sent < self._profile.cr_tries:
            self._say_cr(now)
            return
        seconds = self._crs_sent * self._profile.cr_interval_s
        self._device_failed(
            ReceiptKind.FAILED, "no-answer", f"no answer to log-on: {self._crs_sent} CR in {seconds:g} s, no ID="
        )

    def _due_logging_on(self, now: float) -> None:
        del now
        self._device_failed(ReceiptKind.FAILED, "no-answer", f"no answer to log-on: silent at the {self._state}")

    def _due_block(self, now: float) -> None:
        transaction = self._in_flight()
        if self._profile.resend_on_silence and transaction.resends < self._profile.block_resends:
            transaction.resends += 1
            transaction.maybe_doubled = True
            self._send_block(now)
            return
        waited = f"no answer to a complete block within {self._profile.block_reply_s:g} s"
        self._device_failed(ReceiptKind.UNCERTAIN, "silence", waited)

    def _due_closing(self, now: float) -> None:
        self._rest("the terminal did not confirm the end of the session", clean=False)
        self._go_on(now)

    def _in_flight(self) -> Transaction:
        if self._transaction is None:
            raise RuntimeError("a block is out but no transaction is known")
        return self._transaction

    def _end_page(self, kind: ReceiptKind, code: str | None, detail: str) -> None:
        ended: PageEnded = self._in_flight().ended(kind, code, detail)
        self._transaction = None
        self._events.append(ended)

    def _logon_refusal(self, detail: str) -> tuple[ReceiptKind, str, str]:
        # A refused log-on says nothing against the page: it was not taken, and may go another time.
        _, code, words = refusal(self._answer, (ReceiptKind.FAILED, "log-on", detail))
        return ReceiptKind.FAILED, code, words

    def _device_failed(self, kind: ReceiptKind, code: str, detail: str) -> None:
        if self._transaction is not None:
            self._end_page(kind, code, detail)
        # Takes a terminal that hears us but stays silent out of its session; nobody waits for the answer.
        self._out[:] = bytes([EOT, CR])
        self._events.append(DeviceFailed(code=code, detail=detail))
        self._rest(detail, clean=False)

    def _retract(self) -> None:
        """TAP 1.8, "Disconnect": RS after EOT refuses content of this session, without saying of which page."""
        _, code, words = refusal(self._answer, (ReceiptKind.REJECTED, "rs", "refused after the end of the session"))
        count = len(self._accepted)
        if count > 1:
            words = f"{words}; one or more of the {count} pages of the session"
        for page_id in self._accepted:
            self._events.append(PageRetracted(page_id=page_id, code=code, detail=words))
        self._accepted.clear()
