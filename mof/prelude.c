/* prelude.c: the qualifier types of CIM Schema 2.49, which a namespace starts with. */
#include "mof/compile.h"

#define C CIM_SCOPE_CLASS
#define A CIM_SCOPE_ASSOCIATION
#define I CIM_SCOPE_INDICATION
#define P CIM_SCOPE_PROPERTY
#define F CIM_SCOPE_REFERENCE
#define M CIM_SCOPE_METHOD
#define X CIM_SCOPE_PARAMETER
#define ANY CIM_SCOPE_ANY

/*
 * What is stated of the flavors. Clear bits of `what` that are stated say DisableOverride and
 * Restricted.
 */
#define EO CIM_FLAVOR_OVERRIDE
#define TS CIM_FLAVOR_TOSUBCLASS
#define TR CIM_FLAVOR_TRANSLATABLE
#define BOTH (EO | TS)

enum prelude_default {
	NO_DEFAULT,
	NULL_DEFAULT,
	FALSE_DEFAULT,
	TRUE_DEFAULT,
	ZERO_DEFAULT,
	TEXT_DEFAULT
};

struct prelude_row {
	const char *name;
	uint8_t type;
	bool is_array;
	uint8_t flavors, stated;	/* of the flavors: set, and stated */
	uint8_t value;			/* enum prelude_default */
	uint16_t scopes;
	const char *text;
};

