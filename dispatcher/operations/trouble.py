"""What goes wrong on the command line. Each text says what, where and what to do."""


class Trouble(Exception):
    """What was asked for cannot be done as it was asked."""

    code = 2


class Cancelled(Trouble):
    """A person ended it; what it had done stays whole."""

    code = 130


class Failed(Trouble):
    """It was done and the answer is bad: a chain that breaks, a room that is not fit."""

    code = 1
