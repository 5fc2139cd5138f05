"""A JSON Resume file (jsonresume.org/schema, version 1.0.0) as settings, projects and answers that can be quoted."""

from __future__ import annotations

from pathlib import Path

from content.importers.body import fit_body
from content.importers.result import Import, Left, Placed, first_sentence, markdown_file, tags_of
from content.loader import RESUME_FILE
from content.resume import sentences as say
from content.resume.answers import answers_of
from content.resume.file import resume_data, resume_text
from content.resume.node import Node
from content.resume.wording import Wording, wording_of
from content.safe_text import one_line
from content.slugs import slug_of

WHY_LEFT = {
    "basics.phone": "everybody could read the number",
    "basics.image": "a terminal shows no images",
    "basics.location.address": "a street address is not for everybody to read",
    "basics.location.postalCode": "a street address is not for everybody to read",
}
IGNORED = ("$schema", "meta")


_SETTINGS = {
    ("name",): ("name",),
    ("label",): ("headline",),
    ("email",): ("contact", "email"),
    ("url", "website"): ("contact", "website"),
}
"""Which settings of the profile a résumé fills, by the names of its fields."""


def read_json_resume(path: Path) -> Import:
    """Read a JSON Resume file. Nothing is written. Raises ContentError where it is none."""
    return import_of(resume_text(path))


def import_of(text: str, language: str = "en") -> Import:
    """Return what a JSON Resume brings: itself as it is, settings of the profile, and projects in a pack's language."""
    resume, words = Node(resume_data(text)), wording_of(language)
    result = Import()
    _basics(result, resume["basics"])
    for answer in answers_of(resume, words):
        result.placed.append(Placed(f"{answer.title}: {len(answer.body.split())} words", RESUME_FILE))
    for project in resume["projects"].items():
        _project(result, project, words)
    if result.placed:
        result.add(RESUME_FILE, text if text.endswith("\n") else f"{text}\n", "the résumé, as it is")
    for leaf in dict.fromkeys(resume.leaves()):
        if leaf not in resume.taken and not leaf.startswith(IGNORED):
            why = next((why for start, why in WHY_LEFT.items() if leaf.startswith(start)), "no screen shows this")
            result.left.append(Left(leaf, f"kept in {RESUME_FILE} and shown nowhere: {why}"))
    return result


def _basics(result: Import, basics: Node) -> None:
    for names, at in _SETTINGS.items():
        if value := basics.text(*names):
            result.set(at, value, f"basics.{names[0]}")
    if summary := basics.text("summary"):
        result.set(("subheadline",), first_sentence(summary), "basics.summary")
    for profile in basics["profiles"].items():
        network = one_line(str(profile["network"].value or "")).lower()
        if network not in ("github", "linkedin"):
            continue
        home = {"github": "https://github.com/", "linkedin": "https://www.linkedin.com/in/"}[network]
        user, url = profile.text("username"), profile.text("url")
        profile.text("network")
        if address := url or (home + user if user else ""):
            result.set(("contact", network), address, profile.path)


def _project(result: Import, item: Node, words: Wording) -> None:
    name = item.text("name")
    if not name:
        return
    description = item.text("description", "summary")
    start, end, url, entity, kind = (item.text(key) for key in ("startDate", "endDate", "url", "entity", "type"))
    highlights, roles, keywords = item.texts("highlights"), item.texts("roles"), item.texts("keywords")
    tags, odd = tags_of(keywords)
    about = [
        words.says("of_type", name=name, kind=kind) if kind else "",
        words.says("worked_on", name=name, when=words.period(start, end)) if start or end else "",
        words.says("worked_on_for", name=name, entity=entity) if entity else "",
        words.says("role", roles=", ".join(roles)) if roles else "",
        words.says("uses", name=name, things=", ".join(odd)) if odd else "",
        words.says("found_at", name=name, url=say.address(url)) if url else "",
    ]
    opening = f"{name}: {description}" if description else name
    lines = [" ".join([say.ended(opening), *(say.ended(part) for part in about if part)])]
    lines += [f"- {say.ended(line)}" for line in highlights]
    slug = slug_of(name, "project")
    body = fit_body(f"## {words.says('what_it_is')}\n\n{say.with_gap(lines)}", name, f"work/{slug}", lambda _: "")
    summary = first_sentence(description) or name
    fields = {"title": name, "tagline": summary, "summary": description or name, "tags": tags}
    result.add(f"projects/{slug}.md", markdown_file(fields, body.text), item.path)
