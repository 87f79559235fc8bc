from django.urls import path

from zhisheng.apps.places import views

app_name = "places"
urlpatterns = [
    path("regions/suggest/", views.suggest_regions, name="suggest_regions"),
    path("industries/suggest/", views.suggest_industries, name="suggest_industries"),
]
