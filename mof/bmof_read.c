/* bmof_read.c: the blob of a binary MOF into its records: bmof_write.c's mirror, which believes nothing. */
#include "config.h"

#include "mof/bmof.h"

#include <string.h>

#include "cim/limits.h"
#include "mof/bmof_compress.h"

#define ABSENT UINT32_MAX
#define DAMAGE "E-BMOF-DAMAGED"
#define UNKNOWN "N-BMOF-UNKNOWN"

struct reader {
	struct arena *arena;
	struct mof_bmof_problems *problems;
	const uint8_t *blob;
	/* the qualifiers in the order of their offsets, for the trailer */
	struct mof_bmof_record **qualifiers;
	size_t qualifier_count, qualifier_cap;
	unsigned depth;
	bool no_memory;
};

static uint32_t
u32_at(const struct reader *r, size_t at)
{
	const uint8_t *p = r->blob + at;
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

#define TELL_DAMAGE(r, at, ...) mof_bmof_tell((r)->problems, true, DAMAGE, (uint32_t)(at), __VA_ARGS__)
#define TELL_NOTE(r, at, ...) mof_bmof_tell((r)->problems, false, UNKNOWN, (uint32_t)(at), __VA_ARGS__)

/* ---- Values -------------------------------------------------------------------- */

/* Text from at to its zero, before end. *next is behind the zero. */
static bool
read_text(const struct reader *r, size_t at, size_t end, struct mof_bmof_text *out, size_t *next)
{
	for (size_t i = at; end - i >= 2; i += 2) {
		if (r->blob[i] == 0 && r->blob[i + 1] == 0) {
			*out = (struct mof_bmof_text){ r->blob + at, (uint32_t)((i - at) / 2) };
			*next = i + 2;
			return true;
		}
	}
	return false;
}

static struct mof_bmof_record *read_record(
    struct reader *r, enum mof_bmof_form form, size_t at, size_t end, size_t *next);

static size_t
shape_size(enum mof_bmof_shape shape)
{
	return shape == MOF_BMOF_AS_2 ? 2 : shape == MOF_BMOF_AS_4 ? 4 : 8;
}

/* One item without what pads it; objects tell their own damage. */
static bool
read_item(struct reader *r, enum mof_bmof_shape shape, size_t at, size_t end,
    union mof_bmof_item *out, size_t *next)
{
	if (shape == MOF_BMOF_AS_NOTHING)
		return false;
	if (shape == MOF_BMOF_AS_TEXT)
		return read_text(r, at, end, &out->text, next);
	if (shape == MOF_BMOF_AS_OBJECT) {
		out->object = read_record(r, MOF_BMOF_OBJECT, at, end, next);
		return out->object != NULL;
	}
	size_t size = shape_size(shape);
	if (size > end - at)
		return false;
	out->bits = 0;
	for (size_t i = size; i > 0; i--)
		out->bits = out->bits << 8 | r->blob[at + i - 1];
	*next = at + size;
	return true;
}

/* Which elements of an array have their size rounded up to four. */
enum padding { PAD_LAST, PAD_ALL, PAD_NONE, PAD_WAYS };

static size_t
padded(size_t from, size_t next, size_t end, bool pad)
{
	size_t more = pad ? (4 - (next - from) % 4) % 4 : 0;
	return more > end - next ? end : next + more;
}

/* Elements of texts or numbers, laid out one way: whether they fill the array. */
static bool
read_elements(struct reader *r, enum mof_bmof_shape shape, enum padding padding, size_t at,
    size_t end, struct mof_bmof_value *out)
{
	for (uint32_t i = 0; i < out->count; i++) {
		size_t next;
		if (!read_item(r, shape, at, end, &out->items[i], &next))
			return false;
		at = padded(at, next, end,
		    padding == PAD_ALL || (padding == PAD_LAST && i + 1 == out->count));
	}
	return at == end;
}

/* Objects know how long they are. */
static bool
read_objects(struct reader *r, size_t at, size_t end, struct mof_bmof_value *out)
{
	uint32_t got = 0;
	for (; got < out->count; got++) {
		size_t next = at;
		struct mof_bmof_record *object = read_record(r, MOF_BMOF_OBJECT, at, end, &next);
		if (object == NULL)
			break;
		out->items[got].object = object;
		at = next;
	}
	bool whole = got == out->count && at == end;
	out->count = got;
	return whole;
}

/* length, 1, count, length of the rest, elements. */
static bool
read_array(struct reader *r, enum mof_bmof_shape shape, size_t at, size_t end,
    struct mof_bmof_value *out, size_t *next)
{
	if (end - at < 16)
		return false;
	uint32_t length = u32_at(r, at), one = u32_at(r, at + 4), count = u32_at(r, at + 8);
	if (length < 16 || length > end - at || u32_at(r, at + 12) != length - 12 ||
	    count > (length - 16) / (shape == MOF_BMOF_AS_OBJECT ? 20 : 2))
		return false;
	if (one != 1)
		TELL_NOTE(r, at + 4, "the second number of an array is %u, not 1", one);
	out->count = count;
	out->items = arena_calloc(r->arena, count, sizeof(*out->items));
	*next = at + length;
	if (out->items == NULL) {
		r->no_memory = true;
		return false;
	}
	if (shape == MOF_BMOF_AS_OBJECT)
		return read_objects(r, at + 16, at + length, out);
	for (enum padding way = PAD_LAST; way < PAD_WAYS; way++) {
		if (read_elements(r, shape, way, at + 16, at + length, out)) {
			if (way != PAD_LAST && count > 1)
				mof_bmof_tell(r->problems, false, "N-BMOF-LAYOUT", (uint32_t)at,
				    "elements are padded in another way than mofcomp's");
			return true;
		}
	}
	return false;
}

static bool
read_value(struct reader *r, struct mof_bmof_record *record, size_t at, size_t end, size_t *next)
{
	const struct mof_bmof_type *type = mof_bmof_type_find(record->type);
	struct mof_bmof_value *value = arena_new(r->arena, struct mof_bmof_value);
	if (value == NULL) {
		r->no_memory = true;
		return false;
	}
	*value = (struct mof_bmof_value){ .count = 0 };
	bool read;
	if (type == NULL || type->shape == MOF_BMOF_AS_NOTHING) {
		TELL_DAMAGE(r, at, "a value of type 0x%X, which nobody knows", record->type);
		record->damaged = true;
		*next = end;
		return true;
	}
	if ((record->type & MOF_BMOF_ARRAY) != 0) {
		read = read_array(r, type->shape, at, end, value, next);
	} else {
		value->count = 1;
		value->items = arena_new(r->arena, union mof_bmof_item);
		if (value->items == NULL) {
			r->no_memory = true;
			return false;
		}
		read = read_item(r, type->shape, at, end, value->items, next);
	}
	/* Of several objects those in front of the damage are kept. */
	bool some = type->shape == MOF_BMOF_AS_OBJECT && (record->type & MOF_BMOF_ARRAY) != 0 &&
	    value->count > 0;
	if (!read && !some)
		return false;
	record->damaged |= !read;
	record->value = value;
	return true;
}

/* ---- Records ------------------------------------------------------------------- */

static bool
keep_qualifier(struct reader *r, struct mof_bmof_record *record)
{
	struct mof_bmof_record **list = arena_grow(r->arena, r->qualifiers, r->qualifier_count,
	    &r->qualifier_cap, r->qualifier_count + 1, sizeof(*list));
	if (list == NULL) {
		r->no_memory = true;
		return false;
	}
	r->qualifiers = list;
	list[r->qualifier_count++] = record;
	return true;
}

static void
list_add(struct mof_bmof_list *list, struct mof_bmof_record *record)
{
	if (list->last == NULL)
		list->first = record;
	else
		list->last->next = record;
	list->last = record;
	list->count++;
}

/* Records back to back. What cannot be read, but tells its length, is passed over. */
static void
read_records(struct reader *r, enum mof_bmof_form form, uint32_t count, size_t at, size_t end,
    struct mof_bmof_list *out)
{
	uint32_t i = 0;
	for (; i < count && at < end && !r->no_memory; i++) {
		size_t next = at;
		struct mof_bmof_record *record = read_record(r, form, at, end, &next);
		if (record != NULL)
			list_add(out, record);
		if (next == at) {
			TELL_DAMAGE(r, at, "%u of %u records of a list cannot be read", count - i,
			    count);
			return;
		}
		at = next;
	}
	if (i < count)
		TELL_DAMAGE(r, at, "a list of %u records has %u", count, i);
	else if (at < end)
		TELL_NOTE(r, at, "%zu bytes behind the records of a list", end - at);
}

/* length, count, records. */
static bool
read_list(struct reader *r, enum mof_bmof_form form, size_t at, size_t end,
    struct mof_bmof_list *out, size_t *next)
{
	if (end - at < 8)
		return false;
	uint32_t length = u32_at(r, at), count = u32_at(r, at + 4);
	if (length < 8)
		return false;
	if (length > end - at) {
		TELL_DAMAGE(r, at, "a list cannot be %u bytes long: %zu are left", length, end - at);
		length = (uint32_t)(end - at);
	}
	out->there = true;
	*next = at + length;
	read_records(r, form, count, at + 8, at + length, out);
	return true;
}

/* What an offset leads to. */
static bool
read_part(struct reader *r, struct mof_bmof_record *record, enum mof_bmof_field field, size_t at,
    size_t end, size_t *next)
{
	if (field == MOF_BMOF_NAME) {
		record->named = read_text(r, at, end, &record->name, next);
		return record->named;
	}
	if (field == MOF_BMOF_VALUE)
		return read_value(r, record, at, end, next);
	return read_list(r, mof_bmof_fields[field].holds, at, end,
	    mof_bmof_list_of(record, field), next);
}

/*
 * A field that is an offset. What it leads to stands behind what the fields before it led to: so
 * no byte is read twice, however records are nested. False: the rest of the record is lost.
 */
static bool
read_offset(struct reader *r, struct mof_bmof_record *record, enum mof_bmof_field field,
    uint32_t offset, size_t begin, size_t *cursor)
{
	size_t end = (size_t)record->at + record->length, next = 0;
	if (offset == ABSENT)
		return true;
	if (offset > end - begin || begin + offset < *cursor) {
		TELL_DAMAGE(r, record->at, "the %s of this %s cannot be at 0x%X",
		    mof_bmof_fields[field].label, mof_bmof_layouts[record->form].what, offset);
		return false;
	}
	for (size_t i = *cursor; i < begin + offset; i++) {
		if (r->blob[i] != 0 || begin + offset - *cursor > 3) {
			TELL_NOTE(r, *cursor, "%zu bytes in front of the %s", begin + offset - *cursor,
			    mof_bmof_fields[field].label);
			break;
		}
	}
	if (!read_part(r, record, field, begin + offset, end, &next)) {
		TELL_DAMAGE(r, begin + offset, "the %s of the %s at 0x%X cannot be read",
		    mof_bmof_fields[field].label, mof_bmof_layouts[record->form].what, record->at);
		return false;
	}
	*cursor = next;
	return true;
}

static void
read_fields(struct reader *r, struct mof_bmof_record *record)
{
	const struct mof_bmof_layout *layout = &mof_bmof_layouts[record->form];
	size_t begin = record->at + 4 * (size_t)layout->count, cursor = begin;
	size_t end = (size_t)record->at + record->length;
	for (unsigned i = 0; i < layout->count; i++) {
		uint32_t v = u32_at(r, record->at + 4 * i);
		if (layout->fields[i] == MOF_BMOF_TYPE)
			record->type = v;
		else if (layout->fields[i] == MOF_BMOF_KIND)
			record->kind = v;
	}
	if (record->form == MOF_BMOF_MEMBER && mof_bmof_type_find(record->type) == NULL)
		TELL_NOTE(r, record->at + 4, "the type 0x%X is not known", record->type);
	if (record->form == MOF_BMOF_OBJECT && record->kind > 1)
		TELL_NOTE(r, record->at + 16, "an object of kind %u", record->kind);
	for (unsigned i = 0; i < layout->count; i++) {
		if (layout->fields[i] >= MOF_BMOF_NAME && !read_offset(r, record,
		    layout->fields[i], u32_at(r, record->at + 4 * i), begin, &cursor)) {
			record->damaged = true;
			return;
		}
	}
	size_t rest = end - cursor;
	for (size_t i = cursor; i < end; i++) {
		if (r->blob[i] != 0 || rest > 3) {
			TELL_NOTE(r, cursor, "%zu bytes behind what the %s says", rest, layout->what);
			break;
		}
	}
}

/* *next is behind it when at least its length can be believed. NULL: not even that, or no memory. */
static struct mof_bmof_record *
read_record(struct reader *r, enum mof_bmof_form form, size_t at, size_t end, size_t *next)
{
	const struct mof_bmof_layout *layout = &mof_bmof_layouts[form];
	if (end - at < 4 * (size_t)layout->count || r->no_memory)
		return NULL;
	uint32_t length = u32_at(r, at);
	bool cut = length > end - at;
	if (length < 4 * layout->count || cut)
		TELL_DAMAGE(r, at, "no %s is %u bytes long: %zu are left", layout->what, length,
		    end - at);
	if (length < 4 * layout->count)
		return NULL;
	/* Of one that is cut its beginning may be whole. */
	length = cut ? (uint32_t)(end - at) : length;
	*next = at + length;
	if (r->depth >= CIM_LIMIT_NESTING) {
		TELL_DAMAGE(r, at, "more than %u objects in one another", CIM_LIMIT_NESTING);
		return NULL;
	}
	struct mof_bmof_record *record = arena_calloc(r->arena, 1, sizeof(*record));
	if (record == NULL) {
		r->no_memory = true;
		return NULL;
	}
	record->form = form;
	record->at = (uint32_t)at;
	record->length = length;
	record->damaged = cut;
	if (form == MOF_BMOF_QUALIFIER && !keep_qualifier(r, record))
		return NULL;
	r->depth += form == MOF_BMOF_OBJECT;
	read_fields(r, record);
	r->depth -= form == MOF_BMOF_OBJECT;
	return record;
}

/* ---- The whole ----------------------------------------------------------------- */

static const char trailer_magic[16] = "BMOFQUALFLAVOR11";

static struct mof_bmof_record *
qualifier_at(const struct reader *r, uint32_t at)
{
	size_t low = 0, high = r->qualifier_count;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (r->qualifiers[mid]->at < at)
			low = mid + 1;
		else
			high = mid;
	}
	return low < r->qualifier_count && r->qualifiers[low]->at == at ? r->qualifiers[low] : NULL;
}

