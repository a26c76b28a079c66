/*
 * spoil.c: spoils a repository in one way of many, by a number, where it is used; for care.test. Prints what it did and a
 * word that a check must name; the keys that were hit go to a file. Or tells what of one repository another one lacks.
 *
 * What is used: from the newer meta page down, each page of each tree; of a page its number, kind and bounds, its list of
 * nodes, each node's head, key and value; of a value on pages of its own their head and its bytes. A key between two
 * pages is changed so that it does not part them any more: one that still does is as good as before. Padding, room that
 * is free, pages that are free, the older meta page's trees and reserved bytes are used by nobody.
 */
#include "config.h"

#include <fcntl.h>
#include <lmdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cim/arena.h"
#include "repo/key.h"
#include "repo/page_layout.h"
#include "repo/record.h"
#include "repo/repo.h"

static uint64_t state;

static uint64_t
random_next(void)
{
	state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	uint64_t x = state;
	x ^= x >> 33;
	x *= UINT64_C(0xff51afd7ed558ccd);
	return x ^ x >> 33;
}

static size_t
pick(size_t n)
{
	return n == 0 ? 0 : (size_t)(random_next() % n);
}

static void __attribute__((noreturn))
fail(const char *what)
{
	fprintf(stderr, "spoil: %s\n", what);
	exit(99);
}

static struct arena memory;		/* all of it lives to the end */

static void *
room(size_t n)
{
	void *p = arena_alloc(&memory, n);
	if (p == NULL)
		fail("memory");
	return p;
}

/* An array that has more room, by doubling. */
static void *
grown(void *old, size_t used, size_t *cap, size_t size)
{
	void *p = arena_grow(&memory, old, used, cap, used + 1, size);
	if (p == NULL)
		fail("memory");
	return p;
}

/* ---- The file's map of what is used ---------------------------------------------------- */

static uint8_t *file;
static size_t file_size, page_size = 4096;
static const char *data_path, *hits_path;

enum place_kind { LEAF_VALUE, LEAF_KEY, LEAF_HEAD, LEAF_LIST, PAGE_TOP, BRANCH_HEAD, BRANCH_KEY, BRANCH_LIST, BRANCH_TOP,
	OVER_TOP, OVER_VALUE, MAIN_VALUE, FREE_VALUE, PLACES };

enum tree_kind { T_FREE, T_MAIN, T_RECORDS, T_INDEX, TREES };

struct place {
	size_t at, n;			/* bytes of the file */
	size_t page;
	size_t node;			/* of the leaf whose record is hit; 0: none */
	size_t low, high;		/* BRANCH_KEY: nodes of the leaves at either side */
};
static struct { struct place *list; size_t count, cap; } places[TREES][PLACES];
static size_t *leaf_pages, leaf_count, leaf_cap;

static void
place_add(int tree, int kind, struct place place)
{
	places[tree][kind].list = grown(places[tree][kind].list, places[tree][kind].count, &places[tree][kind].cap, sizeof(place));
	places[tree][kind].list[places[tree][kind].count++] = place;
}

static void tree_map(int tree, size_t root, unsigned depth);

static size_t
edge_leaf(size_t page, unsigned depth, int last)
{
	for (;;) {
		struct page head;
		uint16_t at;
		memcpy(&head, file + page * page_size, sizeof(head));
		size_t count = (size_t)(head.lower - PAGE_HEAD) / 2;
		memcpy(&at, file + page * page_size + PAGE_HEAD + (last ? count - 1 : 0) * 2, 2);
		if (depth-- <= 1)
			return page * page_size + at;
		struct node node;
		memcpy(&node, file + page * page_size + at, sizeof(node));
		page = (size_t)node_page(&node);
	}
}

