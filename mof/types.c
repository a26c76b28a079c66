/* types.c: MOF 3's structures and enumerations: types inside of types, elements, circles. */
#include "mof/compile.h"
#include "mof/literal.h"

/* --- types inside of a class --- */

/* Those of a class that comes from the scope: made when first asked for. */
static void
locals_from_scope(struct mof_compiler *c, struct mof_cls *cls)
{
	if (cls->locals_known || cls->raw != NULL || cls->cls == NULL)
		return;
	cls->locals_known = true;
	for (uint32_t i = 0; i < cls->cls->local_count && c->err == CIM_OK; i++) {
		const struct cim_local *from = &cls->cls->locals[i];
		struct mof_cls *local = mof_compile_new(c, struct mof_cls);
		if (local == NULL)
			return;
		*local = (struct mof_cls){ .ns = cls->ns, .name = cim_local_name(from),
			.owner = cls, .from_scope = true, .cls = from->structure,
			.enumeration = from->enumeration };
		(void)mof_compile_ok(
		    c, cim_map_set(&cls->locals, c->arena, local->name, local));
	}
}

static struct mof_cls *
local_find(struct mof_compiler *c, struct mof_cls *in, struct cim_name name)
{
	for (struct mof_cls *lexical = in; lexical != NULL; lexical = lexical->owner) {
		for (struct mof_cls *at = lexical; at != NULL; at = at->super) {
			locals_from_scope(c, at);
			struct mof_cls *local =
			    at->locals.used == 0 ? NULL : cim_map_get(&at->locals, name);
			if (local != NULL)
				return local;
		}
	}
	return NULL;
}

struct mof_cls *
mof_type_get(struct mof_compiler *c, struct mof_cls *in, struct cim_name name,
    struct cim_place use, bool *is_local)
{
	struct mof_cls *local = local_find(c, in, name);
	*is_local = local != NULL;
	return local != NULL ? local : mof_class_get(c, in->ns, name, use);
}

bool
mof_is_enumeration(const struct mof_cls *cls)
{
	return cls->enumeration != NULL || cls->raw_enum != NULL;
}

bool
mof_is_structure(const struct mof_cls *cls)
{
	return cls->raw != NULL ? cls->raw->kind == MOF_STRUCTURE :
	    cls->cls != NULL && cls->cls->kind == CIM_KIND_STRUCTURE;
}

bool
mof_tell_local(struct mof_compiler *c, const struct mof_name *name)
{
	const struct mof_cls *local = cim_map_get(&c->locals, name->name);
	if (local == NULL)
		return false;
	struct mof_diag *diag = mof_check_report(c, MOF_CHECK_LOCAL_SCOPE, name->place,
	    "type '%.*s' is declared inside of '%.*s', and known there and below it alone",
	    MOF_SHOW(name->name), MOF_SHOW(local->owner->name));
	mof_check_note(c, diag, local->place, "it is declared here");
	return true;
}

void
mof_compile_locals(struct mof_compiler *c, struct mof_cls *cls, struct cim_class *out)
{
	uint32_t count = 0;
	for (const struct mof_cls *l = cls->first_local; l != NULL; l = l->next_local)
		count++;
	struct cim_local *list = mof_compile_alloc(c, count, sizeof(*list));
	if (list == NULL)
		return;
	out->locals = list;
	for (struct mof_cls *l = cls->first_local; l != NULL && c->err == CIM_OK;
	     l = l->next_local) {
		mof_class_done(c, l);
		if (l->cls == NULL && l->enumeration == NULL) {
			cls->incomplete = true;
			continue;
		}
		list[out->local_count++] =
		    (struct cim_local){ .structure = l->cls, .enumeration = l->enumeration };
	}
}

/* --- enumerations --- */

