/*
 * wreck.c: a store's file as bytes: every page checked, all that is wrong told, and what can be
 * read of a damaged one gathered. It maps the file for reading and believes nothing in it.
 */
#include "config.h"

#include "repo/wreck.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "repo/key.h"
#include "repo/page_layout.h"
#include "repo/sum.h"

/* How a page was reached: bits, as one that is damaged may be reached in several ways. */
#define PAGE_UNSEEN 0
#define PAGE_FREE 1
#define PAGE_OF(tree) (2u << (tree))
#define PAGE_SURPLUS 128	/* of a large value that says more pages than it needs */

/* A record or an index entry that was found. */
struct found {
	const uint8_t *node;
	uint64_t age;			/* of a free page: the transaction that freed it */
	uint8_t rank;
};
enum { RANK_TREE, RANK_STRAY, RANK_OLD };

struct found_list {
	struct found *list;
	size_t count, cap;
};

struct range {
	struct wreck_bytes from, to;
};

/* Pages behind those that a large value needs: they may be its own, or its number is wrong. */
struct surplus {
	uint64_t first, end, leaf;
	struct wreck_bytes key;
	enum wreck_tree tree;
	bool told;
};

struct wreck {
	const uint8_t *map;
	uint64_t bytes;
	uint32_t size;			/* of a page */
	struct meta metas[2];
	int chosen;			/* of the metas */
	uint64_t pages, known;		/* whole ones in the file; those that may be free */
	uint64_t end;			/* behind the last page that counts; what follows is nobody's */
	uint8_t *state;			/* of each page: PAGE_ bits */
	uint64_t *age;			/* of each free page, when gathering */
	bool free_known;		/* the list of free pages is whole */
	bool gathering;
	struct found_list found[STORE_DBS];
	struct wreck_bytes *lost;
	size_t lost_count, lost_cap;
	struct range *ranges;
	size_t range_count, range_cap;
	struct surplus *surplus;
	size_t surplus_count, surplus_cap;
	uint64_t entries[STORE_DBS];	/* as the trees' descriptions say; UINT64_MAX: unknown */
	uint64_t lost_more;
	uint64_t problems;
	uint64_t shown;			/* pages that were looked at */
	wreck_problem_fn each;
	void *ctx;
	enum cim_err err;		/* CIM_ENOMEM: nothing counts any more */
};

/* ---- The file ------------------------------------------------------------ */

static enum cim_err
file_map(struct wreck *w, const char *dir, struct cim_fault *fault)
{
	struct stat st;
	size_t n = strlen(dir) + sizeof("/data.mdb");
	char *path = malloc(n);
	if (path == NULL)
		return CIM_ENOMEM;
	(void)snprintf(path, n, "%s/data.mdb", dir);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK);
	int sys = errno;
	free(path);
	if (fd < 0 && (sys == ENOENT || sys == ENOTDIR || sys == ELOOP))
		return cim_fault(fault, CIM_EDAMAGED, sys == ELOOP ? "data.mdb is a symbolic link" :
		    "data.mdb is missing from the live generation");
	if (fd < 0) {
		errno = sys;
		return cim_fault_errno(fault, "data.mdb");
	}
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size < 1024 ||
	    (uint64_t)st.st_size > SIZE_MAX) {
		close(fd);
		return cim_fault(fault, CIM_EDAMAGED, "data.mdb is no store: %s",
		    S_ISREG(st.st_mode) ? "it is too short" : "no regular file");
	}
	void *map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
	close(fd);
	if (map == MAP_FAILED)
		return cim_fault_errno(fault, "data.mdb cannot be read");
	w->map = map;
	w->bytes = (uint64_t)st.st_size;
	return CIM_OK;
}

static bool
size_possible(uint32_t size)
{
	return size >= 512 && size <= 65536 && (size & (size - 1)) == 0;
}

/* Whether a meta page stands at an offset. */
static bool
meta_at(const struct wreck *w, uint64_t at)
{
	struct { struct page page; struct meta meta; } both;
	if (at + sizeof(both) > w->bytes)
		return false;
	memcpy(&both, w->map + at, sizeof(both));
	return both.meta.magic == DATA_MAGIC && (both.page.flags & P_META) != 0;
}

/* The page size: the first meta page says it, or where the second one is. */
static uint32_t
page_size_find(const struct wreck *w)
{
	struct { struct page page; struct meta meta; } first;
	memcpy(&first, w->map, sizeof(first));
	uint32_t said = first.meta.trees[0].pad;
	if (size_possible(said) && meta_at(w, said))
		return said;
	for (uint32_t size = 512; size <= 65536; size *= 2) {
		if (meta_at(w, size))
			return size;
	}
	return size_possible(said) ? said : 4096;
}

enum cim_err
wreck_open(const char *dir, struct wreck **out, struct cim_fault *fault)
{
	*out = NULL;
	struct wreck *w = calloc(1, sizeof(*w));
	if (w == NULL)
		return CIM_ENOMEM;
	enum cim_err err = file_map(w, dir, fault);
	if (err == CIM_OK) {
		w->size = page_size_find(w);
		if (w->bytes / w->size < 2)
			err = cim_fault(fault, CIM_EDAMAGED, "data.mdb is too short for a store");
	}
	if (err != CIM_OK) {
		wreck_close(w);
		return err;
	}
	*out = w;
	return CIM_OK;
}

/* What an earlier look has found. */
static void
forget(struct wreck *w)
{
	free(w->state);
	free(w->age);
	for (int i = 0; i < STORE_DBS; i++) {
		free(w->found[i].list);
		w->found[i] = (struct found_list){ 0 };
		w->entries[i] = UINT64_MAX;
	}
	free(w->lost);
	free(w->ranges);
	free(w->surplus);
	w->surplus = NULL;
	w->surplus_count = w->surplus_cap = 0;
	w->state = NULL;
	w->age = NULL;
	w->lost = NULL;
	w->ranges = NULL;
	w->lost_count = w->lost_cap = w->range_count = w->range_cap = 0;
	w->problems = w->lost_more = 0;
	w->err = CIM_OK;
}

