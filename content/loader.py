"""Reads a content pack, or says everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from content import schema
from content.documents import Document, documents_of
from content.links import Link
from content.problems import ContentError, Problem
from content.site_map import KINDS, SCREENS, SITE, DocumentKind, SiteScreen

DEFAULT_PACK = Path(__file__).parent / "default"
"""The pack that ships with the package."""

SUFFIXES = (".md", ".yaml")
ASKS_FILE = "asks.yaml"
"""How visitors ask for what stands elsewhere in the pack."""
GLOSSARY_FILE = "glossary.yaml"
"""What the owner's trade shortens."""
PROFILE_FILE = "profile.yaml"
"""The one file that every pack has."""
RESUME_FILE = "resume.json"
"""The owner's JSON Résumé, as other tools know it."""
OPTIONAL_FILES = ("services.yaml", "topology.yaml", "pipeline.yaml", ASKS_FILE, GLOSSARY_FILE, RESUME_FILE)
"""Files that a pack may do without."""
EVALUATION = "questions.yaml"
"""The pack's question set, which says nothing to visitors (see content.questions)."""

TOUR_FILE = "tour.yaml"
"""The tour through the screens, of which nothing is searched (see content.tour)."""


@dataclass(frozen=True)
class Portfolio:
    """A loaded pack. Immutable; built once per process and shared by every session."""

    root: Path
    profile: schema.Profile
    services: schema.Services
    topology: schema.Topology
    pipeline: schema.Pipeline
    case_studies: tuple[schema.CaseStudy, ...]
    projects: tuple[schema.Project, ...]
    essays: tuple[schema.Essay, ...]
    hiring: tuple[schema.HiringAnswer, ...]
    asks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    glossary: Mapping[str, str] = field(default_factory=dict)
    drafts: tuple[str, ...] = ()
    """The files of drafts, which are read, checked, and not part of the portfolio."""
    unwritten: tuple[str, ...] = ()
    """The files in which a template's words stand, which are not part of it either."""
    resume: str = ""
    """The text of resume.json, whose entries stand among the answers."""
    from_resume: tuple[str, ...] = ()
    """The slugs of the answers that it gives."""
    lacks: tuple[str, ...] = ()
    """What it could answer, and nothing of the pack does; see `content.resume.answers.unanswered_by`."""

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """Everything that can be read, in the order of the screens."""
        prose = (*self.case_studies, *self.projects, *self.essays, *self.hiring)
        return tuple(documents_of(self.profile, self.services, self.topology, self.pipeline, prose))

    @cached_property
    def by_path(self) -> dict[str, Document]:
        """Documents by their path, such as ``work/my-study``."""
        return {document.path: document for document in self.documents}

    @cached_property
    def digest(self) -> str:
        """SHA-256 over every content file, which decides whether an index is still true."""
        return pack_digest(self.root)

    @property
    def has_tour(self) -> bool:
        """Whether the pack has a tour."""
        return (self.root / TOUR_FILE).is_file()

    def documents_on(self, screen: str) -> list[Document]:
        """Return the documents of a screen, in their order."""
        return [document for document in self.documents if KINDS[document.kind].screen == screen]

    def documents_of(self, kind: DocumentKind) -> list[Document]:
        """Return the documents of a kind, in their order."""
        return [document for document in self.documents if document.kind == kind]

    def heading(self, screen: str) -> schema.Titled:
        """Return what a screen says at its head, in the owner's words, or else its name."""
        profile = self.profile
        name = SCREENS[screen].title
        match screen:
            case "services" | "topology" | "pipeline":
                shown: schema.Services | schema.Topology | schema.Pipeline = getattr(self, screen)
                return schema.Titled(title=shown.title or name, text=shown.summary)
            case "work" | "essays" | "contact":
                titled: schema.Titled = getattr(profile, screen)
                return titled if titled.title else schema.Titled(title=name, text=titled.text)
        return schema.Titled(title=profile.opening or name, text=profile.subheadline)

    @property
    def rooms(self) -> tuple[SiteScreen, ...]:
        """The screens that have anything to show, in their order."""
        return tuple(room for room in SITE if self.has(room.name))

    def has(self, screen: str) -> bool:
        """Say whether a screen has anything to show. Home, Pipeline, Ask and Contact always do."""
        match screen:
            case "services":
                return bool(self.services.services or self.profile.what_i_do.text)
            case "topology":
                return bool(self.topology.boxes)
            case "work":
                return bool(self.case_studies or self.projects)
            case "essays":
                return bool(self.essays)
        return True

    def linked(self, document: Document) -> list[tuple[Link, Document]]:
        """Return the links of a document to others, each with what it opens."""
        found = ((link, self.document(link)) for link in document.links)
        return [(link, target) for link, target in found if target]

    def document(self, link: Link | str) -> Document | None:
        """Return the document that a link (or path) names, or None."""
        return self.by_path.get(link.document if isinstance(link, Link) else link.partition("#")[0])


