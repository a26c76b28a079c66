/* verify.h: what a check of records and indexes reads, and to whom it tells; for repo/ alone. */
#ifndef REPO_VERIFY_H
#define REPO_VERIFY_H

#include "repo/repo.h"
#include "repo/sound.h"
#include "repo/store.h"
#include "repo/wreck.h"

/* Where records and index entries come from: a store, or what was gathered of a damaged one. */
struct verify_source {
	void *ctx;
	struct repo_reader reader;	/* of the records alone */
	enum cim_err (*get)(void *ctx, enum store_db db, const void *key, size_t key_len,
	    struct store_item *out);
	enum cim_err (*walk)(void *ctx, enum store_db db, store_each_fn each, void *each_ctx);
	uint64_t index_entries;
	/* What may have been dropped is looked for there, if it is not NULL and nobody writes. */
	struct wreck *wreck;
};

/*
 * Everything that chapter 7 of the format asks for; all that does not hold is told. CIM_OK: sound.
 * CIM_EDAMAGED: it was told. Else a failure.
 */
enum cim_err verify_source(
    const struct verify_source *source, repo_finding_fn each, void *ctx);

/* A store's transaction as a source, and what was gathered of a damaged one. */
void verify_of_store(
    struct verify_source *source, struct store_txn *txn, uint64_t index_entries);
void verify_of_wreck(struct verify_source *source, struct wreck *wreck);

/* Whom a key is of, in words: "class acme_fan in root/cimv2"; also of index entries. */
#define VERIFY_SHOWN 240
void verify_key_shown(const uint8_t *key, size_t len, char out[VERIFY_SHOWN]);
/* The parts of a key of a record, folded as they stand there; kind 0: it is none. */
void verify_key_subject(const uint8_t *key, size_t len, struct sound_subject *out);
/* What is wrong with a page, as a finding with its sentence in text. */
void verify_page_finding(const struct wreck_problem *problem, char *text, size_t size,
    struct repo_finding *out);

#endif
