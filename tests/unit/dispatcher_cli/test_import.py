"""Files of other programs come in whole or not at all, and every bad row is named with what to do."""

import shutil
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from dispatcher.operations import importing, stopping
from tests.unit.dispatcher_cli.conftest import Run, Said

PREMISES = """key;name;address;latitude;longitude;hazard;keyholder_1_name;keyholder_1_number;door_code
mill;Harbour Mill;12 Elm Street;43,7382;7,4281;Acetylene;Zoe Zander;0177 123;XYZZY-4711
school;School;1 Oak Road;;;;;;
"""


@pytest.fixture
def home(made_home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made_home, tmp_path / "home"))


class Importer:
    """Writes a file and brings it in."""

    def __init__(self, run: Run, home: Path, folder: Path) -> None:
        self._run, self._home, self._folder = run, home, folder

    def __call__(self, what: str, content: str | bytes, *options: str) -> Said:
        file = self._folder / f"{what}.csv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return self._run("import", what, file, "--home", self._home, "--simulated", *options)

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self._home / "simulated.db")) as connection:
            return connection.execute(statement).fetchall()


@pytest.fixture
def bring(run: Run, home: Path, tmp_path: Path) -> Importer:
    return Importer(run, home, tmp_path)


def test_a_dry_run_says_what_would_happen_and_changes_nothing(bring: Importer) -> None:
    said = bring("premises", PREMISES)
    assert said.code == 0, said.err
    assert "2 rows of premises, utf-8, separated by semicolons" in said.out
    assert "2 new, 0 known already" in said.out
    assert "nothing was changed: this was a dry run; add --apply" in said.out
    assert bring.rows("SELECT count(*) FROM premises") == [(0,)]


def test_it_is_brought_in_and_the_same_file_again_changes_nothing(bring: Importer, home: Path) -> None:
    assert "2 added, 0 changed, 0 as they were" in bring("premises", PREMISES, "--apply").out
    assert "0 added, 0 changed, 2 as they were" in bring("premises", PREMISES, "--apply").out
    assert "0 new, 2 known" in bring("premises", PREMISES).out
    renewed = PREMISES.replace("Acetylene", "Gone").replace("XYZZY-4711", "XYZZY-9999").replace("School", "Old school")
    assert "0 added, 2 changed, 0 as they were" in bring("premises", renewed, "--apply").out
    assert bring.rows("SELECT count(*) FROM premise_notes WHERE ended_at IS NULL") == [(1,)]
    assert bring.rows("SELECT count(*) FROM premise_notes") == [(2,)]
    assert bring.rows("SELECT count(*) FROM premise_secrets WHERE sealed IS NOT NULL") == [(1,)]
    assert bring.rows("SELECT latitude FROM premises WHERE key = 'mill'") == [(43.7382,)]
    for file in home.rglob("*"):
        assert not file.is_file() or b"XYZZY" not in file.read_bytes(), file


def test_what_people_wrote_stays_and_a_missing_column_takes_nothing_away(bring: Importer) -> None:
    bring("premises", PREMISES, "--apply")
    mill = "mill,Harbour Mill,12 Elm Street,43.7382,7.4281"
    assert "1 as they were" in bring("premises", f"key,name,address,lat,lon\n{mill}\n", "--apply").out
    assert bring.rows("SELECT count(*) FROM keyholders") == [(1,)]
    columns = "key,name,address,lat,lon,hazard,keyholder_1_name,keyholder_1_number,door_code"
    emptied = f"{columns}\n{mill},,,,\n"
    assert "1 changed" in bring("premises", emptied, "--apply").out
    assert bring.rows("SELECT count(*) FROM keyholders") == [(0,)]
    assert bring.rows("SELECT count(*) FROM premise_notes WHERE ended_at IS NULL") == [(0,)]
    assert bring.rows("SELECT count(*) FROM premise_secrets WHERE sealed IS NOT NULL") == [(0,)]


