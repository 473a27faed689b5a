"""An encoder of plain rules, and a server that speaks /v1/embeddings on the loopback, for real."""

import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np

from madang.engines.retrieval.meaning.encoders import Kind, Vectors, unit


class PlainEncoder:
    """Counts of characters by hash: the same text always gives the same vector. Counts the texts it was asked for."""

    query_prefix = ""
    passage_prefix = ""

    def __init__(self, dim: int = 64, *, model_id: str = "plain/1", seconds: float = 0.0) -> None:
        self.dim = dim
        self.model_id = model_id
        self.seconds = seconds
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str], kind: Kind = "passage") -> Vectors:
        self.asked += texts
        time.sleep(self.seconds)
        return unit(np.stack([vector_of(text, self.dim) for text in texts])) if texts else unit(np.empty((0, self.dim)))


def vector_of(text: str, dim: int) -> Vectors:
    out = np.zeros(dim, dtype=np.float32)
    for char in text:
        out[hashlib.sha256(char.encode("utf-8", "replace")).digest()[0] % dim] += 1
    out[0] += 0.1
    return out


@dataclass
class FakeServer:
    """What was asked of it, and how it answers: `reply(request body) -> (status, headers, body)`."""

    base: str = ""
    dim: int = 4
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    replies: list[Callable[[dict[str, Any]], tuple[int, dict[str, str], bytes]]] = field(default_factory=list)
    seconds: float = 0.0

    def good(self, body: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
        data = [
            {"object": "embedding", "index": place, "embedding": [float(x) for x in vector_of(text, self.dim)]}
            for place, text in enumerate(body["input"])
        ]
        return 200, {}, json.dumps({"object": "list", "data": data[::-1], "model": body["model"]}).encode()

    def said(self, status: int, body: bytes = b"", **headers: str) -> None:
        """The next answer."""
        self.replies.append(lambda _: (status, {name.replace("_", "-"): text for name, text in headers.items()}, body))


@contextmanager
def fake_server() -> Iterator[FakeServer]:
    fake = FakeServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            fake.asked.append(body)
            fake.headers.append(dict(self.headers))
            fake.paths.append(self.path)
            time.sleep(fake.seconds)
            status, headers, data = fake.replies.pop(0)(body) if fake.replies else fake.good(body)
            self.send_response(status)
            for name, text in headers.items():
                self.send_header(name, text)
            if "Content-Length" not in headers:
                self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            try:
                self.wfile.write(data)
                self.wfile.flush()
            except OSError:
                self.close_connection = True
            if "Content-Length" in headers:
                self.close_connection = True

        def log_message(self, *args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    fake.base = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
