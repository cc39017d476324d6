"""What is kept of Salesforce's objects, by the API names of their fields.

Standard fields follow the vendor's Object Reference. The custom ones on Lead and Contact are the
names this project proposes; `[sources.salesforce.custom_fields]` maps an org's own names onto them.
"""

from pipelines.resources import Field, Kind, Resource

CURSOR = "SystemModstamp"
_STAMPS = "CreatedDate LastModifiedDate SystemModstamp"
_SOURCE_FIELDS = (
    "GA_Client_ID__c",
    "App_User_ID__c",
    "GCLID__c",
    "UTM_Source__c",
    "UTM_Medium__c",
    "UTM_Campaign__c",
    "UTM_Content__c",
    "UTM_Term__c",
    "Self_Reported_Source__c",
)
CUSTOM_FIELDS = (*_SOURCE_FIELDS, "Rejection_Reason__c", "Rejected_At__c")


def _object(table: str, country: str | None = None, **fields: str) -> Resource:
    """A raw table; each keyword names a kind and lists the API names of its fields."""
    declared = [
        Field(
            name,
            _kind(kind),
            required=name == CURSOR,
            country_from=country if kind == "phone" else None,
        )
        for kind, names in fields.items()
        for name in names.split()
    ]
    return Resource(
        "salesforce", table, key=("Id",), fields=tuple(declared), newest_by="SystemModstamp"
    )


def _kind(name: str) -> Kind:
    kinds: tuple[Kind, ...] = (
        "text", "integer", "decimal", "boolean", "timestamp", "date", "json",
        "email", "phone", "name", "free_text",
    )  # fmt: skip
    return next(kind for kind in kinds if kind == name)


OBJECTS: dict[str, Resource] = {
    "Lead": _object(
        "lead",
        country="Country",
        text="Id MasterRecordId Company Title Website LeadSource Status Rating Industry Country "
        "OwnerId ConvertedAccountId ConvertedContactId ConvertedOpportunityId Rejection_Reason__c "
        + " ".join(_SOURCE_FIELDS),
        free_text="Description",
        name="FirstName LastName",
        email="Email",
        phone="Phone MobilePhone",
        integer="NumberOfEmployees",
        decimal="AnnualRevenue",
        boolean="IsDeleted HasOptedOutOfEmail IsConverted",
        date="ConvertedDate",
        timestamp="Rejected_At__c " + _STAMPS,
    ),
    "Contact": _object(
        "contact",
        country="MailingCountry",
        text="Id MasterRecordId AccountId Title LeadSource MailingCountry OwnerId "
        + " ".join(_SOURCE_FIELDS),
        free_text="Description",
        name="FirstName LastName",
        email="Email",
        phone="Phone MobilePhone",
        boolean="IsDeleted HasOptedOutOfEmail",
        timestamp=_STAMPS,
    ),
    "Account": _object(
        "account",
        text="Id MasterRecordId Name Website Industry BillingCountry ParentId OwnerId "
        "AccountSource",
        integer="NumberOfEmployees",
        decimal="AnnualRevenue",
        boolean="IsDeleted",
        timestamp=_STAMPS,
    ),
    "Opportunity": _object(
        "opportunity",
        text="Id AccountId CampaignId ContactId Name StageName CurrencyIsoCode Type LeadSource "
        "OwnerId",
        decimal="Amount Probability",
        boolean="IsDeleted IsClosed IsWon",
        date="CloseDate",
        timestamp=_STAMPS,
    ),
    "OpportunityHistory": _object(
        "opportunity_history",
        text="Id OpportunityId StageName CurrencyIsoCode ForecastCategory CreatedById",
        decimal="Amount Probability",
        boolean="IsDeleted",
        date="CloseDate",
        timestamp="CreatedDate SystemModstamp",
    ),
    "OpportunityContactRole": _object(
        "opportunity_contact_role",
        text="Id OpportunityId ContactId Role",
        boolean="IsPrimary IsDeleted",
        timestamp=_STAMPS,
    ),
    "Campaign": _object(
        "campaign",
        text="Id Name Type Status ParentId OwnerId CurrencyIsoCode",
        decimal="BudgetedCost ActualCost ExpectedRevenue",
        boolean="IsDeleted IsActive",
        date="StartDate EndDate",
        timestamp=_STAMPS,
    ),
    "CampaignMember": _object(
        "campaign_member",
        text="Id CampaignId LeadId ContactId Status",
        boolean="IsDeleted HasResponded",
        date="FirstRespondedDate",
        timestamp=_STAMPS,
    ),
    # What a seller wrote, Subject and Description, names people and is not asked for.
    "Task": _object(
        "task",
        text="Id WhoId WhatId OwnerId Status Type TaskSubtype CallType CallDisposition",
        boolean="IsDeleted IsClosed",
        date="ActivityDate",
        timestamp="CompletedDateTime " + _STAMPS,
    ),
    "Event": _object(
        "event",
        text="Id WhoId WhatId OwnerId Type EventSubtype",
        boolean="IsDeleted IsChild",
        timestamp="StartDateTime EndDateTime " + _STAMPS,
    ),
    "User": _object(
        "user",
        text="Id UserRoleId Title Department",
        name="Name",
        email="Email",
        boolean="IsActive",
        timestamp=_STAMPS,
    ),
}
"""Raw table by the object's API name."""
