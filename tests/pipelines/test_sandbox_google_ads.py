"""Google Ads as the sandbox plays it, over HTTP."""

from collections.abc import Iterator
from typing import Any

import pytest

from pipelines.sandbox.server import Sandbox
from tests.pipelines.sandbox_clients import GRANT, Ads, Http
from tests.pipelines.sandbox_small_company import (
    LAST_DAY,
    MANAGER,
    USD_ACCOUNT,
    build_small_company,
)

WHOLE = f"segments.date BETWEEN '2026-06-01' AND '{LAST_DAY}'"


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    folder = build_small_company(tmp_path_factory.mktemp("company"))
    with Sandbox.start(folder) as running:
        yield running


@pytest.fixture(scope="module")
def ads(sandbox: Sandbox) -> Ads:
    return Ads(sandbox)


def test_a_refresh_token_gives_an_access_token(sandbox: Sandbox) -> None:
    token = Http().post(f"{sandbox.url}/token", GRANT).json()
    assert {name: token[name] for name in ("token_type", "expires_in")} == {
        "token_type": "Bearer",
        "expires_in": 7199,
    }


@pytest.mark.parametrize(
    ("changed", "status", "error"),
    [
        ({"refresh_token": "no"}, 400, "invalid_grant"),
        ({"client_secret": "no"}, 401, "invalid_client"),
        ({"client_id": "no"}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    ],
)
def test_a_wrong_grant_is_refused(
    sandbox: Sandbox, changed: dict[str, str], status: int, error: str
) -> None:
    answer = Http().post(f"{sandbox.url}/token", {**GRANT, **changed})
    assert (answer.status_code, answer.json()["error"]) == (status, error)


def test_a_row_comes_nested_in_camel_case_with_integers_as_text(ads: Ads) -> None:
    [chunk] = ads.ask(
        "SELECT campaign.id, campaign.name, segments.date, metrics.cost_micros, metrics.clicks, "
        "metrics.conversions FROM campaign WHERE segments.date = '2026-06-02' "
        "AND campaign.id = 21000000001"
    ).json()
    assert chunk["results"] == [
        {
            "campaign": {
                "resourceName": "customers/1112223333/campaigns/21000000001",
                "id": "21000000001",
                "name": "DE | Search",
            },
            "segments": {"date": "2026-06-02"},
            "metrics": {"costMicros": "2000009", "clicks": "3", "conversions": 1.0},
        }
    ]
    assert chunk["fieldMask"].startswith("campaign.id,campaign.name,segments.date,metrics.cost")
    assert chunk["requestId"]


def test_what_is_not_set_is_left_out(ads: Ads) -> None:
    found = ads.rows(
        "SELECT campaign.id, campaign.start_date_time FROM campaign ORDER BY campaign.id"
    )
    assert found[0]["campaign"]["startDateTime"] == "2026-05-01 00:00:00"
    assert "startDateTime" not in found[1]["campaign"]


def test_an_answer_without_rows_has_no_results(ads: Ads) -> None:
    [chunk] = ads.ask("SELECT campaign.id FROM campaign", USD_ACCOUNT).json()
    assert "results" not in chunk
    assert chunk["fieldMask"] == "campaign.id"


def test_ads_come_with_what_they_hang_on(ads: Ads) -> None:
    [first, _] = ads.rows(
        "SELECT ad_group_ad.ad.id, ad_group_ad.ad.final_urls, ad_group.id, campaign.id, "
        "customer.currency_code FROM ad_group_ad ORDER BY ad_group_ad.ad.id"
    )
    assert first["adGroupAd"] == {
        "resourceName": "customers/1112223333/adGroupAds/147~42",
        "ad": {
            "resourceName": "customers/1112223333/ads/42",
            "id": "42",
            "finalUrls": ["https://www.halden.example/"],
        },
    }
    assert first["adGroup"]["resourceName"] == "customers/1112223333/adGroups/147"
    assert first["customer"]["currencyCode"] == "EUR"


def test_metrics_add_up_over_what_is_not_asked_for(ads: Ads) -> None:
    daily = ads.rows(f"SELECT segments.date, metrics.cost_micros FROM ad_group_ad WHERE {WHOLE}")
    assert len(daily) == 240
    [total] = ads.rows(f"SELECT customer.id, metrics.cost_micros FROM customer WHERE {WHOLE}")
    assert total["metrics"]["costMicros"] == str(120 * (2000009 + 2000009))
    [group] = ads.rows(f"SELECT ad_group.id, metrics.clicks FROM ad_group WHERE {WHOLE}")
    assert group["metrics"] == {"clicks": "0"}


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("segments.date >= '2026-06-01' AND segments.date <= '2026-06-03'", 6),
        ("segments.date DURING LAST_7_DAYS", 14),
        ("segments.date = '2026-06-01' AND campaign.name LIKE '%search'", 1),
        ("segments.date = '2026-06-01' AND campaign.id IN (21000000001, 5)", 1),
        ("segments.date = '2026-06-01' AND campaign.name NOT IN ('DE | Search')", 1),
        ("segments.date = '2026-06-01' AND metrics.cost_micros > 2000009", 0),
        ("segments.date = '2026-06-01' AND metrics.clicks >= 3", 2),
    ],
)
def test_conditions_mean_what_the_vendor_says(ads: Ads, where: str, expected: int) -> None:
    select = "SELECT campaign.id, campaign.name, segments.date, metrics.clicks FROM campaign"
    assert len(ads.rows(f"{select} WHERE {where}")) == expected


