"""How every form is drawn, the account library's included."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Forms by the design system's templates."""

    form_template_name = "openpals/forms/form.html"
    field_template_name = "openpals/forms/field.html"
