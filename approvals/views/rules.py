"""Who may open the engine's doors."""

from iacs_portal.core.access import Rule

INVOLVED = Rule("involved", "The person who asks, and holders of an office of the request; a 404 for anyone else.")
REQUESTER = Rule("requester", "The person who asks; a 404 for anyone else.")
HOLDER = Rule("holder", "Holders of an office of the step who did not ask themselves; a 404 for anyone else.")
