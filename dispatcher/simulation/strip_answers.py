"""What simulated operators do about what the strip asks of them: acknowledge, decide, approve, call crews, ring up."""

import functools
from collections import defaultdict
from collections.abc import Mapping
from random import Random

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.attention_commands import TakeAttention
from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.crew_commands import Answer, AnswerRollCall
from dispatcher.domain.escalation import Subject
from dispatcher.domain.events import Entry, EntryKind
from dispatcher.domain.identifiers import AttentionId, IncidentId, PromiseId, ProposalId, TaskId, TransferId
from dispatcher.domain.owed_commands import AnswerTransfer, SettlePromise
from dispatcher.domain.proposal_commands import DecideProposal
from dispatcher.domain.record_commands import AddNote, SettleTask
from dispatcher.domain.records import LineKind, TaskState
from dispatcher.domain.transfers import TransferState
from dispatcher.domain.welfare import AT_SCENE
from dispatcher.simulation.agenda import Agenda
from dispatcher.simulation.crews import Reply
from dispatcher.simulation.people import Room, attempt, operator_for
from dispatcher.simulation.room import Crews
from dispatcher.simulation.strip_items import SeenItem

DECIDED = "send the next one that is free; I stay with it"
BY_TELEPHONE = "by telephone: go on, and keep me told"
_APPROVES = 0.65
_APPROVED, _REFUSED = "I have seen it, go ahead", "not yet: wait for the officer on the scene"
_HEARS = 0.9
"""A crew at work hears its call, mostly; else it is called again."""
_WELL_S, _EACH_S = (3.0, 9.0), (2.0, 6.0)
_SETTLES_S = (20.0, 60.0)
_SETTLED = ("called by voice: pressed by mistake, all well", "crew out of danger, no help needed")
_ALL_WELL = ("all well", "all accounted for, still at work", "all well, nothing needed")
_STANDS = ("crews still at work, nothing new", "under control, crews stay", "waiting for the owner of the place")
_WORKING = frozenset({EntryKind.STATUS_REPORTED, EntryKind.ANSWER_RECORDED})


