"""What a crew does after its answer: it drives, works, takes somebody to hospital, goes home, and tells each status."""

import functools
from collections.abc import Callable
from dataclasses import dataclass, replace

from dispatcher.domain.assignments import NEXT, AssignmentState
from dispatcher.domain.crew_commands import Answer
from dispatcher.domain.events import Entry, EntryKind
from dispatcher.domain.units import Availability
from dispatcher.geo.distance import great_circle_m
from dispatcher.geo.kinds import SiteKind
from dispatcher.geo.roads import Position
from dispatcher.packs.model import Pack
from dispatcher.simulation.agenda import Agenda
from dispatcher.simulation.crews import By, Crew, Reply, Temper
from dispatcher.simulation.fleet import Fleet, Pace, homes_of
from dispatcher.simulation.handsets import Handsets
from dispatcher.simulation.people import chance
from dispatcher.simulation.radio_desk import CONTROL, RadioDesk
from dispatcher.simulation.room import Job
from dispatcher.simulation.situation import Situation

_TRANSPORTS = 0.6
"""Share of an ambulance's jobs that end in a hospital."""
_HANDOVER_S = (60.0, 180.0)
_FROM_THE_ROAD_S = (2.0, 7.0)
"""Turnout of a crew that already sits in its vehicle."""
_HOMEWARD_S = 5.0
_AT_LEAST_S = 5.0
_SAY_AGAIN_S = 90.0
_SAME_SITE_M = 250.0
_S = AssignmentState


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How crews tell: by voice and key to the radio desk, and what they do with their devices."""

    radio: RadioDesk
    handsets: Handsets


class Journeys:
    """Fulfils `room.Ways` on a map, or without one (`fleet` None) by times alone. Thread: one."""

    def __init__(
        self, pack: Pack, situation: Situation, told: Told, agenda: Agenda, fleet: Fleet | None, temper: Temper
    ) -> None:
        self._situation = situation
        self._radio = told.radio
        self._handsets = told.handsets
        self._agenda = agenda
        self._fleet = fleet
        self._temper = temper
        self._ambulances = {unit.call_sign for unit in pack.unit if "ambulance" in unit.capabilities}
        self._driving: dict[str, tuple[Crew, Job]] = {}  # to an incident, by call sign
        self._hospitals = _hospitals(pack, fleet) if fleet else ()

    def called(self, call_sign: str) -> None:
        """The operator's voice is on the air."""
        self._radio.say(CONTROL, f"{call_sign} from control, do you receive?")

    def answers_by(self, call_sign: str, channel: str) -> By:
        """What the device that a message came to can answer by."""
        return self._handsets.answers_by(call_sign, channel)

    def tells_arrival(self, channel: str) -> bool:
        """Whether a channel tells when a device has its message."""
        return self._handsets.tells_arrival(channel)

    def looks(self, call_sign: str, channel: str) -> None:
        """The crew looks at its device."""
        self._handsets.look(call_sign, channel)

    def answers(self, call_sign: str, reply: Reply, *, stands_down: bool, channel: str = "") -> None:
        """The crew's voice, or what it answers over the air."""
        if stands_down:
            reply = replace(reply, answer=Answer.ACCEPTS, words=f"{call_sign} received, standing down")
        self._radio.answer(call_sign, reply, channel, stands_down=stands_down)

    def sets_out(self, crew: Crew, job: Job) -> None:
        """Turn out, then drive."""
        self._driving.pop(crew.call_sign, None)
        at_home = self._fleet is None or self._fleet.is_home(crew.call_sign)
        turnout_s = self._span(crew, job, "turnout", self._temper.turnout_s if at_home else _FROM_THE_ROAD_S)
        self._then(crew, turnout_s, self._leave, job)

    def turns_back(self, call_sign: str) -> None:
        """Go home, from wherever it is."""
        self._driving.pop(call_sign, None)
        unit = self._situation.units.get(call_sign)
        is_mobile = unit is not None and unit.availability is Availability.AVAILABLE_MOBILE
        if self._fleet is not None and (is_mobile or not self._fleet.is_home(call_sign)):
            self._agenda.plan(_HOMEWARD_S, call_sign, functools.partial(self.go_home, call_sign))

    def resume(self, crew: Crew, job: Job, state: AssignmentState, for_s: float) -> None:
        """Go on with a job from before where its stored state, which has lasted so long, says the crew is."""
        match state:
            case _S.ACKNOWLEDGED:
                self.sets_out(crew, job)
            case _S.EN_ROUTE | _S.STAGED:
                self._drive_there(crew, job)
            case _S.TRANSPORTING:
                self._drive_to_hospital(crew, job)
            case _S.AT_DESTINATION | _S.CLEARING:
                left_s = self._span(crew, job, "handover", _HANDOVER_S) - for_s
                self._then(crew, max(_AT_LEAST_S, left_s), self._clear, job)
            case _S.ON_SCENE | _S.WITH_PATIENT:
                left_s = self._span(crew, job, "work", self._temper.work_s) - for_s
                self._then(crew, max(_AT_LEAST_S, left_s), self._done, job)
            case _:
                pass

    def hear(self, entry: Entry) -> None:
        """Take a committed entry: whoever is clear, or off duty, goes home."""
        call_sign = str(entry.body.get("call_sign"))
        off_duty = (
            entry.kind is EntryKind.AVAILABILITY_SET and entry.body["availability"] == Availability.OFF_DUTY.value
        )
        cleared = entry.kind is EntryKind.STATUS_REPORTED and entry.body["state"] == _S.CLEARED.value
        never_told = entry.kind is EntryKind.UNIT_RECALLED and entry.body["transmission"] is None
        if cleared or off_duty or never_told:
            self._agenda.drop(call_sign)
            self.turns_back(call_sign)

    def moved(self, incident_id: str) -> None:
        """An incident is somewhere else than was thought: whoever drives there goes there now."""
        for call_sign, (crew, job) in list(self._driving.items()):
            unit = self._situation.units.get(call_sign)
            if job.incident_id == incident_id and unit is not None and unit.incident_id == incident_id:
                self._agenda.drop(call_sign)
                self._drive_there(crew, job)

    def _leave(self, crew: Crew, job: Job) -> None:
        self._radio.status(crew.call_sign, _S.EN_ROUTE, "en route")
        self._drive_there(crew, job)

    def _drive_there(self, crew: Crew, job: Job) -> None:
        case = self._situation.cases.get(job.incident_id)
        where = case.position if case else None
        self._driving[crew.call_sign] = crew, job
        self._drive(crew, job, where, self._arrive)

    def _arrive(self, crew: Crew, job: Job) -> None:
        self._driving.pop(crew.call_sign, None)
        self._radio.status(crew.call_sign, _S.ON_SCENE, "on scene")
        work_s = self._span(crew, job, "work", self._temper.work_s)
        self._then(crew, work_s, self._done, job)
        emergency_s = crew.emergency_after_s(job.name, work_s)
        if emergency_s is not None and self._handsets.has_radio(crew.call_sign):
            self._then(crew, emergency_s, self._emergency, job)

    def _emergency(self, crew: Crew, _job: Job) -> None:
        here = self._fleet.where(crew.call_sign) if self._fleet else None
        self._handsets.emergency(crew.call_sign, here)

    def _done(self, crew: Crew, job: Job) -> None:
        unit = self._situation.units.get(crew.call_sign)
        carries = (
            crew.call_sign in self._ambulances
            and self._hospitals
            and unit is not None
            and unit.state is not None
            and _S.TRANSPORTING in NEXT[unit.state]
            and chance(0, "transport", crew.call_sign, job.name).random() < _TRANSPORTS
        )
        if carries:
            self._radio.status(crew.call_sign, _S.TRANSPORTING, "one patient, to hospital")
            self._drive_to_hospital(crew, job)
        else:
            self._clear(crew, job)

    def _drive_to_hospital(self, crew: Crew, job: Job) -> None:
        here = self._fleet.where(crew.call_sign) if self._fleet else None
        nearest = min(self._hospitals, key=lambda site: great_circle_m(*here, *site), default=None) if here else None
        self._drive(crew, job, nearest, self._at_hospital)

    def _at_hospital(self, crew: Crew, job: Job) -> None:
        self._radio.status(crew.call_sign, _S.AT_DESTINATION, "at the hospital")
        self._then(crew, self._span(crew, job, "handover", _HANDOVER_S), self._clear, job)

    def _clear(self, crew: Crew, job: Job) -> None:
        """Say it until it is written down; the room keeps what it has, the crew has nothing more to do there."""
        unit = self._situation.units.get(crew.call_sign)
        if unit is not None and unit.incident_id == job.incident_id:
            self._radio.status(crew.call_sign, _S.CLEARED, "clear")
            self._then(crew, _SAY_AGAIN_S, self._clear, job)

    def go_home(self, call_sign: str) -> None:
        """Drive to the station, and say so."""
        unit = self._situation.units.get(call_sign)
        if unit is None or self._fleet is None:
            return
        seconds = 0.0 if self._fleet.is_home(call_sign) else self._fleet.drive_home(call_sign, Pace.ORDINARY) or 0.0
        if seconds and unit.is_free:
            self._radio.status(call_sign, Availability.AVAILABLE_MOBILE, "returning, available")
        self._agenda.plan(seconds, call_sign, functools.partial(self._is_home, call_sign))

    def _is_home(self, call_sign: str) -> None:
        unit = self._situation.units.get(call_sign)
        if unit is not None and unit.is_free and unit.availability is Availability.AVAILABLE_MOBILE:
            self._radio.status(call_sign, Availability.AVAILABLE_STATION, "at station")

    def _drive(self, crew: Crew, job: Job, where: Position | None, then: Callable[[Crew, Job], None]) -> None:
        """Drive along the map, or for as long as such drives take where no way is known."""
        seconds = self._fleet.drive(crew.call_sign, where, Pace.BLUE_LIGHTS) if self._fleet and where else None
        if seconds is None:
            seconds = self._span(crew, job, then.__name__, self._temper.travel_s)
        self._then(crew, seconds, then, job)

    def _then(self, crew: Crew, after_s: float, act: Callable[[Crew, Job], None], job: Job) -> None:
        self._agenda.plan(after_s, crew.call_sign, functools.partial(act, crew, job))

    def _span(self, crew: Crew, job: Job, what: str, between_s: tuple[float, float]) -> float:
        return crew.span(job.name, what, between_s)


def _hospitals(pack: Pack, fleet: Fleet) -> tuple[Position, ...]:
    """Return the map's hospitals, only those that are a station of the pack when some are."""
    sites = [site for site in fleet.terrain.pack.sites() if site.kind == SiteKind.HOSPITAL]
    everywhere = [(site.latitude, site.longitude) for site in sites]
    homes = homes_of(pack).values()
    ours = [site for site in everywhere if any(great_circle_m(*site, *home) < _SAME_SITE_M for home in homes)]
    return tuple(ours or everywhere)
