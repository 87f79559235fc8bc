from django.db import migrations
from django.db.models import OuterRef, Subquery


def tell_reviews(apps, _editor):
    """Give each expert's answer the review that was open when it was given.

    An answer that was changed since then may be older than the review it stands in;
    where none had been asked yet it belongs to the first.
    """
    answers = apps.get_model("maturity", "EvaluationAnswer").objects
    reviews = apps.get_model("maturity", "Review").objects.filter(
        evaluation=OuterRef("evaluation")
    )
    begun = reviews.filter(asked_at__lte=OuterRef("answered_at"))
    for found in (begun.order_by("-asked_at", "-pk"), reviews.order_by("asked_at")):
        answers.filter(side="expert", review=None).update(
            review=Subquery(found.values("pk")[:1])
        )
    answers.filter(side="expert", review=None).delete()


class Migration(migrations.Migration):
    dependencies = [("maturity", "0005_reviews_of_answers")]
    operations = [migrations.RunPython(tell_reviews, migrations.RunPython.noop)]
