/* verify.c: the repository's own check: every record, every index entry, both ways. */
#include "repo/verify.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cim/utf8.h"
#include "repo/reader.h"
#include "repo/sum.h"

#define NAME(name) (int)((name).len > 200 ? 200 : (name).len), (name).ptr
#define SHOWN_MAX 8	/* dependents that are named; the rest is counted */

/* A class that is needed and not there, with those who need it. */
struct missing {
	struct missing *next;
	struct cim_str ns;
	struct cim_name name;
	uint64_t subclasses, instances, users;
	uint64_t shown[3];
	struct bytes_writer names[3];
};

struct verify {
	const struct verify_source *source;
	repo_finding_fn each;
	void *ctx;
	bool damaged;
	uint64_t matched;		/* index entries that must be, and are */
	struct tables *keys;		/* second pass: those keys, hashed */
	struct arena arena;
	struct cim_map missing;		/* "ns:name" -> struct missing */
	struct missing *first, **last;
	uint64_t short_of[COUNT_LAST];	/* objects that the record of counts has, and nobody else */
};

static void
tell(struct verify *verify, const char *kind, struct cim_str ns, struct cim_str name,
    const char *text)
{
	struct repo_finding finding = { .kind = kind, .ns = ns, .name = name, .text = text };
	verify->damaged = true;
	verify->each(verify->ctx, &finding);
}

/* ---- Keys in words --------------------------------------------------------- */

/* The part of a key up to the next zero, or its end; *rest is behind it. */
static struct cim_str
part(const uint8_t *at, size_t len, size_t *rest)
{
	size_t n = 0;
	while (n < len && at[n] != 0)
		n++;
	*rest = n < len ? n + 1 : n;
	return cim_str((const char *)at, n);
}

void
verify_key_subject(const uint8_t *key, size_t len, struct sound_subject *out)
{
	*out = (struct sound_subject){ .kind = 0 };
	size_t rest;
	if (len < 2)
		return;
	switch (key[0]) {
	case REPO_KIND_NAMESPACE: case REPO_KIND_QUALIFIER_TYPE: case REPO_KIND_ENUMERATION:
	case REPO_KIND_STRUCTURE: case REPO_KIND_CLASS: case REPO_KIND_INSTANCE: break;
	default: return;
	}
	out->kind = key[0];
	out->ns = part(key + 1, len - 1, &rest);
	size_t at = 1 + rest;
	struct cim_str name = part(key + at, len - at, &rest);
	out->name = cim_name(name.ptr, name.len > UINT32_MAX ? 0 : (uint32_t)name.len);
	if (key[0] == REPO_KIND_INSTANCE)
		out->path = cim_str((const char *)key + at, len - at);
}

/* A path as it stands in a key has a zero behind the class. */
static void
path_copy(char *out, size_t size, struct cim_str path)
{
	size_t n = 0;
	for (size_t i = 0; i < path.len && n + 1 < size; i++) {
		if (path.ptr[i] != 0)
			out[n++] = path.ptr[i];
	}
	out[n] = '\0';
}

void
verify_key_shown(const uint8_t *key, size_t len, char out[VERIFY_SHOWN])
{
	struct sound_subject s;
	size_t rest;
	char path[140];
	verify_key_subject(key, len, &s);
	if (s.kind == REPO_KIND_NAMESPACE) {
		(void)snprintf(out, VERIFY_SHOWN, "namespace %.*s", NAME(s.ns));
	} else if (s.kind == REPO_KIND_INSTANCE) {
		path_copy(path, sizeof(path), s.path);
		(void)snprintf(out, VERIFY_SHOWN, "instance %s in %.*s", path, NAME(s.ns));
	} else if (s.kind != 0) {
		(void)snprintf(out, VERIFY_SHOWN, "%s %.*s in %.*s",
		    repo_kind_to_string((enum repo_kind)s.kind), NAME(s.name), NAME(s.ns));
	} else if (len > 1 + KEY_HASH && key[0] == KEY_REFERENCE) {
		if (len > 2 + KEY_HASH && key[1 + KEY_HASH] != KEY_HASH_MARK)
			verify_key_shown(key + 1 + KEY_HASH, len - 1 - KEY_HASH, out);
		else
			(void)snprintf(out, VERIFY_SHOWN, "an instance with a long path");
		return;
	} else if (len > 1 && (key[0] == KEY_SUBCLASS || key[0] == KEY_CLASS_USE)) {
		struct cim_str ns = part(key + 1, len - 1, &rest);
		size_t at = 1 + rest;
		struct cim_str up = part(key + at, len - at, &rest);
		at += rest;
		struct cim_str name = cim_str((const char *)key + at, len - at);
		if (up.len == 0)
			(void)snprintf(
			    out, VERIFY_SHOWN, "class %.*s in %.*s", NAME(name), NAME(ns));
		else
			(void)snprintf(out, VERIFY_SHOWN, "class %.*s in %.*s (%s %.*s)",
			    NAME(name), NAME(ns),
			    key[0] == KEY_SUBCLASS ? "below" : "which names", NAME(up));
	} else if (len == 1 && key[0] == KEY_COUNTS) {
		(void)snprintf(out, VERIFY_SHOWN, "the record of counts");
	} else {
		size_t n = 0;
		for (size_t i = 0; i < len && n < 60; i++)
			out[n++] = key[i] >= 0x20 && key[i] < 0x7f ? (char)key[i] : '?';
		out[n] = '\0';
	}
	cim_line_clean(out);
}

