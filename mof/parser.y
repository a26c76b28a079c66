/*
 * parser.y: MOF 2.x, Microsoft's dialect and MOF 3 in one grammar, in the
 * order of the standard's appendix. It says what is written, not whether it
 * is right: an action is one constructor call, and every rule of CIM is
 * compile.c's and check.c's. Keywords are words like others wherever no other reading is possible.
 */
%require "3.6"
%expect 0
%define api.pure full
%define api.prefix {mof_yy}
%define api.token.prefix {MOF_T_}
%define api.location.type {struct cim_place}
%define parse.error custom
%locations
%param { struct mof_parser *p }

%code requires {
#include "mof/ast.h"
#include "mof/recover.h"
}

%code provides {
/* What the grammar reads (recover.c), and what runs it. */
int mof_yylex(MOF_YYSTYPE *value, struct cim_place *place, struct mof_parser *p);
int mof_yyparse(struct mof_parser *p);
}

%code {
#include "config.h"

/* From the first thing that is not empty to the last; of nothing, where that would stand. */
#define YYLLOC_DEFAULT(current, rhs, n) \
	do { \
		int first_ = 1; \
		while (first_ < (n) && YYRHSLOC(rhs, first_).len == 0) \
			first_++; \
		if ((n) == 1) { \
			(current) = YYRHSLOC(rhs, 1); \
		} else if ((n) > 0) { \
			(current).at = YYRHSLOC(rhs, first_).at; \
			(current).len = YYRHSLOC(rhs, n).at + YYRHSLOC(rhs, n).len - (current).at; \
		} else { \
			(current).at = YYRHSLOC(rhs, 0).at + YYRHSLOC(rhs, 0).len; \
			(current).len = 0; \
		} \
	} while (0)

#define AST (&p->ast)
#define NOWHERE ((struct cim_place){ 0, 0 })
#define NO_NAME ((struct mof_name){ .place = NOWHERE })
#define NO_LIST ((struct mof_list){ .count = 0 })

static void mof_yyerror(const struct cim_place *place, struct mof_parser *p, const char *message);
}

%initial-action { @$ = (struct cim_place){ p->scan.source->base, 0 }; }

%union {
	struct mof_token token;
	struct mof_name name;
	struct mof_list list;
	struct mof_array *array;
	struct mof_attr *attr;
	struct mof_decl *decl;
	struct mof_instance *instance;
	struct mof_member *member;
	struct mof_qualifier *qualifier;
	struct mof_slot *slot;
	struct mof_type *type;
	struct mof_value *value;
	struct mof_word *word;
	bool flag;
}

%token END 0 "the end of the file"
%token <token> IDENT "a name"
%token <token> STRING "a string"
%token <token> CHAR "a character"
%token <token> INTEGER "an integer"
%token <token> REAL "a real number"
%token <token> ALIAS "an alias"
%token <token> PRIMITIVE "a type"
%token <token> FLAVOR_WORD "a flavor"
%token <token> PRAGMA "\"#pragma\""
%token <token> INCLUDE "\"#include\""
%token <token> CLASS "\"class\""
%token <token> ASSOCIATION "\"association\""
%token <token> STRUCTURE "\"structure\""
%token <token> ENUMERATION "\"enumeration\""
%token <token> INSTANCE "\"instance\""
%token <token> VALUE "\"value\""
%token <token> OF "\"of\""
%token <token> AS "\"as\""
%token <token> REF "\"ref\""
%token <token> QUALIFIER "\"qualifier\""
%token <token> SCOPE "\"scope\""
%token <token> FLAVOR "\"flavor\""
%token <token> POLICY "\"policy\""
%token <token> TRUE "\"true\""
%token <token> FALSE "\"false\""
%token <token> NULL "\"null\""
%token <token> VOID "\"void\""
%token <token> OBJECT "\"object\""
%token '{' "\"{\"" '}' "\"}\"" '[' "\"[\"" ']' "\"]\"" '(' "\"(\"" ')' "\")\""
%token ';' "\";\"" ':' "\":\"" ',' "\",\"" '=' "\"=\"" '.' "\".\""
/* What recover.c passes over; no rule takes it. */
%token SKIPPED "skipped text"

