"""What `sources.toml` names becomes sources that can be read."""

from pathlib import Path

from dispatcher.domain.clock import Clock
from dispatcher.intake.config import password_of, read_sources, sources_file
from dispatcher.intake.door import Source
from dispatcher.intake.folder import WatchedFolder
from dispatcher.intake.local_socket import LocalSocket
from dispatcher.intake.mailbox import Mailbox
from dispatcher.settings import Settings


def sources_of(settings: Settings, home: Path, clock: Clock) -> tuple[Source, ...]:
    """Return the sources of these settings; none without a file that names some.

    Raises:
        UnusableSettings: the file is wrong; the text says where.
    """
    path = sources_file(home, settings.world, settings.sources)
    if path is None:
        return ()
    part = read_sources(path)
    return (
        *(Mailbox(mailbox, password_of(mailbox, home)) for mailbox in part.mailbox),
        *(LocalSocket(socket, home, clock) for socket in part.socket),
        *(WatchedFolder(folder, home, clock) for folder in part.folder),
    )
