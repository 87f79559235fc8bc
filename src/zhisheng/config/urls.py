"""Every address of the pages; each app owns the ones below its prefix."""

from django.urls import include, path

from zhisheng.apps.improvement.urls import public_urlpatterns as case_urlpatterns
from zhisheng.apps.programme.urls import public_urlpatterns

urlpatterns = [
    path("", include("zhisheng.apps.desk.urls")),
    path("account/", include("zhisheng.apps.accounts.urls")),
    # Not allauth.urls: identities are bound by our own pages alone.
    path("sign-in/", include("allauth.account.urls")),
    path("sign-in/2fa/", include("allauth.mfa.urls")),
    path("language/", include("django.conf.urls.i18n")),
    path("places/", include("zhisheng.apps.places.urls")),
    path("enterprises/", include("zhisheng.apps.registry.urls")),
    path("returns/", include("zhisheng.apps.returns.urls")),
    path("evaluations/", include("zhisheng.apps.maturity.urls")),
    path("improvement/", include("zhisheng.apps.improvement.urls")),
    path("campaigns/", include("zhisheng.apps.campaigns.urls")),
    path("programme/", include("zhisheng.apps.programme.urls")),
    path("notices/", include((public_urlpatterns, "notices"))),
    path("cases/", include((case_urlpatterns, "cases"))),
    path("bulletin/", include("zhisheng.apps.statistics.urls")),
    path("ui/", include("zhisheng.ui.urls")),
]
handler400 = "zhisheng.kit.http.show_bad_request"
handler404 = "zhisheng.kit.http.show_not_found"
handler403 = "zhisheng.kit.http.show_forbidden"
handler500 = "zhisheng.kit.http.show_server_error"