class Answers:
    """Gives the commands. Thread: as its strip."""

    def __init__(self, room: Room, actors: Mapping[Role, Actor], crews: Crews, agenda: Agenda) -> None:
        self._room = room
        self._actors = actors
        self._crews = crews
        self._agenda = agenda
        self._at_scene: defaultdict[str, set[str]] = defaultdict(set)  # call signs by incident

    def hear(self, entry: Entry) -> None:
        """Take note of who is at a scene."""
        body, incident_id = entry.body, str(entry.incident_id)
        if entry.kind in _WORKING:
            self.works(str(body["call_sign"]), incident_id, AssignmentState(str(body["state"])))
        elif entry.kind in (EntryKind.UNIT_RECALLED, EntryKind.UNIT_REASSIGNED):
            self._at_scene[incident_id].discard(str(body["call_sign"]))
        elif entry.kind is EntryKind.INCIDENT_CLOSED:
            self._at_scene.pop(incident_id, None)

    def works(self, call_sign: str, incident_id: str, state: AssignmentState) -> None:
        """Learn what a crew does."""
        if state in AT_SCENE:
            self._at_scene[incident_id].add(call_sign)
        else:
            self._at_scene[incident_id].discard(call_sign)

    def take(self, item: SeenItem, dice: Random) -> None:
        """Take the item or decide it, and do what it asks for."""
        actor = self._actors[item.seen_to_by]
        match item.kind:
            case AttentionKind.APPROVAL:
                self._decide(item, dice)
            case AttentionKind.DECISION:
                self._attend(item, actor, DECIDED)
            case AttentionKind.AUTHORITY if item.asks is Role.DUTY_MANAGER:
                self._ring_up(item, actor)
            case AttentionKind.EMERGENCY:
                self._attend(item, actor, "")
                settles = functools.partial(self._attend, item, actor, dice.choice(_SETTLED))
                self._agenda.plan(dice.uniform(*_SETTLES_S), item.id, settles)
            case _:
                self._attend(item, actor, "")
        self._act(item, dice)

    def called_by_another(self, item: SeenItem, dice: Random) -> None:
        """A human took what asks for a crew: it hears that human's voice, who writes down what is said."""
        if item.subject is Subject.WELFARE and item.call_sign is not None:
            self._crews.asked_if_well(item.call_sign, self._reply(item.call_sign, dice))

    def _attend(self, item: SeenItem, actor: Actor, note: str) -> None:
        attempt(self._room, TakeAttention(actor=actor, attention_id=AttentionId(item.id), note=note))

    def _ring_up(self, item: SeenItem, actor: Actor) -> None:
        """Nobody simulated sits as duty manager: somebody rings, and writes down what was said."""
        if not any(Role.DUTY_MANAGER in person.roles for person in self._room.pack.operator):
            self._attend(item, actor, "")
            return
        whom = operator_for(self._room.pack, Role.DUTY_MANAGER)
        command = TakeAttention(
            actor=actor, attention_id=AttentionId(item.id), note=f"{whom} {BY_TELEPHONE}", spoke_for=whom
        )
        attempt(self._room, command)

    def _decide(self, item: SeenItem, dice: Random) -> None:
        approve = dice.random() < _APPROVES
        command = DecideProposal(
            actor=self._actors[Role.SUPERVISOR], proposal_id=ProposalId(item.subject_id), approve=approve,
            reason=_APPROVED if approve else _REFUSED,
        )  # fmt: skip
        attempt(self._room, command)

    def _act(self, item: SeenItem, dice: Random) -> None:
        match item.subject:
            case Subject.WELFARE if item.call_sign is not None:
                self._crews.asked_if_well(item.call_sign, self._reply(item.call_sign, dice))
            case Subject.ROLL_CALL if item.incident_id is not None:
                self._call_the_roll(item.incident_id, dice)
            case Subject.TRANSFER if item.seen_to_by is Role.DISPATCHER:
                command = AnswerTransfer(
                    actor=self._actors[Role.DISPATCHER], transfer_id=TransferId(item.subject_id),
                    answer=TransferState.ACCEPTED, words_heard="we have it, thank you",
                )  # fmt: skip
                attempt(self._room, command)
            case Subject.PROMISE if item.seen_to_by is Role.DISPATCHER:
                told = SettlePromise(
                    actor=self._actors[Role.DISPATCHER], promise_id=PromiseId(item.subject_id), kept=True,
                    words="rang the caller and told how it stands",
                )  # fmt: skip
                attempt(self._room, told)
            case Subject.TASK if item.seen_to_by is Role.DISPATCHER:
                done = SettleTask(
                    actor=self._actors[Role.DISPATCHER], task_id=TaskId(item.subject_id), state=TaskState.DONE
                )
                attempt(self._room, done)
            case Subject.UPDATE if item.seen_to_by is Role.DISPATCHER and item.incident_id is not None:
                stands = AddNote(
                    actor=self._actors[Role.DISPATCHER], incident_id=IncidentId(item.incident_id),
                    text=dice.choice(_STANDS), line_kind=LineKind.UPDATE,
                )  # fmt: skip
                attempt(self._room, stands)
            case _:
                pass

    def _call_the_roll(self, incident_id: str, dice: Random) -> None:
        """Call every crew at the scene by name; one after the other answers."""
        after_s = 0.0
        for call_sign in sorted(self._at_scene[incident_id]):
            after_s += dice.uniform(*_EACH_S)
            if dice.random() < _HEARS:
                command = AnswerRollCall(
                    actor=self._actors[Role.RADIO_OPERATOR], incident_id=IncidentId(incident_id),
                    call_signs=(call_sign,), words_heard=f"{call_sign} {dice.choice(_ALL_WELL)}",
                )  # fmt: skip
                self._agenda.plan(after_s, f"roll/{incident_id}", functools.partial(attempt, self._room, command))

    def _reply(self, call_sign: str, dice: Random) -> Reply | None:
        if dice.random() >= _HEARS:
            return None
        words = f"{call_sign} {dice.choice(_ALL_WELL)}"
        return Reply(after_s=dice.uniform(*_WELL_S), answer=Answer.ACCEPTS, words=words)
