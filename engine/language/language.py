"""A language: what the engine knows of it, read from the data in the folder of its name.

`language("en")` is read once per process; a `Language` never changes and any thread may use it. Which words, tables,
forms and sentences there are, stands here; what they are in a language, in its folder. docs/contributor.md says how to
add one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

from content.loader import Portfolio
from engine.language import phrases
from engine.language.compounds import Compounds
from engine.language.words import stem, unaccented, words_of

WordList = Literal[
    "advert_doing", "advert_frame", "advert_guiding", "advert_kinds", "advert_lone", "advert_modifiers",
    "advert_names", "advert_nouns", "advert_people", "advert_speech", "advert_tongues", "advert_until",
    "around_fields", "around_kinds", "articles", "asking", "before_units", "calendar", "carrying", "conditions",
    "denials", "directions", "empty", "endings", "ends", "fillers", "general", "glue", "hours", "items", "limits",
    "near_negations", "negations", "negative_endings", "ongoing", "openers", "provisos", "short_before_numbers",
    "short_first", "short_seldom_last", "stop", "strengtheners", "technologies", "weakeners",
]  # fmt: skip
TableName = Literal[
    "abbreviations", "advert_derived", "advert_english", "advert_particles", "advert_synonyms", "advert_units", "code",
    "documents", "fields", "fractions", "irregular", "kinds", "multiples", "names", "numbers", "ordinals", "places",
    "shorthand", "units", "wholes",
]  # fmt: skip
PairList = Literal["antonyms", "spellings"]
FormName = Literal[
    "addressing", "admits", "advert_about", "advert_aside", "advert_bonus", "advert_declined", "advert_either",
    "advert_given", "advert_joint", "advert_made", "advert_money", "advert_most", "advert_nice", "advert_offers",
    "advert_other", "advert_personal", "advert_place", "advert_refused", "advert_set_aside", "advert_span",
    "advert_start", "advert_sum", "advert_terms", "advert_theirs", "advert_unneeded", "advert_wanted",
    "advert_wants", "advert_worked", "advert_years", "against", "alternative", "around", "asked", "asking",
    "asks_field", "asks_help", "asks_jobs", "asks_price", "asks_why", "author", "available", "based", "bounds",
    "brief", "causes", "choice", "closing", "company", "comparing", "comparing_all", "conditional", "conjunctions",
    "connecting", "contact", "corrects", "counted", "decided", "duration", "example", "experience", "figure",
    "figures", "framing", "goodbye", "greeting", "how_are_you", "instance", "introduces", "introduction", "item",
    "item_about", "item_alone", "joins", "kept", "leaning", "listed", "lists", "machinery", "many", "mistakes",
    "moment", "money", "named_kind", "needs", "newest", "number", "offers", "on_assistant", "orders", "other",
    "own", "part_alone", "part_of", "past", "payment", "person", "pleasantry", "pointing", "presents",
    "presupposing", "price", "process", "quantity", "questions", "quitting", "reasons", "relatives", "remote",
    "says_change", "says_jobs", "says_staffing", "section_alone", "shows_work", "splits", "starts", "stray",
    "telling", "thanks", "this_site", "unfit", "unknowing", "voiced", "wants_cause", "wants_code", "wants_example",
    "wants_figures", "wants_less", "wants_more", "wants_origin", "weaknesses", "which_model", "who", "who_is_there",
    "whose", "wish", "would_change", "writings", "written_when", "zone",
]  # fmt: skip
SaidName = Literal[
    "a_portfolio", "about_me", "about_model", "about_owner", "about_person", "all_said", "always_the_same", "and",
    "ask_in_a_message", "assistant_of", "boxes_are", "checked", "cut", "dated", "doubted", "first_of", "fit_all",
    "fit_asked", "fit_here", "fit_left_out", "fit_near", "fit_next", "fit_nice", "fit_one", "fit_shown", "fit_title",
    "fit_unsaid", "fit_verdict", "for_example", "goodbye", "hello", "kept_here", "kept_unless", "kind", "kind_from",
    "model", "more_code", "named", "nearest", "newest_are", "newest_is", "no_model", "none_of", "not_directly",
    "not_said", "nothing_of", "of_kind", "own_words", "owned_by", "part_of", "portfolio_of", "present", "quitting",
    "quoted", "read_first", "read_next", "side", "stray", "tags", "tell_more", "there_are", "there_is",
    "this_portfolio", "topics", "topics_here", "unnamed", "welcome",
]  # fmt: skip

FALLBACK = "en"
"""What a language without data lacks is said, and small talk read, in this one."""
LANGUAGES_FOLDER = Path(__file__).parent
_NOWHERE = re.compile(r"(?!)")
_LINE = 400
"""Longest text in characters whose terms are kept: a question, a sentence or a heading, of which each answer reads a
hundred, and not a passage, which only an index reads."""
ANY = LANGUAGES_FOLDER / "any"
"""What is the same in every language."""
_OF_THE_TEXT = frozenset({"stop", "general", "calendar", "irregular", "abbreviations", "shorthand"})
"""Lists and tables that are searched with: those of another language would lose words of the text."""


@dataclass(frozen=True, eq=False)
class Form:
    """What a text looks like that says some kind of thing. `about` says which; the examples are held by a test.

    The phrases of `anywhere` may stand anywhere, those of `opening` at the beginning, of `clause` where a sentence or
    clause begins, of `whole` alone, of `ending` at the end; `regex` is for what phrases cannot say.
    """

    about: str
    matches: tuple[str, ...]
    misses: tuple[str, ...]
    anywhere: tuple[str, ...] = ()
    opening: tuple[str, ...] = ()
    clause: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    ending: tuple[str, ...] = ()
    regex: str = ""
    cased: bool = False

    def pattern(self, lists: Mapping[str, frozenset[str]]) -> re.Pattern[str]:
        """Return the pattern to search a text with. Raises PhraseError or re.error for what is not well-formed."""
        places = ((r"\A", self.opening, ""), (phrases.CLAUSE, self.clause, ""), ("", self.anywhere, ""))
        found = [f"{before}{phrases.expression(said, lists)}{after}" for before, said, after in places if said]
        if self.whole:
            found.append(rf"\A{phrases.expression(self.whole, lists)}\Z")
        if self.ending:
            found.append(rf"{phrases.expression(self.ending, lists)}\Z")
        if self.regex:
            found.append(self.regex)
        return re.compile("|".join(found), 0 if self.cased else re.IGNORECASE)


@dataclass(frozen=True)
class Grammar:
    """How a language is built: what no list of words says.

    `stemmer` is Snowball's name of the stemmer and `splitter` pysbd's of the rules for sentences, each empty where
    there is none. `cut_before` and `cut_behind` are patterns of what is cut from a word before it is stemmed and from
    its stem, and `joints` what joins the parts of a compound, where compounds are written as one word. `capitals` says
    what a capital inside of a sentence begins, `decimal` stands before a fraction, and `ordinals` are written as a
    number and a dot where they are `dotted`.
    """

    name: str
    stemmer: str = ""
    splitter: str = ""
    cut_before: str = ""
    cut_behind: str = ""
    joints: str | None = None
    capitals: Literal["names", "nouns"] = "names"
    decimal: Literal[".", ","] = "."
    ordinals: Literal["", "dotted"] = ""


@dataclass(frozen=True, eq=False)
class Language:
    """What the engine knows of one language."""

    code: str
    grammar: Grammar
    _words: Mapping[str, frozenset[str]]
    _tables: Mapping[str, Mapping[str, str]]
    _pairs: Mapping[str, tuple[tuple[str, str], ...]]
    forms: Mapping[str, Form]
    _says: Mapping[str, str]
    compounds: Compounds | None = None
    _patterns: dict[str, re.Pattern[str]] = field(default_factory=dict)
    _stems: dict[str, str] = field(default_factory=dict)
    parted: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def words(self, name: WordList) -> frozenset[str]:
        """Return the words of a list, in lower case."""
        return self._words.get(name, frozenset())

    def table(self, name: TableName) -> Mapping[str, str]:
        """Return what each word of a table stands for."""
        return self._tables.get(name, {})

    def pairs(self, name: PairList) -> tuple[tuple[str, str], ...]:
        """Return the pairs of a list."""
        return self._pairs.get(name, ())

    def form(self, name: FormName) -> re.Pattern[str]:
        """Return the pattern of a form, compiled when it is first asked for. One without data is found nowhere."""
        pattern = self._patterns.get(name)
        if pattern is None:
            form = self.forms.get(name)
            pattern = self._patterns[name] = form.pattern(self._lists) if form else _NOWHERE
        return pattern

    def take(self, patterns: Mapping[str, re.Pattern[str]]) -> None:
        """Take the patterns of forms that were compiled before."""
        self._patterns.update(patterns)

    def take_text(self, stems: Mapping[str, str], parted: Mapping[str, tuple[str, ...]]) -> None:
        """Take the stems of words and the sentences of lines that were computed before."""
        self._stems.update(stems)
        self.parted.update(parted)

    @cached_property
    def _lists(self) -> Mapping[str, frozenset[str]]:
        """What a form may name as one of its words."""
        return {**{table: frozenset(words) for table, words in self._tables.items()}, **self._words}

    def says(self, name: SaidName, /, **values: str) -> str:
        """Return a sentence that the assistant says, with `values` in their places; in English where it has none."""
        said = self._says.get(name) or language(FALLBACK)._says[name]
        return said.format(**values)

    def name_of(self, name: str) -> str:
        """Return what is called `name` in English, such as a screen, a heading of a field or a month."""
        return self.table("names").get(name, name)

    def stem(self, word: str) -> str:
        """Return the stem of a word; an irregular form has that of the word that it belongs to."""
        if (known := self._stems.get(word)) is not None:
            return known
        word = self._tables.get("irregular", {}).get(word, word)
        if self.grammar.cut_before:
            word = re.sub(self.grammar.cut_before, "", word)
        found = stem(self.grammar.stemmer, word)
        return re.sub(self.grammar.cut_behind, "", found) if self.grammar.cut_behind else found

    def terms_of(self, text: str) -> list[str]:
        """Return the index terms of `text`: its words, stemmed, without stop words; compounds with their parts."""
        return list((_terms_in if len(text) <= _LINE else _terms_in.__wrapped__)(text, self))

    def with_glossary(self, glossary: Mapping[str, str]) -> Language:
        """Return the language of a pack that has abbreviations of its own."""
        short = {**self.table("abbreviations"), **glossary}
        return replace(self, _tables={**self._tables, "abbreviations": short}) if glossary else self

    def with_words(self, words: Iterable[str]) -> Language:
        """Return the language of a pack of these words, which tell what its compounds are made of."""
        if self.grammar.joints is None:
            return self
        stop = self.words("stop")
        stems = (self.stem(word) for word in words if word not in stop)
        return replace(self, compounds=Compounds(stems, ("", *self.grammar.joints.split()), self.stem))

    def lacks(self) -> tuple[str, ...]:
        """Return what there is no data for, in words, such as "the form `orders`"."""
        return tuple(f"the {kind} `{name}`" for kind, names, data in self._kinds for name in names if name not in data)

    def unread(self) -> tuple[str, ...]:
        """Return what there is data for that nothing reads, such as a name that is misspelled."""
        return tuple(f"the {kind} `{name}`" for kind, names, data in self._kinds for name in data if name not in names)

    @property
    def _kinds(self) -> Iterator[tuple[str, tuple[str, ...], Mapping[str, object]]]:
        yield "word list", get_args(WordList), self._words
        yield "table", get_args(TableName), self._tables
        yield "list of pairs", get_args(PairList), self._pairs
        yield "form", get_args(FormName), self.forms
        yield "sentence", get_args(SaidName), self._says


def languages() -> tuple[str, ...]:
    """Return the codes of the languages that there is data for."""
    return tuple(sorted(path.parent.name for path in LANGUAGES_FOLDER.glob("*/language.toml")))


def has_data(code: str) -> bool:
    """Return whether there is data for a language by its code, such as `en` or `pt-BR`."""
    return _folder(code) is not None


def _folder(code: str) -> Path | None:
    names = (code.lower(), code.lower().partition("-")[0])
    return next((LANGUAGES_FOLDER / name for name in names if name in languages()), None)


@lru_cache(maxsize=8)
def language(code: str = FALLBACK) -> Language:
    """Return the language of a code; of one without data, with stems where there are any, and English for the rest."""
    folder = _folder(code)
    return read_language(folder) if folder else _without_data(code)


def language_of(portfolio: Portfolio) -> Language:
    """Return the language of a pack, with the abbreviations of its glossary."""
    return language(portfolio.profile.language).with_glossary(portfolio.glossary)


def read_language(folder: Path) -> Language:
    """Read a language's data. Raises KeyError, TypeError or tomllib.TOMLDecodeError for what is not well-formed."""
    data: dict[str, dict[str, Any]] = {}
    for path in (*sorted(ANY.glob("*.toml")), *sorted(folder.glob("*.toml"))):
        for kind, entries in _read(path).items():
            data.setdefault(kind, {}).update(entries)
    return Language(
        folder.name,
        Grammar(**data["language"]),
        {name: frozenset((*text.split(), *unaccented(text).split())) for name, text in data.get("words", {}).items()},
        {name: {**_folded_keys(table), **table} for name, table in data.get("table", {}).items()},
        {name: _pairs_of(text) for name, text in data.get("pairs", {}).items()},
        {
            name: Form(**{key: _frozen(value) for key, value in form.items()})
            for name, form in data.get("form", {}).items()
        },
        data.get("says", {}),
    )


