/* compare.c: what differs between two declarations of one thing, change by change. */
#include "cim/compare.h"

#include <string.h>

/* ---- Texts --------------------------------------------------------------- */

static void
show_name(struct bytes_writer *w, struct cim_name name)
{
	bytes_write(w, name.ptr, name.len);
}

static void
show_type(struct bytes_writer *w, const struct cim_element_type *type)
{
	if (type->class_name.len > 0)
		show_name(w, type->class_name);
	if (type->is_local)
		bytes_write_text(w, " (inside)");
	if (type->type == CIM_REFERENCE)
		bytes_write_text(w, type->class_name.len > 0 ? " ref" : "object ref");
	else if (type->type == CIM_VOID || type->class_name.len == 0)
		bytes_write_text(w, type->type == CIM_VOID ? "void" :
		    cim_type_to_string((enum cim_type)type->type));
	if (type->is_array && type->array_size > 0)
		bytes_write_format(w, "[%u]", (unsigned)type->array_size);
	else if (type->is_array)
		bytes_write_text(w, "[]");
}

static void
show_string(struct bytes_writer *w, struct cim_str s)
{
	bytes_write_u8(w, '"');
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];
		if (c == '"' || c == '\\')
			bytes_write_format(w, "\\%c", c);
		else if (c == '\n')
			bytes_write_text(w, "\\n");
		else if (c == '\t')
			bytes_write_text(w, "\\t");
		else if (c < 0x20 || c == 0x7f)
			bytes_write_format(w, "\\x%04X", (unsigned)c);
		else
			bytes_write_u8(w, c);
	}
	bytes_write_u8(w, '"');
}

/* Objects in objects: whoever builds them keeps to CIM_LIMIT_NESTING, so this ends. */
static void
show_object(struct bytes_writer *w, const struct cim_instance *inst)
{
	bytes_write_text(w, "instance of ");
	show_name(w, inst->class_name);
	bytes_write_text(w, " {");
	for (uint32_t i = 0; i < inst->property_count; i++) {
		bytes_write_u8(w, ' ');
		show_name(w, inst->properties[i].name);
		if (inst->properties[i].value.type != CIM_TYPE_NONE) {
			bytes_write_text(w, " = ");
			cim_show_value(w, &inst->properties[i].value);
		}
		bytes_write_u8(w, ';');
	}
	bytes_write_text(w, " }");
}

void
cim_show_value(struct bytes_writer *w, const struct cim_value *value)
{
	if (value->type == CIM_TYPE_NONE)
		return;
	if (value->is_null) {
		bytes_write_text(w, "null");
		return;
	}
	if (value->is_array) {
		bytes_write_u8(w, '{');
		for (uint32_t i = 0; i < value->count; i++) {
			bytes_write_text(w, i == 0 ? " " : ", ");
			cim_show_value(w, &value->as.items[i]);
		}
		bytes_write_text(w, " }");
		return;
	}
	switch (value->type) {
	case CIM_STRING:
	case CIM_DATETIME:
	case CIM_REFERENCE:
		show_string(w, value->as.string);
		break;
	case CIM_ENUMERATION:
	case CIM_OCTETSTRING:
		bytes_write(w, value->as.string.ptr, value->as.string.len);
		break;
	case CIM_OBJECT:
		show_object(w, value->as.object);
		break;
	case CIM_CHAR16:
		if (value->as.char16 < 0x20 || value->as.char16 == 0x7f) {
			bytes_write_format(w, "'\\x%04X'", (unsigned)value->as.char16);
			break;
		}
		bytes_write_text(w, value->as.char16 == '\'' || value->as.char16 == '\\' ? "'\\" :
		    "'");
		cim_value_text(w, value);
		bytes_write_u8(w, '\'');
		break;
	default:
		cim_value_text(w, value);
	}
}

static void
show_signature(struct bytes_writer *w, const struct cim_method *method)
{
	show_type(w, &method->type);
	bytes_write_text(w, " (");
	for (uint32_t i = 0; i < method->parameter_count; i++) {
		if (i > 0)
			bytes_write_text(w, ", ");
		show_type(w, &method->parameters[i].type);
		bytes_write_u8(w, ' ');
		show_name(w, method->parameters[i].name);
	}
	bytes_write_u8(w, ')');
}

