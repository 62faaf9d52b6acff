"""Icons: one hand, one ink; drawn at every size and ratio, readable in every theme, and none that is not there."""

import re
from itertools import product
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFontMetrics, QIcon, QImage, QPixmap
from PySide6.QtSvg import QSvgRenderer
from pytestqt.qtbot import QtBot

from dispatcher.domain.worlds import World
from resources import icons_dir
from tests.helpers import scenes
from tests.helpers.fake_room import FakeClock, FakeRoom
from ui import icons
from ui.actions import ActionId
from ui.presenters.desk import Desk
from ui.theme import NAMES, Theme
from ui.widgets import shapes
from ui.widgets.labels import LampWidget

ROOT = Path(__file__).parents[2]
FILES = sorted(icons_dir().glob("*.svg"))
ONE_INK = [path for path in FILES if path.stem != icons.APPLICATION]
NAMED = re.compile(r"\b(?:icon|pixmap|set_icon)\(\s*\"(\w+)\"")
SIZES = list(product((16, 24, 48), (1.0, 2.0)))
HAND = {"viewBox": "0 0 24 24", "fill": "none", "stroke": "currentColor", "stroke-width": "2",
        "stroke-linecap": "round", "stroke-linejoin": "round"}  # fmt: skip


def colors(drawn: QPixmap) -> list[QColor]:
    image = drawn.toImage().convertToFormat(QImage.Format.Format_ARGB32)
    return [image.pixelColor(x, y) for x, y in product(range(image.width()), range(image.height()))]


def strong(drawn: QPixmap) -> list[QColor]:
    """The pixels that carry the drawing."""
    return [color for color in colors(drawn) if color.alpha() > 150]


def luminance(color: QColor) -> float:
    parts = (color.redF(), color.greenF(), color.blueF())
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: QColor, other: QColor) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_every_icon_is_of_one_hand():
    for path in ONE_INK:
        root = ElementTree.fromstring(path.read_text(encoding="utf-8"))
        assert {name: root.get(name) for name in HAND} == HAND, path.stem
        inks = {shape.get(what) for shape in root.iter() for what in ("fill", "stroke")}
        assert inks <= {None, "none", "currentColor"}, path.stem


def test_every_icon_can_be_parsed(qtbot: QtBot):
    assert [path.stem for path in FILES if not QSvgRenderer(path.read_bytes()).isValid()] == []


@pytest.mark.parametrize(("size", "dpr"), SIZES)
def test_every_icon_is_drawn_at_every_size(qtbot: QtBot, size: int, dpr: float):
    theme = Theme()
    for name in icons.names():
        drawn = icons.pixmap(name, theme, size, dpr)
        assert drawn.size() == QSize(round(size * dpr), round(size * dpr))
        assert drawn.deviceIndependentSize().width() == size
        share = len(strong(drawn)) / (drawn.width() * drawn.height())
        assert 0.04 < share < 0.7, f"{share:.2f} of {name} is ink"


@pytest.mark.parametrize("look", NAMES)
def test_every_icon_can_be_seen_on_every_ground(qtbot: QtBot, look: str):
    theme = Theme(look)
    grounds = [theme.color(ground) for ground in ("surface", "surface_raised", "surface_sunken", "surface_selected")]
    for name, tone in product(icons.names(), ("text", "text_muted")):
        ink = max(strong(icons.pixmap(name, theme, 16, 1.0, tone)), key=lambda color: color.alpha())
        assert min(ratio(ink, ground) for ground in grounds) >= 4.5, name


def test_every_icon_that_is_named_is_there():
    named = {name for path in (ROOT / "ui").rglob("*.py") for name in NAMED.findall(path.read_text(encoding="utf-8"))}
    assert (named | set(icons.ACTION_ICONS.values())) - set(icons.names()) == set()


def test_actions_side_by_side_do_not_share_an_icon():
    assert len(set(icons.ACTION_ICONS.values())) == len(icons.ACTION_ICONS)
    assert set(icons.ACTION_ICONS) <= set(ActionId)


def test_an_unknown_icon_is_refused_with_those_there_are(qtbot: QtBot):
    with pytest.raises(icons.UnknownIcon, match=r"no icon 'unicorn'; there are .*zoom_out"):
        icons.icon("unicorn", Theme())


def test_an_icon_follows_the_theme(qtbot: QtBot):
    theme = Theme("night")
    made = icons.icon("queue", theme)
    before = {color.name() for color in strong(made.pixmap(24, 24)) if color.alpha() == 255}
    theme.switch("day")
    after = {color.name() for color in strong(made.pixmap(24, 24)) if color.alpha() == 255}
    assert (before, after) == ({Theme("night").color("text").name()}, {Theme("day").color("text").name()})


def test_a_disabled_icon_is_muted(qtbot: QtBot):
    theme = Theme()
    drawn = icons.icon("queue", theme).pixmap(QSize(24, 24), QIcon.Mode.Disabled)
    assert {color.name() for color in strong(drawn) if color.alpha() == 255} == {theme.color("text_muted").name()}


def test_an_icon_is_sharp_at_a_high_ratio(qtbot: QtBot):
    drawn = icons.icon("queue", Theme()).pixmap(QSize(24, 24), 2.0)
    assert (drawn.width(), drawn.devicePixelRatio()) == (48, 2.0)
    soft = [color for color in colors(drawn) if 0 < color.alpha() < 255]
    assert len(soft) < len(strong(drawn)) / 2


def test_icons_outlive_their_makers(qtbot: QtBot):
    kept = [icons.icon(name, Theme()) for name in icons.names()]
    copies = [QIcon(one) for one in kept]
    del kept
    assert not any(copy.pixmap(16, 16).isNull() for copy in copies)


def test_the_window_has_an_icon_of_its_own(qtbot: QtBot):
    made = icons.application_icon()
    assert {16, 32, 256} <= {size.width() for size in made.availableSizes()}
    assert len(strong(made.pixmap(32, 32))) > 500


@pytest.mark.parametrize("scene", list(scenes.SCENES))
def test_every_lamp_of_the_sentinel_line_has_a_mark_that_can_be_drawn(scene: str):
    room = FakeRoom()
    scenes.SCENES[scene](room)
    desk = Desk(room, lambda call: call(), FakeClock(), seat="seat-1", world=World.SIMULATED)
    desk.start()
    shown = desk.sentinel.shown()
    marks = {lamp.shape for lamp in (shown.unguarded, shown.guard, shown.person, shown.world, *shown.channels)}
    assert marks - {""} <= set(icons.names()) | shapes.NAMES
    assert "" not in {lamp.shape for lamp in (shown.unguarded, shown.guard, *shown.channels)}


def test_a_lamp_draws_an_icon_as_high_as_its_words(qtbot: QtBot):
    theme = Theme()
    lamp = LampWidget(theme, "guard", "strong")
    qtbot.addWidget(lamp)
    lamp.show_lamp("", "alarm", "heartbeat")
    lamp.resize(lamp.sizeHint())
    drawn = lamp.grab().toImage()
    ink = theme.color("alarm")
    rows = {y for x, y in product(range(drawn.width()), range(drawn.height())) if drawn.pixelColor(x, y) == ink}
    assert max(rows) - min(rows) > QFontMetrics(lamp.font()).capHeight()
