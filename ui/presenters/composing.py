"""What buttons put into the command line for a person to finish: the words of the grammar, in one place."""


def stop(call_sign: str) -> str:
    """Stop what runs for a unit; the reason is to be written."""
    return f"stop {call_sign}: "


def answer(call_sign: str) -> str:
    """Record what a crew said."""
    return f"ack {call_sign}: "


def decide(place: int | None = None) -> str:
    """Decide what an item of the strip asks, 1 first; None: the first that asks for a decision."""
    return f"decide {place}: " if place is not None else "decide: "


def settle(place: int) -> str:
    """Say what became of an emergency that somebody has, by its place on the strip, 1 first."""
    return f"take {place}: "


def approve(place: int | None = None) -> str:
    """Approve a proposal on the strip, 1 first; None: the one about the shown incident, or the first."""
    return f"approve {place}" if place is not None else "approve"


def refuse(place: int | None = None) -> str:
    """Refuse a proposal; the reason is to be written."""
    return f"refuse {place}: " if place is not None else "refuse: "


def delegate(place: int) -> str:
    """Give an item of the strip, 1 first, to somebody who is to be named."""
    return f"delegate {place} to "


def told(name: str, place: int) -> str:
    """Write down what somebody acknowledged by telephone about an item of the strip, 1 first."""
    return f"told {name} {place}: "
