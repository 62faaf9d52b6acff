"""Sounds: repeated until taken, silenced only for what is there, and missing sound is said."""

import threading
import wave
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from dispatcher.domain.attention import ASKS_A_PERSON, AttentionKind, AttentionState
from dispatcher.queries.requests import AskAttention
from resources import sounds_dir
from resources.sounds.generate import SOUNDS, samples
from tests.helpers import scenes
from tests.helpers.fake_room import FakeClock, FakeRoom
from ui.presenters.attention import AttentionPresenter
from ui.widgets import sound
from ui.widgets.sound import Silence, Sounder, SoundPlayer


class Listening(SoundPlayer):
    """Keeps names instead of playing."""

    def __init__(self) -> None:
        super().__init__(lambda _: None)
        self.names: list[str] = []

    def play(self, name: str) -> None:
        self.names.append(name)


def over(room: FakeRoom) -> AttentionPresenter:
    return AttentionPresenter(room, lambda call: call(), FakeClock(), lambda: None, lambda _: None)


def test_every_kind_has_a_sound_of_its_own():
    heard = {}
    for kind in AttentionKind:
        with wave.open(str(sounds_dir() / f"{kind.value}.wav"), "rb") as file:
            heard[kind] = file.readframes(file.getnframes())
        assert heard[kind] == samples(SOUNDS[kind.value]), f"{kind}: make the sounds anew"
    assert len(set(heard.values())) == len(AttentionKind)


def _tune(kind: AttentionKind) -> tuple[int, str, int]:
    """How many notes, where they go, and how long it takes in tenths of a second."""
    notes = [frequency for frequency, _seconds, _harsh in SOUNDS[kind.value] if frequency]
    ways = "".join("=" if a == b else "<" if a < b else ">" for a, b in pairwise(notes))
    return len(notes), ways, round(10 * sum(seconds for _, seconds, _ in SOUNDS[kind.value]))


def test_sounds_are_told_apart_by_rhythm_and_tune_and_only_trouble_buzzes():
    for one, other in combinations(AttentionKind, 2):
        assert _tune(one)[:2] != _tune(other)[:2] or abs(_tune(one)[2] - _tune(other)[2]) >= 2, (one, other)
    for kind in AttentionKind:
        loudest = max(harsh for _, _, harsh in SOUNDS[kind.value])
        highest = max(frequency for frequency, _, _ in SOUNDS[kind.value])
        trouble = kind is AttentionKind.TECHNICAL_ALARM
        assert (loudest > 0.5, highest < 250) == (trouble, trouble), kind
        if kind in ASKS_A_PERSON:
            assert highest > 1000


def test_an_open_item_is_heard_until_it_is_taken(qtbot: QtBot, monkeypatch):
    monkeypatch.setattr(sound, "REPEAT_MS", 20)
    room, player = FakeRoom(), Listening()
    presenter = over(room)
    sounder = Sounder(presenter, player)
    row = scenes.attention_row(1, AttentionKind.VOICE_TASK, "read")
    room.canned = {AskAttention: (row,)}
    presenter.refresh()
    assert player.names == ["voice_task"]
    qtbot.waitUntil(lambda: len(player.names) >= 3, timeout=3000)
    room.canned = {
        AskAttention: (scenes.attention_row(1, AttentionKind.VOICE_TASK, "read", state=AttentionState.TAKEN),)
    }
    presenter.refresh()
    heard = len(player.names)
    qtbot.wait(60)
    assert len(player.names) == heard
    assert sounder.parent() is None


def test_silence_holds_until_something_new_comes(qtbot: QtBot):
    room, player = FakeRoom(), Listening()
    presenter = over(room)
    sounder = Sounder(presenter, player)
    room.canned = {AskAttention: (scenes.attention_row(1, AttentionKind.AUTHORITY, "a"),)}
    presenter.refresh()
    sounder.mute()
    presenter.refresh()
    assert player.names == ["authority"]
    room.canned = {AskAttention: (scenes.attention_row(1, AttentionKind.AUTHORITY, "a", count=2),)}
    presenter.refresh()
    assert player.names == ["authority", "authority"]


def test_a_missing_device_is_told_once_and_its_return_too(qtbot: QtBot):
    told: list[str] = []
    answers = [Silence("no device", "alsa: -2"), Silence("no device", "alsa: -2"), None]
    done = threading.Event()

    def play(_path: Path) -> Silence | None:
        answer = answers.pop(0)
        if not answers:
            done.set()
        return answer

    player = SoundPlayer(told.append, play)
    player.start()
    player.play("overdue")
    player.play("overdue")
    assert done.wait(5)
    player.stop()
    player._thread.join(5)
    assert told == ["No sound: no device. Watch the screen.", ""]
    assert player.problem() == ""


def test_no_player_at_all_is_a_reason(monkeypatch):
    monkeypatch.setattr(sound.shutil, "which", lambda _: None)
    why = sound.play_file(sounds_dir() / "silence.wav")
    assert why is not None
    assert "no sound player" in why.words


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("aplay: main:831: audio open error: No such file or directory", "no audio device found"),
        ("Connection failure: Connection refused", "no audio device found"),
        ("something else went wrong", "player gave up"),
    ],
)
def test_what_a_player_says_is_put_into_words_and_kept_for_the_log(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, said: str, words: str
):
    player = tmp_path / "player"
    player.write_text(f"#!/bin/sh\necho '{said}' >&2\nexit 1\n")
    player.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(sound, "PLAYERS", (("player",),))
    assert sound.play_file(Path("silence.wav")) == Silence(words, said)


def test_a_device_that_goes_away_in_a_quiet_room_is_noticed(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sound, "PROBE_MS", 20)
    room, player = FakeRoom(), Listening()
    presenter = over(room)
    sounder = Sounder(presenter, player)
    qtbot.waitUntil(lambda: player.names.count("silence") >= 2, timeout=3000)
    room.canned = {AskAttention: (scenes.attention_row(1, AttentionKind.OVERDUE, "old"),)}
    presenter.refresh()
    assert player.names[-1] == "overdue"
    qtbot.wait(60)
    assert player.names[-1] == "overdue", "while something sounds, that tells it"
    assert sounder.parent() is None


def test_no_sound_stands_on_the_strip_as_this_workstations_own_line_until_it_is_heard_again():
    presenter, answers = over(FakeRoom()), [Silence("no audio device found"), None]
    done, shown = threading.Event(), list[tuple[str, str, str]]()

    def told(text: str) -> None:
        presenter.say("sound", text or None)
        shown.extend((line.badge.word, line.badge.letter, line.title) for line in presenter.lines())
        if not text:
            done.set()

    player = SoundPlayer(told, lambda _path: answers.pop(0))
    player.start()
    player.play("overdue")
    assert done.wait(5)
    player.stop()
    player._thread.join(5)
    assert shown == [("this workstation", "!", "No sound: no audio device found. Watch the screen.")]
    assert presenter.lines() == ()
