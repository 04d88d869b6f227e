"""People."""

from typing import Any, ClassVar

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Collate, Upper
from django.utils.translation import gettext_lazy as _

from iacs_portal.accounts.passwords import normalized
from iacs_portal.audit.history import tracked
from iacs_portal.core import clock
from iacs_portal.core.telephones import with_extension


class UserManager(BaseUserManager["User"]):
    """Makes accounts. There is no `create_superuser`: nobody is one."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make and save an account with `email` and a hashed `password` (None: unusable)."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


@tracked(
    "email",
    "username",
    "first_name",
    "middle_name",
    "last_name",
    "suffix",
    "telephone",
    "extension",
    "is_active",
    "is_staff",
    "is_superuser",
    model_name="UserEvent",
    obj_field=pghistory.ObjForeignKey(related_name="history"),
)
class User(AbstractBaseUser, PermissionsMixin):
    """A person's one account. The User ID is empty until the first approval issues it (SE0753, question 2)."""

    email = models.EmailField(_("e-mail"), max_length=254, unique=True)
    username = models.CharField(_("User ID"), max_length=8, unique=True, null=True, blank=True, default=None)
    first_name = models.CharField(_("first name"), max_length=60, blank=True)
    middle_name = models.CharField(_("middle name"), max_length=60, blank=True)
    last_name = models.CharField(_("last name"), max_length=60, blank=True)
    suffix = models.CharField(_("suffix"), max_length=20, blank=True)
    telephone = models.CharField(_("work telephone"), max_length=25, blank=True)
    extension = models.CharField(_("extension"), max_length=10, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may enter the help desk's site"), default=False)
    date_joined = models.DateTimeField(_("joined"), default=clock.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(condition=models.Q(is_superuser=False), name="accounts_user_no_superusers"),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(Collate(Upper("last_name"), "C"), "id", name="accounts_user_name_begins"),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def set_password(self, raw_password: str | None) -> None:
        """Hash `raw_password`, accented characters in one form (accounts.passwords)."""
        super().set_password(None if raw_password is None else normalized(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        """Whether this is the password, whichever keyboard typed its accented characters."""
        return super().check_password(None if raw_password is None else normalized(raw_password))

    def get_full_name(self) -> str:
        """First, middle and last name and suffix, as far as they are known."""
        return " ".join(part for part in (self.first_name, self.middle_name, self.last_name, self.suffix) if part)

    @property
    def shown_telephone(self) -> str:
        """The work telephone with its extension."""
        return with_extension(self.telephone, self.extension)

    def get_short_name(self) -> str:
        """The first name, or the e-mail address while no name is known."""
        return self.first_name or self.email

    @property
    def user_id(self) -> str:
        """The User ID as people see it, in upper case; empty while none is issued."""
        return (self.username or "").upper()


class Identity(models.Model):
    """What tells a person from another of the same name. The SSN itself is never kept (`accounts.ssn`).

    `ssn_digest` is HMAC(k_n, ... HMAC(k_1, SSN)) in hexadecimal, and `ssn_wraps` is its n.
    """

    user = models.OneToOneField(
        User, models.PROTECT, primary_key=True, related_name="identity", verbose_name=_("person")
    )
    birth_date = models.DateField(_("date of birth"))
    ssn_digest = models.CharField(_("digest of the SSN"), max_length=64)
    ssn_last4 = models.CharField(_("last four digits of the SSN"), max_length=4)
    ssn_wraps = models.PositiveSmallIntegerField(_("times wrapped"))

    class Meta:
        verbose_name = _("identity")
        verbose_name_plural = _("identities")
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["ssn_digest"], name="accounts_identity_digest"),
            models.Index(fields=["ssn_last4", "ssn_wraps"], name="accounts_identity_last4"),
            models.Index(fields=["birth_date"], name="accounts_identity_birth_date"),
        ]

    def __str__(self) -> str:
        return str(self.user)


class TermsAcceptance(models.Model):
    """A person accepted a version of the terms (rules of behavior). Rows are only ever added."""

    append_only = True

    user = models.ForeignKey(User, models.PROTECT, related_name="terms", verbose_name=_("person"))
    version = models.CharField(_("version"), max_length=20)
    accepted_at = models.DateTimeField(_("accepted"), default=clock.now)

    class Meta:
        verbose_name = _("acceptance of terms")
        verbose_name_plural = _("acceptances of terms")
        constraints = [
            models.UniqueConstraint(fields=["user", "version"], name="accounts_terms_once"),
        ]

    def __str__(self) -> str:
        return f"{self.version}, {self.accepted_at:%Y-%m-%d}"
