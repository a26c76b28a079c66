/* source.c: texts loaded whole, include stack, byte offset to line and column. */
#include "config.h"

#include "mof/source.h"

#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cim/limits.h"
#include "cim/utf8.h"
#include "mof/bmof_source.h"
#include "mof/mof.h"

/* The scanner wants two NULs behind the text. */
#define SLACK 2

/*
 * What CP1252 has at 0x80..0x9F; the five bytes it leaves free stay the control
 * characters they are.
 */
static const uint16_t cp1252_high[32] = {
	0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
	0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
	0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
	0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178
};

void
mof_sources_init(struct mof_sources *sources)
{
	memset(sources, 0, sizeof(*sources));
	sources->next_base = 1;
}

void
mof_sources_free(struct mof_sources *sources)
{
	arena_free(&sources->arena);
	mof_sources_init(sources);
}

/* --- Encodings --- */

/* How many bytes at the beginning are well-formed UTF-8; n when all are. */
static size_t
utf8_valid(const char *text, size_t n)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t i = 0;
	while (i < n) {
		/* ASCII goes by words: most files hold nothing else. */
		uint64_t w[4];
		while (n - i >= sizeof(w)) {
			memcpy(w, p + i, sizeof(w));
			if (((w[0] | w[1] | w[2] | w[3]) & UINT64_C(0x8080808080808080)) != 0)
				break;
			i += sizeof(w);
		}
		while (i < n && p[i] < 0x80)
			i++;
		if (i < n) {
			size_t len = cim_utf8_sequence(text + i, n - i);
			if (len == 0)
				return i;
			i += len;
		}
	}
	return n;
}

static enum cim_err
too_large(const struct mof_source *source, struct cim_fault *fault)
{
	return cim_fault(fault, CIM_ELIMIT, "%s: larger than %u bytes", source->name,
	    CIM_LIMIT_SOURCE_BYTES);
}

/* The converted text takes the place of the bytes. */
static enum cim_err
text_set(struct mof_source *source, enum mof_encoding encoding, char *text, size_t size,
    struct cim_fault *fault)
{
	if (size > CIM_LIMIT_SOURCE_BYTES)
		return too_large(source, fault);
	source->encoding = encoding;
	source->text = text;
	source->size = (uint32_t)size;
	return CIM_OK;
}

/* Every byte is one CP1252 character; three bytes of UTF-8 at most. */
static enum cim_err
from_cp1252(struct arena *arena, struct mof_source *source, size_t valid, struct cim_fault *fault)
{
	const unsigned char *from = (const unsigned char *)source->text;
	char *text = arena_text(arena, (size_t)source->size * 3 + SLACK);
	if (text == NULL)
		return CIM_ENOMEM;
	char *to = text;
	for (size_t i = 0; i < source->size; i++) {
		unsigned c = from[i];
		if (i == valid) {
			source->bad.at = (uint32_t)(to - text);
			source->bad_byte = from[i];
		}
		if (c >= 0x80 && c <= 0x9F)
			c = cp1252_high[c - 0x80];
		if (c < 0x80) {
			*to++ = (char)c;
		} else if (c < 0x800) {
			*to++ = (char)(0xC0 | c >> 6);
			*to++ = (char)(0x80 | (c & 0x3F));
		} else {
			*to++ = (char)(0xE0 | c >> 12);
			*to++ = (char)(0x80 | (c >> 6 & 0x3F));
			*to++ = (char)(0x80 | (c & 0x3F));
		}
	}
	source->bad.len = (uint32_t)cim_utf8_sequence(text + source->bad.at, 4);
	return text_set(source, MOF_CP1252, text, (size_t)(to - text), fault);
}

/*
 * U+FFFD for what iconv refused at *in, which moves by one unit of UTF-16 (or the
 * odd last byte).
 */
static void
replace_unit(struct mof_source *source, const char *text, char **in, size_t *left, char **out,
    size_t *room)
{
	if (source->bad.len == 0) {
		source->bad.at = (uint32_t)(*out - text);
		source->bad.len = 3;
	}
	size_t step = *left < 2 ? *left : 2;
	*in += step;
	*left -= step;
	memcpy(*out, "\xEF\xBF\xBD", 3);
	*out += 3;
	*room -= 3;
}

