-- What the experiments really did.

-- By true person; whoever saw both pages is in neither.
create table truth_experiments as
with views as (
    select
        experiment_id,
        session.person_no,
        min(variant_id) as variant_id,
        count(distinct variant_id) as variants
    from experiment_views
    inner join all_sessions as session using (session_no)
    group by all
)

select
    plan.experiment_id,
    views.variant_id,
    count(*) as people,
    count(*) filter (person.is_converted) as converters,
    (select count(*) from views where variants > 1) as people_in_several_variants,
    if(
        views.variant_id = plan.control_id, 0,
        plan.share_of_converters / (1 - plan.share_of_converters) - 1
    ) as true_relative_difference
from views
inner join products_page_people as person using (person_no)
inner join experiment_plans as plan using (experiment_id)
where views.variants = 1
group by all

union all

select
    plan.experiment_id,
    mail.variant_id,
    count(*) as people,
    null as converters,
    0 as people_in_several_variants,
    0 as true_relative_difference
from experiment_mails as mail
inner join experiment_plans as plan using (experiment_id)
group by all
order by experiment_id, variant_id;
