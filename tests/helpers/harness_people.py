"""What people of a story do beyond the everyday: promise, transfer, propose, decide, hold, call the roll."""

from datetime import timedelta
from typing import Any

from dispatcher.domain.attention_commands import DelegateAttention, TakeAttention
from dispatcher.domain.authority import Actor
from dispatcher.domain.caller_commands import AcknowledgeComplaint, AnswerComplaint, RecordReadBack, ReKind
from dispatcher.domain.clock import Clock
from dispatcher.domain.complaints import ComplaintOutcome
from dispatcher.domain.crew_commands import AnswerRollCall, BeginRollCall, PauseWatch, ResumeWatch
from dispatcher.domain.dispatch_commands import HoldUnit, ReleaseUnit
from dispatcher.domain.identifiers import AttentionId, IncidentId, OperatorId, Seat
from dispatcher.domain.incident_commands import AcceptUnconfirmed, DeclareMajor, StandDownMajor, StopChain
from dispatcher.domain.incidents import Kind
from dispatcher.domain.owed_commands import AnswerTransfer, MakePromise, OfferTransfer, SettlePromise
from dispatcher.domain.promises import PromiseAbout
from dispatcher.domain.proposal_commands import DecideProposal, Proposable, Propose
from dispatcher.domain.read_back import WhyNot
from dispatcher.domain.saying import Item
from dispatcher.domain.transfers import TransferState
from dispatcher.domain.welfare import Watch
from dispatcher.queries.attention_rows import AttentionRow
from dispatcher.services.handlers import AnyCommand
from tests.helpers.builders import DISPATCHER, RADIO_OPERATOR, SUPERVISOR


