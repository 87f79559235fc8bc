from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    name = "zhisheng.apps.statistics"
    label = "statistics"
