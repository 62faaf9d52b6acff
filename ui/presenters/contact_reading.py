"""The chosen contact as it is read: its words or all that came, page by page, and what came along with it."""

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from zoneinfo import ZoneInfo

from dispatcher.queries.contacts import AskContact, AskContactOctets, ContactWhole
from ui.presenters.contact_words import Form, Reading, reading
from ui.presenters.refresh import Post, Question, Watched, take_over
from ui.presenters.room import Room
from ui.wording import tr

Save = Callable[[str, bytes], "Future[Path]"]


class ContactReader(Watched):
    """Nothing that strangers wrote is drawn as anything but letters. Thread: the screen's own."""

    def __init__(self, room: Room, post: Post, problem: Callable[[str, str | None], None]) -> None:
        super().__init__()
        self._room, self._post = room, post
        self._contact_id = ""
        self._whole: ContactWhole | None = None
        self._octets: bytes | None = None
        self._page = 0
        self.form = Form.WORDS
        self.save: Save | None = None
        """Writes a file elsewhere; whoever has a disk gives it."""
        self.say: Callable[[str, str], None] = lambda _words, _tone: None
        self._read = Question(room, post, "contact", self._told, lambda text: problem("contact_unread", text))

    @property
    def whole(self) -> ContactWhole | None:
        """The chosen contact; None while it is on its way."""
        found = self._whole
        return found if found is not None and found.row.contact_id == self._contact_id else None

    def choose(self, contact_id: str) -> None:
        """Read another contact, from its beginning."""
        if contact_id != self._contact_id:
            self._contact_id, self._page, self.form, self._octets = contact_id, 0, Form.WORDS, None
            self.refresh()

    def refresh(self) -> None:
        """Ask again."""
        if self._contact_id:
            self._read.ask(AskContact(self._contact_id))

    def reading(self, zone: ZoneInfo) -> Reading | None:
        """Return it in words; None while there is none, or it is on its way."""
        whole = self.whole
        return None if whole is None else reading(whole, zone, self.form, self._page, self._octets)

    def turn_page(self, step: int) -> None:
        """Show what stands before or after."""
        self._page = max(0, self._page + step)  # how many there are is known where they are laid out
        self.changed()

    def change_form(self) -> None:
        """Show all that came, headers too, or again its words."""
        whole = self.whole
        if whole is None:
            return
        self.form = Form.WORDS if self.form is Form.OCTETS else Form.OCTETS
        self._page = 0
        if self.form is Form.OCTETS and self._octets is None:
            contact_id = whole.row.contact_id
            self._fetch(whole, 0, lambda octets: self._show_octets(contact_id, octets))
        self.changed()

    def save_part(self, place: int) -> None:
        """Write an attachment, or with place 0 all that came, to a file of its own."""
        whole = self.whole
        if whole is None or self.save is None:
            self.say(tr("Nothing here can be saved."), "warning")
            return
        name = next((part.name for part in whole.attachments if part.place == place), _name_of(whole))
        self.say(tr("saving {name} …", name=name), "muted")
        self._fetch(whole, place, lambda content: self._write(name, content))

    def save_attachments(self) -> None:
        """Write everything that came along, each to a file of its own."""
        whole = self.whole
        kept = [part.place for part in whole.attachments if part.is_kept] if whole else []
        if not kept:
            self.say(tr("Nothing came along that could be saved."), "warning")
        for place in kept:
            self.save_part(place)

    def _write(self, name: str, content: bytes | None) -> None:
        if content is None:
            self.say(tr("{name} is kept no more: it was destroyed.", name=name), "warning")
        elif self.save is not None:
            take_over(
                self.save(name, content), self._post, lambda path: self.say(tr("saved: {path}", path=path), "accent"),
                lambda error: self.say(tr("{name} was not saved: {why}", name=name, why=error), "alarm"),
            )  # fmt: skip

    def _fetch(self, whole: ContactWhole, place: int, then: Callable[[bytes | None], None]) -> None:
        take_over(
            self._room.ask(AskContactOctets(whole.row.contact_id, place)), self._post, then,
            lambda error: self.say(tr("cannot read the octets: {why}", why=error), "alarm"),
        )  # fmt: skip

    def _show_octets(self, contact_id: str, octets: bytes | None) -> None:
        if contact_id == self._contact_id:
            self._octets = b"" if octets is None else octets
            self.changed()

    def _told(self, whole: ContactWhole | None) -> None:
        self._whole = whole
        self.changed()


def _name_of(whole: ContactWhole) -> str:
    """Name all that came: an e-mail opens again where e-mails are read."""
    ending = "eml" if whole.row.medium.value == "email" else "txt"
    return f"{whole.row.subject or whole.row.sender or 'contact'}.{ending}"
