from django.urls import path

from .views import call, catalogue, desk, editing, feeds, imports, moves, overview, rule

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

# The desk of an institution.
urlpatterns += [
    path("i/<slug:institution>/calls/", desk.index, name="desk"),
    path("i/<slug:institution>/programmes/", desk.programmes, name="desk_programmes"),
    path("i/<slug:institution>/programmes/new", desk.programme_new, name="desk_programme_new"),
    path("i/<slug:institution>/programmes/<slug:public_id>/", desk.programme, name="desk_programme"),
    path("i/<slug:institution>/programmes/<slug:public_id>/calls/new", editing.call_new, name="desk_call_new"),
    path("i/<slug:institution>/calls/<slug:public_id>/", overview.call, name="desk_call"),
    path("i/<slug:institution>/calls/<slug:public_id>/preview", overview.preview, name="desk_preview"),
    path("i/<slug:institution>/calls/<slug:public_id>/history", overview.changes, name="desk_history"),
    path("i/<slug:institution>/calls/<slug:public_id>/edit/<slug:section>/", editing.section, name="desk_section"),
    path("i/<slug:institution>/calls/<slug:public_id>/files/", editing.files, name="desk_files"),
    path("i/<slug:institution>/calls/<slug:public_id>/files/<slug:file_id>", overview.file, name="desk_file"),
    path(
        "i/<slug:institution>/calls/<slug:public_id>/files/<slug:file_id>/remove",
        editing.file_remove,
        name="desk_file_remove",
    ),
    path("i/<slug:institution>/calls/<slug:public_id>/do/<slug:verb>", moves.move, name="desk_move"),
    path("i/<slug:institution>/calls/<slug:public_id>/schedule", moves.schedule, name="desk_schedule"),
    path("i/<slug:institution>/calls/<slug:public_id>/partners/ask", moves.ask_partner, name="desk_partner"),
    path(
        "i/<slug:institution>/calls/<slug:public_id>/partners/answer", moves.answer_partner, name="desk_partner_answer"
    ),
    path(
        "i/<slug:institution>/calls/<slug:public_id>/partners/<slug:partner>/drop",
        moves.drop_partner,
        name="desk_partner_drop",
    ),
    path("i/<slug:institution>/calls/<slug:public_id>/rule/", rule.builder, name="rule"),
]

# Bringing calls in, for a desk and for the street office.
urlpatterns += [
    path("i/<slug:institution>/import/", imports.index, name="imports"),
    path("i/<slug:institution>/import/<slug:public_id>/", imports.run, name="import_run"),
    path("i/<slug:institution>/import/<slug:public_id>/refusals.csv", imports.refusals, name="import_csv"),
    path("i/<slug:institution>/import/<slug:public_id>/discard", imports.discard, name="import_discard"),
    path("street/import/", imports.street_index, name="street_imports"),
    path("street/import/<slug:public_id>/", imports.street_run, name="street_import_run"),
    path("street/import/<slug:public_id>/refusals.csv", imports.street_refusals, name="street_import_csv"),
    path("street/import/<slug:public_id>/discard", imports.street_discard, name="street_import_discard"),
]
