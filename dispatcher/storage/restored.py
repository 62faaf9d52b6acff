"""What has to be known of a database that was taken from a backup: its outbox is older than the world."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from dispatcher.domain.transmissions import AttemptState
from dispatcher.storage.columns import to_microseconds


def doubt_waiting(path: Path, now: datetime) -> int:
    """Free every lease, count pages that waited in the backup as on the line, and return how many there were.

    They may have gone out after the backup was made. Epoch 0 is before every holder's, so whoever takes the channel
    makes them UNCERTAIN, and their chains repeat them marked REPEAT.
    """
    values = (AttemptState.CLAIMED.value, to_microseconds(now), to_microseconds(now), AttemptState.WAITING.value)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE leases SET holder = '', expires_at = 0")
        return connection.execute(
            "UPDATE attempts SET state = ?, claimed_at = ?, claim_epoch = 0, send_deadline = ? WHERE state = ?", values
        ).rowcount
