/* security.h: what the rooms of repo/ know of the security of namespaces. */
#ifndef REPO_SECURITY_H
#define REPO_SECURITY_H

#include "repo/repo.h"

/* The security of the namespace whose record stands under a key, and its spelling, in the arena. */
enum cim_err security_read(struct repo_reader reader, struct arena *arena, const uint8_t *key,
    size_t key_len, struct cim_str *spelled, struct repo_security *out);

/*
 * The record of a namespace into txn's work, with its security: said (may be NULL) or else what the
 * parent passes on (len 0: it has none).
 */
enum cim_err security_encode_new(struct repo_txn *txn, struct cim_str ns, struct cim_str parent,
    const struct cim_namespace_security *said);

/* What is said of a namespace that is there. *old and *now, in the arena, when it changed. */
enum cim_err security_change(struct repo_txn *txn, struct arena *arena, struct cim_str ns,
    const struct cim_namespace_security *said, bool *changed, struct repo_security *old,
    struct repo_security *now);

#endif
