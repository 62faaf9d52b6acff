"""The evidence of what is chosen: the decoded text and the exact bytes that went out or came in, and the receipt."""

from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from dispatcher.queries.channels import ChannelDetailRow, ChannelTestRow, OutgoingRow
from dispatcher.queries.inbound_rows import InboundRow
from dispatcher.queries.requests import AskEvidence
from dispatcher.queries.transmission_rows import AttemptRow, TransmissionRow
from ui.presenters.card_wire import wire_lines
from ui.presenters.refresh import Post, Question, Watched
from ui.presenters.room import Room
from ui.wording import (
    Badge,
    attempt_word,
    badge_of_test,
    channel_badge,
    clock_time,
    inbound_badge,
    mark_word,
    outcome_badge,
    purpose_word,
    tr,
    transmission_badge,
    zone,
)

_TONES = {"uncertain": "uncertain", "rejected": "alarm", "failed": "alarm"}


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceBlock:
    """One attempt, or one thing that came in."""

    title: str
    times: str
    text: str  # as a person reads it
    receipt: str  # what came back, put into words
    tone: str
    out: bytes  # exactly as they went over the line
    back: bytes

    def wire(self, per_line: int) -> tuple[str, ...]:
        """Return a dump of the bytes: hex and decoded text."""
        return wire_lines(tr("out"), self.out, per_line) + wire_lines(tr("in"), self.back, per_line)


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceShown:
    """Everything that is known of one transmission on its line."""

    key: str
    title: str
    badge: Badge
    marks: tuple[str, ...]
    rungs: tuple[tuple[Badge, str], ...]  # each with the time of its evidence
    note: str  # how far the channel can tell, or who heard the answer
    blocks: tuple[EvidenceBlock, ...]


class EvidencePresenter(Watched):
    """Shows what was chosen last on the board, in the voice tasks or in the feed."""

    def __init__(self, room: Room, post: Post, problem: Callable[[str, str | None], None]) -> None:
        super().__init__()
        self._transmission_id: str | None = None
        self._row: TransmissionRow | None = None
        self._inbound: InboundRow | None = None
        self._channel: ChannelDetailRow | None = None
        self._tests: tuple[ChannelTestRow, ...] = ()
        self._zone = zone("UTC")
        self._question = Question(room, post, "evidence", self._taken, lambda text: problem("evidence_unread", text))

    def set_timezone(self, name: str) -> None:
        """Show local time of that zone from now on."""
        self._zone = zone(name)
        self.changed()

    def show(self, transmission_id: str) -> None:
        """Show a transmission."""
        if transmission_id != self._transmission_id:
            self._forget()
            self._transmission_id = transmission_id
            self.changed()
        self.refresh()

    def show_inbound(self, row: InboundRow) -> None:
        """Show what came in."""
        self._forget()
        self._inbound = row
        self.changed()

    def show_channel(self, row: ChannelDetailRow) -> None:
        """Show a channel: what waits for it, and its tests once they are told."""
        if not self.shows_channel(row.name):
            self._forget()
        self._channel = row
        self.changed()

    def shows_channel(self, name: str) -> bool:
        """Whether it is this channel's evidence that is shown."""
        return self._channel is not None and self._channel.name == name

    def tell_tests(self, row: ChannelDetailRow, tests: tuple[ChannelTestRow, ...]) -> None:
        """Take the tests of a channel, if that is what is shown."""
        if self.shows_channel(row.name):
            self._channel, self._tests = row, tests
            self.changed()

    def refresh(self, _ids: frozenset[str] | None = None) -> None:
        """Ask again."""
        if self._transmission_id is not None:
            self._question.ask(AskEvidence(self._transmission_id))

    def shown(self) -> EvidenceShown | None:
        """Return what is to be drawn; None while nothing is chosen."""
        if self._inbound is not None:
            return inbound_evidence(self._inbound, self._zone)
        if self._channel is not None:
            return channel_evidence(self._channel, self._tests, self._zone)
        return evidence_of(self._row, self._zone) if self._row is not None else None

    def _forget(self) -> None:
        self._transmission_id, self._row, self._inbound, self._channel, self._tests = None, None, None, None, ()

    def _taken(self, row: TransmissionRow | None) -> None:
        if row is None or row.transmission_id == self._transmission_id:
            self._row = row
            self.changed()


def evidence_of(row: TransmissionRow, local: ZoneInfo) -> EvidenceShown:
    """Put a transmission's evidence into words."""
    title = " · ".join((row.call_sign, f"{row.channel} {row.address}".strip(), purpose_word(row.purpose)))
    note = tr("This channel can tell up to: {rung}.", rung=transmission_badge(row.highest).word)
    if row.acknowledged_by and row.words_heard:
        note = tr("{name} heard: “{words}”", name=row.acknowledged_by, words=row.words_heard)
    elif row.acknowledged_by:
        note = tr("answered by {what}", what=row.acknowledged_by)
    return EvidenceShown(
        key=row.transmission_id,
        title=title,
        badge=transmission_badge(row.state),
        marks=tuple(mark_word(mark) for mark in sorted(row.marks)),
        rungs=tuple((transmission_badge(rung.state), clock_time(rung.at, local)) for rung in row.rungs),
        note=note,
        blocks=tuple(_attempt(attempt, local) for attempt in reversed(row.attempts)),
    )


