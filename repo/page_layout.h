/* page_layout.h: LMDB's data format 1, its structures and numbers, for who reads it as bytes. */
#ifndef REPO_PAGE_LAYOUT_H
#define REPO_PAGE_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

#define DATA_MAGIC 0xBEEFC0DEu
#define DATA_VERSION 1u

#define P_BRANCH 0x01
#define P_LEAF 0x02
#define P_OVERFLOW 0x04
#define P_META 0x08	/* no other bit is ever written: those are the writer's memory aid */

#define NODE_BIG 0x01		/* the value stands on overflow pages */
#define NODE_SUBTREE 0x02	/* the value is another tree's description */

#define DEPTH_MAX 32		/* LMDB's own cursor is no deeper */
#define TREE_KEY_MAX 511	/* of a key: LMDB keeps them in buffers of this size */
#define MAP_MAX ((uint64_t)1 << 46)	/* of a map: a machine has no more addresses */
#define FREE_FLAGS 0x08		/* of the free list: its keys are numbers; no other tree has any */

/* The structures of the file. Their words are the machine's, so size_t is right. */
struct page {
	size_t number;
	uint16_t pad, flags;
	uint16_t lower, upper;		/* of an overflow page, together: how many pages */
};

struct tree {
	uint32_t pad;			/* of the free list's: the page size */
	uint16_t flags, depth;
	size_t branch_pages, leaf_pages, overflow_pages, entries, root;
};

struct meta {
	uint32_t magic, version;
	size_t address, map_size;
	struct tree trees[2];		/* the free list, the main tree */
	size_t last_page, txn_id;
};

struct node {
	uint16_t half[2], flags, key_size;
};

#define PAGE_HEAD sizeof(struct page)
#define NODE_HEAD sizeof(struct node)

/* The two halves of a node's 32-bit number, the low one first on this machine or last. */
static inline uint32_t
node_size(const struct node *node)
{
#if defined(WORDS_BIGENDIAN) || (defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)
	return node->half[1] | (uint32_t)node->half[0] << 16;
#else
	return node->half[0] | (uint32_t)node->half[1] << 16;
#endif
}

/* The page a branch node points to: the flags are its upper bits where a word is wide enough. */
static inline uint64_t
node_page(const struct node *node)
{
	uint64_t page = node_size(node);
	if (sizeof(size_t) > 4)
		page |= (uint64_t)node->flags << 32;
	return page;
}

#endif