/* The words of what was stated; all of what holds where the stated ones do not tell. */
static void
show_flavors(struct bytes_writer *w, uint8_t flavors, uint8_t stated)
{
	bool first = true;
	for (uint8_t bit = 1; bit <= CIM_FLAVOR_AMENDED; bit = (uint8_t)(bit << 1)) {
		const char *word = cim_flavor_to_string(bit, (flavors & bit) != 0);
		if ((stated & bit) == 0 || word == NULL)
			continue;
		if (!first)
			bytes_write_u8(w, ' ');
		bytes_write_text(w, word);
		first = false;
	}
}

static void
show_scopes(struct bytes_writer *w, uint32_t scopes)
{
	bool first = true;
	for (uint32_t bit = 1; bit <= CIM_SCOPE_LAST; bit <<= 1) {
		if ((scopes & bit) == 0)
			continue;
		if (!first)
			bytes_write_text(w, ", ");
		bytes_write_text(w, cim_scope_to_string(bit));
		first = false;
	}
}

/* ---- Telling ------------------------------------------------------------- */

struct compare {
	cim_difference_fn each;
	void *ctx;
	struct arena arena;
	struct bytes_writer was, is;
	struct cim_difference d;	/* the place that is being looked at */
	enum cim_err err;
};

/* What was and is has been written. */
static void
tell(struct compare *c, enum cim_sign sign, enum cim_what what)
{
	if (c->err == CIM_OK)
		c->err = c->was.err != CIM_OK ? c->was.err : c->is.err;
	if (c->err != CIM_OK)
		return;
	c->d.sign = sign;
	c->d.what = what;
	c->d.old_text = cim_str(c->was.len == 0 ? "" : (const char *)c->was.buf, c->was.len);
	c->d.new_text = cim_str(c->is.len == 0 ? "" : (const char *)c->is.buf, c->is.len);
	c->err = c->each(c->ctx, &c->d);
	bytes_writer_reset(&c->was);
	bytes_writer_reset(&c->is);
}

static void
places(struct compare *c, const struct cim_place *was, const struct cim_place *is)
{
	static const struct cim_place nowhere;
	c->d.old_place = was == NULL ? nowhere : *was;
	c->d.new_place = is == NULL ? nowhere : *is;
}

static bool
same_spelling(struct cim_name a, struct cim_name b)
{
	return cim_str_eq(cim_name_str(a), cim_name_str(b));
}

static void
compare_names(struct compare *c, struct cim_name was, struct cim_name is, enum cim_what what)
{
	if (c->err != CIM_OK || same_spelling(was, is))
		return;
	show_name(&c->was, was);
	show_name(&c->is, is);
	tell(c, CIM_CHANGED, what);
}

static void
compare_types(
    struct compare *c, const struct cim_element_type *was, const struct cim_element_type *is)
{
	if (c->err != CIM_OK ||
	    (was->type == is->type && was->is_array == is->is_array &&
		was->array_size == is->array_size && was->is_local == is->is_local &&
		same_spelling(was->class_name, is->class_name)))
		return;
	show_type(&c->was, was);
	show_type(&c->is, is);
	tell(c, CIM_CHANGED, CIM_WHAT_TYPE);
}

static void
compare_values(struct compare *c, const struct cim_value *was, const struct cim_value *is,
    enum cim_what what)
{
	if (c->err != CIM_OK || cim_value_eq(was, is))
		return;
	cim_show_value(&c->was, was);
	cim_show_value(&c->is, is);
	/* 4 is not 4 where the one is a uint8 and the other a uint16. */
	if (was->type != is->type && c->was.len == c->is.len && c->was.len > 0 &&
	    memcmp(c->was.buf, c->is.buf, c->was.len) == 0) {
		bytes_write_format(
		    &c->was, " (%s)", cim_type_to_string((enum cim_type)was->type));
		bytes_write_format(&c->is, " (%s)", cim_type_to_string((enum cim_type)is->type));
	}
	tell(c, was->type == CIM_TYPE_NONE ? CIM_ADDED : is->type == CIM_TYPE_NONE ? CIM_REMOVED :
	    CIM_CHANGED, what);
}

