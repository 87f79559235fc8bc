from django.apps import AppConfig


class MaturityConfig(AppConfig):
    name = "zhisheng.apps.maturity"
    label = "maturity"
