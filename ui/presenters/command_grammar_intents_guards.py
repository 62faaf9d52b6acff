"""What a line can mean about what guards the room: items of the strip, decisions of authority, proposals.

As in `command_grammar_intents`, an empty word stands where a name was left out.
"""

from dataclasses import dataclass

from dispatcher.domain.promises import PromiseAbout
from dispatcher.domain.transfers import TransferState
from ui.presenters.command_grammar_intents_callers import CallerIntent
from ui.presenters.command_grammar_intents_events import EventIntent
from ui.presenters.command_grammar_intents_plans import IncidentPlanIntent
from ui.presenters.command_grammar_intents_record import RecordIntent
from ui.presenters.command_grammar_scan import Word


@dataclass(frozen=True, slots=True)
class DecideIntent:
    """Say what was decided about an item."""

    item: Word
    note: str


@dataclass(frozen=True, slots=True)
class ToldIntent:
    """Write down what somebody acknowledged by telephone."""

    person: Word
    item: Word
    words_heard: str


@dataclass(frozen=True, slots=True)
class DelegateIntent:
    """Give an item to somebody on duty."""

    item: Word
    to: Word
    note: str


@dataclass(frozen=True, slots=True)
class StopIntent:
    """End what runs because a unit has not answered."""

    unit: Word
    reason: str


@dataclass(frozen=True, slots=True)
class AcceptIntent:
    """Go on without an answer."""

    incident: Word
    reason: str


@dataclass(frozen=True, slots=True)
class MajorIntent:
    """Declare an incident major."""

    incident: Word
    reason: str


@dataclass(frozen=True, slots=True)
class StandDownIntent:
    """End a major incident."""

    incident: Word
    reason: str


@dataclass(frozen=True, slots=True)
class DecisionIntent:
    """Approve or refuse a proposal, named by its place on the strip or by its incident."""

    item: Word
    approve: bool
    reason: str


@dataclass(frozen=True, slots=True)
class PromiseIntent:
    """Note what a caller was promised, in so many minutes or by a local time of day (hour, minute)."""

    incident: Word
    about: PromiseAbout
    when: Word
    minutes: int | None
    by: tuple[int, int] | None
    words: str


@dataclass(frozen=True, slots=True)
class SettleIntent:
    """Say that a promise was kept, or is withdrawn; the next due where none is named."""

    incident: Word
    kept: bool
    about: PromiseAbout | None
    words: str


@dataclass(frozen=True, slots=True)
class TransferIntent:
    """Offer an incident to a partner."""

    incident: Word
    partner: Word
    words: str


@dataclass(frozen=True, slots=True)
class TransferAnswerIntent:
    """Write a partner's answer down, or withdraw the offer."""

    incident: Word
    partner: Word
    answer: TransferState
    words_heard: str


@dataclass(frozen=True, slots=True)
class HoldIntent:
    """Keep a free unit for this seat, or let it go."""

    unit: Word
    hold: bool


@dataclass(frozen=True, slots=True)
class RollCallIntent:
    """Call every crew at the scene."""

    incident: Word


@dataclass(frozen=True, slots=True)
class ParIntent:
    """Crews accounted for all their people."""

    incident: Word
    units: tuple[Word, ...]
    words_heard: str


@dataclass(frozen=True, slots=True)
class PauseIntent:
    """Put a unit's welfare check off, or without a unit the roll call of an incident."""

    unit: Word | None
    incident: Word
    minutes: int
    reason: str


@dataclass(frozen=True, slots=True)
class ResumeIntent:
    """End a pause before its time."""

    unit: Word | None
    incident: Word


@dataclass(frozen=True, slots=True)
class HoldChannelIntent:
    """Let nothing more go on a channel's line."""

    channel: Word
    reason: str


@dataclass(frozen=True, slots=True)
class ReleaseChannelIntent:
    """Let a held channel go on."""

    channel: Word


@dataclass(frozen=True, slots=True)
class TestChannelIntent:
    """Try a channel out end to end."""

    __test__ = False  # no test of pytest's

    channel: Word


StripIntent = DecideIntent | ToldIntent | DelegateIntent | DecisionIntent
AuthorityIntent = StopIntent | AcceptIntent | MajorIntent | StandDownIntent
OwedIntent = PromiseIntent | SettleIntent | TransferIntent | TransferAnswerIntent
CrewIntent = HoldIntent | RollCallIntent | ParIntent | PauseIntent | ResumeIntent
ChannelIntent = HoldChannelIntent | ReleaseChannelIntent | TestChannelIntent
GuardIntent = (
    StripIntent
    | AuthorityIntent
    | OwedIntent
    | CrewIntent
    | ChannelIntent
    | CallerIntent
    | RecordIntent
    | EventIntent
    | IncidentPlanIntent
)
