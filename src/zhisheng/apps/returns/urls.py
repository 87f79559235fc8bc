from django.urls import path

from zhisheng.apps.returns import views

app_name = "returns"
urlpatterns = [
    path("", views.index, name="index"),
    path("all/", views.list_all, name="list_all"),
    path("start/<str:enterprise>/<str:form>/<str:period>/", views.start, name="start"),
    path(
        "start/<str:enterprise>/<str:form>/<str:period>/open/",
        views.open_form,
        name="open_form",
    ),
    path("dictionary/", views.dictionary, name="dictionary"),
    path("totals/", views.list_totals, name="list_totals"),
    path("totals/add/", views.add_total, name="add_total"),
    path("totals/<str:code>/withdraw/", views.withdraw_total, name="withdraw_total"),
    path("sheets/", views.upload, name="upload"),
    path("sheets/<str:code>/", views.show_sheet, name="show_sheet"),
    path("sheets/<str:code>/apply/", views.apply_sheet, name="apply_sheet"),
    path("sheets/<str:code>/marked/", views.download_marked, name="download_marked"),
    path("sheets/<str:code>/progress/", views.sheet_progress, name="sheet_progress"),
    path("sheets/<str:code>/retry/", views.retry_sheet, name="retry_sheet"),
    path("sheets/<str:code>/withdraw/", views.withdraw_sheet, name="withdraw_sheet"),
    path("<str:code>/", views.detail, name="detail"),
    path("<str:code>/fill/<int:step>/", views.fill, name="fill"),
    path("<str:code>/review/", views.review, name="review"),
    path("<str:code>/correct/", views.correct, name="correct"),
    path("<str:code>/withdraw/", views.withdraw, name="withdraw"),
    path("<str:code>/check/", views.check, name="check"),
]
