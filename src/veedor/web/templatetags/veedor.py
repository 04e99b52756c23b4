"""What templates may say of values; loaded in every template."""

from __future__ import annotations

from typing import Any

from django import template

from veedor.register.models import Page
from veedor.web import words

register = template.Library()
register.filter("term", words.term)
register.filter("edtf", words.show_date)
register.filter("field_label", words.field_label)


@register.filter
def percent(share: float) -> str:
    """A share from 0 to 1 as `93 %`."""
    return f"{round(share * 100)} %"


@register.filter
def thumb_height(page: Page) -> int:
    """The height of a page's small picture where it is 130 across: kept free until the picture is there."""
    return round(130 * page.height / page.width) if page.width else 0


@register.simple_tag
def shown(field: str, value: Any) -> str:
    """A value of a field in words."""
    return words.show_value(field, value)