def test_every_bad_row_is_named_and_nothing_comes_in(bring: Importer) -> None:
    content = (
        "key,name,address,latitude,longitude,radius_m,keyholder_1_name,keyholder_1_number,door_code\n"
        "ok,Good,1 Elm Street,,,,,,\n"
        ",No key,2 Elm Street,,,,,,\n"
        "far,Far,x,143.7,7.4,,,,\n"
        "half,Half,3 Elm Street,43.7,,,,,\n"
        '"multi\nline","Two\nlines",4 Elm Street,,,,,,\n'
        "nan,Nan,x y,nan,7.4,,,,\n"
        "text,Text,x y,north,7.4,,,,\n"
        "wide,Wide,x y,,,99999,,,\n"
        "keys,Keys,x y,,,,Zoe,,\n"
        "nowhere,Nowhere,,,,,,,\n"
        "ok,Again,1 Elm Street,,,,,,\n"
        f"code,Code,x y,,,,,,{'SECRET' * 50}\n"
        "more,More,x y,,,,,,,one,two\n"
    )
    said = bring("premises", content, "--apply")
    assert said.code == 1
    assert bring.rows("SELECT count(*) FROM premises") == [(0,)]
    expected = [
        "line 3, key: “”: it is empty and needed",
        "line 4, latitude: “143.7”: it goes from -90 to 90",
        "line 5, longitude: “”: a position needs both halves",
        "line 9, latitude: “nan”: it goes from -90 to 90",
        "line 10, latitude: “north”: no number: write it like 43.7384",
        "line 11, radius_m: “99999”: it goes from 1 to 2000",
        "line 12, keyholder_1_number: “”: a keyholder needs a name and a number",
        "line 13, address: “”: without an address or a position nobody finds the place",
        "line 14, key: “ok”: it stands in line 2 already",
        "line 15, door_code: (hidden): 300 characters; at most 200",
        "line 16, after the last column: “one”: 11 cells where the heading has 9",
    ]
    for words in expected:
        assert words in said.out
    assert "SECRET" not in said.out + said.err
    assert "11 rows cannot be brought in, and nothing was changed" in said.err
    assert "2 added" in bring("premises", content, "--apply", "--skip-bad").out
    dry = bring("premises", content)
    assert dry.code == 1
    assert "11 rows cannot; nothing was changed, this was a dry run" in dry.err


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_letters_of_every_encoding_arrive(bring: Importer, encoding: str) -> None:
    content = "number,title\nLIFT-1,Aufzug Süd – Große Straße\n".encode(encoding)
    given = ("--encoding", "cp1252") if encoding == "cp1252" else ()
    said = bring("assets", content, "--apply", *given)
    assert said.code == 0, said.err
    assert bring.rows("SELECT title FROM assets") == [("Aufzug Süd – Große Straße",)]


