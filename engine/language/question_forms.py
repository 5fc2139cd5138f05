"""The words and patterns that tell what a question asks for: a name, a number, an event, or that somebody obeys."""

from __future__ import annotations

import re

WORD = r"(?: [\w'’-]+)+"
NAME = re.compile(r"(?P<name>[A-Za-z][A-Za-z0-9]*)|(?P<year>\b(?:19|20)\d\d\b)|(?P<stop>[.!?:])")
CLAUSE = re.compile(r"[.!?;,]+\s+|\s+[–—-]\s+")
INTRODUCTION = re.compile(r"(?:(?:hi|hello|hey)\b|(?:i|we|my|our)(?:['’ ]|$))", re.IGNORECASE)
ASKED = re.compile(
    rf"\bwhat(?: is| was| were| are|['’]s) (?:the|your)(?P<named>{WORD})"
    rf"|\b(?:which|what|whose|how (?:many|much))\b(?: of (?:the|your|these|those)\b)?(?: other)?(?P<thing>{WORD})",
    re.IGNORECASE,
)

TOKEN = (
    r"(?:<\|[^|]*\|>|</?(?:s|sys|system|user|assistant|passages?|context|prompt|instructions?)>"
    r"|\[/?(?:INST|SYS|SYSTEM)\]|<</?SYS>>)"
)
CONTROL = re.compile(
    rf"^\s*{TOKEN}|{TOKEN}\s*(?:{TOKEN}|system\b|user\b|assistant\b)|^\W*(?:system|assistant|developer)\s*:"
    r"|#{2,}\s*\w+\s*:|^\W*(?:select|insert|update|delete|drop|alter)\b[^?]*[;*=][^?]*$",
    re.IGNORECASE,
)
"""Look-alikes of the tokens and headings that divide a chat, where they could, and statements to a database. A question
may mention one."""

PAST = re.compile(r"\b(?:did|was|were|have you|worked|failed)\b", re.IGNORECASE)
"""What happened. "Has" and "had" are not among them: they tell of states ("has no source") as often."""
DECIDED = re.compile(
    r"\bdid you (?:consider|choose|pick|plan|give up|reject|weigh|compare|decide|measure|test|change|avoid|make|need"
    r"|look at)\b",
    re.I,
)
"""What somebody decided, which a portfolio tells as what the design is."""
TELLING = re.compile(
    r"\b(?:was|were|had|did|found|gave|chose|won|caught|reached|raised|took|got|missed|built|ran|led|wrote|kept"
    r"|(?:I|[Ww]e) \w+ed)\b|\b(?:19|20)\d\d\b"
)
OWN = re.compile(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur|[Tt]his (?:project|portfolio))\b")
COUNTED = re.compile(r"\bhow (?:many|much)\b", re.IGNORECASE)
MANY = re.compile(r"\bhow many\b", re.IGNORECASE)
QUANTITY = re.compile(
    r"\bhow (?:many|much|long|often|old|big|large|fast)\b|\bwhen (?:did|was|were|will)\b"
    r"|\bwhat(?: is| was| were|['’]s)?(?: the| your)?(?: [\w'’-]+){0,3} (?:price|salary|rate|size|maximum|minimum"
    r"|percentage|score|budget|uptime|latency|p\d\d|coverage|revenue|turnover|throughput|age|time to live)\b",
    re.IGNORECASE,
)
"""What is answered with a number or a date."""
PERSON = re.compile(
    r"(?:^\W*|[,.;:!?] )(?:and |but |so )?who (?:else )?(?:was|were|did|wrote|built|made|paid|led|came|gave|took|won"
    r"|ran|\w+ed)\b",
    re.IGNORECASE,
)
"""What is answered with one person's name: who did what."""
AUTHOR = re.compile(r"\b[A-Z][\w-]+(?:,| et al\b| and [A-Z])[^.;]*\b(?:19|20)\d\d\b|\b[Mm]y name is\b")
"""A person's name, as a text that cites gives it."""
NAMED_KIND = re.compile(
    r"\b(?:which|what)(?: [\w-]+){0,2} (?P<kind>version|provider|vendor|region|font|cpu|gpu|instance type"
    r"|brand)s?\b",
    re.IGNORECASE,
)
"""Kinds of things of which each has a name or a number of its own."""
WHO = re.compile(r"(?:^\W*|[,.;:!?] )(?:and |but |so )?who(?:se)?\b", re.IGNORECASE)
"""What is answered with a person, a team or a role, of which a portfolio names few."""
NUMBER = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|half|hundred|thousand|million|once|twice)\b", re.I
)
"""Numbers in digits and words. "One" is left out: it is mostly a pronoun."""
MOMENT = re.compile(
    r"\b(?:most|favou?rite|largest|longest|best|worst|biggest|proud|regret|previous|current(?:ly)?|right now"
    r"|last(?! (?:night|week|month|quarter|year|sprint|time)\b)|at the moment|so far|ever|today|this year|yet)\b",
    re.IGNORECASE,
)
"""What is asked of one among many, or of a moment; a story that begins "last week" is not."""
AROUND = re.compile(
    r"\byour? (?:team|company|employer|boss|manager|clients?|customers?|users?|colleagues?|job|role|career|talk|opinion"
    r"|favou?rite|previous|last|current)\b",
    re.IGNORECASE,
)