/* A default; the same number in another type of integer is the same, and the type is told. */
static void
compare_defaults(struct compare *c, const struct cim_value *was, const struct cim_value *is)
{
	bool integers = was->type >= CIM_UINT8 && was->type <= CIM_SINT64 &&
	    is->type >= CIM_UINT8 && is->type <= CIM_SINT64;
	if (c->err == CIM_OK && integers && was->type != is->type) {
		struct bytes_writer *a = &c->was, *b = &c->is;
		cim_show_value(a, was);
		cim_show_value(b, is);
		bool same = a->err == CIM_OK && b->err == CIM_OK && a->len == b->len &&
		    memcmp(a->buf, b->buf, a->len) == 0;
		bytes_writer_reset(a);
		bytes_writer_reset(b);
		if (same)
			return;
	}
	compare_values(c, was, is, CIM_WHAT_VALUE);
}

/* ---- Lists of named things ----------------------------------------------- */

#define FEW 12			/* names that are compared one by one */

/* A list of structs whose first member is their name. */
struct list {
	const void *items;
	size_t size;
	uint32_t count;
	struct cim_map map;	/* name -> index + 1, when there are many */
};

static struct cim_name
list_name(const struct list *list, uint32_t i)
{
	return *(const struct cim_name *)((const char *)list->items + (size_t)i * list->size);
}

static const void *
list_at(const struct list *list, uint32_t i)
{
	return (const char *)list->items + (size_t)i * list->size;
}

static struct list
list_of(struct compare *c, const void *items, size_t size, uint32_t count)
{
	struct list list = { .items = items, .size = size, .count = count };
	for (uint32_t i = 0; i < count && count > FEW && c->err == CIM_OK; i++)
		c->err = cim_map_set(&list.map, &c->arena, list_name(&list, i),
		    (void *)((uintptr_t)i + 1));
	return list;
}

/* The index of a name; count: it is not there. */
static uint32_t
list_find(const struct list *list, struct cim_name name)
{
	if (list->count > FEW) {
		uintptr_t found = (uintptr_t)cim_map_get(&list->map, name);
		return found == 0 ? list->count : (uint32_t)(found - 1);
	}
	uint32_t i = 0;
	while (i < list->count && !cim_name_eq(list_name(list, i), name))
		i++;
	return i;
}

/* One of a pair is NULL: it was added or removed. */
typedef void (*pair_fn)(struct compare *c, const void *was, const void *is);

/* The pairs of two lists, in the order of the new one, what is gone last. True: in other order. */
static bool
list_compare(struct compare *c, const struct list *was, const struct list *is, pair_fn pair)
{
	bool moved = false;
	uint32_t last = 0;
	for (uint32_t i = 0; i < is->count && c->err == CIM_OK; i++) {
		uint32_t at = list_find(was, list_name(is, i));
		moved = moved || (at < was->count && at < last);
		if (at < was->count)
			last = at;
		pair(c, at == was->count ? NULL : list_at(was, at), list_at(is, i));
	}
	for (uint32_t i = 0; i < was->count && c->err == CIM_OK; i++) {
		if (list_find(is, list_name(was, i)) == is->count)
			pair(c, list_at(was, i), NULL);
	}
	return moved;
}

/* The names of a list in its order: what is told when that alone differs. */
static void
show_order(struct bytes_writer *w, const struct list *list)
{
	for (uint32_t i = 0; i < list->count; i++) {
		if (i > 0)
			bytes_write_text(w, ", ");
		show_name(w, list_name(list, i));
	}
}

static void
tell_order(struct compare *c, const struct list *was, const struct list *is)
{
	show_order(&c->was, was);
	show_order(&c->is, is);
	tell(c, CIM_CHANGED, CIM_WHAT_ORDER);
}

/* ---- Qualifiers ---------------------------------------------------------- */

static void
qualifier_pair(struct compare *c, const void *old_one, const void *new_one)
{
	const struct cim_qualifier *was = old_one, *is = new_one;
	struct cim_difference before = c->d;
	c->d.old_qualifier = was;
	c->d.new_qualifier = is;
	c->d.qualifier = is != NULL ? is->name : was->name;
	places(c, was == NULL ? NULL : &was->place, is == NULL ? NULL : &is->place);
	if (was == NULL || is == NULL) {
		if (was != NULL)
			cim_show_value(&c->was, &was->value);
		if (is != NULL)
			cim_show_value(&c->is, &is->value);
		tell(c, was == NULL ? CIM_ADDED : CIM_REMOVED, CIM_WHAT_QUALIFIER);
	} else {
		compare_names(c, was->name, is->name, CIM_WHAT_NAME);
		compare_values(c, &was->value, &is->value, CIM_WHAT_QUALIFIER);
		if (c->err == CIM_OK &&
		    (was->flavors != is->flavors || was->stated != is->stated)) {
			bool told = was->stated != is->stated ||
			    ((was->flavors ^ is->flavors) & was->stated) != 0;
			show_flavors(&c->was, was->flavors, told ? was->stated : 0xff);
			show_flavors(&c->is, is->flavors, told ? is->stated : 0xff);
			tell(c, CIM_CHANGED, CIM_WHAT_FLAVORS);
		}
	}
	c->d = before;
}

