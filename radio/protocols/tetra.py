"""A TETRA terminal at its peripheral equipment interface: pages out as SDS-TL texts or statuses, reports and all else
in (ETSI EN 300 392-5, EN 300 392-2 cl. 29). Sans-IO.

ACCEPTED is the terminal's word (+CMGS), ON_AIR the terminal's about the air interface, DELIVERED and READ the
recipient's. After silence behind a complete message it may have left: the page ends UNCERTAIN and never goes again
by itself, unless somebody already reported it, which proves more than the terminal's answer would.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

from radio.message import AcceptedPage, Page, ReceiptKind
from radio.protocols.at_engine import Answer, AtEngine, End
from radio.protocols.at_questions import Failure, Pace, Questions
from radio.protocols.base import DeviceFailed, Event, LoggedOn, PageEnded, SessionEnded
from radio.protocols.long_texts import Concat
from radio.protocols.tetra_ledger import reference_code
from radio.protocols.tetra_lines import DIALECT
from radio.protocols.tetra_party import Target, target_of
from radio.protocols.tetra_profile import MOST_PARTS, TetraProfile
from radio.protocols.tetra_receiving import Receiver, TetraMemory
from radio.protocols.tetra_sds import IMMEDIATE_TEXT, TEXT, TEXT_WITH_HEADER, Wanted, coding_of, encode_text, split_text
from radio.protocols.tetra_setup import Setup
from radio.protocols.tetra_submitting import Outgoing, Submitter, instance_of, outcome_of, recovering


@dataclass(slots=True)
class _Page:
    page_id: str
    target: Target
    messages: list[Outgoing]
    references: list[int]
    index: int = 0

    @property
    def at_last(self) -> bool:
        """Whether the message under way is the last of the page."""
        return self.index == len(self.messages) - 1


class TetraProtocol:
    """One line to one terminal. Fulfils `radio.protocols.base.LineProtocol`."""

    def __init__(self, profile: TetraProfile, baud: int, memory: TetraMemory) -> None:
        self._profile = profile
        self._ledger = memory.ledger
        self._fitness = memory.fitness
        self._events: list[Event] = []
        self._engine = AtEngine(baud, DIALECT, lambda item, now: self._receiver.on_unasked(item, now))
        self._submitter = Submitter(self._engine, profile)
        self._receiver = Receiver(self._submitter, profile, memory, self._events_append, self._on_silence)
        self._setup = Setup(profile, self._fitness, self._learn_identity, self._forget_echo)
        pace = Pace(
            settle_s=profile.settle_s, sync_s=profile.sync_s, sync_tries=profile.sync_tries,
            command_s=profile.command_s,
        )  # fmt: skip
        self._questions = Questions(
            self._engine, pace, self._ready, self._unfit,
            lambda command, now: self._engine.run(recovering(self._engine, command, profile), now),
        )  # fmt: skip
        self._is_set_up = False
        self._echo_stays = False
        self._is_setting_up = False
        self._looked_at: float | None = None  # when the network was last asked for
        self._renew_at = 0.0  # not before
        self._said = ""  # what is told about the next set-up
        self._busy = False
        self._now = 0.0
        self._page: _Page | None = None

    # --- what the session asks ---------------------------------------------------------------------------

    def recall(self, pages: Sequence[AcceptedPage], now: float) -> None:
        """Learn the references of pages accepted earlier, so that their reports find them."""
        for page in pages:
            # In the middle of a line only a trace tells of pages: those that this very run gave.
            self._ledger.recall(page, now, is_of_this_run=self._is_set_up)

    def probe(self, now: float) -> None:
        """Set the terminal up, or ask whether it is there and, less often, on the network."""
        self._now = now
        if self._busy:
            return
        self._busy = True
        if self._is_set_up:
            due = self._looked_at is None or now - self._looked_at >= self._profile.network_interval_s
            self._looked_at = now if due else self._looked_at
            self._questions.ask(self._setup.again(whole=due), now)
        else:
            self._looked_at, self._is_setting_up = now, True
            self._questions.begin(self._setup.first(), now)

    def send(self, page: Page, now: float) -> None:
        """Carry one page that the driver's checks let pass. Raises: RuntimeError when a page is in flight."""
        if not self.wants_page():
            raise RuntimeError(f"page {page.attempt_id} handed over while the terminal is busy")
        self._now, self._busy = now, True
        target = target_of(page.address)
        priority = self._profile.priority_of(page.urgency)
        pieces = [""] if target.status is not None else split_text(page.text, self._max_octets())
        self._page = made = _Page(page.attempt_id, target, [], [])
        self._ledger.begin(page.attempt_id, target.party, len(pieces), now)
        if target.status is not None:
            made.messages = [Outgoing.status(target.party, target.status, priority)]
        elif len(pieces) > MOST_PARTS:
            self._end(ReceiptKind.REJECTED, "too-long", f"it takes {len(pieces)} messages of this terminal")
        else:
            first = crc32(page.attempt_id.encode("utf-8", "replace")) & 0xFF
            made.references = self._ledger.allot(len(pieces), first, now)
            made.messages = self._messages(page, target, pieces, made.references, priority)
            if not made.references:
                self._end(ReceiptKind.FAILED, "references", "too many messages to this recipient in so short a time")
        if made is self._page:  # it did not end at once
            self._give(made, now)
        self._look_idle(now)

    def finish(self, now: float) -> None:
        """Do nothing: a terminal is left as it is, and goes on listening."""

    def abandon(self, now: float, reason: str, *, unwritten: int = 0) -> None:
        """Forget the line; a message that had left whole ends its page UNCERTAIN."""
        command, answer = self._engine.abandon(unwritten)
        page = self._page
        if page is not None:
            given = command is not None and bool(command.message) and answer.gave
            if given and instance_of(answer) is not None and page.at_last:
                self._accepted(page, answer, now)
            elif given:
                self._end(ReceiptKind.UNCERTAIN, "line-lost", f"{reason}; the message may have left", left=True)
            else:
                self._end(ReceiptKind.FAILED, "line-lost", f"{reason}; no complete message had left")
        self._receiver.abandon()
        self._questions.stop()
        self._is_set_up = False
        if self._busy:
            self._busy = False
            self._events.append(SessionEnded(detail=reason, clean=False))

    def receive(self, data: bytes, now: float) -> None:
        """Take what the terminal said; nothing it can say raises."""
        self._now = now
        for octet in data:
            self._engine.receive(octet, now)
            self._look_idle(now)  # at every octet, so that it matters to nobody how the stream was cut

    def tick(self, now: float) -> None:
        """Do what is due."""
        self._now = now
        self._engine.tick(now)
        self._receiver.tick(now)
        self._look_idle(now)

    def deadline(self) -> float | None:
        """Return when `tick` is next needed."""
        if self.wants_page() and self._receiver.owes:
            return self._now  # a report of ours goes with the next turn
        return min((at for at in (self._engine.deadline, self._receiver.deadline) if at is not None), default=None)

    def take_bytes(self) -> bytes:
        """Return what is to be written, once; reports back what was handed over before."""
        if self.wants_page():
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
        return self._is_set_up and self._page is None and not self._questions.open and self._engine.idle

    def may_finish(self) -> bool:
        """Tell no: there is nothing to end."""
        return False

    def is_resting(self) -> bool:
        """Tell whether nothing is asked of the terminal."""
        return not self._busy

    def _events_append(self, event: Event) -> None:
        self._events.append(event)

    def _look_idle(self, now: float) -> None:
        """Tell when the terminal comes to rest; what is unasked makes it busy."""
        self._mend(now)
        owing = self._is_set_up and self._receiver.owes
        at_work = self._page is not None or self._questions.open or owing or not self._engine.idle
        if self._busy and not at_work:
            self._events.append(SessionEnded(detail="the terminal is at rest", clean=True))
        self._busy = at_work

    # --- set-up and health -------------------------------------------------------------------------------

    def _mend(self, now: float) -> None:
        """Set up again what a reset undid, or take back what another device took."""
        if not self._is_set_up or self._page is not None or not self._engine.idle or now < self._renew_at:
            return
        was_reset = self._engine.echoed and not self._echo_stays  # echo was off: only a reset turns it on again
        if not was_reset and not self._receiver.was_robbed:
            return
        self._said = "the terminal was reset" if was_reset else "another device had taken the service profile"
        self._receiver.was_robbed, self._is_setting_up = False, was_reset
        self._renew_at = now + self._profile.command_s
        self._questions.ask(self._setup.first() if was_reset else self._setup.services(), now)

    def _learn_identity(self) -> None:
        own = self._fitness.own
        self._ledger.own_network = self._profile.own_network or (None if own is None else own.network)

    def _forget_echo(self) -> None:
        self._engine.echoed = False

    def _ready(self, _now: float) -> None:
        if self._is_setting_up:
            self._echo_stays = self._engine.echoed
        self._is_set_up, self._is_setting_up = True, False
        self._receiver.was_robbed = False
        fitness = self._fitness
        said = [f"{self._said}; it is set up again"] if self._said else []
        troubles = [*said, *fitness.troubles()]
        self._said = ""
        state = fitness.registration or "not registered, and that does not matter here"
        self._events.append(LoggedOn(detail=", ".join([state, *troubles]), weak=bool(troubles)))

    def _unfit(self, failure: Failure, _now: float) -> None:
        self._fail(failure.code, failure.detail)

    def _on_silence(self) -> None:
        self._fail("no-answer", "no answer to a report of ours")

    def _fail(self, code: str, detail: str) -> None:
        if self._page is not None:
            self._end(ReceiptKind.FAILED, code, detail)
        self._engine.stop()
        self._questions.stop()
        self._receiver.abandon()
        self._is_set_up = False
        self._events.append(DeviceFailed(code=code, detail=detail))

    # --- pages -------------------------------------------------------------------------------------------

    def _max_octets(self) -> int:
        told = self._fitness.max_bits
        least = 160  # less than this is no limit but a wrong answer
        return (self._profile.max_bits if told is None or told < least else min(told, self._profile.max_bits)) // 8

    def _messages(
        self, page: Page, target: Target, pieces: list[str], references: list[int], priority: int
    ) -> list[Outgoing]:
        """EN 300 392-2 §29.5.3: one text, or parts under one reference, each with a message reference of its own."""
        profile, several = self._profile, len(pieces) > 1
        alone = IMMEDIATE_TEXT if profile.is_immediate(page.urgency) else TEXT
        wanted = Wanted.NONE if page.group else profile.wanted
        return [
            Outgoing(
                party=target.party,
                priority=priority,
                data=encode_text(
                    TEXT_WITH_HEADER if several else alone, piece, reference, wanted=wanted,
                    short_reports=profile.short_reports, coding=coding_of(page.text),
                    concat=Concat(references[0], len(pieces), number) if several else None,
                ),
            )
            for number, (piece, reference) in enumerate(zip(pieces, references, strict=False), 1)
        ]  # fmt: skip

    def _give(self, page: _Page, now: float) -> None:
        def done(answer: Answer, later: float) -> None:
            self._given(page, answer, later)

        self._ledger.giving(page.references[page.index] if page.references else None)
        self._submitter.give(page.messages[page.index], done, now)

    def _given(self, page: _Page, answer: Answer, now: float) -> None:
        outcome = outcome_of(answer)
        if outcome is None:
            self._accepted(page, answer, now)
        else:
            self._end(*outcome, left=answer.gave)
        if answer.end is End.SILENT and instance_of(answer) is None:
            self._fail("no-answer", outcome[2] if outcome is not None else "no answer to a complete message")

    def _accepted(self, page: _Page, answer: Answer, now: float) -> None:
        instance = instance_of(answer)
        if instance is not None:
            self._ledger.given(instance, now)
        lost = self._ledger.lost()
        if lost is not None:
            verdict, all_of_them = lost
            kind = verdict.kind if all_of_them else ReceiptKind.UNCERTAIN
            self._end(kind, verdict.code, f"message {page.index + 1} of {len(page.messages)}: {verdict.words}")
        elif page.at_last:
            self._end(ReceiptKind.ACCEPTED, self._code(page), _taken(page))
        else:
            page.index += 1
            self._give(page, now)

    def _code(self, page: _Page) -> str:
        return f"status:{page.target.status:04X}" if page.target.status is not None else reference_code(page.references)

    def _end(self, kind: ReceiptKind, code: str, detail: str, *, left: bool = False) -> None:
        """End the page once. FAILED and REJECTED promise that nobody has a part of it. `left`: its last one left."""
        page, self._page = self._page, None
        if page is None:
            return
        self._receiver.let_pages_go()
        if left and kind is not ReceiptKind.ACCEPTED and self._ledger.proven():
            kind, code, detail = ReceiptKind.ACCEPTED, self._code(page), f"reported all the same; {detail}"
        elif kind in (ReceiptKind.FAILED, ReceiptKind.REJECTED) and self._ledger.may_be_there(page.index):
            kind = ReceiptKind.UNCERTAIN
            detail = f"{page.index} of {len(page.messages)} messages had been accepted; {detail}"
        self._events.append(PageEnded(page_id=page.page_id, kind=kind, code=code, detail=detail))
        self._events += self._ledger.end(accepted=kind is ReceiptKind.ACCEPTED)


def _taken(page: _Page) -> str:
    count = len(page.messages)
    return "accepted by the terminal" + (f" as {count} messages" if count > 1 else "")
