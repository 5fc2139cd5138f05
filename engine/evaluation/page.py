"""docs/quality.md: every figure of an evaluation on one page, written by the command that the page names."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass, field

from content.questions import QuestionSet
from engine.evaluation.beir import BeirReport
from engine.evaluation.report import HeldOut, chance_text, compare, figures_table, kinds_table, misses_table
from engine.evaluation.retrieval import RetrievalReport, beir_table, retrieval_table
from engine.evaluation.run import EvalRun
from engine.evaluation.support import CAUGHT, PASSED
from engine.evaluation.table import percent
from engine.evaluation.threshold import curve_of, curve_text

END = "<!-- The command writes everything above this line, and leaves alone what stands below it. -->"
MEASURES = f"""Each question is asked as a visitor would ask it, follow-ups in their conversation; the pack's
`questions.yaml` says what a right answer holds. The questions were written without sight of the engine, and the
pack's `asks.yaml`, by which the search is taught, without sight of them: no question stands in both. Ranking and
threshold are set on others (`tests/data/calibration.yaml`); but what was missed here was read while the engine was
built, to find general causes, so the figures flatter it a little. Held-out questions are the better judge: nobody has
read what is missed of them.

- **hit@k, MRR**: whether a passage of a right section is among the first k candidates; the mean of 1/rank.
- **right source cited**: the share of all answerable questions whose answer cites a right section. A question that was
  wrongly refused counts as a miss, here and in the next figure, so that silence gains nothing.
- **required facts present**: the share of all answerable questions whose answer holds every fact that is required.
- **first sentence holds a fact**: the share of all answerable questions whose answer's first sentence holds one of the
  required facts; a table row or a list that is announced counts as its first sentence reads.
- **follow-ups right**: the share of follow-ups, answerable or not, with which nothing is wrong.
- **sentences in the order of their text**: of the answers that quote a passage more than once, the share in which what
  comes from one passage stands in that passage's order.
- **abstains**: the share of questions refused, of those that the pack does not answer and of those that it does.
- **unsupported sentences shown**: found by a check that shares no code with the one that filters. A quotation must
  stand word for word in the cited passage and in the pack's files. Any other sentence is laid against one or two
  neighbouring sentences of the cited passages: all its words must be there, numbers to the letter, neighbours in their
  order, with as many negations and no limit (“if”, “most”, “would”) left out. Of the near misses in
  `tests/data/near_misses.yaml` on which it was not tuned it catches {CAUGHT:.0%} or more, and lets {PASSED:.0%} or more
  of the true paraphrases pass. It raises false alarms, and does not see two things of one sort change places far apart.
- **times**: from the question to the first words (a draft counts) and to the whole answer, for questions that got one,
  with the model loaded. The load average says how busy the machine was: above its number of cores, times are too long.
- **plain loop**: the same model, embedder and passages in the loop that most tutorials build: the five nearest passages
  by cosine, LangChain's customary prompt in the model's chat template, temperature 0, no checks. All five passages
  count as its sources. Where its first sentence says that it does not know, it counts as abstaining. The check of
  unsupported sentences is strict with paraphrases, which a plain loop writes and the assistant withholds: read the
  loop's count as an upper bound."""