int
mof_cp1252_byte(uint32_t c)
{
	if (c < 0x80 || (c >= 0xA0 && c <= 0xFF))
		return (int)c;
	for (int i = 0; i < 32; i++) {
		if (cp1252_high[i] == c)
			return 0x80 + i;
	}
	return -1;
}

/* UTF-16, the signature already skipped; a unit of two bytes gives at most three of UTF-8. */
static enum cim_err
from_utf16(struct arena *arena, struct mof_source *source, enum mof_encoding encoding,
    struct cim_fault *fault)
{
	iconv_t cd = iconv_open("UTF-8", encoding == MOF_UTF16LE ? "UTF-16LE" : "UTF-16BE");
	if (cd == (iconv_t)-1)
		return cim_fault_errno(fault, "%s: no conversion from UTF-16", source->name);
	size_t left = source->size, room = (left / 2 + 1) * 3;
	char *in = source->text, *text = arena_text(arena, room + SLACK), *out = text;
	while (text != NULL && left > 0) {
		if (iconv(cd, &in, &left, &out, &room) == (size_t)-1)
			replace_unit(source, text, &in, &left, &out, &room);
	}
	iconv_close(cd);
	if (text == NULL)
		return CIM_ENOMEM;
	return text_set(source, encoding, text, (size_t)(out - text), fault);
}

/* A binary MOF is read as the text that it was made of, which is in Microsoft's dialect. */
static enum cim_err
from_binary(struct arena *arena, struct mof_source *source, struct cim_fault *fault)
{
	struct mof_bmof_problems problems = { .arena = arena };
	struct cim_fault why = { .err = CIM_OK };
	char *text;
	size_t len;
	enum cim_err err = mof_bmof_decode(
	    arena, source->text, source->size, &text, &len, &problems, &why);
	if (err != CIM_OK)
		return why.err == CIM_OK ? err :
		    cim_fault(fault, err, "%s: %s", source->name, why.text);
	source->problems = problems.list;
	source->problem_count = problems.count;
	source->dialect = MOF_DIALECT_WMI;
	return text_set(source, MOF_BINARY, text, len, fault);
}

/* The bytes as read become UTF-8 text with its two NULs; the buffer has room for them. */
static enum cim_err
decode(struct arena *arena, struct mof_source *source, struct cim_fault *fault)
{
	enum cim_err err = CIM_OK;
	source->bytes = source->size;
	if (source->size >= 2 && memcmp(source->text, "\xFF\xFE", 2) == 0) {
		source->text += 2;
		source->size -= 2;
		err = from_utf16(arena, source, MOF_UTF16LE, fault);
	} else if (source->size >= 2 && memcmp(source->text, "\xFE\xFF", 2) == 0) {
		source->text += 2;
		source->size -= 2;
		err = from_utf16(arena, source, MOF_UTF16BE, fault);
	} else if (mof_bmof_begins(source->text, source->size)) {
		err = from_binary(arena, source, fault);
	} else {
		if (source->size >= 3 && memcmp(source->text, "\xEF\xBB\xBF", 3) == 0) {
			source->encoding = MOF_UTF8_BOM;
			source->text += 3;
			source->size -= 3;
		}
		size_t valid = utf8_valid(source->text, source->size);
		if (valid < source->size)
			err = from_cp1252(arena, source, valid, fault);
	}
	if (err != CIM_OK)
		return err;
	memset(source->text + source->size, 0, SLACK);
	return CIM_OK;
}

/* --- Loading --- */

static struct mof_source *
source_new(struct arena *arena, const char *name)
{
	struct mof_source *source = arena_new(arena, struct mof_source);
	if (source == NULL)
		return NULL;
	source->name = arena_copy(arena, name, strlen(name));
	return source->name == NULL ? NULL : source;
}

/*
 * Reads to the end. expected is the size that fstat told, or 0: asking for a byte more
 * than that finds out in one call whether this was all. Room without a known size begins small:
 * an empty file may be included a hundred thousand times.
 */
