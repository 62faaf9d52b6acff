"""The guided dispatch, step by step: a fire in Monaco, from the call to the closed incident."""

from ui.demo.sights import (
    FAST,
    HEARD,
    PLACE,
    TYPE,
    TYPED,
    add_officer,
    all_are_clear,
    all_have_answered,
    answer_voice_task,
    call_is_stored,
    caller_heard_it,
    choose_again,
    clear_next,
    command,
    effect_is_said,
    first_is_green,
    form_is_open,
    has_left,
    is_closed,
    is_moving,
    key_is_green,
    leave_again,
    pages_are_accepted,
    places_are_offered,
    read_back,
    room_is_up,
    signed_on,
    somebody_is_there,
    units_are_offered,
)
from ui.demo.steps import Step, press, write
from ui.wording import tr


def guided_dispatch() -> tuple[Step, ...]:
    """The tour, in order."""
    return (*_sit_down(), *_take_the_call(), *_send(), *_hear_from_them(), *_see_it_through())


def _sit_down() -> tuple[Step, ...]:
    """A room that is up, and somebody in it."""
    return (
        Step(
            name=tr("Open the room"),
            does=tr("The window opens in a SIMULATED room of Monaco."),
            because=tr("Top line: is anything unguarded, is the pager up, is this live? It is looked at first."),
            until=room_is_up,
            missing=tr("the room is not up"),
            limit_s=40.0,
            shot="01-room",
        ),
        Step(
            name=tr("Sign on"),
            does=tr("F9 and Enter: the first operator sits down as dispatcher."),
            because=tr("Until somebody signs on, nobody owns what comes; every decision has a who."),
            keys=lambda _: press("F9", "Return"),
            until=signed_on,
            missing=tr("nobody is signed on with 0 unguarded"),
        ),
    )


def _take_the_call() -> tuple[Step, ...]:
    """A call from its first key to the queue."""
    return (
        Step(
            name=tr("Take a call"),
            does=tr("F3 opens call entry."),
            because=tr("The time of contact is stamped now, not when the form is done."),
            keys=lambda _: press("F3"),
            until=form_is_open,
            missing=tr("call entry did not open"),
        ),
        Step(
            name=tr("Find the place"),
            does=tr("“{typed}”: streets, crossings and landmarks of the map are offered.", typed=TYPED),
            because=tr("A place that the map knows has a position, and units drive there."),
            keys=lambda _: write(TYPED),
            until=places_are_offered,
            missing=tr("{place} is not offered", place=PLACE),
            shot="02-place",
        ),
        Step(
            name=tr("Store the call"),
            does=tr("Down and Tab take the place; then the type, building fire, and Ctrl+Enter."),
            because=tr("One pass by keys alone. From the commit on it has an owner and an armed deadline."),
            keys=lambda _: press("Down", "Tab") + write(TYPE) + press("Ctrl+Return"),
            until=call_is_stored,
            missing=tr("the call is not in the queue, guarded and on the map"),
            shot="03-call",
        ),
    )


def _send() -> tuple[Step, ...]:
    """The units, chosen and alerted."""
    return (
        Step(
            name=tr("Look for units"),
            does=tr("F2 and “dispatch”: the units that can go are offered, the best first."),
            because=tr("Each offer says why; the one below would be second best."),
            keys=lambda _: press("F2", "Escape") + write("dispatch "),
            until=units_are_offered,
            missing=tr("no unit is offered"),
            shot="04-offers",
        ),
        Step(
            name=tr("Choose"),
            does=tr("Tab takes the best engine; L and Tab add the best ladder, then the officer on call, if free."),
            because=tr("The line below says what Enter will do, before it is pressed. Nothing has happened yet."),
            keys=lambda scene: press("Tab") + write(" L") + press("Tab") + add_officer(scene),
            until=effect_is_said,
            missing=tr("two units are not in the command line"),
            shot="05-preview",
        ),
        Step(
            name=tr("Alert them"),
            does=tr("Enter: the pages are stored, then go to what each crew carries: radio, pager, telephone."),
            because=tr("Queued, then accepted by the terminals. Accepted is not acknowledged: nothing is green."),
            keys=lambda _: press("Return"),
            meanwhile=choose_again,
            until=pages_are_accepted,
            missing=tr("no page was accepted"),
            limit_s=20.0,
            shot="06-accepted",
        ),
    )


