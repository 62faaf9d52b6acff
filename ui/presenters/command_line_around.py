"""What stands around a line and is easily overlooked: a closed incident, one open there already, words to read out."""

import logging
import math
from datetime import datetime, timedelta

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.call_commands import TakeCall
from dispatcher.domain.commands import Command
from dispatcher.domain.errors import Rejected
from dispatcher.domain.record_commands import AddNote, BusinessImpact, RecordResolution, ReopenIncident
from dispatcher.queries.attention_rows import AttentionRow
from dispatcher.queries.queue_rows import QueueRow
from ui.presenters.command_grammar_scan import Mistake
from ui.presenters.command_grammar_words import Verb, verbs_for
from ui.presenters.command_line_vocabulary import Vocabulary
from ui.presenters.places import plain
from ui.wording import age, tr

logger = logging.getLogger(__name__)

TWIN_WITHIN_M = 150.0
TWIN_FOR = timedelta(minutes=60)
"""A second call from so near, so soon after the first, is probably about the same thing."""
_METRES_PER_DEGREE = 111_195.0
_OF_CLOSED = (AddNote, ReopenIncident, RecordResolution, BusinessImpact)
"""What a closed incident takes."""
_ANSWERS = ((Verb.ACK,), (Verb.DECLINE,))


def why_closed(command: Command, shown: str | None, number: str, vocabulary: Vocabulary) -> str:
    """Say that the shown incident is closed, by its number, and where to go; notes are taken all the same."""
    about = getattr(command, "incident_id", None)
    if not number or about is None or about != shown or isinstance(command, _OF_CLOSED):
        return ""
    if not vocabulary.queue:
        return tr("{number} is closed, and no other is open", number=number)
    following = vocabulary.queue[0]
    return tr("{number} is closed. F4 goes to the open ones; first: {next}", number=number,
              next=f"{following.number} {following.type_name}")  # fmt: skip


def open_there(command: Command, queue: tuple[QueueRow, ...], now: datetime) -> str:
    """Name the newest open incident at the place of a call; empty when there is none."""
    if not isinstance(command, TakeCall):
        return ""
    found = [row for row in queue if now - row.contact_at <= TWIN_FOR and _is_there(command, row)]
    if not found:
        return ""
    row = max(found, key=lambda row: row.contact_at)
    return tr("open there: {number} {type}, {age} ago", number=row.number, type=row.type_name,
              age=age(row.contact_at, now))  # fmt: skip


def words_to_read(text: str, attention: tuple[AttentionRow, ...]) -> str:
    """Return what is to be read out to the unit whose answer is being written; empty when there is nothing."""
    words = text.replace(":", " ").split()
    if len(words) < len(("ack", "E12")) or verbs_for(words[0]) not in _ANSWERS:
        return ""
    unit = words[1].casefold()
    scripts = (
        row.voice_script
        for row in attention
        if row.kind is AttentionKind.VOICE_TASK and row.voice_script and (row.call_sign or "").casefold() == unit
    )
    script = next(scripts, "")
    return tr("read out: {script}", script=script) if script else ""


def _is_there(command: TakeCall, row: QueueRow) -> bool:
    if plain(command.place).casefold() == plain(row.place).casefold():
        return True
    if None in (command.latitude, command.longitude, row.latitude, row.longitude):
        return False
    north = (command.latitude or 0.0) - (row.latitude or 0.0)
    east = ((command.longitude or 0.0) - (row.longitude or 0.0)) * math.cos(math.radians(row.latitude or 0.0))
    return math.hypot(north, east) * _METRES_PER_DEGREE <= TWIN_WITHIN_M


def failure_words(error: BaseException) -> str:
    """Return why a command was not carried out; what is no refusal goes to the log as well."""
    if isinstance(error, Rejected):
        return tr("Refused: {reason}", reason=error.reason)
    logger.error("command failed", exc_info=error)
    return tr("The room failed: {error}. Look before you repeat it", error=error or type(error).__name__)


def asked_for(error: BaseException, text: str) -> Mistake | None:
    """Return where a refused line takes what the room asks for; None when no word of the line would help."""
    if not isinstance(error, Rejected) or error.field != "no_read_back_reason":
        return None
    end = text.find(":")
    where = len(text.rstrip()) if end < 0 else end
    return Mistake(where, 0, tr("{reason}: because …", reason=error.reason), " because " if end < 0 else "")
