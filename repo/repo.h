/* repo.h: the door of repo/: a directory that holds CIM: made, read, changed, checked, rebuilt. */
#ifndef REPO_REPO_H
#define REPO_REPO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cim/arena.h"
#include "cim/class.h"
#include "cim/name.h"
#include "cim/path.h"
#include "cim/rights.h"
#include "cim/scope.h"

/*
 * ---- Reading -------------------------------------------------------------
 * A reader answers two questions: what is under this key, and what comes
 * under this prefix. LMDB implements it (repo_txn_reader), an unopened
 * snapshot implements it too (snap_reader_reader), and all reading functions
 * below take one, so that they work on both. What lies on top of one (rights, a batch, a locale) is
 * a reader too: HACKING.md has the chain.
 */
struct repo_record {
	/* valid until the transaction's next change or end; a snapshot's: see snap_reader */
	const uint8_t *key, *bytes;
	size_t key_len, len;
};

struct repo_reader {
	void *ctx;
	/* CIM_OK and *out, CIM_ENOENT, or a failure. */
	enum cim_err (*get)(void *ctx, const void *key, size_t key_len, struct repo_record *out);
	/*
	 * Calls each for every record whose key begins with prefix, in key order; what each
	 * answers ends the walk unless CIM_OK.
	 */
	enum cim_err (*walk)(void *ctx, const void *prefix, size_t prefix_len,
	    enum cim_err (*each)(void *each_ctx, const struct repo_record *record), void *each_ctx);
	/*
	 * Whether who reads has these rights (CIM_RIGHT_*) in a namespace: CIM_OK, CIM_EDENIED,
	 * or a failure to look. NULL: all rights, everywhere.
	 */
	enum cim_err (*may)(void *ctx, struct cim_str ns, uint32_t rights);
};

/* ---- The repository ------------------------------------------------------ */
/*
 * Threads: one handle may be used by many at once. Each has its own transactions, and a
 * transaction belongs to one thread at a time; views may be open side by side, and beside the
 * one who writes. Of two threads that want to write, the second is answered CIM_EBUSY at once,
 * and repo_pause CIM_EINVAL beside a writer. A write that needs more room than the map has is
 * CIM_EBUSY while views of the same handle are open. repo_open, repo_set_wait, repo_close and
 * repo_discard are for one thread, while no other uses the handle; the text of repo_fault is
 * good until any thread's next call fails.
 *
 * Fork: a child does not have the connection. What it asks of a handle that it inherited is
 * answered CIM_EINVAL; repo_abort and repo_close free the memory there, and leave locks, slot,
 * pause and transactions to the parent. A child that neither closes it nor becomes another
 * program keeps the parent's locks from dropping when the parent is killed (when it closes, they
 * drop).
 */
struct repo;		/* an open repository: one connection */
struct repo_txn;	/* a view of it, or a change to it */

#define REPO_READ 0
#define REPO_WRITE 1
#define REPO_CREATE 2	/* with REPO_WRITE: make it when it is missing */
#define REPO_NO_SYNC 4	/* commits are not durable: for tests and scratch space */
#define REPO_FORCE 16	/* of repo_build_begin: breaks the connections of others */
#define REPO_SMALL_MAP 8	/* with REPO_CREATE: a map so small that it soon grows: for tests */

/*
 * Opens the repository in a directory and takes a connection (a shared lock in
 * control that drops with the process). Removes what an interrupted restore
 * left. CIM_ENOENT: no such directory. CIM_EFOREIGN, CIM_EDAMAGED, CIM_ENEWER:
 * the fault (may be NULL) names the part. CIM_EBUSY: a restore is running. *out is the caller's
 * to close; NULL on failure. Never open one repository twice in a process.
 */
enum cim_err repo_open(
    const char *path, unsigned flags, struct repo **out, struct cim_fault *fault);
/* Whether control, whose content was damaged, was made anew when this handle was opened. */
bool repo_repaired(const struct repo *repo);
/* Whether a repository, or one that was begun, has an entry of that name in its directory. */
bool repo_entry_is_ours(const char *name);
/* Aborts nothing: end your transactions first. NULL is fine. */
void repo_close(struct repo *repo);
/*
 * Closes a repository, and removes it from the disk when it holds no qualifier type, class
 * or instance and nobody else has it open: for who made one and then failed. NULL is fine.
 */
