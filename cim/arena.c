/* arena.c: chunks that double up to a size, a pointer that moves through them. */
#include "cim/arena.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* A test may make them tiny, so that every piece is a block of its own. */
#ifndef FIRST_CHUNK
#define FIRST_CHUNK ((size_t)4096)
#define LARGEST_CHUNK HUGE_PAGE
#endif
#define HUGE_PAGE ((size_t)1 << 21)

struct arena_chunk {
	struct arena_chunk *older;
	size_t size;		/* of the whole chunk */
	alignas(max_align_t) char bytes[];
};

/*
 * Memory for a chunk. One of the size of a huge page asks for just that: an
 * arena that has come to millions of bytes is spared a fault every 4 KiB of them.
 */
static void *
chunk_memory(size_t size)
{
#ifdef MADV_HUGEPAGE
	if (size == HUGE_PAGE) {
		void *chunk = aligned_alloc(HUGE_PAGE, HUGE_PAGE);
		if (chunk != NULL)
			(void)madvise(chunk, HUGE_PAGE, MADV_HUGEPAGE);
		return chunk;
	}
#endif
	return malloc(size);
}

/* Takes a chunk that holds at least need bytes. Returns 0, or -1 without memory. */
static int
chunk_push(struct arena *arena, size_t need)
{
	size_t size = arena->chunk == NULL ? FIRST_CHUNK : arena->chunk->size * 2;
	if (size > LARGEST_CHUNK)
		size = LARGEST_CHUNK;
	size_t whole;
	if (__builtin_add_overflow(need, sizeof(struct arena_chunk), &whole))
		return -1;
	if (size < whole)
		size = whole;
	struct arena_chunk *chunk = chunk_memory(size);
	if (chunk == NULL)
		return -1;
	chunk->older = arena->chunk;
	chunk->size = size;
	arena->chunk = chunk;
	arena->at = chunk->bytes;
	arena->end = (char *)chunk + size;
	arena->total += size;
	return 0;
}

void *
arena_alloc(struct arena *arena, size_t size)
{
	size_t pad = (size_t)(-(uintptr_t)arena->at) & (alignof(max_align_t) - 1);
	if (arena->chunk == NULL || pad > (size_t)(arena->end - arena->at) ||
	    size > (size_t)(arena->end - arena->at) - pad) {
		if (chunk_push(arena, size) != 0)
			return NULL;
		pad = 0;
	}
	char *p = arena->at + pad;
	arena->at = p + size;
	return p;
}

void *
arena_calloc(struct arena *arena, size_t count, size_t size)
{
	size_t bytes;
	if (__builtin_mul_overflow(count, size, &bytes))
		return NULL;
	void *p = arena_alloc(arena, bytes);
	if (p != NULL)
		memset(p, 0, bytes);
	return p;
}

char *
arena_text(struct arena *arena, size_t size)
{
	if (arena->chunk == NULL || size > (size_t)(arena->end - arena->at)) {
		if (chunk_push(arena, size) != 0)
			return NULL;
	}
	char *p = arena->at;
	arena->at += size;
	return p;
}

char *
arena_copy(struct arena *arena, const void *bytes, size_t n)
{
	if (n == SIZE_MAX)
		return NULL;
	char *p = arena_text(arena, n + 1);
	if (p == NULL)
		return NULL;
	if (n > 0)
		memcpy(p, bytes, n);
	p[n] = '\0';
	return p;
}

void *
arena_grow(struct arena *arena, void *old, size_t used, size_t *cap, size_t need, size_t size)
{
	if (need <= *cap)
		return old;
	size_t want = *cap == 0 ? 4 : *cap;
	while (want < need) {
		if (__builtin_mul_overflow(want, (size_t)2, &want))
			return NULL;
	}
	size_t bytes;
	if (__builtin_mul_overflow(want, size, &bytes))
		return NULL;
	void *grown = arena_alloc(arena, bytes);
	if (grown == NULL)
		return NULL;
	if (used > 0)
		memcpy(grown, old, used * size);
	*cap = want;
	return grown;
}

struct arena_mark
arena_mark(const struct arena *arena)
{
	return (struct arena_mark){ arena->chunk, arena->at };
}

void
arena_rewind(struct arena *arena, struct arena_mark mark)
{
	while (arena->chunk != mark.chunk) {
		struct arena_chunk *older = arena->chunk->older;
		arena->total -= arena->chunk->size;
		free(arena->chunk);
		arena->chunk = older;
	}
	arena->at = mark.at;
	arena->end = arena->chunk == NULL ? NULL : (char *)arena->chunk + arena->chunk->size;
}

void
arena_free(struct arena *arena)
{
	arena_rewind(arena, (struct arena_mark){ NULL, NULL });
}
