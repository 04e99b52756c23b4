"""One thing under many names: joined by identifier, by whole name, by judgement; never by likeness."""

from __future__ import annotations

import pytest

from tests.register.conftest import LINES, finding_of, stored
from veedor.register import claims, entities
from veedor.register.asking.knowledge import Knowledge
from veedor.register.asking.things import agreements_at, find
from veedor.register.entities import Entity, EntityError, groups, judge, suggestions, undo
from veedor.register.facts.loading import load
from veedor.register.models import Agreement, Collection, Judgement, Organisation, Place

pytestmark = [pytest.mark.django_db, pytest.mark.db_engine]
MINERA, SAC = "organisation:minera-muestra", "paper:organisation:minera muestra del sur"


@pytest.fixture
def world(tmp_path) -> Collection:  # type: ignore[no-untyped-def]
    """One company, one mine and one unit of reviewed data, and an agreement of theirs."""
    (tmp_path / "sources.yaml").write_text(
        '- {id: d1, address: "https://d.example/1", title: Nota}\n', encoding="utf-8"
    )
    by = "source: d1, sure: reported, recorded: 2026-01-10"
    (tmp_path / "organisations.yaml").write_text(
        f"- id: minera-muestra\n  label: Minera Muestra S.A.\n  facts:\n  - {{name: Minera Muestra S.A., {by}}}\n"
        f'  - {{tax_id: "20999999991", {by}}}\n',
        encoding="utf-8",
    )
    (tmp_path / "police_units.yaml").write_text(
        f"- id: region-muestra\n  label: Región Policial Muestra\n  facts:\n  - {{name: REGPOL Muestra, {by}}}\n",
        encoding="utf-8",
    )
    (tmp_path / "agreements.yaml").write_text(
        f"- id: convenio-1\n  label: Convenio 1\n  facts:\n  - {{doc_type: agreement, {by}}}\n"
        f"  - {{company: minera-muestra, {by}}}\n  - {{unit: region-muestra, {by}}}\n",
        encoding="utf-8",
    )
    collection = Collection.objects.create(slug="data", title="Datos")
    load(tmp_path, collection)
    return collection


def paper(collection: Collection, name: str, tax_id: str = "", unit: str = "", sha256: str = "ab" * 32) -> Agreement:
    """An agreement of a paper with this company, and this unit."""
    lines = (*LINES, f"{name} {unit}")
    document, reading, tree = stored(collection, sha256, lines=lines)
    party = {"name": name, "role": "company"} | ({"ruc": tax_id} if tax_id else {})
    findings = [
        finding_of(tree, "doc_type", "agreement", "CONVENIO"),
        finding_of(tree, "party", party, name),
        *([finding_of(tree, "police_unit", {"name": unit}, unit)] if unit else []),
    ]
    for claim in claims.propose(document, reading, findings):
        claims.accept(claim, who="Ana")
    return document.agreements.get()


def at(name: str) -> set[str]:
    """The agreements of a thing."""
    knowledge = Knowledge()
    return {row.slug for row in agreements_at(find(name, knowledge), knowledge)}


def test_a_tax_number_joins_whatever_the_name(world: Collection) -> None:
    row = paper(world, "MUESTRA DEL NORTE SAC", tax_id="20999999991")
    assert groups("organisation").of(MINERA) == {MINERA, "paper:organisation:20999999991"}
    assert at("minera-muestra") == {"convenio-1", row.slug}


def test_a_whole_name_joins_but_not_against_a_tax_number(world: Collection) -> None:
    row = paper(world, "MINERA MUESTRA S.A.")
    assert at("minera-muestra") == {"convenio-1", row.slug}
    other = paper(world, "Minera Muestra S.A.", tax_id="20999999983", sha256="cd" * 32)
    assert other.slug not in at("minera-muestra")


def test_likeness_suggests_and_only_a_person_joins(world: Collection) -> None:
    row = paper(world, "Minera Muestra del Sur S.A.C.")
    sac = next(one.id for one in entities.entities("organisation") if one.id != MINERA)
    assert at("minera-muestra") == {"convenio-1"}
    assert groups("organisation").of(MINERA) == {MINERA}
    judge(MINERA, sac, "same", who="Ana", why="misma empresa")
    assert at("minera-muestra") == {"convenio-1", row.slug}
    assert suggestions("organisation") == []
    kept = Judgement.objects.get()
    assert (kept.who, kept.why, kept.verdict) == ("Ana", "misma empresa", "same")
    # and back
    undo(MINERA, sac, who="Eva")
    assert at("minera-muestra") == {"convenio-1"}
    assert Judgement.objects.count() == 2


