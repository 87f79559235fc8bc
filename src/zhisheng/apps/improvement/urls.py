from django.urls import path

from zhisheng.apps.improvement.views import plan_tasks, plans

app_name = "improvement"
urlpatterns = [
    path("plans/", plans.index, name="plans"),
    path("plans/start/<str:evaluation>/", plans.start, name="start"),
    path("plans/<str:code>/", plans.plan, name="plan"),
    path("plans/<str:code>/wish/", plans.wish, name="wish"),
    path("plans/<str:code>/variants/", plans.variants, name="variants"),
    path("plans/<str:code>/agree/", plans.agree, name="agree"),
    path("plans/<str:code>/tasks/<int:number>/", plan_tasks.assign, name="assign_task"),
    path(
        "plans/<str:code>/tasks/<int:number>/tick/", plan_tasks.tick, name="tick_task"
    ),
]
