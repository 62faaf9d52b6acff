"""What keys and menus do with the panels of a desk."""

from collections.abc import Callable

from PySide6.QtCore import Qt

from dispatcher.domain.crew_commands import Answer
from ui.actions import ActionId
from ui.panels import Panels
from ui.presenters.desk import Desk
from ui.wording import tr


def going(desk: Desk, panels: Panels) -> dict[ActionId, Callable[[], None]]:
    """Return what keys and menus do with the panels of a desk."""
    workspace, tell = panels.workspace, desk.command_line.tell

    def to(name: str, go: Callable[[], None]) -> Callable[[], None]:
        return lambda: (workspace.reveal(name), go())[-1]

    return {
        ActionId.COMMAND_LINE: panels.command_line.take_focus,
        ActionId.QUEUE: to("queue", panels.queue.take_focus),
        ActionId.CARD: to("card", lambda: panels.card.setFocus(Qt.FocusReason.ShortcutFocusReason)),
        ActionId.READ_BACK: panels.change_read_back,
        ActionId.UNITS: to("units", lambda: panels.units.table.setFocus(Qt.FocusReason.ShortcutFocusReason)),
        ActionId.MAP: panels.show_map,
        ActionId.PENDING: to("pending", lambda: panels.pending.take_focus(tell)),
        ActionId.TAKE_ATTENTION: desk.attention.take_top,
        ActionId.ALL_ATTENTION: panels.attention.show_all,
        ActionId.DELEGATE: desk.attention.delegate_top,
        ActionId.HELP: desk.command_line.show_help,
        ActionId.PLACE_ON_MAP: lambda: (panels.middle.visit("map"), desk.placing.begin())[-1],
        ActionId.POLICIES: panels.change_policies,
        ActionId.KNOWN: panels.change_knowledge,
        ActionId.REMEMBER: panels.remember,
        ActionId.DOCUMENTS: panels.change_documents,
        ActionId.SEARCH: panels.change_search,
        ActionId.VOICE_TASKS: panels.show_voice,
        ActionId.CHANNELS: to("channels", lambda: panels.channels.take_focus(tell)),
        ActionId.INBOUND: to("inbound", lambda: panels.inbound.take_focus(tell)),
        ActionId.EVIDENCE: panels.change_evidence,
        ActionId.RECORD: panels.change_record,
        **_at_the_voice_desk(desk, panels),
        **_at_the_channels(desk, panels),
        **_at_the_contacts(desk, panels),
    }


def _at_the_voice_desk(desk: Desk, panels: Panels) -> dict[ActionId, Callable[[], None]]:
    """What is done to the task in hand is done where it can be seen; elsewhere F7 answers in the command line."""
    voice, tell = desk.radio.voice, desk.command_line.tell

    def here(act: Callable[[], None], elsewhere: Callable[[], None]) -> Callable[[], None]:
        return lambda: act() if panels.voice.isVisible() else elsewhere()

    def show_first() -> None:
        tell(tr("The voice desk is out of sight: Shift+F7 shows it."))

    return {
        ActionId.NEXT_VOICE_TASK: here(lambda: panels.voice.begin(tell), desk.attention.take_voice),
        ActionId.HEARD_ALL: here(voice.tick_all, show_first),
        ActionId.VOICE_DECLINED: here(lambda: voice.record(Answer.DECLINES), show_first),
        ActionId.NEXT_ALPHABET: here(voice.next_alphabet, show_first),
    }


def _at_the_channels(desk: Desk, panels: Panels) -> dict[ActionId, Callable[[], None]]:
    def shown(act: Callable[[], None]) -> Callable[[], None]:
        return lambda: act() if panels.channels.isVisible() else panels.workspace.reveal("channels")

    return {
        ActionId.HOLD_CHANNEL: shown(panels.channels.hold),
        ActionId.TEST_CHANNEL: shown(desk.radio.channels.test),
    }


def _at_the_contacts(desk: Desk, panels: Panels) -> dict[ActionId, Callable[[], None]]:
    """What is done to the chosen contact is done where it can be read; elsewhere the key shows it first."""
    contacts, contact, deeds = panels.contacts, panels.contact, desk.contacts

    def show() -> None:
        panels.workspace.reveal("contacts")
        contacts.take_focus(desk.command_line.tell)

    def shown(act: Callable[[], None]) -> Callable[[], None]:
        return lambda: act() if contact.isVisible() else show()

    return {
        ActionId.CONTACTS: show,
        ActionId.NEXT_CONTACT: shown(contacts.next),
        ActionId.TAKE_CONTACT: shown(deeds.take),
        ActionId.ENTER_CONTACT: shown(deeds.enter),
        ActionId.ATTACH_CONTACT: shown(contact.attach),
        ActionId.DISMISS_CONTACT: shown(contact.dismiss),
        ActionId.COMPLAINT_CONTACT: shown(deeds.complain),
        ActionId.UNFOLD_CONTACTS: shown(deeds.unfold),
        ActionId.SEPARATE_CONTACT: shown(deeds.separate),
        ActionId.CONTACT_OCTETS: shown(deeds.reader.change_form),
        ActionId.SAVE_ATTACHMENTS: shown(deeds.reader.save_attachments),
    }
