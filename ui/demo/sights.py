"""What must be seen in a guided dispatch, and what is answered to what happens meanwhile."""

from math import cos, hypot, radians

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.read_back import Standing
from dispatcher.domain.transmissions import TransmissionState
from dispatcher.queries.queue_rows import QueueRow
from ui.demo.scene import Position, Scene
from ui.demo.steps import Strokes, press, write
from ui.presenters.card_ladder import RungState
from ui.presenters.card_words import TransmissionShown
from ui.wording import assignment_badge, counted, tr, transmission_badge

PLACE = "Rue Grimaldi"
TYPED = "rue grim"
TYPE = "building fi"
HEARD = "received, Rue Grimaldi"
RADIO, TELEPHONE = "tetra", "sms"
OFFICER = "OPS1"
"""The officer on call of the pack."""
MOVED_M = 150.0
FAST = 8.0
_METRES_PER_DEGREE = 111_195.0


def command(text: str) -> Strokes:
    """Go to the command line, empty it, type there and press Enter."""
    return press("F2", "Escape") + write(text) + press("Return")


def room_is_up(scene: Scene) -> str:
    """The room has answered: its pager is up, its units are known, its map is there."""
    if not scene.is_open:
        return ""
    desk = scene.desk
    sentinel = desk.sentinel.shown()
    up = bool(sentinel.channels) and all(lamp.tone == "text" for lamp in sentinel.channels)
    if not (up and desk.units.loaded and desk.queue.loaded and desk.map.map_file is not None):
        return ""
    lamps = [sentinel.world.text, sentinel.unguarded.text, *(lamp.text for lamp in sentinel.channels)]
    units = counted(len(desk.units.rows), tr("unit"), tr("units"))
    counts = ", ".join(filter(None, (units, counted(len(desk.queue.rows), tr("open incident"), tr("open incidents")))))
    return " · ".join([*lamps, counts])


def signed_on(scene: Scene) -> str:
    """Somebody sits here and nothing is unguarded."""
    sentinel = scene.desk.sentinel.shown()
    if scene.desk.session.actor is None or sentinel.unguarded.text != tr("0 unguarded"):
        return ""
    return f"{sentinel.person.text} · {sentinel.unguarded.text}"


def form_is_open(scene: Scene) -> str:
    """Call entry can be written into."""
    form = scene.window.panels.call_entry
    ready = form.isVisible() and form.isAncestorOf(form.window().focusWidget())
    return tr("call entry is open; the time of contact is stamped") if ready else ""


def places_are_offered(scene: Scene) -> str:
    """The place is among those offered below its field."""
    offers = scene.desk.call_entry.state.places
    if not any(PLACE in row.label for row in offers):
        return ""
    return tr("offered: {places}", places="; ".join(f"{row.label} ({row.near or row.detail})" for row in offers[:3]))


def call_is_stored(scene: Scene) -> str:
    """The call is an incident of the queue, guarded, and on the map where the room has one."""
    row = scene.desk.session.selected_incident
    if row is None or PLACE.casefold() not in row.place.casefold() or not row.guarded:
        return ""
    scene.noted.incident_id, scene.noted.number = row.incident_id, row.number
    if scene.card() is None or (scene.desk.map.map_file and not scene.is_on_map()):
        return ""
    return tr(
        "{number} {priority} {type}, {place} · {position} · owner {owner} · guarded",
        number=row.number, priority=row.priority.value, type=row.type_name, place=row.place,
        position=_position_of(row), owner=row.owner,
    )  # fmt: skip


def caller_heard_it(scene: Scene) -> str:
    """The queue knows that it was read back, and the card says when and by whom."""
    row, card = scene.row(), scene.card()
    if row is None or card is None or row.read_back is not Standing.DONE:
        return ""
    return next((f"{name} {words}" for name, words in card.facts if name == tr("read-back")), "")


