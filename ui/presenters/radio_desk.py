"""The radio desk's presenters and what they tell each other: voice tasks, channels, what came in, evidence."""

from collections.abc import Callable

from dispatcher.domain.clock import Clock
from dispatcher.queries.inbound_rows import InboundRow
from ui.presenters.channels import ChannelsPresenter
from ui.presenters.evidence import EvidencePresenter
from ui.presenters.inbound import InboundPresenter
from ui.presenters.refresh import Concern, Post, Ring
from ui.presenters.room import Room
from ui.presenters.session import Session
from ui.presenters.voice import VoicePresenter


class RadioDesk:
    """What is chosen on one panel shows its incident and its evidence on the others."""

    def __init__(
        self, room: Room, post: Post, clock: Clock, session: Session, problem: Callable[[str, str | None], None]
    ) -> None:
        self._session = session
        self.voice = VoicePresenter(room, post, clock, lambda: session.actor, problem)
        self.channels = ChannelsPresenter(room, post, clock, lambda: session.actor, problem)
        self.inbound = InboundPresenter(room, post, clock, problem)
        self.evidence = EvidencePresenter(room, post, problem)
        self.voice.show_incident, self.voice.show_page = session.show_incident, self.evidence.show
        self.channels.open_evidence = self.evidence.show_channel
        self.channels.tell_tests = self.evidence.tell_tests
        self.channels.is_shown = self.evidence.shows_channel
        session.listen(self._on_session)

    def rings(self) -> dict[Concern, Ring]:
        """Return what is asked again when an entry touches it."""
        return {
            Concern.VOICE: self.voice.refresh,
            Concern.CHANNELS: self.channels.refresh,
            Concern.INBOUND: self.inbound.refresh,
            Concern.EVIDENCE: self.evidence.refresh,
        }

    def set_timezone(self, name: str) -> None:
        """Show local time of that zone from now on."""
        self.inbound.set_timezone(name)
        self.evidence.set_timezone(name)

    def choose_inbound(self, row: InboundRow) -> None:
        """Show the incident and the bytes of what came in."""
        self.evidence.show_inbound(row)
        if row.incident_id is not None:
            self._session.show_incident(row.incident_id)

    def _on_session(self) -> None:
        self.voice.changed()
        self.channels.changed()
