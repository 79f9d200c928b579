// The names that sqlparser-rs 0.62 gives to the parts of a reading statement. Whatever is not listed here,
// and is not empty, makes a statement one that is not proven to read: INTO, FOR UPDATE, optimizer hints,
// settings, assignments, operators of the user's own, and all that a later version of the parser may add.

/** Statements, expressions, table expressions and their variants. */
export const harmlessNodes = new Set(
  `AfterTableAlias All AllOp AnyOp Array AtTimeZone Between BinaryOp Boolean Case Cast Ceil Collate
  CompoundFieldAccess CompoundIdentifier Convert CrossJoin Cube DateTimeField Derived DollarQuotedString
  DoubleQuotedString EscapedStringLiteral Exists Explain ExplainTable Expr ExprWithAlias Expressions Extract
  Floor ForSystemTimeAsOf FullOuter Function GroupingSets HexStringLiteral ILike Identifier InList InSubquery
  InUnnest Index Int Interval IsDistinctFrom IsFalse IsNotDistinctFrom IsNotFalse IsNotNull IsNotTrue
  IsNotUnknown IsNull IsTrue IsUnknown Inner Join JsonAccess Left LeftOuter Like LimitOffset List Map MatchAgainst
  Named Nested NationalStringLiteral Number ObjectName OffsetCommaLimit On OrderBy Overlay Placeholder Position
  Preceding Following Prefixed Query QualifiedWildcard RLike Right RightOuter Rollup Select Separator SetOperation ShowColumns
  ShowDatabases ShowTables SimilarTo SingleQuotedByteStringLiteral SingleQuotedString Slice StraightJoin Struct
  Subquery Subscript Substring Suffix Table Timestamp Trim Tuple TypedString UNNEST UnaryOp UnicodeStringLiteral
  Unnamed UnnamedExpr Using Value Values Where Wildcard WindowSpec NamedWindow Dictionary CompoundExpr Dot
  NestedJoin OuterColumns Expression`.split(/\s+/),
)

/** The fields of those parts. */
export const harmlessFields = new Set(
  `access_chain additional_elements alias analyze any args array array_exprs as_keyword asc at body bucket
  clause clauses cluster_by collation column_name columns compare_op condition conditions content cte_tables
  charset data_type describe_alias distinct distribute_by duplicate_treatment elem else_result end_bound escape_char
  estimate exclude explicit explicit_row expr extended external fetch field fields filter filter_position
  first_element flavor fractional_seconds_precision from full global group_by has_table_keyword having high
  high_priority history hive_format in index index_hints is_some is_try items join_operator joins json_path kind
  last_field lateral leading_field leading_precision left limit limit_by limit_clause limit_from list low
  lower_bound match_value materialized modifier name named named_window negated null_treatment nulls_first
  offset op operand opt_alias opt_except opt_exclude opt_ilike opt_rename opt_replace opt_search_modifier
  options order_by over overlay_for overlay_from overlay_what parameters parent_name parent_type parenthesized
  partition_by partitions path pattern percent projection qualify quantity query query_plan quote_style
  recursive regexp relation replace result right root rows sample seed select_modifiers selection set_quantifier
  shorthand show_in show_options sort_by special sql_big_result sql_buffer_result sql_calc_found_rows
  sql_no_cache sql_small_result start_bound starts_with statement straight_join stride styles subquery
  substring_for substring_from syntax table_name table_with_joins target_before_value terse time_zone timestamp
  top top_before_distinct trim_characters trim_what trim_where unit units upper_bound uses_odbc_syntax value
  value_keyword value_table_mode values verbose version window_before_qualify window_frame window_name with
  with_hints with_offset with_offset_alias with_ordinality with_ties within_group prefix key`.split(/\s+/),
)

/** Operators that come with the database and compute only. */
export const harmlessOperators = new Set(
  `And Or Xor Not Plus Minus Multiply Divide Modulo DuckIntegerDivide MyIntegerDivide StringConcat Eq NotEq Gt
  Lt GtEq LtEq Spaceship BitwiseAnd BitwiseOr BitwiseXor BitwiseNot PGBitwiseNot PGBitwiseXor
  PGBitwiseShiftLeft PGBitwiseShiftRight PGExp PGRegexMatch PGRegexIMatch PGRegexNotMatch PGRegexNotIMatch
  PGLikeMatch PGILikeMatch PGNotLikeMatch PGNotILikeMatch PGStartsWith PGOverlap Regexp Match Arrow LongArrow
  HashArrow HashLongArrow AtArrow ArrowAt AtAt AtQuestion Question QuestionAnd QuestionPipe HashMinus
  Union Except Intersect`.split(/\s+/),
)
