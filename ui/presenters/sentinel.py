"""The sentinel line: is the room guarded, is the radio up, which world is this, who sits here?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from dispatcher.domain.attention import AttentionKind, AttentionState
from dispatcher.domain.authority import Actor
from dispatcher.domain.clock import Clock
from dispatcher.domain.worlds import World
from dispatcher.queries.attention_rows import AttentionRow
from dispatcher.queries.channel_rows import ChannelRow, SentinelRow
from dispatcher.queries.duty_rows import ReachRow
from dispatcher.queries.requests import AskReach, AskSentinel
from ui.presenters.lamps import Lamp
from ui.presenters.reach import reach_lamp
from ui.presenters.refresh import Post, Question, Watched
from ui.presenters.room import Room
from ui.wording import age, channel_badge, clock_date, clock_time, clock_zone, role_word, tr, world_word, zone

STALE_BEAT_S = 3.0
STALE_ANSWER_S = 5.0
UP = "up"
"""The one state of a channel that needs no word on how long it has been so."""
_CHANNEL_ICONS = {"up": "radio_up", "down": "radio_down", "failed": "radio_down"}


@dataclass(frozen=True, slots=True)
class SentinelShown:
    """The whole line, as it stands at one moment."""

    world: Lamp
    emergency: Lamp | None  # before everything else, until somebody has taken it
    time: str
    zone: str
    date: str
    person: Lamp
    name: str  # of whoever sits here; empty while nobody does
    post: str  # role and seat
    unguarded: Lamp
    guard: Lamp
    missed: Lamp | None
    contacts: Lamp | None  # only while some wait
    channels: tuple[Lamp, ...]
    reach: Lamp | None  # only when a role that may be asked cannot be reached at a seat


class SentinelPresenter(Watched):
    """Asks every second and after entries that touch it."""

    def __init__(
        self, room: Room, post: Post, clock: Clock, actor: Callable[[], tuple[Actor, str] | None], *, world: World
    ) -> None:
        super().__init__()
        self._clock, self._actor = clock, actor
        self._zone = zone("UTC")
        self._world = world
        self._row: SentinelRow | None = None
        self._answered_at: float | None = None
        self._question = Question(room, post, "sentinel", self._taken, self._problem)
        self._trouble: str | None = None
        self._reach: Lamp | None = None
        self._emergencies: tuple[AttentionRow, ...] = ()
        self._standing_check = Question(room, post, "reach", self._reached, self._unreached)

    @property
    def open_incidents(self) -> int:
        """How many incidents the last answer counted."""
        return self._row.open_incidents if self._row else 0

    @property
    def unguarded_incidents(self) -> int | None:
        """How many open incidents the last answer found unguarded; None before the first."""
        return self._row.unguarded - self._row.unguarded_contacts if self._row else None

    def set_timezone(self, name: str) -> None:
        """Show local time of that zone from now on."""
        self._zone = zone(name)
        self.changed()

    def refresh(self, _ids: frozenset[str] | None = None) -> None:
        """Ask again."""
        self._question.ask(AskSentinel())

    def refresh_reach(self, _ids: frozenset[str] | None = None) -> None:
        """Ask again who can be reached."""
        self._standing_check.ask(AskReach())

    def know_attention(self, rows: tuple[AttentionRow, ...]) -> None:
        """Learn which emergencies nobody has taken."""
        asks = tuple(row for row in rows if row.kind is AttentionKind.EMERGENCY and row.state is AttentionState.OPEN)
        if asks != self._emergencies:
            self._emergencies = asks
            self.changed()

    def shown(self) -> SentinelShown:
        """Return the line as it stands now."""
        now = self._clock.now()
        row = self._row
        world = row.world if row else self._world
        return SentinelShown(
            world=self._world_lamp(world),
            emergency=self._emergency(now),
            time=clock_time(now, self._zone),
            zone=clock_zone(now, self._zone),
            date=clock_date(now, self._zone),
            person=self._person(),
            name=self._name(),
            post=self._post(),
            unguarded=self._unguarded(),
            guard=self._guard(),
            missed=self._missed(),
            contacts=self._contacts(),
            channels=tuple(self._channel(channel) for channel in row.channels) if row else (),
            reach=self._reach,
        )

    def _emergency(self, now: datetime) -> Lamp | None:
        if not self._emergencies:
            return None
        first, more = self._emergencies[0], len(self._emergencies) - 1
        text = tr("EMERGENCY {who} {age}", who=first.call_sign or "?", age=age(first.raised_at, now))
        text = tr("{text} +{count}", text=text, count=more) if more else text
        return Lamp("emergency", text, "plate_alarm", "star", first.text)

    def _world_lamp(self, world: World) -> Lamp:
        live = world is World.LIVE
        why = tr("What is dispatched here goes on the air.") if live else tr("Nothing here can reach the air.")
        return Lamp("world", world_word(world), "live" if live else "simulated", why=why)

    def _person(self) -> Lamp:
        signed = self._actor()
        if signed is None:
            return Lamp("person", tr("nobody signed on (F9)"), "plate_warning")
        actor, name = signed
        text = tr("{name} · {role} · at {seat}", name=name, role=role_word(actor.role), seat=actor.seat)
        return Lamp("person", text, "text")

    def _name(self) -> str:
        signed = self._actor()
        return signed[1] if signed else ""

    def _post(self) -> str:
        signed = self._actor()
        return tr("{role} · {seat}", role=role_word(signed[0].role), seat=signed[0].seat) if signed else ""

    def _unguarded(self) -> Lamp:
        if self._row is None or self._is_stale():
            why = self._trouble or tr("The room has not answered.")
            return Lamp("unguarded", tr("? unguarded"), "plate_warning", "question", why)
        count = self._row.unguarded
        why = tr("{count} open; all but those counted here have an owner, a next due time and an armed deadline.",
                 count=self._row.open_incidents)  # fmt: skip
        if count:
            return Lamp("unguarded", tr("{count} unguarded", count=count), "plate_alarm", "unguarded", why)
        return Lamp("unguarded", tr("0 unguarded"), "text", "guarded", why)

    def _guard(self) -> Lamp:
        row = self._row
        if row is None:
            return Lamp("guard", tr("guard not seen yet"), "warning", "question")
        if not row.scheduler_held or row.scheduler_beat_at is None:
            why = tr("No process holds the deadline duty: nothing repeats, nothing escalates.")
            return Lamp("guard", tr("nobody guards"), "plate_alarm", "cross", why)
        beat_s = max(0.0, (self._clock.now() - row.scheduler_beat_at).total_seconds())
        why = tr("How long ago the keeper of deadlines last looked at all of them.")
        if beat_s > STALE_BEAT_S:
            text = tr("guard silent for {age}", age=age(row.scheduler_beat_at, self._clock.now()))
            return Lamp("guard", text, "plate_alarm", "cross", why)
        return Lamp("guard", tr("guard {seconds} s ago", seconds=int(beat_s)), "text", "heartbeat", why)

    def _missed(self) -> Lamp | None:
        if self._row is None or not self._row.missed_deadlines:
            return None
        count = self._row.missed_deadlines
        return Lamp("missed", tr("{count} missed", count=count), "plate_alarm", "octagon",
                    tr("Deadlines that were due for more than a second and have not run."))  # fmt: skip

    def _contacts(self) -> Lamp | None:
        count = self._row.contacts_waiting if self._row else 0
        if not count:
            return None
        text = tr("1 contact waits") if count == 1 else tr("{count} contacts wait", count=count)
        tone = "plate_alarm" if self._row and self._row.unguarded_contacts else "warning"
        why = tr("What reached the room from outside and nobody has taken yet: Shift+F2 shows it.")
        return Lamp("contacts", text, tone, "message", why)

    def _channel(self, row: ChannelRow) -> Lamp:
        badge = channel_badge(row.state)
        now = self._clock.now()
        tone, text = badge.tone, tr("{channel} {state}", channel=row.name, state=badge.word)
        shape = _CHANNEL_ICONS.get(row.state, badge.shape)
        if not row.held:
            shape = "radio_down"
            tone, text = "alarm", tr("{channel} nobody holds it", channel=row.name)
        elif row.state != UP:
            text = tr("{text} {age}", text=text, age=age(row.since, now))
        elif row.held_since is not None:
            tone, shape = "plate_warning", "pause"
            text = tr("{channel} HELD {age}", channel=row.name, age=age(row.held_since, now))
        if row.waiting:
            text = tr("{text} · {count} waiting", text=text, count=row.waiting)
        if tone == "alarm":
            tone = "plate_alarm"
        reason = row.reason or tr("no reason given")
        why = tr("{driver}: {state} for {age}. {reason}", driver=row.driver, state=badge.word,
                 age=age(row.since, now), reason=reason)  # fmt: skip
        return Lamp(f"channel_{row.name}", text, tone, shape, why)

    def _is_stale(self) -> bool:
        return self._answered_at is None or self._clock.monotonic() - self._answered_at > STALE_ANSWER_S

    def _taken(self, row: SentinelRow) -> None:
        self._row = row
        self._answered_at = self._clock.monotonic()
        self.changed()

    def _reached(self, rows: tuple[ReachRow, ...]) -> None:
        self._reach = reach_lamp(rows)
        self.changed()

    def _unreached(self, text: str | None) -> None:
        if text is not None:
            self._reach = Lamp("reach", tr("? who can be reached"), "plate_warning", "question", text)
            self.changed()

    def _problem(self, text: str | None) -> None:
        self._trouble = text
        self.changed()
