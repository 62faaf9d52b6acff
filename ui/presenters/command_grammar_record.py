"""Read lines about an incident's record: notes with kind and time, tasks, who was told, what it cost, reopening."""

import re
from decimal import Decimal

from dispatcher.domain.calls import Medium
from dispatcher.domain.records import LineKind, TaskState
from ui.presenters.command_grammar_intents import NoteIntent
from ui.presenters.command_grammar_intents_record import (
    ImpactIntent,
    InformIntent,
    ReopenIntent,
    ResolutionIntent,
    ScheduleIntent,
    SettleTaskIntent,
    TaskIntent,
    When,
)
from ui.presenters.command_grammar_parts import either, leading_incident, minutes_in
from ui.presenters.command_grammar_scan import Sentence, Word, is_incident, stop_at
from ui.wording import tr

MOST_MIN = 10_080
KINDS = {kind.value: kind for kind in LineKind}
SETTLED = {"done": TaskState.DONE, "withdraw": TaskState.WITHDRAWN, "hand": TaskState.HANDED_ON}
MEDIA = {medium.value.replace("_", "-"): medium for medium in Medium}
_CONSIDERED = re.compile(r"[;,.]?\s*considered:\s*", re.IGNORECASE)
_BY_CLOCK = re.compile(r"(?<!\S)(?:by|at)\s+[0-9]{1,2}:[0-9]{0,2}(?![0-9])", re.IGNORECASE)
"""The colon of a time of day begins no words."""
_CLOCK = re.compile(r"([0-9]{1,2})[:.h]?([0-9]{2})")
_COUNT = re.compile(r"[0-9]{1,9}")
_MONEY = re.compile(r"[0-9]{1,9}([.][0-9]{1,2})?")
_CURRENCY = re.compile(r"[A-Za-z]{3}")


def note(text: str, end: int) -> NoteIntent:
    """Read `note [INCIDENT] [KIND] [at TIME]: TEXT`; of a decision `TEXT; considered: OPTIONS`."""
    line = cut_behind_clock(text, end)
    incident, at = leading_incident(line, end)
    kind = LineKind.NOTE
    if at < len(line.words) and line.words[at].text.casefold() != "at":
        kind, at = _kind(line.words[at]), at + 1
    source = None
    if at < len(line.words):
        if line.words[at].text.casefold() != "at":
            stop_at(line.words[at], tr("Expected “at” and a time of day, or a colon"))
        source, at = When(line.word(at + 1, _TIME), clock=clock_at(line, at + 1)), at + 2
    line.nothing_after(at, tr("Expected a colon"))
    told = line.told(tr("What is to be noted?"))
    parts = _CONSIDERED.split(told, maxsplit=1) if kind is LineKind.DECISION else [told]
    if not parts[0]:
        stop_at(line.tail or Word("", len(text)), tr("What was decided? The options stand behind it"))
    return NoteIntent(incident, parts[0], kind, source, "".join(parts[1:]))


def task(text: str, end: int) -> TaskIntent | SettleTaskIntent:
    """Read `task [INCIDENT] OWNER in MINUTES|by TIME: WORDS`, and `task done|withdraw|hand …`."""
    line = cut_behind_clock(text, end)
    first = line.words[0] if line.words else None
    if first is not None and first.text.casefold() in SETTLED:
        return _settle(Sentence.cut(text, first.end), SETTLED[first.text.casefold()], first)
    incident, at = leading_incident(line, end)
    owner = line.word(at, tr("Who is to do it? Expected a team, a role or a name"))
    until = next((i for i in range(at, len(line.words)) if line.words[i].text.casefold() in ("in", "by")), None)
    if until == at:
        stop_at(owner, tr("Who is to do it? Expected a team, a role or a name"))
    last = line.words[(until or len(line.words)) - 1]
    when, after = _when(line, len(line.words) if until is None else until, "by")
    line.nothing_after(after, tr("Expected a colon, then what is to be done"))
    return TaskIntent(incident, Word(text[owner.at : last.end], owner.at), when, line.told(tr("What is to be done?")))


def inform(text: str, end: int) -> InformIntent:
    """Read `inform [INCIDENT] NAME [by MEDIUM]: WORDS`."""
    line = Sentence.cut(text, end)
    incident, at = leading_incident(line, end)
    first = line.word(at, tr("Who was told? Expected a name of the register"))
    words, medium = line.words[at:], Medium.PHONE
    if len(words) >= len(("lee", "by", "phone")) and words[-2].text.casefold() == "by":
        found = [each for word, each in MEDIA.items() if word.startswith(words[-1].text.casefold())]
        if len(found) != 1:
            stop_at(words[-1], tr("By what? Expected {media}", media=either(tuple(MEDIA))))
        words, medium = words[:-2], found[0]
    person = Word(text[first.at : max(word.end for word in words)], first.at)
    return InformIntent(incident, person, medium, line.told(tr("What were they told?")))


def reopen(text: str, end: int) -> ReopenIntent:
    """Read `reopen: REASON`, of the incident that is shown."""
    line = Sentence.cut(text, end)
    line.nothing_after(0, tr("Expected a colon and the reason; it is the shown incident that is opened again"))
    return ReopenIntent(Word("", end), line.told(tr("Why is it opened again?")))