/* The type of an enumeration's values; its base is done. CIM_TYPE_NONE: told, or silent. */
static enum cim_type
enum_type(struct mof_compiler *c, struct mof_cls *cls)
{
	const struct mof_type *base = cls->raw_enum->base;
	if (base->type == CIM_STRING || cim_type_is_integer(base->type))
		return base->type;
	if (base->type == CIM_OBJECT && cim_name_is(base->name.name, "integer"))
		return CIM_INTEGER;
	if (base->type == CIM_OBJECT && cls->super != NULL) {
		if (cls->super->enumeration != NULL)
			return (enum cim_type)cls->super->enumeration->type;
		if (!mof_is_enumeration(cls->super) && !cls->super->failed)
			mof_check_report(c, MOF_CHECK_ENUM_BASE, base->place,
			    "'%.*s' is no enumeration", MOF_SHOW(base->name.name));
		return CIM_TYPE_NONE;
	}
	if (base->type != CIM_OBJECT)
		mof_check_report(c, MOF_CHECK_ENUM_BASE, base->place,
		    "an enumeration is of integers, of strings, or extends another; not of %.*s",
		    MOF_SHOW(base->name.name));
	return CIM_TYPE_NONE;
}

/* The value of an element: as written, or what goes without saying. False: told. */
static bool
element_value(struct mof_compiler *c, const struct mof_member *raw, enum cim_type type,
    struct cim_value *out)
{
	if (raw->value == NULL && type == CIM_STRING) {
		*out = (struct cim_value){ .type = CIM_STRING, .place = raw->name.place,
			.as.string = cim_name_str(raw->name.name) };
		return true;
	}
	if (raw->value == NULL) {
		mof_check_report(c, MOF_CHECK_ENUM_VALUE, raw->name.place,
		    "element '%.*s' of an enumeration of integers has no value",
		    MOF_SHOW(raw->name.name));
		return false;
	}
	struct mof_literals ctx = { .arena = c->arena, .diags = c->diags,
		.mismatch = mof_check_id(MOF_CHECK_ENUM_VALUE), .what = "element",
		.name = cim_name_str(raw->name.name), .v3 = true };
	bool is_text = raw->value->kind == MOF_VALUE_STRING;
	if (raw->value->kind == MOF_VALUE_NULL || is_text != (type == CIM_STRING)) {
		mof_check_report(c, MOF_CHECK_ENUM_VALUE, raw->value->place,
		    "element '%.*s': its value is %s", MOF_SHOW(raw->name.name),
		    type == CIM_STRING ? "a string" : "an integer");
		return false;
	}
	enum cim_err err = mof_literal(&ctx, raw->value, type, out);
	return err != CIM_EINPUT && mof_compile_ok(c, err);
}

/* A value as a name, so that a map finds the second of a kind; integers by their digits. */
static bool
value_key(struct mof_compiler *c, const struct cim_value *v, struct cim_str *out)
{
	struct bytes_writer w = { 0 };
	bytes_write_u8(&w, '=');
	cim_value_text(&w, v);
	enum cim_err err = w.err;
	/* Names are compared without case, values are not: bytes as hexadecimal digits. */
	struct bytes_writer hex = { 0 };
	for (size_t i = 0; i < w.len; i++)
		bytes_write_format(&hex, "%02x", w.buf[i]);
	if (err == CIM_OK)
		err = hex.err;
	if (err == CIM_OK &&
	    !cim_str_copy(c->arena, cim_str((const char *)hex.buf, hex.len), out))
		err = CIM_ENOMEM;
	bytes_writer_free(&w);
	bytes_writer_free(&hex);
	return mof_compile_ok(c, err);
}

/* The element of a name in an enumeration and those that it extends, by its map. */
static const struct cim_enum_element *
element_find(struct mof_compiler *c, const struct mof_cls *en, struct cim_name name,
    const struct cim_map *(*map_of)(struct mof_compiler *, struct mof_cls *))
{
	for (; en != NULL; en = en->super) {
		const struct cim_map *map =
		    map_of(c, (struct mof_cls *)(uintptr_t)en);
		const struct cim_enum_element *e = map == NULL ? NULL : cim_map_get(map, name);
		if (e != NULL)
			return e;
	}
	return NULL;
}

static void
maps_make(struct mof_compiler *c, struct mof_cls *cls)
{
	if (cls->elements_known || cls->enumeration == NULL)
		return;
	cls->elements_known = true;
	for (uint32_t i = 0; i < cls->enumeration->element_count && c->err == CIM_OK; i++) {
		const struct cim_enum_element *e = &cls->enumeration->elements[i];
		struct cim_str key;
		if (!mof_compile_ok(c, cim_map_set(&cls->elements, c->arena, e->name,
		    (void *)(uintptr_t)e)) || !value_key(c, &e->value, &key))
			return;
		(void)mof_compile_ok(c, cim_map_set(&cls->values, c->arena,
		    cim_name(key.ptr, key.len), (void *)(uintptr_t)e));
	}
}

