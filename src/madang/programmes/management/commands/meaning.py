"""`madang meaning`: the process that owns the models of this machine and gives searches their vectors.

A process of its own: neither the web processes, which stay small, nor the worker, busy with Korean, should hold a search up.
"""

import signal
import threading
from contextlib import ExitStack
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from madang.engines.retrieval.meaning import Encoder, MeaningError
from madang.engines.retrieval.meaning.service import Service
from madang.programmes import meaning
from madang.programmes.actions import embedding
from madang.programmes.models import MeaningModel

LOOK_AGAIN_SECONDS: Final = 5.0


class Command(BaseCommand):
    help = "Serve the vectors that searches by meaning need, by a model on this machine, until told to stop."

    def handle(self, *args: Any, **options: Any) -> None:
        if not meaning.is_on():
            raise CommandError("Search by meaning is off: set MADANG_SEARCH (docs/guide/meaning.md).")
        stopped = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
        house = House(self.stdout.write)
        try:
            house.look()
            embedding.embed_soon()  # the worker need not wait for the clock to begin a new model
            connection.close()
            while not stopped.wait(LOOK_AGAIN_SECONDS):
                house.look()
        except MeaningError as error:
            raise CommandError(error.reason) from error
        finally:
            house.close()


class House:
    """The models served now: the wanted one, and the active one until it has been replaced.

    `say` is told each model that begins to be served.
    """

    def __init__(self, say: Any) -> None:
        self._say = say
        self._open: dict[str, ExitStack] = {}

    def look(self) -> None:
        """Serve what is needed now and let go of what is not. Raises MeaningError where the wanted model cannot be had."""
        needed: set[str] = set() if meaning.is_remote() else {meaning.wanted().model_id}
        try:
            active = MeaningModel.objects.filter(state="active", kind="embedded").values_list("model_id", flat=True)
            needed |= set(active)
        except DatabaseError:
            needed |= set(self._open)  # it will come back; nobody is sent away meanwhile
        finally:
            self._let_go()
        for model_id in needed - set(self._open):
            self._serve(model_id)
        for model_id in set(self._open) - needed:
            self._open.pop(model_id).close()

    @property
    def served(self) -> list[str]:
        """The ids of the models that are served, or were looked for in vain."""
        return sorted(self._open)

    def _let_go(self) -> None:
        connection.close()  # between looks nothing is asked of the database

    def close(self) -> None:
        for stack in self._open.values():
            stack.close()
        self._open.clear()

    def _serve(self, model_id: str) -> None:
        stack = ExitStack()
        self._open[model_id] = stack  # also one that cannot be had: it is looked for once
        encoder: Encoder | None = meaning.on_this_machine(model_id)
        if encoder is None:
            self._say(f"{model_id} is no longer installed: searches go by words and concepts until it is replaced.")
            return
        encoder.encode(["ready"], "query")  # the weights are read at the first text
        stack.enter_context(Service(encoder, meaning.socket_of(model_id)))
        self._say(f"{model_id} is served.")
