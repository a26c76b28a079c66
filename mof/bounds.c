/* bounds.c: what qualifiers ask of values: of defaults, and of what instances set. */
#include "mof/qualified.h"

/* The qualifiers of a property that bind its values, stated or inherited; NULL: none. */
struct mof_bounds {
	const struct cim_qualifier *map, *min_len, *max_len, *min_value, *max_value;
	const struct cim_qualifier *octets, *required;
	struct mof_bounds *mapped;		/* of the property that map is written on */
	const struct mof_value_map *set;	/* of map, made there when first asked for */
};

#define BINDS (MOF_Q_BIT(MOF_Q_VALUEMAP) | MOF_Q_BIT(MOF_Q_MINLEN) | MOF_Q_BIT(MOF_Q_MAXLEN) | \
	MOF_Q_BIT(MOF_Q_MINVALUE) | MOF_Q_BIT(MOF_Q_MAXVALUE) | \
	MOF_Q_BIT(MOF_Q_OCTETSTRING) | MOF_Q_BIT(MOF_Q_REQUIRED))

bool
mof_q_number(const struct cim_qualifier *q, __int128 *out)
{
	if (q == NULL || q->value.is_null || q->value.is_array ||
	    !cim_type_is_integer((enum cim_type)q->value.type))
		return false;
	bool is_unsigned = cim_type_is_unsigned((enum cim_type)q->value.type);
	*out = is_unsigned ? (__int128)q->value.as.uint : (__int128)q->value.as.sint;
	return true;
}

/* Characters of a string of UTF-8. */
static uint64_t
characters(struct cim_str text)
{
	uint64_t count = 0;
	for (size_t i = 0; i < text.len; i++)
		count += ((unsigned char)text.ptr[i] & 0xc0) != 0x80;
	return count;
}

/* --- what binds --- */

static void
take(const struct cim_qualifier **to, const struct mof_qset *set, enum mof_known known)
{
	const struct cim_qualifier *q = mof_q(set, known);
	if (q != NULL)
		*to = q;
}

/* What is stated holds instead of what was inherited. */
static void
take_all(struct mof_bounds *b, const struct mof_qset *set)
{
	take(&b->map, set, MOF_Q_VALUEMAP);
	if ((set->has & MOF_Q_BIT(MOF_Q_VALUEMAP)) != 0)
		b->mapped = b;
	take(&b->min_len, set, MOF_Q_MINLEN);
	take(&b->max_len, set, MOF_Q_MAXLEN);
	take(&b->min_value, set, MOF_Q_MINVALUE);
	take(&b->max_value, set, MOF_Q_MAXVALUE);
	take(&b->octets, set, MOF_Q_OCTETSTRING);
	take(&b->required, set, MOF_Q_REQUIRED);
}

static const struct cim_qualifier *
inherited(const struct cim_qualifier *q)
{
	return q != NULL && (q->flavors & CIM_FLAVOR_TOSUBCLASS) != 0 ? q : NULL;
}

static struct mof_bounds
inherit(const struct mof_bounds *above)
{
	struct mof_bounds b = { .map = NULL };
	if (above == NULL)
		return b;
	b.map = inherited(above->map);
	b.mapped = above->mapped;
	b.min_len = inherited(above->min_len);
	b.max_len = inherited(above->max_len);
	b.min_value = inherited(above->min_value);
	b.max_value = inherited(above->max_value);
	b.octets = inherited(above->octets);
	b.required = inherited(above->required);
	return b;
}

/* Asked once a feature; the line above is CIM_LIMIT_INHERITANCE long at most. */
static struct mof_bounds *
bounds_of(struct mof_compiler *c, struct mof_feature *f)
{
	if (f->bounds_known || f->property == NULL)
		return f->bounds;
	f->bounds_known = true;
	const struct mof_bounds *above = f->base != NULL ? bounds_of(c, f->base) : NULL;
	struct mof_qset set;
	mof_qset_fill(c, &set, f->property->qualifiers);
	if (above == NULL && (set.has & BINDS) == 0)
		return NULL;
	f->bounds = mof_compile_new(c, struct mof_bounds);
	if (f->bounds != NULL) {
		*f->bounds = inherit(above);
		take_all(f->bounds, &set);
	}
	return f->bounds;
}

const struct cim_qualifier *
mof_bound(struct mof_compiler *c, const struct mof_feature *feature, enum mof_known known)
{
	const struct mof_bounds *b = bounds_of(c, (struct mof_feature *)(uintptr_t)feature);
	if (b == NULL)
		return NULL;
	return known == MOF_Q_MINLEN ? b->min_len
	    : known == MOF_Q_MAXLEN ? b->max_len
	    : known == MOF_Q_MINVALUE ? b->min_value : b->max_value;
}

