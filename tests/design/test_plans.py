"""A plan drawn of coordinates."""

from prilavok.design.plans import Spot, plan_of


def test_places_on_a_plan_keep_their_directions_and_their_names_do_not_meet() -> None:
    spots = [
        Spot(key=str(number), title=title, latitude=latitude, longitude=longitude)
        for number, (title, latitude, longitude) in enumerate(
            [("Север", 60.05, 30.33), ("Центр", 59.93, 30.36), ("Центр рядом", 59.931, 30.361), ("Юг", 59.83, 30.37)]
        )
    ]
    plan = plan_of(spots)
    assert plan is not None
    where = {pin.spot.title: pin for pin in plan.pins}

    assert where["Север"].y < where["Центр"].y < where["Юг"].y
    assert all(0 < pin.x < plan.width and 0 < pin.y < plan.height for pin in plan.pins)
    assert plan == plan_of(spots)
    assert plan_of([]) is None
    assert plan_of(spots[:1]) is not None
