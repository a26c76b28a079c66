/*
 * pages.c: walks the trees of LMDB's data format 1 as bytes of a file, so that a damaged file
 * becomes a code and not a crash. It reads page by page and believes nothing; only what has passed
 * here is mapped and handed to LMDB.
 */
#include "config.h"

#include "repo/pages.h"
#include "repo/page_layout.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* All n bytes from an offset, or CIM_EDAMAGED when the file ends before. */
static enum cim_err
read_at(int fd, void *to, size_t n, uint64_t at, struct cim_fault *fault)
{
	for (size_t done = 0; done < n;) {
		ssize_t got = pread(fd, (char *)to + done, n - done, (off_t)(at + done));
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return cim_fault_errno(fault, "data.mdb: cannot read at offset %llu",
			    (unsigned long long)at);
		if (got == 0)
			return cim_fault(fault, CIM_EDAMAGED,
			    "data.mdb: ends at offset %llu, inside a page",
			    (unsigned long long)(at + done));
		done += (size_t)got;
	}
	return CIM_OK;
}

/* One of the two meta pages. */
static enum cim_err
meta_read_one(int fd, uint64_t at, struct meta *meta, struct cim_fault *fault)
{
	struct { struct page page; struct meta meta; } both;
	enum cim_err err = read_at(fd, &both, sizeof(both), at, fault);
	if (err != CIM_OK)
		return err;
	*meta = both.meta;
	if (both.meta.magic != DATA_MAGIC || (both.page.flags & P_META) == 0)
		return cim_fault(fault, at == 0 ? CIM_EFOREIGN : CIM_EDAMAGED,
		    "data.mdb: no store of ours: the meta page at offset %llu has another magic "
		    "number",
		    (unsigned long long)at);
	if (both.meta.version != DATA_VERSION)
		return cim_fault(fault, CIM_ENEWER,
		    "data.mdb: data format %u, this program reads %u", both.meta.version,
		    DATA_VERSION);
	uint32_t size = both.meta.trees[0].pad;
	if (size < 512 || size > 65536 || (size & (size - 1)) != 0)
		return cim_fault(fault, CIM_EDAMAGED, "data.mdb: page size %u", size);
	return CIM_OK;
}

enum cim_err
pages_meta_read(int fd, uint64_t want_txn, struct pages_meta *out, struct cim_fault *fault)
{
	struct meta metas[2];
	enum cim_err err = meta_read_one(fd, 0, &metas[0], fault);
	if (err == CIM_OK)
		err = meta_read_one(fd, metas[0].trees[0].pad, &metas[1], fault);
	if (err != CIM_OK)
		return err;
	/* Transactions write the two in turn; LMDB finds a transaction's by that. */
	for (unsigned i = 0; i < 2; i++) {
		if (metas[i].txn_id != 0 && metas[i].txn_id % 2 != i)
			return cim_fault(fault, CIM_EDAMAGED,
			    "data.mdb: meta page %u holds the other's transaction", i);
	}
	const struct meta *meta = &metas[metas[1].txn_id > metas[0].txn_id];
	for (int i = 0; i < 2; i++) {
		if (want_txn != PAGES_NONE && metas[i].txn_id == want_txn)
			meta = &metas[i];
	}
	if (meta->map_size > MAP_MAX)
		return cim_fault(fault, CIM_EDAMAGED, "data.mdb: a map of impossible size");
	if (meta->trees[0].flags != FREE_FLAGS || meta->trees[1].flags != 0)
		return cim_fault(fault, CIM_EDAMAGED, "data.mdb: a tree of an unknown kind");
	out->page_size = metas[0].trees[0].pad;
	out->last_page = meta->last_page;
	out->txn_id = meta->txn_id;
	for (int i = 0; i < 2; i++) {
		size_t root = meta->trees[i].root;
		out->roots[i] = root == SIZE_MAX ? PAGES_NONE : root;
		out->depths[i] = meta->trees[i].depth;
	}
	return CIM_OK;
}

/* A walk in progress. */
struct walk {
	int fd;
	uint64_t pages;			/* whole pages that the file has */
	uint64_t known;			/* pages that may be free: written yet or not */
	uint32_t size;
	bool free_list;			/* its values are lists of pages */
	uint8_t *seen;			/* a bit for each page that was reached */
	uint8_t *buffers[DEPTH_MAX * 2 + 2];
	unsigned level;
	struct cim_fault *fault;
};

static enum cim_err
damaged(struct walk *w, uint64_t page, const char *what)
{
	return cim_fault(w->fault, CIM_EDAMAGED, "data.mdb: page %llu (offset %llu): %s",
	    (unsigned long long)page, (unsigned long long)page * w->size, what);
}

/* Marks count pages below an end as reached; each may be reached once. */
static enum cim_err
mark_below(struct walk *w, uint64_t page, uint64_t count, uint64_t end)
{
	if (page < 2 || page >= end || count > end - page)
		return damaged(w, page, "lies outside the file");
	for (uint64_t p = page; p < page + count; p++) {
		if (w->seen[p / 8] & 1u << p % 8)
			return damaged(w, p, "is used twice");
		w->seen[p / 8] |= (uint8_t)(1u << p % 8);
	}
	return CIM_OK;
}

