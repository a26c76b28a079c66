/* qualified.c: the qualifiers of every element by number, and the checks that they call for. */
#include "mof/qualified.h"

/* --- known names --- */

#define SLOTS 128		/* over twice the names, so that most chains are of one */
_Static_assert(SLOTS >= MOF_Q_COUNT * 2 && (SLOTS & (SLOTS - 1)) == 0, "a sparse table");

/* ORDER: enum mof_known. */
static const char *const names[MOF_Q_COUNT] = { "Abstract", "ArrayType", "Association", "BitMap",
	"BitValues", "ClassConstraint", "Counter", "Deprecated", "DN", "EmbeddedInstance",
	"EmbeddedObject", "Exception", "Experimental", "Gauge", "In", "Indication", "IsPUnit",
	"Key", "MaxLen", "MaxValue", "MethodConstraint", "MinLen", "MinValue",
	"ModelCorrespondence", "NullValue", "OctetString", "Out", "PropertyConstraint", "Read",
	"Required", "Static", "Structure", "Terminal", "UMLPackagePath", "ValueMap", "Values",
	"Version", "Write" };
_Static_assert(MOF_Q_COUNT <= 64, "a bit for each");

struct mof_known_names {
	struct cim_name name[SLOTS];	/* len 0: free */
	uint8_t known[SLOTS];
};

void
mof_known_names(struct mof_compiler *c)
{
	struct mof_known_names *table = mof_compile_new(c, struct mof_known_names);
	for (uint8_t i = 0; i < MOF_Q_COUNT && table != NULL; i++) {
		struct cim_name name = cim_name_from(names[i]);
		uint32_t at = name.hash & (SLOTS - 1);
		while (table->name[at].len > 0)
			at = (at + 1) & (SLOTS - 1);
		table->name[at] = name;
		table->known[at] = i;
	}
	c->known = table;
}

void
mof_qset_fill(const struct mof_compiler *c, struct mof_qset *set, struct cim_qualifiers quals)
{
	const struct mof_known_names *table = c->known;
	set->has = 0;
	for (uint32_t i = 0; i < quals.count; i++) {
		const struct cim_qualifier *q = &quals.list[i];
		uint32_t at = q->name.hash & (SLOTS - 1);
		while (table->name[at].len > 0 && !cim_name_eq(table->name[at], q->name))
			at = (at + 1) & (SLOTS - 1);
		if (table->name[at].len == 0)
			continue;
		set->has |= MOF_Q_BIT(table->known[at]);
		set->q[table->known[at]] = q;
	}
}

static const struct cim_qualifier *
boolean(const struct mof_qset *set, enum mof_known known, bool wanted)
{
	const struct cim_qualifier *q = mof_q(set, known);
	bool there = q != NULL && q->value.type == CIM_BOOLEAN && !q->value.is_array &&
	    !q->value.is_null;
	return there && q->value.as.boolean == wanted ? q : NULL;
}

const struct cim_qualifier *
mof_q_true(const struct mof_qset *set, enum mof_known known)
{
	return boolean(set, known, true);
}

const struct cim_qualifier *
mof_q_false(const struct mof_qset *set, enum mof_known known)
{
	return boolean(set, known, false);
}

static const struct cim_qualifier *
text(const struct mof_qset *set, enum mof_known known, bool array)
{
	const struct cim_qualifier *q = mof_q(set, known);
	bool there = q != NULL && q->value.type == CIM_STRING && !q->value.is_null;
	return there && q->value.is_array == array ? q : NULL;
}

const struct cim_qualifier *
mof_q_text(const struct mof_qset *set, enum mof_known known)
{
	return text(set, known, false);
}

const struct cim_qualifier *
mof_q_list(const struct mof_qset *set, enum mof_known known)
{
	return text(set, known, true);
}

/* --- traits --- */

/* Of its own qualifiers alone. */
static unsigned
own_traits(struct mof_compiler *c, const struct mof_cls *cls, unsigned above)
{
	struct mof_qset set;
	unsigned traits = MOF_TRAIT_KNOWN | (above & MOF_TRAIT_STRUCTURE);
	mof_qset_fill(c, &set, cls->cls->qualifiers);
	if (mof_q_true(&set, MOF_Q_TERMINAL) != NULL)
		traits |= MOF_TRAIT_TERMINAL;
	if (mof_q_true(&set, MOF_Q_STRUCTURE) != NULL || mof_q_true(&set, MOF_Q_EXCEPTION) != NULL)
		traits |= MOF_TRAIT_STRUCTURE;
	if (mof_q_list(&set, MOF_Q_DEPRECATED) != NULL)
		traits |= MOF_TRAIT_DEPRECATED;
	if (mof_q_true(&set, MOF_Q_EXPERIMENTAL) != NULL)
		traits |= MOF_TRAIT_EXPERIMENTAL;
	return traits;
}