def known_codes() -> Mapping[str, Grammar]:
    """Return every code of two letters that ISO 639 gives a language, and what is known of each."""
    data = _read(ANY / "codes.toml")
    codes = {code: Grammar(name=code) for code in data["codes"]["two_letters"].split()}
    return codes | {code: Grammar(**known) for code, known in data["grammar"].items()}


def _without_data(code: str) -> Language:
    """Return a language by what is known of every one. The forms of English stay, since visitors write English, too."""
    english, root = language(FALLBACK), code.lower().partition("-")[0]
    words = {name: found for name, found in english._words.items() if name not in _OF_THE_TEXT}
    tables = {name: found for name, found in english._tables.items() if name not in _OF_THE_TEXT}
    grammar = known_codes().get(root, Grammar(name=code))
    return replace(
        english, code=root, grammar=grammar, _words=words, _tables=tables, _pairs={}, _patterns={}, _stems={}, parted={}
    )


def _read(path: Path) -> dict[str, dict[str, Any]]:
    import tomllib  # 2 ms, which only answers need

    return tomllib.loads(path.read_text(encoding="utf-8"))


def _folded_keys(table: Mapping[str, str]) -> dict[str, str]:
    """Return a table by its words as `words_of` finds them; a name in capitals is none."""
    return {unaccented(word): value for word, value in table.items() if word == word.lower()}


def _pairs_of(text: str) -> tuple[tuple[str, str], ...]:
    pairs = (pair.split() for pair in text.split(","))
    return tuple((one, other) for one, other in pairs)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


@lru_cache(maxsize=8_192)
def _terms_in(text: str, language: Language) -> tuple[str, ...]:
    stop = language.words("stop")
    words = (word for word in words_of(text) if word not in stop)
    if language.compounds is None:
        return tuple(language.stem(word) for word in words)
    return tuple(term for word in words for term in language.compounds.as_held(word))
