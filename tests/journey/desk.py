"""The help desk: one person who opens what waits, one after another: looks at the paper of a case, and approves."""

import threading
import time

from tests.journey.browser import Browser, UnexpectedPage
from tests.journey.mailbox import CODE
from tests.journey.official import Official, paper
from tests.journey.person import APPROVE, APPROVE_FORM, World
from tests.journey.portal import Portal
from tests.journey.rows import Provider

# Organizations and practitioners have a case; what else the desk decides has the page that every kind has.
CASE, STEP = "/desk/case/", "/steps/"
WAITS_HERE = f"#result_list a[href^='{CASE}'], #result_list a[href^='{STEP}']"


class HelpDesk:
    """Signs up as everyone, is appointed by the command, and works in a thread of its own between `start` and `stop`."""

    def __init__(self, world: World, portal: Portal) -> None:
        self.world = world
        self.who = Official(world, 0, Provider("", "", "Desk", "", "Lead", "", "202-555-0100", True))
        self._sign_in(portal)
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._work, name="help desk")
        self._using = threading.Lock()

    @property
    def browser(self) -> Browser:
        """Hers."""
        return self.who.browser

    def start(self) -> None:
        """Begin to decide."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the case at hand, and decide no more."""
        self._ends.set()
        self._thread.join()

    def flags_of(self, request_id: int) -> list[str]:
        """What the case page tells the desk to look at."""
        with self._using:
            self.browser.visit(f"/desk/case/{request_id}/", "desk looks at flags")
            return [
                line.get_text(" ", strip=True) for line in self.browser.page.select("section[aria-labelledby=flags] li")
            ]

    def _sign_in(self, portal: Portal) -> None:
        """Sign up, confirm the address, be appointed."""
        browser, who = self.browser, self.who
        browser.visit("/account/signup/", "desk signs up")
        browser.send("desk signs up", {"email": who.email, "password1": who.password})
        self.world.books.expect(who.email, CODE)
        text = self.world.mail.wait_for(who.email, CODE).text
        browser.send("desk signs up", {"code": text.split("Your code is ")[1].split(".")[0]})
        portal.manage("appoint_desk", "--email", who.email, "--reason", "the journey")

    def _work(self) -> None:
        while not self._ends.is_set():
            try:
                if not self._decide_what_waits():
                    time.sleep(0.2)
            except Exception as error:
                self.world.report.fault(f"The help desk met {type(error).__name__}: {error}")
                self._ends.wait(1)

    def _decide_what_waits(self) -> bool:
        """Decide everything on the first page of the queue. Returns False when there was nothing."""
        with self._using:
            self.browser.visit("/desk/approvals/step/", "desk queue")
            waiting = [str(link["href"]) for link in self.browser.page.select(WAITS_HERE)]
            for address in waiting:
                if address.startswith(CASE):
                    self._decide_case(address)
                else:
                    self._decide_step(address)
        return bool(waiting)

    def _decide_step(self, address: str) -> None:
        """What has no case: the page itself shows everything."""
        self.browser.visit(address, "desk opens request")
        errors = self.browser.send("desk approves request", form=APPROVE_FORM, button=APPROVE)
        if errors:
            raise UnexpectedPage(f"{address} refused {errors}")

    def _decide_case(self, case: str) -> None:
        """Approve by the paper, where the case asks for one."""
        browser = self.browser
        browser.visit(case, "desk opens case")
        seen = self._look_at_paper(case) if browser.page.select_one("[name=approve-kind]") else {}
        errors = browser.send("desk approves", seen, form=APPROVE_FORM, button=APPROVE)
        if errors:
            raise UnexpectedPage(f"{case} refused {errors}")

    def _look_at_paper(self, case: str) -> dict[str, str]:
        """Open the paper of the case, and say what was seen."""
        link = self.browser.page.select_one("section[aria-labelledby=papers] a")
        if link is None:
            raise UnexpectedPage(f"{case} shows no paper")
        answer = self.browser.download(str(link["href"]), "desk opens paper")
        as_attachment = str(answer.headers.get("Content-Disposition", "")).startswith("attachment")
        if (
            not as_attachment
            or answer.headers["Content-Type"] != "application/octet-stream"
            or not self._is_ours(answer.content)
        ):
            raise UnexpectedPage(f"{link['href']} is not the paper that was sent, as an attachment of a neutral type")
        return {
            "approve-kind": "cp_575",
            "approve-number": "CP 575 A",
            "approve-dated": "2019-03-04",
            "approve-arrival": "upload",
        }

    @staticmethod
    def _is_ours(content: bytes) -> bool:
        return content in {paper(number)[1] for number in range(3)}
