"""A mailbox read over IMAP (RFC 9051): looked at without marking, marked as seen only once it is stored."""

import contextlib
import hashlib
import imaplib
import json
import logging
import re
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from dispatcher.domain.calls import Medium
from dispatcher.domain.contact_commands import ContactArrived
from dispatcher.domain.contacts import SourceKind, SourceState
from dispatcher.intake.config import MailboxPart
from dispatcher.intake.door import MOST_ITEMS, MOST_OCTETS, Door
from dispatcher.intake.errors import SourceTrouble
from dispatcher.intake.imap_line import IdleRefused, PlainLine, TlsLine, connected
from dispatcher.intake.letters import read_letter

_log = logging.getLogger(__name__)

_TIMEOUT_S = 30.0
LONGEST_IDLE_S = 240.0
"""Then the waiting is begun anew, far below the 29 minutes of RFC 2177: a line that is dead says nothing by itself."""
_WINDOW = 20_000
"""So many numbers are asked about at once: an answer is one line, and imaplib bounds a line."""
_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_DATE = re.compile(rb'\bINTERNALDATE "([^"]+)"')
_NAME_DIFFERS = frozenset({62, 64})
"""X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH (openssl/x509_vfy.h)."""
_FAULTS = (imaplib.IMAP4.error, OSError, ssl.SSLError, EOFError)


@dataclass(frozen=True, slots=True)
class _Cursor:
    """How far a mailbox has been read: its numbering, and the last number of it."""

    validity: int
    last: int

    @classmethod
    def read(cls, text: str) -> "_Cursor | None":
        try:
            stored: Any = json.loads(text)
            return cls(int(stored["uidvalidity"]), int(stored["last"]))
        except (ValueError, TypeError, KeyError):
            return None

    def __str__(self) -> str:
        return json.dumps({"uidvalidity": self.validity, "last": self.last})


@dataclass(frozen=True, slots=True)
class _Envelope:
    uid: int
    size: int
    arrived: str  # INTERNALDATE as the server writes it