static void
leaf_map(int tree, size_t page, size_t at)
{
	struct node node;
	size_t where = page * page_size + at;
	memcpy(&node, file + where, sizeof(node));
	uint32_t size = node_size(&node);
	place_add(tree, LEAF_HEAD, (struct place){ where, NODE_HEAD, page, where, 0, 0 });
	/* The keys of the free list are ages; a smaller one does no harm. */
	if (tree != T_FREE)
		place_add(tree, LEAF_KEY, (struct place){ where + NODE_HEAD, node.key_size, page, where, 0, 0 });
	size_t value = where + NODE_HEAD + node.key_size;
	if (node.flags & NODE_BIG) {
		size_t over;
		memcpy(&over, file + value, sizeof(over));
		place_add(tree, LEAF_VALUE, (struct place){ value, sizeof(over), page, where, 0, 0 });
		place_add(tree, OVER_TOP, (struct place){ over * page_size, 8, over, where, 0, 0 });
		place_add(tree, OVER_TOP, (struct place){ over * page_size + 10, 6, over, where, 0, 0 });
		place_add(tree, tree == T_FREE ? FREE_VALUE : OVER_VALUE,
		    (struct place){ over * page_size + PAGE_HEAD, size, over, where, 0, 0 });
		return;
	}
	if (tree == T_MAIN) {
		struct tree sub;
		memcpy(&sub, file + value, sizeof(sub));
		place_add(tree, MAIN_VALUE, (struct place){ value, size, page, 0, 0, 0 });
		tree_map(node.key_size == 7 ? T_RECORDS : T_INDEX, sub.root, sub.depth);
		return;
	}
	if (size > 0)
		place_add(tree, tree == T_FREE ? FREE_VALUE : LEAF_VALUE, (struct place){ value, size, page, where, 0, 0 });
}

static void
page_map(int tree, size_t page, unsigned depth)
{
	struct page head;
	memcpy(&head, file + page * page_size, sizeof(head));
	size_t count = (size_t)(head.lower - PAGE_HEAD) / 2;
	bool leaf = depth <= 1;
	/* The number, then the kind and the bounds; the two bytes between are reserved. */
	place_add(tree, leaf ? PAGE_TOP : BRANCH_TOP, (struct place){ page * page_size, 8, page, 0, 0, 0 });
	place_add(tree, leaf ? PAGE_TOP : BRANCH_TOP, (struct place){ page * page_size + 10, 6, page, 0, 0, 0 });
	place_add(tree, leaf ? LEAF_LIST : BRANCH_LIST, (struct place){ page * page_size + PAGE_HEAD, count * 2, page, 0, 0, 0 });
	if (leaf && tree == T_RECORDS) {
		leaf_pages = grown(leaf_pages, leaf_count, &leaf_cap, sizeof(*leaf_pages));
		leaf_pages[leaf_count++] = page;
	}
	size_t before = 0;
	for (size_t i = 0; i < count; i++) {
		uint16_t at;
		memcpy(&at, file + page * page_size + PAGE_HEAD + i * 2, 2);
		if (leaf) {
			leaf_map(tree, page, at);
			continue;
		}
		struct node node;
		size_t where = page * page_size + at;
		memcpy(&node, file + where, sizeof(node));
		place_add(tree, BRANCH_HEAD, (struct place){ where, 6, page, 0, 0, 0 });
		if (i > 0 && node.key_size > 0)
			place_add(tree, BRANCH_KEY, (struct place){ where + NODE_HEAD, node.key_size, page, 0,
			    edge_leaf(before, depth - 1, 1), edge_leaf((size_t)node_page(&node), depth - 1, 0) });
		before = (size_t)node_page(&node);
		page_map(tree, before, depth - 1);
	}
}

static void
tree_map(int tree, size_t root, unsigned depth)
{
	if (root != SIZE_MAX && depth > 0)
		page_map(tree, root, depth);
}

static struct meta meta;
static size_t meta_at;

static void
file_load(const char *path)
{
	FILE *f = fopen(path, "rb");
	struct stat st;
	if (f == NULL || fstat(fileno(f), &st) != 0)
		fail(path);
	file_size = (size_t)st.st_size;
	file = room(file_size);
	if (fread(file, 1, file_size, f) != file_size)
		fail("read");
	(void)fclose(f);
	struct meta two[2];
	memcpy(&two[0], file + PAGE_HEAD, sizeof(meta));
	page_size = two[0].trees[0].pad;
	memcpy(&two[1], file + page_size + PAGE_HEAD, sizeof(meta));
	int newer = two[1].txn_id > two[0].txn_id;
	meta = two[newer];
	meta_at = (size_t)newer * page_size;
	tree_map(T_FREE, meta.trees[0].root, meta.trees[0].depth);
	tree_map(T_MAIN, meta.trees[1].root, meta.trees[1].depth);
}