static void
compare_qualifiers(struct compare *c, struct cim_qualifiers was, struct cim_qualifiers is)
{
	struct list a = list_of(c, was.list, sizeof(*was.list), was.count);
	struct list b = list_of(c, is.list, sizeof(*is.list), is.count);
	if (!list_compare(c, &a, &b, qualifier_pair))
		return;
	/* Told as of no qualifier: cim_difference_path says which order by that. */
	static const struct cim_qualifier any;
	c->d.old_qualifier = c->d.new_qualifier = &any;
	tell_order(c, &a, &b);
	c->d.old_qualifier = c->d.new_qualifier = NULL;
}

/* ---- Features ------------------------------------------------------------ */

/* What has a type is added, or gone. */
static void
tell_whole(
    struct compare *c, const struct cim_element_type *was, const struct cim_element_type *is)
{
	if (was != NULL)
		show_type(&c->was, was);
	if (is != NULL)
		show_type(&c->is, is);
	tell(c, was == NULL ? CIM_ADDED : CIM_REMOVED, CIM_WHAT_ALL);
}

static void
property_pair(struct compare *c, const void *old_one, const void *new_one)
{
	const struct cim_property *was = old_one, *is = new_one;
	struct cim_difference before = c->d;
	c->d.where = CIM_WHERE_PROPERTY;
	c->d.old_property = was;
	c->d.new_property = is;
	c->d.feature = is != NULL ? is->name : was->name;
	places(c, was == NULL ? NULL : &was->place, is == NULL ? NULL : &is->place);
	if (was != NULL && is != NULL) {
		compare_names(c, was->name, is->name, CIM_WHAT_NAME);
		compare_types(c, &was->type, &is->type);
		compare_defaults(c, &was->value, &is->value);
		compare_qualifiers(c, was->qualifiers, is->qualifiers);
	} else {
		tell_whole(c, was == NULL ? NULL : &was->type, is == NULL ? NULL : &is->type);
	}
	c->d = before;
}

static void
parameter_pair(struct compare *c, const void *old_one, const void *new_one)
{
	const struct cim_parameter *was = old_one, *is = new_one;
	struct cim_difference before = c->d;
	c->d.where = CIM_WHERE_PARAMETER;
	c->d.old_parameter = was;
	c->d.new_parameter = is;
	c->d.parameter = is != NULL ? is->name : was->name;
	places(c, was == NULL ? NULL : &was->place, is == NULL ? NULL : &is->place);
	if (was != NULL && is != NULL) {
		compare_names(c, was->name, is->name, CIM_WHAT_NAME);
		compare_types(c, &was->type, &is->type);
		compare_defaults(c, &was->value, &is->value);
		compare_qualifiers(c, was->qualifiers, is->qualifiers);
	} else {
		tell_whole(c, was == NULL ? NULL : &was->type, is == NULL ? NULL : &is->type);
	}
	c->d = before;
}

static void
method_pair(struct compare *c, const void *old_one, const void *new_one)
{
	const struct cim_method *was = old_one, *is = new_one;
	struct cim_difference before = c->d;
	c->d.where = CIM_WHERE_METHOD;
	c->d.old_method = was;
	c->d.new_method = is;
	c->d.feature = is != NULL ? is->name : was->name;
	places(c, was == NULL ? NULL : &was->place, is == NULL ? NULL : &is->place);
	if (was == NULL || is == NULL) {
		if (was != NULL)
			show_signature(&c->was, was);
		if (is != NULL)
			show_signature(&c->is, is);
		tell(c, was == NULL ? CIM_ADDED : CIM_REMOVED, CIM_WHAT_ALL);
	} else {
		compare_names(c, was->name, is->name, CIM_WHAT_NAME);
		compare_types(c, &was->type, &is->type);
		compare_qualifiers(c, was->qualifiers, is->qualifiers);
		struct list a = list_of(c, was->parameters, sizeof(*was->parameters),
		    was->parameter_count);
		struct list b =
		    list_of(c, is->parameters, sizeof(*is->parameters), is->parameter_count);
		if (list_compare(c, &a, &b, parameter_pair)) {
			c->d.where = CIM_WHERE_PARAMETER;
			tell_order(c, &a, &b);
		}
	}
	c->d = before;
}

