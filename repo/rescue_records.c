/* rescue_records.c: which records of a damaged store can go on, and what is told of those that cannot. */
#include "repo/reader.h"
#include "repo/rescue.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cim/sddl.h"
#include "repo/txn.h"
#include "repo/verify.h"

/* What becomes of each record that was found. */
#define FATE_DROPPED 1
#define FATE_LOOSE_QUALIFIERS 2
#define FATE_LOOSE_CLASSES 4

/* A namespace that is made anew, as records in it need it. */
struct made {
	struct cim_str ns;
	struct repo_key key;
};

struct choice {
	struct wreck *wreck;
	repo_finding_fn each;
	void *ctx;
	struct repo_rescued *out;
	size_t count;
	uint8_t *fate;
	struct arena arena, scratch;
	struct record_work work, patch;
	struct made **made;
	size_t made_count, made_cap;
	uint64_t changes;		/* of this round */
	bool dropping;			/* the record at hand was dropped just now: its problem says why */
};

static void
tell(struct choice *c, const uint8_t *key, size_t key_len, const char *what, const char *why,
    bool note)
{
	char text[1000], shown[VERIFY_SHOWN];
	struct sound_subject s;
	verify_key_shown(key, key_len, shown);
	verify_key_subject(key, key_len, &s);
	(void)snprintf(text, sizeof(text), "%s: %s%s%s", shown, what, why == NULL ? "" : ": ",
	    why == NULL ? "" : why);
	struct repo_finding finding = {
		.kind = s.kind == 0 ? "record" : repo_kind_to_string((enum repo_kind)s.kind),
		.ns = s.ns, .text = text, .note = note,
		.name = s.kind == REPO_KIND_INSTANCE ? cim_str_from(shown) : cim_name_str(s.name) };
	c->each(c->ctx, &finding);
}

/* ---- What holds together ------------------------------------------------------- */

/* The place of a key among the records; count: it is not there. */
static size_t
place_of(const struct choice *c, const void *key, size_t key_len)
{
	size_t low = 0, high = c->count;
	struct wreck_item item;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		wreck_item(c->wreck, STORE_RECORDS, mid, &item);
		size_t n = item.key.n < key_len ? item.key.n : key_len;
		int order = memcmp(item.key.at, key, n);
		if (order == 0)
			order = (item.key.n > key_len) - (item.key.n < key_len);
		if (order == 0)
			return mid;
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return c->count;
}

static enum cim_err
namespace_make(struct choice *c, struct cim_str ns)
{
	struct made **grown = arena_grow(&c->arena, c->made, c->made_count, &c->made_cap,
	    c->made_count + 1, sizeof(c->made[0]));
	struct made *made = arena_new(&c->arena, struct made);
	if (grown == NULL || made == NULL || !cim_str_copy(&c->arena, ns, &made->ns))
		return CIM_ENOMEM;
	c->made = grown;
	enum cim_err err = repo_key_namespace(&made->key, ns);
	if (err != CIM_OK)
		return err;
	size_t at = c->made_count;
	while (at > 0) {
		const struct repo_key *other = &c->made[at - 1]->key;
		size_t n = other->len < made->key.len ? other->len : made->key.len;
		int order = memcmp(other->bytes, made->key.bytes, n);
		if (order < 0 || (order == 0 && other->len < made->key.len))
			break;
		if (order == 0 && other->len == made->key.len)
			return CIM_OK;
		at--;
	}
	memmove(c->made + at + 1, c->made + at, (c->made_count - at) * sizeof(c->made[0]));
	c->made[at] = made;
	c->made_count++;
	c->changes++;
	c->out->made++;
	tell(c, made->key.bytes, made->key.len, "its record was lost and is made anew, but who "
	    "may do what in it is not known: until namespace security says it, administrators alone",
	    NULL, false);
	return CIM_OK;
}

static enum cim_err
unfit(void *ctx, enum sound_unfit why, const void *key, size_t key_len, struct cim_str name)
{
	struct choice *c = ctx;
	uint8_t fate = FATE_DROPPED;
	if (why == SOUND_NO_NAMESPACE)
		return namespace_make(c, name);
	size_t i = place_of(c, key, key_len);
	if (why == SOUND_NO_QUALIFIER)
		fate = FATE_LOOSE_QUALIFIERS;
	else if (why == SOUND_NO_USED)
		fate = FATE_LOOSE_CLASSES;
	c->dropping = i < c->count && (c->fate[i] & fate) == 0;
	if (!c->dropping)
		return CIM_OK;
	c->fate[i] |= fate;
	c->changes++;
	if (fate == FATE_DROPPED) {
		c->out->dropped++;
		return CIM_OK;
	}
	c->out->loosened++;
	c->dropping = false;
	tell(c, key, key_len, why == SOUND_NO_QUALIFIER ?
	    "goes on, although a qualifier that it uses has no type any more" :
	    "goes on, although a class that it names is lost", NULL, true);
	return CIM_OK;
}

