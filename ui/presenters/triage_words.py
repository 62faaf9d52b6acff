"""A question card put into words, as the call-entry panel shows it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from dispatcher.domain.phrases import Phrase, languages_for
from dispatcher.domain.triage import Impact, Urgency
from dispatcher.domain.triage_cards import (
    Axis,
    Card,
    CardQuestion,
    Choice,
    Effect,
    Explanation,
    How,
    Modifier,
    QuestionKind,
    Triage,
    page_note,
)
from ui.presenters.call_section import CallFacts
from ui.wording import scale_word, tr

_BY_DIGIT = frozenset({QuestionKind.CHOICE, QuestionKind.YES_NO})


@dataclass(frozen=True, slots=True)
class ShownChoice:
    """An answer that can be given, with the criterion that it would bring."""

    title: str
    criterion: str


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """A question that was answered."""

    ask: str
    answer: str
    in_front: bool


@dataclass(frozen=True, slots=True)
class ShownModifier:
    """A modifier; `brought`: by an answer, and it stays as long as that stands."""

    name: str
    title: str
    because: str
    on: bool
    brought: bool


@dataclass(frozen=True, slots=True)
class SaidLine:
    """What to say to the caller, in their language first."""

    language: str
    text: str
    others: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TriageShown:
    """The whole card."""

    title: str
    progress: str = ""
    ask: str = ""  # the question in front; empty when all were answered
    help: str = ""
    by_digit: bool = False  # chosen by number keys; otherwise written
    choices: tuple[ShownChoice, ...] = ()
    chosen: int = 0  # the number of the choice that stands, when it is asked again
    written: str = ""  # what stands, when it is asked again
    answered: tuple[ShownAnswer, ...] = ()
    modifiers: tuple[ShownModifier, ...] = ()
    advice: tuple[SaidLine, ...] = ()
    hazards: tuple[str, ...] = ()
    note: str = ""  # offered for the page
    priority: str = ""
    grade: str = ""
    why: tuple[str, ...] = ()
    complete: bool = False
    skipped: str = ""
    recorded: bool = False
    message: str = ""
    tone: str = "muted"

    def with_modifiers(self, known: Iterable[Modifier], by_hand: set[str], told: Triage) -> "TriageShown":
        """Return it with the modifiers that may be given."""
        rows = tuple(
            ShownModifier(each.name, each.title, each.because, each.name in told.modifiers,
                          each.name in told.modifiers and each.name not in by_hand)
            for each in known
        )  # fmt: skip
        return replace(self, modifiers=rows)

    def with_advice(self, phrases: Iterable[Phrase], facts: CallFacts, room: Sequence[str]) -> "TriageShown":
        """Return it with what to say to the caller."""
        lines = (said(phrase, facts.caller_language, room) for phrase in phrases)
        return replace(self, advice=tuple(replace(line, others=line.others[:1]) for line in lines))


def no_card(incident_type: str, message: str, tone: str) -> TriageShown:
    """Return what is shown while there is nothing to ask."""
    says = tr("No question card for this type") if incident_type else tr("Questions come with the type")
    return TriageShown(title=says, message=message, tone=tone)


def shown_card(
    card: Card, told: Triage, question: CardQuestion | None, answers: Mapping[str, str]
) -> TriageShown:  # fmt: skip
    """Put a card into words, as it stands with these answers (as typed)."""
    counted = {each.name: value for each in card.questions if (value := each.value_of(answers.get(each.name, "")))}
    live = tuple(card.live(counted))
    rows = [each for each in live if each.name in counted]
    explanation = told.explanation
    shown = TriageShown(
        title=tr("{title} · card {name}, version {version}", title=card.title, name=card.name, version=card.version),
        progress=tr("{done} answered, {left} to ask", done=len(rows), left=len(live) - len(rows)),
        answered=tuple(_answered(each, answers[each.name], counted[each.name], question) for each in rows),
        hazards=told.hazards,
        note=page_note(told.hazards, told.crew),
        priority=explanation.computed.value,
        grade=grade_words(explanation),
        why=why_lines(explanation),
        complete=told.complete,
    )
    return _asking(shown, question, answers) if question is not None else shown


def grade_words(explanation: Explanation) -> str:
    """Say impact, urgency and what the matrix makes of them."""
    return tr(
        "{impact} impact × {urgency} urgency = {priority}",
        impact=scale_word(explanation.impact),
        urgency=scale_word(explanation.urgency),
        priority=explanation.computed.value,
    )


def why_lines(explanation: Explanation) -> tuple[str, ...]:
    """Say how a grade came about: the type's own, then each rule with what it did."""
    base = tr("The type begins with {impact} impact, {urgency} urgency",
              impact=scale_word(explanation.base_impact), urgency=scale_word(explanation.base_urgency))  # fmt: skip
    rules = [
        tr("{says} → {effects}", says=rule.says, effects=", ".join(map(_effect_words, rule.effects)))
        for rule in explanation.applied
    ]
    return (base, *rules)


