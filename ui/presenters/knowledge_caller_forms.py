"""What is asked about a known caller: who they are, their numbers, notes about them, and that they are forgotten."""

from dispatcher.domain.authority import Actor
from dispatcher.domain.knowledge import CallerNoteKind
from dispatcher.domain.knowledge_commands import AmendCaller, CorrectCallerNote, EndCallerNote, ForgetCaller
from dispatcher.queries.knowledge import CallerNoteRow, KnownCallerRow
from ui.presenters.knowledge_forms import NO, YES, Form, FormField, Values, kinds, needed, reason_field
from ui.presenters.knowledge_place_forms import short
from ui.presenters.knowledge_things import Known, ThingDeed
from ui.presenters.record_forms import Refused
from ui.wording import caller_note_badge, counted, tr

_D = ThingDeed
_NOTES = {kind.value: caller_note_badge(kind).word.lower() for kind in CallerNoteKind}
FORGET = "forget"
"""What is typed so that nobody forgets a caller by a slip."""


def who_is(row: KnownCallerRow) -> str:
    """Name a known caller."""
    return row.name or (row.numbers[0] if row.numbers else tr("the caller"))


def form_about_caller(deed: ThingDeed, known: Known, row: KnownCallerRow) -> Form | None:
    """Return what is asked for a deed; None when it is none that is done with a caller."""
    if isinstance(known.about, CallerNoteRow):
        return _correct(known, known.about, row) if deed is _D.CORRECT_NOTE else _end(known, known.about, row)
    make = {
        _D.AMEND_CALLER: _amend, _D.ADD_NUMBER: _add_number, _D.DROP_NUMBER: _drop_number, _D.FORGET_CALLER: _forget
    }.get(deed)  # fmt: skip
    return make(known, row) if make is not None else None


def _amend(known: Known, row: KnownCallerRow) -> Form:
    """Say who a caller is; only what differs is changed."""
    yes_no = ((NO, tr("no")), (YES, tr("yes")))
    was = {"name": row.name, "language": row.language, "needs": row.needs}
    flags = {"vulnerable": row.vulnerable, "repeat": row.repeat}

    def make(actor: Actor, said: Values) -> AmendCaller:
        words = {name: said[name] for name, former in was.items() if said[name].strip() != former}
        changed = {name: said[name] == YES for name, former in flags.items() if (said[name] == YES) is not former}
        if not words and not changed:
            raise Refused(tr("Nothing differs from what is known."))
        return AmendCaller(
            actor=actor, caller_id=row.caller_id, name=words.get("name"), language=words.get("language"),
            needs=words.get("needs"), vulnerable=changed.get("vulnerable"), repeat=changed.get("repeat"),
        )  # fmt: skip

    return Form(
        key=f"{_D.AMEND_CALLER} {known.key}", deed=_D.AMEND_CALLER, title=tr("caller {who}", who=who_is(row)),
        act=tr("Keep"), done=tr("Kept; what stood there before is kept too"), make=make,
        fields=(
            FormField(name="name", title=tr("name"), value=row.name),
            FormField(name="language", title=tr("language"), value=row.language),
            FormField(name="needs", title=tr("needs"), value=row.needs, hint=tr("such as: deaf, text relay")),
            FormField(name="vulnerable", title=tr("vulnerable"), value=YES if row.vulnerable else NO, choices=yes_no),
            FormField(name="repeat", title=tr("calls often"), value=YES if row.repeat else NO, choices=yes_no),
        ),
    )  # fmt: skip


def _add_number(known: Known, row: KnownCallerRow) -> Form:
    """Add a number that is theirs too."""
    return Form(
        key=f"{_D.ADD_NUMBER} {known.key}", deed=_D.ADD_NUMBER, act=tr("Add the number"),
        title=tr("caller {who}: a further number", who=who_is(row)), done=tr("The number is theirs too"),
        fields=(FormField(name="number", title=tr("number"), hint=tr("with digits, such as +377 93 15 30 15")),),
        make=lambda actor, said: AmendCaller(
            actor=actor, caller_id=row.caller_id, number=needed(said, "number", tr("Write the number."))
        ),
    )  # fmt: skip


def _drop_number(known: Known, row: KnownCallerRow) -> Form:
    """Say that a number is not theirs."""
    number = str(known.about)
    return Form(
        key=f"{_D.DROP_NUMBER} {known.key}", deed=_D.DROP_NUMBER, act=tr("Take it away"), fields=(),
        title=tr("caller {who}: {number} is not theirs", who=who_is(row), number=number),
        done=tr("{number} is not theirs any more", number=number),
        warning=tr("Calls from it are theirs no longer; the next call from it is linked to nobody."),
        make=lambda actor, _said: AmendCaller(actor=actor, caller_id=row.caller_id, not_number=number),
    )  # fmt: skip


def _correct(known: Known, note: CallerNoteRow, row: KnownCallerRow) -> Form:
    """Write a note about a caller anew."""
    return Form(
        key=f"{_D.CORRECT_NOTE} {known.key}", deed=_D.CORRECT_NOTE, title=tr("caller {who}: correct", who=who_is(row)),
        act=tr("Correct"), done=tr("Corrected; the former words are kept"),
        fields=(
            FormField(name="kind", title=tr("kind"), value=note.kind.value, choices=kinds(_NOTES)),
            FormField(name="text", title=tr("note"), value=note.text, tall=True),
            reason_field(),
        ),
        make=lambda actor, said: CorrectCallerNote(
            actor=actor, note_id=note.note_id, kind=CallerNoteKind(said["kind"]), text=said["text"],
            reason=said["reason"],
        ),
    )  # fmt: skip


def _end(known: Known, note: CallerNoteRow, row: KnownCallerRow) -> Form:
    """Say that a note about a caller holds no longer."""
    return Form(
        key=f"{_D.END_NOTE} {known.key}", deed=_D.END_NOTE, act=tr("End the note"), fields=(reason_field(),),
        title=tr("caller {who}: “{text}” holds no longer", who=who_is(row), text=short(note.text)),
        done=tr("Ended; its words are kept"),
        make=lambda actor, said: EndCallerNote(actor=actor, note_id=note.note_id, reason=said["reason"]),
    )  # fmt: skip


def _forget(known: Known, row: KnownCallerRow) -> Form:
    """Destroy what is known of a caller: a reason, and a word typed out."""
    parts = (
        tr("the name") if row.name else "", tr("the needs") if row.needs else "",
        counted(len(row.numbers), tr("number"), tr("numbers")), counted(len(row.notes), tr("note"), tr("notes")),
    )  # fmt: skip
    what = ", ".join(part for part in parts if part)

    def make(actor: Actor, said: Values) -> ForgetCaller:
        reason = needed(said, "reason", tr("Say why: the reason is kept."))
        if said["sure"].strip().casefold() != FORGET:
            raise Refused(tr("Type “{word}” to forget {who} for good; Esc leaves everything.", word=FORGET,
                             who=who_is(row)))  # fmt: skip
        return ForgetCaller(actor=actor, caller_id=row.caller_id, reason=reason)

    return Form(
        key=f"{_D.FORGET_CALLER} {known.key}", deed=_D.FORGET_CALLER, act=tr("Forget for good"), make=make,
        title=tr("forget caller {who}", who=who_is(row)), done=tr("Forgotten; calls and incidents stay"),
        warning=tr("Destroys for good: {what}. Calls and incidents stay, and are linked to nobody.", what=what),
        fields=(
            reason_field(needed=True),
            FormField(name="sure", title=tr("sure?"), hint=tr("type “{word}”", word=FORGET)),
        ),
    )  # fmt: skip
