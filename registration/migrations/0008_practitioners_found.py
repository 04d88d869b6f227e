import django.contrib.postgres.indexes
from django.db import migrations, models

from registration.provider_file.comparison import words

DECIDE = """
    INSERT INTO scopes_scopepermission (user_id, permission_id, scope_id, until)
    SELECT held.user_id, p.id, held.scope_id, CASE WHEN bool_or(held.until IS NULL) THEN NULL ELSE max(held.until) END
      FROM roles_roleassignment held
      JOIN auth_permission p ON p.codename = 'decide_for_organization'
      JOIN django_content_type c ON c.id = p.content_type_id AND c.app_label = 'scopes' AND c.model = 'scope'
     WHERE held.role = 'individual_practitioner' AND held.ended_at IS NULL AND held.suspended_since IS NULL
     GROUP BY held.user_id, p.id, held.scope_id
        ON CONFLICT (user_id, permission_id, scope_id) DO NOTHING
"""


def fill(apps, schema_editor):
    """Names as compared of the practitioners there are."""
    practitioners = apps.get_model('registration', 'Practitioner').objects.using(schema_editor.connection.alias)
    for practitioner in practitioners.filter(comparable_name='').iterator():
        practitioners.filter(pk=practitioner.pk).update(comparable_name=words(practitioner.name))


class Migration(migrations.Migration):

    dependencies = [
        ('registration', '0007_practitioners'),
        ('roles', '0002_rolerequest'),
        ('scopes', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='practitioner',
            name='comparable_name',
            field=models.TextField(blank=True, default='', editable=False, verbose_name='name as compared'),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        # Those who were approved before may decide for their staff too, as their role says now.
        migrations.RunSQL(DECIDE, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='practitioner',
            index=django.contrib.postgres.indexes.GinIndex(fields=['comparable_name'], name='registration_pra_similar', opclasses=['gin_trgm_ops']),
        ),
    ]
