"""The words and patterns that tell what a question asks for: a name, a number, an event, or that somebody obeys."""

from __future__ import annotations

import re

TECHNOLOGIES = frozenset(
    """activemq airflow akamai android angular ansible anthropic argocd auth0 azure bigquery bitcoin blockchain
    cassandra cilium clickhouse cloudflare cobol cockroachdb cognito couchbase couchdb databricks datadog debian
    digitalocean django docker dotnet dynamodb elasticsearch erlang etcd ethereum fastapi fastly figma firebase
    flink flutter fortran gcp github gitlab golang grafana graphql grpc hadoop haproxy haskell hazelcast heroku
    hetzner huggingface influxdb ios istio java javascript jenkins jira kaggle keycloak kibana kinesis kotlin
    kubernetes langchain laravel linkerd llamaindex mariadb memcached milvus mongo mongodb mysql nats neo4j netlify
    newrelic nextjs nginx nodejs nuxt okta ollama openai opensearch openshift opentelemetry pagerduty perl pgvector
    php pinecone prometheus pulsar pytorch qdrant quarkus rabbitmq rails react redshift ruby salesforce sap scala
    shopify snowflake solidity splunk sqlite sqs stripe supabase svelte tableau tensorflow terraform traefik twilio
    typescript vercel vllm vue wasm weaviate webpack wordpress workday xamarin zapier zookeeper""".split()  # noqa: SIM905
)
"""Names that visitors write in lower case. One that the portfolio mentions raises no doubt."""

CALENDAR = frozenset(
    """january february march april may june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday""".split()  # noqa: SIM905
)
"""Capitalised words that name no thing: a start in January is asked of anybody."""

GENERAL = frozenset(
    """actually amount anything big currently describe different enough ever everything exactly example examples
    explain fast find get give go going good happen happened happens kind kinds know large like long made make makes
    many mean means much name named need number numbers often old one ones part parts people please right said say says
    show small something sort sorts take takes tell thing things think type types use used uses using want way ways work
    worked works""".split()  # noqa: SIM905
)
"""Words that shape a question and are no topic of one."""

WORD = r"(?: [\w'’-]+)+"
NAME = re.compile(r"(?P<name>[A-Za-z][A-Za-z0-9]*)|(?P<year>\b(?:19|20)\d\d\b)|(?P<stop>[.!?:])")
CLAUSE = re.compile(r"[.!?;,]+\s+|\s+[–—-]\s+")
INTRODUCTION = re.compile(r"(?:(?:hi|hello|hey)\b|(?:i|we|my|our)(?:['’ ]|$))", re.IGNORECASE)
ASKED = re.compile(
    rf"\bwhat(?: is| was| were| are|['’]s) (?:the|your)(?P<named>{WORD})"
    rf"|\b(?:which|what|whose|how (?:many|much))\b(?: of (?:the|your|these|those)\b)?(?: other)?(?P<thing>{WORD})",
    re.IGNORECASE,
)

COMMAND = re.compile(
    r"(?:^|[.!?:;,]\s+)(?:(?:please|just|only|simply|always|never|now|then|but|and|also|instead)\s+)*"
    r"(?:repeat|print|output|reply|respond|translate|write (?!me\b|to\b|an e)|say (?!(?:i|we|you|my|our|there)\b)"
    r"|answer (?:only|yes|no|with|in|without|as|every)|(?:switch|turn) off|disable|tell (?:the|every|all|visitors)"
    r"|tell (?:me|us) an? (?:\w+ )?(?:joke|story|secret|lie|poem)|your (?:new|real|true|only) (?:task|job|role|goal))\b"
    r"|(?:^|[.!?:;,]\s+|\b(?:and|then|now|but|please|just)\s+)(?:ignore|disregard|forget|override|bypass)"
    r" (?:all|any|every|your|previous|prior|above|everything|what|the (?:\w+ )?(?:rules?|instructions?|prompt|above))\b"
    r"|(?:^|[.!?:;,]\s+|\b(?:and|then|now|please|just)\s+)(?:pretend|reveal|role-?play|act (?:as|like))\b"
    r"|\bfrom now on\b",
    re.IGNORECASE,
)
"""Orders, where a sentence or clause begins. What a visitor may ask for (show, explain, list) is not among them."""
MACHINERY = re.compile(
    r"\b(?:system|hidden|secret|developer) (?:prompt|instructions?|rules?)\b"
    r"|\b(?:your|previous|prior|above|earlier|all) (?:\w+ )?(?:instructions|guidelines|programming)\b"
    r"|\byou (?:are|were) (?:now|told|instructed|ordered|programmed|no longer)\b|\bwere you (?:told|instructed)\b"
    r"|\byou (?:may|must|will|shall) (?:now|only|never|always)\b|\bjail ?br(?:eak|oken)\b|\b(?-i:DAN)\b",
    re.IGNORECASE,
)
"""What an assistant is made to obey."""
VERBS = frozenset("come comes do does go goes happens keeps lives make makes stops went wrong".split())  # noqa: SIM905
"""Words behind "what" that begin a sentence and end the name of a thing."""
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

REASONS = re.compile(
    r"\bwhy\b|^when (?:should|would|is|are)\b|what happens|what if\b|\bhow (?:do|would|should|can) (?:you|i|we)\b", re.I
)
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
