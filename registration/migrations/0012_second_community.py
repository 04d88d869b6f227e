"""The number that an organization is registered under gets its kind.

Columns keep their name and new ones have a default in the database, so that the version before goes on serving meanwhile.
"""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

# Drafts and sent answers name the page and the answer by what they are now.
FORWARD = """
    UPDATE approvals_draft draft
       SET answers = (draft.answers - 'npi')
                  || jsonb_build_object('number', jsonb_build_object('number', draft.answers -> 'npi' -> 'npi'))
                  || CASE WHEN draft.answers ? 'organization' THEN jsonb_build_object('organization',
                         (draft.answers -> 'organization') - 'npi'
                         || jsonb_build_object('number', draft.answers -> 'organization' -> 'npi')) ELSE '{}'::jsonb END
      FROM approvals_request request
     WHERE request.id = draft.request_id AND request.kind = 'organization_registration' AND draft.answers ? 'npi'
"""
BACKWARD = """
    UPDATE approvals_draft draft
       SET answers = (draft.answers - 'number')
                  || jsonb_build_object('npi', jsonb_build_object('npi', draft.answers -> 'number' -> 'number'))
                  || CASE WHEN draft.answers ? 'organization' THEN jsonb_build_object('organization',
                         (draft.answers -> 'organization') - 'number'
                         || jsonb_build_object('npi', draft.answers -> 'organization' -> 'number')) ELSE '{}'::jsonb END
      FROM approvals_request request
     WHERE request.id = draft.request_id AND request.kind = 'organization_registration' AND draft.answers ? 'number'
"""
OWNERS = ('organizationregistration', 'facilityconfirmation', 'facilityconfirmationhistory')


