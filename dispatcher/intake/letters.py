"""An e-mail as far as it can be read. Whatever octets come, nothing raises: they are kept whole beside it."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import collapse_rfc2231_value, parsedate_to_datetime
from html.parser import HTMLParser
from typing import Any, TypeAlias

from dispatcher.domain.contacts import Attachment
from dispatcher.intake.decoding import decoded

_log = logging.getLogger(__name__)

MOST_PARTS = 200
_HEAD_OCTETS = 64_000
_SILENT_TAGS = frozenset({"script", "style", "head", "title"})
_BREAKS = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3", "blockquote"})
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
        _read_head(letter, message)
        _read_parts(letter, message)
    except Exception as error:  # noqa: BLE001  # made by strangers, some of them on purpose
        _log.info("an e-mail could not be read whole: %s", type(error).__name__)
        letter.doubts.append("it could not be read whole: see its octets")
        _read_as_text(letter, raw)
    return letter


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
    if found.doubt and found.doubt not in letter.doubts:
        letter.doubts.append(found.doubt)
    return found.text


def _read_parts(letter: Letter, message: _AnyMessage) -> None:
    plain: list[str] = []
    marked_up: list[str] = []
    for number, part in enumerate(_leaves(message)):
        if number >= MOST_PARTS:
            letter.doubts.append(f"it has more than {MOST_PARTS} parts: see its octets")
            break
        kind, name = part.get_content_type(), _file_name(letter, part)
        is_text = kind in ("text/plain", "text/html") and not name and part.get_content_disposition() != "attachment"
        if is_text:
            text = _text_of(letter, part)
            (plain if kind == "text/plain" else marked_up).append(without_tags(text) if kind == "text/html" else text)
        else:
            letter.attachments.append(Attachment(name=name or kind, type=kind, content=_octets_of(part)))
    letter.body = "\n\n".join(text.strip() for text in (plain if any(map(str.strip, plain)) else marked_up))


def _leaves(message: _AnyMessage) -> Iterator[_AnyMessage]:
    """Yield what is no container, in order; a letter within a letter is a leaf: it is somebody else's."""
    waiting: list[_AnyMessage] = [message]
    while waiting:
        part = waiting.pop()
        payload: Any = part.get_payload()
        if isinstance(payload, list) and part.get_content_maintype() != "message":
            waiting.extend(reversed(payload))  # pyright: ignore[reportUnknownArgumentType]
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
    if found.doubt and found.doubt not in letter.doubts:
        letter.doubts.append(found.doubt)
    return found.text


def _read_as_text(letter: Letter, raw: bytes) -> None:
    """Show what stands there, head and all, when its form leads nowhere."""
    letter.attachments.clear()
    letter.body = letter.body or decoded(raw[:_HEAD_OCTETS]).text


class _Stripper(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where lines break, and what is not for reading."""
        del attrs
        self._silent += tag in _SILENT_TAGS
        if tag in _BREAKS:
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Note where reading goes on."""
        if tag in _SILENT_TAGS and self._silent:
            self._silent -= 1

    def handle_data(self, data: str) -> None:
        """Keep the words."""
        if not self._silent:
            self.said.append(data)


def without_tags(markup: str) -> str:
    """Return the words of HTML; what only looks like it comes back as it is."""
    stripper = _Stripper()
    try:
        stripper.feed(markup)
        stripper.close()
    except (AssertionError, ValueError, IndexError):
        return markup
    lines = (" ".join(line.split()) for line in "".join(stripper.said).splitlines())
    return "\n".join(line for line in lines if line) or markup