/* ---- Hooks ----------------------------------------------------------------- */

static enum cim_err
problem(void *ctx, enum cim_err err, const struct sound_subject *subject, const char *text)
{
	struct cim_str name = cim_name_str(subject->name);
	char path[512];
	(void)err;
	if (subject->kind == REPO_KIND_INSTANCE) {
		path_copy(path, sizeof(path), subject->path);
		cim_line_clean(path);
		name = cim_str_from(path);
	}
	tell(ctx, repo_kind_to_string((enum repo_kind)subject->kind), subject->ns, name, text);
	return CIM_OK;
}

static struct missing *
missing_get(struct verify *verify, struct cim_str ns, struct cim_name name)
{
	size_t n = ns.len + 1 + name.len;
	struct arena_mark mark = arena_mark(&verify->arena);
	char *text = arena_text(&verify->arena, n + 1);
	if (text == NULL)
		return NULL;
	memcpy(text, ns.ptr, ns.len);
	text[ns.len] = ':';
	memcpy(text + ns.len + 1, name.ptr, name.len);
	struct cim_name key = cim_name(text, n);
	struct missing *m = cim_map_get(&verify->missing, key);
	if (m != NULL) {
		arena_rewind(&verify->arena, mark);
		return m;
	}
	m = arena_new(&verify->arena, struct missing);
	if (m == NULL || cim_map_set(&verify->missing, &verify->arena, key, m) != CIM_OK)
		return NULL;
	m->ns = cim_str(text, ns.len);
	m->name = cim_name(text + ns.len + 1, name.len);
	*verify->last = m;
	verify->last = &m->next;
	return m;
}

static enum cim_err
class_missing(void *ctx, struct cim_str ns, struct cim_name name, enum sound_need need,
    const struct sound_subject *who)
{
	struct verify *verify = ctx;
	struct missing *m = missing_get(verify, ns, name);
	if (m == NULL)
		return CIM_ENOMEM;
	int group = need == SOUND_INSTANCE_OF ? 1 : need == SOUND_USE ? 2 : 0;
	uint64_t *count = group == 0 ? &m->subclasses : group == 1 ? &m->instances : &m->users;
	(*count)++;
	if (m->shown[group]++ >= SHOWN_MAX)
		return CIM_OK;
	struct bytes_writer *w = &m->names[group];
	char path[140];
	if (w->len > 0)
		bytes_write_text(w, ", ");
	if (group == 1) {
		path_copy(path, sizeof(path), who->path);
		cim_line_clean(path);
		bytes_write_text(w, path);
	} else {
		bytes_write(w, who->name.ptr, who->name.len);
	}
	return w->err;
}

static void
missing_group(struct bytes_writer *w, const struct missing *m, int group, uint64_t count,
    const char *one, const char *many, bool *begun)
{
	if (count == 0)
		return;
	bytes_write_format(w, "%s%llu %s (", *begun ? ", " : "", (unsigned long long)count,
	    count == 1 ? one : many);
	bytes_write(w, m->names[group].buf, m->names[group].len);
	bytes_write_text(w, m->shown[group] > SHOWN_MAX ? ", ...)" : ")");
	*begun = true;
}