void
wreck_close(struct wreck *w)
{
	if (w == NULL)
		return;
	forget(w);
	if (w->map != NULL)
		(void)munmap((void *)(uintptr_t)w->map, (size_t)w->bytes);
	free(w);
}

/* ---- Telling, and lists that grow ----------------------------------------- */

/* Room for one more in a list; false: no memory, which is remembered. */
static bool
room(struct wreck *w, void **list, size_t count, size_t *cap, size_t each)
{
	if (count < *cap)
		return true;
	size_t more = *cap == 0 ? 64 : *cap + *cap / 2, bytes;
	void *grown = __builtin_mul_overflow(more, each, &bytes) ? NULL : realloc(*list, bytes);
	if (grown == NULL) {
		w->err = CIM_ENOMEM;
		return false;
	}
	*list = grown;
	*cap = more;
	return true;
}

static const struct wreck_bytes nothing = { NULL, 0 };

static void
tell(struct wreck *w, const struct wreck_problem *problem)
{
	w->problems++;
	if (w->each != NULL)
		w->each(w->ctx, problem);
}

static void
found_add(struct wreck *w, enum store_db db, const uint8_t *node, uint8_t rank, uint64_t age)
{
	struct found_list *f = &w->found[db];
	void *list = f->list;
	bool good = room(w, &list, f->count, &f->cap, sizeof(struct found));
	f->list = list;
	if (good)
		f->list[f->count++] = (struct found){ node, age, rank };
}

static void
lost_add(struct wreck *w, struct wreck_bytes key)
{
	void *list = w->lost;
	bool good = room(w, &list, w->lost_count, &w->lost_cap, sizeof(key));
	w->lost = list;
	if (good)
		w->lost[w->lost_count++] = key;
}

static void
range_add(struct wreck *w, struct wreck_bytes from, struct wreck_bytes to)
{
	void *list = w->ranges;
	bool good = room(w, &list, w->range_count, &w->range_cap, sizeof(struct range));
	w->ranges = list;
	if (good)
		w->ranges[w->range_count++] = (struct range){ from, to };
}

/* ---- Keys ---------------------------------------------------------------- */

static int
key_cmp(struct wreck_bytes a, struct wreck_bytes b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n == 0 ? 0 : memcmp(a.at, b.at, n);
	return order != 0 ? order : (a.n > b.n) - (a.n < b.n);
}

/* Of the free list keys are numbers; one of another length is behind all. */
static int
number_cmp(struct wreck_bytes a, struct wreck_bytes b)
{
	size_t x = SIZE_MAX, y = SIZE_MAX;
	if (a.n == sizeof(x))
		memcpy(&x, a.at, sizeof(x));
	if (b.n == sizeof(y))
		memcpy(&y, b.at, sizeof(y));
	return (x > y) - (x < y);
}

static const uint8_t *
page_at(const struct wreck *w, uint64_t number)
{
	return w->map + number * w->size;
}

/* Pages that are looked at before they are given back: memory holds so many, whatever the size. */
#define DROP_EVERY 16384

static void
drop_pages(struct wreck *w)
{
	(void)madvise((void *)(uintptr_t)w->map, (size_t)w->bytes, MADV_DONTNEED);
}

/* Another page is looked at. Pointers into the others hold: what is asked for is fetched again. */
static void
page_shown(struct wreck *w)
{
	if (++w->shown % DROP_EVERY == 0)
		drop_pages(w);
}

/* ---- Nodes --------------------------------------------------------------- */

/* A node as it says; all of it inside its page. */
struct view {
	struct wreck_bytes key;
	const uint8_t *value;		/* inside the page */
	uint32_t size;			/* of the value, wherever it is */
	uint16_t flags;
	size_t taken;
};

/* NULL, or what is wrong with the node at an offset of a leaf. */
static const char *
node_read(const struct wreck *w, const uint8_t *page, size_t at, struct view *v)
{
	struct node node;
	if (at < PAGE_HEAD || at > w->size - NODE_HEAD || at % 2 != 0)
		return "has a node outside its bounds";
	memcpy(&node, page + at, NODE_HEAD);
	size_t left = w->size - at - NODE_HEAD;
	v->size = node_size(&node);
	v->flags = node.flags;
	size_t inside = node.flags & NODE_BIG ? sizeof(size_t) : v->size;
	if ((node.flags & ~(NODE_BIG | NODE_SUBTREE)) != 0)
		return "has a node of an unknown kind";
	if (node.key_size == 0 || node.key_size > TREE_KEY_MAX || node.key_size > left ||
	    inside > left - node.key_size)
		return "has a node that runs over its end";
	v->key = (struct wreck_bytes){ page + at + NODE_HEAD, node.key_size };
	v->value = v->key.at + v->key.n;
	v->taken = NODE_HEAD + node.key_size + inside;
	return NULL;
}

/* The value of a node, also when it stands on pages of its own; false: not in the file. */
static bool
value_read(const struct wreck *w, const struct view *v, struct wreck_bytes *out)
{
	*out = (struct wreck_bytes){ v->value, v->size };
	if ((v->flags & NODE_BIG) == 0)
		return true;
	size_t number;
	memcpy(&number, v->value, sizeof(number));
	if (number < 2 || number >= w->bytes / w->size)
		return false;
	uint64_t at = (uint64_t)number * w->size + PAGE_HEAD;
	if (v->size > w->bytes - at)
		return false;
	out->at = w->map + at;
	return true;
}

/* Whether a node is a record whose sum is right: it cannot be anything else then. */
static bool
is_record(const struct wreck *w, const struct view *v)
{
	struct wreck_bytes value;
	switch (v->key.at[0]) {
	case REPO_KIND_NAMESPACE: case REPO_KIND_QUALIFIER_TYPE: case REPO_KIND_ENUMERATION:
	case REPO_KIND_STRUCTURE: case REPO_KIND_CLASS: case REPO_KIND_INSTANCE: break;
	default: return false;
	}
	return v->flags <= NODE_BIG && v->key.n > 1 && value_read(w, v, &value) &&
	    value.n > REPO_SUM_SIZE && repo_sum_right(v->key.at, v->key.n, value.at,
		value.n - REPO_SUM_SIZE);
}

