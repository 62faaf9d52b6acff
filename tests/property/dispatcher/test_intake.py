"""Whatever strangers write: no octets crash the readers, and no word of a letter that can be read is lost."""

import base64
import string
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dispatcher.domain.calls import Medium
from dispatcher.domain.contacts import counted_from, likeness
from dispatcher.intake import lines
from dispatcher.intake.decoding import decoded
from dispatcher.intake.errors import Refused
from dispatcher.intake.letters import read_letter
from dispatcher.intake.markup import without_tags
from dispatcher.intake.tables import COLUMNS, read_table

NOW = datetime(2026, 3, 14, 3, 4, 5, tzinfo=UTC)
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200)
HEADS = st.sampled_from([
    b"From: ", b"Subject: ", b"Date: ", b"Content-Type: ", b"Content-Transfer-Encoding: ", b"Content-Disposition: ",
    b"MIME-Version: 1.0\r\n", b"multipart/mixed; boundary=a", b"--a\r\n", b"--a--", b"\r\n", b"=?utf-8?b?", b"?=",
    b"text/html; charset=", b"message/rfc822", b"base64", b"; filename*0*=", b"utf-16", b"\xff\xfe", b"\x00",
])  # fmt: skip


@given(
    st.one_of(st.binary(max_size=2_000), st.lists(st.one_of(HEADS, st.binary(max_size=20)), max_size=60).map(b"".join))
)
@example(
    b"Content-Type: multipart/mixed; boundary=a\r\n\r\n"
    + b"--a\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n" * 3
)
@example(b"Content-Type: message/rfc822\r\n\r\n" * 3_000)
@example(b"Content-Type: text/plain; charset=rot13\r\n\r\nhello")
@example(b"Content-Type: text/plain; charset*=x'y'\xff\r\n\r\nhello")
@example(b"Date: Mon, 99 Foo 99999 99:99:99 +9999\r\n\r\n")
def test_no_octets_crash_the_reader_of_letters(raw: bytes) -> None:
    letter = read_letter(raw)
    assert isinstance(letter.body, str)
    if letter.sent_at is not None:
        assert counted_from(letter.sent_at, NOW) <= NOW


CHARSETS = st.sampled_from([
    b"utf-8", b"utf-16", b"idna", b"punycode", b"undefined", b"rot13", b"zlib", b"unicode_escape", b"hz", b"utf-7",
    b"\xff\xfe", b"''", b"x" * 300, b"",
])  # fmt: skip
ENCODINGS = st.sampled_from([b"base64", b"quoted-printable", b"x-uuencode", b"8bit", b"\xff", b"base64\r\n x", b""])
KINDS = st.sampled_from([
    b"text/plain", b"text/html", b"message/rfc822", b"message/partial", b"message/delivery-status", b"image/png", b"/",
])  # fmt: skip
GARBAGE = st.one_of(
    st.binary(max_size=80),
    st.binary(max_size=40).map(base64.b64encode),
    st.lists(st.binary(max_size=5), max_size=6).map(b"=3D=".join),
    st.binary(max_size=30).map(lambda octets: b"begin 666 x\r\n" + octets),
)


def _part(kind: bytes, charset: bytes, encoding: bytes, garbage: bytes) -> bytes:
    return (
        b"Content-Type: " + kind + b"; charset=" + charset + b"; name*=" + charset + b"''%ff" + garbage[:4]
        + b"\r\nContent-Transfer-Encoding: " + encoding + b"\r\n\r\n" + garbage + b"\r\n"
    )  # fmt: skip


def _nested(parts: list[bytes], kind: bytes, is_ended: bool) -> bytes:
    body = b"".join(b"--a\r\n" + part for part in parts)
    return b"Content-Type: " + kind + b"; boundary=a\r\n\r\n" + body + (b"--a--\r\n" if is_ended else b"")


