{# The models with the number of the window each looks through. #}
with

models as (

    select * from {{ ref('int_attribution_models') }}

),

windows as (

    select * from {{ ref('int_attribution_windows') }}

),

windowed as (

    select
        models.*,
        windows.window_number
    from models
    inner join windows on models.path_window = windows.path_window

)

select * from windowed
