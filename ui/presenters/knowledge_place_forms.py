"""What is asked about a place: the place itself, its notes, who has keys, its codes, a thing with a number."""

from datetime import datetime
from zoneinfo import ZoneInfo

from dispatcher.domain.authority import Actor
from dispatcher.domain.knowledge import DEFAULT_RADIUS_M, NoteKind, SecretKind
from dispatcher.domain.knowledge_commands import (
    AddPremiseNote,
    CorrectPremiseNote,
    EndPremiseNote,
    EndSecret,
    KeepAsset,
    KeepKeyholders,
    KeepPremise,
    KeepSecret,
)
from dispatcher.queries.knowledge import (
    AskPlaceKnowledge,
    AssetRow,
    KeyholderRow,
    PlaceNoteRow,
    PremiseRow,
    SecretRow,
)
from ui.presenters.knowledge_forms import Form, FormField, Values, kinds, needed, reason_field, until_field, until_of
from ui.presenters.knowledge_things import Known, ThingDeed
from ui.presenters.record_forms import Refused
from ui.wording import note_badge, secret_word, tr

_D = ThingDeed
_NOTES = {kind.value: note_badge(kind).word.lower() for kind in NoteKind}
_CODES = {kind.value: secret_word(kind) for kind in SecretKind}


def form_about_place(deed: ThingDeed, known: Known, now: datetime, local: ZoneInfo) -> Form | None:
    """Return what is asked for a deed; None when it is none that is done with this."""
    about, place = known.about, known.place
    if deed is _D.KEEP_ASSET:
        return _asset(known, place)
    if isinstance(about, AskPlaceKnowledge):
        return _the_place(known, about)
    return _form_at(deed, known, place, now, local) if place is not None else None


def _form_at(deed: ThingDeed, known: Known, place: PremiseRow, now: datetime, local: ZoneInfo) -> Form | None:
    match deed, known.about:
        case _D.KEEP_PLACE, _:
            return _the_place(known, place)
        case ((_D.ADD_NOTE | _D.CORRECT_NOTE), _):
            return _note(known, place, now, local)
        case _D.END_NOTE, PlaceNoteRow() as note:
            return _end_note(known, note, place)
        case ((_D.ADD_KEYHOLDER | _D.CHANGE_KEYHOLDER), _):
            return _keyholder(known, place)
        case _D.DROP_KEYHOLDER, KeyholderRow() as holder:
            return _drop_keyholder(known, place, holder)
        case _D.KEEP_CODE, _:
            return _code(known, place, now, local)
        case _D.END_CODE, SecretRow() as secret:
            return _end_code(known, secret, place)
        case _:
            return None


def _note(known: Known, place: PremiseRow, now: datetime, local: ZoneInfo) -> Form:
    """Write a note about a place, or a former one anew."""
    former = known.about if isinstance(known.about, PlaceNoteRow) else None
    fields = (
        FormField(name="kind", title=tr("kind"), value=(former.kind if former else NoteKind.HAZARD).value,
                  choices=kinds(_NOTES)),
        FormField(name="text", title=tr("note"), value=former.text if former else "", tall=True),
        until_field(former.valid_until if former else None, local),
    )  # fmt: skip
    if former is None:
        return Form(
            key=f"{_D.ADD_NOTE} {known.key}", deed=_D.ADD_NOTE, title=tr("{place}: a note", place=place.name),
            act=tr("Remember"), done=tr("Remembered for {place}", place=place.name), fields=fields,
            make=lambda actor, said: AddPremiseNote(
                actor=actor, premise_id=place.premise_id, kind=NoteKind(said["kind"]), text=said["text"],
                valid_until=until_of(said, now, local),
            ),
        )  # fmt: skip
    note_id = former.note_id
    return Form(
        key=f"{_D.CORRECT_NOTE} {known.key}", deed=_D.CORRECT_NOTE, title=tr("{place}: correct", place=place.name),
        act=tr("Correct"), done=tr("Corrected; the former words are kept"), fields=(*fields, reason_field()),
        make=lambda actor, said: CorrectPremiseNote(
            actor=actor, note_id=note_id, kind=NoteKind(said["kind"]), text=said["text"],
            valid_until=until_of(said, now, local), reason=said["reason"],
        ),
    )  # fmt: skip


