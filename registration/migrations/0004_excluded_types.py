"""The excluded types of a community become its desk lead's to set; the row that was there begins with what pages said so far."""

from django.db import migrations, models

PROVIDER_SUPPLIER = {
    "excluded_type": "a supplier of medical equipment (DMEPOS)",
    "excluded_hint": (
        "Such as wheelchairs, oxygen or braces. Medicare calls it DMEPOS: durable medical equipment, prosthetics, "
        "orthotics and supplies."
    ),
    "excluded_now": "Your equipment contractor (DME MAC) answers questions about claims and payments.",
}


def fill_in(apps, schema_editor):
    apps.get_model("registration", "Community").objects.filter(slug="provider-supplier").update(**PROVIDER_SUPPLIER)


class Migration(migrations.Migration):
    dependencies = [("registration", "0003_indexes_of_lists")]

    operations = [
        migrations.AddField(
            "community",
            "excluded_type",
            models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Ends the question “Do you want to register as ...?”. Leave it empty when nobody is excluded.",
                max_length=200,
                verbose_name="excluded type",
            ),
        ),
        migrations.AddField(
            "community",
            "excluded_hint",
            models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="Such as examples, and the name that Medicare uses.",
                verbose_name="what helps to answer the question",
            ),
        ),
        migrations.AddField(
            "community",
            "excluded_now",
            models.TextField(
                blank=True, db_default="", default="", verbose_name="where excluded types turn until then"
            ),
        ),
        migrations.RunPython(fill_in, migrations.RunPython.noop),
    ]
