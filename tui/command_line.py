"""What the command line of the screens takes, and how it is completed: `:break data`, `:load 50k`, `:open work`.

It is the grammar of links: `:trace place-order` sets on the topology what `topology?trace=place-order` does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from content.links import LinkError
from content.loader import Portfolio
from content.safe_text import in_quotes
from content.site_map import KINDS, SCREENS, DocumentKind
from tui.deep_links import is_link, read_link
from tui.navigation import Place
from tui.search import fuzzy
from tui.simulation.incident import NEW_DRILL
from tui.simulation.load import load_path
from tui.simulation.state import PARAMETERS, TopologyState, nearest_known, read_state
from tui.simulation.words import ALSO_CALLED, exact_figure
from tui.themes import theme_names

VERBS = {
    "open": ("a link", "Open a room, a document or a section"),
    "break": ("boxes", "Break boxes, with commas between them"),
    "mend": ("", "Mend these boxes, or all"),
    "load": ("a figure", "Put the topology under load"),
    "trace": ("a request", "Follow a request through the topology"),
    "drill": ("", "Practise on an incident of the topology"),
    "theme": ("a theme", "Change the colours"),
    "tour": ("", "Watch the tour; any key takes over"),
    "ask": ("a question", "Ask the assistant"),
    "quit": ("", "Leave"),
}
"""The verbs: what each wants behind it, empty where it can do without, and what it does."""
_CHOICES = 9
"""As many completions are offered at most."""

Offered = Iterable[tuple[str, str]]
"""What can stand somewhere, each with what it is."""


@dataclass(frozen=True, slots=True)
class Ordered:
    """A line that was read: its verb, what stands behind it, and where it leads; None where it leads nowhere."""

    verb: str
    value: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A completion: the line that it makes, what of it is shown, and what that is."""

    line: str
    shown: str
    says: str


def read_line(line: str, portfolio: Portfolio, state: TopologyState) -> Ordered:
    """Return what a line orders, where the topology is as `state` says. Raises LinkError with what is wrong."""
    text = line.strip().removeprefix(":").strip()
    verb, _, value = text.partition(" ")
    verb, value = ALSO_CALLED.get(verb, verb), value.strip()
    if verb not in VERBS:
        if is_link(text) or text in SCREENS:
            return Ordered("open", text, read_link(text, portfolio))
        raise LinkError(f"there is no command {in_quotes(verb)}; {nearest_known(verb, VERBS)}")
    wants, _ = VERBS[verb]
    if wants and not value:
        raise LinkError(f"`{verb}` wants {wants} behind it", named=False)
    match verb:
        case "drill":
            place = Place("topology", state=_drilled(value, portfolio, state))
            return Ordered(verb, value, place)
        case "open":
            return Ordered(verb, value, read_link(value, portfolio))
        case "break" | "mend" | "load" | "trace":
            return Ordered(verb, value, Place("topology", state=_changed(verb, value, portfolio, state)))
        case "theme" if value not in (names := theme_names(portfolio.profile.theme)):
            raise LinkError(f"no theme is called {in_quotes(value)}; {nearest_known(value, names)}")
        case "tour" if not portfolio.has_tour:
            raise LinkError("this portfolio has no tour")
    return Ordered(verb, value)


def _drilled(code: str, portfolio: Portfolio, state: TopologyState) -> TopologyState:
    """Return the state with a drill over it; what is set goes on below."""
    if not portfolio.has("topology"):
        raise LinkError("this portfolio has no topology")
    return replace(state, drill=read_state({"drill": code or NEW_DRILL}, portfolio.topology).drill, seconds=None)


def _changed(verb: str, value: str, portfolio: Portfolio, state: TopologyState) -> TopologyState:
    """Return the state with one thing of it changed; what waits goes on waiting."""
    if not portfolio.has("topology"):
        raise LinkError("this portfolio has no topology")
    topology = portfolio.topology
    if verb == "load":
        return replace(state, load=read_state({"load": value}, topology).load, seconds=None)
    if verb == "trace":
        return replace(state, trace=read_state({"trace": value}, topology).trace, hop=1, seconds=None)
    named = read_state({"break": value.replace(" ", "")}, topology).broken
    broken = state.broken | named if verb == "break" else state.broken - named if named else frozenset()
    return replace(state, broken=broken, trace="", hop=1, seconds=None)