static bool
is_entry(const struct view *v)
{
	uint8_t first = v->key.at[0];
	return v->flags == 0 && (first == KEY_COUNTS || first == KEY_SUBCLASS ||
	    first == KEY_CLASS_USE || first == KEY_REFERENCE);
}

/* Whether a node begins at an offset by the page's own list. */
static bool
is_listed(const struct wreck *w, const uint8_t *page, size_t at)
{
	struct page head;
	memcpy(&head, page, sizeof(head));
	/* Without bounds nobody knows where the list ends and bytes of values begin. */
	if (head.lower > head.upper || head.upper > w->size || head.lower % 2 != 0)
		return false;
	for (size_t i = PAGE_HEAD; i + 2 <= head.lower; i += 2) {
		uint16_t listed;
		memcpy(&listed, page + i, sizeof(listed));
		if (listed == at)
			return true;
	}
	return false;
}

/*
 * All records of a leaf whose head or list cannot be trusted, by their sums. What lies inside of a
 * record, or of a node that the list names, is its content and no record.
 */
static void
page_scour(struct wreck *w, uint64_t number, uint8_t rank, uint64_t age)
{
	const uint8_t *page = page_at(w, number);
	struct view v;
	for (size_t at = PAGE_HEAD; at + NODE_HEAD < w->size;) {
		bool node = node_read(w, page, at, &v) == NULL;
		bool good = node && is_record(w, &v);
		if (good)
			found_add(w, STORE_RECORDS, page + at, rank, age);
		at += good || (node && is_listed(w, page, at)) ? v.taken + v.taken % 2 : 2;
	}
}

/* ---- A tree -------------------------------------------------------------- */

struct walk {
	struct wreck *w;
	enum wreck_tree tree;
	uint64_t branches, leaves, overflows, entries;
	struct wreck_bytes last;	/* the key before */
	uint64_t before;		/* problems, when the walk began */
	bool quick;			/* the root alone */
};

static int
walk_cmp(const struct walk *walk, struct wreck_bytes a, struct wreck_bytes b)
{
	return walk->tree == WRECK_FREE ? number_cmp(a, b) : key_cmp(a, b);
}

static void
tell_page(struct walk *walk, uint64_t page, const char *what, struct wreck_bytes from,
    struct wreck_bytes to)
{
	const struct wreck_problem problem = { .tree = walk->tree, .page = page, .what = what,
		.from = from, .to = to };
	tell(walk->w, &problem);
}

/* A node whose head may be wrong: its key begins behind it all the same. */
static void
tell_raw(struct walk *walk, uint64_t page, const char *what, size_t at, struct wreck_bytes from,
    struct wreck_bytes to)
{
	struct wreck_problem problem = { .tree = walk->tree, .page = page, .what = what,
		.from = from, .to = to };
	if (at >= PAGE_HEAD && at + NODE_HEAD < walk->w->size)
		problem.raw = (struct wreck_bytes){ page_at(walk->w, page) + at + NODE_HEAD,
			walk->w->size - at - NODE_HEAD };
	tell(walk->w, &problem);
}

static void
tell_node(struct walk *walk, uint64_t page, const char *what, struct wreck_bytes key)
{
	const struct wreck_problem problem = { .tree = walk->tree, .page = page, .what = what,
		.key = key };
	tell(walk->w, &problem);
}

static void surplus_tell(struct wreck *w, uint64_t page);

/*
 * Marks pages as reached; NULL, or why that should not be. *again: not even by who is told of it,
 * since the same tree was there before, or there is no such page.
 */
static const char *
mark(struct wreck *w, uint64_t page, uint64_t count, uint64_t end, unsigned bit, bool *again)
{
	const char *why = NULL;
	*again = page < 2 || page >= end || count > end - page;
	if (*again)
		return "points to a page outside the file";
	for (uint64_t p = page; p < page + count; p++) {
		if (w->state[p] & PAGE_SURPLUS)
			surplus_tell(w, p);
		if (w->state[p] != PAGE_UNSEEN)
			why = w->state[p] == PAGE_FREE ? "points to a page that is free" :
			    "points to a page that is in use already";
		*again = *again || (w->state[p] & bit) != 0;
		w->state[p] |= (uint8_t)bit;
	}
	return why;
}

/* A value of the free list: how many pages, and each of them, falling. */
static const char *
free_list_read(struct walk *walk, const struct view *v)
{
	struct wreck *w = walk->w;
	struct wreck_bytes value;
	size_t words, page, last = SIZE_MAX, txn;
	if (v->key.n != sizeof(txn) || !value_read(w, v, &value) ||
	    value.n % sizeof(size_t) != 0 || value.n == 0)
		return "has a list of free pages that is none";
	memcpy(&txn, v->key.at, sizeof(txn));
	if (txn == 0 || txn > w->metas[w->chosen].txn_id)
		return "has a list of free pages of a transaction that was not";
	memcpy(&words, value.at, sizeof(words));
	if (words != value.n / sizeof(size_t) - 1)
		return "has a list of free pages of another length";
	for (size_t i = 1; i <= words; i++) {
		memcpy(&page, value.at + i * sizeof(page), sizeof(page));
		if (page >= last)
			return "has a list of free pages out of order";
		last = page;
		bool again;
		if (mark(w, page, 1, w->known, PAGE_FREE, &again) != NULL)
			return "has a list of free pages with one that is not";
		if (w->age != NULL)
			w->age[page] = txn;
	}
	return NULL;
}

static void
surplus_add(struct wreck *w, const struct surplus *surplus)
{
	void *list = w->surplus;
	bool good = room(w, &list, w->surplus_count, &w->surplus_cap, sizeof(*surplus));
	w->surplus = list;
	if (good)
		w->surplus[w->surplus_count++] = *surplus;
}

