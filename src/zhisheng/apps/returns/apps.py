from django.apps import AppConfig


class ReturnsConfig(AppConfig):
    name = "zhisheng.apps.returns"
    label = "returns"
