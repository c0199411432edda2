"""A review: one a person and product, its author's alone, shown when it was read, forgotten with the person."""

import io
from decimal import Decimal
from threading import Event, Thread

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connections
from PIL import Image

from prilavok.base.errors import Forbidden, NotFound
from prilavok.base.models import EventRow
from prilavok.base.unit import unit
from prilavok.foundation.accounts.models import AuditRow
from prilavok.goods.pim.identity import merging
from prilavok.people.crm.api import join_proven
from prilavok.people.reviews import api
from prilavok.people.reviews.errors import (
    NotForDecision,
    NothingToUndo,
    OwnReview,
    PictureUnreadable,
    ReasonMissing,
    ReviewChanged,
    ReviewEmpty,
    StarsMissing,
    TooManyPictures,
    TooManyReviews,
)
from prilavok.people.reviews.models import Picture, Review, Vote
from prilavok.people.reviews.values import Bought, State, Wanted
from prilavok.trade.receipts.values import ReceiptLine
from tests.goods.pim.make import make_product
from tests.jobs import RunJobs
from tests.people.reviews.make import MODERATOR, READER, TEXT, approve, buyer, draft, photo, picture, published, write
from tests.trade.oms import make as sale
from tests.trade.receipts.make import make_receipt

pytestmark = pytest.mark.django_db
PHONE = "+79160000001"


def announced() -> list[str]:
    return list(EventRow.objects.filter(name__startswith="reviews.").order_by("pk").values_list("name", flat=True))


def shown(product_id: int = 1) -> list[str]:
    return [one.text for one in api.published(Wanted(product_id=product_id)).reviews]


def test_nothing_is_shown_before_a_person_has_read_it() -> None:
    one = write(buyer())

    assert (one.state, one.author, one.version) == (State.WAITING, "Анна П.", 1)
    assert shown() == []
    assert api.summaries(product_ids=[1]) == {}
    assert announced() == []

    approve(one)
    assert shown() == [TEXT]
    assert announced() == ["reviews.review_published"]
    assert AuditRow.objects.filter(action="reviews.approve", subject=f"review:{one.review_id}").count() == 1


def test_an_edited_review_goes_back_to_the_queue_and_off_the_page() -> None:
    anna = buyer()
    one = published(anna)

    same = write(anna)
    assert (same.state, same.version) == (State.PUBLISHED, 1), "what is the same changes nothing"
    edited = write(anna, text="Сломалась через неделю, рукоять треснула.", stars=1)

    assert (edited.review_id, edited.state, edited.version) == (one.review_id, State.WAITING, 2)
    assert shown() == []
    assert api.summaries(product_ids=[1]) == {}
    assert announced() == ["reviews.review_published", "reviews.review_hidden"]
    with pytest.raises(ReviewChanged), unit():
        api.approve_review(review_id=one.review_id, version=1, actor=MODERATOR)
    assert shown() == [], "nobody publishes what they have not read"


def test_the_summary_counts_published_stars_only() -> None:
    people = [buyer(number) for number in (1, 2, 3, 4)]
    for person, stars in zip(people, (5, 4, 4, 1), strict=True):
        one = write(person, stars=stars, text=f"{TEXT} {stars} {person}")
        if stars > 1:
            approve(one)

    found = api.summaries(product_ids=[1, 2])[1]
    assert (found.count, found.mean) == (3, Decimal("4.3"))
    assert found.shares == ((5, 1, 33), (4, 2, 67), (3, 0, 0), (2, 0, 0), (1, 0, 0))


def test_who_may_not_moderate_changes_nothing() -> None:
    one = write(buyer())

    with pytest.raises(Forbidden), unit():
        api.approve_review(review_id=one.review_id, version=1, actor=READER)
    with pytest.raises(ReasonMissing), unit():
        api.refuse_review(review_id=one.review_id, version=1, reason="because", note="", actor=MODERATOR)
    assert Review.objects.get().state == "waiting"
    assert not AuditRow.objects.filter(action__startswith="reviews.").exists()


def test_a_decision_is_undone_until_something_comes_after_it() -> None:
    anna = buyer()
    one = published(anna)
    with unit():
        api.refuse_review(review_id=one.review_id, version=1, reason="rude", note="мягче", actor=MODERATOR)
    refused = api.review(one.review_id)
    assert refused is not None
    assert (refused.state, refused.reason, shown()) == (State.REFUSED, "rude", [])
    last, first = api.decisions(one.review_id)

    with pytest.raises(NothingToUndo), unit():
        api.undo_decision(review_id=one.review_id, decision_id=first.decision_id, actor=MODERATOR)
    with unit():
        api.undo_decision(review_id=one.review_id, decision_id=last.decision_id, actor=MODERATOR)
    back = api.review(one.review_id)
    assert back is not None
    assert (back.state, back.published_at, shown()) == (State.PUBLISHED, one.published_at, [TEXT])

    write(anna, text="Передумала, всё не так хорошо.")
    with pytest.raises(NothingToUndo), unit():
        api.undo_decision(review_id=one.review_id, decision_id=first.decision_id, actor=MODERATOR)


