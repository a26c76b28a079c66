/* query.h: a WQL query over what a reader holds: bound to its classes, planned, run row by row. */
#ifndef REPO_QUERY_H
#define REPO_QUERY_H

#include "cim/wql.h"
#include "repo/live.h"
#include "repo/repo.h"

struct repo_query;

struct repo_query_source {
	struct repo_reader reader;
	struct repo_txn *txn;	/* the same as a transaction, for its indexes; NULL: there are none */
	struct cim_str ns;	/* normal form */
	/* who gives instances that are not stored; of the same reader. NULL: only what is stored */
	struct repo_live *live;
	/*
	 * Reads the object that a string holds as MOF, into the arena: CIM_EINPUT when it is none.
	 * NULL: such strings are strings and nothing else.
	 */
	enum cim_err (*embedded)(void *ctx, struct arena *arena, struct cim_str ns,
	    struct cim_str text, const struct cim_instance **out);
	void *embedded_ctx;
};

/*
 * Reads a query and holds it against the classes: they exist and have what is asked for, in types
 * that can be compared. The text, the reader and ns must outlive the query. CIM_OK; CIM_EINVAL,
 * CIM_ELIMIT: *wrong says what and where in the text; CIM_ENOENT: the class at *wrong, or the
 * instance in its braces, is not there; else a failure to read. *out is NULL unless CIM_OK.
 */
enum cim_err repo_query_open(const struct repo_query_source *source, struct cim_str text,
    struct repo_query **out, struct wql_fault *wrong);
void repo_query_close(struct repo_query *query);	/* NULL is fine */
const struct wql_query *repo_query_wql(const struct repo_query *query);

/* How it will be answered, a line for each step: what is looked up, what is walked through. */
enum cim_err repo_query_explain(struct repo_query *query, struct bytes_writer *out);

/* One answer: an instance, or (schema queries, ClassDefsOnly, SchemaOnly) a class as declared. */
struct repo_query_row {
	const struct cim_instance *instance;
	const struct cim_class *cls;
	struct cim_str ns;	/* of the object; references may lead to another namespace */
};

/*
 * Finds the rows, each as soon as it is found. What each answers ends it unless CIM_OK. The row
 * is gone after each returns. When a provider fails, the rows of all others are told all the
 * same, and then the answer is its CIM_ENOPROVIDER, CIM_EPROVIDER or CIM_EDENIED;
 * repo_query_fault says why.
 */
enum cim_err repo_query_run(struct repo_query *query,
    enum cim_err (*each)(void *ctx, const struct repo_query_row *row), void *ctx);

/* Why a provider gave no answer, the first one that did not; err CIM_OK: none failed. */
const struct cim_fault *repo_query_fault(const struct repo_query *query);

/*
 * What a property of a row is: set by the instance, or the default of its class, or a system
 * property (__CLASS, __RELPATH, ...), or a part of an embedded object. CIM_TYPE_NONE: it has none.
 * Valid until the row is gone.
 */
enum cim_err repo_query_value(struct repo_query *query, const struct repo_query_row *row,
    const struct wql_name *name, struct cim_value *out);

/* The classes that the query sees. */
struct cim_scope repo_query_scope(struct repo_query *query);

#endif
