"""The first five hundred real calls of Montgomery County, where the file is present."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from dispatcher.replay.calls import count_rows, read_calls
from dispatcher.replay.columns import columns_from
from dispatcher.replay.session import Wish, play

FILE = Path(__file__).resolve().parents[3] / "shared" / "data" / "calls-montgomery-2015-12.csv"
ZONE = ZoneInfo("America/New_York")

pytestmark = pytest.mark.skipif(not FILE.exists(), reason=f"{FILE.name} is not in ../shared/data")


def test_every_row_of_the_real_file_is_read():
    file = read_calls(FILE, columns_from([]), ZONE)
    assert file.calls_read == count_rows(FILE) == 5164
    assert not file.rejected


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_five_hundred_real_calls_are_neither_lost_nor_doubled():
    report = play(Wish(path=FILE, columns=columns_from([]), zone=ZONE, limit=500, reach_m=4000.0))
    assert (report.calls_read, report.incidents, report.incidents_open) == (500, 500, 0)
    assert (report.lost, report.doubled_unmarked, report.unguarded_max, report.finding) == (0, 0, 0, "")
    assert report.journal_verified
    assert report.acknowledged >= 500