/* Somebody else has a page that a value took beyond its need: the value's number is wrong. */
static void
surplus_tell(struct wreck *w, uint64_t page)
{
	for (size_t i = 0; i < w->surplus_count; i++) {
		struct surplus *s = &w->surplus[i];
		if (page < s->first || page >= s->end || s->told)
			continue;
		s->told = true;
		const struct wreck_problem problem = { .tree = s->tree, .page = s->leaf,
			.key = s->key, .what = "has a node whose overflow pages are too many" };
		tell(w, &problem);
	}
}

/* The pages of a value that stands on its own. */
static const char *
overflow_read(struct walk *walk, const struct view *v, uint64_t leaf)
{
	struct wreck *w = walk->w;
	size_t number;
	struct page head;
	uint32_t count;
	memcpy(&number, v->value, sizeof(number));
	if (number < 2 || number >= w->pages)
		return "has a node whose value would be outside the file";
	memcpy(&head, page_at(w, number), sizeof(head));
	memcpy(&count, &head.lower, sizeof(count));
	if (head.number != number || head.flags != P_OVERFLOW)
		return "has a node whose value is on no overflow page";
	if (count == 0 || v->size > (uint64_t)count * w->size - PAGE_HEAD)
		return "has a node whose overflow pages are too few";
	walk->overflows += count;
	bool again;
	uint64_t need = ((uint64_t)v->size + PAGE_HEAD + w->size - 1) / w->size;
	const char *why = mark(w, number, need, w->pages, PAGE_OF(walk->tree), &again);
	if (count > need) {
		bool other;
		const char *more = mark(w, number + need, count - need, w->pages, PAGE_SURPLUS, &other);
		surplus_add(w, &(struct surplus){ number + need, number + count, leaf, v->key,
			walk->tree, more != NULL });
		why = why != NULL ? why : more;
	}
	return why == NULL ? NULL : "has a node whose value is on pages in use already";
}

static void tree_read(struct walk *main, const struct view *v, uint64_t page);

/* What a leaf's node holds; NULL, or what is wrong with it. */
static const char *
leaf_value(struct walk *walk, const struct view *v, uint64_t number)
{
	if (walk->tree == WRECK_MAIN) {
		if (v->flags != NODE_SUBTREE || v->size != sizeof(struct tree))
			return "has a node that describes no tree";
		tree_read(walk, v, number);
		return NULL;
	}
	if (v->flags & NODE_SUBTREE)
		return "has a node of a kind that is not there";
	const char *why = v->flags & NODE_BIG ? overflow_read(walk, v, number) : NULL;
	return why == NULL && walk->tree == WRECK_FREE ? free_list_read(walk, v) : why;
}

/* What is kept of a node, when gathering. */
static void
leaf_gather(struct walk *walk, const struct view *v, const uint8_t *node, uint64_t number)
{
	struct wreck *w = walk->w;
	if (walk->tree == WRECK_INDEX && is_entry(v)) {
		found_add(w, STORE_INDEX, node, RANK_TREE, 0);
	} else if (walk->tree == WRECK_RECORDS && is_record(w, v)) {
		found_add(w, STORE_RECORDS, node, RANK_TREE, 0);
	} else if (walk->tree == WRECK_RECORDS) {
		struct wreck_problem problem = { .tree = walk->tree, .page = number, .key = v->key,
			.what = "has a record whose checksum is wrong",
			.raw = { v->key.at, (size_t)(page_at(w, number) + w->size - v->key.at) } };
		if (!value_read(w, v, &problem.value))
			problem.value = nothing;
		tell(w, &problem);
		lost_add(w, v->key);
	}
}

/* The nodes of a leaf. True: all of them are right. */
static bool
leaf_nodes(struct walk *walk, uint64_t number, size_t count, struct wreck_bytes from,
    struct wreck_bytes to)
{
	struct wreck *w = walk->w;
	const uint8_t *page = page_at(w, number);
	uint64_t before = w->problems;
	size_t all = 0;
	struct page head;
	memcpy(&head, page, sizeof(head));
	for (size_t i = 0; i < count && w->err == CIM_OK; i++) {
		uint16_t at;
		struct view v;
		memcpy(&at, page + PAGE_HEAD + i * sizeof(at), sizeof(at));
		const char *why = at < head.upper ? "has a node outside its bounds" :
		    node_read(w, page, at, &v);
		if (why != NULL) {
			tell_raw(walk, number, why, at, from, to);
			continue;
		}
		all += v.taken + v.taken % 2;
		walk->entries++;
		if (walk->last.at != NULL && walk_cmp(walk, walk->last, v.key) >= 0)
			tell_node(walk, number, "has a node out of order", v.key);
		else if ((from.n > 0 && walk_cmp(walk, v.key, from) < 0) ||
		    (to.n > 0 && walk_cmp(walk, v.key, to) >= 0))
			tell_node(walk, number, "has a node that its branch does not lead to",
			    v.key);
		walk->last = v.key;
		why = leaf_value(walk, &v, number);
		if (why != NULL)
			tell_node(walk, number, why, v.key);
		if (w->gathering)
			leaf_gather(walk, &v, page + at, number);
	}
	/* Nodes stand without gaps from one end of the page: who moves one counts on it. */
	if (w->problems == before && all != (size_t)(w->size - head.upper))
		tell_page(walk, number, "has nodes over each other, or gaps between them", from, to);
	return w->problems == before;
}

static void page_read(struct walk *walk, uint64_t parent, uint64_t number, uint16_t depth,
    struct wreck_bytes from, struct wreck_bytes to);

