"""A page store on disk with the product's rules: the holder's PageSource and ReceiptSink, and what the judge reads.

A claim is committed (SQLite, `synchronous=FULL`) before the page is handed out. What was on a line when the holder
died is UNCERTAIN when it comes back. FAILED is queued again unmarked unless an earlier attempt may have been heard,
UNCERTAIN and RETRACTED as a new attempt marked REPEAT, REJECTED is final; as `dispatcher/services/transmitting.py`.
"""

import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from radio.inbound import AnyInbound
from radio.message import FINAL_RECEIPTS, AcceptedPage, ChannelHealth, Page, Receipt, ReceiptKind, Urgency, World

REPEAT_MARK = "REPEAT "
MOST_REPEATS = 8
RETRY_S = 0.4
# A refusal without end is given up; so often can no line of this campaign refuse before it is mended.
MOST_TRIES = 200

_SCHEMA = """
CREATE TABLE IF NOT EXISTS attempts (
    id TEXT PRIMARY KEY, message TEXT NOT NULL, channel TEXT NOT NULL, address TEXT NOT NULL, text TEXT NOT NULL,
    urgency INTEGER NOT NULL, state TEXT NOT NULL, marked INTEGER NOT NULL, not_before REAL NOT NULL,
    code TEXT, ended_at REAL, at_death INTEGER NOT NULL DEFAULT 0, doubled INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS waiting ON attempts (channel, state, urgency);
CREATE TABLE IF NOT EXISTS receipts (
    attempt TEXT NOT NULL, kind TEXT NOT NULL, at REAL NOT NULL, code TEXT, doubled INTEGER NOT NULL, detail TEXT
);
CREATE TABLE IF NOT EXISTS health (channel TEXT NOT NULL, state TEXT NOT NULL, at REAL NOT NULL, reason TEXT NOT NULL);
"""

WAITING, CLAIMED = "waiting", "claimed"
_HEARD = ("accepted", "uncertain", "retracted")
Step = Callable[[str], None]


