"""Pages as the gateway hands them to a protocol."""

from radio.message import Page, Urgency, World


def a_page(page_id: str, address: str, text: str, urgency: Urgency = Urgency.P3, *, group: bool = False) -> Page:
    """One page of a simulated world."""
    return Page(attempt_id=page_id, address=address, text=text, urgency=urgency, world=World.SIMULATED, group=group)
