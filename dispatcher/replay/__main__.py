"""`python -m dispatcher.replay FILE`: the same as `readbackctl replay FILE`."""

import typer

from dispatcher.replay.command import replay

if __name__ == "__main__":
    typer.run(replay)
