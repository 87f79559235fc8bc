from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "zhisheng.apps.registry"
    label = "registry"
