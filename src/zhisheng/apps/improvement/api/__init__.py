from ninja import Router

from zhisheng.apps.improvement.api.plans import router as plans_router

router = Router()
router.add_router("", plans_router)
