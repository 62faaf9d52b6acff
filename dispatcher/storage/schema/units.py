"""Units, where they are at home and where they were seen, and how recipients are reached."""

from sqlalchemy import CheckConstraint, Column, Float, ForeignKey, Integer, Table, Text

from dispatcher.domain.units import Availability
from dispatcher.storage.columns import UtcInstant, one_of
from dispatcher.storage.schema.base import metadata

stations = Table(
    "stations",
    metadata,
    Column("name", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("latitude", Float),
    Column("longitude", Float),
)

units = Table(
    "units",
    metadata,
    Column("id", Text, primary_key=True),
    Column("call_sign", Text, nullable=False, unique=True),
    Column("type_name", Text, nullable=False),
    Column("station", Text, ForeignKey("stations.name"), nullable=False),
    Column("capabilities", Text, nullable=False),  # space-separated words
    Column("availability", Text, nullable=False),
    Column("since", UtcInstant, nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("profile", Text, nullable=False, server_default=""),  # whose policies, where the pack has some of its own
    Column("held_by", Text),  # the seat that reserved it
    Column("held_from", Text),  # its availability before
    one_of("availability", Availability),
)

unit_positions = Table(
    "unit_positions",
    metadata,
    Column("unit_id", Text, ForeignKey("units.id"), primary_key=True),
    Column("latitude", Float, nullable=False),
    Column("longitude", Float, nullable=False),
    Column("at", UtcInstant, nullable=False),
    CheckConstraint("latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180", name="on_the_globe"),
)

recipients = Table(
    "recipients",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("unit_id", Text, ForeignKey("units.id")),
)

addresses = Table(
    "addresses",
    metadata,
    Column("recipient_id", Text, ForeignKey("recipients.id"), primary_key=True),
    Column("channel", Text, ForeignKey("channels.name"), primary_key=True),
    Column("address", Text, nullable=False),
    Column("rank", Integer, nullable=False),
)