def said(phrase: Phrase, caller: str, room: Sequence[str]) -> SaidLine:
    """Return a phrase in the caller's language, with the others behind it."""
    language, text = phrase.words(languages_for(caller, room))
    others = tuple((each, phrase.texts[each]) for each in room if each != language and each in phrase.texts)
    return SaidLine(language, text, others)


def _asking(shown: TriageShown, question: CardQuestion, answers: Mapping[str, str]) -> TriageShown:
    typed = answers.get(question.name, "")
    values = [choice.value for choice in question.choices]
    by_digit = question.kind in _BY_DIGIT
    return replace(
        shown,
        ask=question.ask,
        help="\n".join(part for part in (question.help, _how_to_write(question), *_bands(question)) if part),
        by_digit=by_digit,
        choices=tuple(ShownChoice(choice.title, _criterion(choice)) for choice in question.choices),
        chosen=values.index(typed) + 1 if typed in values else 0,
        written="" if by_digit else typed,
    )


def _how_to_write(question: CardQuestion) -> str:
    match question.kind:
        case QuestionKind.NUMBER:
            return tr("A number; ? when nobody knows")
        case QuestionKind.TEXT:
            return tr("In the caller's words")
        case _:
            return ""


def _bands(question: CardQuestion) -> tuple[str, ...]:
    """Say what each band of numbers would bring."""
    if question.kind is not QuestionKind.NUMBER:
        return ()
    told = ((choice.title, _criterion(choice)) for choice in question.choices)
    return tuple(f"{title}: {criterion}" for title, criterion in told if criterion)


def _criterion(choice: Choice) -> str:
    effects = ", ".join(map(_effect_words, choice.effects))
    return " → ".join(part for part in (choice.because, effects) if part)


def _answered(each: CardQuestion, typed: str, value: str, question: CardQuestion | None) -> ShownAnswer:
    choice = each.choice(value)
    answer = typed if each.kind not in _BY_DIGIT or choice is None else choice.title
    return ShownAnswer(each.ask, tr("not known") if typed == "unknown" else answer, each == question)


def _effect_words(effect: Effect) -> str:
    axis = tr("impact") if effect.axis is Axis.IMPACT else tr("urgency")
    if effect.how is How.STEPS:
        way = tr("{axis} {count} graver") if effect.value > 0 else tr("{axis} {count} milder")
        return way.format(axis=axis, count=abs(effect.value))
    shape = {How.SET: tr("{axis} {grade}"), How.AT_LEAST: tr("{axis} at least {grade}"),
             How.AT_MOST: tr("{axis} at most {grade}")}[effect.how]  # fmt: skip
    return shape.format(axis=axis, grade=scale_word(_scale(effect)))


def _scale(effect: Effect) -> Impact | Urgency:
    return Impact(effect.value) if effect.axis is Axis.IMPACT else Urgency(effect.value)
