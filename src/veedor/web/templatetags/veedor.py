"""What templates may say of values; loaded in every template."""

from __future__ import annotations

from typing import Any

from django import template

from veedor.web import words

register = template.Library()
register.filter("term", words.term)
register.filter("edtf", words.show_date)
register.filter("field_label", words.field_label)


@register.filter
def percent(share: float) -> str:
    """A share from 0 to 1 as `93 %`."""
    return f"{round(share * 100)} %"


@register.simple_tag
def shown(field: str, value: Any) -> str:
    """A value of a field in words."""
    return words.show_value(field, value)
