"""A JSON Resume file (jsonresume.org/schema, version 1.0.0) as settings, projects and answers that can be quoted."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from content.importers import resume_sentences as say
from content.importers.body import fit_body
from content.importers.result import Import, Left, first_sentence, markdown_file, one_line, slug_of, tags_of
from content.importers.resume_node import Node
from content.problems import ContentError, Problem

_MOST_BYTES = 5_000_000
BACKGROUND, STACK, PLACE = "hiring/background.md", "hiring/stack.md", "hiring/location-and-remote.md"
ASKS = {
    BACKGROUND: (
        "Background",
        "Who are you?",
        "What do you do?",
        "Where have you worked before?",
        "Where did you study?",
        "What is your experience?",
        "Do you have certifications?",
        "Which languages do you speak?",
    ),
    STACK: ("Technologies", "What is your tech stack?", "Which technologies do you use?", "What are your skills?"),
    PLACE: ("Location", "Where are you based?", "Which city do you live in?", "Do you work remotely?"),
}
"""The answers of hiring/ that a résumé fills: the title, and the ways in which visitors ask."""

WHY_LEFT = {
    "basics.phone": "a pack holds no telephone number, since everybody can read it",
    "basics.image": "a terminal shows no images",
    "basics.location.address": "a street address is not for everybody to read",
    "basics.location.postalCode": "a street address is not for everybody to read",
    "references": "these are other people's words; ask them, then put them into hiring/ yourself",
}
IGNORED = ("$schema", "meta")


def read_json_resume(path: Path) -> Import:
    """Read a JSON Resume file. Nothing is written. Raises ContentError where it is none."""
    resume = Node(_parsed(path))
    result = Import()
    _basics(result, resume["basics"])
    _answer(result, BACKGROUND, list(_background(resume)), "basics, work, education and the like")
    _answer(result, STACK, list(_said(resume["skills"].items(), say.skill)), "skills")
    _answer(result, PLACE, list(say.place(resume["basics"]["location"])), "basics.location")
    for project in resume["projects"].items():
        _project(result, project)
    for leaf in dict.fromkeys(resume.leaves()):
        if leaf not in resume.taken and not leaf.startswith(IGNORED):
            why = next(
                (why for start, why in WHY_LEFT.items() if leaf.startswith(start)), "no field of a pack holds this"
            )
            result.left.append(Left(leaf, why))
    return result


def _parsed(path: Path) -> dict[str, Any]:
    expected = "expected a JSON Resume (https://jsonresume.org/schema)"
    if path.stat().st_size > _MOST_BYTES:
        raise ContentError([Problem(path, 1, f"the file is larger than {_MOST_BYTES:,} bytes", expected)])
    try:
        data = json.loads(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ContentError([Problem(path, 1, "the file is no UTF-8 text", expected)]) from error
    except json.JSONDecodeError as error:
        raise ContentError([Problem(path, error.lineno, f"bad JSON: {error.msg}", expected)]) from error
    except RecursionError as error:
        raise ContentError([Problem(path, 1, "the JSON is nested too deeply", expected)]) from error
    if not isinstance(data, dict) or not isinstance(data.get("basics", {}), dict):
        raise ContentError([Problem(path, 1, "the file holds no résumé", expected)])
    return data


def _basics(result: Import, basics: Node) -> None:
    for name, at in (("name", ("name",)), ("email", ("contact", "email")), ("url", ("contact", "website"))):
        if value := basics.text(name, *(["website"] if name == "url" else [])):
            result.set(at, value, f"basics.{name}")
    for profile in basics["profiles"].items():
        network = one_line(str(profile["network"].value or "")).lower()
        if network not in ("github", "linkedin"):
            continue
        home = {"github": "https://github.com/", "linkedin": "https://www.linkedin.com/in/"}[network]
        user, url = profile.text("username"), profile.text("url")
        profile.text("network")
        if address := url or (home + user if user else ""):
            result.set(("contact", network), address, profile.path)


def _answer(result: Import, file: str, parts: list[str], what: str) -> None:
    """Add an answer to hiring/, made of Markdown parts."""
    text = "\n\n".join(part for part in parts if part)
    if not text:
        return
    title, *asks = ASKS[file]
    body = fit_body(text, title, "contact/" + Path(file).stem, lambda _: "")
    result.add(file, markdown_file({"title": title, "asks": asks}, body.text), what)
    result.left.extend(Left(f"{what}: {lost}", "a pack holds none of these; its words stay") for lost in body.lost)


def _background(resume: Node) -> Iterator[str]:
    """Yield the parts of the answer about the person, in sentences that can be quoted alone."""
    basics = resume["basics"]
    yield " ".join(say.ended(part) for part in (basics.text("label"), basics.text("summary")) if part)
    sections: tuple[tuple[str, str, Callable[[Node], str]], ...] = (
        ("Work", "work", lambda item: say.job(item, "worked as")),
        ("Volunteer work", "volunteer", lambda item: say.job(item, "volunteered as")),
        ("Education", "education", say.education),
        ("Certificates", "certificates", say.certificate),
        ("Awards", "awards", say.award),
        ("Publications", "publications", say.publication),
        ("Languages", "languages", say.language),
        ("Interests", "interests", say.interest),
    )
    for title, name, sentence in sections:
        yield say.section(title, _said(resume[name].items(), sentence))


def _said(items: Iterator[Node], sentence: Callable[[Node], str]) -> Iterator[str]:
    """Yield a sentence for each item. One that makes none (it has no name, say) counts as not taken: it is reported."""
    for item in items:
        before = set(item.taken)
        if text := sentence(item):
            yield text
        else:
            item.taken.intersection_update(before)


def _project(result: Import, item: Node) -> None:
    name = item.text("name")
    if not name:
        return
    description = item.text("description", "summary")
    start, end, url, entity, kind = (item.text(key) for key in ("startDate", "endDate", "url", "entity", "type"))
    highlights, roles, keywords = item.texts("highlights"), item.texts("roles"), item.texts("keywords")
    tags, odd = tags_of(keywords)
    about = [
        f"{name} is of the type {kind}" if kind else "",
        f"I worked on {name}{say.period(start, end)}" if start or end else "",
    ]
    about += [f"I worked on {name} for {entity}" if entity else "", f"My role was {', '.join(roles)}" if roles else ""]
    about += [f"{name} uses {', '.join(odd)}" if odd else ""]
    about += [f"{name} is at {say.address(url)}" if url else ""]
    lines = [" ".join([say.ended(description or name), *(say.ended(part) for part in about if part)])]
    lines += [f"- {say.ended(line)}" for line in highlights]
    slug = slug_of(name, "project")
    body = fit_body(f"## What it is\n\n{say.with_gap(lines)}", name, f"work/{slug}", lambda _: "")
    summary = first_sentence(description) or name
    fields = {"title": name, "tagline": summary, "summary": description or name, "tags": tags}
    result.add(f"projects/{slug}.md", markdown_file(fields, body.text), item.path)
