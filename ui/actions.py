"""Everything that a key or a menu can start: one table feeds menus, shortcuts, buttons' tips and the cheat sheet.

Titles and help are source texts; whoever shows them passes them through `ui.wording.tr`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class ActionId(StrEnum):
    """The name by which a view asks for an action."""

    HELP = "help"
    COMMAND_LINE = "command_line"
    NEW_CALL = "new_call"
    QUEUE = "queue"
    CARD = "card"
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
    UNITS = "units"
    MAP = "map"
    PENDING = "pending"
    SIGN_ON = "sign_on"
    MUTE = "mute"
    WORKSPACE_DISPATCH = "workspace_dispatch"
    WORKSPACE_RADIO = "workspace_radio"
    WORKSPACE_SUPERVISION = "workspace_supervision"
    POLICIES = "policies"
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


_TABLE = (
    Action(
        id=ActionId.COMMAND_LINE,
        title="&Command line",
        menu=Menu.GO,
        help="Put the caret in the command line, with what was typed",
        shortcuts=("F2", "/"),
    ),
    Action(
        id=ActionId.NEW_CALL,
        title="&New call",
        menu=Menu.GO,
        help="Open call entry; the time of contact is stamped",
        shortcuts=("F3",),
    ),
    Action(
        id=ActionId.QUEUE,
        title="&Queue",
        menu=Menu.GO,
        help="Go to the open incidents, on the selected one",
        shortcuts=("F4",),
    ),
    Action(
        id=ActionId.CARD,
        title="&Incident card",
        menu=Menu.GO,
        help="Go to the selected incident's card",
        shortcuts=("F5",),
    ),
    Action(
        id=ActionId.TAKE_ATTENTION,
        title="&Take the top attention item",
        menu=Menu.GO,
        help="Own or answer the most pressing item: its sound stops, it stays until its reason is gone",
        shortcuts=("F6",),
    ),
    Action(
        id=ActionId.ALL_ATTENTION,
        title="&Show all attention items",
        menu=Menu.GO,
        help="Show the items below the first lines of the strip, or hide them again",
        shortcuts=("Shift+F6",),
    ),
    Action(
        id=ActionId.DELEGATE,
        title="&Give the top attention item to somebody",
        menu=Menu.GO,
        help="Begin to give the most pressing item to somebody on duty; it sounds there until it is taken",
        shortcuts=("Ctrl+G",),
    ),
    Action(
        id=ActionId.UNITS,
        title="&Units",
        menu=Menu.GO,
        help="Go to the unit board",
        shortcuts=("F8",),
    ),
    Action(
        id=ActionId.MAP,
        title="&Map",
        menu=Menu.GO,
        help="Go to the map: arrows move, plus and minus zoom, Enter chooses",
        shortcuts=("F11",),
    ),
    Action(
        id=ActionId.PENDING,
        title="&Waiting for an answer",
        menu=Menu.GO,
        help="Go to the pages that nobody has answered",
        shortcuts=("F12",),
    ),
    Action(
        id=ActionId.SEARCH,
        title="&Find in all incidents",
        menu=Menu.GO,
        help="Look through open and closed incidents by any words, in the map's place, and go back",
        shortcuts=("Ctrl+F",),
    ),
    Action(
        id=ActionId.PLACE_ON_MAP,
        title="&Place the shown incident on the map",
        menu=Menu.GO,
        help="Click, or Enter on the cross, gives the incident its position; Esc leaves it as it is",
        shortcuts=("Ctrl+P",),
    ),
    Action(
        id=ActionId.SIGN_ON,
        title="&Sign on or change operator",
        menu=Menu.ROOM,
        help="Say who sits here, and in which role",
        shortcuts=("F9",),
    ),
    Action(
        id=ActionId.MUTE,
        title="S&ilence the sounds",
        menu=Menu.ROOM,
        help="Silence what sounds now; whatever asked for it stays on the screen",
        shortcuts=("F10",),
    ),
    Action(
        id=ActionId.QUIT,
        title="&Leave the workstation",
        menu=Menu.ROOM,
        help="Close this window; it says what would go unguarded",
        shortcuts=("Ctrl+Q",),
    ),
    Action(
        id=ActionId.NEXT_VOICE_TASK,
        title="Next &voice task",
        menu=Menu.RADIO,
        help="Take the most pressing message that waits to be read out; the caret goes to the words heard",
        shortcuts=("F7",),
    ),
    Action(
        id=ActionId.VOICE_TASKS,
        title="Voice &desk",
        menu=Menu.RADIO,
        help="Show who is to be called and what to read out; arrows choose, Enter takes one in hand",
        shortcuts=("Shift+F7",),
    ),
    Action(
        id=ActionId.HEARD_ALL,
        title="&Everything was heard back",
        menu=Menu.RADIO,
        help="Tick every line of the script; again takes the ticks away",
        shortcuts=("Ctrl+B",),
    ),
    Action(
        id=ActionId.VOICE_DECLINED,
        title="The crew decli&nes",
        menu=Menu.RADIO,
        help="Record the words heard as a refusal of the voice task in hand",
        shortcuts=("Ctrl+D",),
    ),
    Action(
        id=ActionId.NEXT_ALPHABET,
        title="Next spe&lling alphabet",
        menu=Menu.RADIO,
        help="Spell call signs and names in the script by another alphabet",
        shortcuts=("Ctrl+L",),
    ),
    Action(
        id=ActionId.CHANNELS,
        title="&Channels",
        menu=Menu.RADIO,
        help="Go to the channels: health, what waits, tests",
        shortcuts=("Shift+F8",),
    ),
    Action(
        id=ActionId.HOLD_CHANNEL,
        title="&Hold the channel, or let it go on",
        menu=Menu.RADIO,
        help="Keep everything that waits for the chosen channel back, and say why; again lets it go on",
        shortcuts=("Ctrl+H",),
    ),
    Action(
        id=ActionId.TEST_CHANNEL,
        title="&Test the channel now",
        menu=Menu.RADIO,
        help="Put a test message on the chosen channel, end to end",
        shortcuts=("Ctrl+T",),
    ),
    Action(
        id=ActionId.INBOUND,
        title="What came &in",
        menu=Menu.RADIO,
        help="Go to what came in over the channels; Enter shows its incident and its bytes",
        shortcuts=("Shift+F4",),
    ),
    Action(
        id=ActionId.EVIDENCE,
        title="&Bytes and receipts",
        menu=Menu.RADIO,
        help="Show words, bytes and receipts of the chosen page, voice task, channel or message, or hide them again",
        shortcuts=("Shift+F12",),
    ),
    Action(
        id=ActionId.WORKSPACE_DISPATCH,
        title="&Dispatch workspace",
        menu=Menu.VIEW,
        help="Lay the panels out for taking calls and alerting",
        shortcuts=("Ctrl+1",),
    ),
    Action(
        id=ActionId.WORKSPACE_RADIO,
        title="&Radio workspace",
        menu=Menu.VIEW,
        help="Lay the panels out for the radio desk: channels, who has not acknowledged, voice script, what came in",
        shortcuts=("Ctrl+2",),
    ),
    Action(
        id=ActionId.WORKSPACE_SUPERVISION,
        title="&Supervision workspace",
        menu=Menu.VIEW,
        help="Lay the panels out for what is unguarded and overdue",
        shortcuts=("Ctrl+3",),
    ),
    Action(
        id=ActionId.POLICIES,
        title="&Escalation policies",
        menu=Menu.VIEW,
        help="See in the map's place what each policy would do while nobody answers, and go back",
        shortcuts=("Ctrl+E",),
    ),
    Action(
        id=ActionId.LARGE_MAP,
        title="&Large map",
        menu=Menu.VIEW,
        help="Give the map the whole room, and take it back",
        shortcuts=("Ctrl+M",),
    ),
    Action(
        id=ActionId.TEXT_LARGER,
        title="Lar&ger text",
        menu=Menu.VIEW,
        help="Enlarge text and spacing one step",
        shortcuts=("Ctrl++", "Ctrl+="),
    ),
    Action(
        id=ActionId.TEXT_SMALLER,
        title="S&maller text",
        menu=Menu.VIEW,
        help="Make text and spacing one step smaller",
        shortcuts=("Ctrl+-",),
    ),
    Action(id=ActionId.THEME_NIGHT, title="&Night colours", menu=Menu.VIEW, help="For a dark room"),
    Action(id=ActionId.THEME_DAY, title="Da&y colours", menu=Menu.VIEW, help="For a bright room"),
    Action(id=ActionId.THEME_CONTRAST, title="&High contrast", menu=Menu.VIEW, help="For eyes that need it"),
    Action(
        id=ActionId.SIMULATION_PAUSE,
        title="&Pause or go on",
        menu=Menu.SIMULATION,
        help="Simulated people stand still; guards and deadlines go on",
        shortcuts=("Ctrl+Space",),
    ),
    Action(
        id=ActionId.SIMULATION_FASTER,
        title="&Faster",
        menu=Menu.SIMULATION,
        help="Simulated people call, answer and drive faster",
        shortcuts=("Ctrl+.",),
    ),
    Action(
        id=ActionId.SIMULATION_SLOWER,
        title="&Slower",
        menu=Menu.SIMULATION,
        help="Simulated people call, answer and drive slower",
        shortcuts=("Ctrl+,",),
    ),
    Action(
        id=ActionId.SIMULATION_LOUDER,
        title="&More calls",
        menu=Menu.SIMULATION,
        help="From calm to busy, from busy to storm",
        shortcuts=("Ctrl+Shift+.",),
    ),
    Action(
        id=ActionId.SIMULATION_CALMER,
        title="F&ewer calls",
        menu=Menu.SIMULATION,
        help="From storm to busy, from busy to calm",
        shortcuts=("Ctrl+Shift+,",),
    ),
    Action(
        id=ActionId.HELP,
        title="&Commands and keys",
        menu=Menu.HELP,
        help="Show the words of the command line and these keys",
        shortcuts=("F1", "?"),
    ),
)

ACTIONS: Mapping[ActionId, Action] = {action.id: action for action in _TABLE}
"""In the order of the menus."""


def in_menu(menu: Menu) -> tuple[Action, ...]:
    """Return the actions of a menu, in order."""
    return tuple(action for action in _TABLE if action.menu is menu)


def shortcut_text(action: Action) -> str:
    """Return the shortcuts as the cheat sheet shows them: `F2 or /`."""
    return " or ".join(action.shortcuts)
