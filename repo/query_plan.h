/*
 * query_plan.h: what the rooms of a query share: its classes, its constants, its way to the
 * rows.
 */
#ifndef REPO_QUERY_PLAN_H
#define REPO_QUERY_PLAN_H

#include "cim/bytes.h"
#include "cim/wql_match.h"
#include "repo/query.h"

/* Class names, in the order in which they are answered. */
struct query_classes {
	struct cim_name *list;
	size_t count, cap;
};

/* The object at hand, and what its tests have been found to mean in its class. */
struct query_object {
	struct repo_query *query;
	const struct cim_class *cls;
	const struct cim_instance *instance;	/* NULL: the class itself is asked */
	struct cim_str ns;
	/* by the number of the test: the default of the property in cls, or NULL */
	const struct cim_value **defaults;
	struct arena arena;			/* for what is made for one object */
	struct cim_value made;			/* of a system property */
	struct cim_instance self;		/* __this */
	/* the text that was read last as an object, and the object or NULL; until the arena is rewound */
	struct cim_str text_read;
	const struct cim_instance *object_read;
	enum cim_err err;			/* sticky */
};

struct repo_query {
	struct repo_query_source source;
	struct arena arena;		/* what lives as long as the query */
	struct wql_query *wql;
	struct cim_name written_class;	/* as FROM has it: wql has it as it was declared */
	struct wql_matcher matcher;
	struct repo_scope *scope;	/* its own, or that of source.live */
	struct bytes_writer scratch;	/* for texts that are compared */
	struct arena_mark row_start;	/* of row.arena */
	struct query_object row;	/* the row that repo_query_value was asked about */
	struct query_classes classes;	/* DATA: the class and all below it */
	/*
	 * DATA: the tests whose constants are all keys of the class, in its order; NULL:
	 * every instance is looked at
	 */
	const struct wql_node **by_key;
	enum cim_type *key_types;
	uint32_t key_count;
	bool letters;			/* and some have letters, whose case is not known */
	struct cim_fault fault;		/* of the first provider that failed */
	enum cim_err failed;		/* and what it answered */
	uint64_t failures;
	/* DATA: every instance is one that __CLASS = names; so only that class is walked */
	bool only_one;
};

/* --- query.c --- */

/* A row is found; each call of it leaves the texts of the one before. */
enum cim_err query_tell(struct repo_query *query, const struct repo_query_row *row,
    enum cim_err (*each)(void *ctx, const struct repo_query_row *row), void *ctx);

/* An instance, stored or not. */
enum cim_err query_get(struct repo_query *query, struct arena *arena, struct cim_str ns,
    const struct cim_path *path, const struct cim_instance **out);
/*
 * What a provider answered: its failure is kept for the end of the query, and gives CIM_OK, so
 * that the others are asked too.
 */
enum cim_err query_provider_failed(struct repo_query *query, enum cim_err err);
/* At the end: CIM_OK, or the failure that was kept. */
enum cim_err query_provider_end(struct repo_query *query, enum cim_err err);

/* --- query_keys.c --- */

typedef enum cim_err (*query_found_fn)(void *ctx, const struct cim_instance *inst);
/*
 * Every instance whose path differs from this one in the case of letters in its texts alone, in the
 * order of keys. *done false: the path is too long to be found so; nothing was called.
 */
enum cim_err query_spellings(struct repo_query *query, const struct cim_path *path,
    query_found_fn each, void *ctx, bool *done);

/* --- query_value.c --- */

/* Another class comes: defaults are looked up. */
enum cim_err query_object_class(struct query_object *object, struct cim_name cls);
/* Whether what is in object->instance, or object->cls, fits WHERE. */
enum cim_err query_object_fits(struct query_object *object, bool *fits);
void query_object_free(struct query_object *object);

/* Whether it is the name of a system property, and its type then. */
bool query_system_property(struct cim_name name, enum cim_type *type, bool *is_array);

/*
 * The declaration of a property in a class or the nearest above that has it, and, if value is not
 * NULL, the default that holds for the class. CIM_ENOENT.
 */
enum cim_err query_property(struct repo_query *query, struct cim_str ns, struct cim_name cls,
    struct cim_name name, const struct cim_property **out, const struct cim_value **value);

/*
 * Whether a property of a class, by its name as a query has it, holds objects as text: a string
 * with EmbeddedInstance or EmbeddedObject, its own or of one that it overrides.
 */
enum cim_err query_embeds(struct repo_query *query, struct cim_str ns, struct cim_name cls,
    struct cim_name name, bool *embeds);

/* --- query_dynamic.c --- */

/*
 * Every instance of a dynamic association that may lead to the object in the braces, of the classes
 * that pass; each looks whether it does. Failures of providers are kept for the end.
 */
enum cim_err query_dynamic(struct repo_query *query,
    enum cim_err (*passes)(void *ctx, struct cim_name cls, bool *answer),
    query_found_fn each, void *ctx);

/* What the ends of associations were found to be, of classes that have providers. */
struct query_ends {
	struct arena arena;
	struct cim_map classes;
};
/* An instance, stored or not, in one of the arenas. Zero-initialised ends remember nothing yet. */
enum cim_err query_end_get(struct repo_query *query, struct query_ends *ends, struct arena *arena,
    struct cim_str ns, const struct cim_path *path, const struct cim_instance **out);
void query_ends_free(struct query_ends *ends);

/* --- query_links.c --- */

/* ASSOCIATORS OF and REFERENCES OF. */
enum cim_err query_links_run(struct repo_query *query,
    enum cim_err (*each)(void *ctx, const struct repo_query_row *row), void *ctx);

#endif
