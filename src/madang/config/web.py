"""What gunicorn's master does once, before its processes part: they share what it has read, and none makes its first
reader wait.
"""

import gc
from typing import Any

import structlog
from django.conf import settings
from django.db import DatabaseError, connections
from django.db.backends.postgresql.base import DatabaseWrapper
from django.template.loader import get_template
from django.urls import reverse
from django.utils import translation

from madang.config.wsgi import application
from madang.engines.retrieval.lexicon import lexicon
from madang.people.capacity import AsVisitor
from madang.programmes import lexicon as words
from madang.programmes import resident, shelf
from madang.programmes.models import Call
from madang.street import doors

__all__ = ["application", "when_ready"]

log = structlog.get_logger("madang.web")


def when_ready(_server: Any) -> None:
    """gunicorn calls this in the master, before the first process is forked."""
    read()
    # What is read lives as long as the process: a collection that walks through it every few minutes costs 0.1 s each time.
    gc.collect()
    gc.freeze()


def read() -> None:
    """Read what every search needs: lexicon, words, indexes, columns, catalogues of messages, templates.

    A database that does not answer yet is no reason not to start: then the first search reads.
    """
    lexicon().spot("robot")
    words.expansion()
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            reverse("programmes:index")
            translation.gettext("Calls")
    for name in ("programmes/catalogue.html", "street/search.html", "programmes/call.html"):
        get_template(name)
    try:
        words.vocabulary()
        resident.read()
        doors.read()
        shelf.shown(Call.objects.visible_to(AsVisitor()))
    except DatabaseError as error:
        log.warning("web.not_read_ahead", error=type(error).__name__)
    finally:
        # No connection and no pool survives the fork: two processes would talk over one, and a pool's threads stay behind.
        for connection in connections.all():
            connection.close()
            if isinstance(connection, DatabaseWrapper):
                connection.close_pool()
