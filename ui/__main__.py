"""The program's door. Nothing is collected while the program loads: it makes no garbage, and looking for some takes a
tenth of the start. `ui.widgets.housekeeping` takes over when the window is made.
"""

import gc
import sys

gc.disable()
# A process that this one starts runs the program's script again, if that is known by its path: the whole window would
# be loaded once more to paint tiles, and never collected.
sys.modules["__main__"].__spec__ = __spec__

from ui.app import main  # noqa: E402  # after that line, or it is too late

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())
