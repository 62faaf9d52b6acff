"""The Monaco pack: it loads, stands on its map, its pages fit their channel, and the doctor finds no fault with it."""

import io
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, redirect_stdout
from pathlib import Path

import pytest

from dispatcher import cli
from dispatcher.domain.authority import Role
from dispatcher.domain.call_commands import CallTaken
from dispatcher.domain.escalation import Subject
from dispatcher.domain.messages import carried_text, dispatch_text, order_number, stand_down_text
from dispatcher.domain.plans import Paged, bearers_for
from dispatcher.domain.rules import Rules
from dispatcher.domain.triage import Priority, priority_for
from dispatcher.geo.distance import great_circle_m
from dispatcher.geo.kinds import Layer
from dispatcher.geo.map_pack import MapPack
from dispatcher.packs.loading import load_pack
from dispatcher.packs.model import PAGER_CHANNEL, VOICE, Pack
from dispatcher.queries.recommending import recommendation
from dispatcher.queries.requests import AskRecommendation
from dispatcher.rule_book import ChannelBook
from radio.gateway import check_address
from radio.message import World
from resources import packs_dir
from tests.helpers.builders import Desk, a_call, actor, open_desk, signs_on, the_rules

MAP_FILE = packs_dir().parent / "maps" / "monaco.map"
PLACED_BY_HAND = {"HARBOUR"}
NO_STATIONS = {"Farmacy des Anglais", "Institut Monégasque de Médecine du Sport", "Fourrière de Monaco"}
"""What the map calls a hospital or a police post, and nobody goes out from."""
AT_THE_SITE_M = 150
CASINO = (43.7393304, 7.4285628)
DISPATCHER = actor("camille", Role.DISPATCHER, "D1")


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("monaco")


@pytest.fixture(scope="module")
def rules(pack: Pack) -> Rules:
    return the_rules(pack)


@pytest.fixture(scope="module")
def territory() -> Iterator[MapPack]:
    with MapPack(MAP_FILE) as opened:
        yield opened


@pytest.fixture
def desk(pack: Pack, tmp_path: Path) -> Iterator[Desk]:
    with closing(open_desk(f"sqlite:///{tmp_path / 'room.db'}", pack=pack)) as opened:
        opened.run(signs_on(DISPATCHER))
        yield opened


def the_book(pack: Pack) -> ChannelBook:
    links = {part.name: "simulator:/nowhere" for part in pack.channel if part.driver != VOICE}
    return ChannelBook(pack, links, World.SIMULATED)


def longest_street(territory: MapPack) -> str:
    return max((shape.name for shape in territory.features(Layer.STREETS, territory.bounds)), key=len)


def needs_of(pack: Pack) -> dict[str, tuple[str, ...]]:
    return {part.name: part.needs for part in pack.type}


def test_it_is_the_pack_of_its_folder(pack: Pack) -> None:
    assert (pack.name, pack.title, pack.timezone) == ("monaco", "Monaco", "Europe/Monaco")
    assert len(pack.unit) == 44
    assert {station.name for station in pack.station} == {unit.station for unit in pack.unit}, (
        "every house sends somebody"
    )


def test_every_station_stands_at_a_site_of_the_map(pack: Pack, territory: MapPack) -> None:
    sites = territory.sites()
    for station in pack.station:
        assert station.latitude is not None
        assert station.longitude is not None
        assert territory.bounds.contains(station.latitude, station.longitude), station.name
        away = min(great_circle_m(station.latitude, station.longitude, s.latitude, s.longitude) for s in sites)
        assert (away <= AT_THE_SITE_M) != (station.name in PLACED_BY_HAND), (station.name, away)


def test_every_site_of_the_map_has_its_station(pack: Pack, territory: MapPack) -> None:
    homes = [(part.latitude or 0.0, part.longitude or 0.0) for part in pack.station]
    without = {
        site.name
        for site in territory.sites()
        if all(great_circle_m(site.latitude, site.longitude, *home) > 1 for home in homes)
    }
    assert without == NO_STATIONS


def test_every_pager_is_one_units_alone_and_can_be_called(pack: Pack) -> None:
    addresses = [unit.pager for unit in pack.unit]
    assert len(set(addresses)) == len(addresses)
    config_of = {config.name: config for config in the_book(pack).configs}
    assert [check_address(config_of[PAGER_CHANNEL], address) for address in addresses] == [None] * len(addresses)


def test_crews_carry_radios_telephones_and_pagers_of_nobody(pack: Pack) -> None:
    config_of = {config.name: config for config in the_book(pack).configs}
    carried = Counter(channel for unit in pack.unit for channel in unit.reached_by)
    assert carried == {"paging": 44, "tetra": 32, "sms": 5}
    for unit in pack.unit:
        for channel, address in unit.reached_by.items():
            assert check_address(config_of[channel], address) is None, (unit.call_sign, channel)
        assert unit.reached_by.get("tetra", "4770000").isdecimal()
        assert len(unit.reached_by.get("tetra", "4770000")) == 7
        assert unit.reached_by.get("sms", "063998").startswith("063998"), "ARCEP keeps these for works of fiction"


@pytest.mark.parametrize(
    ("call_sign", "priority", "bearers"),
    [
        ("E11", Priority.P1, ["tetra", "paging"]),
        ("L11", Priority.P1, ["paging"]),
        ("S71", Priority.P1, ["paging", "sms"]),
        ("S71", Priority.P4, ["sms", "paging"]),
        ("OPS1", Priority.P1, ["sms", "paging"]),
    ],
)
def test_each_is_reached_by_what_wakes_it(
    pack: Pack, rules: Rules, call_sign: str, priority: Priority, bearers: list[str]
) -> None:
    unit = next(unit for unit in pack.unit if unit.call_sign == call_sign)
    page = Paged(priority=priority, incident_type="fire", profile=unit.profile, call_sign=call_sign)
    reached = tuple(unit.reached_by.items())
    assert [name for name, _ in bearers_for(rules.radio.plans, page, reached, rules.radio.informal)] == bearers


