"""Every address of the street. The first part says the language, the next who is acting; the API has its own prefix."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.i18n import set_language

from madang.config.api import api
from madang.core.capacity import declare
from madang.people.capacity import AsVisitor
from madang.people.routes import allauth_patterns
from madang.street import health

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("i18n/set", declare(set_language, AsVisitor), name="set_language"),
    path("api/v1/", api.urls),
    *i18n_patterns(
        path("account/", include(allauth_patterns())),
        path("me/", include("madang.people.urls")),
        path("", include("madang.institutions.urls")),
        path("", include("madang.startups.urls")),
        path("", include("madang.programmes.urls")),
        path("", include("madang.matching.urls")),
        path("", include("madang.applications.urls")),
        path("", include("madang.reviews.urls")),
        path("", include("madang.street.urls")),  # last: `s/<startup>/` must not take `s/new/`
        prefix_default_language=True,
    ),
]

handler400 = "madang.street.errors.unreadable"
handler403 = "madang.street.errors.refused"
handler404 = "madang.street.errors.absent"
handler500 = "madang.street.errors.broken"