/* In the order of the names, without regard to case. */
static const struct prelude_row prelude[] = {
	{ "Abstract", CIM_BOOLEAN, false, EO, BOTH, FALSE_DEFAULT, C | A | I, NULL },
	{ "Aggregate", CIM_BOOLEAN, false, TS, BOTH, FALSE_DEFAULT, F, NULL },
	{ "Aggregation", CIM_BOOLEAN, false, TS, BOTH, FALSE_DEFAULT, A, NULL },
	{ "Alias", CIM_STRING, false, BOTH | TR, BOTH | TR, NULL_DEFAULT, P | F | M, NULL },
	{ "ArrayType", CIM_STRING, false, TS, BOTH, TEXT_DEFAULT, P | X, "Bag" },
	{ "Association", CIM_BOOLEAN, false, TS, BOTH, FALSE_DEFAULT, A, NULL },
	{ "BitMap", CIM_STRING, true, BOTH, 0, NO_DEFAULT, P | M | X, NULL },
	{ "BitValues", CIM_STRING, true, BOTH | TR, BOTH | TR, NO_DEFAULT, P | M | X, NULL },
	{ "ClassConstraint", CIM_STRING, true, BOTH, 0, NO_DEFAULT, C | A | I, NULL },
	{ "Composition", CIM_BOOLEAN, false, TS, BOTH, FALSE_DEFAULT, A, NULL },
	{ "Correlatable", CIM_STRING, true, BOTH, 0, NO_DEFAULT, P, NULL },
	{ "Counter", CIM_BOOLEAN, false, BOTH, 0, FALSE_DEFAULT, P | M | X, NULL },
	{ "Delete", CIM_BOOLEAN, false, BOTH, 0, FALSE_DEFAULT, A | F, NULL },
	{ "Deprecated", CIM_STRING, true, EO, BOTH, NO_DEFAULT, ANY, NULL },
	{ "Description", CIM_STRING, false, BOTH | TR, BOTH | TR, NULL_DEFAULT, ANY, NULL },
	{ "DisplayDescription", CIM_STRING, false, BOTH | TR, BOTH | TR, NULL_DEFAULT, ANY, NULL },
	{ "DisplayName", CIM_STRING, false, BOTH | TR, BOTH | TR, NULL_DEFAULT, ANY, NULL },
	{ "DN", CIM_BOOLEAN, false, TS, BOTH, FALSE_DEFAULT, P | M | X, NULL },
	{ "EmbeddedInstance", CIM_STRING, false, BOTH, 0, NULL_DEFAULT, P | M | X, NULL },
	{ "EmbeddedObject", CIM_BOOLEAN, false, TS, BOTH, FALSE_DEFAULT, P | M | X, NULL },
	{ "Exception", CIM_BOOLEAN, false, TS, BOTH, FALSE_DEFAULT, C | I, NULL },
	{ "Expensive", CIM_BOOLEAN, false, BOTH, 0, FALSE_DEFAULT, ANY, NULL },
	{ "Experimental", CIM_BOOLEAN, false, EO, BOTH, FALSE_DEFAULT, ANY, NULL },
	{ "Gauge", CIM_BOOLEAN, false, BOTH, 0, FALSE_DEFAULT, P | M | X, NULL },
	{ "IfDeleted", CIM_BOOLEAN, false, BOTH, 0, FALSE_DEFAULT, A | F, NULL },
	{ "In", CIM_BOOLEAN, false, TS, BOTH, TRUE_DEFAULT, X, NULL },
	{ "Indication", CIM_BOOLEAN, false, TS, BOTH, FALSE_DEFAULT, C | I, NULL },
	{ "Invisible", CIM_BOOLEAN, false, BOTH, 0, FALSE_DEFAULT, C | A | P | F | M, NULL },
	{ "IsPUnit", CIM_BOOLEAN, false, BOTH, 0, FALSE_DEFAULT, P | M | X, NULL },
	{ "Key", CIM_BOOLEAN, false, TS, BOTH, FALSE_DEFAULT, P | F, NULL },
	{ "Large", CIM_BOOLEAN, false, BOTH, 0, FALSE_DEFAULT, C | P, NULL },
	{ "MappingStrings", CIM_STRING, true, BOTH, 0, NO_DEFAULT, ANY, NULL },
	{ "Max", CIM_UINT32, false, BOTH, 0, NULL_DEFAULT, F, NULL },
	{ "MaxLen", CIM_UINT32, false, BOTH, 0, NULL_DEFAULT, P | M | X, NULL },
	{ "MaxValue", CIM_SINT64, false, BOTH, 0, NULL_DEFAULT, P | M | X, NULL },
	{ "MethodConstraint", CIM_STRING, true, BOTH, 0, NO_DEFAULT, M, NULL },
	{ "Min", CIM_UINT32, false, BOTH, 0, ZERO_DEFAULT, F, NULL },
	{ "MinLen", CIM_UINT32, false, BOTH, 0, ZERO_DEFAULT, P | M | X, NULL },
	{ "MinValue", CIM_SINT64, false, BOTH, 0, NULL_DEFAULT, P | M | X, NULL },
	{ "ModelCorrespondence", CIM_STRING, true, BOTH, 0, NO_DEFAULT, ANY, NULL },
	{ "NullValue", CIM_STRING, false, TS, BOTH, NULL_DEFAULT, P, NULL },
	{ "Octetstring", CIM_BOOLEAN, false, TS, BOTH, FALSE_DEFAULT, P | M | X, NULL },
	{ "Out", CIM_BOOLEAN, false, TS, BOTH, FALSE_DEFAULT, X, NULL },
	{ "Override", CIM_STRING, false, EO, BOTH, NULL_DEFAULT, P | F | M, NULL },
	{ "Propagated", CIM_STRING, false, TS, BOTH, NULL_DEFAULT, P, NULL },
	{ "PropertyConstraint", CIM_STRING, true, BOTH, 0, NO_DEFAULT, P | F, NULL },
	{ "PropertyUsage", CIM_STRING, false, BOTH, 0, TEXT_DEFAULT, P, "CurrentContext" },
	{ "Provider", CIM_STRING, false, BOTH, 0, NULL_DEFAULT, ANY, NULL },
	{ "PUnit", CIM_STRING, false, BOTH, 0, NULL_DEFAULT, P | M | X, NULL },
	{ "Read", CIM_BOOLEAN, false, BOTH, 0, TRUE_DEFAULT, P, NULL },
	{ "Reference", CIM_STRING, false, BOTH, 0, NULL_DEFAULT, P, NULL },
	{ "Required", CIM_BOOLEAN, false, TS, BOTH, FALSE_DEFAULT, P | F | M | X, NULL },
	{ "Revision", CIM_STRING, false, BOTH | TR, BOTH | TR, NULL_DEFAULT, C | A | I, NULL },
	{ "Schema", CIM_STRING, false, TS | TR, BOTH | TR, NULL_DEFAULT, P | M, NULL },
	{ "Static", CIM_BOOLEAN, false, TS, BOTH, FALSE_DEFAULT, P | M, NULL },
	{ "Structure", CIM_BOOLEAN, false, TS, BOTH, FALSE_DEFAULT, C | I, NULL },
	{ "Syntax", CIM_STRING, false, BOTH, 0, NULL_DEFAULT, P | F | M | X, NULL },
	{ "SyntaxType", CIM_STRING, false, BOTH, 0, NULL_DEFAULT, P | F | M | X, NULL },
	{ "Terminal", CIM_BOOLEAN, false, BOTH, 0, FALSE_DEFAULT, C | A | I, NULL },
	{ "TriggerType", CIM_STRING, false, BOTH, 0, NULL_DEFAULT, C | A | I | P | F | M, NULL },
	{ "UMLPackagePath", CIM_STRING, false, BOTH, 0, NULL_DEFAULT, C | A | I, NULL },
	{ "Units", CIM_STRING, false, BOTH | TR, BOTH | TR, NULL_DEFAULT, P | M | X, NULL },
	{ "UnknownValues", CIM_STRING, true, TS, BOTH, NO_DEFAULT, P, NULL },
	{ "UnsupportedValues", CIM_STRING, true, TS, BOTH, NO_DEFAULT, P, NULL },
	{ "ValueMap", CIM_STRING, true, BOTH, 0, NO_DEFAULT, P | M | X, NULL },
	{ "Values", CIM_STRING, true, BOTH | TR, BOTH | TR, NO_DEFAULT, P | M | X, NULL },
	{ "Version", CIM_STRING, false, EO | TR, BOTH | TR, NULL_DEFAULT, C | A | I, NULL },
	{ "Weak", CIM_BOOLEAN, false, TS, BOTH, FALSE_DEFAULT, F, NULL },
	{ "Write", CIM_BOOLEAN, false, BOTH, 0, FALSE_DEFAULT, P, NULL },
	{ "XMLNamespaceName", CIM_STRING, false, BOTH, 0, NULL_DEFAULT, P | M | X, NULL },
};

