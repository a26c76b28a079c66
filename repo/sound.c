/*
 * sound.c: sees all records once, in order, and tells what does not hold between them.
 * Linear in their number.
 */
#include "repo/sound.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cim/limits.h"
#include "cim/system.h"
#include "cim/utf8.h"

/* A class in short: its name, the one above, how many are above. */
struct sound_class {
	struct cim_name name, superclass;
	bool is_structure, is_enumeration;
	uint32_t depth;		/* plus one; 0: not known yet, DEPTH_OPEN: being found out */
};

#define DEPTH_OPEN UINT32_MAX

/* A name that a class used before it was seen. */
struct sound_pending {
	enum repo_kind kind;		/* of who uses it */
	struct cim_name user, used;
};

struct sound_namespace {
	struct cim_str spelled;
	struct cim_map types, classes;
	struct sound_class **list;
	size_t count, cap;
	struct sound_pending *pending;
	size_t pending_count, pending_cap;
	bool orphans;			/* a superclass is missing */
};

struct sound {
	struct repo_scope *scope;
	struct sound_hooks hooks;
	struct arena arena, scratch;
	struct record_work work;
	struct tables seen;		/* index keys of one instance */
	struct bytes_writer path, target;
	struct cim_map namespaces, absent;	/* those that are there; told to be missing */
	struct sound_namespace **list;
	size_t count, cap;
	struct sound_namespace *last;
	bool classes_done;
	bool stopped;			/* a hook said so: what it answered goes up as it is */
	uint64_t counts[COUNT_LAST];
};

enum cim_err
sound_new(struct repo_reader reader, struct sound_hooks hooks, struct sound **out)
{
	*out = NULL;
	struct sound *sound = calloc(1, sizeof(*sound));
	if (sound == NULL)
		return CIM_ENOMEM;
	sound->hooks = hooks;
	enum cim_err err = record_work_init(&sound->work);
	if (err == CIM_OK)
		err = tables_init(&sound->seen);
	if (err == CIM_OK)
		err = repo_scope_new(reader, &sound->scope);
	if (err != CIM_OK) {
		sound_free(sound);
		return err;
	}
	*out = sound;
	return CIM_OK;
}

void
sound_free(struct sound *sound)
{
	if (sound == NULL)
		return;
	repo_scope_free(sound->scope);
	record_work_free(&sound->work);
	tables_free(&sound->seen);
	bytes_writer_free(&sound->path);
	bytes_writer_free(&sound->target);
	arena_free(&sound->arena);
	arena_free(&sound->scratch);
	free(sound);
}

static enum cim_err __attribute__((format(printf, 4, 5)))
problem(struct sound *sound, enum cim_err err, const struct sound_subject *subject,
    const char *format, ...)
{
	char text[400];
	va_list args;
	va_start(args, format);
	int n = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (n < 0)
		text[0] = '\0';
	cim_line_clean(text);
	return sound->hooks.problem(sound->hooks.ctx, err, subject, text);
}

/* A name as printf wants it. */
#define NAME(name) (int)(name).len, (name).ptr

/* The kind of a record in words. */
static const char *
kind_name(int kind)
{
	switch (kind) {
	case REPO_KIND_NAMESPACE: return "namespace";
	case REPO_KIND_QUALIFIER_TYPE: return "qualifier type";
	case REPO_KIND_ENUMERATION: return "enumeration";
	case REPO_KIND_STRUCTURE: return "structure";
	case REPO_KIND_CLASS: return "class";
	case REPO_KIND_INSTANCE: return "instance of class";
	default: return "record";
	}
}

/* A record cannot stay as it is: whoever mends things hears of it. */
static enum cim_err
unfit(struct sound *sound, enum sound_unfit why, const void *key, size_t key_len,
    struct cim_str name)
{
	return sound->hooks.unfit == NULL ? CIM_OK :
	    sound->hooks.unfit(sound->hooks.ctx, why, key, key_len, name);
}

/* The same of a type, by its name. */
static enum cim_err
type_unfit(struct sound *sound, enum sound_unfit why, enum repo_kind kind, struct cim_str ns,
    struct cim_name name)
{
	struct repo_key key;
	enum cim_err err = repo_key_named(&key, kind, ns, name);
	return err != CIM_OK ? err : unfit(sound, why, key.bytes, key.len, cim_str("", 0));
}

