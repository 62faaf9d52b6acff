"""Errors of the radio package, split by who must act."""


class RadioError(Exception):
    """Base of every error raised by radio."""


class ConfigurationError(RadioError):
    """A channel is configured wrongly; the text says what, where and what to do."""


class LinkUnavailable(RadioError):
    """The port cannot be opened now: missing, taken by another program, or refused."""


class LinkLost(RadioError):
    """The port was open and is gone: unplugged, closed by the peer, or stuck.

    `unwritten`: octets at the end of the write that failed which surely did not leave.
    """

    def __init__(self, message: str, unwritten: int = 0) -> None:
        super().__init__(message)
        self.unwritten = unwritten
