with

participants as (

    select * from {{ ref('int_experiment_participants') }}

),

final as (

    select
        experiment_exposure_id,
        experiment_id,
        variant_id,
        person_id,
        status,
        exposures,
        variants_seen,
        revenue,
        unconverted_amounts,
        is_converted,
        first_exposed_at,
        window_ends_at,
        converted_at
    from participants

)

select * from final