/*
 * What DSC declares besides, and Unchecked: the mark of a class that nobody declared. They are there
 * for files of DSC's alone.
 */
static const struct prelude_row dsc_prelude[] = {
	{ "ClassVersion", CIM_STRING, false, EO, BOTH, NULL_DEFAULT, C | A | I, NULL },
	{ "FriendlyName", CIM_STRING, false, EO, TS, NULL_DEFAULT, ANY, NULL },
	{ "Unchecked", CIM_BOOLEAN, false, EO, TS, FALSE_DEFAULT, C | A | I, NULL },
};

/* The default as a value; every row's is a scalar. */
static struct cim_value
prelude_value(const struct prelude_row *row)
{
	struct cim_value v = { .type = row->type };
	switch ((enum prelude_default)row->value) {
	case NO_DEFAULT:
		v.type = CIM_TYPE_NONE;
		break;
	case NULL_DEFAULT:
		v.is_null = true;
		break;
	case FALSE_DEFAULT:
	case TRUE_DEFAULT:
		v.as.boolean = row->value == TRUE_DEFAULT;
		break;
	case ZERO_DEFAULT:
		v.as.uint = 0;
		break;
	case TEXT_DEFAULT:
		v.as.string = cim_str_from(row->text);
		break;
	}
	return v;
}

const char *
mof_prelude_name(size_t i)
{
	return i < sizeof(prelude) / sizeof(prelude[0]) ? prelude[i].name : NULL;
}

static const struct cim_qualifier_type *
get(const struct prelude_row *rows, size_t count, struct arena *arena, struct cim_name name,
    enum cim_err *err)
{
	for (size_t i = 0; i < count; i++) {
		const struct prelude_row *row = &rows[i];
		if (!cim_name_is(name, row->name))
			continue;
		struct cim_qualifier_type *qt = arena_new(arena, struct cim_qualifier_type);
		if (qt == NULL) {
			*err = CIM_ENOMEM;
			return NULL;
		}
		qt->name = cim_name_from(row->name);
		qt->type = row->type;
		qt->is_array = row->is_array;
		qt->scopes = row->scopes;
		qt->flavors = row->flavors;
		qt->stated = row->stated;
		qt->value = prelude_value(row);
		return qt;
	}
	return NULL;
}

const struct cim_qualifier_type *
mof_prelude_get(struct arena *arena, struct cim_name name, enum cim_err *err)
{
	return get(prelude, sizeof(prelude) / sizeof(prelude[0]), arena, name, err);
}

/* MOF 3 has its constraints in one qualifier, which its own sample does not declare. */
static const struct prelude_row v3_prelude[] = {
	{ "OCL", CIM_STRING, true, BOTH, 0, NO_DEFAULT,
	    C | A | P | F | M | CIM_SCOPE_STRUCTURE, NULL },
};

const struct cim_qualifier_type *
mof_prelude_get_v3(struct arena *arena, struct cim_name name, enum cim_err *err)
{
	return get(v3_prelude, sizeof(v3_prelude) / sizeof(v3_prelude[0]), arena, name, err);
}

const struct cim_qualifier_type *
mof_prelude_get_dsc(struct arena *arena, struct cim_name name, enum cim_err *err)
{
	return get(dsc_prelude, sizeof(dsc_prelude) / sizeof(dsc_prelude[0]), arena, name, err);
}