static const struct cim_map *
names_of(struct mof_compiler *c, struct mof_cls *cls)
{
	maps_make(c, cls);
	return &cls->elements;
}

static const struct cim_map *
values_of(struct mof_compiler *c, struct mof_cls *cls)
{
	maps_make(c, cls);
	return &cls->values;
}

/* Whether name and value of an element are its own: told otherwise. */
static bool
element_is_new(struct mof_compiler *c, struct mof_cls *cls, const struct cim_enum_element *e,
    struct cim_map *names, struct cim_map *values)
{
	struct cim_str key;
	void *there = NULL;
	const struct cim_enum_element *other = NULL;
	const char *what = "name";
	if (!mof_compile_ok(c, cim_map_add(names, c->arena, e->name, (void *)(uintptr_t)e, &there)))
		return false;
	other = there == e ? element_find(c, cls->super, e->name, names_of) : there;
	if (other == NULL) {
		what = "value";
		if (!value_key(c, &e->value, &key) || !mof_compile_ok(c, cim_map_add(values,
		    c->arena, cim_name(key.ptr, key.len), (void *)(uintptr_t)e, &there)))
			return false;
		other = there == e ? element_find(c, cls->super, cim_name(key.ptr, key.len),
		    values_of) : there;
	}
	if (other == NULL)
		return true;
	struct mof_diag *diag = mof_check_report(c, MOF_CHECK_ENUM_DUP, e->place,
	    "element '%.*s': its %s is that of element '%.*s'", MOF_SHOW(e->name), what,
	    MOF_SHOW(other->name));
	mof_check_note(c, diag, other->place, "which is here");
	return false;
}

static void
compile_elements(struct mof_compiler *c, struct mof_cls *cls, struct cim_enumeration *out)
{
	const struct mof_enumeration *raw = cls->raw_enum;
	struct cim_enum_element *list =
	    mof_compile_alloc(c, raw->elements.count, sizeof(*list));
	struct cim_map names = { 0 }, values = { 0 };
	if (list == NULL)
		return;
	out->elements = list;
	for (const struct mof_member *m = raw->elements.first; m != NULL && c->err == CIM_OK;
	     m = m->next) {
		struct cim_enum_element *e = &list[out->element_count];
		*e = (struct cim_enum_element){ .name = m->name.name, .place = m->name.place };
		e->qualifiers = mof_compile_qualifiers(
		    c, cls->ns, &m->qualifiers, CIM_SCOPE_ENUMERATIONVALUE);
		if (element_value(c, m, (enum cim_type)out->type, &e->value) &&
		    element_is_new(c, cls, e, &names, &values))
			out->element_count++;
		else
			cls->incomplete = true;
	}
}

void
mof_compile_enumeration(struct mof_compiler *c, struct mof_cls *cls)
{
	const struct mof_enumeration *raw = cls->raw_enum;
	struct cim_enumeration *out = mof_compile_new(c, struct cim_enumeration);
	if (out == NULL)
		return;
	*out = (struct cim_enumeration){ .name = cls->name, .place = cls->place };
	out->type = (uint8_t)enum_type(c, cls);
	out->qualifiers =
	    mof_compile_qualifiers(c, cls->ns, &raw->qualifiers, CIM_SCOPE_ENUMERATION);
	if (raw->trailing_comma.at != 0)
		mof_check_report(c, MOF_CHECK_COMMA, raw->trailing_comma,
		    "a comma with nothing behind it");
	if (out->type == CIM_TYPE_NONE) {
		cls->failed = true;
		return;
	}
	if (cls->super != NULL) {
		out->base = cls->super->name;
		out->base_is_local = cls->super->owner != NULL;
	}
	mof_v3_sized(c, (enum cim_type)raw->base->type, raw->base->place);
	compile_elements(c, cls, out);
	cls->enumeration = out;
}

