"""The headings of documents that are made of fields instead of prose: each field's, in the order of the page."""

from __future__ import annotations

from content.markdown import anchor_of

SERVICE_FIELDS = {
    "summary": "What it is",
    "you_get": "What you get",
    "how_it_runs": "How it runs",
    "not_for": "When it is not for you",
}
BOX_FIELDS = {
    "role": "Role",
    "chosen": "Chosen",
    "gave_up": "Gave up",
    "otherwise": "When I would choose otherwise",
    "fails": "How it fails",
    "then": "What then",
    "lost": "When a neighbor is lost",
}
"""`lost` is no field of a box, but what the flows from it say of their loss."""

TRADE_OFF_FIELDS = {"chosen": "Chosen", "gave_up": "Gave up", "otherwise": "Otherwise"}
"""What labels the three sides of a stage's trade-off."""

TRADE_OFFS = "Trade-offs"
"""What all three of them stand under."""

GLANCE_FIELDS = {
    "scale": ("Scale", "Constraints"),
    "constraint": ("Constraint", "Constraints"),
    "chosen": ("Chosen", "Trade-offs"),
    "gave_up": ("Gave up", "Trade-offs"),
    "before": ("Before", "Problem"),
    "after": ("After", "Outcome"),
}
"""The lines of a case study at a glance: each one's label, and the part that tells it in full."""

SERVICE_ANCHORS = {field: anchor_of(title) for field, title in SERVICE_FIELDS.items()}
BOX_ANCHORS = {field: anchor_of(title) for field, title in BOX_FIELDS.items()}
