"""A door code lies sealed, is shown to those who need it, and every view stands in the journal before it is given."""

import logging
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from dispatcher.domain.authority import Actor
from dispatcher.domain.errors import Incomplete, InvalidTransition, KeyMissing, NotAuthorised, Rejected, UnknownThing
from dispatcher.domain.identifiers import IncidentId
from dispatcher.domain.knowledge import NoteKind
from dispatcher.domain.knowledge_commands import EndSecret, KeepSecret, Revealed, RevealSecret
from dispatcher.queries.knowledge import AskSecretViews, SecretDeed
from dispatcher.services.importing_knowledge import ResealSecrets
from dispatcher.storage.sealing import KeyFile
from tests.helpers.builders import DISPATCHER, DUTY_MANAGER, RADIO_OPERATOR, SUPERVISOR
from tests.helpers.clock import START
from tests.helpers.harness import Harness
from tests.helpers.knowledge import CODE, a_place, a_secret, ask, known_of, known_place, remembers, with_keys


@pytest.fixture
def keys(h: Harness, tmp_path: Path) -> KeyFile:
    return with_keys(h, tmp_path)


def shows(
    h: Harness, secret_id: str, by: Actor = DISPATCHER, reason: str = "crew at the door", of: str = ""
) -> Revealed:
    incident_id = IncidentId(of or h.incident_id) if (of or h.incident_id) else None
    return h.do(RevealSecret(actor=by, secret_id=secret_id, incident_id=incident_id, reason=reason))


def test_s61_a_dispatcher_sees_a_code_within_an_open_incident_at_its_place_alone(h: Harness, keys: KeyFile):
    secret = a_secret(h, a_place(h))
    with pytest.raises(NotAuthorised, match="within an open incident at its place"):
        shows(h, secret)
    h.call("fire", at="99 Oak Road")
    with pytest.raises(NotAuthorised, match="is not at that place"):
        shows(h, secret)
    h.call("fire", at="12 Elm St, Rivermouth")
    with pytest.raises(Incomplete, match="the reason is kept"):
        shows(h, secret, reason=" ")
    assert shows(h, secret).words == CODE
    with pytest.raises(NotAuthorised, match="may not show secret"):
        shows(h, secret, by=RADIO_OPERATOR)
    h.close_incident()
    with pytest.raises(NotAuthorised, match="is closed; ask a supervisor"):
        shows(h, secret)
    assert [entry.kind.value for entry in h.told("secret_shown", "secret_denied")] == [
        "secret_denied", "secret_denied", "secret_shown", "secret_denied", "secret_denied",
    ]  # fmt: skip
    assert "a code of the place was shown: crew at the door" in [line.text for line in h.card().log]


def test_s61_a_supervisor_sees_it_with_an_incident_or_a_reason_and_it_is_logged(h: Harness, keys: KeyFile):
    secret = a_secret(h, a_place(h))
    with pytest.raises(Incomplete):
        shows(h, secret, by=SUPERVISOR, reason="")
    assert shows(h, secret, by=SUPERVISOR, reason="exercise of the key plan").words == CODE
    h.call("fire", at="99 Oak Road")
    assert shows(h, secret, by=SUPERVISOR, reason="").words == CODE
    assert shows(h, secret, by=DUTY_MANAGER).words == CODE
    views = h.told("secret_shown")
    assert [(view.operator, view.incident_id) for view in views] == [
        (SUPERVISOR.operator, None), (SUPERVISOR.operator, h.incident_id), (DUTY_MANAGER.operator, h.incident_id),
    ]  # fmt: skip


def test_s61_the_view_is_in_the_journal_before_the_words_are_given(h: Harness, keys: KeyFile):
    secret = a_secret(h, a_place(h))
    h.call("fire", at="12 Elm St")
    committed = h.desk.transactor.run([
        RevealSecret(actor=DISPATCHER, secret_id=secret, incident_id=IncidentId(h.incident_id), reason="door")
    ])  # fmt: skip
    assert committed.outcomes[0].value.words == CODE
    assert [entry.kind.value for entry in committed.entries] == ["secret_shown"], "what gives it out is the commit"
    assert h.told("secret_shown")[0].sequence == committed.entries[0].sequence


def test_s61_who_saw_which_code_and_when_is_told_to_whoever_answers_for_it(h: Harness, keys: KeyFile):
    premise, other = a_place(h), a_place(h, "Elsewhere", address="1 Far Road")
    door, far = a_secret(h, premise), a_secret(h, other)
    h.call("fire", at="12 Elm St")
    shows(h, door, reason="crew at the door")
    h.advance(minutes=2)
    with pytest.raises(NotAuthorised):
        h.do(RevealSecret(actor=RADIO_OPERATOR, secret_id=door, reason="curious"))
    h.do(RevealSecret(actor=SUPERVISOR, secret_id=far, reason="elsewhere"))
    denied, shown = ask(h, AskSecretViews(premise_id=premise))
    assert (shown.deed, shown.title, shown.number, shown.reason) == (
        SecretDeed.SHOWN, "front door", h.card().number, "crew at the door",
    )  # fmt: skip
    assert (denied.deed, denied.seat, denied.at) == (SecretDeed.DENIED, RADIO_OPERATOR.seat, h.clock.now())
    h.do(EndSecret(actor=DISPATCHER, secret_id=door))
    assert ask(h, AskSecretViews(premise_id=premise))[1].title == "front door", "also once it is destroyed"
    with h.reading() as connection:
        plan = connection.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT sequence FROM journal WHERE journal.kind IN ('secret_denied', 'secret_shown')"
            " ORDER BY sequence DESC"
        )
        assert "ix_journal_secrets" in str(plan.all())