/* The nodes of a branch: the keys between which their pages' keys are. */
static void
branch_nodes(struct walk *walk, uint64_t number, size_t count, uint16_t depth,
    struct wreck_bytes from, struct wreck_bytes to)
{
	struct wreck *w = walk->w;
	const uint8_t *page = page_at(w, number);
	struct page head;
	uint64_t before = w->problems;
	size_t all = 0;
	memcpy(&head, page, sizeof(head));
	struct wreck_bytes low = from;
	uint64_t child = 0;
	bool open = false;
	for (size_t i = 0; i < count && w->err == CIM_OK; i++) {
		uint16_t at;
		struct node node;
		memcpy(&at, page + PAGE_HEAD + i * sizeof(at), sizeof(at));
		bool good = at >= head.upper && at <= w->size - NODE_HEAD && at % 2 == 0;
		if (good) {
			memcpy(&node, page + at, NODE_HEAD);
			good = node.key_size <= w->size - at - NODE_HEAD &&
			    node.key_size <= TREE_KEY_MAX;
		}
		if (!good) {
			tell_page(walk, number, "has a node outside its bounds", low, to);
			continue;
		}
		size_t taken = NODE_HEAD + node.key_size;
		all += taken + taken % 2;
		/* The key of the first says nothing: all that is smaller is below it. */
		struct wreck_bytes key = i == 0 ? from :
		    (struct wreck_bytes){ page + at + NODE_HEAD, node.key_size };
		if (i > 0 && (key.n == 0 || (low.n > 0 && walk_cmp(walk, low, key) >= 0) ||
		    (to.n > 0 && walk_cmp(walk, key, to) >= 0))) {
			tell_page(walk, number, "has a node out of order", low, to);
			key = low;
		}
		if (open)
			page_read(walk, number, child, (uint16_t)(depth - 1), low, key);
		low = key;
		child = node_page(&node);
		open = true;
	}
	if (open && w->err == CIM_OK)
		page_read(walk, number, child, (uint16_t)(depth - 1), low, to);
	if (w->problems == before && all != (size_t)(w->size - head.upper))
		tell_page(walk, number, "has nodes over each other, or gaps between them", from, to);
}

/* What is wrong with the head of a page, or NULL. */
static const char *
head_check(const struct wreck *w, uint64_t number, const struct page *head, uint16_t depth)
{
	if (head->number != number)
		return "holds another page's number";
	if (head->flags != (depth > 1 ? P_BRANCH : P_LEAF))
		return "is not of the kind expected there";
	if (head->lower < PAGE_HEAD || head->lower > head->upper || head->upper > w->size ||
	    head->lower % 2 != 0)
		return "has impossible bounds";
	return head->lower == PAGE_HEAD ? "has no nodes" : NULL;
}

/* A page and all below it; its keys are from.. below to. */
static void
page_read(struct walk *walk, uint64_t parent, uint64_t number, uint16_t depth,
    struct wreck_bytes from, struct wreck_bytes to)
{
	struct wreck *w = walk->w;
	struct page head;
	bool again;
	const char *why = mark(w, number, 1, w->pages, PAGE_OF(walk->tree), &again);
	if (why != NULL) {
		tell_page(walk, parent, why, from, to);
		if (walk->tree == WRECK_RECORDS)
			range_add(w, from, to);
	}
	/* One that another tree or the list of free pages claims too may be ours all the same. */
	if (again)
		return;
	page_shown(w);
	memcpy(&head, page_at(w, number), sizeof(head));
	(*(depth > 1 ? &walk->branches : &walk->leaves))++;
	why = head_check(w, number, &head, depth);
	bool leaf = depth <= 1, whole = why == NULL;
	size_t count = (size_t)(head.lower - PAGE_HEAD) / sizeof(uint16_t);
	if (why != NULL)
		tell_page(walk, number, why, from, to);
	/* A wrong number or kind does not make the rest wrong. */
	bool usable = head.lower >= PAGE_HEAD && head.lower <= head.upper &&
	    head.upper <= w->size && head.lower % 2 == 0;
	if (walk->quick)
		return;
	if (usable && leaf)
		whole = leaf_nodes(walk, number, count, from, to) && whole;
	else if (usable)
		branch_nodes(walk, number, count, depth, from, to);
	if (walk->tree != WRECK_RECORDS || whole)
		return;
	range_add(w, from, to);
	if (leaf && w->gathering)
		page_scour(w, number, RANK_TREE, 0);
}

/* A whole tree, and what its description says of it. */
static void
tree_walk(struct walk *walk, const struct tree *tree, uint64_t page)
{
	struct wreck *w = walk->w;
	walk->before = w->problems;
	if (tree->root == SIZE_MAX) {
		if (tree->depth != 0 || tree->entries != 0)
			tell_page(walk, page, "describes an empty tree wrongly", nothing, nothing);
		return;
	}
	if (tree->depth == 0 || tree->depth > DEPTH_MAX) {
		tell_page(walk, page, "describes a tree of impossible depth", nothing, nothing);
		range_add(w, nothing, nothing);
		return;
	}
	page_read(walk, page, tree->root, tree->depth, nothing, nothing);
	if (!walk->quick && w->problems == walk->before && (tree->branch_pages != walk->branches ||
	    tree->leaf_pages != walk->leaves || tree->overflow_pages != walk->overflows ||
	    tree->entries != walk->entries))
		tell_page(walk, page, "counts other pages or entries than the tree has", nothing,
		    nothing);
}

static void
tree_read(struct walk *main, const struct view *v, uint64_t page)
{
	struct wreck *w = main->w;
	struct walk walk = { .w = w, .tree = WRECK_MAIN, .quick = main->quick };
	struct tree tree;
	memcpy(&tree, v->value, sizeof(tree));
	if (v->key.n == 7 && memcmp(v->key.at, "records", 7) == 0)
		walk.tree = WRECK_RECORDS;
	else if (v->key.n == 5 && memcmp(v->key.at, "index", 5) == 0)
		walk.tree = WRECK_INDEX;
	if (walk.tree == WRECK_MAIN) {
		tell_page(&walk, page, "names a tree that is none of ours", nothing, nothing);
		return;
	}
	enum store_db db = walk.tree == WRECK_RECORDS ? STORE_RECORDS : STORE_INDEX;
	w->entries[db] = tree.entries;
	if (tree.flags != 0 || tree.pad != 0)
		tell_page(&walk, page, "describes a tree of an unknown kind", nothing, nothing);
	tree_walk(&walk, &tree, page);
}

