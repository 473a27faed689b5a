"""The least of a browser: cookies, forms as they stand on the page, and an honest answer when none came."""

import http.client
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

HEADERS = {"Accept-Language": "en", "User-Agent": "storm"}


class NoAnswer(Exception):  # noqa: N818 -- reads as a sentence where it is caught
    """The connection broke or the server said 5xx: nobody knows whether the request was done."""


@dataclass
class Answer:
    status: int
    text: str
    location: str


@dataclass
class Form:
    """One form of a page: where it goes, and the fields a browser would send."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.text_of = ""
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(held.get("action", "")))
        if not self.forms:
            return
        fields, name = self.forms[-1].fields, held.get("name", "")
        match tag:
            case "input" if name and held.get("type") in ("checkbox", "radio"):
                if "checked" in held:
                    fields[name] = held.get("value", "on")
            case "input" if name:
                fields[name] = held.get("value", "")
            case "textarea" if name:
                fields[name], self.text_of = "", name
            case "select":
                self.select = name
            case "option" if self.select and ("selected" in held or self.select not in fields):
                fields[self.select] = held.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.text_of = ""
        if tag == "select":
            self.select = ""

    def handle_data(self, data: str) -> None:
        if self.text_of:
            self.forms[-1].fields[self.text_of] += data


def form_with(page: str, *names: str) -> Form:
    """The first form of a page that has all these fields. Raises `LookupError`."""
    parser = _Forms()
    parser.feed(page)
    for form in parser.forms:
        if set(names) <= set(form.fields):
            return form
    raise LookupError(f"no form with {names} among {[sorted(form.fields) for form in parser.forms]}")


class Browser:
    """One person at one address. Every request on a new connection, so that a dead server is noticed by that request."""

    def __init__(self, address: str) -> None:
        self.host = urlsplit(address).netloc
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None)

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        return self._ask("POST", path, urlencode(fields))

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        headers = {**HEADERS, "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection(self.host, timeout=30)
        try:
            connection.request(method, path, body=body, headers=headers)
            response = connection.getresponse()
            text = response.read().decode()
        except (OSError, http.client.HTTPException) as error:
            raise NoAnswer(repr(error)) from error
        finally:
            connection.close()
        if response.status >= 500:
            raise NoAnswer(f"status {response.status}")
        for line in response.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return Answer(response.status, text, response.headers.get("Location", ""))
