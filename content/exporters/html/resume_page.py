"""The résumé on the site: its page, and the same as files to take along."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from content.blocks import page_blocks
from content.exporters.html.frame import RESUME, Frame
from content.exporters.html.markup import blocks_html, href_from
from content.exporters.html.templates import site_parts
from content.exporters.json_resume import public_json_resume
from content.exporters.resume.document import resume_of
from content.exporters.resume.markdown import resume_markdown
from content.exporters.resume.text import resume_as_text
from content.loader import Portfolio

RESUME_PAGE, RESUME_PDF = (f"{RESUME[0]}.{ending}" for ending in ("html", "pdf"))
_FILES = {"resume.txt": "text", "resume.md": "Markdown", "resume.json": "JSON Resume"}


def resume_pages(portfolio: Portfolio, frame: Frame, *, pdf: bool) -> dict[str, str]:
    """Return the page and its files by their paths. `pdf` says that `RESUME_PDF` stands beside them."""
    resume, led = resume_of(portfolio), resume_of(portfolio, frame.address)
    files = ({RESUME_PDF: "PDF"} if pdf else {}) | _FILES
    body = blocks_html(page_blocks(resume_markdown(resume, inside=True)), href_from(RESUME_PAGE))
    body += Markup(site_parts().files(files.items()))
    return {
        RESUME_PAGE: frame.page(RESUME_PAGE, RESUME[1], " ".join(resume.head.about) or resume.title, body),
        "resume.txt": resume_as_text(resume),
        "resume.md": resume_markdown(led),
        "resume.json": public_json_resume(portfolio),
    }


def resume_download(portfolio: Portfolio, address: str = "") -> Mapping[str, bytes]:
    """Return the PDF by its path; nothing where no font here shows all of it. Entries lead to pages at `address`."""
    from content.exporters.resume.pdf import FontError, resume_pdf

    try:
        return {RESUME_PDF: resume_pdf(resume_of(portfolio, address))[0]}
    except FontError:
        return {}