def _hear_from_them() -> tuple[Step, ...]:
    """The caller hears it back; the crews answer, each in its way."""
    return (
        Step(
            name=tr("Say it back to the caller"),
            does=tr(
                "Shift+F5 shows the sentences, A says that the caller confirmed them all, Shift+F5 puts them away."
            ),
            because=tr("A grave one goes at once, and it is owed after; nobody closes it before."),
            keys=lambda _: press("Shift+F5") + write("a") + press("Shift+F5"),
            until=caller_heard_it,
            missing=tr("it was not read back to the caller"),
        ),
        Step(
            name=tr("Write down the read-back"),
            does=tr(
                "A pager says nothing; the tour lends its crew a voice: “{words}”. ack writes it down.",
                words=HEARD,
            ),
            because=tr("Green means that a person answered, and nothing else does."),
            keys=read_back,
            until=first_is_green,
            missing=tr("the crew with the pager is not acknowledged"),
            shot="07-acknowledged",
        ),
        Step(
            name=tr("A key of the radio"),
            does=tr("The radio has the message, its crew reads it and presses a key. Nobody writes it down."),
            because=tr("Delivered and read are the network's word; green is the key, which a person pressed."),
            meanwhile=answer_voice_task,
            until=key_is_green,
            missing=tr("the crew with the radio has not answered"),
            limit_s=100.0,
            shot="08-by-key",
        ),
        Step(
            name=tr("Wait for the others"),
            does=tr("The officer answers by a text; whoever does not answer is paged again, marked REPEAT."),
            because=tr("After 30 s the page is repeated, after 60 s somebody must call by voice: F7, and ack."),
            meanwhile=answer_voice_task,
            until=all_have_answered,
            missing=tr("a crew has not answered"),
            limit_s=100.0,
            shot="09-all-answered",
        ),
    )


def _see_it_through() -> tuple[Step, ...]:
    """Out, at the scene, clear; closed, and the window left."""
    return (
        Step(
            name=tr("Watch them go"),
            does=tr("The units move on the map, as their positions come in."),
            because=tr("What is shown was reported; an old position gets a ring."),
            until=is_moving,
            missing=tr("no unit moves on the map"),
            limit_s=40.0,
            hurry=FAST,
            shot="10-under-way",
        ),
        Step(
            name=tr("On scene"),
            does=tr("The first crew reports on scene: by a key, or by voice, and a radio operator writes it down."),
            because=tr("A status is shown when somebody reported it."),
            until=somebody_is_there,
            missing=tr("nobody reported on scene"),
            limit_s=60.0,
            hurry=FAST,
            shot="11-on-scene",
        ),
        Step(
            name=tr("Clear"),
            does=tr("“status … clear” for each unit."),
            because=tr("An incident does not close while a unit is on it."),
            meanwhile=clear_next,
            until=all_are_clear,
            missing=tr("a unit is still on the incident"),
        ),
        Step(
            name=tr("Close"),
            does=tr("“close” with the outcome: resolved."),
            because=tr("With the outcome in the log, the guard is taken off."),
            keys=lambda scene: command(f"close {scene.noted.number}: resolved"),
            until=is_closed,
            missing=tr("the incident is still open"),
            shot="12-closed",
        ),
        Step(
            name=tr("Leave"),
            does=tr("Ctrl+Q; where incidents are open the window asks once, and Ctrl+Q again leaves."),
            because=tr("It says what would go unguarded."),
            keys=lambda _: press("Ctrl+Q"),
            meanwhile=leave_again,
            until=has_left,
            missing=tr("the window is still open"),
        ),
    )