static void
file_save(void)
{
	FILE *f = fopen(data_path, "r+b");
	if (f == NULL || fwrite(file, 1, file_size, f) != file_size || fclose(f) != 0)
		fail("write");
}

/* ---- What was hit ------------------------------------------------------------------------ */

static FILE *hits;

static void
hit_key(const uint8_t *key, size_t n)
{
	for (size_t i = 0; i < n; i++)
		fprintf(hits, "%02x", key[i]);
	fprintf(hits, "\n");
}

static void
node_key(size_t node, const uint8_t **key, size_t *n)
{
	struct node head;
	memcpy(&head, file + node, sizeof(head));
	*key = file + node + NODE_HEAD;
	*n = head.key_size;
}

/* The last name in a key: of a class, or the class of an instance. */
static const char *
key_word(const uint8_t *key, size_t n)
{
	static char word[200];
	size_t at = 0, begin = 1, end;
	if (key[0] == KEY_REFERENCE && n > 1 + KEY_HASH)
		return key_word(key + 1 + KEY_HASH, n - 1 - KEY_HASH);
	if (key[0] == KEY_COUNTS)
		return "counts";
	int zeros = key[0] == REPO_KIND_NAMESPACE ? 0 : key[0] == KEY_SUBCLASS || key[0] == KEY_CLASS_USE ? 2 : 1;
	for (at = 1; at < n && zeros > 0; at++) {
		if (key[at] == 0) {
			zeros--;
			begin = at + 1;
		}
	}
	for (end = begin; end < n && key[end] != 0 && end - begin < sizeof(word) - 1; end++)
		word[end - begin] = (char)key[end];
	word[end - begin] = '\0';
	return word;
}

static void
told(const char *what, const char *word)
{
	printf("%s\t%s\n", what, word);
}

/* ---- Bytes -------------------------------------------------------------------------------- */

static const char *
page_word(size_t page)
{
	static char word[40];
	(void)snprintf(word, sizeof(word), "page %zu", page);
	return word;
}

/* One bit of a byte of a place of this kind. Reserved bytes of a node's own kind are none. */
static bool
flip(int tree, int kind, const char *what, bool hits_record)
{
	size_t count = places[tree][kind].count;
	if (count == 0)
		return false;
	struct place place = places[tree][kind].list[pick(count)];
	while (place.n == 0)
		place = places[tree][kind].list[pick(count)];
	char text[80];
	const uint8_t *key;
	size_t n, at = place.at + pick(place.n);
	char word[200];
	(void)snprintf(word, sizeof(word), "%s", page_word(place.page));
	if (place.node != 0) {
		node_key(place.node, &key, &n);
		if (hits_record)
			hit_key(key, n);
		if (tree == T_RECORDS || tree == T_INDEX)
			(void)snprintf(word, sizeof(word), "%s", key_word(key, n));
	}
	/* A branch that leads elsewhere shows at the page that it leads to. */
	if (kind == BRANCH_HEAD)
		(void)snprintf(word, sizeof(word), "%s", tree == T_INDEX ? "of the index" : "of the records");
	file[at] ^= (uint8_t)(1u << pick(8));
	file_save();
	(void)snprintf(text, sizeof(text), "%s: offset %zu of page %zu", what, at % page_size, at / page_size);
	told(text, word);
	return true;
}