%type <token> soft keyword
%type <name> type_name name any_name opt_alias opt_super
%type <list> pragma_args bare_args members enum_elems opt_params params opt_quals quals
%type <list> opt_flavors flavors flavor_words attrs names slots items
%type <value> pragma_arg opt_value value list scalar string qual_value
%type <type> class_type return_type enum_base qualifier_type
%type <array> opt_array
%type <member> member head param enum_elem
%type <decl> production directive type_decl local_decl qualifier_decl
%type <instance> object
%type <qualifier> qual
%type <attr> attr
%type <word> flavor
%type <slot> slot
%type <flag> close value_or_instance

%%

/* --- MOF specification --- */

spec:
	%empty
	| spec production		{ if (!mof_declared(p, $2)) YYABORT; }
	| spec error ';'		{ mof_recovered(p); yyerrok; }
	;

production:
	directive
	| opt_quals type_decl		{ $$ = mof_ast_qualify_decl($2, @$, $1, @1); }
	| opt_quals qualifier_decl	{ $$ = mof_ast_qualify_decl($2, @$, $1, @1); }
	| opt_quals object semi
		{ $$ = mof_ast_qualify_decl(mof_ast_instance_decl(AST, @$, $2), @$, $1, @1); }
	;

directive:
	PRAGMA any_name			{ $$ = mof_ast_pragma(AST, @$, $2, NO_LIST, false); }
	| PRAGMA any_name '(' ')'	{ $$ = mof_ast_pragma(AST, @$, $2, NO_LIST, true); }
	| PRAGMA any_name '(' pragma_args ')'
		{ $$ = mof_ast_pragma(AST, @$, $2, $4, true); }
	| PRAGMA any_name bare_args
		{ $$ = mof_ast_pragma(AST, @$, $2, $3, true); mof_bare_pragma(p, @3); }
	| INCLUDE '(' pragma_args ')'
		{ $$ = mof_ast_pragma(AST, @$, mof_ast_name(&$1, @1), $3, true); }
	;

bare_args:
	string				{ $$ = NO_LIST; mof_list_add(&$$, $1); }
	| string ')'			{ $$ = NO_LIST; mof_list_add(&$$, $1); }
	;

pragma_args:
	pragma_arg			{ $$ = NO_LIST; mof_list_add(&$$, $1); }
	| pragma_args ',' pragma_arg	{ mof_list_add(&$1, $3); $$ = $1; }
	;

pragma_arg:
	string
	| any_name			{ $$ = mof_ast_bare(AST, @$, MOF_VALUE_WORD, $1); }
	| INTEGER			{ $$ = mof_ast_literal(AST, @$, MOF_VALUE_INTEGER, &$1); }
	;

/* --- Classes, associations, structures, enumerations --- */

type_decl:
	CLASS any_name opt_alias opt_super open members close semi
		{ $$ = mof_ast_class(AST, @$, MOF_CLASS, $2, $3, $4, $6, $7); }
	| ASSOCIATION any_name opt_super open members close semi
		{ $$ = mof_ast_class(AST, @$, MOF_ASSOCIATION, $2, NO_NAME, $3, $5, $6); }
	| local_decl
	;

/* What may also stand inside a class (MOF 3). */
local_decl:
	STRUCTURE any_name opt_super open members close semi
		{ $$ = mof_ast_class(AST, @$, MOF_STRUCTURE, $2, NO_NAME, $3, $5, $6); }
	| ENUMERATION any_name ':' enum_base open enum_elems opt_comma close semi
		{ $$ = mof_ast_enumeration(AST, @$, $2, $4, $6, @7); }
	| ENUMERATION any_name ':' enum_base open close semi
		{ $$ = mof_ast_enumeration(AST, @$, $2, $4, NO_LIST, NOWHERE); }
	;

