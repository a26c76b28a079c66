/* test_class.c: declarations found, compared and copied. */
#include <stdlib.h>

#include "cim/limits.h"
#include "tests/cim/rich.h"
#include "tests/unit.h"

static void
test_find(void)
{
	static struct rich r;
	rich_make(&r);
	tap_ok(cim_qualifier_find(r.cls.qualifiers, "ABSTRACT") == &r.class_quals[1],
	    "a qualifier by a literal");
	tap_ok(cim_qualifier_find(r.cls.qualifiers, "Abstrac") == NULL, "not by the half of it");
	tap_ok(cim_qualifier_find_name(r.cls.qualifiers,
	    cim_name_from("tag")) == &r.class_quals[2], "by a name");
	tap_ok(cim_qualifier_find_name(r.cls.qualifiers, cim_name_from("tags")) == NULL,
	    "not by another");
	tap_ok(cim_property_find(&r.cls, cim_name_from("SLOT")) == &r.props[1], "a property");
	tap_ok(cim_property_find(&r.cls, cim_name_from("Turn")) == NULL, "a method is none");
	tap_ok(cim_method_find(&r.cls, cim_name_from("turn")) == &r.methods[0], "a method");
	tap_ok(cim_method_find(&r.cls, cim_name_from("Slot")) == NULL, "a property is none");
	tap_ok(cim_instance_property_find(&r.inst, cim_name_from("PARTS")) == &r.set[1],
	    "an instance's property");
	tap_ok(cim_instance_property_find(&r.inst, cim_name_from("Slot")) == NULL,
	    "what it does not set is not there");

	tap_ok(cim_qualifier_true(r.cls.qualifiers, "abstract"), "true");
	tap_ok(!cim_qualifier_true(r.cls.qualifiers, "Description"), "a string is not true");
	tap_ok(!cim_qualifier_true(r.cls.qualifiers, "Terminal"), "what is not there is not true");
	r.class_quals[1].value.is_null = true;
	tap_ok(!cim_qualifier_true(r.cls.qualifiers, "abstract"), "null is not true");
	r.class_quals[1].value = (struct cim_value){ .type = CIM_BOOLEAN };
	tap_ok(!cim_qualifier_true(r.cls.qualifiers, "abstract"), "nor is false");
	struct cim_str text = cim_qualifier_text(r.cls.qualifiers, "DESCRIPTION");
	tap_text(text.ptr, text.len, "of all things", "a text");
	tap_ok(cim_qualifier_text(r.cls.qualifiers, "Tag").ptr == NULL, "an array is no text");
	tap_ok(cim_qualifier_text(r.cls.qualifiers, "Nothing").ptr == NULL,
	    "what is not there has none");
	r.class_quals[0].value.as.string = cim_str(NULL, 0);
	text = cim_qualifier_text(r.cls.qualifiers, "Description");
	tap_ok(text.ptr != NULL && text.len == 0, "an empty text is one");
}

static void
test_words(void)
{
	static const struct { uint8_t flavor; const char *set, *clear; } flavors[] = {
		{ CIM_FLAVOR_OVERRIDE, "EnableOverride", "DisableOverride" },
		{ CIM_FLAVOR_TOSUBCLASS, "ToSubclass", "Restricted" },
		{ CIM_FLAVOR_TOINSTANCE, "ToInstance", "NotToInstance" },
		{ CIM_FLAVOR_TRANSLATABLE, "Translatable", NULL },
		{ CIM_FLAVOR_AMENDED, "Amended", NULL },
	};
	for (size_t i = 0; i < sizeof(flavors) / sizeof(flavors[0]); i++) {
		const char *set = cim_flavor_to_string(flavors[i].flavor, true);
		const char *clear = cim_flavor_to_string(flavors[i].flavor, false);
		tap_ok(set != NULL && strcmp(set, flavors[i].set) == 0 &&
		    (clear == NULL) == (flavors[i].clear == NULL) &&
		    (clear == NULL || strcmp(clear, flavors[i].clear) == 0), "flavor %s",
		    flavors[i].set);
	}
	tap_ok(cim_flavor_to_string(0x80, true) == NULL, "no such flavor");
	static const char *const scopes[] = { "schema", "class", "association", "indication",
	    "qualifier", "property",
	    "reference", "method", "parameter", "any", "structure", "enumeration",
	    "enumerationvalue" };
	for (unsigned i = 0; 1u << i <= CIM_SCOPE_LAST; i++)
		tap_ok(strcmp(cim_scope_to_string(1u << i), scopes[i]) == 0, "scope %s",
		    scopes[i]);
	tap_ok(cim_scope_to_string(CIM_SCOPE_LAST << 1) == NULL, "no such scope");
}