/*
 * Who a record is of: as its key says it where that can be read, since what is in it may be what
 * is damaged. Slices of both.
 */
static void
subject_of(const struct repo_record *record, struct sound_subject *out)
{
	struct record_subject subject;
	*out = (struct sound_subject){ .kind = record->key_len > 0 ? record->key[0] : 0 };
	if (record_subject_read(record->bytes, record->len, &subject) == CIM_OK) {
		out->kind = (int)subject.kind;
		out->ns = subject.ns;
		out->name = subject.name;
	}
	if (record->key_len > 0 && record->key[0] == REPO_KIND_INSTANCE) {
		size_t at = 1;
		while (at < record->key_len && record->key[at] != 0)
			at++;
		out->path = cim_str((const char *)record->key + at + 1,
		    at + 1 < record->key_len ? record->key_len - at - 1 : 0);
	}
}

/* The path of an instance out of its key, as people can read it: a zero stands in it. */
static const char *
path_shown(const struct sound_subject *subject, char room[161])
{
	size_t n = 0, zeros = 0;
	for (size_t i = 0; i < subject->path.len && n < 160; i++) {
		char c = subject->path.ptr[i];
		if (c != 0 || zeros++ > 0)
			room[n++] = (unsigned char)c < 0x20 || c == 0x7f ? '?' : c;
	}
	room[n] = '\0';
	return room;
}

/* A problem with a record that may not tell its own name. It cannot stay. */
static enum cim_err
record_problem(
    struct sound *sound, enum cim_err err, const struct repo_record *record, const char *what)
{
	struct sound_subject subject;
	char room[161];
	enum cim_err told = unfit(sound, SOUND_DAMAGED, record->key, record->key_len,
	    cim_str("", 0));
	if (told != CIM_OK)
		return told;
	subject_of(record, &subject);
	if (subject.ns.len > 0 && subject.path.len > 0)
		return problem(sound, err, &subject, "instance %s in %.*s: %s",
		    path_shown(&subject, room), NAME(subject.ns), what);
	if (subject.ns.len > 0)
		return problem(sound, err, &subject, "%s %.*s in %.*s: %s",
		    kind_name(subject.kind), NAME(subject.name), NAME(subject.ns), what);
	char hex[2 * 24 + 1] = "";
	for (size_t i = 0; i < record->key_len && i < 24; i++)
		(void)snprintf(hex + 2 * i, 3, "%02x", record->key[i]);
	return problem(sound, err, &subject, "%s with the key %s%s: %s",
	    kind_name(record->key_len > 0 ? record->key[0] : 0), hex,
	    record->key_len > 24 ? "..." : "", what);
}

/* ---- Namespaces ---------------------------------------------------------- */

static enum cim_err
namespace_add(struct sound *sound, const struct record *record)
{
	struct sound_namespace *ns = arena_new(&sound->arena, struct sound_namespace);
	struct sound_namespace **grown = arena_grow(&sound->arena, sound->list, sound->count,
	    &sound->cap, sound->count + 1, sizeof(sound->list[0]));
	if (ns == NULL || grown == NULL || !cim_str_copy(&sound->arena, record->ns, &ns->spelled))
		return CIM_ENOMEM;
	sound->list = grown;
	sound->list[sound->count++] = ns;
	sound->counts[COUNT_NAMESPACES]++;
	return cim_map_set(
	    &sound->namespaces, &sound->arena, cim_name(ns->spelled.ptr, ns->spelled.len), ns);
}

/* Told once for each that is missing, whatever was in it. */
static enum cim_err
namespace_missing(struct sound *sound, const struct repo_record *record, struct cim_str spelled)
{
	struct cim_str copy;
	void *there = NULL;
	struct cim_name name = cim_name(spelled.ptr, spelled.len);
	if (sound->hooks.missing == NULL)
		return record_problem(sound, CIM_EDAMAGED, record, "its namespace is missing");
	if (cim_map_get(&sound->absent, name) != NULL)
		return CIM_OK;
	if (!cim_str_copy(&sound->arena, spelled, &copy))
		return CIM_ENOMEM;
	enum cim_err err = cim_map_add(&sound->absent, &sound->arena,
	    cim_name(copy.ptr, copy.len), sound, &there);
	struct sound_subject subject = { .kind = REPO_KIND_NAMESPACE, .ns = copy };
	if (err == CIM_OK)
		err = unfit(sound, SOUND_NO_NAMESPACE, record->key, record->key_len, copy);
	return err != CIM_OK ? err : problem(sound, CIM_EDAMAGED, &subject,
	    "namespace %.*s is missing or cannot be read, and what is in it depends on it",
	    NAME(copy));
}

