/*
 * build.c: the next generation, made beside the live one from records in order, and put in
 * its place.
 */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "cim/limits.h"
#include "repo/drain.h"
#include "repo/privilege.h"
#include "repo/reader.h"
#include "repo/slots.h"
#include "repo/sound.h"

/*
 * Index entries are gathered and put in sorted; so many bytes of them are kept in memory at
 * most.
 */
#define ENTRIES_BYTES ((size_t)32 << 20)

/*
 * Pages that a piece may rewrite beside what it adds: the way down to the last leaf, a few
 * times over.
 */
#define PIECE_SLACK ((size_t)1 << 20)
#define PIECE_BYTES ((size_t)32 << 20)
#define PAGE_BYTES ((size_t)65536)	/* no page is larger */

struct repo_build {
	struct control control;
	uint64_t old, next;		/* generations; old 0: none */
	bool in_place;			/* current names next already */
	bool others;			/* are connected, and will be put out */
	int64_t wait;			/* for one of them who writes: milliseconds; -1: for ever */
	uint32_t slot;
	struct cim_fault *fault;
	struct store *store;
	struct store_txn *txn;		/* the piece being written, or NULL */
	size_t budget;			/* bytes that the map surely holds in this piece */
	struct sound *sound;
	struct repo_key last;		/* key of the record before */
	struct bytes_writer entries;    /* index entries: lengths of key and value, key, value */
	size_t entry_count;
	bool flushed;			/* the index is not empty any more */
	enum cim_err err;
};

/* ---- Pieces -------------------------------------------------------------- */

/*
 * What a value may cost the map at most: large ones take pages of their own,
 * small ones share leaves that are at least half full.
 */
static size_t
cost(size_t key_len, size_t len)
{
	return len > 1024 ? len + 2 * 4096 + 2 * key_len : 2 * (len + key_len + 32);
}

static enum cim_err
piece_end(struct repo_build *build)
{
	enum cim_err err = build->txn == NULL ? CIM_OK : store_commit(build->txn);
	build->txn = NULL;
	return err;
}

/*
 * Opens a piece that surely has room for need bytes. The build never meets a full
 * map half-way, so no record is needed twice; and what it has not written to the file stays small.
 */
static enum cim_err
piece_room(struct repo_build *build, size_t need)
{
	if (build->txn != NULL && need <= build->budget) {
		build->budget -= need;
		return CIM_OK;
	}
	enum cim_err err = piece_end(build);
	size_t want = need + PIECE_SLACK + 4 * PAGE_BYTES;
	if (err == CIM_OK && store_room(build->store) < want)
		err = store_grow(build->store, want, build->fault);
	if (err != CIM_OK)
		return err;
	size_t room = store_room(build->store);
	build->budget = room - PIECE_SLACK;
	if (build->budget > PIECE_BYTES + need)
		build->budget = PIECE_BYTES + need;
	build->budget -= need;
	return store_begin(build->store, true, &build->txn, build->fault);
}

/* ---- The index ----------------------------------------------------------- */

struct entry {
	uint16_t key_len, value_len;
	const uint8_t *key;
};

static int
entry_cmp(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	size_t n = x->key_len < y->key_len ? x->key_len : y->key_len;
	int order = memcmp(x->key, y->key, n);
	return order != 0 ? order : (x->key_len > y->key_len) - (x->key_len < y->key_len);
}

static enum cim_err
entry_write(struct repo_build *build, const struct entry *entry)
{
	uint8_t *room;
	/* Between others, it may cost a leaf written anew, and one split. */
	size_t need = cost(entry->key_len, entry->value_len) + (build->flushed ? 2 * 4096 : 0);
	enum cim_err err = piece_room(build, need);
	if (err == CIM_OK)
		err = build->flushed ? store_put(build->txn, STORE_INDEX, entry->key,
					   entry->key_len, entry->value_len, &room)
				     : store_append(build->txn, STORE_INDEX, entry->key,
					   entry->key_len, entry->value_len, &room);
	if (err == CIM_OK && entry->value_len > 0)
		memcpy(room, entry->key + entry->key_len, entry->value_len);
	return err;
}

