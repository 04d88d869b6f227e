import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0002_due_of_offices'),
    ]

    operations = [
        migrations.AddField(
            model_name='request',
            name='sent_with',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sent_together', to='approvals.request', verbose_name='first request of its form'),
        ),
        migrations.AddIndex(
            model_name='request',
            index=models.Index(condition=models.Q(('sent_with__isnull', False)), fields=['sent_with', 'status', 'id'], name='approvals_request_of_form'),
        ),
        migrations.AddIndex(
            model_name='request',
            index=models.Index(condition=models.Q(('sent_with__isnull', False), ('status', 'under_review')), fields=['sent_with', 'id'], name='approvals_request_form_waits'),
        ),
    ]
