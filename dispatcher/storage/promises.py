"""Promises to callers, transfers to partners and proposals in the store."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from dispatcher.domain.errors import UnknownThing
from dispatcher.domain.promises import PromiseAbout, PromiseState
from dispatcher.domain.transfers import TransferState
from dispatcher.storage.schema import partners, promises, transfers


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What a caller was promised."""

    id: str
    incident_id: str
    about: PromiseAbout
    state: PromiseState
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """An incident offered to a partner."""

    id: str
    incident_id: str
    partner: str
    title: str
    phone: str
    state: TransferState
    offered_at: datetime


def add_promise(connection: Connection, **values: object) -> None:
    """Insert an open promise."""
    connection.execute(insert(promises).values(state=PromiseState.OPEN.value, **values))


def promise(connection: Connection, promise_id: str) -> Promise:
    """Return one promise.

    Raises:
        UnknownThing: there is none.
    """
    row = connection.execute(select(promises).where(promises.c.id == promise_id)).one_or_none()
    if row is None:
        raise UnknownThing("there is no such promise", field="promise")
    return Promise(
        id=row.id, incident_id=row.incident_id, about=PromiseAbout(row.about), state=PromiseState(row.state),
        due_at=row.due_at,
    )  # fmt: skip


def set_promise(connection: Connection, promise_id: str, **values: object) -> None:
    """Change columns of one promise."""
    connection.execute(update(promises).where(promises.c.id == promise_id).values(**values))


def open_promises(connection: Connection, incident_id: str) -> int:
    """Count the promises of an incident that are not settled."""
    return len(
        connection.execute(
            select(promises.c.id).where(
                promises.c.incident_id == incident_id, promises.c.state == PromiseState.OPEN.value
            )
        ).all()
    )


def add_transfer(connection: Connection, **values: object) -> None:
    """Insert a pending transfer; IntegrityError when that partner has been offered it already."""
    connection.execute(insert(transfers).values(state=TransferState.PENDING.value, **values))


def transfer(connection: Connection, transfer_id: str) -> Transfer:
    """Return one transfer.

    Raises:
        UnknownThing: there is none.
    """
    row = connection.execute(
        select(transfers, partners.c.title, partners.c.phone)
        .join(partners, partners.c.name == transfers.c.partner)
        .where(transfers.c.id == transfer_id)
    ).one_or_none()
    if row is None:
        raise UnknownThing("there is no such transfer", field="transfer")
    return Transfer(
        id=row.id, incident_id=row.incident_id, partner=row.partner, title=row.title, phone=row.phone,
        state=TransferState(row.state), offered_at=row.offered_at,
    )  # fmt: skip


def set_transfer(connection: Connection, transfer_id: str, **values: object) -> None:
    """Change columns of one transfer."""
    connection.execute(update(transfers).where(transfers.c.id == transfer_id).values(**values))


def pending_transfers(connection: Connection, incident_id: str) -> tuple[str, ...]:
    """Return the titles of the partners that have not answered for an incident."""
    rows = connection.execute(
        select(partners.c.title)
        .join(transfers, transfers.c.partner == partners.c.name)
        .where(transfers.c.incident_id == incident_id, transfers.c.state == TransferState.PENDING.value)
        .order_by(partners.c.title)
    )
    return tuple(rows.scalars())
