"""What the register knows that it does not have."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from tests.register.conftest import LINES, finding_of, findings_of, stored
from veedor.register import claims, models
from veedor.register.asking.counting import Rule
from veedor.register.asking.knowledge import Knowledge
from veedor.register.asking.missing import Gap, Missing, MissingAnswer, missing
from veedor.register.asking.things import find
from veedor.web.reasons import GAPS

NOW = Knowledge()
TODAY = dt.date(2026, 11, 22)


def of(answer: MissingAnswer, why: Gap) -> list[Missing]:
    """The gaps of one kind."""
    return [one for one in answer.missing if one.why == why]


def test_every_kind_has_its_sentence() -> None:
    assert set(GAPS) == set(Gap)


@pytest.mark.usefixtures("peru")
@pytest.mark.django_db
@pytest.mark.db_engine
class TestPeru:
    """On Peru's data."""

    def test_every_text_that_others_name_is_missing_until_a_paper_comes(self) -> None:
        answer = missing(NOW, TODAY)
        assert len(of(answer, Gap.TEXT_NOT_HELD)) == 30
        assert all(one.proof and one.ask for one in of(answer, Gap.TEXT_NOT_HELD))
        assert Counter(str(one.why) for one in answer.missing) == {k: n for k, n in answer.counts.items() if n}

    def test_a_fourth_adenda_without_the_first_three(self) -> None:
        found = [(one.about, one.what) for one in of(missing(NOW, TODAY), Gap.ADENDA_NOT_SEEN)]
        assert [what for about, what in found if about == "a01-adenda-4-2025"] == ["1", "2", "3"]
        # both adendas of Tía María are known
        assert not [about for about, _ in found if about == "a12-tia-maria-2021"]

    def test_a_resolution_without_its_paper(self) -> None:
        answer = missing(NOW, TODAY, find("tia-maria", NOW))
        (one,) = of(answer, Gap.RESOLUTION_NOT_SEEN)
        assert (one.about, one.what) == ("a12-tia-maria-2021", "RM 0087-2021-IN")
        assert one.ask == ("mininter",)
        assert answer.holders["mininter"] == "Ministerio del Interior"

    def test_what_has_ended_without_a_successor_is_a_question(self) -> None:
        found = of(missing(NOW, TODAY), Gap.NOTHING_AFTER_ITS_END)
        assert "a06-shahuindo-2009" in {one.about for one in found}
        assert not any(one.certain for one in found)
        # that of 2010 has ended and that of 2021 came after it
        assert "a11-tia-maria-2010" not in {one.about for one in found}
        # on a day on which it was in force it had not ended
        then = missing(NOW, dt.date(2010, 6, 1), find("a06-shahuindo-2009", NOW))
        assert of(then, Gap.NOTHING_AFTER_ITS_END) == []

    def test_what_others_count_more_of(self) -> None:
        found = {one.about: one for one in of(missing(NOW, TODAY), Gap.COUNTED_BY_OTHERS) if one.rule}
        one = found["eri-idl-cnddhh-2019"]
        assert one.rule is not None
        assert int(one.what) > 0
        adendas = found["convoca-yanacocha-2021"]
        assert adendas.rule == Rule("adendas", until=dt.date(2021, 11, 30), company="yanacocha-srl")
        assert adendas.what == "12"

    def test_ids_last(self) -> None:
        first, again = missing(NOW, TODAY), missing(NOW, TODAY)
        assert [one.id for one in first.missing] == [one.id for one in again.missing]
        assert len({one.id for one in first.missing}) == len(first.missing)


@pytest.mark.django_db
class TestPapers:
    """On papers of the register."""

    def paper(self, lines: tuple[str, ...], *extra: tuple[str, object, str], sha256: str = "ab" * 32) -> None:
        """A document with accepted claims."""
        collection, _ = models.Collection.objects.get_or_create(slug="papeles", title="Papeles")
        document, reading, tree = stored(collection, sha256, lines=lines)
        findings = findings_of(tree) if lines[: len(LINES)] == LINES else []
        findings += [finding_of(tree, field, value, quote) for field, value, quote in extra]
        for claim in claims.propose(document, reading, findings):
            claims.accept(claim, who="Ana")

    def test_an_annex_that_does_not_lie_with_it(self) -> None:
        lines = (*LINES, "según el Anexo 1 y el Anexo 2")
        self.paper(
            lines,
            ("annex", {"name": "Anexo 1", "state": "missing"}, "Anexo 1"),
            ("annex", {"name": "Anexo 2", "state": "present"}, "Anexo 2"),
        )
        answer = missing(NOW, TODAY)
        (one,) = of(answer, Gap.ANNEX_NOT_SEEN)
        assert one.what == "Anexo 1"
        assert one.proof[0].evidence.page == 1
        assert one.about not in {gap.about for gap in of(answer, Gap.TEXT_NOT_HELD)}

    def test_a_resolution_closes_one_gap_and_opens_another(self) -> None:
        self.paper(
            (*LINES, "aprobado por Resolución Ministerial 0010-2017-IN"),
            ("approved_by", "RM 0010-2017-IN", "Resolución Ministerial 0010-2017-IN"),
        )
        assert "RM 0010-2017-IN" in {one.what for one in of(missing(NOW, TODAY), Gap.RESOLUTION_NOT_SEEN)}
        self.paper(
            ("RESOLUCIÓN MINISTERIAL N° 0010-2017-IN", "aprobar el Convenio Otro de Muestra"),
            ("doc_type", "ministerial_resolution", "RESOLUCIÓN MINISTERIAL"),
            ("number", "RM 0010-2017-IN", "0010-2017-IN"),
            ("approves", {"kind": "agreement", "title": "Convenio Otro de Muestra"}, "Convenio Otro de Muestra"),
            sha256="cd" * 32,
        )
        answer = missing(NOW, TODAY)
        assert "RM 0010-2017-IN" not in {one.what for one in of(answer, Gap.RESOLUTION_NOT_SEEN)}
        assert [one.what for one in of(answer, Gap.AGREEMENT_NOT_SEEN)] == ["Convenio Otro de Muestra"]
