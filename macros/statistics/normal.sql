{# The standard normal distribution, to the last digits of a double. Give columns, not expressions: they are written
   out many times. No engine shares an error function with another, so it is made of arithmetic. #}

{# The chance of a value up to `deviate`. #}
{% macro normal_cdf(deviate) -%}
    (0.5e0 * {{ complementary_error('(-(' ~ deviate ~ ') * 7.07106781186547524e-1)') }})
{%- endmacro %}

{# The chance of a value at least as far from 0, on either side. #}
{% macro normal_two_sided(deviate) -%}
    {{ complementary_error('(abs(' ~ deviate ~ ') * 7.07106781186547524e-1)') }}
{%- endmacro %}

{# erfc by W. J. Cody, Rational Chebyshev approximations for the error function, Math. Comp. 23 (1969) 631-637. #}
{% macro complementary_error(x) -%}
    {%- set size = 'abs' ~ x -%}
    {%- set square = '(' ~ x ~ ' * ' ~ x ~ ')' -%}
    {%- set near = [
        polynomial(square, [
            '1.85777706184603153e-1', '3.16112374387056560e0', '1.13864154151050156e2', '3.77485237685302021e2',
            '3.20937758913846947e3'
        ]),
        polynomial(square, [
            '1e0', '2.36012909523441209e1', '2.44024637934444173e2', '1.28261652607737228e3', '2.84423683343917062e3'
        ])
    ] -%}
    {%- set middle = [
        polynomial(size, [
            '2.15311535474403846e-8', '5.64188496988670089e-1', '8.88314979438837594e0', '6.61191906371416295e1',
            '2.98635138197400131e2', '8.81952221241769090e2', '1.71204761263407058e3', '2.05107837782607147e3',
            '1.23033935479799725e3'
        ]),
        polynomial(size, [
            '1e0', '1.57449261107098347e1', '1.17693950891312499e2', '5.37181101862009858e2', '1.62138957456669019e3',
            '3.29079923573345963e3', '4.36261909014324716e3', '3.43936767414372164e3', '1.23033935480374942e3'
        ])
    ] -%}
    {%- set inverse = '(1e0 / ' ~ square ~ ')' -%}
    {%- set far = [
        polynomial(inverse, [
            '1.63153871373020978e-2', '3.05326634961232344e-1', '3.60344899949804439e-1', '1.25781726111229246e-1',
            '1.60837851487422766e-2', '6.58749161529837803e-4'
        ]),
        polynomial(inverse, [
            '1e0', '2.56852019228982242e0', '1.87295284992346725e0', '5.27905102951428412e-1', '6.05183413124413191e-2',
            '2.33520497626869185e-3'
        ])
    ] -%}
    case
        when {{ size }} <= 0.46875e0 then 1e0 - {{ x }} * {{ near[0] }} / {{ near[1] }}
        when {{ size }} > 26.5e0 then case when {{ x }} < 0 then 2e0 else 0e0 end
        when {{ x }} < -4e0 then 2e0 - {{ far_tail(size, square, far) }}
        when {{ x }} < 0 then 2e0 - exp(-{{ square }}) * {{ middle[0] }} / {{ middle[1] }}
        when {{ x }} <= 4e0 then exp(-{{ square }}) * {{ middle[0] }} / {{ middle[1] }}
        else {{ far_tail(size, square, far) }}
    end
{%- endmacro %}

{% macro far_tail(size, square, far) -%}
    exp(-{{ square }}) / {{ size }} * (5.6418958354775628695e-1 - {{ far[0] }} / {{ far[1] }} / {{ square }})
{%- endmacro %}

{# The value that `chance` of the distribution lies below; null at 0 and 1. M. J. Wichura, Algorithm AS 241,
   Applied Statistics 37 (1988) 477-484. #}
{% macro normal_quantile(chance) -%}
    {%- set central = '(' ~ chance ~ ' - 0.5e0)' -%}
    {%- set square = '(0.180625e0 - ' ~ central ~ ' * ' ~ central ~ ')' -%}
    {%- set root = 'sqrt(-ln(least(' ~ chance ~ ', 1e0 - ' ~ chance ~ ')))' -%}
    {%- set near, far = '(' ~ root ~ ' - 1.6e0)', '(' ~ root ~ ' - 5e0)' -%}
    case
        when {{ chance }} <= 0 or {{ chance }} >= 1 then null
        when abs({{ central }}) <= 0.425e0
            then {{ central }} * {{ polynomial(square, [
                '2.5090809287301226727e3', '3.3430575583588128105e4', '6.7265770927008700853e4',
                '4.5921953931549871457e4', '1.3731693765509461125e4', '1.9715909503065514427e3',
                '1.3314166789178437745e2', '3.3871328727963666080e0'
            ]) }} / {{ polynomial(square, [
                '5.2264952788528545610e3', '2.8729085735721942674e4', '3.9307895800092710610e4',
                '2.1213794301586595867e4', '5.3941960214247511077e3', '6.8718700749205790830e2',
                '4.2313330701600911252e1', '1e0'
            ]) }}
        when {{ root }} <= 5e0
            then sign({{ central }}) * {{ polynomial(near, [
                '7.74545014278341407640e-4', '2.27238449892691845833e-2', '2.41780725177450611770e-1',
                '1.27045825245236838258e0', '3.64784832476320460504e0', '5.76949722146069140550e0',
                '4.63033784615654529590e0', '1.42343711074968357734e0'
            ]) }} / {{ polynomial(near, [
                '1.05075007164441684324e-9', '5.47593808499534494600e-4', '1.51986665636164571966e-2',
                '1.48103976427480074590e-1', '6.89767334985100004550e-1', '1.67638483018380384940e0',
                '2.05319162663775882187e0', '1e0'
            ]) }}
        else sign({{ central }}) * {{ polynomial(far, [
            '2.01033439929228813265e-7', '2.71155556874348757815e-5', '1.24266094738807843860e-3',
            '2.65321895265761230930e-2', '2.96560571828504891230e-1', '1.78482653991729133580e0',
            '5.46378491116411436990e0', '6.65790464350110377720e0'
        ]) }} / {{ polynomial(far, [
            '2.04426310338993978564e-15', '1.42151175831644588870e-7', '1.84631831751005468180e-5',
            '7.86869131145613259100e-4', '1.48753612908506148525e-2', '1.36929880922735805310e-1',
            '5.99832206555887937690e-1', '1e0'
        ]) }}
    end
{%- endmacro %}