# -- completing


def completions(line: str, portfolio: Portfolio, state: TopologyState) -> list[Choice]:
    """Return what a line may go on with, the best first."""
    text = line.lstrip().removeprefix(":").lstrip()
    verb, space, value = text.partition(" ")
    verb = ALSO_CALLED.get(verb, verb)
    if not space:
        verbs = [(name, says) for name, (_, says) in VERBS.items() if name.startswith(verb)]
        ways = _ranked("", text, _links(portfolio)) if verb and len(verbs) < _CHOICES else []
        begun = [Choice(f"{name} " if VERBS[name][0] else name, name, says) for name, says in verbs]
        return [*begun, *ways][:_CHOICES]
    before, begun_value, offered = _offered(verb, value.lstrip(), portfolio, state)
    return _ranked(f"{verb} {before}", begun_value, offered)[:_CHOICES]


def _ranked(before: str, begun: str, offered: Offered) -> list[Choice]:
    """Return what matches what is begun: as it is written first, by its name or by what it is."""
    found = []
    for number, (name, says) in enumerate(offered):
        matches = [hit.score for text in (name, says) if (hit := fuzzy.match(begun, text))]
        if not begun or matches:
            score = max(matches, default=0.0) + name.startswith(begun)
            found.append((-score, number, Choice(before + name, name, says)))
    return [choice for _, _, choice in sorted(found, key=lambda item: item[:2])]


def _offered(verb: str, value: str, portfolio: Portfolio, state: TopologyState) -> tuple[str, str, Offered]:
    """Return what of a value is settled, what of it is begun, and what that can become."""
    match verb:
        case "open" if "?" in value:
            return _in_query(value, portfolio, state)
        case "open" if "#" in value:
            path, _, anchor = value.partition("#")
            return f"{path}#", anchor, _sections(path, portfolio)
        case "open":
            return "", value, _links(portfolio)
        case "theme":
            return "", value, ((name, "theme") for name in theme_names(portfolio.profile.theme))
        case "break" | "mend" | "load" | "trace":
            return _of_topology(verb, value, portfolio, state)
    return "", value, ()


def _in_query(value: str, portfolio: Portfolio, state: TopologyState) -> tuple[str, str, Offered]:
    path, _, query = value.partition("?")
    settled, ampersand, last = query.rpartition("&")
    before = f"{path}?{settled}{ampersand}"
    name, equals, begun = last.partition("=")
    if not equals:
        return before, name, ((f"{each}=", says) for each, says in PARAMETERS.items())
    within, begun, offered = _of_topology(name, begun, portfolio, state)
    return f"{before}{name}={within}", begun, offered


def _of_topology(verb: str, value: str, portfolio: Portfolio, state: TopologyState) -> tuple[str, str, Offered]:
    topology = portfolio.topology
    if verb in ("break", "mend"):
        settled, comma, begun = value.rpartition(",")
        taken = {*settled.split(","), *(state.broken if verb == "break" else ())}
        boxes = [box for box in topology.boxes if verb == "break" or box.slug in state.broken]
        return settled + comma, begun, ((box.slug, box.title) for box in boxes if box.slug not in taken)
    if verb == "trace":
        return "", value, ((trace.slug, trace.title) for trace in topology.traces)
    path = load_path(topology) if verb == "load" else None
    return "", value, ((exact_figure(mark), f"{path.figures.unit} a second") for mark in path.scale()) if path else ()


def _links(portfolio: Portfolio) -> Iterator[tuple[str, str]]:
    yield from ((room.name, room.title) for room in portfolio.rooms)
    yield from ((document.path, _listed(document.title, document.kind)) for document in portfolio.documents)


def _listed(title: str, kind: DocumentKind) -> str:
    return f"{title} · {KINDS[kind].listed}"


def _sections(path: str, portfolio: Portfolio) -> Offered:
    document = portfolio.document(path)
    return [(each.anchor, each.title) for each in document.sections if each.anchor] if document else ()
