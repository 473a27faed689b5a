"""What must be true of selections: who judges what, what scores add up to, who approved, who has a place, what was told."""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from madang.core.invariants import invariant

from .models import (
    Assignment,
    Bid,
    Case,
    Conflict,
    Decision,
    Delivery,
    EligibilityCheck,
    Letter,
    Outcome,
    Panel,
    Review,
    Sanction,
    Scenario,
    Score,
    Slot,
)

_HOLDS = (Outcome.Standing.OFFERED, Outcome.Standing.CONFIRMED)


@invariant("A case is an application to the call of its selection.")
def cases_applied_to_the_call() -> QuerySet[Any]:
    return Case.objects.exclude(application__call=F("selection__call"))


@invariant("A case stands at a stage of its own selection.")
def cases_stand_at_their_own_stages() -> QuerySet[Any]:
    return Case.objects.filter(stage__isnull=False).exclude(stage__selection=F("selection"))


@invariant("Stage, case and reviewer of an assignment belong to one selection.")
def assignments_stay_in_one_selection() -> QuerySet[Any]:
    same = Q(case__selection=F("stage__selection"), member__selection=F("stage__selection"))
    return Assignment.objects.exclude(same & Q(member__reviewer=F("reviewer")))


@invariant("An assignment is done if and only if its review is handed in.")
def done_is_handed_in() -> QuerySet[Any]:
    handed_in = Review.objects.filter(assignment=OuterRef("pk"), state=Review.State.SUBMITTED)
    return Assignment.objects.filter(
        Q(~Exists(handed_in), state=Assignment.State.DONE) | Q(Exists(handed_in), state=Assignment.State.GIVEN)
    )


@invariant("Nobody hands in a review of a case after a conflict with it was found that still stands.")
def the_conflicted_do_not_judge() -> QuerySet[Any]:
    standing = Conflict.objects.filter(
        case=OuterRef("assignment__case"),
        reviewer=OuterRef("assignment__reviewer"),
        state=Conflict.State.STANDING,
        found_at__lt=OuterRef("submitted_at"),
    )
    return Review.objects.filter(Exists(standing), assignment__state=Assignment.State.DONE)


@invariant("Who wished for a conflict of interest has one declared that stands, or people have spoken about it.")
def wished_conflicts_stand() -> QuerySet[Any]:
    declared = Conflict.objects.filter(
        case=OuterRef("case"), reviewer=OuterRef("member__reviewer"), rule="other", source=Conflict.Source.DECLARED
    ).exclude(state=Conflict.State.GONE)
    return Bid.objects.filter(~Exists(declared), value=Bid.Value.CONFLICT)


@invariant("A sanction that was lifted keeps nobody from a case.")
def lifted_sanctions_keep_nobody() -> QuerySet[Any]:
    held = Sanction.objects.filter(reviewer=OuterRef("reviewer"), lifted_at=None)
    running = Conflict.objects.filter(rule="sanctioned", state=Conflict.State.STANDING)
    return running.exclude(case__selection__state="released").filter(~Exists(held))


@invariant("A score is within the scale of its criterion.")
def scores_are_within_the_scale() -> QuerySet[Any]:
    return Score.objects.filter(value__gt=F("criterion__max_score"))


@invariant("A score is on the rubric of its review's stage.")
def scores_are_on_the_rubric() -> QuerySet[Any]:
    return Score.objects.exclude(criterion__stage=F("review__assignment__stage"))


@invariant("A review that was handed in has a score for every criterion.")
def handed_in_reviews_are_complete() -> str:
    return """SELECT r.id FROM reviews_review r
              JOIN reviews_assignment a ON a.id = r.assignment_id
              JOIN reviews_criterion c ON c.stage_id = a.stage_id
              LEFT JOIN reviews_score s ON s.review_id = r.id AND s.criterion_id = c.id
              WHERE r.state = 'submitted' AND a.state = 'done' AND s.value IS NULL GROUP BY r.id"""