def test_what_a_performance_max_click_lacks_is_left_out(ads: Ads) -> None:
    select = "SELECT click_view.gclid, click_view.keyword_info.text, ad_group.id, campaign.id"
    where = f"segments.date = '{LAST_DAY}' AND click_view.gclid = 'gclid-pmax'"
    [click] = ads.rows(f"{select} FROM click_view WHERE {where}")
    assert set(click) == {"clickView", "campaign"}
    assert set(click["clickView"]) == {"resourceName", "gclid"}


def test_rows_are_limited(ads: Ads) -> None:
    limited = ads.rows(f"SELECT segments.date, metrics.clicks FROM campaign WHERE {WHOLE} LIMIT 7")
    assert len(limited) == 7


def test_the_manager_lists_its_accounts(ads: Ads) -> None:
    found = ads.rows(
        "SELECT customer_client.id, customer_client.descriptive_name, customer_client.manager, "
        "customer_client.level, customer_client.currency_code, customer_client.time_zone "
        "FROM customer_client WHERE customer_client.level <= 1 ORDER BY customer_client.id",
        MANAGER,
    )
    clients = [row["customerClient"] for row in found]
    assert [client["id"] for client in clients] == ["1112223333", "4445556666", "9998887777"]
    assert [client["level"] for client in clients] == ["1", "1", "0"]
    assert [client["manager"] for client in clients] == [False, False, True]
    assert clients[1]["timeZone"] == "America/New_York"


def test_a_manager_account_serves_no_metrics(ads: Ads) -> None:
    asked = f"SELECT campaign.id, metrics.clicks FROM campaign WHERE {WHOLE}"
    status, kind, code, _ = ads.refused(asked, MANAGER)
    assert (status, kind, code) == (400, "queryError", "REQUESTED_METRICS_FOR_MANAGER")