/* Sorts what was gathered and writes it. */
static enum cim_err
entries_flush(struct repo_build *build)
{
	enum cim_err err = build->entries.err;
	if (err != CIM_OK || build->entry_count == 0)
		return err;
	struct entry *list = calloc(build->entry_count, sizeof(*list));
	if (list == NULL)
		return CIM_ENOMEM;
	struct bytes_reader r;
	bytes_reader_init(&r, build->entries.buf, build->entries.len);
	for (size_t i = 0; i < build->entry_count; i++) {
		list[i].key_len = bytes_read_u16(&r);
		list[i].value_len = bytes_read_u16(&r);
		list[i].key = bytes_read(&r, (size_t)list[i].key_len + list[i].value_len);
	}
	qsort(list, build->entry_count, sizeof(*list), entry_cmp);
	for (size_t i = 0; i < build->entry_count && err == CIM_OK; i++)
		err = entry_write(build, &list[i]);
	free(list);
	build->flushed = true;
	build->entry_count = 0;
	bytes_writer_reset(&build->entries);
	return err;
}

static enum cim_err
entry_add(struct repo_build *build, const void *key, size_t key_len, const void *value, size_t len)
{
	if (build->entries.len > ENTRIES_BYTES) {
		enum cim_err err = entries_flush(build);
		if (err != CIM_OK)
			return err;
	}
	bytes_write_u16(&build->entries, (uint16_t)key_len);
	bytes_write_u16(&build->entries, (uint16_t)len);
	bytes_write(&build->entries, key, key_len);
	bytes_write(&build->entries, value, len);
	build->entry_count++;
	return build->entries.err;
}

/* ---- Hooks for what must hold -------------------------------------------- */

static enum cim_err
hook_problem(
    void *ctx, enum cim_err err, const struct sound_subject *subject, const char *text)
{
	struct repo_build *build = ctx;
	(void)subject;
	return cim_fault(build->fault, err, "%s", text);
}

static enum cim_err
hook_index(void *ctx, const struct repo_key *key, const void *value, size_t len)
{
	return entry_add(ctx, key->bytes, key->len, value, len);
}

static enum cim_err
reader_get(void *ctx, const void *key, size_t key_len, struct repo_record *out)
{
	struct repo_build *build = ctx;
	struct store_item item;
	enum cim_err err = piece_room(build, 0);
	if (err == CIM_OK)
		err = store_get(build->txn, STORE_RECORDS, key, key_len, &item);
	if (err == CIM_OK)
		*out = (struct repo_record){ item.key, item.value, item.key_len, item.value_len };
	return err;
}

/* ---- Beginning ----------------------------------------------------------- */

/*
 * Writes format and current for a place where no repository is yet: it will be one when
 * gen-1 is there.
 */
static enum cim_err
place_make(struct repo_build *build)
{
	struct control *control = &build->control;
	enum cim_err err = control_autorecover_make(control, build->fault);
	if (err == CIM_OK)
		err = control_format_write(control, build->fault);
	if (err == CIM_OK)
		err = control_current_write(control, 1, build->fault);
	if (err == CIM_OK)
		err = control_sync(control, build->fault);
	build->in_place = true;
	build->next = 1;
	return err;
}

/*
 * Finds out what is there: nothing, a repository, or a damaged one, which a restore replaces
 * too.
 */
static enum cim_err
place_look(struct repo_build *build)
{
	struct control *control = &build->control;
	struct cim_fault why = { 0 };
	char uuid[37];
	uint32_t format;
	uint64_t last;
	bool ours;
	enum cim_err err = control_is_ours(control, &ours, build->fault);
	if (err != CIM_OK)
		return err;
	err = control_current_read(control, &build->old, &why);
	if (err == CIM_ENOENT && !ours) {
		control_forsake(control);
		return cim_fault(build->fault, CIM_EFOREIGN,
		    "%s holds other things and no repository", control->path);
	}
	if (err == CIM_ENOENT) {
		control_clean(control, 0);
		return place_make(build);
	}
	if (err == CIM_OK)
		control_clean(control, build->old);
	else if (err == CIM_EDAMAGED)
		build->old = 0;
	else
		return cim_fault(build->fault, err, "%s", why.text);
	err = control_generation_last(control, &last, build->fault);
	build->next = last + 1;
	if (err != CIM_OK)
		return err;
	cim_fault_clear(&why);
	err = control_format_read(control, uuid, &format, &why);
	if (err == CIM_ENOENT || err == CIM_EDAMAGED)
		err = control_format_write(control, build->fault);
	else if (err != CIM_OK)
		cim_fault(build->fault, err, "%s", why.text);
	return err;
}

