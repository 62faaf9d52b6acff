"""Parts that several words of the command line share: a unit, an incident, candidates in words."""

from ui.presenters.command_grammar_scan import Sentence, Word, is_incident, stop_at
from ui.wording import tr


def one_unit(line: Sentence, then: str) -> Word:
    """Return the one unit that is named, or stop; `then` is what may follow it."""
    unit = line.word(0, tr("Which unit? Expected a call sign"))
    line.nothing_after(1, then)
    return unit


def incident_in(line: Sentence, index: int) -> Word:
    """Return the incident that must stand at a place, or stop."""
    word = line.word(index, tr("To which incident? Expected its number, such as 12"))
    if not is_incident(word.text):
        stop_at(word, tr("{word} is not an incident number; expected one such as 12", word=word.text))
    return word


def optional_incident(line: Sentence, end: int, expected: str = "") -> Word:
    """Return the only word of a line, an incident; an empty word at `end` means the selected one."""
    if not line.words:
        return Word("", end)
    if not is_incident(line.words[0].text):
        stop_at(line.words[0], expected or tr("Expected an incident number or a colon"))
    line.nothing_after(1, expected or tr("Expected a colon"))
    return line.words[0]


def either(words: tuple[str, ...]) -> str:
    """Put candidates in words: new, note or name."""
    return tr("{first} or {last}", first=", ".join(words[:-1]), last=words[-1]) if len(words) > 1 else "".join(words)
