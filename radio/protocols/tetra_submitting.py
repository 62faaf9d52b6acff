"""How one short data message is given to a terminal, and what its answer says (ETSI EN 300 392-5 §6.13.2, §6.14.6)."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from radio.message import ReceiptKind
from radio.protocols.at_engine import Answer, AtEngine, Command, End
from radio.protocols.tetra_codes import GARBLED, error_of
from radio.protocols.tetra_lines import SDS_TYPE_4, STATUS
from radio.protocols.tetra_party import Party, called
from radio.protocols.tetra_profile import TetraProfile

_INSTANCE = re.compile(r"\+CMGS: ?([0-9]{1,5})(?:,.*)?")

Outcome = tuple[ReceiptKind, str, str]
"""Kind, code and detail of a message that was not accepted."""
Done = Callable[[Answer, float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One short data message: whom to, which service, how urgent, its octets."""

    party: Party
    data: bytes
    service: str = SDS_TYPE_4
    priority: int = 0

    @classmethod
    def status(cls, party: Party, status: int, priority: int) -> "Outgoing":
        """Return a pre-coded status: 16 bits."""
        return cls(party=party, data=status.to_bytes(2, "big"), service=STATUS, priority=priority)


def recovering(engine: AtEngine, command: Command, profile: TetraProfile, tries: int | None = None) -> Command:
    """Return the command as one that is said again once the terminal reads lines again: AT until OK.

    +CME ERROR: 35 in place of an answer means that something stood in the terminal's line before ours.
    """
    left = profile.sync_tries if tries is None else tries

    def done(answer: Answer, now: float) -> None:
        if answer.code != GARBLED or answer.gave or left <= 0:
            command.done(answer, now)
            return
        engine.run_first(_clearing(engine, profile, profile.sync_tries), now)  # begins at once; the other is next
        engine.run_first(recovering(engine, command, profile, left - 1), now)

    return replace(command, done=done)


def _clearing(engine: AtEngine, profile: TetraProfile, left: int) -> Command:
    def done(answer: Answer, now: float) -> None:
        if not answer.ok and left > 1:
            engine.run_first(_clearing(engine, profile, left - 1), now)

    return Command(text="AT", done=done, wait_s=profile.sync_s)


class Submitter:
    """Gives messages, one after the other: the service and its priority first, then the message itself."""

    def __init__(self, engine: AtEngine, profile: TetraProfile) -> None:
        self._engine = engine
        self._profile = profile

    def give(self, message: Outgoing, done: Done, now: float) -> None:
        """Give one message after what waits; `done` is told the answer of whichever command ended it."""
        self._engine.run(self._choosing(message, done), now)

    def _choosing(self, message: Outgoing, done: Done) -> Command:
        def chosen(answer: Answer, now: float) -> None:
            if answer.ok:
                # At once: another message between would change the service.
                self._engine.run_first(self._speaking(message, done), now)
            elif answer.end is End.ERROR and message.priority:
                # A terminal that does not know the priority, or may not use it, must not keep an alarm back.
                self._engine.run_first(self._choosing(replace(message, priority=0), done), now)
            else:
                done(answer, now)

        profile = self._profile
        kind, _ = called(message.party, profile.mcc_digits)
        words = f"AT+CTSDS={message.service},{kind},0,{message.priority}"
        words += f",{profile.encryption}" if profile.encryption else ""
        return recovering(self._engine, Command(text=words, done=chosen, wait_s=profile.command_s), profile)

    def _speaking(self, message: Outgoing, done: Done) -> Command:
        """§6.13.2: AT+CMGS=<called>,<bits>, the octets in hexadecimal, Ctrl-Z."""
        profile = self._profile
        _, digits = called(message.party, profile.mcc_digits)
        command = Command(
            text=f"AT+CMGS={digits},{len(message.data) * 8}", answers="+CMGS", message=message.data.hex().upper(),
            done=done, wait_s=profile.prompt_s, message_wait_s=profile.submit_s, trailing_ok_s=profile.trailing_ok_s,
            prompt_needed=False,
        )  # fmt: skip
        return recovering(self._engine, command, profile)


def instance_of(answer: Answer) -> int | None:
    """Return the SDS instance of an answer, or None when it has none that can be read."""
    for info in answer.infos:
        found = _INSTANCE.fullmatch(info.text)
        if found is not None:
            return int(found[1])
    return None


def outcome_of(answer: Answer) -> Outcome | None:
    """Return how a message ended that was not accepted; None when +CMGS says that it was.

    Before the message itself nothing left, so nothing was taken, whatever the terminal says.
    """
    if not answer.gave:
        return _not_given(answer)
    if answer.end is End.ERROR:
        return _refused(answer)
    if instance_of(answer) is not None:
        return None  # OK, or OK was lost: the instance itself is the terminal's word
    if answer.end is End.OK:
        return ReceiptKind.UNCERTAIN, "no-reference", "the terminal said OK without an instance"
    return ReceiptKind.UNCERTAIN, "silence", "no answer to a complete message"


def _not_given(answer: Answer) -> Outcome:
    if answer.end is not End.ERROR:
        return ReceiptKind.FAILED, "no-answer", "the terminal did not answer; no message had left"
    error = error_of(answer.code)
    kind = ReceiptKind.REJECTED if error.kind is ReceiptKind.REJECTED else ReceiptKind.FAILED
    return kind, answer.code, f"the terminal wanted no message: {error.words}"


def _refused(answer: Answer) -> Outcome:
    error = error_of(answer.code)
    if instance_of(answer) is not None:
        return ReceiptKind.UNCERTAIN, answer.code, f"the terminal gave an instance, and then an error: {error.words}"
    return error.kind, answer.code, error.words
