"""Turn an active pack and the radio's capabilities into the rules that services decide by."""

import functools
from collections.abc import Mapping

from dispatcher.domain.messages import ChannelLimits
from dispatcher.domain.rules import Rules
from dispatcher.domain.transmissions import TransmissionState
from dispatcher.packs import inbound
from dispatcher.packs.callers import read_back_rules
from dispatcher.packs.lint import Paging
from dispatcher.packs.model import VOICE, Pack
from dispatcher.packs.plans import ChannelPart, radio_rules
from dispatcher.packs.triage import book_of
from radio.gateway import capabilities, check_address, check_text, forecast_s
from radio.message import ChannelConfig, ReceiptKind
from radio.message import World as RadioWorld

_VOICE_MAX_TEXT = 100_000

_HIGHEST: Mapping[ReceiptKind, TransmissionState] = {
    ReceiptKind.ACCEPTED: TransmissionState.ACCEPTED,
    ReceiptKind.ON_AIR: TransmissionState.ON_AIR,
    ReceiptKind.DELIVERED: TransmissionState.DELIVERED,
    ReceiptKind.READ: TransmissionState.READ,
}


class ChannelBook:
    """The radio channels of a pack, with their links as this process opens them."""

    def __init__(self, pack: Pack, links: Mapping[str, str], world: RadioWorld) -> None:
        self.configs: tuple[ChannelConfig, ...] = tuple(
            _config(part, links, world) for part in pack.channel if part.driver != VOICE
        )
        self._by_name = {config.name: config for config in self.configs}
        # A queue is foreseen anew with each page; a driver's forecast of a text never changes.
        self._forecast = functools.lru_cache(maxsize=1024)(self._forecast_anew)

    def check(self) -> None:
        """Find out now, not at the first dispatch, that a driver, a profile or a link cannot work.

        Raises:
            ConfigurationError: the channel's link, driver or profile is wrong.
        """
        for config in self.configs:
            forecast_s(config, "")

    def forecast(self, channel: str, text: str) -> float:
        """Return the seconds one page takes to ACCEPTED at worst on an idle healthy line."""
        return self._forecast(channel, text)

    def _forecast_anew(self, channel: str, text: str) -> float:
        config = self._by_name.get(channel)
        return forecast_s(config, text) if config else 0.0

    def limits(self) -> dict[str, ChannelLimits]:
        """Return what each channel can carry, voice included."""
        found = {VOICE: ChannelLimits(channel=VOICE, max_text=_VOICE_MAX_TEXT, charset="voice")}
        for config in self.configs:
            able = capabilities(config)
            found[config.name] = ChannelLimits(
                channel=config.name, max_text=able.max_text, charset=able.charset,
                why_not=functools.partial(check_text, config),
            )  # fmt: skip
        return found

    def highest(self) -> dict[str, TransmissionState]:
        """Return the highest rung that each channel can report."""
        found = {VOICE: TransmissionState.ACKNOWLEDGED}
        for config in self.configs:
            found[config.name] = _HIGHEST[capabilities(config).highest_receipt]
        return found


def paging_of(pack: Pack) -> Paging:
    """Return what the linter is told of the channel that most units are paged over; no port is opened.

    Raises:
        ConfigurationError: a channel's driver or profile is wrong.
    """
    links = {part.name: "simulator:/nowhere" for part in pack.channel if part.driver != VOICE}
    book = ChannelBook(pack, links, RadioWorld.SIMULATED)
    configs = {config.name: config for config in book.configs}
    limits = book.limits()[pack.main_channel]
    return Paging(
        limits=limits,
        forecast_s=book.forecast(pack.main_channel, "x" * limits.max_text),
        highest=book.highest(),
        trouble_with=lambda channel, address: check_address(configs[channel], address),
    )


def rules_of(pack: Pack, book: ChannelBook) -> Rules:
    """Return the rules of a pack."""
    types = {part.name: part.rule() for part in pack.type}
    return Rules(
        types=types,
        likeness=pack.likeness.rules(types.values()),
        policies=tuple(part.policy() for part in pack.policy),
        response_times=pack.response_times.times(),
        partners=tuple(part.name for part in pack.partner),
        limits=book.limits(),
        forecast=book.forecast,
        outcomes=pack.outcomes,
        retries_not_taken=pack.attempts.retries_not_taken,
        send_limit_s=pack.attempts.send_limit_s,
        inbound=inbound.rules_of(pack.status, pack.answers, (_bearer(part) for part in pack.channel)),
        contacts=pack.intake.contacts(),
        knowledge=pack.knowledge.rules(),
        late_entry_s=pack.intake.late_entry_s,
        triage=book_of(pack.card, pack.modifier, pack.name),
        read_back=read_back_rules(pack.read_back, pack.complaints),
        schedule_lead_s=pack.intake.schedule_lead_s,
        teams={part.name: part.team() for part in pack.team},
        incident_plans=tuple(part.incident_plan() for part in pack.incident_plan),
        radio=radio_rules(
            pack.channel,
            pack.plan,
            pack.group,
            pack.open_channel,
            tuple(unit.call_sign for unit in pack.unit),
            pack.timezone,
        ),
    )


def _bearer(part: ChannelPart) -> inbound.Bearer:
    return inbound.Bearer(name=part.name, driver=part.driver, country=str(part.profile.get("international", "")))


def _config(part: ChannelPart, links: Mapping[str, str], world: RadioWorld) -> ChannelConfig:
    return ChannelConfig(
        name=part.name,
        driver=part.driver,
        link=links.get(part.name, part.link),
        world=world,
        profile=dict(part.profile),
    )
