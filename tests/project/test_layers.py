"""Relations and migrations point down the layers, as imports do: import-linter sees neither.

The layers are those of import-linter's contract in pyproject.toml.
"""

import tomllib
from itertools import chain
from pathlib import Path

import pytest
from django.apps import AppConfig, apps
from django.db import models
from django.db.migrations.loader import MigrationLoader

from tests.plugins.databases import ROOT


def layer_names() -> list[list[str]]:
    """The layers from the top down; those of one line may know each other."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = next(each for each in settings["tool"]["importlinter"]["contracts"] if each["type"] == "layers")
    return [[name.strip() for name in line.split(":")] for line in contract["layers"]]


HEIGHT = {name: -depth for depth, names in enumerate(layer_names()) for name in names}
LABELS = {config.label: HEIGHT[config.name] for config in apps.get_app_configs() if config.name in HEIGHT}
OWN_MODELS = [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in LABELS]


def targets(model: type[models.Model]) -> set[str]:
    """Labels of the apps that relations and bases of `model` name."""
    relations = chain(model._meta.local_fields, model._meta.local_many_to_many)
    related = {field.related_model for field in relations if field.is_relation and not field.auto_created}
    parents = {base for base in model.__mro__[1:] if isinstance(base, type(models.Model)) and hasattr(base, "_meta")}
    return {each._meta.app_label for each in related | parents if each is not None and not isinstance(each, str)}


def is_own(app: AppConfig) -> bool:
    """Whether the portal's code has this app: no package, and no app of the tests."""
    path = Path(app.path)
    return path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] not in {".venv", "tests"}


def test_every_app_of_the_project_has_a_layer() -> None:
    own = {app.name for app in apps.get_app_configs() if is_own(app)}
    assert "registration" in own
    assert own - set(HEIGHT) == set()


@pytest.mark.parametrize("model", OWN_MODELS, ids=lambda model: model._meta.label)
def test_no_relation_points_up(model: type[models.Model]) -> None:
    up = {label for label in targets(model) if label in LABELS and LABELS[label] > LABELS[model._meta.app_label]}
    assert up == set(), f"{model._meta.label} points up to {up}"


def test_no_migration_depends_on_a_higher_app() -> None:
    loader = MigrationLoader(None)
    up = [
        f"{label}.{name} needs {needed[0]}.{needed[1]}"
        for (label, name), migration in loader.disk_migrations.items()
        for needed in migration.dependencies
        if label in LABELS and needed[0] in LABELS and LABELS[needed[0]] > LABELS[label]
    ]
    assert up == []


def test_relations_are_seen_at_all() -> None:
    pointing = {model._meta.label for model in OWN_MODELS if targets(model)}
    assert {"roles.RoleAssignment", "scopes.ScopePermission"} <= pointing
