"""One look at every size: the letters that ship, a scale that every living widget follows, and nothing set aside it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QSize
from PySide6.QtGui import QAction, QFontInfo, QFontMetricsF, QGuiApplication, QRawFont
from PySide6.QtWidgets import QApplication, QDockWidget, QLabel, QLayout, QTableView, QWidget
from pytestqt.qtbot import QtBot

from resources import packs_dir
from tests.helpers import scenes
from tests.helpers.fake_room import FakeClock, FakeRoom
from ui.layouts import LayoutBook
from ui.main_window import MainWindow
from ui.presenters.desk import Desk
from ui.theme import NAMES, SCALES, Theme, UnknownScale, load_fonts, scale_for
from ui.wardrobe import Wardrobe
from ui.widgets.dressing import rewear, wear

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
ROOT = Path(__file__).parents[2]
ROLES = ("small", "body", "strong", "heading", "title", "mono", "clock", "loud")
FIXED_FOR_GOOD = re.compile(
    r"(?<!painter)\.setFont\([^)]*font\(|\.set(?:Spacing|VerticalSpacing|HorizontalSpacing|ContentsMargins|ColumnWidth"
    r"|DefaultSectionSize|Fixed\w+|Minimum(?:Width|Height)|Maximum(?:Width|Height))\([^)]*space\("
)
"""A font or a length of the theme given to a widget once, which a change of scale does not reach."""


@pytest.fixture
def dressed(qapp: QApplication) -> Iterator[QApplication]:
    """The application, whose look is put back."""
    palette, font = qapp.palette(), qapp.font()
    yield qapp
    qapp.setStyleSheet("")
    qapp.setPalette(palette)
    qapp.setFont(font)


@pytest.mark.parametrize(
    ("height", "scale"), [(700, 1.0), (1080, 1.0), (1399, 1.0), (1400, 1.25), (1600, 1.25), (2000, 1.5), (2160, 1.5)]
)
def test_a_tall_screen_starts_with_larger_letters(height: int, scale: float):
    assert scale_for(height) == scale
    assert scale in SCALES


def test_a_scale_grows_letters_and_lengths_alike(qtbot: QtBot):
    theme = Theme()
    small = {role: theme.font(role).pixelSize() for role in ROLES} | {"space": theme.space(10)}
    for scale in SCALES:
        theme.rescale(scale)
        grown = {role: theme.font(role).pixelSize() for role in ROLES} | {"space": theme.space(10)}
        assert grown == {name: round(size * scale) for name, size in small.items()}


def test_an_unknown_scale_is_refused_with_those_there_are():
    with pytest.raises(UnknownScale, match=r"no scale 1\.1; there are 1\.0, .*2\.0"):
        Theme().rescale(1.1)


def test_the_next_scale_ends_where_the_scales_end():
    theme = Theme(scale=1.25)
    assert (theme.next_scale(1), theme.next_scale(0), theme.next_scale(-1)) == (1.5, 1.25, 1.15)
    theme.rescale(SCALES[-1])
    assert theme.next_scale(1) == SCALES[-1]
    theme.rescale(SCALES[0])
    assert theme.next_scale(-1) == SCALES[0]


def test_lines_of_the_style_sheet_grow_with_the_scale():
    assert "border: 1px solid" in Theme().stylesheet()
    large = Theme(scale=2.0).stylesheet()
    assert "border: 2px solid" in large
    assert not re.search(r"\b1px", large)


def test_every_role_has_the_letters_that_ship(qtbot: QtBot):
    assert set(load_fonts()) >= {"Readback Sans", "JetBrains Mono"}
    families = {role: QFontInfo(Theme().font(role)).family() for role in ROLES}
    assert families == dict.fromkeys(ROLES, "Readback Sans") | {"mono": "JetBrains Mono"}


@pytest.mark.parametrize("role", ROLES)
def test_figures_are_of_one_width_and_hyphens_stay_short(qtbot: QtBot, role: str):
    metrics = QFontMetricsF(Theme().font(role))
    widths = {metrics.horizontalAdvance(figure) for figure in "0123456789"}
    assert len(widths) == 1
    if role != "mono":
        assert metrics.horizontalAdvance("-") < max(widths) * 0.85


def words_on_screen() -> set[str]:
    """Every character of every string of the screen's code and of the packs."""
    found = set[str]()
    for path in (ROOT / "ui").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= set(node.value)
    for path in packs_dir().rglob("*.toml"):
        found |= set(path.read_text(encoding="utf-8"))
    return {letter for letter in found if letter.isprintable()}


def test_every_letter_on_the_screen_is_in_the_letters_that_ship(qtbot: QtBot):
    letters = words_on_screen()
    assert {"·", "×", "é", "…", "“"} <= letters
    for role in ("body", "strong"):
        raw = QRawFont.fromFont(Theme().font(role))
        assert sorted(letter for letter in letters if not raw.supportsCharacter(ord(letter))) == []