/* A line is CIM_LIMIT_INHERITANCE long at most, and every class is asked once. */
unsigned
mof_class_traits(struct mof_compiler *c, struct mof_cls *cls)
{
	if (cls->cls == NULL)
		return 0;
	if (cls->traits == 0) {
		unsigned above = cls->super != NULL ? mof_class_traits(c, cls->super) : 0;
		cls->traits = (uint8_t)own_traits(c, cls, above);
	}
	return cls->traits;
}

/* --- the walk --- */

#define IN_TEXTS (MOF_Q_BIT(MOF_Q_VERSION) | MOF_Q_BIT(MOF_Q_UMLPACKAGEPATH) | \
	MOF_Q_BIT(MOF_Q_CLASSCONSTRAINT) | MOF_Q_BIT(MOF_Q_PROPERTYCONSTRAINT) | \
	MOF_Q_BIT(MOF_Q_METHODCONSTRAINT))
#define IN_TARGETS (MOF_Q_BIT(MOF_Q_DEPRECATED) | MOF_Q_BIT(MOF_Q_MODELCORRESPONDENCE))
#define IN_TYPED (MOF_Q_BIT(MOF_Q_ARRAYTYPE) | MOF_Q_BIT(MOF_Q_COUNTER) | MOF_Q_BIT(MOF_Q_DN) | \
	MOF_Q_BIT(MOF_Q_EMBEDDEDOBJECT) | MOF_Q_BIT(MOF_Q_GAUGE) | MOF_Q_BIT(MOF_Q_IN) | \
	MOF_Q_BIT(MOF_Q_ISPUNIT) | MOF_Q_BIT(MOF_Q_MAXLEN) | MOF_Q_BIT(MOF_Q_MAXVALUE) | \
	MOF_Q_BIT(MOF_Q_MINLEN) | MOF_Q_BIT(MOF_Q_MINVALUE) | MOF_Q_BIT(MOF_Q_NULLVALUE) | \
	MOF_Q_BIT(MOF_Q_OCTETSTRING) | MOF_Q_BIT(MOF_Q_READ) | MOF_Q_BIT(MOF_Q_STATIC))

static void
check_element(struct mof_element *e, struct cim_qualifiers quals)
{
	mof_qset_fill(e->c, &e->set, quals);
	uint64_t has = e->set.has;
	if ((has & IN_TEXTS) != 0)
		mof_check_texts(e);
	if ((has & IN_TARGETS) != 0)
		mof_check_targets(e);
	if (e->type == NULL)
		return;
	if ((has & MOF_Q_BIT(MOF_Q_VALUEMAP)) != 0)
		mof_check_value_map(e);
	if ((has & (MOF_Q_BIT(MOF_Q_BITMAP) | MOF_Q_BIT(MOF_Q_BITVALUES))) != 0)
		mof_check_bit_map(e);
	if ((has & IN_TYPED) != 0)
		mof_check_typed(e);
	if (e->value != NULL && e->value->type != CIM_TYPE_NONE)
		mof_check_default(e);
	if (e->type->class_name.len > 0)
		mof_check_depends(e);
}

static void
check_property(struct mof_compiler *c, const struct mof_feature *f, const struct mof_member *raw)
{
	const struct cim_property *p = f->property;
	struct mof_element e = { .c = c, .cls = f->cls, .feature = f, .type = &p->type,
		.value = &p->value, .raw_type = raw->type, .name = p->name, .place = p->place };
	check_element(&e, p->qualifiers);
}

static void
check_method(struct mof_compiler *c, struct mof_feature *f, const struct mof_member *raw)
{
	const struct cim_method *m = f->method;
	struct mof_element e = { .c = c, .cls = f->cls, .feature = f, .method = f,
		.type = &m->type, .raw_type = raw->type, .name = m->name, .place = m->place };
	check_element(&e, m->qualifiers);
	e.feature = NULL;
	const struct cim_parameter *p = m->parameters, *end = p + m->parameter_count;
	for (const struct mof_member *r = raw->parameters.first; r != NULL && p < end;
	     r = r->next) {
		if (r->name.place.at != p->place.at)
			continue;
		e.type = &p->type;
		e.value = &p->value;
		e.raw_type = r->type;
		e.name = p->name;
		e.place = p->place;
		check_element(&e, p++->qualifiers);
	}
}

/* The members that came through, in the order of their raw ones. */
void
mof_check_qualified(struct mof_compiler *c, struct mof_cls *cls)
{
	const struct cim_class *cim = cls->cls;
	if (cls->raw == NULL || c->err != CIM_OK)
		return;
	struct mof_element e = { .c = c, .cls = cls, .name = cls->name, .place = cls->place };
	check_element(&e, cim->qualifiers);
	mof_check_trait(&e);
	uint32_t p = 0, m = 0;
	for (const struct mof_member *raw = cls->raw->members.first;
	     raw != NULL && c->err == CIM_OK; raw = raw->next) {
		if (p < cim->property_count && cim->properties[p].place.at == raw->name.place.at)
			check_property(c, &cls->features[p++], raw);
		else if (m < cim->method_count && cim->methods[m].place.at == raw->name.place.at)
			check_method(c, &cls->features[cim->property_count + m++], raw);
	}
}
