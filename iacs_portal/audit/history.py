"""History of the tables that carry rights: every insert, update and delete of a written list of fields, by trigger."""

from collections.abc import Callable
from typing import Any

import pghistory


def tracked(*fields: str, **options: Any) -> Callable[[Any], Any]:
    """Decorate a model so that each change of `fields` is kept as a row of its event table.

    The list is written out at each model and never holds a password, a digest, a last sign-in or a second factor's secret.
    Event rows carry the command and the actor (`core.commands`) themselves, since the portal's role may not update an audit
    table. `options` go to `pghistory.track` (a proxy names its event model and app).
    """

    def decorate(model: Any) -> Any:
        return pghistory.track(
            pghistory.InsertEvent(),
            pghistory.UpdateEvent(),
            pghistory.DeleteEvent(),
            fields=list(fields),
            context_field=pghistory.ContextJSONField(),
            context_id_field=None,  # type: ignore[arg-type]  # None: no second column; the stub forgets it
            append_only=True,
            **({"model_name": f"{model.__name__}History"} | options),
        )(model)

    return decorate
