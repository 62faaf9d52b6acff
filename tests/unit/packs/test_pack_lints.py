"""What the doctor tells a supervisor of a pack that loads: each with its file, its key and what to do."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dispatcher.domain.errors import InvalidPack
from dispatcher.geo.distance import great_circle_m
from dispatcher.packs.lint import Lint, Severity
from dispatcher.packs.linting import lint
from dispatcher.packs.loading import IN_ORDER, folder_of, load_pack, map_file_of
from dispatcher.packs.model import Pack
from dispatcher.rule_book import paging_of
from resources import maps_dir, packs_dir
from tests.helpers.builders import shipped

Raw = dict[str, Any]
Change = Callable[[Raw], object]


def lints_of(change: Change, name: str = "monaco") -> list[Lint]:
    raw = shipped(name).model_dump(mode="json")
    change(raw)
    pack = Pack.model_validate(raw)
    return list(lint(pack, folder_of(name), paging_of(pack)))


def told(found: list[Lint]) -> list[tuple[Severity, str]]:
    return [(item.severity, str(item)) for item in found]


@pytest.mark.parametrize("name", sorted(path.name for path in packs_dir().iterdir()))
def test_what_ships_is_clean(name: str) -> None:
    found = lints_of(lambda raw: None, name)
    assert [item for item in found if item.severity is not Severity.NOTE] == []


def test_a_small_pack_says_what_it_leaves_open() -> None:
    first, *others = lints_of(lambda raw: None, "rivermouth")
    assert str(first).startswith("pack.toml: map: the pack names no map")
    unguarded = ["turnout", "travel", "welfare", "roll_call", "elapsed", "status_age", "hold", "channel"]
    policies = [item for item in others if item.file == "policies.toml"]
    assert [item.do for item in policies] == [f"add one with the subject {name}, or know it" for name in unguarded]
    assert {item.severity for item in (first, *others)} == {Severity.NOTE}


def policy(raw: Raw, name: str) -> Raw:
    return next(part for part in raw["policy"] if part["name"] == name)


def steps(raw: Raw, of: str = "dispatch") -> list[Raw]:
    return policy(raw, of)["step"]


def step(raw: Raw, name: str, of: str = "dispatch") -> Raw:
    return next(part for part in steps(raw, of) if part["name"] == name)


def sets(of: str, name: str, **values: Any) -> Change:
    return lambda raw: step(raw, name, of).update(values)


def adds(of: str, **values: Any) -> Change:
    return lambda raw: steps(raw, of).append({"name": "added", "after_s": 400, **values})


def takes_role(role: str) -> Change:
    def change(raw: Raw) -> None:
        for person in raw["operator"]:
            person["roles"] = [held for held in person["roles"] if held != role] or ["duty_manager"]

    return change


def loses(*actions: str, of: str = "dispatch") -> Change:
    return lambda raw: policy(raw, of).update(step=[part for part in steps(raw, of) if part["action"] not in actions])


def asks_once(of: str, *actions: str) -> Change:
    def change(raw: Raw) -> None:
        for part in steps(raw, of):
            if not actions or part["action"] in actions:
                part["every_s"] = {}

    return change


def nobody_has_a_phone(raw: Raw) -> None:
    for person in raw["operator"]:
        person["phone"] = ""


def nobody_manages(raw: Raw) -> None:
    for person in raw["operator"]:
        person["roles"] = [role for role in person["roles"] if role != "duty_manager"] or ["dispatcher"]


def is_a_volunteer(profile: str) -> Change:
    return lambda raw: raw["unit"][3].update(profile=profile)


def is_given_twice(raw: Raw) -> None:
    raw["policy"].append({**policy(raw, "dispatch"), "name": "dispatch_too"})


def puts(latitude: float | None, longitude: float | None) -> Change:
    return lambda raw: raw["station"][0].update(latitude=latitude, longitude=longitude)


def paging(raw: Raw) -> Raw:
    """The channel of the pagers."""
    return next(part for part in raw["channel"] if part["name"] == "paging")


def sends_only_one(raw: Raw) -> None:
    other = {"call_sign": "Z1", "pager": "9", "addresses": {}, "capabilities": ["submarine"]}
    raw["unit"] = [*raw["unit"], {**raw["unit"][0], **other}]
    raw["type"][0].update(needs=["submarine"], impact=1, urgency=1)


def given_up_too_soon(raw: Raw) -> None:
    raw["attempts"]["send_limit_s"] = 10
    next(part for part in raw["channel"] if part["name"] == "paging")["profile"]["timers"] = "patient"


ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE
LINTS: dict[str, tuple[Change, Severity, tuple[str, ...]]] = {
    "a copy with the old name": (
        lambda raw: raw.update(name="rivermouth"), WARNING, ("pack.toml: name:", "'rivermouth'", "'monaco'")),
    "an outcome twice": (
        lambda raw: raw["outcomes"].append("Resolved"), WARNING, ("pack.toml: outcomes: outcome 9", "outcome 1")),
    "an empty outcome": (lambda raw: raw["outcomes"].append(" "), ERROR, ("pack.toml: outcomes:", "empty")),
    "a map that is not there": (
        lambda raw: raw.update(map="monako"), ERROR, ("pack.toml: map:", "monako.map", "readbackctl map build")),
    "nobody dispatches": (
        takes_role("dispatcher"), ERROR, ("people.toml: operator:", "role dispatcher", "give dispatcher to somebody")),
    "nobody supervises": (takes_role("supervisor"), ERROR, ("people.toml: operator:", "role supervisor")),
    "nobody at the radio": (takes_role("radio_operator"), WARNING, ("people.toml: operator:", "voice tasks")),
    "two people of one name": (
        lambda raw: raw["operator"][1].update(name=raw["operator"][0]["name"]), WARNING, ("operator.2.name",)),
    "a title that fills the page": (
        lambda raw: raw["type"][3].update(title="Fire on a yacht " * 9), WARNING,
        ("types.toml: type.4.title:", "Afrique du Nord", "too long for a page", "shorten the title")),
    "a title that no page can hold": (
        lambda raw: raw["type"][3].update(title="Fire on a yacht " * 20), ERROR, ("type.4.title:", "never be paged")),
    "a title that cannot be carried": (
        lambda raw: raw["type"][0].update(title="🔥"), ERROR, ("types.toml: type.1.title:", "never be paged", "fire")),
    "an empty title": (lambda raw: raw["type"][0].update(title=" "), ERROR, ("type.1.title: it is empty",)),
    "a title twice": (
        lambda raw: raw["type"][1].update(title=raw["type"][0]["title"].upper()), WARNING, ("type.2.title", "type.1")),
    "a type that needs nothing": (
        lambda raw: raw["type"][2].update(needs=[]), WARNING, ("types.toml: type.3.needs:", "nearest")),
    "only one can go": (sends_only_one, NOTE, ("types.toml: type.1.needs: only Z1 can go to 'fire', which is P1",)),
    "a name that begins another": (
        lambda raw: raw["type"].append({**raw["type"][2], "name": "firestorm", "title": "Firestorm"}), NOTE,
        ("type.1.name: 'fire' begins 'firestorm'",)),
    "a station nowhere": (puts(None, None), WARNING, ("units.toml: station.1:", "no position")),
    "a station with half a position": (puts(43.7, None), ERROR, ("units.toml: station.1.longitude:", "half")),
    "a station outside": (puts(43.8, 7.42), WARNING, ("units.toml: station.1:", "km outside of the map", "larger map")),
    "a station with its numbers exchanged": (puts(7.42, 43.73), WARNING, ("station.1:", "are exchanged")),
    "a station without units": (
        lambda raw: raw["station"].append({"name": "X", "title": "X", "latitude": 43.73, "longitude": 7.42}), NOTE,
        ("no unit is at home in X",)),
    "a pager that cannot be called": (
        lambda raw: raw["unit"][0].update(pager="9" * 33), ERROR, ("units.toml: unit.1.pager:", "cannot be paged")),
    "a unit for nothing": (
        lambda raw: raw["unit"][0].update(capabilities=[]), WARNING, ("units.toml: unit.1.capabilities:", "for none")),
    "a capability that no type asks for": (
        lambda raw: raw["unit"][0]["capabilities"].append("karaoke"), NOTE, ("no type asks for karaoke",)),
    "a test that always fails": (
        lambda raw: paging(raw).update(test={"address": "77", "expects": "read"}), ERROR,
        ("channels.toml: channel.2.test.expects:", "can report accepted at most")),
    "a test that nobody can get": (
        lambda raw: raw["channel"][0].update(test={"address": "9" * 33}), ERROR,
        ("channels.toml: channel.1.test.address:", "cannot be called")),
    "a ratio of what is never told": (
        lambda raw: paging(raw).update(success={"delivered": 0.9}), WARNING,
        ("channels.toml: channel.2.success.delivered:", "no delivery is ever counted")),
    "a channel that nobody tries out": (
        lambda raw: raw["channel"][0].update(test=None), NOTE, ("channels.toml: channel.1.test:", "end to end")),
    "a group that cannot be called": (
        lambda raw: raw.update(group=[{"name": "all", "channel": "paging", "address": "9" * 33,
                                       "members": [raw["unit"][0]["call_sign"], raw["unit"][1]["call_sign"]]}]),
        ERROR, ("channels.toml: group.1.address:", "all cannot be called")),
    "a plan that reaches nobody": (
        lambda raw: (raw["channel"].append({"name": "bells", "title": "Bells", "driver": "espa"}),
                     raw.update(plan=[{"bearers": ["bells", "voice"]}])), WARNING,
        ("channels.toml: plan.1.bearers:", "have none of its bearers")),
    "steps out of order": (
        lambda raw: steps(raw).reverse(), WARNING, ("policies.toml: policy.1.step.3.after_s:", "above it")),
    "the supervisor before the crew": (
        sets("dispatch", "supervisor", after_s=45), WARNING, ("policy.1.step:", "before anybody calls the crew")),
    "the last one asked only once": (
        asks_once("dispatch", "raise"), WARNING,
        ("policy.1.step.8:", "duty_manager is the last to ask somebody, for P1, P2, P3, and asks once")),
    "silence at the end": (
        asks_once("dispatch"), ERROR, ("policy.1.step:", "dispatch ends in silence for every priority", "every_s")),
    "silence for some": (
        asks_once("dispatch", "acknowledge"), ERROR, ("policy.1.step:", "ends in silence for P4, P5", "every_s")),
    "silence of a guard": (
        asks_once("transfer"), ERROR, ("policy.15.step:", "transfer ends in silence for every priority")),
    "no supervisor": (
        loses("acknowledge", "raise"), ERROR, ("policies.toml: policy.1.step:", "asks no supervisor")),
    "no voice": (loses("voice_task"), WARNING, ("policy.1.step:", "has no voice_task")),
    "no technical alarm": (loses("technical_alarm"), WARNING, ("policy.1.step:", "has no technical_alarm")),
    "repeated before it can have arrived": (
        sets("dispatch", "repeat", after_s=3), WARNING, ("policy.1.step.2.after_s:", "plus_forecast")),
    "repeated without a breath": (
        sets("dispatch", "repeat", every_s=5), WARNING, ("policy.1.step.2.every_s:", "repeat less often")),
    "nothing for a P5": (
        lambda raw: [part["after_s"].pop("P5", None) for part in steps(raw, "waiting")]
        and [part["every_s"].pop("P5", None) for part in steps(raw, "waiting")],
        ERROR, ("policy.4.step:", "waiting has no step for P5: it is not guarded")),
    "a channel by times that never hold": (
        lambda raw: [part.update(after_s={"P1": 9}, every_s={}) for part in steps(raw, "channel")], WARNING,
        ("policy.13.step:", "channel has no step for P2")),
    "a subject that nothing guards": (
        lambda raw: raw["policy"].remove(policy(raw, "welfare")), NOTE,
        ("policies.toml: policy:", "no policy is for welfare", "a crew at work that nobody hears")),
    "two policies for the same": (
        is_given_twice, ERROR, ("policy.24.name:", "dispatch_too guards what dispatch guards already")),
    "a profile that no policy knows": (
        is_a_volunteer("volunter"), ERROR, ("units.toml: unit.4.profile:", "'volunter'", "there are: volunteer")),
    "a profile that no unit has": (
        lambda raw: [unit.update(profile="") for unit in raw["unit"]], NOTE, ("policy.2.profile:", "no unit has it")),
    "nobody is told for long": (
        lambda raw: [part.update(after_s=900) for part in steps(raw)[2:]], WARNING,
        ("policy.1.step:", "the first person is told of a P1 after 900 s", "within 300 s")),
    "a long silence later": (
        lambda raw: step(raw, "overdue", "watch")["every_s"].update(P1=1000)
        or step(raw, "supervisor", "watch")["after_s"].update(P1=4000), WARNING,
        ("policy.5.step:", "watch: a P1 is silent for 1000 s", "every 900 s at least")),
    "another channel that no unit has": (
        lambda raw: [unit.update(addresses={}) for unit in raw["unit"]], WARNING,
        ("policy.1.step.3:", "other_bearer can never do anything", "no further channel", "`also`")),
    "another gateway that there is not": (
        adds("dispatch", action="other_gateway"), WARNING, ("policy.1.step.9:", "no alternate", "`alternate`")),
    "what its own crew contradicts": (
        sets("dispatch", "next_unit", when=["nobody_alerted"]), WARNING,
        ("policy.1.step.5:", "next_unit can never do anything", "remove the condition nobody_alerted")),
    "what is behind the end": (
        adds("hold", action="notify"), WARNING, ("policy.12.step.2:", "let_go ends the chain")),
    "what is behind a unit sent": (
        sets("waiting", "next_unit", action="add_unit", when=[]), WARNING,
        ("policy.4.step.3:", "supervisor can never do anything for P1, P2", "next_unit ends the chain")),
    "a second voice task": (
        adds("dispatch", action="voice_task", after_s=700), WARNING, ("policy.1.step.9:", "open already")),
    "a voice task again and again": (
        sets("dispatch", "voice", every_s=60), WARNING, ("policy.1.step.4.every_s:", "to no effect")),
    "unit after unit": (
        adds("dispatch", action="add_unit", every_s=60), WARNING, ("policy.1.step.9.every_s:", "one more unit")),
    "a condition without meaning": (
        sets("waiting", "overdue", when=["not_accepted"]), WARNING, ("policy.4.step.1.when:", "it always holds")),
    "an owner's seat that there is not": (
        sets("channel", "supervisor", when=["owner_away"]), WARNING, ("policy.13.step.2.when:", "a channel has none")),
    "a seat": (
        sets("waiting", "overdue", to="seat:D1"), NOTE, ("policy.4.step.1.to:", "no pack knows its seats")),
    "a role that nobody holds": (
        takes_role("radio_operator"), WARNING,
        ("policies.toml: policy.step.to:", "may ask a radio operator", "dispatcher is asked instead")),
    "nobody to rise to": (
        nobody_manages, WARNING, ("policy.step.to:", "may ask a duty manager", "nobody is asked instead")),
    "nobody has a phone": (
        nobody_has_a_phone, WARNING, ("people.toml: operator.phone:", "end with a duty manager", "has a phone")),
    "a P1 that waits longer than a P2": (
        lambda raw: step(raw, "overdue", "waiting")["after_s"].update(P1=125), WARNING,
        ("policies.toml: policy.4.step.1.after_s.P1:", "P2")),
    "a repeat that comes later for the worse": (
        lambda raw: step(raw, "supervisor")["every_s"].update(P2=130), WARNING, ("policy.1.step.6.every_s.P2:", "P3")),
    "a guard behind the supervisor": (
        lambda raw: [part["after_s"].update(P2=301) for part in steps(raw, "waiting")], WARNING,
        ("policy.4.step.after_s.P2:", "later than one whose crew", "let the guard fire first")),
    "a guard behind the expected dispatch": (
        lambda raw: raw["response_times"]["processing_s"].update(P1=45), WARNING,
        ("policy.4.step.after_s.P1:", "NFPA 1710 and 1225 expects the dispatch within 45 s", "let the guard fire")),
    "a watch before the wait": (
        lambda raw: step(raw, "overdue", "watch")["after_s"].update(P5=1700), NOTE,
        ("policy.5.step.after_s.P5:", "asked after sooner")),
    "a line given up too soon": (
        given_up_too_soon, WARNING, ("attempts.send_limit_s:", "UNCERTAIN")),
}  # fmt: skip


@pytest.mark.parametrize("case", LINTS)
def test_it_is_told(case: str) -> None:
    change, severity, words = LINTS[case]
    found = told(lints_of(change))
    assert [text for said, text in found if said is severity and all(word in text for word in words)], found
    assert all("\n" not in text for _severity, text in found)


def test_lints_come_in_the_order_of_the_files() -> None:
    def change(raw: Raw) -> None:
        steps(raw).reverse()
        raw["type"][2].update(needs=[])
        raw.update(name="mine")

    files = [item.file for item in lints_of(change) if item.file not in ("channels.toml", "triage.toml")]
    assert list(dict.fromkeys(files)) == ["pack.toml", "types.toml", "policies.toml"]
    assert files == sorted(files, key=IN_ORDER.index)


def test_a_map_of_another_version_and_one_that_is_none(tmp_path: Path) -> None:
    other, none = tmp_path / "other.map", tmp_path / "none.map"
    data = bytearray((maps_dir() / "monaco.map").read_bytes())
    data[60:64] = (9).to_bytes(4, "big")
    other.write_bytes(data)
    none.write_text("here be dragons", encoding="utf-8")
    for path, words in ((other, "format 9"), (none, "is no map pack")):
        [found] = [item for item in lints_of(lambda raw, path=path: raw.update(map=str(path))) if item.key == "map"]
        assert found.severity is Severity.ERROR
        assert words in str(found)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(packs_dir() / "rivermouth", tmp_path / "mine"))


def add(path: Path, text: str) -> None:
    path.write_text(text + path.read_text(encoding="utf-8"), encoding="utf-8")


@pytest.mark.parametrize(
    ("given", "where"),
    [("monaco", maps_dir() / "monaco.map"), ("./town.map", "town.map"), ("maps/town.map", "maps/town.map")],
)
def test_a_map_by_name_and_one_that_the_pack_brings(folder: Path, given: str, where: Path | str) -> None:
    add(folder / "pack.toml", f'map = "{given}"\n')
    assert Path(map_file_of(load_pack(str(folder)))) == folder / where
    assert map_file_of(load_pack("rivermouth")) == ""


def test_the_map_that_ships_holds_its_pack() -> None:
    pack = load_pack("monaco")
    assert Path(map_file_of(pack)) == maps_dir() / "monaco.map"
    assert great_circle_m(pack.station[0].latitude or 0, pack.station[0].longitude or 0, 43.7384, 7.4246) < 5_000


@pytest.mark.parametrize(
    ("file_name", "old", "new", "says"),
    [
        ("types.toml", 'name = "fire"', 'name = "fire"\nrequired_to_close = ["caler_number"]', "type.1.required_to_cl"),
        ("policies.toml", 'name = "voice"', 'name = "repeat"', "policy 'dispatch': step 'repeat' is given twice"),
        ("pack.toml", 'name = "rivermouth"', 'name = "rivermouth"\nmap = 7', "pack.toml: map:"),
    ],
)
def test_what_could_only_go_wrong_is_refused(folder: Path, file_name: str, old: str, new: str, says: str) -> None:
    path = folder / file_name
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InvalidPack, match=says) as refused:
        load_pack(str(folder))
    assert file_name in str(refused.value)


def test_a_policy_given_twice_is_refused(folder: Path) -> None:
    path = folder / "policies.toml"
    again = (
        '[[policy]]\nname = "dispatch"\nversion = 2\n[[policy.step]]\nname = "x"\naction = "acknowledge"\nafter_s = 1\n'
    )
    add(path, again)
    with pytest.raises(InvalidPack, match="policy 'dispatch' is given twice"):
        load_pack(str(folder))