void repo_discard(struct repo *repo);
/* The last failure of this handle, or of a transaction that ended; valid until it closes. */
const struct cim_fault *repo_fault(const struct repo *repo);
/* A copy of it as it is now, for who shares the handle with other threads that may fail. */
void repo_fault_copy(struct repo *repo, struct cim_fault *out);

/*
 * flags: REPO_READ or REPO_WRITE. One write transaction at a time over all processes (the
 * second waits; CIM_EBUSY when this handle has one, CIM_ECANCELED when a signal ends the wait,
 * CIM_EDENIED when it was opened for reading). Readers never wait. Reasons: repo_fault.
 */
enum cim_err repo_begin(struct repo *repo, unsigned flags, struct repo_txn **out);
/* Durable when it answers CIM_OK; frees txn in any case. */
enum cim_err repo_commit(struct repo_txn *txn);
void repo_abort(struct repo_txn *txn);	/* NULL is fine */
/*
 * Valid as long as txn. It reads what the caller may: in a namespace without the right ENABLE
 * get and walk answer CIM_EDENIED, and a walk over all namespaces leaves it out
 * (repo_txn_hidden).
 */
struct repo_reader repo_txn_reader(struct repo_txn *txn);
/* How often something was left out because the caller may not read it (WBEM_S_ACCESS_DENIED). */
uint64_t repo_txn_hidden(const struct repo_txn *txn);
void repo_txn_hide(struct repo_txn *txn);	/* one more: who left it out forgets the failure */

/*
 * Runs deed in a write transaction and commits. When the map is full, it is
 * enlarged and deed runs again from the start: it must be able to run twice.
 * What deed answers, unless CIM_OK, drops the transaction and is the answer.
 */
enum cim_err repo_write(
    struct repo *repo, enum cim_err (*deed)(struct repo_txn *txn, void *ctx), void *ctx);

/*
 * After CIM_EFULL, when the transaction is over: makes the map larger, for who runs its deed
 * again by itself. CIM_EBUSY: views of this handle are open, and the map cannot move.
 */
enum cim_err repo_make_room(struct repo *repo);
bool repo_txn_full(const struct repo_txn *txn);	/* whether that is why it failed */

struct repo_status {
	char uuid[37];
	uint32_t format;
	uint64_t generation;		/* the N of gen-N */
	uint64_t kept;			/* one that a salvage or a reset keeps; 0: none */
	uint64_t namespaces, qualifier_types, classes, instances, structures, enumerations;
	uint64_t used_bytes, file_bytes, map_bytes, free_pages;
};
enum cim_err repo_status(struct repo *repo, struct repo_status *out);

/* ---- Connections, and the gate ------------------------------------------- */
/*
 * How long writers and repo_pause wait for another, in milliseconds: -1 for as long as it takes (so
 * it begins), 0 not at all. What lasts longer answers CIM_EBUSY, and the fault names who.
 */
void repo_set_wait(struct repo *repo, int64_t milliseconds);

#define REPO_CONNECTION_WRITES 1	/* a write transaction is open, or waits for its turn */
#define REPO_CONNECTION_PAUSES 2	/* it has shut the gate */
#define REPO_CONNECTION_REBUILDS 4	/* it restores or rebuilds the repository */
#define REPO_CONNECTION_BROKEN 8	/* it was broken, and has not been closed yet */

/* One who has the repository open. */
struct repo_connection {
	uint64_t pid, uid;
	int64_t since;			/* when it was opened: seconds of time() */
	unsigned holds;			/* REPO_CONNECTION_ bits */
	bool own;			/* the one that asks */
	bool unreadable;		/* it is there, but what control says of it is not ours: all else is 0 or "?" */
	char user[32], program[64];	/* as the system calls them */
};
/*
 * Breaks every other connection: each later call of theirs is CIM_EBROKEN, until they close and
 * open again. One who writes is waited for as long as repo_set_wait says; pauses end. Nobody
 * enters meanwhile. For one thread, while no other uses the handle, which must be open for
 * writing and neither write nor pause (CIM_EINVAL), and have the restore privilege enabled
 * (CIM_EPRIVILEGE). CIM_EBUSY: somebody writes on, or restores; nobody was broken.
 */
enum cim_err repo_disconnect_all(struct repo *repo);
/*
 * Calls each for every connection, in no order. Those that cannot write control (a medium that is
 * read-only, no right to it) are not among them. What each answers ends it unless CIM_OK.
 */
enum cim_err repo_connection_list(struct repo *repo,
    enum cim_err (*each)(void *ctx, const struct repo_connection *connection), void *ctx);
