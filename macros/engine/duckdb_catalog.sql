{# What dbt's documentation says of tables: the adapter's columns, and how many rows there are. DuckDB counts a table's
   rows as it writes them, so asking costs nothing; rows deleted since may still be among them. #}
{% macro duckdb__get_catalog_results_sql() -%}
    select
        tables.table_database,
        tables.table_schema,
        tables.table_name,
        tables.table_type,
        tables.table_comment,
        columns.column_name,
        columns.column_index,
        columns.column_type,
        columns.column_comment,
        null as table_owner,
        'Rows' as "stats:rows:label",
        stored.estimated_size as "stats:rows:value",
        'As DuckDB counts them; rows deleted since they were written may be among them.' as "stats:rows:description",
        stored.estimated_size is not null as "stats:rows:include"
    from tables
    inner join columns
        on
            tables.table_database = columns.table_database
            and tables.table_schema = columns.table_schema
            and tables.table_name = columns.table_name
    left join duckdb_tables() as stored
        on
            tables.table_database = stored.database_name
            and tables.table_schema = stored.schema_name
            and tables.table_name = stored.table_name
    order by tables.table_schema, tables.table_name, columns.column_index
{%- endmacro %}
