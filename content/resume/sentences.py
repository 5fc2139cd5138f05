"""The entries of a résumé as sentences that can be quoted alone: "I worked as … at … from … to …"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from content.resume.node import Node
from content.resume.wording import Wording


def employment(item: Node, words: Wording) -> str:
    """Say where, when and as what somebody worked, and what came of it."""
    return _job(item, words, "worked", "working")


def volunteering(item: Node, words: Wording) -> str:
    """Say the same of work without pay."""
    return _job(item, words, "volunteered", "volunteering")


def _job(item: Node, words: Wording, past: str, present: str) -> str:
    """Return a job under a heading of its own. Each highlight names it, and can be quoted without the rest."""
    name, position = item.text("name", "company", "organization"), item.text("position")
    start, end, place = item.text("startDate"), item.text("endDate"), item.text("location")
    if not (name or position):
        return ""
    when, whose = words.period(start, end), name or position
    sentence = words.says(past if end or not start else present, position=position, name=name, place=place, when=when)
    heading = words.says("job", position=position, name=name) if position and name else whose
    paragraph = [ended(sentence), *(ended(part) for part in (item.text("description"), item.text("summary")) if part)]
    lines = [f"- {whose}{f', {when}' if when else ''}: {ended(line)}" for line in item.texts("highlights")]
    url, keywords = address(item.text("url", "website")), ", ".join(item.texts("keywords"))
    used = ended(words.says("used", name=whose, keywords=keywords)) if keywords else ""
    there = words.says("found_at", name=whose, url=url) if url else ""
    parts = [f"## {heading}", " ".join(paragraph), "\n".join(lines), used, there]
    return "\n\n".join(part for part in parts if part)


def with_gap(lines: list[str]) -> str:
    """Join lines, with an empty one between a paragraph and a list."""
    return "\n".join(
        ("\n" if index and line.startswith("- ") != lines[index - 1].startswith("- ") else "") + line
        for index, line in enumerate(lines)
    )


def education(item: Node, words: Wording) -> str:
    """Say what somebody studied, where and when."""
    area, kind, school = item.text("area"), item.text("studyType"), item.text("institution")
    when = words.period(item.text("startDate"), item.text("endDate"))
    score, courses, url = item.text("score", "gpa"), ", ".join(item.texts("courses")), item.text("url")
    if not (area or school):
        return ""
    degree = kind if area else ""
    sentence = ended(words.says("studied", what=area or kind, school=school, when=when, degree=degree, score=score))
    taken = ended(words.says("courses", courses=courses)) if courses else ""
    return " ".join(part for part in (sentence, taken, address(url)) if part)


def certificate(item: Node, words: Wording) -> str:
    """Say which certificate somebody holds."""
    name, issuer, date, url = item.text("name"), item.text("issuer"), item.text("date"), item.text("url")
    sentence = ended(words.says("certificate", name=name, issuer=issuer, date=date))
    return f"{sentence} {address(url)}".strip() if name else ""


def award(item: Node, words: Wording) -> str:
    """Say which award somebody received."""
    title, awarder, date, summary = item.text("title"), item.text("awarder"), item.text("date"), item.text("summary")
    sentence = ended(words.says("award", name=title, awarder=awarder, date=date))
    return sentence + (f" {ended(summary)}" if summary else "") if title else ""


def publication(item: Node, words: Wording) -> str:
    """Say what somebody published."""
    name, publisher, date = item.text("name"), item.text("publisher"), item.text("releaseDate")
    url, summary = item.text("url", "website"), item.text("summary")
    sentence = ended(words.says("publication", name=name, publisher=publisher, date=date))
    sentence += f" {ended(summary)}" if summary else ""
    return f"{sentence} {address(url)}".strip() if name else ""


def language(item: Node) -> str:
    """Name a language that somebody speaks, and how well."""
    language, fluency = item.text("language", "name"), item.text("fluency", "level")
    return language + (f" ({fluency})" if language and fluency else "")


def spoken(languages: Sequence[str], words: Wording) -> str:
    """Say which languages somebody speaks: all in one sentence, since that is asked for whole."""
    return ended(words.says("languages", languages=words.row(languages))) if languages else ""


def reference(item: Node, words: Wording) -> str:
    """Say what somebody else says."""
    name, said = item.text("name"), item.text("reference")
    if not name:
        return ""
    return words.says("reference", name=name, said=ended(said)) if said else ended(words.says("referee", name=name))


def interest(item: Node, words: Wording) -> str:
    """Say what somebody is interested in."""
    name, keywords = item.text("name"), ", ".join(item.texts("keywords"))
    return ended(words.says("interest", name=name, keywords=keywords)) if name else ""


def skill(item: Node) -> str:
    """Name what somebody works with."""
    name, level, keywords = item.text("name"), item.text("level"), item.texts("keywords")
    known = f"{name} ({level})" if name and level else name
    return ": ".join(part for part in (known, ", ".join(keywords)) if part)


def worked_with(skills: Sequence[str], words: Wording) -> list[str]:
    """Say what somebody works with: a sentence for each group, and one for all that stand alone."""
    alone = [skill for skill in skills if ": " not in skill]
    groups = [skill for skill in skills if ": " in skill]
    return [ended(words.says("skills", skills=said)) for said in (*groups, *([words.row(alone)] if alone else []))]


def place(location: Node, words: Wording) -> Iterator[str]:
    """Say where somebody is based, without the street."""
    where = ", ".join(part for name in ("city", "region", "countryCode") if (part := location.text(name)))
    if where:
        yield ended(words.says("place", where=where))


def in_a_row(parts: list[str]) -> str:
    """Return parts as one reads them: "a, b and c"."""
    return " and ".join(part for part in (", ".join(parts[:-1]), parts[-1]) if part)


def address(url: str) -> str:
    """Return a web address as Markdown shows it, or whatever else somebody wrote in its place, as it is."""
    return f"<{url}>" if url.startswith(("http://", "https://")) else url


def ended(text: str) -> str:
    """Return a sentence with its full stop."""
    return text if text.endswith((".", "!", "?", "…", ":")) else text + "."