def _end_note(known: Known, note: PlaceNoteRow, place: PremiseRow) -> Form:
    """Say that a note holds no longer."""
    return Form(
        key=f"{_D.END_NOTE} {known.key}", deed=_D.END_NOTE, act=tr("End the note"), fields=(reason_field(),),
        title=tr("{place}: “{text}” holds no longer", place=place.name, text=short(note.text)),
        done=tr("Ended; its words are kept"),
        make=lambda actor, said: EndPremiseNote(actor=actor, note_id=note.note_id, reason=said["reason"]),
    )  # fmt: skip


def _the_place(known: Known, row: PremiseRow | AskPlaceKnowledge) -> Form:
    """Say what a place is called and where it lies, or make it known."""
    fresh = isinstance(row, AskPlaceKnowledge)
    name, address = (row.place, row.place) if fresh else (row.name, row.address)
    radius, premise_id = (DEFAULT_RADIUS_M, None) if fresh else (row.radius_m, row.premise_id)
    latitude, longitude = row.latitude, row.longitude
    title = tr("make {name} known", name=name or tr("this position")) if fresh else tr("{name}: the place", name=name)

    def make(actor: Actor, said: Values) -> KeepPremise:
        return KeepPremise(
            actor=actor, premise_id=premise_id, name=said["name"], address=said["address"], latitude=latitude,
            longitude=longitude, radius_m=_metres(said["radius"]),
        )  # fmt: skip

    return Form(
        key=f"{_D.KEEP_PLACE} {known.key}", deed=_D.KEEP_PLACE, title=title, act=tr("Keep"),
        done=tr("The place is kept"), make=make,
        fields=(
            FormField(name="name", title=tr("name"), value=name),
            FormField(name="address", title=tr("address"), value=address, hint=tr("street and number, town")),
            FormField(name="radius", title=tr("reaches, m"), value=f"{radius:g}"),
        ),
    )  # fmt: skip


def _keyholder(known: Known, place: PremiseRow) -> Form:
    """Add somebody who has keys, change one, or take one off."""
    former = known.about if isinstance(known.about, KeyholderRow) else None
    people = [(row.name, row.number) for row in place.keyholders]
    rank = known.rank if former is not None else len(people)

    def make(actor: Actor, said: Values) -> KeepKeyholders:
        others = [each for at, each in enumerate(people) if former is None or at != rank]
        at = _place_in_line(said["rank"], len(others) + 1)
        others.insert(at - 1, (said["name"], said["number"]))
        return KeepKeyholders(actor=actor, premise_id=place.premise_id, keyholders=tuple(others))

    deed = _D.CHANGE_KEYHOLDER if former is not None else _D.ADD_KEYHOLDER
    return Form(
        key=f"{deed} {known.key}", deed=deed, title=tr("{place}: who has keys", place=place.name), act=tr("Keep"),
        done=tr("The keyholders are kept"), make=make,
        fields=(
            FormField(name="name", title=tr("name"), value=former.name if former else ""),
            FormField(name="number", title=tr("number"), value=former.number if former else ""),
            FormField(name="rank", title=tr("is rung"), value=str(rank + 1), hint=tr("1: first")),
        ),
    )  # fmt: skip


def _drop_keyholder(known: Known, place: PremiseRow, holder: KeyholderRow) -> Form:
    """Say that somebody has no keys any more."""
    left = tuple((row.name, row.number) for at, row in enumerate(place.keyholders) if at != known.rank)
    return Form(
        key=f"{_D.DROP_KEYHOLDER} {known.key}", deed=_D.DROP_KEYHOLDER, fields=(), act=tr("Take off the list"),
        title=tr("{place}: {name} has no keys any more", place=place.name, name=holder.name),
        done=tr("{name} is off the list", name=holder.name),
        make=lambda actor, _said: KeepKeyholders(actor=actor, premise_id=place.premise_id, keyholders=left),
    )  # fmt: skip


