/*
 * linediff.c: the unified difference of two texts. Lines that stand once in both hold them
 * together; between two such, the shortest script of Myers' greedy search, while it is short.
 */
#include "config.h"

#include "cli/linediff.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cim/bytes.h"

#define CONTEXT 3
#define EDITS_MAX 256		/* between two anchors; beyond that all between them is changed */

/* One text in lines, each with its line end. Equal lines of both have the same number. */
struct side {
	const char *text;
	size_t *starts;		/* count + 1 of them */
	uint32_t *ids;
	bool *changed;
	size_t count;
};

struct diff {
	struct side a, b;
	size_t distinct;
	int32_t *trail;		/* what Myers' search has reached, step by step */
};

/* --- Lines to numbers --- */

static bool
split(struct side *side, struct cim_str text)
{
	size_t count = 0;
	for (size_t i = 0; i < text.len; i++)
		count += text.ptr[i] == '\n' || i + 1 == text.len;
	side->text = text.ptr;
	side->starts = calloc(count + 1, sizeof(side->starts[0]));
	side->ids = calloc(count + 1, sizeof(side->ids[0]));
	side->changed = calloc(count + 1, sizeof(side->changed[0]));
	if (side->starts == NULL || side->ids == NULL || side->changed == NULL)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '\n' || i + 1 == text.len)
			side->starts[++side->count] = i + 1;
	}
	return true;
}

static struct cim_str
line_of(const struct side *side, size_t i)
{
	return cim_str(side->text + side->starts[i], side->starts[i + 1] - side->starts[i]);
}

/* A line seen first, at its slot in the table of all. */
struct first {
	struct cim_str line;
	uint32_t id;
};

static void
number(struct diff *d, struct side *side, struct first *table, size_t mask)
{
	for (size_t i = 0; i < side->count; i++) {
		struct cim_str line = line_of(side, i);
		uint64_t hash = UINT64_C(0xcbf29ce484222325);
		for (size_t k = 0; k < line.len; k++)
			hash = (hash ^ (unsigned char)line.ptr[k]) * UINT64_C(0x100000001b3);
		size_t at = (size_t)(hash ^ hash >> 29) & mask;
		while (table[at].line.len > 0 && (table[at].line.len != line.len ||
		    memcmp(table[at].line.ptr, line.ptr, line.len) != 0))
			at = (at + 1) & mask;
		if (table[at].line.len == 0)
			table[at] = (struct first){ line, (uint32_t)d->distinct++ };
		side->ids[i] = table[at].id;
	}
}

static bool
number_all(struct diff *d)
{
	size_t room = 16;
	while (room < 2 * (d->a.count + d->b.count))
		room *= 2;
	struct first *table = calloc(room, sizeof(table[0]));
	if (table == NULL)
		return false;
	number(d, &d->a, table, room - 1);
	number(d, &d->b, table, room - 1);
	free(table);
	return true;
}

/* --- Between two anchors --- */

static void
mark(struct side *side, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		side->changed[i] = true;
}

/* How far each diagonal k of -d..d comes with d edits; all steps lie behind each other. */
static int32_t *
step(const struct diff *d, int32_t edits)
{
	return d->trail + (size_t)edits * (size_t)edits + (size_t)edits;
}

/* Where diagonal k begins with one edit more than the step before, and whether by a line of b. */
static int32_t
begin(const int32_t *before, int32_t edits, int32_t k, bool *down)
{
	*down = k == -edits || (k != edits && before[k - 1] < before[k + 1]);
	return *down ? before[k + 1] : before[k - 1] + 1;
}

/* Marks the edits that led to the end of both ranges. */
static void
walk_back(struct diff *d, size_t a0, size_t b0, int32_t edits, int32_t k)
{
	for (; edits > 0; edits--) {
		bool down;
		int32_t x = begin(step(d, edits - 1), edits, k, &down);
		if (down)
			d->b.changed[b0 + (size_t)(x - k - 1)] = true;
		else
			d->a.changed[a0 + (size_t)(x - 1)] = true;
		k += down ? 1 : -1;
	}
}

