from django.urls import path

from .views import call, catalogue, feeds

app_name = "programmes"
urlpatterns = [
    path("calls/", catalogue.index, name="index"),
    path("calls/feed.atom", feeds.atom, name="atom"),
    path("calls/feed.json", feeds.json_feed, name="json_feed"),
    path("calls/deadlines.ics", feeds.deadlines, name="deadlines"),
    path("calls/<slug:public_id>/", call.show, name="call"),
    path("calls/<slug:public_id>/mine", call.mine, name="mine"),
    path("calls/<slug:public_id>/feedback", call.feedback, name="feedback"),
    path("calls/<slug:public_id>/deadline.ics", feeds.deadline, name="deadline"),
    path("calls/<slug:public_id>/files/<slug:file_id>", call.file, name="file"),
    path("s/<slug:startup>/calls/", catalogue.for_startup, name="startup_index"),
    path("s/<slug:startup>/calls/<slug:public_id>/", call.show_to_member, name="startup_call"),
    path("s/<slug:startup>/calls/<slug:public_id>/keep", call.keep, name="keep"),
]
