"""The collection that a run takes documents into."""

from __future__ import annotations

from django.utils.text import slugify

from veedor.register.models import Collection


class CollectionError(ValueError):
    """A collection that cannot be used as asked."""


def collection_for(slug: str, *, title: str = "", sample: bool = False) -> Collection:
    """The collection with that slug, made where there is none.

    A collection is sample or real for good: mixing the two would bring invented facts among real ones.
    """
    if not slug or slugify(slug) != slug:
        raise CollectionError(f"{slug!r} is no name for a collection: use small letters, digits and hyphens.")
    found, new = Collection.objects.get_or_create(slug=slug, defaults={"title": title or slug, "sample": sample})
    if not new and sample and not found.sample:
        raise CollectionError(f"The collection {slug} holds real documents: samples need a collection of their own.")
    if not new and not sample and found.sample:
        raise CollectionError(f"The collection {slug} is a sample. Add --sample, or name another collection.")
    return found
