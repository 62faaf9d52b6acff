"""A call file is read row by row: what it says, what was untidy, what is no call."""

import csv
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.replay.calls import CallFile, count_rows, read_calls
from dispatcher.replay.columns import MONTGOMERY, CannotReplay, columns_from

ZONE = ZoneInfo("America/New_York")
HEADER = ["timeStamp", "lat", "lng", "title", "desc", "zip", "twp", "addr"]
ROW = {
    "timeStamp": "2015-12-10 17:40:00",
    "lat": "40.2978759",
    "lng": "-75.5812935",
    "title": "EMS: BACK PAINS/INJURY",
    "desc": "REINDEER CT & DEAD END;  NEW HANOVER; Station 332; 2015-12-10 @ 17:10:52;",
    "zip": "19525",
    "twp": "NEW HANOVER",
    "addr": "REINDEER CT & DEAD END",
}


@pytest.fixture
def read(tmp_path: Path):
    def _read(*changes: dict[str, str], limit: int | None = None) -> CallFile:
        path = tmp_path / "calls.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, HEADER)
            writer.writeheader()
            writer.writerows({**ROW, **change} for change in changes)
        return read_calls(path, columns_from([]), ZONE, limit)

    return _read


def raw(path: Path, data: bytes) -> CallFile:
    path.write_bytes(data)
    return read_calls(path, columns_from([]), ZONE)


def test_a_row_says_when_where_what_and_who(read):
    (row,) = read({}).rows
    assert row.entered_at == datetime(2015, 12, 10, 22, 40, tzinfo=UTC)
    assert row.contact_at == datetime(2015, 12, 10, 22, 10, 52, tzinfo=UTC)
    assert (row.latitude, row.longitude) == (40.2978759, -75.5812935)
    assert row.title == "EMS: BACK PAINS/INJURY"
    assert row.place == "REINDEER CT & DEAD END, NEW HANOVER"
    assert (row.station, row.line, row.remarks, row.time_corrected) == ("332", 2, (), "")


@pytest.mark.parametrize(
    ("desc", "station"),
    [
        ("HAWS AVE; NORRISTOWN; 2015-12-10 @ 14:39:21-Station:STA27;", "STA27"),
        ("AIRY ST;  NORRISTOWN; Station 308A; 2015-12-10 @ 16:47:36;", "308A"),
        ("AIRY ST;  BUCKS COUNTY; Station EMS; 2015-12-10 @ 16:47:36;", None),
        ("AIRY ST;  NORRISTOWN; 2015-12-10 @ 16:47:36;", None),
    ],
)
def test_the_station_is_the_files_own(read, desc: str, station: str | None):
    assert read({"desc": desc}).rows[0].station == station


def test_a_trailing_dash_is_no_part_of_a_title(read):
    (row,) = read({"title": "Traffic: VEHICLE ACCIDENT -"}).rows
    assert row.title == "Traffic: VEHICLE ACCIDENT"
    assert row.remarks == ("the title ends in a dash",)


@pytest.mark.parametrize(
    ("said", "remark"),
    [
        ("2015-12-10 @ 17:40:01", "contact after entry"),
        ("2015-12-09 @ 17:39:59", "contact more than a day before entry"),
        ("2015-13-41 @ 27:61:00", "the time of contact is no date"),
    ],
)
def test_a_contact_that_cannot_be_is_replaced_by_the_entry_and_kept(read, said: str, remark: str):
    (row,) = read({"desc": f"A ST; Station 332; {said};"}).rows
    assert row.contact_at == row.entered_at
    assert row.time_corrected == said.replace(" @", "")
    assert row.remarks == (remark,)


@pytest.mark.parametrize(
    ("change", "remark"),
    [
        ({"lat": "40.x"}, "the position is no pair of numbers"),
        ({"lng": ""}, "the position is no pair of numbers"),
        ({"lat": "nan"}, "the position lies nowhere"),
        ({"lat": "91"}, "the position lies nowhere"),
        ({"lat": "0", "lng": "0"}, "the position lies nowhere"),
        ({"zip": ""}, "no postcode"),
        ({"twp": ""}, "no municipality"),
        ({"desc": ""}, "no time of contact"),
        ({"title": " - "}, "no title"),
    ],
)
def test_untidy_rows_are_calls_with_a_remark(read, change: dict[str, str], remark: str):
    file = read(change)
    assert remark in file.rows[0].remarks
    assert not file.rejected


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"timeStamp": ""}, "no time of entry"),
        ({"timeStamp": "2015-02-30 10:00:00"}, "is no date"),
        ({"timeStamp": "yesterday"}, "is no date"),
        ({"addr": "", "twp": "", "desc": "", "lat": ""}, "nobody could be sent"),
    ],
)
def test_what_is_no_call_is_rejected_with_its_line(read, change: dict[str, str], reason: str):
    file = read({}, change, {})
    (rejected,) = file.rejected
    assert rejected.line == 3
    assert reason in rejected.reason
    assert file.calls_read == 3


