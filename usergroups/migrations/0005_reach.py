"""The links of a company by their end."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("usergroups", "0004_company_pages")]

    operations = [
        migrations.AddIndex(
            model_name="usergroup",
            index=models.Index(
                fields=["company", "until", "scope"],
                condition=Q(company__isnull=False, closed_at=None),
                name="usergroups_link_ends",
            ),
        ),
    ]
