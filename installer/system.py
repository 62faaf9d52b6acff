"""What the operating system must bring: the libraries that Qt opens, a font, and a screen for tests.

Each is looked for as the program will look for it (the loader's name, a program on PATH), never in a package
manager's books, so that any Linux will do; only installing what is missing is left to apt.
"""

import ctypes
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from installer.progress import NEEDS_A_PERSON, Purpose, Trouble, explain, process_environment, run, say

FONT = "DejaVuSans.ttf"
CERTIFICATES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/cert.pem",
    "/etc/ssl/ca-bundle.pem",
)
PLAYERS = ("pw-play", "paplay", "aplay")
Weight = Literal["always", "screen", "tests", "sound"]
APT = ("apt-get", "-y", "-q", "-o", "DPkg::Lock::Timeout=120")

# Debian's package, and what it brings that Qt or the tests open by name.
LIBRARIES: dict[str, tuple[str, ...]] = {
    "libglib2.0-0": ("libglib-2.0.so.0", "libgthread-2.0.so.0"),
    "libgl1": ("libGL.so.1",),
    "libegl1": ("libEGL.so.1",),
    "libdbus-1-3": ("libdbus-1.so.3",),
    "libfontconfig1": ("libfontconfig.so.1",),
    "libfreetype6": ("libfreetype.so.6",),
    "libbrotli1": ("libbrotlidec.so.1", "libbrotlicommon.so.1"),
    "libgssapi-krb5-2": ("libgssapi_krb5.so.2",),
    "libzstd1": ("libzstd.so.1",),
    "libx11-6": ("libX11.so.6",),
    "libx11-xcb1": ("libX11-xcb.so.1",),
    "libxkbcommon0": ("libxkbcommon.so.0",),
    "libxkbcommon-x11-0": ("libxkbcommon-x11.so.0",),
    "libxcb1": ("libxcb.so.1",),
    "libxcb-cursor0": ("libxcb-cursor.so.0",),
    "libxcb-glx0": ("libxcb-glx.so.0",),
    "libxcb-icccm4": ("libxcb-icccm.so.4",),
    "libxcb-image0": ("libxcb-image.so.0",),
    "libxcb-keysyms1": ("libxcb-keysyms.so.1",),
    "libxcb-randr0": ("libxcb-randr.so.0",),
    "libxcb-render0": ("libxcb-render.so.0",),
    "libxcb-render-util0": ("libxcb-render-util.so.0",),
    "libxcb-shape0": ("libxcb-shape.so.0",),
    "libxcb-shm0": ("libxcb-shm.so.0",),
    "libxcb-sync1": ("libxcb-sync.so.1",),
    "libxcb-util1": ("libxcb-util.so.1",),
    "libxcb-xfixes0": ("libxcb-xfixes.so.0",),
    "libxcb-xkb1": ("libxcb-xkb.so.1",),
}

FOR_A_SCREEN = frozenset({
    "libxkbcommon-x11-0", "libxcb-cursor0", "libxcb-icccm4", "libxcb-image0", "libxcb-keysyms1", "libxcb-render0",
    "libxcb-render-util0", "libxcb-shape0", "libxcb-util1", "libxcb-xkb1",
})  # fmt: skip
"""What Qt opens only to draw on an X screen: a virtual one, which it paints by itself, does without."""


@dataclass(frozen=True)
class Need:
    """Something missing: Debian's package, what was looked for, and whether anything works without it."""

    package: str
    looked_for: str
    weight: Weight = "always"

    def stops(self, purpose: Purpose) -> bool:
        """Whether one cannot start without it."""
        return self.weight == "always" or (self.weight in ("screen", "tests") and purpose == "test")


@dataclass(frozen=True)
class Machine:
    """The ways to look; tests give their own."""

    opens: Callable[[str], bool]
    which: Callable[[str], str | None]
    has_font: Callable[[], bool]
    has_certificates: Callable[[], bool]
    has_display: Callable[[], bool]


