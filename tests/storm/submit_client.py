"""The client outside that hands applications in: `python -m tests.storm.submit_client PLAN`; ledger and browser as `client`.

For each draft: an answer is saved, the last page is read, the intent noted, the form sent until somebody answers, or given up;
sometimes it is sent once more. A receipt that differs from the one told before is written down as broken.
"""

import json
import random
import sys
import threading
import time
from pathlib import Path
from typing import Any

from tests.storm.browser import Answer, Browser, NoAnswer, form_with
from tests.storm.client import CLICK_TWICE, GIVE_UP, Ledger


class Applicant:
    """One team that hands in one application after the other."""

    def __init__(self, plan: dict[str, Any], name: str, team: dict[str, Any]) -> None:
        self.ledger = Ledger(Path(plan["folder"]) / f"{name}.ledger")
        self.browser = Browser(plan["address"])
        self.browser.cookies["sessionid"] = team["session"]
        self.base, self.applications = f"/en/s/{team['slug']}/applications", team["applications"]
        self.stop = Path(plan["stop"])
        self.random = random.Random(f"{plan['seed']} {name}")

    def run(self) -> None:
        try:
            for public_id in self.applications:
                if self.stop.exists():
                    break
                self._apply(public_id)
        except Exception as error:
            self.ledger.note("broken", error=repr(error))
            raise
        self.ledger.note("finished")

    def _apply(self, public_id: str) -> None:
        page = f"{self.base}/{public_id}/submit"
        form = form_with(self._patiently(page).text, "key", "seen")
        self._autosave(public_id, form.fields["csrfmiddlewaretoken"])
        form = form_with(self._patiently(page).text, "key", "seen")
        self.ledger.note("intent", application=public_id, key=form.fields["key"], hash=form.fields["seen"])
        answer = self._send(public_id, page, form.fields)
        if answer is None:
            return
        if answer.status != 302 or "/receipts/" not in answer.location:
            raise AssertionError(f"{public_id}: status {answer.status} {answer.location} {answer.text[:500]}")
        self.ledger.note("acknowledged", application=public_id, receipt=answer.location)
        if self.random.random() < CLICK_TWICE * 4:
            again = self._send(public_id, page, form.fields, patient=False)
            if again is not None and again.location != answer.location:
                raise AssertionError(f"{public_id}: {again.location} is not {answer.location}")

    def _autosave(self, public_id: str, token: str) -> None:
        """A draft may be told to come again (429): nothing of it is promised."""
        fields = {"story": "One more sentence.", "v.story": "0", "csrfmiddlewaretoken": token}
        try:
            self.browser.post(f"{self.base}/{public_id}/answers/story", fields)
        except NoAnswer:
            time.sleep(0.1)

    def _send(self, public_id: str, page: str, fields: dict[str, str], *, patient: bool = True) -> Answer | None:
        """The same request until it is answered; None where it was given up."""
        while True:
            try:
                return self.browser.post(page, fields)
            except NoAnswer as error:
                self.ledger.note("no answer", application=public_id, error=str(error))
                if not patient or self.random.random() < GIVE_UP:
                    self.ledger.note("given up", application=public_id)
                    return None
                time.sleep(0.1)

    def _patiently(self, path: str) -> Answer:
        while True:
            try:
                answer = self.browser.get(path)
            except NoAnswer:
                time.sleep(0.1)
                continue
            if answer.status != 200:
                raise AssertionError(f"{path}: status {answer.status} {answer.location} {answer.text[:500]}")
            return answer


def main(plan: dict[str, Any]) -> None:
    teams = [Applicant(plan, f"team{number}", team) for number, team in enumerate(plan["teams"])]
    threads = [threading.Thread(target=team.run) for team in teams]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text()))
