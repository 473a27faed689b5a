"""When a session was last used, for the list that people see; without a write at every page."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse

NOTE_EVERY_SECONDS: Final = 300.0
REMEMBERED: Final = 10_000

_lock = threading.Lock()
_noted: "OrderedDict[str, float]" = OrderedDict()


def _due(key: str) -> bool:
    """Whether this process noted the session long enough ago. At first sight it is not due: signing in noted it."""
    beat = time.monotonic()
    with _lock:
        last = _noted.get(key)
        if last is not None and beat - last < NOTE_EVERY_SECONDS:
            return False
        _noted[key] = beat
        _noted.move_to_end(key)
        if len(_noted) > REMEMBERED:
            _noted.popitem(last=False)
    return last is not None


class Seen:
    """One UPDATE per session and five minutes, in place of allauth's four queries at every page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        key = request.session.session_key
        # A page that never asked who is reading (static, public) must not ask for the session now.
        if key and request.session.accessed and request.user.is_authenticated and _due(key):
            UserSession.objects.filter(session_key=key).update(
                last_seen_at=request.now,  # type: ignore[attr-defined]
                ip=get_adapter().get_client_ip(request),
            )
        return response