/*
 * The same of a repository that one has not open, and cannot open maybe. CIM_ENOENT: there is
 * none.
 */
enum cim_err repo_connection_look(const char *path,
    enum cim_err (*each)(void *ctx, const struct repo_connection *connection), void *ctx,
    struct cim_fault *fault);

#define REPO_PAUSE_LIMIT (UINT64_C(15) * 60 * 1000)	/* milliseconds, when no setting says otherwise */
#define REPO_PAUSE_MOST (UINT64_C(24) * 60 * 60 * 1000)	/* milliseconds: no setting allows more */

/*
 * Shuts the gate (IWbemBackupRestoreEx::Pause): when it answers CIM_OK no writer is at work, all
 * that was committed is on the disk, and until repo_resume, the end of the connection, or limit
 * milliseconds writers wait; 0: as long as the setting pause-limit says (15 minutes without it),
 * and more than that is CIM_ERANGE. Readers go on. The handle must be open for writing, and have
 * the backup privilege enabled (CIM_EPRIVILEGE). CIM_EINVAL: it has shut the gate itself
 * already, or is writing. CIM_EBUSY: another writer or pause lasted longer than repo_set_wait
 * says. The clock counts while the machine sleeps.
 */
enum cim_err repo_pause(struct repo *repo, uint64_t limit);
/*
 * Opens it again (Resume). CIM_EINVAL: this connection did not shut it. CIM_ECONFLICT: its time
 * had run out, and writers have gone on since.
 */
enum cim_err repo_resume(struct repo *repo);

struct repo_gate {
	bool shut, own;			/* own: by this connection */
	uint64_t pid, uid;		/* if shut: who, since when (time()), for how long still */
	int64_t since;
	uint64_t left;			/* milliseconds */
	char user[32], program[64];
};
enum cim_err repo_gate_read(struct repo *repo, struct repo_gate *out);

/* ---- Settings ------------------------------------------------------------ */
/*
 * What the owner of a repository has set, in the file settings of its directory. It is no part
 * of the static data: neither a backup nor a restore touches it. The file is believed only when
 * nobody but root and the owner can write it: else CIM_EDENIED; CIM_EDAMAGED names the line that
 * is none.
 */
#define REPO_SETTING_SIZE 128	/* of a key, and of a value, with the NUL */
struct repo_setting {
	const char *key, *value;	/* value: what holds, set or not; empty: nothing */
	const char *help;		/* a few words */
	bool set;			/* by the file */
	bool known;			/* else it stands in the file, and nobody here asks for it */
};
/* Each setting of the program's in its order, then those of the file that it does not know. */
enum cim_err repo_setting_list(struct repo *repo,
    enum cim_err (*each)(void *ctx, const struct repo_setting *setting), void *ctx);
/* The n-th that the program knows, with what holds when it is not set; false behind the last. */
bool repo_setting_row(size_t n, struct repo_setting *out);
/* What holds. CIM_ENOENT: neither known nor in the file. */
enum cim_err repo_setting_get(struct repo *repo, const char *key, char value[REPO_SETTING_SIZE]);
/*
 * Durable when it answers CIM_OK; value NULL takes the setting back. CIM_ENOENT: no such
 * setting. CIM_EINVAL: no value for it. CIM_EDENIED: settings are for root and the owner.
 */
enum cim_err repo_setting_set(struct repo *repo, const char *key, const char *value);

/* ---- Privileges ---------------------------------------------------------- */
/*
 * A privilege is held by root, the owner of the repository's directory, and the members of the
 * group that the settings backup-group and restore-group name; and it counts on a connection on
 * which it was enabled, as a privilege of Windows does in a token. Backup (snap_write) and
 * repo_pause need the first, repo_disconnect_all the second. repo_build_begin,
 * repo_rescue_begin, repo_mend and repo_kept_ drop and undo, which have no connection, ask only
 * who holds it: who restores for a client checks the client's connection first.
 */
#define REPO_PRIVILEGE_BACKUP 1u	/* SeBackupPrivilege */
#define REPO_PRIVILEGE_RESTORE 2u	/* SeRestorePrivilege */
/* Bits. CIM_EPRIVILEGE: one of them is not held, and none was enabled. */
enum cim_err repo_privilege_enable(struct repo *repo, unsigned privileges);
void repo_privilege_disable(struct repo *repo, unsigned privileges);
enum cim_err repo_privilege_get(struct repo *repo, unsigned *held, unsigned *enabled);
/* CIM_EPRIVILEGE, with a fault (may be NULL), unless all are enabled on the connection. */
enum cim_err repo_privilege_check(struct repo *repo, unsigned privileges, struct cim_fault *fault);

