from zhisheng.apps.registry.models import Enterprise
from zhisheng.kit.errors import NotFoundError


def get_enterprise_id(code: str) -> int:
    """Return the id behind a code; of a merged record that of the surviving one."""
    found = (
        Enterprise.unscoped.filter(code=code)
        .values_list("pk", "merged_into_id")
        .first()
    )
    if found is None:
        raise NotFoundError
    return found[1] or found[0]
