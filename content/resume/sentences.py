"""The entries of a résumé as sentences that can be quoted alone: "I worked as … at … from … to …"."""

from __future__ import annotations

from collections.abc import Iterator

from content.resume.node import Node


def employment(item: Node) -> str:
    """Say where, when and as what somebody worked, and what came of it."""
    return _job(item, "worked as")


def volunteering(item: Node) -> str:
    """Say the same of work without pay."""
    return _job(item, "volunteered as")


def _job(item: Node, verb: str) -> str:
    """Return a job under a heading of its own. Each highlight names it, and can be quoted without the rest."""
    name, position = item.text("name", "company", "organization"), item.text("position")
    start, end, place = item.text("startDate"), item.text("endDate"), item.text("location")
    if not (name or position):
        return ""
    verb = verb if end or not start else "have " + verb
    sentence = f"I {verb} {position}" if position else "I " + verb.removesuffix(" as")
    sentence += (f" at {name}" if name else "") + (f" in {place}" if place else "") + period(start, end)
    heading = " at ".join(part for part in (position, name) if part)
    paragraph = [ended(sentence), *(ended(part) for part in (item.text("description"), item.text("summary")) if part)]
    whose = name or position
    when = period(start, end).strip()
    lines = [f"- {whose}{f', {when}' if when else ''}: {ended(line)}" for line in item.texts("highlights")]
    url, keywords = address(item.text("url", "website")), item.texts("keywords")
    used = ended(f"At {whose} I used {', '.join(keywords)}") if keywords else ""
    parts = [f"## {heading}", " ".join(paragraph), "\n".join(lines), used, f"{whose} is at {url}" if url else ""]
    return "\n\n".join(part for part in parts if part)


def period(start: str, end: str) -> str:
    """Say from when to when."""
    if start and start == end:
        return f" {'on' if len(start) == 10 else 'in'} {start}"
    if start and end:
        return f" from {start} to {end}"
    return f" since {start}" if start else f" until {end}" if end else ""


def with_gap(lines: list[str]) -> str:
    """Join lines, with an empty one between a paragraph and a list."""
    return "\n".join(
        ("\n" if index and line.startswith("- ") != lines[index - 1].startswith("- ") else "") + line
        for index, line in enumerate(lines)
    )


def education(item: Node) -> str:
    """Say what somebody studied, where and when."""
    area, kind, school = item.text("area"), item.text("studyType"), item.text("institution")
    start, end, score, courses = (
        item.text("startDate"),
        item.text("endDate"),
        item.text("score", "gpa"),
        item.texts("courses"),
    )
    url = item.text("url")
    if not (area or school):
        return ""
    what = area or kind
    sentence = "I studied" + (f" {what}" if what else "") + (f" at {school}" if school else "") + period(start, end)
    sentence += (f", for the degree {kind}" if kind and area else "") + (f", with the score {score}" if score else "")
    sentence = ended(sentence)
    sentence += f" {ended('The courses were ' + ', '.join(courses))}" if courses else ""
    return f"{sentence} {address(url)}".strip()


def certificate(item: Node) -> str:
    """Say which certificate somebody holds."""
    name, issuer, date, url = item.text("name"), item.text("issuer"), item.text("date"), item.text("url")
    sentence = ended(
        f"I hold the certificate {name}" + (f" from {issuer}" if issuer else "") + (f" ({date})" if date else "")
    )
    return f"{sentence} {address(url)}".strip() if name else ""


def award(item: Node) -> str:
    """Say which award somebody received."""
    title, awarder, date, summary = item.text("title"), item.text("awarder"), item.text("date"), item.text("summary")
    sentence = ended(
        f"I received the award {title}" + (f" from {awarder}" if awarder else "") + (f" ({date})" if date else "")
    )
    return sentence + (f" {ended(summary)}" if summary else "") if title else ""


def publication(item: Node) -> str:
    """Say what somebody published."""
    name, publisher, date = item.text("name"), item.text("publisher"), item.text("releaseDate")
    url, summary = item.text("url", "website"), item.text("summary")
    sentence = ended(
        f"I published {name}" + (f" with {publisher}" if publisher else "") + (f" ({date})" if date else "")
    )
    sentence += f" {ended(summary)}" if summary else ""
    return f"{sentence} {address(url)}".strip() if name else ""


def language(item: Node) -> str:
    """Name a language that somebody speaks, and how well."""
    language, fluency = item.text("language", "name"), item.text("fluency", "level")
    return language + (f" ({fluency})" if language and fluency else "")


def spoken(languages: list[str]) -> str:
    """Say which languages somebody speaks: all in one sentence, since that is asked for whole."""
    return ended(f"I speak {in_a_row(languages)}") if languages else ""


def reference(item: Node) -> str:
    """Say what somebody else says."""
    name, said = item.text("name"), item.text("reference")
    return f"{name} says: “{ended(said)}”" if name and said else ended(f"{name} is a reference") if name else ""


def interest(item: Node) -> str:
    """Say what somebody is interested in."""
    name, keywords = item.text("name"), item.texts("keywords")
    return ended(f"I am interested in {name}" + (f": {', '.join(keywords)}" if keywords else "")) if name else ""


def skill(item: Node) -> str:
    """Name what somebody works with."""
    name, level, keywords = item.text("name"), item.text("level"), item.texts("keywords")
    known = f"{name} ({level})" if name and level else name
    return ": ".join(part for part in (known, ", ".join(keywords)) if part)


def worked_with(skills: list[str]) -> list[str]:
    """Say what somebody works with: a sentence for each group, and one for all that stand alone."""
    alone = [skill for skill in skills if ": " not in skill]
    groups = [skill for skill in skills if ": " in skill]
    return [ended(f"I work with {skill}") for skill in (*groups, *([in_a_row(alone)] if alone else []))]


def place(location: Node) -> Iterator[str]:
    """Say where somebody is based, without the street."""
    where = ", ".join(part for name in ("city", "region", "countryCode") if (part := location.text(name)))
    if where:
        yield ended(f"I am based in {where}")


def in_a_row(parts: list[str]) -> str:
    """Return parts as one reads them: "a, b and c"."""
    return " and ".join(part for part in (", ".join(parts[:-1]), parts[-1]) if part)


def address(url: str) -> str:
    """Return a web address as Markdown shows it, or whatever else somebody wrote in its place, as it is."""
    return f"<{url}>" if url.startswith(("http://", "https://")) else url


def ended(text: str) -> str:
    """Return a sentence with its full stop."""
    return text if text.endswith((".", "!", "?", "…", ":")) else text + "."


def _dated(date: str) -> str:
    return f" ({date})" if date else ""