def test_a_pair_that_was_judged_is_not_suggested_again(world: Collection) -> None:
    paper(world, "Minera Muestras S.A.C.")
    (pair,) = suggestions("organisation")
    assert {pair.one.id, pair.other.id} == {MINERA, "paper:organisation:minera muestras sac"}
    assert pair.score > 90
    judge(pair.one.id, pair.other.id, "different", who="Ana")
    assert suggestions("organisation") == []
    assert [one.verdict for one in suggestions("organisation", judged=True)] == ["different"]
    judge(pair.other.id, pair.one.id, "unsure", who="Ana")
    assert [one.verdict for one in suggestions("organisation", judged=True)] == ["unsure"]


def test_what_is_judged_different_and_joined_by_others_is_a_conflict(world: Collection) -> None:
    for number, name in enumerate(("Minera Uno S.A.", "Minera Dos S.A.", "Minera Tres S.A.")):
        Organisation.objects.create(name=name, key=f"k{number}")
    one, two, three = (f"paper:organisation:k{number}" for number in range(3))
    judge(one, two, "same", who="Ana")
    judge(two, three, "same", who="Ana")
    judge(one, three, "different", who="Eva")
    (conflict,) = groups("organisation").conflicts
    assert (conflict.one, conflict.other, conflict.who) == (one, three, "Eva")
    undo(two, three, who="Ana")
    assert groups("organisation").conflicts == ()


def test_units_of_papers_by_the_names_of_the_data(world: Collection) -> None:
    row = paper(world, "Otra Empresa", unit="regpol muestra")
    assert at("region-muestra") == {"convenio-1", row.slug}


def test_places_judged_the_same_are_one_place(world: Collection) -> None:
    for district in ("Chalhuapampa", "Challhuapampa", "Otropueblo"):
        Place.objects.create(district=district, province="Provincia Muestra", region="Región Muestra")
    (pair,) = suggestions("place")
    assert pair.score > 90
    judge(pair.one.id, pair.other.id, "same", who="Ana")
    from veedor.register.asking.things import places_like

    rows = places_like("Chalhuapampa/Provincia Muestra/Región Muestra", Knowledge())
    assert {row.district for row in rows} == {"Chalhuapampa", "Challhuapampa"}


def test_districts_of_one_name_in_two_provinces_are_two() -> None:
    for province in ("Norte", "Sur"):
        Place.objects.create(district="Pueblo Muestra", province=province, region="Región")
    assert suggestions("place") == []


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        (MINERA, "organisation:nada", "There is no entity organisation:nada"),
        (MINERA, "police_unit:region-muestra", "two entities of one kind"),
        (MINERA, MINERA, "two entities of one kind"),
        ("nada", MINERA, "is no id of an entity"),
    ],
)
def test_a_judgement_that_cannot_be_taken(world: Collection, one: str, other: str, told: str) -> None:
    with pytest.raises(EntityError, match=told):
        judge(one, other, "same", who="Ana")


def test_a_judgement_needs_a_name_and_undo_a_judgement(world: Collection) -> None:
    Organisation.objects.create(name="Minera Uno S.A.", key="k1")
    with pytest.raises(EntityError, match="needs the name"):
        judge(MINERA, "paper:organisation:k1", "same", who=" ")
    with pytest.raises(EntityError, match="nothing to take back"):
        undo(MINERA, "paper:organisation:k1", who="Ana")


def test_samples_never_meet_real_ones(world: Collection) -> None:
    Organisation.objects.create(name="Minera Muestra S.A.", key="minera muestra sa", sample=True)
    assert [one.id for one in entities.entities("organisation", samples=True)] == [
        "paper:organisation:minera muestra sa"
    ]
    assert groups("organisation").of(MINERA) == {MINERA}


def test_an_entity_of_a_kind_that_is_none() -> None:
    with pytest.raises(EntityError, match="is no kind"):
        entities.entities("persona")
    assert Entity("a:b", "a", ()).tax_ids == ()


def test_the_group_of_one_is_that_of_all_groups(world: Collection) -> None:
    paper(world, "MUESTRA DEL NORTE SAC", tax_id="20999999991", unit="regpol muestra")
    paper(world, "Minera Muestra S.A.", sha256="cd" * 32)
    paper(world, "Minera Muestra S.A.", tax_id="20999999983", unit="Otra Unidad", sha256="ef" * 32)
    paper(world, "Minera Muestra del Sur S.A.C.", sha256="12" * 32)
    sur = next(one.id for one in entities.entities("organisation") if "sur" in one.id)
    norte = "paper:organisation:20999999991"
    judge(norte, sur, "same", who="Ana")
    judge(MINERA, "paper:organisation:minera muestra sa", "different", who="Ana")
    for kind in ("organisation", "police_unit", "project"):
        for one in entities.entities(kind):
            assert entities.same_as(one.id) == groups(kind).of(one.id), one.id
    assert entities.same_as(sur) == {MINERA, norte, sur}