opt_alias:
	%empty				{ $$ = NO_NAME; }
	| AS ALIAS			{ $$ = mof_ast_name(&$2, @2); }
	;

opt_super:
	%empty				{ $$ = NO_NAME; }
	| ':' any_name			{ $$ = $2; }
	;

members:
	%empty				{ $$ = NO_LIST; }
	| members member		{ mof_list_add(&$1, $2); $$ = $1; }
	| members error ';'		{ mof_recovered(p); yyerrok; $$ = $1; }
	;

member:
	opt_quals local_decl
		{ $$ = mof_ast_nested(AST, @$, mof_ast_qualify_decl($2, @$, $1, @1)); }
	| opt_quals head opt_array opt_value semi
		{ $$ = mof_ast_finish($2, @$, MOF_PROPERTY, $1, @1, $3, p->doubt ? NULL : $4); }
	| opt_quals head '(' opt_params ')' semi
		{ $$ = mof_ast_finish_method($2, @$, $1, @1, $4); }
	;

enum_base:
	PRIMITIVE
		{ $$ = mof_ast_type(AST, @$, $1.type, mof_ast_name(&$1, @1)); }
	| type_name			{ $$ = mof_ast_type(AST, @$, CIM_OBJECT, $1); }
	;

enum_elems:
	enum_elem			{ $$ = NO_LIST; mof_list_add(&$$, $1); }
	| enum_elems ',' enum_elem	{ mof_list_add(&$1, $3); $$ = $1; }
	;

enum_elem:
	opt_quals any_name		{ $$ = mof_ast_enum_element(AST, @$, $1, @1, $2, NULL); }
	| opt_quals any_name '=' scalar	{ $$ = mof_ast_enum_element(AST, @$, $1, @1, $2, $4); }
	;

head:
	return_type opt_array any_name	{ $$ = mof_ast_member(AST, $1, $2, $3); }
	| class_type opt_array name	{ $$ = mof_ast_member(AST, $1, $2, $3); }
	;

return_type:
	PRIMITIVE
		{ $$ = mof_ast_type(AST, @$, $1.type, mof_ast_name(&$1, @1)); }
	| VOID
		{ $$ = mof_ast_type(AST, @$, CIM_VOID, mof_ast_name(&$1, @1)); }
	;

class_type:
	type_name			{ $$ = mof_ast_type(AST, @$, CIM_OBJECT, $1); }
	| type_name REF			{ $$ = mof_ast_type(AST, @$, CIM_REFERENCE, $1); }
	| OBJECT
		{ $$ = mof_ast_type(AST, @$, CIM_OBJECT, mof_ast_name(&$1, @1)); }
	| OBJECT REF
		{ $$ = mof_ast_type(AST, @$, CIM_REFERENCE, mof_ast_name(&$1, @1)); }
	;

opt_array:
	%empty				{ $$ = NULL; }
	| '[' ']'			{ $$ = mof_ast_array(AST, @$, NULL); }
	| '[' INTEGER ']'		{ $$ = mof_ast_array(AST, @$, &$2); }
	;

opt_value:
	%empty				{ $$ = NULL; }
	| '=' value			{ $$ = $2; }
	;

opt_params:
	%empty				{ $$ = NO_LIST; }
	| params
	;

params:
	param				{ $$ = NO_LIST; mof_list_add(&$$, $1); }
	| params ',' param		{ mof_list_add(&$1, $3); $$ = $1; }
	;

param:
	opt_quals head opt_array opt_value
		{ $$ = mof_ast_finish($2, @$, MOF_PARAMETER, $1, @1, $3, $4); }
	;

/* --- Qualifiers --- */

opt_quals:
	%empty				{ $$ = NO_LIST; }
	| '[' quals ']'			{ $$ = $2; }
	;

quals:
	qual				{ $$ = NO_LIST; mof_list_add(&$$, $1); }
	| quals ',' qual		{ mof_list_add(&$1, $3); $$ = $1; }
	;

qual:
	any_name qual_value opt_flavors	{ $$ = mof_ast_qualifier(AST, @$, $1, $2, $3); }
	;

