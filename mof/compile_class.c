/* compile_class.c: a raw class to a class: superclasses, types of members, their defaults. */
#include <string.h>

#include "mof/compile.h"
#include "mof/literal.h"

/* --- types --- */

bool
mof_array_size(struct mof_compiler *c, const struct mof_array *array, uint32_t *size)
{
	bool negative;
	uint64_t magnitude;
	*size = 0;
	if (array->size.len == 0)
		return true;
	bool decimal = array->size.ptr[0] >= '1' && array->size.ptr[0] <= '9';
	enum cim_err err =
	    decimal ? mof_literal_integer(array->size, &negative, &magnitude) : CIM_EINVAL;
	if (err != CIM_OK || magnitude == 0 || magnitude > CIM_LIMIT_ELEMENTS) {
		mof_check_report(c, MOF_CHECK_ARRAY_SIZE, array->place,
		    "'%.*s' is no size of an array: a decimal from 1 to %u is wanted",
		    MOF_SHOW(array->size), (unsigned)CIM_LIMIT_ELEMENTS);
		return false;
	}
	*size = (uint32_t)magnitude;
	return true;
}

bool
mof_array_size_ok(struct mof_compiler *c, uint32_t size, const struct cim_value *v)
{
	if (size == 0 || !v->is_array || v->is_null || v->count <= size)
		return true;
	/* To Microsoft the size is a hint. */
	mof_check_report(c, mof_microsoft(c) ? MOF_CHECK_WMI_ARRAY : MOF_CHECK_ARRAY_SIZE,
	    v->as.items[size].place, "element %u of an array of %u", (unsigned)size + 1,
	    (unsigned)size);
	return mof_microsoft(c);
}

/* Tells a class, structure or enumeration that nobody knows; whether it may be so. */
static bool
tell_missing(struct mof_compiler *c, struct mof_cls *cls, const struct mof_type *raw)
{
	if (mof_tell_local(c, &raw->name))
		return false;
	/* To WMI the class of a reference or an object is a word in the qualifier CIMType. */
	struct mof_diag *diag;
	if (raw->type == CIM_REFERENCE || mof_microsoft(c))
		diag = mof_check_report(c, MOF_CHECK_REF_CLASS, raw->name.place,
		    "class '%.*s' does not exist%s", MOF_SHOW(raw->name.name),
		    mof_hint_class(c, cls->ns, raw->name.name));
	else
		diag = mof_check_report(c, MOF_CHECK_TYPE_UNKNOWN, raw->name.place,
		    "unknown type '%.*s'%s", MOF_SHOW(raw->name.name),
		    mof_hint_type(c, cls->ns, raw->name.name));
	mof_check_fix_hint(c, diag, raw->name.place);
	return mof_microsoft(c);
}

/* The class of a reference, of an embedded object or structure; or an enumeration. */
static bool
member_class(struct mof_compiler *c, struct mof_cls *cls, const struct mof_type *raw,
    struct cim_element_type *out)
{
	struct mof_cls *target =
	    mof_type_get(c, cls, raw->name.name, raw->name.place, &out->is_local);
	if (target == NULL || target->failed)
		return false;
	if (target->missing)
		return mof_may_miss(c, cls->ns, target) && tell_missing(c, cls, raw);
	bool is_enum = mof_is_enumeration(target);
	if (raw->type == CIM_REFERENCE && (is_enum || mof_is_structure(target))) {
		mof_check_report(c, MOF_CHECK_REF_CLASS, raw->name.place,
		    "'%.*s' is %s: references point at instances of classes",
		    MOF_SHOW(raw->name.name), is_enum ? "an enumeration" : "a structure");
		return false;
	}
	if (is_enum)
		out->type = CIM_ENUMERATION;
	return true;
}

/* Words of MOF 3 that are types. */
static enum cim_type
type_word(const struct mof_compiler *c, const struct mof_type *raw)
{
	if (c->dialect != MOF_DIALECT_MOF3 || raw->type != CIM_OBJECT)
		return raw->type;
	return cim_name_is(raw->name.name, "integer") ? CIM_INTEGER :
	    cim_name_is(raw->name.name, "octetstring") ? CIM_OCTETSTRING : CIM_OBJECT;
}

