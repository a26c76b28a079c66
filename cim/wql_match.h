/* wql_match.h: a WHERE clause made ready, and asked whether an object fits it. */
#ifndef CIM_WQL_MATCH_H
#define CIM_WQL_MATCH_H

#include "cim/value.h"
#include "cim/wql.h"

/* A constant in every form that some type of property may ask for. */
struct wql_constant {
	bool is_integer, is_real, is_boolean, is_date, is_interval, is_path;
	bool negative, boolean;
	uint64_t magnitude;
	double real;
	int64_t date;			/* microseconds since the year 0, in UTC; of an interval all */
	struct cim_str path;		/* canonical, without its namespace */
	struct cim_str ns;		/* the path's; empty: that of the object asked */
	uint16_t character;		/* of one character of UTF-16 */
	bool is_character;
	struct cim_str folded;		/* LIKE: the pattern */
};

struct wql_matcher {
	const struct wql_query *query;
	struct wql_constant *constants;	/* by the number of the test */
};

/*
 * Makes the constants of a query ready, in the arena. CIM_EINVAL: a pattern or a constant cannot be,
 * *fault says which. CIM_ENOMEM.
 */
enum cim_err wql_matcher_init(struct wql_matcher *matcher, struct arena *arena,
    const struct wql_query *query, struct wql_fault *fault);

/*
 * Whether a test makes sense for a property of this type: an array has none but IS NULL, a text is
 * not compared with a number, only an embedded object has parts. CIM_OK or CIM_EINVAL with *fault. (Of
 * a name of several parts nothing more is known: anything may come of it.)
 */
enum cim_err wql_check_test(const struct wql_matcher *matcher, const struct wql_node *test,
    enum cim_type type, bool is_array, struct wql_fault *fault);

/* The object asked: value of a test's property (NULL: none), and whether a class is another or below. */
struct wql_object {
	void *ctx;
	const struct cim_value *(*value)(void *ctx, const struct wql_node *test);
	bool (*is_a)(void *ctx, struct cim_name cls, struct cim_name above);
	/* A property of an object that is embedded in it: its own, or its class's default; or NULL. */
	const struct cim_value *(*part)(void *ctx, const struct cim_instance *embedded,
	    struct cim_name name);
	/* The object that a text holds as MOF; NULL: none. The function may be NULL: none ever. */
	const struct cim_instance *(*embedded)(void *ctx, struct cim_str text);
	struct bytes_writer *scratch;	/* for what is folded; its err is set without memory */
	struct cim_str ns;		/* where references without a namespace lead */
};

/* From the value of Name to what Name.Sub.Sub leads to, or NULL. */
const struct cim_value *wql_descend(const struct wql_object *object, const struct cim_value *value,
    const struct wql_name *name);

/*
 * Whether it fits (NULL: always). What is NULL or not there fits no comparison; NOT of that fits.
 */
bool wql_match(const struct wql_matcher *matcher, const struct wql_node *where,
    const struct wql_object *object);

/*
 * A point in time in any of the forms that WQL knows: the 25 characters of CIM; 2026-11-20,
 * 11/20/2026, 20 Nov 2026, November 20, 2026, with or without 14:30, 14:30:05.5, 2:30 PM.
 * Two digits of a year are 1950 to 2049. Without a zone it is UTC. Or an interval in CIM's form,
 * which is neither before nor after a point in time. False: none of them.
 */
bool wql_date(struct cim_str text, int64_t *microseconds, bool *is_interval);

#endif
