/*
 * key.c: makes keys, so that their order is ours; what is too long for the store is hashed
 * here and nowhere else.
 */
#include "repo/key.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "cim/limits.h"

static void
hash(uint8_t out[KEY_HASH], const void *bytes, size_t n)
{
	(void)crypto_generichash(out, KEY_HASH, bytes, n, NULL, 0);
}

/* Room for the folded form of most names without asking the system for memory. */
#define FOLD_STACK 512

/* Appends a component: folded, and shortened with a hash when it is too long. */
static enum cim_err
comp(struct repo_key *key, const char *ptr, size_t len)
{
	char stack[FOLD_STACK], *folded = stack;
	if (len > CIM_LIMIT_NAMESPACE)
		return CIM_EINVAL;
	if (CIM_FOLD_ROOM(len) > sizeof(stack)) {
		folded = malloc(CIM_FOLD_ROOM(len));
		if (folded == NULL)
			return CIM_ENOMEM;
	}
	size_t n = cim_fold(ptr, len, folded);
	enum cim_err err = CIM_OK;
	for (size_t i = 0; i < n; i++) {
		if ((unsigned char)folded[i] < 0x20)
			err = CIM_EINVAL;
	}
	uint8_t *out = key->bytes + key->len;
	if (err == CIM_OK && n <= KEY_COMP_MAX) {
		memcpy(out, folded, n);
		key->len += n;
	} else if (err == CIM_OK) {
		memcpy(out, folded, KEY_COMP_KEPT);
		out[KEY_COMP_KEPT] = KEY_HASH_MARK;
		hash(out + KEY_COMP_KEPT + 1, folded, n);
		key->len += KEY_COMP_KEPT + 1 + KEY_HASH;
	}
	if (folded != stack)
		free(folded);
	return err;
}

static enum cim_err
comp_name(struct repo_key *key, struct cim_name name)
{
	return comp(key, name.ptr, name.len);
}

static void
byte(struct repo_key *key, uint8_t b)
{
	key->bytes[key->len++] = b;
}

/* The first byte, the namespace, and the zero that ends it. */
static enum cim_err
begin(struct repo_key *key, uint8_t first, struct cim_str ns)
{
	key->len = 0;
	byte(key, first);
	enum cim_err err = comp(key, ns.ptr, ns.len);
	byte(key, 0);
	return err;
}

enum cim_err
repo_key_namespace(struct repo_key *key, struct cim_str ns)
{
	key->len = 0;
	byte(key, REPO_KIND_NAMESPACE);
	return comp(key, ns.ptr, ns.len);
}

enum cim_err
repo_key_prefix(struct repo_key *key, enum repo_kind kind, struct cim_str ns)
{
	return begin(key, (uint8_t)kind, ns);
}

enum cim_err
repo_key_named(
    struct repo_key *key, enum repo_kind kind, struct cim_str ns, struct cim_name name)
{
	enum cim_err err = begin(key, (uint8_t)kind, ns);
	return err != CIM_OK ? err : comp_name(key, name);
}

enum cim_err
repo_key_qualifier_type(struct repo_key *key, struct cim_str ns, struct cim_name name)
{
	enum cim_err err = begin(key, REPO_KIND_QUALIFIER_TYPE, ns);
	return err != CIM_OK ? err : comp_name(key, name);
}

enum cim_err
repo_key_class(struct repo_key *key, struct cim_str ns, struct cim_name name)
{
	enum cim_err err = begin(key, REPO_KIND_CLASS, ns);
	return err != CIM_OK ? err : comp_name(key, name);
}

/* A prefix in two names: first byte, namespace, one name; the second name when it is there. */
static enum cim_err
two_names(
    struct repo_key *key, uint8_t first, struct cim_str ns, struct cim_name a, struct cim_name b)
{
	enum cim_err err = begin(key, first, ns);
	if (err == CIM_OK)
		err = comp_name(key, a);
	byte(key, 0);
	return err != CIM_OK ? err : comp_name(key, b);
}

enum cim_err
repo_key_instances(struct repo_key *key, struct cim_str ns, struct cim_name class_name)
{
	return two_names(key, REPO_KIND_INSTANCE, ns, class_name, (struct cim_name){ NULL, 0, 0 });
}

enum cim_err
repo_key_subclass(
    struct repo_key *key, struct cim_str ns, struct cim_name super, struct cim_name name)
{
	return two_names(key, KEY_SUBCLASS, ns, super, name);
}

enum cim_err
repo_key_class_use(
    struct repo_key *key, struct cim_str ns, struct cim_name used, struct cim_name user)
{
	return two_names(key, KEY_CLASS_USE, ns, used, user);
}

