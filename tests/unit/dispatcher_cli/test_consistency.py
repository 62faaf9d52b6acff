"""`readbackctl consistency`: the same graded differently, who does it, which cards are passed over."""

import json
from pathlib import Path

import pytest

from dispatcher.domain.identifiers import IncidentId
from dispatcher.domain.triage_commands import GivenAnswer, RecordTriage, Regrade
from dispatcher.storage.database import sqlite_url
from tests.helpers.builders import DISPATCHER, SUPERVISOR
from tests.helpers.harness import Harness
from tests.unit.dispatcher_cli.conftest import Run

ALL = ("--since", "2026-03-01", "--until", "2026-04-01")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A room in which two falls were answered alike and graded differently, and a card was skipped."""
    home = tmp_path_factory.mktemp("consistency") / "home"
    home.mkdir()
    h = Harness(sqlite_url(home / "simulated.db"))
    told = {"height": "0", "awake": "yes", "hurt": "limb"}
    for priority in ("", "P2"):
        h.call("fall")
        given = tuple(GivenAnswer(question=name, answer=value, at=h.clock.now()) for name, value in told.items())
        incident = IncidentId(h.incident_id)
        h.do(RecordTriage(actor=DISPATCHER, incident_id=incident, card="fall", version=1, answers=given))
        if priority:
            h.priority(priority, "he is 90", by=SUPERVISOR)
        else:
            h.do(Regrade(actor=DISPATCHER, incident_id=incident))
    h.call("gas")
    h.do(
        RecordTriage(
            actor=DISPATCHER, incident_id=IncidentId(h.incident_id), card="gas", version=1, skipped="caller hung up"
        )
    )
    h.close()
    return home


def test_s14_the_report_is_a_table(run: Run, home: Path):
    said = run("consistency", "--home", home, *ALL, COLUMNS="160")
    assert said.code == 0, said.err
    assert "5 grades given to 3 incidents" in said.out
    assert "The same, graded differently" in said.out
    assert "height low, awake yes, hurt limb" in said.out
    assert "1 x caller hung up" in said.out


def test_s14_the_report_is_json(run: Run, home: Path):
    told = json.loads(run("consistency", "--home", home, *ALL, "--json").out)
    (uneven,) = told["uneven"]
    assert (uneven["card"], uneven["computed"], [grade for grade, _ in uneven["grades"]]) == (
        "fall",
        "P4",
        ["P2", "P4"],
    )
    sol = next(row for row in told["overriders"] if row["operator_id"] == "sol")
    assert (sol["graded"], sol["raised"], sol["lowered"]) == (1, 1, 0)
    gas = next(row for row in told["cards"] if row["card"] == "gas")
    assert (gas["skipped"], gas["reasons"]) == (1, [["caller hung up", 1]])


def test_a_quiet_month_says_so_and_a_wrong_period_is_refused(run: Run, home: Path):
    quiet = run("consistency", "--home", home, "--since", "2025-01-01", "--until", "2025-02-01")
    assert (quiet.code, "0 grades given to 0 incidents" in quiet.out) == (0, True)
    wrong = run("consistency", "--home", home, "--since", "2026-04-01", "--until", "2026-03-01")
    assert (wrong.code, "does not lie before --until" in wrong.err) == (2, True)
