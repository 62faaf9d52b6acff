"""The workstation: PySide6 windows over plain Python presenters."""