/* ---- The meta pages ------------------------------------------------------ */

static void
tell_meta(struct wreck *w, int i, const char *what)
{
	const struct wreck_problem problem = { .tree = WRECK_META, .page = (uint64_t)i,
		.what = what };
	tell(w, &problem);
}

/* The last key of the free list below a meta page: its own transaction's; 0: it has none. */
static uint64_t
last_freed(const struct wreck *w, const struct meta *meta)
{
	uint64_t number = meta->trees[0].root;
	size_t txn;
	for (unsigned depth = meta->trees[0].depth; depth > 0 && depth <= DEPTH_MAX; depth--) {
		struct page head;
		uint16_t at;
		if (number < 2 || number >= w->bytes / w->size)
			return 0;
		const uint8_t *page = page_at(w, number);
		memcpy(&head, page, sizeof(head));
		if (head.number != number || head.lower < PAGE_HEAD + 2 || head.lower > w->size)
			return 0;
		memcpy(&at, page + head.lower - 2, sizeof(at));
		if (at > w->size - NODE_HEAD - sizeof(txn))
			return 0;
		struct node node;
		memcpy(&node, page + at, NODE_HEAD);
		if (depth == 1) {
			memcpy(&txn, page + at + NODE_HEAD, sizeof(txn));
			return node.key_size == sizeof(txn) ? txn : 0;
		}
		number = node_page(&node);
	}
	return 0;
}

/* What one meta page says that cannot be so. */
static void
meta_check(struct wreck *w, int i)
{
	struct page head;
	const struct meta *meta = &w->metas[i];
	memcpy(&head, w->map + (size_t)i * w->size, sizeof(head));
	uint64_t need = (meta->last_page + 1) * (uint64_t)w->size;
	if (head.number != (size_t)i)
		tell_meta(w, i, "holds another page's number");
	else if (head.flags != P_META || meta->magic != DATA_MAGIC || meta->version != DATA_VERSION)
		tell_meta(w, i, "is no meta page of the data format");
	else if (meta->trees[0].pad != w->size)
		tell_meta(w, i, "says another page size");
	else if (meta->trees[0].flags != FREE_FLAGS || meta->trees[1].flags != 0 ||
	    meta->trees[1].pad != 0 || meta->address != 0)
		tell_meta(w, i, "describes a tree of an unknown kind");
	else if (meta->map_size > MAP_MAX || meta->map_size % w->size != 0 ||
	    (meta->map_size & (meta->map_size - 1)) != 0 || meta->last_page >= MAP_MAX / w->size ||
	    need > meta->map_size)
		tell_meta(w, i, "says an impossible size of the map");
	else if (meta->txn_id % 2 != (size_t)i && meta->txn_id != 0)
		tell_meta(w, i, "holds the other's transaction");
}

/* Which of the two holds: the newer one, unless what is below it says that its number is wrong. */
static int
meta_choose(struct wreck *w)
{
	const struct meta *m = w->metas;
	uint64_t freed[2] = { last_freed(w, &m[0]), last_freed(w, &m[1]) };
	int newer = m[1].txn_id > m[0].txn_id;
	bool follow = m[newer].txn_id == m[!newer].txn_id + 1 ||
	    (m[0].txn_id == 0 && m[1].txn_id == 0);
	bool own = m[newer].txn_id < 2 || freed[newer] == m[newer].txn_id;
	if (!follow)
		tell_meta(w, newer, "does not follow the other one's transaction");
	else if (!own)
		tell_meta(w, newer, "holds another transaction than its free pages tell");
	/* A list that cannot be read says nothing against it. */
	if ((follow && (own || freed[newer] == 0)) || freed[0] == freed[1])
		return newer;
	return freed[1] > freed[0];
}

/* Reads both, twice the same; then which one it is about. */
static enum cim_err
metas_read(struct wreck *w, uint64_t txn)
{
	struct meta again[2];
	for (int tries = 0; tries < 4; tries++) {
		for (size_t i = 0; i < 2; i++)
			memcpy(&w->metas[i], w->map + i * w->size + PAGE_HEAD, sizeof(struct meta));
		for (size_t i = 0; i < 2; i++)
			memcpy(&again[i], w->map + i * w->size + PAGE_HEAD, sizeof(struct meta));
		if (memcmp(again, w->metas, sizeof(again)) == 0)
			break;
	}
	if (txn != WRECK_NEWEST && w->metas[0].txn_id != txn && w->metas[1].txn_id != txn)
		return CIM_EBUSY;
	w->chosen = meta_choose(w);
	meta_check(w, 0);
	meta_check(w, 1);
	if (txn != WRECK_NEWEST && w->problems == 0)
		w->chosen = w->metas[1].txn_id == txn;
	return CIM_OK;
}

bool
wreck_is_newer(const struct wreck *w)
{
	struct meta two[2];
	for (size_t i = 0; i < 2; i++)
		memcpy(&two[i], w->map + i * w->size + PAGE_HEAD, sizeof(two[i]));
	return two[0].version == two[1].version && two[0].version > DATA_VERSION;
}

/* ---- All of it ----------------------------------------------------------- */

/* Prepares a look at the trees of the chosen meta page. */
static enum cim_err
look_begin(struct wreck *w, uint64_t txn, wreck_problem_fn each, void *ctx)
{
	forget(w);
	w->each = each;
	w->ctx = ctx;
	enum cim_err err = metas_read(w, txn);
	if (err != CIM_OK)
		return err;
	const struct meta *meta = &w->metas[w->chosen];
	w->pages = w->known = w->bytes / w->size;
	/* Pages that were given back before they were written may lie behind the end of the file. */
	if (meta->last_page < MAP_MAX / w->size && meta->last_page >= w->known &&
	    (meta->last_page + 1) * w->size <= meta->map_size)
		w->known = meta->last_page + 1;
	w->end = meta->last_page < w->pages ? meta->last_page + 1 : w->pages;
	w->state = calloc((size_t)w->known + 1, 1);
	if (w->state == NULL)
		return CIM_ENOMEM;
	if (w->gathering)
		w->age = calloc((size_t)w->known + 1, sizeof(*w->age));
	return w->gathering && w->age == NULL ? CIM_ENOMEM : CIM_OK;
}

