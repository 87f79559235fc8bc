from django.urls import path

from zhisheng.apps.programme import views

app_name = "programme"
urlpatterns = [
    path("imports/", views.index, name="imports"),
    path("imports/new/", views.upload, name="upload"),
    path("imports/blank/", views.download_blank, name="blank_roster"),
    path("imports/<str:code>/", views.detail, name="import_detail"),
    path("imports/<str:code>/columns/", views.explain_columns, name="import_mapping"),
    path("imports/<str:code>/progress/", views.progress, name="import_progress"),
    path("imports/<str:code>/apply/", views.apply, name="apply"),
    path("imports/<str:code>/retry/", views.retry, name="retry"),
    path("imports/<str:code>/withdraw/", views.withdraw, name="withdraw"),
    path("imports/<str:code>/kept/", views.list_kept, name="kept"),
    path("imports/<str:code>/marks/", views.download_marks, name="import_marks"),
    path("imports/<str:code>/rows/<int:row_id>/", views.decide, name="decide"),
    path("tasks/", views.tasks, name="tasks"),
    path("tasks/new/", views.new_task, name="new_task"),
    path("tasks/<str:code>/", views.task, name="task"),
    path("tasks/<str:code>/open/", views.open_task, name="open_task"),
    path("tasks/<str:code>/close/", views.close_task, name="close_task"),
    path("tasks/<str:code>/remind/", views.remind, name="remind"),
    path("tasks/<str:code>/pass/", views.pass_waiting, name="pass_waiting"),
    path("tasks/<str:code>/<int:number>/", views.entry, name="entry"),
    path("tasks/<str:code>/blank/", views.blank_rows, name="blank_rows"),
    path("tasks/<str:code>/<int:number>/rows/", views.upload_rows, name="upload_rows"),
    path("tasks/<str:code>/<int:number>/marks/", views.marked_rows, name="marked_rows"),
    path("tasks/<str:code>/<int:number>/sheet/", views.export_rows, name="export_rows"),
    path("tasks/<str:code>/<int:number>/pass/", views.pass_entry, name="pass_entry"),
    path(
        "tasks/<str:code>/<int:number>/return/",
        views.return_entry,
        name="return_entry",
    ),
    path(
        "tasks/<str:code>/<int:number>/reopen/",
        views.reopen_entry,
        name="reopen_entry",
    ),
    path(
        "tasks/<str:code>/<int:number>/confirm/",
        views.confirm_entry,
        name="confirm_entry",
    ),
    path("ledger/", views.ledger, name="ledger"),
    path("ledger/export/", views.export_ledger, name="export_ledger"),
    path("ledger/<str:code>/", views.enrol, name="enrol"),
    path("helpers/", views.helpers, name="helpers"),
    path("helpers/<str:code>/", views.choose, name="choose_helper"),
]
