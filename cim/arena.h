/* arena.h: one allocator for all that dies together. */
#ifndef CIM_ARENA_H
#define CIM_ARENA_H

#include <stddef.h>
#include <stdint.h>

struct arena_chunk;

/*
 * An arena hands out memory that lives until arena_free or arena_rewind.
 * Open struct so that it may live on the stack; touch it only through the
 * functions. Zero-initialised ({0}) is an empty arena, ready for use.
 * Not for use by two threads at once.
 */
struct arena {
	struct arena_chunk *chunk;	/* the newest chunk, linked to older ones */
	char *at, *end;			/* what is free in it */
	size_t total;			/* bytes taken from the system */
};

/* A point to go back to. */
struct arena_mark {
	struct arena_chunk *chunk;
	char *at;
};

/*
 * size bytes aligned for any object, uninitialised; NULL when out of memory. size 0 gives a
 * valid pointer.
 */
void *arena_alloc(struct arena *arena, size_t size);

/*
 * count objects of size bytes each, zeroed; NULL when out of memory or when the product
 * overflows.
 */
void *arena_calloc(struct arena *arena, size_t count, size_t size);

/* size bytes without alignment, for text; NULL when out of memory. */
char *arena_text(struct arena *arena, size_t size);

/* A copy of n bytes followed by a NUL; NULL when out of memory. */
char *arena_copy(struct arena *arena, const void *bytes, size_t n);

/*
 * Grows an array of *cap elements of size bytes to hold at least need; the
 * old elements are copied, the old memory stays in the arena. Doubles, so that
 * pushing n elements costs O(n). NULL when out of memory (the old one stays valid).
 */
void *arena_grow(struct arena *arena, void *old, size_t used, size_t *cap, size_t need,
    size_t size);

struct arena_mark arena_mark(const struct arena *arena);

/* Frees all that was allocated since the mark. */
void arena_rewind(struct arena *arena, struct arena_mark mark);

/* Frees everything; the arena is empty and usable afterwards. */
void arena_free(struct arena *arena);

#define arena_new(arena, type) ((type *)arena_calloc((arena), 1, sizeof(type)))

#endif
