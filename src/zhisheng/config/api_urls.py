"""The addresses of a request below ``/api/``: those of the pages and the API itself.

Apart from ``urls``, so that a page never waits for the API and its library to load.
"""

from django.urls import path

from zhisheng.config import urls
from zhisheng.config.api import api

urlpatterns = [path("api/v1/", api.urls), *urls.urlpatterns]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500
