"""A browser without scripts: it reads the real pages, fills in their forms, and sends them."""

import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import mechanicalsoup
import requests
from bs4 import BeautifulSoup
from requests.adapters import HTTPAdapter

from tests.journey.report import Report

SECONDS = 60


class UnexpectedPage(Exception):
    """The portal answered with another page than a person would expect here."""


class _From(HTTPAdapter):
    """Connections from one address of this machine.

    The portal marks its cookies as Secure, which a browser does not send over the plain HTTP that stands for HTTPS here: the
    mark is taken off as they come.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__()

    def build_response(self, req: requests.PreparedRequest, resp: Any) -> requests.Response:
        headers = resp._original_response.msg
        cookies = headers.get_all("Set-Cookie", [])
        del headers["Set-Cookie"]
        for cookie in cookies:
            headers["Set-Cookie"] = cookie.replace("; Secure", "")
        return super().build_response(req, resp)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, source_address=(self.address, 0), **kwargs)


class Browser:
    """One person's browser, at the loopback address `address`. The report gets the time of every page, by stage."""

    def __init__(self, url: str, address: str, report: Report) -> None:
        self.url, self.report = url, report
        session = requests.Session()
        session.trust_env = False
        session.mount("http://", _From(address))
        self._browser = mechanicalsoup.StatefulBrowser(session=session, soup_config={"features": "html.parser"})

    def close(self) -> None:
        """Close its connections."""
        self._browser.close()

    @property
    def page(self) -> BeautifulSoup:
        """The page that it shows."""
        page = self._browser.page
        assert page is not None
        return page

    @property
    def path(self) -> str:
        """The path of the page that it shows."""
        return urlsplit(str(self._browser.url)).path

    @property
    def text(self) -> str:
        """The words of the page."""
        return " ".join(self.page.get_text(" ").split())

    @property
    def errors(self) -> dict[str, str]:
        """The lines of the error summary, by field; under "" what belongs to none."""
        found: dict[str, str] = {}
        for line in self.page.select(".pc-errors li, .errorlist li, .errornote"):
            link = line.find("a")
            target = str(link["href"]) if link else ""
            found.setdefault(target.removeprefix("#id_"), line.get_text(" ", strip=True))
        return found

    def visit(self, path: str, stage: str) -> None:
        """Open a page of the portal. Raises `UnexpectedPage` unless it answers 200."""
        began = time.perf_counter()
        answer = self._browser.open(f"{self.url}{path}", timeout=SECONDS)
        self.report.took(stage, time.perf_counter() - began)
        if answer.status_code != 200:
            raise UnexpectedPage(f"{path} answered {answer.status_code}")

    def send(
        self,
        stage: str,
        values: Mapping[str, Any] | None = None,
        *,
        form: str = "main form",
        button: tuple[str, str] | None = None,
    ) -> dict[str, str]:
        """Fill in a form of the page and press its button without a name, or the one with that name and value.

        Returns the errors of the page that follows, by field. Raises `UnexpectedPage` when it answers neither 200 nor, with
        errors, 422 or 409.
        """
        try:
            chosen = self._browser.select_form(form)
            for name, value in (values or {}).items():
                chosen.set(name, value)
        except mechanicalsoup.LinkNotFoundError as error:
            raise UnexpectedPage(f"{self.path} cannot be filled in ({error}): {self.text[:200]}") from error
        sought = ":not([name])" if button is None else f'[name="{button[0]}"][value="{button[1]}"]'
        wanted = chosen.form.select_one(f'button[type="submit"]{sought}')
        if wanted is None and button is not None:
            raise UnexpectedPage(f"{self.path} has no button {button}")
        began = time.perf_counter()
        answer = self._browser.submit_selected(btnName=wanted, timeout=SECONDS)
        self.report.took(stage, time.perf_counter() - began)
        if answer.status_code not in {200, 409, 422}:
            raise UnexpectedPage(f"{self.path} answered {answer.status_code} at {stage}")
        errors = self.errors
        if bool(errors) != (answer.status_code in {409, 422}):
            raise UnexpectedPage(f"{self.path} answered {answer.status_code} at {stage} with the errors {errors}")
        return errors

    def download(self, path: str, stage: str) -> requests.Response:
        """A file of the portal. The page that the browser shows stays."""
        began = time.perf_counter()
        answer: requests.Response = self._browser.session.get(f"{self.url}{path}", timeout=SECONDS)
        self.report.took(stage, time.perf_counter() - began)
        return answer
