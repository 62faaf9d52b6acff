"""A morning at the contacts: mails with things attached, a chat, a call nobody answered, a burst about one outage."""

from collections.abc import Callable

from dispatcher.domain.calls import Medium
from dispatcher.domain.contact_commands import ContactArrived, TakeContact
from dispatcher.intake.letters import read_letter
from tests.helpers.stage import LUCA, Stage

_MAIL = """From: =?utf-8?q?H=C3=A9l=C3=A8ne_Roux?= <helene.roux@example.org>
To: control room <control@example.org>
Date: Sat, 14 Mar 2026 03:51:09 +0100
Message-ID: <4711@mail.example.org>
Received: from mail.example.org (mail.example.org [192.0.2.25]) by mx.example.net
Subject: Crack in the retaining wall above the school yard
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="b"

--b
Content-Type: text/plain; charset=utf-8

Good morning,

the wall above the school yard in the Avenue Saint-Charles has a new crack, as wide as a
hand, and small stones have come down on the pavement since the rain of last night. Nobody
is hurt. The gate below it is still open, and the first children come at half past seven.

I have taken two photographs from the other side of the road. You reach me at
+377 93 15 44 02 until eight, then at the school office.

Kind regards
Hélène Roux, caretaker
--b
Content-Type: image/jpeg; name="wall from the road.jpg"
Content-Disposition: attachment; filename="wall from the road.jpg"
Content-Transfer-Encoding: base64

/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//
--b
Content-Type: application/pdf; name="plan of the yard.pdf"
Content-Disposition: attachment; filename="plan of the yard.pdf"
Content-Transfer-Encoding: base64

JVBERi0xLjQKJcOkw7zDtsOfCg==
--b--
"""
_GRUMBLE = """From: Marc Odier <marc.odier@example.org>
To: control@example.org
Subject: Your crew and my scooter

You took twelve minutes to the crossing of the Rue Grimaldi, and your people left my
scooter lying in the rain although I had asked them to put it under the arcade. I want to
know who decided that.

Marc Odier
"""


def contacts_wait(stage: Stage, calm: Callable[[Stage], str]) -> str:
    """Play it, over a calm room."""
    shown = calm(stage)
    for name, text in (("wall", _MAIL), ("grumble", _GRUMBLE)):
        stage.h.do(_letter(name, text))
        stage.h.advance(seconds=50)
    for number in range(12):
        stage.h.do(ContactArrived(
            source="helpdesk", external_id=f"power-{number}", medium=Medium.PORTAL,
            sender=f"tenant {number + 1} <flat{number + 1}@example.org>", subject="No power in the Rue Plati",
            body=_OUTAGE[number % len(_OUTAGE)], raw=b"x", said_at=stage.h.clock.now(),
        ))  # fmt: skip
        stage.h.advance(seconds=7)
    stage.h.do(ContactArrived(source="exchange", external_id="r1", medium=Medium.PHONE, sender="+377 93 15 27 60",
                              raw=b"x", ended_at=stage.h.clock.now()))  # fmt: skip
    chat = stage.h.do(ContactArrived(source="helpdesk", external_id="ch1", medium=Medium.CHAT, sender="Inès",
                                     body="is the lift of the car park in service again?", raw=b"x"))  # fmt: skip
    stage.h.advance(seconds=9)
    stage.h.do(TakeContact(actor=LUCA, contact_id=chat.contact_id))
    stage.h.advance(seconds=4)
    return shown


_OUTAGE = (
    "All dark on our floor since a quarter to four.",
    "The whole house has no light. My mother's oxygen concentrator stands still, we have one bottle left!",
    "No power, the lift stands between two floors and nobody is in it.",
)


def _letter(name: str, text: str) -> ContactArrived:
    raw = text.replace("\n", "\r\n").encode()
    read = read_letter(raw)
    return ContactArrived(
        source="mailbox", external_id=name, medium=Medium.EMAIL, sender=read.sender, subject=read.subject,
        body=read.body, raw=raw, attachments=tuple(read.attachments), said_at=read.sent_at,
    )  # fmt: skip
