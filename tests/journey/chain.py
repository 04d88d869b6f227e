"""The people below a Security Official: a backup, two administrators with a group each, three end users, each let in by those above."""

from tests.journey.mailbox import ROLE_APPROVED, WAITS
from tests.journey.official import Official
from tests.journey.person import Person, World
from tests.journey.rows import GOOD_TELEPHONE, Provider

# Numbers from here on belong to people below an official; each organization has a row of ten.
FIRST, EACH = 20_000, 10
BACKUP, ADMINISTRATOR, END_USER = "Backup Security Official", "User Group Administrator", "End User"
GROUPS = ("Billing", "Front desk")
# How many there are of each in an organization.
PEOPLE = {BACKUP: 1, ADMINISTRATOR: 2, END_USER: 3}


class Colleague(Person):
    """Somebody who asks for a role in `organization`, and so in it or in the group `group`."""

    kind = "colleague"

    def __init__(self, world: World, number: int, organization: Provider, role: str, group: str = "") -> None:
        super().__init__(world, number)
        self.organization, self.role, self.group = organization, role, group

    @property
    def names(self) -> dict[str, str]:
        """Many have the same name, and none the same day of birth with it."""
        return {
            "first_name": ("Ana", "Bo", "Carla", "Dee", "Eli", "Fay", "Gus", "Hana", "Ida", "Jo")[self.number % EACH],
            "last_name": "Colleague",
            "telephone": GOOD_TELEPHONE,
        }

    def ask(self) -> str:
        """From the first page to the tracking number."""
        self.sign_up()
        self.fine(self.fill_in_person())
        self.browser.visit(f"{self.draft}find/?q={self.organization.npi}", "find the organization")
        self.fine(self.browser.send("find the organization", form='form:has(input[name="organization"])'))
        if self.role == "new_group":
            self.browser.visit(f"{self.draft}new-group/", "group")
            self.fine(self.browser.send("group", {"name": self.group, "purpose": f"{self.group} of the practice"}))
        elif self.group:
            self._choose_group()
        self.browser.visit(f"{self.draft}reason/", "reason")
        self.fine(self.browser.send("reason", {"justification": "I work there every day."}))
        number = self.send_it()
        self.world.books.expect(self.email, ROLE_APPROVED, number)
        return number

    def _choose_group(self) -> None:
        self.browser.visit(f"{self.draft}group/", "group")
        rows = self.browser.page.select("main tr:has(input[name=group])")
        row = next(row for row in rows if self.group in row.get_text(" "))
        hidden = row.select_one("input[name=group]")
        assert hidden is not None
        chosen = f'form:has(input[name="group"][value="{hidden["value"]}"])'
        self.fine(self.browser.send("group", form=chosen))

    def take_role(self, number: str, label: str) -> bool:
        """Wait for the approval and sign in. Whether her home names the role, in her group or organization."""
        held = self.sign_in(self.wait_for(ROLE_APPROVED, number))
        place = self.group or " ".join(self.organization.name.split())
        if any(label in line and place in line for line in held):
            self.world.report.let_in(label)
            return True
        self.world.report.fault(f"{self.email} signed in and is not {label} in {place}: {held}")
        return False


def build_chain(official: Official, organization: Provider, first: int) -> list[Colleague]:
    """Everyone below `official` in `organization` asks, is let in by those above, and signs in. People have numbers from `first` on.

    Returns them. Raises what any of them meets.
    """
    world, people = official.world, []

    def let_in(role: str, label: str, group: str, decider: Person, told: list[Person]) -> Colleague:
        who = Colleague(world, first + len(people), organization, role, group)
        people.append(who)
        number = who.ask()
        for person in told:
            world.books.expect(person.email, WAITS, number)
        decider.decide(number)
        who.take_role(number, label)
        return who

    try:
        backup = let_in("backup_official", BACKUP, "", official, [official])
        officials: list[Person] = [official, backup]
        for group, decider in zip(GROUPS, (backup, official), strict=True):
            administrator = let_in("new_group", ADMINISTRATOR, group, decider, officials)
            for _each in range(2 if group == GROUPS[0] else 1):
                let_in("end_user", END_USER, group, administrator, [administrator])
    finally:
        for who in people:
            who.browser.close()
    return people