class Mailbox:
    """One folder of an account. What is deleted there after it was stored is not our loss."""

    def __init__(self, part: MailboxPart, password: str) -> None:
        self._part, self._password = part, password

    @property
    def name(self) -> str:
        """Its name in sources.toml."""
        return self._part.name

    @property
    def kind(self) -> SourceKind:
        """IMAP."""
        return SourceKind.IMAP

    @property
    def medium(self) -> Medium:
        """What its letters are."""
        return self._part.medium

    def run(self, door: Door) -> None:
        """Log in, bring what is new, look again each so many seconds."""
        cursor = _Cursor.read(door.tell(SourceState.OPENING, f"connecting to {self._part.host}"))
        try:
            with contextlib.ExitStack() as stack:
                server = self._connected(stack)
                self._read(server, door, cursor)
        except _FAULTS as error:
            raise SourceTrouble(self._words(error)) from error

    def _connected(self, stack: contextlib.ExitStack) -> PlainLine | TlsLine:
        part = self._part
        context = self._context() if part.tls != "none" else None
        at_once = context if part.tls == "tls" else None
        server = connected(part.host, part.port, context=at_once, timeout_s=_TIMEOUT_S)
        stack.callback(_leave, server)
        if part.tls == "starttls":
            server.starttls(context)
        server.login(part.user, self._password)
        return server

    def _context(self) -> ssl.SSLContext:
        """Check certificate and name, always: against what the machine trusts, or the file that is named."""
        path = self._part.certificates
        try:
            return ssl.create_default_context(cafile=str(path) if path else None)
        except OSError as error:
            raise SourceTrouble(f"certificates: {path} cannot be read: {error}") from error

    def _read(self, server: PlainLine | TlsLine, door: Door, cursor: _Cursor | None) -> None:
        can_idle = self._part.idle and server.can_idle()
        while door.is_open:
            # Selected anew each time: that is what tells a new numbering, and the next number.
            _ok(server.select(_quoted(self._part.folder), readonly=not self._part.mark))
            validity = _number(server.response("UIDVALIDITY"))
            server.response("EXISTS")  # as many as are looked at now
            if cursor is None or cursor.validity != validity:
                cursor = self._begin(server, door, cursor, validity)
            cursor = self._bring_new(server, door, cursor)
            door.is_up()
            if not can_idle:
                door.wait(self._part.poll_s)
            elif server.response("EXISTS")[1] == [None]:  # else one came while the others were fetched
                can_idle = _idled(server, door)

    def _begin(self, server: imaplib.IMAP4, door: Door, known: _Cursor | None, validity: int) -> _Cursor:
        """Begin with a numbering: from the start, for what was stored is known again; at first as the file says."""
        if known is not None or self._part.first == "all":
            return _Cursor(validity, 0)
        following = _number(server.response("UIDNEXT"), 1)
        if self._part.first == "unseen":
            unseen = [uid for uid in _search(server, "UNSEEN") if uid < following]
            for envelopes in _groups(self._envelopes(server, unseen)):
                self._bring(server, door, envelopes, None)
        begun = _Cursor(validity, following - 1)
        door.bring((), str(begun))
        return begun

    def _bring_new(self, server: imaplib.IMAP4, door: Door, cursor: _Cursor) -> _Cursor:
        following = _number(server.response("UIDNEXT"), 0)
        while door.is_open:
            upto = cursor.last + _WINDOW
            last_window = not following or upto >= following - 1
            asked = f"{cursor.last + 1}:{'*' if last_window else upto}"
            new = [
                uid for uid in _search(server, f"UID {asked}") if uid > cursor.last
            ]  # n:* names the last in any case
            for envelopes in _groups(self._envelopes(server, new)):
                if not door.is_open:
                    return cursor
                cursor = _Cursor(cursor.validity, envelopes[-1].uid)
                self._bring(server, door, envelopes, cursor)
            if last_window:
                return cursor
            cursor = _Cursor(cursor.validity, upto)
        return cursor

    def _bring(self, server: imaplib.IMAP4, door: Door, envelopes: Sequence[_Envelope], cursor: _Cursor | None) -> None:
        items = [item for envelope in envelopes if (item := self._letter(server, envelope)) is not None]
        door.bring(items, str(cursor) if cursor else None)
        if self._part.mark and items:
            uids = ",".join(str(envelope.uid) for envelope in envelopes)
            server.uid("STORE", uids, "+FLAGS.SILENT", r"(\Seen)")

    def _envelopes(self, server: imaplib.IMAP4, uids: Sequence[int]) -> Iterator[_Envelope]:
        for start in range(0, len(uids), 200):
            asked = ",".join(str(uid) for uid in uids[start : start + 200])
            answers = _ok(server.uid("FETCH", asked, "(UID RFC822.SIZE INTERNALDATE)"))
            found = [envelope for answer in answers if (envelope := _envelope(answer)) is not None]
            yield from sorted(found, key=lambda envelope: envelope.uid)

    def _letter(self, server: imaplib.IMAP4, envelope: _Envelope) -> ContactArrived | None:
        """Fetch one; None when somebody has deleted it meanwhile."""
        most = self._part.most_mb * 1_000_000
        whole = envelope.size <= most
        answers = _ok(server.uid("FETCH", str(envelope.uid), "BODY.PEEK[]" if whole else f"BODY.PEEK[]<0.{most}>"))
        raw = next((octets for answer in answers if (octets := _second(answer)) is not None), None)
        if raw is None:
            return None
        letter = read_letter(raw)
        if not whole:
            letter.doubts.append(f"it is {envelope.size:,} octets: the first {most:,} are kept, all of it is there")
        return ContactArrived(
            # When the server took it, and what it is: known again whatever the folder's numbering.
            source=self.name, external_id="sha256:" + hashlib.sha256(envelope.arrived.encode() + raw).hexdigest(),
            medium=self.medium, sender=letter.sender, subject=letter.subject, body=letter.body, raw=raw,
            attachments=tuple(letter.attachments), said_at=_instant(envelope.arrived) or letter.sent_at,
            complete=whole, note="; ".join(letter.doubts),
        )  # fmt: skip

    def _words(self, error: BaseException) -> str:
        words = str(error) or type(error).__name__
        if isinstance(error, ssl.SSLCertVerificationError):
            words = _distrust(error, self._part)
        return f"{self._part.host}: {words}".replace(self._password, "…") if self._password else words