/* void is a soft word: it may come as a name. */
static bool
is_void(const struct mof_type *type)
{
	return type->type == CIM_VOID ||
	    (type->type == CIM_OBJECT && cim_name_is(type->name.name, "void"));
}

/* The type of a member; false: told, and the member is left out. */
static bool
member_type(struct mof_compiler *c, struct mof_cls *cls, const struct mof_member *raw,
    struct cim_element_type *out)
{
	const struct mof_type *type = raw->type;
	const struct mof_array *array = raw->array != NULL ? raw->array : raw->type_array;
	*out = (struct cim_element_type){ .type = (uint8_t)type->type, .is_array = array != NULL };
	if (array != NULL && !mof_array_size(c, array, &out->array_size))
		return false;
	if (out->array_size > 0 && c->dialect == MOF_DIALECT_MOF3)
		mof_check_report(c, MOF_CHECK_V3_ARRAY, array->place,
		    "MOF 3 has no arrays of a fixed size");
	if (raw->kind != MOF_METHOD && raw->type_array != NULL) {
		struct cim_place at = raw->name.place, brackets = raw->type_array->place;
		struct mof_diag *diag = mof_check_report(c, MOF_CHECK_ARRAY_PLACE, brackets,
		    "the brackets of an array stand behind its name: %.*s[]",
		    MOF_SHOW(raw->name.name));
		struct cim_str text = mof_source_text(&c->unit->sources, brackets);
		mof_diag_fix(c->diags, diag, brackets, "%s", "");
		mof_diag_fix(c->diags, diag, (struct cim_place){ at.at + at.len, 0 }, "%.*s",
		    MOF_SHOW(text));
		return false;
	}
	if (is_void(type)) {
		out->type = CIM_VOID;
		if (raw->kind != MOF_METHOD)
			mof_check_report(c, MOF_CHECK_TYPE_UNKNOWN, type->place,
			    "void is the type of methods alone");
		return raw->kind == MOF_METHOD;
	}
	mof_v3_sized(c, type->type, type->place);
	out->type = (uint8_t)type_word(c, type);
	if (out->type != CIM_REFERENCE && out->type != CIM_OBJECT)
		return true;
	if (raw->kind != MOF_METHOD &&
	    (type->type == CIM_OBJECT || cim_name_is(type->name.name, "object")))
		mof_check_once(c, MOF_CHECK_WMI_OBJECT, type->place,
		    "an object as a type is Microsoft's; DMTF's embed in strings");
	if (cim_name_is(type->name.name, "object"))
		return true;
	out->class_name = type->name.name;
	return member_class(c, cls, type, out);
}

/* --- the kind of a class --- */

/* Whether the raw qualifiers of a class say that it is an association, or an indication. */
static bool
says(const struct mof_class *raw, const char *name)
{
	for (const struct mof_qualifier *q = raw->qualifiers.first; q != NULL; q = q->next) {
		if (cim_name_is(q->name.name, name))
			return q->value == NULL || q->value->kind == MOF_VALUE_TRUE;
	}
	return false;
}

static uint32_t
class_element(const struct mof_cls *cls)
{
	if (cls->raw->kind == MOF_STRUCTURE)
		return CIM_SCOPE_STRUCTURE;
	if (cls->raw->kind == MOF_ASSOCIATION || says(cls->raw, "Association") ||
	    (cls->super != NULL && cls->super->is_association))
		return CIM_SCOPE_ASSOCIATION;
	if (says(cls->raw, "Indication") || (cls->super != NULL && cls->super->is_indication))
		return CIM_SCOPE_INDICATION;
	return CIM_SCOPE_CLASS;
}

/* --- members --- */

/* The class of EmbeddedInstance, on whatever stands it; told when it is missing or misplaced. */
static void
check_embedding(struct mof_compiler *c, struct mof_ns *ns, struct cim_qualifiers quals,
    const struct cim_element_type *type)
{
	const struct cim_qualifier *q = cim_qualifier_find(quals, "EmbeddedInstance");
	if (q == NULL || q->value.is_null || q->value.type != CIM_STRING || q->value.is_array)
		return;
	if (type->type != CIM_STRING) {
		mof_check_report(c, MOF_CHECK_EMBEDDED, q->place,
		    "EmbeddedInstance stands on strings; this is of type %s",
		    cim_type_to_string((enum cim_type)type->type));
		return;
	}
	struct cim_str text = q->value.as.string;
	if (!cim_name_valid(text)) {
		mof_check_report(c, MOF_CHECK_EMBEDDED, q->value.place,
		    "'%.*s' is no name of a class", MOF_SHOW(text));
		return;
	}
	struct cim_name name = cim_name(text.ptr, text.len);
	struct mof_cls *target = mof_class_get(c, ns, name, q->value.place);
	if (target != NULL && target->missing && mof_may_miss(c, ns, target))
		mof_check_report(c, MOF_CHECK_EMBEDDED, q->value.place,
		    "class '%.*s' does not exist%s", MOF_SHOW(name), mof_hint_class(c, ns, name));
}

