"""What screens know of a pack that is loaded, without a room."""

from dispatcher.packs.model import Pack
from dispatcher.queries.pack_rows import PackRow, TypeRow


def pack_row(pack: Pack) -> PackRow:
    """The types, criteria and languages of a pack."""
    types = (TypeRow(name=part.name, title=part.title, impact=part.impact, urgency=part.urgency) for part in pack.type)
    return PackRow(
        name=pack.name, title=pack.title, timezone=pack.timezone, types=tuple(types), operators=(),
        outcomes=pack.outcomes, impact_criteria=pack.impact_criteria, urgency_criteria=pack.urgency_criteria,
        map_file="", languages=pack.languages,
    )  # fmt: skip
