/* rich.h: a qualifier type, a class and an instance with every kind of thing in them once. */
#ifndef TESTS_CIM_RICH_H
#define TESTS_CIM_RICH_H

#include "cim/class.h"

/* All parts of the declarations; rich_make fills them in and links them. */
struct rich {
	struct cim_qualifier_type type;
	struct cim_class cls;
	struct cim_instance inst, inner, innermost;
	struct cim_value numbers[3], objects[2], texts[2];
	struct cim_qualifier class_quals[3], prop_quals[2], method_quals[1], param_quals[2],
	    inst_quals[1];
	struct cim_property props[6];
	struct cim_parameter params[2];
	struct cim_method methods[2];
	struct cim_instance_property set[4], inner_set[2];
};

static inline struct cim_value
rich_text(enum cim_type type, const char *text)
{
	return (struct cim_value){ .type = (uint8_t)type, .as.string = cim_str_from(text) };
}

static inline struct cim_value
rich_true(void)
{
	return (struct cim_value){ .type = CIM_BOOLEAN, .as.boolean = true };
}

static inline struct cim_qualifier
rich_qualifier(const char *name, struct cim_value value, uint8_t flavors)
{
	return (struct cim_qualifier){ .name = cim_name_from(name), .value = value,
	    .flavors = flavors,
	    .stated = flavors & CIM_FLAVOR_OVERRIDE };
}

static inline void
rich_make_instances(struct rich *r)
{
	r->inst_quals[0] = rich_qualifier("Note", rich_text(CIM_STRING, "on an instance"),
	    CIM_FLAVOR_DEFAULT);
	r->innermost = (struct cim_instance){ .class_name = cim_name_from("EX_Deep") };
	r->inner_set[0] = (struct cim_instance_property){ .name = cim_name_from("Deep"),
	    .value = { .type = CIM_OBJECT, .as.object = &r->innermost } };
	r->inner_set[1] = (struct cim_instance_property){ .name = cim_name_from("Null"),
	    .value = { .type = CIM_OBJECT, .is_null = true } };
	r->inner = (struct cim_instance){ .class_name = cim_name_from("EX_Inner"),
	    .properties = r->inner_set,
	    .property_count = 2 };
	r->objects[0] = (struct cim_value){ .type = CIM_OBJECT, .as.object = &r->inner };
	r->objects[1] = (struct cim_value){ .type = CIM_OBJECT, .is_null = true };
	r->set[0] = (struct cim_instance_property){ .name = cim_name_from("Id"),
	    .value = rich_text(CIM_STRING, "one"), .qualifiers = { r->inst_quals, 1 } };
	r->set[1] = (struct cim_instance_property){ .name = cim_name_from("Parts"),
	    .value = { .type = CIM_OBJECT, .is_array = true, .count = 2,
	    .as.items = r->objects } };
	r->set[2] = (struct cim_instance_property){ .name = cim_name_from("Named") };
	r->set[3] = (struct cim_instance_property){ .name = cim_name_from("Other"),
	    .value = rich_text(CIM_REFERENCE, "EX_Rich.Id=\"two\",Slot=1") };
	r->inst = (struct cim_instance){ .class_name = cim_name_from("EX_Rich"),
	    .qualifiers = { r->inst_quals, 1 },
	    .properties = r->set, .property_count = 4 };
}

