"""The client outside the system: edits profiles through the real pages and keeps a ledger on its own disk.

`python -m tests.storm.client PLAN` reads {"address", "folder", "password", "seed", "stop", "env", "writers": [...]}. Each writer
notes an intent, sends the form, and notes the answer; every line is on the disk before the next step. A writer ends after
its edits, or when the file `stop` appears.
"""

import json
import os
import random
import sys
import threading
import time
from pathlib import Path
from typing import IO, Any

from tests.storm import importer
from tests.storm.browser import Answer, Browser, Form, NoAnswer, form_with

GIVE_UP = 0.25  # of the requests without an answer, the share nobody sends again
CLICK_TWICE = 0.05  # of the acknowledged requests, the share that is sent once more


class Ledger:
    """Lines of JSON, each on the disk when `note` returns."""

    def __init__(self, path: Path) -> None:
        self.file: IO[str] = path.open("a")

    def note(self, what: str, **values: Any) -> None:
        self.file.write(json.dumps({"what": what, **values}) + "\n")
        self.file.flush()
        os.fsync(self.file.fileno())


class Writer:
    """One owner of one startup, who writes a new marker into its web site again and again."""

    def __init__(self, plan: dict[str, Any], name: str, email: str, slug: str, edits: int) -> None:
        self.name, self.email, self.slug, self.edits = name, email, slug, edits
        self.browser = Browser(plan["address"])
        self.password = plan["password"]
        self.stop = Path(plan["stop"])
        self.random = random.Random(f"{plan['seed']} {name}")
        self.ledger = Ledger(Path(plan["folder"]) / f"{name}.ledger")
        self.path = f"/en/s/{slug}/profile/about/"

    def run(self) -> None:
        try:
            self._write()
        except Exception as error:
            self.ledger.note("broken", error=repr(error))
            raise
        self.ledger.note("finished")

    def _write(self) -> None:
        self._sign_in()
        form = self._form()
        for number in range(self.edits):
            if self.stop.exists():
                return
            marker = f"{self.name}-{number:06d}"
            fields = {**form.fields, "website": f"https://example.test/{marker}"}
            self.ledger.note("intent", marker=marker, startup=self.slug, version=int(fields["version"]))
            self._edit(marker, form, fields)
            form = self._form()

    def _edit(self, marker: str, form: Form, fields: dict[str, str]) -> None:
        """Send one edit until it is answered, or give up; then perhaps click once more."""
        while True:
            try:
                answer = self.browser.post(form.action, fields)
                break
            except NoAnswer as error:
                self.ledger.note("no answer", marker=marker, error=str(error))
                if self.random.random() < GIVE_UP:
                    self.ledger.note("abandoned", marker=marker)
                    return
                time.sleep(0.1)
        self._judge(marker, answer)
        if answer.status == 302 and self.random.random() < CLICK_TWICE:
            try:
                again = self.browser.post(form.action, fields)
                self.ledger.note("clicked twice", marker=marker, status=again.status)
            except NoAnswer as error:
                self.ledger.note("clicked twice", marker=marker, status=0, error=str(error))

    def _judge(self, marker: str, answer: Answer) -> None:
        match answer.status:
            case 302 if "/profile/about/" in answer.location:
                self.ledger.note("acknowledged", marker=marker)
            case 409:
                self.ledger.note("stale", marker=marker)
            case _:
                raise AssertionError(f"{marker}: status {answer.status} {answer.location} {answer.text[:500]}")

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

    def _form(self) -> Form:
        return form_with(self._patiently(self.path).text, "version", "website")

    def _sign_in(self) -> None:
        while True:
            form = form_with(self._patiently("/en/account/login/").text, "login", "password")
            fields = {**form.fields, "login": self.email, "password": self.password}
            try:
                answer = self.browser.post(form.action, fields)
            except NoAnswer:
                time.sleep(0.1)
                continue
            if answer.status != 302:
                raise AssertionError(f"sign-in: status {answer.status} {answer.text[:2000]}")
            return


class Importer:
    """Imports one table after the other until the writers are done; a table without an answer is imported again."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.folder, self.env = Path(plan["folder"]), plan["env"]
        self.ledger = Ledger(self.folder / "importer.ledger")
        self.stop = Path(plan["stop"])
        self.ended = threading.Event()

    def run(self) -> None:
        for number in range(10_000):
            if self.ended.is_set() or self.stop.exists():
                break
            name = f"table{number:04d}"
            path = importer.table(self.folder, name)
            self.ledger.note("intent", file=name, rows=importer.ROWS)
            do = importer.by_command if number % 2 else importer.by_worker
            for _attempt in range(20):
                if do(path, self.env):
                    self.ledger.note("acknowledged", file=name)
                    break
                self.ledger.note("no answer", file=name)
                time.sleep(0.5)
        self.ledger.note("finished")


def main(plan: dict[str, Any]) -> None:
    writers = [Writer(plan, **writer) for writer in plan["writers"]]
    imports = Importer(plan)
    beside = threading.Thread(target=imports.run)
    beside.start()
    threads = [threading.Thread(target=writer.run) for writer in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    imports.ended.set()
    beside.join()


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text()))
