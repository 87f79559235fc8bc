from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class KitConfig(AppConfig):
    name = "zhisheng.kit"
    label = "kit"
    verbose_name = "共用部件"

    def ready(self) -> None:
        # Decorators in these modules register job handlers, listeners, facts, look-ups and
        # parts of what is held of a person.
        autodiscover_modules("tasks", "listeners", "facts", "lookups", "personal")
