"""What a process that the program starts has loaded: the script that starts the program must not run in it again."""

import subprocess
import sys
from pathlib import Path

_SCRIPT = """
import multiprocessing, sys
from ui.__main__ import main
if __name__ == "__main__":
    tell = "import gc, sys; print(gc.isenabled(), 'ui.app' in sys.modules, flush=True)"
    child = multiprocessing.get_context("spawn").Process(target=exec, args=(tell,))
    child.start()
    child.join()
    sys.exit(child.exitcode)
"""


def test_a_process_that_the_program_starts_loads_no_window_and_collects_garbage(tmp_path: Path) -> None:
    script = tmp_path / "readback"  # as an installed script is: known by its path, not as a module
    script.write_text(_SCRIPT, encoding="utf-8")

    told = subprocess.run(
        [sys.executable, script], cwd=Path(__file__).parents[2],
        env={"PYTHONPATH": ".", "QT_QPA_PLATFORM": "offscreen"}, capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip

    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.split() == ["True", "False"]