static enum cim_err
generation_begin(struct repo_build *build, size_t map)
{
	struct sound_hooks hooks = { .ctx = build, .problem = hook_problem, .index = hook_index };
	struct repo_reader reader = reader_by_key(build, reader_get);
	enum cim_err err = control_generation_begin(&build->control, build->next, build->fault);
	if (err != CIM_OK)
		return err;
	char *dir = control_generation_growing(&build->control);
	if (dir == NULL)
		return CIM_ENOMEM;
	err = store_open(
	    dir, STORE_CREATE | STORE_NO_SYNC | STORE_ALONE, map, NULL, &build->store,
	    build->fault);
	free(dir);
	return err != CIM_OK ? err : sound_new(reader, hooks, &build->sound);
}

/*
 * Takes the repository for itself alone, or by force so that nobody comes any more. Those who
 * are there then clean nothing up and make nothing: who is at it now is waited for.
 */
static enum cim_err
seize(struct repo_build *build, const char *path, bool force)
{
	struct control *control = &build->control;
	for (int tries = 0; tries < 100; tries++) {
		enum cim_err err = control_open(control, path, CONTROL_MAKE, build->fault);
		if (err != CIM_OK)
			return err;
		/* Whose directory it is was just seen: who made it owns it. */
		err = privilege_need_held(control, REPO_PRIVILEGE_RESTORE, build->fault);
		if (err == CIM_OK)
			err = drain_seize(
			    control, force ? &build->others : NULL, build->fault);
		if (err == CIM_OK && build->others)
			err = control_lock(control, CONTROL_SETUP, true, true, build->fault);
		if (err == CIM_OK && control_in_place(control))
			return CIM_OK;
		if (err != CIM_OK && err != CIM_EBROKEN)
			return err;
		if (build->fault != NULL)
			cim_fault_clear(build->fault);
		control_close(control);
	}
	return cim_fault(build->fault, CIM_EBUSY, "%s: others keep making and removing it", path);
}

enum cim_err
repo_build_begin(const char *path, unsigned flags, struct repo_build **out, struct cim_fault *fault)
{
	*out = NULL;
	if (sodium_init() < 0)
		return cim_fault(fault, CIM_EIO, "the system gives no random numbers");
	struct repo_build *build = calloc(1, sizeof(*build));
	if (build == NULL)
		return CIM_ENOMEM;
	build->fault = fault;
	build->wait = -1;
	build->slot = SLOT_NONE;
	enum cim_err err = seize(build, path, (flags & REPO_FORCE) != 0);
	if (err != CIM_OK) {
		if (build->control.path != NULL)
			control_close(&build->control);
		free(build);
		return err;
	}
	build->control.no_sync = (flags & REPO_NO_SYNC) != 0;
	slot_take(&build->control, &build->slot);
	slot_note(&build->control, build->slot, REPO_CONNECTION_REBUILDS);
	err = place_look(build);
	if (err == CIM_OK)
		err = generation_begin(
		    build, flags & REPO_SMALL_MAP ? STORE_MAP_SMALLEST : STORE_MAP_DEFAULT);
	if (err != CIM_OK) {
		repo_build_abandon(build);
		return err;
	}
	*out = build;
	return CIM_OK;
}

void
repo_build_set_wait(struct repo_build *build, int64_t milliseconds)
{
	build->wait = milliseconds;
}

/* ---- Adding and finishing ------------------------------------------------ */

/* Whether the key comes behind the one before; it becomes the one before. */
static bool
in_order(struct repo_build *build, const struct repo_record *record)
{
	struct repo_key *last = &build->last;
	if (record->key_len == 0 || record->key_len > KEY_MAX)
		return false;
	size_t n = last->len < record->key_len ? last->len : record->key_len;
	int order = memcmp(last->bytes, record->key, n);
	if (order > 0 || (order == 0 && last->len >= record->key_len))
		return false;
	memcpy(last->bytes, record->key, record->key_len);
	last->len = record->key_len;
	return true;
}

