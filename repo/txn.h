/* txn.h: what the rooms of repo/ know of a handle and of a transaction; not for other floors. */
#ifndef REPO_TXN_H
#define REPO_TXN_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "cim/arena.h"
#include "repo/access.h"
#include "repo/control.h"
#include "repo/gate.h"
#include "repo/key.h"
#include "repo/record.h"
#include "repo/repo.h"
#include "repo/store.h"

struct update;

struct repo {
	pid_t pid;			/* who opened it: a forked child is somebody else */
	const uint8_t *mark;		/* not 0 in that process, 0 in its children; NULL: ask for the pid */
	struct control control;
	struct store *store;
	unsigned flags;
	uint64_t generation;
	uint32_t format;
	char uuid[37];
	bool created;			/* this handle made the repository */
	struct access access;		/* who opened it */
	uint32_t slot;			/* of control; SLOT_NONE: it has none */
	int64_t wait;			/* milliseconds; -1: for ever */
	unsigned privileges;		/* enabled: REPO_PRIVILEGE_ bits; an atomic */
	/* What follows changes under mutex: threads share a handle. */
	pthread_mutex_t mutex;
	struct gate gate;		/* what it holds of it */
	bool writing;			/* a write transaction or a pause is under way or open */
	unsigned keeping_out;		/* readers without lock.mdb, who hold the write lock together */
	struct cim_fault fault;
};

/* CIM_EINVAL for a process that inherited the handle by fork. Notes no fault. */
enum cim_err repo_ours(const struct repo *repo, struct cim_fault *fault);
/* The same, and CIM_EBROKEN for a connection that was broken. */
enum cim_err repo_alive(const struct repo *repo, struct cim_fault *fault);
/* Notes what came of a call, for repo_fault, and answers it. */
enum cim_err repo_told(struct repo *repo, enum cim_err err, const struct cim_fault *fault);

/*
 * Waits for the write lock while the gate is open (repo/turn.c), as long as repo->wait says; it is
 * held when this answers CIM_OK. CIM_EBUSY, CIM_ECANCELED, CIM_EINVAL: it has shut the gate itself.
 */
enum cim_err turn_wait(struct repo *repo, struct cim_fault *fault);

/* ORDER counts: as in the record of counts. */
enum txn_count {
	COUNT_NAMESPACES, COUNT_QUALIFIER_TYPES, COUNT_CLASSES, COUNT_INSTANCES,
	/* only when there are any */
	COUNT_STRUCTURES, COUNT_ENUMERATIONS
};
#define COUNT_LAST 6
#define COUNT_LAST_OLD 4
/* How many of them stand in the record of counts. */
int counts_stored(const uint64_t counts[COUNT_LAST]);

/* What a write transaction has learned of a namespace, so that it need not look twice. */
struct txn_namespace {
	struct cim_str spelled;		/* as its record has it */
	struct cim_map depths;	/* class -> how many stand above it, plus one, as a pointer */
	struct cim_map types;		/* qualifier types, when types_known */
	bool types_known;
	const struct cim_map *coming;	/* classes that the batch will bring; NULL: none */
	bool v3_known, has_v3;		/* there are structures or enumerations */
	struct cim_map used;		/* qualifiers that classes use, when used_known */
	bool used_known;
};

struct repo_txn {
	struct repo *repo;		/* NULL in a build */
	struct store_txn *store;
	const struct access *access;	/* whose rights are asked for; NULL: nobody's */
	struct access_cache *cache;	/* what is known of them, if access is not NULL */
	uint64_t hidden;		/* repo_txn_hidden */
	bool write;
	bool unseen;			/* of a reader whom writers do not see in lock.mdb */
	enum cim_err err;		/* a deed that failed half-way: nothing may be committed */
	struct cim_fault fault;
	struct cim_fault denied;	/* the last look-up that was; an answer, so no failure waits for it */
	struct record_work work;
	struct arena arena;		/* lives as long as the transaction */
	struct arena scratch;		/* for one deed at a time */
	struct cim_map namespaces;	/* normal form -> struct txn_namespace */
	struct txn_namespace *last;
	struct repo_scope *scope;	/* classes as it sees them; made when it is needed */
	struct bytes_writer path, target;	/* canonical paths */
	const struct cim_item *refused;	/* what the last batch was first refused for, or NULL */
	struct update *update;		/* of the batch that is being applied, or NULL */
	int64_t counts[COUNT_LAST];	/* what it added to the counts */
};

/* What a put did. */
enum txn_change { TXN_CREATED, TXN_CHANGED, TXN_UNCHANGED };

/* A transaction over a store, without a handle; repo_begin and builds use it. */
enum cim_err txn_new(
    struct store *store, bool write, struct repo_txn **out, struct cim_fault *fault);
/* Adds the counts and commits; or aborts. Frees txn. */
enum cim_err txn_commit(struct repo_txn *txn);
void txn_abort(struct repo_txn *txn);

/* The namespace; CIM_ENOENT with a fault. */
enum cim_err txn_namespace(struct repo_txn *txn, struct cim_str ns, struct txn_namespace **out);
/* The same, where the caller has these rights (and ENABLE); else CIM_EDENIED with a fault. */
enum cim_err txn_namespace_want(struct repo_txn *txn, struct cim_str ns, uint32_t rights,
    struct txn_namespace **out);
/* What is there, whoever the caller is: for what the repository itself must know. */
struct repo_reader txn_reader(struct repo_txn *txn);
/* Forgets all namespaces and classes: something was deleted. */
void txn_forget(struct repo_txn *txn);
/* The transaction's own scope. */
enum cim_err txn_scope(struct repo_txn *txn, struct repo_scope **out);