static void
read_flavor(struct reader *r, size_t at)
{
	const uint32_t known = MOF_BMOF_TO_INSTANCE | MOF_BMOF_TO_SUBCLASS |
	    MOF_BMOF_DISABLE_OVERRIDE | MOF_BMOF_AMENDED;
	uint32_t where = u32_at(r, at), bits = u32_at(r, at + 4);
	struct mof_bmof_record *q = qualifier_at(r, where);
	if (q == NULL) {
		TELL_NOTE(r, at, "flavors 0x%X for offset 0x%X, where no qualifier is", bits, where);
		return;
	}
	if (q->flavors != 0)
		TELL_NOTE(r, at, "flavors for the qualifier at 0x%X once more", where);
	if ((bits & ~known) != 0)
		TELL_NOTE(r, at + 4, "flavors 0x%X of the qualifier at 0x%X are not known",
		    bits & ~known, where);
	q->flavors = bits;
}

static void
read_trailer(struct reader *r, size_t at, size_t n, struct mof_bmof *out)
{
	if (at == n)
		return;
	if (n - at < 20 || memcmp(r->blob + at, trailer_magic, 16) != 0) {
		TELL_NOTE(r, at, "%zu bytes behind the objects, which are no list of flavors", n - at);
		return;
	}
	out->trailer = true;
	uint32_t count = u32_at(r, at + 16);
	size_t entries = (n - at - 20) / 8;
	if (count > entries)
		TELL_DAMAGE(r, at + 16, "a list of %u flavors has %zu", count, entries);
	else if ((n - at - 20) != (size_t)count * 8)
		TELL_NOTE(r, at + 20 + (size_t)count * 8, "%zu bytes behind the flavors",
		    n - at - 20 - (size_t)count * 8);
	for (size_t i = 0; i < count && i < entries; i++)
		read_flavor(r, at + 20 + 8 * i);
}

