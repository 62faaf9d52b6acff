"""Who sits here: the pack's operators, the roles each may wear, and the sign-on. No password."""

from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.identifiers import OperatorId, Seat
from dispatcher.domain.seat_commands import SignOff, SignOn
from dispatcher.queries.pack_rows import OperatorRow, PackRow
from dispatcher.queries.requests import AskPack
from ui.presenters.refresh import Post, Question, Watched, take_over
from ui.presenters.room import Room
from ui.presenters.session import Session
from ui.wording import tr


class SignOnPresenter(Watched):
    """Reads the pack and puts an operator at this seat. `opened` says whether the panel is to be seen."""

    def __init__(self, room: Room, post: Post, session: Session, *, seat: str) -> None:
        super().__init__()
        self._room, self._post, self._session = room, post, session
        self.seat = seat
        self.opened = True
        self.problem = ""
        self.asking = False
        self._pack: PackRow | None = None
        self._wish: tuple[str, Role | None] | None = None
        self._question = Question(room, post, "pack", self._taken, self._unread)

    @property
    def pack(self) -> PackRow | None:
        """The active pack, once the room has told it."""
        return self._pack

    @property
    def operators(self) -> tuple[OperatorRow, ...]:
        """Who may sign on."""
        return self._pack.operators if self._pack else ()

    def refresh(self, _ids: frozenset[str] | None = None) -> None:
        """Read the pack again."""
        self._question.ask(AskPack())

    def toggle(self) -> None:
        """Open the panel to change who sits here, or close it when somebody does."""
        self.opened = not self.opened or self._session.actor is None
        self.problem = ""
        self.changed()

    def signed_on(self) -> tuple[Actor, str] | None:
        """Return who sits here, with the name."""
        actor = self._session.actor
        return (actor, self.name_of(actor.operator)) if actor else None

    def name_of(self, operator_id: str) -> str:
        """Return an operator's name; the id where the pack has none."""
        return next((row.name for row in self.operators if row.operator_id == operator_id), operator_id)

    def sign_on(self, operator_id: str, role: Role | None = None) -> None:
        """Sign on in that role, or in the first that the operator may wear; waits for the pack when it must."""
        if self._pack is None:
            self._wish = (operator_id, role)
            return
        row = next((row for row in self.operators if row.operator_id == operator_id), None)
        if row is None or not row.roles:
            self._refused(tr("the pack names no operator {operator}", operator=operator_id))
            return
        if role is not None and role not in row.roles:
            self._refused(tr("{name} may not wear that role", name=row.name))
            return
        self.asking, self.problem = True, ""
        self.changed()
        command = SignOn(operator=OperatorId(operator_id), role=role or row.roles[0], seat=Seat(self.seat))
        take_over(self._room.execute(command), self._post, self._seated, lambda error: self._refused(str(error)))

    def sign_off(self) -> None:
        """Leave the seat."""
        actor = self._session.actor
        if actor is not None:
            future = self._room.execute(SignOff(actor=actor))
            take_over(future, self._post, lambda _: self._left(), lambda error: self._refused(str(error)))

    def _seated(self, actor: Actor) -> None:
        self.asking, self.opened, self.problem = False, False, ""
        self._session.set_actor(actor)
        self.changed()

    def _left(self) -> None:
        self.opened = True
        self._session.set_actor(None)
        self.changed()

    def _refused(self, text: str) -> None:
        self.asking, self.problem = False, text
        self.opened = True
        self.changed()

    def _taken(self, pack: PackRow) -> None:
        self._pack = pack
        wish, self._wish = self._wish, None
        self.changed()
        if wish is not None:
            self.sign_on(*wish)

    def _unread(self, text: str | None) -> None:
        self.problem = text or ""
        self.changed()