LETTERS = st.recursive(
    st.builds(_part, KINDS, CHARSETS, ENCODINGS, GARBAGE),
    lambda inner: st.builds(
        _nested, st.lists(inner, max_size=3),
        st.sampled_from([b"multipart/mixed", b"multipart/digest", b"message/rfc822", b"text/plain"]), st.booleans(),
    ),
    max_leaves=8,
)  # fmt: skip


@given(CHARSETS, st.binary(max_size=40), LETTERS)
@example(b"utf-8", b"", b"Content-Type: text/plain; charset=idna\r\n\r\n\xff\xfegas\r\n")
def test_s8_parts_within_parts_in_letters_that_nobody_knows_are_read_as_far_as_they_go(
    charset: bytes, subject: bytes, rest: bytes
) -> None:
    head = b"From: ann@example.org\r\nSubject: =?" + charset + b"?b?" + subject.replace(b"\n", b"") + b"?=\r\n"
    letter = read_letter(head + rest)
    assert letter.sender == "ann@example.org"
    assert letter.body or letter.attachments or letter.doubts or not rest.strip()
    for said in (letter.sender, letter.subject, letter.body, *(part.name for part in letter.attachments)):
        assert isinstance(said, str)


def test_s8_a_part_that_cannot_be_read_takes_no_other_along() -> None:
    raw = (
        b"From: ann@example.org\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n"
        b"--a\r\nContent-Type: text/plain; charset=idna\r\n\r\n\xff\xfe\r\n"
        b"--a\r\nContent-Type: text/plain\r\n\r\nIt smells of gas.\r\n"
        b"--a\r\nContent-Type: image/png; name=a.png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAEC\r\n--a--\r\n"
    )
    letter = read_letter(raw)
    assert "It smells of gas." in letter.body
    assert [(part.name, part.content) for part in letter.attachments] == [("a.png", b"\x00\x01\x02")]


@pytest.mark.parametrize(
    "raw",
    [
        b"Subject: " + b"=?utf-8?q?a?= " * 40_000 + b"\r\n\r\nGas.",
        b"Content-Type: text/plain" + b"; a*0=b" * 60_000 + b"\r\n\r\nGas.",
        b"X-Y: z\r\n" * 40_000 + b"\r\nGas.",
        b"Content-Type: text/html\r\n\r\nGas." + b"<div" * 100_000,
        b"Content-Type: text/html\r\n\r\nGas." + b"<!--" * 100_000,
        b"Content-Type: text/html\r\n\r\nGas." + b"<script>" * 60_000,
        b"Content-Type: text/html\r\n\r\nGas." + b"<a b='" * 60_000,
    ],
    ids=("encoded words", "parameters", "headers", "tags", "comments", "scripts", "quotes"),
)
@pytest.mark.timeout(20)  # a second is a lot; by the square of its length it would be minutes
def test_s8_a_letter_that_is_made_to_be_slow_holds_up_nobody(raw: bytes) -> None:
    assert "Gas." in read_letter(raw).body


@given(WORDS, WORDS, st.sampled_from(["utf-8", "iso-8859-1", "cp1252"]), st.binary(max_size=300))
def test_nothing_of_a_letter_that_is_well_made_is_lost(subject: str, body: str, charset: str, picture: bytes) -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "ann@example.org", subject
    try:
        message.set_content(body, charset=charset, cte="base64")
    except UnicodeEncodeError:
        message.set_content(body, cte="base64")
    message.add_attachment(picture, maintype="image", subtype="png", filename="a.png")
    letter = read_letter(message.as_bytes())
    assert letter.subject == " ".join(subject.split())
    assert letter.body.split() == body.split()
    assert [(part.name, part.type, part.content) for part in letter.attachments] == [("a.png", "image/png", picture)]


@given(st.binary(max_size=500), st.text(max_size=20))
def test_octets_are_always_some_text(octets: bytes, declared: str) -> None:
    assert isinstance(decoded(octets, declared).text, str)


