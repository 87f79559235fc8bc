from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class KitConfig(AppConfig):
    name = "zhisheng.kit"
    label = "kit"
    verbose_name = "共用部件"

    def ready(self) -> None:
        # Look-ups are known to every queryset once they are imported.
        from zhisheng.kit import lookups  # noqa: F401

        # Decorators in these modules register job handlers, listeners and facts.
        autodiscover_modules("tasks", "listeners", "facts")
