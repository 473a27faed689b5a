import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from madang.programmes.importers.fetch import fetch, masked
from madang.programmes.importers.records import ImportFailed


class Answers(BaseHTTPRequestHandler):
    def do_GET(self):
        match self.path.partition("?")[0]:
            case "/good":
                self._say(200, b"hello")
            case "/near":
                self._say(302, b"", Location="/good")
            case "/away":
                self._say(302, b"", Location="http://elsewhere.example.test/")
            case "/round":
                self._say(302, b"", Location="/round")
            case "/inside":
                self._say(302, b"", Location="http://169.254.169.254/latest/meta-data")
            case "/large":
                self._say(200, b"x" * 3_000_000)
            case "/slow":
                self.send_response(200)
                self.end_headers()
                for _ in range(50):
                    self.wfile.write(b"x")
                    time.sleep(0.05)
            case "/short":
                self.send_response(200)
                self.send_header("Content-Length", "100")
                self.end_headers()
                self.wfile.write(b"x")
            case _:
                self._say(404, b"no")

    def _say(self, status, body, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def server():
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    httpd.daemon_threads = True
    httpd.handle_error = lambda *args: None
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{httpd.server_port}"
    httpd.shutdown()
    httpd.server_close()


def failure(place, **limits):
    with pytest.raises(ImportFailed) as failed:
        fetch(place, **limits)
    return failed.value


def test_an_allowed_internal_host_is_read(server):
    assert fetch(f"{server}/good?이름=값", allowed_hosts=["127.0.0.1"]) == b"hello"
    assert fetch(f"{server}/near", allowed_hosts=["127.0.0.1"]) == b"hello"


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/x",
        "http://localhost/x",
        "http://10.0.0.1/",
        "http://192.168.0.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://0.0.0.0/",
        "http://2130706433/",
        "http://100.64.0.1/",
        "http://224.0.0.1/",
    ],
)
def test_internal_addresses_are_refused_in_every_spelling(address):
    assert failure(address).code == "private_address"


def test_a_name_that_leads_inside_is_refused(monkeypatch):
    def lead_inside(*args, **kwargs):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, 80)) for number in ("93.184.216.34", "10.0.0.5")]

    monkeypatch.setattr(socket, "getaddrinfo", lead_inside)

    assert failure("http://trap.example.test/").code == "private_address"


@pytest.mark.parametrize(
    ("path", "limits", "code"),
    [
        ("/away", {}, "moved_elsewhere"),
        ("/inside", {}, "moved_elsewhere"),
        ("/round", {}, "moved_elsewhere"),
        ("/none", {}, "http_status"),
        ("/large", {"largest": 1_000_000}, "too_large"),
        ("/slow", {"seconds": 0.5}, "too_slow"),
        ("/short", {}, "unreachable"),
    ],
)
def test_what_goes_wrong_is_said(server, path, limits, code):
    assert failure(server + path, allowed_hosts=["127.0.0.1"], **limits).code == code


@pytest.mark.parametrize(
    "address", ["ftp://example.test/", "http://", "http://user:secret@example.test/", "http://a b/", "http://h:99999/"]
)
def test_an_address_that_is_none_is_refused(address):
    problem = failure(address)

    assert problem.code == "bad_address"
    assert "secret" not in str(problem)


def test_files_are_read_up_to_a_size(tmp_path):
    file = tmp_path / "calls.json"
    file.write_bytes(b"[1]")

    assert fetch(str(file)) == b"[1]"
    assert failure(str(file), largest=2).code == "too_large"
    assert failure(str(tmp_path / "none.json")).code == "no_such_file"
    assert failure("a\x00b").code == "no_such_file"


def test_keys_are_never_shown(server):
    address = f"{server}/none?page=1&serviceKey=abc%2Bdef&crtfcKey=xyz#x"

    assert masked(address).endswith("/none?page=1&serviceKey=***&crtfcKey=***#x")
    assert masked("https://me:pw@example.test/?API_KEY=1") == "https://***@example.test/?API_KEY=***"
    problem = failure(address, allowed_hosts=["127.0.0.1"])
    assert "abc" not in repr(problem) + str(problem.params) + problem.reason("ko")