def inbound_evidence(row: InboundRow, local: ZoneInfo) -> EvidenceShown:
    """Put the evidence of what came in into words."""
    kind = inbound_badge(row.kind)
    at = [tr("heard {time}", time=clock_time(row.at, local))]
    if row.sent_at is not None:
        at.append(tr("the network says {time}", time=clock_time(row.sent_at, local)))
    code = tr("status {code}", code=row.code) if row.code is not None and not row.meaning else ""
    block = EvidenceBlock(
        title=tr("came in over {channel}", channel=row.channel_title),
        times=", ".join(at),
        text=row.words or " ".join(part for part in (code, row.meaning) if part),
        receipt=tr("taken as: {outcome}", outcome=outcome_badge(row.outcome).word),
        tone="text",
        out=b"",
        back=row.bytes_received,
    )
    marks = (tr("DUPLICATE"),) if row.duplicate else ()
    title = f"{row.who} · {row.channel}" if row.call_sign is None else f"{row.who} · {row.channel} {row.sender}"
    return EvidenceShown(key=row.inbound_id, title=title, badge=kind, marks=marks, rungs=(), note="", blocks=(block,))


def channel_evidence(row: ChannelDetailRow, tests: tuple[ChannelTestRow, ...], local: ZoneInfo) -> EvidenceShown:
    """Put into words what waits for a channel, and how its tests went."""
    waiting = [_outgoing(page, local) for page in row.queue]
    more = row.waits - sum(len(page.call_signs) for page in row.queue)
    lines = [*waiting, tr("and {count} more", count=more)] if more > 0 else waiting
    return EvidenceShown(
        key=f"channel {row.name}",
        title=tr("{title} · {driver}", title=row.title or row.name, driver=row.driver),
        badge=channel_badge(row.state),
        marks=(tr("HELD"),) if row.held_since is not None else (),
        rungs=(),
        note=tr("Waiting: {what}", what="\n".join(["", *lines])) if lines else tr("Nothing waits."),
        blocks=tuple(_test(test, local) for test in tests),
    )


def _outgoing(page: OutgoingRow, local: ZoneInfo) -> str:
    seconds = page.on_air_in_s
    parts = (
        " ".join(page.call_signs),
        page.incident_number,
        tr("queued {time}", time=clock_time(page.queued_at, local)),
        tr("on air in {seconds} s", seconds=max(0, round(seconds))) if seconds is not None else "",
    )
    return " · ".join(part for part in parts if part)


def _test(row: ChannelTestRow, local: ZoneInfo) -> EvidenceBlock:
    badge = badge_of_test(row.state)
    by = tr("asked by {name}", name=row.asked_by) if row.asked_by else tr("by the schedule")
    times = [by, tr("queued {time}", time=clock_time(row.queued_at, local))]
    if row.ended_at is not None:
        times.append(tr("ended {time}", time=clock_time(row.ended_at, local)))
    reason = " ".join(part for part in (row.code or "", row.detail) if part)
    expected = tr("expected {what}", what=row.expects.value.replace("_", " "))
    reached = tr("reached {what}", what=row.reached.replace("_", " ")) if row.reached else ""
    return EvidenceBlock(
        title=f"{badge.letter} {badge.word}",
        times=", ".join(times),
        text=row.text,
        receipt=" · ".join(part for part in (expected, reached, reason) if part),
        tone="alarm" if badge.tone == "alarm" else "text",
        out=row.bytes_sent,
        back=row.bytes_received,
    )


def _attempt(row: AttemptRow, local: ZoneInfo) -> EvidenceBlock:
    title = tr("attempt {number}", number=row.number)
    times = [tr("queued {time}", time=clock_time(row.queued_at, local))]
    if row.first_byte_at is not None:
        times.append(tr("first byte {time}", time=clock_time(row.first_byte_at, local)))
    if row.ended_at is not None:
        times.append(tr("ended {time}", time=clock_time(row.ended_at, local)))
    reason = " ".join(part for part in (row.code or "", row.detail) if part)
    word = attempt_word(row.state)
    return EvidenceBlock(
        title=", ".join(
            part
            for part in (
                title,
                tr("a REPEAT") if row.repeat else "",
                tr("carried by a group's page") if row.carried_by is not None else "",
            )
            if part
        ),
        times=", ".join(times),
        text=row.text,
        receipt=tr("receipt: {word} · {reason}", word=word, reason=reason)
        if reason
        else tr("receipt: {word}", word=word),
        tone=_TONES.get(row.state.value, "text"),
        out=row.bytes_sent,
        back=row.bytes_received,
    )