/* One line for each class that is missing, with who depends on it. */
static enum cim_err
missing_tell(struct verify *verify)
{
	struct bytes_writer w = { 0 };
	enum cim_err err = CIM_OK;
	for (struct missing *m = verify->first; m != NULL; m = m->next) {
		bool begun = false;
		bytes_writer_reset(&w);
		bytes_write_format(&w, "class %.*s in %.*s is missing or cannot be read, and is "
		    "needed by ", NAME(m->name), NAME(m->ns));
		missing_group(&w, m, 0, m->subclasses, "subclass", "subclasses", &begun);
		missing_group(&w, m, 1, m->instances, "instance", "instances", &begun);
		missing_group(&w, m, 2, m->users, "that names it", "that name it", &begun);
		bytes_write_u8(&w, 0);
		if (w.err != CIM_OK) {
			err = w.err;
			break;
		}
		cim_line_clean((char *)w.buf);
		struct repo_finding finding = { .kind = "class", .ns = m->ns,
			.name = cim_name_str(m->name), .text = (const char *)w.buf,
			.subclasses = m->subclasses, .instances = m->instances,
			.users = m->users };
		verify->damaged = true;
		verify->each(verify->ctx, &finding);
	}
	for (struct missing *m = verify->first; m != NULL; m = m->next) {
		for (int i = 0; i < 3; i++)
			bytes_writer_free(&m->names[i]);
	}
	bytes_writer_free(&w);
	return err;
}

/* ---- The index ------------------------------------------------------------- */

/* What kind of index an entry is of, and whose it is. */
static void
tell_entry(struct verify *verify, const uint8_t *key, size_t key_len, const char *what)
{
	char text[400], shown[VERIFY_SHOWN];
	const char *index = "an unknown index";
	if (key_len > 0 && key[0] == KEY_SUBCLASS)
		index = "the index of subclasses";
	else if (key_len > 0 && key[0] == KEY_CLASS_USE)
		index = "the index of classes that name others";
	else if (key_len > 0 && key[0] == KEY_REFERENCE)
		index = "the index of references";
	verify_key_shown(key, key_len, shown);
	(void)snprintf(text, sizeof(text), "%s: %s: %s", index, shown, what);
	tell(verify, "index", cim_str("", 0), cim_str_from(shown), text);
}

/* An entry that the records ask for: is it there, and right? */
static enum cim_err
index_expect(void *ctx, const struct repo_key *key, const void *value, size_t len)
{
	struct verify *verify = ctx;
	const struct verify_source *source = verify->source;
	struct store_item item;
	enum cim_err err = source->get(source->ctx, STORE_INDEX, key->bytes, key->len, &item);
	if (err == CIM_ENOENT && key->bytes[0] == KEY_REFERENCE)
		return err;
	if (err == CIM_ENOENT) {
		tell_entry(verify, key->bytes, key->len, "an entry is missing");
		return CIM_OK;
	}
	verify->matched++;
	if (err == CIM_OK &&
	    (item.value_len != len || (len > 0 && memcmp(item.value, value, len) != 0)))
		tell_entry(
		    verify, key->bytes, key->len, "an entry says something else than the record");
	return err;
}

/* Collects what is expected, and of references what is there in either form. */
static enum cim_err
index_collect(void *ctx, const struct repo_key *key, const void *value, size_t len)
{
	struct verify *verify = ctx;
	const struct verify_source *source = verify->source;
	struct cim_str copy;
	uint32_t number;
	bool is_new;
	struct store_item item;
	(void)value;
	(void)len;
	if (key->bytes[0] == KEY_REFERENCE) {
		enum cim_err err =
		    source->get(source->ctx, STORE_INDEX, key->bytes, key->len, &item);
		if (err != CIM_OK)
			return err;
	}
	if (!cim_str_copy(&verify->arena, cim_str((const char *)key->bytes, key->len), &copy))
		return CIM_ENOMEM;
	return tables_text(verify->keys, copy, &number, &is_new);
}

static enum cim_err
no_problem(void *ctx, enum cim_err err, const struct sound_subject *subject, const char *text)
{
	(void)ctx;	/* told already by the first pass */
	(void)err;
	(void)subject;
	(void)text;
	return CIM_OK;
}

