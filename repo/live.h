/* live.h: instances as they are now: of the store, of a provider, or of the program itself. */
#ifndef REPO_LIVE_H
#define REPO_LIVE_H

#include "cim/wql.h"
#include "repo/repo.h"

/*
 * Most classes have their instances in the store. A class with the qualifiers dynamic and
 * provider("X"), its own or come down from above, has them from X: a program that the
 * administrator put into providers/ of the repository (doc/provider-protocol.txt). Some system
 * classes have them from the program itself (repo/inside.h). Who only wants what is stored, as
 * backup, export and verify do, reads with repo_instance_get and repo_instance_list instead.
 */
struct repo_live;

#define REPO_LIVE_NO_PROVIDERS 1	/* dynamic classes have what is stored of them, so mostly nothing */

/*
 * reader: what classes and stored instances are read from. txn: the same as a transaction, or NULL:
 * then nobody runs providers, as with REPO_LIVE_NO_PROVIDERS. locale: for providers, "ms_407" or
 * NULL; it and the reader must outlive *out. For one thread at a time. NULL is fine for free.
 */
enum cim_err repo_live_new(struct repo_reader reader, struct repo_txn *txn, unsigned flags,
    const char *locale, struct repo_live **out);
void repo_live_free(struct repo_live *live);

/* The classes that it sees, remembered; valid as long as live. */
struct repo_scope *repo_live_scope(struct repo_live *live);
struct repo_reader repo_live_reader(const struct repo_live *live);
struct repo_txn *repo_live_txn(const struct repo_live *live);	/* or NULL */
/* Whether it asks providers. */
bool repo_live_runs(const struct repo_live *live);
/*
 * Why the last call failed, where the reason is a provider's (its wbem says which of WBEM's
 * codes); err CIM_OK: it is not.
 */
const struct cim_fault *repo_live_fault(const struct repo_live *live);

/* Which of WBEM's codes fits that: WBEM_E_PROVIDER_TIMED_OUT, ...; 0: cim_wbem_of knows. */
uint32_t repo_live_wbem(const struct repo_live *live);

enum repo_giver_kind { REPO_GIVER_STORE, REPO_GIVER_PROVIDER, REPO_GIVER_INSIDE };

struct inside;

/* Who gives the instances of one class. */
struct repo_giver {
	enum repo_giver_kind kind;
	struct cim_str provider;	/* of a provider: its name, valid as long as live; may be empty */
	const struct inside *inside;	/* of the program itself */
};
/* CIM_ENOENT: no such class. REPO_LIVE_NO_PROVIDERS does not matter here. */
enum cim_err repo_live_giver(struct repo_live *live, struct cim_str ns, struct cim_name name,
    struct repo_giver *out);

/* The same for the classes of any scope. */
enum cim_err repo_giver_find(const struct cim_scope *scope, struct cim_str ns,
    struct cim_name name, struct repo_giver *out);

/*
 * Whether instances of the class can be put: those of the store; of the program's, namespaces and
 * settings. Of a setting, what is stored holds, and the program says the rest.
 */
bool repo_giver_stores(const struct repo_giver *giver);

/* What a list may be cut down to before it is told. All of it may be ignored by who gives. */
struct repo_live_wish {
	const struct wql_name *names;	/* properties whose values are wanted; none: all */
	uint32_t name_count;
	const struct wql_node *where;	/* NULL: all instances */
};

typedef enum cim_err (*repo_live_each_fn)(
    void *ctx, const struct cim_instance *inst, struct cim_str path);
/*
 * Instances of exactly this class, as they come; path canonical and relative. More than wish asks
 * for may come. Both are gone after each returns; what it answers ends the list unless CIM_OK.
 * CIM_ENOPROVIDER: nobody registered the provider. CIM_EPROVIDER: it failed, maybe after some
 * instances. CIM_EDENIED: it refused. The reasons are in repo_live_fault.
 */
enum cim_err repo_live_list(struct repo_live *live, struct cim_str ns, struct cim_name name,
    const struct repo_live_wish *wish, repo_live_each_fn each, void *ctx);

/*
 * The same of a provider by its name, whether or not the class names it and options let it run:
 * for who tries one. path: the one that is wanted, or NULL.
 */
enum cim_err repo_live_ask(struct repo_live *live, struct cim_str provider, struct cim_str ns,
    struct cim_name name, const struct repo_live_wish *wish, const struct cim_path *path,
    repo_live_each_fn each, void *ctx);

/*
 * The instance with a path, in the arena (or slices of the reader's bytes). As
 * repo_instance_get, and the failures of repo_live_list.
 */
enum cim_err repo_live_get(struct repo_live *live, struct arena *arena, struct cim_str ns,
    const struct cim_path *path, const struct cim_instance **out);

#endif