@given(WORDS)
def test_what_is_said_in_utf8_is_read_as_it_was_said(words: str) -> None:
    octets = words.encode()
    assert decoded(octets, "utf-8").text == (words[1:] if words.startswith("\N{ZERO WIDTH NO-BREAK SPACE}") else words)


@given(st.text(max_size=300))
def test_no_markup_crashes_the_stripper(markup: str) -> None:
    assert isinstance(without_tags(markup), str)


def test_the_words_of_html_are_read_and_its_scripts_are_not() -> None:
    assert without_tags("<head><title>x</title></head><p>Gas &amp; <b>smoke</b></p><script>bad()</script><p>now") == (
        "Gas & smoke\nnow"
    )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["v", "kind", "id", "source", "medium", "sender", "body", "at", "event", "attachments", "x"]),
        inner, max_size=8,
    ),
    max_leaves=10,
)  # fmt: skip


@given(st.one_of(st.binary(max_size=300), JSON.map(lambda value: lines.written(value))))
def test_a_line_is_taken_or_refused_with_words(line: bytes) -> None:
    try:
        item = lines.read_line(line, "local", Medium.PORTAL, NOW)
        answer = b"taken\n" if item is None or item.external_id else b""
    except Refused as error:
        answer = lines.refused(error)
    assert answer.endswith(b"\n")


@given(st.fixed_dictionaries(
    {"v": st.just(1), "kind": st.just("contact"), "id": st.text(min_size=1, max_size=200)},
    optional={"medium": st.sampled_from([item.value for item in Medium]), "sender": WORDS, "subject": WORDS,
              "body": WORDS, "source": st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}", fullmatch=True),
              "at": st.datetimes(timezones=st.just(UTC)).map(lambda at: at.isoformat())},
))  # fmt: skip
def test_whatever_is_of_the_schema_is_taken_with_every_word(value: dict[str, object]) -> None:
    item = lines.read_line(lines.written(value), "local", Medium.PORTAL, NOW)
    assert item is not None
    assert (item.external_id, item.sender, item.subject, item.body) == (
        value["id"], value.get("sender", ""), value.get("subject", ""), value.get("body", ""),
    )  # fmt: skip
    assert item.medium.value == value.get("medium", "portal")


CELL = st.text(st.sampled_from(string.ascii_letters + "äß ,;\"'\t"), min_size=1, max_size=30).filter(str.strip)


@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=20), st.sampled_from(["utf-8", "utf-16", "cp1252"]))
def test_every_row_of_a_table_is_a_contact(rows: list[tuple[str, str]], encoding: str) -> None:
    def quoted(cell: str) -> str:
        return '"' + cell.replace('"', '""') + '"'

    text = "sender|body\r\n" + "".join(f"{quoted(sender)}|{quoted(body)}\r\n" for sender, body in rows)
    items = read_table(text.encode(encoding), "drop", Medium.FILE)
    assert [(item.sender, item.body) for item in items] == [(sender.strip(), body.strip()) for sender, body in rows]
    assert len({item.external_id for item in items}) == len(rows)


@given(st.binary(max_size=400))
@example(("\t".join(COLUMNS) + "\n").encode())
def test_no_octets_crash_the_reader_of_tables(octets: bytes) -> None:
    try:
        said = str(len(read_table(octets, "drop", Medium.FILE)))
    except Refused as error:
        said = str(error)
    assert said not in ("", "0")


@given(WORDS, WORDS)
def test_likeness_says_nothing_of_the_words(one: str, other: str) -> None:
    alike = likeness("sender", "mailbox", one)
    if alike is not None:
        assert len(alike) == len("sender:") + 24
        assert (alike == likeness("sender", "mailbox", other)) is (one.casefold().split() == other.casefold().split())


@pytest.mark.parametrize("said", [None, datetime(1970, 1, 1, tzinfo=UTC), datetime(2400, 1, 1, tzinfo=UTC)])
def test_an_absurd_time_is_not_counted_from(said: datetime | None) -> None:
    assert counted_from(said, NOW) == NOW