def units_are_offered(scene: Scene) -> str:
    """The command line offers units, the best first."""
    offers = scene.desk.command_line.state.completions
    return (
        tr("offered: {units}", units="; ".join(f"{each.label} ({each.detail})" for each in offers[:3]))
        if offers
        else ""
    )


def effect_is_said(scene: Scene) -> str:
    """What Enter would do stands below the line, and nothing has happened yet."""
    line = scene.desk.command_line.state
    units = tuple(line.text.split()[1:])
    named = (scene.noted.number, *units)
    if len(units) < 2 or line.mistake is not None or not all(name in line.message for name in named):
        return ""
    return tr("before Enter it says: {message}", message=line.message)


def choose_again(scene: Scene) -> Strokes:
    """Somebody else was first: the refusal says who. Take the best that are left now."""
    line = scene.desk.command_line.state
    if line.busy or line.tone != "alarm" or scene.states():
        return ()
    return press("F2", "Escape") + write("dispatch ") + press("Tab") + write(" ") + press("Tab", "Return")


def pages_are_accepted(scene: Scene) -> str:
    """The terminal took every page; nobody has answered."""
    units = tuple(scene.states())
    if not units:
        return ""
    scene.noted.units = units
    parts: list[str] = []
    for unit in units:
        queued, accepted = (
            scene.reached(unit, rung) for rung in (TransmissionState.QUEUED, TransmissionState.ACCEPTED)
        )
        if not accepted:
            return ""
        parts.append(tr("{unit}: queued {queued}, accepted {accepted}", unit=unit, queued=queued, accepted=accepted))
    return " · ".join(parts)


def add_officer(scene: Scene) -> Strokes:
    """Name the officer on call as well, who carries a telephone, unless somebody else has."""
    free = any(row.call_sign == OFFICER and row.incident_id is None for row in scene.desk.units.rows)
    return write(f" {OFFICER}") if free else ()


def read_back(scene: Scene) -> Strokes:
    """Write down what a crew said that has nothing but a pager."""
    units = scene.noted.units
    listens = (unit for unit in units if not any(scene.over(unit, name) for name in (RADIO, TELEPHONE)))
    unit = scene.noted.spoken_for = next(listens, units[0])
    return command(f"ack {unit}: {HEARD}")


def first_is_green(scene: Scene) -> str:
    """That unit was acknowledged by a person, and the card says who heard which words."""
    unit = scene.noted.spoken_for
    return _how_answered(scene, unit) if unit and scene.answer_of(unit) else ""


def key_is_green(scene: Scene) -> str:
    """A page to a radio was delivered, read and answered by a key; or its crew had to be called, as it happens."""
    alerted = assignment_badge(AssignmentState.ALERTED)
    waits = False
    for unit in scene.noted.units:
        page = scene.over(unit, RADIO)
        if page is None:
            continue
        climbed = _climbed(page)
        if transmission_badge(TransmissionState.ACKNOWLEDGED).word in climbed:
            return f"{unit}: {' · '.join(f'{word} {at}' for word, at in climbed.items())}"
        part = scene.part(unit)
        waits = waits or part is None or part.badge == alerted
    return "" if waits else tr("no crew answered by a key this time: each by voice, or none has a radio")


def _climbed(page: TransmissionShown) -> dict[str, str]:
    return {rung.badge.word: rung.under for rung in page.rungs if rung.state is RungState.REACHED}


def answer_voice_task(scene: Scene) -> Strokes:
    """When nobody answered the page: F7 takes the call by voice and begins the line, if ours is the next one."""
    task, line = scene.voice_task(), scene.desk.command_line.state
    if task is None or line.busy:
        return ()
    begun = f"ack {task.call_sign}:"
    if task.attention_id not in scene.noted.taken_tasks:
        scene.noted.taken_tasks.add(task.attention_id)
        return press("F2", "Escape", "F7") if scene.is_next_voice_task(task) else command(f"{begun} {HEARD}")
    if line.text.strip() == begun:
        return write(HEARD) + press("Return")
    return command(f"{begun} {HEARD}") if line.text.startswith("ack ") else ()


