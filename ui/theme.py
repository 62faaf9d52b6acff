"""Colours, lengths and fonts by meaning: the only place, with resources/themes, that knows their values."""

import tomllib
from collections.abc import Mapping
from functools import cache
from string import Template

from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette

from resources import fonts_dir, styles_dir, themes_dir

NAMES = ("night", "day", "contrast")
DEFAULT = "night"
SCALES = (1.0, 1.15, 1.25, 1.5, 1.75, 2.0)
"""By how much letters and lengths may grow, beside what the system's own scaling does."""
_TALL_SCREENS = ((2000, 1.5), (1400, 1.25))

_STEP_PX = 4
_ICON_STEPS = 4
_SANS = ("Readback Sans", "Inter", "Segoe UI", "Noto Sans", "DejaVu Sans")
_MONO = ("JetBrains Mono", "Cascadia Mono", "Noto Sans Mono", "DejaVu Sans Mono", "Consolas")
_TABULAR = QFont.Tag("tnum")
_HAIR_PX, _THICK_PX, _RADIUS_PX = 1, 2, 2
_SIZES_PX = {"small": 11, "body": 13, "strong": 13, "heading": 17, "title": 22, "mono": 12, "clock": 19, "loud": 15}
_BOLD = frozenset({"strong", "heading", "title", "clock", "loud"})
_MONOSPACED = frozenset({"mono"})


class UnknownTheme(Exception):
    """No theme goes by that name; the text says which there are."""


class UnknownScale(Exception):
    """Letters do not come in that size; the text says in which they do."""


def scale_for(height: int) -> float:
    """Return the scale for a screen so many logical pixels high: letters stay readable from a chair's distance."""
    return next((scale for least, scale in _TALL_SCREENS if height >= least), SCALES[0])


@cache
def load_fonts() -> tuple[str, ...]:
    """Give Qt the fonts that ship with the program, once; return their families."""
    families: list[str] = []
    for path in sorted(fonts_dir().glob("*.ttf")):
        families += QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(path)))
    return tuple(families)


class Theme:
    """One look at a time, as colours by semantic token. `on_NAME` is the ink for text upon plate NAME.

    Whoever draws holds the same object, so that `switch` and `rescale` change all of them at their next painting;
    `ui.widgets.dressing.wear` re-applies what widgets were given of it.
    """

    def __init__(self, name: str = DEFAULT, scale: float = SCALES[0]) -> None:
        self.name, self.scale = name, scale
        self.surfaces: Mapping[str, str] = {}
        self.inks: Mapping[str, str] = {}
        self.plates: Mapping[str, tuple[str, str]] = {}
        self.switch(name)
        self.rescale(scale)

    @property
    def look(self) -> tuple[str, float]:
        """Name and scale: the key of whatever is drawn once and kept."""
        return self.name, self.scale

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

    def rescale(self, factor: float) -> None:
        """Draw letters and lengths larger by one of SCALES.

        Raises:
            UnknownScale: it is not one of them.
        """
        if factor not in SCALES:
            raise UnknownScale(f"no scale {factor}; there are {', '.join(map(str, SCALES))}")
        self.scale = factor

    def next_scale(self, step: int) -> float:
        """Return the scale so many sizes larger (or, below 0, smaller), and no further than there are."""
        return SCALES[min(len(SCALES) - 1, max(0, SCALES.index(self.scale) + step))]

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
        lengths |= {f"space_{steps}_less": f"{self.space(steps) - self._length(_HAIR_PX)}px" for steps in range(1, 4)}
        lengths |= {"none": "0px", "hair": f"{self._length(_HAIR_PX)}px", "thick": f"{self._length(_THICK_PX)}px"}
        lengths |= {"icon": f"{self.icon}px", "radius": f"{self._length(_RADIUS_PX)}px"}
        text = (styles_dir() / "main.qss").read_text(encoding="utf-8")
        return Template(text).substitute(self.tokens() | lengths)

    def space(self, steps: float) -> int:
        """Return a length in pixels: everything stands on one grid, which grows with the scale."""
        return round(steps * _STEP_PX * self.scale)

    @property
    def icon(self) -> int:
        """The side of an icon beside body text, in pixels."""
        return self.space(_ICON_STEPS)

    def font(self, role: str, *, scaled: bool = True) -> QFont:
        """Return the font for a role: small, body, strong, heading, title, mono, clock or loud.

        Not `scaled` is for a painter that is scaled itself. Figures are all of one width, so that columns and running
        times stand still.
        """
        if QGuiApplication.instance() is not None:
            load_fonts()
        font = QFont()
        font.setFamilies(list(_MONO if role in _MONOSPACED else _SANS))
        font.setPixelSize(round(_SIZES_PX[role] * (self.scale if scaled else 1)))
        font.setWeight(QFont.Weight.DemiBold if role in _BOLD else QFont.Weight.Normal)
        font.setFeature(_TABULAR, 1)
        return font

    def _length(self, pixels: int) -> int:
        return max(1, round(pixels * self.scale))