enum cim_err
repo_build_add(struct repo_build *build, const struct repo_record *record)
{
	uint8_t *room;
	if (build->err != CIM_OK)
		return build->err;
	enum cim_err err = CIM_OK;
	if (!in_order(build, record))
		err = cim_fault(
		    build->fault, CIM_EDAMAGED, "the records are not in the order of their keys");
	if (err == CIM_OK && record->len > CIM_LIMIT_RECORD)
		err = cim_fault(build->fault, CIM_EDAMAGED, "a record is too large");
	if (err == CIM_OK)
		err = sound_add(build->sound, record);
	if (err == CIM_OK)
		err = piece_room(build, cost(record->key_len, record->len));
	if (err == CIM_OK)
		err = store_append(
		    build->txn, STORE_RECORDS, record->key, record->key_len, record->len, &room);
	if (err == CIM_OK) {
		memcpy(room, record->bytes, record->len);
		store_seal(record->key, record->key_len, room, record->len);
	}
	build->err = err;
	return err;
}

static enum cim_err
copy_one(void *ctx, const struct store_item *item)
{
	struct repo_record record = { item->key, item->value, item->key_len, item->value_len };
	return repo_build_add(ctx, &record);
}

enum cim_err
repo_build_copy(struct repo_build *build)
{
	struct store *store;
	struct store_txn *txn;
	if (build->err != CIM_OK || build->old == 0)
		return build->err != CIM_OK ? build->err : cim_fault(build->fault, CIM_EDAMAGED,
		    "%s: which generation lives cannot be told", build->control.path);
	char *dir = control_generation_path(&build->control, build->old);
	if (dir == NULL)
		return CIM_ENOMEM;
	enum cim_err err =
	    store_open(dir, STORE_READ_ONLY | STORE_ALONE, 0, NULL, &store, build->fault);
	free(dir);
	if (err != CIM_OK)
		return err;
	err = store_begin(store, false, &txn, build->fault);
	if (err == CIM_OK) {
		err = store_walk(txn, STORE_RECORDS, NULL, 0, copy_one, build);
		store_abort(txn);
	}
	store_close(store);
	build->err = build->err != CIM_OK ? build->err : err;
	return err;
}

/* The index and the counts, and all of it on the disk. */
static enum cim_err
generation_end(struct repo_build *build)
{
	static const uint8_t key[1] = { KEY_COUNTS };
	uint64_t counts[COUNT_LAST];
	uint8_t bytes[sizeof(counts)];
	enum cim_err err = sound_end(build->sound, counts);
	if (err != CIM_OK)
		return err;
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(counts[i / 8] >> 8 * (i % 8));
	err = entry_add(build, key, sizeof(key), bytes, (size_t)counts_stored(counts) * 8);
	if (err == CIM_OK)
		err = entries_flush(build);
	if (err == CIM_OK)
		err = piece_end(build);
	if (err == CIM_OK && !build->control.no_sync)
		err = store_sync(build->store, build->fault);
	if (err != CIM_OK)
		return err;
	store_close(build->store);
	build->store = NULL;
	control_generation_give(&build->control, 0);
	return control_generation_finish(&build->control, build->next, build->fault);
}

/* Makes the new generation the live one. */
static enum cim_err
generation_swap(struct repo_build *build)
{
	struct control *control = &build->control;
	if (!build->in_place) {
		/* Its name must be on the disk before current says it. */
		enum cim_err err = control_sync(control, build->fault);
		/* All is well up to here: only now those who are there lose what they see. */
		if (err == CIM_OK && build->others)
			err = drain_break(control, build->wait, build->fault);
		slot_epoch(control, build->slot);
		if (err == CIM_OK)
			err = control_current_write(control, build->next, build->fault);
		if (err != CIM_OK) {
			control_generation_remove(control, build->next);
			return err;
		}
	}
	/*
	 * From here on the new one lives, whether or not the directory can be synced: that
	 * failure is told.
	 */
	enum cim_err err = control_sync(control, build->fault);
	build->in_place = false;
	if (err == CIM_OK)
		control_clean(control, build->next);
	return err;
}

/* Frees all but what is on the disk. */
static void
build_free(struct repo_build *build)
{
	if (build->txn != NULL)
		store_abort(build->txn);
	store_close(build->store);
	sound_free(build->sound);
	bytes_writer_free(&build->entries);
	control_generation_drop(&build->control);
	slot_leave(&build->control, build->slot);
	if (build->in_place)
		control_remove(&build->control);
	control_close(&build->control);
	free(build);
}

enum cim_err
repo_build_finish(struct repo_build *build)
{
	enum cim_err err = build->err;
	if (err == CIM_OK)
		err = generation_end(build);
	if (err == CIM_OK)
		err = generation_swap(build);
	build_free(build);
	return err;
}

void
repo_build_abandon(struct repo_build *build)
{
	if (build != NULL)
		build_free(build);
}
