from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "zhisheng.apps.programme"
    label = "programme"