def renamed(model):
    """The attribute gets its new name; the column stays."""
    column = models.CharField(db_column='npi', max_length=10, verbose_name='number')
    return [
        migrations.AlterField(model_name=model, name='npi', field=column),
        migrations.RenameField(model_name=model, old_name='npi', new_name='number'),
    ]


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0002_due_of_offices'),
        ('registration', '0011_succession_proof'),
        ('scopes', '0001_initial'),
    ]

    operations = [
        *[operation for model in OWNERS for operation in renamed(model)],
        pgtrigger.migrations.RemoveTrigger(
            model_name='facilityconfirmation',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='facilityconfirmation',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='facilityconfirmation',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='facilityconfirmation',
            name='number_kind',
            field=models.CharField(choices=[('npi', 'NPI'), ('ccn', 'CCN'), ('ptan', 'PTAN'), ('cntr', 'contractor number')], db_default='npi', default='npi', max_length=4, verbose_name='kind of number'),
        ),
        migrations.AddField(
            model_name='facilityconfirmationhistory',
            name='number_kind',
            field=models.CharField(choices=[('npi', 'NPI'), ('ccn', 'CCN'), ('ptan', 'PTAN'), ('cntr', 'contractor number')], db_default='npi', default='npi', max_length=4, verbose_name='kind of number'),
        ),
        migrations.AddField(
            model_name='organizationregistration',
            name='number_kind',
            field=models.CharField(choices=[('npi', 'NPI'), ('ccn', 'CCN'), ('ptan', 'PTAN'), ('cntr', 'contractor number')], db_default='npi', default='npi', max_length=4, verbose_name='kind of number'),
        ),
        migrations.AlterField(
            model_name='community',
            name='excluded_text',
            field=models.TextField(blank=True, verbose_name='what excluded types read'),
        ),
        migrations.AlterField(
            model_name='facilityconfirmationhistory',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='request_organization_requester_name_number_number_kind_further_npis_legal_business_name_ein_practice_city_practice_state_asked_at_asked_by_answer_answered_at_answered_by_lapsed_at_events', to='registration.facilityconfirmation'),
        ),
        migrations.AlterField(
            model_name='medicarenumber',
            name='kind',
            field=models.CharField(choices=[('npi', 'NPI'), ('ccn', 'CCN'), ('ptan', 'PTAN'), ('cntr', 'contractor number')], max_length=4, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='medicarenumberhistory',
            name='kind',
            field=models.CharField(choices=[('npi', 'NPI'), ('ccn', 'CCN'), ('ptan', 'PTAN'), ('cntr', 'contractor number')], max_length=4, verbose_name='kind'),
        ),
        # The index is on the same column
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveIndex(
                    model_name='organizationregistration',
                    name='registration_asked_npi',
                ),
                migrations.AddIndex(
                    model_name='organizationregistration',
                    index=models.Index(fields=['number'], name='registration_asked_npi'),
                ),
            ]
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='facilityconfirmation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "registration_facilityconfirmationhistory" ("answer", "answered_at", "answered_by_id", "asked_at", "asked_by_id", "ein", "further_npis", "lapsed_at", "legal_business_name", "npi", "number_kind", "organization_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_city", "practice_state", "request_id", "requester_name") VALUES (NEW."answer", NEW."answered_at", NEW."answered_by_id", NEW."asked_at", NEW."asked_by_id", NEW."ein", NEW."further_npis", NEW."lapsed_at", NEW."legal_business_name", NEW."npi", NEW."number_kind", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."practice_city", NEW."practice_state", NEW."request_id", NEW."requester_name"); RETURN NULL;', hash='587f84e8de2199ee39f138a4f52e2aadf4730e38', operation='INSERT', pgid='pgtrigger_insert_insert_ce1bb', table='registration_facilityconfirmation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='facilityconfirmation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."answer" IS DISTINCT FROM (NEW."answer") OR OLD."answered_at" IS DISTINCT FROM (NEW."answered_at") OR OLD."answered_by_id" IS DISTINCT FROM (NEW."answered_by_id") OR OLD."asked_at" IS DISTINCT FROM (NEW."asked_at") OR OLD."asked_by_id" IS DISTINCT FROM (NEW."asked_by_id") OR OLD."ein" IS DISTINCT FROM (NEW."ein") OR OLD."further_npis" IS DISTINCT FROM (NEW."further_npis") OR OLD."lapsed_at" IS DISTINCT FROM (NEW."lapsed_at") OR OLD."legal_business_name" IS DISTINCT FROM (NEW."legal_business_name") OR OLD."npi" IS DISTINCT FROM (NEW."npi") OR OLD."number_kind" IS DISTINCT FROM (NEW."number_kind") OR OLD."organization_id" IS DISTINCT FROM (NEW."organization_id") OR OLD."practice_city" IS DISTINCT FROM (NEW."practice_city") OR OLD."practice_state" IS DISTINCT FROM (NEW."practice_state") OR OLD."request_id" IS DISTINCT FROM (NEW."request_id") OR OLD."requester_name" IS DISTINCT FROM (NEW."requester_name"))', func='INSERT INTO "registration_facilityconfirmationhistory" ("answer", "answered_at", "answered_by_id", "asked_at", "asked_by_id", "ein", "further_npis", "lapsed_at", "legal_business_name", "npi", "number_kind", "organization_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_city", "practice_state", "request_id", "requester_name") VALUES (NEW."answer", NEW."answered_at", NEW."answered_by_id", NEW."asked_at", NEW."asked_by_id", NEW."ein", NEW."further_npis", NEW."lapsed_at", NEW."legal_business_name", NEW."npi", NEW."number_kind", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."practice_city", NEW."practice_state", NEW."request_id", NEW."requester_name"); RETURN NULL;', hash='89613f93a22a90c24db54e5bd8babb9db0115295', operation='UPDATE', pgid='pgtrigger_update_update_17366', table='registration_facilityconfirmation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='facilityconfirmation',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "registration_facilityconfirmationhistory" ("answer", "answered_at", "answered_by_id", "asked_at", "asked_by_id", "ein", "further_npis", "lapsed_at", "legal_business_name", "npi", "number_kind", "organization_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_city", "practice_state", "request_id", "requester_name") VALUES (OLD."answer", OLD."answered_at", OLD."answered_by_id", OLD."asked_at", OLD."asked_by_id", OLD."ein", OLD."further_npis", OLD."lapsed_at", OLD."legal_business_name", OLD."npi", OLD."number_kind", OLD."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."practice_city", OLD."practice_state", OLD."request_id", OLD."requester_name"); RETURN NULL;', hash='d8f1d0c8753b20cc91e386c6c3cf0a13de23ffbf', operation='DELETE', pgid='pgtrigger_delete_delete_cc831', table='registration_facilityconfirmation', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='medicarenumber',
            constraint=models.UniqueConstraint(condition=models.Q(('is_live', True), ('kind__in', ('npi', 'cntr'))), fields=('value', 'community'), name='registration_sole_number_once', violation_error_message='This number was registered meanwhile, and it is registered once.'),
        ),
        migrations.RemoveConstraint(
            model_name='medicarenumber',
            name='registration_npi_once',
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