@pytest.mark.parametrize(
    ("content", "options", "words"),
    [
        ("number\n1\nSüd\n".encode("cp1252"), (), "line 3: the byte 0xFC is no UTF-8; as cp1252 the line reads “Süd”"),
        ("number,title\n1,Süd\n".encode(), ("--encoding", "cp1252"), "is UTF-8, as its bytes show, not cp1252"),
        ("number,title\n1,Süd\n".encode("utf-16"), ("--encoding", "utf-8"), "is UTF-16, as its bytes show"),
        ("number\n1\n".encode("utf-16-le"), (), "a NUL byte; it is no text, or UTF-16 without its mark"),
        (b"number,title\n1,\x81\n", ("--encoding", "cp1252"), "is no CP1252"),
        (b"number\n1\n", ("--encoding", "latin-9"), "'latin-9' is not known; there are: utf-8, cp1252, utf-16"),
        (b"", (), "is empty"),
        (b"number,titel\n1,a\n", (), "a column 'titel' that nobody reads; did you mean title?"),
        (b"number,number\n1,a\n", (), "the column number twice"),
        (b"title\na\n", (), "has no column number, which is needed"),
        (b'number,title\n1,a\n2,"b\n3,c\n', (), "line 3: a quotation mark opens here and is never closed"),
        (b'number,title\n1,"a"b\n', (), "line 2:"),
        (b"number,a;b\n1;2,3\n", (), "separated by several signs; say which"),
        (b"number,title\n1,a\n", ("--delimiter", "::"), "is not one sign"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", (), "the byte 0x89 is no UTF-8"),
    ],
    ids=str,
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_clearly(
    bring: Importer, content: bytes, options: tuple[str, ...], words: str
) -> None:
    said = bring("assets", content, *options)
    assert said.code == 2, said.out
    assert words in said.err
    assert len(said.err.splitlines()) == 1
    assert "Traceback" not in said.err


def test_s7_assets_are_known_by_number_and_belong_to_known_places(bring: Importer) -> None:
    bring("premises", PREMISES, "--apply")
    content = "number\ttitle\tpremise\nLIFT-1\tLift\tmill\nLIFT 2\tLift\tnowhere\nlift1\tTwice\t\n"
    said = bring("assets", content, "--apply")
    assert "line 3, premise: “nowhere”: no place has that key" in said.out
    assert "line 4, number: “lift1”: it stands in line 2 already" in said.out
    good = "number\ttitle\tpremise\nLIFT-1\tLift\tmill\n"
    assert "1 added" in bring("assets", good, "--apply").out
    assert "1 changed" in bring("assets", good.replace("Lift\t", "Lift south\t"), "--apply").out


def test_s12_callers_come_in_by_key_or_by_number_and_no_number_lies_open(bring: Importer) -> None:
    content = (
        "key,name,numbers,language,needs,vulnerable,repeat,caution,health\n"
        "c1,Ann Other,0171 5550188|+49 89 1234567,it,text relay,yes,no,,insulin\n"
        ",Bob,0171 999999,,,no,,dog,\n"
        ",Bad,call me,,,maybe,,,\n"
    )
    said = bring("callers", content, "--apply", "--skip-bad")
    assert "line 4, numbers: “call me”: 'call me' is no telephone number" in said.out
    assert "line 4, vulnerable: “maybe”: write yes or no" in said.out
    assert "2 added" in said.out
    assert "0 added, 0 changed, 2 as they were" in bring("callers", content, "--apply", "--skip-bad").out
    assert "0 new, 2 known" in bring("callers", content).out
    assert bring.rows("SELECT count(*) FROM caller_numbers") == [(3,)]
    assert not [key for (key,) in bring.rows("SELECT key FROM callers") if "999" in str(key)[:12]]


def test_a_long_file_can_be_cancelled_and_goes_on_where_it_was(
    bring: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = "number,title\n" + "".join(f"A-{n},Thing {n}\n" for n in range(4 * importing.CHUNK))
    rested: list[float] = []

    def rest(stop: stopping.Stop, seconds: float) -> None:
        rested.append(seconds)
        if len(rested) == 2:
            stop.asked = signal.SIGINT

    monkeypatch.setattr(stopping.Stop, "rest", rest)
    said = bring("assets", content, "--apply")
    assert said.code == 130
    assert f"cancelled: {2 * importing.CHUNK} of {4 * importing.CHUNK} rows are in, each of them whole" in said.err
    assert bring.rows("SELECT count(*) FROM assets") == [(2 * importing.CHUNK,)]
    rested.append(0)
    said = bring("assets", content, "--apply")
    assert f"{2 * importing.CHUNK} added, 0 changed, {2 * importing.CHUNK} as they were" in said.out


def test_codes_without_a_key_file_are_refused_before_anything_is_written(bring: Importer, home: Path, run: Run) -> None:
    (home / "keys-simulated.json").unlink()
    said = bring("premises", PREMISES, "--apply")
    assert said.code == 2
    assert "there is no key file" in said.err
    assert bring.rows("SELECT count(*) FROM premises") == [(0,)]
    assert run("keys", "make", "--home", home, "--simulated").code == 0
    assert "2 added" in bring("premises", PREMISES, "--apply").out


def test_keys_are_made_shown_rotated_and_forgotten(bring: Importer, home: Path, run: Run) -> None:
    bring("premises", PREMISES, "--apply")
    of = ("--home", home, "--simulated")
    assert run("keys", "make", *of).code == 2
    shown = run("keys", "show", *of)
    assert "current, 1 codes" in shown.out
    old = shown.out.split()[1]
    said = run("keys", "rotate", *of)
    assert "1 codes are sealed anew" in said.out, said.err
    assert f"{old}  older, 0 codes" in run("keys", "show", *of).out
    assert run("keys", "forget", old, *of).code == 0
    current = run("keys", "show", *of).out.split()[1]
    assert "1 codes are sealed with" in run("keys", "forget", current, *of).err
    assert "2 as they were" in bring("premises", PREMISES, "--apply").out, "it opens with the new key"
    (home / "keys-simulated.json").chmod(0o644)
    assert "others may read it (mode 644)" in run("keys", "show", *of).out
    (home / "keys-simulated.json").unlink()
    run("keys", "make", *of)
    assert f"{current}  MISSING here: 1 codes cannot be opened" in run("keys", "show", *of).out


def test_another_world_or_no_database_is_said(run: Run, home: Path, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("number\n1\n")
    assert "there is no LIVE database here" in run("import", "assets", file, "--home", home).err
    db = home / "simulated.db"
    assert "is SIMULATED; add --simulated" in run("import", "assets", file, "--home", home, "--database", db).err
    assert "there is no file" in run("import", "assets", tmp_path / "none.csv", "--home", home, "--simulated").err
