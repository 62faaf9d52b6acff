"""Who writes to a simulated room instead of calling it, and the simulated dispatcher who answers them."""

import functools
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Any

from dispatcher.domain.authority import Actor
from dispatcher.domain.calls import Medium
from dispatcher.domain.clock import Clock
from dispatcher.domain.contact_commands import Arrived, ContactArrived, DismissContact, TakeContact
from dispatcher.domain.contacts import ContactState, Disposition
from dispatcher.domain.identifiers import ContactId
from dispatcher.domain.simulated import Level
from dispatcher.queries.contacts import ContactRow
from dispatcher.simulation import callers
from dispatcher.simulation.agenda import Agenda
from dispatcher.simulation.people import Room, attempt, chance
from dispatcher.simulation.situation import Situation, is_simulated

SOURCE = "simulated"
_KEY = "writers"
_FIRST_S = 12.0
_BETWEEN_S: Mapping[Level, tuple[float, float]] = {
    Level.CALM: (420.0, 900.0), Level.BUSY: (150.0, 330.0), Level.STORM: (25.0, 70.0),
}  # fmt: skip
_FLOOD_EVERY, _FLOOD = 9, 7
"""In a storm, every so many letters one comes so many times: half the town has seen it."""
_MOST_FOR_HUMANS = 3
_TAKES_S, _ANSWERS_S = (8.0, 25.0), (15.0, 40.0)
_SAYS: tuple[tuple[Medium, str, str, str], ...] = (
    (Medium.EMAIL, "Noise every night", "The bins are emptied below our windows at four. Who can I speak to?", "noise"),
    (Medium.CHAT, "", "Hello? There is a strong smell of paint in our stairwell. Is that dangerous?", "smell"),
    (Medium.SOCIAL, "", "Anybody know why the road to the harbour is closed? Saw two engines go past.", "road"),
    (Medium.EMAIL, "Thank you", "Your crew was with my mother yesterday. Please tell them that she is well.", "thanks"),
    (Medium.PORTAL, "Street lamp", "The lamp at the crossing has been dark for a week.", "lamp"),
    (Medium.CHAT, "", "I am deaf and cannot ring. My neighbour's smoke alarm flashes, nobody opens.", "alarm"),
    (Medium.EMAIL, "Lost on the bus", "I left a blue bag on line 2 this morning. Has it been handed in?", "bag"),
    (Medium.SOCIAL, "", "Water is running down the steps beside the market. For an hour now!", "water"),
    (
        Medium.PORTAL,
        "Drill next week",
        "We hold our evacuation drill on Tuesday at ten. Please do not send anybody.",
        "drill",
    ),
    (Medium.EMAIL, "Out of office", "I am away until Monday. Your message is not forwarded.", "away"),
)
_AUTOMATIC = frozenset({"away"})


class Writers:
    """Every second letter is the human dispatcher's, while one is on duty. Thread: one; `post` brings answers back."""

    def __init__(
        self, room: Room, actor: Actor, situation: Situation, agenda: Agenda, world: Clock, seed: int,
        post: Callable[[Callable[[], None]], None],
    ) -> None:  # fmt: skip
        self._room, self._actor, self._situation, self._agenda = room, actor, situation, agenda
        self._world, self._seed, self._post = world, seed, post
        self._timezone = room.pack.timezone
        self._wrote = 0
        self._for_humans: set[str] = set()
        self._humans_turn = True
        self._level = Level.BUSY

    def begin(self, level: Level, known: tuple[ContactRow, ...]) -> None:
        """Take up what was left lying, and wait for the first letter."""
        self._level = level
        self._wrote = len(known)
        for row in known:
            ours = row.state is ContactState.WAITING or is_simulated(row.taken_seat or "")
            if row.source == SOURCE and ours:
                self._sees(ContactId(row.contact_id), "")
        self._agenda.plan(_FIRST_S, _KEY, self._writes)

    def set_level(self, level: Level) -> None:
        """Let more people write, or fewer, from now on."""
        self._level = level
        self._agenda.drop(_KEY)
        self._later()

    def settled(self, contact_id: str) -> None:
        """Somebody took a contact, or settled it."""
        self._for_humans.discard(contact_id)

    def _later(self) -> None:
        dice = chance(self._seed, "letter", self._level.value, str(self._wrote))
        self._agenda.plan(dice.uniform(*_BETWEEN_S[self._level]), _KEY, self._writes)

    def _writes(self) -> None:
        flood = self._level is Level.STORM and self._wrote % _FLOOD_EVERY == _FLOOD_EVERY - 1
        for number in range(_FLOOD if flood else 1):
            self._one(str(self._wrote), number)
        self._wrote += 1
        self._later()

    def _one(self, which: str, number: int) -> None:
        what = chance(self._seed, "letter", which)
        medium, subject, body, word = what.choice(_SAYS)
        name, _number = callers.somebody(self._timezone, chance(self._seed, "writer", which, str(number)))
        now = self._world.now()
        item = ContactArrived(
            source=SOURCE, external_id=f"{now:%Y%m%dT%H%M%S%f}-{which}-{number}", medium=medium, sender=name,
            subject=subject or (f"about the {word}" if number else ""), body=body, raw=body.encode(), said_at=now,
        )  # fmt: skip
        future = self._room.execute(item)
        future.add_done_callback(lambda done: self._post(lambda: self._came(done, word)))

    def _came(self, done: "Future[Any]", word: str) -> None:
        if done.exception() is None:
            arrived: Arrived = done.result()
            self._sees(arrived.contact_id, word)

    def _sees(self, contact_id: ContactId, word: str) -> None:
        if self._situation.dispatcher_on_duty:
            for_human, self._humans_turn = self._humans_turn, not self._humans_turn
            if for_human and len(self._for_humans) < _MOST_FOR_HUMANS:
                self._for_humans.add(contact_id)
                return
        dice = chance(self._seed, "answers", contact_id)
        takes_s = dice.uniform(*_TAKES_S)
        self._agenda.plan(takes_s, "contacts", functools.partial(self._takes, contact_id))
        answers = functools.partial(self._answers, contact_id, word)
        self._agenda.plan(takes_s + dice.uniform(*_ANSWERS_S), "contacts", answers)

    def _takes(self, contact_id: ContactId) -> None:
        attempt(self._room, TakeContact(actor=self._actor, contact_id=contact_id))

    def _answers(self, contact_id: ContactId, word: str) -> None:
        automatic = word in _AUTOMATIC
        attempt(
            self._room,
            DismissContact(
                actor=self._actor, contact_id=contact_id,
                disposition=Disposition.AUTOMATIC if automatic else Disposition.ANSWERED,
                reason="an automatic reply" if automatic else "answered in writing",
            ),
        )  # fmt: skip
