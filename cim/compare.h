/* compare.h: what differs between two declarations of one thing, change by change. */
#ifndef CIM_COMPARE_H
#define CIM_COMPARE_H

#include "cim/bytes.h"
#include "cim/class.h"

/* Where a difference is: the innermost that is named. */
enum cim_where {
	CIM_WHERE_CLASS,		/* the class itself */
	CIM_WHERE_PROPERTY,		/* feature: a property (a reference too) */
	CIM_WHERE_METHOD,		/* feature: a method */
	CIM_WHERE_PARAMETER,		/* feature: its method */
	CIM_WHERE_QUALIFIER_TYPE,
	CIM_WHERE_INSTANCE,
	CIM_WHERE_SLOT,			/* feature: a property that an instance sets */
	CIM_WHERE_LOCAL,		/* feature: a type inside of a class (MOF 3) */
	CIM_WHERE_ENUMERATION,
	CIM_WHERE_ELEMENT		/* feature: an element of an enumeration */
};

/* What differs there. */
enum cim_what {
	CIM_WHAT_ALL,			/* it is added, or removed, as a whole */
	CIM_WHAT_NAME,			/* its name, in the case of letters */
	CIM_WHAT_SUPERCLASS,
	CIM_WHAT_TYPE,			/* with its array; of an object and a reference the class */
	CIM_WHAT_VALUE,			/* a default; of a slot the value */
	CIM_WHAT_QUALIFIER,		/* a qualifier: added, removed, or of another value */
	CIM_WHAT_FLAVORS,		/* of a qualifier, or of a qualifier type */
	CIM_WHAT_SCOPES,		/* of a qualifier type */
	CIM_WHAT_KIND,			/* class, association, structure; instance, value */
	CIM_WHAT_ORDER			/* of features, parameters, qualifiers or slots */
};

enum cim_sign { CIM_ADDED, CIM_REMOVED, CIM_CHANGED };

/*
 * One difference. Texts and pointers are valid while it is told. A text is as MOF has it, on one
 * line: "uint8[4]", "EX_Fan ref", "\"a \\\"b\\\"\"", "{ 1, 2 }", "uint32 (string A)"; empty where
 * there was nothing.
 */
struct cim_difference {
	enum cim_sign sign;
	enum cim_where where;
	enum cim_what what;
	struct cim_name feature;	/* see cim_where; else len 0 */
	struct cim_name parameter;	/* of CIM_WHERE_PARAMETER */
	struct cim_name qualifier;	/* of CIM_WHAT_QUALIFIER, and flavors of one; else len 0 */
	struct cim_str old_text, new_text;
	/* The two of what is named; NULL where there is none. */
	const struct cim_property *old_property, *new_property;
	const struct cim_method *old_method, *new_method;
	const struct cim_parameter *old_parameter, *new_parameter;
	const struct cim_qualifier *old_qualifier, *new_qualifier;
	struct cim_place old_place, new_place;
};

/* What it answers ends the comparison unless CIM_OK. */
typedef enum cim_err (*cim_difference_fn)(void *ctx, const struct cim_difference *difference);

/*
 * Tells every difference, in the order of the new declaration, what is gone last; nothing exactly
 * when cim_class_eq and the like say the same. Linear. CIM_ENOMEM, or what each answered.
 */
enum cim_err cim_compare_class(const struct cim_class *old_class,
    const struct cim_class *new_class, cim_difference_fn each, void *ctx);
enum cim_err cim_compare_qualifier_type(const struct cim_qualifier_type *old_type,
    const struct cim_qualifier_type *new_type, cim_difference_fn each, void *ctx);
enum cim_err cim_compare_enumeration(const struct cim_enumeration *old_enumeration,
    const struct cim_enumeration *new_enumeration, cim_difference_fn each, void *ctx);
enum cim_err cim_compare_instance(const struct cim_instance *old_instance,
    const struct cim_instance *new_instance, cim_difference_fn each, void *ctx);

/*
 * Where and what in words, without the texts: "property Speed type", "method Run parameter T
 * qualifier In", "superclass", "order of properties".
 */
void cim_difference_path(struct bytes_writer *w, const struct cim_difference *difference);

/* The text of a value by itself. */
void cim_show_value(struct bytes_writer *w, const struct cim_value *value);

#endif
