"""The form that records what was decided about a deal in a review."""

from __future__ import annotations

from pipeboard.domain.actions import ReviewDeals
from pipeboard.domain.deal import Deal
from pipeboard.domain.review import DECISIONS, LEARNED
from pipeboard.view.form import Choice, Form, FormField, FormSpec


def decide(deal: Deal) -> FormSpec:
    """The decision and a note; of a closed deal what is learned, what drove it and what blocked it."""

    def read(form: Form) -> ReviewDeals:
        texts = form.texts()
        decision = texts.get("decision", LEARNED)
        drove, blocked = texts.get("drove", ""), texts.get("blocked", "")
        return ReviewDeals((deal.id,), decision, texts["text"], drove, blocked)

    note = FormField("text", "Note", "", "optional: why, or what is next")
    if deal.is_open:
        choices = tuple(Choice(one, one) for one in DECISIONS if one != LEARNED)
        fields: tuple[FormField, ...] = (FormField("decision", "Decision", "keep", choices=choices), note)
    else:
        fields = (
            FormField("drove", "What drove it", "", "optional: what spoke for it"),
            FormField("blocked", "What blocked it", "", "optional: what stood in its way"),
            FormField("text", "Learned", "", "optional: what to do better, or again"),
        )
    return FormSpec("Decide", fields, read, save="record it", aside=deal.title, key=f"review {deal.id}")
