"""A GSM/LTE modem in PDU mode: pages out as SMS-SUBMIT, reports and texts in (3GPP TS 27.005, TS 23.040). Sans-IO.

ACCEPTED is the service centre's word (+CMGS), never the modem's. After silence behind a complete message the service
centre may have it: the page ends UNCERTAIN and the message never goes again by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from zlib import crc32

from radio.message import AcceptedPage, Page, ReceiptKind
from radio.protocols.at_engine import Answer, AtEngine, Command, End
from radio.protocols.at_questions import Failure, Pace, Questions
from radio.protocols.base import DeviceFailed, Event, LoggedOn, PageEnded, SessionEnded
from radio.protocols.sms_ledger import reference_code
from radio.protocols.sms_pdu import Part, split_text
from radio.protocols.sms_profile import SmsProfile
from radio.protocols.sms_receiving import DIALECT, Receiver, SmsMemory
from radio.protocols.sms_setup import Setup
from radio.protocols.sms_submitting import dialled, line_of, outcome_of, reference_of


@dataclass(slots=True)
class _Page:
    page_id: str
    number: str
    parts: tuple[Part, ...]
    index: int = 0
    prompts: int = 0

    @property
    def at_last(self) -> bool:
        """Whether the message under way is the last of the page."""
        return self.index == len(self.parts) - 1


class SmsProtocol:
    """One line to one modem. Fulfils `radio.protocols.base.LineProtocol`."""

    def __init__(self, profile: SmsProfile, baud: int, memory: SmsMemory) -> None:
        self._profile = profile
        self._ledger = memory.ledger
        self._fitness = memory.fitness
        self._fitness.pin_given = False
        self._events: list[Event] = []
        self._engine = AtEngine(baud, DIALECT, lambda item, now: self._receiver.on_unasked(item, now))
        self._receiver = Receiver(self._engine, profile, memory, self._events_append)
        self._setup = Setup(profile, self._fitness)
        pace = Pace(
            settle_s=profile.settle_s, sync_s=profile.sync_s, sync_tries=profile.sync_tries,
            command_s=profile.command_s,
        )  # fmt: skip
        self._questions = Questions(self._engine, pace, self._ready, self._unfit)
        self._is_set_up = False
        self._busy = False
        self._now = 0.0
        self._page: _Page | None = None

    # --- what the session asks ---------------------------------------------------------------------------

    def recall(self, pages: Sequence[AcceptedPage], now: float) -> None:
        """Learn the references of pages accepted earlier, so that their reports find them."""
        for page in pages:
            self._ledger.recall(replace(page, address=dialled(page.address, self._profile)), now)

    def probe(self, now: float) -> None:
        """Set the modem up, or ask whether SIM, network and storage are still well."""
        self._now = now
        if self._busy:
            return
        self._busy = True
        if self._is_set_up:
            self._questions.ask(self._setup.again(), now)
        else:
            self._questions.begin(self._setup.first(), now)

    def send(self, page: Page, now: float) -> None:
        """Carry one page that the driver's checks let pass. Raises: RuntimeError when a page is in flight."""
        if not self.wants_page():
            raise RuntimeError(f"page {page.attempt_id} handed over while the modem is busy")
        self._now, self._busy = now, True
        number = dialled(page.address, self._profile)
        parts = split_text(page.text, crc32(page.attempt_id.encode("utf-8", "replace")))
        self._page = submitted = _Page(page.attempt_id, number, parts)
        self._ledger.begin(page.attempt_id, number, len(parts), now)
        self._submit(submitted, now)

    def finish(self, now: float) -> None:
        """Do nothing: a modem is left as it is, and goes on listening."""

    def abandon(self, now: float, reason: str, *, unwritten: int = 0) -> None:
        """Forget the line; a message that had left whole ends its page UNCERTAIN."""
        command, answer = self._engine.abandon(unwritten)
        page = self._page
        if page is not None:
            given = command is not None and bool(command.message) and answer.gave
            if given and reference_of(answer) is not None and page.at_last:
                self._accepted(page, answer, now)
            elif given:
                self._end(ReceiptKind.UNCERTAIN, "line-lost", f"{reason}; the message may have been taken", now)
            else:
                self._end(ReceiptKind.FAILED, "line-lost", f"{reason}; no complete message had left", now)
        self._receiver.abandon()
        self._questions.stop()
        self._is_set_up = False
        if self._busy:
            self._busy = False
            self._events.append(SessionEnded(detail=reason, clean=False))

    def receive(self, data: bytes, now: float) -> None:
        """Take what the modem said; nothing it can say raises."""
        self._now = now
        for octet in data:
            self._engine.receive(octet, now)
            self._look_idle()  # at every octet, so that it matters to nobody how the stream was cut

    def tick(self, now: float) -> None:
        """Do what is due."""
        self._now = now
        self._engine.tick(now)
        self._receiver.tick(now)
        self._look_idle()

    def deadline(self) -> float | None:
        """Return when `tick` is next needed."""
        return min((at for at in (self._engine.deadline, self._receiver.deadline) if at is not None), default=None)

    def take_bytes(self) -> bytes:
        """Return what is to be written, once; acknowledges and removes what was handed over before."""
        if self._is_set_up:
            self._receiver.settle_up(self._now)
        return self._engine.take_bytes()

    def take_events(self) -> list[Event]:
        """Return what happened, once."""
        events = list(self._events)
        self._events.clear()
        self._receiver.release()
        return events

    def wants_page(self) -> bool:
        """Tell whether a page may be handed over."""
        return self._is_set_up and not self._busy

    def may_finish(self) -> bool:
        """Tell no: there is nothing to end."""
        return False

    def is_resting(self) -> bool:
        """Tell whether nothing is asked of the modem."""
        return not self._busy

    def _events_append(self, event: Event) -> None:
        self._events.append(event)

    def _look_idle(self) -> None:
        """Tell when the modem comes to rest; what is unasked makes it busy."""
        owing = self._is_set_up and self._receiver.owes
        at_work = self._page is not None or self._questions.open or owing or not self._engine.idle
        if self._busy and not at_work:
            self._events.append(SessionEnded(detail="the modem is at rest", clean=True))
        self._busy = at_work

    # --- set-up and health -------------------------------------------------------------------------------

    def _ready(self, now: float) -> None:
        self._is_set_up = True
        fitness = self._fitness
        if fitness.memories:
            self._engine.memory = fitness.memories[0]
        troubles = [] if fitness.routed else ["the modem takes no routing: reports and texts stay with it"]
        troubles += [fitness.weak] if fitness.weak else []
        troubles += ["the storage stays full: nothing comes in"] if fitness.stuck else []
        state = fitness.registration or "not registered, and the profile does not mind"
        self._events.append(LoggedOn(detail=", ".join([state, *troubles]), weak=bool(troubles)))
        self._receiver.listening = True
        self._receiver.read_all(now)

    def _unfit(self, failure: Failure, now: float) -> None:
        self._fail(failure.code, failure.detail, now)

    def _fail(self, code: str, detail: str, now: float) -> None:
        if self._page is not None:
            self._end(ReceiptKind.FAILED, code, detail, now)
        self._engine.stop()
        self._receiver.forget_debts()
        self._questions.stop()
        self._is_set_up = False
        self._events.append(DeviceFailed(code=code, detail=detail))

    # --- pages -------------------------------------------------------------------------------------------

    def _submit(self, page: _Page, now: float) -> None:
        self._engine.run(self._submission(page), now)

    def _submission(self, page: _Page) -> Command:
        """TS 27.005 §3.5.1: AT+CMGS=<length>, the prompt, the PDU, Ctrl-Z."""

        def done(answer: Answer, now: float) -> None:
            self._submitted(page, answer, now)

        length, message = line_of(page.number, page.parts[page.index], self._profile)
        profile = self._profile
        return Command(
            text=f"AT+CMGS={length}", answers="+CMGS", message=message, done=done, wait_s=profile.prompt_s,
            message_wait_s=profile.submit_s, trailing_ok_s=profile.trailing_ok_s,
        )  # fmt: skip

    def _submitted(self, page: _Page, answer: Answer, now: float) -> None:
        if answer.end is End.NO_PROMPT and page.prompts + 1 < self._profile.prompt_tries:
            page.prompts += 1
            self._engine.run_first(
                self._questions.settling(), now
            )  # at once: whatever else is said would be the message
            self._engine.run_first(self._submission(page), now)
            return
        outcome = outcome_of(answer)
        if outcome is None:
            self._accepted(page, answer, now)
            return
        self._end(*outcome, now)
        if answer.end in (End.NO_PROMPT, End.SILENT):
            self._fail(outcome[1], outcome[2], now)

    def _accepted(self, page: _Page, answer: Answer, now: float) -> None:
        reference = reference_of(answer)
        if reference is not None:
            self._ledger.given(reference)
        if page.at_last:
            self._end(ReceiptKind.ACCEPTED, reference_code(self._ledger.references()), _taken(page), now)
        else:
            page.index += 1
            page.prompts = 0
            self._submit(page, now)

    def _end(self, kind: ReceiptKind, code: str, detail: str, now: float) -> None:
        """End the page once. FAILED and REJECTED promise that nobody has a part of it."""
        page, self._page = self._page, None
        if page is None:
            return
        taken = page.index
        if taken and kind is not ReceiptKind.ACCEPTED:
            kind = ReceiptKind.UNCERTAIN
            detail = f"{taken} of {len(page.parts)} messages had been accepted; {detail}"
        self._events.append(PageEnded(page_id=page.page_id, kind=kind, code=code, detail=detail))
        for event in self._ledger.end(now, accepted=kind is ReceiptKind.ACCEPTED):
            self._events.append(event)


def _taken(page: _Page) -> str:
    count = len(page.parts)
    return "accepted by the service centre" + (f" as {count} messages" if count > 1 else "")
