from importlib import import_module

from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "zhisheng.apps.programme"
    label = "programme"

    def ready(self) -> None:
        import_module("zhisheng.apps.programme.listeners")
