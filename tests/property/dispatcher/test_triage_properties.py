"""Whatever a card is and however it is answered: the order never matters, and what is taken back leaves nothing."""

from hypothesis import given
from hypothesis import strategies as st

from dispatcher.domain.triage import Impact, Urgency
from dispatcher.domain.triage_cards import (
    Axis,
    Card,
    CardQuestion,
    Choice,
    Effect,
    How,
    Modifier,
    QuestionKind,
    TriageBook,
    triage,
)

BASES = st.tuples(st.sampled_from(Impact), st.sampled_from(Urgency))
VALUES = ("a", "b", "c")
NAMES = ("heavy", "light", "odd")


def effects() -> st.SearchStrategy[tuple[Effect, ...]]:
    bounds = st.builds(
        lambda axis, how, value: Effect(axis=axis, how=how, value=value),
        st.sampled_from(Axis), st.sampled_from([How.SET, How.AT_LEAST, How.AT_MOST]), st.integers(1, 3),
    )  # fmt: skip
    steps = st.builds(
        lambda axis, value: Effect(axis=axis, how=How.STEPS, value=value),
        st.sampled_from(Axis), st.sampled_from([-2, -1, 1, 2]),
    )  # fmt: skip
    return st.lists(bounds | steps, max_size=3).map(tuple)


@st.composite
def books(draw: st.DrawFn) -> TriageBook:
    questions: list[CardQuestion] = []
    for number in range(draw(st.integers(1, 5))):
        choices = tuple(
            Choice(value=value, title=value, effects=draw(effects()), hazards=(value,) if draw(st.booleans()) else (),
                   modifiers=tuple(draw(st.sets(st.sampled_from(NAMES), max_size=2))))
            for value in VALUES
        )  # fmt: skip
        earlier = [question.name for question in questions]
        wanted = draw(st.sets(st.sampled_from(earlier), max_size=2)) if earlier else set()
        when = {name: frozenset(draw(st.sets(st.sampled_from(VALUES), min_size=1))) for name in wanted}
        questions.append(
            CardQuestion(name=f"q{number}", ask="?", kind=QuestionKind.CHOICE, choices=choices, when=when)
        )  # fmt: skip
    modifiers = tuple(Modifier(name=name, title=name, because=name, effects=draw(effects())) for name in NAMES)
    card = Card(name="card", version=1, title="Card", types=("fire",), questions=tuple(questions))
    return TriageBook(cards=(card,), modifiers=modifiers)


ANSWERS = st.dictionaries(st.sampled_from([f"q{n}" for n in range(5)]), st.sampled_from(VALUES))
GIVEN = st.sets(st.sampled_from(NAMES))


@given(books(), BASES, ANSWERS, GIVEN, st.randoms())
def test_s14_s19_the_order_of_answers_never_matters(book, base, answers, modifiers, random):
    shuffled = list(answers.items())
    random.shuffle(shuffled)
    backwards = sorted(modifiers, reverse=True)
    assert triage(book, "fire", base, answers, sorted(modifiers)) == triage(
        book, "fire", base, dict(shuffled), backwards
    )


@given(books(), BASES, ANSWERS, st.sampled_from(VALUES), GIVEN)
def test_s14_what_is_answered_and_taken_back_leaves_the_former_grade(book, base, answers, value, modifiers):
    before = triage(book, "fire", base, answers, modifiers)
    if before.next is None:
        return
    more = {**answers, before.next.name: value}
    triage(book, "fire", base, more, modifiers)
    del more[before.next.name]
    assert triage(book, "fire", base, more, modifiers) == before


@given(books(), BASES, ANSWERS)
def test_what_is_not_asked_counts_for_nothing(book, base, answers):
    asked = {question.name for question in book.cards[0].live(answers)}
    told = {name: value for name, value in answers.items() if name in asked}
    assert triage(book, "fire", base, answers) == triage(book, "fire", base, told)


@given(books(), BASES, st.lists(st.sampled_from(VALUES), min_size=5, max_size=5), GIVEN)
def test_s11_answering_what_is_asked_always_comes_to_an_end(book, base, values, modifiers):
    answers: dict[str, str] = {}
    for value in values:
        question = book.cards[0].next(answers)
        if question is None:
            break
        assert question.name not in answers
        answers[question.name] = value
    assert triage(book, "fire", base, answers, modifiers).complete


@given(books(), BASES, ANSWERS, GIVEN)
def test_s19_the_grade_lies_in_the_matrix_and_every_floor_holds(book, base, answers, modifiers):
    found = triage(book, "fire", base, answers, modifiers).explanation
    for axis, value in ((Axis.IMPACT, found.impact), (Axis.URGENCY, found.urgency)):
        floors = [each.value for rule in found.applied for each in rule.effects
                  if each.axis is axis and each.how is How.AT_LEAST]  # fmt: skip
        assert 1 <= value <= min([3, *floors])
