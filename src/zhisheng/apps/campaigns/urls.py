from django.urls import path

from zhisheng.apps.campaigns.views import funnel, offices, owners

app_name = "campaigns"
urlpatterns = [
    path("", offices.index, name="index"),
    path("new/", offices.begin, name="new"),
    path("<str:code>/", offices.detail, name="campaign"),
    path("<str:code>/edit/", offices.edit, name="edit"),
    path("<str:code>/delete/", offices.delete, name="delete"),
    path("<str:code>/progress/", offices.progress, name="progress"),
    path("<str:code>/open/", offices.open_campaign, name="open"),
    path("<str:code>/recall/", offices.recall, name="recall"),
    path("<str:code>/remind/", offices.remind, name="remind"),
    path("<str:code>/close/", offices.close, name="close"),
    path("<str:code>/steps/", offices.add_step, name="add_step"),
    path(
        "<str:code>/steps/<int:number>/remove/", offices.remove_step, name="remove_step"
    ),
    path("<str:code>/enterprises/", funnel.enterprises, name="enterprises"),
    path("<str:code>/enterprises/export/", funnel.export_list, name="export_list"),
    path("<str:code>/export/", funnel.export, name="export"),
    path("<str:code>/invitations/<int:number>/", owners.invitation, name="invitation"),
    path("<str:code>/invitations/<int:number>/answer/", owners.answer, name="answer"),
]