def schedule(text: str, end: int) -> ScheduleIntent:
    """Read `schedule [INCIDENT] [tomorrow] at TIME|in MINUTES|now [lead MINUTES]`."""
    line = Sentence.cut(text, end, len(text))
    incident, at = leading_incident(line, end)
    first = line.word(at, tr("For when? Expected “at 14:00”, “tomorrow at 8:00”, “in 90” minutes, or now"))
    if first.text.casefold() == "now":
        line.nothing_after(at + 1, tr("Expected nothing more"))
        return ScheduleIntent(incident, None, None)
    tomorrow = first.text.casefold() == "tomorrow"
    when, at = _when(line, at + tomorrow, "at", tomorrow=tomorrow)
    lead = None
    if at < len(line.words):
        if line.words[at].text.casefold() != "lead":
            stop_at(line.words[at], tr("Expected “lead” and minutes, or nothing more"))
        lead, at = minutes_in(line, at + 1, 1440)
    line.nothing_after(at, tr("Expected nothing more"))
    return ScheduleIntent(incident, when, lead)


def impact(text: str, end: int) -> ImpactIntent:
    """Read `impact [INCIDENT] [users N] [down MINUTES] [cost AMOUNT CURRENCY] [: SERVICE]`."""
    line = Sentence.cut(text, end)
    incident, at = leading_incident(line, end)
    users = down = cost = None
    currency = ""
    while at < len(line.words):
        word = line.words[at]
        match word.text.casefold():
            case "users":
                users, at = _count(line, at + 1), at + 2
            case "down":
                down, at = _count(line, at + 1), at + 2
            case "cost":
                cost, currency, at = *_cost(line, at + 1), at + 3
            case _:
                stop_at(word, tr("Expected users, down or cost, or a colon and the service"))
    service = line.said()
    if not service and users is None and down is None and cost is None:
        line.word(len(line.words), tr("Expected users, down or cost, or a colon and the service"))
    return ImpactIntent(
        incident=incident, service=service, users=users, downtime_min=down, cost=cost, currency=currency
    )  # fmt: skip


def resolution(text: str, end: int) -> ResolutionIntent:
    """Read `resolution [INCIDENT] [actions]: WORDS`."""
    line = Sentence.cut(text, end)
    incident, at = leading_incident(line, end)
    actions = at < len(line.words) and line.words[at].text.casefold() == "actions"
    line.nothing_after(at + actions, tr("Expected “actions” or a colon"))
    question = tr("Which actions were taken?") if actions else tr("What resolved it?")
    return ResolutionIntent(incident, actions, line.told(question))


_TIME = "Expected a time of day, such as 14:30"


def cut_behind_clock(text: str, end: int) -> Sentence:
    """Cut a line at its colon; that of a time of day, such as `at 14:20`, begins no words."""
    clock, first = _BY_CLOCK.search(text, end), text.find(":", end)
    return Sentence.cut(text, end, clock.end() if clock and clock.start() < first else 0)


def _kind(word: Word) -> LineKind:
    found = [kind for name, kind in KINDS.items() if name.startswith(word.text.casefold())]
    if len(found) != 1:
        stop_at(word, tr("Expected an incident number, a colon, or one of {kinds}", kinds=either(tuple(KINDS))))
    return found[0]


def _settle(line: Sentence, state: TaskState, first: Word) -> SettleTaskIntent:
    at, incident, place = 0, Word("", first.end), Word("", first.end)
    if line.words and line.words[0].text.casefold() == "on" and state is TaskState.HANDED_ON:
        at = 1
    if at < len(line.words) and is_incident(line.words[at].text) and not line.words[at].text.isdigit():
        incident, at = line.words[at], at + 1
    if at < len(line.words):
        place, at = line.words[at], at + 1
        if not re.fullmatch(r"[1-9][0-9]?", place.text):
            stop_at(place, tr("Which task? Expected its number, 1 for the first, or #12 for an incident"))
    line.nothing_after(at, tr("Expected a colon"))
    if state is TaskState.DONE:
        return SettleTaskIntent(incident, state, place, line.said())
    why = tr("To whom is it handed on, and why?") if state is TaskState.HANDED_ON else tr("Why is it withdrawn?")
    return SettleTaskIntent(incident, state, place, line.told(why))


def _when(line: Sentence, at: int, by: str, *, tomorrow: bool = False) -> tuple[When, int]:
    """Return a time to come, and where the next word stands."""
    expected = tr("Expected “in 20” minutes, or “{by} 14:30”", by=by)
    word = line.word(at, expected)
    said = word.text.casefold()
    if said not in (by, "in") or (tomorrow and said != by):
        stop_at(word, expected)
    if said == "in":
        minutes, after = minutes_in(line, at + 1, MOST_MIN)
        return When(line.words[at + 1], minutes=minutes), after
    return When(line.word(at + 1, tr(_TIME)), clock=clock_at(line, at + 1), tomorrow=tomorrow), at + 2


def clock_at(line: Sentence, at: int) -> tuple[int, int]:
    """Return the time of day that stands at a place, or stop."""
    word = line.word(at, tr(_TIME))
    found = _CLOCK.fullmatch(word.text.casefold())
    if found is None or int(found.group(1)) > 23 or int(found.group(2)) > 59:
        stop_at(word, tr(_TIME))
    return int(found.group(1)), int(found.group(2))


def _count(line: Sentence, at: int) -> int:
    word = line.word(at, tr("How many? Expected a number"))
    if not _COUNT.fullmatch(word.text):
        stop_at(word, tr("Expected a number"))
    return int(word.text)


def _cost(line: Sentence, at: int) -> tuple[Decimal, str]:
    amount = line.word(at, tr("How much? Expected an amount and a currency, such as 1200 EUR"))
    if not _MONEY.fullmatch(amount.text):
        stop_at(amount, tr("Expected an amount, such as 1200 or 99.50"))
    currency = line.word(at + 1, tr("In which currency? Three letters, such as EUR"))
    if not _CURRENCY.fullmatch(currency.text) or not currency.text.isascii():
        stop_at(currency, tr("Expected three letters, such as EUR"))
    return Decimal(amount.text), currency.text.upper()