/* Tells what is no element. */
static bool
no_element(struct mof_compiler *c, const struct mof_target *target, const struct mof_value *raw)
{
	const struct mof_cls *en = target->enumeration;
	if (raw->kind != MOF_VALUE_WORD && raw->kind != MOF_VALUE_MEMBER) {
		mof_check_report(c, MOF_CHECK_ENUM_LITERAL, raw->place,
		    "%s '%.*s' is of enumeration '%.*s': write the name of an element",
		    target->what, MOF_SHOW(target->name), MOF_SHOW(en->name));
		return false;
	}
	struct cim_name name = raw->kind == MOF_VALUE_WORD ? raw->as.word.name :
	    raw->as.member.name->name;
	if (en->incomplete)
		return false;
	struct mof_diag *diag = mof_check_report(c, MOF_CHECK_ENUM_LITERAL, raw->place,
	    "enumeration '%.*s' has no element '%.*s'%s", MOF_SHOW(en->name), MOF_SHOW(name),
	    mof_hint_element(c, en, name));
	mof_check_note(c, diag, en->place, "enumeration '%.*s' is here", MOF_SHOW(en->name));
	return false;
}

/* Whether the type that is written in front of an element is the one that is wanted; told. */
static bool
prefix_fits(struct mof_compiler *c, const struct mof_target *target, const struct mof_value *raw)
{
	const struct mof_name *type = raw->as.member.type;
	bool is_local;
	struct mof_cls *named = target->in != NULL ?
	    mof_type_get(c, target->in, type->name, type->place, &is_local) :
	    mof_class_get(c, target->ns, type->name, type->place);
	if (named == NULL)
		return false;
	mof_class_done(c, named);
	if (mof_class_is_a(target->enumeration, named) || named->failed)
		return !named->failed;
	mof_check_report(c, MOF_CHECK_ENUM_LITERAL, type->place,
	    "%s '%.*s' is of enumeration '%.*s', not of '%.*s'", target->what,
	    MOF_SHOW(target->name), MOF_SHOW(target->enumeration->name), MOF_SHOW(type->name));
	return false;
}

/* A string as the bare word that it stands for. False: told. */
static bool
json_word(struct mof_compiler *c, const struct mof_target *target, const struct mof_value *raw,
    struct mof_value *out)
{
	struct mof_literals ctx = { .arena = c->arena, .diags = c->diags,
		.mismatch = target->mismatch, .what = target->what,
		.name = cim_name_str(target->name) };
	struct cim_str text;
	enum cim_err err = mof_literal_string(&ctx, raw, &text);
	if (err == CIM_EINPUT || !mof_compile_ok(c, err))
		return false;
	*out = (struct mof_value){ .kind = MOF_VALUE_STRING, .place = raw->place };
	if (!cim_name_valid(text))
		return no_element(c, target, out);
	out->kind = MOF_VALUE_WORD;
	out->as.word = (struct mof_name){ cim_name(text.ptr, text.len), raw->place };
	return true;
}

bool
mof_enum_value(struct mof_compiler *c, const struct mof_target *target,
    const struct mof_value *raw, struct cim_value *out)
{
	const struct mof_cls *en = target->enumeration;
	*out = (struct cim_value){ .type = CIM_ENUMERATION, .place = raw->place };
	if (raw->kind == MOF_VALUE_NULL) {
		out->is_null = true;
		return true;
	}
	if (en == NULL || en->enumeration == NULL)
		return false;
	/* In JSON it is a string. */
	struct mof_value word;
	if (raw->kind == MOF_VALUE_STRING && raw->json) {
		if (!json_word(c, target, raw, &word))
			return false;
		raw = &word;
	}
	if (raw->kind != MOF_VALUE_WORD && raw->kind != MOF_VALUE_MEMBER)
		return no_element(c, target, raw);
	if (raw->kind == MOF_VALUE_MEMBER && !prefix_fits(c, target, raw))
		return false;
	struct cim_name name = raw->kind == MOF_VALUE_WORD ? raw->as.word.name :
	    raw->as.member.name->name;
	const struct cim_enum_element *e = element_find(c, en, name, names_of);
	if (e == NULL)
		return no_element(c, target, raw);
	out->as.string = cim_name_str(e->name);
	return true;
}

/* The type of a target by name: its structure or class, or its enumeration. */
void
mof_target_type(struct mof_compiler *c, struct mof_target *target, struct mof_cls *in)
{
	struct cim_name name = target->type->class_name;
	bool is_local;
	target->in = in;
	if (name.len == 0 || target->type->type == CIM_REFERENCE)
		return;
	struct mof_cls *type =
	    mof_type_get(c, in, name, (struct cim_place){ 0, 0 }, &is_local);
	if (type == NULL)
		return;
	mof_class_done(c, type);
	if (target->type->type == CIM_ENUMERATION)
		target->enumeration = type;
	else if (target->type->type == CIM_OBJECT)
		target->embedded_class = type;
}