/* Bytes of the original are overwritten after the copy: what still points there shows. */
static void
test_copies(void)
{
	struct rich *r = malloc(sizeof(*r)), *again = malloc(sizeof(*again));
	struct arena arena = { 0 };
	if (!tap_ok(r != NULL && again != NULL, "memory")) {
		free(r);
		free(again);
		return;
	}
	rich_make(r);
	rich_make(again);
	const struct cim_class *cls = cim_class_copy(&arena, &r->cls);
	const struct cim_instance *inst = cim_instance_copy(&arena, &r->inst);
	const struct cim_qualifier_type *type = cim_qualifier_type_copy(&arena, &r->type);
	tap_ok(cls != NULL && inst != NULL && type != NULL, "copies are made");
	memset(r, 0xa5, sizeof(*r));
	tap_ok(cls != NULL && cim_class_eq(cls, &again->cls),
	    "a copied class is equal, and stands alone");
	tap_ok(inst != NULL && cim_instance_eq(inst, &again->inst), "an instance");
	tap_ok(type != NULL && cim_qualifier_type_eq(type, &again->type), "a qualifier type");
	tap_ok(cls != NULL && cls->name.ptr != again->cls.name.ptr &&
	    cls->name.hash == again->cls.name.hash &&
	    cls->properties[0].place.at == 10, "names are copied, hashes and places kept");
	tap_ok(cls != NULL && cls->properties[5].value.as.string.ptr != NULL,
	    "an empty text stays a text");
	free(r);
	free(again);
	arena_free(&arena);
}

/* Each of these changes what would be printed. */
static void
change(struct rich *r, int n)
{
	switch (n) {
	case 0: r->cls.name = cim_name_from("EX_RICH"); break;
	case 1: r->cls.superclass = cim_name("", 0); break;
	case 2: r->cls.qualifiers.count--; break;
	case 3: r->class_quals[0].flavors ^= CIM_FLAVOR_TRANSLATABLE; break;
	case 4: r->class_quals[0].stated ^= CIM_FLAVOR_OVERRIDE; break;
	case 5: r->texts[1] = rich_text(CIM_STRING, "c"); break;
	case 6: r->cls.property_count--; break;
	case 7: r->props[0].type.type = CIM_DATETIME; break;
	case 8: r->props[2].type.array_size = 4; break;
	case 9: r->props[2].type.is_array = false; break;
	case 10: r->props[3].type.class_name = cim_name_from("EX_Other"); break;
	case 11: r->props[4].value.as.real = 0.25; break;
	case 12: r->props[5].value = (struct cim_value){ .type = CIM_TYPE_NONE }; break;
	case 13: r->props[1].qualifiers.count = 0; break;
	case 14: r->cls.method_count--; break;
	case 15: r->methods[0].parameter_count--; break;
	case 16: r->params[0].value.as.uint = 8; break;
	case 17: r->params[1].name = cim_name_from("From"); break;
	case 18: r->param_quals[1].name = cim_name_from("In2"); break;
	case 19: r->methods[1].type.type = CIM_UINT32; break;
	case 20: r->numbers[1].is_null = false; break;
	case 21: r->method_quals[0].value.as.boolean = false; break;
	case 22: r->props[0].name = cim_name_from("ID"); break;
	}
}
#define CHANGES 23

static void
test_differences(void)
{
	static struct rich a, b;
	rich_make(&a);
	rich_make(&b);
	b.cls.place.at = b.props[0].place.at = 77;
	b.class_quals[0].place.at = b.props[1].value.place.at = 78;
	tap_ok(cim_class_eq(&a.cls, &b.cls), "places do not count");
	for (int n = 0; n < CHANGES; n++) {
		rich_make(&a);
		change(&a, n);
		rich_make(&b);
		tap_ok(!cim_class_eq(&a.cls, &b.cls) && !cim_class_eq(&b.cls, &a.cls),
		    "change %d is seen", n);
	}
	rich_make(&a);
	rich_make(&b);
	a.type.scopes = CIM_SCOPE_CLASS;
	tap_ok(!cim_qualifier_type_eq(&a.type, &b.type), "another scope");
	rich_make(&a);
	a.type.stated = 0;
	tap_ok(!cim_qualifier_type_eq(&a.type, &b.type), "another flavor stated");
	rich_make(&a);
	a.inner_set[0].name = cim_name_from("Deeper");
	tap_ok(!cim_instance_eq(&a.inst, &b.inst), "a name in an embedded object");
	rich_make(&a);
	a.set[2].value = rich_true();
	tap_ok(!cim_instance_eq(&a.inst, &b.inst), "a value for none");
	rich_make(&a);
	a.set[0].qualifiers.count = 0;
	tap_ok(!cim_instance_eq(&a.inst, &b.inst), "a qualifier less");
}

/* As deep as may be it is copied; deeper it is refused before the stack ends. */
static void
test_depth(void)
{
	enum { DEEPEST = 3 * CIM_LIMIT_NESTING };
	static struct cim_instance chain[DEEPEST];
	static struct cim_instance_property props[DEEPEST];
	struct arena arena = { 0 };
	for (int i = 0; i < DEEPEST; i++) {
		chain[i].class_name = cim_name_from("EX_Deep");
		props[i] = (struct cim_instance_property){ .name = cim_name_from("In"),
		    .value = { .type = CIM_OBJECT,
		    .as.object = &chain[i + 1 < DEEPEST ? i + 1 : i] } };
		chain[i].properties = &props[i];
		chain[i].property_count = i + 1 < DEEPEST ? 1 : 0;
	}
	tap_ok(cim_instance_copy(&arena, &chain[DEEPEST - CIM_LIMIT_NESTING - 1]) != NULL,
	    "%d objects in an object",
	    CIM_LIMIT_NESTING);
	tap_ok(cim_instance_copy(&arena, &chain[0]) == NULL, "%d are too many", DEEPEST - 1);
	arena_free(&arena);
}

int
main(void)
{
	test_find();
	test_words();
	test_copies();
	test_differences();
	test_depth();
	return tap_done();
}
