/* locale.c: a reader that shows classes with what their namesakes in a locale's namespaces say. */
#include <stdlib.h>
#include <string.h>

#include "cim/amend.h"
#include "repo/reader.h"

/* The namespace of a locale below another one; len 0: there is none. */
struct below {
	struct cim_str ns;
};

struct repo_locale {
	struct repo_reader under;
	struct cim_str name, fallback;
	struct record_work work;
	struct arena arena;		/* lives as long as the reader */
	struct cim_map namespaces;	/* -> struct below */
};

enum cim_err
repo_locale_new(struct repo_reader under, const char *name, struct repo_locale **out)
{
	*out = NULL;
	struct repo_locale *l = calloc(1, sizeof(*l));
	enum cim_err err = l == NULL ? CIM_ENOMEM : CIM_OK;
	if (err == CIM_OK)
		err = record_work_init(&l->work);
	if (err != CIM_OK) {
		free(l);
		return err;
	}
	l->under = under;
	l->fallback = CIM_STR("ms_409");
	if (!cim_str_copy(&l->arena, cim_str_from(name), &l->name)) {
		repo_locale_free(l);
		return CIM_ENOMEM;
	}
	*out = l;
	return CIM_OK;
}

void
repo_locale_free(struct repo_locale *l)
{
	if (l == NULL)
		return;
	record_work_free(&l->work);
	arena_free(&l->arena);
	free(l);
}

/* ns/name when it is there, in the arena; len 0 when it is not. */
static enum cim_err
child(struct repo_locale *l, struct cim_str ns, struct cim_str name, struct cim_str *out)
{
	char *text = arena_text(&l->arena, ns.len + 1 + name.len);
	*out = (struct cim_str){ NULL, 0 };
	if (text == NULL)
		return CIM_ENOMEM;
	memcpy(text, ns.ptr, ns.len);
	text[ns.len] = '/';
	memcpy(text + ns.len + 1, name.ptr, name.len);
	struct cim_str path = cim_str(text, ns.len + 1 + name.len);
	enum cim_err err = repo_namespace_get(l->under, path);
	if (err == CIM_OK)
		*out = path;
	return err == CIM_ENOENT || err == CIM_EINVAL ? CIM_OK : err;
}

/* Looked for once: the locale's own, else English. */
static enum cim_err
below_get(struct repo_locale *l, struct cim_str ns, const struct below **out)
{
	struct below *below = cim_map_get(&l->namespaces, cim_name(ns.ptr, ns.len));
	*out = below;
	if (below != NULL)
		return CIM_OK;
	struct cim_str copy;
	below = arena_new(&l->arena, struct below);
	if (below == NULL || !cim_str_copy(&l->arena, ns, &copy))
		return CIM_ENOMEM;
	enum cim_err err = child(l, copy, l->name, &below->ns);
	if (err == CIM_OK && below->ns.len == 0)
		err = child(l, copy, l->fallback, &below->ns);
	if (err == CIM_OK)
		err = cim_map_set(
		    &l->namespaces, &l->arena, cim_name(copy.ptr, copy.len), below);
	*out = below;
	return err;
}

/* The bytes of a class with what another one brings, in the arena. */
static enum cim_err
encode(struct repo_locale *l, struct arena *arena, const struct record *own,
    const struct cim_class *localized, struct repo_record *out)
{
	const struct cim_class *cls;
	enum cim_err err = cim_amend(arena, own->as.cls, localized, &cls);
	if (err == CIM_OK)
		err = record_encode_class(&l->work, own->ns, cls, own->flags);
	if (err != CIM_OK)
		return err;
	out->len = record_size(&l->work);
	uint8_t *bytes = arena_calloc(arena, out->len, 1);
	if (bytes == NULL)
		return CIM_ENOMEM;
	record_fill(&l->work, bytes);
	out->bytes = bytes;
	return CIM_OK;
}

/*
 * Puts what the locale says into a record, which then lies in the arena. All other records stay
 * as they are. A question to the reader below may take its bytes away, so they are kept first.
 */
static enum cim_err
localize(struct repo_locale *l, struct arena *arena, struct repo_record *record)
{
	struct record_subject subject;
	struct record own;
	const struct below *below;
	const struct cim_class *localized;
	if (record->key_len == 0 || record->key[0] != REPO_KIND_CLASS ||
	    record_subject_read(record->bytes, record->len, &subject) != CIM_OK)
		return CIM_OK;
	const char *key = arena_copy(arena, (const char *)record->key, record->key_len);
	const char *bytes = arena_copy(arena, (const char *)record->bytes, record->len);
	if (key == NULL || bytes == NULL)
		return CIM_ENOMEM;
	record->key = (const uint8_t *)key;
	record->bytes = (const uint8_t *)bytes;
	enum cim_err err = record_subject_read(record->bytes, record->len, &subject);
	if (err == CIM_OK)
		err = below_get(l, subject.ns, &below);
	if (err != CIM_OK || below->ns.len == 0)
		return err;
	err = repo_class_get(l->under, arena, below->ns, subject.name, &localized);
	if (err == CIM_ENOENT)
		return CIM_OK;
	if (err == CIM_OK)
		err = record_decode_kind(
		    &l->work, arena, REPO_KIND_CLASS, record->bytes, record->len, &own);
	return err == CIM_OK ? encode(l, arena, &own, localized, record) : err;
}

static enum cim_err
locale_get(void *ctx, const void *key, size_t key_len, struct repo_record *out)
{
	struct repo_locale *l = ctx;
	enum cim_err err = l->under.get(l->under.ctx, key, key_len, out);
	return err == CIM_OK ? localize(l, &l->arena, out) : err;
}

struct walk {
	struct repo_locale *locale;
	enum cim_err (*each)(void *ctx, const struct repo_record *record);
	void *ctx;
	struct arena arena;		/* of one record */
};

static enum cim_err
walk_one(void *ctx, const struct repo_record *found)
{
	struct walk *walk = ctx;
	struct repo_record record = *found;
	struct arena_mark mark = arena_mark(&walk->arena);
	enum cim_err err = localize(walk->locale, &walk->arena, &record);
	if (err == CIM_OK)
		err = walk->each(walk->ctx, &record);
	arena_rewind(&walk->arena, mark);
	return err;
}

static enum cim_err
locale_walk(void *ctx, const void *prefix, size_t prefix_len,
    enum cim_err (*each)(void *each_ctx, const struct repo_record *record), void *each_ctx)
{
	struct repo_locale *l = ctx;
	struct walk walk = { .locale = l, .each = each, .ctx = each_ctx };
	enum cim_err err = l->under.walk(l->under.ctx, prefix, prefix_len, walk_one, &walk);
	arena_free(&walk.arena);
	return err;
}

static enum cim_err
locale_may(void *ctx, struct cim_str ns, uint32_t rights)
{
	const struct repo_locale *l = ctx;
	return l->under.may(l->under.ctx, ns, rights);
}

struct repo_reader
repo_locale_reader(struct repo_locale *l)
{
	return (struct repo_reader){ l, locale_get, locale_walk,
		l->under.may == NULL ? NULL : locale_may };
}
