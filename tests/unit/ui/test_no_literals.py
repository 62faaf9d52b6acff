"""Colours, pixels and fonts are named in the theme only; every pair of text and ground can be read."""

import re
import tomllib
from itertools import product
from pathlib import Path

import pytest

from resources import themes_dir

ROOT = Path(__file__).parents[3]
ALLOWED = {ROOT / "ui" / "theme.py"}
COLOUR = re.compile(r"#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b|QColor\(\s*[\"'0-9]|rgba?\(|GlobalColor")
PIXEL = re.compile(r"\b\d+px\b|setPixelSize\(|setPointSize\(|setPointSizeF\(")
FONT = re.compile(r"QFont\(\s*[\"']|setFamil")
SIZE_CALL = re.compile(
    r"(?:setFixed(?:Width|Height|Size)|setM(?:in|ax)imum(?:Width|Height)|setSpacing|setColumnWidth|setContentsMargins)"
    r"\(([^()]*\d[^()]*)\)"
)
SOURCES = sorted([*(ROOT / "ui").rglob("*.py"), *(ROOT / "resources" / "styles").glob("*")])
GROUNDS = ("surface", "surface_raised", "surface_sunken", "surface_selected", "surface_hover")
LOUD_GROUNDS = {
    "surface_alarm": ("text", "text_muted", "alarm", "warning"),
    "surface_warning": ("text", "text_muted", "warning", "alarm"),
    "surface_uncertain": ("text", "text_muted", "uncertain"),
    "surface_good": ("text", "text_muted", "good"),
}
NOT_FOR_TEXT = {"focus"}
LINES = {"line", "line_strong"}
MAP_WORDS = ("map_label", "map_place", "map_quarter", "map_site")
MAP_GROUNDS = ("map_land", "map_built_up", "map_sea", "map_building", "map_green", "map_wood", "map_street")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_colour_pixel_or_font_outside_the_theme(path: Path):
    if path in ALLOWED:
        return
    text = path.read_text(encoding="utf-8")
    for pattern in (COLOUR, PIXEL, FONT):
        assert pattern.findall(text) == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_lengths_come_from_the_grid(path: Path):
    calls = SIZE_CALL.findall(path.read_text(encoding="utf-8"))
    assert [given for given in calls if set(re.findall(r"\d+", given)) - {"0"}] == []


@pytest.mark.parametrize("path", sorted((ROOT / "ui").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_files_stay_small_and_connect_little(path: Path):
    text = path.read_text(encoding="utf-8")
    assert text.count(".connect(") <= 15
    assert len(text.splitlines()) <= 400
    if path.name == "main_window.py" or path.parent.name == "views":
        assert len(text.splitlines()) <= 300


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    """Contrast ratio (WCAG 2)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_ratio_is_the_known_one():
    assert ratio("#000000", "#ffffff") == pytest.approx(21)
    assert ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", ["night", "day", "contrast"])
def test_every_text_can_be_read_on_its_ground(name: str):
    theme = tomllib.loads((themes_dir() / f"{name}.toml").read_text(encoding="utf-8"))
    least = 7.0 if name == "contrast" else 4.5
    surfaces, inks = theme["surfaces"], theme["inks"]
    pairs = [(ink, ground) for ink, ground in product(inks, GROUNDS) if ink not in NOT_FOR_TEXT]
    pairs += [(ink, ground) for ground, allowed in LOUD_GROUNDS.items() for ink in allowed]
    pale = [
        f"{ink} on {ground}: {ratio(inks[ink], surfaces[ground]):.2f}"
        for ink, ground in pairs
        if ratio(inks[ink], surfaces[ground]) < least
    ]
    pale += [f"plate {plate}: {ratio(*pair):.2f}" for plate, pair in theme["plates"].items() if ratio(*pair) < least]
    assert pale == []


@pytest.mark.parametrize("name", ["night", "day", "contrast"])
def test_focus_and_lines_can_be_seen(name: str):
    theme = tomllib.loads((themes_dir() / f"{name}.toml").read_text(encoding="utf-8"))
    for ground in ("surface", "surface_raised", "surface_sunken"):
        assert ratio(theme["inks"]["focus"], theme["surfaces"][ground]) >= 3.0


@pytest.mark.parametrize("name", ["night", "day", "contrast"])
def test_words_of_the_map_can_be_read_on_their_halo_and_on_its_ground(name: str):
    surfaces = tomllib.loads((themes_dir() / f"{name}.toml").read_text(encoding="utf-8"))["surfaces"]
    least = 7.0 if name == "contrast" else 4.5
    pale = [word for word in MAP_WORDS if ratio(surfaces[word], surfaces["map_label_halo"]) < least]
    pale += [
        f"{word} on {ground}: {ratio(surfaces[word], surfaces[ground]):.2f}"
        for word, ground in product(MAP_WORDS, MAP_GROUNDS)
        if ratio(surfaces[word], surfaces[ground]) < 3.0
    ]
    assert pale == []


@pytest.mark.parametrize("name", ["night", "day", "contrast"])
def test_every_token_is_of_a_class_whose_contrast_is_tested(name: str):
    theme = tomllib.loads((themes_dir() / f"{name}.toml").read_text(encoding="utf-8"))
    assert set(theme) == {"surfaces", "inks", "plates"}
    grounds = {token for token in theme["surfaces"] if not token.startswith("map_")}
    assert grounds == {*GROUNDS, *LOUD_GROUNDS, *LINES}


def test_themes_name_the_same_tokens():
    names = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(themes_dir().glob("*.toml"))]
    for theme in names[1:]:
        assert {part: set(tokens) for part, tokens in theme.items()} == {
            part: set(tokens) for part, tokens in names[0].items()
        }
