/* names.c: keys and subjects, each told by how it differs from the one before. */
#include "snapshot/names.h"

#include <string.h>

#include "snapshot/format.h"

/* ---- Encode -------------------------------------------------------------- */

void
snap_names_reset(struct snap_names_writer *w)
{
	bytes_writer_reset(&w->key_numbers);
	bytes_writer_reset(&w->ns_numbers);
	bytes_writer_reset(&w->name_numbers);
	bytes_writer_reset(&w->path_numbers);
	bytes_writer_reset(&w->strings);
	w->key = w->ns = w->name = w->path = cim_str(NULL, 0);
}

void
snap_names_writer_free(struct snap_names_writer *w)
{
	bytes_writer_free(&w->key_numbers);
	bytes_writer_free(&w->ns_numbers);
	bytes_writer_free(&w->name_numbers);
	bytes_writer_free(&w->path_numbers);
	bytes_writer_free(&w->strings);
}

/*
 * A string ends with a NUL byte, form 0, unless one is in it: form 1, its length
 * first. Gives the form.
 */
static uint64_t
string_write(struct bytes_writer *strings, struct cim_str s)
{
	if (s.len > 0 && memchr(s.ptr, '\0', s.len) != NULL) {
		bytes_write_str(strings, s);
		return 1;
	}
	bytes_write(strings, s.ptr, s.len);
	bytes_write_u8(strings, 0);
	return 0;
}

static size_t
shared_length(struct cim_str a, struct cim_str b)
{
	size_t most = a.len < b.len ? a.len : b.len, n = 0;
	while (n < most && a.ptr[n] == b.ptr[n])
		n++;
	return n;
}

/* The number says how much is shared with what came before, the rest goes to the strings. */
static void
shared_write(struct bytes_writer *numbers, struct bytes_writer *strings, struct cim_str *before,
    struct cim_str now)
{
	size_t shared = shared_length(*before, now);
	uint64_t form = string_write(strings,
	    cim_str(shared == 0 ? now.ptr : now.ptr + shared, now.len - shared));
	bytes_write_varint(numbers, (uint64_t)shared * 2 + form);
	*before = now;
}

void
snap_names_add(struct snap_names_writer *w, const struct repo_record *record,
    const struct repo_subject *subject)
{
	shared_write(&w->key_numbers, &w->strings, &w->key,
	    cim_str((const char *)record->key, record->key_len));
	if (cim_str_eq(w->ns, subject->ns)) {
		bytes_write_varint(&w->ns_numbers, 0);
	} else {
		bytes_write_varint(&w->ns_numbers, 1 + string_write(&w->strings, subject->ns));
		w->ns = subject->ns;
	}
	shared_write(&w->name_numbers, &w->strings, &w->name, cim_name_str(subject->name));
	shared_write(&w->path_numbers, &w->strings, &w->path, subject->path);
}

enum cim_err
snap_names_end(const struct snap_names_writer *w, struct bytes_writer *out)
{
	const struct bytes_writer *parts[] = { &w->key_numbers, &w->ns_numbers, &w->name_numbers,
	    &w->path_numbers, &w->strings };
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (parts[i]->err != CIM_OK)
			return parts[i]->err;
		bytes_write(out, parts[i]->buf, parts[i]->len);
	}
	return out->err;
}

/* ---- Decode -------------------------------------------------------------- */

static enum cim_err
damaged(struct snap_names_reader *r, const char *why)
{
	r->why = why;
	return CIM_EDAMAGED;
}

/* Cuts the next n numbers off all. */
static void
numbers_cut(struct bytes_reader *all, uint32_t n, struct bytes_reader *out)
{
	const uint8_t *from = all->at;
	while (n > 0 && all->at < all->end) {
		if (*all->at++ < 0x80)
			n--;
	}
	bytes_reader_init(out, from, (size_t)(all->at - from));
	if (n > 0)
		bytes_read_fail(all, CIM_EDAMAGED);
}

