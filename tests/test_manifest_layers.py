"""The layers of models point one way, and every model says what it is: read from dbt's manifest."""

from collections import defaultdict
from typing import Any

import pytest

from tests.dbt_server import DbtServer

Node = dict[str, Any]

MAY_READ = {
    "staging": {"source"},
    "conformed": {"staging", "conformed", "seed"},
    "intermediate": {"conformed", "intermediate", "seed"},
    "marts": {"intermediate", "conformed", "marts", "seed"},
}
LARGEST_MODEL = 170  # about 150 lines; a model over it has two purposes


@pytest.fixture(scope="module")
def manifest(dbt_server: DbtServer) -> dict[str, Any]:
    """dbt's manifest; every system is on."""
    return dbt_server.project()


@pytest.fixture(scope="module")
def models(manifest: dict[str, Any]) -> list[Node]:
    """Every model of the project."""
    return [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]


@pytest.fixture(scope="module")
def marts(models: list[Node]) -> list[Node]:
    """The models that readers may use."""
    found = [model for model in models if layer_of(model) == "marts"]
    assert found, "models/marts holds no model."
    return found


def layer_of(node: Node) -> str:
    """`staging` for `models/staging/ga4/….sql`; the kind of anything else: `source`, `seed`."""
    kind = str(node["resource_type"])
    return str(node["fqn"][1]) if kind == "model" else kind


def names(wrong: list[Node]) -> list[str]:
    """What to print of models that break a rule."""
    return sorted(model["name"] for model in wrong)


def test_layers_point_one_way(manifest: dict[str, Any], models: list[Node]) -> None:
    everything = {**manifest["nodes"], **manifest["sources"]}
    backwards = [
        f"{model['name']} ({layer_of(model)}) reads {read['name']} ({layer_of(read)})"
        for model in models
        for read in (everything[one] for one in model["depends_on"]["nodes"])
        if layer_of(read) not in MAY_READ[layer_of(model)]
    ]
    assert backwards == []


def test_staging_reads_the_system_whose_folder_it_is_in(
    manifest: dict[str, Any], models: list[Node]
) -> None:
    strangers = [
        f"{model['name']} reads {one}"
        for model in models
        if layer_of(model) == "staging"
        for one in model["depends_on"]["nodes"]
        if manifest["sources"][one]["source_name"] != f"raw_{model['fqn'][2]}"
    ]
    assert strangers == []


def test_a_schema_is_a_layer(models: list[Node]) -> None:
    assert names([model for model in models if model["schema"] != layer_of(model)]) == []


def test_every_model_is_described_and_says_its_grain(models: list[Node]) -> None:
    assert names([model for model in models if not model["description"].strip()]) == []
    assert names([model for model in models if not model["config"]["meta"].get("grain")]) == []


def test_every_model_has_a_tested_key(manifest: dict[str, Any], models: list[Node]) -> None:
    tested: dict[str, set[tuple[str, str | None]]] = defaultdict(set)
    for node in manifest["nodes"].values():
        if node["resource_type"] == "test" and node.get("test_metadata"):
            tested[node["attached_node"]].add((node["test_metadata"]["name"], node["column_name"]))

    def has_key(model: Node) -> bool:
        tests = tested[model["unique_id"]]
        unique = {column for name, column in tests if name == "unique"}
        present = {column for name, column in tests if name == "not_null"}
        present |= {
            column
            for column, promised in model["columns"].items()
            if any(constraint["type"] == "not_null" for constraint in promised["constraints"])
        }
        keys = {"primary_key", "unique_key"}
        return bool(unique & present) or any(name in keys for name, _ in tests)

    keyed = {model["name"] for model in models if has_key(model)}
    # What one system gives is tested where all systems meet: the key there begins with the system.
    # Landed rows as they are have no key of their own: it is tested where they are judged.
    keyed |= {
        model["name"] for model in models if model["config"]["meta"].get("key_tested_in") in keyed
    }
    keyed |= {
        model["name"]
        for model in models
        if f"conformed_{model['name'].partition('_from_')[0]}" in keyed
        and "_from_" in model["name"]
    }
    assert names([model for model in models if model["name"] not in keyed]) == []


def test_every_system_may_be_off_alone(models: list[Node]) -> None:
    """A model that reads one system is switched by it, or it breaks the build of who lacks it."""
    switchless = [
        model
        for model in models
        if (layer_of(model) == "staging" or "_from_" in model["name"])
        and "enabled=system_is_on(" not in model["raw_code"]
    ]
    assert names(switchless) == []


def test_conformed_contracts_hold(models: list[Node]) -> None:
    contracts = [model for model in models if model["name"].startswith("conformed_")]
    assert contracts, "models/conformed holds no contract."
    for model in contracts:
        columns = list(model["columns"].values())
        assert model["config"]["contract"]["enforced"], model["name"]
        assert [column["name"] for column in columns if not column["description"]] == []
        assert columns[0]["name"] == "source_system", model["name"]
        assert columns[-1]["name"] == "loaded_at", model["name"]


def test_marts_are_contracts_with_the_public(marts: list[Node]) -> None:
    assert names([model for model in marts if not model["config"]["contract"]["enforced"]]) == []
    assert names([model for model in marts if model["access"] != "public"]) == []
    assert names([model for model in marts if not model["group"]]) == []


def test_every_group_has_an_owner(manifest: dict[str, Any], marts: list[Node]) -> None:
    owners = {group["name"]: group["owner"] for group in manifest["groups"].values()}
    ownerless = [
        model
        for model in marts
        if not (owners[model["group"]].get("email") or owners[model["group"]].get("name"))
    ]
    assert names(ownerless) == []


def test_every_column_of_a_mart_is_described(marts: list[Node]) -> None:
    silent = [
        f"{model['name']}.{column['name']}"
        for model in marts
        for column in model["columns"].values()
        if not column["description"].strip() or not column["data_type"]
    ]
    assert silent == []


def test_no_mart_tells_when_it_was_loaded(marts: list[Node]) -> None:
    """It differs between two runs over the same input; marts must not."""
    assert names([model for model in marts if "loaded_at" in model["columns"]]) == []


def test_no_model_reads_the_clock(models: list[Node]) -> None:
    clocks = ("current_timestamp", "current_date", "now()", "today()", "run_started_at")
    readers = [model for model in models if any(one in model["raw_code"] for one in clocks)]
    assert names(readers) == []


def test_no_model_is_a_room_with_two_purposes(models: list[Node]) -> None:
    long = [m for m in models if len(m["raw_code"].splitlines()) > LARGEST_MODEL]
    assert names(long) == []
