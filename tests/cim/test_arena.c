/* test_arena.c: pieces that do not overlap, are aligned, and go all at once. */
#include <stdalign.h>
#include <stddef.h>

#include "cim/arena.h"
#include "tests/unit.h"

#define PIECES 3000

static void
test_pieces(void)
{
	struct arena arena = { 0 };
	static unsigned char *pieces[PIECES];
	static size_t sizes[PIECES];
	size_t wrong = 0;
	for (size_t i = 0; i < PIECES; i++) {
		sizes[i] = i % 100 == 99 ? 50000 : i % 37;
		pieces[i] = i % 3 == 0 ? (unsigned char *)arena_text(&arena, sizes[i]) :
		    arena_alloc(&arena, sizes[i]);
		if (pieces[i] == NULL || (i % 3 != 0 &&
		    (uintptr_t)pieces[i] % alignof(max_align_t) != 0)) {
			wrong++;
			continue;
		}
		memset(pieces[i], (int)(i & 0xff), sizes[i]);
	}
	for (size_t i = 0; i < PIECES; i++) {
		for (size_t j = 0; pieces[i] != NULL && j < sizes[i]; j++)
			wrong += pieces[i][j] != (i & 0xff);
	}
	tap_int(wrong, 0, "%d pieces, each its own", PIECES);
	tap_ok(arena.total > 0, "the arena knows what it took");
	arena_free(&arena);
	tap_ok(arena.total == 0 && arena.chunk == NULL, "and gives all of it back");
	arena_free(&arena);
	tap_ok(arena_alloc(&arena, 0) != NULL, "it may be used again, for nothing too");
	arena_free(&arena);
}

static void
test_sums(void)
{
	struct arena arena = { 0 };
	tap_ok(arena_alloc(&arena, SIZE_MAX) == NULL && arena_alloc(&arena, SIZE_MAX - 8) == NULL,
	    "more than there is");
	tap_ok(arena_calloc(&arena, SIZE_MAX / 2, 3) == NULL, "a product too large");
	tap_ok(arena_copy(&arena, "", SIZE_MAX) == NULL, "a copy too large");
	size_t cap = 0;
	tap_ok(arena_grow(&arena, NULL, 0, &cap, SIZE_MAX / 4, 8) == NULL && cap == 0,
	    "an array too large");
	char *copy = arena_copy(&arena, "a\0b", 3);
	tap_ok(copy != NULL && memcmp(copy, "a\0b", 4) == 0, "a copy ends in a NUL");
	unsigned char *zero = arena_calloc(&arena, 100, 7);
	size_t wrong = 0;
	for (size_t i = 0; zero != NULL && i < 700; i++)
		wrong += zero[i] != 0;
	tap_ok(zero != NULL && wrong == 0, "zeroed");
	arena_free(&arena);
}

static void
test_grow(void)
{
	struct arena arena = { 0 };
	size_t cap = 0, wrong = 0;
	int *list = NULL;
	for (int i = 0; i < 100000; i++) {
		int *grown = arena_grow(&arena, list, (size_t)i, &cap, (size_t)i + 1,
		    sizeof(*list));
		if (grown == NULL) {
			wrong++;
			break;
		}
		list = grown;
		list[i] = i;
	}
	for (int i = 0; list != NULL && wrong == 0 && i < 100000; i++)
		wrong += list[i] != i;
	tap_int(wrong, 0, "an array of 100,000 grows");
	tap_ok(arena.total < 4 * 100000 * sizeof(int) + (1 << 21),
	    "and wastes no more than it holds");
	arena_free(&arena);
}

static void
test_rewind(void)
{
	struct arena arena = { 0 };
	struct arena_mark empty = arena_mark(&arena);
	char *kept = arena_copy(&arena, "kept", 4);
	struct arena_mark mark = arena_mark(&arena);
	size_t before = arena.total;
	char *first = arena_copy(&arena, "first", 5);
	for (int i = 0; i < 100; i++)
		(void)arena_alloc(&arena, 10000);
	arena_rewind(&arena, mark);
	tap_ok(arena.total == before && kept != NULL && strcmp(kept, "kept") == 0,
	    "back to the mark, what was before stays");
	tap_ok(arena_copy(&arena, "again", 5) == first, "what is free is used again");
	arena_rewind(&arena, empty);
	tap_ok(arena.total == 0, "back to nothing");
	arena_free(&arena);
}

int
main(void)
{
	test_pieces();
	test_sums();
	test_grow();
	test_rewind();
	return tap_done();
}
