from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "zhisheng.apps.desk"
    label = "desk"