/* A key between two pages, so that it no longer parts them: as the last one of the left, or beyond the first of the right. */
static bool
part_wrongly(int tree, const char *what)
{
	size_t count = places[tree][BRANCH_KEY].count;
	if (count == 0)
		return false;
	for (int tries = 0; tries < 2000; tries++) {
		struct place place = places[tree][BRANCH_KEY].list[pick(count)];
		const uint8_t *low, *high;
		size_t low_n, high_n, at = pick(place.n);
		uint8_t was = file[place.at + at];
		node_key(place.low, &low, &low_n);
		node_key(place.high, &high, &high_n);
		file[place.at + at] ^= (uint8_t)(1u << pick(8));
		size_t a = place.n < low_n ? place.n : low_n, b = place.n < high_n ? place.n : high_n;
		int left = memcmp(file + place.at, low, a), right = memcmp(file + place.at, high, b);
		bool parts = (left > 0 || (left == 0 && place.n > low_n)) && (right < 0 || (right == 0 && place.n <= high_n));
		if (!parts) {
			char text[80];
			file_save();
			(void)snprintf(text, sizeof(text), "%s: offset %zu of page %zu", what, place.at % page_size + at,
			    place.page);
			told(text, "page ");
			return true;
		}
		file[place.at + at] = was;
	}
	return false;
}

/* A bit of the meta page in use: all but what no reader has a use for. */
static bool
flip_meta(void)
{
	static const struct { size_t at, n; } fields[] = { { 0, 8 }, { 10, 2 },
		{ PAGE_HEAD, sizeof(struct meta) } };
	size_t f = pick(8) == 0 ? pick(2) : 2, at = meta_at + fields[f].at + pick(fields[f].n);
	char text[80];
	file[at] ^= (uint8_t)(1u << pick(8));
	file_save();
	(void)snprintf(text, sizeof(text), "meta page: offset %zu", at - meta_at);
	told(text, "page ");
	return true;
}

/* A whole leaf of zeros. */
static bool
blank_leaf(void)
{
	if (leaf_count < 2)
		return false;
	size_t page = leaf_pages[pick(leaf_count)];
	for (size_t i = 0; i < places[T_RECORDS][LEAF_HEAD].count; i++) {
		const uint8_t *key;
		size_t n;
		struct place place = places[T_RECORDS][LEAF_HEAD].list[i];
		if (place.page != page)
			continue;
		node_key(place.node, &key, &n);
		hit_key(key, n);
	}
	memset(file + page * page_size, 0, page_size);
	file_save();
	told("a leaf of zeros", page_word(page));
	return true;
}

/* ---- Records and entries, by the store itself ------------------------------------------------ */

static MDB_env *env;
static MDB_txn *txn;
static MDB_dbi dbs[2];

static void
store_begin(const char *dir)
{
	if (mdb_env_create(&env) != 0 || mdb_env_set_maxdbs(env, 2) != 0 || mdb_env_open(env, dir, MDB_NOLOCK, 0600) != 0 ||
	    mdb_txn_begin(env, NULL, 0, &txn) != 0 || mdb_dbi_open(txn, "records", 0, &dbs[0]) != 0 ||
	    mdb_dbi_open(txn, "index", 0, &dbs[1]) != 0)
		fail("the store");
}

static void
store_end(void)
{
	if (mdb_txn_commit(txn) != 0)
		fail("commit");
	mdb_env_close(env);
}

/* A random key with one of these first bytes; value in the transaction's memory. */
static bool
random_key(int db, const char *firsts, MDB_val *key, MDB_val *value)
{
	MDB_cursor *cursor;
	MDB_val k, v;
	size_t seen = 0;
	if (mdb_cursor_open(txn, dbs[db], &cursor) != 0)
		fail("cursor");
	while (mdb_cursor_get(cursor, &k, &v, MDB_NEXT) == 0) {
		if (strchr(firsts, ((const char *)k.mv_data)[0]) == NULL || pick(++seen) != 0)
			continue;
		*key = k;
		*value = v;
	}
	mdb_cursor_close(cursor);
	if (seen == 0)
		return false;
	void *copy = room(key->mv_size), *copied = room(value->mv_size + 1);
	memcpy(copy, key->mv_data, key->mv_size);
	memcpy(copied, value->mv_data, value->mv_size);
	key->mv_data = copy;
	value->mv_data = copied;
	return true;
}

