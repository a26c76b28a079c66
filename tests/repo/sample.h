/* sample.h: objects for the tests of repo/: by hand, and at random from a seed. */
#ifndef TESTS_REPO_SAMPLE_H
#define TESTS_REPO_SAMPLE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cim/arena.h"
#include "cim/class.h"
#include "cim/name.h"

/* A generator that gives the same numbers everywhere. */
struct sample {
	uint64_t state;
	struct arena *arena;
};

static inline uint32_t
sample_below(struct sample *s, uint32_t n)
{
	s->state = s->state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return n == 0 ? 0 : (uint32_t)(s->state >> 33) % n;
}

static inline struct cim_str
sample_text(struct sample *s)
{
	static const char *const texts[] = { "", "a", "Description of it", "\xc3\xa4\xe2\x82\xac",
		"x\ny\tz",
		("A text that is long enough to need more than one byte for nothing but its "
		 "length, which takes a hundred "
		 "and twenty-eight bytes or more of text to reach.") };
	uint32_t n = sample_below(s, 8);
	if (n < 6)
		return cim_str_from(texts[n]);
	char *p = arena_text(s->arena, 32);
	int len = snprintf(p, 32, "text %u", sample_below(s, 1000));
	return cim_str(p, (size_t)len);
}

static inline struct cim_name
sample_name(struct sample *s, const char *stem)
{
	char *p = arena_text(s->arena, 48);
	int len = snprintf(p, 48, "%s%u", stem, sample_below(s, 40));
	return cim_name(p, (size_t)len);
}

static inline void sample_body(struct sample *s, struct cim_instance *inst, int depth);

static inline void
sample_scalar(struct sample *s, struct cim_value *v, int depth)
{
	v->is_null = sample_below(s, 8) == 0;
	if (v->is_null)
		return;
	uint64_t wide = (uint64_t)sample_below(s, UINT32_MAX) << 33 ^
	    (uint64_t)sample_below(s, UINT32_MAX) << 2 ^ sample_below(s, 4);
	if (sample_below(s, 6) == 0)
		wide = sample_below(s, 2) ? UINT64_MAX : 0;
	unsigned bits = cim_type_bits((enum cim_type)v->type);
	switch (v->type) {
	case CIM_BOOLEAN: v->as.boolean = wide & 1; break;
	case CIM_REAL32: v->as.real = (double)(float)((double)(int64_t)wide / 3.0); break;
	case CIM_REAL64: v->as.real = (double)(int64_t)wide / 7.0; break;
	case CIM_CHAR16: v->as.char16 = (uint16_t)wide; break;
	case CIM_STRING: v->as.string = sample_text(s); break;
	case CIM_REFERENCE: v->as.string = CIM_STR("TST_Thing.id=1"); break;
	case CIM_DATETIME: v->as.string = CIM_STR("20200229235959.123456+060"); break;
	case CIM_OBJECT: {
		struct cim_instance *object = arena_new(s->arena, struct cim_instance);
		sample_body(s, object, depth + 1);
		v->as.object = object;
		break;
	}
	default:
		if (cim_type_is_unsigned((enum cim_type)v->type))
			v->as.uint = wide >> (64 - bits);
		else
			v->as.sint = (int64_t)wide >> (64 - bits);
	}
}

static inline void
sample_value(struct sample *s, struct cim_value *v, uint8_t type, bool is_array, int depth)
{
	*v = (struct cim_value){ .type = type, .is_array = is_array };
	if (!is_array) {
		sample_scalar(s, v, depth);
		return;
	}
	v->is_null = sample_below(s, 6) == 0;
	v->count = v->is_null ? 0 : sample_below(s, 4);
	if (v->count == 0)
		return;
	struct cim_value *items = arena_calloc(s->arena, v->count, sizeof(*items));
	for (uint32_t i = 0; i < v->count; i++) {
		items[i].type = type;
		sample_scalar(s, &items[i], depth);
	}
	v->as.items = items;
}

static inline struct cim_qualifiers
sample_qualifiers(struct sample *s, uint32_t most)
{
	uint32_t count = sample_below(s, most);
	struct cim_qualifier *list = arena_calloc(s->arena, count + 1, sizeof(*list));
	for (uint32_t i = 0; i < count; i++) {
		list[i].name = sample_name(s, "Qual");
		sample_value(s, &list[i].value, (uint8_t)(1 + sample_below(s, CIM_REFERENCE)),
		    sample_below(s, 3) == 0, 0);
		list[i].flavors =
		    sample_below(s, 2) ? CIM_FLAVOR_DEFAULT : (uint8_t)sample_below(s, 32);
		list[i].stated = sample_below(s, 3) ? 0 : (uint8_t)sample_below(s, 32);
	}
	return (struct cim_qualifiers){ list, count };
}

