/* access.h: who opened the repository, and what they may do in each namespace. */
#ifndef REPO_ACCESS_H
#define REPO_ACCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "cim/rights.h"
#include "repo/control.h"
#include "repo/repo.h"

/* The caller of a handle. */
struct access {
	bool all;		/* root, or the owner of the directory: nothing is asked */
	bool administrator;	/* a member of the administrators, BA */
	uid_t uid;
	gid_t gid;
	struct cim_token token;	/* its SIDs; empty if all */
};

/*
 * Who this process is to the repository whose directory is open. access_free frees what it holds.
 */
enum cim_err access_init(
    struct access *access, struct control *control, struct cim_fault *fault);
void access_free(struct access *access);

/* The SIDs that stand for a caller as creator. */
struct cim_sid access_user_sid(const struct access *access);
struct cim_sid access_group_sid(const struct access *access);

/* What a transaction remembers of the rights of namespaces. */
struct access_cache;
struct access_cache *access_cache_new(void);	/* NULL: no memory */
void access_cache_free(struct access_cache *cache);
void access_cache_forget(struct access_cache *cache);

/*
 * CIM_OK when the caller has these rights, and ENABLE, in a namespace; CIM_ENOENT: it is not there;
 * CIM_EDENIED, with a fault. Only where txn->access is not NULL.
 */
enum cim_err access_want(struct repo_txn *txn, struct cim_str ns, uint32_t rights);
/*
 * The same of the namespace in a key of the records, or in a prefix of such keys, for reading.
 * CIM_ENOENT: nobody knows the namespace, so nothing in it may be had.
 */
enum cim_err access_key(struct repo_txn *txn, const uint8_t *key, size_t len);
/*
 * Without a fault: whether a record may be read by its key. CIM_OK, CIM_EDENIED, CIM_ENOENT, or
 * a failure.
 */
enum cim_err access_seen(struct repo_txn *txn, const uint8_t *key, size_t len);
/* Whether a prefix tells the namespace: else a walk looks at each record. */
bool access_is_one(const uint8_t *prefix, size_t len);
enum cim_err access_rights(struct repo_txn *txn, struct cim_str ns, uint32_t *rights);

#endif