static void
counts_less(int which)
{
	uint8_t one = KEY_COUNTS, bytes[64];
	MDB_val k = { 1, &one }, v;
	if (mdb_get(txn, dbs[1], &k, &v) != 0 || v.mv_size > sizeof(bytes))
		fail("counts");
	memcpy(bytes, v.mv_data, v.mv_size);
	uint64_t n;
	memcpy(&n, bytes + 8 * which, 8);
	n--;
	memcpy(bytes + 8 * which, &n, 8);
	v.mv_data = bytes;
	if (mdb_put(txn, dbs[1], &k, &v, 0) != 0)
		fail("counts");
}

/* Index entries of a class, as subclass and as user of others. */
static void
class_unindex(const MDB_val *key)
{
	const uint8_t *end = memchr((const uint8_t *)key->mv_data + 1, 0, key->mv_size - 1);
	const char *name = (const char *)end + 1;
	size_t n = key->mv_size - (size_t)((const uint8_t *)name - (const uint8_t *)key->mv_data);
	MDB_cursor *cursor;
	MDB_val k, v;
	if (mdb_cursor_open(txn, dbs[1], &cursor) != 0)
		fail("cursor");
	while (mdb_cursor_get(cursor, &k, &v, MDB_NEXT) == 0) {
		const char *at = k.mv_data;
		if ((at[0] == KEY_SUBCLASS || at[0] == KEY_CLASS_USE) && k.mv_size > n && at[k.mv_size - n - 1] == 0 &&
		    memcmp(at + k.mv_size - n, name, n) == 0)
			(void)mdb_cursor_del(cursor, 0);
	}
	mdb_cursor_close(cursor);
}

static bool
drop_record(const char *firsts, const char *what, bool clean)
{
	MDB_val k, v;
	if (!random_key(0, firsts, &k, &v))
		return false;
	/* What looks like a deletion must leave something that dangles: a class that others need. */
	if (mdb_del(txn, dbs[0], &k, NULL) != 0)
		fail("delete");
	if (clean) {
		class_unindex(&k);
		counts_less(2);
	}
	hit_key(k.mv_data, k.mv_size);
	told(what, key_word(k.mv_data, k.mv_size));
	return true;
}

/* A class that others stand on, without a trace of its own. */
static bool
dangle(void)
{
	for (int tries = 0; tries < 500; tries++) {
		MDB_val k, v, entry, ignored;
		uint8_t prefix[600];
		if (!random_key(0, "\x30", &k, &v))
			return false;
		memcpy(prefix, k.mv_data, k.mv_size);
		prefix[0] = KEY_SUBCLASS;
		prefix[k.mv_size] = 0;
		MDB_cursor *cursor;
		if (mdb_cursor_open(txn, dbs[1], &cursor) != 0)
			fail("cursor");
		entry.mv_data = prefix;
		entry.mv_size = k.mv_size + 1;
		int rc = mdb_cursor_get(cursor, &entry, &ignored, MDB_SET_RANGE);
		bool needed = rc == 0 && entry.mv_size > k.mv_size &&
		    memcmp(entry.mv_data, prefix, k.mv_size + 1) == 0;
		mdb_cursor_close(cursor);
		if (!needed)
			continue;
		if (mdb_del(txn, dbs[0], &k, NULL) != 0)
			fail("delete");
		class_unindex(&k);
		counts_less(2);
		hit_key(k.mv_data, k.mv_size);
		told("dangling name: a class that others need is gone", key_word(k.mv_data, k.mv_size));
		return true;
	}
	return false;
}

static bool
drop_entry(void)
{
	MDB_val k, v;
	if (!random_key(1, "\x50\x60\x70", &k, &v))
		return false;
	if (mdb_del(txn, dbs[1], &k, NULL) != 0)
		fail("delete");
	told("dropped index entry", key_word(k.mv_data, k.mv_size));
	return true;
}

static bool
add_entry(void)
{
	MDB_val k, v;
	uint8_t key[600];
	if (!random_key(1, "\x50", &k, &v))
		return false;
	memcpy(key, k.mv_data, k.mv_size);
	memcpy(key + k.mv_size, "_nobody", 7);
	MDB_val more = { k.mv_size + 7, key };
	if (mdb_put(txn, dbs[1], &more, &v, 0) != 0)
		fail("put");
	told("index entry of nobody", "_nobody");
	return true;
}

static bool
miscount(void)
{
	counts_less((int)pick(4));
	told("counts that are wrong", "counts");
	return true;
}