def opens(library: str) -> bool:
    """Whether the loader finds a library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def has_font(folders: Iterable[Path] | None = None) -> bool:
    """Whether the font that screens and their tests are drawn with is installed."""
    mine = Path.home() / ".local/share/fonts"
    for folder in folders or (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), mine):
        if any(FONT in files for _, _, files in os.walk(folder)):
            return True
    return False


def has_certificates() -> bool:
    """Whether anything says which servers to trust; a minimal Debian has nothing."""
    named = [os.environ.get(name, "") for name in ("SSL_CERT_FILE", "PIP_CERT")]
    return any(path and Path(path).is_file() for path in (*named, *CERTIFICATES))


def has_display() -> bool:
    """Whether a window would be shown to somebody, as far as the environment says."""
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


THIS_MACHINE = Machine(opens, shutil.which, has_font, has_certificates, has_display)


def missing(machine: Machine = THIS_MACHINE) -> list[Need]:
    """What Readback cannot do without and this machine does not have."""
    shown = machine.has_display()
    needs = [
        Need(package, name, "screen" if package in FOR_A_SCREEN and not shown else "always")
        for package, names in LIBRARIES.items()
        for name in names
        if not machine.opens(name)
    ]
    if not machine.has_font():
        needs.append(Need("fonts-dejavu-core", FONT))
    for package, program in (("xvfb", "Xvfb"), ("xauth", "xauth")):
        if not machine.which(program):
            needs.append(Need(package, program, "tests"))
    if not machine.has_certificates():
        needs.append(Need("ca-certificates", "CA certificates"))
    if not any(machine.which(player) for player in PLAYERS):
        needs.append(Need("alsa-utils", "a sound player (" + ", ".join(PLAYERS) + ")", "sound"))
    return needs


def packages_of(needs: Iterable[Need]) -> list[str]:
    """Debian's packages, each once, in order."""
    return list(dict.fromkeys(need.package for need in needs))


def apt_command(packages: Sequence[str], prefix: Sequence[str] = ()) -> list[str]:
    """The command that installs packages."""
    return [*prefix, *APT, "install", "--no-install-recommends", *packages]


def advice(needs: Sequence[Need], *, has_apt: bool) -> str:
    """What a person has to do, in one command where there is one."""
    if has_apt:
        return (
            "the system lacks libraries that Qt needs. Type this, then start again:\n\n    sudo apt-get install "
            "--no-install-recommends " + " ".join(packages_of(needs)) + "\n"
        )
    names = "\n".join(f"    {need.looked_for:28} (Debian's package: {need.package})" for need in needs)
    return f"the system lacks what follows; install it with its package manager, then start again:\n{names}\n"


def ensure(purpose: Purpose, *, may_install: bool, is_first: bool) -> bool:
    """See to it that nothing is missing; True if something was installed.

    What one can start without is only installed along with the rest or the first time, so that a computer that
    cannot have it does not try again at every start.
    """
    needs = missing() if sys.platform == "linux" else []
    stopping = [need for need in needs if need.stops(purpose)]
    if not needs or not (stopping or is_first):
        _mention(needs)
        return False
    has_apt = shutil.which("apt-get") is not None
    prefix = _right_to_install(os.environ) if may_install and has_apt else None
    if prefix is not None:
        problem = _install(packages_of(needs), prefix)
        needs = missing()
        stopping = [need for need in needs if need.stops(purpose)]
        if stopping and problem:
            raise problem
    if stopping:
        raise Trouble(advice(needs, has_apt=has_apt and prefix is None), NEEDS_A_PERSON)
    _mention(needs)
    return prefix is not None


def _mention(needs: Iterable[Need]) -> None:
    for need in needs:
        if need.weight == "sound":
            say(f"no sound player here, so alarms will be silent; install {need.package}, or pipewire or pulseaudio")


def _right_to_install(environment: Mapping[str, str]) -> list[str] | None:
    """What to put before apt-get; None if a password would be asked for."""
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive"]
    if os.geteuid() == 0:
        return quiet
    if shutil.which("sudo") and run(["sudo", "-n", "true"], environment).code == 0:
        return ["sudo", "-n", *quiet]
    return None


def _install(packages: Sequence[str], prefix: Sequence[str]) -> Trouble | None:
    say(f"installing {len(packages)} system packages with apt: {' '.join(packages)}")
    environment = process_environment(LC_ALL="C.UTF-8")
    outcome = run(apt_command(packages, prefix), environment)
    if outcome.code != 0:  # package lists that are absent or out of date
        say("  refreshing apt's package lists first")
        run([*prefix, *APT, "update"], environment)
        outcome = run(apt_command(packages, prefix), environment)
    return explain(outcome, "installing system packages") if outcome.code else None