/* The namespace of a record; NULL when it is missing, which is told. */
static enum cim_err
namespace_find(struct sound *sound, const struct repo_record *record, struct cim_str spelled,
    struct sound_namespace **out)
{
	*out = sound->last;
	if (*out != NULL && cim_str_eq((*out)->spelled, spelled))
		return CIM_OK;
	*out = cim_map_get(&sound->namespaces, cim_name(spelled.ptr, spelled.len));
	if (*out == NULL)
		return namespace_missing(sound, record, spelled);
	sound->last = *out;
	if (!cim_str_eq((*out)->spelled, spelled))
		return record_problem(
		    sound, CIM_EDAMAGED, record, "spells its namespace in another way");
	return CIM_OK;
}

static enum cim_err
parents_check(struct sound *sound)
{
	enum cim_err err = CIM_OK;
	for (size_t i = 0; i < sound->count && err == CIM_OK; i++) {
		struct cim_str ns = sound->list[i]->spelled, up = ns;
		while (up.len > 0 && up.ptr[up.len - 1] != '/')
			up.len--;
		if (up.len == 0)
			continue;
		if (cim_map_get(&sound->namespaces, cim_name(up.ptr, up.len - 1)) != NULL)
			continue;
		struct sound_subject subject = { .kind = REPO_KIND_NAMESPACE, .ns = ns };
		err = unfit(sound, SOUND_NO_NAMESPACE, "", 0, cim_str(up.ptr, up.len - 1));
		if (err == CIM_OK)
			err = problem(sound, CIM_EDAMAGED, &subject,
			    "namespace %.*s: the one above it is missing: %.*s", NAME(ns),
			    (int)(up.len - 1), up.ptr);
	}
	return err;
}

/* ---- Classes ------------------------------------------------------------- */

static enum cim_err
name_copy(struct sound *sound, struct cim_name name, struct cim_name *copy)
{
	struct cim_str text;
	*copy = name;
	if (name.len == 0)
		return CIM_OK;
	if (!cim_str_copy(&sound->arena, cim_name_str(name), &text))
		return CIM_ENOMEM;
	copy->ptr = text.ptr;
	return CIM_OK;
}

static enum repo_kind
entry_kind(const struct sound_class *entry)
{
	return entry->is_enumeration ? REPO_KIND_ENUMERATION :
	    entry->is_structure ? REPO_KIND_STRUCTURE : REPO_KIND_CLASS;
}

/* A type that is named and was not seen yet. user is the arena's. */
static enum cim_err
pending_add(struct sound *sound, struct sound_namespace *ns, enum repo_kind kind,
    struct cim_name user, struct cim_name used)
{
	struct sound_pending *grown = arena_grow(&sound->arena, ns->pending, ns->pending_count,
	    &ns->pending_cap, ns->pending_count + 1, sizeof(ns->pending[0]));
	if (grown == NULL)
		return CIM_ENOMEM;
	ns->pending = grown;
	ns->pending[ns->pending_count].kind = kind;
	ns->pending[ns->pending_count].user = user;
	return name_copy(sound, used, &ns->pending[ns->pending_count++].used);
}

static enum cim_err
type_add(struct sound *sound, struct sound_namespace *ns, const struct cim_qualifier_type *qt)
{
	struct cim_name name;
	enum cim_err err = name_copy(sound, qt->name, &name);
	sound->counts[COUNT_QUALIFIER_TYPES]++;
	if (err == CIM_OK)
		err = cim_map_set(&ns->types, &sound->arena, name, ns);
	return err != CIM_OK || qt->class_name.len == 0 ? err : pending_add(sound, ns,
	    REPO_KIND_QUALIFIER_TYPE, name, qt->class_name);
}

/*
 * The forms of the qualifiers of the record just decoded. Types come before classes, so all
 * are known.
 */