/* The order of features is told of the class, and says which ones by where it is. */
static void
compare_features(struct compare *c, struct list was, struct list is, pair_fn pair,
    enum cim_where where)
{
	struct cim_difference before = c->d;
	if (list_compare(c, &was, &is, pair)) {
		c->d.where = where;
		tell_order(c, &was, &is);
	}
	c->d = before;
}

/* ---- Types inside of classes, and enumerations ---------------------------- */

/* What a local type is called, first as lists want it. */
struct named {
	struct cim_name name;
	const struct cim_local *local;
};

static bool
local_eq(const struct cim_local *a, const struct cim_local *b)
{
	if (a->structure != NULL && b->structure != NULL)
		return cim_class_eq(a->structure, b->structure);
	return a->structure == NULL && b->structure == NULL &&
	    cim_enumeration_eq(a->enumeration, b->enumeration);
}

static void
local_pair(struct compare *c, const void *old_one, const void *new_one)
{
	const struct named *was = old_one, *is = new_one;
	struct cim_difference before = c->d;
	if (was != NULL && is != NULL && local_eq(was->local, is->local))
		return;
	c->d.where = CIM_WHERE_LOCAL;
	c->d.feature = is != NULL ? is->name : was->name;
	if (was != NULL)
		show_name(&c->was, was->name);
	if (is != NULL)
		show_name(&c->is, is->name);
	tell(c, was == NULL ? CIM_ADDED : is == NULL ? CIM_REMOVED : CIM_CHANGED, CIM_WHAT_ALL);
	c->d = before;
}

static struct list
locals_of(struct compare *c, const struct cim_class *cls)
{
	struct named *list = arena_calloc(&c->arena, cls->local_count, sizeof(*list));
	if (list == NULL && c->err == CIM_OK)
		c->err = CIM_ENOMEM;
	for (uint32_t i = 0; list != NULL && i < cls->local_count; i++)
		list[i] = (struct named){ cim_local_name(&cls->locals[i]), &cls->locals[i] };
	return list_of(c, list, sizeof(*list), list == NULL ? 0 : cls->local_count);
}

static void
element_pair(struct compare *c, const void *old_one, const void *new_one)
{
	const struct cim_enum_element *was = old_one, *is = new_one;
	struct cim_difference before = c->d;
	c->d.where = CIM_WHERE_ELEMENT;
	c->d.feature = is != NULL ? is->name : was->name;
	places(c, was == NULL ? NULL : &was->place, is == NULL ? NULL : &is->place);
	if (was == NULL || is == NULL) {
		if (was != NULL)
			cim_show_value(&c->was, &was->value);
		if (is != NULL)
			cim_show_value(&c->is, &is->value);
		tell(c, was == NULL ? CIM_ADDED : CIM_REMOVED, CIM_WHAT_ALL);
	} else {
		compare_names(c, was->name, is->name, CIM_WHAT_NAME);
		compare_values(c, &was->value, &is->value, CIM_WHAT_VALUE);
		compare_qualifiers(c, was->qualifiers, is->qualifiers);
	}
	c->d = before;
}

/* Two words that differ. */
static void
compare_words(struct compare *c, const char *was, const char *is, enum cim_what what)
{
	if (c->err != CIM_OK || strcmp(was, is) == 0)
		return;
	bytes_write_text(&c->was, was);
	bytes_write_text(&c->is, is);
	tell(c, CIM_CHANGED, what);
}

static const char *
kind_word(const struct cim_class *cls)
{
	return cls->kind == CIM_KIND_STRUCTURE ? "structure" :
	    cls->kind == CIM_KIND_ASSOCIATION ? "association" : "class";
}

static const char *
inside_word(bool is_local)
{
	return is_local ? "one inside of the class" : "one of the namespace";
}

/* ---- The doors ----------------------------------------------------------- */

static enum cim_err
finish(struct compare *c)
{
	bytes_writer_free(&c->was);
	bytes_writer_free(&c->is);
	arena_free(&c->arena);
	return c->err;
}