def test_s61_the_code_is_in_no_file_no_log_no_row_and_no_repr(
    h: Harness, keys: KeyFile, caplog: pytest.LogCaptureFixture
):
    with caplog.at_level(logging.DEBUG):
        secret = a_secret(h, a_place(h))
        h.call("fire", at="12 Elm St")
        shown = shows(h, secret)
        row = known_place(h, "12 Elm St").secrets[0]
        keeping = KeepSecret(actor=DISPATCHER, premise_id="none", title="x", words=CODE)
        with pytest.raises(UnknownThing):
            h.do(keeping)
    for said in (caplog.text, repr(shown), repr(keeping), str(keeping), repr(row), repr(known_of(h, "12 Elm St"))):
        assert CODE not in said
    assert all(CODE not in str(entry) for entry in h.told())
    path = h.desk.database.path
    assert path is not None
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert not any(CODE in line for line in connection.iterdump())
    for file in path.parent.iterdir():
        assert CODE.encode() not in file.read_bytes(), file
    assert row.title == "front door"


def test_a_missing_or_wrong_key_says_so_and_everything_else_works(h: Harness, keys: KeyFile, tmp_path: Path):
    secret = a_secret(h, a_place(h))
    h.call("fire", at="12 Elm St")
    assert keys.path is not None
    whole = keys.path.read_text()
    keys.path.rename(tmp_path / "away")
    with pytest.raises(KeyMissing, match="there is no key file"):
        shows(h, secret)
    remembers(h, NoteKind.HAZARD, "gas")
    assert known_place(h, "12 Elm St").secrets[0].secret_id == secret
    KeyFile(keys.path).make()
    with pytest.raises(KeyMissing, match=r"which is not in .*; put the key file back"):
        shows(h, secret)
    for broken in (whole[: len(whole) // 2], "{}", whole.replace("a", "b"), "\0" * 50):
        keys.path.write_text(broken)
        with pytest.raises(KeyMissing, match=r"no key file of this program|cannot be read"):
            shows(h, secret)
    keys.path.write_text(whole)
    assert shows(h, secret).words == CODE
    assert len(h.told("secret_shown")) == 1, "what could not be opened was not seen"


def test_a_code_that_was_swapped_in_the_store_does_not_open(h: Harness, keys: KeyFile):
    one, other = a_secret(h, a_place(h)), a_secret(h, a_place(h, "Other", address="1 Oak"), "0000")
    with h.desk.database.writer.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE premise_secrets SET sealed = (SELECT sealed FROM premise_secrets WHERE id = ?) WHERE id = ?",
            (other, one),
        )
    with pytest.raises(KeyMissing, match="what is stored was changed"):
        shows(h, one, by=SUPERVISOR)


def test_keys_are_rotated_and_old_codes_open_before_and_after_they_are_sealed_anew(h: Harness, keys: KeyFile):
    premise = a_place(h)
    secrets = [a_secret(h, premise, f"{CODE}{number}", f"door {number}") for number in range(5)]
    old = keys.read().current
    new = keys.rotate()
    assert shows(h, secrets[0], by=SUPERVISOR).words == f"{CODE}0"
    assert [h.do(ResealSecrets(most=3)) for _ in range(3)] == [3, 2, 0]
    keys.forget(old)
    assert [shows(h, secret, by=SUPERVISOR).words for secret in secrets] == [f"{CODE}{number}" for number in range(5)]
    with pytest.raises(KeyMissing, match="is not an older key"):
        keys.forget(new)


def test_a_code_is_replaced_runs_out_and_is_destroyed_for_good(h: Harness, keys: KeyFile):
    premise = a_place(h)
    first = a_secret(h, premise, "1111")
    second = a_secret(h, premise, "2222", valid_until=START + timedelta(hours=1))
    with pytest.raises(InvalidTransition, match="replaced or destroyed"):
        shows(h, first, by=SUPERVISOR)
    assert shows(h, second, by=SUPERVISOR).words == "2222"
    h.advance(minutes=61)
    with pytest.raises(InvalidTransition, match="has run out"):
        shows(h, second, by=SUPERVISOR)
    assert known_place(h, "12 Elm St").secrets == ()
    h.do(EndSecret(actor=DISPATCHER, secret_id=second, reason="door is new"))
    with pytest.raises(InvalidTransition, match="destroyed already"):
        h.do(EndSecret(actor=DISPATCHER, secret_id=second))
    with h.reading() as connection:
        left = connection.exec_driver_sql("SELECT count(*) FROM premise_secrets WHERE sealed IS NOT NULL").scalar()
    assert left == 0


def test_bad_secrets_are_refused(h: Harness, tmp_path: Path):
    premise = a_place(h)
    with pytest.raises(KeyMissing, match="was given no key file"):
        a_secret(h, premise)
    with_keys(h, tmp_path)
    for words, title, wrong in (("", "door", "the code is empty"), ("1", " ", "what does it open"),
                                ("9" * 201, "door", "201 characters"), ("1\x07", "door", "control")):  # fmt: skip
        with pytest.raises(Rejected, match=wrong):
            a_secret(h, premise, words, title)
    with pytest.raises(UnknownThing, match="nothing sealed has the id"):
        shows(h, "none", by=SUPERVISOR)


def test_the_key_file_is_private_and_made_once(tmp_path: Path):
    keys = KeyFile(tmp_path / "keys.json")
    made = keys.make()
    assert keys.path is not None
    assert keys.path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        keys.make()
    assert keys.rotate() != made
    assert keys.path.stat().st_mode & 0o777 == 0o600
    assert len(keys.seal("1", "x").sealed) == len(keys.seal("12345678", "x").sealed), "its length tells nothing"
    assert keys.unseal(keys.seal("ÄÖ🔑", "x"), "x") == "ÄÖ🔑"
