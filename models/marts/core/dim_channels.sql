with

channels as (

    select * from {{ ref('channels') }}

),

final as (

    select
        channel,
        description,
        channel_order,
        is_paid,
        channel = 'Direct' as is_direct
    from channels

)

select * from final