@invariant("The total of a review is what its scores add up to under the rubric.")
def totals_add_up() -> str:
    """Reckoned again in SQL, apart from `engines.selection.review_total`: the sum of score x weight, on the stage's marks."""
    return """SELECT r.id FROM reviews_review r
              JOIN reviews_assignment a ON a.id = r.assignment_id JOIN reviews_stage t ON t.id = a.stage_id
              JOIN reviews_score s ON s.review_id = r.id JOIN reviews_criterion c ON c.id = s.criterion_id
              WHERE r.state = 'submitted' AND a.state = 'done' GROUP BY r.id, t.id
              HAVING abs(r.total - sum(s.value * c.weight)
                         * coalesce((t.scoring ->> 'out_of')::numeric / sum(c.max_score * c.weight), 1)) > 0.000001"""


@invariant("The score of a review that was handed in stands in the audit log as it was set last.")
def scores_are_audited() -> str:
    return """SELECT s.id FROM reviews_score s
              JOIN reviews_review r ON r.id = s.review_id JOIN reviews_assignment a ON a.id = r.assignment_id
              LEFT JOIN LATERAL (
                  SELECT detail -> 'after' ->> 'value' AS value FROM audit_entry
                  WHERE kind = 'reviews.score' AND thing = s.id::text AND action = 'reviews.score_changed'
                  ORDER BY id DESC LIMIT 1) e ON true
              WHERE r.state = 'submitted' AND a.state = 'done' AND s.value IS DISTINCT FROM e.value::numeric"""


@invariant("Words that an applicant reads were handed in, and someone released them.")
def released_words_were_released_by_someone() -> QuerySet[Any]:
    told = Q(state=Review.State.SUBMITTED, released_by__isnull=False, released_at__isnull=False)
    return Review.objects.filter(released__isnull=False).exclude(told)


@invariant("A decision that was approved was approved by someone else than who proposed it.")
def a_second_person_approved() -> QuerySet[Any]:
    approved = Decision.objects.filter(state__in=[Decision.State.APPROVED, Decision.State.RELEASED])
    return approved.filter(Q(approved_by__isnull=True) | Q(approved_by=F("proposed_by")))


@invariant("Every step of a decision stands in the audit log.")
def decisions_are_audited() -> str:
    return """SELECT d.id FROM reviews_decision d
              CROSS JOIN LATERAL (VALUES ('proposed', true), ('approved', d.state IN ('approved', 'released')),
                                         ('released', d.state = 'released')) AS step (name, taken)
              WHERE step.taken AND NOT EXISTS (
                  SELECT FROM audit_entry e WHERE e.kind = 'reviews.decision' AND e.thing = d.id::text
                  AND e.action = 'reviews.decision_' || step.name) GROUP BY d.id"""


@invariant("An outcome rests on a decision that was approved.")
def outcomes_rest_on_approved_decisions() -> QuerySet[Any]:
    approved = [Decision.State.APPROVED, Decision.State.RELEASED]
    return Outcome.objects.exclude(decision__state__in=approved, decision__selection=F("selection"))


@invariant("A stage has been decided in one way that stands: each case has one standing there.")
def a_stage_is_decided_once() -> str:
    return """SELECT min(s.id) FROM reviews_stagestanding s JOIN reviews_decision d ON d.id = s.decision_id
              WHERE d.state IN ('approved', 'released') AND d.kind <> 'rereview'
              GROUP BY s.stage_id, s.case_id HAVING count(*) > 1"""


@invariant("No more places are offered or confirmed than there are.")
def places_are_given_once() -> str:
    """A place that an objection won in a second judging is beyond the others: the institution answers for it."""
    return """SELECT s.id FROM reviews_selection s JOIN reviews_outcome o ON o.selection_id = s.id
              JOIN reviews_decision d ON d.id = o.decision_id
              WHERE o.standing IN ('offered', 'confirmed') AND d.kind <> 'rereview'
              GROUP BY s.id HAVING count(*) > s.places"""


@invariant("The numbers of a reserve list run from 1 without a gap.")
def reserve_lists_have_no_gap() -> str:
    return """SELECT o.id FROM (
                  SELECT id, reserve_order, row_number() OVER (PARTITION BY selection_id ORDER BY reserve_order) AS number
                  FROM reviews_outcome WHERE reserve_order IS NOT NULL) o
              WHERE o.reserve_order <> o.number"""