enum cim_err
cim_compare_class(const struct cim_class *old_class, const struct cim_class *new_class,
    cim_difference_fn each, void *ctx)
{
	const struct cim_class *was = old_class, *is = new_class;
	struct compare c = { .each = each, .ctx = ctx, .d.where = CIM_WHERE_CLASS };
	places(&c, &was->place, &is->place);
	compare_names(&c, was->name, is->name, CIM_WHAT_NAME);
	compare_names(&c, was->superclass, is->superclass, CIM_WHAT_SUPERCLASS);
	compare_words(&c, kind_word(was), kind_word(is), CIM_WHAT_KIND);
	compare_words(&c, inside_word(was->super_is_local), inside_word(is->super_is_local),
	    CIM_WHAT_SUPERCLASS);
	compare_qualifiers(&c, was->qualifiers, is->qualifiers);
	compare_features(
	    &c, locals_of(&c, was), locals_of(&c, is), local_pair, CIM_WHERE_LOCAL);
	compare_features(&c,
	    list_of(&c, was->properties, sizeof(*was->properties), was->property_count),
	    list_of(&c, is->properties, sizeof(*is->properties), is->property_count),
	    property_pair, CIM_WHERE_PROPERTY);
	compare_features(&c, list_of(&c, was->methods, sizeof(*was->methods), was->method_count),
	    list_of(&c, is->methods, sizeof(*is->methods), is->method_count), method_pair,
	    CIM_WHERE_METHOD);
	return finish(&c);
}

enum cim_err
cim_compare_qualifier_type(const struct cim_qualifier_type *old_type,
    const struct cim_qualifier_type *new_type, cim_difference_fn each, void *ctx)
{
	const struct cim_qualifier_type *was = old_type, *is = new_type;
	struct compare c = { .each = each, .ctx = ctx, .d.where = CIM_WHERE_QUALIFIER_TYPE };
	struct cim_element_type a = { .type = was->type, .is_array = was->is_array,
		.array_size = was->array_size, .class_name = was->class_name };
	struct cim_element_type b = { .type = is->type, .is_array = is->is_array,
		.array_size = is->array_size, .class_name = is->class_name };
	places(&c, &was->place, &is->place);
	compare_names(&c, was->name, is->name, CIM_WHAT_NAME);
	compare_types(&c, &a, &b);
	compare_values(&c, &was->value, &is->value, CIM_WHAT_VALUE);
	if (c.err == CIM_OK && was->scopes != is->scopes) {
		show_scopes(&c.was, was->scopes);
		show_scopes(&c.is, is->scopes);
		tell(&c, CIM_CHANGED, CIM_WHAT_SCOPES);
	}
	if (c.err == CIM_OK && (was->flavors != is->flavors || was->stated != is->stated)) {
		show_flavors(&c.was, was->flavors, was->stated);
		show_flavors(&c.is, is->flavors, is->stated);
		tell(&c, CIM_CHANGED, CIM_WHAT_FLAVORS);
	}
	compare_words(&c, was->has_policy ? "a policy" : "flavors",
	    is->has_policy ? "a policy" : "flavors", CIM_WHAT_KIND);
	compare_qualifiers(&c, was->qualifiers, is->qualifiers);
	return finish(&c);
}

enum cim_err
cim_compare_enumeration(const struct cim_enumeration *old_enumeration,
    const struct cim_enumeration *new_enumeration, cim_difference_fn each, void *ctx)
{
	const struct cim_enumeration *was = old_enumeration, *is = new_enumeration;
	struct compare c = { .each = each, .ctx = ctx, .d.where = CIM_WHERE_ENUMERATION };
	places(&c, &was->place, &is->place);
	compare_names(&c, was->name, is->name, CIM_WHAT_NAME);
	compare_names(&c, was->base, is->base, CIM_WHAT_SUPERCLASS);
	compare_words(&c, inside_word(was->base_is_local), inside_word(is->base_is_local),
	    CIM_WHAT_SUPERCLASS);
	compare_words(&c, cim_type_to_string((enum cim_type)was->type),
	    cim_type_to_string((enum cim_type)is->type), CIM_WHAT_TYPE);
	compare_qualifiers(&c, was->qualifiers, is->qualifiers);
	compare_features(&c, list_of(&c, was->elements, sizeof(*was->elements), was->element_count),
	    list_of(&c, is->elements, sizeof(*is->elements), is->element_count), element_pair,
	    CIM_WHERE_ELEMENT);
	return finish(&c);
}

