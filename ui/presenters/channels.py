"""The channels of the room: how each is, what waits for it, when it was last tried out, how it did; hold and test."""

from collections.abc import Callable
from dataclasses import dataclass

from dispatcher.domain.authority import MAY, Act, Actor
from dispatcher.domain.channel_commands import HoldChannel, ReleaseChannel, TestChannel
from dispatcher.domain.channels import RUNNING
from dispatcher.domain.clock import Clock
from dispatcher.domain.commands import Command
from dispatcher.queries.channels import AskChannels, AskChannelTests, ChannelDetailRow, ChannelTestRow
from ui.presenters.channel_words import ChannelLine, channel_line, urgency
from ui.presenters.refresh import Post, Question, Watched, take_over
from ui.presenters.room import Room
from ui.wording import tr


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """A button: its words, and why it cannot be pressed; an empty reason says that it can."""

    words: str
    refusal: str


class ChannelsPresenter(Watched):
    """One channel is chosen; what is done, is done to it."""

    def __init__(
        self,
        room: Room,
        post: Post,
        clock: Clock,
        actor: Callable[[], Actor | None],
        problem: Callable[[str, str | None], None],
    ) -> None:
        super().__init__()
        self._room, self._post, self._clock, self._actor = room, post, clock, actor
        self._rows: tuple[ChannelDetailRow, ...] = ()
        self._loaded = False
        self._chosen = ""
        self.asking_why = False  # the reason for a hold is being written
        self.message, self.tone = "", "muted"
        self.open_evidence: Callable[[ChannelDetailRow], None] = lambda _: None
        self.tell_tests: Callable[[ChannelDetailRow, tuple[ChannelTestRow, ...]], None] = lambda _row, _tests: None
        self.is_shown: Callable[[str], bool] = lambda _: False  # whether the evidence is a channel's
        self._question = Question(room, post, "channels", self._taken, lambda text: problem("channels_unread", text))
        self._tests = Question(room, post, "channel tests", self._told, lambda text: problem("tests_unread", text))

    @property
    def rows(self) -> tuple[ChannelDetailRow, ...]:
        """The channels, the worst first."""
        return self._rows

    @property
    def loaded(self) -> bool:
        """Whether the room has answered at all."""
        return self._loaded

    @property
    def chosen(self) -> ChannelDetailRow | None:
        """The channel that is chosen."""
        return next((row for row in self._rows if row.name == self._chosen), None)

    @property
    def title(self) -> str:
        """What stands above the channels."""
        ill = sum(urgency(row) < 2 for row in self._rows)
        held = sum(row.held_since is not None for row in self._rows)
        parts = (tr("Channels"), tr("{count} not up", count=ill) if ill else "",
                 tr("{count} held", count=held) if held else "")  # fmt: skip
        return " · ".join(part for part in parts if part)

    def refresh(self, _ids: frozenset[str] | None = None) -> None:
        """Ask again."""
        self._question.ask(AskChannels())
        if self._chosen and self.is_shown(self._chosen):
            self._tests.ask(AskChannelTests(self._chosen))

    def line(self, row: ChannelDetailRow) -> ChannelLine:
        """Put a channel into words."""
        return channel_line(row, self._clock.now())

    def choose(self, name: str, *, show: bool = True) -> None:
        """Choose a channel; `show`: its tests and what waits for it stand in the evidence then."""
        if name != self._chosen:
            self._chosen, self.asking_why, self.message = name, False, ""
        if show and self.chosen is not None:
            self.open_evidence(self.chosen)
            self._tests.ask(AskChannelTests(name))
        self.changed()

    def holding(self) -> Doing:
        """Return the button that holds the chosen channel, or lets it go on."""
        row = self.chosen
        words = tr("Hold") if row is None or row.held_since is None else tr("Release")
        return Doing(words=words, refusal=self._refusal(row, Act.HOLD_CHANNEL))

    def testing(self) -> Doing:
        """Return the button that tries the chosen channel out."""
        row = self.chosen
        refusal = self._refusal(row, Act.TEST_CHANNEL)
        if not refusal and row is not None:
            if not row.has_test:
                refusal = tr("the pack names no test for it")
            elif row.test is not None and row.test.state in RUNNING:
                refusal = tr("a test is under way")
        return Doing(words=tr("Test now"), refusal=refusal)

    def hold_or_release(self) -> None:
        """Let the chosen channel go on, or begin to hold it: why is to be written."""
        row, actor = self.chosen, self._actor()
        refusal = self.holding().refusal
        if refusal or row is None or actor is None:
            self._say(refusal, "warning")
        elif row.held_since is not None:
            self._run(ReleaseChannel(actor=actor, channel=row.name), tr("{channel} goes on", channel=row.name))
        else:
            self.asking_why = True
            self._say(tr("Why is {channel} held? Enter holds it, Esc leaves it.", channel=row.name), "text")

    def hold(self, reason: str) -> None:
        """Hold the chosen channel."""
        row, actor = self.chosen, self._actor()
        if row is None or actor is None or not reason.strip():
            self._say(tr("Write why it is held."), "warning")
            return
        self.asking_why = False
        command = HoldChannel(actor=actor, channel=row.name, reason=reason.strip())
        self._run(command, tr("{channel} is held", channel=row.name))

    def leave_asking(self) -> None:
        """Hold nothing after all."""
        self.asking_why, self.message = False, ""
        self.changed()

    def test(self) -> None:
        """Try the chosen channel out now."""
        row, actor = self.chosen, self._actor()
        refusal = self.testing().refusal
        if refusal or row is None or actor is None:
            self._say(refusal, "warning")
        else:
            said = tr("a test is under way on {channel}", channel=row.name)
            self._run(TestChannel(actor=actor, channel=row.name), said)

    def _refusal(self, row: ChannelDetailRow | None, act: Act) -> str:
        actor = self._actor()
        if row is None:
            return tr("choose a channel first")
        if row.is_voice:
            return tr("people speak there: it has no line")
        if actor is None:
            return tr("sign on first (F9)")
        if actor.role not in MAY[act]:
            return tr("the radio operator or a supervisor does this")
        return ""

    def _run(self, command: Command, said: str) -> None:
        self._say(tr("asking …"), "muted")
        take_over(
            self._room.execute(command),
            self._post,
            lambda _: self._say(said, "text"),
            lambda error: self._say(str(error), "alarm"),
        )

    def _say(self, message: str, tone: str) -> None:
        self.message, self.tone = message, tone
        self.changed()

    def _taken(self, rows: tuple[ChannelDetailRow, ...]) -> None:
        self._rows, self._loaded = tuple(sorted(rows, key=lambda row: (urgency(row), row.name))), True
        if self.chosen is None:
            self._chosen = next((row.name for row in self._rows if not row.is_voice), "")
        self.changed()

    def _told(self, tests: tuple[ChannelTestRow, ...]) -> None:
        row = self.chosen
        if row is not None and all(test.channel == row.name for test in tests):
            self.tell_tests(row, tests)