def test_a_review_taken_back_is_seen_by_nobody_and_decided_by_nobody() -> None:
    anna = buyer()
    one = published(anna)
    with unit():
        assert api.withdraw_review(product_id=1, person_id=anna)

    assert shown() == []
    with pytest.raises(NotForDecision):
        approve(one)
    assert write(anna).state == State.WAITING, "writing again brings it back to the queue"


def test_bought_is_proven_by_an_order_handed_over_and_by_nothing_less(run_jobs: RunJobs) -> None:
    chain = sale.make_chain()
    product = sale.seen(sale.place(chain, 1, person_id=(anna := buyer())).order_id)
    variant = product.lines[0].variant_id
    good = _product_of(variant)

    assert write(anna, good).bought == Bought.UNKNOWN, "ordered is not bought"
    sale.pick(chain, product.order_id)
    sale.issue(chain, product.order_id, sale.fulfilment_code(product.order_id))
    after = write(anna, good, stars=4)

    assert (after.bought, after.bought_ref) == (Bought.ORDER, product.number)
    assert write(buyer(2), good).bought == Bought.UNKNOWN, "somebody else's order proves nothing"


def test_a_receipt_proves_only_for_the_owner_of_its_proven_phone(run_jobs: RunJobs) -> None:
    chain = sale.make_chain()
    good = _product_of(chain.goods[0])
    line = ReceiptLine(
        title="Лопата", quantity=Decimal(1), price=Decimal(50), discount=Decimal(0), total=Decimal(100),
        external_id="good-0", variant_id=int(chain.goods[0]),
    )  # fmt: skip
    anna, boris = buyer(1), buyer(2, "Борис Ким")
    with unit():
        make_receipt(1, phone=PHONE, lines=(line,))
        make_receipt(2, phone="+79160000002", lines=(line,), kind="return")
    run_jobs()
    with unit():
        join_proven(person_id=anna, name="Анна", phone=PHONE, email="")
        join_proven(person_id=boris, name="Борис", phone="+79160000002", email="")

    assert (write(anna, good).bought, write(boris, good).bought) == (Bought.RECEIPT, Bought.UNKNOWN)


def _product_of(variant_id: int) -> int:
    from prilavok.goods.pim import api as pim

    return int(pim.variants(variant_ids=[variant_id])[variant_id].product_id)  # type: ignore[list-item,index]


def test_one_text_under_many_goods_is_flagged() -> None:
    first, second = write(buyer(1), 1), write(buyer(2), 2)

    assert (first.flags, second.flags) == ((), ("copied",))


@pytest.mark.parametrize(
    ("changed", "error"),
    [({"stars": 0}, StarsMissing), ({"stars": 6}, StarsMissing), ({"text": " \n…"}, ReviewEmpty)],
)
def test_what_says_nothing_is_refused_and_not_written(changed: dict[str, object], error: type[Exception]) -> None:
    with pytest.raises(error):
        write(buyer(), **changed)
    assert not Review.objects.exists()


def test_nobody_floods_the_queue() -> None:
    anna = buyer()
    for number in range(20):
        write(anna, number + 1)

    with pytest.raises(TooManyReviews):
        write(anna, 21)
    assert Review.objects.count() == 20
    assert write(anna, 1, stars=3).stars == 3, "one's own may still be changed"


def test_pictures_are_encoded_anew_without_where_they_were_taken() -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x8825] = "Camera", {2: (55.0, 45.0, 21.0)}
    one = write(buyer(), new=(api.encode_picture(name="p.jpg", content=photo(2000, exif=exif)),))

    kept = Picture.objects.get()
    assert (kept.width, kept.height) == (1280, 1280)
    with default_storage.open(one.pictures[0].url.removeprefix("/media/")) as file:
        again = Image.open(io.BytesIO(file.read()))
        assert (again.format, dict(again.getexif())) == ("WEBP", {})
    for bad in (b"<svg onload=alert(1)>", b"GIF89a" + b"0" * 50, b""):
        with pytest.raises(PictureUnreadable):
            api.encode_picture(name="x.jpg", content=bad)


def test_pictures_are_five_at_most_and_only_one_s_own_stay(run_jobs: RunJobs) -> None:
    anna, boris = buyer(1), buyer(2)
    hers = write(anna, new=(picture(), picture()))
    name = Picture.objects.order_by("pk").values_list("name", flat=True)[0]
    foreign = hers.pictures[0].picture_id

    his = write(boris, text="Тоже хорошая, беру вторую.", keep=(foreign,), new=(picture(),))
    assert len(his.pictures) == 1, "somebody else's picture is not taken over"
    with pytest.raises(TooManyPictures):
        write(anna, keep=tuple(one.picture_id for one in hers.pictures), new=tuple(picture() for _ in range(4)))
    assert Picture.objects.filter(review=hers.review_id).count() == 2

    write(anna, keep=(hers.pictures[1].picture_id,))
    run_jobs(queue="reviews")
    assert not default_storage.exists(f"reviews/{name[:2]}/{name}-1280.webp"), "what was taken away is gone"


