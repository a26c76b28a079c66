/* check_map.c: the checks of ValueMap and Values, BitMap and BitValues; a ValueMap as a set. */
#include <stdlib.h>
#include <string.h>

#include "mof/literal.h"
#include "mof/qualified.h"

/* --- numbers --- */

struct mof_range
mof_type_range(enum cim_type type)
{
	unsigned bits = cim_type_bits(type);
	if (cim_type_is_unsigned(type))
		return (struct mof_range){ 0, ((__int128)1 << bits) - 1 };
	return (struct mof_range){ -((__int128)1 << (bits - 1)), ((__int128)1 << (bits - 1)) - 1 };
}

/* Nearly all are short and decimal. */
static bool
short_number(struct cim_str s, __int128 *out)
{
	uint64_t n = 0;
	if (s.len == 0 || s.len > 18 || (s.ptr[0] == '0' && s.len > 1))
		return false;
	for (size_t i = 0; i < s.len; i++) {
		unsigned digit = (unsigned)(unsigned char)s.ptr[i] - '0';
		if (digit > 9)
			return false;
		n = n * 10 + digit;
	}
	*out = (__int128)n;
	return true;
}

/* An integer in any form of MOF; leading zeros that make no octal are decimal. */
static bool
number(struct cim_str s, __int128 *out)
{
	bool negative;
	uint64_t magnitude;
	if (short_number(s, out))
		return true;
	while (s.len > 0 && s.ptr[0] == ' ')
		s = cim_str(s.ptr + 1, s.len - 1);
	while (s.len > 0 && s.ptr[s.len - 1] == ' ')
		s.len--;
	enum cim_err err = mof_literal_integer(s, &negative, &magnitude);
	while (err == CIM_EINVAL && s.len > 1 && s.ptr[0] == '0') {
		s = cim_str(s.ptr + 1, s.len - 1);
		err = s.ptr[0] == '0' ? CIM_EINVAL : mof_literal_integer(s, &negative, &magnitude);
	}
	if (err == CIM_ERANGE)
		*out = negative ? -((__int128)1 << 100) : (__int128)1 << 100;
	else if (err == CIM_OK)
		*out = negative ? -(__int128)magnitude : (__int128)magnitude;
	return err == CIM_OK || err == CIM_ERANGE;
}

enum entry { ENTRY_BAD, ENTRY_RANGE, ENTRY_REST };

/* a, a..b, a.., ..b or ..: what an entry for integers of a range says. */
static enum entry
entry(struct cim_str s, struct mof_range whole, struct mof_range *out)
{
	size_t dots = 0;
	while (dots + 1 < s.len && !(s.ptr[dots] == '.' && s.ptr[dots + 1] == '.'))
		dots++;
	*out = whole;
	if (dots + 1 >= s.len) {
		bool good = number(s, &out->low);
		out->high = out->low;
		return good ? ENTRY_RANGE : ENTRY_BAD;
	}
	struct cim_str low = cim_str(s.ptr, dots);
	struct cim_str high = cim_str(s.ptr + dots + 2, s.len - dots - 2);
	if (low.len == 0 && high.len == 0)
		return ENTRY_REST;
	if ((low.len > 0 && !number(low, &out->low)) || (high.len > 0 && !number(high, &out->high)))
		return ENTRY_BAD;
	/* One open end beyond the type is no wrong order: its range is told. */
	if (high.len == 0 && out->high < out->low)
		out->high = out->low;
	if (low.len == 0 && out->low > out->high)
		out->low = out->high;
	return out->low <= out->high ? ENTRY_RANGE : ENTRY_BAD;
}

/* --- ValueMap --- */

static void
check_entry(const struct mof_element *e, const struct cim_value *v, struct mof_range whole)
{
	struct mof_range r;
	const char *type = cim_type_to_string((enum cim_type)e->type->type);
	switch (entry(v->as.string, whole, &r)) {
	case ENTRY_BAD:
		mof_check_report(e->c, MOF_CHECK_VALUEMAP_ENTRY, v->place,
		    "'%.*s' is no integer and no range of them; '%.*s' is of type %s",
		    MOF_SHOW(v->as.string), MOF_SHOW(e->name), type);
		break;
	case ENTRY_RANGE:
		if (r.low < whole.low || r.high > whole.high)
			mof_check_report(e->c, MOF_CHECK_VALUEMAP_RANGE, v->place,
			    "'%.*s' is out of the range of %s", MOF_SHOW(v->as.string), type);
		break;
	case ENTRY_REST:
		break;
	}
}

