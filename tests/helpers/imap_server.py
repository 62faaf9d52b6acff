"""A real IMAP server of somebody else's making (pymap) on 127.0.0.1, in a process of its own."""

import imaplib
import re
import selectors
import ssl
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any

USER, PASSWORD = "control", "s3cret"
_START_S = 30.0
_LISTENS = re.compile(rb"127\.0\.0\.1', (\d+)")
_SERVE = """
import socket, sys
import pymap.main as main
found = socket.socket(); found.bind(("127.0.0.1", 0)); port = found.getsockname()[1]; found.close()
tls = ["--cert", sys.argv[3], "--key", sys.argv[4]] if len(sys.argv) > 3 else ["--no-tls"]
sys.argv = ["pymap", "--host", "127.0.0.1", "--port", str(port), *tls, "dict",
            "--demo-user", sys.argv[1], "--demo-password", sys.argv[2]]
print(f"('127.0.0.1', {port})", flush=True)
main.main()
"""


class ImapServer:
    """Its mailboxes are in memory: a new one begins a new numbering."""

    def __init__(self, certificate: Path | None = None, key: Path | None = None) -> None:
        self.port = 0
        self._tls = [str(certificate), str(key)] if certificate else []
        self.folder = "INBOX"
        self._folders = 0
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "ImapServer":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start, and wait until it listens."""
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", _SERVE, USER, PASSWORD, *self._tls], stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        assert self._process.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            assert selector.select(_START_S), "the IMAP server did not start"
        said = self._process.stdout.readline()
        found = _LISTENS.search(said)
        assert found, said
        self.port = int(found[1])
        self.client().logout()

    def stop(self) -> None:
        """Kill it: what was in it is gone."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(10)
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process = None

    def client(self, folder: str = "") -> imaplib.IMAP4:
        """Log in as the owner of the mailbox."""
        waiting = 200
        while True:
            try:
                client = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
                break
            except ConnectionRefusedError:
                waiting -= 1
                assert waiting
                assert self._process is not None
                assert self._process.poll() is None
                _breathe()
        if self._tls:
            context = ssl.create_default_context()
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # the owner, not what is tested
            client.starttls(context)
        client.login(USER, PASSWORD)
        if folder:
            client.select(folder)
        return client

    def deliver(self, *letters: bytes, flags: str = "") -> None:
        """Put letters into the mailbox."""
        client = self.client()
        for letter in letters:
            word, said = client.append(self.folder, flags, '"14-Mar-2026 04:00:00 +0100"', letter)  # type: ignore[arg-type]
            assert word == "OK", said
        client.logout()

    def flags(self) -> list[str]:
        """Return the flags of every letter, in order."""
        client = self.client(self.folder)
        _word, answers = client.fetch("1:*", "(FLAGS)")
        client.logout()
        return [answer.decode() for answer in answers if isinstance(answer, bytes)]

    def fresh_folder(self) -> None:
        """Let the next test find nothing of the one before."""
        self._folders += 1
        self.folder = f"Test{self._folders}"
        client = self.client()
        client.create(self.folder)
        client.logout()


def _breathe() -> Any:
    """Let the other process go on; waiting for nothing that could be waited for."""
    with selectors.DefaultSelector() as selector:
        return selector.select(0.05)
