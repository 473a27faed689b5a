"""Beginning an application for a startup, by an authority that staff name; from then on it is the startup's own draft."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from madang.applications import facts
from madang.applications.deadline import deadline_of
from madang.applications.models import Application, FormVersion
from madang.applications.policy.desk import can_act, can_file_for
from madang.core.audit.record import record_change
from madang.core.capacity import Capacity
from madang.core.policy import Refused, require
from madang.journey.log import record
from madang.people.models import Person
from madang.programmes.models import Call
from madang.startups.models import Startup

from .locking import KeyReused, hold_call, new_number
from .notes import tell_team


@transaction.atomic
def file_for(
    *, call: Call, startup: Startup, language: str, title: str, authority: str, key: UUID, by: Capacity, now: datetime
) -> Application:
    """An empty draft with a number, told to every member: they can read, fill, hand in and withdraw it; staff cannot read it.

    Nothing of the startup's answer bank is put in: that is the team's to do. Locks the startup's row. With the same `key` it
    is the same draft; with other contents `KeyReused`. Raises `Refused` by policy and where the startup applies already.
    """
    startup = Startup.objects.select_for_update(of=("self",)).get(pk=startup.pk)
    hold_call(call)
    version = FormVersion.objects.filter(call=call).defer("definition").order_by("-number").first()
    made: Application | None = Application.objects.filter(request_key=key).first()
    if made is not None:
        require(can_act(by, made.call))
        if (made.call_id, made.startup_id, made.authority) != (call.pk, startup.pk, authority):
            raise KeyReused
        return made
    require(can_file_for(by, call, deadline_of(call), has_form=version is not None, now=now))
    if not startup.memberships.exists():
        raise Refused(_("This startup has no members who could be told."))
    if Application.objects.filter(call=call, startup=startup).exclude(state=Application.State.WITHDRAWN).exists():
        raise Refused(_("This startup has an application to this call, or a draft of one."))
    assert version is not None
    assert isinstance(by.person, Person)
    application: Application = Application.objects.create(
        call=call,
        startup=startup,
        form=version,
        number=new_number(),
        language=language,
        title=title,
        started_by=by.person,
        started_at=now,
        changed_at=now,
        filed_for=by.person,
        authority=authority,
        request_key=key,
    )
    record(facts.FiledFor(application=application.pk, call=call.pk), startup=startup, by=by, at=now)
    record_change(application, by=by, at=now, action="applications.filed_for", authority=authority, startup=startup.pk)
    tell_team("filed", application, ref=application.pk)
    return application
