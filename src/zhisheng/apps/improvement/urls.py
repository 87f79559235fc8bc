from django.urls import path

from zhisheng.apps.improvement.views import plans

app_name = "improvement"
urlpatterns = [
    path("plans/", plans.index, name="plans"),
]
