from django.urls import path

from zhisheng.apps.improvement.views import (
    cases,
    common_problems,
    plan_tasks,
    plans,
    problems,
    public_cases,
)

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
    path("common/", common_problems.index, name="common_problems"),
    path("common/<str:code>/", common_problems.detail, name="common_problem"),
    path("common/<str:code>/dismiss/", common_problems.dismiss, name="dismiss_common"),
    path("common/<str:code>/solution/", common_problems.attach, name="attach_solution"),
    path("common/<str:code>/used/", common_problems.use, name="use_solution"),
    path(
        "common/<str:code>/files/<int:number>/",
        common_problems.file,
        name="solution_file",
    ),
    path("problems/", problems.index, name="problems"),
    path("problems/new/<str:enterprise>/", problems.report, name="report_problem"),
    path("problems/<str:code>/", problems.detail, name="problem"),
    path("problems/<str:code>/step/", problems.step, name="problem_step"),
    path("problems/<str:code>/causes/", problems.add_cause, name="add_cause"),
    path(
        "problems/<str:code>/causes/<int:number>/remove/",
        problems.remove_cause,
        name="remove_cause",
    ),
    path("problems/<str:code>/files/", problems.attach, name="attach_file"),
    path("problems/<str:code>/files/<int:number>/", problems.file, name="problem_file"),
    path("cases/", cases.index, name="cases"),
    path("cases/new/<str:enterprise>/", cases.begin, name="begin_case"),
    path("cases/<str:code>/", cases.detail, name="case"),
    path("cases/<str:code>/edit/", cases.edit, name="edit_case"),
    path("cases/<str:code>/name/", cases.name, name="name_case"),
    path("cases/<str:code>/submit/", cases.submit, name="submit_case"),
    path("cases/<str:code>/withdraw/", cases.withdraw, name="withdraw_case"),
    path("cases/<str:code>/decide/", cases.decide, name="decide_case"),
    path("cases/<str:code>/photos/", cases.add_photo, name="add_case_photo"),
    path("cases/<str:code>/photos/<int:number>/", cases.photo, name="case_photo"),
    path(
        "cases/<str:code>/photos/<int:number>/remove/",
        cases.remove_photo,
        name="remove_case_photo",
    ),
]
public_urlpatterns = [
    path("", public_cases.index, name="index"),
    path("<str:code>/", public_cases.case, name="case"),
    path("<str:code>/photos/<int:number>/", public_cases.photo, name="photo"),
]
