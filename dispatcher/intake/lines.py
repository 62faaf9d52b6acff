"""The one schema of JSON lines, version 1: contacts, telephony events, a ping (docs/guide/intake.md)."""

import base64
import binascii
import json
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal, cast

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from dispatcher.domain.calls import Medium
from dispatcher.domain.contact_commands import Arrived, ContactArrived
from dispatcher.domain.contacts import Attachment
from dispatcher.domain.identifiers import Seat
from dispatcher.intake.errors import Refused

VERSION = 1
_LONGEST = 200
_Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=40)]
_Id = Annotated[str, Field(min_length=1, max_length=_LONGEST)]
_Short = Annotated[str, Field(max_length=2_000)]


def _octets(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError("base64 text is needed")  # pydantic reads ValueError
    try:
        return base64.b64decode(value, validate=True)
    except binascii.Error as error:
        raise ValueError(f"it is no base64: {error}") from error


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _AttachmentPart(_Strict):
    name: _Short = ""
    type: _Short = "application/octet-stream"
    base64: Annotated[bytes, BeforeValidator(_octets)]


class _Line(_Strict):
    v: Literal[1]
    source: _Name | None = None  # which system speaks, where several share the socket
    id: _Id


class ContactLine(_Line):
    """Somebody wrote, or a case was opened."""

    kind: Literal["contact"]
    medium: Medium | None = None
    sender: _Short = ""
    subject: _Short = ""
    body: str = ""
    at: AwareDatetime | None = None
    attachments: tuple[_AttachmentPart, ...] = Field(default=(), max_length=100)


class CallEvent(StrEnum):
    """What a telephone exchange tells of a call."""

    RINGING = "ringing"
    ANSWERED = "answered"
    ENDED = "ended"


class CallLine(_Line):
    """A telephone call rings, is answered, or has ended."""

    kind: Literal["call"]
    event: CallEvent
    number: _Short = ""
    name: _Short = ""
    called: _Short = ""  # which of our numbers
    seat: _Name | None = None
    at: AwareDatetime | None = None


class PingLine(_Strict):
    """Is anybody there?"""

    v: Literal[1]
    kind: Literal["ping"]


_ANY: TypeAdapter[ContactLine | CallLine | PingLine] = TypeAdapter(
    Annotated[ContactLine | CallLine | PingLine, Field(discriminator="kind")]
)


def read_line(line: bytes, source: str, medium: Medium, now: datetime) -> ContactArrived | None:
    """Read one line; None is a ping. `medium`: of contacts that name none.

    Raises:
        Refused: it is no JSON, or not of this schema; the text says what and where.
    """
    return told(parsed(line), line, source, medium, now)


def told(value: Mapping[str, Any], octets: bytes, source: str, medium: Medium, now: datetime) -> ContactArrived | None:
    """Return what an object of the schema tells; `octets` are what it was written as."""
    try:
        said = _ANY.validate_python(value)
    except ValidationError as error:
        raise _refused(error) from error
    if isinstance(said, PingLine):
        return None
    where = f"{source}/{said.source}" if said.source else source
    if isinstance(said, CallLine):
        return _call(said, octets, where, now)
    return ContactArrived(
        source=where, external_id=said.id, medium=said.medium or medium, sender=said.sender, subject=said.subject,
        body=said.body, raw=octets, said_at=said.at,
        attachments=tuple(Attachment(name=part.name, type=part.type, content=part.base64) for part in said.attachments),
    )  # fmt: skip


def _call(said: CallLine, octets: bytes, where: str, now: datetime) -> ContactArrived:
    at = said.at or now
    return ContactArrived(
        source=where, external_id=said.id, medium=Medium.PHONE, raw=octets,
        sender=" ".join(part for part in (said.name, said.number) if part),
        subject=f"called {said.called}" if said.called else "",
        said_at=at if said.event is CallEvent.RINGING else None,
        answered_at=at if said.event is CallEvent.ANSWERED else None,
        ended_at=at if said.event is CallEvent.ENDED else None,
        seat=Seat(said.seat) if said.seat else None,
    )  # fmt: skip


def parsed(line: bytes) -> dict[str, Any]:
    """Return the object that a line is.

    Raises:
        Refused: it is none.
    """
    value = parsed_json(line)
    if not isinstance(value, dict):
        raise Refused("a line is one JSON object: {…}")
    return cast("dict[str, Any]", value)


def parsed_json(octets: bytes) -> object:
    """Return what JSON says, strictly: a key that is given twice is refused.

    Raises:
        Refused: it is no JSON.
    """
    try:
        return json.loads(octets.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise Refused(f"JSON is UTF-8, and this is not: {error.reason} at octet {error.start}") from error
    except json.JSONDecodeError as error:
        raise Refused(f"this is no JSON: {error.msg} at letter {error.pos}") from error
    except RecursionError as error:
        raise Refused("this JSON is nested too deeply") from error
    except ValueError as error:  # a number with too many digits
        raise Refused(f"this JSON cannot be read: {error}") from error


def written(value: Mapping[str, Any]) -> bytes:
    """Return an object as octets."""
    return json.dumps(value, ensure_ascii=True).encode()


def acknowledged(value: Mapping[str, Any] | None, arrived: Arrived | None) -> bytes:
    """Return the answer to a line that was stored, or to a ping."""
    answer: dict[str, Any] = {"v": VERSION, "ok": True}
    if value is not None and arrived is not None:
        answer |= {"id": value.get("id"), "contact": arrived.contact_id, "repeat": arrived.repeat}
    return _line(answer)


def refused(error: Refused | str, value: Mapping[str, Any] | None = None) -> bytes:
    """Return the answer to a line that was not taken."""
    answer: dict[str, Any] = {"v": VERSION, "ok": False, "error": str(error)}
    named = value.get("id") if value else None
    if isinstance(named, str):
        answer["id"] = named[:_LONGEST]
    if isinstance(error, Refused) and error.field:
        answer["field"] = error.field
    return _line(answer)


def _line(answer: Mapping[str, Any]) -> bytes:
    return written(answer) + b"\n"


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        doubled = next(key for number, (key, _) in enumerate(pairs) if key in dict(pairs[:number]))
        raise Refused(f"the key {doubled[:40]!r} is given twice", doubled[:40])
    return found


def _no_number(word: str) -> object:
    raise Refused(f"{word} is no JSON")


def _refused(error: ValidationError) -> Refused:
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"] if part not in ("contact", "call", "ping"))
    if first["type"] == "extra_forbidden":
        return Refused(f"the key {where!r} is not known; see docs/guide/intake.md", where)
    if first["type"] in ("union_tag_invalid", "union_tag_not_found"):
        return Refused('kind is needed: "contact", "call" or "ping"', "kind")
    return Refused(f"{where}: {first['msg']}", where)