static inline void
rich_make_properties(struct rich *r)
{
	r->prop_quals[0] = rich_qualifier("Key", rich_true(), CIM_FLAVOR_TOSUBCLASS);
	r->prop_quals[1] = rich_qualifier("Description", rich_text(CIM_STRING, "of a property"),
	    CIM_FLAVOR_DEFAULT);
	for (unsigned i = 0; i < 3; i++)
		r->numbers[i] = (struct cim_value){ .type = CIM_UINT64,
		    .as.uint = UINT64_MAX - i };
	r->numbers[1].is_null = true;
	r->props[0] = (struct cim_property){ .name = cim_name_from("Id"),
	    .type = { .type = CIM_STRING },
	    .qualifiers = { r->prop_quals, 2 }, .place = { 10, 2 } };
	r->props[1] = (struct cim_property){ .name = cim_name_from("Slot"),
	    .type = { .type = CIM_SINT32 },
	    .qualifiers = { r->prop_quals, 1 }, .value = { .type = CIM_SINT32, .as.sint = -5 } };
	r->props[2] = (struct cim_property){ .name = cim_name_from("Numbers"),
	    .type = { .type = CIM_UINT64, .is_array = true, .array_size = 3 },
	    .value = { .type = CIM_UINT64, .is_array = true, .count = 3,
	    .as.items = r->numbers } };
	r->props[3] = (struct cim_property){ .name = cim_name_from("Other"),
	    .type = { .type = CIM_REFERENCE, .class_name = cim_name_from("EX_Rich") },
	    .value = { .type = CIM_REFERENCE, .is_null = true } };
	r->props[4] = (struct cim_property){ .name = cim_name_from("Load"),
	    .type = { .type = CIM_REAL64 },
	    .value = { .type = CIM_REAL64, .as.real = 0.5 } };
	r->props[5] = (struct cim_property){ .name = cim_name_from("Empty"),
	    .type = { .type = CIM_STRING },
	    .value = rich_text(CIM_STRING, "") };
}

static inline void
rich_make(struct rich *r)
{
	*r = (struct rich){ .type = { .name = cim_name_from("Tag"), .type = CIM_STRING,
	    .is_array = true,
	    .scopes = CIM_SCOPE_CLASS | CIM_SCOPE_ANY, .flavors = CIM_FLAVOR_DEFAULT,
	    .stated = CIM_FLAVOR_TOSUBCLASS } };
	r->texts[0] = rich_text(CIM_STRING, "a");
	r->texts[1] = rich_text(CIM_STRING, "b");
	r->type.value = (struct cim_value){ .type = CIM_STRING, .is_array = true, .count = 2,
	    .as.items = r->texts };
	rich_make_properties(r);
	rich_make_instances(r);
	r->class_quals[0] = rich_qualifier("Description", rich_text(CIM_STRING, "of all things"),
	    CIM_FLAVOR_DEFAULT);
	r->class_quals[1] = rich_qualifier("Abstract", rich_true(), CIM_FLAVOR_OVERRIDE);
	r->class_quals[2] = rich_qualifier("Tag", r->type.value, CIM_FLAVOR_DEFAULT);
	r->method_quals[0] = rich_qualifier("Static", rich_true(), CIM_FLAVOR_TOSUBCLASS);
	r->param_quals[0] = rich_qualifier("In", rich_true(), CIM_FLAVOR_TOSUBCLASS);
	r->param_quals[1] = rich_qualifier("Out", rich_true(), CIM_FLAVOR_TOSUBCLASS);
	r->params[0] = (struct cim_parameter){ .name = cim_name_from("Speed"),
	    .type = { .type = CIM_UINT8 },
	    .value = { .type = CIM_UINT8, .as.uint = 7 }, .qualifiers = { r->param_quals, 2 } };
	r->params[1] = (struct cim_parameter){ .name = cim_name_from("To"),
	    .type = { .type = CIM_REFERENCE, .class_name = cim_name_from("EX_Rich") } };
	r->methods[0] = (struct cim_method){ .name = cim_name_from("Turn"),
	    .type = { .type = CIM_UINT32 },
	    .parameters = r->params, .parameter_count = 2, .qualifiers = { r->method_quals, 1 } };
	r->methods[1] = (struct cim_method){ .name = cim_name_from("Stop"),
	    .type = { .type = CIM_VOID } };
	r->cls = (struct cim_class){ .name = cim_name_from("EX_Rich"),
	    .superclass = cim_name_from("EX_Base"),
	    .qualifiers = { r->class_quals, 3 }, .properties = r->props, .property_count = 6,
	    .methods = r->methods, .method_count = 2 };
}

#endif