const struct mof_value_map *
mof_map_above(struct mof_compiler *c, const struct mof_feature *feature,
    const struct cim_qualifier **q)
{
	struct mof_feature *base = feature->base;
	struct mof_bounds *b = base == NULL ? NULL : bounds_of(c, base);
	if (b == NULL || b->map == NULL || b->mapped == NULL || feature->property == NULL ||
	    base->property->type.type != feature->property->type.type ||
	    b->map->value.is_null || !b->map->value.is_array || b->map->value.type != CIM_STRING)
		return NULL;
	struct mof_bounds *mapped = b->mapped;
	if (mapped->set == NULL)
		mapped->set = mof_value_map(
		    c, &b->map->value, (enum cim_type)base->property->type.type);
	*q = b->map;
	return mapped->set;
}

/* --- one value --- */

/* What is looked at: a value, and what has it. */
struct looked_at {
	struct mof_compiler *c;
	struct mof_bounds *b;
	struct cim_name name;
};

static void
tell(const struct looked_at *at, enum mof_check check, const struct cim_value *v,
    const struct cim_qualifier *q, const char *what)
{
	struct mof_diag *diag = mof_check_report(at->c, check, v->place,
	    "'%.*s': the value %s %.*s", MOF_SHOW(at->name), what, MOF_SHOW(q->name));
	mof_check_note(at->c, diag, q->place, "%.*s is here", MOF_SHOW(q->name));
}

static void
check_text(const struct looked_at *at, const struct cim_value *v)
{
	__int128 limit;
	uint64_t len = characters(v->as.string);
	if (mof_q_number(at->b->max_len, &limit) && len > limit)
		tell(at, MOF_CHECK_LEN, v, at->b->max_len, "is longer than");
	if (mof_q_number(at->b->min_len, &limit) && len < limit)
		tell(at, MOF_CHECK_LEN, v, at->b->min_len, "is shorter than");
}

static void
check_number(const struct looked_at *at, const struct cim_value *v)
{
	__int128 limit, n;
	bool is_unsigned = cim_type_is_unsigned((enum cim_type)v->type);
	n = is_unsigned ? (__int128)v->as.uint : (__int128)v->as.sint;
	if (mof_q_number(at->b->max_value, &limit) && n > limit)
		tell(at, MOF_CHECK_MINMAX, v, at->b->max_value, "is above");
	if (mof_q_number(at->b->min_value, &limit) && n < limit)
		tell(at, MOF_CHECK_MINMAX, v, at->b->min_value, "is below");
}

static void
check_real(const struct looked_at *at, const struct cim_value *v)
{
	__int128 limit;
	if (mof_q_number(at->b->max_value, &limit) && v->as.real > (double)limit)
		tell(at, MOF_CHECK_MINMAX, v, at->b->max_value, "is above");
	if (mof_q_number(at->b->min_value, &limit) && v->as.real < (double)limit)
		tell(at, MOF_CHECK_MINMAX, v, at->b->min_value, "is below");
}

static void
check_mapped(const struct looked_at *at, const struct cim_value *v)
{
	const struct cim_value *list = &at->b->map->value;
	struct mof_bounds *b = at->b->mapped;
	if (list->type != CIM_STRING || !list->is_array || list->is_null ||
	    (v->type != CIM_STRING && !cim_type_is_integer((enum cim_type)v->type)))
		return;
	if (b->set == NULL)
		b->set = mof_value_map(at->c, list, (enum cim_type)v->type);
	if (b->set != NULL && !mof_value_map_has(b->set, v))
		tell(at, MOF_CHECK_VALUEMAP_VALUE, v, at->b->map, "is not in");
}

static void
check_scalar(const struct looked_at *at, const struct cim_value *v)
{
	if (v->is_null)
		return;
	if (v->type == CIM_STRING)
		check_text(at, v);
	else if (cim_type_is_integer((enum cim_type)v->type))
		check_number(at, v);
	else if (cim_type_is_real((enum cim_type)v->type))
		check_real(at, v);
	if (at->b->map != NULL)
		check_mapped(at, v);
}

/* --- octet strings --- */

static int
nibble(char ch)
{
	if (ch >= '0' && ch <= '9')
		return ch - '0';
	ch |= 0x20;
	return ch >= 'a' && ch <= 'f' ? ch - 'a' + 10 : -1;
}

/* "0x" and pairs of digits, the first four octets the length of all; NULL: it is that. */
static const char *
hex_fault(struct cim_str s)
{
	uint64_t length = 0;
	if (s.len < 2 || s.ptr[0] != '0' || (s.ptr[1] | 0x20) != 'x' || s.len % 2 != 0)
		return "is not 0x and pairs of hexadecimal digits, as wanted by";
	for (size_t i = 2; i < s.len; i++) {
		int n = nibble(s.ptr[i]);
		if (n < 0)
			return "is not 0x and pairs of hexadecimal digits, as wanted by";
		if (i < 10)
			length = length << 4 | (uint64_t)n;
	}
	return length == s.len / 2 - 1 && length >= 4 ? NULL
	    : "does not begin with its length in four octets, as wanted by";
}