static enum cim_err
read_whole(struct arena *arena, int fd, size_t expected, struct mof_source *source,
    struct cim_fault *fault)
{
	size_t cap = expected > 0 ? expected + 1 : 1024, len = 0;
	char *buf = arena_text(arena, cap + SLACK);
	if (buf == NULL)
		return CIM_ENOMEM;
	for (;;) {
		ssize_t got = read(fd, buf + len, cap - len);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return cim_fault_errno(fault, "%s", source->name);
		len += (size_t)got;
		if (got == 0 || (expected > 0 && len == expected))
			break;
		if (len > CIM_LIMIT_SOURCE_BYTES)
			return too_large(source, fault);
		if (len == cap) {
			char *more = arena_text(arena, cap * 2 + SLACK);
			if (more == NULL)
				return CIM_ENOMEM;
			memcpy(more, buf, len);
			buf = more;
			cap *= 2;
		}
	}
	source->text = buf;
	source->size = (uint32_t)len;
	return CIM_OK;
}

static enum cim_err
load_fd(struct arena *arena, int fd, bool plain, struct mof_source *source,
    struct cim_fault *fault)
{
	struct stat st;
	if (fstat(fd, &st) != 0)
		return cim_fault_errno(fault, "%s", source->name);
	if (S_ISDIR(st.st_mode)) {
		errno = EISDIR;
		return cim_fault_errno(fault, "%s", source->name);
	}
	if (plain && !S_ISREG(st.st_mode))
		return cim_fault(fault, CIM_EINVAL, "%s: not a plain file", source->name);
	size_t expected = 0;
	if (S_ISREG(st.st_mode)) {
		if ((uint64_t)st.st_size > CIM_LIMIT_SOURCE_BYTES)
			return too_large(source, fault);
		expected = (size_t)st.st_size;
		source->dev = (uint64_t)st.st_dev;
		source->ino = (uint64_t)st.st_ino;
	}
	return read_whole(arena, fd, expected, source, fault);
}

