"""uv, which makes the environment: one that is here already, or the pinned one from the package index.

A Debian Python may come without pip, venv and ensurepip. The wheel of uv is a zip file with one program in it, so
nothing of these is needed: it is downloaded, compared with the digest below, and unpacked into `build/tools`.
"""

import hashlib
import io
import platform
import re
import shutil
import ssl
import subprocess
import sys
import time
import urllib.error
import zipfile
from pathlib import Path

from installer.packages_index import ACCEPT, Index, fetch, link_in
from installer.progress import NEEDS_A_PERSON, NO_ANSWER, Trouble, say

VERSION = "0.13.9"
OLDEST_USABLE = (0, 9, 0)
WHEELS = {
    ("linux", "x86_64"): (
        "manylinux_2_17_x86_64.manylinux2014_x86_64",
        "d7f459fe4fd247d830351c75686d3996ace3c6f3f728eb0e85a30b7ada0cef19",
    ),
    ("linux", "aarch64"): (
        "manylinux_2_28_aarch64",
        "ecb6028d79dc96fbeafffe5c8af62a7099487ebc05a701e76714eebcffd06375",
    ),
    ("darwin", "arm64"): (
        "macosx_11_0_arm64",
        "66c512266d633bef48384a1f53003f41f2a8e7b36fe6e7fbfd3e0fd52d96fa63",
    ),
    ("darwin", "x86_64"): (
        "macosx_10_12_x86_64",
        "c16ed11e013557536b3e60065f1b912f6407bd6518e041b961e23ef9e6b4fbf5",
    ),
}


def wheel_for(system: str, machine: str) -> tuple[str, str]:
    """File name and SHA-256 of the wheel for a machine."""
    if (system, machine.lower()) not in WHEELS:
        raise Trouble(f"there is no uv for {system} on {machine}; put a uv on PATH yourself", NEEDS_A_PERSON)
    tag, digest = WHEELS[system, machine.lower()]
    return f"uv-{VERSION}-py3-none-{tag}.whl", digest


def version_in(answer: str) -> tuple[int, int, int]:
    """The version that `uv --version` speaks of."""
    match = re.match(r"uv (\d+)\.(\d+)\.(\d+)", answer)
    return (int(match[1]), int(match[2]), int(match[3])) if match else (0, 0, 0)


def find_or_fetch(tools: Path, index: Index, *, offline: bool) -> Path:
    """The program to use."""
    ours = tools / f"uv-{VERSION}" / "uv"
    on_path = shutil.which("uv")
    for path in (ours, Path(on_path) if on_path else None):
        if path and _is_usable(path):
            return path
    if offline:
        raise Trouble(f"uv is not here and may not be fetched; copy {ours.parent} here", NEEDS_A_PERSON)
    _fetch(ours, index)
    return ours


def _is_usable(path: Path) -> bool:
    if not path.exists():
        return False
    try:  # a shim that leads nowhere is also called uv
        answer = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=30, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return False
    return version_in(answer) >= OLDEST_USABLE


def _fetch(target: Path, index: Index) -> None:
    filename, digest = wheel_for(sys.platform, platform.machine())
    say(f"fetching uv {VERSION} from {index.host}")
    started = time.monotonic()
    wheel = _download(index, filename)
    if hashlib.sha256(wheel).hexdigest() != digest:
        raise Trouble(f"{filename} from {index.host} is not the file it should be: its SHA-256 differs")
    _unpack(wheel, target)
    say(f"  {len(wheel) / 1e6:.0f} MB in {time.monotonic() - started:.1f} s")


def _download(index: Index, filename: str) -> bytes:
    try:
        base, page = fetch(index, f"{index.url}/uv/", ACCEPT)
        link = link_in(page, base, filename)
        if not link:
            raise Trouble(f"{index.host} has no {filename}; put a uv on PATH yourself", NEEDS_A_PERSON)
        return fetch(index, link)[1]
    except urllib.error.HTTPError as error:
        raise Trouble(f"fetching uv failed: {index.host} answered {error.code} {error.reason}") from error
    except (OSError, ValueError) as error:
        raise Trouble(f"fetching uv failed: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(cause, ssl.SSLError):
        return (
            f"the server's certificate is not trusted here ({cause.reason}); install your network's certificate, "
            "or name it in SSL_CERT_FILE"
        )
    return f"{NO_ANSWER} ({cause})"


def _unpack(wheel: bytes, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".partial")
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        name = next(name for name in archive.namelist() if name.endswith(f".data/scripts/{target.name}"))
        partial.write_bytes(archive.read(name))
    partial.chmod(0o755)
    partial.replace(target)
