"""What the house promises about its own shape."""

import ast
import enum
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dispatcher.domain import commands, machine
from dispatcher.domain.authority import MAY, Act
from dispatcher.domain.triage import MATRIX, Impact, Urgency
from dispatcher.services.handlers import HANDLERS
from dispatcher.storage.schema import metadata
from tests.helpers.diagrams import GUIDE, TABLES, page

ROOT = Path(__file__).parents[2]
PACKAGES = ("dispatcher", "radio", "ui", "resources", "installer")
TOO_LONG, WORTH_A_TALK = 600, 400


def sources(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def nodes(path: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def test_the_arrow_and_every_other_contract() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=110, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr


def test_no_file_grows_beyond_reading() -> None:
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in sources(*PACKAGES, "tests")
    }
    worth_a_talk = {name: length for name, length in lengths.items() if length > WORTH_A_TALK}
    print("worth a talk:", worth_a_talk)  # noqa: T201
    assert {name: length for name, length in lengths.items() if length > TOO_LONG} == {}


def test_every_module_says_why_it_exists() -> None:
    silent = [
        path.relative_to(ROOT).as_posix()
        for path in sources(*PACKAGES)
        if path.stat().st_size and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_nothing_is_imported_inside_a_function() -> None:
    hidden = [
        f"{path.relative_to(ROOT)}:{inner.lineno}"
        for path in sources(*PACKAGES)
        if path.name != "cli.py"
        for node in nodes(path)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def test_only_four_places_load_a_module_by_name() -> None:
    """ADR 0009 says which and why."""
    loading = {
        str(path.relative_to(ROOT))
        for path in sources("dispatcher", "radio", "ui", "resources")
        if "import_module(" in path.read_text(encoding="utf-8")
    }
    assert loading == {
        "dispatcher/cli.py", "dispatcher/storage/database.py", "dispatcher/queries/places.py",
        "dispatcher/queries/answers.py",
    }  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_total(name: str) -> None:
    table, _words = TABLES[name]
    states = type(next(iter(table)))
    assert set(table) == set(states)
    assert {new for targets in table.values() for new in targets} <= set(states)
    assert all(state not in targets for state, targets in table.items()), "to stay is no transition"


def test_the_guide_shows_the_tables() -> None:
    assert GUIDE.read_text(encoding="utf-8") == page(), "run: python -m tests.helpers.diagrams"


def test_every_act_and_every_grade_is_decided() -> None:
    assert set(MAY) == set(Act)
    assert set(MATRIX) == {(impact, urgency) for impact in Impact for urgency in Urgency}


def enumerations() -> dict[frozenset[str], str]:
    found: dict[frozenset[str], str] = {}
    for path in sources("dispatcher/domain"):
        module = __import__(f"dispatcher.domain.{path.stem}", fromlist=["x"])
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, enum.StrEnum) and list(value):
                found[frozenset(item.value for item in value)] = value.__name__
    return found


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_the_words_of_every_check_are_an_enumerations(dialect: str) -> None:
    folder = ROOT / "dispatcher/storage/migrations/sql"
    sql = "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob(f"*_{dialect}.sql")))
    known = enumerations()
    # What a later migration says of a check holds.
    checks = dict(re.findall(r"CONSTRAINT (\w+_known) CHECK \(\w+ IN \(([^)]*)\)\)", sql))
    assert set(checks) == {
        str(constraint.name)
        for table in metadata.tables.values()
        for constraint in table.constraints
        if str(constraint.name).endswith("_known")
    }
    for name, words in checks.items():
        assert frozenset(re.findall(r"'(\w+)'", words)) in known, name


def members(union: object) -> set[type]:
    return set(union.__args__)  # type: ignore[attr-defined]


def test_every_command_has_a_handler_and_a_story() -> None:
    asked = members(commands.Command) | members(machine.MachineCommand)
    assert asked <= set(HANDLERS)
    helpers = ROOT / "tests/helpers"
    paths = [*sources("tests/story", "tests/storage"), *helpers.glob("harness*.py"), helpers / "builders.py"]
    told = "\n".join(path.read_text(encoding="utf-8") for path in paths)
    untold = [command.__name__ for command in HANDLERS if command.__name__ not in told and command.__name__ != "SignOn"]
    assert untold == []
    assert "signs_on(" in told


def test_refusals_are_adjectives_of_what_is_wrong() -> None:
    from dispatcher.domain import errors

    names = [name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, Exception)]
    assert [name for name in names if name.endswith(("Error", "Exception"))] == []


GLOSSARY = (
    "call", "incident", "unit", "recipient", "assignment", "message", "transmission", "channel", "attempt", "deadline",
    "lease", "operator", "policy", "attention", "journal", "duty", "address",
)  # fmt: skip
_TABLE_OF = {
    "policy": "policies",
    "duty": "duties",
    "address": "addresses",
    "attention": "attention",
    "journal": "journal",
}


def test_the_words_of_the_house_are_the_stores() -> None:
    for word in GLOSSARY:
        assert _TABLE_OF.get(word, f"{word}s") in metadata.tables, word


def test_sent_is_no_state() -> None:
    from dispatcher.domain.transmissions import AttemptState, TransmissionState

    assert not {"sent", "done", "ok"} & {state.value for state in (*TransmissionState, *AttemptState)}
