"""A browser without a window, in an operator's hands."""

import re
from datetime import UTC, datetime
from html import unescape

import pyotp
from flask import Flask
from werkzeug.test import TestResponse

from decoy.services import Services
from decoy.site import door

PASSWORD = "correct horse battery staple"
MAIN = re.compile(r"<main.*</main>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")
FIELD = re.compile(r'name="csrf_token" value="([^"]+)"')


class Visitor:
    """Somebody who visits the operators' pages of *app*, from an *address*."""

    def __init__(self, app: Flask, address: str = "192.0.2.1", base: str = "http://localhost") -> None:
        self.base = base
        self.services: Services = app.extensions["decoy"]
        self.client = app.test_client()
        self.address = address
        self.token = ""
        self.secret = ""

    def get(self, path: str, **headers: str) -> TestResponse:
        """Open a page, and remember what its forms carry."""
        page = self.client.get(path, base_url=self.base, headers=headers, environ_base={"REMOTE_ADDR": self.address})
        found = FIELD.search(page.text) if page.mimetype == "text/html" else None
        self.token = found[1] if found else self.token
        return page

    def post(self, path: str, follow: bool = False, **fields: str) -> TestResponse:
        """Send a form of the page that was opened last."""
        form, here = {"csrf_token": self.token} | fields, {"REMOTE_ADDR": self.address}
        came_from = {"Referer": f"{self.base}/operator/"}
        return self.client.post(
            path, base_url=self.base, data=form, headers=came_from, environ_base=here, follow_redirects=follow
        )

    def settle_in(self, name: str = "night-shift") -> list[str]:
        """Open the link of a new operator and set the account up; returns the recovery codes."""
        link = f"/operator/welcome/{self.services.operators.invite(name, datetime.now(UTC))}"
        found = re.search(r'class="secret">([A-Z2-7]+)<', self.get(link).text)
        assert found is not None
        self.secret = found[1]
        page = self.post(link, password=PASSWORD, code=self.code())
        assert page.status_code == 200
        return re.findall(r"<li><code>([a-z0-9-]+)</code>", page.text)

    def code(self) -> str:
        """Read the code off the app."""
        return str(pyotp.TOTP(self.secret).at(datetime.now(UTC)))

    def log_in(
        self, name: str = "night-shift", password: str = PASSWORD, code: str = "", onward: str = ""
    ) -> TestResponse:
        """Fill in the way in."""
        self.get("/operator/login")
        return self.post("/operator/login", name=name, password=password, code=code or self.code(), next=onward)

    def enter(self, name: str = "night-shift") -> "Visitor":
        """Come in through a session that is open already, in English."""
        token = self.services.sessions.open(name, datetime.now(UTC))
        with self.client.application.app_context():
            self.client.set_cookie(door.cookie(), token)
        return self

    def read(self, path: str) -> str:
        """Open a page and read its content as one line of words."""
        page = self.get(path, **{"Accept-Language": "en"})
        assert page.status_code == 200
        return words(page.text)

    def do(self, form: str, **fields: str) -> str:
        """Send a form of the page that was opened last, and read the page it leads to."""
        page = self.post(form, follow=True, **fields)
        assert page.status_code == 200
        return words(page.text)

    def is_in(self) -> bool:
        """Tell whether the dashboard opens."""
        return self.get("/operator/").status_code == 200


def words(page: str) -> str:
    """Give the words of a page's content, in one line."""
    found = MAIN.search(page)
    assert found is not None
    return " ".join(unescape(TAG.sub(" ", found[0])).split())
