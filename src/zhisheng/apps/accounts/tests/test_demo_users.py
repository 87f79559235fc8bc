from zhisheng.apps.accounts.selectors import list_demo_users
from zhisheng.apps.accounts.tests.factories import MembershipFactory


def test_a_login_with_two_roles_is_shown_once(owner_organisation, owner, worker):
    for person, username in ((owner, "demo-leader"), (worker, "demo-worker")):
        person.username = username
        person.save()
    MembershipFactory.create(
        user=owner, organisation=owner_organisation, role="chain_leader"
    )

    assert [(person.username, person.role) for person in list_demo_users()] == [
        ("demo-worker", "worker"),
        ("demo-leader", "chain_leader"),
    ]
