from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "zhisheng.apps.places"
    label = "places"