def test_clicks_come_for_one_day_of_the_last_ninety(ads: Ads) -> None:
    select = "SELECT click_view.gclid, click_view.ad_group_ad, campaign.id FROM click_view"
    [click] = ads.rows(f"{select} WHERE segments.date = '2026-06-30'")
    assert click["clickView"] == {
        "resourceName": "customers/1112223333/clickViews/2026-06-30~gclid-20260630",
        "gclid": "gclid-20260630",
        "adGroupAd": "customers/1112223333/adGroupAds/147~42",
    }
    between = "segments.date BETWEEN '2026-09-01' AND '2026-09-02'"
    for where in ("", f" WHERE {between}"):
        status, kind, code, _ = ads.refused(select + where)
        assert (status, kind, code) == (400, "clickViewError", "EXPECTED_FILTER_ON_A_SINGLE_DAY")
    assert ads.refused(f"{select} WHERE segments.date = '2026-06-29'")[2] == "DATE_TOO_OLD"


@pytest.mark.parametrize(
    ("gaql", "code"),
    [
        ("SELECT campaign.nope FROM campaign", "UNRECOGNIZED_FIELD"),
        ("SELECT campaign.id FROM nope", "BAD_RESOURCE_TYPE_IN_FROM_CLAUSE"),
        ("SELECT ad_group_ad.ad.id FROM campaign", "PROHIBITED_RESOURCE_TYPE_IN_SELECT_CLAUSE"),
        (
            "SELECT campaign.id FROM campaign WHERE campaign.id = 1 OR campaign.id = 2",
            "UNEXPECTED_INPUT",
        ),
        ("SELECT campaign.id FROM", "UNEXPECTED_END_OF_QUERY"),
        ("SELECT segments.date, metrics.clicks FROM campaign", "EXPECTED_FILTERS_ON_DATE_RANGE"),
        (
            "SELECT metrics.clicks FROM campaign WHERE segments.date >= '2026-06-01'",
            "EXPECTED_FILTERS_ON_DATE_RANGE",
        ),
        (
            "SELECT metrics.clicks FROM ad_group "  # noqa: ISC004  one query
            "WHERE segments.date = '2026-06-02' AND segments.date < '2026-06-02'",
            "DATE_RANGE_TOO_NARROW",
        ),
        ("SELECT metrics.clicks FROM campaign WHERE segments.date = 'soon'", "INVALID_DATE_FORMAT"),
        ("SELECT campaign.id FROM campaign WHERE campaign.id = 'many'", "BAD_VALUE"),
    ],
)
def test_a_wrong_query_is_refused_in_the_vendors_form(ads: Ads, gaql: str, code: str) -> None:
    assert ads.refused(gaql)[:3] == (400, "queryError", code)


def test_the_unknown_field_is_named(ads: Ads) -> None:
    message = ads.refused("SELECT campaign.nope FROM campaign")[3]
    assert message == "Unrecognized field in the query: 'campaign.nope'."


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"Authorization": "Bearer no"}, (401, "authenticationError", "OAUTH_TOKEN_INVALID")),
        ({"Authorization": None}, (401, "authenticationError", "OAUTH_TOKEN_INVALID")),
        ({"developer_token": "no"}, (401, "authenticationError", "DEVELOPER_TOKEN_INVALID")),
        ({"developer_token": None}, (400, "requestError", "DEVELOPER_TOKEN_PARAMETER_MISSING")),
        ({"login_customer_id": None}, (403, "authorizationError", "USER_PERMISSION_DENIED")),
        ({"customer": 1234567890}, (403, "authorizationError", "USER_PERMISSION_DENIED")),
        ({"customer": "111-222-3333"}, (400, "requestError", "INVALID_CUSTOMER_ID")),
        ({"version": "v9"}, (400, "requestError", "UNSUPPORTED_VERSION")),
    ],
)
def test_whoever_may_not_ask_is_refused(
    ads: Ads, changed: dict[str, Any], expected: tuple[int, str, str]
) -> None:
    assert ads.refused("SELECT customer.id FROM customer", **changed)[:3] == expected


def test_the_user_reaches_the_manager_account(ads: Ads) -> None:
    answer = Http().get(f"{ads.url}/v25/customers:listAccessibleCustomers", headers=ads.headers)
    assert answer.json() == {"resourceNames": [f"customers/{MANAGER}"]}
