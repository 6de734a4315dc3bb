"""The register of clients: everything that is done to a card (A1, A5, A9, A10, D2, D3)."""

from core.approvals.model import APPROVED, Approval
from core.clients.asking import Asking
from core.clients.contacts import CONTACT, Contacts
from core.clients.editing import Editing
from core.clients.entering import Entering
from core.clients.ports import Unit
from core.clients.viewing import Viewing
from core.staff.model import Person


class Registry(Entering, Viewing, Editing, Contacts, Asking):
    async def apply_change(self, unit: Unit, approval: Approval, decider: Person) -> None:
        """What the decision of a "client-edit" does (A1, POLICY viii)."""
        if approval.state != APPROVED:
            return
        field = approval.fields["field"]
        if field == "new":
            await self.admit(unit, approval, decider)
        elif field.startswith(f"{CONTACT}."):
            await self.apply_contact(unit, approval, decider)
        else:
            await self.apply_field(unit, approval, decider)
