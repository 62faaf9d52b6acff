"""Where a room keeps the traces of its channels."""

from pathlib import Path

import pytest

from dispatcher.app import plan_of
from dispatcher.settings import Settings, UnusableSettings, read_settings
from radio.message import ChannelConfig, World
from radio.trace import Direction
from tests.helpers.virtual_line import START

CONFIG = ChannelConfig(name="../paging", driver="tap", link="simulator:/x?baud=1200", world=World.SIMULATED)


def test_each_channel_has_a_trace_in_the_home(tmp_path: Path) -> None:
    trace_for = plan_of(Settings(home=tmp_path, simulated=True)).trace_for
    assert trace_for is not None
    trace = trace_for(CONFIG)
    assert not (tmp_path / "traces").exists()
    trace.note(Direction.SENT, b"x", START)
    trace.close()
    (file,) = (tmp_path / "traces").iterdir()
    assert file.name == "simulated-___paging.trace"
    assert '"baud": 1200' in file.read_text(encoding="ascii")


def test_traces_can_be_left_out(tmp_path: Path) -> None:
    assert plan_of(Settings(home=tmp_path, simulated=True, trace_mb=0)).trace_for is None
    with pytest.raises(UnusableSettings, match="READBACK_TRACE_MB"):
        read_settings({"trace_mb": -1})
