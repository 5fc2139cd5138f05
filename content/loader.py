"""Reads a content pack, or says everything that is wrong with it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from content import schema
from content.documents import Document, documents_of
from content.links import Link
from content.problems import ContentError, Problem
from content.references import check_references
from content.source import Source, read_markdown, read_yaml, validation_problems

DEFAULT_PACK = Path(__file__).parent / "default"
"""The pack that ships with the package."""

SUFFIXES = (".md", ".yaml")
EVALUATION = "questions.yaml"
"""The pack's question set, which says nothing to visitors (see content.questions)."""
M = TypeVar("M", bound=schema.Model)


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

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """Everything that can be read, in the order of the screens."""
        prose = (*self.case_studies, *self.projects, *self.essays, *self.hiring)
        return tuple(documents_of(self.profile, self.services, self.topology, self.pipeline, prose))

    @cached_property
    def by_path(self) -> dict[str, Document]:
        """Documents by their path, such as ``work/order-pipeline``."""
        return {document.path: document for document in self.documents}

    @cached_property
    def digest(self) -> str:
        """SHA-256 over every content file, which decides whether an index is still true."""
        return pack_digest(self.root)

    def document(self, link: Link | str) -> Document | None:
        """Return the document that a link (or path) names, or None."""
        return self.by_path.get(link.document if isinstance(link, Link) else link.partition("#")[0])


@dataclass
class _Loading:
    """What one load has found so far."""

    root: Path
    problems: list[Problem] = field(default_factory=list)
    sources: list[tuple[Source, schema.Model]] = field(default_factory=list)

    def one(self, name: str, model: type[M]) -> M | None:
        path = self.root / name
        if not path.is_file():
            self.problems.append(Problem(path, 1, "the file is missing", f"expected a file named {name}"))
            return None
        return self._read(path, read_yaml, model)

    def folder(self, name: str, model: type[M], *, needed: bool = False) -> tuple[M, ...]:
        folder = self.root / name
        if needed and not folder.is_dir():
            self.problems.append(Problem(folder, 1, "the folder is missing", "expected Markdown files in it"))
            return ()
        items = (self._read(path, read_markdown, model) for path in sorted(folder.glob("*.md")))
        return tuple(item for item in items if item is not None)

    def _read(self, path: Path, read: Callable[[Path], Source], model: type[M]) -> M | None:
        try:
            source = read(path)
        except ContentError as error:
            self.problems.extend(error.problems)
            return None
        try:
            item = model.model_validate(source.data)
        except ValidationError as error:
            self.problems.extend(validation_problems(source, model, error))
            return None
        self.sources.append((source, item))
        return item


def load_portfolio(root: Path = DEFAULT_PACK) -> Portfolio:
    """Read the pack in folder `root`.

    Raises ContentError with every problem of every file: bad UTF-8 or YAML, missing, unknown or mistyped fields,
    dangling links, duplicate slugs.
    """
    if not root.is_dir():
        raise ContentError([Problem(root, 1, "there is no such folder", "expected the folder of a content pack")])
    loading = _Loading(root)
    profile = loading.one("profile.yaml", schema.Profile)
    services = loading.one("services.yaml", schema.Services)
    topology = loading.one("topology.yaml", schema.Topology)
    pipeline = loading.one("pipeline.yaml", schema.Pipeline)
    case_studies = loading.folder("case-studies", schema.CaseStudy, needed=True)
    projects = loading.folder("projects", schema.Project)
    essays = loading.folder("essays", schema.Essay)
    hiring = loading.folder("hiring", schema.HiringAnswer)
    loading.problems.extend(check_references(loading.sources, whole=not loading.problems))
    if loading.problems or profile is None or services is None or topology is None or pipeline is None:
        raise ContentError(loading.problems)
    newest_study = sorted(case_studies, key=lambda study: -study.year)
    newest_essay = sorted(essays, key=lambda essay: essay.date, reverse=True)
    return Portfolio(
        root, profile, services, topology, pipeline, tuple(newest_study), projects, tuple(newest_essay), hiring
    )


def pack_digest(root: Path) -> str:
    """Return the SHA-256 over the names and bytes of a pack's content files: what an index depends on."""
    digest = hashlib.sha256()
    for path in sorted(path for path in root.rglob("*") if path.suffix in SUFFIXES and path.is_file()):
        if path == root / EVALUATION:
            continue
        data = path.read_bytes()
        digest.update(f"{path.relative_to(root).as_posix()}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()
