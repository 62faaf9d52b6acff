"""Which schema revisions this program knows, told by the names of its migrations: `r0001_spine.py` makes 0001."""

from pathlib import Path

FOLDER = Path(__file__).parent / "migrations"


def known() -> tuple[str, ...]:
    """Return every revision of `FOLDER`, oldest first."""
    return tuple(sorted(path.name[1:].partition("_")[0] for path in (FOLDER / "versions").glob("r[0-9]*_*.py")))


def newest() -> str:
    """Return the revision that this program works with."""
    return known()[-1]
