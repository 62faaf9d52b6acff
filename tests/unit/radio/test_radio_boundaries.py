"""A driver and its simulator must not share framing: the same mistake on both sides would pass every test."""

import ast
from pathlib import Path

import radio

SIMULATOR = Path(radio.__file__).parent / "simulator"
FORBIDDEN = ("radio.protocols", "radio.drivers", "radio.session", "radio.gateway")


def imports_of(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_simulator_imports_nothing_of_the_entry_device() -> None:
    files = sorted(SIMULATOR.glob("*.py"))
    assert len(files) > 5
    wrong = {path.name: name for path in files for name in imports_of(path) if name.startswith(FORBIDDEN)}
    assert wrong == {}