enum cim_err
repo_key_index_prefix(struct repo_key *key, uint8_t first, struct cim_str ns)
{
	return begin(key, first, ns);
}

/* The canonical path begins with the folded class name; what is behind it. */
static enum cim_err
keys_of(struct cim_str canonical, struct cim_str *keys)
{
	size_t at = 0;
	while (at < canonical.len && canonical.ptr[at] != '.' && canonical.ptr[at] != '=')
		at++;
	if (at == 0 || at == canonical.len)
		return CIM_EINVAL;	/* a path to a class */
	*keys = cim_str(canonical.ptr + at, canonical.len - at);
	return CIM_OK;
}

enum cim_err
repo_key_instance(struct repo_key *key, struct cim_str ns, struct cim_name class_name,
    struct cim_str canonical, bool *hashed)
{
	struct cim_str keys;
	enum cim_err err = keys_of(canonical, &keys);
	if (err == CIM_OK)
		err = repo_key_instances(key, ns, class_name);
	if (err != CIM_OK)
		return err;
	*hashed = keys.len > KEY_MAX - 1 - key->len;
	size_t kept = *hashed ? KEY_MAX - KEY_HASH - 1 - key->len : keys.len;
	memcpy(key->bytes + key->len, keys.ptr, kept);
	key->len += kept;
	if (*hashed) {
		byte(key, KEY_HASH_MARK);
		hash(key->bytes + key->len, keys.ptr, keys.len);
		key->len += KEY_HASH;
	}
	return CIM_OK;
}

/* Hashes the target without putting its two parts together in memory. */
static enum cim_err
target(uint8_t out[KEY_HASH], struct cim_str ns, struct cim_str canonical)
{
	if (ns.len > CIM_LIMIT_NAMESPACE)
		return CIM_EINVAL;
	char stack[FOLD_STACK], *folded = stack;
	if (CIM_FOLD_ROOM(ns.len) > sizeof(stack)) {
		folded = malloc(CIM_FOLD_ROOM(ns.len));
		if (folded == NULL)
			return CIM_ENOMEM;
	}
	size_t n = cim_fold(ns.ptr, ns.len, folded);
	crypto_generichash_state state;
	(void)crypto_generichash_init(&state, NULL, 0, KEY_HASH);
	(void)crypto_generichash_update(&state, (const unsigned char *)folded, n);
	(void)crypto_generichash_update(&state, (const unsigned char *)":", 1);
	(void)crypto_generichash_update(
	    &state, (const unsigned char *)canonical.ptr, canonical.len);
	(void)crypto_generichash_final(&state, out, KEY_HASH);
	if (folded != stack)
		free(folded);
	return CIM_OK;
}

enum cim_err
repo_key_reference(struct repo_key *key, struct cim_str ns, struct cim_str canonical,
    const struct repo_key *referrer, bool *hashed)
{
	key->len = 0;
	byte(key, KEY_REFERENCE);
	enum cim_err err = target(key->bytes + key->len, ns, canonical);
	key->len += KEY_HASH;
	*hashed = false;
	if (err != CIM_OK || referrer == NULL)
		return err;
	*hashed = referrer->len > KEY_MAX - key->len;
	if (*hashed) {
		byte(key, KEY_HASH_MARK);
		hash(key->bytes + key->len, referrer->bytes, referrer->len);
		key->len += KEY_HASH;
	} else {
		memcpy(key->bytes + key->len, referrer->bytes, referrer->len);
		key->len += referrer->len;
	}
	return CIM_OK;
}

/* Steps over a component and the zero behind it. */
static const uint8_t *
comp_end(const uint8_t *at, const uint8_t *end)
{
	for (; at < end; at++) {
		if (*at == 0)
			return at + 1;
		if (*at == KEY_HASH_MARK) {
			if (end - at < KEY_HASH + 2 || at[KEY_HASH + 1] != 0)
				return NULL;
			return at + KEY_HASH + 2;
		}
	}
	return NULL;
}

enum cim_err
repo_key_instance_keys(const uint8_t *key, size_t len, struct cim_str *keys)
{
	if (len == 0 || len > KEY_MAX || key[0] != REPO_KIND_INSTANCE)
		return CIM_EDAMAGED;
	const uint8_t *at = comp_end(key + 1, key + len);
	if (at != NULL)
		at = comp_end(at, key + len);
	if (at == NULL || at == key + len)
		return CIM_EDAMAGED;
	if (len == KEY_MAX)
		return CIM_ENOENT;
	*keys = cim_str((const char *)at, (size_t)(key + len - at));
	return CIM_OK;
}