/* ---- Keys and records (repo/key.c, repo/record.c; doc/repository-format.txt) ---- */
enum repo_kind {		/* the first byte of a key; also the order of a walk */
	REPO_KIND_NAMESPACE = 0x10,
	REPO_KIND_QUALIFIER_TYPE = 0x20,
	REPO_KIND_ENUMERATION = 0x28,
	REPO_KIND_STRUCTURE = 0x2c,
	REPO_KIND_CLASS = 0x30,
	REPO_KIND_INSTANCE = 0x40
};
/* "class", "instance", ...: the word for it. */
const char *repo_kind_to_string(enum repo_kind kind);

/*
 * What a record is about, read from the record itself (keys may be hashes). Slices of the
 * record, or in the arena.
 */
struct repo_subject {
	enum repo_kind kind;
	struct cim_str ns;
	struct cim_name name;		/* qualifier type, class, ...; class of an instance */
	struct cim_str path;		/* of an instance: canonical and relative, acme_fan="1" */
};
enum cim_err repo_record_subject(
    struct arena *arena, const struct repo_record *record, struct repo_subject *out);

/*
 * A record in parts, for whoever stores many: a head, and the texts it refers
 * to by number. head ends where the texts begin; each text is a varint length
 * and bytes, to the end of the record. CIM_EDAMAGED when it cannot be so.
 */
enum cim_err repo_record_split(const uint8_t *bytes, size_t len, size_t *head_len);
/*
 * A head refers to a text by a varint: 0 none, 1 the next text that was not
 * referred to before, n+2 text n again. (Always counting up instead makes the
 * compressed heads half as large again: 3 % of a snapshot.)
 */

/*
 * Whether key and bytes belong together and everything in the record decodes,
 * as repo_build_add checks it: CIM_OK, CIM_EDAMAGED, CIM_ENEWER. The arena is for scratch; the
 * caller rewinds it.
 */
enum cim_err repo_record_check(struct arena *arena, const struct repo_record *record);

/* ---- Namespaces ---------------------------------------------------------- */
/*
 * ns is in normal form (cim_namespace_normal) everywhere below. Creating makes the parents too;
 * CIM_EEXIST.
 */
enum cim_err repo_namespace_create(struct repo_txn *txn, struct cim_str ns);
/* CIM_OK when it is there, CIM_ENOENT, or a failure. */
enum cim_err repo_namespace_get(struct repo_reader reader, struct cim_str ns);
/* What is in one, without those below it: its records are walked over. CIM_EDENIED: it may not be read. */
struct repo_namespace_counts {
	uint64_t qualifier_types, enumerations, structures, classes, instances;
};
enum cim_err repo_namespace_count(
    struct repo_reader reader, struct cim_str ns, struct repo_namespace_counts *out);
/* With everything in it and below it. CIM_ECONFLICT when not recursive and not empty. */
enum cim_err repo_namespace_delete(struct repo_txn *txn, struct cim_str ns, bool recursive);
/*
 * The namespace below ns that a path of __Namespace stands for (__Namespace.Name="x"), in the
 * arena, whether it is there or not. CIM_EINVAL: it can be none.
 */
enum cim_err repo_namespace_of_path(struct arena *arena, struct cim_str ns,
    const struct cim_path *path, struct cim_str *out);
enum cim_err repo_namespace_list(struct repo_reader reader,
    enum cim_err (*each)(void *ctx, struct cim_str ns), void *ctx);

/* ---- Namespace security (doc/security.txt) ------------------------------- */
/*
 * The caller of all that is asked through a handle is who opened it: effective user, effective
 * group and supplementary groups at that time. Root and the owner of the repository's directory
 * have every right everywhere, and nothing is looked up for them. For others each operation
 * needs a right of the namespace: CIM_EDENIED (WBEM_E_ACCESS_DENIED) says which is missing.
 */
struct repo_security {
	struct cim_descriptor sd;	/* in the arena; the built-in default where none is stored */
	bool is_default;
	bool requires_encryption;
};
/* CIM_ENOENT: no such namespace. CIM_EDENIED: without READ_CONTROL. */
enum cim_err repo_security_get(struct repo_reader reader, struct arena *arena, struct cim_str ns,
    struct repo_security *out);
