"""Where the files that ship with the program are. The only code that knows their paths."""

from pathlib import Path

_HERE = Path(__file__).parent


def themes_dir() -> Path:
    """Return the directory of NAME.toml colour themes."""
    return _HERE / "themes"


def styles_dir() -> Path:
    """Return the directory of style sheet templates."""
    return _HERE / "styles"


def icons_dir() -> Path:
    """Return the directory of icons."""
    return _HERE / "icons"


def fonts_dir() -> Path:
    """Return the directory of *.ttf fonts and their licences."""
    return _HERE / "fonts"


def sounds_dir() -> Path:
    """Return the directory of sounds."""
    return _HERE / "sounds"


def packs_dir() -> Path:
    """Return the directory of configuration packs, one directory each."""
    return _HERE / "packs"


def maps_dir() -> Path:
    """Return the directory of NAME.map map packs."""
    return _HERE / "maps"


def response_times_dir() -> Path:
    """Return the directory of NAME.toml sets of expected times."""
    return _HERE / "response_times"


def status_tables_dir() -> Path:
    """Return the directory of NAME.toml tables of pre-coded status."""
    return _HERE / "status_tables"
