from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "zhisheng.apps.campaigns"
    label = "campaigns"
