/* near.c: the known word that was probably meant by a wrong one. */
#include "config.h"

#include "cli/opts.h"

#include <ctype.h>
#include <string.h>

#define NEAR_LONGEST 64

void
near_begin(struct near *near, const char *wrong)
{
	near->wrong = wrong;
	near->best = NULL;
	/* A third of the letters may be wrong, and never more than three. */
	size_t third = strlen(wrong) / 3;
	near->distance = third < 1 ? 2 : third > 3 ? 4 : (unsigned)third + 1;
}

static unsigned
least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

static bool
same(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* Edits from a to b, case apart: insert, drop, replace a letter, or swap two neighbours. */
static unsigned
distance(const char *a, size_t na, const char *b, size_t nb)
{
	unsigned rows[3][NEAR_LONGEST + 1];
	unsigned *before = rows[0], *last = rows[1], *row = rows[2];
	for (size_t j = 0; j <= nb; j++)
		last[j] = (unsigned)j;
	for (size_t i = 1; i <= na; i++) {
		row[0] = (unsigned)i;
		for (size_t j = 1; j <= nb; j++) {
			unsigned cost = same(a[i - 1], b[j - 1]) ? 0 : 1;
			row[j] = least(least(last[j] + 1, row[j - 1] + 1), last[j - 1] + cost);
			if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]))
				row[j] = least(row[j], before[j - 2] + 1);
		}
		unsigned *spare = before;
		before = last;
		last = row;
		row = spare;
	}
	return last[nb];
}

void
near_try(struct near *near, const char *candidate)
{
	size_t na = strlen(near->wrong), nb = strlen(candidate);
	if (na == 0 || na > NEAR_LONGEST || nb > NEAR_LONGEST)
		return;
	unsigned edits = distance(near->wrong, na, candidate, nb);
	/* A beginning of at least three letters counts as one edit. */
	if (na >= 3 && na < nb && strncmp(near->wrong, candidate, na) == 0)
		edits = 1;
	if (edits < near->distance) {
		near->distance = edits;
		near->best = candidate;
	}
}
