"""Proposals and decisions: who may write what, and what therefore stands."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from tests.register.conftest import finding_of, findings_of, stored, tree_of
from veedor.extraction.check_value import BadValueError
from veedor.register.claims import (
    DecisionError,
    accept,
    accept_all,
    claim_from_publication,
    claim_uid,
    propose,
    reject,
    reopen,
)
from veedor.register.models import (
    Agreement,
    AgreementPlace,
    Amendment,
    Claim,
    Collection,
    Decision,
    Organisation,
    Party,
    Payment,
    Source,
)
from veedor.register.queries import claim_json, find_claims, registered_agreements

pytestmark = [pytest.mark.django_db, pytest.mark.db_engine]


@pytest.fixture
def claims(collection: Collection) -> dict[str, Claim]:
    """The proposed claims of one agreement, by field."""
    document, reading, tree = stored(collection)
    return {claim.field: claim for claim in propose(document, reading, findings_of(tree))}


def test_a_finding_is_a_proposal_and_nothing_stands(claims: dict[str, Claim]) -> None:
    """Before a person decides, the register is empty."""
    assert {c.state for c in claims.values()} == {"proposed"}
    assert registered_agreements().count() == 0
    assert Payment.objects.count() == Party.objects.count() == Organisation.objects.count() == 0


def test_proposing_twice_makes_no_double(collection: Collection) -> None:
    """The same findings on the same bytes are the same claims."""
    document, reading, tree = stored(collection)
    first = propose(document, reading, findings_of(tree))
    second = propose(document, reading, findings_of(tree))
    assert [c.pk for c in first] == [c.pk for c in second]
    assert Agreement.objects.count() == 1


def test_a_decided_claim_survives_a_second_reading(claims: dict[str, Claim], collection: Collection) -> None:
    """Reading again never overwrites what a person decided."""
    accept(claims["signed_on"], who="Ana", value="2017-10")
    document = claims["signed_on"].document
    assert document is not None
    propose(document, document.readings.get(), findings_of(tree_of()))
    again = Claim.objects.get(pk=claims["signed_on"].pk)
    assert (again.state, again.value, again.proposed) == ("accepted", "2017-10", "2017-10-26")


def test_accepting_makes_the_rows_that_follow(claims: dict[str, Claim]) -> None:
    """Columns, party, payment and place come from accepted claims, each tied to its claim."""
    accept_all(list(claims.values()), who="Ana")
    agreement = Agreement.objects.get()
    assert agreement.registered
    assert (agreement.kind, agreement.signed_on) == ("agreement", "2017-10-26")
    party = Party.objects.get()
    assert (party.organisation.tax_id, party.claim_id) == ("20999999991", claims["party"].pk)
    payment = Payment.objects.get()
    assert (str(payment.amount), payment.unit, payment.rank) == ("110.0000", "officer_day", "oficial")
    assert AgreementPlace.objects.get().place.district == "Quebrada Muestra"
    assert Decision.objects.count() == len(claims)


def test_an_agreement_stands_only_with_its_kind_accepted(claims: dict[str, Claim]) -> None:
    """Terms without the kind of paper make no agreement of the register."""
    accept(claims["payment"], who="Ana")
    assert registered_agreements().count() == 0
    accept(claims["doc_type"], who="Ana")
    assert registered_agreements().count() == 1


def test_taking_back_undoes_all_that_followed(claims: dict[str, Claim]) -> None:
    """Reopen removes the rows, keeps the history."""
    accept(claims["party"], who="Ana")
    reopen(claims["party"], who="Ana", why="wrong page")
    assert Party.objects.count() == Organisation.objects.count() == 0
    assert [d.kind for d in claims["party"].decisions.all()] == ["accept", "reopen"]
    claims["party"].refresh_from_db()
    assert (claims["party"].state, claims["party"].value) == ("proposed", None)


def test_a_correction_keeps_what_the_machine_read(claims: dict[str, Claim]) -> None:
    """Old and new value, who, why and the version stand in the decision."""
    decision = accept(claims["signed_on"], who=" Ana  Quispe ", why="a stamp says so", value="2017-10")
    assert (decision.kind, decision.who, decision.before, decision.after) == ("correct", "Ana Quispe", None, "2017-10")
    assert claims["signed_on"].proposed == "2017-10-26"
    assert Agreement.objects.get().signed_on == "2017-10"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("signed_on", "26/10/2017"),
        ("signed_on", "2017-02-30"),
        ("doc_type", "convenio"),
        ("payment", {"amount": "mucho", "currency": "PEN", "unit": "total", "payee": "officer"}),
        ("payment", {"amount": "1.00", "currency": "PEN", "unit": "total"}),
        ("party", {"name": "X", "role": "mine"}),
        ("party", "X"),
        ("place", {}),
    ],
)
def test_a_value_of_the_wrong_form_is_refused(claims: dict[str, Claim], field: str, value: object) -> None:
    """A person's correction passes the same test as the machine's findings; nothing is changed."""
    with pytest.raises(BadValueError) as caught:
        accept(claims[field], who="Ana", value=value)
    assert field in str(caught.value)
    assert Decision.objects.count() == 0


def test_nobody_decides_namelessly(claims: dict[str, Claim]) -> None:
    """Who decided is part of every decision."""
    with pytest.raises(DecisionError, match="name"):
        accept(claims["title"], who="  ")
    with pytest.raises(DecisionError, match="not decided"):
        reopen(claims["title"], who="Ana")


def test_rivals_stand_side_by_side_and_none_is_followed(collection: Collection) -> None:
    """Two accepted dates of signature leave the column empty and name the field."""
    document, reading, tree = stored(collection)
    rival = finding_of(tree, "signed_on", "2017", "2017")
    claims = propose(document, reading, [*findings_of(tree), rival])
    accept_all(claims, who="Ana")
    agreement = Agreement.objects.get()
    assert (agreement.signed_on, agreement.rivals) == ("", ["signed_on"])
    reject(Claim.objects.get(uid=claims[-1].uid), who="Ana")
    agreement.refresh_from_db()
    assert (agreement.signed_on, agreement.rivals) == ("2017-10-26", [])


def test_what_is_said_of_another_instrument_is_not_of_this_one(collection: Collection) -> None:
    """A date about another agreement never becomes this agreement's date."""
    document, reading, tree = stored(collection)
    other = finding_of(tree, "signed_on", "2017", "2017", about="Convenio Marco")
    claims = propose(document, reading, [*findings_of(tree), other])
    accept_all(claims, who="Ana")
    assert Agreement.objects.get().signed_on == "2017-10-26"
    assert claims[-1].agreement is None