/* Whether the search ends with so many edits; then *end is the diagonal. */
static bool
search(struct diff *d, size_t a0, size_t n, size_t b0, size_t m, int32_t edits, int32_t *end)
{
	int32_t *reach = step(d, edits);
	for (int32_t k = -edits; k <= edits; k += 2) {
		bool down;
		int32_t x = edits == 0 ? 0 : begin(step(d, edits - 1), edits, k, &down);
		while ((size_t)x < n && x - k >= 0 && (size_t)(x - k) < m &&
		    d->a.ids[a0 + (size_t)x] == d->b.ids[b0 + (size_t)(x - k)])
			x++;
		reach[k] = x;
		if ((size_t)x == n && x - k >= 0 && (size_t)(x - k) == m) {
			*end = k;
			return true;
		}
	}
	return false;
}

static void
compare(struct diff *d, size_t a0, size_t a1, size_t b0, size_t b1)
{
	for (; a0 < a1 && b0 < b1 && d->a.ids[a0] == d->b.ids[b0]; a0++)
		b0++;
	for (; a0 < a1 && b0 < b1 && d->a.ids[a1 - 1] == d->b.ids[b1 - 1]; a1--)
		b1--;
	size_t n = a1 - a0, m = b1 - b0;
	int32_t k = 0;
	if (n > 0 && m > 0 && n < INT32_MAX / 4 && m < INT32_MAX / 4) {
		for (int32_t edits = 0; edits <= EDITS_MAX; edits++) {
			if (search(d, a0, n, b0, m, edits, &k)) {
				walk_back(d, a0, b0, edits, k);
				return;
			}
		}
	}
	mark(&d->a, a0, a1);
	mark(&d->b, b0, b1);
}

/* --- Anchors --- */

/* A line that stands once in both. */
struct anchor {
	size_t a, b;
	size_t before;		/* the anchor before it in the longest chain, by its number + 1 */
};

#define NOT_ONCE SIZE_MAX

/* Where each line stands in a text, by its number: 0 nowhere, at + 1, or NOT_ONCE. */
static size_t *
places(const struct side *side, size_t distinct)
{
	size_t *at = calloc(distinct + 1, sizeof(at[0]));
	for (size_t i = 0; at != NULL && i < side->count; i++)
		at[side->ids[i]] = at[side->ids[i]] == 0 ? i + 1 : NOT_ONCE;
	return at;
}

/* The longest chain of anchors that rise in both: each goes behind the best it can follow. */
static size_t
chain(struct anchor *list, size_t count, size_t *tails)
{
	size_t length = 0;
	for (size_t i = 0; i < count; i++) {
		size_t low = 0, high = length;
		while (low < high) {
			size_t middle = low + (high - low) / 2;
			if (list[tails[middle]].b < list[i].b)
				low = middle + 1;
			else
				high = middle;
		}
		list[i].before = low == 0 ? 0 : tails[low - 1] + 1;
		tails[low] = i;
		length += low == length;
	}
	return length == 0 ? 0 : tails[length - 1] + 1;
}

/* From the last anchor to the first: what lies behind each is compared. */
static void
compare_between(struct diff *d, const struct anchor *list, size_t last)
{
	size_t a1 = d->a.count, b1 = d->b.count;
	for (; last > 0; last = list[last - 1].before) {
		const struct anchor *anchor = &list[last - 1];
		compare(d, anchor->a + 1, a1, anchor->b + 1, b1);
		a1 = anchor->a;
		b1 = anchor->b;
	}
	compare(d, 0, a1, 0, b1);
}

static bool
compare_all(struct diff *d)
{
	size_t *in_a = places(&d->a, d->distinct), *in_b = places(&d->b, d->distinct);
	struct anchor *list = calloc(d->distinct + 1, sizeof(list[0]));
	size_t *tails = calloc(d->distinct + 1, sizeof(tails[0])), count = 0;
	bool done = in_a != NULL && in_b != NULL && list != NULL && tails != NULL;
	for (size_t i = 0; done && i < d->a.count; i++) {
		uint32_t id = d->a.ids[i];
		if (in_a[id] != NOT_ONCE && in_b[id] != NOT_ONCE && in_b[id] != 0)
			list[count++] = (struct anchor){ .a = i, .b = in_b[id] - 1 };
	}
	if (done)
		compare_between(d, list, chain(list, count, tails));
	free(in_a);
	free(in_b);
	free(list);
	free(tails);
	return done;
}

/* --- Writing --- */

