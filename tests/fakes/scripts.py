"""Small packs in other scripts: a bell founder, in Russian, Japanese and Chinese."""

from __future__ import annotations

from pathlib import Path

from content.loader import Portfolio, load_portfolio

TEXTS = {
    "ru": {
        "casting": ("Отливка", "Колокол остывает в яме трое суток. Если вынуть его раньше, бронза треснет."),
        "tuning": ("Настройка", "Настройка идёт на токарном станке. Металл снимаю изнутри, пока тон не чист."),
        "prices": ("Цены", "Отливка колокола весом сто килограммов стоит девятьсот тысяч рублей."),
    },
    "ja": {
        "casting": ("鋳造", "鐘は穴の中で三日間冷やします。早く取り出すと青銅が割れます。"),
        "tuning": ("調律", "調律は旋盤で行います。音が澄むまで内側の金属を削ります。"),
        "prices": ("料金", "百キログラムの鐘の鋳造は九十万円です。"),
    },
    "zh": {
        "casting": ("铸造", "铜钟要在坑里冷却三天。取出得太早，青铜就会开裂。"),
        "tuning": ("调音", "调音在车床上进行。我从内侧削去金属，直到声音纯净。"),
        "prices": ("价格", "铸造一百公斤的铜钟需要九万元。"),
    },
}
QUESTIONS = {
    "ru": ("Сколько остывает колокол?", "Как идёт настройка?"),
    "ja": ("鐘は何日間冷やしますか？", "調律はどう行いますか？"),
    "zh": ("铜钟要冷却几天？", "怎样调音？"),
}
"""To each pack, a question that its essay on casting answers, and one that its essay on tuning does."""


def pack_in(code: str, folder: Path) -> Portfolio:
    """Write the pack in a language into `folder`, and load it."""
    (folder / "essays").mkdir(parents=True)
    (folder / "profile.yaml").write_text(f"language: {code}\nheadline: {TEXTS[code]['casting'][0]}\n", encoding="utf-8")
    for slug, (title, text) in TEXTS[code].items():
        essay = f"---\ntitle: {title}\ndate: 2025-01-01\nsummary: {title}\n---\n\n{text}\n"
        (folder / "essays" / f"{slug}.md").write_text(essay, encoding="utf-8")
    return load_portfolio(folder)