class People:
    """Commands of people, in the words of the room. `Harness` gives the room."""

    clock: Clock
    incident_id: str

    def do(self, command: AnyCommand) -> Any:
        """Carry a command out."""
        raise NotImplementedError

    def reads_back(
        self, *confirmed: str, corrected: tuple[str, ...] = (), complete: bool | None = None, by: Actor = DISPATCHER
    ) -> None:
        """Read the last call back; the caller confirms everything, or what is named."""
        items = tuple(Item(word) for word in confirmed) or tuple(Item)
        self.do(
            RecordReadBack(
                actor=by, incident_id=self._shown, confirmed=items, corrected=tuple(Item(word) for word in corrected),
                complete=not confirmed if complete is None else complete,
            )
        )  # fmt: skip

    def cannot_read_back(self, why: str = "rang off", words: str = "", *, by: Actor = DISPATCHER) -> None:
        """Say why nothing can be read back."""
        why_not = WhyNot(why.replace(" ", "_"))
        self.do(RecordReadBack(actor=by, incident_id=self._shown, why_not=why_not, words=words))

    def is_really(self, kind: str, reason: str = "it turned out so", *, by: Actor = DISPATCHER) -> None:
        """Give the incident another kind."""
        self.do(ReKind(actor=by, incident_id=self._shown, kind=Kind(kind.replace(" ", "_")), reason=reason))

    def acknowledges_complaint(self, words: str = "we look into it", *, by: Actor = DISPATCHER) -> None:
        """Tell the complainant that it is looked into."""
        self.do(AcknowledgeComplaint(actor=by, incident_id=self._shown, words=words))

    def answers_complaint(
        self, outcome: str = "not upheld", words: str = "the crew was at another call", *, by: Actor = DISPATCHER
    ) -> None:
        """Answer the complainant."""
        found = ComplaintOutcome(outcome.replace(" ", "_"))
        self.do(AnswerComplaint(actor=by, incident_id=self._shown, outcome=found, words=words))

    def promises(
        self, about: str = "call back", *, minutes: float = 20, words: str = "we ring you", by: Actor = DISPATCHER
    ) -> str:
        """Promise the caller something."""
        due_at = self.clock.now() + timedelta(minutes=minutes)
        kind = PromiseAbout(about.replace(" ", "_"))
        return self.do(
            MakePromise(actor=by, incident_id=self._shown, about=kind, due_at=due_at, words=words)
        )  # fmt: skip

    def keeps(self, promise: Any, words: str = "rang back", *, kept: bool = True, by: Actor = DISPATCHER) -> None:
        """Keep a promise, or withdraw it."""
        self.do(SettlePromise(actor=by, promise_id=promise, kept=kept, words=words))

    def offers(self, partner: str = "police", *, by: Actor = DISPATCHER) -> str:
        """Offer the incident to a partner."""
        return self.do(OfferTransfer(actor=by, incident_id=self._shown, partner=partner))

    def partner_says(
        self, transfer: Any, answer: str = "accepted", words: str = "log 4711, we go", *, by: Actor = DISPATCHER
    ) -> None:
        """Write down what the partner said."""
        self.do(AnswerTransfer(actor=by, transfer_id=transfer, answer=TransferState(answer), words_heard=words))

    def proposes(self, command: Proposable, *, by: Actor = DISPATCHER) -> str:
        """Propose what somebody else may do."""
        return self.do(Propose(actor=by, command=command))

    def decides(self, proposal: Any, *, approve: bool, reason: str = "", by: Actor = SUPERVISOR) -> None:
        """Approve or refuse a proposal."""
        self.do(DecideProposal(actor=by, proposal_id=proposal, approve=approve, reason=reason))

    def stops(self, call_sign: str, reason: str = "seen on the road", *, by: Actor = SUPERVISOR) -> None:
        """Stop a unit's chain."""
        self.do(StopChain(actor=by, call_sign=call_sign, reason=reason))

    def accepts_unconfirmed(self, reason: str = "heard on another channel", *, by: Actor = SUPERVISOR) -> None:
        """Go on without an answer."""
        self.do(AcceptUnconfirmed(actor=by, incident_id=self._shown, reason=reason))

    def declares_major(self, reason: str = "a ship and a quay", *, by: Actor = SUPERVISOR) -> None:
        """Declare the incident major."""
        self.do(DeclareMajor(actor=by, incident_id=self._shown, reason=reason))

    def stands_down_major(self, reason: str = "under control", *, by: Actor) -> None:
        """Stand a major incident down."""
        self.do(StandDownMajor(actor=by, incident_id=self._shown, reason=reason))

    def holds(self, call_sign: str, *, by: Actor = DISPATCHER) -> None:
        """Hold a unit."""
        self.do(HoldUnit(actor=by, call_sign=call_sign))

    def lets_go(self, call_sign: str, *, by: Actor = DISPATCHER) -> None:
        """Release a unit."""
        self.do(ReleaseUnit(actor=by, call_sign=call_sign))

    def delegates(self, item: AttentionRow, to: str, note: str = "", *, by: Actor = DISPATCHER) -> None:
        """Give an item to a seat."""
        self.do(
            DelegateAttention(
                actor=by, attention_id=AttentionId(item.attention_id), to_seat=Seat(to), note=note
            )
        )  # fmt: skip

    def writes_down(
        self, item: AttentionRow, operator: str, words: str = "I am coming in", *, by: Actor = RADIO_OPERATOR
    ) -> None:
        """Note what somebody acknowledged by telephone."""
        self.do(
            TakeAttention(
                actor=by, attention_id=AttentionId(item.attention_id), note=words, spoke_for=OperatorId(operator)
            )
        )  # fmt: skip

    def calls_the_roll(self, *, by: Actor = RADIO_OPERATOR) -> tuple[str, ...]:
        """Begin a roll call."""
        return self.do(BeginRollCall(actor=by, incident_id=self._shown))

    def accounts_for(
        self, *call_signs: str, words: str = "all accounted for", by: Actor = RADIO_OPERATOR
    ) -> tuple[str, ...]:
        """Note crews that answered the roll call; who is still silent."""
        return self.do(
            AnswerRollCall(actor=by, incident_id=self._shown, call_signs=call_signs, words_heard=words)
        )  # fmt: skip

    def pauses(
        self, call_sign: str = "", *, minutes: float = 20, reason: str = "in a tunnel", by: Actor = SUPERVISOR
    ) -> None:
        """Put a welfare check off, or without a call sign the roll call."""
        watch = Watch.WELFARE if call_sign else Watch.ROLL_CALL
        self.do(
            PauseWatch(
                actor=by, incident_id=self._shown, watch=watch, minutes=minutes, reason=reason, call_sign=call_sign
            )
        )  # fmt: skip

    def resumes(self, call_sign: str = "", *, by: Actor = SUPERVISOR) -> None:
        """End a pause."""
        watch = Watch.WELFARE if call_sign else Watch.ROLL_CALL
        self.do(ResumeWatch(actor=by, incident_id=self._shown, watch=watch, call_sign=call_sign))

    @property
    def _shown(self) -> IncidentId:
        return IncidentId(self.incident_id)
