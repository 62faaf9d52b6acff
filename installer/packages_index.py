"""Where packages come from here: PyPI, or the index, proxy and certificates that pip or uv are told to use."""

import base64
import configparser
import html
import json
import os
import re
import ssl
import urllib.parse
import urllib.request
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http.client import HTTPResponse
from pathlib import Path

PYPI = "https://pypi.org/simple"
ACCEPT = "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1"
TIMEOUT_SECONDS = 60.0


@dataclass(frozen=True)
class Index:
    """A package index and how it is reached."""

    url: str = PYPI
    certificates: str = ""
    proxy: str = ""

    @property
    def is_pypi(self) -> bool:
        """Whether the addresses in uv.lock can be used as they are."""
        return self.url == PYPI

    @property
    def host(self) -> str:
        """What may be shown: an index's address can hold a password."""
        return urllib.parse.urlsplit(self.url).hostname or self.url

    def for_uv(self) -> dict[str, str]:
        """The same settings in uv's words."""
        names = {
            "UV_DEFAULT_INDEX": "" if self.is_pypi else self.url,
            "SSL_CERT_FILE": self.certificates,
            "HTTPS_PROXY": self.proxy,
            "HTTP_PROXY": self.proxy,
        }
        return {name: value for name, value in names.items() if value}


def pip_files(environment: Mapping[str, str], home: Path) -> list[Path]:
    """Where pip would look for its settings, the weakest first."""
    if environment.get("PIP_CONFIG_FILE") == os.devnull:
        return []
    configuration = Path(environment.get("XDG_CONFIG_HOME") or home / ".config")
    system = [Path("/etc/xdg/pip/pip.conf"), Path("/etc/pip.conf")]
    files = [*system, home / ".pip/pip.conf", configuration / "pip/pip.conf"]
    if named := environment.get("PIP_CONFIG_FILE"):
        files.append(Path(named))
    return files


def pip_settings(files: Iterable[Path]) -> dict[str, str]:
    """The [global] and [install] values of pip's files."""
    settings: dict[str, str] = {}
    for path in files:
        parser = configparser.RawConfigParser(strict=False)
        try:
            parser.read(path, encoding="utf-8")
        except (configparser.Error, OSError, UnicodeDecodeError):
            continue  # pip itself will complain; the environment's settings still count
        for section in ("global", "install"):
            if parser.has_section(section):
                settings.update(parser.items(section))
    return settings


def find_index(environment: Mapping[str, str], settings: Mapping[str, str]) -> Index:
    """The index to use; uv's own variables come before pip's, the environment before files."""

    def first(names: Iterable[str], setting: str) -> str:
        return next((environment[name] for name in names if environment.get(name)), settings.get(setting, ""))

    url = first(("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL"), "index-url") or PYPI
    certificates = first(("SSL_CERT_FILE", "PIP_CERT"), "cert")
    proxy = first(("HTTPS_PROXY", "https_proxy", "PIP_PROXY"), "proxy")
    return Index(url.rstrip("/"), certificates if Path(certificates).is_file() else "", proxy)


def fetch(index: Index, url: str, accept: str = "*/*") -> tuple[str, bytes]:
    """The address that answered, and what it said."""
    headers = {"Accept": accept, "User-Agent": "readback-bootstrap"}
    request = urllib.request.Request(_without_password(url), headers=headers)  # noqa: S310
    if password := _authorization(index, url):
        request.add_unredirected_header("Authorization", password)
    context = ssl.create_default_context(cafile=index.certificates or None)
    handlers: list[urllib.request.BaseHandler] = [urllib.request.HTTPSHandler(context=context)]
    if index.proxy:
        handlers.append(urllib.request.ProxyHandler({"https": index.proxy, "http": index.proxy}))
    answer: HTTPResponse
    with urllib.request.build_opener(*handlers).open(request, timeout=TIMEOUT_SECONDS) as answer:
        return answer.url, answer.read()


def _without_password(url: str) -> str:
    parts = urllib.parse.urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def _authorization(index: Index, url: str) -> str:
    own = urllib.parse.urlsplit(index.url)
    if not own.username or urllib.parse.urlsplit(url).hostname != own.hostname:
        return ""
    user = urllib.parse.unquote(own.username) + ":" + urllib.parse.unquote(own.password or "")
    return "Basic " + base64.b64encode(user.encode()).decode()


def link_in(page: bytes, base: str, filename: str) -> str:
    """The address of one file on an index page, which is JSON (PEP 691) or HTML (PEP 503); empty if not there."""
    text = page.decode("utf-8", "replace")
    if text.lstrip().startswith("{"):
        links = [file["url"] for file in json.loads(text).get("files", []) if file["filename"] == filename]
    else:
        found = re.findall(r"""href\s*=\s*["']([^"']+)["']""", text)
        named = [html.unescape(link).split("#")[0] for link in found]
        links = [link for link in named if urllib.parse.unquote(link).rpartition("/")[2] == filename]
    return urllib.parse.urljoin(base, links[0]) if links else ""
