"""An incident's record in words: kinds of line, tasks, who was told, what is informal."""

from collections.abc import Iterable, Mapping

from dispatcher.domain.authority import Role
from dispatcher.domain.incident_plans import Occasion
from dispatcher.domain.records import LineKind, TaskState
from dispatcher.domain.vocabulary import Flagged
from dispatcher.queries.plan_rows import PlanStepRow
from dispatcher.queries.record_rows import TaskRow
from ui.wording import role_word, tr

LINE_KIND: Mapping[LineKind, str] = {
    LineKind.NOTE: "note",
    LineKind.UPDATE: "update",
    LineKind.ACTION: "action",
    LineKind.DECISION: "decision",
    LineKind.COMMUNICATION: "communication",
}
TASK_STATE: Mapping[TaskState, tuple[str, str, str, str]] = {
    TaskState.OPEN: ("ring", "O", "open", "text"),
    TaskState.DONE: ("tick", "D", "done", "text_muted"),
    TaskState.WITHDRAWN: ("bar", "W", "withdrawn", "text_muted"),
    TaskState.HANDED_ON: ("chevron", "H", "handed on", "text_muted"),
}
"""Shape, letter, word and tone; so are those of steps."""
STEP_STATE: Mapping[TaskState | None, tuple[str, str, str, str]] = {
    None: ("hourglass", "W", "waits", "text_muted"),
    TaskState.OPEN: ("ring", "O", "open", "text"),
    TaskState.DONE: ("tick", "D", "done", "good"),
    TaskState.WITHDRAWN: ("bar", "S", "skipped", "text_muted"),
    TaskState.HANDED_ON: ("chevron", "H", "handed on", "text_muted"),
}
OVERDUE_STEP = ("triangle", "!", "OVERDUE", "alarm")
OCCASION: Mapping[Occasion, str] = {
    Occasion.BY_HAND: "by hand",
    Occasion.OPENED: "by itself when opened",
    Occasion.GRADED: "by itself, by the grade",
    Occasion.MAJOR: "by itself, declared major",
    Occasion.AMENDED: "by itself, it became something else",
    Occasion.MERGED: "with a merged incident",
    Occasion.UNMERGED: "with its incident",
}
_ROLES = {role.value for role in Role}


def task_owner(row: TaskRow) -> str:
    """Name whose a task is: a person, a team, or a role in words."""
    return role_word(Role(row.owner)) if row.owner in _ROLES and not row.is_team else row.owner


def step_owner(row: PlanStepRow) -> str:
    """Name whose a step is: a team, or a role in words."""
    return row.owner if row.is_team else role_word(Role(row.owner))


def flagged_words(found: Iterable[Flagged]) -> str:
    """Say which words are informal and what to say instead; empty when none is."""
    said = "; ".join(tr("“{found}”: say “{say}”", found=item.found, say=item.say) for item in found)
    return tr("informal: {said}", said=said) if said else ""