enum cim_err
mof_bmof_read(struct arena *arena, const uint8_t *blob, size_t n, struct mof_bmof *out,
    struct mof_bmof_problems *problems)
{
	struct reader r = { .arena = arena, .problems = problems, .blob = blob };
	memset(out, 0, sizeof(*out));
	out->objects.there = true;
	if (n < 20) {
		TELL_DAMAGE(&r, 0, "%zu bytes are no binary MOF", n);
		return problems->no_memory ? CIM_ENOMEM : CIM_OK;
	}
	size_t end = u32_at(&r, 4);
	if (end < 20 || end > n) {
		TELL_DAMAGE(&r, 4, "the objects are said to end at 0x%zX of 0x%zX", end, n);
		end = n;
	}
	for (unsigned i = 0; i < 2; i++) {
		out->constants[i] = u32_at(&r, 8 + 4 * i);
		if (out->constants[i] != 1)
			TELL_NOTE(&r, 8 + 4 * i, "this number is %u, not 1", out->constants[i]);
	}
	read_records(&r, MOF_BMOF_OBJECT, u32_at(&r, 16), 20, end, &out->objects);
	read_trailer(&r, end, n, out);
	return r.no_memory || problems->no_memory ? CIM_ENOMEM : CIM_OK;
}

/* ---- The container --------------------------------------------------------------- */

