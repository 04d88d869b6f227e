"""A mail server that keeps what it receives, and the books: which mail was due to whom, and which came."""

import re
import threading
from collections import Counter, defaultdict
from dataclasses import dataclass
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

_NUMBER = re.compile(r"\(?(PC-[0-9A-Z]{9})\)?")
# How the subjects begin, by the name of the mail's folder.
CODE, SENT, APPROVED = "sign_up_code", "request_sent", "organization_approved"
ROLE_APPROVED, WAITS = "role_approved", "request_waits_for_you"
PRACTITIONER_APPROVED = "practitioner_approved"
LIST_SENT = "list_sent"
_SUBJECTS = {
    "Your code for IACS-PC": CODE,
    "Sent: ": SENT,
    "Approved: you are the Security Official of ": APPROVED,
    "Approved: you are registered as Individual Practitioner ": PRACTITIONER_APPROVED,
    "Approved: ": ROLE_APPROVED,
    "Waits for you: ": WAITS,
    "Your list is sent: ": LIST_SENT,
}


class MailMissing(Exception):
    """A mail did not come in time."""


@dataclass(frozen=True)
class Mail:
    """One mail as it came: to whom, which, about which request (tracking number, or empty), and its text."""

    to: str
    name: str
    number: str
    text: str

    @classmethod
    def read(cls, to: str, content: bytes) -> "Mail":
        """Read what the server received. The name is the subject itself when no mail of the journey begins like it."""
        message = message_from_bytes(content, policy=policy.default)
        subject = str(message["Subject"]).strip()  # a folded header begins with a blank
        found = _NUMBER.search(subject)
        name = next((name for start, name in _SUBJECTS.items() if subject.startswith(start)), subject)
        body = message.get_body(("plain",))
        return cls(to, name, found[1] if found else "", body.get_content() if body is not None else "")


class MailServer:
    """An SMTP server on the loopback. Whoever waits for a mail is woken when it comes."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.mails: list[Mail] = []
        self._by_key: dict[tuple[str, str, str], list[Mail]] = defaultdict(list)
        self._came = threading.Condition()
        self._controller: Controller | None = None
        self._has_ended = False

    def start(self) -> None:
        """Listen."""
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        """Listen no more; whoever waits, waits in vain. Safe to call twice."""
        with self._came:
            self._has_ended = True
            self._came.notify_all()
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take a mail, once for each recipient."""
        content = envelope.content
        assert isinstance(content, bytes)
        with self._came:
            for to in envelope.rcpt_tos:
                mail = Mail.read(to, content)
                self.mails.append(mail)
                self._by_key[to, mail.name, mail.number].append(mail)
            self._came.notify_all()
        return "250 OK"

    def wait_for(self, to: str, name: str, number: str = "", *, seconds: float = 120) -> Mail:
        """The first mail `name` to `to` about `number`. Raises `MailMissing` when it does not come within `seconds`."""
        key = (to, name, number)
        with self._came:
            self._came.wait_for(lambda: self._has_ended or key in self._by_key, timeout=seconds)
            if key not in self._by_key:
                raise MailMissing(f"{name} to {to} about {number or 'no request'}")
            return self._by_key[key][0]


class Books:
    """Which mails are due, written by those who cause them; compared with what came. Safe for several threads."""

    def __init__(self) -> None:
        self._due: Counter[tuple[str, str, str]] = Counter()
        self._writing = threading.Lock()

    def expect(self, to: str, name: str, number: str = "") -> None:
        """One more mail is due."""
        with self._writing:
            self._due[to, name, number] += 1

    @property
    def due(self) -> int:
        """How many mails are due."""
        return self._due.total()

    def compared(self, mails: list[Mail]) -> tuple[list[str], list[str]]:
        """What is missing, and what came too often or was never due: a line for each mail."""
        came = Counter((mail.to, mail.name, mail.number) for mail in mails)
        missing, extra = self._due - came, came - self._due
        return [" ".join(key) for key in missing.elements()], [" ".join(key) for key in extra.elements()]
