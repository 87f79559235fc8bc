"""Rows that belong to an enterprise are reached only through what an actor may see."""

from typing import TYPE_CHECKING, NoReturn, Protocol, TypeVar, cast

from django.db import models

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, _User

M = TypeVar("M", bound=models.Model)


class ScopeRequiredError(RuntimeError):
    """Code asked for rows without saying on whose behalf; a fault, never the user's."""


class Scoped(Protocol[M]):
    """What a scoped model declares itself."""

    @classmethod
    def filter_visible(
        cls, queryset: models.QuerySet[M], actor: "_User | AnonymousUser"
    ) -> models.QuerySet[M]: ...


class ScopedManager(models.Manager[M]):
    """A manager that answers nothing until ``visible_to`` names the actor.

    The model declares ``objects = ScopedManager()``, ``unscoped = models.Manager()``,
    ``Meta.default_manager_name = "unscoped"`` and ``filter_visible``.
    """

    def get_queryset(self) -> NoReturn:
        raise ScopeRequiredError(
            f"{self.model.__name__}.objects needs .visible_to(actor)"
        )

    def visible_to(self, actor: "_User | AnonymousUser") -> models.QuerySet[M]:
        everything: models.QuerySet[M] = models.QuerySet(self.model, using=self._db)
        return self._declaration().filter_visible(everything, actor)

    def _declaration(self) -> type[Scoped[M]]:
        if not hasattr(self.model, "filter_visible"):
            raise ScopeRequiredError(
                f"{self.model.__name__} declares no filter_visible"
            )
        return cast("type[Scoped[M]]", self.model)
