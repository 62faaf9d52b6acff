"""What was typed before at this seat, brought back by the arrow keys. Kept in memory only: it holds people's words."""

_MOST = 200


class History:
    """Lines in the order they were given; the line being typed waits at the end."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._at = 0
        self._draft = ""

    def add(self, line: str) -> None:
        """Remember a line and return to the end."""
        if not self._lines or self._lines[-1] != line:
            self._lines.append(line)
            del self._lines[:-_MOST]
        self.rest()

    def rest(self) -> None:
        """Stand at the end again, without a draft."""
        self._at, self._draft = len(self._lines), ""

    def older(self, current: str) -> str | None:
        """Return the line before, keeping the line that was being typed; None at the oldest."""
        if self._at == 0:
            return None
        if self._at == len(self._lines):
            self._draft = current
        self._at -= 1
        return self._lines[self._at]

    def newer(self) -> str | None:
        """Return the line after, at last the one that was being typed; None beyond it."""
        if self._at == len(self._lines):
            return None
        self._at += 1
        return self._draft if self._at == len(self._lines) else self._lines[self._at]
