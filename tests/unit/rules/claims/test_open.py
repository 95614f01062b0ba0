"""Open vocabulary: claims in words that no list of cues holds, where something is on offer."""

from __future__ import annotations

import pytest

from spincheck.engine import Engine
from spincheck.rules.claims import _strength
from spincheck.rules.claims._analysis import claims
from spincheck.rules.context import Context
from spincheck.settings import Settings
from spincheck.sources import read_bytes

ENGINE = Engine(Settings(select=("CLM3",)))
ADVERT = (
    "Order our tonic today. It rekindles tired nerves and unclogs the veins. Dizziness drains away by teatime. "
    "It strengthens every bone. Delivery is free."
)
LEAFLET = (
    "Your nurse will take the bandage off. Wash the leg and pat it dry. Rest strengthens the bone after a break. "
    "The swelling drains away with time. Ring us if it smells. Keep the heel raised. Walk a little every day. "
    "Do not drive until you are told. Bring this sheet along. The clinic opens at nine."
)


def found(text: str) -> list[str]:
    return [f.text for f in ENGINE.check(read_bytes(text.encode(), name="a.txt")).findings if f.severity.value != "low"]


def test_an_advertiser_need_not_use_the_words_of_the_lists() -> None:
    texts = " ".join(found(ADVERT))
    assert "unclogs the veins" in texts
    assert "drains away" in texts
    assert "Delivery" not in texts


def test_the_same_words_in_a_leaflet_claim_nothing() -> None:
    assert found(LEAFLET) == []


def test_open_claims_need_company() -> None:
    filler = " The parcel is small. The label is blue. It stands on a shelf. We close at five. The van is red."
    alone = "Order our tonic today." + filler + " It unclogs the veins." + filler + filler
    assert found(alone) == []


def test_an_abstract_may_report_effects() -> None:
    text = (
        "Objective: To see whether ginger helps. Results: Ginger reduced nausea (difference -0.5, 95% CI -0.8 to -0.2). "
        "There were no serious adverse events. Conclusion: Ginger eases nausea."
    )
    assert found(text) == []
    assert any(
        c.code == "CLM301"
        for c in claims(Context(read_bytes(b"Results: 95% CI. Our tea cures cancer.", name="a.txt"), Settings()))
    )


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("A new study found that walking lowers blood pressure.", 3),
        ("Walking lowers blood pressure, according to a study published today in a journal.", 3),
        ("Previous research suggested that coffee may raise blood pressure.", 0),
        ("The study found that coffee may raise blood pressure.", 2),
        ("Blood pressure increased over the two years.", 1),
        ("Patients with gout had higher blood pressure than controls.", 1),
        ("Programmes to reduce the incidence of falls are needed.", 0),
        ("The scan may be a useful tool to identify patients.", 0),
        ("The drug did not reduce mortality.", 3),
        ("Obesity was not associated with mortality.", 1),
        ("Lung cancer is a disease that causes many deaths.", 0),
    ],
)
def test_strength_of_what_is_stated(text: str, wanted: int) -> None:
    assert _strength.classify_many([text]) == [wanted]


@pytest.mark.parametrize(
    ("text", "governed"),
    [
        ("Walking may lower blood pressure.", True),
        ("It is possible that walking lowers blood pressure.", True),
        ("You may know that walking lowers blood pressure.", False),
        ("Walking lowers blood pressure.", False),
    ],
)
def test_scope_of_a_hedge(text: str, governed: bool) -> None:
    assert _strength.judge_many([text])[0][1] is governed
