"""Addresses. They are a promise: what has been published here once is to be found here always."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import path
from django.views.generic import RedirectView

from veedor.web.views import asking, desk, errors, pictures, places, public, search

urlpatterns = [
    path("", RedirectView.as_view(url="/es/")),
    path("imagen/pagina/<str:sha256>/<int:number>.webp", pictures.page, name="page-picture"),
    path("imagen/pagina/<str:sha256>/<int:number>-p.webp", pictures.thumbnail, name="page-thumbnail"),
    path("imagen/valor/<str:uid>.webp", pictures.claim, name="claim-picture"),
    *i18n_patterns(
        path("", public.home, name="home"),
        path("buscar/", search.search, name="search"),
        path("convenios/<slug:slug>/", public.agreement, name="agreement"),
        path("convenios/<slug:slug>.json", public.agreement_json, name="agreement-json"),
        path("documentos/<str:sha256>/", public.document, name="document"),
        path("valores/<str:uid>/", public.claim, name="claim"),
        path("valores/<str:uid>.json", public.claim_json, name="claim-json"),
        path("vigentes/", places.in_force_on, name="in-force"),
        path("lugares/", places.places, name="places"),
        path("lugares/<path:slug>/", places.place, name="place"),
        path("preguntas/<slug:question>.json", asking.ask, name="ask-json"),
        path("mesa/", desk.home, name="desk"),
        path("mesa/documentos/<str:sha256>/", desk.document, name="desk-document"),
        path("mesa/documentos/<str:sha256>/releer/", desk.reread, name="desk-reread"),
        path("mesa/documentos/<str:sha256>/sustituye/", desk.replaces, name="desk-replaces"),
        path("mesa/paginas/", desk.pages, name="desk-pages"),
        path("mesa/paginas/<str:sha256>/<int:number>/", desk.page, name="desk-page"),
        path("mesa/valores/<str:uid>/", desk.decide, name="desk-decide"),
    ),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