static void
check_octets(const struct looked_at *at, const struct cim_value *v)
{
	if (!v->is_array || v->count == 0)
		return;
	if (v->type == CIM_UINT8) {
		uint64_t length = 0;
		for (uint32_t i = 0; i < 4 && i < v->count && !v->as.items[i].is_null; i++)
			length = length << 8 | v->as.items[i].as.uint;
		if (length != v->count || v->count < 4)
			tell(at, MOF_CHECK_OCTET_VALUE, v, at->b->octets,
			    "does not begin with its length in four octets, as wanted by");
	}
	for (uint32_t i = 0; i < v->count && v->type == CIM_STRING; i++) {
		const struct cim_value *item = &v->as.items[i];
		const char *fault = item->is_null ? NULL : hex_fault(item->as.string);
		if (fault != NULL)
			tell(at, MOF_CHECK_OCTET_VALUE, item, at->b->octets, fault);
	}
}

static void
check_value(const struct looked_at *at, const struct cim_value *v)
{
	if (v->type == CIM_TYPE_NONE || v->is_null)
		return;
	if (cim_qualifier_is_true(at->b->octets))
		check_octets(at, v);
	if (!v->is_array) {
		check_scalar(at, v);
		return;
	}
	for (uint32_t i = 0; i < v->count; i++)
		check_scalar(at, &v->as.items[i]);
}

/* --- defaults --- */

void
mof_check_default(const struct mof_element *e)
{
	struct mof_bounds of_parameter = { .map = NULL };
	struct looked_at at = { .c = e->c, .b = &of_parameter, .name = e->name };
	if (e->feature != NULL)
		at.b = bounds_of(e->c, (struct mof_feature *)(uintptr_t)e->feature);
	else
		take_all(&of_parameter, &e->set);
	if (at.b == NULL)
		return;
	if (e->value->is_null && e->feature != NULL && cim_qualifier_is_true(at.b->required) &&
	    !e->feature->is_key)
		tell(&at, MOF_CHECK_REQUIRED_UNSET, e->value, at.b->required,
		    "is null by default, against");
	check_value(&at, e->value);
}

/* --- instances --- */

void
mof_check_slot(struct mof_compiler *c, struct mof_feature *f, const struct cim_value *v)
{
	struct looked_at at = { .c = c, .b = bounds_of(c, f), .name = f->name };
	if (at.b == NULL)
		return;
	/* A key without a value is told by itself. */
	if (v->type != CIM_TYPE_NONE && v->is_null && !f->is_key &&
	    cim_qualifier_is_true(at.b->required))
		tell(&at, MOF_CHECK_REQUIRED, v, at.b->required, "is null, against");
	check_value(&at, v);
}

static bool
has_default(const struct mof_feature *f)
{
	for (; f != NULL; f = f->base) {
		if (f->property != NULL && f->property->value.type != CIM_TYPE_NONE)
			return true;	/* one that is null was told */
	}
	return false;
}

/* Required, no key, without a default, and the nearest of its name. */
static bool
is_wanted(struct mof_compiler *c, struct mof_cls *cls, struct mof_feature *f)
{
	const struct mof_bounds *b = bounds_of(c, f);
	return b != NULL && cim_qualifier_is_true(b->required) && !f->is_key && !has_default(f) &&
	    mof_feature_find(cls, f->name) == f;
}

void
mof_class_required(struct mof_compiler *c, struct mof_cls *cls)
{
	size_t cap = 0;
	if (cls->required_known)
		return;
	cls->required_known = true;
	for (struct mof_cls *at = cls; at != NULL; at = at->super) {
		for (uint32_t i = 0; i < at->feature_count && c->err == CIM_OK; i++) {
			if (!is_wanted(c, cls, &at->features[i]))
				continue;
			struct mof_feature **grown = arena_grow(c->arena, cls->required,
			    cls->required_count, &cap, (size_t)cls->required_count + 1,
			    sizeof(struct mof_feature *));
			if (!mof_compile_ok(c, grown == NULL ? CIM_ENOMEM : CIM_OK))
				return;
			cls->required = grown;
			cls->required[cls->required_count++] = &at->features[i];
		}
	}
}

void
mof_check_unset(struct mof_compiler *c, const struct mof_feature *f, struct cim_place place)
{
	struct mof_diag *diag = mof_check_report(c, MOF_CHECK_REQUIRED_UNSET, place,
	    "'%.*s' is required, and not set", MOF_SHOW(f->name));
	mof_check_note(c, diag, f->property->place, "'%.*s' is here", MOF_SHOW(f->name));
}
