"""`watch`: listen to a device and tell what it hands in."""

import threading
from contextlib import AbstractContextManager, nullcontext
from typing import Annotated

import typer
from rich.live import Live
from rich.text import Text

from radio.engineer.exits import EXIT_NO_LINE
from radio.engineer.feed import Feed, trace_of
from radio.engineer.lines import (
    CHANNEL,
    CLOSE_TIMEOUT_S,
    DriverOption,
    Line,
    LinkArgument,
    ProfileOption,
    TraceOption,
)
from radio.engineer.speaking import Voice
from radio.engineer.wording import STATE_STYLES, tally_words
from radio.gateway import Gateway, InMemoryPages
from radio.message import Tally


def watch(
    link: LinkArgument,
    driver: DriverOption = "tap",
    profile: ProfileOption = None,
    seconds: Annotated[
        float | None, typer.Option("--seconds", metavar="S", help="Stop after so long; else with Ctrl-C.")
    ] = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", help="Leave out the octets; tell what came in and how the line is.")
    ] = False,
    trace: TraceOption = None,
) -> int:
    """Listen to a device, and print what it hands in: texts, statuses, positions, emergencies. Nothing is paged.

    On a terminal the last line shows the health of the line and the count.

    \b
    Exit code: 0 the device answered at some time, 2 wrong usage, 6 it never did, 130 ended with Ctrl-C.
    """
    voice = Voice()
    config = Line(link, driver, profile or ()).config()
    feed = Feed(voice, octets=not quiet)
    gateway = Gateway(InMemoryPages(), feed, lambda opened: trace_of(feed, trace, opened))
    gateway.open(config)
    tally = Tally()
    try:
        with _footer(voice, feed, gateway):
            feed.wait_long(seconds)
    finally:
        tally = gateway.tally(CHANNEL)
        gateway.close_all(CLOSE_TIMEOUT_S)
        voice.say(tally_words(tally))
    return 0 if feed.was_up() else EXIT_NO_LINE


class _Status:
    """The last line of the screen: rich asks for it a few times each second."""

    def __init__(self, feed: Feed, gateway: Gateway) -> None:
        self._feed = feed
        self._gateway = gateway

    def __rich__(self) -> Text:
        health = self._feed.last_health
        if health is None:
            return Text("opening the line", style="dim")
        since = health.since.astimezone().strftime("%H:%M:%S")
        words = Text(f" {health.state.upper()} ", style=f"reverse {STATE_STYLES.get(health.state, '')}")
        words.append(f" since {since}: {health.reason}; {tally_words(self._gateway.tally(CHANNEL))}", style="default")
        words.no_wrap, words.overflow = True, "ellipsis"
        return words


def _footer(voice: Voice, feed: Feed, gateway: Gateway) -> AbstractContextManager[object]:
    if not voice.is_rich or threading.current_thread() is not threading.main_thread():
        return nullcontext()
    return Live(_Status(feed, gateway), console=voice.console, refresh_per_second=4, transient=True)
