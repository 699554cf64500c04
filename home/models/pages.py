"""The front page's own words and the pages of text (guides, news, about)."""

from __future__ import annotations

from django.db import models
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page


class HomePage(Page):
    lead = models.CharField(_("sentence under the title"), max_length=120, blank=True)
    notice = models.CharField(_("notice on every page"), max_length=200, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("notice")]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["home.ContentPage"]
    max_count = 1

    class Meta:
        verbose_name = _("front page")
        verbose_name_plural = _("front pages")

    def serve(self, request: HttpRequest, *args: object, **kwargs: object) -> TemplateResponse:
        from home.views import front  # the view imports this model

        return front(request, self)


class ContentPage(Page):
    body = StreamField(
        [
            ("heading", blocks.CharBlock(label=_("Heading"), icon="title", max_length=80)),
            (
                "text",
                blocks.RichTextBlock(
                    label=_("Text"), features=["bold", "link", "ul", "ol"], icon="pilcrow"
                ),
            ),
            (
                "telephone",
                blocks.StructBlock(
                    [
                        ("name", blocks.CharBlock(label=_("Desk"), max_length=80)),
                        ("number", blocks.CharBlock(label=_("Telephone"), max_length=40)),
                        ("hours", blocks.CharBlock(label=_("Hours"), required=False)),
                        ("about", blocks.CharBlock(label=_("What for"), required=False)),
                    ],
                    label=_("Telephone number"),
                    icon="mobile-alt",
                ),
            ),
        ],
        verbose_name=_("content"),
        blank=True,
    )

    content_panels = [*Page.content_panels, FieldPanel("body")]
    parent_page_types = ["home.HomePage", "home.ContentPage"]

    class Meta:
        verbose_name = _("page of text")
        verbose_name_plural = _("pages of text")
