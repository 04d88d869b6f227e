import django.contrib.postgres.indexes
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('registration', '0004_excluded_types'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='organizationregistration',
            index=django.contrib.postgres.indexes.GinIndex(fields=['further_npis'], name='registration_asked_further'),
        ),
    ]
