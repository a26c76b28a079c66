/* wql.h: WQL, the query language of WMI: a text read into a query. */
#ifndef CIM_WQL_H
#define CIM_WQL_H

#include <stdbool.h>
#include <stdint.h>

#include "cim/arena.h"
#include "cim/err.h"
#include "cim/name.h"
#include "cim/path.h"

enum wql_kind {
	WQL_DATA,		/* SELECT ... FROM Class: instances */
	WQL_SCHEMA,		/* SELECT * FROM meta_class: classes */
	WQL_ASSOCIATORS,	/* ASSOCIATORS OF {path} */
	WQL_REFERENCES		/* REFERENCES OF {path} */
};

enum wql_op {
	WQL_EQ, WQL_NE, WQL_LT, WQL_LE, WQL_GT, WQL_GE,
	WQL_LIKE,
	WQL_ISA,
	WQL_IS_NULL,
	WQL_IS_NOT_NULL
};

enum wql_literal_kind { WQL_INTEGER, WQL_REAL, WQL_STRING, WQL_BOOLEAN, WQL_NULL };

/* A constant as written. at: where, in bytes from the beginning of the query; len of them. */
struct wql_literal {
	enum wql_literal_kind kind;
	bool negative;		/* INTEGER */
	bool boolean;
	uint64_t magnitude;	/* INTEGER: without its sign */
	double real;
	struct cim_str text;	/* STRING: without quotes, escapes taken away */
	uint32_t at, len;
};

/* A property: Name, or Name.Sub.Sub of embedded objects. */
struct wql_name {
	const struct cim_name *parts;
	uint32_t count;
	uint32_t at, len;
};

enum wql_node_kind { WQL_AND, WQL_OR, WQL_NOT, WQL_TEST };

struct wql_node {
	enum wql_node_kind kind;
	struct wql_node *next;		/* its sibling */
	struct wql_node *first;		/* AND, OR: two or more; NOT: one */
	/* TEST; the constant stands to the right, whichever side it was written on */
	enum wql_op op;
	struct wql_name name;
	struct wql_literal literal;	/* of IS [NOT] NULL none */
	uint32_t at;			/* the operator */
	uint32_t number;		/* tests are counted from 0, in the order of the text */
};

/* The options behind WHERE of ASSOCIATORS OF and REFERENCES OF. Empty names: not given. */
struct wql_options {
	bool class_defs_only, keys_only, schema_only;
	struct cim_name assoc_class, result_class, role, result_role;
	struct cim_name required_qualifier, required_assoc_qualifier;
	uint32_t assoc_class_at, result_class_at;
};

struct wql_query {
	enum wql_kind kind;
	/* DATA: the properties asked for, in order; none: all of them (*) */
	const struct wql_name *names;
	uint32_t name_count;
	struct cim_name class_name;	/* DATA: behind FROM */
	uint32_t class_at;
	const struct wql_node *where;	/* DATA, SCHEMA; NULL: none */
	uint32_t test_count;
	struct cim_path path;		/* ASSOCIATORS, REFERENCES: what stands in the braces */
	uint32_t path_at;
	struct wql_options options;
};

/* What is wrong, and where: at is a byte of the query's text, len may be 0. */
struct wql_fault {
	uint32_t at, len;
	char text[200];
	/* A name that nobody knows, for those who guess what was meant; a slice of the query. */
	enum {
		WQL_UNKNOWN_NOTHING,
		WQL_UNKNOWN_CLASS,
		WQL_UNKNOWN_PROPERTY,
		WQL_UNKNOWN_NAMESPACE	/* its name is in the text alone */
	} unknown;
	struct cim_name name, of;	/* of: the class that has no such property */
};

/*
 * Reads a query (MS-WMI 2.2.1; wbemkit-query(1) says what is taken). Names and texts are slices of
 * the query or in the arena. CIM_OK; CIM_EINVAL: *fault says what and where; CIM_ELIMIT: longer than
 * CIM_LIMIT_QUERY or deeper than CIM_LIMIT_NESTING, likewise; CIM_ENOMEM.
 */
enum cim_err wql_parse(struct arena *arena, struct cim_str text, struct wql_query **out,
    struct wql_fault *fault);

/* Notes a fault and answers CIM_EINVAL. */
enum cim_err wql_wrong(struct wql_fault *fault, uint32_t at, uint32_t len, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/*
 * LIKE: % any text, _ one character, [abc] [a-f] one of these, [^abc] none of them. Both
 * are folded already (cim_fold). At most their lengths multiplied in steps. CIM_EINVAL: a [ without
 * its ], at *at.
 */
enum cim_err wql_like_check(struct cim_str pattern, uint32_t *at);
bool wql_like(struct cim_str pattern, struct cim_str text);

#endif
