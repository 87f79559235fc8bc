from django.urls import path

from zhisheng.apps.maturity import views

app_name = "maturity"
urlpatterns = [
    path("", views.index, name="index"),
    path("start/<str:enterprise>/<str:model>/", views.start, name="start"),
    path("<str:code>/", views.resume, name="resume"),
    path("<str:code>/fill/<int:step>/", views.fill, name="fill"),
    path("<str:code>/result/", views.result, name="result"),
    path("<str:code>/submit/", views.submit, name="submit"),
]
