"""A CSV file as people's other programs write it: its encoding and its separator found out, or refused clearly."""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dispatcher.operations.trouble import Trouble

ENCODINGS = ("utf-8", "cp1252", "utf-16")
MOST_BYTES = 200_000_000
_DELIMITERS = (",", ";", "\t", "|")
_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Line:
    """One row: the line of the file it begins in, and its cells."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvText:
    """A whole file: its heading and its rows; `broken` says where it could be read no further."""

    encoding: str
    delimiter: str
    heading: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def about(self) -> str:
        """How it is written."""
        return f"{self.encoding}, separated by {_NAMES.get(self.delimiter, self.delimiter)}"


def read_csv(path: Path, encoding: str | None = None, delimiter: str | None = None) -> CsvText:
    """Read a file. Raises: Trouble, with the line and what to do."""
    text, found = _decoded(_content(path), path, encoding)
    sign = _delimiter(text, path, delimiter)
    rows = _rows(text, sign, path)
    first = next(rows, None)
    if first is None:
        raise Trouble(f"{path} has no heading: its first line names the columns")
    return CsvText(encoding=found, delimiter=sign, heading=first.cells, lines=tuple(rows))


def _content(path: Path) -> bytes:
    if not path.is_file():
        raise Trouble(f"there is no file {path}")
    if path.stat().st_size > MOST_BYTES:
        raise Trouble(f"{path} has {path.stat().st_size} bytes; split it into files of at most {MOST_BYTES}")
    content = path.read_bytes()
    if not content.strip():
        raise Trouble(f"{path} is empty")
    return content


def _decoded(content: bytes, path: Path, encoding: str | None) -> tuple[str, str]:
    """Return the text and the name of its encoding."""
    if encoding is not None and encoding not in ENCODINGS:
        raise Trouble(f"--encoding {encoding!r} is not known; there are: {', '.join(ENCODINGS)}")
    seen = _seen(content)
    name = encoding or seen or "utf-8"
    if encoding and seen and encoding != seen:
        raise Trouble(f"{path} is {seen.upper()}, as its bytes show, not {encoding}; leave --encoding out")
    try:
        text = content.decode("utf-8-sig" if name == "utf-8" else name)
    except UnicodeDecodeError as error:
        raise Trouble(_undecodable(content, path, name, error)) from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise Trouble(f"{path}, line {line}: a NUL byte; it is no text, or UTF-16 without its mark: --encoding utf-16")
    return text, name


def _seen(content: bytes) -> str | None:
    """Return the encoding that can be told for sure."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if content.startswith(codecs.BOM_UTF8):
        return "utf-8"
    try:
        # Letters beyond ASCII that are whole in UTF-8 are hardly ever anything else.
        return None if content.isascii() or not content.decode("utf-8") else "utf-8"
    except UnicodeDecodeError:
        return None


def _undecodable(content: bytes, path: Path, name: str, error: UnicodeDecodeError) -> str:
    line = content[: error.start].count(b"\n") + 1
    found = f"{path}, line {line}: the byte 0x{content[error.start]:02X} is no {name.upper()}"
    if name != "utf-8":
        return f"{found}; give the encoding it was written in: --encoding {' or '.join(ENCODINGS)}"
    begin = content.rfind(b"\n", 0, error.start) + 1
    read = content[begin : begin + 4 * _SHOWN].split(b"\n")[0].decode("cp1252", "replace").strip()[:_SHOWN]
    return f"{found}; as cp1252 the line reads “{read}”: when that is right, add --encoding cp1252"


def _delimiter(text: str, path: Path, given: str | None) -> str:
    if given is not None:
        sign = "\t" if given in ("tab", "\\t") else given
        if len(sign) != 1:
            raise Trouble(f"--delimiter {given!r} is not one sign; write ';' or tab")
        return sign
    heading = next((line for line in text.splitlines() if line.strip()), "")
    counted = {sign: heading.count(sign) for sign in _DELIMITERS}
    best = max(_DELIMITERS, key=lambda sign: counted[sign])
    if sum(1 for count in counted.values() if count == counted[best]) > 1 and counted[best]:
        raise Trouble(f"{path}: its heading could be separated by several signs; say which: --delimiter ';'")
    return best


def _rows(text: str, delimiter: str, path: Path) -> Iterator[Line]:
    """Yield the rows that are not blank."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    while True:
        try:
            cells: Sequence[str] = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Trouble(f"{path}, line {begins}: {_csv_words(str(error))}") from None
        if any(cell.strip() for cell in cells):
            yield Line(begins, tuple(cell.strip() for cell in cells))
        begins = reader.line_num + 1


def _csv_words(reason: str) -> str:
    if "unexpected end of data" in reason:
        return 'a quotation mark opens here and is never closed; close it, or write "" for one within the text'
    if "field limit" in reason:
        return "a cell is longer than 131,072 characters; a quotation mark may be missing"
    return f"{reason}; a quotation mark within a text is written twice"