def load_portfolio(root: Path = DEFAULT_PACK) -> Portfolio:
    """Read the pack in folder `root`.

    Raises ContentError with every problem of every file: bad UTF-8 or YAML, missing, unknown or mistyped fields,
    dangling links, duplicate slugs.
    """
    if not root.is_dir():
        raise ContentError([Problem(root, 1, "there is no such folder", "expected the folder of a content pack")])
    from content.placeholders import all_written, written, written_topology
    from content.reading import Reading  # YAML and pydantic: what a kept pack does without (see content.pack_cache)
    from content.references import check_references
    from content.resume.answers import resume_answers, unanswered_by
    from content.resume.years import asked_by_year

    reading = Reading(root)
    profile = reading.file(PROFILE_FILE, schema.Profile)
    services = reading.optional("services.yaml", schema.Services())
    topology = reading.optional("topology.yaml", schema.Topology())
    pipeline = reading.optional("pipeline.yaml", schema.Pipeline())
    case_studies = reading.folder(schema.CaseStudy)
    projects = reading.folder(schema.Project)
    essays = reading.folder(schema.Essay)
    hiring = reading.folder(schema.HiringAnswer)
    asks = reading.optional(ASKS_FILE, schema.SectionAsks(asks={}))
    glossary = reading.optional(GLOSSARY_FILE, schema.Glossary(abbreviations={}))
    resume = reading.resume(RESUME_FILE)
    language = profile.language if profile is not None else "en"
    from_resume = resume_answers(resume, language)
    reading.problems.extend(check_references(reading.sources, from_resume, whole=not reading.problems))
    if reading.problems or profile is None:
        raise ContentError(reading.problems)
    answers = all_written(hiring)
    own = {answer.slug for answer in answers}
    from_resume = tuple(answer for answer in from_resume if answer.slug not in own)
    given = tuple(answer.slug for answer in from_resume)
    portfolio = Portfolio(
        root,
        written(profile) or profile,
        written(services) or services,
        written_topology(topology),
        pipeline,
        tuple(sorted(all_written(case_studies), key=lambda study: -study.year)),
        all_written(projects),
        tuple(sorted(all_written(essays), key=lambda essay: essay.date, reverse=True)),
        (*answers, *from_resume),
        {**asked_by_year(resume, from_resume, language), **asks.asks},
        glossary.abbreviations,
        reading.drafts,
        reading.unwritten,
        resume,
        given,
        unanswered_by(resume, given, own | ({"publications"} if all_written(essays) else set())),
    )
    return _without_dead_ends(portfolio) if reading.unwritten else portfolio


def _without_dead_ends(portfolio: Portfolio) -> Portfolio:
    """Return the portfolio with those of its links that lead to what is written."""
    from content.placeholders import linked_within

    known = portfolio.by_path
    parts = ("profile", "services", "topology", "pipeline")
    lists = ("case_studies", "projects", "essays", "hiring")
    changes = {name: linked_within(getattr(portfolio, name), known) for name in parts}
    changes |= {name: tuple(linked_within(item, known) for item in getattr(portfolio, name)) for name in lists}
    return replace(portfolio, **changes)


def pack_digest(root: Path) -> str:
    """Return the SHA-256 over the names and bytes of a pack's content files: what an index depends on."""
    import hashlib

    digest = hashlib.sha256()
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        if path in (root / EVALUATION, root / TOUR_FILE) or not (path.suffix in SUFFIXES or path == root / RESUME_FILE):
            continue
        data = path.read_bytes()
        digest.update(f"{path.relative_to(root).as_posix()}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()
