import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0002_due_of_offices'),
        ("registration", "0010_forms_of_facilities"),
    ]

    operations = [
        migrations.CreateModel(
            name='SuccessionProof',
            fields=[
                ('request', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='succession_proof', serialize=False, to='approvals.request')),
                ('paper_kind', models.CharField(max_length=40, verbose_name='proof')),
                ('by_post', models.BooleanField(default=False, verbose_name='papers come by post')),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registration.community')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='succession_proofs', to='registration.organization', verbose_name='organization')),
            ],
            options={
                'verbose_name': 'proof of a successor',
                'verbose_name_plural': 'proofs of successors',
            },
        ),
    ]
