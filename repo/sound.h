/* sound.h: what must hold between records (chapter 7 of the format), for verify and for builds. */
#ifndef REPO_SOUND_H
#define REPO_SOUND_H

#include <stddef.h>
#include <stdint.h>

#include "repo/txn.h"

struct sound;

struct sound_hooks {
	void *ctx;
	/*
	 * Something is wrong: one line that names the object. What it answers ends the work
	 * unless CIM_OK.
	 */
	enum cim_err (*problem)(void *ctx, enum cim_err err, const char *text);
	/*
	 * An index entry that must be; each once. CIM_ENOENT: a reference is not there in this
	 * form; try its other one.
	 */
	enum cim_err (*index)(void *ctx, const struct repo_key *key, const void *value, size_t len);
};

/* reader finds the records given so far: instances are checked against their classes. */
enum cim_err sound_new(struct repo_reader reader, struct sound_hooks hooks, struct sound **out);
void sound_free(struct sound *sound);	/* NULL is fine */

/*
 * Records in key order, each once; each is decoded here, and fully checked. Nothing is kept
 * of its bytes.
 */
enum cim_err sound_add(struct sound *sound, const struct repo_record *record);
/*
 * After the last: what could not be known before. counts: of namespaces, qualifier types,
 * classes, instances.
 */
enum cim_err sound_end(struct sound *sound, uint64_t counts[COUNT_LAST]);

#endif