static enum cim_err
qualifiers_check(struct sound *sound, struct sound_namespace *ns, enum repo_kind kind,
    struct cim_name user)
{
	const struct sound_subject subject = { .kind = (int)kind, .ns = ns->spelled, .name = user };
	const struct tables *tables = &sound->work.tables;
	enum cim_err err = CIM_OK;
	for (uint32_t i = 0; i < tables->form_count && err == CIM_OK; i++) {
		struct cim_name name = tables->form_names[i];
		if (cim_map_get(&ns->types, name) == NULL)
			err = type_unfit(sound, kind == REPO_KIND_ENUMERATION ? SOUND_DAMAGED :
			    SOUND_NO_QUALIFIER, kind, ns->spelled, user);
		if (err == CIM_OK && cim_map_get(&ns->types, name) == NULL)
			err = problem(sound, CIM_EDAMAGED, &subject,
			    "%s %.*s in %.*s: the qualifier type %.*s is missing",
			    kind_name((int)kind), NAME(user), NAME(ns->spelled), NAME(name));
	}
	return err;
}

/* The classes that one class names: an index entry for each, and a look whether it is there. */
struct uses {
	struct sound *sound;
	struct sound_namespace *ns;
	const struct sound_class *user;
	bool loose;
	struct cim_map seen;
};

static enum cim_err
use_one(void *ctx, struct cim_name used)
{
	struct uses *uses = ctx;
	struct sound *sound = uses->sound;
	struct repo_key key;
	if (cim_name_eq(used, uses->user->name) || cim_map_get(&uses->seen, used) != NULL)
		return CIM_OK;
	enum cim_err err = cim_map_set(&uses->seen, &sound->scratch, used, uses);
	if (err == CIM_OK)
		err = repo_key_class_use(&key, uses->ns->spelled, used, uses->user->name);
	if (err == CIM_OK)
		err = sound->hooks.index(
		    sound->hooks.ctx, &key, uses->user->name.ptr, uses->user->name.len);
	if (err != CIM_OK || uses->loose || cim_map_get(&uses->ns->classes, used) != NULL)
		return err;
	return pending_add(sound, uses->ns, entry_kind(uses->user), uses->user->name, used);
}

/* Enters a type under its name, which no other may have. */
static enum cim_err
entry_add(struct sound *sound, struct sound_namespace *ns, struct sound_class *entry)
{
	void *there = NULL;
	enum cim_err err =
	    cim_map_add(&ns->classes, &sound->arena, entry->name, entry, &there);
	if (err != CIM_OK || there == entry)
		return err;
	err = type_unfit(sound, SOUND_DAMAGED, entry_kind(entry), ns->spelled, entry->name);
	struct sound_subject subject = { (int)entry_kind(entry), ns->spelled, entry->name,
		cim_str("", 0) };
	if (err == CIM_OK)
		err = problem(sound, CIM_EDAMAGED, &subject,
		    "%.*s in %.*s is the name of two types of different kinds",
		    NAME(entry->name), NAME(ns->spelled));
	return err;
}

/* Its base is the class above it to whoever looks for circles; the index knows it as a use. */
static enum cim_err
enumeration_add(
    struct sound *sound, struct sound_namespace *ns, const struct cim_enumeration *en)
{
	struct repo_key key;
	struct sound_class *entry = arena_new(&sound->arena, struct sound_class);
	struct sound_class **grown = arena_grow(
	    &sound->arena, ns->list, ns->count, &ns->cap, ns->count + 1, sizeof(ns->list[0]));
	if (entry == NULL || grown == NULL)
		return CIM_ENOMEM;
	ns->list = grown;
	ns->list[ns->count++] = entry;
	entry->is_enumeration = true;
	sound->counts[COUNT_ENUMERATIONS]++;
	enum cim_err err = name_copy(sound, en->name, &entry->name);
	if (err == CIM_OK)
		err = name_copy(sound, en->base, &entry->superclass);
	if (err == CIM_OK)
		err = entry_add(sound, ns, entry);
	if (err == CIM_OK)
		err = qualifiers_check(sound, ns, REPO_KIND_ENUMERATION, en->name);
	if (err != CIM_OK || en->base.len == 0)
		return err;
	err = repo_key_class_use(&key, ns->spelled, en->base, en->name);
	return err != CIM_OK ? err : sound->hooks.index(
	    sound->hooks.ctx, &key, en->name.ptr, en->name.len);
}

