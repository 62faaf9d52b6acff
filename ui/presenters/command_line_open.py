"""What a dispatch would say where anybody may listen, told before Enter.

Thread: the screen's own; a Future's foreign thread only posts.
"""

import logging
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import CancelledError

from dispatcher.domain.dispatch_commands import DispatchUnits
from dispatcher.queries.channels import AskTextWarnings, TextWarningRow
from ui.presenters.command_grammar_words import Verb, verbs_for
from ui.presenters.command_line_preview import preview
from ui.presenters.command_line_vocabulary import Vocabulary
from ui.presenters.refresh import Post, take_over
from ui.presenters.room import Room
from ui.presenters.session import Session
from ui.wording import tr

logger = logging.getLogger(__name__)


class OpenChannelLookup:
    """Asks about one dispatch at a time. Keystrokes that come meanwhile are asked about once, after the answer."""

    def __init__(self, room: Room, session: Session, post: Post, told: Callable[[], None]) -> None:
        self._room, self._session, self._post, self._told = room, session, post, told
        self._line: tuple[str, Vocabulary] | None = None
        self._wanted: AskTextWarnings | None = None
        self._answered: AskTextWarnings | None = None
        self._said = ""
        self._asking = self._again = False
        session.listen(self._look)

    @property
    def words(self) -> str:
        """What the line is known to say in the open; while its note is being written, what it said a moment ago."""
        wanted, answered = self._wanted, self._answered
        if wanted is None or answered is None:
            return ""
        same = (wanted.incident_id, wanted.call_signs) == (answered.incident_id, answered.call_signs)
        return self._said if same else ""

    def look(self, text: str, vocabulary: Vocabulary, *, anew: bool = False) -> None:
        """Look at a line as it stands; `anew` when the room has changed since it was asked about."""
        self._line = (text, vocabulary)
        self._look(anew=anew)

    def _look(self, *, anew: bool = False) -> None:
        wanted = _question(*self._line, self._session) if self._line else None
        if wanted == self._wanted and not anew:
            return
        self._wanted = wanted
        if wanted is None:
            self._answered = None
        elif anew or wanted != self._answered:
            self._ask(wanted)

    def _ask(self, wanted: AskTextWarnings) -> None:
        if self._asking:
            self._again = True
            return
        self._asking = True
        take_over(
            self._room.ask(wanted, "command_line_open"),
            self._post,
            lambda rows: self._end(wanted, _sentence(rows)),
            lambda error: self._failed(wanted, error),
        )

    def _failed(self, wanted: AskTextWarnings, error: BaseException) -> None:
        if isinstance(error, CancelledError):
            self._end(wanted, "")
            return
        logger.error("what is said in the open cannot be told", exc_info=error)
        why = str(error) or type(error).__name__
        self._end(wanted, tr("cannot tell what is said in the open: {error}", error=why))

    def _end(self, wanted: AskTextWarnings, said: str) -> None:
        again, self._asking, self._again = self._again, False, False
        if self._wanted is None:
            return
        self._answered, self._said = wanted, said
        self._told()
        if again or self._wanted != wanted:
            self._ask(self._wanted)


def _question(text: str, vocabulary: Vocabulary, session: Session) -> AskTextWarnings | None:
    words = text.split()
    if not words or verbs_for(words[0]) != (Verb.DISPATCH,):
        return None
    found = preview(text, vocabulary, session).plan
    if found is None or not isinstance(found.command, DispatchUnits):
        return None
    return AskTextWarnings(found.command.incident_id, found.command.call_signs, found.command.note)


def _sentence(rows: tuple[TextWarningRow, ...]) -> str:
    """Say on which channel, to whom, by which rule, and which words."""
    over: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows:
        said = tr("{rule} “{words}”", rule=row.rule, words=row.found)
        over[row.channel, ", ".join(row.call_signs)].append(said)
    return "; ".join(
        tr("open channel {channel} ({units}): {said}", channel=channel, units=units, said=", ".join(said))
        for (channel, units), said in over.items()
    )
