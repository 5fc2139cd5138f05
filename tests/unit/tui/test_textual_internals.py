"""The private names of Textual and asyncssh: used in one folder only, there in the pinned versions, and dispensable."""

from __future__ import annotations

import ast
import asyncio
import importlib
import inspect
import os
import pkgutil
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from functools import cache, reduce
from importlib.metadata import version
from pathlib import Path

import pytest
from rich.segment import Segment
from textual.dom import DOMNode
from textual.strip import Strip
from textual.widget import Widget

import cli
import tui
import tui.textual_internals as folder
from tui.textual_internals import circles
from tui.textual_internals.strips import CACHE_SIZES, LateCache, light_strips

pytestmark = pytest.mark.slow  # asyncssh looks for what is installed

ROOT = Path(__file__).parents[3]
FOREIGN = ("textual", "asyncssh", "rich", "aiohttp")
OURS_ANYWHERE = {"_replace", "_asdict", "_fields", "_exit"}
"""What Python itself spells with an underscore and means to be used."""

CALLED = {
    "textual._compositor:Compositor._render_chops": "self crop is_rendered_line",
    "textual._callback:_count_parameters": "func",
    "textual._xterm_parser:XTermParser._sequence_to_key_events": "self sequence alt",
    "textual.app:App._begin_batch": "self",
    "textual.app:App._end_batch": "self",
    "textual.app:App._close_messages_no_wait": "self",
    "textual.app:App._context": "self",
    "textual.app:App._display": "self screen renderable",
    "textual.app:App._handle_exception": "self error",
    "textual.app:App._print": "self text stderr",
    "textual.app:App._process_messages": "self ready_callback headless inline inline_no_clear mouse"
    " terminal_size message_hook",
    "textual.app:App._shutdown": "self",
    "textual.app:App._thread_init": "self",
    "textual.dom:DOMNode._attach": "self parent",
    "textual.dom:DOMNode._get_component_classes": "cls",
    "textual.dom:DOMNode._get_default_css": "self",
    "textual.css.stylesheet:Stylesheet._parse_rules": "self css read_from is_default_rules tie_breaker scope",
    "textual.css.stylesheet:Stylesheet._process_component_classes": "self node",
    "textual.drivers.linux_driver:LinuxDriver._get_terminal_size": "self",
    "textual.message_pump:MessagePump._flush_next_callbacks": "self",
    "textual.screen:Screen._compositor_refresh": "self",
    "textual.screen:Screen._on_timer_update": "self",
    "textual.screen:Screen._refresh_layout": "self size scroll",
    "textual.screen:Screen._screen_resized": "self size",
    "textual.widget:Widget._set_dirty": "self regions",
    "asyncssh.channel:SSHChannel._discard_recv": "self",
    "asyncssh.channel:SSHChannel._process_close": "self _pkttype _pktid packet",
    "asyncssh.channel:SSHServerChannel._process_auth_agent_req_at_openssh_dot_com_request": "self packet",
    "asyncssh.channel:SSHServerChannel._process_env_request": "self packet",
    "asyncssh.channel:SSHServerChannel._process_x11_req_request": "self packet",
    "asyncssh.connection:SSHConnection._finish_recv_packet": "self pkttype seq _task is_async",
    "asyncssh.connection:SSHConnection._send_disconnect": "self code reason lang",
}
"""Methods that are called, replaced or overridden, and what they take."""

CLEARED = (
    "textual._xterm_parser:XTermParser._parse_extended_key",
    "textual._styles_cache:StylesCache.get_inner_outer",
    "textual.filter:ANSIToTruecolor.truecolor_style",
)
"""Methods with a cache that can be cleared."""

IMPORTED = (
    "textual:_callback",
    "textual._compositor:ChopsUpdate",
    "textual._compositor:Compositor",
    "textual._compositor:CompositorUpdate",
    "textual._context:active_app",
    "textual._styles_cache:StylesCache",
    "textual._wait:wait_for_idle",
    "textual._xterm_parser:XTermParser",
    "textual.keys:_character_to_key",
    "textual.keys:_get_unicode_name_from_key",
)

SET = {
    "textual.app:App": "_batch_count _capture_stderr _capture_stdout _css_update_count _driver _exit_renderables"
    " _filters _installed_screens _loop _registry _return_code",
    "textual.cache:LRUCache": "_cache",
    "textual.driver:Driver": "_app _debug _loop _size",
    "textual.drivers.linux_driver:LinuxDriver": "_in_band_window_resize _writer_thread",
    "textual.message_pump:MessagePump": "_message_queue _next_callbacks _task",
    "textual.screen:Screen": "_compositor _css_update_count _layout_required",
    "textual._compositor:Compositor": "_dirty_regions",
    "textual._parser:Parser": "_gen _timeout_time _tokens",
    "textual.css.stylesheet:Stylesheet": "_rules _rules_map _variables",
    "textual.dom:DOMNode": "_selector_names",
    "textual.strip:Strip": "_cell_count _cell_length _crop_extend_cache _divide_cache _link_ids _render_cache"
    " _segments",
    "textual.widget:Widget": "_arrangement_cache _box_model_cache _component_styles _layout_cache _render_cache"
    " _rich_style_cache _visual_style_cache",
    "asyncssh.channel:SSHServerChannel": "_env",
    "asyncssh.connection:SSHConnection": "_channels _loop _owner _transport",
    "asyncssh.connection:SSHServerConnection": "_allow_pty _line_echo _line_editor _line_history _max_line_length",
}
"""Attributes of instances."""

