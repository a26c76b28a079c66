/* test_compare.c: every difference of two declarations is told, in words, and no other. */
#include <stdlib.h>

#include "cim/compare.h"
#include "tests/cim/rich.h"
#include "tests/unit.h"

static struct bytes_writer told;

/* One difference a line: the sign, where, old > new. */
static enum cim_err
tell(void *ctx, const struct cim_difference *d)
{
	(void)ctx;
	if (told.len > 0)
		bytes_write_u8(&told, '\n');
	bytes_write_u8(&told, d->sign == CIM_ADDED ? '+' : d->sign == CIM_REMOVED ? '-' : '~');
	bytes_write_u8(&told, ' ');
	cim_difference_path(&told, d);
	bytes_write_text(&told, ": ");
	bytes_write(&told, d->old_text.ptr, d->old_text.len);
	bytes_write_text(&told, " > ");
	bytes_write(&told, d->new_text.ptr, d->new_text.len);
	return told.err;
}

static struct rich was, is;

static void
expect_class(const char *want, const char *name)
{
	bytes_writer_reset(&told);
	enum cim_err err = cim_compare_class(&was.cls, &is.cls, tell, NULL);
	tap_int(err, CIM_OK, "%s: is compared", name);
	tap_text(told.len == 0 ? "" : (const char *)told.buf, told.len, want, "%s", name);
	tap_ok(cim_class_eq(&was.cls, &is.cls) == (told.len == 0), "%s: as equality says", name);
	rich_make(&is);
}

static void
test_classes(void)
{
	expect_class("", "the same");
	is.cls.name = cim_name_from("ex_rich");
	is.cls.superclass = cim_name_from("EX_Other");
	expect_class("~ name: EX_Rich > ex_rich\n~ superclass: EX_Base > EX_Other", "names");
	is.class_quals[0].value = rich_text(CIM_STRING, "say \"x\"\n");
	expect_class("~ qualifier Description: \"of all things\" > \"say \\\"x\\\"\\n\"",
	    "a qualifier");
	is.cls.qualifiers.count = 2;
	expect_class("- qualifier Tag: { \"a\", \"b\" } > ", "a qualifier less");
	is.class_quals[1].flavors ^= CIM_FLAVOR_OVERRIDE;
	expect_class("~ qualifier Abstract flavors: EnableOverride > DisableOverride", "flavors");
	is.class_quals[0] = was.class_quals[1];
	is.class_quals[1] = was.class_quals[0];
	expect_class("~ order of qualifiers: Description, Abstract, Tag > "
	    "Abstract, Description, Tag", "the order of qualifiers");
	is.props[2].type.array_size = 0;
	is.props[2].value.count = 2;
	expect_class("~ property Numbers type: uint64[3] > uint64[]\n"
	    "~ property Numbers default: { 18446744073709551615, null, 18446744073709551613 } > "
	    "{ 18446744073709551615, null }", "a type and a default");
	is.props[3].type.class_name = cim_name_from("EX_Base");
	expect_class("~ property Other type: EX_Rich ref > EX_Base ref", "a reference");
	is.props[1].value = (struct cim_value){ .type = CIM_TYPE_NONE };
	expect_class("- property Slot default: -5 > ", "a default less");
	is.cls.property_count = 5;
	expect_class("- property Empty: string > ", "a property less");
	is.props[5].name = cim_name_from("New");
	expect_class("+ property New:  > string\n- property Empty: string > ", "another property");
	is.props[4] = was.props[5];
	is.props[5] = was.props[4];
	expect_class("~ order of properties: Id, Slot, Numbers, Other, Load, Empty > "
	    "Id, Slot, Numbers, Other, Empty, Load", "the order of properties");
	is.prop_quals[1].value = rich_text(CIM_STRING, "else");
	expect_class("~ property Id qualifier Description: \"of a property\" > \"else\"",
	    "a qualifier of a property");
	is.cls.method_count = 1;
	expect_class("- method Stop: void () > ", "a method less");
	is.methods[0].type.type = CIM_BOOLEAN;
	expect_class("~ method Turn type: uint32 > boolean", "what a method returns");
	is.params[0].type.type = CIM_UINT16;
	is.param_quals[1].value.as.boolean = false;
	expect_class("~ method Turn parameter Speed type: uint8 > uint16\n"
	    "~ method Turn parameter Speed qualifier Out: true > false", "a parameter");
	is.methods[0].parameter_count = 1;
	expect_class("- method Turn parameter To: EX_Rich ref > ", "a parameter less");
	is.params[0] = was.params[1];
	is.params[1] = was.params[0];
	expect_class("~ method Turn order of parameters: Speed, To > To, Speed",
	    "the order of parameters");
}

