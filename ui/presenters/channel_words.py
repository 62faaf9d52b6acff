"""A channel in words: health, hold, what waits and when it is on air, the last test, how much came through."""

from dataclasses import dataclass
from datetime import datetime

from dispatcher.domain.channels import RUNNING, UP, ChannelTestState
from dispatcher.queries.channels import ChannelDetailRow, ChannelTestRow
from ui.wording import Badge, age, badge_of_test, channel_badge, duration, held_badge, priority_word, tr, unheld_badge

_DEAD = frozenset({"down", "failed"})
_WELL = 3
_ENOUGH = 1
"""A ratio of less than this says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelLine:
    """A channel as it stands at one moment."""

    title: str
    badge: Badge
    is_well: bool  # up, and nobody holds it back
    held: Badge | None
    since: str
    why: str  # the reason of its state, or of its hold
    why_tone: str
    waiting: tuple[tuple[str, int], ...]  # by priority
    air: str  # what its line carries, and when the next goes on air
    air_tone: str
    test: Badge | None
    test_words: str
    ratio: str
    ratio_tone: str


def urgency(row: ChannelDetailRow) -> int:
    """Return how much a channel asks for somebody: 0 is dead, 1 not well, 2 held, 3 well, 4 where people speak."""
    if row.is_voice:
        return 4
    if row.state in _DEAD or not row.has_holder:
        return 0
    if row.state != UP:
        return 1
    return 2 if row.held_since is not None else 3


def channel_line(row: ChannelDetailRow, now: datetime) -> ChannelLine:
    """Put a channel into words."""
    held = row.held_since is not None
    badge = channel_badge(row.state) if row.has_holder or row.is_voice else unheld_badge()
    why, why_tone = row.reason, "text_muted" if row.state == UP and row.has_holder else "text"
    if row.held_since is not None:
        by = tr("held by {name} for {age}", name=row.held_by or "?", age=age(row.held_since, now))
        ill = "" if row.state == UP else row.reason
        why = " · ".join(part for part in (by, row.hold_reason, ill) if part)
        why_tone = "warning"
    air, air_tone = _air(row, now)
    ratio, ratio_tone = _ratio(row)
    return ChannelLine(
        title=row.title or row.name,
        badge=badge,
        is_well=urgency(row) >= _WELL,
        held=held_badge() if held else None,
        since=age(row.since, now),
        why=why,
        why_tone=why_tone,
        waiting=tuple((priority_word(priority), count) for priority, count in row.waiting),
        air=air,
        air_tone=air_tone,
        test=badge_of_test(row.test.state) if row.test else None,
        test_words=_test(row, now),
        ratio=ratio,
        ratio_tone=ratio_tone,
    )


def spoken(line: ChannelLine) -> str:
    """Say a channel in one sentence, for a screen reader and for tooltips."""
    waiting = ", ".join(f"{priority} ×{count}" for priority, count in line.waiting)
    held = line.held.word if line.held else ""
    parts = (line.title, line.badge.word, tr("for {age}", age=line.since), held, line.why,
             tr("waiting: {what}", what=waiting) if waiting else "", line.air, line.test_words, line.ratio)  # fmt: skip
    return ", ".join(part for part in parts if part)


def words_of_test(test: ChannelTestRow, now: datetime) -> str:
    """Say how a test stands: under way, passed or failed, and how long ago."""
    if test.state in RUNNING:
        return tr("test under way for {age}", age=age(test.queued_at, now))
    word = tr("test passed") if test.state is ChannelTestState.PASSED else tr("test FAILED")
    return tr("{word} {age} ago", word=word, age=age(test.ended_at or test.queued_at, now))


def _test(row: ChannelDetailRow, now: datetime) -> str:
    if row.is_voice:
        return ""
    if row.test is None:
        return tr("never tested") if row.has_test else tr("no test in the pack")
    words = words_of_test(row.test, now)
    if row.next_test_at is None or row.test.state in RUNNING:
        return words
    return tr("{words}, next in {time}", words=words, time=duration(row.next_test_at - now))


def _air(row: ChannelDetailRow, now: datetime) -> tuple[str, str]:
    if row.is_voice:
        return "", "text_muted"
    if row.on_line:
        page = row.on_line[0]
        what = " ".join(page.call_signs) or tr("a test")
        return tr("on the line: {what}, {age}", what=what, age=age(page.since, now)), "text"
    if not row.waits:
        return tr("nothing waits"), "text_muted"
    first = row.queue[0].on_air_in_s if row.queue else None
    if first is None:
        return tr("nothing goes on air"), "warning"
    return tr("next on air in {seconds} s", seconds=max(0, round(first))), "text"


def _ratio(row: ChannelDetailRow) -> tuple[str, str]:
    if row.is_voice or row.attempted < _ENOUGH:
        return "", "text_muted"
    parts = [tr("accepted {percent} of {count}", percent=_percent(row.accepted, row.attempted), count=row.attempted)]
    if row.delivered is not None and row.settled:
        parts.append(tr("delivered {percent}", percent=_percent(row.delivered, row.settled)))
    return " · ".join(parts), "warning" if row.low_success else "text_muted"


def _percent(part: int, whole: int) -> str:
    """Never round up to all of them."""
    return f"{part * 100 // whole} %"