/*
 * What __SystemSecurity.SetSD does: the entries of sd's DACL replace those of the namespace; one
 * with INHERITED stays only if the namespace has it. Owner, group and SACL stay as they are.
 * Needs WRITE_DAC. CIM_EINVAL: no descriptor for a namespace (WBEM_E_INVALID_PARAMETER).
 */
enum cim_err repo_security_set(
    struct repo_txn *txn, struct cim_str ns, const struct cim_descriptor *sd);
/* Back to the built-in default, owner and group too. Needs WRITE_DAC. */
enum cim_err repo_security_reset(struct repo_txn *txn, struct cim_str ns);
/*
 * What a child that the caller creates in ns gets, if nothing else is said. *is_default as
 * above.
 */
enum cim_err repo_security_passed_on(struct repo_reader reader, struct arena *arena,
    struct cim_str ns, struct repo_security *out);
/*
 * The rights that the caller has in a namespace (GetCallerAccessRights): CIM_RIGHT_*. Without
 * ENABLE CIM_EDENIED; CIM_ENOENT.
 */
enum cim_err repo_rights(struct repo_txn *txn, struct cim_str ns, uint32_t *rights);

/* ---- Qualifier types, classes, instances --------------------------------- */
/*
 * get: the object in the arena, its texts slices of the record (valid as long as that).
 * CIM_ENOENT.
 */
enum cim_err repo_qualifier_type_get(struct repo_reader reader, struct arena *arena,
    struct cim_str ns, struct cim_name name, const struct cim_qualifier_type **out);
enum cim_err repo_class_get(struct repo_reader reader, struct arena *arena, struct cim_str ns,
    struct cim_name name, const struct cim_class **out);
/* A structure is a class of kind CIM_KIND_STRUCTURE. */
enum cim_err repo_structure_get(struct repo_reader reader, struct arena *arena,
    struct cim_str ns, struct cim_name name, const struct cim_class **out);
enum cim_err repo_enumeration_get(struct repo_reader reader, struct arena *arena,
    struct cim_str ns, struct cim_name name, const struct cim_enumeration **out);
/*
 * path relative (its ns is ignored); keys in any order and form. Its class must be the
 * instance's own. CIM_EINVAL: a key does not fit its type.
 */
enum cim_err repo_instance_get(struct repo_reader reader, struct arena *arena, struct cim_str ns,
    const struct cim_path *path, const struct cim_instance **out);

/*
 * list: in the order of folded names. The object is in an arena of the walk's and is gone after
 * each returns; what each answers ends the walk unless CIM_OK.
 */
enum cim_err repo_qualifier_type_list(struct repo_reader reader, struct cim_str ns,
    enum cim_err (*each)(void *ctx, const struct cim_qualifier_type *qt), void *ctx);
enum cim_err repo_class_list(struct repo_reader reader, struct cim_str ns,
    enum cim_err (*each)(void *ctx, const struct cim_class *cls), void *ctx);
/*
 * The system classes (cim/system.h) of a namespace. get finds them as any class, and so do scopes,
 * queries and repo_subclass_list; repo_class_list has none of them, unless the repository was made
 * when they were stored: those are not listed here.
 */
enum cim_err repo_system_class_list(struct repo_reader reader, struct cim_str ns,
    enum cim_err (*each)(void *ctx, const struct cim_class *cls), void *ctx);
enum cim_err repo_structure_list(struct repo_reader reader, struct cim_str ns,
    enum cim_err (*each)(void *ctx, const struct cim_class *cls), void *ctx);
enum cim_err repo_enumeration_list(struct repo_reader reader, struct cim_str ns,
    enum cim_err (*each)(void *ctx, const struct cim_enumeration *en), void *ctx);
/* Instances of exactly this class (empty name: of all classes). path: canonical and relative. */
enum cim_err repo_instance_list(struct repo_reader reader, struct cim_str ns,
    struct cim_name class_name,
    enum cim_err (*each)(void *ctx, const struct cim_instance *inst, struct cim_str path),
    void *ctx);

/*
 * Names of the direct subclasses, in folded order, by the index. Empty name: of the classes
 * without superclass that are stored; else the system classes among them come last.
 */
enum cim_err repo_subclass_list(struct repo_txn *txn, struct cim_str ns, struct cim_name name,
    enum cim_err (*each)(void *ctx, struct cim_name subclass), void *ctx);