/* A transaction takes no more pages than it uses or gives back: the last one is either. */
static void
last_page_check(struct wreck *w, bool whole)
{
	uint64_t last = w->metas[w->chosen].last_page, seen = w->known - 1;
	while (seen > 1 && w->state[seen] == PAGE_UNSEEN)
		seen--;
	if (seen > 1 && seen > last)
		tell_meta(w, w->chosen, "says fewer pages than are in use or free");
	else if (whole && seen > 1 && seen < last)
		tell_meta(w, w->chosen, "says more pages than are in use or free");
	if (seen >= w->end)
		w->end = seen < w->pages ? seen + 1 : w->pages;
}

static void
trees_read(struct wreck *w, bool quick)
{
	const struct meta *meta = &w->metas[w->chosen];
	struct walk list = { .w = w, .tree = WRECK_FREE, .quick = quick };
	struct walk main = { .w = w, .tree = WRECK_MAIN, .quick = false };
	uint64_t before = w->problems;
	tree_walk(&list, &meta->trees[0], (uint64_t)w->chosen);
	w->free_known = w->problems == before;
	if (quick) {
		/* The main tree is one leaf: its descriptions, and the roots that they name. */
		struct walk roots = { .w = w, .tree = WRECK_MAIN, .quick = true };
		struct page head;
		bool again;
		const char *why = meta->trees[1].depth != 1 ? "describes a tree of impossible depth" :
		    mark(w, meta->trees[1].root, 1, w->pages, PAGE_OF(WRECK_MAIN), &again);
		if (why == NULL) {
			memcpy(&head, page_at(w, meta->trees[1].root), sizeof(head));
			why = head_check(w, meta->trees[1].root, &head, 1);
		}
		if (why != NULL)
			tell_page(&roots, meta->trees[1].root, why, nothing, nothing);
		else
			(void)leaf_nodes(&roots, meta->trees[1].root,
			    (size_t)(head.lower - PAGE_HEAD) / sizeof(uint16_t), nothing, nothing);
		return;
	}
	tree_walk(&main, &meta->trees[1], (uint64_t)w->chosen);
	if (w->entries[STORE_RECORDS] == UINT64_MAX || w->entries[STORE_INDEX] == UINT64_MAX) {
		tell_page(&main, meta->trees[1].root, "names not all of our trees", nothing,
		    nothing);
		range_add(w, nothing, nothing);
	}
	last_page_check(w, w->problems == before);
}

enum cim_err
wreck_check(struct wreck *w, uint64_t txn, wreck_problem_fn each, void *ctx)
{
	w->gathering = false;
	enum cim_err err = look_begin(w, txn, each, ctx);
	if (err != CIM_OK)
		return err;
	trees_read(w, false);
	drop_pages(w);
	if (w->err != CIM_OK)
		return w->err;
	return w->problems > 0 ? CIM_EDAMAGED : CIM_OK;
}

enum cim_err
wreck_check_quick(struct wreck *w, uint64_t txn, wreck_problem_fn each, void *ctx)
{
	w->gathering = false;
	enum cim_err err = look_begin(w, txn, each, ctx);
	if (err != CIM_OK)
		return err;
	trees_read(w, true);
	if (w->err != CIM_OK)
		return w->err;
	return w->problems > 0 ? CIM_EDAMAGED : CIM_OK;
}

/* ---- Gathering ----------------------------------------------------------- */

static void
found_view(const struct wreck *w, const struct found *found, struct view *v)
{
	size_t offset = (size_t)(found->node - w->map) % w->size;
	(void)node_read(w, found->node - offset, offset, v);
}

static int
found_cmp(const void *a, const void *b)
{
	const struct found *x = a, *y = b;
	struct node nx, ny;
	memcpy(&nx, x->node, NODE_HEAD);
	memcpy(&ny, y->node, NODE_HEAD);
	int order = key_cmp((struct wreck_bytes){ x->node + NODE_HEAD, nx.key_size },
	    (struct wreck_bytes){ y->node + NODE_HEAD, ny.key_size });
	if (order != 0)
		return order;
	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	if (x->age != y->age)
		return x->age > y->age ? -1 : 1;
	return (x->node > y->node) - (x->node < y->node);
}

/* Sorts, and leaves of each key the best. */
static void
found_settle(struct found_list *f)
{
	if (f->count < 2)
		return;
	qsort(f->list, f->count, sizeof(f->list[0]), found_cmp);
	size_t kept = 1;
	for (size_t i = 1; i < f->count; i++) {
		const uint8_t *a = f->list[kept - 1].node, *b = f->list[i].node;
		struct node na, nb;
		memcpy(&na, a, NODE_HEAD);
		memcpy(&nb, b, NODE_HEAD);
		if (na.key_size != nb.key_size ||
		    memcmp(a + NODE_HEAD, b + NODE_HEAD, na.key_size) != 0)
			f->list[kept++] = f->list[i];
	}
	f->count = kept;
}

/*
 * Leaves that no tree led to: those that are not free (their branch is broken), or those that are.
 * The pages of large values are skipped: what a value holds is nobody's page.
 */
