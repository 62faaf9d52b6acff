"""Door codes at rest: sealed with a key that lies in a file outside the database, each with the id of its key.

The file is read anew at every use, so that a rotated or restored key holds at once in every process of the room.
"""

import base64
import binascii
import hashlib
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from dispatcher.domain.errors import KeyMissing

_FORMAT = 1
_KEY_BYTES, _NONCE_BYTES, _PAD_TO = 32, 12, 64
_MAKE = "make one with `readbackctl keys make`"


@dataclass(frozen=True, slots=True)
class Sealed:
    """What may lie in the database."""

    key_id: str
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Keys:
    """What a key file holds; the current one seals, all of them open."""

    current: str
    by_id: Mapping[str, bytes] = field(repr=False)


class KeyFile:
    """Seals and opens. Without a path it can do neither, and says so."""

    def __init__(self, path: Path | None) -> None:
        self.path = path

    def seal(self, words: str, about: str) -> Sealed:
        """Seal words for one thing; opened for another they are refused.

        Raises:
            KeyMissing: there is no key to seal with; the text says what to do.
        """
        keys = self.read()
        nonce = secrets.token_bytes(_NONCE_BYTES)
        plain = words.encode()
        # A code's length says much of it: all short ones are of one length.
        padded = plain.ljust(-(-(len(plain) + 1) // _PAD_TO) * _PAD_TO, b"\0")
        return Sealed(keys.current, nonce + AESGCM(keys.by_id[keys.current]).encrypt(nonce, padded, about.encode()))

    def unseal(self, found: Sealed, about: str) -> str:
        """Return what was sealed.

        Raises:
            KeyMissing: its key is not in the file, or it is not the key that it was sealed with.
        """
        key = self.read().by_id.get(found.key_id)
        if key is None:
            raise KeyMissing(
                f"this is sealed with the key {found.key_id}, which is not in {self.path}; put the key file back"
                " that belongs to this database (keep a copy of it, apart from the backups), or seal it anew"
            )
        nonce, body = found.sealed[:_NONCE_BYTES], found.sealed[_NONCE_BYTES:]
        try:
            return AESGCM(key).decrypt(nonce, body, about.encode()).rstrip(b"\0").decode()
        except InvalidTag:
            raise KeyMissing(
                f"the key {found.key_id} in {self.path} does not open this: what is stored was changed; seal it anew"
            ) from None

    def read(self) -> Keys:
        """Read the file.

        Raises:
            KeyMissing: there is none, or it is none.
        """
        if self.path is None:
            raise KeyMissing("this program was given no key file: door codes can be neither kept nor shown here")
        try:
            text = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            raise KeyMissing(f"there is no key file {self.path}; {_MAKE}, or put back the one that was there") from None
        except (OSError, UnicodeDecodeError) as error:
            raise KeyMissing(f"the key file {self.path} cannot be read: {_reason(error)}") from None
        return _parsed(text, self.path)

    def make(self) -> str:
        """Make the file with one new key, for its owner alone; return the key's id. FileExistsError: it is there."""
        key = AESGCM.generate_key(_KEY_BYTES * 8)
        key_id = key_id_of(key)
        self._write(Keys(key_id, {key_id: key}), exist_ok=False)
        return key_id

    def rotate(self) -> str:
        """Add a new key and make it the current one; the older ones go on opening what they sealed."""
        keys, key = self.read(), AESGCM.generate_key(_KEY_BYTES * 8)
        key_id = key_id_of(key)
        self._write(Keys(key_id, {**keys.by_id, key_id: key}), exist_ok=True)
        return key_id

    def forget(self, key_id: str) -> None:
        """Take a key out of the file that is not the current one; what it sealed stays closed for good."""
        keys = self.read()
        if key_id == keys.current or key_id not in keys.by_id:
            raise KeyMissing(f"{key_id} is not an older key of {self.path}; they are: {', '.join(_older(keys)) or '–'}")
        self._write(
            Keys(keys.current, {name: key for name, key in keys.by_id.items() if name != key_id}), exist_ok=True
        )

    def _write(self, keys: Keys, *, exist_ok: bool) -> None:
        if self.path is None:
            raise KeyMissing("no key file is named")
        body = {name: base64.b64encode(key).decode() for name, key in keys.by_id.items()}
        text = json.dumps({"readback_keys": _FORMAT, "current": keys.current, "keys": body}, indent=1) + "\n"
        if not exist_ok:
            _write_new(self.path, text)
            return
        partial = self.path.with_name(self.path.name + ".partial")
        partial.unlink(missing_ok=True)
        _write_new(partial, text)
        partial.replace(self.path)


def key_id_of(key: bytes) -> str:
    """Return a key's id: a digest of it, so that a wrong key under a right name is found out."""
    return hashlib.sha256(b"readback key " + key).hexdigest()[:12]


def _older(keys: Keys) -> list[str]:
    return [name for name in keys.by_id if name != keys.current]


def _write_new(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "w", encoding="utf-8") as file:  # noqa: PTH123  # of a descriptor that is private from the first
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _parsed(text: str, path: Path) -> Keys:
    wrong = KeyMissing(f"{path} is no key file of this program, or a part of it is missing; put back a whole copy")
    try:
        found = cast("dict[str, object]", json.loads(text))
        named = cast("dict[str, str]", found["keys"])
        keys = {str(name): base64.b64decode(key, validate=True) for name, key in named.items()}
        current = str(found["current"])
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
        raise wrong from None
    if found.get("readback_keys") != _FORMAT or current not in keys:
        raise wrong
    if any(len(key) != _KEY_BYTES or key_id_of(key) != name for name, key in keys.items()):
        raise wrong
    return Keys(current, keys)


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