qual_value:
	%empty				{ $$ = NULL; }
	| '(' scalar ')'		{ $$ = $2; }
	| list
	;

opt_flavors:
	%empty				{ $$ = NO_LIST; }
	| ':' flavors			{ $$ = $2; }
	;

flavors:
	flavor				{ $$ = NO_LIST; mof_list_add(&$$, $1); }
	| flavors flavor		{ mof_list_add(&$1, $2); $$ = $1; }
	;

flavor:
	FLAVOR_WORD			{ $$ = mof_ast_word(AST, mof_ast_name(&$1, @1)); }
	| IDENT				{ $$ = mof_ast_word(AST, mof_ast_name(&$1, @1)); }
	;

/* --- Qualifier types; flavors alone are Microsoft's form --- */

qualifier_decl:
	QUALIFIER any_name ':' qualifier_type opt_array opt_value attrs semi
		{ $$ = mof_ast_qualifier_type(AST, @$, $2, $4, $5, $6, $7, p->wrong_at > @1.at); }
	| QUALIFIER any_name ':' flavor_words semi
		{ $$ = mof_ast_qualifier_flavors(AST, @$, $2, $4, @4); }
	;

qualifier_type:
	PRIMITIVE
		{ $$ = mof_ast_type(AST, @$, $1.type, mof_ast_name(&$1, @1)); }
	| IDENT
		{ $$ = mof_ast_type(AST, @$, CIM_OBJECT, mof_ast_name(&$1, @1)); }
	;

flavor_words:
	FLAVOR_WORD
		{ $$ = NO_LIST; mof_list_add(&$$, mof_ast_word(AST, mof_ast_name(&$1, @1))); }
	| flavor_words flavor		{ mof_list_add(&$1, $2); $$ = $1; }
	;

attrs:
	%empty				{ $$ = NO_LIST; }
	| attrs opt_comma attr		{ mof_list_add(&$1, $3); $$ = $1; }
	;

opt_comma:
	%empty
	| ','
	;

attr:
	SCOPE '(' names ')'		{ $$ = mof_ast_attr(AST, @$, MOF_ATTR_SCOPE, $3); }
	| FLAVOR '(' names ')'		{ $$ = mof_ast_attr(AST, @$, MOF_ATTR_FLAVOR, $3); }
	| POLICY '(' names ')'		{ $$ = mof_ast_attr(AST, @$, MOF_ATTR_POLICY, $3); }
	;

names:
	any_name			{ $$ = NO_LIST; mof_list_add(&$$, mof_ast_word(AST, $1)); }
	| names ',' any_name		{ mof_list_add(&$1, mof_ast_word(AST, $3)); $$ = $1; }
	;

/* --- Instances and values --- */

object:
	value_or_instance OF any_name opt_alias open slots close
		{ $$ = mof_ast_instance(AST, @$, $1, $3, $4, $6, $7); }
	;

value_or_instance:
	INSTANCE			{ $$ = false; }
	| VALUE				{ $$ = true; }
	;

slots:
	%empty				{ $$ = NO_LIST; }
	| slots slot			{ mof_list_add(&$1, $2); $$ = $1; }
	| slots error ';'		{ mof_recovered(p); yyerrok; $$ = $1; }
	;

slot:
	opt_quals any_name opt_value semi
		{ $$ = mof_ast_slot(AST, @$, $1, @1, $2, p->doubt ? NULL : $3); }
	;

value:
	scalar
	| list
	;

list:
	'{' '}'				{ $$ = mof_ast_list(AST, @$, NO_LIST); }
	| '{' items '}'			{ $$ = mof_ast_list(AST, @$, $2); }
	| '{' items ',' '}'
		{ $$ = mof_ast_list(AST, @$, $2); mof_trailing_comma(p, @3); }
	;

items:
	scalar				{ $$ = NO_LIST; mof_list_add(&$$, $1); }
	| items ',' scalar		{ mof_list_add(&$1, $3); $$ = $1; }
	;

