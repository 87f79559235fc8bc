from ninja import Router

from zhisheng.apps.improvement.api.cases import router as cases_router
from zhisheng.apps.improvement.api.plans import router as plans_router
from zhisheng.apps.improvement.api.register import router as helpers_router

router = Router()
router.add_router("", plans_router)
router.add_router("", cases_router)
router.add_router("", helpers_router)
