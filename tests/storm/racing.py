"""Many clients at one starting line: each has its connection open and its request in hand before any is sent."""

import http.client
import threading
import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

TOKEN = "a" * 32


def send(host: str, request: dict[str, Any], line: threading.Barrier, wait_s: float) -> tuple[int, str]:
    """One POST; status and where it leads. 0 when no answer came."""
    connection = http.client.HTTPConnection(host, timeout=60)
    body = urlencode(request["fields"] | {"csrfmiddlewaretoken": TOKEN})
    headers = {
        "Cookie": f"sessionid={request['session']}; csrftoken={TOKEN}",
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept-Language": "en",
    }
    try:
        connection.connect()
        line.wait(60)
        time.sleep(wait_s)
        connection.request("POST", request["path"], body, headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status, answer.headers.get("Location", "")
    except (OSError, http.client.HTTPException):
        return 0, ""
    finally:
        connection.close()


def race(host: str, requests: Sequence[dict[str, Any]], *, within_s: float = 0.0) -> list[tuple[int, str]]:
    """All requests at once, or spread evenly over `within_s`; the answers in their order."""
    line = threading.Barrier(len(requests))
    answers: list[tuple[int, str]] = [(0, "")] * len(requests)

    def run(place: int) -> None:
        answers[place] = send(host, requests[place], line, within_s * place / len(requests))

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(requests))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