@invariant("Who moves up from the reserve list passes nobody who waits before them.")
def nobody_is_passed_over() -> str:
    return """SELECT up.id FROM reviews_outcome up JOIN reviews_outcome waits
                  ON waits.selection_id = up.selection_id AND waits.reserve_order < up.reserve_order
              JOIN reviews_case c ON c.id = waits.case_id JOIN applications_application a ON a.id = c.application_id
              WHERE up.result = 'selected' AND up.reserve_order IS NOT NULL AND waits.result = 'reserve'
                AND waits.standing = 'final' AND a.state <> 'withdrawn' GROUP BY up.id"""


@invariant("Who holds a place was found eligible by a person.")
def places_go_to_the_eligible() -> QuerySet[Any]:
    confirmed = EligibilityCheck.objects.filter(case=OuterRef("case"), confirmed_at__isnull=False)
    newest = confirmed.order_by("-confirmed_at", "-pk").values("pk")[:1]
    met = EligibilityCheck.objects.filter(pk__in=newest, answer=EligibilityCheck.Answer.MET)
    return Outcome.objects.filter(~Exists(met), standing__in=_HOLDS)


@invariant("An offer that nobody confirmed in time has lapsed within an hour.")
def late_offers_lapse() -> str:
    return "SELECT id FROM reviews_outcome WHERE standing = 'offered' AND confirm_by < now() - interval '1 hour'"


@invariant("A result that counts as told has its letter.")
def what_is_told_has_a_letter() -> QuerySet[Any]:
    letters = Letter.objects.filter(outcome=OuterRef("pk"), released_at__isnull=False)
    return Outcome.objects.filter(~Exists(letters), released_at__isnull=False)


@invariant("Letters of a result tell of an outcome that is decided and told.")
def letters_tell_what_is_decided() -> QuerySet[Any]:
    told = Q(outcome__released_at__isnull=False, outcome__decision__state=Decision.State.RELEASED)
    of_a_result = Letter.objects.filter(released_at__isnull=False).exclude(kind=Letter.Kind.SHORTLIST)
    return of_a_result.exclude(told | Q(outcome__decision__kind=Decision.Kind.REREVIEW))


@invariant("No letter was sent before it was released.")
def letters_are_sent_once_released() -> str:
    return """SELECT d.id FROM reviews_delivery d JOIN reviews_letter l ON l.id = d.letter_id
              WHERE d.sent_at IS NOT NULL AND (l.released_at IS NULL OR d.sent_at < l.released_at)"""


@invariant("A letter that counts as mailed waits for nobody.")
def mailed_letters_have_gone() -> QuerySet[Any]:
    waiting = Delivery.objects.filter(letter=OuterRef("pk"), sent_at__isnull=True, dropped_at__isnull=True)
    return Letter.objects.filter(Exists(waiting), mailed_at__isnull=False)


@invariant("Nobody was given a case after a conflict with it was found that still stands.")
def nobody_is_given_a_conflict() -> QuerySet[Any]:
    standing = Conflict.objects.filter(
        case=OuterRef("case"),
        reviewer=OuterRef("reviewer"),
        state=Conflict.State.STANDING,
        found_at__lt=OuterRef("given_at"),
    )
    return Assignment.objects.filter(Exists(standing), state=Assignment.State.GIVEN)


@invariant("No reviewer was given more at one time than they said they can take.")
def reviewers_are_not_overloaded() -> str:
    """Of those who changed nothing since the last was given, whose stages have not moved since, and who took nothing back.

    What panels hear together is no reading at home and does not count.
    """
    return """SELECT r.id FROM reviews_reviewer r
              JOIN reviews_assignment a ON a.reviewer_id = r.id AND a.state = 'given'
              JOIN reviews_stage t ON t.id = a.stage_id AND t.state IN ('planned', 'open')
              JOIN reviews_case c ON c.id = a.case_id AND c.state NOT IN ('withdrawn', 'ineligible')
              WHERE NOT EXISTS (SELECT FROM reviews_panel p WHERE p.stage_id = t.id)
                AND NOT EXISTS (SELECT FROM reviews_assignment b JOIN audit_entry e ON e.thing = b.id::text
                                WHERE b.reviewer_id = r.id AND e.kind = 'reviews.assignment'
                                  AND e.action = 'reviews.review_taken_back')
              GROUP BY r.id HAVING count(*) > r.capacity AND max(a.given_at) > r.updated_at
                               AND max(a.given_at) > max(t.updated_at)"""