def test_a_place_is_found_where_there_is_no_address(read):
    file = read({"addr": ""}, {"addr": "", "desc": ""}, {"addr": "", "desc": "", "twp": ""})
    assert [row.place for row in file.rows] == [
        "REINDEER CT & DEAD END, NEW HANOVER",
        "NEW HANOVER",
        "40.29788 -75.58129",
    ]


def test_late_rows_are_put_in_order_of_entry_and_equal_ones_keep_theirs(read):
    file = read({"timeStamp": "2015-12-10 18:00:00"}, {}, {"addr": "B"}, {"timeStamp": "2015-12-10 17:50:00"})
    assert [row.line for row in file.rows] == [3, 4, 5, 2]


def test_the_same_row_again_is_a_copy_and_another_call_at_the_same_second_is_not(read):
    file = read({}, {"addr": "ELSEWHERE"}, {})
    assert [row.copy_of for row in file.rows] == [None, None, 2]


def test_a_limit_counts_rows_of_the_file(read):
    assert read({}, {"timeStamp": ""}, {}, limit=2).calls_read == 2


def test_lines_that_are_short_long_blank_or_broken_do_not_stop_the_reading(tmp_path: Path):
    good = ",".join(f'"{ROW[name]}"' for name in HEADER)
    lines = [",".join(HEADER), good, "", "2015-12-10 17:40:00,40", good + ",more", good]
    path = tmp_path / "calls.csv"
    file = raw(path, "\n".join(lines).encode())
    assert [row.line for row in file.rows] == [2, 6]
    assert [(row.line, row.reason) for row in file.rejected] == [
        (4, "2 values for 8 columns"),
        (5, "9 values for 8 columns"),
    ]
    assert count_rows(path) == file.calls_read == 4


def test_bytes_that_are_no_utf8_and_a_byte_order_mark_are_read(tmp_path: Path):
    good = ",".join(f'"{ROW[name]}"' for name in HEADER).replace("REINDEER", "RE\u00e9NDEER")
    file = raw(tmp_path / "calls.csv", b"\xef\xbb\xbf" + ",".join(HEADER).encode() + b"\n" + good.encode("latin-1"))
    assert "REINDEER".replace("I", "\ufffd") in file.rows[0].place


def test_a_file_without_the_columns_names_them_and_the_options(tmp_path: Path):
    with pytest.raises(CannotReplay) as caught:
        raw(tmp_path / "other.csv", b"when,lat,lng,what\n1,2,3,4\n")
    words = str(caught.value)
    assert "'timeStamp' (entered)" in words
    assert "It has: when, lat, lng, what" in words
    assert "--column entered=NAME --column title=NAME --column description=NAME" in words


def test_another_form_is_mapped_by_options(tmp_path: Path):
    path = tmp_path / "other.csv"
    path.write_text("when,y,x,what,notes,house\n2015-07-01T10:00:00+02:00,47.1,9.5,Fire,,7\n", encoding="utf-8")
    columns = columns_from(
        ["entered=when", "latitude=y", "longitude=x", "title=what", "description=notes", "station=house"]
    )
    (row,) = read_calls(path, columns, ZONE).rows
    assert row.entered_at == datetime(2015, 7, 1, 8, tzinfo=UTC)
    assert (row.station, row.latitude) == ("7", 47.1)


@pytest.mark.parametrize("option", ["entered", "=x", "sheriff=NAME", "title="])
def test_a_wrong_option_says_what_fields_there_are(option: str):
    with pytest.raises(CannotReplay, match=r"FIELD=NAME.*entered: when the call was entered"):
        columns_from([option])


def test_a_column_named_on_purpose_must_be_there(tmp_path: Path):
    path = tmp_path / "calls.csv"
    path.write_text(",".join(HEADER) + "\n", encoding="utf-8")
    with pytest.raises(CannotReplay, match=r"'house' \(station\)"):
        read_calls(path, columns_from(["station=house"]), ZONE)


@pytest.mark.parametrize("content", ["", ",".join(HEADER), ",".join(HEADER) + "\n\n\n"])
def test_a_file_without_rows_is_refused(tmp_path: Path, content: str):
    with pytest.raises(CannotReplay):
        raw(tmp_path / "calls.csv", content.encode())


def test_a_file_that_is_not_there_is_refused(tmp_path: Path):
    with pytest.raises(CannotReplay, match="No such file"):
        read_calls(tmp_path / "none.csv", columns_from([]), ZONE)


@given(values=st.lists(st.fixed_dictionaries(dict.fromkeys(HEADER, st.text(max_size=30))), min_size=1, max_size=5))
def test_whatever_the_fields_hold_every_row_is_read_once(tmp_path_factory: pytest.TempPathFactory, values):
    path = tmp_path_factory.mktemp("any") / "calls.csv"
    with path.open("w", newline="", encoding="utf-8", errors="replace") as file:
        writer = csv.DictWriter(file, HEADER)
        writer.writeheader()
        writer.writerows(values)
    read = read_calls(path, columns_from([]), ZONE)
    assert read.calls_read == len(values) == count_rows(path)
    assert len({row.line for row in (*read.rows, *read.rejected)}) == len(values)


def test_the_built_in_form_names_only_known_fields():
    assert set(columns_from([]).of) == set(MONTGOMERY)