static enum cim_err
class_add(
    struct sound *sound, struct sound_namespace *ns, const struct cim_class *cls, unsigned flags)
{
	struct repo_key key;
	struct sound_class *entry = arena_new(&sound->arena, struct sound_class);
	struct sound_class **grown = arena_grow(
	    &sound->arena, ns->list, ns->count, &ns->cap, ns->count + 1, sizeof(ns->list[0]));
	if (entry == NULL || grown == NULL)
		return CIM_ENOMEM;
	ns->list = grown;
	ns->list[ns->count++] = entry;
	entry->is_structure = cls->kind == CIM_KIND_STRUCTURE;
	sound->counts[entry->is_structure ? COUNT_STRUCTURES : COUNT_CLASSES]++;
	enum cim_err err = name_copy(sound, cls->name, &entry->name);
	if (err == CIM_OK)
		err = name_copy(sound, cls->superclass, &entry->superclass);
	if (err == CIM_OK)
		err = entry_add(sound, ns, entry);
	if (err == CIM_OK)
		err = repo_key_subclass(&key, ns->spelled, cls->superclass, cls->name);
	if (err == CIM_OK)
		err = sound->hooks.index(sound->hooks.ctx, &key, cls->name.ptr, cls->name.len);
	if (err == CIM_OK && !(flags & RECORD_LOOSE_QUALIFIERS))
		err = qualifiers_check(sound, ns, entry_kind(entry), cls->name);
	struct uses uses = {
		.sound = sound, .ns = ns, .user = entry, .loose = flags & RECORD_LOOSE_CLASSES
	};
	return err != CIM_OK ? err : class_uses(cls, use_one, &uses);
}

static struct sound_subject
subject_of_entry(const struct sound_namespace *ns, const struct sound_class *cls)
{
	return (struct sound_subject){ (int)entry_kind(cls), ns->spelled, cls->name,
		cim_str("", 0) };
}

static enum cim_err
superclass_missing(struct sound *sound, struct sound_namespace *ns, const struct sound_class *cls)
{
	struct sound_subject own = subject_of_entry(ns, cls);
	ns->orphans = true;
	enum cim_err err =
	    type_unfit(sound, SOUND_NO_CLASS, entry_kind(cls), ns->spelled, cls->name);
	if (err != CIM_OK)
		return err;
	if (sound->hooks.missing != NULL)
		return sound->hooks.missing(sound->hooks.ctx, ns->spelled, cls->superclass,
		    SOUND_SUPERCLASS, &own);
	return problem(sound, CIM_EDAMAGED, &own,
	    "class %.*s in %.*s: its superclass %.*s is missing", NAME(cls->name),
	    NAME(ns->spelled), NAME(cls->superclass));
}

/* The first one above a class that is not there; empty: all are. */
static struct cim_name
first_missing(const struct sound_namespace *ns, struct cim_name name)
{
	for (int i = 0; i <= CIM_LIMIT_INHERITANCE + 1; i++) {
		const struct sound_class *cls = cim_map_get(&ns->classes, name);
		if (cls == NULL && cim_system_find(ns->spelled, name) == NULL)
			return name;
		if (cls == NULL || cls->superclass.len == 0)
			break;
		name = cls->superclass;
	}
	return (struct cim_name){ NULL, 0, 0 };
}

/* Classes further below one that is missing: they depend on it too. */
static enum cim_err
orphans_tell(struct sound *sound, struct sound_namespace *ns)
{
	enum cim_err err = CIM_OK;
	if (!ns->orphans || sound->hooks.missing == NULL)
		return CIM_OK;
	for (size_t k = 0; k < ns->count && err == CIM_OK; k++) {
		const struct sound_class *cls = ns->list[k];
		if (cls->superclass.len == 0 ||
		    cim_map_get(&ns->classes, cls->superclass) == NULL)
			continue;	/* told itself, or below a system class */
		struct cim_name missing = first_missing(ns, cls->superclass);
		struct sound_subject own = subject_of_entry(ns, cls);
		if (missing.len > 0)
			err = sound->hooks.missing(
			    sound->hooks.ctx, ns->spelled, missing, SOUND_ABOVE, &own);
	}
	return err;
}