def test_a_person_may_find_an_agreement_that_the_machine_missed(collection: Collection) -> None:
    """Correcting the type of document gives it its row, and the waiting claims move there."""
    document, reading, tree = stored(collection)
    found = [f for f in findings_of(tree) if f.field != "doc_type"]
    claims = propose(document, reading, [finding_of(tree, "doc_type", "other", "CONVENIO"), *found])
    assert Agreement.objects.count() == 0
    accept(claims[0], who="Ana", value="agreement")
    agreement = Agreement.objects.get()
    assert agreement.registered
    assert agreement.claims.count() == len(claims)


def test_an_amendment_is_tied_only_to_what_it_names(collection: Collection) -> None:
    """The link is made when exactly one instrument bears the name, whichever was accepted first."""
    base, base_reading, base_tree = stored(collection)
    paper, reading, tree = stored(
        collection, "cd" * 32, "adenda.pdf", ("SEGUNDA ADENDA al CONVENIO DE SERVICIOS POLICIALES EXTRAORDINARIOS",)
    )
    of = {"of": "Convenio de Servicios Policiales Extraordinarios", "ordinal": 2}
    adenda = propose(
        paper,
        reading,
        [finding_of(tree, "doc_type", "amendment", "ADENDA"), finding_of(tree, "amends", of, "SEGUNDA ADENDA")],
    )
    accept_all(adenda, who="Ana")
    row = Amendment.objects.get()
    assert (row.of, row.ordinal) == (None, 2)
    accept_all(propose(base, base_reading, findings_of(base_tree)), who="Ana")
    row.refresh_from_db()
    assert row.of == base.agreements.get()


