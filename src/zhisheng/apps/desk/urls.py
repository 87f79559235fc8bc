from django.urls import path

from zhisheng.apps.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.landing, name="landing"),
    path("home/", views.home, name="home"),
    path("demo-sign-in/", views.sign_in_demo, name="sign_in_demo"),
    path("complaint/", views.complaint, name="complaint"),
    path("complaint/<str:code>/", views.filed_complaint, name="filed_complaint"),
    path("complaints/", views.complaints, name="complaints"),
    path("complaints/<str:code>/", views.answer, name="answer"),
]