enum cim_err
snap_names_begin(struct snap_names_reader *r, const void *bytes, size_t n, uint32_t records)
{
	bytes_reader_init(&r->strings, bytes, n);
	numbers_cut(&r->strings, records, &r->key_numbers);
	numbers_cut(&r->strings, records, &r->ns_numbers);
	numbers_cut(&r->strings, records, &r->name_numbers);
	numbers_cut(&r->strings, records, &r->path_numbers);
	bytes_writer_reset(&r->key);
	bytes_writer_reset(&r->name);
	bytes_writer_reset(&r->path);
	r->ns = cim_str("", 0);
	r->left = records;
	r->why = NULL;
	return r->strings.err == CIM_OK ? CIM_OK :
	    damaged(r, "the numbers of the names end early");
}

/* The next string, of form 0 or 1; the reader's error sticks. */
static struct cim_str
string_read(struct bytes_reader *strings, uint64_t form)
{
	if (form == 1)
		return bytes_read_str(strings);
	size_t left = bytes_read_left(strings);
	const uint8_t *end = left == 0 ? NULL : memchr(strings->at, 0, left);
	if (end == NULL) {
		bytes_read_fail(strings, CIM_EDAMAGED);
		return cim_str(NULL, 0);
	}
	size_t len = (size_t)(end - strings->at);
	const char *text = (const char *)bytes_read(strings, len + 1);
	return cim_str(text, text == NULL ? 0 : len);
}

/* Makes what came before into what comes now. */
static enum cim_err
shared_read(struct snap_names_reader *r, struct bytes_reader *numbers, struct bytes_writer *text)
{
	uint64_t number = bytes_read_varint(numbers);
	struct cim_str rest = string_read(&r->strings, number & 1);
	if (numbers->err != CIM_OK || r->strings.err != CIM_OK)
		return damaged(r, "a name or key ends early or has a malformed number");
	if (number / 2 > text->len)
		return damaged(r, "a name or key shares more than there is");
	text->len = (size_t)(number / 2);
	bytes_write(text, rest.ptr, rest.len);
	return text->err;
}

static enum cim_err
namespace_read(struct snap_names_reader *r)
{
	uint64_t number = bytes_read_varint(&r->ns_numbers);
	if (r->ns_numbers.err != CIM_OK || number > 2)
		return damaged(r, "a namespace has a malformed number");
	if (number > 0)
		r->ns = string_read(&r->strings, number - 1);
	return r->strings.err == CIM_OK ? CIM_OK : damaged(r, "a namespace ends early");
}

/* All numbers and strings must be used up by the last record. */
static enum cim_err
names_over(struct snap_names_reader *r)
{
	return bytes_read_left(&r->strings) == 0 ? CIM_ENOENT :
	    damaged(r, "something follows the names");
}

enum cim_err
snap_names_next(struct snap_names_reader *r, struct cim_str *key, struct repo_subject *subject)
{
	enum cim_err err;
	if (r->left == 0)
		return names_over(r);
	r->left--;
	if ((err = shared_read(r, &r->key_numbers, &r->key)) != CIM_OK ||
	    (err = namespace_read(r)) != CIM_OK ||
	    (err = shared_read(r, &r->name_numbers, &r->name)) != CIM_OK ||
	    (err = shared_read(r, &r->path_numbers, &r->path)) != CIM_OK)
		return err;
	if (r->key.len == 0 || r->key.len > SNAP_KEY_MAX)
		return damaged(r, "a key has no or too many bytes");
	if (r->ns.len > CIM_LIMIT_NAMESPACE || r->name.len > CIM_LIMIT_NAME ||
	    r->path.len > CIM_LIMIT_RECORD)
		return damaged(r, "a name is too long");
	uint8_t kind = r->key.buf[0];
	if (kind != REPO_KIND_NAMESPACE && kind != REPO_KIND_QUALIFIER_TYPE &&
	    kind != REPO_KIND_CLASS && kind != REPO_KIND_INSTANCE &&
	    kind != REPO_KIND_STRUCTURE && kind != REPO_KIND_ENUMERATION)
		return damaged(r, "a key is of no known kind");
	*key = cim_str((const char *)r->key.buf, r->key.len);
	subject->kind = (enum repo_kind)kind;
	subject->ns = r->ns;
	subject->name = cim_name((const char *)r->name.buf, r->name.len);
	subject->path = cim_str((const char *)r->path.buf, r->path.len);
	return CIM_OK;
}

void
snap_names_reader_free(struct snap_names_reader *r)
{
	bytes_writer_free(&r->key);
	bytes_writer_free(&r->name);
	bytes_writer_free(&r->path);
}