/* A name that nobody in the namespace has. */
static enum cim_err
used_missing(
    struct sound *sound, struct sound_namespace *ns, const struct sound_pending *pending)
{
	struct sound_subject own = { (int)pending->kind, ns->spelled, pending->user,
		cim_str("", 0) };
	bool loose = pending->kind == REPO_KIND_CLASS || pending->kind == REPO_KIND_STRUCTURE;
	enum cim_err err = type_unfit(sound, loose ? SOUND_NO_USED : SOUND_NO_CLASS, pending->kind,
	    ns->spelled, pending->user);
	if (err != CIM_OK)
		return err;
	if (sound->hooks.missing != NULL)
		return sound->hooks.missing(
		    sound->hooks.ctx, ns->spelled, pending->used, SOUND_USE, &own);
	return problem(sound, CIM_EDAMAGED, &own,
	    "class %.*s in %.*s: the class %.*s that it names is missing", NAME(pending->user),
	    NAME(ns->spelled), NAME(pending->used));
}

/* How many classes are above one: up to one that is known, then down again. */
static enum cim_err
depth_find(struct sound *sound, struct sound_namespace *ns, struct sound_class *cls)
{
	struct sound_class *chain[CIM_LIMIT_INHERITANCE + 2];
	const struct cim_system *system;
	size_t n = 0;
	uint32_t depth = 0;
	enum cim_err err = CIM_OK;
	for (struct sound_class *at = cls; at != NULL && depth == 0;) {
		if (at->depth == DEPTH_OPEN) {
			err = type_unfit(
			    sound, SOUND_DAMAGED, entry_kind(at), ns->spelled, at->name);
			struct sound_subject own = subject_of_entry(ns, at);
			if (err == CIM_OK)
				err = problem(sound, CIM_EDAMAGED, &own,
				    "class %.*s in %.*s is its own ancestor", NAME(at->name),
				    NAME(ns->spelled));
			break;
		}
		if (at->depth != 0) {
			depth = at->depth;
			break;
		}
		if (n == sizeof(chain) / sizeof(chain[0]))
			break;
		at->depth = DEPTH_OPEN;
		chain[n++] = at;
		if (at->superclass.len == 0)
			break;
		struct sound_class *up = cim_map_get(&ns->classes, at->superclass);
		if (up != NULL && (up->is_enumeration != at->is_enumeration ||
		    (at->is_structure && !up->is_structure))) {
			struct sound_subject own = subject_of_entry(ns, at);
			err = type_unfit(
			    sound, SOUND_DAMAGED, entry_kind(at), ns->spelled, at->name);
			if (err == CIM_OK)
				err = problem(sound, CIM_EDAMAGED, &own,
				    "%.*s in %.*s: %.*s above it is of a kind that cannot be "
				    "there",
				    NAME(at->name), NAME(ns->spelled), NAME(at->superclass));
		}
		system = up == NULL ? cim_system_find(ns->spelled, at->superclass) : NULL;
		if (system != NULL)
			depth = cim_system_depth(system) + 1;
		else if (up == NULL)
			err = superclass_missing(sound, ns, at);
		at = err == CIM_OK ? up : NULL;
	}
	while (n > 0)
		chain[--n]->depth = ++depth;
	if (err != CIM_OK || depth <= CIM_LIMIT_INHERITANCE + 1)
		return err;
	struct sound_subject own = subject_of_entry(ns, cls);
	err = type_unfit(sound, SOUND_DAMAGED, entry_kind(cls), ns->spelled, cls->name);
	if (err == CIM_OK)
		err = problem(sound, CIM_EDAMAGED, &own,
		    "class %.*s in %.*s has more than %d classes above it", NAME(cls->name),
		    NAME(ns->spelled), CIM_LIMIT_INHERITANCE);
	return err;
}

/* All classes are known now: those above, and those that were named before they came. */
static enum cim_err
classes_end(struct sound *sound)
{
	enum cim_err err = CIM_OK;
	sound->classes_done = true;
	for (size_t i = 0; i < sound->count && err == CIM_OK; i++) {
		struct sound_namespace *ns = sound->list[i];
		for (size_t k = 0; k < ns->count && err == CIM_OK; k++) {
			if (ns->list[k]->depth == 0)
				err = depth_find(sound, ns, ns->list[k]);
		}
		for (size_t k = 0; k < ns->pending_count && err == CIM_OK; k++) {
			const struct sound_pending *pending = &ns->pending[k];
			if (cim_map_get(&ns->classes, pending->used) == NULL &&
			    cim_system_find(ns->spelled, pending->used) == NULL)
				err = used_missing(sound, ns, pending);
		}
		if (err == CIM_OK)
			err = orphans_tell(sound, ns);
	}
	return err;
}

