from django.urls import path

from zhisheng.ui import views

app_name = "ui"
urlpatterns = [
    path("patterns/", views.patterns, name="patterns"),
    path("preferences/", views.save_preferences, name="preferences"),
]
