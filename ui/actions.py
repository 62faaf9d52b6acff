"""Everything that a key or a menu can start: one table feeds menus, shortcuts, buttons' tips and the cheat sheet.

Titles and help are source texts; whoever shows them passes them through `ui.wording.tr`.
"""

from collections.abc import Mapping

from ui.action_table_go import GOING
from ui.action_types import Action, ActionId, Menu

__all__ = ["ACTIONS", "Action", "ActionId", "Menu", "in_menu", "shortcut_text"]


def _of_contacts(action: ActionId, title: str, shortcut: str, words: str) -> Action:
    return Action(id=action, title=title, menu=Menu.CONTACTS, help=words, shortcuts=(shortcut,))


_TABLE = (
    *GOING,
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
    _of_contacts(
        ActionId.CONTACTS, "Contacts &list", "Shift+F2", "Go to what reached the room from outside; Enter takes one"
    ),
    _of_contacts(
        ActionId.NEXT_CONTACT, "&Next contact", "Ctrl+Shift+N", "Read the next contact that nobody has in hand"
    ),
    _of_contacts(
        ActionId.TAKE_CONTACT,
        "&Take the contact, or let it go",
        "Ctrl+Shift+T",
        "Say that you handle the contact; again lets it wait",
    ),
    _of_contacts(
        ActionId.ENTER_CONTACT,
        "&Enter the contact as a call",
        "Ctrl+Shift+E",
        "Open call entry with what the chosen contact says",
    ),
    _of_contacts(
        ActionId.ATTACH_CONTACT,
        "&Attach the contact to the shown incident",
        "Ctrl+Shift+A",
        "Make the chosen contact a further call of the shown incident",
    ),
    _of_contacts(
        ActionId.DISMISS_CONTACT,
        "&Dismiss the contact",
        "Ctrl+Shift+D",
        "Put the chosen contact away, or its batch, with a reason",
    ),
    _of_contacts(
        ActionId.COMPLAINT_CONTACT,
        "&Complaint about the shown incident",
        "Ctrl+Shift+C",
        "Make the chosen contact a complaint about the shown incident",
    ),
    _of_contacts(
        ActionId.UNFOLD_CONTACTS,
        "&Unfold the batch, or fold it together",
        "Ctrl+Shift+U",
        "List each contact of the chosen batch below it; again folds them together",
    ),
    _of_contacts(
        ActionId.SEPARATE_CONTACT,
        "Not like the &others",
        "Ctrl+Shift+X",
        "Take the chosen contact out of its batch: it waits by itself",
    ),
    _of_contacts(
        ActionId.CONTACT_OCTETS,
        "&Headers and all that came",
        "Ctrl+Shift+H",
        "Read the chosen contact as it came, with its headers, as plain letters; again its words",
    ),
    _of_contacts(
        ActionId.SAVE_ATTACHMENTS,
        "&Save what came along",
        "Ctrl+Shift+S",
        "Write every attachment of the chosen contact to a file of its own",
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
        id=ActionId.KNOWN,
        title="What is &known here",
        menu=Menu.VIEW,
        help="See in the map's place what is known of the incident's place and caller, and go back",
        shortcuts=("Ctrl+K",),
    ),
    Action(
        id=ActionId.REMEMBER,
        title="Remember for the &place",
        menu=Menu.VIEW,
        help="Write down what is to be known at the next call: Enter keeps it for the incident's place",
        shortcuts=("Ctrl+Shift+K",),
    ),
    Action(
        id=ActionId.DOCUMENTS,
        title="Li&brary",
        menu=Menu.VIEW,
        help="Search and read scripts, action cards and policies in the map's place, cite one in a note, and go back",
        shortcuts=("Shift+F1",),
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