def test_names_of_places_are_in_the_letters_that_ship(qtbot: QtBot):
    raw = QRawFont.fromFont(Theme().font("body"))
    assert [letter for letter in "éàçœßøåñőžłşğİţΑωЖя’–°′″" if not raw.supportsCharacter(ord(letter))] == []


def test_no_widget_keeps_a_font_or_a_length_for_good():
    kept = {
        str(path.relative_to(ROOT)): found
        for path in (ROOT / "ui").rglob("*.py")
        if path.name != "dressing.py" and (found := FIXED_FOR_GOOD.findall(path.read_text(encoding="utf-8")))
    }
    assert kept == {}, "give it by ui.widgets.dressing.dress"


def open_window(qtbot: QtBot, theme: Theme) -> MainWindow:
    room = FakeRoom()
    scenes.SCENES["busy"](room)
    desk = Desk(room, lambda call: call(), FakeClock(), seat="seat-1", world=scenes.World.SIMULATED)
    window = MainWindow(theme, LayoutBook(None), lambda: None)
    qtbot.addWidget(window, before_close_func=lambda window: window.close_now())
    window.open_desk(desk, lambda: None, world="SIMULATED")
    desk.start()
    desk.session.show_incident("i1")
    window.resize(1920, 1080)
    window.show()
    qtbot.waitExposed(window)
    QApplication.processEvents()
    return window


def measures(window: MainWindow) -> list[tuple[object, ...]]:
    """What each widget and layout of ours has of the theme's letters and lengths."""
    QApplication.processEvents()
    found: list[tuple[object, ...]] = []
    for thing in window.findChildren(QObject):
        name = thing.objectName()
        if isinstance(thing, QTableView):
            head = thing.horizontalHeader().viewport().font().pixelSize()
            found.append((name, thing.verticalHeader().defaultSectionSize(), head))
        if isinstance(thing, QWidget) and name and not name.startswith("qt_") and not isinstance(thing, QDockWidget):
            least = thing.minimumWidth(), thing.minimumHeight(), thing.maximumHeight()
            found.append((type(thing).__name__, name, thing.font().pixelSize(), least))
        elif isinstance(thing, QLayout):
            margins = thing.contentsMargins()
            edges = margins.left(), margins.top(), margins.right(), margins.bottom()
            found.append((type(thing).__name__, thing.spacing(), edges))
    return sorted(found, key=repr)


@pytest.mark.parametrize("scale", [1.25, 2.0])
def test_a_living_window_takes_a_scale_as_if_it_were_made_with_it(qtbot: QtBot, dressed: QApplication, scale: float):
    theme, fresh = Theme(), Theme(scale=scale)
    wear(dressed, theme)
    window = open_window(qtbot, theme)
    before = measures(window)
    theme.rescale(scale)
    wear(dressed, theme)
    changed = measures(window)
    made = measures(open_window(qtbot, fresh))
    assert [one for one in changed if one not in made] == []
    assert [one for one in made if one not in changed] == []
    assert changed != before
    theme.rescale(1.0)
    wear(dressed, theme)
    assert measures(window) == before


@pytest.mark.parametrize("look", NAMES)
def test_a_living_window_takes_a_theme_at_once(qtbot: QtBot, dressed: QApplication, look: str):
    theme = Theme()
    wear(dressed, theme)
    window = open_window(qtbot, theme)
    theme.switch(look)
    wear(dressed, theme)
    ground = window.grab().toImage().pixelColor(2, window.height() - 2)
    assert ground.name() in {theme.color("surface").name(), theme.color("surface_sunken").name()}
    rewear(window, theme)
    assert QGuiApplication.palette().color(QGuiApplication.palette().ColorRole.Window) == theme.color("surface")


def test_letters_grow_no_further_than_the_monitor_can_show(
    qtbot: QtBot, dressed: QApplication, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(Wardrobe, "monitor", lambda _self: QSize(1366, 768))
    theme = Theme()
    window = open_window(qtbot, theme)
    larger = window.findChild(QAction, "text_larger")
    assert larger is not None
    for _ in range(3):
        larger.trigger()
    assert theme.scale == 1.15
    assert window.minimumWidth() <= 1366
    assert window.minimumHeight() <= 768
    words = [label.text() for label in window.panels.command_line.findChildren(QLabel)]
    assert "Larger letters do not fit this screen." in words


def test_letters_grow_and_shrink_from_the_menu(qtbot: QtBot, dressed: QApplication, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Wardrobe, "monitor", lambda _self: QSize(3840, 2160))
    theme = Theme()
    window = open_window(qtbot, theme)
    clock = window.findChild(QLabel, "clock")
    assert clock is not None
    sizes = [clock.font().pixelSize()]
    for name in ("text_larger", "text_larger", "text_smaller", "text_smaller", "text_smaller"):
        action = window.findChild(QAction, name)
        assert action is not None
        action.trigger()
        sizes.append(clock.font().pixelSize())
    assert sizes == [Theme(scale=scale).font("clock").pixelSize() for scale in (1.0, 1.15, 1.25, 1.15, 1.0, 1.0)]
    assert len(set(sizes)) == 3
