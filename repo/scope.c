/* scope.c: a reader seen as a cim_scope: decodes each class once and remembers it. */
#include <stdlib.h>

#include "cim/identity.h"
#include "cim/inherit.h"
#include "cim/limits.h"
#include "repo/system.h"
#include "repo/txn.h"

struct scope_namespace {
	struct cim_str spelled;		/* as it was asked for first */
	struct cim_map classes, effective, identities, types, enumerations;
};

struct repo_scope {
	struct repo_reader reader;
	struct record_work work;
	struct arena arena;
	struct cim_map namespaces;
	struct scope_namespace *last;	/* the one asked for last */
};

enum cim_err
repo_scope_new(struct repo_reader reader, struct repo_scope **out)
{
	*out = NULL;
	struct repo_scope *scope = calloc(1, sizeof(*scope));
	if (scope == NULL)
		return CIM_ENOMEM;
	scope->reader = reader;
	enum cim_err err = record_work_init(&scope->work);
	if (err != CIM_OK) {
		free(scope);
		return err;
	}
	*out = scope;
	return CIM_OK;
}

void
scope_forget(struct repo_scope *scope)
{
	arena_free(&scope->arena);
	scope->namespaces = (struct cim_map){ 0 };
	scope->last = NULL;
}

void
repo_scope_free(struct repo_scope *scope)
{
	if (scope == NULL)
		return;
	arena_free(&scope->arena);
	record_work_free(&scope->work);
	free(scope);
}

/* What is remembered of a namespace. */
static enum cim_err
scope_namespace(struct repo_scope *scope, struct cim_str ns, struct scope_namespace **out)
{
	if (scope->last != NULL && cim_str_eq(scope->last->spelled, ns)) {
		*out = scope->last;
		return CIM_OK;
	}
	if (ns.len > CIM_LIMIT_NAMESPACE)
		return CIM_EINVAL;
	struct cim_name name = cim_name(ns.ptr, ns.len);
	struct scope_namespace *found = cim_map_get(&scope->namespaces, name);
	if (found == NULL) {
		found = arena_new(&scope->arena, struct scope_namespace);
		if (found == NULL || !cim_str_copy(&scope->arena, ns, &found->spelled))
			return CIM_ENOMEM;
		name.ptr = found->spelled.ptr;
		enum cim_err err = cim_map_set(&scope->namespaces, &scope->arena, name, found);
		if (err != CIM_OK)
			return err;
	}
	scope->last = found;
	*out = found;
	return CIM_OK;
}

/*
 * Reads and decodes what is under a key. The bytes are copied: what the
 * reader gave may be gone with the next change or the next question.
 */
static enum cim_err
fetch(struct repo_scope *scope, enum repo_kind kind, const struct repo_key *key,
    struct record *out)
{
	struct repo_record record;
	enum cim_err err = scope->reader.get(scope->reader.ctx, key->bytes, key->len, &record);
	if (err != CIM_OK)
		return err;
	const uint8_t *copy = (const uint8_t *)arena_copy(&scope->arena, record.bytes, record.len);
	if (copy == NULL)
		return CIM_ENOMEM;
	return record_decode_kind(&scope->work, &scope->arena, kind, copy, record.len, out);
}

static enum cim_err
scope_namespace_get(void *ctx, struct cim_str ns)
{
	struct repo_scope *scope = ctx;
	enum cim_err err = repo_namespace_get(scope->reader, ns);
	/* It is there; who may not read in it is told when something is wanted of it. */
	return err == CIM_EDENIED ? CIM_OK : err;
}

static enum cim_err
scope_class_get(void *ctx, struct cim_str ns, struct cim_name name, const struct cim_class **out)
{
	struct repo_scope *scope = ctx;
	struct scope_namespace *cache;
	enum cim_err err = scope_namespace(scope, ns, &cache);
	if (err != CIM_OK)
		return err;
	*out = cim_map_get(&cache->classes, name);
	if (*out != NULL)
		return CIM_OK;
	struct repo_key key;
	struct record record;
	err = repo_key_class(&key, ns, name);
	if (err == CIM_OK)
		err = fetch(scope, REPO_KIND_CLASS, &key, &record);
	if (err == CIM_ENOENT) {
		err = repo_key_named(&key, REPO_KIND_STRUCTURE, ns, name);
		if (err == CIM_OK)
			err = fetch(scope, REPO_KIND_STRUCTURE, &key, &record);
	}
	if (err == CIM_ENOENT && cim_name_is_system(name))
		err = system_class_get(scope->reader, &scope->arena, ns, name, &record.as.cls);
	if (err != CIM_OK)
		return err == CIM_EINVAL ? CIM_ENOENT : err; /* what is no name is not there */
	if (!cim_name_eq(record.as.cls->name, name))
		return CIM_EDAMAGED;
	*out = record.as.cls;
	return cim_map_set(
	    &cache->classes, &scope->arena, record.as.cls->name, (void *)(uintptr_t)*out);
}

