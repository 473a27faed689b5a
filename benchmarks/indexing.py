"""One job for the worker, so that its memory is measured with the Korean analyser loaded."""

import time

from procrastinate.contrib.django.models import ProcrastinateJob

from benchmarks.figures import Figure
from madang.core.jobs import enqueue
from madang.programmes.actions.indexing import index_call
from madang.programmes.models import Call


def measure(rounds: int) -> list[Figure]:
    began = time.perf_counter()
    enqueue(index_call, call=Call.objects.order_by("pk")[0].pk)
    while ProcrastinateJob.objects.filter(task_name="programmes.index_call", status__in=["todo", "doing"]).exists():
        if time.perf_counter() - began > 180:
            raise TimeoutError("the worker did not index a call in three minutes")
        time.sleep(0.1)
    took = round(time.perf_counter() - began, 1)
    return [
        Figure("memory", "first job of the worker, from queue to done", took, "s", note="loads the Korean analyser")
    ]