static enum cim_err
mark(struct walk *w, uint64_t page, uint64_t count)
{
	return mark_below(w, page, count, w->pages);
}

/*
 * A free page may lie behind the end of the file: a transaction took pages there and gave them back
 * before any was written.
 */
static enum cim_err
mark_free(struct walk *w, uint64_t page)
{
	return mark_below(w, page, 1, w->known);
}

/* A page into the buffer of this level; its own number must stand in it. */
static enum cim_err
fetch(struct walk *w, uint64_t number, uint8_t **out)
{
	uint8_t **buffer = &w->buffers[w->level];
	if (*buffer == NULL)
		*buffer = malloc(w->size);
	if (*buffer == NULL)
		return CIM_ENOMEM;
	*out = *buffer;
	enum cim_err err = read_at(w->fd, *buffer, w->size, number * w->size, w->fault);
	if (err == CIM_OK && ((const struct page *)(const void *)*buffer)->number != number)
		err = damaged(w, number, "holds another page's number");
	return err;
}

static enum cim_err tree_check(struct walk *w, uint64_t root, uint16_t depth);
static enum cim_err page_check(struct walk *w, uint64_t number, uint16_t depth);

/*
 * A value of the free list, at an offset of the file: how many pages, and each of them, falling.
 * A writer will write on them, so no tree may hold one.
 */
static enum cim_err
free_check(struct walk *w, uint64_t number, uint64_t at, uint64_t size)
{
	size_t pages[512];
	uint64_t words = size / sizeof(size_t), last = UINT64_MAX;
	if (words == 0 || size % sizeof(size_t) != 0)
		return damaged(w, number, "has a list of free pages that is none");
	enum cim_err err = read_at(w->fd, pages, sizeof(size_t), at, w->fault);
	if (err == CIM_OK && pages[0] != words - 1)
		return damaged(w, number, "has a list of free pages of another length");
	for (uint64_t done = 1; done < words && err == CIM_OK;) {
		size_t n = words - done < 512 ? (size_t)(words - done) : 512;
		err = read_at(w->fd, pages, n * sizeof(size_t), at + done * sizeof(size_t),
		    w->fault);
		for (size_t i = 0; i < n && err == CIM_OK; i++) {
			if (pages[i] >= last)
				return damaged(w, number, "has a list of free pages out of order");
			last = pages[i];
			err = mark_free(w, last);
		}
		done += n;
	}
	return err;
}

/* The overflow pages of a value of size bytes. */
static enum cim_err
overflow_check(struct walk *w, uint64_t number, uint64_t size)
{
	struct page head;
	if (number < 2 || number >= w->pages)
		return damaged(w, number, "lies outside the file");
	enum cim_err err = read_at(w->fd, &head, sizeof(head), number * w->size, w->fault);
	if (err != CIM_OK)
		return err;
	uint32_t count;
	memcpy(&count, &head.lower, sizeof(count));
	if (head.number != number || head.flags != P_OVERFLOW)
		return damaged(w, number, "is no overflow page");
	if (count == 0 || size > (uint64_t)count * w->size - PAGE_HEAD)
		return damaged(w, number, "is too small for its value");
	err = mark(w, number, count);
	if (err == CIM_OK && w->free_list)
		err = free_check(w, number, number * w->size + PAGE_HEAD, size);
	return err;
}

/* A leaf's node: its key and value must end inside the page, or its value on pages of its own. */
static enum cim_err
leaf_node_check(
    struct walk *w, uint64_t number, const uint8_t *page, size_t at, size_t *taken)
{
	struct node node;
	memcpy(&node, page + at, NODE_HEAD);
	size_t left = w->size - at - NODE_HEAD;
	uint32_t size = node_size(&node);
	size_t inside = node.flags & NODE_BIG ? sizeof(size_t) : size;
	if ((node.flags & ~(NODE_BIG | NODE_SUBTREE)) != 0)
		return damaged(w, number, "has a node of an unknown kind");
	if (node.key_size > left || inside > left - node.key_size ||
	    node.key_size > TREE_KEY_MAX)
		return damaged(w, number, "has a node that runs over its end");
	const uint8_t *value = page + at + NODE_HEAD + node.key_size;
	*taken = NODE_HEAD + node.key_size + inside;
	if (w->free_list && (node.key_size != sizeof(size_t) || node.flags & NODE_SUBTREE))
		return damaged(w, number, "is no page of the free list");
	if (node.flags & NODE_SUBTREE) {
		struct tree tree;
		if (node.flags & NODE_BIG || size != sizeof(tree))
			return damaged(w, number, "describes a tree wrongly");
		memcpy(&tree, value, sizeof(tree));
		if (tree.flags != 0)
			return damaged(w, number, "describes a tree of an unknown kind");
		return tree.root == SIZE_MAX ? CIM_OK : tree_check(w, tree.root, tree.depth);
	}
	if (node.flags & NODE_BIG) {
		size_t overflow;
		memcpy(&overflow, value, sizeof(overflow));
		return overflow_check(w, overflow, size);
	}
	uint64_t at_value = number * w->size + (uint64_t)(value - page);
	return w->free_list ? free_check(w, number, at_value, size) : CIM_OK;
}

