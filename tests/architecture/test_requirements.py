"""The page of requirements tells the truth: every one is there, and every proof that it names."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "guide" / "requirements.md"
ROW = re.compile(r"^\| S(\d+) \| (.+?) \| (\w+)(?:: .+?)? \| (.*?) ?\|$", re.MULTILINE)


def rows() -> list[tuple[int, str, tuple[str, ...]]]:
    found = ROW.findall(PAGE.read_text(encoding="utf-8"))
    return [(int(number), status, tuple(filter(None, proofs.split(", ")))) for number, _, status, proofs in found]


def test_every_requirement_has_one_row_and_a_status() -> None:
    assert [number for number, *_ in rows()] == list(range(1, 67))
    assert {status for _, status, _ in rows()} <= {"done", "partly", "open"}


def test_what_is_done_is_proved_and_every_proof_is_there() -> None:
    for number, status, proofs in rows():
        assert bool(proofs) is (status != "open"), f"S{number}"
        for proof in proofs:
            file, _, name = proof.partition("::")
            path = ROOT / file
            assert path.is_file(), f"S{number}: {file}"
            if name:
                assert f"def {name}(" in path.read_text(encoding="utf-8"), f"S{number}: {proof}"
