{# A person takes part from the first exposure that counts. Who saw two variants belongs to neither: they are kept, and
   counted, apart. Outcomes count from after that moment until the window ends: a person converts once, and all revenue
   of theirs in the window is the variant's. #}
with

exposures as (

    select
        *,
        coalesce(person_id, concat(source_system, '|', record_source_id)) as subject
    from {{ ref('int_experiment_exposures') }}

),

variants as (

    select * from {{ ref('conformed_experiment_variants') }}

),

conversions as (

    select
        conversions.person_id,
        conversions.conversion_type,
        conversions.converted_at,
        conversion_values.value,
        conversion_values.value_reporting
    from {{ ref('int_conversions') }} as conversions
    inner join {{ ref('int_conversion_values') }} as conversion_values
        on conversions.conversion_id = conversion_values.conversion_id

),

types as (

    select * from {{ ref('conversion_types') }}

),

subjects as (

    select
        experiment_id,
        subject,
        count(*) as exposures,
        count(distinct case when problem is null or problem = 'unknown variant' then variant_id end) as variants_seen
    from exposures
    group by experiment_id, subject

),

first_exposures as (

    select *
    from exposures
    qualify row_number() over (
        partition by experiment_id, subject
        order by
            case when problem is null then 0 else 1 end asc,
            exposed_at asc nulls last,
            source_system asc,
            record_source_id asc
    ) = 1

),

participants as (

    select
        md5(concat(first_exposures.experiment_id, '|', first_exposures.subject)) as experiment_exposure_id,
        first_exposures.experiment_id,
        first_exposures.variant_id,
        first_exposures.person_id,
        case
            when first_exposures.problem is not null then first_exposures.problem
            when subjects.variants_seen > 1 then 'several variants'
            else 'counted'
        end as status,
        variants.conversion_type,
        subjects.exposures,
        subjects.variants_seen,
        first_exposures.exposed_at as first_exposed_at,
        first_exposures.exposed_at + variants.window_days * interval 1 day as window_ends_at
    from first_exposures
    inner join subjects
        on
            first_exposures.experiment_id = subjects.experiment_id
            and first_exposures.subject = subjects.subject
    left join variants
        on
            first_exposures.experiment_id = variants.experiment_id
            and first_exposures.variant_id = variants.variant_id

),

outcomes as (

    select
        participants.experiment_exposure_id,
        min(
            case when conversions.conversion_type = participants.conversion_type then conversions.converted_at end
        ) as converted_at,
        sum(case when types.is_revenue then conversions.value_reporting end) as revenue,
        sum(
            case
                when types.is_revenue and conversions.value is not null and conversions.value_reporting is null then 1
                else 0
            end
        ) as unconverted_amounts
    from participants
    inner join conversions
        on
            participants.person_id = conversions.person_id
            and participants.first_exposed_at < conversions.converted_at
            and participants.window_ends_at > conversions.converted_at
    inner join types
        on conversions.conversion_type = types.conversion_type
    where participants.status = 'counted'
    group by participants.experiment_exposure_id

),

with_outcomes as (

    select
        participants.experiment_exposure_id,
        participants.experiment_id,
        participants.variant_id,
        participants.person_id,
        participants.status,
        cast(participants.exposures as integer) as exposures,
        cast(participants.variants_seen as integer) as variants_seen,
        cast(
            case when participants.status = 'counted' then coalesce(outcomes.revenue, 0) end as decimal(18, 2)
        ) as revenue,
        cast(
            case when participants.status = 'counted' then coalesce(outcomes.unconverted_amounts, 0) end as integer
        ) as unconverted_amounts,
        case when participants.status = 'counted' then outcomes.converted_at is not null end as is_converted,
        participants.first_exposed_at,
        participants.window_ends_at,
        outcomes.converted_at
    from participants
    left join outcomes
        on participants.experiment_exposure_id = outcomes.experiment_exposure_id

)

select * from with_outcomes