/* In MOF 3 Override is a boolean: it overrides what has the name of the feature. */
static void
bare_override(struct mof_compiler *c, const struct mof_member *raw, struct cim_name name,
    struct cim_qualifiers *quals)
{
	if (c->dialect != MOF_DIALECT_MOF3)
		return;
	struct cim_qualifier *list = (struct cim_qualifier *)(uintptr_t)quals->list;
	const struct mof_qualifier *q = raw->qualifiers.first;
	while (q != NULL && (q->value != NULL || !cim_name_is(q->name.name, "Override")))
		q = q->next;
	for (uint32_t i = 0; q != NULL && i < quals->count; i++) {
		if (cim_name_is(list[i].name, "Override") && list[i].value.type == CIM_STRING) {
			list[i].value.is_null = false;
			list[i].value.as.string = cim_name_str(name);
		}
	}
}

static bool
compile_property(struct mof_compiler *c, struct mof_cls *cls, const struct mof_member *raw,
    struct cim_property *out)
{
	*out = (struct cim_property){ .name = raw->name.name, .place = raw->name.place };
	bool good = member_type(c, cls, raw, &out->type);
	bool is_ref = raw->type->type == CIM_REFERENCE;
	out->qualifiers = mof_compile_qualifiers(c, cls->ns, &raw->qualifiers,
	    is_ref ? CIM_SCOPE_REFERENCE : CIM_SCOPE_PROPERTY);
	if (!good)
		return false;
	bare_override(c, raw, out->name, &out->qualifiers);
	if (out->type.class_name.len > 0 && !is_ref && c->dialect != MOF_DIALECT_MOF3 &&
	    class_element(cls) == CIM_SCOPE_ASSOCIATION) {
		struct cim_place at = raw->type->name.place;
		struct mof_diag *diag = mof_check_report(c, MOF_CHECK_TYPE_EMBEDS, raw->type->place,
		    "'%.*s' embeds an object of class '%.*s'; a reference is written '%.*s REF'",
		    MOF_SHOW(out->name), MOF_SHOW(out->type.class_name),
		    MOF_SHOW(out->type.class_name));
		mof_diag_fix(c->diags, diag, (struct cim_place){ at.at + at.len, 0 }, " REF");
	}
	check_embedding(c, cls->ns, out->qualifiers, &out->type);
	return true;
}

static bool
compile_parameter(struct mof_compiler *c, struct mof_cls *cls, const struct mof_member *raw,
    struct cim_parameter *out)
{
	*out = (struct cim_parameter){ .name = raw->name.name, .place = raw->name.place };
	bool good = member_type(c, cls, raw, &out->type);
	out->qualifiers = mof_compile_qualifiers(c, cls->ns, &raw->qualifiers, CIM_SCOPE_PARAMETER);
	if (!good)
		return false;
	check_embedding(c, cls->ns, out->qualifiers, &out->type);
	return true;
}

/* What a method may return. */
static bool
method_type(struct mof_compiler *c, const struct mof_member *raw)
{
	const char *what = NULL;
	bool v3 = c->dialect == MOF_DIALECT_MOF3;
	if (v3 && !is_void(raw->type))
		return true;
	if (raw->type_array != NULL || raw->array != NULL)
		what = "an array";
	else if (raw->type->type == CIM_REFERENCE)
		what = "a reference";
	else if (raw->type->type == CIM_OBJECT && !is_void(raw->type))
		what = "an object";
	if (what != NULL) {
		/* WMI has what it returns as a property of an object: no array, but all else. */
		bool good = mof_microsoft(c) && raw->type_array == NULL && raw->array == NULL;
		mof_check_report(c, good ? MOF_CHECK_WMI_RETURN : MOF_CHECK_METHOD_TYPE,
		    raw->type->place, "method '%.*s' returns %s%s", MOF_SHOW(raw->name.name), what,
		    good ? "" : "; only scalars of the intrinsic types can be returned");
		return good;
	}
	if (is_void(raw->type) && !v3)
		mof_check_report(c, MOF_CHECK_METHOD_VOID, raw->type->place,
		    "method '%.*s' returns void, which Microsoft's dialect and MOF 3 allow",
		    MOF_SHOW(raw->name.name));
	return true;
}

