from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "zhisheng.apps.accounts"
    label = "accounts"
