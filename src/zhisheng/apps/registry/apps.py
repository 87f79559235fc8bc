from importlib import import_module

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "zhisheng.apps.registry"
    label = "registry"

    def ready(self) -> None:
        import_module("zhisheng.apps.registry.listeners")