/* Behind unfit, in words. */
static enum cim_err
problem(void *ctx, enum cim_err err, const struct sound_subject *subject, const char *text)
{
	struct choice *c = ctx;
	char line[700];
	(void)err;
	if (!c->dropping)
		return CIM_OK;
	c->dropping = false;
	(void)snprintf(line, sizeof(line), "dropped: %s", text);
	struct repo_finding finding = { .kind = repo_kind_to_string((enum repo_kind)subject->kind),
		.ns = subject->ns, .name = subject->path.len > 0 ? subject->path :
		    cim_name_str(subject->name), .text = line };
	c->each(c->ctx, &finding);
	return CIM_OK;
}

static enum cim_err
missing(void *ctx, struct cim_str ns, struct cim_name name, enum sound_need need,
    const struct sound_subject *who)
{
	struct choice *c = ctx;
	char text[600];
	if (!c->dropping || need == SOUND_ABOVE)
		return CIM_OK;
	c->dropping = false;
	size_t n = who->path.len > 200 ? 200 : who->path.len;
	char path[201];
	for (size_t i = 0; i < n; i++)
		path[i] = (unsigned char)who->path.ptr[i] < 0x20 ? ' ' : who->path.ptr[i];
	path[n] = '\0';
	(void)snprintf(text, sizeof(text), "dropped: %s %.*s in %.*s: the class %.*s that it needs "
	    "is lost", repo_kind_to_string((enum repo_kind)who->kind),
	    n > 0 ? (int)n : (int)who->name.len, n > 0 ? path : who->name.ptr, (int)ns.len, ns.ptr,
	    (int)name.len, name.ptr);
	struct repo_finding finding = { .kind = repo_kind_to_string((enum repo_kind)who->kind),
		.ns = ns, .name = n > 0 ? cim_str(path, n) : cim_name_str(who->name), .text = text };
	c->each(c->ctx, &finding);
	return CIM_OK;
}

static enum cim_err
any_entry(void *ctx, const struct repo_key *key, const void *value, size_t len)
{
	(void)ctx;	/* the index is made anew */
	(void)key;
	(void)value;
	(void)len;
	return CIM_OK;
}

/* A class that goes on with looser flags, encoded anew. */
static enum cim_err
loosen(struct choice *c, uint8_t fate, struct repo_record *record)
{
	struct record r;
	enum cim_err err =
	    record_decode(&c->work, &c->scratch, record->bytes, record->len, true, &r);
	if (err != CIM_OK || (r.kind != REPO_KIND_CLASS && r.kind != REPO_KIND_STRUCTURE))
		return err;
	unsigned flags = r.flags | (fate & FATE_LOOSE_QUALIFIERS ? RECORD_LOOSE_QUALIFIERS : 0u) |
	    (fate & FATE_LOOSE_CLASSES ? RECORD_LOOSE_CLASSES : 0u);
	err = record_encode_class(&c->patch, r.ns, r.as.cls, flags);
	if (err != CIM_OK)
		return err;
	uint8_t *room = (uint8_t *)arena_text(&c->scratch, record_size(&c->patch));
	if (room == NULL)
		return CIM_ENOMEM;
	record_fill(&c->patch, room);
	record->bytes = room;
	record->len = record_size(&c->patch);
	return CIM_OK;
}

typedef enum cim_err (*give_fn)(void *ctx, const struct repo_record *record);

/* What is lost may have kept people out, so nobody but administrators comes in. */
static enum cim_err
encode_made(struct choice *c, const struct made *made)
{
	struct cim_descriptor closed;
	struct cim_sddl_fault why;
	struct bytes_writer w = { 0 };
	enum cim_err err = cim_sddl_parse(
	    &c->scratch, CIM_STR("O:BAG:BAD:(A;CI;0x6003f;;;BA)"), &closed, &why);
	if (err == CIM_OK)
		err = cim_descriptor_encode(&w, &closed);
	if (err == CIM_OK)
		err = record_encode_namespace(&c->patch, made->ns, (struct record_security){
		    .descriptor = cim_str((const char *)w.buf, w.len) });
	bytes_writer_free(&w);
	return err;
}

