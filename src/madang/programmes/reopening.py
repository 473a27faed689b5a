"""Whether a call may still take applications. Apps above that have taken its field in say so here; this one knows none of them."""

from collections.abc import Callable
from datetime import datetime, timedelta

from madang.core.policy import YES, Verdict

from .models import Call

Holder = Callable[[Call], Verdict]
_holders: list[Holder] = []


def register(source: Holder) -> Holder:
    """Let an app say that a call can take nothing more, with a reason that says what to do. It may ask one query.

    It is asked while the call's row is locked. The app locks that row too before it takes the field in: then either what is
    asked here sees the field taken in, or the app sees the later closing time.
    """
    if source not in _holders:
        _holders.append(source)
    return source


def may_take_more(call: Call, *, now: datetime) -> Verdict:
    """Whether the call's times, as they stand in `call` now, may let applications in. Asked of a row not yet saved."""
    if call.closes_at is not None and call.closes_at + timedelta(minutes=call.grace_minutes) <= now:
        return YES
    return next((verdict for source in _holders if not (verdict := source(call))), YES)