#define FEW 12		/* up to so many are compared one by one */

/* Tells a second member of a name. map holds the names of a long list. */
static bool
is_twice(struct mof_compiler *c, const struct mof_list *raws, struct mof_member *raw,
    struct cim_map *map, enum mof_check check, const char *what)
{
	const struct mof_member *first = NULL;
	if (raws->count > FEW) {
		void *there = NULL;
		if (!mof_compile_ok(c, cim_map_add(map, c->arena, raw->name.name, raw, &there)))
			return true;
		first = there == raw ? NULL : there;
	} else {
		const struct mof_member *m = raws->first;
		while (m != raw && !cim_name_eq(m->name.name, raw->name.name))
			m = m->next;
		first = m == raw ? NULL : m;
	}
	if (first == NULL)
		return false;
	struct mof_diag *diag = mof_check_report(
	    c, check, raw->name.place, "duplicate %s '%.*s'", what, MOF_SHOW(raw->name.name));
	mof_check_note(c, diag, first->name.place, "first declared here");
	return true;
}

static bool
compile_method(struct mof_compiler *c, struct mof_cls *cls, const struct mof_member *raw,
    struct cim_method *out)
{
	*out = (struct cim_method){ .name = raw->name.name, .place = raw->name.place };
	bool good = method_type(c, raw) && member_type(c, cls, raw, &out->type);
	out->qualifiers = mof_compile_qualifiers(c, cls->ns, &raw->qualifiers, CIM_SCOPE_METHOD);
	bare_override(c, raw, out->name, &out->qualifiers);
	struct cim_parameter *list = mof_compile_alloc(c, raw->parameters.count, sizeof(*list));
	if (list == NULL)
		return false;
	out->parameters = list;
	struct cim_map map = { 0 };
	for (struct mof_member *p = raw->parameters.first; p != NULL && c->err == CIM_OK;
	     p = p->next) {
		if (is_twice(c, &raw->parameters, p, &map, MOF_CHECK_PARAM_DUP, "parameter"))
			good = false;
		else if (compile_parameter(c, cls, p, &list[out->parameter_count]))
			out->parameter_count++;
		else
			good = false;
	}
	return good;
}

/* A method of a structure: told, and left out. */
static bool
no_method(struct mof_compiler *c, const struct mof_cls *cls, const struct mof_member *raw)
{
	if (cls->raw->kind != MOF_STRUCTURE || raw->kind != MOF_METHOD)
		return false;
	mof_check_report(c, MOF_CHECK_STRUCT_METHOD, raw->name.place,
	    "method '%.*s' in structure '%.*s': structures have properties alone",
	    MOF_SHOW(raw->name.name), MOF_SHOW(cls->name));
	return true;
}

static void
compile_members(struct mof_compiler *c, struct mof_cls *cls, struct cim_class *out)
{
	uint32_t methods = 0, properties = 0;
	for (const struct mof_member *m = cls->raw->members.first; m != NULL; m = m->next) {
		methods += m->kind == MOF_METHOD;
		properties += m->kind == MOF_PROPERTY;
	}
	struct cim_property *prop = mof_compile_alloc(c, properties, sizeof(*prop));
	struct cim_method *method = mof_compile_alloc(c, methods, sizeof(*method));
	if (prop == NULL || method == NULL)
		return;
	out->properties = prop;
	out->methods = method;
	struct cim_map map = { 0 };
	for (struct mof_member *m = cls->raw->members.first; m != NULL && c->err == CIM_OK;
	     m = m->next) {
		bool good = false;
		if (m->kind == MOF_NESTED)
			continue;
		mof_v3_name(c, &m->name);
		if (no_method(c, cls, m))
			good = false;
		else if (is_twice(c, &cls->raw->members, m, &map, MOF_CHECK_FEATURE_DUP,
		    m->kind == MOF_METHOD ? "method" : "property"))
			good = false;
		else if (m->kind == MOF_METHOD)
			out->method_count += good =
			    compile_method(c, cls, m, &method[out->method_count]);
		else
			out->property_count += good =
			    compile_property(c, cls, m, &prop[out->property_count]);
		if (!good)
			cls->incomplete = true;
	}
}

