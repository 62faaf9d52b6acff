"""The names of what a key or a menu can start, and what is known of each."""

from dataclasses import dataclass
from enum import StrEnum


class ActionId(StrEnum):
    """The name by which a view asks for an action."""

    HELP = "help"
    COMMAND_LINE = "command_line"
    NEW_CALL = "new_call"
    QUICK_LOG = "quick_log"
    TAKE_RINGING = "take_ringing"
    NEXT_CALL = "next_call"
    HOLD_CALL = "hold_call"
    ABANDONED_CALLS = "abandoned_calls"
    QUEUE = "queue"
    CARD = "card"
    READ_BACK = "read_back"
    RECORD = "record"
    TAKE_ATTENTION = "take_attention"
    ALL_ATTENTION = "all_attention"
    DELEGATE = "delegate"
    NEXT_VOICE_TASK = "next_voice_task"
    VOICE_TASKS = "voice_tasks"
    HEARD_ALL = "heard_all"
    VOICE_DECLINED = "voice_declined"
    NEXT_ALPHABET = "next_alphabet"
    CHANNELS = "channels"
    HOLD_CHANNEL = "hold_channel"
    TEST_CHANNEL = "test_channel"
    INBOUND = "inbound"
    EVIDENCE = "evidence"
    CONTACTS = "contacts"
    NEXT_CONTACT = "next_contact"
    TAKE_CONTACT = "take_contact"
    ENTER_CONTACT = "enter_contact"
    ATTACH_CONTACT = "attach_contact"
    DISMISS_CONTACT = "dismiss_contact"
    COMPLAINT_CONTACT = "complaint_contact"
    UNFOLD_CONTACTS = "unfold_contacts"
    SEPARATE_CONTACT = "separate_contact"
    CONTACT_OCTETS = "contact_octets"
    SAVE_ATTACHMENTS = "save_attachments"
    UNITS = "units"
    MAP = "map"
    PENDING = "pending"
    SIGN_ON = "sign_on"
    MUTE = "mute"
    WORKSPACE_DISPATCH = "workspace_dispatch"
    WORKSPACE_RADIO = "workspace_radio"
    WORKSPACE_SUPERVISION = "workspace_supervision"
    POLICIES = "policies"
    KNOWN = "known"
    REMEMBER = "remember"
    DOCUMENTS = "documents"
    SEARCH = "search"
    LARGE_MAP = "large_map"
    PLACE_ON_MAP = "place_on_map"
    THEME_NIGHT = "theme_night"
    THEME_DAY = "theme_day"
    THEME_CONTRAST = "theme_contrast"
    TEXT_LARGER = "text_larger"
    TEXT_SMALLER = "text_smaller"
    SIMULATION_PAUSE = "simulation_pause"
    SIMULATION_FASTER = "simulation_faster"
    SIMULATION_SLOWER = "simulation_slower"
    SIMULATION_LOUDER = "simulation_louder"
    SIMULATION_CALMER = "simulation_calmer"
    QUIT = "quit"


class Menu(StrEnum):
    """Where an action hangs; the value is the menu's title."""

    ROOM = "&Room"
    GO = "&Go"
    CONTACTS = "&Contacts"
    RADIO = "R&adio"
    VIEW = "&View"
    SIMULATION = "&Simulation"
    HELP = "&Help"


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing that can be started. `shortcuts` are in Qt's portable text, the first is the one that is shown.

    A printable shortcut (`/`, `?`) never fires while somebody types in a field: the field gets the letter.
    The letter after `&` in a title starts the action in its open menu.
    """

    id: ActionId
    title: str
    menu: Menu
    help: str
    shortcuts: tuple[str, ...] = ()