def all_have_answered(scene: Scene) -> str:
    """No crew owes an answer any more."""
    alerted = assignment_badge(AssignmentState.ALERTED)
    for unit in scene.noted.units:
        part = scene.part(unit)
        if part is None or part.badge == alerted:
            return ""
    return " · ".join(_how_answered(scene, unit) for unit in scene.noted.units[1:])


def is_moving(scene: Scene) -> str:
    """A unit of the incident has left where it stood; or all stood there already, as after an earlier tour."""
    for unit in scene.active():
        here = scene.position(unit)
        if here is None:
            continue
        stood = scene.noted.stood.setdefault(unit, here)
        metres = _metres(stood, here)
        if metres >= MOVED_M:
            return tr("{unit} is {state} and {metres} m from where it stood", unit=unit,
                      state=_state_word(scene, unit), metres=round(metres))  # fmt: skip
    there = set(scene.states().values()) == {AssignmentState.ON_SCENE}
    return tr("they were there already, from the last job") if there else ""


def somebody_is_there(scene: Scene) -> str:
    """A crew has reported on scene."""
    there = [unit for unit, state in scene.states().items() if state is AssignmentState.ON_SCENE]
    return tr("on scene: {units}", units=", ".join(there)) if there else ""


def clear_next(scene: Scene) -> Strokes:
    """Record the next unit's “clear”, once for each."""
    line = scene.desk.command_line.state
    left = [unit for unit in scene.active() if unit not in scene.noted.told]
    if line.busy or not left:
        return ()
    scene.noted.told.add(left[0])
    return command(f"status {left[0]} clear")


def all_are_clear(scene: Scene) -> str:
    """No unit is on the incident any more."""
    row = scene.row()
    if row is None or row.units:
        return ""
    return tr("{units} are free again; {number} is {phase}", units=", ".join(scene.noted.units), number=row.number,
              phase=row.phase.value)  # fmt: skip


def is_closed(scene: Scene) -> str:
    """It has left the queue, and its card says how it ended."""
    card = scene.card()
    if scene.row() is not None or card is None or not card.closed:
        return ""
    return tr("{number}: {end} · {count} lines in its log", number=card.number, end=card.next, count=len(card.log))


def leave_again(scene: Scene) -> Strokes:
    """Where incidents are open the window asks once."""
    question = scene.window.panels.question
    if not question.isVisible() or "leave" in scene.noted.told:
        return ()
    scene.noted.told.add("leave")
    return press("Ctrl+Q")


def has_left(scene: Scene) -> str:
    """The window has gone."""
    return "" if scene.window.isVisible() else tr("the window has closed; what was stored stays stored")


def _position_of(row: QueueRow) -> str:
    if row.latitude is None or row.longitude is None:
        return tr("no position")
    known = tr("known to the map") if row.verified else tr("unverified")
    return f"{row.latitude:.5f} {row.longitude:.5f}, {known}"


def _how_answered(scene: Scene, unit: str) -> str:
    marks = dict.fromkeys(mark for page in scene.pages_to(unit) for mark in page.marks)
    part, answer = scene.part(unit), scene.answer_of(unit)
    plain = part is None or (answer and part.badge == assignment_badge(AssignmentState.ACKNOWLEDGED))
    return " ".join(word for word in (unit, *marks, "" if plain else _state_word(scene, unit), answer) if word)


def _state_word(scene: Scene, unit: str) -> str:
    part = scene.part(unit)
    return part.badge.word if part else ""


def _metres(one: Position, other: Position) -> float:
    north = (other[0] - one[0]) * _METRES_PER_DEGREE
    east = (other[1] - one[1]) * _METRES_PER_DEGREE * cos(radians(one[0]))
    return hypot(north, east)