/* Instances that refer to the one with this path, by the index: subject of each. */
enum cim_err repo_referrer_list(struct repo_txn *txn, struct cim_str ns,
    const struct cim_path *path,
    enum cim_err (*each)(void *ctx, const struct repo_subject *referrer), void *ctx);

/*
 * put: creates or replaces; CIM_ECONFLICT when that breaks others: of a class it is known when it
 * is written, and the transaction can only be aborted. delete: CIM_ENOENT;
 * CIM_ECONFLICT when others need it. repo_txn_fault says who.
 */
enum cim_err repo_qualifier_type_put(
    struct repo_txn *txn, struct cim_str ns, const struct cim_qualifier_type *qt);
enum cim_err repo_qualifier_type_delete(
    struct repo_txn *txn, struct cim_str ns, struct cim_name name);
enum cim_err repo_class_put(
    struct repo_txn *txn, struct cim_str ns, const struct cim_class *cls);
enum cim_err repo_class_delete(struct repo_txn *txn, struct cim_str ns, struct cim_name name);
/* The kind of cls tells under which name it stands; put of a structure is repo_class_put. */
enum cim_err repo_structure_delete(struct repo_txn *txn, struct cim_str ns, struct cim_name name);
enum cim_err repo_enumeration_put(
    struct repo_txn *txn, struct cim_str ns, const struct cim_enumeration *en);
enum cim_err repo_enumeration_delete(
    struct repo_txn *txn, struct cim_str ns, struct cim_name name);
enum cim_err repo_instance_put(
    struct repo_txn *txn, struct cim_str ns, const struct cim_instance *inst);
enum cim_err repo_instance_delete(
    struct repo_txn *txn, struct cim_str ns, const struct cim_path *path);

/*
 * The transaction (or a snapshot) as a scope; decoded classes live in scope's memory until it is
 * freed. Free it before the reader ends; NULL is fine.
 */
struct repo_scope;
enum cim_err repo_scope_new(struct repo_reader reader, struct repo_scope **out);
struct cim_scope repo_scope(struct repo_scope *scope);
void repo_scope_free(struct repo_scope *scope);
/*
 * What tells instances of a class apart (cim/identity.h: for cim_path_of), remembered like the
 * classes. CIM_ENOENT: it, or one above it, is missing. CIM_ELIMIT: there is no end above it.
 */
enum cim_err repo_scope_identity(struct repo_scope *scope, struct cim_str ns,
    struct cim_name name, const struct cim_class **out);

/*
 * A reader of another's records in which classes have the qualifiers that their namesakes in the
 * namespace of a locale bring: those of root/cimv2/ms_407 for root/cimv2 (cim_amend); where there
 * is no such namespace, of ms_409. All else is as it was. name: "ms_407". What get answers is
 * valid until the locale is freed; free it before the reader below ends. NULL is fine.
 */
struct repo_locale;
enum cim_err repo_locale_new(
    struct repo_reader under, const char *name, struct repo_locale **out);
struct repo_reader repo_locale_reader(struct repo_locale *locale);
void repo_locale_free(struct repo_locale *locale);

/*
 * The one spelling of a path with its namespace, keys by their types in the scope's classes; as
 * cim_path_canonical. out is reset first.
 */
enum cim_err repo_path_canonical(
    struct repo_scope *scope, struct bytes_writer *out, const struct cim_path *path);

/* ---- A batch ------------------------------------------------------------- */
struct repo_counts {
	uint64_t namespaces, qualifier_types, classes, instances;	/* created or changed */
	uint64_t structures, enumerations;
	uint64_t unchanged;
	uint64_t deleted;	/* classes, instances, namespaces, qualifier types */
	uint64_t carried;	/* instances written anew as their class has changed */
};

/* Why one item of a batch may not be; the transaction must not be committed then. */
struct repo_refusal {
	const struct cim_item *item;
	/*
	 * CIM_ECONFLICT: it would break others. CIM_EEXIST: it is there, and its mode is create
	 * only. CIM_ENOENT: it is not, and its mode is update only, or it is to be deleted.
	 * CIM_EINVAL, CIM_ELIMIT: it cannot be stored.
	 */
	enum cim_err err;
	const char *why;	/* a sentence that names what stands in the way */
};