static void
put_line(struct bytes_writer *w, char sign, struct cim_str line)
{
	bytes_write_u8(w, (uint8_t)sign);
	bytes_write(w, line.ptr, line.len);
	if (line.len == 0 || line.ptr[line.len - 1] != '\n')
		bytes_write_text(w, "\n\\ No newline at end of file\n");
}

/* A range in the head of a hunk: an empty one is told by the line before it. */
static void
put_range(struct bytes_writer *w, char sign, size_t from, size_t count)
{
	bytes_write_format(w, " %c%zu", sign, count == 0 ? from : from + 1);
	if (count != 1)
		bytes_write_format(w, ",%zu", count);
}

/* The end of a hunk that begins with a change at *i, *j: behind the last change near enough. */
static void
hunk_end(const struct diff *d, size_t *i, size_t *j)
{
	size_t same = 0, end_a = *i, end_b = *j, a = *i, b = *j;
	while (same <= 2 * CONTEXT && (a < d->a.count || b < d->b.count)) {
		bool gone = a < d->a.count && d->a.changed[a];
		bool come = b < d->b.count && d->b.changed[b];
		a += gone || !come;
		b += come || !gone;
		same = gone || come ? 0 : same + 1;
		if (same == 0) {
			end_a = a;
			end_b = b;
		}
	}
	*i = end_a;
	*j = end_b;
}

/* The lines of one hunk. */
static void
put_hunk(struct bytes_writer *w, const struct diff *d, size_t a0, size_t a1, size_t b0, size_t b1)
{
	bytes_write_text(w, "@@");
	put_range(w, '-', a0, a1 - a0);
	put_range(w, '+', b0, b1 - b0);
	bytes_write_text(w, " @@\n");
	while (a0 < a1 || b0 < b1) {
		if (a0 < a1 && d->a.changed[a0]) {
			put_line(w, '-', line_of(&d->a, a0++));
		} else if (b0 < b1 && d->b.changed[b0]) {
			put_line(w, '+', line_of(&d->b, b0++));
		} else {
			put_line(w, ' ', line_of(&d->a, a0++));
			b0++;
		}
	}
}

static enum cim_err
put_hunks(const struct diff *d, struct bytes_writer *w, struct cim_sink sink)
{
	enum cim_err err = CIM_OK;
	size_t i = 0, j = 0;
	while (err == CIM_OK && (i < d->a.count || j < d->b.count)) {
		if (!(i < d->a.count && d->a.changed[i]) && !(j < d->b.count && d->b.changed[j])) {
			i++;
			j++;
			continue;
		}
		size_t lead = i < CONTEXT ? i : CONTEXT, a0 = i - lead, b0 = j - lead;
		hunk_end(d, &i, &j);
		size_t tail = d->a.count - i < CONTEXT ? d->a.count - i : CONTEXT;
		put_hunk(w, d, a0, i + tail, b0, j + tail);
		err = w->err != CIM_OK ? w->err : sink.write(sink.ctx, w->buf, w->len);
		bytes_writer_reset(w);
	}
	return err;
}

enum cim_err
linediff_write(struct cim_str before, struct cim_str after, const char *before_name,
    const char *after_name, struct cim_sink sink)
{
	struct diff d = { .distinct = 0 };
	struct bytes_writer w = { 0 };
	if (before.len == after.len && (before.len == 0 ||
	    memcmp(before.ptr, after.ptr, before.len) == 0))
		return CIM_OK;
	/* Step d holds 2d + 1 places: all up to the last one are (EDITS_MAX + 1) squared. */
	d.trail = calloc((EDITS_MAX + 1) * (EDITS_MAX + 1), sizeof(d.trail[0]));
	enum cim_err err = d.trail != NULL && split(&d.a, before) && split(&d.b, after) &&
	    number_all(&d) && compare_all(&d) ? CIM_OK : CIM_ENOMEM;
	bytes_write_format(&w, "--- %s\n+++ %s\n", before_name, after_name);
	if (err == CIM_OK)
		err = put_hunks(&d, &w, sink);
	bytes_writer_free(&w);
	free(d.trail);
	struct side *sides[] = { &d.a, &d.b };
	for (size_t i = 0; i < 2; i++) {
		free(sides[i]->starts);
		free(sides[i]->ids);
		free(sides[i]->changed);
	}
	return err;
}