static void
check_length(const struct mof_element *e, enum mof_check check, const struct cim_qualifier *map,
    const struct cim_qualifier *names)
{
	if (map == NULL || names == NULL || map->value.count == names->value.count)
		return;
	struct mof_diag *diag = mof_check_report(e->c, check, names->place,
	    "%.*s has %u element%s, %.*s has %u", MOF_SHOW(names->name),
	    (unsigned)names->value.count, names->value.count == 1 ? "" : "s",
	    MOF_SHOW(map->name), (unsigned)map->value.count);
	mof_check_note(e->c, diag, map->place, "%.*s is here", MOF_SHOW(map->name));
}

static bool has_number(const struct mof_value_map *map, __int128 n);

/*
 * What overrides a property takes away from its ValueMap, unless that is open. The first entry too
 * many is told.
 */
static void
check_map_above(const struct mof_element *e, const struct cim_qualifier *map)
{
	const struct cim_qualifier *q;
	const struct mof_value_map *above = mof_map_above(e->c, e->feature, &q);
	if (above == NULL || above->open || q->value.as.items == map->value.as.items)
		return;
	enum cim_type type = (enum cim_type)e->type->type;
	for (uint32_t i = 0; i < map->value.count; i++) {
		const struct cim_value *v = &map->value.as.items[i];
		struct mof_range r = { 0, 0 };
		bool number = cim_type_is_integer(type);
		/* Open ends and ranges are as wide as the type: plain values are what counts. */
		if (v->is_null || (number && (entry(v->as.string, mof_type_range(type), &r) !=
		    ENTRY_RANGE || r.low != r.high)))
			continue;
		if (number ? has_number(above, r.low) : mof_value_map_has(above, v))
			continue;
		struct mof_diag *diag = mof_check_report(e->c, MOF_CHECK_OVERRIDE_MAP, v->place,
		    "'%.*s' is not in the ValueMap of the overridden property",
		    MOF_SHOW(v->as.string));
		mof_check_note(e->c, diag, q->place, "its ValueMap is here");
		return;
	}
}

void
mof_check_value_map(const struct mof_element *e)
{
	const struct cim_qualifier *map = mof_q_list(&e->set, MOF_Q_VALUEMAP);
	enum cim_type type = (enum cim_type)e->type->type;
	if (map == NULL)
		return;
	check_length(e, MOF_CHECK_VALUEMAP_LEN, map, mof_q_list(&e->set, MOF_Q_VALUES));
	if (cim_type_is_integer(type)) {
		struct mof_range whole = mof_type_range(type);
		for (uint32_t i = 0; i < map->value.count; i++) {
			if (!map->value.as.items[i].is_null)
				check_entry(e, &map->value.as.items[i], whole);
		}
	} else if (type == CIM_BOOLEAN || type == CIM_DATETIME || cim_type_is_real(type)) {
		mof_check_report(e->c, MOF_CHECK_VALUEMAP_TYPE, map->place,
		    "ValueMap stands on integers and strings; '%.*s' is of type %s",
		    MOF_SHOW(e->name), cim_type_to_string(type));
	}
	if (e->feature != NULL && e->feature->base != NULL)
		check_map_above(e, map);
}

/* --- a ValueMap as a set --- */

static int
compare_ranges(const void *a, const void *b)
{
	const struct mof_range *x = a, *y = b;
	return x->low < y->low ? -1 : x->low > y->low;
}

static int
compare_texts(const void *a, const void *b)
{
	const struct cim_str *x = a, *y = b;
	size_t len = x->len < y->len ? x->len : y->len;
	int c = len == 0 ? 0 : memcmp(x->ptr, y->ptr, len);
	return c != 0 ? c : x->len < y->len ? -1 : x->len > y->len;
}

static void
fill_ranges(struct mof_value_map *map, const struct cim_value *value, enum cim_type type)
{
	struct mof_range whole = mof_type_range(type);
	for (uint32_t i = 0; i < value->count; i++) {
		const struct cim_value *v = &value->as.items[i];
		enum entry kind = v->is_null ? ENTRY_BAD
		    : entry(v->as.string, whole, &map->ranges[map->count]);
		map->count += kind == ENTRY_RANGE;
		/* What is no entry was told: nothing can be said of the values. */
		map->open |= kind != ENTRY_RANGE;
	}
	qsort(map->ranges, map->count, sizeof(*map->ranges), compare_ranges);
	uint32_t kept = 0;
	for (uint32_t i = 1; i < map->count; i++) {
		struct mof_range *last = &map->ranges[kept];
		if (map->ranges[i].low > last->high)
			map->ranges[++kept] = map->ranges[i];
		else if (map->ranges[i].high > last->high)
			last->high = map->ranges[i].high;
	}
	map->count = map->count > 0 ? kept + 1 : 0;
}