static inline struct cim_element_type
sample_type(struct sample *s, uint8_t last)
{
	struct cim_element_type type = { .type = (uint8_t)(1 + sample_below(s, last)) };
	type.is_array = type.type != CIM_VOID && sample_below(s, 3) == 0;
	type.array_size = type.is_array && sample_below(s, 2) ? 1 + sample_below(s, 300) : 0;
	if ((type.type == CIM_REFERENCE || type.type == CIM_OBJECT) && sample_below(s, 3))
		type.class_name = sample_name(s, "TST_Class");
	return type;
}

static inline void
sample_property(struct sample *s, struct cim_property *prop)
{
	prop->name = sample_name(s, "Prop");
	prop->type = sample_type(s, CIM_OBJECT);
	prop->qualifiers = sample_qualifiers(s, 4);
	if (sample_below(s, 2))
		sample_value(s, &prop->value, prop->type.type, prop->type.is_array, 0);
	else if (sample_below(s, 8) == 0)
		sample_value(s, &prop->value, CIM_STRING, !prop->type.is_array, 0);
}

static inline struct cim_class *
sample_class(struct sample *s)
{
	struct cim_class *cls = arena_new(s->arena, struct cim_class);
	cls->name = sample_name(s, "TST_Class");
	if (sample_below(s, 2))
		cls->superclass = sample_name(s, "TST_Class");
	cls->qualifiers = sample_qualifiers(s, 6);
	cls->property_count = sample_below(s, 6);
	struct cim_property *props =
	    arena_calloc(s->arena, cls->property_count + 1, sizeof(*props));
	for (uint32_t i = 0; i < cls->property_count; i++)
		sample_property(s, &props[i]);
	cls->properties = props;
	cls->method_count = sample_below(s, 3);
	struct cim_method *methods =
	    arena_calloc(s->arena, cls->method_count + 1, sizeof(*methods));
	for (uint32_t i = 0; i < cls->method_count; i++) {
		methods[i].name = sample_name(s, "Method");
		methods[i].type = sample_type(s, CIM_VOID);
		methods[i].qualifiers = sample_qualifiers(s, 3);
		methods[i].parameter_count = sample_below(s, 4);
		struct cim_parameter *params =
		    arena_calloc(s->arena, methods[i].parameter_count + 1, sizeof(*params));
		for (uint32_t p = 0; p < methods[i].parameter_count; p++) {
			struct cim_property like = { .propagated = false };
			sample_property(s, &like);
			params[p] = (struct cim_parameter){ .name = like.name, .type = like.type,
				.value = like.value, .qualifiers = like.qualifiers };
		}
		methods[i].parameters = params;
	}
	cls->methods = methods;
	return cls;
}

/* An enumeration of strings or integers. */
static inline struct cim_enumeration *
sample_enumeration(struct sample *s)
{
	static const uint8_t types[] = { CIM_STRING, CIM_INTEGER, CIM_UINT8, CIM_SINT64 };
	struct cim_enumeration *en = arena_new(s->arena, struct cim_enumeration);
	en->name = sample_name(s, "TST_Enum");
	if (sample_below(s, 3) == 0)
		en->base = sample_name(s, "TST_Enum");
	en->type = types[sample_below(s, 4)];
	en->qualifiers = sample_qualifiers(s, 3);
	en->element_count = sample_below(s, 5);
	struct cim_enum_element *list =
	    arena_calloc(s->arena, en->element_count + 1, sizeof(*list));
	for (uint32_t i = 0; i < en->element_count; i++) {
		list[i].name = sample_name(s, "Element");
		list[i].qualifiers = sample_qualifiers(s, 2);
		list[i].value.type = en->type;
		if (en->type == CIM_STRING)
			list[i].value.as.string = cim_name_str(list[i].name);
		else if (en->type == CIM_UINT8)
			list[i].value.as.uint = sample_below(s, 256);
		else
			list[i].value.as.sint = (int64_t)sample_below(s, 1000) - 500;
	}
	en->elements = list;
	return en;
}

/* A class, association or structure with types inside; depth 0: at the top. */
static inline struct cim_class *
sample_v3_class(struct sample *s, int depth)
{
	struct cim_class *cls = sample_class(s);
	cls->kind = depth > 0 ? CIM_KIND_STRUCTURE : (uint8_t)sample_below(s, 3);
	if (cls->kind == CIM_KIND_STRUCTURE)
		cls->method_count = 0;
	cls->super_is_local = depth > 0 && cls->superclass.len > 0 && sample_below(s, 2);
	cls->local_count = depth < 3 ? sample_below(s, 3) : 0;
	struct cim_local *locals = arena_calloc(s->arena, cls->local_count + 1, sizeof(*locals));
	for (uint32_t i = 0; i < cls->local_count; i++) {
		if (sample_below(s, 2))
			locals[i].structure = sample_v3_class(s, depth + 1);
		else
			locals[i].enumeration = sample_enumeration(s);
	}
	cls->locals = locals;
	struct cim_property *props = (struct cim_property *)(uintptr_t)cls->properties;
	if (cls->property_count > 1) {
		props[0].type = (struct cim_element_type){ .type = CIM_ENUMERATION,
			.is_local = sample_below(s, 2), .class_name = sample_name(s, "TST_Enum") };
		props[0].value = (struct cim_value){ .type = CIM_ENUMERATION,
			.is_null = sample_below(s, 2) };
		if (!props[0].value.is_null)
			props[0].value.as.string = CIM_STR("Element");
		props[1].type = (struct cim_element_type){ .type =
			sample_below(s, 2) ? CIM_OCTETSTRING : CIM_INTEGER, .is_array = true };
		props[1].value = (struct cim_value){ .type = CIM_TYPE_NONE };
	}
	return cls;
}

