"""The résumé as a page of its own, which needs nothing beside it, and as the body of a page of the site."""

from __future__ import annotations

from markupsafe import Markup

from content.blocks import page_blocks
from content.exporters.html.markup import blocks_html, href_from
from content.exporters.html.templates import STYLE, site_templates
from content.exporters.resume.document import Resume
from content.exporters.resume.markdown import resume_markdown


def resume_html(resume: Resume) -> str:
    """Return it as one file: the style stands in it, and nothing is loaded."""
    body = blocks_html(page_blocks(resume_markdown(resume)), href_from(""))
    return (
        site_templates()
        .get_template("resume.html")
        .render(
            language=resume.language, title=resume.title, style=Markup(STYLE.read_text(encoding="utf-8")), body=body
        )
    )
