-- A parameter of an event, as the vendor nests it.

create macro text_param(name, content) as {
    'key': name,
    'value': {
        'string_value': content, 'int_value': null::bigint, 'float_value': null::double,
        'double_value': null::double
    }
};

create macro int_param(name, content) as {
    'key': name,
    'value': {
        'string_value': null::varchar, 'int_value': content::bigint, 'float_value': null::double,
        'double_value': null::double
    }
};

create macro double_param(name, content) as {
    'key': name,
    'value': {
        'string_value': null::varchar, 'int_value': null::bigint, 'float_value': null::double,
        'double_value': content::double
    }
};

create macro text_params_if_any(name, content) as (
    if(content is null, [], [text_param(name, content)])
);
