"""Messages and templates in the office."""

import pytest
from django.test import Client

from prilavok.base.unit import unit
from prilavok.foundation.accounts.api import audit_of
from prilavok.foundation.messaging.api import template_versions, templates
from prilavok.foundation.messaging.models import Message
from prilavok.foundation.messaging.values import State, TemplateView
from tests.foundation.accounts import make as people
from tests.foundation.messaging import make
from tests.jobs import RunJobs


def _template() -> TemplateView:
    return next(one for one in templates() if one.code == "ready")


@pytest.fixture
def editor(db: None) -> Client:
    """A content manager: edits templates, does not see customers."""
    with unit():
        make.sent()
    return people.logged_in("content", "content_manager")


def test_preview_shows_and_warns_and_saves_nothing(editor: Client) -> None:
    address = f"/office/messages/templates/{_template().template_id}/"

    page = editor.post(address, {"version": 1, "body": "Здравствуйте, {name}! {nobody}", "preview": "1"})

    assert "Здравствуйте, Анна! {nobody}" in page.content.decode()
    assert page.content.decode().count('class="pv-mono">{nobody}') == 1
    assert _template().version == 1


def test_saved_template_is_a_version_with_its_author_and_audited(editor: Client, run_jobs: RunJobs) -> None:
    address = f"/office/messages/templates/{_template().template_id}/"

    answer = editor.post(address, {"version": 1, "body": "Ждём вас. {number}", "save": "1"})
    run_jobs(queue="accounts")

    assert answer.status_code == 302
    assert [one.person_name for one in template_versions(_template().template_id)] == ["Content Test", ""]
    assert audit_of("template:ready.sms")[0].actor_name == "Content Test"
    assert "Ждём вас" in editor.get(address).content.decode()


def test_stale_edit_is_told_and_keeps_what_was_typed(editor: Client) -> None:
    address = f"/office/messages/templates/{_template().template_id}/"
    editor.post(address, {"version": 1, "body": "Первый", "save": "1"})

    page = editor.post(address, {"version": 1, "body": "Второй", "save": "1"})

    assert page.status_code == 409
    assert "Второй" in page.content.decode()
    assert _template().body == "Первый"


def test_text_in_a_template_is_never_markup(editor: Client) -> None:
    address = f"/office/messages/templates/{_template().template_id}/"

    page = editor.post(address, {"version": 1, "body": "<script>alert(1)</script>", "preview": "1"}).content.decode()

    assert "<script>alert" not in page


def test_who_sees_no_customers_sees_masked_addresses_and_no_texts(editor: Client) -> None:
    message = Message.objects.get()

    for path in ("", "?q=79161234567", f"{message.pk}/"):
        page = editor.get(f"/office/messages/{path}").content.decode()
        assert "123-45-67" not in page
        assert "9161234567" not in page.replace("?q=79161234567", "")
        assert "1042-7" not in page


def test_operator_sees_addresses_but_does_not_edit(db: None) -> None:
    with unit():
        make.sent()
    client = people.logged_in("olga", "operator")

    assert "123-45-67" in client.get("/office/messages/").content.decode()
    answer = client.post(
        f"/office/messages/templates/{_template().template_id}/", {"version": 1, "body": "Чужой", "save": "1"}
    )
    assert answer.status_code == 403
    assert _template().version == 1


def test_failed_message_is_sent_again_by_those_who_may(editor: Client) -> None:
    Message.objects.update(state="failed")
    message = Message.objects.get()

    refused = people.logged_in("olga", "operator").post(f"/office/messages/{message.pk}/again/")
    editor.post(f"/office/messages/{message.pk}/again/")

    assert refused.status_code == 403
    assert Message.objects.get().state == State.WAITING
    assert editor.get("/office/messages/0/").status_code == 404