/* ---- One of many ---------------------------------------------------------------------------- */

#define DEEDS 34
static bool
deed(unsigned n)
{
	switch (n % DEEDS) {
	case 0: case 1: return flip(T_RECORDS, LEAF_VALUE, "record, its bytes", true);
	case 2: return flip(T_RECORDS, LEAF_KEY, "record, its key", true);
	case 3: case 4: return flip(T_RECORDS, LEAF_HEAD, "record, its head", true);
	case 5: case 6: return flip(T_RECORDS, PAGE_TOP, "leaf, its head", false);
	case 7: return flip(T_RECORDS, LEAF_LIST, "leaf, its list of nodes", false);
	case 8: return flip(T_RECORDS, BRANCH_TOP, "branch, its head", false);
	case 9: return flip(T_RECORDS, BRANCH_HEAD, "branch, a node", false);
	case 10: return flip(T_RECORDS, BRANCH_LIST, "branch, its list of nodes", false);
	case 11: return part_wrongly(T_RECORDS, "branch, a key");
	case 12: return flip(T_RECORDS, OVER_TOP, "overflow page, its head", false);
	case 13: return flip(T_RECORDS, OVER_VALUE, "overflow page, a record's bytes", true);
	case 14: case 15: case 16: case 17: return flip_meta();
	case 18: return flip(T_MAIN, MAIN_VALUE, "what is said of a tree", false);
	case 19: return flip(T_MAIN, PAGE_TOP, "main tree, its head", false);
	case 20: return flip(T_MAIN, LEAF_KEY, "main tree, a tree's name", false);
	case 21: return flip(T_INDEX, LEAF_KEY, "index entry, its key", false);
	case 22: return flip(T_INDEX, LEAF_VALUE, "index entry, its bytes", false);
	case 23: return flip(T_INDEX, LEAF_HEAD, "index entry, its head", false);
	case 24: return flip(T_INDEX, PAGE_TOP, "index leaf, its head", false);
	case 25: return flip(T_INDEX, BRANCH_HEAD, "index branch, a node", false);
	case 26: return part_wrongly(T_INDEX, "index branch, a key");
	case 27: return flip(T_FREE, FREE_VALUE, "list of free pages", false);
	case 28: return blank_leaf();
	case 29: return drop_record("\x30\x10", "dropped record", false);
	case 30: return drop_record("\x40\x20", "dropped record", false);
	case 31: return dangle();
	case 32: return pick(2) == 0 ? drop_entry() : add_entry();
	default: return pick(4) == 0 ? miscount() : drop_entry();
	}
}

static int
spoil(const char *dir, unsigned n)
{
	char data[4096];
	(void)snprintf(data, sizeof(data), "%s/data.mdb", dir);
	data_path = data;
	state = n * UINT64_C(0x9e3779b97f4a7c15) + 12345;
	hits = fopen(hits_path, "w");
	if (hits == NULL)
		fail(hits_path);
	bool done;
	if (n % DEEDS >= 29) {
		store_begin(dir);
		done = deed(n);
		store_end();
	} else {
		file_load(data_path);
		done = deed(n);
	}
	if (fclose(hits) != 0)
		fail(hits_path);
	if (!done)
		fail("nothing there to be spoiled in this way");
	return 0;
}

/* ---- What another one lacks ------------------------------------------------------------------- */

struct item {
	uint8_t *key, *bytes;
	size_t key_len, len;
	struct record_subject subject;
};

struct items {
	struct item *list;
	size_t count, cap;
};

static enum cim_err
item_add(void *ctx, const struct repo_record *record)
{
	struct items *items = ctx;
	items->list = grown(items->list, items->count, &items->cap, sizeof(struct item));
	struct item *item = &items->list[items->count++];
	item->key = room(record->key_len);
	item->bytes = room(record->len);
	memcpy(item->key, record->key, record->key_len);
	memcpy(item->bytes, record->bytes, record->len);
	item->key_len = record->key_len;
	item->len = record->len;
	return record_subject_read(item->bytes, item->len, &item->subject);
}

