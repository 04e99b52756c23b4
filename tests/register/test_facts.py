"""Reviewed data: what is wrong with it is told by row and field, and it becomes claims all or nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.utils import timezone

from veedor.register import lives
from veedor.register.facts.checking import check
from veedor.register.facts.files import DataError
from veedor.register.facts.loading import load
from veedor.register.models import Agreement, Claim, Collection, Decision, InForce, Subject

SOURCES = """
- {id: diario-1, address: "https://diario.example/1", title: Nota uno, published: 2016-10-28}
- {id: informe-2, address: "https://informe.example/2", title: Informe dos}
"""
PROJECTS = """
- id: cerro-muestra
  label: Cerro Muestra
  facts:
  - {name: Cerro Muestra, source: diario-1, sure: reported, recorded: 2026-11-22}
  - {owner: {of: minera-muestra, share: "62.5"}, from: 2014, source: informe-2, sure: reported}
"""
ORGANISATIONS = """
- id: minera-muestra
  label: Minera Muestra
  facts:
  - {name: Minera Muestra S.A., source: informe-2, sure: reported}
  - {country: Suiza, source: informe-2, sure: general}
"""
AGREEMENTS = """
- id: muestra-2010
  label: Convenio de Cerro Muestra
  facts:
  - {doc_type: agreement, source: diario-1, sure: reported, recorded: 2026-11-20}
  - {title: Convenio de Cerro Muestra, source: diario-1, sure: reported, recorded: 2026-11-20}
  - {signed_on: 2010/2014, source: [diario-1, informe-2], sure: reported, recorded: 2026-11-20}
  - {said: {what: in_force, when: 2016-10}, source: diario-1, sure: quoted, quote: "está vigente", recorded: 2026-11-20}
- id: muestra-2010-adenda
  label: Adenda
  facts:
  - {doc_type: amendment, source: informe-2, sure: reported, recorded: 2026-11-20}
  - {amends: {of: muestra-2010, ordinal: 1}, source: informe-2, sure: reported, recorded: 2026-11-20}
  - {signed_on: 2018-05-20, source: informe-2, sure: reported, recorded: 2026-11-20}
  - {ends_on: 2020-05-20, source: informe-2, sure: reported, recorded: 2026-11-20}