/* What one step of a batch does to one object. */
enum repo_change_kind { REPO_CREATED, REPO_CHANGED, REPO_DELETED };
struct repo_change {
	enum repo_change_kind kind;
	enum repo_kind what;
	struct cim_str ns;		/* of a namespace: itself */
	struct cim_str path;		/* of an instance: relative, as instances are listed */
	struct cim_place place;		/* of the item whose doing it is */
	/* what was and what is: NULL before it was created, after it was deleted */
	const struct cim_qualifier_type *old_type, *new_type;
	const struct cim_class *old_class, *new_class;
	const struct cim_instance *old_instance, *new_instance;
	const struct cim_enumeration *old_enumeration, *new_enumeration;
	/* of a namespace: its security, when that is what changes */
	const struct repo_security *old_security, *new_security;
};

/* How a batch is applied. Callbacks may be NULL. */
struct repo_deed {
	bool remove;		/* takes out what the batch declares, dependents first */
	/* Every refusal of the batch; without it the first one ends it. */
	void (*refused)(void *ctx, const struct repo_refusal *refusal);
	/* Every change, in order; what it answers ends it unless CIM_OK. All is gone afterwards. */
	enum cim_err (*changed)(void *ctx, const struct repo_change *change);
	void *ctx;
};
/*
 * Stores a batch, in order (doc/mof-dialect.txt 9): a class or qualifier type that exists is
 * replaced as the mode of its item allows; else it is refused. When all that could be told was
 * told, the answer is the first refusal's code, its reason in the txn's fault, and the
 * transaction can only be aborted. Same bytes: nothing is written.
 */
enum cim_err repo_apply_as(struct repo_txn *txn, const struct cim_batch *batch,
    const struct repo_deed *deed, struct repo_counts *counts);
/* The same up to the first refusal: *refused is its item. */
enum cim_err repo_apply(struct repo_txn *txn, const struct cim_batch *batch,
    struct repo_counts *counts, const struct cim_item **refused);
/*
 * The first failure of this transaction and its reason; if nothing failed, what the caller was
 * denied last. Valid as long as txn. It is about an answer only if its err is that answer.
 */
const struct cim_fault *repo_txn_fault(const struct repo_txn *txn);
/*
 * It was told: for who goes on after a failure, so that the next one has its own reason. A
 * transaction that can only be aborted keeps what made it so.
 */
void repo_txn_fault_forget(struct repo_txn *txn);

/* ---- All records, and back ----------------------------------------------- */
/* Every record in key order, indexes not among them; the bytes are the map's. */
enum cim_err repo_walk(struct repo_txn *txn,
    enum cim_err (*each)(void *ctx, const struct repo_record *record), void *ctx);

/*
 * The next generation, built beside the live one: begin locks the repository
 * against everyone (CIM_EBUSY when somebody has it open; makes the directory
 * when it is missing), add takes records in key order (checked: order, every record decodes),
 * finish checks that superclasses, reference classes, qualifier types and namespaces resolve
 * inside, makes the indexes, syncs, swaps current, removes the old generation. On any failure,
 * and on abandon, the old one holds. A damaged repository is replaced too. fault (may be NULL)
 * takes the reasons of all four: it must live as long as build.
 */
struct repo_build;
/*
 * flags: REPO_NO_SYNC, REPO_SMALL_MAP, REPO_FORCE. With REPO_FORCE others may have it open: from
 * begin on nobody else opens it (CIM_EBUSY), they go on until the new generation is whole and on
 * the disk, and finish breaks their connections: every later call of theirs is CIM_EBROKEN. So a
 * build that fails has broken nobody. What they wrote until then is replaced like all else.
 */
enum cim_err repo_build_begin(
    const char *path, unsigned flags, struct repo_build **out, struct cim_fault *fault);
/*
 * How long finish waits for others who write, in milliseconds; -1, as it begins: as long as it
 * takes.
 */
void repo_build_set_wait(struct repo_build *build, int64_t milliseconds);
enum cim_err repo_build_add(struct repo_build *build, const struct repo_record *record);
/*
 * All records of the live generation, instead of others: finish leaves the same content in less
 * room.
 */
enum cim_err repo_build_copy(struct repo_build *build);
enum cim_err repo_build_finish(struct repo_build *build);	/* frees build in any case */
void repo_build_abandon(struct repo_build *build);		/* NULL is fine */

