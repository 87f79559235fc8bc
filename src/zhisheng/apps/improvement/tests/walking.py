"""What the tests of problems share: a problem, and the steps up to a state."""

from datetime import timedelta

from django.utils import timezone

from zhisheng.apps.improvement import services
from zhisheng.apps.improvement.models import Problem, ProblemStep
from zhisheng.apps.registry.tests.factories import make_enterprise
from zhisheng.kit.audit import AuditEntry
from zhisheng.methods.corrective_action import Act

TEXT = "本周三批法兰的焊缝有气孔"
STATES = ("contained", "cause_found", "planned", "done", "verified", "closed")
ACTS = ("contain", "find_cause", "plan", "finish", "verify", "close")


def make_firm(organisation):
    return make_enterprise(organisation=organisation, region_id="131125")


def report(firm, actor, text=TEXT, **others):
    return services.report_problem(
        enterprise=firm, report=services.Report(text, **others), actor=actor
    )


def tell(act, actor, **others):
    """Return what is enough for an act."""
    told = {
        "contain": {"text": "挑出来返工"},
        "find_cause": {"category": "material", "whys": ("焊丝受潮", "没有放进烘箱")},
        "plan": {
            "text": "焊丝进烘箱保存",
            "responsible": actor.code,
            "due_on": timezone.localdate() + timedelta(days=10),
        },
        "finish": {"text": "买了烘箱"},
        "verify": {"text": "近三批没有再出现"},
        "close": {},
        "return": {"text": "没有做完"},
        "reopen": {"text": "又有了"},
    }[act]
    return services.Told(**told | others)


def step(problem, act, actor, **others):
    problem.refresh_from_db()
    return services.take_step(
        problem=problem,
        act=Act(act),
        told=tell(act, actor, **others),
        version=problem.version,
        actor=actor,
    )


def walk(problem, state, actor):
    """Take a problem up to a state, short of what needs another person or a later day."""
    for act, reached in zip(ACTS, STATES, strict=True):
        problem = step(problem, act, actor)
        if reached == state:
            return problem
    raise AssertionError(state)


def write_down(problem):
    """Return all that a refusal must leave as it is."""
    row = Problem.objects.filter(pk=problem.pk).values().get()
    steps = list(ProblemStep.objects.filter(problem=problem).values_list("act"))
    causes = list(problem.causes.values_list("text", "is_root"))
    return row, steps, causes, AuditEntry.objects.count()


def last_entry():
    found = AuditEntry.objects.filter(action__startswith="improvement.")
    return found.order_by("-pk").first()