def _code(known: Known, place: PremiseRow, now: datetime, local: ZoneInfo) -> Form:
    """Seal a code for a place, or one in the place of another. It is written twice, for nobody sees what is typed."""
    former = known.about if isinstance(known.about, SecretRow) else None
    title = FormField(name="title", title=tr("opens"), hint=tr("such as: front door"))

    def make(actor: Actor, said: Values) -> KeepSecret:
        if said["code"] != said["again"]:
            raise Refused(tr("The two codes differ: write both anew."))
        return KeepSecret(
            actor=actor, premise_id=place.premise_id, words=said["code"], valid_until=until_of(said, now, local),
            title=former.title if former else said["title"],
            kind=former.kind if former else SecretKind(said["kind"]),
        )  # fmt: skip

    what = (FormField(name="kind", title=tr("kind"), value=SecretKind.DOOR_CODE, choices=kinds(_CODES)), title)
    name = tr("{place}: {title}", place=place.name, title=former.title if former else tr("a code"))
    return Form(
        key=f"{_D.KEEP_CODE} {known.key}", deed=_D.KEEP_CODE, title=name, act=tr("Seal"), make=make,
        done=tr("Sealed: it is shown on request, and each view is journalled"),
        warning=tr("The code that stands there is destroyed.") if former else "",
        fields=(
            *(() if former else what),
            FormField(name="code", title=tr("code"), hidden=True, hint=tr("hidden; in no log and no draft")),
            FormField(name="again", title=tr("again"), hidden=True),
            until_field(former.valid_until if former else None, local),
        ),
    )  # fmt: skip


def _end_code(known: Known, secret: SecretRow, place: PremiseRow) -> Form:
    """Destroy a code."""
    return Form(
        key=f"{_D.END_CODE} {known.key}", deed=_D.END_CODE, act=tr("Destroy the code"), fields=(reason_field(),),
        title=tr("{place}: {title}", place=place.name, title=secret.title), done=tr("The code is destroyed"),
        warning=tr("The code is destroyed for good; who saw it stays on record."),
        make=lambda actor, said: EndSecret(actor=actor, secret_id=secret.secret_id, reason=said["reason"]),
    )  # fmt: skip


def _asset(known: Known, place: PremiseRow | None) -> Form:
    """Put a thing on the register, or say what it is from now on."""
    row = known.about if isinstance(known.about, AssetRow) else None
    number = row.number if row else str(known.about)
    places = {row.premise_id or "": row.premise} if row and row.premise_id else {}
    if place is not None:
        places.setdefault(place.premise_id, place.name)

    def make(actor: Actor, said: Values) -> KeepAsset:
        return KeepAsset(
            actor=actor, number=number, title=needed(said, "title", tr("What is it?")), kind=said["kind"],
            premise_id=said["place"] or None, owner_team=said["owner_team"], notes=said["notes"],
        )  # fmt: skip

    return Form(
        key=f"{_D.KEEP_ASSET} {known.key}", deed=_D.KEEP_ASSET, title=tr("asset {number}", number=number),
        act=tr("Keep"), done=tr("{number} is on the register", number=number), make=make,
        fields=(
            FormField(name="title", title=tr("what it is"), value=row.title if row else ""),
            FormField(name="kind", title=tr("kind"), value=row.kind if row else ""),
            FormField(name="place", title=tr("stands at"), value=next(iter(places), ""),
                      choices=(*kinds(places), ("", tr("no known place")))),
            FormField(name="owner_team", title=tr("owner"), value=row.owner_team if row else ""),
            FormField(name="notes", title=tr("notes"), value=row.notes if row else ""),
        ),
    )  # fmt: skip


def short(text: str, most: int = 60) -> str:
    """Cut what only names something."""
    return text if len(text) <= most else f"{text[:most]}…"


def _metres(said: str) -> float:
    try:
        return float(said.replace(",", "."))
    except ValueError:
        raise Refused(tr("How far it reaches is a number of metres, not {text!r}.", text=said)) from None


def _place_in_line(said: str, most: int) -> int:
    if not said.strip().isdigit() or not 1 <= int(said) <= most:
        raise Refused(tr("Who is rung first is 1; here it goes from 1 to {most}.", most=most))
    return int(said)
