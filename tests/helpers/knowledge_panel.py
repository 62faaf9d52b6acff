"""A presenter of what is known, with a room that knows everything."""

from dispatcher.domain.knowledge_commands import Revealed
from tests.helpers.builders import DISPATCHER
from tests.helpers.fake_room import FakeClock, FakeRoom
from tests.helpers.knowledge_rows import SECRETS, full
from ui.presenters.knowledge import KnowledgePresenter
from ui.presenters.session import Session

SHOWN = Revealed(secret_id="s1", title="loading dock", words="EX-2580", shown_s=20)


class Panel:
    """A presenter with a room that knows everything."""

    def __init__(self) -> None:
        self.room, self.clock, self.session = FakeRoom(), FakeClock(), Session()
        self.session.set_actor(DISPATCHER)
        full(self.room)
        self.problems: dict[str, str | None] = {}
        self.it = KnowledgePresenter(
            self.room, self.session, self.clock, lambda call: call(), self.problems.__setitem__
        )  # fmt: skip

    def asked(self, kind: type) -> list[object]:
        return [query for query in self.room.asked if isinstance(query, kind)]

    def shows(self) -> list[str]:
        self.it.ask_secret("s1")
        self.it.reveal("crew at the door")
        self.room.settle(SHOWN)
        return [self.it.secret(row).words for row in SECRETS]
