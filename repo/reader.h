/* reader.h: what a reader holds, decoded: the record under one key, or all under a prefix. */
#ifndef REPO_READER_H
#define REPO_READER_H

#include "repo/key.h"
#include "repo/record.h"
#include "repo/repo.h"

/*
 * The record under a key: CIM_ENOENT when there is none, CIM_EDAMAGED when it is of another
 * kind. Texts are slices of the reader's bytes, all else is in the arena.
 */
enum cim_err reader_record(struct repo_reader reader, struct arena *arena, enum repo_kind kind,
    const struct repo_key *key, struct record *out);

/*
 * The same for a declaration (of any kind but an instance) by its name; in *out as it is spelled.
 * CIM_EDAMAGED too when it is of another name.
 */
enum cim_err reader_named(struct repo_reader reader, struct arena *arena, enum repo_kind kind,
    struct cim_str ns, struct cim_name name, struct record *out);

/*
 * Calls each for every record under a prefix, which is of this kind alone. What it answers
 * ends the walk unless CIM_OK; the record and what lies in the arena are gone afterwards.
 */
typedef enum cim_err (*reader_each_fn)(void *ctx, struct arena *arena,
    const struct repo_record *found, const struct record *record);
enum cim_err reader_records(struct repo_reader reader, enum repo_kind kind,
    const struct repo_key *prefix, reader_each_fn each, void *ctx);

/*
 * A reader that answers get, and to walk CIM_EINVAL: for scopes, which ask for classes by name
 * only.
 */
struct repo_reader reader_by_key(void *ctx, enum cim_err (*get)(
    void *ctx, const void *key, size_t key_len, struct repo_record *out));

#endif