static inline void
sample_body(struct sample *s, struct cim_instance *inst, int depth)
{
	inst->class_name = sample_name(s, "TST_Class");
	inst->qualifiers = sample_qualifiers(s, 2);
	inst->property_count = sample_below(s, 5);
	struct cim_instance_property *props =
	    arena_calloc(s->arena, inst->property_count + 1, sizeof(*props));
	for (uint32_t i = 0; i < inst->property_count; i++) {
		props[i].name = sample_name(s, "Prop");
		props[i].qualifiers = sample_qualifiers(s, 2);
		if (sample_below(s, 8))
			sample_value(s, &props[i].value,
			    (uint8_t)(1 + sample_below(s, depth < 3 ? CIM_OBJECT : CIM_REFERENCE)),
			    sample_below(s, 3) == 0, depth);
	}
	inst->properties = props;
}

/* ---- By hand ------------------------------------------------------------- */

static inline struct cim_qualifier
made_true(const char *name)
{
	return (struct cim_qualifier){ .name = cim_name_from(name), .flavors = CIM_FLAVOR_DEFAULT,
		.value = { .type = CIM_BOOLEAN, .as.boolean = true } };
}

static inline struct cim_property
made_property(struct arena *arena, const char *name, uint8_t type, bool key)
{
	struct cim_property prop = { .name = cim_name_from(name), .type.type = type };
	if (key) {
		struct cim_qualifier *qual = arena_new(arena, struct cim_qualifier);
		*qual = made_true("Key");
		prop.qualifiers = (struct cim_qualifiers){ qual, 1 };
	}
	return prop;
}

/*
 * "Name : Super" and up to four properties; a property "+name" is a uint32 key, "@name" a
 * reference.
 */
static inline struct cim_class *
made_class(struct arena *arena, const char *name, const char *super, const char *const *props)
{
	struct cim_class *cls = arena_new(arena, struct cim_class);
	cls->name = cim_name_from(name);
	if (super != NULL)
		cls->superclass = cim_name_from(super);
	struct cim_property *list = arena_calloc(arena, 8, sizeof(*list));
	for (; props != NULL && props[cls->property_count] != NULL; cls->property_count++) {
		const char *p = props[cls->property_count];
		struct cim_property *prop = &list[cls->property_count];
		if (*p == '+')
			*prop = made_property(arena, p + 1, CIM_UINT32, true);
		else if (*p == '@')
			*prop = made_property(arena, p + 1, CIM_REFERENCE, true);
		else
			*prop = made_property(arena, p, CIM_STRING, false);
		if (*p == '@')
			prop->type.class_name = cim_name_from("TST_Thing");
	}
	cls->properties = list;
	return cls;
}

static inline struct cim_qualifier_type *
made_type(struct arena *arena, const char *name, uint8_t type)
{
	struct cim_qualifier_type *qt = arena_new(arena, struct cim_qualifier_type);
	qt->name = cim_name_from(name);
	qt->type = type;
	qt->scopes = CIM_SCOPE_ANY;
	qt->flavors = CIM_FLAVOR_DEFAULT;
	return qt;
}

/* An instance with one uint32 property, and one string that may be NULL. */
static inline struct cim_instance *
made_instance(struct arena *arena, const char *cls, uint32_t id, const char *text)
{
	struct cim_instance *inst = arena_new(arena, struct cim_instance);
	struct cim_instance_property *props = arena_calloc(arena, 2, sizeof(*props));
	inst->class_name = cim_name_from(cls);
	props[0].name = cim_name_from("id");
	props[0].value = (struct cim_value){ .type = CIM_UINT32, .as.uint = id };
	inst->property_count = 1;
	if (text != NULL) {
		props[1].name = cim_name_from("text");
		props[1].value =
		    (struct cim_value){ .type = CIM_STRING, .as.string = cim_str_from(text) };
		inst->property_count = 2;
	}
	inst->properties = props;
	return inst;
}

static inline struct cim_instance *
made_link(struct arena *arena, const char *a, const char *b)
{
	struct cim_instance *inst = arena_new(arena, struct cim_instance);
	struct cim_instance_property *props = arena_calloc(arena, 2, sizeof(*props));
	inst->class_name = cim_name_from("TST_Link");
	props[0].name = cim_name_from("a");
	props[0].value = (struct cim_value){ .type = CIM_REFERENCE, .as.string = cim_str_from(a) };
	props[1].name = cim_name_from("b");
	props[1].value = (struct cim_value){ .type = CIM_REFERENCE, .as.string = cim_str_from(b) };
	inst->properties = props;
	inst->property_count = 2;
	return inst;
}

#endif