@invariant("Of the plans of a stage one at most is in force.")
def one_plan_is_in_force() -> str:
    return """SELECT min(id) FROM reviews_scenario WHERE state = 'committed' GROUP BY stage_id HAVING count(*) > 1"""


@invariant("A plan in force says who put it in force and when.")
def plans_in_force_say_by_whom() -> QuerySet[Any]:
    said = Q(committed_by__isnull=False, committed_at__isnull=False)
    return Scenario.objects.filter(state=Scenario.State.COMMITTED).exclude(said)


@invariant("Every pair of a plan in force was given.")
def plans_in_force_were_carried_out() -> str:
    return """SELECT s.id FROM reviews_scenario s CROSS JOIN LATERAL jsonb_array_elements(s.pairs) AS pair
              WHERE s.state = 'committed' AND NOT EXISTS (
                  SELECT FROM reviews_assignment a WHERE a.stage_id = s.stage_id
                  AND a.case_id = (pair ->> 0)::bigint AND a.reviewer_id = (pair ->> 1)::bigint) GROUP BY s.id"""


@invariant("A plan that was asked for is computed within an hour.")
def plans_do_not_wait_for_ever() -> str:
    return "SELECT id FROM reviews_scenario WHERE state = 'waiting' AND made_at < now() - interval '1 hour'"


@invariant("A panel hears one presentation at a time.")
def slots_of_a_panel_do_not_overlap() -> str:
    return """SELECT a.id FROM reviews_slot a JOIN reviews_slot b ON b.panel_id = a.panel_id AND b.id > a.id
              WHERE a.starts_at < b.ends_at AND b.starts_at < a.ends_at GROUP BY a.id"""


@invariant("A case presents once in a stage.")
def cases_present_once() -> str:
    return """SELECT min(s.id) FROM reviews_slot s JOIN reviews_panel p ON p.id = s.panel_id
              WHERE s.case_id IS NOT NULL GROUP BY p.stage_id, s.case_id HAVING count(*) > 1"""


@invariant("Who presents before a panel is a case of its selection, and so is who was told the time.")
def slots_hold_cases_of_their_selection() -> QuerySet[Any]:
    own = F("panel__stage__selection")
    foreign = Q(case__isnull=False) & ~Q(case__selection=own)
    return Slot.objects.filter(foreign | (Q(told_case__isnull=False) & ~Q(told_case__selection=own)))


@invariant("A time that was told says when.")
def told_times_say_when() -> QuerySet[Any]:
    return Slot.objects.filter(
        Q(told_case__isnull=True, told_at__isnull=False) | Q(told_case__isnull=False, told_at=None)
    )


@invariant("Who sits on a panel takes part in its selection.")
def panels_are_of_one_selection() -> QuerySet[Any]:
    return Panel.objects.filter(members__isnull=False).exclude(members__selection=F("stage__selection")).distinct()


@invariant("Nobody sits on two panels that hear presentations at the same time in one stage.")
def nobody_sits_twice() -> str:
    return """SELECT a.id FROM reviews_slot a JOIN reviews_panel p ON p.id = a.panel_id
              JOIN reviews_panel q ON q.stage_id = p.stage_id AND q.id > p.id
              JOIN reviews_slot b ON b.panel_id = q.id AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at
              JOIN reviews_panel_members m ON m.panel_id = p.id
              JOIN reviews_panel_members n ON n.panel_id = q.id AND n.panelmember_id = m.panelmember_id
              WHERE a.case_id IS NOT NULL AND b.case_id IS NOT NULL GROUP BY a.id"""
