"""Write calls-synthetic.csv: two hundred made-up calls in the form of Montgomery County's feed, untidy ones included.

Run `python tests/data/make_calls.py` after a change; a test compares the committed file with what this writes.
"""

import csv
import io
import random
from datetime import datetime, timedelta
from pathlib import Path

SEED = 20151210
ROWS = 200
FILE = Path(__file__).with_name("calls-synthetic.csv")
HEADER = ("timeStamp", "lat", "lng", "title", "desc", "zip", "twp", "addr")

STATIONS = {
    "332": (40.30, -75.58), "345B": (40.26, -75.27), "308A": (40.12, -75.34),
    "STA27": (40.12, -75.35), "STA51": (40.22, -75.53), "STA7": (40.15, -75.12),
}  # fmt: skip
TITLES = {
    "EMS": ("CARDIAC EMERGENCY", "FALL VICTIM", "BACK PAINS/INJURY", "VEHICLE ACCIDENT", "DIZZINESS"),
    "Fire": ("BUILDING FIRE", "FIRE ALARM", "GAS-ODOR/LEAK", "VEHICLE ACCIDENT"),
    "Traffic": ("VEHICLE ACCIDENT -", "DISABLED VEHICLE -", "ROAD OBSTRUCTION -"),
}
STREETS = ("MAIN ST", "RIVER RD", "CHURCH LN", "MILL AVE", "STATE RD", "ALLÉE DES TILLEULS", "GÄRTNERWEG")
TOWNS = ("NEW HANOVER", "NORRISTOWN", "LIMERICK", "UPPER MORELAND")
PECULIAR = {
    20: {"lat": "40.1x"},
    31: {"lat": "", "lng": ""},
    42: {"desc": ""},
    53: {"timeStamp": "2015-02-30 10:00:00"},
    64: {"timeStamp": ""},
    75: {"title": ""},
    86: {"zip": "", "twp": ""},
    97: {"desc": "MILL AVE & RIVER RD;  LIMERICK; Station 332; 2015-13-41 @ 27:61:00;"},
    108: {"desc": "MILL AVE & RIVER RD;  LIMERICK; Station 332; 2015-12-11 @ 23:59:59;"},
    119: {"desc": "MILL AVE & RIVER RD;  LIMERICK; Station 332; 2014-01-01 @ 10:00:00;"},
    130: {"addr": "RIVER RD ☎ ПЛОЩАДЬ 7", "title": "EMS: FIÈVRE ☂ -"},
    141: {"addr": "MAIN ST & " + "VERY LONG NAME OF A LANE " * 12},
    152: {"lat": "140.1", "lng": "-75.3"},
    163: {"addr": "", "twp": "", "desc": "", "lat": "", "lng": ""},
    174: {"lat": "0", "lng": "0"},
}
COPIES = {60: 59, 161: 159}
"""Row -> the row it repeats word for word."""


def rows() -> list[list[str]]:
    """Return the header and the rows, the same every time."""
    chance = random.Random(SEED)
    made: list[list[str]] = []
    at = datetime(2015, 12, 10, 17, 40)  # noqa: DTZ001  # the feed writes local times
    for number in range(ROWS):
        at += timedelta(seconds=chance.expovariate(1 / 95))
        fields = {**_call(chance, at), **PECULIAR.get(number, {})}
        made.append(made[COPIES[number]] if number in COPIES else [fields[name] for name in HEADER])
    made[185], made[186] = made[186], made[185]  # entered late
    made[190] = made[190][:5]  # the line ends too soon
    return [list(HEADER), *made]


def _call(chance: random.Random, at: datetime) -> dict[str, str]:
    station = chance.choice(list(STATIONS))
    service = "Traffic" if chance.random() < 0.3 else ("Fire" if station.startswith("STA") else "EMS")
    lat, lng = (value + chance.uniform(-0.03, 0.03) for value in STATIONS[station])
    addr, town = " & ".join(chance.sample(STREETS, 2)), chance.choice(TOWNS)
    contact = at - timedelta(seconds=chance.randint(20, 900))
    said = f"{contact:%Y-%m-%d @ %H:%M:%S}"
    desc = {
        "EMS": f"{addr};  {town}; Station {station}; {said};",
        "Fire": f"{addr}; {town}; {said}-Station:{station};",
        "Traffic": f"{addr}; {town}; {said};",
    }[service]
    return {
        "timeStamp": f"{at:%Y-%m-%d %H:%M:%S}", "lat": f"{lat:.7f}", "lng": f"{lng:.7f}",
        "title": f"{service}: {chance.choice(TITLES[service])}", "desc": desc,
        "zip": "" if chance.random() < 0.1 else str(chance.randint(19001, 19525)), "twp": town, "addr": addr,
    }  # fmt: skip


def text() -> str:
    """Return the whole file."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows())
    return out.getvalue()


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8", newline="")
