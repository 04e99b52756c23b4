"""A place of the register has its official code where its names leave no doubt."""

import pytest

from veedor.register.models import Place


@pytest.mark.parametrize(
    ("place", "code"),
    [
        (Place(district="Challhuahuacho", province="Cotabambas", region="Apurímac"), "030506"),
        (Place(province="Cotabambas"), "0305"),
        (Place(district="Santa Rosa", region="Puno"), ""),
        (Place(district="Challhuahuacho", province="Cotabambas", region="Apurímac", sample=True), ""),
        (Place(), ""),
    ],
)
def test_the_code_of_a_place(place, code):
    assert place.code == code