def test_the_same_tax_number_is_the_same_organisation(collection: Collection) -> None:
    """Two spellings with one number are one; a name without number stays apart from it."""
    for at, (sha, name) in enumerate([("ab", "Minera Cerro Inventado S.A.C."), ("cd", "MINERA CERRO INVENTADO SAC")]):
        document, reading, tree = stored(collection, sha * 32, f"{at}.pdf", ("CONVENIO", name))
        party = {"name": name, "role": "company", "ruc": "20999999991"}
        accept_all(propose(document, reading, [finding_of(tree, "doc_type", "agreement", "CONVENIO"),
                                               finding_of(tree, "party", party, name)]), who="Ana")  # fmt: skip
    assert Organisation.objects.count() == 1
    assert Party.objects.count() == 2


def test_samples_never_mix_with_real_organisations(collection: Collection) -> None:
    """An invented company with a real one's name is another organisation."""
    invented = Collection.objects.create(slug="muestra", title="Muestra", sample=True)
    for sha, into in (("ab", collection), ("cd", invented)):
        document, reading, tree = stored(into, sha * 32)
        accept_all(propose(document, reading, findings_of(tree)), who="Ana")
    assert Organisation.objects.filter(sample=True).count() == Organisation.objects.filter(sample=False).count() == 1


def test_a_claim_needs_evidence(collection: Collection) -> None:
    """The database itself refuses a claim without document or publication, and one without words."""
    base = {"field": "title", "proposed": "x", "confidence": 1.0, "method": "t", "version": "t"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.create(uid="1", quote="words", **base)
    document, _, _ = stored(collection)
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.create(uid="2", quote="", document=document, **base)


def test_a_publication_is_evidence_too(collection: Collection) -> None:
    """A claim may rest on an address and a few words; its value is checked like any other."""
    source = Source.objects.create(title="A report", address="https://example.org/report", published_on="2019-02")
    claim = claim_from_publication(source, None, "signed_on", "2017-10-26", "signed on 26 October 2017",
                                   confidence=0.7, method="typed")  # fmt: skip
    assert claim_json(claim)["evidence"]["address"] == "https://example.org/report"
    with pytest.raises(BadValueError):
        claim_from_publication(source, None, "signed_on", "soon", "soon", confidence=0.7, method="typed")


def test_ids_depend_on_the_evidence_alone() -> None:
    """Any change of bytes, field, value, instrument or place is another claim; the order of keys is not."""
    one = claim_uid("a", "place", {"district": "X", "region": "Y"}, "this", 1, 2)
    assert one == claim_uid("a", "place", {"region": "Y", "district": "X"}, "this", 1, 2)
    others = [
        claim_uid("b", "place", {"district": "X", "region": "Y"}, "this", 1, 2),
        claim_uid("a", "districts", {"district": "X", "region": "Y"}, "this", 1, 2),
        claim_uid("a", "place", {"district": "X"}, "this", 1, 2),
        claim_uid("a", "place", {"district": "X", "region": "Y"}, "other", 1, 2),
        claim_uid("a", "place", {"district": "X", "region": "Y"}, "this", 1, 3),
    ]
    assert len({one, *others}) == 6


def test_claims_are_listed_by_what_is_asked(claims: dict[str, Claim]) -> None:
    """By document, field, state and agreement."""
    accept(claims["title"], who="Ana")
    assert find_claims(document="abab", state="proposed").count() == len(claims) - 1
    assert [c.field for c in find_claims(field="title")] == ["title"]
    slug = Agreement.objects.get().slug
    assert find_claims(agreement=slug, state="accepted").count() == 1