/* --- classes --- */

/* The superclass: what it is, and what is wrong with it. */
static void
compile_super(struct mof_compiler *c, struct mof_cls *cls)
{
	const struct mof_name *name = &cls->raw->superclass;
	if (name->name.len == 0)
		return;
	if (cls->super != NULL && !cls->super->failed &&
	    cls->super->depth >= CIM_LIMIT_INHERITANCE) {
		/* Told once: what is below such a class is silent. */
		mof_check_report(c, MOF_CHECK_SUPER_DEPTH, name->place,
		    "more than %d superclasses in a line", CIM_LIMIT_INHERITANCE);
		cls->failed = true;
	}
	if (cls->super == NULL)
		return;
	bool is_enum = mof_is_enumeration(cls->super);
	if (!is_enum && (cls->raw->kind != MOF_STRUCTURE || mof_is_structure(cls->super)))
		return;
	mof_check_report(c, MOF_CHECK_STRUCT_SUPER, name->place, "'%.*s' is %s: %s",
	    MOF_SHOW(name->name), is_enum ? "an enumeration" : "a class",
	    cls->raw->kind == MOF_STRUCTURE ? "a structure extends structures alone" :
	    "a class extends classes and structures");
	cls->super = NULL;
	cls->incomplete = true;
}

static uint8_t
class_kind(const struct mof_class *raw)
{
	return raw->kind == MOF_STRUCTURE ? CIM_KIND_STRUCTURE :
	    raw->kind == MOF_ASSOCIATION ? CIM_KIND_ASSOCIATION : CIM_KIND_CLASS;
}

/* A type at the top has a schema in front; that of classes and structures is a check of theirs. */
static void
enum_schema(struct mof_compiler *c, const struct mof_cls *cls)
{
	const char *mark = memchr(cls->name.ptr, '_', cls->name.len);
	if (cls->owner == NULL && (mark == NULL || mark == cls->name.ptr))
		mof_check_report(c, MOF_CHECK_NAME_SCHEMA, cls->place,
		    "enumeration '%.*s' has no schema in front of its name: SCHEMA_NAME",
		    MOF_SHOW(cls->name));
}

static void
compile_class(struct mof_compiler *c, struct mof_cls *cls)
{
	if (cls->raw_enum != NULL && !cls->failed) {
		mof_v3_name(c, &cls->raw_enum->name);
		enum_schema(c, cls);
		mof_compile_enumeration(c, cls);
	}
	if (cls->raw == NULL || cls->failed)
		return;
	cls->incomplete |= cls->raw->damaged;
	compile_super(c, cls);
	if (cls->failed)
		return;
	struct cim_class *out = mof_compile_new(c, struct cim_class);
	if (out == NULL)
		return;
	out->name = cls->name;
	out->place = cls->place;
	out->superclass = cls->raw->superclass.name;
	out->kind = class_kind(cls->raw);
	out->super_is_local = cls->super != NULL && cls->super->owner != NULL;
	mof_v3_name(c, &cls->raw->name);
	out->qualifiers =
	    mof_compile_qualifiers(c, cls->ns, &cls->raw->qualifiers, class_element(cls));
	compile_members(c, cls, out);
	mof_compile_locals(c, cls, out);
	cls->cls = out;
}

