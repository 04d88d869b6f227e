import django.db.models.functions.comparison
import django.db.models.functions.text
from django.db import migrations, models

# Links that were made before take the name of their provider over.
FILL = """
UPDATE usergroups_usergroup AS link SET provider_name = named.comparable_name
FROM (
    SELECT scope_id, comparable_name FROM registration_organization
    UNION ALL
    SELECT scope_id, comparable_name FROM registration_practitioner
) AS named
WHERE link.company_id IS NOT NULL AND link.provider_id = named.scope_id
"""


class Migration(migrations.Migration):

    dependencies = [
        ('registration', '0012_second_community'),
        ('usergroups', '0003_surrogates'),
    ]

    operations = [
        migrations.AddField(
            model_name='usergroup',
            name='provider_name',
            field=models.TextField(blank=True, db_default='', default='', editable=False, verbose_name="provider's name as compared"),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='usergroup',
            index=models.Index(condition=models.Q(('company__isnull', False)), fields=['company', 'provider_name', 'scope'], name='usergroups_link_by_provider'),
        ),
        migrations.AddIndex(
            model_name='company',
            index=models.Index(django.db.models.functions.comparison.Collate(django.db.models.functions.text.Upper('legal_name'), 'C'), models.F('scope'), name='usergroups_company_name_begins'),
        ),
        migrations.AddIndex(
            model_name='team',
            index=models.Index(django.db.models.functions.comparison.Collate(django.db.models.functions.text.Upper('name'), 'C'), models.F('scope'), name='usergroups_team_name_begins'),
        ),
    ]
