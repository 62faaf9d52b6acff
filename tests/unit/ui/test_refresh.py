"""Which screens a committed entry rings."""

import pytest

from dispatcher.domain.events import EntryKind
from tests.helpers.fake_room import FakeRoom
from ui.presenters.refresh import Concern, Refresh


@pytest.mark.parametrize("kind", [EntryKind.SIGNED_ON, EntryKind.SIGNED_OFF, EntryKind.LEASE_TAKEN])
def test_whoever_comes_or_goes_changes_which_rows_are_guarded(kind: EntryKind) -> None:
    rung: dict[Concern, frozenset[str] | None] = {}
    refresh = Refresh({each: lambda ids, each=each: rung.__setitem__(each, ids) for each in Concern})
    refresh.entries([FakeRoom().entry(kind)])
    assert rung.get(Concern.QUEUE, frozenset()) is None, "all rows, for it names no incident"
    assert Concern.SENTINEL in rung
