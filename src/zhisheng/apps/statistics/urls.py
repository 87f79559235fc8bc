from django.urls import path

from zhisheng.apps.statistics import views

app_name = "statistics"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.draft, name="draft"),
    path("layout/", views.layout, name="layout"),
    path("layout/shipped/", views.download_layout, name="download_layout"),
    path("grades/", views.grades, name="grades"),
    path("grades/export/", views.export_grades, name="export_grades"),
    path("grades/renew/", views.renew_grades, name="renew_grades"),
    path("<str:code>/", views.detail, name="detail"),
    path("<str:code>/progress/", views.progress, name="progress"),
    path("<str:code>/figures/<str:row>/", views.figure, name="figure"),
    path("<str:code>/download/<str:kind>/", views.download, name="download"),
    path("<str:code>/release/", views.release, name="release"),
    path("<str:code>/correct/", views.correct, name="correct"),
]
