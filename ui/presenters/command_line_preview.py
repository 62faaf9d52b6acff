"""Tell before Enter what a line would do, what is still missing, or what is wrong and where."""

from dataclasses import dataclass

from ui.presenters.command_grammar import parse
from ui.presenters.command_grammar_intents import FindIntent, HelpIntent, Intent, OpenCallEntryIntent, PinIntent
from ui.presenters.command_grammar_scan import Mistake
from ui.presenters.command_line_plan import Plan
from ui.presenters.command_line_resolve import CommandIntent, Placing, placing, plan
from ui.presenters.command_line_vocabulary import Vocabulary
from ui.presenters.session import Session
from ui.wording import tr

OnScreen = OpenCallEntryIntent | FindIntent | HelpIntent | Placing
"""What the screen does by itself."""


@dataclass(frozen=True, slots=True)
class Preview:
    """One sentence and its tone. `mistake` is set when a part of the line is wrong, not when it is unfinished."""

    message: str = ""
    tone: str = "muted"
    mistake: Mistake | None = None
    warning: str = ""
    plan: Plan | None = None  # what Enter would give
    begun: bool = False  # the word under way is none yet, and may become one


def preview(text: str, vocabulary: Vocabulary, session: Session) -> Preview:
    """Read the line as it stands. What is wrong at its very end may still be typed: it is a hint, not an error."""
    if not text.strip():
        return Preview()
    found = planned(parse(text), len(text), vocabulary, session)
    if isinstance(found, Plan):
        return Preview(found.effect, "text", warning=found.warning, plan=found)
    if not isinstance(found, Mistake):
        return Preview(_on_screen(found), "text")
    if found.position + found.length >= len(text.rstrip()):
        return Preview(found.expected, begun=found.length > 0)
    return Preview(found.expected, "alarm", found)


def planned(intent: Intent | Mistake, end: int, vocabulary: Vocabulary, session: Session) -> Plan | Mistake | OnScreen:
    """Make a plan of what goes to the room; what the screen answers by itself, and mistakes, pass through."""
    if isinstance(intent, Mistake | OpenCallEntryIntent | FindIntent | HelpIntent):
        return intent
    if session.actor is None:
        return Mistake(end, 0, tr("Nobody is signed on here: press F9"))
    if isinstance(intent, PinIntent):
        return placing(intent, vocabulary, session, session.actor)
    command: CommandIntent = intent
    return plan(command, vocabulary, session, session.actor)


def _on_screen(intent: OnScreen) -> str:
    match intent:
        case OpenCallEntryIntent():
            return tr("Open call entry")
        case FindIntent(text):
            return tr("Find “{text}”", text=text)
        case HelpIntent():
            return tr("Show help")
        case Placing(_, label):
            return tr("Point at the map to place {incident}", incident=label)