/* Tells a line of superclasses that comes back to itself; all in it are failed. */
static void
tell_cycle(struct mof_compiler *c, struct mof_cls **line, size_t count, const struct mof_cls *again)
{
	size_t from = 0;
	while (from < count && line[from] != again)
		from++;
	if (from == count) {
		/* It stands on the class that it is declared in, which is not done. */
		struct mof_cls *last = line[count - 1];
		mof_check_report(c, MOF_CHECK_SUPER_CYCLE,
		    last->raw != NULL ? last->raw->superclass.place : last->place,
		    "'%.*s' extends '%.*s', which it is declared in", MOF_SHOW(last->name),
		    MOF_SHOW(again->name));
		last->super = NULL;
		last->incomplete = true;
		return;
	}
	struct bytes_writer text = { 0 };
	for (size_t i = from; i < count && i < from + 8; i++) {
		bytes_write(&text, line[i]->name.ptr, line[i]->name.len);
		bytes_write_text(&text, " : ");
	}
	if (count - from > 8)
		bytes_write_text(&text, "... : ");
	bytes_write(&text, again->name.ptr, again->name.len);
	struct mof_cls *at = line[from];
	if (text.err == CIM_OK)
		mof_check_report(c, MOF_CHECK_SUPER_CYCLE,
		    at->raw != NULL ? at->raw->superclass.place : at->place,
		    "class '%.*s' inherits from itself: %.*s", MOF_SHOW(at->name), (int)text.len,
		    (const char *)text.buf);
	(void)mof_compile_ok(c, text.err);
	bytes_writer_free(&text);
	for (size_t i = from; i < count; i++) {
		line[i]->failed = true;
		line[i]->super = NULL;
	}
}

/* The superclass of a class by name, or NULL when there is none or nobody knows it. */
static struct mof_cls *
super_of(struct mof_compiler *c, struct mof_cls *cls)
{
	struct mof_name name = { .name = { 0 } };
	bool is_local;
	if (cls->raw != NULL)
		name = cls->raw->superclass;
	else if (cls->raw_enum != NULL && cls->raw_enum->base->type == CIM_OBJECT)
		name = cls->raw_enum->base->name;
	else if (cls->cls != NULL)
		name.name = cls->cls->superclass;
	else if (cls->enumeration != NULL)
		name.name = cls->enumeration->base;
	if (name.name.len == 0 || cls->failed ||
	    (cls->raw_enum != NULL && cim_name_is(name.name, "integer")))
		return NULL;
	/* What is declared in the same class comes first; the class itself is no part of that. */
	struct mof_cls *super = cls->owner != NULL ?
	    mof_type_get(c, cls->owner, name.name, name.place, &is_local) :
	    mof_class_get(c, cls->ns, name.name, name.place);
	if (super == NULL || !super->missing)
		return super;
	cls->incomplete = true;
	if (cls->raw_enum != NULL) {
		cls->failed = true;
		if (mof_may_miss(c, cls->ns, super) && !mof_tell_local(c, &name))
			mof_check_report(c, MOF_CHECK_ENUM_BASE, name.place,
			    "enumeration '%.*s' does not exist%s", MOF_SHOW(name.name),
			    mof_hint_class(c, cls->ns, name.name));
	}
	if (cls->raw != NULL && mof_may_miss(c, cls->ns, super) && !mof_tell_local(c, &name))
		mof_check_fix_hint(c, mof_check_report(c, MOF_CHECK_SUPER_MISSING, name.place,
		    "superclass '%.*s' does not exist%s", MOF_SHOW(name.name),
		    mof_hint_superclass(c, cls, name.name)), name.place);
	return NULL;
}

/* Superclasses come before: the order of the batch. */
static void
order_class(struct mof_compiler *c, struct mof_cls *cls)
{
	if (c->ordered_last == NULL)
		c->ordered_first = cls;
	else
		c->ordered_last->below = cls;
	c->ordered_last = cls;
}

void
mof_class_done(struct mof_compiler *c, struct mof_cls *cls)
{
	struct mof_cls **line = NULL;
	size_t count = 0, cap = 0;
	struct mof_cls *at = cls;
	/* Up the line to what is done, then down again, each below a superclass that is done. */
	while (at != NULL && at->state == MOF_NEW && c->err == CIM_OK) {
		at->state = MOF_OPEN;
		struct mof_cls **grown =
		    arena_grow(c->arena, line, count, &cap, count + 1, sizeof(*line));
		if (!mof_compile_ok(c, grown == NULL ? CIM_ENOMEM : CIM_OK))
			return;
		line = grown;
		line[count++] = at;
		at->super = super_of(c, at);
		at = at->super;
	}
	if (at != NULL && at->state == MOF_OPEN && c->err == CIM_OK)
		tell_cycle(c, line, count, at);
	enum mof_dialect dialect = c->dialect;
	while (count > 0 && c->err == CIM_OK) {
		at = line[--count];
		c->dialect = at->dialect;
		compile_class(c, at);
		mof_class_finish(c, at);
		at->state = MOF_DONE;
		if ((at->raw != NULL && at->cls != NULL) ||
		    (at->raw_enum != NULL && at->enumeration != NULL))
			order_class(c, at);
	}
	c->dialect = dialect;
}

