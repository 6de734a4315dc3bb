"""Shared id types: a client's id is never handed in where a message's is wanted."""

from typing import NewType

PersonId = NewType("PersonId", int)
ClientId = NewType("ClientId", int)
IdentityId = NewType("IdentityId", int)
LaneId = NewType("LaneId", int)
ConversationId = NewType("ConversationId", int)
MessageId = NewType("MessageId", int)
MediaId = NewType("MediaId", int)
InboxId = NewType("InboxId", int)
OutboxId = NewType("OutboxId", int)
