"""What can be wrong with a source. Each text says what, and what to do where somebody can do something."""


class SourceTrouble(Exception):
    """The source cannot be read now; it is tried again, and shown as down meanwhile."""


class NotStored(SourceTrouble):
    """The room did not store what the source brought; it stays where it is, and is brought again."""


class Refused(Exception):
    """A line or a file that cannot be taken as a contact. `field` names what is wrong in it."""

    def __init__(self, reason: str, field: str = "") -> None:
        super().__init__(reason)
        self.field = field