static void
strays_scour(struct wreck *w, bool of_free)
{
	uint64_t skip = 0;
	for (uint64_t p = 2; p < w->end && w->err == CIM_OK; p++) {
		struct page head;
		uint32_t count;
		bool is_free = w->state[p] == PAGE_FREE;
		if (!is_free && w->state[p] != PAGE_UNSEEN)
			continue;
		page_shown(w);
		memcpy(&head, page_at(w, p), sizeof(head));
		memcpy(&count, &head.lower, sizeof(count));
		if (p < skip)
			continue;
		if (head.number == p && head.flags == P_OVERFLOW && count < w->pages - p)
			skip = p + count;
		if (is_free != of_free || head.number != p || head.flags != P_LEAF)
			continue;
		/* Without the list of free pages nobody knows which is which. */
		uint8_t rank = of_free || !w->free_known ? RANK_OLD : RANK_STRAY;
		page_scour(w, p, rank, is_free && w->age != NULL ? w->age[p] : 0);
	}
}

static bool
in_ranges(const struct wreck *w, struct wreck_bytes key)
{
	for (size_t i = 0; i < w->range_count; i++) {
		const struct range *r = &w->ranges[i];
		if ((r->from.n == 0 || key_cmp(key, r->from) >= 0) &&
		    (r->to.n == 0 || key_cmp(key, r->to) < 0))
			return true;
	}
	return false;
}

static int
bytes_cmp(const void *a, const void *b)
{
	return key_cmp(*(const struct wreck_bytes *)a, *(const struct wreck_bytes *)b);
}

/* Of what was found on free pages only what is lost is wanted. */
static void
old_choose(struct wreck *w, uint64_t missing)
{
	struct found_list *f = &w->found[STORE_RECORDS];
	size_t kept = 0;
	uint64_t unnamed = missing > w->lost_count ? missing - w->lost_count : 0;
	for (size_t i = 0; i < f->count; i++) {
		struct view v;
		if (f->list[i].rank == RANK_OLD) {
			found_view(w, &f->list[i], &v);
			bool named = w->lost_count > 0 && bsearch(&v.key, w->lost, w->lost_count,
			    sizeof(w->lost[0]), bytes_cmp) != NULL;
			if (!named && (unnamed == 0 || !in_ranges(w, v.key)))
				continue;
		}
		f->list[kept++] = f->list[i];
	}
	f->count = kept;
}

/* What is lost still: names that are known, and how many more. */
static void
lost_settle(struct wreck *w)
{
	struct wreck_item item;
	size_t kept = 0;
	if (w->lost_count > 1)
		qsort(w->lost, w->lost_count, sizeof(w->lost[0]), bytes_cmp);
	for (size_t i = 0; i < w->lost_count; i++) {
		if (kept > 0 && key_cmp(w->lost[kept - 1], w->lost[i]) == 0)
			continue;
		if (!wreck_find(w, STORE_RECORDS, w->lost[i].at, w->lost[i].n, &item))
			w->lost[kept++] = w->lost[i];
	}
	w->lost_count = kept;
}

enum cim_err
wreck_gather(struct wreck *w, bool old, wreck_problem_fn each, void *ctx)
{
	w->gathering = true;
	enum cim_err err = look_begin(w, WRECK_NEWEST, each, ctx);
	if (err != CIM_OK)
		return err;
	trees_read(w, false);
	struct found_list *f = &w->found[STORE_RECORDS];
	/* Two meta pages that contradict each other, or a record that is not reached: look further. */
	if (w->problems > 0)
		strays_scour(w, false);
	found_settle(f);
	found_settle(&w->found[STORE_INDEX]);
	lost_settle(w);
	uint64_t live = 0, said = w->entries[STORE_RECORDS];
	for (size_t i = 0; i < f->count; i++)
		live += f->list[i].rank != RANK_OLD;
	/* Where nothing was unreadable, a count that is wrong is wrong itself. */
	bool holes = w->range_count > 0 && said != UINT64_MAX;
	uint64_t missing = !holes ? w->lost_count : said > live ? said - live : 0;
	if (old && missing > 0 && w->err == CIM_OK) {
		strays_scour(w, true);
		found_settle(f);
		old_choose(w, missing);
		lost_settle(w);
	} else {
		old_choose(w, w->free_known ? 0 : missing);
	}
	missing = !holes || said < f->count ? 0 : said - f->count;
	w->lost_more = missing > w->lost_count ? missing - w->lost_count : 0;
	return w->err != CIM_OK ? w->err : w->problems > 0 ? CIM_EDAMAGED : CIM_OK;
}

/* ---- What was gathered --------------------------------------------------- */

size_t
wreck_count(const struct wreck *w, enum store_db db)
{
	return w->found[db].count;
}

static void
item_of(const struct wreck *w, enum store_db db, const struct found *found, struct wreck_item *out)
{
	struct view v;
	found_view(w, found, &v);
	out->key = v.key;
	(void)value_read(w, &v, &out->value);
	if (db == STORE_RECORDS)
		out->value.n -= REPO_SUM_SIZE;
	out->strayed = found->rank == RANK_STRAY;
	out->old = found->rank == RANK_OLD;
	out->age = found->age;
}

void
wreck_item(const struct wreck *w, enum store_db db, size_t i, struct wreck_item *out)
{
	item_of(w, db, &w->found[db].list[i], out);
}

bool
wreck_find(const struct wreck *w, enum store_db db, const void *key, size_t key_len,
    struct wreck_item *out)
{
	const struct found_list *f = &w->found[db];
	struct wreck_bytes want = { key, key_len };
	size_t low = 0, high = f->count;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		item_of(w, db, &f->list[mid], out);
		int order = key_cmp(out->key, want);
		if (order == 0)
			return true;
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return false;
}

size_t
wreck_lost_count(const struct wreck *w)
{
	return w->lost_count;
}

struct wreck_bytes
wreck_lost(const struct wreck *w, size_t i)
{
	return w->lost[i];
}

uint64_t
wreck_lost_more(const struct wreck *w)
{
	return w->lost_more;
}

enum cim_err
wreck_gather_free(struct wreck *w)
{
	w->gathering = true;
	enum cim_err err = look_begin(w, WRECK_NEWEST, NULL, NULL);
	if (err != CIM_OK)
		return err;
	trees_read(w, false);
	strays_scour(w, true);
	found_settle(&w->found[STORE_RECORDS]);
	return w->err;
}