def test_needs_and_capabilities_are_the_same_words(pack: Pack) -> None:
    able = {capability for unit in pack.unit for capability in unit.capabilities}
    asked = {need for needs in needs_of(pack).values() for need in needs}
    assert asked == able
    assert all(needs_of(pack).values()), "a type that needs nothing is answered by whoever is nearest"


def test_every_priority_and_every_role_occurs(pack: Pack) -> None:
    assert {priority_for(part.impact, part.urgency) for part in pack.type} == set(Priority)
    assert {role for person in pack.operator for role in person.roles} == set(Role) - {Role.SYSTEM}
    alone = {person.roles[0] for person in pack.operator if len(person.roles) == 1}
    assert {Role.DISPATCHER, Role.RADIO_OPERATOR} <= alone, "a simulated desk takes somebody with one hat"


def test_what_is_typed_means_one_type(pack: Pack) -> None:
    names, titles = [part.name for part in pack.type], [part.title.casefold() for part in pack.type]
    assert len(set(titles)) == len(titles)
    assert not set(names) & set(titles)
    assert all(part.title.isascii() for part in pack.type), "what a pager shows and a keyboard types"


def test_every_subject_is_guarded_and_its_chains_are_the_norm(pack: Pack) -> None:
    assert {part.subject for part in pack.policy} == set(Subject)
    dispatch = next(part for part in pack.policy if part.name == "dispatch").policy()
    firsts = {step.name: seconds for step, seconds in dispatch.firsts(Priority.P1)}
    assert firsts == {
        "not_accepted": 2, "repeat": 30, "other_bearer": 45, "voice": 60, "next_unit": 90, "supervisor": 120,
        "flag": 180, "duty_manager": 180,
    }  # fmt: skip
    assert pack.attempts == load_pack("rivermouth").attempts
    assert pack.response_times.turnout_s[Priority.P1] == 80


def test_the_longest_page_fits(pack: Pack, rules: Rules, territory: MapPack) -> None:
    street = longest_street(territory)
    assert len(street) > 50
    place = f"125 bis {street}, Roquebrune-Cap-Martin"
    longest = max((part.title for part in pack.type), key=len)
    sent = sorted((unit.call_sign for unit in pack.unit), key=len)[-4:]
    number = order_number("2026-1000000", 2)
    page = dispatch_text(
        priority=Priority.P1, number=number, type_name=longest, place=place, units=" ".join(sent),
        note="entrée côté mer, 3e étage",
    )  # fmt: skip
    carried = carried_text(page, rules.limits[PAGER_CHANNEL])
    assert "entree cote mer, 3e etage" in carried
    recall = stand_down_text(number=number, call_sign=sent[-1], place=place, reason="wrong street, other crew is there")
    carried_text(recall, rules.limits[PAGER_CHANNEL])


def test_every_street_of_the_map_can_be_paged(pack: Pack, rules: Rules, territory: MapPack) -> None:
    for name in {shape.name for shape in territory.features(Layer.STREETS, territory.bounds)}:
        page = dispatch_text(
            priority=Priority.P1, number="2026-000001", type_name=pack.type[0].title, place=name, units="E11", note=""
        )
        assert carried_text(page, rules.limits[PAGER_CHANNEL]).isascii()


def test_every_type_is_proposed_its_first_need_within_reach(desk: Desk, pack: Pack) -> None:
    capabilities = {unit.call_sign: unit.capabilities for unit in pack.unit}
    for name, needs in needs_of(pack).items():
        call = a_call("Place du Casino", name, actor=DISPATCHER, latitude=CASINO[0], longitude=CASINO[1])
        taken = desk.run(call)
        assert isinstance(taken, CallTaken)
        with desk.database.reader.connect() as connection:
            offers = recommendation(AskRecommendation(incident_id=taken.incident_id), connection, desk.clock.now())
        suitable = [offer for offer in offers if offer.suitable]
        first = next(offer for offer in suitable if needs[0] in capabilities[offer.call_sign])
        assert first.distance_m is not None
        assert first.distance_m < 2_000, name
        assert suitable.index(first) < 10, name


def doctor(*arguments: str) -> str:
    out = io.StringIO()
    with redirect_stdout(out), pytest.raises(SystemExit):
        cli.main(["doctor", "--pack", "monaco", *arguments])
    return out.getvalue()


@pytest.fixture
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for key in [key for key in os.environ if key.startswith("READBACK_")]:
        monkeypatch.delenv(key)


@pytest.mark.usefixtures("no_settings")
def test_the_doctor_misses_only_the_ports(tmp_path: Path) -> None:
    lines = doctor("--home", str(tmp_path / "home")).splitlines()
    assert lines[0].endswith("Monaco: 44 units, 4 channels, 9 operators")
    failed = [line for line in lines if line.startswith("FAIL")]
    for line, channel in zip(failed, ("tetra", "paging", "sms"), strict=True):
        assert f"link {channel}" in line
        assert f"CHANGE-ME-{channel.upper()} is not there" in line


@pytest.mark.usefixtures("no_settings")
def test_the_doctor_finds_a_simulated_room_whole(tmp_path: Path) -> None:
    assert "FAIL" not in doctor("--home", str(tmp_path / "home"), "--simulated")
