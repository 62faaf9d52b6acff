"""An e-mail as far as it can be read. Whatever octets come, nothing raises: they are kept whole beside it."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.errors import HeaderParseError, MessageError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import collapse_rfc2231_value, parsedate_to_datetime
from typing import Any, TypeAlias

from dispatcher.domain.contacts import Attachment
from dispatcher.intake.decoding import decoded
from dispatcher.intake.markup import without_tags

_log = logging.getLogger(__name__)

MOST_PARTS = 200
_HEAD_OCTETS = 64_000
_MOST_OF_A_HEADER = 16_000
"""So many letters of one are read: what reads it takes time by the square of its length, and one letter held up all."""
_READ = ("From", "Sender", "Subject", "Date", "Content-Type", "Content-Disposition", "Content-Transfer-Encoding")
_UNREADABLE = (
    ValueError, LookupError, TypeError, AttributeError, AssertionError, ArithmeticError, RecursionError, MessageError,
)  # fmt: skip
"""What the standard library raises over letters that are made to be unreadable: its parser calls itself for each part
within a part, and its decoders trust what a letter says of itself. Trouble of the machine is none of it."""
_AnyMessage: TypeAlias = "Message[Any, Any]"


@dataclass(slots=True, kw_only=True)
class Letter:
    """What an e-mail says."""

    sender: str = ""
    subject: str = ""
    body: str = ""
    sent_at: datetime | None = None
    attachments: list[Attachment] = field(default_factory=list[Attachment])
    doubts: list[str] = field(default_factory=list[str])


def read_letter(raw: bytes) -> Letter:
    """Read an e-mail (RFC 5322, MIME)."""
    letter = Letter()
    try:
        message = BytesParser(policy=compat32).parsebytes(raw)
        _bound(letter, message)
        _read_head(letter, message)
        _read_parts(letter, message)
    except _UNREADABLE as error:
        _log.info("an e-mail could not be read whole: %s", type(error).__name__)
        letter.doubts.append("it could not be read whole: see its octets")
        _read_as_text(letter, raw)
    return letter


def _bound(letter: Letter, part: _AnyMessage) -> None:
    """Cut headers that are longer than anybody writes."""
    for name in _READ:
        value: Any = part.get(name)
        if value is not None and len(str(value)) > _MOST_OF_A_HEADER:
            part.replace_header(name, str(value)[:_MOST_OF_A_HEADER])
            _doubt(letter, f"its {name} is cut, for it is {len(str(value)):,} letters: see its octets")


def _doubt(letter: Letter, why: str) -> None:
    if why not in letter.doubts:
        letter.doubts.append(why)


def _read_head(letter: Letter, message: _AnyMessage) -> None:
    letter.sender = _header(letter, message, "From") or _header(letter, message, "Sender")
    letter.subject = _header(letter, message, "Subject")
    said = _header(letter, message, "Date")
    try:
        sent = parsedate_to_datetime(said) if said else None
        letter.sent_at = sent.replace(tzinfo=sent.tzinfo or UTC).astimezone(UTC) if sent else None
    except (ValueError, TypeError, OverflowError, IndexError):
        letter.doubts.append("its date makes no sense")


def _header(letter: Letter, message: _AnyMessage, name: str) -> str:
    value: Any = message.get(name)
    if value is None:
        return ""
    try:
        pieces = decode_header(value)
    except (HeaderParseError, ValueError, TypeError):
        pieces = [(str(value), None)]
    said = "".join(_piece(letter, piece, charset) for piece, charset in pieces)
    return " ".join(said.split())


def _piece(letter: Letter, piece: "bytes | str", charset: str | None) -> str:
    octets = piece.encode("utf-8", "surrogateescape") if isinstance(piece, str) else piece
    known = charset if charset and charset != "unknown-8bit" else ""
    found = decoded(octets, known)
    if found.doubt:
        _doubt(letter, found.doubt)
    return found.text


def _read_parts(letter: Letter, message: _AnyMessage) -> None:
    plain: list[str] = []
    marked_up: list[str] = []
    for number, part in enumerate(_leaves(message)):
        if number >= MOST_PARTS:
            letter.doubts.append(f"it has more than {MOST_PARTS} parts: see its octets")
            break
        try:
            _read_part(letter, part, plain, marked_up)
        except _UNREADABLE as error:  # one part takes no other along
            _log.info("a part of an e-mail could not be read: %s", type(error).__name__)
            _doubt(letter, "a part of it could not be read: see its octets")
    letter.body = "\n\n".join(text.strip() for text in (plain if any(map(str.strip, plain)) else marked_up))


def _read_part(letter: Letter, part: _AnyMessage, plain: list[str], marked_up: list[str]) -> None:
    _bound(letter, part)
    kind, name = part.get_content_type(), _file_name(letter, part)
    if kind not in ("text/plain", "text/html") or name or part.get_content_disposition() == "attachment":
        letter.attachments.append(Attachment(name=name or kind, type=kind, content=_octets_of(part)))
    elif kind == "text/plain":
        plain.append(_text_of(letter, part))
    else:
        marked_up.append(without_tags(_text_of(letter, part)))


def _leaves(message: _AnyMessage) -> Iterator[_AnyMessage]:
    """Yield what is no container, in order; a letter within a letter is a leaf: it is somebody else's."""
    waiting: list[_AnyMessage] = [message]
    while waiting:
        part = waiting.pop()
        # Asked for only of a container: of a leaf it would be decoded by whatever the leaf says of itself.
        if part.is_multipart() and part.get_content_maintype() != "message":
            payload: Any = part.get_payload()
            waiting.extend(reversed(payload))
        else:
            yield part


def _file_name(letter: Letter, part: _AnyMessage) -> str:
    try:
        name: Any = part.get_filename()
        return "" if not name else " ".join(_piece(letter, collapse_rfc2231_value(name), None).split())
    except (ValueError, TypeError, LookupError):
        return "unnamed"


def _octets_of(part: _AnyMessage) -> bytes:
    payload: Any = part.get_payload(decode=True)
    if isinstance(payload, bytes):
        return payload
    return b"\n".join(inner.as_bytes() for inner in part.get_payload())  # type: ignore[union-attr]  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType, reportUnknownArgumentType, reportAttributeAccessIssue]


def _text_of(letter: Letter, part: _AnyMessage) -> str:
    charset: Any = part.get_content_charset("")
    found = decoded(_octets_of(part), charset if isinstance(charset, str) else "")
    if found.doubt:
        _doubt(letter, found.doubt)
    return found.text


def _read_as_text(letter: Letter, raw: bytes) -> None:
    """Show what stands there, head and all, when its form leads nowhere."""
    letter.attachments.clear()
    letter.body = letter.body or decoded(raw[:_HEAD_OCTETS]).text
