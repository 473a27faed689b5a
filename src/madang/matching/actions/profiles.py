"""Keeps what startups' profiles name, for desks that ask about many startups. The worker runs it each minute."""

from collections.abc import Iterable
from typing import Final

from django.db.models import Exists, OuterRef

from madang.core.jobs import job
from madang.engines.retrieval.lexicon import lexicon
from madang.engines.retrieval.ranking.affinity import hear
from madang.matching.models import ProfileIndex
from madang.matching.profile import open_passages
from madang.programmes.actions.concepts import lexicon_version
from madang.startups.models import Startup

BATCH: Final = 200


def index_profiles(startups: Iterable[Startup]) -> int:
    """Write the rows of these startups (fetched with products), in one statement. Returns how many."""
    rows = [_row(startup) for startup in startups]
    ProfileIndex.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["startup"],
        update_fields=["concepts", "weights", "of_version", "lexicon", "made_at"],
    )
    return len(rows)


def _row(startup: Startup) -> ProfileIndex:
    told = {one: weight for one, weight in hear(open_passages(startup), lexicon()).weights.items() if weight > 0}
    return ProfileIndex(
        startup=startup,
        concepts=list(told),
        weights=[round(weight, 3) for weight in told.values()],
        of_version=startup.version,
        lexicon=lexicon_version(),
        # Of the profile as it was read: an edit that is kept a moment later is newer, and read again.
        made_at=startup.updated_at,
    )


def index_changed() -> int:
    """Read again every profile that changed since it was read, or that an older lexicon read. Returns how many."""
    fresh = ProfileIndex.objects.filter(
        startup=OuterRef("pk"), made_at__gte=OuterRef("updated_at"), lexicon=lexicon_version()
    )
    waiting = Startup.objects.filter(~Exists(fresh)).prefetch_related("products").order_by("pk")
    done = 0
    while batch := list(waiting[:BATCH]):
        done += index_profiles(batch)
    return done


@job("matching.index_profiles", every="* * * * *")
def index_waiting_profiles() -> None:
    """Each minute: profiles that changed."""
    index_changed()
