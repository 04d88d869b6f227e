from django.db import migrations, models

# Of each form that was sent with several facilities, up to 500.
KEEP_TOGETHER = """
    UPDATE approvals_request SET sent_with_id = form.first
    FROM registration_organizationregistration registration,
        (SELECT batch_id, min(request_id) AS first FROM registration_organizationregistration
         WHERE batch_id IS NOT NULL GROUP BY batch_id HAVING count(*) > 1) form
    WHERE registration.batch_id = form.batch_id AND approvals_request.id = registration.request_id
"""


class Migration(migrations.Migration):

    dependencies = [
        ('registration', '0009_organization_change'),
        ('approvals', '0003_sent_together'),
    ]

    operations = [
        migrations.RunSQL(KEEP_TOGETHER, migrations.RunSQL.noop),
    ]