@dataclass(frozen=True)
class EvalPage:
    """What the page shows: `runs` in the models' own modes, and `others`, which were asked a part of the questions."""

    command: str
    questions: QuestionSet
    runs: Sequence[EvalRun]
    others: Sequence[EvalRun]
    retrieval: RetrievalReport
    recommended: str
    unseen: HeldOut | None = None
    beir: BeirReport | None = None
    beir_name: str = ""
    lines: list[str] = field(default_factory=list)

    def text(self, before: str = "") -> str:
        """Return the page. What stands below the end mark in `before`, its last version, is kept."""
        self.lines.clear()
        self._models()
        self._held_out()
        self._decision()
        self._retrieval()
        self._others()
        self._misses()
        _, mark, kept = before.partition(END)
        return "\n".join(self.lines) + f"\n\n{END}" + (kept if mark else "\n")

    def _put(self, *lines: str) -> None:
        self.lines.extend(lines)

    def _models(self) -> None:
        floors = [f"- {run.contestant.label}: {item}" for run in self.runs for item in run.broken(self.questions)]
        count, no = len(self.questions.questions), len(self.questions.unanswerable)
        self._put(
            "# Quality",
            "",
            f"Written by `{self.command}` on {_machine()}. A `!` marks a figure that breaks a floor of the pack.",
            "",
            f"The default pack has {count} questions, of which it does not answer {no}. Answers are quoted "
            f"unless a model is named; the first to try is **{self.recommended}**.",
            "",
            "## The models",
            "",
            figures_table(self.runs, self.questions).as_markdown(),
            "",
            *(["Broken floors:", "", *floors] if floors else ["No floor is broken."]),
            "",
            kinds_table(self.runs).as_markdown(),
            "",
            "## How it is measured",
            "",
            MEASURES,
            "",
        )

    def _held_out(self) -> None:
        if self.unseen is None:
            return
        self._put(
            "## Held-out questions",
            "",
            f"{len(self.unseen.questions.questions)} questions of `{self.unseen.name}`, written from the content: "
            "whole, short, hurried. Nothing was set on them, and their misses were not read.",
            "",
            self.unseen.table.as_markdown(),
            "",
            self.unseen.kinds.as_markdown(),
            "",
        )

    def _decision(self) -> None:
        run = next((run for run in self.runs if run.contestant.model == self.recommended), self.runs[0])
        curve = curve_of(run.verdicts)
        if curve is None:
            return
        self._put(
            "## Whether to answer",
            "",
            f"Confidence against a threshold, over {curve.answerable} questions that the pack answers and "
            f"{curve.unanswerable} that it does not; small talk and what is refused at the door are not among them. "
            f"The area under the curve is {curve.area:.3f}.",
            "",
            "```text",
            curve_text(curve),
            "```",
            "",
        )

    def _retrieval(self) -> None:
        self._put(
            "## What each step of retrieval buys",
            "",
            f"{self.retrieval.questions} questions over {self.retrieval.passages} passages, "
            f"{1000 * self.retrieval.a_question:.0f} ms a question.",
            "",
            retrieval_table(self.retrieval).as_markdown(),
            "",
        )
        if self.beir is not None:
            self._put(
                f"The same retriever on the BEIR collection {self.beir_name}: {self.beir.documents:,} documents, "
                f"{self.beir.steps[0].all.queries} queries, {1000 * self.beir.a_query:.0f} ms a query.",
                "",
                beir_table(self.beir).as_markdown(),
                "",
            )

    def _others(self) -> None:
        for run in self.runs:
            beside = [other for other in self.others if other.contestant.model == run.contestant.model]
            if not beside:
                continue
            both = {verdict.question.identity for verdict in beside[0].verdicts}
            same = [run.on(both), *(other.on(both) for other in beside)]
            self._put(
                f"## {run.contestant.label}, beside others",
                "",
                f"The same {len(both)} questions, always the same ones.",
                "",
                figures_table(same, self.questions).as_markdown(),
                "",
            )
            for other in beside:
                found = compare(run, other)
                self._put(
                    f"Right only with {run.contestant.label}: {len(found.only_first)}; right only with "
                    f"{other.contestant.label}: {len(found.only_second)} (sign test: {chance_text(found.chance)}); the "
                    "check of sentences is left aside here.",
                    "",
                )

    def _misses(self) -> None:
        self._put("## Misses", "", misses_table(self.runs).as_markdown(), "")
        for run in self.runs:
            missed = [verdict for verdict in run.verdicts if verdict.misses]
            share = percent(len(missed) / len(run.verdicts))
            self._put(
                f"<details><summary>{run.contestant.label}: {len(missed)} of {len(run.verdicts)} ({share})</summary>",
                "",
                *(f"- {', '.join(verdict.misses)}: `{_code(verdict.question.identity)}`" for verdict in missed),
                "",
                "</details>",
                "",
            )


def _machine() -> str:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return f"{platform.system()} {platform.machine()} with {cores} cores"


def _code(text: str) -> str:
    """Return what a visitor typed as it can stand in a code span."""
    return "".join(char if char.isprintable() else "�" for char in text.replace("`", "'"))
