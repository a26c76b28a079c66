/* sound.h: what must hold between records (chapter 7 of the format), for verify and for builds. */
#ifndef REPO_SOUND_H
#define REPO_SOUND_H

#include <stddef.h>
#include <stdint.h>

#include "repo/txn.h"

struct sound;

/* Why a record cannot stay as it is. */
enum sound_unfit {
	SOUND_DAMAGED,			/* it cannot be read, or is not what its key says */
	SOUND_NO_CLASS,			/* a class that it cannot do without is not there */
	SOUND_NO_NAMESPACE,		/* its namespace is not there, or the one above: name is which */
	SOUND_NO_QUALIFIER,		/* a class that uses a qualifier that has no type */
	SOUND_NO_USED			/* a class that names one that is not there */
};

/* What a problem is about. */
struct sound_subject {
	int kind;			/* enum repo_kind; 0: it cannot be told */
	struct cim_str ns;
	struct cim_name name;		/* empty: of a namespace */
	struct cim_str path;		/* of an instance, where it is known */
};

enum sound_need { SOUND_SUPERCLASS, SOUND_ABOVE, SOUND_INSTANCE_OF, SOUND_USE };

struct sound_hooks {
	void *ctx;
	/*
	 * Something is wrong: one line that names the object. What it answers ends the work
	 * unless CIM_OK.
	 */
	enum cim_err (*problem)(void *ctx, enum cim_err err, const struct sound_subject *subject,
	    const char *text);
	/*
	 * An index entry that must be; each once. CIM_ENOENT: a reference is not there in this
	 * form; try its other one.
	 */
	enum cim_err (*index)(void *ctx, const struct repo_key *key, const void *value, size_t len);
	/*
	 * May be NULL; else it hears of classes that are needed and not there instead of problem:
	 * the class, and who needs it in which way (ABOVE: as one further up).
	 */
	enum cim_err (*missing)(void *ctx, struct cim_str ns, struct cim_name missing,
	    enum sound_need need, const struct sound_subject *who);
	/* May be NULL. The key of a record that cannot stay, why, and which name is at fault. */
	enum cim_err (*unfit)(void *ctx, enum sound_unfit why, const void *key, size_t key_len,
	    struct cim_str name);
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
