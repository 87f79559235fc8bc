from django.apps import AppConfig


class ImprovementConfig(AppConfig):
    name = "zhisheng.apps.improvement"
    label = "improvement"
