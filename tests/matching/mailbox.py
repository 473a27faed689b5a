"""A small mail server that can kill who speaks to it, at a chosen word, as a power cut would."""

import os
import re
import signal
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

STEPS = ("connect", "body", "accepted")


class Mailbox:
    """What arrived: every message handed over to its end, and what a reader sees (the same Message-ID is one mail)."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.kill_at = ""
        self.victim = 0
        self.port = 0

    @property
    def seen(self) -> set[str]:
        return {found[1] for mail in self.taken if (found := re.search(r"(?im)^message-id: (\S+)", mail))}

    def at(self, step: str) -> bool:
        """Kill the worker if this is the step; True when it was."""
        if step != self.kill_at:
            return False
        os.kill(self.victim, signal.SIGKILL)
        return True


def _handler(box: Mailbox) -> type[socketserver.StreamRequestHandler]:
    class Handler(socketserver.StreamRequestHandler):
        def say(self, words: str) -> None:
            self.wfile.write(words.encode() + b"\r\n")

        def handle(self) -> None:
            if box.at("connect"):
                return
            self.say("220 ready")
            while line := self.rfile.readline().decode().strip():
                word = line.upper().split(" ")[0]
                if word == "QUIT":
                    self.say("221 bye")
                    return
                if word == "DATA":
                    self.say("354 go on")
                    if not self.take():
                        return
                self.say("250 ok")

        def take(self) -> bool:
            lines = []
            while (line := self.rfile.readline()) not in (b".\r\n", b""):
                lines.append(line.decode())
            if line == b"" or box.at("body"):
                return False
            box.taken.append("".join(lines))
            return not box.at("accepted")

    return Handler


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """A server on a free port of this machine, for as long as the block runs."""
    box = Mailbox()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _handler(box)) as server:
        server.daemon_threads = True
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()