scalar:
	INTEGER				{ $$ = mof_ast_literal(AST, @$, MOF_VALUE_INTEGER, &$1); }
	| REAL				{ $$ = mof_ast_literal(AST, @$, MOF_VALUE_REAL, &$1); }
	| CHAR				{ $$ = mof_ast_literal(AST, @$, MOF_VALUE_CHAR, &$1); }
	| string
	| TRUE				{ $$ = mof_ast_literal(AST, @$, MOF_VALUE_TRUE, &$1); }
	| FALSE				{ $$ = mof_ast_literal(AST, @$, MOF_VALUE_FALSE, &$1); }
	| NULL				{ $$ = mof_ast_literal(AST, @$, MOF_VALUE_NULL, &$1); }
	| ALIAS	{ $$ = mof_ast_bare(AST, @$, MOF_VALUE_ALIAS, mof_ast_name(&$1, @1)); }
	| object			{ $$ = mof_ast_object(AST, @$, $1); }
	| type_name			{ $$ = mof_ast_bare(AST, @$, MOF_VALUE_WORD, $1); }
	| keyword
		{ $$ = mof_ast_bare(AST, @$, MOF_VALUE_WORD, mof_ast_name(&$1, @1)); }
	| type_name '.' any_name	{ $$ = mof_ast_element(AST, @$, $1, $3); }
	;

string:
	STRING				{ $$ = mof_ast_string(AST, @$, &$1); }
	| string STRING			{ $$ = mof_ast_piece(AST, @$, $1, @2, &$2); }
	;

/* --- Braces and semicolons: where reading goes on after a mistake --- */

open:
	'{'				{ if (!mof_enter(p, @1)) YYABORT; }
	;

close:
	'}'				{ $$ = mof_leave(p); }
	| error '}'			{ mof_recovered(p); yyerrok; $$ = mof_leave(p); }
	;

semi:
	';'				{ mof_statement_ends(p); }
	| error				{ mof_missing_semicolon(p); yyerrok; }
	;

/* --- Names: keywords are names too wherever the grammar can tell --- */

/* (Each lists its words itself: a chain of rules would be run for every name of a file.) */

type_name:
	IDENT				{ $$ = mof_ast_name(&$1, @1); }
	| soft				{ $$ = mof_ast_name(&$1, @1); }
	;

name:
	IDENT				{ $$ = mof_ast_name(&$1, @1); }
	| soft				{ $$ = mof_ast_name(&$1, @1); }
	| keyword			{ $$ = mof_ast_name(&$1, @1); }
	;

any_name:
	IDENT				{ $$ = mof_ast_name(&$1, @1); }
	| soft				{ $$ = mof_ast_name(&$1, @1); }
	| keyword			{ $$ = mof_ast_name(&$1, @1); }
	| REF				{ $$ = mof_ast_name(&$1, @1); }
	;

soft:
	CLASS | ASSOCIATION | INSTANCE | VALUE | OF | AS | QUALIFIER | SCOPE | FLAVOR | POLICY
	| FLAVOR_WORD
	;

keyword:
	PRIMITIVE | OBJECT | STRUCTURE | ENUMERATION | VOID
	;

%%

/* The names of what might stand here go to recover.c, which knows what to make of them. */
static int
yyreport_syntax_error(const yypcontext_t *context, struct mof_parser *p)
{
	yysymbol_kind_t kinds[YYNTOKENS];
	const char *names[YYNTOKENS];
	int n = yypcontext_expected_tokens(context, kinds, YYNTOKENS);
	for (int i = 0; i < n; i++)
		names[i] = yysymbol_name(kinds[i]);
	mof_syntax_error(p, names, n < 0 ? 0 : (size_t)n);
	return 0;
}

/* Called for one thing only: the parser's stack has reached its limit. */
static void
mof_yyerror(const struct cim_place *place, struct mof_parser *p, const char *message)
{
	(void)message;
	mof_parser_stop(p, *place, "rules of the grammar inside rules", YYMAXDEPTH);
}
