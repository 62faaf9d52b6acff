"""Look at a pack that may be loaded for what its supervisor would want told."""

from pathlib import Path

from dispatcher.packs.lint import Lint, Paging
from dispatcher.packs.lint_channels import lint_channels
from dispatcher.packs.lint_incident_plans import lint_incident_plans
from dispatcher.packs.lint_order import lint_attempts
from dispatcher.packs.lint_places import lint_map, lint_stations
from dispatcher.packs.lint_policies import lint_policies
from dispatcher.packs.lint_triage import lint_documents, lint_phrases, lint_triage
from dispatcher.packs.lint_words import lint_pack, lint_people, lint_types, lint_units
from dispatcher.packs.loading import IN_ORDER, map_file_of
from dispatcher.packs.model import Pack


def lint(pack: Pack, folder: Path, paging: Paging | None) -> tuple[Lint, ...]:
    """Return every lint of a pack, in the order of its files; without `paging` nothing is said of pages."""
    bounds, longest_place, found = lint_map(pack, map_file_of(pack))
    found += lint_pack(pack, folder)
    found += lint_people(pack)
    found += lint_types(pack, paging, longest_place)
    found += lint_channels(pack, paging)
    found += lint_stations(pack, bounds)
    found += lint_units(pack, paging)
    found += lint_policies(pack, paging)
    found += lint_attempts(pack, paging) if paging else ()
    found += lint_triage(pack)
    found += lint_phrases(pack)
    found += lint_documents(pack)
    found += lint_incident_plans(pack)
    return tuple(sorted(found, key=lambda item: IN_ORDER.index(item.file)))
