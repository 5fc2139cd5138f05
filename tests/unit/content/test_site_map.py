"""The site map: one name for each screen and kind, wherever it is read."""

from __future__ import annotations

from content import schema
from content.links import parse_link
from content.loader import Portfolio, load_portfolio
from content.markdown import anchor_of
from content.site_map import EXPORTED, KINDS, LINKED, PLACES, SCREENS, SITE, holdings_of, path_of
from engine.language.language import language_of
from tui.rooms import ROOM_CLASSES


def test_every_screen_of_the_map_can_be_opened_by_a_key_of_its_own() -> None:
    assert list(ROOM_CLASSES) == list(SCREENS)
    assert [screen.key for screen in SITE] == [str(number) for number in range(1, len(SITE) + 1)]


def test_every_kind_is_shown_linked_and_exported() -> None:
    assert {kind.screen for kind in KINDS.values()} == set(LINKED) == set(EXPORTED)
    assert set(PLACES) == {"home", *LINKED} <= set(SCREENS)


def test_every_kind_is_the_kind_of_one_part_of_the_schema() -> None:
    kinds = [part.KIND for part in schema.parts() if issubclass(part, schema.Readable) and hasattr(part, "KIND")]
    assert sorted(kinds) == sorted(KINDS)


def test_a_path_says_where_a_document_is() -> None:
    portfolio: Portfolio = load_portfolio()
    for document in portfolio.documents:
        screen = KINDS[document.kind].screen
        assert path_of(document.kind, document.slug) == document.path == str(parse_link(document.path))
        assert document in portfolio.documents_on(screen)
        assert document in portfolio.documents_of(document.kind)


def test_a_screen_says_what_it_holds() -> None:
    assert holdings_of("work") == "Case studies and projects"
    assert holdings_of("home") == ""


def test_what_visitors_call_places_and_documents_leads_to_those_of_the_map() -> None:
    language = language_of(load_portfolio())
    assert set(language.table("places").values()) <= set(PLACES)
    assert set(language.table("documents").values()) <= set(KINDS)


def test_a_link_leads_to_a_heading_in_any_script() -> None:
    for title in ("Was ich dafür brauche", "Størrelse & «vekt»", "保存", "snake_case and 2nd"):
        text = f"essays/slug#{anchor_of(title)}"
        assert str(parse_link(text)) == text
    assert parse_link("essays/slug#Title") is None
    assert parse_link("essays/slug#a--b") is None
