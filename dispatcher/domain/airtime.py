"""When what waits for a line will be on the air: the order of the queue, each page with its driver's forecast. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dispatcher.domain.groups import Group, LinePage, Queued, line_pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """A page that a line will carry: seconds from now until it is on the air, and until the line is done with it."""

    page: LinePage
    begins_s: float
    ends_s: float


def foresee_line(
    waiting: Sequence[Queued], groups: Sequence[Group], forecast_s: Callable[[str], float], busy_s: float = 0.0
) -> tuple[Foreseen, ...]:
    """Return when each page goes, in the order in which they wait, on a line that is busy for so many seconds.

    What a group carries takes the line once.
    """
    at = busy_s
    found: list[Foreseen] = []
    for page in line_pages(waiting, groups):
        ends = at + forecast_s(page.attempts[0].text)
        found.append(Foreseen(page=page, begins_s=at, ends_s=ends))
        at = ends
    return tuple(found)