def test_votes_are_one_a_person_and_never_for_one_s_own() -> None:
    anna, boris = buyer(1), buyer(2)
    one = published(anna)

    def vote(person: int, *, is_helpful: bool) -> tuple[int, int]:
        with unit():
            api.vote_review(review_id=one.review_id, person_id=person, is_helpful=is_helpful)
        row = Review.objects.get()
        return row.helpful, row.unhelpful

    assert vote(boris, is_helpful=True) == (1, 0)
    assert vote(boris, is_helpful=False) == (0, 1)
    assert vote(boris, is_helpful=False) == (0, 0), "again takes it back"
    with pytest.raises(OwnReview):
        vote(anna, is_helpful=True)
    waiting = write(boris, text="Другая, ещё не прочитана.")
    with pytest.raises(NotFound), unit():
        api.vote_review(review_id=waiting.review_id, person_id=anna, is_helpful=True)
    assert not Vote.objects.exists()


def test_a_forgotten_person_leaves_opinions_without_a_name(run_jobs: RunJobs) -> None:
    anna, boris = buyer(1), buyer(2)
    one = published(anna, new=(picture(),))
    write(anna, 2, text="Ещё не прочитано никем.")
    his = published(boris, 3)
    with unit():
        api.vote_review(review_id=his.review_id, person_id=anna, is_helpful=True)
    held = api.held_about(anna)
    assert (len(held.reviews), len(held.votes)) == (2, 1)

    for _ in range(2):
        with unit():
            api.forget(anna)
    run_jobs(queue="reviews")

    left = api.review(one.review_id)
    assert left is not None
    assert (left.person_id, left.author, left.pictures, left.text) == (None, "", (), TEXT)
    assert shown() == [TEXT]
    assert api.summaries(product_ids=[1])[1].count == 1
    assert api.review_of(product_id=2, person_id=anna) is None
    assert Review.objects.get(product_id=3).helpful == 1
    empty = api.held_about(anna)
    assert (empty.reviews, empty.votes) == ((), ())


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_clicks_of_one_person_make_one_review() -> None:
    anna = buyer()
    _at_once(lambda: api.write_review(draft(anna)), lambda: api.write_review(draft(anna, stars=2)))
    assert Review.objects.count() == 1
    assert Review.objects.get().version in (1, 2)

    def look_and_write() -> None:
        if not Review.objects.filter(product_id=2, person_id=anna).exists():
            Review.objects.create(product_id=2, person_id=anna, stars=5)

    failed = _at_once(look_and_write, look_and_write)
    assert [type(one) for one in failed] == [IntegrityError], "the control: looking first is not enough"


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_published_at_once_both_are_counted() -> None:
    one, other = write(buyer(1)), write(buyer(2), text="Другой текст о той же лопате.")

    def decide(review: object) -> object:
        return lambda: api.approve_review(review_id=review.review_id, version=1, actor=MODERATOR)  # type: ignore[attr-defined]

    assert _at_once(decide(one), decide(other)) == []  # type: ignore[arg-type]
    assert api.summaries(product_ids=[1])[1].count == 2


def _at_once(first, second) -> list[Exception]:  # type: ignore[no-untyped-def]
    """The second begins when the first has done its work and not yet committed; what failed."""
    done, go = Event(), Event()
    failed: list[Exception] = []

    def one() -> None:
        try:
            with unit():
                first()
                done.set()
                go.wait(10)
        finally:
            connections.close_all()

    def two() -> None:
        done.wait(10)
        try:
            with unit():
                second()
        except IntegrityError as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=one), Thread(target=two)]
    for thread in threads:
        thread.start()
    done.wait(10)
    threads[1].join(0.4)  # it waits for the first one's commit
    go.set()
    for thread in threads:
        thread.join(20)
    return failed


def test_reviews_follow_their_product_through_merges_and_back(run_jobs: RunJobs) -> None:
    with unit():
        kept, gone, last = (make_product(name, "Топор") for name in "ABC")
    anna, boris = buyer(1), buyer(2)
    published(anna, kept, stars=5)
    published(anna, gone, stars=1)
    published(boris, gone, stars=4)
    run_jobs()

    with unit():
        first = merging.merge(kept_id=kept, gone_id=gone, by="Илья")
    run_jobs()
    assert [one.stars for one in api.published(Wanted(product_id=kept, sort="low")).reviews] == [4, 5]
    assert api.summaries(product_ids=[kept, gone])[kept].count == 2
    assert EventRow.objects.filter(name="reviews.reviews_moved").count() == 1

    with unit():
        second = merging.merge(kept_id=last, gone_id=kept, by="Илья")
    run_jobs()
    assert api.summaries(product_ids=[last])[last].count == 2
    with unit():
        merging.take_apart(second)
        merging.take_apart(first)
    run_jobs()
    assert {key: one.count for key, one in api.summaries(product_ids=[kept, gone, last]).items()} == {kept: 1, gone: 2}
    assert set(Review.objects.values_list("first_product_id", flat=True)) == {None}