/* ---- Instances ----------------------------------------------------------- */

struct references {
	struct sound *sound;
	const struct repo_key *referrer;
	uint32_t lacks;			/* the number of the last one that is not there, plus one */
};

static enum cim_err
reference_one(void *ctx, const struct repo_key *key, bool hashed)
{
	struct references *references = ctx;
	struct sound *sound = references->sound;
	uint32_t number;
	bool is_new;
	const char *copy = arena_copy(&sound->scratch, key->bytes, key->len);
	if (copy == NULL)
		return CIM_ENOMEM;
	enum cim_err err = tables_text(&sound->seen, cim_str(copy, key->len), &number, &is_new);
	/* Its other form may be the same: that makes it no better. */
	if (err == CIM_OK && !is_new && number + 1 == references->lacks)
		return CIM_ENOENT;
	if (err != CIM_OK || !is_new)
		return err;
	err = sound->hooks.index(sound->hooks.ctx, key, references->referrer->bytes,
	    hashed ? references->referrer->len : 0);
	if (err == CIM_ENOENT)
		references->lacks = number + 1;
	sound->stopped = err != CIM_OK && err != CIM_ENOENT;
	return err;
}

static enum cim_err
class_missing(struct sound *sound, struct sound_namespace *ns, const struct repo_record *found,
    struct cim_name name)
{
	struct cim_name missing = first_missing(ns, name);
	struct sound_subject subject;
	if (sound->hooks.missing == NULL || missing.len == 0)
		return record_problem(sound, CIM_EDAMAGED, found, "its class is missing");
	enum cim_err err =
	    unfit(sound, SOUND_NO_CLASS, found->key, found->key_len, cim_str("", 0));
	subject_of(found, &subject);
	return err != CIM_OK ? err : sound->hooks.missing(
	    sound->hooks.ctx, ns->spelled, missing, SOUND_INSTANCE_OF, &subject);
}

static enum cim_err
instance_add(struct sound *sound, struct sound_namespace *ns, const struct repo_record *found,
    const struct record *record)
{
	const struct cim_instance *inst = record->as.instance;
	struct cim_name missing;
	struct repo_key key;
	bool hashed = false;
	sound->counts[COUNT_INSTANCES]++;
	enum cim_err err = instance_path(
	    sound->scope, &sound->scratch, &sound->path, ns->spelled, inst, &missing);
	struct cim_str path = cim_str((const char *)sound->path.buf, sound->path.len);
	if (err == CIM_OK)
		err = repo_key_instance(&key, ns->spelled, inst->class_name, path, &hashed);
	if (err == CIM_ENOENT)
		return class_missing(sound, ns, found, inst->class_name);
	if (err == CIM_EINVAL || err == CIM_ELIMIT)
		return record_problem(sound, CIM_EDAMAGED, found, "its keys have no value");
	if (err == CIM_EDAMAGED || err == CIM_ENEWER)
		return record_problem(sound, err, found, "its class cannot be read");
	if (err != CIM_OK)
		return err;
	if (found->key_len != key.len || memcmp(found->key, key.bytes, key.len) != 0)
		return record_problem(sound, CIM_EDAMAGED, found, "its key is another instance's");
	if (!cim_str_eq(record->path, hashed ? path : CIM_STR("")))
		return record_problem(sound, CIM_EDAMAGED, found, "its path is another instance's");
	struct references references = { sound, &key, 0 };
	tables_reset(&sound->seen);
	err = instance_references(sound->scope, &sound->scratch, &sound->target, ns->spelled, inst,
	    &key, reference_one, &references);
	if (err == CIM_ENOENT)
		err =
		    record_problem(sound, CIM_EDAMAGED, found, "the index of references lacks it");
	else if ((err == CIM_EDAMAGED || err == CIM_ENEWER) && !sound->stopped)
		err = record_problem(sound, err, found, "a class that it refers to cannot be read");
	return err;
}

/* ---- All ----------------------------------------------------------------- */

/*
 * Whether the record stands under the key of what is in it (of an instance, its class must
 * be known: later).
 */