enum cim_err
mof_source_load(struct arena *arena, const char *path, bool plain, struct mof_source **out,
    struct cim_fault *fault)
{
	struct mof_source *source = source_new(arena, path);
	if (source == NULL)
		return CIM_ENOMEM;
	/* To open a pipe without a writer would wait for one. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | (plain ? O_NONBLOCK : 0));
	if (fd < 0)
		return cim_fault_errno(fault, "%s", path);
	enum cim_err err = load_fd(arena, fd, plain, source, fault);
	close(fd);
	if (err == CIM_OK)
		err = decode(arena, source, fault);
	if (err == CIM_OK)
		*out = source;
	return err;
}

enum cim_err
mof_source_copy(struct arena *arena, const char *name, const void *bytes, size_t n,
    struct mof_source **out, struct cim_fault *fault)
{
	struct mof_source *source = source_new(arena, name);
	if (source == NULL)
		return CIM_ENOMEM;
	if (n > CIM_LIMIT_SOURCE_BYTES)
		return too_large(source, fault);
	source->text = arena_text(arena, n + SLACK);
	if (source->text == NULL)
		return CIM_ENOMEM;
	if (n > 0)
		memcpy(source->text, bytes, n);
	source->size = (uint32_t)n;
	enum cim_err err = decode(arena, source, fault);
	if (err == CIM_OK)
		*out = source;
	return err;
}

/* Where a file on disk stands in the table, or the free slot where it would. */
static size_t
by_ino_slot(const struct mof_sources *sources, const struct mof_source *source)
{
	uint64_t hash = (source->ino ^ source->dev << 32) * UINT64_C(0x9E3779B97F4A7C15);
	size_t at = (size_t)(hash >> 32) & (sources->by_ino_cap - 1);
	const struct mof_source *there;
	while ((there = sources->by_ino[at]) != NULL &&
	    (there->ino != source->ino || there->dev != source->dev))
		at = (at + 1) & (sources->by_ino_cap - 1);
	return at;
}

struct mof_source *
mof_source_same(const struct mof_sources *sources, const struct mof_source *source)
{
	if (source->ino == 0 || sources->by_ino_cap == 0)
		return NULL;
	return sources->by_ino[by_ino_slot(sources, source)];
}

/* Lists a source by its file on disk, if it is the first; the table stays half empty. */
static enum cim_err
by_ino_add(struct mof_sources *sources, struct mof_source *source)
{
	if (source->ino == 0)
		return CIM_OK;
	if ((sources->by_ino_used + 1) * 2 > sources->by_ino_cap) {
		struct mof_sources old = *sources;
		size_t cap = old.by_ino_cap == 0 ? 16 : old.by_ino_cap * 2;
		struct mof_source **table = arena_calloc(&sources->arena, cap,
		    sizeof(struct mof_source *));
		if (table == NULL)
			return CIM_ENOMEM;
		sources->by_ino = table;
		sources->by_ino_cap = cap;
		for (size_t i = 0; i < old.by_ino_cap; i++) {
			if (old.by_ino[i] != NULL)
				table[by_ino_slot(sources, old.by_ino[i])] = old.by_ino[i];
		}
	}
	size_t at = by_ino_slot(sources, source);
	if (sources->by_ino[at] == NULL) {
		sources->by_ino[at] = source;
		sources->by_ino_used++;
	}
	return CIM_OK;
}

enum cim_err
mof_sources_add(struct mof_sources *sources, struct mof_source *source)
{
	/* What came from memory is bounded by its bytes alone. */
	if ((source->ino != 0 && sources->count >= CIM_LIMIT_INCLUDES) ||
	    source->size >= CIM_LIMIT_SOURCE_BYTES - sources->next_base)
		return CIM_ELIMIT;
	struct mof_source **list = arena_grow(&sources->arena, sources->list, sources->count,
	    &sources->cap, sources->count + 1, sizeof(struct mof_source *));
	if (list == NULL || by_ino_add(sources, source) != CIM_OK)
		return CIM_ENOMEM;
	sources->list = list;
	source->number = (uint32_t)sources->count;
	source->base = sources->next_base;
	if (source->bad.len > 0)
		source->bad.at += source->base;
	/* The end of the file is a place too. */
	sources->next_base += source->size + 1;
	sources->bytes += source->bytes;
	list[sources->count++] = source;
	return CIM_OK;
}

/* --- Places --- */

struct mof_source *
mof_source_find(const struct mof_sources *sources, uint32_t at)
{
	size_t low = 0, high = sources->count;
	if (at == 0)
		return NULL;
	/* The last source that begins at or before the place. */
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (sources->list[middle]->base <= at)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0 || at - sources->list[low - 1]->base > sources->list[low - 1]->size)
		return NULL;
	return sources->list[low - 1];
}

/* The bytes of the line end at p (0: none): LF, CR LF, CR CR LF, CR. */
static uint32_t
line_end(const struct mof_source *source, uint32_t p)
{
	const char *text = source->text;	/* the NULs behind it end every comparison */
	if (text[p] == '\n')
		return 1;
	if (text[p] != '\r')
		return 0;
	if (text[p + 1] == '\n')
		return 2;
	return text[p + 1] == '\r' && text[p + 2] == '\n' ? 3 : 1;
}

/* The table of line starts: counted first, then filled. */
static bool
lines_make(struct arena *arena, struct mof_source *source)
{
	uint32_t count = 0;
	for (int pass = 0; pass < 2; pass++) {
		count = 1;
		for (uint32_t p = 0; p < source->size;) {
			uint32_t end = line_end(source, p);
			p += end > 0 ? end : 1;
			if (end > 0) {
				if (pass == 1)
					source->lines[count] = p;
				count++;
			}
		}
		if (pass == 0) {
			source->lines = arena_calloc(arena, count, sizeof(uint32_t));
			if (source->lines == NULL)
				return false;
		}
	}
	source->line_count = count;
	return true;
}

/*
 * The table of how many characters there are before every so many bytes: a line may be as long
 * as the file and have a mistake at every word, and columns are counted from its beginning.
 */
