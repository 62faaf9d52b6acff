"""Rows for the list above the command line: what `find` found, what `help` says."""

from dataclasses import dataclass

from dispatcher.queries.place_rows import PlaceRow
from dispatcher.queries.queue_rows import FoundRow
from ui.actions import ACTIONS, shortcut_text
from ui.presenters.command_grammar_help import HELP
from ui.presenters.command_grammar_words import Verb
from ui.presenters.places import place_detail, place_letter, place_note
from ui.wording import tr


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row: Enter shows its incident or its place, looks for `search` everywhere, or puts `insert` in the line."""

    label: str
    detail: str
    incident_id: str | None = None
    insert: str = ""
    place: PlaceRow | None = None
    search: str = ""


def help_rows(verb: Verb | None) -> tuple[str, tuple[ListRow, ...]]:
    """Return a title and rows: every verb and key, or the examples of one verb."""
    if verb is not None:
        told = HELP[verb]
        title = tr("{usage}: {summary}", usage=told.usage, summary=tr(told.summary))
        return title, tuple(ListRow(example, tr("example"), insert=example) for example in told.examples)
    words = tuple(ListRow(HELP[each].usage, tr(HELP[each].summary), insert=f"{each.value} ") for each in Verb)
    keys = tuple(ListRow(shortcut_text(action), tr(action.help)) for action in ACTIONS.values() if action.shortcuts)
    return tr("Commands and keys"), words + keys


def found_rows(
    wanted: str, rows: tuple[FoundRow, ...], places: tuple[PlaceRow, ...] = ()
) -> tuple[str, tuple[ListRow, ...]]:
    """Return a title and the hits: incidents and units, then places, then the way to all that has the words."""
    title = tr("{count} found for “{text}”", count=len(rows) + len(places), text=wanted)
    found = tuple(ListRow(row.label, row.detail, incident_id=row.incident_id) for row in rows)
    everywhere = ListRow(tr("all matches: search"), tr("names, words, spelt alike, closed long ago"), search=wanted)
    return title, (*found, *(_place_row(row) for row in places), everywhere)


def _place_row(row: PlaceRow) -> ListRow:
    sure = "" if row.verified else f" · {place_note(row).text}"
    return ListRow(f"{place_letter(row)} {row.label}", place_detail(row) + sure, place=row)
