from ninja import Router

from zhisheng.apps.programme.api.entries import router as entries_router
from zhisheng.apps.programme.api.imports import router as imports_router
from zhisheng.apps.programme.api.notices import router as notices_router
from zhisheng.apps.programme.api.recipients import router as recipients_router
from zhisheng.apps.programme.api.tasks import router as tasks_router

router = Router()
router.add_router("", imports_router)
router.add_router("", notices_router)
router.add_router("", tasks_router)
router.add_router("", recipients_router)
router.add_router("", entries_router)
