"""Colours, lengths and fonts by meaning: the only place, with resources/themes, that knows their values."""

import tomllib
from collections.abc import Mapping
from string import Template

from PySide6.QtGui import QColor, QFont, QPalette

from resources import styles_dir, themes_dir

NAMES = ("night", "day", "contrast")
DEFAULT = "night"

_STEP_PX = 4
_SANS = ("Inter", "Segoe UI", "Noto Sans", "DejaVu Sans")
_MONO = ("JetBrains Mono", "Cascadia Mono", "Noto Sans Mono", "DejaVu Sans Mono", "Consolas")
_SIZES_PX = {"small": 11, "body": 13, "strong": 13, "heading": 17, "title": 22, "mono": 12, "clock": 19, "loud": 15}
_BOLD = frozenset({"strong", "heading", "title", "clock", "loud"})
_MONOSPACED = frozenset({"mono"})


class UnknownTheme(Exception):
    """No theme goes by that name; the text says which there are."""


class Theme:
    """One look at a time, as colours by semantic token. `on_NAME` is the ink for text upon plate NAME.

    Whoever draws holds the same object, so that `switch` changes all of them at their next painting.
    """

    def __init__(self, name: str = DEFAULT) -> None:
        self.name = name
        self.surfaces: Mapping[str, str] = {}
        self.inks: Mapping[str, str] = {}
        self.plates: Mapping[str, tuple[str, str]] = {}
        self.switch(name)

    @staticmethod
    def load(name: str = DEFAULT) -> "Theme":
        """Read a theme.

        Raises:
            UnknownTheme: there is none of that name.
        """
        return Theme(name)

    def switch(self, name: str) -> None:
        """Become another theme.

        Raises:
            UnknownTheme: there is none of that name.
        """
        if name not in NAMES:
            raise UnknownTheme(f"no theme {name!r}; there are {', '.join(NAMES)}")
        data = tomllib.loads((themes_dir() / f"{name}.toml").read_text(encoding="utf-8"))
        self.name = name
        self.surfaces, self.inks = data["surfaces"], data["inks"]
        self.plates = {token: (pair[0], pair[1]) for token, pair in data["plates"].items()}

    def tokens(self) -> dict[str, str]:
        """Return every token with its #rrggbb text."""
        found = dict(self.surfaces) | dict(self.inks)
        for token, (plate, ink) in self.plates.items():
            found[token] = plate
            found[f"on_{token}"] = ink
        return found

    def color(self, token: str) -> QColor:
        """Return the colour of a token; KeyError when there is none."""
        if token in self.inks:
            return QColor(self.inks[token])
        if token in self.surfaces:
            return QColor(self.surfaces[token])
        if token.startswith("on_"):
            return QColor(self.plates[token.removeprefix("on_")][1])
        return QColor(self.plates[token][0])

    def palette(self) -> QPalette:
        """Return the palette for Fusion."""
        palette = QPalette()
        role = QPalette.ColorRole
        for where, token in (
            (role.Window, "surface"), (role.WindowText, "text"), (role.Base, "surface_sunken"),
            (role.AlternateBase, "surface"), (role.Text, "text"), (role.PlaceholderText, "text_muted"),
            (role.Button, "surface_raised"), (role.ButtonText, "text"), (role.BrightText, "alarm"),
            (role.Highlight, "surface_selected"), (role.HighlightedText, "text"), (role.Link, "accent"),
            (role.ToolTipBase, "surface_raised"), (role.ToolTipText, "text"), (role.Light, "line_strong"),
            (role.Mid, "line"), (role.Dark, "surface_sunken"), (role.Midlight, "line"), (role.Accent, "accent"),
        ):  # fmt: skip
            palette.setColor(where, self.color(token))
        for where in (role.WindowText, role.Text, role.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, where, self.color("text_muted"))
        return palette

    def stylesheet(self) -> str:
        """Return the style sheet: what Fusion and the palette leave to say."""
        lengths = {f"space_{steps}": f"{self.space(steps)}px" for steps in range(1, 9)}
        lengths |= {f"space_{steps}_less": f"{self.space(steps) - 1}px" for steps in range(1, 4)}
        lengths |= {"none": "0px", "hair": "1px", "thick": "2px", "radius": "2px"}
        text = (styles_dir() / "main.qss").read_text(encoding="utf-8")
        return Template(text).substitute(self.tokens() | lengths)

    def space(self, steps: float) -> int:
        """Return a length in pixels: everything stands on one grid."""
        return round(steps * _STEP_PX)

    def font(self, role: str) -> QFont:
        """Return the font for a role: small, body, strong, heading, title, mono, clock or loud."""
        font = QFont()
        font.setFamilies(list(_MONO if role in _MONOSPACED else _SANS))
        font.setPixelSize(_SIZES_PX[role])
        font.setBold(role in _BOLD)
        if role == "clock":
            font.setFeature(QFont.Tag("tnum"), 1)
        return font
