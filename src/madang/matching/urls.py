"""Addresses of suggestions and saved searches."""

from django.urls import path

from .views import digests, reach, saved, saved_feed, searches, suggestions

app_name = "matching"
urlpatterns = [
    path("s/<slug:startup>/matches/", suggestions.index, name="suggestions"),
    path("s/<slug:startup>/matches/dismissed/", suggestions.dismissed, name="dismissed"),
    path("s/<slug:startup>/matches/answer", suggestions.answer, name="answer"),
    path("s/<slug:startup>/matches/<slug:public_id>/dismiss", suggestions.dismiss, name="dismiss"),
    path("s/<slug:startup>/matches/<slug:public_id>/restore", suggestions.restore, name="restore"),
    path("i/<slug:institution>/calls/<slug:public_id>/reach/", reach.call_reach, name="reach"),
    path("i/<slug:institution>/calls/<slug:public_id>/startups/", reach.call_startups, name="call_startups"),
    path("i/<slug:institution>/gaps/", reach.desk_gaps, name="desk_gaps"),
    path("street/gaps/", reach.street_gaps, name="street_gaps"),
]

# Saved searches, the mail about them, and how the street is searched.
urlpatterns += [
    path("me/searches/", saved.index, name="searches"),
    path("me/searches/new", saved.new, name="search_new"),
    path("me/searches/<slug:public_id>/", saved.show, name="search"),
    path("me/searches/<slug:public_id>/edit", saved.edit, name="search_edit"),
    path("me/searches/<slug:public_id>/do/<slug:verb>", saved.do, name="search_do"),
    path("me/notices/", digests.notices, name="notices"),
    path("me/notices/stop", digests.stop_all, name="stop_all"),
    path("notices/stop/<str:token>", digests.stop, name="stop"),
    path("feeds/<str:token>", saved_feed.feed, name="feed"),
    path("street/searches/", searches.street, name="street_searches"),
]
