"""Bring a pack's people, units, channels and policies into the store; what is gone from the pack goes off duty."""

from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update

from dispatcher.domain.errors import Rejected
from dispatcher.domain.events import EntryKind
from dispatcher.domain.transmissions import TransmissionState
from dispatcher.domain.units import Availability
from dispatcher.packs.loading import digest
from dispatcher.packs.model import VOICE, Pack, UnitPart
from dispatcher.packs.plans import ChannelPart
from dispatcher.packs.policies import PolicyPart
from dispatcher.services import testing_channels
from dispatcher.services.activating_library import write_library
from dispatcher.services.holding import watch_unit
from dispatcher.services.reaching import check_reach
from dispatcher.storage.schema import (
    addresses,
    channels,
    installation,
    operators,
    partners,
    policies,
    recipients,
    stations,
    units,
)
from dispatcher.storage.unit_of_work import SYSTEM, UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivatePack:
    """Make this pack the room's, with the highest rung that each channel's driver can report. -> None"""

    pack: Pack
    highest: dict[str, TransmissionState]


def activate_pack(command: ActivatePack, work: UnitOfWork) -> None:
    """Write the pack; nothing happens when the very same one is active already."""
    pack, now_digest = command.pack, digest(command.pack)
    # Held to the commit: two rooms that start together on PostgreSQL must not both write the pack.
    active = work.connection.execute(select(installation.c.pack_digest).with_for_update()).scalar_one()
    if active == now_digest:
        return
    if not active:
        work.record(EntryKind.DATABASE_CREATED, SYSTEM, None, world=work.world.value)
    _write_people(pack, work)
    for channel in pack.channel:
        _write_channel(work, channel, command.highest[channel.name])
    _schedule_tests(pack, work)
    _write_policies(pack, work)
    write_library(pack, work)
    _write_stations(pack, work)
    for unit in pack.unit:
        _write_unit(work, unit)
    _retire_units(pack, work)
    _write_partners(pack, work)
    check_reach(work)
    work.connection.execute(update(installation).values(pack=pack.model_dump_json(), pack_digest=now_digest))
    work.record(EntryKind.PACK_ACTIVATED, SYSTEM, None, pack=pack.name, version=pack.version, digest=now_digest)


def _write_people(pack: Pack, work: UnitOfWork) -> None:
    for person in pack.operator:
        values = {"name": person.name, "roles": " ".join(role.value for role in person.roles), "phone": person.phone}
        done = work.connection.execute(update(operators).where(operators.c.id == person.id).values(**values))
        if not done.rowcount:
            work.connection.execute(insert(operators).values(id=person.id, **values))
    # Whoever left the pack stays in the records, and may not sign on again.
    staying = [person.id for person in pack.operator]
    work.connection.execute(update(operators).where(operators.c.id.not_in(staying)).values(roles="", phone=""))


def _write_channel(work: UnitOfWork, channel: ChannelPart, highest: TransmissionState) -> None:
    values = {
        "title": channel.title,
        "driver": channel.driver,
        "highest": highest.value,
        "alternate": channel.alternate,
    }
    done = work.connection.execute(update(channels).where(channels.c.name == channel.name).values(**values))
    if not done.rowcount:
        state = "up" if channel.driver == VOICE else "down"
        reason = "people speak" if channel.driver == VOICE else "not opened yet"
        work.connection.execute(
            insert(channels).values(
                name=channel.name, world=work.world.value, state=state, since=work.now, reason=reason, **values
            )
        )


def _schedule_tests(pack: Pack, work: UnitOfWork) -> None:
    named = {part.name for part in pack.channel}
    for name in work.connection.execute(select(channels.c.name).order_by(channels.c.name)).scalars().all():
        if name in named:
            testing_channels.schedule(work, name)
        else:
            testing_channels.unschedule(work, name)


def _write_policies(pack: Pack, work: UnitOfWork) -> None:
    for part in pack.policy:
        body = part.model_dump_json()
        stored = work.connection.execute(
            select(policies.c.body).where(policies.c.name == part.name, policies.c.version == part.version)
        ).scalar()
        if stored is None:
            work.connection.execute(
                insert(policies).values(
                    id=f"{part.name}:{part.version}", name=part.name, version=part.version, body=body
                )
            )
        elif PolicyPart.model_validate_json(stored) != part:
            raise Rejected(
                f"policies.toml: policy {part.name!r} was changed but still says version {part.version};"
                " give it a new version, so that running chains keep the old one"
            )


def _write_stations(pack: Pack, work: UnitOfWork) -> None:
    for station in pack.station:
        values = {"title": station.title, "latitude": station.latitude, "longitude": station.longitude}
        done = work.connection.execute(update(stations).where(stations.c.name == station.name).values(**values))
        if not done.rowcount:
            work.connection.execute(insert(stations).values(name=station.name, **values))


def _write_unit(work: UnitOfWork, unit: UnitPart) -> None:
    values = {
        "type_name": unit.type,
        "station": unit.station,
        "capabilities": " ".join(unit.capabilities),
        "profile": unit.profile,
    }
    unit_id = work.connection.execute(select(units.c.id).where(units.c.call_sign == unit.call_sign)).scalar()
    if unit_id is None:
        unit_id, recipient_id = work.new_id(), work.new_id()
        work.connection.execute(
            insert(units).values(
                id=unit_id, call_sign=unit.call_sign, availability=Availability.AVAILABLE_STATION.value,
                since=work.now, **values,
            )
        )  # fmt: skip
        work.connection.execute(insert(recipients).values(id=recipient_id, name=unit.call_sign, unit_id=unit_id))
    else:
        work.connection.execute(update(units).where(units.c.id == unit_id).values(**values))
        recipient_id = work.connection.execute(
            select(recipients.c.id).where(recipients.c.unit_id == unit_id)
        ).scalar_one()
        work.connection.execute(delete(addresses).where(addresses.c.recipient_id == recipient_id))
    work.connection.execute(
        insert(addresses),
        [
            {"recipient_id": recipient_id, "channel": channel, "address": address, "rank": rank}
            for rank, (channel, address) in enumerate(unit.reached_by.items(), start=1)
        ],
    )
    watch_unit(work, unit_id)


def _write_partners(pack: Pack, work: UnitOfWork) -> None:
    for partner in pack.partner:
        values = {"title": partner.title, "phone": partner.phone}
        done = work.connection.execute(update(partners).where(partners.c.name == partner.name).values(**values))
        if not done.rowcount:
            work.connection.execute(insert(partners).values(name=partner.name, **values))


def _retire_units(pack: Pack, work: UnitOfWork) -> None:
    named = [unit.call_sign for unit in pack.unit]
    work.connection.execute(
        update(units)
        .where(units.c.call_sign.not_in(named))
        .values(availability=Availability.OFF_DUTY.value, since=work.now, reason="no longer in the pack")
    )