static enum cim_err
key_check(struct sound *sound, const struct repo_record *found, const struct record *record)
{
	struct repo_key key;
	enum cim_err err = CIM_OK;
	if (record->kind == REPO_KIND_NAMESPACE)
		err = repo_key_namespace(&key, record->ns);
	else if (record->kind == REPO_KIND_QUALIFIER_TYPE)
		err = repo_key_qualifier_type(&key, record->ns, record->as.qualifier_type->name);
	else if (record->kind == REPO_KIND_CLASS || record->kind == REPO_KIND_STRUCTURE)
		err = repo_key_named(&key, record->kind, record->ns, record->as.cls->name);
	else if (record->kind == REPO_KIND_ENUMERATION)
		err = repo_key_named(&key, record->kind, record->ns, record->as.enumeration->name);
	else
		return CIM_OK;
	if (err != CIM_OK)
		return err;
	if (found->key_len != key.len || memcmp(found->key, key.bytes, key.len) != 0)
		return record_problem(sound, CIM_EDAMAGED, found, "stands under another one's key");
	return CIM_OK;
}

static enum cim_err
decoded_add(struct sound *sound, const struct repo_record *found, const struct record *record)
{
	struct sound_namespace *ns = NULL;
	enum cim_err err = key_check(sound, found, record);
	if (err != CIM_OK)
		return err;
	if (record->kind == REPO_KIND_NAMESPACE)
		return namespace_add(sound, record);
	err = namespace_find(sound, found, record->ns, &ns);
	if (err != CIM_OK || ns == NULL)
		return err;
	if (record->kind == REPO_KIND_QUALIFIER_TYPE)
		return type_add(sound, ns, record->as.qualifier_type);
	if (record->kind == REPO_KIND_ENUMERATION)
		return enumeration_add(sound, ns, record->as.enumeration);
	if (record->kind == REPO_KIND_CLASS || record->kind == REPO_KIND_STRUCTURE)
		return class_add(sound, ns, record->as.cls, record->flags);
	if (!sound->classes_done)
		err = classes_end(sound);
	return err != CIM_OK ? err : instance_add(sound, ns, found, record);
}

enum cim_err
sound_add(struct sound *sound, const struct repo_record *found)
{
	struct record record;
	struct arena_mark mark = arena_mark(&sound->scratch);
	enum cim_err err =
	    record_decode(&sound->work, &sound->scratch, found->bytes, found->len, true, &record);
	if (err == CIM_EDAMAGED || err == CIM_ENEWER)
		err = record_problem(sound, err, found, sound->work.why);
	else if (err == CIM_OK)
		err = decoded_add(sound, found, &record);
	arena_rewind(&sound->scratch, mark);
	return err;
}

enum cim_err
sound_end(struct sound *sound, uint64_t counts[COUNT_LAST])
{
	enum cim_err err = sound->classes_done ? CIM_OK : classes_end(sound);
	if (err == CIM_OK)
		err = parents_check(sound);
	memcpy(counts, sound->counts, sizeof(sound->counts));
	return err;
}

/* One record alone: what can be told without the others. */
enum cim_err
repo_record_check(struct arena *arena, const struct repo_record *found)
{
	struct record_work work;
	struct record record;
	struct repo_key key;
	bool hashed = false;
	enum cim_err err = record_work_init(&work);
	if (err != CIM_OK)
		return err;
	err = record_decode(&work, arena, found->bytes, found->len, true, &record);
	record_work_free(&work);
	if (err != CIM_OK)
		return err;
	struct repo_subject subject;
	err = repo_record_subject(arena, found, &subject);
	if (err == CIM_OK && record.kind == REPO_KIND_NAMESPACE)
		err = repo_key_namespace(&key, record.ns);
	else if (err == CIM_OK && record.kind == REPO_KIND_QUALIFIER_TYPE)
		err = repo_key_qualifier_type(&key, record.ns, subject.name);
	else if (err == CIM_OK && record.kind != REPO_KIND_INSTANCE)
		err = repo_key_named(&key, record.kind, record.ns, subject.name);
	else if (err == CIM_OK)
		err = repo_key_instance(&key, record.ns, subject.name, subject.path, &hashed);
	if (err == CIM_ENOMEM)
		return err;
	if (err != CIM_OK || key.len != found->key_len ||
	    memcmp(key.bytes, found->key, key.len) != 0 || hashed != (record.path.len > 0))
		return CIM_EDAMAGED;
	return CIM_OK;
}
