"""Every address of the pages; each app owns the ones below its prefix."""

from django.urls import include, path

urlpatterns = [
    path("", include("zhisheng.apps.desk.urls")),
    path("account/", include("zhisheng.apps.accounts.urls")),
    path("sign-in/", include("allauth.urls")),
    path("language/", include("django.conf.urls.i18n")),
    path("places/", include("zhisheng.apps.places.urls")),
    path("enterprises/", include("zhisheng.apps.registry.urls")),
    path("returns/", include("zhisheng.apps.returns.urls")),
    path("programme/", include("zhisheng.apps.programme.urls")),
    path("bulletin/", include("zhisheng.apps.statistics.urls")),
    path("ui/", include("zhisheng.ui.urls")),
]
handler400 = "zhisheng.kit.http.show_bad_request"
handler404 = "zhisheng.kit.http.show_not_found"
handler403 = "zhisheng.kit.http.show_forbidden"
handler500 = "zhisheng.kit.http.show_server_error"