/* --- circles of structures --- */

/* The structure that a property holds by value; NULL: none. */
static struct mof_cls *
held_by(struct mof_compiler *c, struct mof_cls *cls, const struct cim_property *prop)
{
	bool is_local;
	if (prop->type.type != CIM_OBJECT || prop->type.is_array || prop->type.class_name.len == 0)
		return NULL;
	struct mof_cls *held =
	    mof_type_get(c, cls, prop->type.class_name, prop->place, &is_local);
	return held != NULL && mof_is_structure(held) ? held : NULL;
}

/* The next structure that one holds, or stands on; *prop is what holds it. */
static struct mof_cls *
next_held(struct mof_compiler *c, struct mof_cls *cls, const struct cim_property **prop)
{
	*prop = NULL;
	while (cls->cls != NULL && cls->held_at <= cls->cls->property_count) {
		uint32_t at = cls->held_at++;
		if (at == cls->cls->property_count)
			return cls->super != NULL && mof_is_structure(cls->super) ? cls->super :
			    NULL;
		*prop = &cls->cls->properties[at];
		struct mof_cls *held = held_by(c, cls, *prop);
		if (held != NULL)
			return held;
	}
	return NULL;
}

/* Depth first through all that a structure holds; the stack is a list through them. */
static void
look_from(struct mof_compiler *c, struct mof_cls *top)
{
	const struct cim_property *prop;
	struct mof_cls *at = top;
	at->held_state = MOF_OPEN;
	at->held_by = NULL;
	while (at != NULL && c->err == CIM_OK) {
		struct mof_cls *held = next_held(c, at, &prop);
		if (held == NULL) {
			at->held_state = MOF_DONE;
			at = at->held_by;
		} else if (held->held_state == MOF_NEW) {
			held->held_state = MOF_OPEN;
			held->held_by = at;
			at = held;
		} else if (held->held_state == MOF_OPEN) {
			struct cim_place place = prop != NULL ? prop->place :
			    at->raw != NULL ? at->raw->superclass.place : at->place;
			struct mof_diag *diag = mof_check_report(c, MOF_CHECK_STRUCT_CYCLE, place,
			    "structure '%.*s' holds itself by value by way of '%.*s'",
			    MOF_SHOW(held->name), MOF_SHOW(prop != NULL ? prop->name : at->name));
			mof_check_note(c, diag, held->place, "structure '%.*s' is here",
			    MOF_SHOW(held->name));
		}
	}
}

void
mof_check_structures(struct mof_compiler *c)
{
	for (struct mof_cls *cls = c->class_list.first; cls != NULL && c->err == CIM_OK;
	     cls = cls->next) {
		if (cls->raw != NULL && cls->raw->kind == MOF_STRUCTURE &&
		    cls->held_state == MOF_NEW)
			look_from(c, cls);
	}
}

/* --- what MOF 3 does not have any more --- */

void
mof_v3_sized(struct mof_compiler *c, enum cim_type type, struct cim_place place)
{
	if (c->dialect != MOF_DIALECT_MOF3)
		return;
	if (type == CIM_CHAR16)
		mof_check_report(c, MOF_CHECK_V3_OLD_TYPE, place,
		    "MOF 3 has no char16; a string takes its place");
	else if (type >= CIM_UINT8 && type <= CIM_SINT64)
		mof_check_report(c, MOF_CHECK_V3_OLD_TYPE, place,
		    "MOF 3.0.1 has no %s: integer takes its place", cim_type_to_string(type));
}

void
mof_v3_name(struct mof_compiler *c, const struct mof_name *name)
{
	if (c->dialect != MOF_DIALECT_MOF3)
		return;
	bool ascii = true;
	for (uint32_t i = 0; i < name->name.len; i++)
		ascii &= (unsigned char)name->name.ptr[i] < 0x80;
	if (!ascii)
		mof_check_report(c, MOF_CHECK_V3_NAME, name->place,
		    "the names of MOF 3 are in ASCII");
}
