/* qualified.h: what the checks of qualifiers and their values share: the known names, at hand. */
#ifndef MOF_QUALIFIED_H
#define MOF_QUALIFIED_H

#include "mof/compile.h"

/* The qualifiers that the checks ask for. ORDER: names[] in qualified.c. */
enum mof_known {
	MOF_Q_ABSTRACT,
	MOF_Q_ARRAYTYPE,
	MOF_Q_ASSOCIATION,
	MOF_Q_BITMAP,
	MOF_Q_BITVALUES,
	MOF_Q_CLASSCONSTRAINT,
	MOF_Q_COUNTER,
	MOF_Q_DEPRECATED,
	MOF_Q_DN,
	MOF_Q_EMBEDDEDINSTANCE,
	MOF_Q_EMBEDDEDOBJECT,
	MOF_Q_EXCEPTION,
	MOF_Q_EXPERIMENTAL,
	MOF_Q_GAUGE,
	MOF_Q_IN,
	MOF_Q_INDICATION,
	MOF_Q_ISPUNIT,
	MOF_Q_KEY,
	MOF_Q_MAXLEN,
	MOF_Q_MAXVALUE,
	MOF_Q_METHODCONSTRAINT,
	MOF_Q_MINLEN,
	MOF_Q_MINVALUE,
	MOF_Q_MODELCORRESPONDENCE,
	MOF_Q_NULLVALUE,
	MOF_Q_OCTETSTRING,
	MOF_Q_OUT,
	MOF_Q_PROPERTYCONSTRAINT,
	MOF_Q_READ,
	MOF_Q_REQUIRED,
	MOF_Q_STATIC,
	MOF_Q_STRUCTURE,
	MOF_Q_TERMINAL,
	MOF_Q_UMLPACKAGEPATH,
	MOF_Q_VALUEMAP,
	MOF_Q_VALUES,
	MOF_Q_VERSION,
	MOF_Q_WRITE,
	MOF_Q_COUNT
};
#define MOF_Q_BIT(known) (UINT64_C(1) << (known))

/* The qualifiers of an element by number: q[i] is there when the bit i of has is set. */
struct mof_qset {
	uint64_t has;
	const struct cim_qualifier *q[MOF_Q_COUNT];
};

/* A class, property, method or parameter with its qualifiers at hand. */
struct mof_element {
	struct mof_compiler *c;
	struct mof_cls *cls;
	const struct mof_feature *feature;	/* NULL: the class, or a parameter */
	struct mof_feature *method;		/* the method, or that of the parameter */
	const struct cim_element_type *type;	/* NULL: the class */
	const struct cim_value *value;		/* the default; NULL: has none */
	const struct mof_type *raw_type;	/* NULL: the class */
	struct cim_name name;
	struct cim_place place;
	struct mof_qset set;
};

/* --- qualified.c --- */

/* One pass over the qualifiers of an element. */
void mof_qset_fill(
    const struct mof_compiler *c, struct mof_qset *set, struct cim_qualifiers quals);
/* The qualifier when it is there, or NULL. */
static inline const struct cim_qualifier *
mof_q(const struct mof_qset *set, enum mof_known known)
{
	return (set->has & MOF_Q_BIT(known)) != 0 ? set->q[known] : NULL;
}
/* It, when it is boolean and true. */
const struct cim_qualifier *mof_q_true(const struct mof_qset *set, enum mof_known known);
/* It, when it is boolean and false. */
const struct cim_qualifier *mof_q_false(const struct mof_qset *set, enum mof_known known);
/* It, when it is one string that is not null. */
const struct cim_qualifier *mof_q_text(const struct mof_qset *set, enum mof_known known);
/* It, when it is a list of strings that is not null. */
const struct cim_qualifier *mof_q_list(const struct mof_qset *set, enum mof_known known);

/* What a class is, beyond what compile.h knows; own or inherited as each is. */
enum {
	MOF_TRAIT_KNOWN = 1,
	MOF_TRAIT_TERMINAL = 2,
	MOF_TRAIT_STRUCTURE = 4,
	MOF_TRAIT_DEPRECATED = 8,
	MOF_TRAIT_EXPERIMENTAL = 16
};
unsigned mof_class_traits(struct mof_compiler *c, struct mof_cls *cls);

/* --- the checks, by the room they are in --- */

void mof_check_trait(const struct mof_element *e);	/* check_trait.c: of a class */
void mof_check_depends(const struct mof_element *e);	/* check_trait.c: of what has a type */
void mof_check_targets(const struct mof_element *e);	/* check_target.c */
void mof_check_texts(const struct mof_element *e);	/* check_text.c */
void mof_check_value_map(const struct mof_element *e);	/* check_map.c */
void mof_check_bit_map(const struct mof_element *e);	/* check_map.c */
void mof_check_typed(const struct mof_element *e);	/* check_typed.c */

/* --- check_map.c --- */

struct mof_range {
	__int128 low, high;
};

/* What integers a type holds. */
struct mof_range mof_type_range(enum cim_type type);

/* A ValueMap made ready for asking whether a value is in it. */
struct mof_value_map {
	bool open;			/* ".." is in it, or it says nothing */
	struct mof_range *ranges;	/* in order, none touching another */
	struct cim_str *texts;		/* in order */
	uint32_t count;
};
/* NULL without memory. */
const struct mof_value_map *mof_value_map(
    struct mof_compiler *c, const struct cim_value *value, enum cim_type type);
bool mof_value_map_has(const struct mof_value_map *map, const struct cim_value *v);

/* --- bounds.c: what qualifiers ask of values --- */

/* An integer qualifier's value; false: none, or null. */
bool mof_q_number(const struct cim_qualifier *q, __int128 *out);
/* The ValueMap of what a property overrides, and where it is written; NULL: none, or another type. */
const struct mof_value_map *mof_map_above(struct mof_compiler *c,
    const struct mof_feature *feature, const struct cim_qualifier **q);
/* The default of an element against its qualifiers, inherited ones too. */
void mof_check_default(const struct mof_element *e);
/* MinLen, MaxLen, MinValue or MaxValue as it holds for a property, stated or inherited. */
const struct cim_qualifier *mof_bound(
    struct mof_compiler *c, const struct mof_feature *feature, enum mof_known known);

#endif
