"""Receipts, health, events and what came in, in words."""

from radio.inbound import AnyInbound, InboundEmergency, InboundPosition, InboundStatus, InboundText
from radio.message import ChannelState, Receipt, ReceiptKind, Tally
from radio.protocols.base import (
    DeviceFailed,
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
    Stray,
)

_GOOD = (ReceiptKind.ACCEPTED, ReceiptKind.ON_AIR, ReceiptKind.DELIVERED, ReceiptKind.READ)
STATE_STYLES = {ChannelState.UP: "green", ChannelState.DEGRADED: "yellow", ChannelState.FAILED: "red"}


def receipt_words(receipt: Receipt) -> str:
    """Return one rung."""
    truncated = " TRUNCATED" if receipt.truncated else ""
    doubled = " MAYBE DOUBLED" if receipt.maybe_doubled else ""
    code = f" [{receipt.code}]" if receipt.code else ""
    return f"{receipt.kind.upper()}{truncated}{doubled}{code} {receipt.detail}"


def receipt_style(kind: ReceiptKind) -> str:
    """Return how a rung looks on a terminal. Not green: no person answered."""
    if kind in _GOOD:
        return "bold cyan"
    return "bold yellow" if kind is ReceiptKind.UNCERTAIN else "bold red"


def heard_words(item: AnyInbound) -> str:
    """Return what came in."""
    match item:
        case InboundText():
            part = "" if item.complete else " INCOMPLETE"
            sent = f", sent {item.sent_at.astimezone().isoformat(sep=' ', timespec='seconds')}" if item.sent_at else ""
            return f"HEARD{part} from {item.sender}{sent}: {item.text}"
        case InboundStatus():
            return f"STATUS {item.code:04X} from {item.sender}"
        case InboundPosition():
            return f"POSITION of {item.sender}: {item.latitude:.5f}, {item.longitude:.5f}"
        case InboundEmergency():
            return f"EMERGENCY from {item.sender}: {item.how}"


def tally_words(tally: Tally) -> str:
    """Return how much came in."""
    return (
        f"{tally.texts} texts, {tally.statuses} statuses, {tally.positions} positions, "
        f"{tally.emergencies} emergencies heard, {tally.duplicates} of them again; {tally.strays} strays"
    )


def event_words(event: Event) -> str:
    """Return what a protocol told."""
    match event:
        case PageEnded() | PageClimbed() | PageRetracted():
            return _page_words(event)
        case Heard() | StatusHeard() | PositionHeard() | EmergencyHeard():
            return _inbound_words(event)
        case Stray():
            return f"STRAY {event.detail}"
        case LoggedOn():
            return f"the device answers{', but weakly' if event.weak else ''}: {event.detail}"
        case SessionEnded():
            return f"at rest{'' if event.clean else ', not in good order'}: {event.detail}"
        case DeviceFailed():
            return f"DEVICE FAILED [{event.code}] {event.detail}"


def _page_words(event: PageEnded | PageClimbed | PageRetracted) -> str:
    code = f" [{event.code}]" if event.code else ""
    if isinstance(event, PageRetracted):
        return f"page {event.page_id} RETRACTED{code} {event.detail}"
    marks = ""
    if isinstance(event, PageEnded):
        marks = (" TRUNCATED" if event.truncated else "") + (" MAYBE DOUBLED" if event.maybe_doubled else "")
    return f"page {event.page_id} {event.kind.upper()}{marks}{code} {event.detail}"


def _inbound_words(event: Heard | StatusHeard | PositionHeard | EmergencyHeard) -> str:
    match event:
        case Heard():
            return f"HEARD{'' if event.complete else ' INCOMPLETE'} from {event.sender}: {event.text}"
        case StatusHeard():
            return f"STATUS {event.code:04X} from {event.sender}"
        case PositionHeard():
            return f"POSITION of {event.sender}: {event.latitude:.5f}, {event.longitude:.5f}"
        case EmergencyHeard():
            return f"EMERGENCY from {event.sender}: {event.how}"