static uint32_t
le32(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* A stream that may be cut, into the arena: as much of it as can be had. */
static enum cim_err
unpack_stream(struct arena *arena, const uint8_t *bytes, size_t n, uint32_t size,
    const uint8_t **blob, size_t *blob_len, struct mof_bmof_problems *problems,
    struct cim_fault *fault)
{
	struct cim_fault broken = { .err = CIM_OK };
	if (!mof_bmof_ratio_possible(n, size) || size > CIM_LIMIT_BMOF)
		return cim_fault(fault, CIM_ELIMIT, "0x%X bytes are announced, which %zu cannot hold",
		    size, n);
	uint8_t *room = arena_alloc(arena, size);
	if (room == NULL)
		return CIM_ENOMEM;
	enum cim_err err = mof_bmof_decompress(bytes, n, room, size, blob_len, &broken);
	if (err != CIM_OK && *blob_len == size)
		mof_bmof_tell(problems, false, UNKNOWN, 0, "%s", broken.text);
	else if (err != CIM_OK)
		mof_bmof_tell(problems, true, DAMAGE, 0, "%s", broken.text);
	*blob = room;
	return CIM_OK;
}

enum cim_err
mof_bmof_unpack(struct arena *arena, const uint8_t *bytes, size_t n, const uint8_t **blob,
    size_t *blob_len, uint32_t *outer, size_t *used, struct mof_bmof_problems *problems,
    struct cim_fault *fault)
{
	if (n < 20 || memcmp(bytes, "FOMB", 4) != 0)
		return cim_fault(fault, CIM_EFOREIGN, "no binary MOF begins here");
	*outer = le32(bytes + 4);
	if (memcmp(bytes + 16, MOF_BMOF_SIGNATURE, 4) != 0) {
		/* a blob without its container, which nothing ends but its own lengths */
		*blob = bytes;
		*blob_len = *used = n;
		*outer = 1;
		return CIM_OK;
	}
	uint32_t compressed = le32(bytes + 8);
	if (*outer != 1)
		mof_bmof_tell(problems, false, UNKNOWN, 4, "this number is %u, not 1", *outer);
	if (compressed > n - MOF_BMOF_HEADER)
		mof_bmof_tell(problems, true, DAMAGE, 8, "%u compressed bytes are announced, %zu are there",
		    compressed, n - MOF_BMOF_HEADER);
	*used = compressed > n - MOF_BMOF_HEADER ? n : MOF_BMOF_HEADER + compressed;
	return unpack_stream(arena, bytes + MOF_BMOF_HEADER, *used - MOF_BMOF_HEADER,
	    le32(bytes + 12), blob, blob_len, problems, fault);
}
