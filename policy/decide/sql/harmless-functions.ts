/**
 * Functions that come with PostgreSQL, MySQL, MariaDB, SQLite or BigQuery and do nothing but compute. One that
 * is missing costs a refused query; one too many could cost data, so that nothing stands here that reaches
 * files, the network, sequences, settings, locks or other sessions, or that only waits.
 */
export const harmlessFunctions = new Set(
  `abs acos acosh asin asinh atan atan2 atanh cbrt ceil ceiling cos cosh cot degrees div exp floor ln log log10
  log2 mod pi pow power radians round safe_divide sign sin sinh sqrt tan tanh trunc truncate width_bucket
  greatest least

  ascii bit_length btrim char char_length character_length chr concat concat_ws contains_substr decode elt
  encode ends_with field find_in_set format from_base64 from_hex hex initcap insert instr lcase left length
  locate lower lpad ltrim md5 mid normalize octet_length ord overlay position printf quote quote_ident
  quote_literal quote_nullable regexp_contains regexp_count regexp_extract regexp_extract_all regexp_instr
  regexp_like regexp_match regexp_matches regexp_replace regexp_split_to_array regexp_split_to_table
  regexp_substr repeat replace reverse right rpad rtrim sha1 sha2 sha224 sha256 sha384 sha512 soundex space
  split split_part starts_with strcmp string_to_array strpos substr substring substring_index to_ascii
  to_base64 to_hex translate trim ucase unhex unicode upper

  age adddate addtime clock_timestamp convert_tz curdate current_date current_datetime current_time
  current_timestamp curtime date date_add date_bin date_diff date_format date_from_unix_date date_part date_sub
  date_trunc datediff datetime datetime_add datetime_diff datetime_sub datetime_trunc day dayname dayofmonth
  dayofweek dayofyear extract format_date format_datetime format_timestamp from_days from_unixtime hour
  isfinite julianday justify_days justify_hours justify_interval last_day localtime localtimestamp make_date
  make_interval make_time make_timestamp make_timestamptz makedate maketime microsecond minute month monthname
  now parse_date parse_datetime parse_timestamp period_add period_diff quarter sec_to_time second
  statement_timestamp str_to_date strftime subdate subtime sysdate time time_add time_diff time_format time_sub
  time_to_sec time_trunc timediff timestamp timestamp_add timestamp_diff timestamp_micros timestamp_millis
  timestamp_seconds timestamp_sub timestamp_trunc timestampadd timestampdiff to_char to_date to_days to_number
  to_seconds to_timestamp transaction_timestamp unix_date unix_micros unix_millis unix_seconds unix_timestamp
  unixepoch utc_date utc_time utc_timestamp week weekday weekofyear year yearweek

  cast coalesce collation convert if iff ifnull iif isnull nullif nvl num_nonnulls num_nulls safe_cast typeof
  pg_typeof bool float64 int64 string

  any_value approx_count_distinct approx_quantiles approx_top_count array_agg array_concat_agg avg bit_and
  bit_or bit_xor bool_and bool_or corr count countif covar_pop covar_samp every group_concat grouping
  json_agg json_arrayagg json_group_array json_group_object json_object_agg json_objectagg jsonb_agg
  jsonb_object_agg logical_and logical_or max min mode percentile_cont percentile_disc regr_avgx regr_avgy
  regr_count regr_intercept regr_r2 regr_slope std stddev stddev_pop stddev_samp string_agg sum total var_pop
  var_samp variance

  cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank row_number

  array array_append array_cat array_concat array_dims array_length array_lower array_ndims array_position
  array_positions array_prepend array_remove array_replace array_reverse array_to_string array_upper
  cardinality struct unnest

  json json_array json_array_elements json_array_elements_text json_array_length json_build_array
  json_build_object json_contains json_contains_path json_depth json_each json_each_text json_extract
  json_extract_array json_extract_path json_extract_path_text json_extract_scalar json_extract_string_array
  json_keys json_length json_object json_object_keys json_overlaps json_pretty json_query json_query_array
  json_quote json_search json_set json_strip_nulls json_tree json_type json_typeof json_unquote json_valid
  json_value json_value_array jsonb_array_elements jsonb_array_elements_text jsonb_array_length
  jsonb_build_array jsonb_build_object jsonb_each jsonb_each_text jsonb_extract_path jsonb_extract_path_text
  jsonb_object_keys jsonb_path_exists jsonb_path_query jsonb_path_query_array jsonb_path_query_first
  jsonb_pretty jsonb_set jsonb_strip_nulls jsonb_typeof parse_json row_to_json to_json to_json_string to_jsonb

  plainto_tsquery phraseto_tsquery to_tsquery to_tsvector ts_headline ts_rank ts_rank_cd websearch_to_tsquery
  bm25 highlight snippet similarity word_similarity

  current_catalog current_database current_role current_schema current_user database found_rows
  session_user sqlite_version user version

  pragma_table_info pragma_table_xinfo pragma_table_list pragma_index_list pragma_index_info
  pragma_foreign_key_list pg_database_size pg_relation_size pg_size_pretty pg_table_size
  pg_total_relation_size pg_get_constraintdef pg_get_indexdef pg_get_viewdef obj_description col_description
  format_type`
    .trim()
    .split(/\s+/),
)