static enum cim_err
give_made(struct choice *c, const struct made *made, give_fn give, void *ctx)
{
	enum cim_err err = encode_made(c, made);
	if (err != CIM_OK)
		return err;
	uint8_t *room = (uint8_t *)arena_text(&c->scratch, record_size(&c->patch));
	if (room == NULL)
		return CIM_ENOMEM;
	record_fill(&c->patch, room);
	struct repo_record record = { made->key.bytes, room, made->key.len, record_size(&c->patch) };
	return give(ctx, &record);
}

/* All that goes on, in the order of the keys. */
static enum cim_err
give_all(struct choice *c, give_fn give, void *ctx)
{
	enum cim_err err = CIM_OK;
	size_t m = 0;
	for (size_t i = 0; i <= c->count && err == CIM_OK; i++) {
		struct arena_mark mark = arena_mark(&c->scratch);
		struct wreck_item item = { .old = false };
		if (i < c->count)
			wreck_item(c->wreck, STORE_RECORDS, i, &item);
		while (m < c->made_count && err == CIM_OK) {
			const struct repo_key *key = &c->made[m]->key;
			size_t n = item.key.n < key->len ? item.key.n : key->len;
			int order = i == c->count ? 1 : memcmp(item.key.at, key->bytes, n);
			if (order < 0 || (order == 0 && item.key.n < key->len))
				break;
			err = give_made(c, c->made[m++], give, ctx);
		}
		if (err != CIM_OK || i == c->count || c->fate[i] & FATE_DROPPED) {
			arena_rewind(&c->scratch, mark);
			continue;
		}
		struct repo_record record = { item.key.at, item.value.at, item.key.n, item.value.n };
		if (c->fate[i] != 0)
			err = loosen(c, c->fate[i], &record);
		if (err == CIM_OK)
			err = give(ctx, &record);
		arena_rewind(&c->scratch, mark);
	}
	return err;
}

static enum cim_err
reader_get(void *ctx, const void *key, size_t key_len, struct repo_record *out)
{
	struct choice *c = ctx;
	struct wreck_item item;
	size_t i = place_of(c, key, key_len);
	if (i == c->count || c->fate[i] & FATE_DROPPED)
		return CIM_ENOENT;
	wreck_item(c->wreck, STORE_RECORDS, i, &item);
	*out = (struct repo_record){ item.key.at, item.value.at, item.key.n, item.value.n };
	return CIM_OK;
}

static enum cim_err
give_sound(void *ctx, const struct repo_record *record)
{
	return sound_add(ctx, record);
}

/*
 * Looks at all of it again and again, until nothing has to go any more: who loses its superclass
 * goes in the round after that one. There are at most as many rounds as classes stand above one.
 */
static enum cim_err
choose(struct choice *c)
{
	struct sound_hooks hooks = { .ctx = c, .problem = problem, .index = any_entry,
		.missing = missing, .unfit = unfit };
	struct repo_reader reader = reader_by_key(c, reader_get);
	uint64_t counts[COUNT_LAST];
	enum cim_err err = CIM_OK;
	do {
		struct sound *sound;
		c->changes = 0;
		err = sound_new(reader, hooks, &sound);
		if (err == CIM_OK)
			err = give_all(c, give_sound, sound);
		if (err == CIM_OK)
			err = sound_end(sound, counts);
		sound_free(sound);
	} while (err == CIM_OK && c->changes > 0);
	return err;
}

/* ---- What is lost --------------------------------------------------------------- */

static bool
found(const struct choice *c, const void *key, size_t key_len)
{
	return place_of(c, key, key_len) < c->count;
}

/* The index names who was there: classes, and instances that refer to others. */
static void
lost_by_index(struct choice *c, struct cim_map *told)
{
	struct wreck_item item;
	size_t n = wreck_count(c->wreck, STORE_INDEX);
	for (size_t i = 0; i < n; i++) {
		struct repo_key key = { .len = 0 };
		wreck_item(c->wreck, STORE_INDEX, i, &item);
		const uint8_t *at = item.key.at;
		if (at[0] == KEY_SUBCLASS) {
			const uint8_t *end = memchr(at + 1, 0, item.key.n - 1);
			const uint8_t *last = end == NULL ? NULL :
			    memchr(end + 1, 0, item.key.n - (size_t)(end + 1 - at));
			if (last == NULL)
				continue;
			size_t ns = (size_t)(end + 1 - at), name = item.key.n - (size_t)(last + 1 - at);
			memcpy(key.bytes, at, ns);
			memcpy(key.bytes + ns, last + 1, name);
			key.bytes[0] = REPO_KIND_CLASS;
			key.len = ns + name;
			key.bytes[0] = REPO_KIND_STRUCTURE;
			if (found(c, key.bytes, key.len))
				continue;
			key.bytes[0] = REPO_KIND_CLASS;
		} else if (at[0] == KEY_REFERENCE && item.key.n > 2 + KEY_HASH &&
		    at[1 + KEY_HASH] == REPO_KIND_INSTANCE) {
			key.len = item.key.n - 1 - KEY_HASH;
			memcpy(key.bytes, at + 1 + KEY_HASH, key.len);
		} else {
			continue;
		}
		const char *copy = arena_copy(&c->arena, key.bytes, key.len);
		if (copy == NULL || found(c, key.bytes, key.len) ||
		    cim_map_get(told, cim_name(copy, key.len)) != NULL)
			continue;
		(void)cim_map_set(told, &c->arena, cim_name(copy, key.len), c);
		c->out->lost++;
		tell(c, key.bytes, key.len, "lost: the index knows it, and no page holds it", NULL,
		    false);
	}
}