def _leave(server: imaplib.IMAP4) -> None:
    """Say goodbye if somebody is there, and close the line in any case."""
    with contextlib.suppress(*_FAULTS):
        server.logout()
    with contextlib.suppress(OSError):
        server.shutdown()


def _idled(server: PlainLine | TlsLine, door: Door) -> bool:
    """Wait for news; False when the server does not say it, and is to be asked each so many seconds."""
    try:
        server.idle(lambda: door.is_open, LONGEST_IDLE_S)
    except IdleRefused as refused:
        _log.info("the server waits for nothing, it is asked instead: %s", refused)
        return False
    return True


def _distrust(error: ssl.SSLCertVerificationError, part: MailboxPart) -> str:
    """Say what is wrong with a certificate, and what to do. Nothing was said to that server, the password least."""
    if error.verify_code in _NAME_DIFFERS:
        return f"its certificate is another host's ({error.verify_message}): give the name that it is made out to"
    whom = f"the authorities in {part.certificates}" if part.certificates else "any authority that this machine knows"
    return (
        f"its certificate is not trusted by {whom} ({error.verify_message}):"
        " name the PEM file of its authority as `certificates`, or have the server mended"
    )


def _second(answer: Any) -> bytes | None:
    """Return the literal of an answer: imaplib makes a pair of what stands before it and itself."""
    if not isinstance(answer, tuple):
        return None
    literal = cast("tuple[Any, ...]", answer)[1]
    return literal if isinstance(literal, bytes) else None


def _envelope(answer: Any) -> _Envelope | None:
    octets = cast("tuple[Any, ...]", answer)[0] if isinstance(answer, tuple) else answer
    if not isinstance(octets, bytes):
        return None
    uid, size, arrived = _UID.search(octets), _SIZE.search(octets), _DATE.search(octets)
    if uid is None or size is None:
        return None
    return _Envelope(int(uid[1]), int(size[1]), arrived[1].decode("ascii", "replace").strip() if arrived else "")


def _groups(envelopes: Iterator[_Envelope]) -> Iterator[list[_Envelope]]:
    """Gather what is fetched, and stored, at once."""
    group: list[_Envelope] = []
    octets = 0
    for envelope in envelopes:
        if group and (len(group) >= MOST_ITEMS or octets + envelope.size > MOST_OCTETS):
            yield group
            group, octets = [], 0
        group.append(envelope)
        octets += envelope.size
    if group:
        yield group


def _search(server: imaplib.IMAP4, what: str) -> list[int]:
    answers = _ok(server.uid("SEARCH", what))
    return sorted(int(word) for answer in answers if isinstance(answer, bytes) for word in answer.split())


def _ok(answered: tuple[str, Any]) -> list[Any]:
    word, answers = answered
    if word != "OK":
        said = b" ".join(answer for answer in answers if isinstance(answer, bytes)).decode("utf-8", "replace")
        raise imaplib.IMAP4.error(said or "the server refused")
    return answers


def _number(answered: tuple[str, Any], otherwise: int = 0) -> int:
    _word, answers = answered
    last = next((answer for answer in reversed(answers or []) if isinstance(answer, bytes)), b"")
    return int(last) if last.isdigit() else otherwise


def _quoted(folder: str) -> str:
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _instant(words: str) -> datetime | None:
    try:
        return datetime.strptime(words, "%d-%b-%Y %H:%M:%S %z") if words else None
    except ValueError:
        return None
