"""What the person at the terminal is told."""

import os
import sys

import pytest

from installer import progress
from installer.progress import Outcome, Trouble


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("cause: failed to copy file: No space left on device (os error 28)", "disk is full"),
        ("cause: tcp connect error: Connection refused (os error 111)", "network does not answer"),
        ("E: Could not resolve 'deb.example'", "network does not answer"),
        ("cause: Network connectivity is disabled, but the data wasn't found in the cache", "uv's cache"),
        ("cause: invalid peer certificate: UnknownIssuer", "not trusted"),
        ("error: something new", "ended with code 1"),
    ],
)
def test_last_words_become_a_reason(line, reason):
    words = str(progress.explain(Outcome(1, ("Building", line)), "making .venv"))
    assert reason in words.splitlines()[0]
    assert line in words


def test_a_silent_child_gives_signs_of_life(monkeypatch, capsys):
    monkeypatch.setattr(progress, "HEARTBEAT_SECONDS", 0.05)
    child = "import sys; print('Unpacking', flush=True); import threading; threading.Event().wait(0.4); sys.exit(3)"
    outcome = progress.run([sys.executable, "-c", child], os.environ)
    assert outcome == Outcome(3, ("Unpacking",))
    assert "still at work (Unpacking)" in capsys.readouterr().err


def test_a_child_that_cannot_be_started_is_named(tmp_path):
    with pytest.raises(Trouble, match=r"cannot start .*/absent"):
        progress.run([str(tmp_path / "absent")], os.environ)
