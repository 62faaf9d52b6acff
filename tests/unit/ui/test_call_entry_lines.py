"""The lines of a narrative under any edit: those that stay keep their instants, and no key is given twice."""

from datetime import timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from dispatcher.domain.draft_commands import DraftState
from dispatcher.queries.drafts import DraftRow
from tests.helpers.fake_room import START
from ui.presenters import call_entry_lines
from ui.presenters.call_entry_call import Call
from ui.presenters.call_entry_draft import CallDraft, CallField
from ui.presenters.call_entry_json import body_of, call_from
from ui.presenters.call_entry_lines import Lines, NarrativeLine, text_of, typed

TEXTS = st.text(alphabet="ab\n🔥ش", max_size=12)


def plainly(before: Lines, text: str) -> tuple[int, int]:
    """How many lines stay in front and behind, found line by line."""
    texts = text.split("\n") if text else []
    pairs = list(zip([line.text for line in before], texts, strict=False))
    head = next((place for place, (one, other) in enumerate(pairs) if one != other), len(pairs))
    behind = list(zip([line.text for line in before[head:][::-1]], texts[head:][::-1], strict=False))
    return head, next((place for place, (one, other) in enumerate(behind) if one != other), len(behind))


@given(st.lists(TEXTS, min_size=1, max_size=5), st.sampled_from((1, 2, 1_024)))
def test_s5_lines_that_stay_keep_their_key_and_their_instant(texts: list[str], stride: int) -> None:
    before: Lines = ()
    kept, call_entry_lines._STRIDE = call_entry_lines._STRIDE, stride
    try:
        for step, text in enumerate(texts):
            now = START + timedelta(seconds=step)
            after = typed(before, text, now)
            assert text_of(after) == text
            assert len({line.key for line in after}) == len(after)
            assert all((line.at is None) is (not line.text) for line in after)
            head, tail = plainly(before, text)
            assert after[:head] == before[:head]
            assert after[len(after) - tail :] == before[len(before) - tail :]
            assert all(line.at in {now, None} for line in after if line.key not in {each.key for each in before})
            assert typed(before, text, now, text_of(before)) == after
            before = after
    finally:
        call_entry_lines._STRIDE = kept


@given(st.lists(st.tuples(st.integers(0, 3), TEXTS.filter(lambda text: "\n" not in text)), max_size=9), st.randoms())
def test_s5_lines_are_kept_whatever_the_order_of_their_keys(found: list[tuple[int, str]], random: Random) -> None:
    lines = [NarrativeLine(key, text, START + timedelta(seconds=at)) for key, (at, text) in enumerate(found)]
    random.shuffle(lines)
    texts = {CallField.NARRATIVE: text_of(tuple(lines))} if lines else {}
    call = Call(draft=CallDraft(texts=texts, lines=tuple(lines)))
    row = DraftRow(
        draft_id="d", seat="A1", operator="", state=DraftState.OPEN, body=body_of(call), begun_at=START,
        updated_at=START, dropped_at=None, reason="", incident_id=None, call_id=None, number="",
    )  # fmt: skip
    assert call_from(row).draft.lines == call.draft.lines
