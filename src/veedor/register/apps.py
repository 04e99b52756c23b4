"""The register as a Django application."""

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """Models of the register."""

    name = "veedor.register"
    label = "register"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Veedor: register"