static void
lost_tell(struct choice *c)
{
	struct cim_map told = { 0 };
	uint64_t more = wreck_lost_more(c->wreck);
	for (size_t i = 0; i < wreck_lost_count(c->wreck); i++) {
		struct wreck_bytes key = wreck_lost(c->wreck, i);
		const char *copy = arena_copy(&c->arena, key.at, key.n);
		if (copy != NULL)
			(void)cim_map_set(&told, &c->arena, cim_name(copy, key.n), c);
		c->out->lost++;
		tell(c, key.at, key.n, "lost: its record is damaged", NULL, false);
	}
	uint64_t before = c->out->lost;
	lost_by_index(c, &told);
	uint64_t named = c->out->lost - before;
	if (more > named) {
		char text[120];
		more -= named;
		c->out->lost += more;
		(void)snprintf(text, sizeof(text), "%llu more lost, of which not even the names can "
		    "be told", (unsigned long long)more);
		struct repo_finding finding = { .kind = "record", .text = text };
		c->each(c->ctx, &finding);
	}
	for (size_t i = 0; i < c->count; i++) {
		struct wreck_item item;
		wreck_item(c->wreck, STORE_RECORDS, i, &item);
		if (!item.old || c->fate[i] & FATE_DROPPED)
			continue;
		c->out->old++;
		tell(c, item.key.at, item.key.n, "its record is damaged; an earlier one goes on in "
		    "its place: possibly old", NULL, false);
	}
}

/* ---- The new one ------------------------------------------------------------------ */

struct giving {
	struct repo_build *build;
	uint64_t records;
};

static enum cim_err
give_build(void *ctx, const struct repo_record *record)
{
	struct giving *giving = ctx;
	giving->records++;
	return repo_build_add(giving->build, record);
}

static enum cim_err
build(struct choice *c, const char *place, struct cim_fault *fault)
{
	struct giving giving = { .records = 0 };
	enum cim_err err = repo_build_begin(place, REPO_NO_SYNC, &giving.build, fault);
	if (err != CIM_OK)
		return err;
	err = give_all(c, give_build, &giving);
	c->out->records = giving.records;
	if (err == CIM_OK)
		return repo_build_finish(giving.build);
	repo_build_abandon(giving.build);
	return err;
}

enum cim_err
rescue_records(const char *generation, const char *place, repo_finding_fn each, void *ctx,
    struct repo_rescued *out, struct cim_fault *fault)
{
	struct choice c = { .each = each, .ctx = ctx, .out = out };
	enum cim_err err = wreck_open(generation, &c.wreck, fault);
	if (err == CIM_OK)
		err = wreck_gather(c.wreck, true, NULL, NULL);
	if (err == CIM_EDAMAGED && c.wreck != NULL)
		err = CIM_OK;
	if (err == CIM_OK)
		err = record_work_init(&c.work);
	if (err == CIM_OK)
		err = record_work_init(&c.patch);
	if (err == CIM_OK) {
		c.count = wreck_count(c.wreck, STORE_RECORDS);
		c.fate = calloc(c.count + 1, 1);
		err = c.fate == NULL ? CIM_ENOMEM : CIM_OK;
	}
	if (err == CIM_OK)
		err = choose(&c);
	if (err == CIM_OK)
		lost_tell(&c);
	if (err == CIM_OK)
		err = build(&c, place, fault);
	free(c.fate);
	record_work_free(&c.work);
	record_work_free(&c.patch);
	arena_free(&c.arena);
	arena_free(&c.scratch);
	wreck_close(c.wreck);
	return err;
}