static void
slot_pair(struct compare *c, const void *old_one, const void *new_one)
{
	const struct cim_instance_property *was = old_one, *is = new_one;
	struct cim_difference before = c->d;
	c->d.where = CIM_WHERE_SLOT;
	c->d.feature = is != NULL ? is->name : was->name;
	places(c, was == NULL ? NULL : &was->place, is == NULL ? NULL : &is->place);
	if (was == NULL || is == NULL) {
		if (was != NULL)
			cim_show_value(&c->was, &was->value);
		if (is != NULL)
			cim_show_value(&c->is, &is->value);
		tell(c, was == NULL ? CIM_ADDED : CIM_REMOVED, CIM_WHAT_ALL);
	} else {
		compare_names(c, was->name, is->name, CIM_WHAT_NAME);
		compare_values(c, &was->value, &is->value, CIM_WHAT_VALUE);
		compare_qualifiers(c, was->qualifiers, is->qualifiers);
	}
	c->d = before;
}

enum cim_err
cim_compare_instance(const struct cim_instance *old_instance,
    const struct cim_instance *new_instance, cim_difference_fn each, void *ctx)
{
	const struct cim_instance *was = old_instance, *is = new_instance;
	struct compare c = { .each = each, .ctx = ctx, .d.where = CIM_WHERE_INSTANCE };
	places(&c, &was->place, &is->place);
	compare_names(&c, was->class_name, is->class_name, CIM_WHAT_NAME);
	compare_words(&c, was->is_value ? "value" : "instance", is->is_value ? "value" : "instance",
	    CIM_WHAT_KIND);
	compare_qualifiers(&c, was->qualifiers, is->qualifiers);
	compare_features(&c,
	    list_of(&c, was->properties, sizeof(*was->properties), was->property_count),
	    list_of(&c, is->properties, sizeof(*is->properties), is->property_count), slot_pair,
	    CIM_WHERE_SLOT);
	return finish(&c);
}

/* ---- In words ------------------------------------------------------------ */

static void
word(struct bytes_writer *w, const char *text)
{
	if (w->len > 0 && w->buf[w->len - 1] != ' ')
		bytes_write_u8(w, ' ');
	bytes_write_text(w, text);
}

static void
word_name(struct bytes_writer *w, const char *text, struct cim_name name)
{
	word(w, text);
	bytes_write_u8(w, ' ');
	show_name(w, name);
}

static void
order_path(struct bytes_writer *w, const struct cim_difference *d)
{
	if (d->old_qualifier != NULL)
		word(w, "order of qualifiers");
	else if (d->where == CIM_WHERE_METHOD)
		word(w, "order of methods");
	else if (d->where == CIM_WHERE_LOCAL)
		word(w, "order of types");
	else if (d->where == CIM_WHERE_ELEMENT)
		word(w, "order of elements");
	else if (d->where == CIM_WHERE_PARAMETER)
		word(w, "order of parameters");
	else
		word(w, "order of properties");
}

void
cim_difference_path(struct bytes_writer *w, const struct cim_difference *d)
{
	if (d->feature.len > 0)
		word_name(w, d->where == CIM_WHERE_METHOD || d->where == CIM_WHERE_PARAMETER ?
		    "method" : d->where == CIM_WHERE_LOCAL ? "type" :
		    d->where == CIM_WHERE_ELEMENT ? "element" : "property", d->feature);
	if (d->parameter.len > 0)
		word_name(w, "parameter", d->parameter);
	if (d->qualifier.len > 0)
		word_name(w, "qualifier", d->qualifier);
	switch (d->what) {
	case CIM_WHAT_ALL: case CIM_WHAT_QUALIFIER: break;
	case CIM_WHAT_NAME: word(w, "name"); break;
	case CIM_WHAT_SUPERCLASS: word(w, "superclass"); break;
	case CIM_WHAT_TYPE: word(w, "type"); break;
	case CIM_WHAT_KIND: word(w, "kind"); break;
	case CIM_WHAT_VALUE:
		word(w, d->where == CIM_WHERE_SLOT || d->where == CIM_WHERE_ELEMENT ? "value" :
		    "default");
		break;
	case CIM_WHAT_FLAVORS: word(w, "flavors"); break;
	case CIM_WHAT_SCOPES: word(w, "scopes"); break;
	case CIM_WHAT_ORDER: order_path(w, d); break;
	}
}
