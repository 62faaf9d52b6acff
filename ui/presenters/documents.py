"""The library of the house: scripts, action cards and policies, searched and read; a note can cite the one in front."""

from collections.abc import Callable
from dataclasses import dataclass

from dispatcher.domain.documents import DocumentKind
from dispatcher.queries.triage import AskDocuments
from dispatcher.queries.triage_rows import DocumentRow
from ui.presenters.refresh import Post, Question, Watched
from ui.presenters.room import Room
from ui.wording import tr

_KINDS = {DocumentKind.SCRIPT: "script", DocumentKind.ACTION_CARD: "action card", DocumentKind.POLICY: "policy"}


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentsShown:
    """The whole screen."""

    sought: str
    names: tuple[str, ...]
    chosen: int
    title: str
    about: str
    text: str  # Markdown
    cite: str  # how a note cites it; empty when there is none


class DocumentsPresenter(Watched):
    """Asks only while somebody looks; `compose` begins a line in the command line."""

    def __init__(self, room: Room, post: Post, problem: Callable[[str, str | None], None]) -> None:
        super().__init__()
        self._rows: tuple[DocumentRow, ...] = ()
        self._sought, self._name = "", ""
        self._question = Question(room, post, "documents", self._taken, lambda text: problem("documents_unread", text))
        self.compose: Callable[[str], None] = lambda _text: None
        self.incident: Callable[[], str] = lambda: ""  # the number of the shown incident
        self.opened = False

    def open(self, *, opened: bool) -> None:
        """Look, or look away."""
        self.opened = opened
        if opened:
            self._question.ask(AskDocuments(self._sought))
        self.changed()

    def refresh(self, _ids: frozenset[str] | None = None) -> None:
        """Another pack may be active."""
        if self.opened:
            self._question.ask(AskDocuments(self._sought))

    def search(self, text: str) -> None:
        """Show those that hold every word."""
        if text != self._sought:
            self._sought = text
            self._question.ask(AskDocuments(text))

    def choose(self, place: int) -> None:
        """Read the document at that place of the list."""
        if 0 <= place < len(self._rows) and self._rows[place].name != self._name:
            self._name = self._rows[place].name
            self.changed()

    def move(self, step: int) -> None:
        """Read the next one, or the one before."""
        row = self._row()
        if row is not None:
            self.choose(min(len(self._rows) - 1, max(0, self._rows.index(row) + step)))

    def cite(self) -> None:
        """Begin a note that goes by the document in front."""
        row = self._row()
        if row is not None:
            number = self.incident()
            self.compose(f"note {number}: {citation(row)} " if number else f"note: {citation(row)} ")

    def shown(self) -> DocumentsShown:
        """Return the screen as it stands now."""
        row = self._row()
        if row is None:
            says = tr("Nothing holds these words") if self._sought.strip() else tr("The pack has no documents")
            return DocumentsShown(
                sought=self._sought, names=(), chosen=-1, title=says, about="", text="", cite=""
            )  # fmt: skip
        return DocumentsShown(
            sought=self._sought,
            names=tuple(_listed(each) for each in self._rows),
            chosen=self._rows.index(row),
            title=row.title,
            about=_about(row),
            text=_body(row),
            cite=citation(row),
        )

    def _row(self) -> DocumentRow | None:
        return next((row for row in self._rows if row.name == self._name), self._rows[0] if self._rows else None)

    def _taken(self, rows: tuple[DocumentRow, ...]) -> None:
        self._rows = rows
        self.changed()


def citation(row: DocumentRow) -> str:
    """Return how a typed note cites a document."""
    return f"[{row.name} v{row.version}]"


def _listed(row: DocumentRow) -> str:
    return tr("{title} · {kind}", title=row.title, kind=tr(_KINDS[row.kind]))


def _body(row: DocumentRow) -> str:
    """The words without a heading that only says the title again."""
    first, _, rest = row.text.partition("\n")
    return rest.strip() if first.strip() == f"# {row.title}" else row.text


def _about(row: DocumentRow) -> str:
    parts = [tr(_KINDS[row.kind]), tr("{name}, version {version}", name=row.name, version=row.version)]
    if row.types:
        parts.append(tr("of {types}", types=", ".join(row.types)))
    return " · ".join(parts)