static void
fill_texts(struct mof_value_map *map, const struct cim_value *value)
{
	for (uint32_t i = 0; i < value->count; i++) {
		const struct cim_value *v = &value->as.items[i];
		if (v->is_null || cim_str_eq(v->as.string, CIM_STR("..")))
			map->open = true;
		else
			map->texts[map->count++] = v->as.string;
	}
	qsort(map->texts, map->count, sizeof(*map->texts), compare_texts);
}

const struct mof_value_map *
mof_value_map(struct mof_compiler *c, const struct cim_value *value, enum cim_type type)
{
	struct mof_value_map *map = mof_compile_new(c, struct mof_value_map);
	if (map == NULL)
		return NULL;
	map->open = value->count == 0;
	if (cim_type_is_integer(type)) {
		map->ranges = mof_compile_alloc(c, value->count, sizeof(*map->ranges));
		if (map->ranges != NULL && !map->open)
			fill_ranges(map, value, type);
		return map->ranges == NULL ? NULL : map;
	}
	map->texts = mof_compile_alloc(c, value->count, sizeof(*map->texts));
	if (map->texts != NULL && !map->open)
		fill_texts(map, value);
	return map->texts == NULL ? NULL : map;
}

static bool
has_number(const struct mof_value_map *map, __int128 n)
{
	uint32_t low = 0, high = map->count;
	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		if (n < map->ranges[mid].low)
			high = mid;
		else if (n > map->ranges[mid].high)
			low = mid + 1;
		else
			return true;
	}
	return false;
}

bool
mof_value_map_has(const struct mof_value_map *map, const struct cim_value *v)
{
	if (map->open)
		return true;
	if (map->texts != NULL && v->type == CIM_STRING)
		return bsearch(&v->as.string, map->texts, map->count, sizeof(*map->texts),
		    compare_texts) != NULL;
	if (map->ranges == NULL || !cim_type_is_integer((enum cim_type)v->type))
		return true;
	return has_number(map, cim_type_is_unsigned((enum cim_type)v->type)
	    ? (__int128)v->as.uint : (__int128)v->as.sint);
}

/* --- BitMap --- */

void
mof_check_bit_map(const struct mof_element *e)
{
	const struct cim_qualifier *map = mof_q_list(&e->set, MOF_Q_BITMAP);
	enum cim_type type = (enum cim_type)e->type->type;
	check_length(e, MOF_CHECK_BITMAP, map, mof_q_list(&e->set, MOF_Q_BITVALUES));
	if (map == NULL)
		return;
	if (!cim_type_is_integer(type) || !cim_type_is_unsigned(type)) {
		mof_check_report(e->c, MOF_CHECK_BITMAP_TYPE, map->place,
		    "BitMap stands on unsigned integers; '%.*s' is of type %s", MOF_SHOW(e->name),
		    cim_type_to_string(type));
		return;
	}
	/* A bit has one of 64 places: who has it first is soon known. */
	const struct cim_value *seen[64] = { NULL };
	for (uint32_t i = 0; i < map->value.count; i++) {
		const struct cim_value *v = &map->value.as.items[i];
		__int128 bit;
		if (v->is_null || !number(v->as.string, &bit) || bit < 0 ||
		    bit >= cim_type_bits(type)) {
			mof_check_report(e->c, MOF_CHECK_BITMAP, v->place,
			    "'%.*s' is no bit of a %s: they are 0 to %u",
			    MOF_SHOW(v->is_null ? CIM_STR("null") : v->as.string),
			    cim_type_to_string(type), cim_type_bits(type) - 1);
			continue;
		}
		const struct cim_value **first = &seen[(size_t)bit];
		if (*first == NULL) {
			*first = v;
			continue;
		}
		struct mof_diag *diag = mof_check_report(e->c, MOF_CHECK_BITMAP, v->place,
		    "bit %u is here twice", (unsigned)bit);
		mof_check_note(e->c, diag, (*first)->place, "first written here");
	}
}