def utc_s() -> float:
    """Return the time of day in seconds, the same in every process of this machine."""
    return datetime.now(UTC).timestamp()


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt as it is stored."""

    id: str
    message: str
    text: str
    state: str
    marked: bool
    code: str | None
    ended_at: float | None
    at_death: bool  # the holder died while it was on the line
    doubled: bool  # a receipt says that it may be doubled


@dataclass(frozen=True, slots=True)
class StoredReceipt:
    """One receipt as it is stored."""

    attempt: str
    kind: ReceiptKind
    at: float
    code: str | None
    detail: str


def _nothing(_where: str) -> None:
    """Pass a point at which the holder may be told to die."""


class Store:
    """Thread: any. `step` is told each point of the way, before and after what is stored."""

    def __init__(self, path: Path, step: Step = _nothing) -> None:
        self._guard = threading.Lock()
        self._step = step
        self._db = sqlite3.connect(path, timeout=20, isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        """Close the file."""
        with self._guard:
            self._db.close()

    # --- who gives pages -----------------------------------------------------------------------------

    def put(self, message: str, channel: str, address: str, text: str, urgency: Urgency) -> None:
        """Store a page that is to go out."""
        with self._guard, self._db:
            self._db.execute("BEGIN IMMEDIATE")
            self._queue(message, channel, address, text, urgency, marked=False, not_before=0.0)

    def _queue(
        self, message: str, channel: str, address: str, text: str, urgency: int, *, marked: bool, not_before: float
    ) -> None:
        (number,) = self._db.execute("SELECT count(*) FROM attempts WHERE message = ?", (message,)).fetchone()
        self._db.execute(
            "INSERT INTO attempts (id, message, channel, address, text, urgency, state, marked, not_before)"
            " VALUES (?, ?, ?, ?, ?, ?, 'waiting', ?, ?)",
            (f"{message}/{number + 1}", message, channel, address, text, urgency, marked, not_before),
        )

    # --- the holder ----------------------------------------------------------------------------------

    def begin(self) -> int:
        """End what a former holder left on its lines as UNCERTAIN, and queue it again marked; return how much."""
        with self._guard, self._db:
            self._db.execute("BEGIN IMMEDIATE")
            left = self._db.execute("SELECT id FROM attempts WHERE state = 'claimed'").fetchall()
            for (attempt,) in left:
                self._db.execute("UPDATE attempts SET at_death = 1 WHERE id = ?", (attempt,))
                self._end(attempt, ReceiptKind.UNCERTAIN, None)
        return len(left)

    def claim(self, channel: str) -> Page | None:
        """Take the most urgent page, durably (radio.PageSource)."""
        self._step("claim")
        with self._guard, self._db:
            self._db.execute("BEGIN IMMEDIATE")
            row = self._db.execute(
                "SELECT id, address, text, urgency FROM attempts WHERE channel = ? AND state = 'waiting'"
                " AND not_before <= ? ORDER BY urgency, rowid LIMIT 1",
                (channel, utc_s()),
            ).fetchone()
            if row is not None:
                self._db.execute("UPDATE attempts SET state = 'claimed' WHERE id = ?", (row[0],))
        self._step("claimed")
        if row is None:
            return None
        attempt, address, text, urgency = row
        return Page(attempt_id=attempt, address=address, text=text, urgency=Urgency(urgency), world=World.SIMULATED)

    def accepted(self, channel: str) -> tuple[AcceptedPage, ...]:
        """Return the pages whose later receipts may still come (radio.PageSource)."""
        with self._guard:
            rows = self._db.execute(
                "SELECT id, address, code, ended_at FROM attempts WHERE channel = ? AND state = 'accepted'"
                " AND code IS NOT NULL ORDER BY ended_at",
                (channel,),
            ).fetchall()
        now = utc_s()
        return tuple(
            AcceptedPage(attempt_id=attempt, address=address, code=code, age_s=max(0.0, now - ended_at))
            for attempt, address, code, ended_at in rows
        )

    def receipt(self, channel: str, receipt: Receipt) -> None:
        """Store a receipt and what follows from it (radio.ReceiptSink)."""
        del channel
        self._step("receipt")
        with self._guard, self._db:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.execute(
                "INSERT INTO receipts VALUES (?, ?, ?, ?, ?, ?)",
                (
                    receipt.attempt_id, receipt.kind.value, receipt.at.timestamp(), receipt.code,
                    receipt.maybe_doubled, receipt.detail,
                ),
            )  # fmt: skip
            if receipt.maybe_doubled:
                self._db.execute("UPDATE attempts SET doubled = 1 WHERE id = ?", (receipt.attempt_id,))
            if receipt.kind in FINAL_RECEIPTS or receipt.kind is ReceiptKind.RETRACTED:
                self._end(receipt.attempt_id, receipt.kind, receipt.code)
        self._step("stored")

    def inbound(self, channel: str, item: AnyInbound) -> None:
        """Nothing here acts on what comes in."""

    def health(self, health: ChannelHealth) -> None:
        """Keep a change of health (radio.ReceiptSink)."""
        with self._guard, self._db:
            self._db.execute(
                "INSERT INTO health VALUES (?, ?, ?, ?)", (health.channel, health.state.value, utc_s(), health.reason)
            )

    def due(self, since: float, until: float) -> list[str]:
        """Return the channels that have a page whose wait ends in this span."""
        with self._guard:
            rows = self._db.execute(
                "SELECT DISTINCT channel FROM attempts WHERE state = 'waiting' AND not_before > ? AND not_before <= ?",
                (since, until),
            ).fetchall()
        return [channel for (channel,) in rows]

    def _end(self, attempt: str, kind: ReceiptKind, code: str | None) -> None:
        state, message, channel, address, text, urgency, marked = self._db.execute(
            "SELECT state, message, channel, address, text, urgency, marked FROM attempts WHERE id = ?", (attempt,)
        ).fetchone()
        retracted = kind is ReceiptKind.RETRACTED
        if state != ("accepted" if retracted else "claimed"):
            return  # late: what it ended as stays
        self._db.execute(
            "UPDATE attempts SET state = ?, code = ?, ended_at = ? WHERE id = ?", (kind.value, code, utc_s(), attempt)
        )
        if kind in (ReceiptKind.ACCEPTED, ReceiptKind.REJECTED):
            return
        states = [row[0] for row in self._db.execute("SELECT state FROM attempts WHERE message = ?", (message,))]
        heard = sum(one in _HEARD for one in states)
        if WAITING in states or heard > MOST_REPEATS or len(states) >= MOST_TRIES:
            return
        words = text if marked or not heard else REPEAT_MARK + text
        self._queue(
            message, channel, address, words, urgency, marked=bool(marked or heard), not_before=utc_s() + RETRY_S
        )

    # --- the judge -----------------------------------------------------------------------------------

    def attempts(self, channel: str) -> list[Attempt]:
        """Return the attempts of a channel, oldest first."""
        with self._guard:
            rows = self._db.execute(
                "SELECT id, message, text, state, marked, code, ended_at, at_death, doubled FROM attempts"
                " WHERE channel = ? ORDER BY rowid",
                (channel,),
            ).fetchall()
        return [
            Attempt(row[0], row[1], row[2], row[3], bool(row[4]), row[5], row[6], bool(row[7]), bool(row[8]))
            for row in rows
        ]

    def receipts(self, channel: str) -> list[StoredReceipt]:
        """Return the receipts of a channel, oldest first."""
        with self._guard:
            rows = self._db.execute(
                "SELECT attempt, kind, at, receipts.code, detail FROM receipts"
                " JOIN attempts ON attempts.id = receipts.attempt WHERE channel = ? ORDER BY receipts.rowid",
                (channel,),
            ).fetchall()
        return [StoredReceipt(row[0], ReceiptKind(row[1]), row[2], row[3], row[4]) for row in rows]

    def unfinished(self, channel: str) -> int:
        """Count the attempts of a channel that wait or are on the line."""
        with self._guard:
            return self._db.execute(
                "SELECT count(*) FROM attempts WHERE channel = ? AND state IN ('waiting', 'claimed')", (channel,)
            ).fetchone()[0]

    def healths(self, channel: str) -> list[tuple[str, float, str]]:
        """Return the states of a channel with their instants and reasons."""
        with self._guard:
            return self._db.execute(
                "SELECT state, at, reason FROM health WHERE channel = ? ORDER BY rowid", (channel,)
            ).fetchall()
