"""The answer of `queries.may`, where Django asks: templates, admin, `user.has_perm`."""

from typing import Any

from django.db.models import Model
from guardian.backends import ObjectPermissionBackend

from iacs_portal.accounts.models import User
from iacs_portal.scopes.models import Scope
from iacs_portal.scopes.queries import may


class ScopeBackend(ObjectPermissionBackend):
    """django-guardian's backend with our one rule inside. Without a scope as object it always answers no."""

    def has_perm(self, user_obj: Any, perm: str, obj: Model | None = None) -> bool:
        """Whether `user_obj` holds `perm` (a codename, with or without `scopes.`) in the scope `obj`."""
        if not isinstance(user_obj, User) or not isinstance(obj, Scope):
            return False
        return may(user_obj, perm.removeprefix("scopes."), obj)