static enum cim_err
entry_one(void *ctx, const struct store_item *item)
{
	struct verify *verify = ctx;
	uint32_t number, before = verify->keys->text_count;
	bool is_new;
	if (item->key_len == 1 && item->key[0] == KEY_COUNTS)
		return CIM_OK;
	struct cim_str key = cim_str((const char *)item->key, item->key_len);
	enum cim_err err = tables_text(verify->keys, key, &number, &is_new);
	if (err == CIM_OK && number >= before)
		tell_entry(verify, item->key, item->key_len, "an entry that no record asks for");
	return err;
}

/* ---- Records --------------------------------------------------------------- */

struct pass {
	struct verify *verify;
	struct sound *sound;
	bool tells;			/* of records whose sum is wrong */
};

/*
 * A record whose sum is wrong may decode all the same, and even make sense; who depends on it must
 * not count on that. Which of key and content is wrong nobody knows, so both are named.
 */
static void
tell_sum(struct verify *verify, const struct store_item *item)
{
	struct record_subject subject;
	struct sound_subject key;
	char text[600], shown[VERIFY_SHOWN];
	bool other = false;
	verify_key_shown(item->key, item->key_len, shown);
	verify_key_subject(item->key, item->key_len, &key);
	bool read = item->value_len > 0 &&
	    record_subject_read(item->value, item->value_len, &subject) == CIM_OK;
	if (read)
		other = (int)subject.kind != key.kind ||
		    !cim_name_eq(cim_name(subject.ns.ptr, subject.ns.len),
			cim_name(key.ns.ptr, key.ns.len)) ||
		    (key.kind != REPO_KIND_NAMESPACE && !cim_name_eq(subject.name, key.name));
	if (other)
		(void)snprintf(text, sizeof(text),
		    "%s: the record is damaged: its checksum is wrong (inside it is %s %.*s in %.*s)",
		    shown, repo_kind_to_string(subject.kind), NAME(subject.name), NAME(subject.ns));
	else if (read && key.kind != REPO_KIND_NAMESPACE && key.kind != REPO_KIND_INSTANCE)
		(void)snprintf(text, sizeof(text), "%s %.*s in %.*s: the record is damaged: its "
		    "checksum is wrong", repo_kind_to_string(subject.kind), NAME(subject.name),
		    NAME(subject.ns));
	else
		(void)snprintf(text, sizeof(text),
		    "%s: the record is damaged: its checksum is wrong", shown);
	cim_line_clean(text);
	tell(verify, key.kind == 0 ? "record" : repo_kind_to_string((enum repo_kind)key.kind),
	    key.ns, key.kind == REPO_KIND_INSTANCE ? cim_str_from(shown) : cim_name_str(key.name),
	    text);
}

static enum cim_err
record_one(void *ctx, const struct store_item *item)
{
	const struct pass *pass = ctx;
	if (item->damaged) {
		if (pass->tells)
			tell_sum(pass->verify, item);
		return CIM_OK;
	}
	struct repo_record record = { item->key, item->value, item->key_len, item->value_len };
	return sound_add(pass->sound, &record);
}

/* All records once; both passes see them so. */
static enum cim_err
records_pass(struct verify *verify, const struct sound_hooks *hooks, bool tells,
    uint64_t counts[COUNT_LAST])
{
	struct pass pass = { verify, NULL, tells };
	enum cim_err err = sound_new(verify->source->reader, *hooks, &pass.sound);
	if (err != CIM_OK)
		return err;
	err = verify->source->walk(verify->source->ctx, STORE_RECORDS, record_one, &pass);
	if (err == CIM_OK)
		err = sound_end(pass.sound, counts);
	sound_free(pass.sound);
	return err;
}

/* Every entry must be one that a record asks for. */
static enum cim_err
entries_pass(struct verify *verify)
{
	struct tables keys;
	uint64_t counts[COUNT_LAST];
	struct sound_hooks hooks = { .ctx = verify, .problem = no_problem, .index = index_collect };
	enum cim_err err = tables_init(&keys);
	if (err != CIM_OK)
		return err;
	verify->keys = &keys;
	err = records_pass(verify, &hooks, false, counts);
	if (err == CIM_OK)
		err = verify->source->walk(verify->source->ctx, STORE_INDEX, entry_one, verify);
	tables_free(&keys);
	return err;
}

/* ---- Counts, and what was dropped ------------------------------------------- */

static const char *const count_names[COUNT_LAST] = { "namespaces", "qualifier types", "classes",
	"instances", "structures", "enumerations" };	/* ORDER counts */

