"""Where packages come from, and that uv is the file it should be."""

import os
import zipfile

import pytest

from installer import packages_index, uv_tool
from installer.packages_index import PYPI, Index, find_index, link_in
from installer.progress import Trouble


def test_pypi_unless_told_otherwise():
    assert find_index({}, {}) == Index(PYPI)
    assert find_index({"PIP_INDEX_URL": "https://pypi.org/simple/"}, {}).is_pypi


def test_the_environment_comes_before_pips_files_and_uv_before_pip():
    settings = {"index-url": "https://file.example/simple", "proxy": "http://proxy.example:3128"}
    assert find_index({}, settings).url == "https://file.example/simple"
    both = {"PIP_INDEX_URL": "https://pip.example/simple", "UV_DEFAULT_INDEX": "https://uv.example/simple"}
    assert find_index(both, settings).url == "https://uv.example/simple"
    assert find_index({}, settings).for_uv()["HTTPS_PROXY"] == "http://proxy.example:3128"


def test_pips_files_are_read_the_weakest_first(tmp_path):
    (tmp_path / "a").write_text("[global]\nindex-url = https://a.example/simple\ncert = /a.pem\n")
    (tmp_path / "b").write_text("[global]\nindex-url = https://b.example/simple\n")
    (tmp_path / "bad").write_text("no section\n")
    names = [tmp_path / name for name in ("a", "b", "bad", "absent")]
    assert packages_index.pip_settings(names) == {"index-url": "https://b.example/simple", "cert": "/a.pem"}


def test_no_pip_file_counts_where_pip_is_told_so(tmp_path):
    assert packages_index.pip_files({"PIP_CONFIG_FILE": os.devnull}, tmp_path) == []


def test_a_password_in_the_index_address_is_sent_but_neither_shown_nor_given_to_others():
    index = Index("https://user:p%40ss@mirror.example/simple")
    assert index.host == "mirror.example"
    assert packages_index._without_password(index.url) == "https://mirror.example/simple"
    assert packages_index._authorization(index, "https://mirror.example/files/uv.whl") == "Basic dXNlcjpwQHNz"
    assert packages_index._authorization(index, "https://elsewhere.example/uv.whl") == ""


@pytest.mark.parametrize(
    "page",
    [
        b'{"files": [{"filename": "uv-1.whl", "url": "../../files/uv-1.whl"}]}',
        b'<a href="../../files/uv-1.whl#sha256=abc">uv-1.whl</a>',
        b"<A class='x' HREF = '../../files/uv%2D1.whl'>uv</A>".replace(b"HREF", b"href"),
    ],
)
def test_the_wheel_is_found_on_json_and_html_pages(page):
    link = link_in(page, "https://mirror.example/simple/uv/", "uv-1.whl")
    assert link.replace("%2D", "-") == "https://mirror.example/files/uv-1.whl"
    assert link_in(page, "https://mirror.example/simple/uv/", "uv-2.whl") == ""


def test_every_wheel_has_a_digest():
    for system_name, cpu in uv_tool.WHEELS:
        filename, digest = uv_tool.wheel_for(system_name, cpu)
        assert filename.startswith(f"uv-{uv_tool.VERSION}-py3-none-")
        assert len(bytes.fromhex(digest)) == 32


def test_a_machine_without_a_wheel_is_told_what_to_do():
    with pytest.raises(Trouble, match="put a uv on PATH"):
        uv_tool.wheel_for("linux", "mips")


def test_versions_are_compared_as_numbers():
    assert uv_tool.version_in("uv 0.13.9 (x86_64)") == (0, 13, 9)
    assert uv_tool.version_in("uv 0.8.22") < uv_tool.OLDEST_USABLE
    assert uv_tool.version_in("pyenv: uv: command not found") < uv_tool.OLDEST_USABLE


def test_a_file_with_another_digest_is_not_installed(tmp_path, monkeypatch):
    monkeypatch.setattr(uv_tool, "_download", lambda *_: b"something else")
    with pytest.raises(Trouble, match="SHA-256"):
        uv_tool._fetch(tmp_path / "uv", Index())
    assert list(tmp_path.iterdir()) == []


def test_the_program_is_taken_out_of_the_wheel(tmp_path):
    with zipfile.ZipFile(tmp_path / "uv.whl", "w") as wheel:
        wheel.writestr("uv-1.data/scripts/uvx", "other")
        wheel.writestr("uv-1.data/scripts/uv", "program")
    uv_tool._unpack((tmp_path / "uv.whl").read_bytes(), tmp_path / "tools/uv")
    assert (tmp_path / "tools/uv").read_text() == "program"
    assert os.access(tmp_path / "tools/uv", os.X_OK)
    assert [path.name for path in (tmp_path / "tools").iterdir()] == ["uv"]