static void
test_types(void)
{
	bytes_writer_reset(&told);
	is.type.is_array = false;
	is.type.scopes = CIM_SCOPE_CLASS;
	is.type.flavors ^= CIM_FLAVOR_TOSUBCLASS;
	is.type.value = (struct cim_value){ .type = CIM_TYPE_NONE };
	tap_int(cim_compare_qualifier_type(&was.type, &is.type, tell, NULL), CIM_OK, "types");
	tap_text((const char *)told.buf, told.len, "~ type: string[] > string\n"
	    "- default: { \"a\", \"b\" } > \n~ scopes: class, any > class\n"
	    "~ flavors: ToSubclass > Restricted", "all that a qualifier type has");
	rich_make(&is);
}

static void
test_instances(void)
{
	bytes_writer_reset(&told);
	is.inst.property_count = 3;
	is.set[0].value = rich_text(CIM_STRING, "two");
	is.inner.property_count = 1;
	tap_int(cim_compare_instance(&was.inst, &is.inst, tell, NULL), CIM_OK, "instances");
	tap_text((const char *)told.buf, told.len, "~ property Id value: \"one\" > \"two\"\n"
	    "~ property Parts value: { instance of EX_Inner { Deep = instance of EX_Deep { }; "
	    "Null = null; }, null } > { instance of EX_Inner { Deep = instance of EX_Deep { }; }, "
	    "null }\n- property Other: \"EX_Rich.Id=\\\"two\\\",Slot=1\" > ",
	    "what an instance sets");
	rich_make(&is);
}

/* More names than are compared one by one. */
#define MANY 5000

static void
test_many(void)
{
	static struct cim_property a[MANY], b[MANY];
	static char names[MANY][8];
	for (int i = 0; i < MANY; i++) {
		(void)snprintf(names[i], sizeof(names[i]), "P%d", i);
		a[i] = (struct cim_property){ .name = cim_name_from(names[i]),
		    .type = { .type = CIM_UINT8 } };
		b[i] = a[i];
	}
	b[MANY - 1].type.type = CIM_UINT16;
	b[0].name = cim_name_from("p0");
	was.cls.properties = a;
	is.cls.properties = b;
	was.cls.property_count = is.cls.property_count = MANY;
	bytes_writer_reset(&told);
	tap_int(cim_compare_class(&was.cls, &is.cls, tell, NULL), CIM_OK, "many");
	tap_text((const char *)told.buf, told.len,
	    "~ property p0 name: P0 > p0\n~ property P4999 type: uint8 > uint16",
	    "two of %d properties", MANY);
	rich_make(&was);
	rich_make(&is);
}

static enum cim_err
stop(void *ctx, const struct cim_difference *d)
{
	(void)d;
	++*(int *)ctx;
	return CIM_ECANCELED;
}

static void
test_end(void)
{
	int count = 0;
	is.cls.property_count = is.cls.method_count = 0;
	tap_int(cim_compare_class(&was.cls, &is.cls, stop, &count), CIM_ECANCELED, "an end");
	tap_int(count, 1, "is one at once");
	rich_make(&is);
}

int
main(void)
{
	rich_make(&was);
	rich_make(&is);
	test_classes();
	test_types();
	test_instances();
	test_many();
	test_end();
	bytes_writer_free(&told);
	return tap_done();
}
