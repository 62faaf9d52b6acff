"""What a radio operator has ticked and written for one voice task, and the words it is recorded in."""

from dataclasses import dataclass, replace

from ui.presenters.voice_script import Item, Said
from ui.wording import tr


@dataclass(frozen=True, slots=True)
class VoiceDraft:
    """One task's draft. `warned`: it was said what was not heard back; the next Enter records it so."""

    heard: str = ""
    who: str = ""
    talkgroup: str | None = None  # None: as the task says
    ticked: frozenset[Item] = frozenset()
    warned: bool = False

    def tick(self, item: Item, *, on: bool) -> "VoiceDraft":
        """Note that an item was heard back, or was not."""
        return replace(self, ticked=self.ticked | {item} if on else self.ticked - {item}, warned=False)

    def missing(self, items: tuple[Said, ...]) -> tuple[str, ...]:
        """Name the items that were not heard back."""
        return tuple(each.title.lower() for each in items if each.item not in self.ticked)

    def words(self, items: tuple[Said, ...], talkgroup: str) -> str:
        """Return the words to record: what was heard, what of it was the read-back, who spoke and where."""
        back = ", ".join(each.title.lower() for each in items if each.item in self.ticked)
        missing = ", ".join(self.missing(items))
        parts = [
            tr("heard back: {items}", items=back) if back else "",
            tr("not heard back: {items}", items=missing) if missing else "",
            tr("spoken by {who}", who=self.who.strip()) if self.who.strip() else "",
            tr("on {talkgroup}", talkgroup=talkgroup) if talkgroup else "",
        ]
        said = "; ".join(part for part in parts if part)
        return tr("{words} ({facts})", words=self.heard.strip(), facts=said) if said else self.heard.strip()