static void
items_read(const char *path, struct items *items)
{
	struct cim_fault fault = { .err = CIM_OK };
	struct repo *repo;
	struct repo_txn *view;
	if (repo_open(path, REPO_READ, &repo, &fault) != CIM_OK || repo_begin(repo, REPO_READ, &view) != CIM_OK ||
	    repo_walk(view, item_add, items) != CIM_OK)
		fail(path);
	repo_abort(view);
	repo_close(repo);
}

static const struct item *
item_find(const struct items *items, const uint8_t *key, size_t n)
{
	for (size_t low = 0, high = items->count; low < high;) {
		size_t mid = low + (high - low) / 2;
		const struct item *item = &items->list[mid];
		size_t m = item->key_len < n ? item->key_len : n;
		int order = memcmp(item->key, key, m);
		order = order != 0 ? order : (item->key_len > n) - (item->key_len < n);
		if (order == 0)
			return item;
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

static bool
was_hit(const struct item *item, char **lines, size_t count)
{
	char hex[2 * 600];
	for (size_t i = 0; i < item->key_len; i++)
		(void)snprintf(hex + 2 * i, 3, "%02x", item->key[i]);
	for (size_t i = 0; i < count; i++) {
		if (strcmp(lines[i], hex) == 0)
			return true;
	}
	return false;
}

/* Whether a class, or one that a class or instance stands on, was hit. */
static bool
stands_on_hit(const struct items *old, const struct item *item, char **lines, size_t count)
{
	for (int i = 0; i < 100 && item != NULL; i++) {
		struct repo_key key;
		struct cim_name up = item->subject.kind == REPO_KIND_INSTANCE ? item->subject.name : item->subject.superclass;
		if (was_hit(item, lines, count))
			return true;
		if (up.len == 0 || repo_key_class(&key, item->subject.ns, up) != CIM_OK)
			return false;
		item = item_find(old, key.bytes, key.len);
	}
	return false;
}

/* The same class, but for the flags that say that it goes on without what it names. */
static bool
only_looser(const struct item *a, const struct item *b)
{
	size_t differ = 0;
	if (a->len != b->len || a->subject.kind != REPO_KIND_CLASS)
		return false;
	for (size_t i = 0; i < a->len; i++)
		differ += a->bytes[i] != b->bytes[i];
	return differ == 1 && (a->subject.flags & ~b->subject.flags) == 0;
}

static int
compare(const char *old_path, const char *new_path)
{
	struct items old = { .count = 0 }, now = { .count = 0 };
	char **lines = NULL, line[2 * 600];
	size_t count = 0, cap = 0, bad = 0;
	FILE *f = fopen(hits_path, "r");
	while (f != NULL && fgets(line, sizeof(line), f) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		lines = grown(lines, count, &cap, sizeof(*lines));
		lines[count++] = arena_copy(&memory, line, strlen(line));
	}
	if (f != NULL)
		(void)fclose(f);
	items_read(old_path, &old);
	items_read(new_path, &now);
	for (size_t i = 0; i < old.count; i++) {
		const struct item *a = &old.list[i], *b = item_find(&now, a->key, a->key_len);
		if (b != NULL && b->len == a->len && memcmp(a->bytes, b->bytes, a->len) == 0)
			continue;
		if (stands_on_hit(&old, a, lines, count) || (b != NULL && count > 0 && only_looser(a, b)))
			continue;
		printf("%s: %s %.*s\n", b == NULL ? "missing" : "different", repo_kind_to_string(a->subject.kind),
		    (int)a->subject.name.len, a->subject.name.ptr);
		bad++;
	}
	return bad == 0 ? 0 : 1;
}

int
main(int argc, char **argv)
{
	int status = 99;
	if (argc == 4) {
		hits_path = argv[3];
		status = spoil(argv[1], (unsigned)strtoul(argv[2], NULL, 10));
	} else if (argc == 5 && strcmp(argv[1], "compare") == 0) {
		hits_path = argv[4];
		status = compare(argv[2], argv[3]);
	} else {
		fprintf(stderr, "usage: spoil GENERATION NUMBER HITS | spoil compare OLD NEW HITS\n");
	}
	arena_free(&memory);
	return status;
}
