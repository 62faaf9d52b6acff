"""For the radio engineer: ports, probe, send, watch, simulate, replay."""

import sys

from radio.engineer.app import main
from radio.engineer.exits import EXIT_CODES, EXIT_INTERRUPTED, EXIT_NO_LINE, EXIT_USAGE

__all__ = ["EXIT_CODES", "EXIT_INTERRUPTED", "EXIT_NO_LINE", "EXIT_USAGE", "main"]

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
