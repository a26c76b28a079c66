/* shelf.h: a compiled batch in memory, as a reader: a repository that needs no disk. */
#ifndef REPO_SHELF_H
#define REPO_SHELF_H

#include "repo/repo.h"

/*
 * The declarations of a batch as the records that repo_apply would make of them, in memory and in
 * the order of keys. All that takes a repo_reader works on it: lists, gets, scopes, queries. There
 * are no indexes, as in a snapshot.
 */
struct repo_shelf;

/*
 * under: what the batch comes on top of, a reader of a repository or a snapshot that must live as
 * long; NULL: nothing, as a repository that was just made: the namespaces root and root/cimv2. What
 * both have is the batch's. The batch may go afterwards. CIM_OK; CIM_ECONFLICT: the batch deletes
 * something of what is under it; CIM_ENOENT: or what is not there; CIM_EINVAL, CIM_ELIMIT: an item
 * that no record can hold; CIM_ENOMEM; what under answers. fault (may be NULL) says which. *out is
 * NULL unless CIM_OK.
 */
enum cim_err repo_shelf_new(const struct repo_reader *under, const struct cim_batch *batch,
    struct repo_shelf **out, struct cim_fault *fault);
/* Valid as long as the shelf. One thread at a time if there is one under it. */
struct repo_reader repo_shelf_reader(struct repo_shelf *shelf);
void repo_shelf_free(struct repo_shelf *shelf);		/* NULL is fine */

#endif