static enum cim_err
scope_qualifier_type_get(
    void *ctx, struct cim_str ns, struct cim_name name, const struct cim_qualifier_type **out)
{
	struct repo_scope *scope = ctx;
	struct scope_namespace *cache;
	enum cim_err err = scope_namespace(scope, ns, &cache);
	if (err != CIM_OK)
		return err;
	*out = cim_map_get(&cache->types, name);
	if (*out != NULL)
		return CIM_OK;
	struct repo_key key;
	struct record record;
	err = repo_key_qualifier_type(&key, ns, name);
	if (err == CIM_OK)
		err = fetch(scope, REPO_KIND_QUALIFIER_TYPE, &key, &record);
	if (err != CIM_OK)
		return err == CIM_EINVAL ? CIM_ENOENT : err;
	if (!cim_name_eq(record.as.qualifier_type->name, name))
		return CIM_EDAMAGED;
	*out = record.as.qualifier_type;
	return cim_map_set(
	    &cache->types, &scope->arena, record.as.qualifier_type->name, (void *)(uintptr_t)*out);
}

static enum cim_err
scope_enumeration_get(
    void *ctx, struct cim_str ns, struct cim_name name, const struct cim_enumeration **out)
{
	struct repo_scope *scope = ctx;
	struct scope_namespace *cache;
	enum cim_err err = scope_namespace(scope, ns, &cache);
	if (err != CIM_OK)
		return err;
	*out = cim_map_get(&cache->enumerations, name);
	if (*out != NULL)
		return CIM_OK;
	struct repo_key key;
	struct record record;
	err = repo_key_named(&key, REPO_KIND_ENUMERATION, ns, name);
	if (err == CIM_OK)
		err = fetch(scope, REPO_KIND_ENUMERATION, &key, &record);
	if (err != CIM_OK)
		return err == CIM_EINVAL ? CIM_ENOENT : err;
	if (!cim_name_eq(record.as.enumeration->name, name))
		return CIM_EDAMAGED;
	*out = record.as.enumeration;
	return cim_map_set(&cache->enumerations, &scope->arena, record.as.enumeration->name,
	    (void *)(uintptr_t)*out);
}

struct cim_scope
repo_scope(struct repo_scope *scope)
{
	return (struct cim_scope){ scope, scope_namespace_get, scope_qualifier_type_get,
		scope_class_get, scope_enumeration_get };
}

/*
 * Goes up to what is remembered or to the top, and down again: depth bounds it, and ends a
 * cycle.
 */
static enum cim_err
effective(struct repo_scope *scope, struct cim_str ns, struct cim_name name, unsigned depth,
    const struct cim_class **out)
{
	struct scope_namespace *cache;
	const struct cim_class *cls, *super = NULL;
	enum cim_err err = scope_namespace(scope, ns, &cache);
	if (err != CIM_OK)
		return err;
	*out = cim_map_get(&cache->effective, name);
	if (*out != NULL)
		return CIM_OK;
	if (depth > CIM_LIMIT_INHERITANCE)
		return CIM_ELIMIT;
	err = scope_class_get(scope, ns, name, &cls);
	if (err == CIM_OK && cls->superclass.len > 0)
		err = effective(scope, ns, cls->superclass, depth + 1, &super);
	if (err == CIM_OK)
		err = cim_effective_below(&scope->arena, super, cls, out);
	if (err != CIM_OK)
		return err;
	return cim_map_set(&cache->effective, &scope->arena, cls->name, (void *)(uintptr_t)*out);
}

/* The same way for what tells instances apart. */
static enum cim_err
identity(struct repo_scope *scope, struct cim_str ns, struct cim_name name, unsigned depth,
    const struct cim_class **out)
{
	struct scope_namespace *cache;
	const struct cim_class *cls, *super = NULL;
	enum cim_err err = scope_namespace(scope, ns, &cache);
	if (err != CIM_OK)
		return err;
	*out = cim_map_get(&cache->identities, name);
	if (*out != NULL)
		return CIM_OK;
	if (depth > CIM_LIMIT_INHERITANCE)
		return CIM_ELIMIT;
	err = scope_class_get(scope, ns, name, &cls);
	if (err == CIM_OK && cls->superclass.len > 0)
		err = identity(scope, ns, cls->superclass, depth + 1, &super);
	if (err == CIM_OK && super != NULL && !cim_identity_suffices(super, cls))
		err = effective(scope, ns, cls->superclass, depth + 1, &super);
	if (err == CIM_OK)
		err = cim_identity_below(&scope->arena, super, cls, out);
	if (err != CIM_OK)
		return err;
	return cim_map_set(&cache->identities, &scope->arena, cls->name, (void *)(uintptr_t)*out);
}

enum cim_err
repo_scope_identity(struct repo_scope *scope, struct cim_str ns,
    struct cim_name name, const struct cim_class **out)
{
	return identity(scope, ns, name, 0, out);
}
