from django.urls import path

from zhisheng.apps.desk.views import (
    catalogue,
    complaints,
    enterprises,
    jobs,
    pages,
    traffic,
)

app_name = "desk"
urlpatterns = [
    path("", pages.landing, name="landing"),
    path("home/", pages.home, name="home"),
    path("home/enterprises/<str:code>/", enterprises.enterprise, name="enterprise"),
    path("demo-sign-in/", pages.sign_in_demo, name="sign_in_demo"),
    path("complaint/", complaints.complaint, name="complaint"),
    path("complaint/<str:code>/", complaints.filed_complaint, name="filed_complaint"),
    path("complaints/", complaints.complaints, name="complaints"),
    path("catalogue/", catalogue.catalogue, name="catalogue"),
    path("catalogue/export/", catalogue.export, name="export_catalogue"),
    path("messages/", traffic.traffic, name="traffic"),
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/<str:code>/", jobs.job, name="job"),
    path("jobs/<str:code>/retry/", jobs.retry, name="retry_job"),
    path("complaints/<str:code>/", complaints.answer, name="answer"),
]
