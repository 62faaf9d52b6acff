"""The states that pictures show, each played on the stage by real commands, with the clock moved by hand."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from dispatcher.domain.authority import Actor
from dispatcher.domain.crew_commands import AnswerRollCall, BeginRollCall, PauseWatch
from dispatcher.domain.identifiers import IncidentId, PlanStepId
from dispatcher.domain.incident_commands import DeclareMajor
from dispatcher.domain.incident_plan_commands import DoPlanStep, SkipPlanStep, UndoPlanStep
from dispatcher.domain.owed_commands import MakePromise, OfferTransfer
from dispatcher.domain.promises import PromiseAbout
from dispatcher.domain.proposal_commands import Propose
from dispatcher.domain.record_commands import AddNote, AddStakeholder, AddTask, CorrectLine, TellStakeholder
from dispatcher.domain.records import LineKind, TaskOwner
from dispatcher.domain.simulated import Level
from dispatcher.domain.triage import Priority
from dispatcher.domain.triage_commands import SetPriority
from dispatcher.domain.welfare import Watch
from dispatcher.packs.model import Pack
from tests.helpers.gallery_contacts import contacts_wait
from tests.helpers.gallery_knowledge import well_known
from tests.helpers.gallery_radio import busy_radio, pack_of_many_channels
from tests.helpers.stage import CAMILLE, LUCA, MARGAUX, SANDRA, Stage, monaco
from ui.actions import ActionId


@dataclass(frozen=True, slots=True)
class Scene:
    """What is played, which incident is then shown, who sits at the window, and what is typed for the picture."""

    play: Callable[[Stage], str]  # returns the incident to show, or ""
    keys: tuple[str, ...] = ()  # chords, text to type, or `wait 20`: so many seconds pass
    actions: tuple[ActionId, ...] = ()  # started before
    who: Actor = CAMILLE
    pack: Callable[[], Pack] = monaco
    afresh: bool = False  # what is typed stays in the room: played anew for each picture


def _empty(_stage: Stage) -> str:
    return ""


def _calm(stage: Stage) -> str:
    stage.room.simulation.set_level(Level.CALM)
    fall = stage.call("fall", "Rue Basse", caller_name="Anna Conti", persons_involved=1,
                      narrative="A woman of 70 fell on the steps, her wrist hurts.")  # fmt: skip
    stage.send(fall, "M21")
    stage.h.advance(seconds=14)
    stage.answer("M21")
    stage.h.advance(minutes=2)
    stage.report("en route", "M21")
    stage.h.advance(minutes=4)
    stage.report("on scene", "M21")
    stage.drive("M21", 1.0)
    stage.h.advance(minutes=3)
    lift = stage.call("lift", "Boulevard d'Italie 31", known="Boulevard d'Italie", by=LUCA, persons_involved=2)
    stage.send(lift, "R11", by=LUCA)
    stage.h.advance(seconds=12)
    stage.answer("R11")
    stage.h.advance(seconds=50)
    stage.report("en route", "R11")
    stage.h.advance(seconds=40)
    stage.drive("R11", 0.45)
    scooter = stage.call(
        "scooter", "Rue Grimaldi & Rue Suffren Reymond", caller_name="Marc Odier", caller_number="+377 93 15 01 22",
        persons_involved=1, narrative="Scooter slid at the crossing, the rider sits on the kerb and holds his knee.",
    )  # fmt: skip
    stage.send(scooter, "M12", "MOTO1")
    stage.h.advance(seconds=16)
    stage.answer("M12", "MOTO1")
    stage.h.advance(seconds=9)
    stage.report("en route", "M12")
    stage.drive("M12", 0.3)
    stage.h.advance(seconds=2)
    return scooter


_JOBS = (
    ("crash", "Boulevard du Jardin Exotique", ("E22", "M43", "P31"), "on scene"),
    ("breathing", "Avenue Saint-Charles", ("M51", "SMUR3"), "on scene"),
    ("alarm", "Musée océanographique", ("E11",), "clearing"),
    ("water", "Larvotto", ("B71", "S71"), "on scene"),
    ("obstruction", "Route de la Moyenne Corniche", ("G11",), "on scene"),
    ("disorder", "Place du Casino", ("P41", "P51"), "on scene"),
)
"""Work that has been running for a while when a picture begins, and how far it has come."""


def _old_work(stage: Stage) -> None:
    """Jobs that have been running for a while when the picture begins."""
    for incident_type, place, units, _ in _JOBS:
        by = LUCA if incident_type in {"breathing", "obstruction"} else CAMILLE
        incident = stage.call(incident_type, place, by=by)
        stage.send(incident, *units, by=by)
        stage.h.advance(seconds=11)
        stage.answer(*units)
        stage.h.advance(seconds=13)
    stage.h.advance(minutes=1)
    for _, _, units, _ in _JOBS:
        stage.report("en route", *units)
    stage.h.advance(minutes=4)
    for _, _, units, state in _JOBS:
        stage.report("on scene", *units)
        for call_sign in units:
            stage.drive(call_sign, 1.0, seen_s_ago=8.0)
        if state == "clearing":
            stage.report("clearing", *units)
    stage.h.advance(minutes=1, seconds=20)


def _busy(stage: Stage) -> str:
    _old_work(stage)
    stage.h.status("M42", "unavailable", reason="oxygen being refilled")
    stage.h.status("P61", "available mobile")
    stroke = stage.call("stroke", "Rue Plati", by=LUCA, persons_involved=1)
    stage.send(stroke, "M41", "SMUR1", by=LUCA)
    stage.h.advance(seconds=15)
    stage.answer("M41", "SMUR1")
    stage.h.advance(seconds=30)
    stage.report("en route", "M41", "SMUR1")
    stage.drive("M41", 0.5)
    stage.drive("SMUR1", 0.35)
    stage.call("lift", "Boulevard d'Italie", by=LUCA)
    stage.unplaced("theft", "by the kiosk near the tennis club")
    stage.h.advance(seconds=25)
    fire = stage.call(
        "fire", "Boulevard des Moulins 12, 4th floor", known="Boulevard des Moulins", caller_name="Élise Martin",
        caller_number="+377 93 15 04 18", persons_involved=3,
        narrative="Flames from a kitchen window on the 4th floor, three people on the balcony, smoke on the stairs.",
    )  # fmt: skip
    stage.send(fire, "E12", "L11", "R11", "OPS1", note="balcony, street side")
    stage.h.advance(seconds=19)
    stage.answer("L11", "R11")
    stage.h.advance(seconds=14)
    stage.report("en route", "L11", "R11")
    stage.drive("L11", 0.4)
    stage.drive("R11", 0.25)
    stage.h.advance(seconds=8)
    return fire


_RAIN = (
    ("flood", "Quai Albert 1er"), ("flood", "Rue Princesse Caroline"), ("flood", "Stade Louis II"),
    ("lift", "Avenue de la Costa"), ("rockfall", "Route de la Moyenne Corniche"), ("gas", "Rue Plati"),
    ("obstruction", "Avenue Princesse Grace"), ("alarm", "Avenue de Grande-Bretagne"), ("boat", "Quai Antoine 1er"),
    ("crash", "Tunnel Dorsale"), ("fall", "Place du Casino"), ("cardiac", "Avenue Crovetto-Frères"),
    ("assist", "Larvotto"), ("flood", "Fontvieille"), ("alarm", "Musée Océanographique"),
    ("intruder", "Boulevard des Moulins"), ("flood", "Rue Grimaldi"), ("child", "Stade Louis II"),
    ("obstruction", "Boulevard du Jardin Exotique"), ("flood", "Boulevard d'Italie"), ("spill", "Quai Antoine 1er"),
    ("lift", "Avenue Saint-Charles"), ("animal", "Rue Basse"), ("alarm", "Rue Princesse Caroline"),
)  # fmt: skip


def _storm(stage: Stage) -> str:
    stage.room.simulation.set_level(Level.STORM)
    shown = _busy(stage)
    for number, (incident_type, place) in enumerate(_RAIN):
        stage.call(incident_type, place, by=LUCA if number % 2 else CAMILLE)
        stage.h.advance(seconds=4)
    free = iter(("E21", "L21", "M11", "P12", "R31", "E31", "P71", "MOTO3", "B72", "P81"))
    for row in stage.h.queue():
        if row.units or row.latitude is None:
            continue
        call_sign = next(free, None)
        if call_sign is None:
            break
        stage.send(row.incident_id, call_sign)
        stage.h.advance(seconds=3)
    stage.answer("E21", "M11", "P12")
    stage.report("en route", "E21", "M11")
    stage.drive("E21", 0.3)
    stage.drive("M11", 0.5)
    stage.h.advance(seconds=31)
    return shown


def _trouble(stage: Stage) -> str:
    _old_work(stage)
    stage.h.terminal.silent()
    fire = stage.call("tower", "Avenue Princesse Grace", caller_name="Tom Berg", persons_involved=2,
                      narrative="Smoke from the 14th floor, alarm sounding, lifts stopped.")  # fmt: skip
    stage.send(fire, "E12", "L11")
    stage.h.advance(seconds=20)
    stage.h.terminal.down("the port /dev/ttyUSB0 is gone")
    stage.send(fire, "R11")
    stage.call("alarm", "Avenue de la Costa", by=LUCA)
    stage.h.sign_off(LUCA)
    stage.h.advance(seconds=105)
    return fire


def _chain(stage: Stage) -> str:
    _old_work(stage)
    fire = stage.call(
        "fire", "Rue Grimaldi 22, 2nd floor", known="Rue Grimaldi", caller_name="Paul Ricci",
        caller_number="+377 93 15 07 70", persons_involved=2,
        narrative="Smoke from under a flat's door, nobody answers.",
    )  # fmt: skip
    stage.send(fire, "E12", "L11")
    stage.h.advance(seconds=22)
    stage.answer("L11")
    stage.h.advance(seconds=20)
    return fire


def _uncertain(stage: Stage) -> str:
    _old_work(stage)
    cardiac = stage.call(
        "cardiac", "Avenue Crovetto-Frères", caller_name="Rosa Gallo", persons_involved=1,
        narrative="Man of 60 collapsed in the lobby, not breathing; a neighbour does compressions.",
    )  # fmt: skip
    stage.h.terminal.loses_ack_once()
    stage.send(cardiac, "M12", "SMUR2")
    stage.h.advance(seconds=21)
    stage.answer("SMUR2")
    stage.h.terminal.loses_ack_once()
    stage.h.advance(seconds=16)
    return cardiac


def _escalation(stage: Stage) -> str:
    """A long fire: a crew that nobody has reached, a roll call, promises, a partner and a proposal all wait."""
    _old_work(stage)
    fire = IncidentId(stage.call(
        "fire", "Rue Grimaldi 22, 2nd floor", known="Rue Grimaldi", caller_name="Paul Ricci",
        caller_number="+377 93 15 07 70", persons_involved=2, narrative="Flames from two windows, people at a third.",
    ))  # fmt: skip
    stage.send(fire, "L11", "R11", "OPS1")
    stage.h.advance(seconds=14)
    stage.answer("L11", "R11", "OPS1")
    stage.h.advance(seconds=40)
    stage.report("en route", "L11", "R11", "OPS1")
    stage.h.advance(minutes=3)
    stage.report("on scene", "L11", "R11", "OPS1")
    for call_sign in ("L11", "R11", "OPS1"):
        stage.drive(call_sign, 1.0)
    stage.h.advance(minutes=9)
    stage.report("on scene", *(unit for _, _, units, state in _JOBS if state == "on scene" for unit in units))
    stage.h.do(DeclareMajor(actor=SANDRA, incident_id=fire, reason="the roof is going"))
    due_at = stage.h.clock.now() + timedelta(minutes=6)
    stage.h.do(MakePromise(actor=CAMILLE, incident_id=fire, about=PromiseAbout.CALL_BACK, due_at=due_at,
                           words="we ring you when your mother is out"))  # fmt: skip
    stage.send(fire, "E12", "E31")
    stage.h.advance(seconds=33)
    stage.answer("E31")
    stage.report("en route", "E31")
    stage.h.do(PauseWatch(actor=SANDRA, incident_id=fire, watch=Watch.WELFARE, minutes=20, call_sign="OPS1",
                          reason="in the command car"))  # fmt: skip
    stage.h.do(OfferTransfer(actor=CAMILLE, incident_id=fire, partner="police", words="close Rue Grimaldi"))
    stage.h.advance(minutes=2, seconds=14)
    stage.h.do(BeginRollCall(actor=MARGAUX, incident_id=fire))
    stage.h.advance(seconds=26)
    stage.h.do(AnswerRollCall(actor=MARGAUX, incident_id=fire, call_signs=("L11",), words_heard="four, all well"))
    lower = SetPriority(actor=LUCA, incident_id=fire, priority=Priority.P3, reason="knocked down, no persons left")
    stage.h.do(Propose(actor=LUCA, command=lower))
    stage.h.advance(seconds=21)
    return fire


def _record(stage: Stage) -> str:
    fire = _calm(stage)
    of = IncidentId(fire)
    stage.h.advance(minutes=3)
    for text, kind, ago in (
        ("rider sits up, no loss of consciousness", LineKind.NOTE, 0),
        ("lane towards the harbour closed with cones", LineKind.ACTION, 2),
        ("two crews there, under control by the half hour", LineKind.UPDATE, 0),
    ):
        source = stage.h.clock.now() - timedelta(minutes=ago) if ago else None
        line = stage.h.do(AddNote(actor=CAMILLE, incident_id=of, text=text, line_kind=kind, source_at=source))
        stage.h.advance(seconds=40)
    stage.h.do(CorrectLine(actor=LUCA, line_id=line, text="one crew there, under control by the half hour",
                           reason="MOTO1 has left"))  # fmt: skip
    stage.h.do(AddNote(actor=CAMILLE, incident_id=of, text="keep the lane closed until the recovery truck is through",
                       line_kind=LineKind.DECISION, options="alternate traffic by hand"))  # fmt: skip
    stage.h.do(AddTask(actor=CAMILLE, incident_id=of, words="sweep the oil off the lane", owner=TaskOwner(team="roads"),
                       due_at=stage.h.clock.now() + timedelta(minutes=25)))  # fmt: skip
    whom = stage.h.do(AddStakeholder(actor=CAMILLE, incident_id=of, name="Bus control room", role="operator of line 4",
                                     organisation="CAM", reach="+377 555 0170"))  # fmt: skip
    stage.h.do(TellStakeholder(actor=CAMILLE, stakeholder_id=whom, words="lane closed, use the upper stop"))
    return fire


def _plan(stage: Stage) -> str:
    """A lorry leaks: the plan came by itself; steps are ticked, one is skipped, one taken back, one overdue."""
    of = IncidentId(stage.call("hazmat", "Quai Antoine Ier", known="Quai Antoine", narrative="A tank lorry leaks."))
    stage.send(of, "E12")
    stage.h.advance(seconds=50)
    stage.answer("E12")

    def step(place: int) -> PlanStepId:
        return PlanStepId(stage.h.card(of).record.plans[0].steps[place - 1].step_id)

    stage.h.do(DoPlanStep(actor=CAMILLE, step_id=step(1), words="UN 1830, sulphuric acid, about 400 l"))
    stage.h.advance(minutes=2)
    stage.h.do(DoPlanStep(actor=MARGAUX, step_id=step(2), done_at=stage.h.clock.now() - timedelta(minutes=1)))
    stage.h.do(DoPlanStep(actor=LUCA, step_id=step(5)))
    stage.h.advance(minutes=1)
    stage.h.do(UndoPlanStep(actor=LUCA, step_id=step(5), reason="that was the other hospital"))
    stage.h.do(SkipPlanStep(actor=CAMILLE, step_id=step(4), reason="no tunnel is downwind"))
    stage.h.advance(minutes=7, seconds=20)
    return of


_MID_CALL = (
    "F3", "plati 4", "wait 6", "Down", "Tab", "Tab", "Élise Martin", "Tab", "+377 93 15 04 18", "Tab", "daughter",
    "Tab", "it", "Tab", "Tab", "1", "Tab", "Tab", "wait 9", "her father collapsed in the kitchen", "Return", "wait 14",
    "he is not breathing, his lips are blue", "Return", "wait 8", "door code at the gate, neighbour",
)  # fmt: skip
_SECOND_CALL = ("F3", "wait 4", "casino", "wait 5", "Tab", "cra", "Tab", "Marc Odier", "Ctrl+W")
_SAME_EVENT = (
    "F3", "wait 4", "grimaldi / suffren", "wait 4", "Tab", "scoot", "Tab", "Marc Odier", "Tab", "+377 97 70 55 21",
    "Tab", "passer-by", "Tab", "Tab", "Tab", "Tab", "Tab", "wait 5", "a motorcycle is down, the rider bleeds",
)  # fmt: skip
_AFTERWARDS = (
    "wait 11",
    "Return",
    "neighbour has begun CPR",
    "Return",
    "wait 15",
    "second floor, lift is out of order",
)


def _contacts(stage: Stage) -> str:
    return contacts_wait(stage, _calm)


SCENES: dict[str, Scene] = {
    "empty": Scene(_empty),
    "calm": Scene(_calm),
    "busy": Scene(_busy),
    "storm": Scene(_storm),
    "trouble": Scene(_trouble),
    "chain": Scene(_chain, keys=("F2", "dispatch e2")),
    "escalation": Scene(_escalation),
    "uncertain": Scene(_uncertain),
    "radio": Scene(
        lambda stage: busy_radio(stage, _old_work),
        keys=("received, fire, Rue Grimaldi 22",),
        actions=(ActionId.WORKSPACE_RADIO, ActionId.NEXT_VOICE_TASK, ActionId.HEARD_ALL),
        who=MARGAUX,
        pack=pack_of_many_channels,
    ),
    "search": Scene(_escalation, keys=("Ctrl+F", "grimaldy flames")),
    "library": Scene(_calm, keys=("Shift+F1", "Down")),
    "known": Scene(well_known, actions=(ActionId.KNOWN,)),
    "known_change": Scene(well_known, actions=(ActionId.CHANGE_KNOWN,)),
    "known_code": Scene(
        well_known,
        actions=(ActionId.CHANGE_KNOWN,),
        keys=("2", "side door", "Tab", "4711#", "Tab", "4711#"),
        afresh=True,
    ),
    "known_views": Scene(well_known, actions=(ActionId.CHANGE_KNOWN,), keys=("5",), who=SANDRA),
    "known_forget": Scene(
        well_known,
        actions=(ActionId.CHANGE_KNOWN,),
        keys=(*["Down"] * 10, "3", "she asked for it", "Tab"),
        who=SANDRA,
        afresh=True,
    ),
    "record": Scene(_record, actions=(ActionId.RECORD,)),
    "plan": Scene(_plan, keys=("Ctrl+PageDown",), actions=(ActionId.RECORD,)),
    "call": Scene(_calm, keys=("F3", "grimaldi")),
    "call_empty": Scene(_calm, keys=("F3",), afresh=True),
    "call_typing": Scene(_calm, keys=_MID_CALL, afresh=True),
    "call_two": Scene(_calm, keys=(*_MID_CALL, *_SECOND_CALL), afresh=True),
    "call_opened": Scene(_calm, keys=(*_MID_CALL, "Alt+Return", "Ctrl+Return", *_AFTERWARDS), afresh=True),
    "call_same": Scene(_calm, keys=_SAME_EVENT, afresh=True),
    "call_read_back": Scene(
        _calm, keys=(*_MID_CALL, "Alt+Return", "Ctrl+Return", "wait 3", "Shift+F5", "a"), afresh=True
    ),
    "call_quick": Scene(_calm, keys=("Shift+F3", "asks whether the sea baths are open on Sunday"), afresh=True),
    "contacts": Scene(_contacts),
    "contacts_mail": Scene(_contacts, keys=("Shift+F2", "Down", "Down")),
    "contacts_headers": Scene(_contacts, keys=("Shift+F2", "Down", "Down", "Ctrl+Shift+H")),
    "contacts_batch": Scene(_contacts, keys=("Shift+F2", "Ctrl+End", "Right", "Down", "Down")),
    "contacts_dismiss": Scene(
        _contacts, keys=("Shift+F2", "Ctrl+End", "Ctrl+Shift+D", "Down", "one outage, the supplier knows")
    ),
    "contacts_complaint": Scene(_contacts, keys=("Shift+F2", "Down", "Down", "Down", "Ctrl+Shift+C"), afresh=True),
}