static enum cim_err
counts_check(struct verify *verify, const uint64_t counts[COUNT_LAST])
{
	static const uint8_t key[1] = { KEY_COUNTS };
	const struct verify_source *source = verify->source;
	struct store_item item;
	struct bytes_reader r;
	char text[160];
	enum cim_err err = source->get(source->ctx, STORE_INDEX, key, sizeof(key), &item);
	if (err != CIM_OK && err != CIM_ENOENT)
		return err;
	if (err == CIM_ENOENT || (item.value_len != COUNT_LAST * sizeof(uint64_t) &&
	    item.value_len != COUNT_LAST_OLD * sizeof(uint64_t))) {
		tell(verify, "index", cim_str("", 0), CIM_STR("counts"),
		    "the record of counts is missing or damaged");
		return CIM_OK;
	}
	bytes_reader_init(&r, item.value, item.value_len);
	for (int i = 0; i < COUNT_LAST; i++) {
		uint64_t said = bytes_read_left(&r) > 0 ? bytes_read_u64(&r) : 0;
		if (said == counts[i])
			continue;
		verify->short_of[i] = said > counts[i] ? said - counts[i] : 0;
		(void)snprintf(text, sizeof(text),
		    "the record of counts says %llu %s, there are %llu", (unsigned long long)said,
		    count_names[i], (unsigned long long)counts[i]);
		tell(verify, "index", cim_str("", 0), CIM_STR("counts"), text);
	}
	return CIM_OK;
}

static int
count_of_kind(uint8_t kind)
{
	switch (kind) {
	case REPO_KIND_NAMESPACE: return COUNT_NAMESPACES;
	case REPO_KIND_QUALIFIER_TYPE: return COUNT_QUALIFIER_TYPES;
	case REPO_KIND_CLASS: return COUNT_CLASSES;
	case REPO_KIND_INSTANCE: return COUNT_INSTANCES;
	case REPO_KIND_STRUCTURE: return COUNT_STRUCTURES;
	case REPO_KIND_ENUMERATION: return COUNT_ENUMERATIONS;
	default: return -1;
	}
}

static void
tell_dropped(struct verify *verify, const struct wreck_item *item)
{
	char text[400], shown[VERIFY_SHOWN];
	struct sound_subject s;
	verify_key_shown(item->key.at, item->key.n, shown);
	verify_key_subject(item->key.at, item->key.n, &s);
	(void)snprintf(text, sizeof(text), "%s was dropped, as it seems: the counts lack one, and a "
	    "page that is free holds it still", shown);
	tell(verify, repo_kind_to_string((enum repo_kind)s.kind), s.ns,
	    s.kind == REPO_KIND_INSTANCE ? cim_str_from(shown) : cim_name_str(s.name), text);
}

/*
 * Records that the counts have and nobody else: what free pages hold of that kind, as far as it
 * went last; older deletions are no candidates.
 */
static enum cim_err
dropped_find(struct verify *verify)
{
	struct wreck *wreck = verify->source->wreck;
	struct wreck_item item;
	bool any = false;
	for (int i = 0; i < COUNT_LAST; i++)
		any = any || verify->short_of[i] > 0;
	if (!any || wreck == NULL)
		return CIM_OK;
	enum cim_err err = wreck_gather_free(wreck);
	size_t n = wreck_count(wreck, STORE_RECORDS);
	for (int kind = 0; kind < COUNT_LAST && err == CIM_OK; kind++) {
		uint64_t told = 0, newest = UINT64_MAX;
		while (told < verify->short_of[kind]) {
			uint64_t best = 0;
			for (size_t i = 0; i < n; i++) {
				wreck_item(wreck, STORE_RECORDS, i, &item);
				if (item.old && count_of_kind(item.key.at[0]) == kind &&
				    item.age < newest && item.age > best)
					best = item.age;
			}
			if (best == 0)
				break;
			for (size_t i = 0; i < n; i++) {
				wreck_item(wreck, STORE_RECORDS, i, &item);
				if (item.old && count_of_kind(item.key.at[0]) == kind &&
				    item.age == best) {
					tell_dropped(verify, &item);
					told++;
				}
			}
			newest = best;
		}
	}
	return err;
}

/* ---- Sources ---------------------------------------------------------------- */

static enum cim_err
store_source_get(void *ctx, enum store_db db, const void *key, size_t key_len,
    struct store_item *out)
{
	return store_get(ctx, db, key, key_len, out);
}

