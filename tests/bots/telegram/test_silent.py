"""What is queued without a sound leaves without one, whatever it carries (MENUS)."""

import pytest

from bots.telegram.plan import plan
from bots.telegram.uploads import Upload, as_documents

PHOTO, PAPER = Upload("photo", "a.jpg", b"1"), Upload("document", "b.pdf", b"2")


@pytest.mark.parametrize(
    ("payload", "uploads"),
    [
        ({"text": "слово", "buttons": [[{"text": "Да", "data": "y"}]]}, ()),
        ({"text": "подпись"}, (PHOTO,)),
        ({}, (PHOTO, PHOTO)),
        ({"text": "всё сразу"}, (PHOTO, PAPER)),
        ({"location": {"latitude": 55.7, "longitude": 37.6}}, ()),
        ({"location": {"latitude": 55.7, "longitude": 37.6, "label": "Склад"}}, ()),
    ],
)
@pytest.mark.parametrize("silent", [True, False])
def test_every_call_of_a_silent_payload_is_silent(payload, uploads, silent):
    calls = plan(payload | ({"silent": True} if silent else {}), 1, uploads)
    assert calls
    assert {bool(call.disable_notification) for call in calls} == {silent}


@pytest.mark.parametrize("uploads", [(PHOTO,), (PHOTO, PHOTO)])
def test_files_that_are_refused_as_pictures_stay_silent_as_documents(uploads):
    (call,) = plan({"silent": True}, 1, uploads)
    assert as_documents(call).disable_notification is True
