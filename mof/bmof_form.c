/* bmof_form.c: what binary MOF is made of: the fields of its records, its types, and problems found in it. */
#include "config.h"

#include "mof/bmof.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "cim/limits.h"

const struct mof_bmof_layout mof_bmof_layouts[MOF_BMOF_FORMS] = {
	[MOF_BMOF_OBJECT] = { "object", 5,
	    { MOF_BMOF_LENGTH, MOF_BMOF_QUALIFIERS, MOF_BMOF_PROPERTIES, MOF_BMOF_METHODS,
	    MOF_BMOF_KIND } },
	[MOF_BMOF_MEMBER] = { "member", 5,
	    { MOF_BMOF_LENGTH, MOF_BMOF_TYPE, MOF_BMOF_NAME, MOF_BMOF_VALUE,
	    MOF_BMOF_QUALIFIERS } },
	[MOF_BMOF_QUALIFIER] = { "qualifier", 4,
	    { MOF_BMOF_LENGTH, MOF_BMOF_TYPE, MOF_BMOF_NAME, MOF_BMOF_VALUE } },
};

const struct mof_bmof_field_info mof_bmof_fields[] = {
	[MOF_BMOF_LENGTH] = { "length", 0 },
	[MOF_BMOF_TYPE] = { "type", 0 },
	[MOF_BMOF_KIND] = { "kind", 0 },
	[MOF_BMOF_NAME] = { "name", 0 },
	[MOF_BMOF_VALUE] = { "value", 0 },
	[MOF_BMOF_QUALIFIERS] = { "qualifiers", MOF_BMOF_QUALIFIER },
	[MOF_BMOF_PROPERTIES] = { "properties", MOF_BMOF_MEMBER },
	[MOF_BMOF_METHODS] = { "methods", MOF_BMOF_MEMBER },
};

/* ORDER counts: the first row of a code names it. */
static const struct mof_bmof_type types[] = {
	{ MOF_BMOF_VOID, "void", MOF_BMOF_AS_NOTHING, MOF_BMOF_VOID },
	{ MOF_BMOF_SINT8, "sint8", MOF_BMOF_AS_4, MOF_BMOF_SINT32 },
	{ MOF_BMOF_UINT8, "uint8", MOF_BMOF_AS_4, MOF_BMOF_SINT32 },
	/* a char16 with a value: no sint16 is ever stored as one */
	{ MOF_BMOF_SINT16, "sint16", MOF_BMOF_AS_2, MOF_BMOF_SINT32 },
	{ MOF_BMOF_UINT16, "uint16", MOF_BMOF_AS_4, MOF_BMOF_SINT32 },
	{ MOF_BMOF_SINT32, "sint32", MOF_BMOF_AS_4, MOF_BMOF_SINT32 },
	{ MOF_BMOF_UINT32, "uint32", MOF_BMOF_AS_4, MOF_BMOF_SINT32 },
	{ MOF_BMOF_SINT64, "sint64", MOF_BMOF_AS_8, MOF_BMOF_SINT32 },
	{ MOF_BMOF_UINT64, "uint64", MOF_BMOF_AS_8, MOF_BMOF_SINT32 },
	{ MOF_BMOF_REAL32, "real32", MOF_BMOF_AS_4, MOF_BMOF_REAL64 },
	{ MOF_BMOF_REAL64, "real64", MOF_BMOF_AS_8, MOF_BMOF_REAL64 },
	{ MOF_BMOF_STRING, "string", MOF_BMOF_AS_TEXT, MOF_BMOF_STRING },
	{ MOF_BMOF_BOOLEAN, "boolean", MOF_BMOF_AS_2, MOF_BMOF_BOOLEAN },
	{ MOF_BMOF_DATETIME, "datetime", MOF_BMOF_AS_TEXT, MOF_BMOF_STRING },
	{ MOF_BMOF_REFERENCE, "ref", MOF_BMOF_AS_TEXT, MOF_BMOF_STRING },
	{ MOF_BMOF_CHAR16, "char16", MOF_BMOF_AS_2, MOF_BMOF_SINT16 },
	{ MOF_BMOF_EMBEDDED, "object", MOF_BMOF_AS_OBJECT, MOF_BMOF_EMBEDDED },
};
#define TYPE_COUNT (sizeof(types) / sizeof(types[0]))

const struct mof_bmof_type *
mof_bmof_type_find(uint32_t code)
{
	if ((code & ~(MOF_BMOF_BASE | MOF_BMOF_ARRAY | MOF_BMOF_ALIAS)) != 0)
		return NULL;
	/* The name of an alias is text. */
	if ((code & MOF_BMOF_ALIAS) != 0 && (code & MOF_BMOF_BASE) != MOF_BMOF_STRING)
		return NULL;
	for (size_t i = 0; i < TYPE_COUNT; i++) {
		if (types[i].code == (code & MOF_BMOF_BASE))
			return &types[i];
	}
	return NULL;
}

const struct mof_bmof_type *
mof_bmof_type_named(const char *name, size_t len)
{
	for (size_t i = 0; i < TYPE_COUNT; i++) {
		if (strlen(types[i].name) == len && strncasecmp(types[i].name, name, len) == 0)
			return &types[i];
	}
	return NULL;
}

void
mof_bmof_tell(struct mof_bmof_problems *p, bool damage, const char *id, uint32_t at,
    const char *format, ...)
{
	char text[400];
	/* Of what is too much to be kept, one damage is. */
	bool full = p->count >= CIM_LIMIT_ERRORS;
	if (full && (!damage || p->list[p->count - 1].damage))
		return;
	p->count -= full;
	va_list args;
	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	struct mof_bmof_problem *list = arena_grow(p->arena, p->list, p->count, &p->cap,
	    p->count + 1, sizeof(*list));
	char *copy = list == NULL ? NULL : arena_copy(p->arena, text, strlen(text));
	if (copy == NULL) {
		p->no_memory = true;
		return;
	}
	p->list = list;
	list[p->count++] = (struct mof_bmof_problem){ damage, id, at, copy };
}
