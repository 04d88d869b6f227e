from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('roles', '0002_rolerequest'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='roleassignment',
            index=models.Index(condition=models.Q(('ended_at', None)), fields=['organization', 'since', 'id'], name='roles_assignment_by_date'),
        ),
    ]
