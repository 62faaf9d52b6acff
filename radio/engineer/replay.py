"""`replay`: play a trace through the protocol again, and tell where it acts otherwise than it did then."""

import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from radio.drivers.registry import DRIVERS
from radio.engineer.exits import EXIT_DIFFERS, EXIT_USAGE
from radio.engineer.lines import ProfileOption, pairs
from radio.engineer.playing import Outcome, Player
from radio.engineer.speaking import Voice, clock_text
from radio.engineer.wording import event_words
from radio.errors import ConfigurationError
from radio.protocols.base import (
    EmergencyHeard,
    Event,
    Heard,
    LoggedOn,
    PageClimbed,
    PageEnded,
    PageRetracted,
    PositionHeard,
    SessionEnded,
    StatusHeard,
)
from radio.trace import About, Entry, Kind, Torn, read_trace, visible, with_older

MOST_SHOWN = 50  # differences; once it acts otherwise, much that follows differs too
_SAY_NOTHING_NEW = (LoggedOn, SessionEnded)
_ABOUT_PEOPLE = (PageEnded, PageClimbed, PageRetracted, Heard, StatusHeard, PositionHeard, EmergencyHeard)


def replay(
    trace: Annotated[
        Path, typer.Argument(metavar="TRACE", help="A trace: HOME/traces/WORLD-CHANNEL.trace, or --trace.")
    ],
    driver: Annotated[
        str | None,
        typer.Option("--driver", help=f"Play it through this one instead: {', '.join(sorted(DRIVERS))}."),
    ] = None,
    profile: ProfileOption = None,
    speed: Annotated[
        str, typer.Option("--speed", metavar="N", help="max, or so many times as fast as it was: 1, 60, 0.5.")
    ] = "max",
    octets: Annotated[bool, typer.Option("--octets", help="Print every octet and every step too.")] = False,
    older: Annotated[bool, typer.Option("--older", help="Begin with TRACE.7 ... TRACE.1, where they are.")] = False,
) -> int:
    """Play the octets of a trace through a fresh protocol, at the times and with the pages of then.

    Prints what the protocol tells now, and where what it would write or tell differs from then. `--profile` stands in
    for the whole profile of the trace. Nothing is opened and nothing leaves this program.

    \b
    Exit code: 0 as it was then, 1 something differs, 2 wrong usage, or no trace that can be played.
    """
    voice = Voice()
    settings = pairs(profile) if profile else None
    player = Player(_Printer(voice, octets=octets), driver=driver, profile=settings, wait=_waiting(speed))
    paths = with_older(trace) if older else [trace]
    outcome = player.play(_items(paths))
    _summarise(voice, outcome)
    if not outcome.lines:
        return EXIT_USAGE
    return EXIT_DIFFERS if outcome.differences else 0


def _items(paths: list[Path]) -> Iterator[About | Entry | Torn]:
    for path in paths:
        yield from read_trace(path)


def _waiting(speed: str) -> Callable[[float], None] | None:
    if speed == "max":
        return None
    try:
        times = float(speed)
    except ValueError:
        times = 0.0
    if not times > 0:
        raise ConfigurationError(f"--speed {speed!r}: write max, or a number above 0")
    never = threading.Event()

    def wait(seconds: float) -> None:
        never.wait(seconds / times)

    return wait


class _Printer:
    """Prints a replay."""

    def __init__(self, voice: Voice, *, octets: bool) -> None:
        self._voice = voice
        self._octets = octets
        self._shown = 0
        self._last = ""

    def line(self, about: About) -> None:
        self._voice.say(f"{about.driver} on {about.link}, {about.baud} baud {about.mode}, {about.world}", "bold")

    def entry(self, entry: Entry) -> None:
        stamp = clock_text(entry.at)
        if entry.kind in (Kind.SENT, Kind.RECEIVED):
            if self._octets:
                style = "blue" if entry.kind is Kind.SENT else "dim"
                self._voice.say(f"{stamp} {entry.kind} {visible(entry.octets)}", style)
        elif entry.kind is Kind.PAGE:
            page = entry.body
            self._voice.say(f"{stamp}   page {page.get('attempt_id')} to {page.get('address')}: {page.get('text')}")
        elif entry.kind is Kind.OPEN:
            self._last = ""
            self._voice.say(f"{entry.at.astimezone().date()} {stamp}   the line is opened", "dim")
        elif entry.kind is Kind.END:
            self._voice.say(f"{stamp}   the line ends: {entry.body.get('reason')}", "dim")
        elif self._octets and entry.kind is not Kind.TOLD:
            self._voice.say(f"{stamp}   {entry.kind}", "dim")

    def event(self, at: datetime, event: Event) -> None:
        words = event_words(event)
        if isinstance(event, _SAY_NOTHING_NEW) and not self._octets:
            if (isinstance(event, SessionEnded) and event.clean) or words == self._last:
                return
            self._last = words
        self._voice.say(f"{clock_text(at)}   {words}", "bold cyan" if isinstance(event, _ABOUT_PEOPLE) else "")

    def differs(self, at: datetime, words: str) -> None:
        self._shown += 1
        if self._shown <= MOST_SHOWN:
            self._voice.say(f"{clock_text(at)} ! DIFFERS: {words}", "bold red")
        elif self._shown == MOST_SHOWN + 1:
            self._voice.say(f"more than {MOST_SHOWN} differences; the others are counted only", "bold red")

    def remark(self, words: str) -> None:
        self._voice.say(f"note: {words}", "yellow")


def _summarise(voice: Voice, outcome: Outcome) -> None:
    over = f"; {outcome.passed_over} lines before a beginning were passed over" if outcome.passed_over else ""
    counts = f"{outcome.lines} lines, {outcome.openings} openings, {outcome.pages} pages, {outcome.events} events"
    voice.say(f"{counts} played{over}")
    if outcome.differences:
        voice.say(f"{outcome.differences} differences from then", "bold red")
    else:
        voice.say(
            "as it was then" if outcome.lines else "nothing in it could be played", "green" if outcome.lines else ""
        )