/* An index entry. */
enum cim_err txn_index_put(
    struct repo_txn *txn, const struct repo_key *key, const void *value, size_t len);
enum cim_err txn_index_delete(struct repo_txn *txn, const struct repo_key *key);

/* What the record in work says, under a key: added, or (EEXIST) *old is what stands there. */
enum cim_err txn_record_add(
    struct repo_txn *txn, const struct repo_key *key, struct store_item *old);
/* In place of an old one. */
enum cim_err txn_record_put(struct repo_txn *txn, const struct repo_key *key);

/* The puts, with what they did. */
enum cim_err class_store(struct repo_txn *txn, struct cim_str ns, const struct cim_class *cls,
    uint8_t mode, enum txn_change *change);
enum cim_err qualifier_type_store(struct repo_txn *txn, struct cim_str ns,
    const struct cim_qualifier_type *qt, enum txn_change *change);
enum cim_err instance_store(struct repo_txn *txn, struct cim_str ns,
    const struct cim_instance *inst, uint8_t mode, enum txn_change *change);
enum cim_err enumeration_store(struct repo_txn *txn, struct cim_str ns,
    const struct cim_enumeration *en, enum txn_change *change);
/* All instances of exactly one class; the batch is told of each. */
enum cim_err instance_delete_all(
    struct repo_txn *txn, struct txn_namespace *ns, struct cim_name name);
/* The path of an instance as people write it; where its class does not tell it, *path stays. */
enum cim_err instance_shown(struct repo_txn *txn, struct cim_str ns,
    const struct cim_instance *inst, struct arena *arena, struct cim_str *path);
/* The one under a path that is known by its instance: as it stands there, decoded. */
enum cim_err instance_find(struct repo_txn *txn, struct cim_str ns,
    const struct cim_instance *inst, struct arena *arena, const struct cim_instance **out,
    struct cim_str *path);
/* Of a batch that is taken out: CIM_ENOENT when it is not there. */
enum cim_err instance_remove(
    struct repo_txn *txn, struct cim_str ns, const struct cim_instance *inst);
/*
 * Makes a namespace and those above it; *made counts them. security: what is said of it (may be
 * NULL), for one that is made. CIM_EEXIST when it is there.
 */
enum cim_err namespace_store(struct repo_txn *txn, struct cim_str ns,
    const struct cim_namespace_security *security, uint64_t *made);

/* Whether no type of another kind has the name; CIM_ECONFLICT with a fault. */
enum cim_err type_name_free(struct repo_txn *txn, struct txn_namespace *ns, enum repo_kind kind,
    struct cim_name name);
/* A class that names others: each once or more. What each answers ends it unless CIM_OK. */
enum cim_err class_uses(
    const struct cim_class *cls, enum cim_err (*each)(void *ctx, struct cim_name used), void *ctx);
/* The names under a prefix of the index: of subclasses, or of who uses a class. The same. */
enum cim_err class_names_list(struct repo_txn *txn, const struct repo_key *prefix,
    enum cim_err (*each)(void *ctx, struct cim_name name), void *ctx);

/* One of those who have a type as the type of something; empty: nobody. In scratch. */
enum cim_err type_user(struct repo_txn *txn, struct txn_namespace *ns, struct cim_name name,
    struct cim_name *user);
/* The record of a class, structure or enumeration, but not of one kind. CIM_ENOENT. */
enum cim_err type_find(struct repo_txn *txn, struct txn_namespace *ns, struct cim_name name,
    enum repo_kind except, struct store_item *item);
/* Whether what uses an enumeration can use another in its place. */
bool enumeration_keeps(const struct cim_enumeration *old, const struct cim_enumeration *now);
/* Whether what uses the types inside of a class can use those of another; else *lost is one. */
bool locals_keep(
    const struct cim_class *old, const struct cim_class *cls, struct cim_name *lost);
/* Whether a class may go; CIM_ECONFLICT with a fault. users: those who name it need it too. */
enum cim_err class_delete_check(
    struct repo_txn *txn, struct txn_namespace *ns, struct cim_name name, bool users);

/*
 * Index entries of an instance's references: key, whether its value is the referrer's key. Without
 * a scope, and for an entry to which each answers CIM_ENOENT, as they are while the class of the
 * target is not known.
 */
typedef enum cim_err (*instance_reference_fn)(void *ctx, const struct repo_key *key, bool hashed);
enum cim_err instance_references(struct repo_scope *scope, struct arena *scratch,
    struct bytes_writer *target, struct cim_str ns, const struct cim_instance *inst,
    const struct repo_key *referrer, instance_reference_fn each, void *ctx);
/*
 * The canonical path of an instance into out (reset first). CIM_ENOENT: no such class.
 * CIM_EINVAL: *missing is the key.
 */
enum cim_err instance_path(struct repo_scope *scope, struct arena *scratch,
    struct bytes_writer *out, struct cim_str ns, const struct cim_instance *inst,
    struct cim_name *missing);
/*
 * The canonical path of a path, relative, in its namespace (reset first). CIM_EINVAL: it fits
 * none.
 */
enum cim_err instance_canonical(struct repo_scope *scope, struct bytes_writer *out,
    struct cim_str ns, const struct cim_path *path);
/*
 * The key of the one with a path, and canon its canonical path (reset first). CIM_ENOENT: it
 * fits none.
 */
enum cim_err instance_key(struct repo_scope *scope, struct bytes_writer *canon, struct cim_str ns,
    const struct cim_path *path, struct repo_key *key, bool *hashed);
/* Deletes the index entries of all instances under a prefix of records. */
enum cim_err instance_unindex_all(struct repo_txn *txn, struct cim_str ns);

void scope_forget(struct repo_scope *scope);

#endif
