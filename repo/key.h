/* key.h: the key space: one function for each kind of key. doc/repository-format.txt, chapter 4. */
#ifndef REPO_KEY_H
#define REPO_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cim/bytes.h"
#include "cim/err.h"
#include "cim/name.h"
#include "repo/repo.h"

#define KEY_MAX 511		/* the longest key that the store takes */
#define KEY_COMP_MAX 120	/* the longest component that stands as it is */
#define KEY_COMP_KEPT 87	/* what is kept of a longer one, before 01 and its hash */
#define KEY_HASH 32
#define KEY_HASH_MARK 0x01

/* First bytes in the index; those of records are enum repo_kind. */
#define KEY_COUNTS 0x01
#define KEY_SUBCLASS 0x50
#define KEY_CLASS_USE 0x60
#define KEY_REFERENCE 0x70

/* A key, or a prefix of keys. */
struct repo_key {
	size_t len;
	uint8_t bytes[KEY_MAX];
};

/* Each answers CIM_OK; CIM_EINVAL when a name has a byte that no name has; CIM_ENOMEM. */
enum cim_err repo_key_namespace(struct repo_key *key, struct cim_str ns);
enum cim_err repo_key_qualifier_type(struct repo_key *key, struct cim_str ns, struct cim_name name);
enum cim_err repo_key_class(struct repo_key *key, struct cim_str ns, struct cim_name name);
/* The same of any kind that has a name: a qualifier type, an enumeration, a structure, a class. */
enum cim_err repo_key_named(
    struct repo_key *key, enum repo_kind kind, struct cim_str ns, struct cim_name name);

/*
 * canonical is the whole canonical path (cim_path_canonical), which begins
 * with the folded class name. *hashed tells whether the record must hold it.
 */
enum cim_err repo_key_instance(struct repo_key *key, struct cim_str ns, struct cim_name class_name,
    struct cim_str canonical, bool *hashed);

/* All of a kind in a namespace; all instances of a class. */
enum cim_err repo_key_prefix(struct repo_key *key, enum repo_kind kind, struct cim_str ns);
enum cim_err repo_key_instances(
    struct repo_key *key, struct cim_str ns, struct cim_name class_name);

/* Index keys. An empty last name makes the prefix of all. */
enum cim_err repo_key_subclass(
    struct repo_key *key, struct cim_str ns, struct cim_name super, struct cim_name name);
enum cim_err repo_key_class_use(
    struct repo_key *key, struct cim_str ns, struct cim_name used, struct cim_name user);
/*
 * The target by namespace and canonical path; referrer NULL makes the prefix. *hashed: the
 * value must be the referrer's key.
 */
enum cim_err repo_key_reference(struct repo_key *key, struct cim_str ns, struct cim_str canonical,
    const struct repo_key *referrer, bool *hashed);

/* All index entries of one kind in a namespace (not KEY_REFERENCE, which is by target alone). */
enum cim_err repo_key_index_prefix(struct repo_key *key, uint8_t first, struct cim_str ns);

/*
 * KEYS of an instance's key as they stand there, or CIM_ENOENT when they are
 * hashed. CIM_EDAMAGED: no key of an instance.
 */
enum cim_err repo_key_instance_keys(const uint8_t *key, size_t len, struct cim_str *keys);

#endif