/* ---- Care ---------------------------------------------------------------- */
/* One thing that a check found, or that salvage did. */
struct repo_finding {
	const char *kind;		/* what it is about: "class", "instance", ..., "page", "index", "file" */
	struct cim_str ns, name;	/* as far as they are known; of an instance its path */
	const char *text;		/* one line that names it */
	bool note;			/* worth knowing, and no damage */
	/* of a class that is missing: those who depend on it */
	uint64_t subclasses, instances, users;
};
typedef void (*repo_finding_fn)(void *ctx, const struct repo_finding *finding);

/*
 * Reads every record and index entry: structure, keys, superclasses, reference
 * classes, qualifier types, namespaces, both ways of each index. Each problem is told to each
 * (one line, naming the object). CIM_OK: sound. CIM_EDAMAGED: it was told. Else a failure to read.
 */
enum cim_err repo_verify(
    struct repo_txn *txn, void (*each)(void *ctx, const char *problem), void *ctx);

#define REPO_QUICK 16
/*
 * The whole of a repository, in whatever state, or a saved copy of its directory: its small files,
 * every page of its store, every record and index entry; all that is wrong in one run. Nobody is
 * kept from using it. flags: REPO_QUICK: the small files, the meta pages, the roots of the trees
 * and the counts alone, which takes the same time for any size. CIM_OK: sound. CIM_EDAMAGED: each
 * was told of it. CIM_ENOENT: no repository. Else a failure, with its fault.
 */
enum cim_err repo_examine(const char *path, unsigned flags, repo_finding_fn each, void *ctx,
    struct cim_fault *fault);

/*
 * A new generation for a repository in whatever state. Needs the restore privilege, held
 * (CIM_EPRIVILEGE). begin takes it for itself alone (CIM_EBUSY; with flags REPO_FORCE it breaks
 * the connections of all others at once, after waiting for who writes: so many milliseconds, -1:
 * as long as it takes) and makes a scratch repository's directory in it, at repo_rescue_place,
 * to be filled by repo_rescue_records or by others; finish puts its generation in the place of
 * the live one, which is kept until repo_kept_drop, and mends the small files; abandon leaves
 * all as it was. Killed at any moment it leaves the old state or the new one. CIM_EEXIST: a
 * generation is kept already.
 */
struct repo_rescue;
struct repo_rescued {
	uint64_t records;		/* brought over */
	uint64_t lost, dropped, old, loosened, made;
};
enum cim_err repo_rescue_begin(const char *path, unsigned flags, int64_t wait,
    struct repo_rescue **out, struct cim_fault *fault);
const char *repo_rescue_place(const struct repo_rescue *rescue);
/*
 * All that can be read of the live generation, as far as it holds together; each hears by name what
 * is lost, what was dropped and why, and what may be an earlier state.
 */
enum cim_err repo_rescue_records(
    struct repo_rescue *rescue, repo_finding_fn each, void *ctx, struct repo_rescued *out);
enum cim_err repo_rescue_finish(struct repo_rescue *rescue);	/* frees rescue in any case */
void repo_rescue_abandon(struct repo_rescue *rescue);		/* NULL is fine */

/*
 * Damage in the small files alone, where the live generation is known: format, current and
 * control are written anew. Each hears of what was mended; with dry, of what would be. flags and
 * wait as for repo_rescue_begin.
 */
enum cim_err repo_mend(const char *path, bool dry, unsigned flags, int64_t wait,
    repo_finding_fn each, void *ctx, struct cim_fault *fault);

/* The last backup that was written. */
struct repo_backup {
	int64_t when;			/* time() */
	char content_id[130], file[4097];
};
/*
 * Notes one in the repository's directory: in the place of the one before, at once or not at all.
 * Nothing is noted where the directory is read-only. The content stays the same.
 */
enum cim_err repo_backup_note(struct repo *repo, const char *file, const char *content_id,
    int64_t when, struct cim_fault *fault);
/* CIM_ENOENT: none was noted. */
enum cim_err repo_backup_read(
    struct repo *repo, struct repo_backup *out, struct cim_fault *fault);

/* The generation that a salvage or reset kept; 0: none. */
enum cim_err repo_kept(const char *path, uint64_t *generation, struct cim_fault *fault);
/*
 * Removes it for good; or makes it the live one again, and removes the one that lives.
 * CIM_ENOENT. Both need the restore privilege; flags and wait as for repo_rescue_begin.
 */
enum cim_err repo_kept_drop(const char *path, struct cim_fault *fault);
enum cim_err repo_kept_undo(
    const char *path, unsigned flags, int64_t wait, struct cim_fault *fault);

#endif