struct drop_pages {
	struct store_txn *txn;
	store_each_fn each;
	void *ctx;
	size_t shown;
};

/* A walk gives the map's pages back as it goes: it needs little memory whatever the size. */
static enum cim_err
store_source_one(void *ctx, const struct store_item *item)
{
	struct drop_pages *walk = ctx;
	enum cim_err err = walk->each(walk->ctx, item);
	walk->shown += item->key_len + item->value_len;
	if (walk->shown >= (size_t)256 << 10) {
		walk->shown = 0;
		store_drop_pages(walk->txn, item);
	}
	return err;
}

static enum cim_err
store_source_walk(void *ctx, enum store_db db, store_each_fn each, void *each_ctx)
{
	struct drop_pages walk = { ctx, each, each_ctx, 0 };
	return store_walk(ctx, db, "", 0, store_source_one, &walk);
}

/* A record whose sum is wrong is not there to those who depend on it. */
static enum cim_err
store_reader_get(void *ctx, const void *key, size_t key_len, struct repo_record *out)
{
	struct store_item item;
	enum cim_err err = store_get(ctx, STORE_RECORDS, key, key_len, &item);
	if (err == CIM_OK && item.damaged)
		return CIM_ENOENT;
	if (err == CIM_OK)
		*out = (struct repo_record){ item.key, item.value, item.key_len, item.value_len };
	return err;
}

void
verify_of_store(struct verify_source *source, struct store_txn *txn, uint64_t index_entries)
{
	*source = (struct verify_source){ .ctx = txn,
		.reader = reader_by_key(txn, store_reader_get), .get = store_source_get,
		.walk = store_source_walk, .index_entries = index_entries };
}

static void
item_fill(const struct wreck_item *found, struct store_item *out)
{
	*out = (struct store_item){ .key = found->key.at, .key_len = found->key.n,
		.value = found->value.at, .value_len = found->value.n };
}

static enum cim_err
wreck_source_get(void *ctx, enum store_db db, const void *key, size_t key_len,
    struct store_item *out)
{
	struct wreck_item found;
	if (!wreck_find(ctx, db, key, key_len, &found))
		return CIM_ENOENT;
	item_fill(&found, out);
	return CIM_OK;
}

static enum cim_err
wreck_source_walk(void *ctx, enum store_db db, store_each_fn each, void *each_ctx)
{
	enum cim_err err = CIM_OK;
	size_t n = wreck_count(ctx, db);
	for (size_t i = 0; i < n && err == CIM_OK; i++) {
		struct wreck_item found;
		struct store_item item;
		wreck_item(ctx, db, i, &found);
		item_fill(&found, &item);
		err = each(each_ctx, &item);
	}
	return err;
}

static enum cim_err
wreck_reader_get(void *ctx, const void *key, size_t key_len, struct repo_record *out)
{
	struct wreck_item found;
	if (!wreck_find(ctx, STORE_RECORDS, key, key_len, &found))
		return CIM_ENOENT;
	*out = (struct repo_record){ found.key.at, found.value.at, found.key.n, found.value.n };
	return CIM_OK;
}

void
verify_of_wreck(struct verify_source *source, struct wreck *wreck)
{
	*source = (struct verify_source){ .ctx = wreck,
		.reader = reader_by_key(wreck, wreck_reader_get),
		.get = wreck_source_get, .walk = wreck_source_walk,
		.index_entries = wreck_count(wreck, STORE_INDEX) };
}

/* ---- All --------------------------------------------------------------------- */

enum cim_err
verify_source(const struct verify_source *source, repo_finding_fn each, void *ctx)
{
	struct verify verify = { .source = source, .each = each, .ctx = ctx };
	struct sound_hooks hooks = { .ctx = &verify, .problem = problem, .index = index_expect,
		.missing = class_missing };
	uint64_t counts[COUNT_LAST];
	verify.last = &verify.first;
	enum cim_err err = records_pass(&verify, &hooks, true, counts);
	enum cim_err told = missing_tell(&verify);
	err = err == CIM_OK ? told : err;
	if (err == CIM_OK)
		err = counts_check(&verify, counts);
	if (err == CIM_OK && source->index_entries != verify.matched + 1)
		err = entries_pass(&verify);
	if (err == CIM_OK)
		err = dropped_find(&verify);
	arena_free(&verify.arena);
	if (err != CIM_OK)
		return err;
	return verify.damaged ? CIM_EDAMAGED : CIM_OK;
}