/* A branch's node, and all below it. */
static enum cim_err
branch_node_check(struct walk *w, uint64_t number, const uint8_t *page, size_t at,
    uint16_t depth, size_t *taken)
{
	struct node node;
	memcpy(&node, page + at, NODE_HEAD);
	if (node.key_size > w->size - at - NODE_HEAD || node.key_size > TREE_KEY_MAX)
		return damaged(w, number, "has a node that runs over its end");
	*taken = NODE_HEAD + node.key_size;
	w->level++;
	enum cim_err err = page_check(w, node_page(&node), (uint16_t)(depth - 1));
	w->level--;
	return err;
}

/* The page and all below it; depth counts down to the leaves. */
static enum cim_err
page_check(struct walk *w, uint64_t number, uint16_t depth)
{
	uint8_t *page;
	enum cim_err err = mark(w, number, 1);
	if (err == CIM_OK)
		err = fetch(w, number, &page);
	if (err != CIM_OK)
		return err;
	struct page head;
	memcpy(&head, page, sizeof(head));
	if (head.flags != (depth > 1 ? P_BRANCH : P_LEAF))
		return damaged(w, number, "is not of the kind expected there");
	if (head.lower < PAGE_HEAD || head.lower > head.upper || head.upper > w->size ||
	    head.lower % 2 != 0)
		return damaged(w, number, "has impossible bounds");
	size_t count = (head.lower - PAGE_HEAD) / sizeof(uint16_t), all = 0;
	if (count < 1)
		return damaged(w, number, "has no nodes");
	for (size_t i = 0; i < count && err == CIM_OK; i++) {
		uint16_t at;
		memcpy(&at, page + PAGE_HEAD + i * sizeof(at), sizeof(at));
		if (at < head.upper || at > w->size - NODE_HEAD || at % 2 != 0)
			return damaged(w, number, "has a node outside its bounds");
		size_t taken = 0;
		err = depth > 1 ? branch_node_check(w, number, page, at, depth, &taken)
				: leaf_node_check(w, number, page, at, &taken);
		all += taken + taken % 2;
	}
	/* Nodes that share bytes would move others out of the page when they are deleted. */
	if (err == CIM_OK && all > (size_t)(w->size - head.upper))
		err = damaged(w, number, "has nodes over each other");
	return err;
}

static enum cim_err
tree_check(struct walk *w, uint64_t root, uint16_t depth)
{
	/*
	 * The main tree's leaves hold trees, whose leaves hold none: two floors of buffers
	 * suffice.
	 */
	if (depth == 0 || depth > DEPTH_MAX || w->level > DEPTH_MAX)
		return damaged(w, root, "is the root of a tree of impossible depth");
	w->level++;
	enum cim_err err = page_check(w, root, depth);
	w->level--;
	return err;
}

enum cim_err
pages_check(int fd, uint64_t file_bytes, const struct pages_meta *meta, struct cim_fault *fault)
{
	struct walk w = { .fd = fd,
		.pages = file_bytes / meta->page_size,
		.size = meta->page_size,
		.fault = fault };
	/* What lies behind the last page is nobody's: the next writer takes it. */
	if (meta->last_page < w.pages)
		w.pages = meta->last_page + 1;
	w.known = meta->last_page + 1;
	if (w.pages > SIZE_MAX / 2 || w.known > MAP_MAX / meta->page_size)
		return cim_fault(fault, CIM_EDAMAGED, "data.mdb: impossible size");
	w.seen = calloc((size_t)(w.known / 8 + 1), 1);
	enum cim_err err = w.seen == NULL ? CIM_ENOMEM : CIM_OK;
	for (int i = 0; i < 2 && err == CIM_OK; i++) {
		w.free_list = i == 0;
		if (meta->roots[i] != PAGES_NONE)
			err = tree_check(&w, meta->roots[i], meta->depths[i]);
	}
	for (size_t i = 0; i < sizeof(w.buffers) / sizeof(w.buffers[0]); i++)
		free(w.buffers[i]);
	free(w.seen);
	return err;
}

const uint8_t *
pages_map_start(const void *in_page, uint32_t page_size, uint64_t map_bytes)
{
	/* Pages lie on multiples of their size, and each begins with its number. */
	uintptr_t at = (uintptr_t)in_page & ~((uintptr_t)page_size - 1);
	size_t number;
	memcpy(&number, (const void *)at, sizeof(number));
	if (number < 2 || number >= map_bytes / page_size || number > at / page_size)
		return NULL;
	const uint8_t *start = (const uint8_t *)(at - number * page_size);
	uint32_t magic;
	memcpy(&magic, start + PAGE_HEAD, sizeof(magic));
	return magic == DATA_MAGIC ? start : NULL;
}
