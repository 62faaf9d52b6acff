"""`send`: hand one page to a device and tell every step."""

from typing import Annotated

import typer

from radio.engineer.exits import EXIT_CODES, EXIT_NO_LINE
from radio.engineer.feed import Feed, trace_of
from radio.engineer.lines import (
    CHANNEL,
    CLOSE_TIMEOUT_S,
    DriverOption,
    Line,
    LinkArgument,
    ProfileOption,
    TimeoutOption,
    TraceOption,
)
from radio.engineer.speaking import Voice, clock_text
from radio.errors import ConfigurationError
from radio.gateway import Gateway, InMemoryPages, capabilities, forecast_s
from radio.line_clock import LineClock
from radio.message import Page, Urgency

PRIORITIES = {urgency.name.lower(): urgency for urgency in Urgency}


def send(
    link: LinkArgument,
    address: Annotated[str, typer.Argument(help="Pager, telephone or subscriber number.", show_default=False)],
    text: Annotated[str, typer.Argument(help="What it is to show.", show_default=False)],
    driver: DriverOption = "tap",
    profile: ProfileOption = None,
    timeout: TimeoutOption = 60.0,
    follow: Annotated[
        float, typer.Option("--follow", metavar="S", help="Wait so long for receipts that come later.")
    ] = 0.0,
    priority: Annotated[
        str, typer.Option("--priority", metavar="P", help=f"{', '.join(PRIORITIES)}, where the protocol can tell.")
    ] = "p3",
    group: Annotated[
        bool, typer.Option("--group", help="The address is a group's: nobody's own receipt is expected.")
    ] = False,
    trace: TraceOption = None,
) -> int:
    """Send one page, once, and print every octet and every receipt. On a real link it goes on the air.

    \b
    Exit code: 0 accepted or better, 1 rejected for good, 2 wrong usage, 3 failed (surely not taken),
    4 uncertain (may have been taken), 5 taken back later, 6 the device did not answer, nothing was sent.
    """
    voice = Voice()
    config = Line(link, driver, profile or ()).config()
    feed, pages = Feed(voice), InMemoryPages()
    page = Page(
        attempt_id="1", address=address, text=text, urgency=_urgency(priority), world=config.world, group=group
    )  # fmt: skip
    pages.put(CHANNEL, page)
    normal = f"accepted within {forecast_s(config, page.text):.1f} s if all is well"
    voice.say(f"{clock_text(LineClock().utc_now())}   QUEUED, {normal}")
    gateway = Gateway(pages, feed, lambda opened: trace_of(feed, trace, opened))
    gateway.open(config)
    try:
        if not feed.wait_up(timeout):
            voice.say("the device did not answer; nothing was sent", "red")
            return EXIT_NO_LINE
        feed.wait_final(timeout)
        feed.wait_best(capabilities(config).highest_receipt, follow)
    finally:
        gateway.close_all(CLOSE_TIMEOUT_S)
    kind = feed.last_kind()
    return EXIT_CODES.get(kind, EXIT_NO_LINE) if kind is not None else EXIT_NO_LINE


def _urgency(word: str) -> Urgency:
    found = PRIORITIES.get(word.lower()) or PRIORITIES.get(f"p{word}")
    if found is None and word.lower() != "emergency":
        raise ConfigurationError(f"--priority {word!r}: it is one of {', '.join(PRIORITIES)}")
    return Urgency.EMERGENCY if found is None else found
