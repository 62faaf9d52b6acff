"""`probe`: log on to a device and off again, and say what it is."""

from radio.engineer.exits import EXIT_NO_LINE
from radio.engineer.feed import Feed, trace_of
from radio.engineer.lines import (
    CLOSE_TIMEOUT_S,
    DriverOption,
    Line,
    LinkArgument,
    ProfileOption,
    TimeoutOption,
    TraceOption,
)
from radio.engineer.speaking import Voice
from radio.evidence import about_line
from radio.gateway import Gateway, InMemoryPages, capabilities
from radio.links.port_names import resolve_port
from radio.message import ChannelConfig


def probe(
    link: LinkArgument,
    driver: DriverOption = "tap",
    profile: ProfileOption = None,
    timeout: TimeoutOption = 60.0,
    trace: TraceOption = None,
) -> int:
    """Log on to a device and off again; nothing is paged. Prints every octet, what the device says of itself, the link.

    \b
    Exit code: 0 it answered, 2 wrong usage, 6 it did not answer.
    """
    voice = Voice()
    config = Line(link, driver, profile or ()).config()
    feed = Feed(voice)
    gateway = Gateway(InMemoryPages(), feed, lambda opened: trace_of(feed, trace, opened))
    gateway.open(config)
    try:
        answered = feed.wait_up(timeout)
    finally:
        gateway.close_all(CLOSE_TIMEOUT_S)
    _summarise(voice, feed, config, answered=answered)
    return 0 if answered else EXIT_NO_LINE


def _summarise(voice: Voice, feed: Feed, config: ChannelConfig, *, answered: bool) -> None:
    about, can = about_line(config), capabilities(config)
    voice.say("")
    voice.say(f"link     {_link_words(config)}, {about.baud} baud, {about.mode}")
    voice.say(f"driver   {config.driver}: best receipt {can.highest_receipt.upper()}, up to {can.max_text} characters,")
    voice.say(f"         {can.charset}, {'each' if can.per_recipient else 'not each'} recipient by itself")
    voice.say(f"device   {'answers' if answered else 'does not answer'}", "green" if answered else "red")
    for line in feed.device_lines():
        voice.say(f"         {line}")


def _link_words(config: ChannelConfig) -> str:
    scheme, _, rest = config.link.partition(":")
    target = rest.partition("?")[0]
    if scheme != "serial":
        return f"{scheme}:{target}"
    device = resolve_port(target)
    return target if device == target else f"{target} = {device}"