ATTRIBUTES = [(owner, name) for owner, names in SET.items() for name in names.split()]


def found(spec: str) -> object:
    module, _, name = spec.partition(":")
    return reduce(getattr, name.split("."), importlib.import_module(module))


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


@cache
def private_names(kind: type) -> frozenset[str]:
    """The private names that a class has from a library: its attributes, and those of its instances."""
    names: set[str] = set()
    for base in kind.__mro__:
        if base.__module__.partition(".")[0] in FOREIGN:
            tree = ast.parse(textwrap.dedent(inspect.getsource(base)))
            names |= {*vars(base), *(node.attr for node in ast.walk(tree) if is_of_self(node))}
    return frozenset(filter(is_private, names))


def is_of_self(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")


def own_names(tree: ast.AST) -> set[str]:
    """The private names that a module makes for itself."""
    defined = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    stored = {node.attr for node in ast.walk(tree) if is_of_self(node) and isinstance(node.ctx, ast.Store)}
    declared = {ast.unparse(node.target) for node in ast.walk(tree) if isinstance(node, ast.AnnAssign)}
    return defined | stored | declared


def bases_of(node: ast.ClassDef, tree: ast.AST) -> Iterator[type]:
    """The classes of libraries that a class is made from, wherever its module imports them."""
    imports = [each for each in ast.walk(tree) if isinstance(each, ast.ImportFrom) and is_foreign(each)]
    origins = {alias.asname or alias.name: f"{each.module}:{alias.name}" for each in imports for alias in each.names}
    for base in node.bases:
        if (name := ast.unparse(base).partition("[")[0]) in origins and isinstance(kind := found(origins[name]), type):
            yield kind


def is_foreign(node: ast.ImportFrom) -> bool:
    return (node.module or "").partition(".")[0] in FOREIGN


def trespasses(name: str) -> Iterator[str]:
    """The private names of others that a module uses."""
    module = importlib.import_module(name)
    tree = ast.parse(inspect.getsource(module))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and is_foreign(node):
            yield from (f"{node.module}.{alias.name}" for alias in node.names if "._" in f"{node.module}.{alias.name}")
        elif isinstance(node, ast.Attribute) and is_private(node.attr) and not is_of_self(node):
            if node.attr not in OURS_ANYWHERE | own_names(tree):
                yield f"{ast.unparse(node)}"
        elif isinstance(node, ast.ClassDef):
            kind = getattr(module, node.name, None)
            kinds = [kind] if isinstance(kind, type) else list(bases_of(node, tree))
            theirs = frozenset[str]().union(*map(private_names, kinds))
            used = {part.attr for part in ast.walk(node) if is_of_self(part)}
            used |= {part.name for part in ast.walk(node) if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef)}
            yield from (f"{node.name}.{each}" for each in sorted(used & theirs))