"""
FILES = {
    "sources.yaml": SOURCES,
    "projects.yaml": PROJECTS,
    "organisations.yaml": ORGANISATIONS,
    "agreements.yaml": AGREEMENTS,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small, sound folder of invented data."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_a_sound_folder_is_counted(folder: Path) -> None:
    checked = check(folder)
    assert checked.entries == {"agreement": 2, "organisation": 1, "project": 1}
    assert checked.sources == 2
    assert checked.uncounted == 1


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (
            "agreements.yaml",
            "signed_on: 2010/2014",
            "signed_on: 2010-13",
            "agreements.yaml, line 7: muestra-2010 · signed",
        ),
        ("agreements.yaml", "of: muestra-2010,", "of: nada,", "there is no agreement with the id 'nada'"),
        ("agreements.yaml", "source: [diario-1,", "source: [nada,", "there is no source 'nada'"),
        ("agreements.yaml", "sure: quoted", "sure: seguro", "sure: has to be one of text, quoted"),
        ("agreements.yaml", "what: in_force", "what: perhaps", "'perhaps' is none of in_force, suspended, ended"),
        ("agreements.yaml", "doc_type: amendment", "sort: amendment", "a fact has one field of agreement"),
        ("agreements.yaml", "recorded: 2026-11-20}", "recorded: 2026-11}", "recorded: has to be a day"),
        ("projects.yaml", 'share: "62.5"', 'share: "162"', "'162' is not a percentage"),
        ("projects.yaml", "from: 2014", "from: 2014, to: 2013", "ends before it begins"),
        ("projects.yaml", "label: Cerro Muestra", "lable: Cerro Muestra", "an entry has only"),
        ("projects.yaml", "id: cerro-muestra", "id: Cerro Muestra", "has to be small letters"),
        ("organisations.yaml", "id: minera-muestra", "name: minera-muestra", "has to be a mapping with an id"),
        ("organisations.yaml", "- id", "- id: [", "is no YAML"),
        ("organisations.yaml", "country: Suiza", "country: &a Suiza, note: *a", "uses an anchor"),
        (
            "projects.yaml",
            "- {name: Cerro Muestra,",
            "- {place: {district: Mara, region: Cusco},",
            "no place bears these names together: Mara, Cusco",
        ),
        (
            "projects.yaml",
            "- {name: Cerro Muestra,",
            "- {place: {district: Mara, code: '030506'},",
            "code: 030506 is not the official code of Mara",
        ),
        ("sources.yaml", "https://diario.example/1", "ftp://x", "has to be the address of a page"),
        ("sources.yaml", "https://diario.example/1", "https://informe.example/2", "is that of the source"),
        (
            "sources.yaml",
            "- {id: informe-2",
            "- {id: huerfana, address: 'https://h.example'}\n- {id: informe-2",
            "cited by no",
        ),
    ],
)
def test_what_is_wrong_is_told_by_file_row_and_field(folder: Path, file: str, old: str, new: str, told: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError) as error:
        check(folder)
    assert any(told in str(fault) for fault in error.value.faults), [str(f) for f in error.value.faults]


def test_a_file_of_no_kind_is_not_passed_over(folder: Path) -> None:
    (folder / "agrements.yaml").write_text("[]", encoding="utf-8")
    with pytest.raises(DataError, match="is the file of no kind"):
        check(folder)


@pytest.mark.django_db
@pytest.mark.db_engine
class TestLoading:
    """Into the database."""

    @pytest.fixture
    def collection(self) -> Collection:
        """Where the data go."""
        return Collection.objects.create(slug="pe", title="Perú", sample=True)

    def test_facts_become_accepted_claims_with_their_source(self, folder: Path, collection: Collection) -> None:
        loaded = load(folder, collection)
        assert (loaded.things, loaded.added, loaded.waiting) == (4, 13, 1)
        claims = Claim.objects.filter(field="signed_on", agreement__slug="muestra-2010")
        assert {c.source.address for c in claims if c.source} == {
            "https://diario.example/1",
            "https://informe.example/2",
        }
        assert {c.state for c in claims} == {"accepted"}
        decision = Decision.objects.filter(claim__in=claims).first()
        assert decision is not None
        # from the day's first minute, where the register stands
        assert timezone.localtime(decision.at).isoformat() == "2026-11-20T00:00:00-05:00"
        assert Claim.objects.get(field="country").state == "proposed"
        owner = Claim.objects.get(field="owner")
        assert (owner.value, owner.since, owner.subject and owner.subject.slug) == (
            {"of": "minera-muestra", "share": "62.5"},
            "2014",
            "cerro-muestra",
        )

    def test_twice_is_once(self, folder: Path, collection: Collection) -> None:
        load(folder, collection)
        before = list(Claim.objects.order_by("uid").values_list("uid", "state", "value"))
        again = load(folder, collection)
        assert (again.added, again.withdrawn, again.kept) == (0, 0, 13)
        assert list(Claim.objects.order_by("uid").values_list("uid", "state", "value")) == before

    def test_what_left_the_files_is_withdrawn_and_can_come_back(self, folder: Path, collection: Collection) -> None:
        load(folder, collection)
        text = (folder / "agreements.yaml").read_text(encoding="utf-8")
        line = next(row for row in text.splitlines() if "said:" in row)
        (folder / "agreements.yaml").write_text(text.replace(line + "\n", ""), encoding="utf-8")
        assert load(folder, collection).withdrawn == 1
        said = Claim.objects.get(field="said")
        assert (said.state, said.value) == ("withdrawn", None)
        assert said.decisions.count() == 2
        (folder / "agreements.yaml").write_text(text, encoding="utf-8")
        load(folder, collection)
        said.refresh_from_db()
        assert (said.state, said.value) == ("accepted", {"what": "in_force", "when": "2016-10"})

    def test_a_broken_file_changes_nothing(self, folder: Path, collection: Collection) -> None:
        (folder / "projects.yaml").write_text(PROJECTS.replace("share", "shares"), encoding="utf-8")
        with pytest.raises(DataError):
            load(folder, collection)
        assert not Claim.objects.exists()
        assert not Subject.objects.exists()
        assert not Agreement.objects.exists()

    def test_stretches_follow_from_what_was_loaded(self, folder: Path, collection: Collection) -> None:
        load(folder, collection)
        base = Agreement.objects.get(slug="muestra-2010")
        assert lives.on(base, dt.date(2015, 9, 28)).status == "presumed"
        assert lives.on(base, dt.date(2016, 10, 14)).status == "yes"
        assert lives.on(base, dt.date(2019, 1, 1)).status == "yes"
        assert lives.on(base, dt.date(2021, 1, 1)).status == "no"
        assert not InForce.objects.filter(agreement__slug="muestra-2010-adenda").exists()
        assert base.amended_by.count() == 1
        assert lives.current_life(base).on(dt.date(2016, 10, 14)) == lives.on(base, dt.date(2016, 10, 14))

    def test_jsonl_says_the_same_as_yaml(self, folder: Path, collection: Collection, tmp_path: Path) -> None:
        import json

        import yaml

        load(folder, collection)
        before = set(Claim.objects.values_list("uid", flat=True))
        rows = yaml.load(AGREEMENTS, Loader=yaml.BaseLoader)
        (folder / "agreements.yaml").unlink()
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / "agreements.jsonl").write_text(text, encoding="utf-8")
        again = load(folder, collection)
        assert (again.added, again.withdrawn) == (0, 0)
        assert set(Claim.objects.values_list("uid", flat=True)) == before
