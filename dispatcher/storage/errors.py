"""What can be wrong with the store. Each text says what, where and what to do."""


class StorageError(Exception):
    """Base: the store cannot be used or did not take a transaction."""


class SchemaTooNew(StorageError):
    """A newer version of the program made this database."""


class DatabaseDamaged(StorageError):
    """The file is not a database, or its integrity check failed."""


class WrongWorld(StorageError):
    """A LIVE database was given where a SIMULATED one is needed, or the reverse."""


class Unwritable(StorageError):
    """The store did not take the transaction: full, locked or away. Nothing of it was stored."""


class JournalBroken(StorageError):
    """The journal's chain does not verify; the text names the first bad sequence."""