/* --- defaults --- */

static void
compile_default(struct mof_compiler *c, const struct mof_target *target,
    const struct mof_value *raw, struct cim_value *out)
{
	if (raw != NULL && !mof_compile_value(c, target, raw, out))
		*out = (struct cim_value){ .type = CIM_TYPE_NONE };
}

static void
property_default(struct mof_compiler *c, struct mof_cls *cls, const struct mof_member *raw,
    struct mof_feature *f, struct cim_property *prop)
{
	struct mof_target target = { .type = &prop->type,
		.mismatch = mof_check_id(MOF_CHECK_DEFAULT_TYPE),
		.what = "property",
		.name = prop->name,
		.ns = cls->ns };
	if (raw->value == NULL)
		return;
	mof_target_embedding(c, &target, f);
	compile_default(c, &target, raw->value, &prop->value);
}

static void
parameter_defaults(struct mof_compiler *c, struct mof_cls *cls, const struct mof_member *raw,
    const struct cim_method *method)
{
	/* The parameters are ours: nobody else has seen them yet. */
	struct cim_parameter *param = (struct cim_parameter *)(uintptr_t)method->parameters;
	struct cim_parameter *end = param + method->parameter_count;
	for (const struct mof_member *p = raw->parameters.first; p != NULL && param < end;
	     p = p->next) {
		if (p->name.place.at != param->place.at)
			continue;
		struct mof_target target = { .type = &param->type,
			.what = "parameter",
			.name = param->name,
			.mismatch = mof_check_id(MOF_CHECK_DEFAULT_TYPE),
			.ns = cls->ns };
		mof_target_type(c, &target, cls);
		if (p->value != NULL)
			mof_check_once(c, MOF_CHECK_WMI_DEFAULT, p->value->place,
			    "the default of a parameter is Microsoft's, and MOF 3's");
		compile_default(c, &target, p->value, &param->value);
		param++;
	}
}

/* The members that came through, in the order of their raw ones. */
static void
class_defaults(struct mof_compiler *c, struct mof_cls *cls)
{
	uint32_t p = 0, m = 0;
	c->dialect = cls->dialect;
	for (const struct mof_member *raw = cls->raw->members.first;
	     raw != NULL && c->err == CIM_OK; raw = raw->next) {
		if (p < cls->cls->property_count &&
		    cls->cls->properties[p].place.at == raw->name.place.at) {
			property_default(c, cls, raw, &cls->features[p],
			    (struct cim_property *)(uintptr_t)&cls->cls->properties[p]);
			p++;
		} else if (m < cls->cls->method_count &&
		    cls->cls->methods[m].place.at == raw->name.place.at) {
			parameter_defaults(c, cls, raw, &cls->cls->methods[m++]);
		}
	}
}

/* Checks of a whole class, and of each of its features. */
static void
check_class(struct mof_compiler *c, struct mof_cls *cls)
{
	struct mof_subject s = { .c = c, .cls = cls };
	c->dialect = cls->dialect;
	mof_check_run(&s, MOF_AT_CLASS);
	for (uint32_t i = 0; i < cls->feature_count; i++) {
		s.feature = &cls->features[i];
		mof_check_run(&s, MOF_AT_FEATURE);
	}
	mof_check_qualified(c, cls);
}

void
mof_compile_classes(struct mof_compiler *c)
{
	for (struct mof_cls *cls = c->class_list.first; cls != NULL && c->err == CIM_OK;
	     cls = cls->next)
		mof_class_done(c, cls);
	/* Only now is every class known: defaults may hold objects, checks look at other lines. */
	for (struct mof_cls *cls = c->ordered_first; cls != NULL && c->err == CIM_OK;
	     cls = cls->below) {
		if (cls->cls != NULL)
			class_defaults(c, cls);
	}
	for (struct mof_cls *cls = c->ordered_first; cls != NULL && c->err == CIM_OK;
	     cls = cls->below) {
		if (cls->cls != NULL)
			check_class(c, cls);
	}
	c->dialect = MOF_DIALECT_AUTO;
	mof_check_structures(c);
	c->dialect = MOF_DIALECT_AUTO;
}