static bool
steps_make(struct arena *arena, struct mof_source *source)
{
	uint32_t count = 0;
	source->steps = arena_calloc(arena, source->size / MOF_SOURCE_STEP + 1, sizeof(uint32_t));
	if (source->steps == NULL)
		return false;
	for (uint32_t p = 0; p < source->size; p++) {
		if (p % MOF_SOURCE_STEP == 0)
			source->steps[p / MOF_SOURCE_STEP] = count;
		count += ((unsigned char)source->text[p] & 0xC0) != 0x80;
	}
	if (source->size % MOF_SOURCE_STEP == 0)
		source->steps[source->size / MOF_SOURCE_STEP] = count;
	return true;
}

/* The characters before a byte of the text. */
static uint32_t
characters(const struct mof_source *source, uint32_t at)
{
	uint32_t step = at / MOF_SOURCE_STEP, count = source->steps[step];
	for (uint32_t p = step * MOF_SOURCE_STEP; p < at; p++)
		count += ((unsigned char)source->text[p] & 0xC0) != 0x80;
	return count;
}

/* The line, from 1, that holds a byte. */
static uint32_t
line_at(const struct mof_source *source, uint32_t at)
{
	uint32_t low = 0, high = source->line_count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (source->lines[middle] <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* In a preprocessed text: the file and the line that a marker says, and the lines since. */
static void
map_line(const struct mof_source *source, uint32_t at, struct mof_where *out)
{
	const struct mof_mark *mark = mof_source_mark(source, at);
	if (mark == NULL)
		return;
	out->line = mark->line + out->line - line_at(source, mark->at);
	out->file = mark->file;
}

bool
mof_source_where(struct mof_sources *sources, struct cim_place place, struct mof_where *out)
{
	struct mof_source *source = mof_source_find(sources, place.at);
	if (source == NULL || (source->lines == NULL && !lines_make(&sources->arena, source)) ||
	    (source->steps == NULL && !steps_make(&sources->arena, source)))
		return false;
	uint32_t at = place.at - source->base, low = line_at(source, at);
	/* The line goes on to the next one; what ends it is no part of it. */
	uint32_t start = source->lines[low - 1];
	uint32_t end = low < source->line_count ? source->lines[low] : source->size;
	while (end > start && (source->text[end - 1] == '\n' || source->text[end - 1] == '\r'))
		end--;
	out->source = source;
	out->file = source->name;
	out->line = low;
	if (source->mark_count > 0)
		map_line(source, place.at, out);
	out->column = characters(source, at) - characters(source, start) + 1;
	out->line_text = cim_str(source->text + start, end - start);
	out->line_offset = at < end ? at - start : end - start;
	return true;
}

static int
by_number(uint32_t a, uint32_t b)
{
	return a < b ? -1 : a > b;
}

int
mof_source_cmp(const struct mof_sources *sources, uint32_t a, uint32_t b)
{
	const struct mof_source *in_a = mof_source_find(sources, a),
	    *in_b = mof_source_find(sources, b);
	if (in_a == in_b)
		return by_number(a, b);
	if (in_a == NULL || in_b == NULL)
		return in_a == NULL ? 1 : -1;
	/*
	 * Climb to the same depth, then side by side to the same file; what hangs
	 * at a place comes behind it.
	 */
	int behind = 0;
	for (; in_a->depth > in_b->depth; in_a = in_a->parent, behind = 1)
		a = in_a->included_at.at;
	for (; in_b->depth > in_a->depth; in_b = in_b->parent, behind = -1)
		b = in_b->included_at.at;
	while (in_a != in_b && in_a->parent != NULL && in_b->parent != NULL) {
		/* Two files asked for at the same place: in the order of loading. */
		behind = by_number(in_a->number, in_b->number);
		a = in_a->included_at.at;
		b = in_b->included_at.at;
		in_a = in_a->parent;
		in_b = in_b->parent;
	}
	if (in_a != in_b)
		return by_number(in_a->number, in_b->number);
	return a != b ? by_number(a, b) : behind;
}

struct cim_str
mof_source_text(const struct mof_sources *sources, struct cim_place place)
{
	const struct mof_source *source = mof_source_find(sources, place.at);
	if (source == NULL)
		return cim_str("", 0);
	uint32_t at = place.at - source->base, left = source->size - at;
	return cim_str(source->text + at, place.len < left ? place.len : left);
}