/* What else tells whose a damaged node is: the record in it, or how its key begins. */
static void
inside_shown(const struct wreck_problem *problem, char *text, size_t size)
{
	struct record_subject subject;
	char shown[100];
	size_t n = 0;
	if (problem->value.n > REPO_SUM_SIZE && record_subject_read(problem->value.at,
	    problem->value.n - REPO_SUM_SIZE, &subject) == CIM_OK) {
		(void)snprintf(text, size, " (inside it is %s %.*s in %.*s)",
		    repo_kind_to_string(subject.kind), NAME(subject.name), NAME(subject.ns));
		return;
	}
	for (size_t i = 1; i < problem->raw.n && n < sizeof(shown) - 1; i++) {
		uint8_t c = problem->raw.at[i];
		if (c != 0 && (c < 0x20 || c >= 0x7f))
			break;
		shown[n++] = c == 0 ? ' ' : (char)c;
	}
	shown[n] = '\0';
	if (n > 0)
		(void)snprintf(text, size, " (it begins: %s)", shown);
}

void
verify_page_finding(const struct wreck_problem *problem, char *text, size_t size,
    struct repo_finding *out)
{
	static const char *const trees[] = { "meta page", "the list of free pages", "the main tree",
		"the records", "the index" };	/* ORDER wreck_tree */
	char key[VERIFY_SHOWN], to[VERIFY_SHOWN];
	struct sound_subject s = { .kind = 0 };
	*out = (struct repo_finding){ .kind = "page", .text = text };
	if (problem->tree == WRECK_META) {
		(void)snprintf(text, size, "data.mdb: meta page %llu %s",
		    (unsigned long long)problem->page, problem->what);
		return;
	}
	int n = snprintf(text, size, "data.mdb: page %llu of %s %s",
	    (unsigned long long)problem->page, trees[problem->tree], problem->what);
	size_t at = n < 0 || (size_t)n >= size ? size - 1 : (size_t)n;
	bool named = problem->tree == WRECK_RECORDS || problem->tree == WRECK_INDEX;
	if (named && problem->key.n > 0) {
		verify_key_shown(problem->key.at, problem->key.n, key);
		verify_key_subject(problem->key.at, problem->key.n, &s);
		at += (size_t)snprintf(text + at, size - at, ": %s", key);
	} else if (named && (problem->from.n > 0 || problem->to.n > 0)) {
		(void)snprintf(key, sizeof(key), "the beginning");
		(void)snprintf(to, sizeof(to), "the end");
		if (problem->from.n > 0)
			verify_key_shown(problem->from.at, problem->from.n, key);
		if (problem->to.n > 0)
			verify_key_shown(problem->to.at, problem->to.n, to);
		at += (size_t)snprintf(text + at, size - at, ": from %s up to %s", key, to);
	}
	if (at < size && named)
		inside_shown(problem, text + at, size - at);
	cim_line_clean(text);
	if (s.kind != 0) {
		out->kind = repo_kind_to_string((enum repo_kind)s.kind);
		out->ns = s.ns;
		out->name = cim_name_str(s.name);
	}
}

/* ---- A view's check ----------------------------------------------------------- */

struct plain {
	void (*each)(void *ctx, const char *problem);
	void *ctx;
};

static void
tell_plain(void *ctx, const struct repo_finding *finding)
{
	const struct plain *plain = ctx;
	if (!finding->note)
		plain->each(plain->ctx, finding->text);
}

enum cim_err
repo_verify(struct repo_txn *txn, void (*each)(void *ctx, const char *problem), void *ctx)
{
	struct plain plain = { each, ctx };
	struct store_info info;
	struct verify_source source;
	/*
	 * Nothing below may trust a pointer that was not looked at: pages first, and no
	 * further if they are bad.
	 */
	enum cim_err err = store_check(txn->store);
	if (err == CIM_EDAMAGED) {
		each(ctx, txn->fault.text);
		return err;
	}
	if (err == CIM_OK)
		err = store_info(txn->store, &info);
	if (err != CIM_OK)
		return err;
	store_lenient(txn->store, true);
	verify_of_store(&source, txn->store, info.entries[STORE_INDEX]);
	err = verify_source(&source, tell_plain, &plain);
	store_lenient(txn->store, false);
	return err;
}
