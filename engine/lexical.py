"""Words and BM25: the lexical half of retrieval."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

WORD = re.compile(r"[a-z0-9]+(?:['’][a-z]+)?")

STOPWORDS = frozenset(
    ["a", "about", "above", "after", "again", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be", "because", "been", "before", "being", "below", "between", "both", "but", "by", "can", "could", "did", "do", "does", "doing", "down", "during", "each", "few", "for", "from", "further", "had", "has", "have", "having", "he", "her", "here", "hers", "him", "his", "how", "i", "if", "in", "into", "is", "it", "its", "itself", "just", "me", "more", "most", "my", "no", "nor", "not", "now", "of", "off", "on", "once", "only", "or", "other", "our", "ours", "out", "over", "own", "same", "she", "should", "so", "some", "such", "than", "that", "the", "their", "theirs", "them", "then", "there", "these", "they", "this", "those", "through", "to", "too", "under", "until", "up", "us", "very", "was", "we", "were", "what", "when", "where", "which", "while", "who", "whom", "why", "will", "with", "would", "you", "your", "yours"]
)
"""English function words. They match everywhere and say nothing about the topic."""


def terms_of(text: str) -> list[str]:
    """Return the index terms of `text`: lower case, accents folded, split at punctuation, stemmed, stop words left out."""
    return [stem(word) for word in words_of(text) if word not in STOPWORDS]


def words_of(text: str) -> list[str]:
    """Return the words of `text` in lower case, accents folded, possessive endings cut. Hyphens and dots separate."""
    folded = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    return [re.split("['’]", word)[0] for word in WORD.findall(plain)]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the Snowball stem of an English word."""
    return str(_stemmer().stemWord(word))


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    import snowballstemmer  # its algorithms load on import

    return snowballstemmer.stemmer("english")


class Lexical:
    """BM25 over texts, by bm25s. `frequency` counts the texts that hold a term."""

    def __init__(self, bm25: Any) -> None:
        self._bm25 = bm25
        self._vocabulary: dict[str, int] = bm25.vocab_dict

    @classmethod
    def build(cls, texts: Sequence[str]) -> Lexical:
        """Index `texts`, at least one of which must hold a term."""
        import bm25s

        bm25 = bm25s.BM25(method="lucene", k1=1.5, b=0.75)
        bm25.index([terms_of(text) for text in texts], create_empty_token=False, show_progress=False)
        return cls(bm25)

    @classmethod
    def load(cls, folder: Path) -> Lexical:
        """Open what `save` wrote, memory-mapped."""
        import bm25s

        return cls(bm25s.BM25.load(str(folder), mmap=True, load_corpus=False))

    def save(self, folder: Path) -> None:
        """Write the index into `folder`."""
        self._bm25.save(str(folder), show_progress=False)

    def scores(self, terms: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return the BM25 score of every text for `terms`: float32, shape (texts,)."""
        import numpy as np

        known = [term for term in terms if term in self._vocabulary]
        if not known:
            return np.zeros(int(self._bm25.scores["num_docs"]), dtype=np.float32)
        scores: npt.NDArray[np.float32] = self._bm25.get_scores(known)
        return scores

    def holders(self, term: str) -> npt.NDArray[np.int64]:
        """Return the numbers of the texts that hold `term`."""
        import numpy as np

        number = self._vocabulary.get(term)
        if number is None:
            return np.zeros(0, dtype=np.int64)
        start, stop = self._bm25.scores["indptr"][number : number + 2]
        return np.asarray(self._bm25.scores["indices"][start:stop], dtype=np.int64)