def modules_of(package: object) -> list[str]:
    return [found.name for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")]


OUTSIDE = [name for name in modules_of(tui) + modules_of(cli) if not name.startswith(f"{folder.__name__}")]


@pytest.mark.parametrize("module", OUTSIDE)
def test_nobody_else_uses_a_private_name(module: str) -> None:
    assert list(trespasses(module)) == []


def test_a_private_name_is_found_wherever_it_is_used() -> None:
    used = [each for name in modules_of(folder) for each in trespasses(name)]
    assert {"app._registry", "textual._compositor.Compositor", "BandCompositor._render_chops"} <= set(used)


def test_every_private_name_that_is_used_is_held_by_a_test() -> None:
    specs = [*CALLED, *CLEARED, *IMPORTED]
    held = {spec.rpartition(":")[2].rpartition(".")[2] for spec in specs} | {name for _, name in ATTRIBUTES}
    used = {each.rpartition(".")[2] for name in modules_of(folder) for each in trespasses(name)}
    assert used <= held
    assert {name for name in held if is_private(name)} <= used, "a name that nobody uses any more"


@pytest.mark.parametrize("spec", CALLED)
def test_a_private_method_takes_what_it_took(spec: str) -> None:
    method = inspect.unwrap(found(spec))  # type: ignore[arg-type]
    assert list(inspect.signature(method).parameters) == CALLED[spec].split()


@pytest.mark.parametrize("spec", CLEARED)
def test_a_cache_of_a_method_can_be_cleared(spec: str) -> None:
    assert callable(found(spec).cache_clear)  # type: ignore[attr-defined]


@pytest.mark.parametrize("spec", IMPORTED)
def test_what_is_imported_is_there(spec: str) -> None:
    assert found(spec) is not None


@pytest.mark.parametrize(("owner", "name"), ATTRIBUTES)
def test_a_private_attribute_is_still_there(owner: str, name: str) -> None:
    kind = found(owner)
    assert isinstance(kind, type)
    assert name in private_names(kind)


def test_a_strip_has_the_caches_that_we_make_late_and_nothing_else_that_its_making_sets() -> None:
    assert list(inspect.signature(Strip.__init__).parameters) == ["self", "segments", "cell_length"]
    source = textwrap.dedent(inspect.getsource(Strip.__init__))
    sizes = {name: int(size) for name, size in re.findall(r"self\.(\w+)[^=]*= FIFOCache\((\d+)\)", source)}
    assert sizes == CACHE_SIZES
    kept = {"_segments", "_cell_length", "_render_cache", "_link_ids", "_cell_count"}
    assert set(Strip.__slots__) == kept | CACHE_SIZES.keys()


def test_a_strip_makes_a_cache_when_it_is_asked_for_and_keeps_it() -> None:
    with light_strips():
        strip = Strip([Segment("0123456789")])
        made = strip.crop(0, 4)
        others = [each for name, each in vars(Strip).items() if name in CACHE_SIZES and name != "_crop_cache"]
    assert strip.crop(0, 4) is made
    assert [piece.text for piece in strip.divide([4, 10])] == ["0123", "456789"], "when that is over, too"
    assert all(isinstance(each, LateCache) for each in others)
    assert not [name for name in ("_style_cache", "_filter_cache") if has_cache(strip, name)]


def has_cache(strip: Strip, name: str) -> bool:
    try:
        vars(Strip)[name]._slot.__get__(strip, Strip)
    except AttributeError:
        return False
    return True


@pytest.mark.parametrize("package", ["textual", "asyncssh"])
def test_the_versions_are_pinned_exactly(package: str) -> None:
    pinned = re.search(rf'"{package}==([\d.]+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert pinned is not None
    assert version(package) == pinned[1]


SHOWN = """
import asyncio, sys
from pathlib import Path
from content.loader import load_portfolio
from tests.fakes.app import press, settle
from engine.settings import Settings
from tui.app import PortfolioApp
from tui.textual_internals.changes import changed_textual
from textual.css.stylesheet import Stylesheet
from textual._compositor import Compositor

async def look(folder):
    parse, process = Stylesheet._parse_rules, Stylesheet._process_component_classes
    with changed_textual():
        changed = parse is not Stylesheet._parse_rules, process is not Stylesheet._process_component_classes
        settings = Settings(data_dir=folder, cache_dir=folder)
        app = PortfolioApp(load_portfolio(Path("tests/fixtures/tiny")), settings, start="work/order-pipeline")
        app.animation_level = "none"
        async with app.run_test(size=(100, 30)) as pilot:
            await settle(pilot)
            await press(pilot, "6", "enter", "slash", "escape", "5")
            bands = type(app.room._compositor) is not Compositor
            lines = ["".join(part.text for part in strip) for strip in app.screen._compositor.render_strips()]
    print({*changed, bands})
    print("\\n".join(lines))

asyncio.run(look(Path(sys.argv[1])))
"""


def shown(folder: Path, environment: dict[str, str]) -> tuple[str, str]:
    """What changes there were, and what stood on the screen at the end of a walk."""
    done = subprocess.run(
        [sys.executable, "-c", SHOWN, str(folder)],
        capture_output=True, text=True, check=True, cwd=ROOT, env=os.environ | environment,
    )  # fmt: skip
    changes, _, screen = done.stdout.partition("\n")
    return changes, screen


def test_without_our_changes_an_app_shows_the_same(tmp_path: Path) -> None:
    patched = shown(tmp_path, {})
    plain = shown(tmp_path, {"PORTFOLIO_TEXTUAL": "plain"})
    assert patched[0] == "{True}"
    assert plain[0] == "{False}"
    assert patched[1] == plain[1]
    assert "Scaling an Order Pipeline" in plain[1]


async def test_widgets_are_let_go_of_in_few_turns_of_the_loop() -> None:
    nodes: list[DOMNode] = [Widget() for _ in range(100)]
    ending, turns = asyncio.create_task(circles.dismantle(nodes)), 0
    while not ending.done():
        await asyncio.sleep(0)
        turns += 1
    assert not any(vars(node) for node in nodes)
    assert turns <= 10, "a starved machine has ten turns a second, and a visitor has hundreds of widgets"
