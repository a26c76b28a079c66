/* check_method.c: the checks of methods as Microsoft's dialect has them: parameters have numbers. */
#include "mof/compile.h"

/* The qualifier ID of a parameter or method; its number in *id, -1: it is none. NULL: not there. */
static const struct cim_qualifier *
stated_id(struct cim_qualifiers quals, int64_t *id)
{
	const struct cim_qualifier *q = cim_qualifier_find(quals, "ID");
	*id = -1;
	if (q == NULL || q->value.is_null || q->value.is_array ||
	    !cim_type_is_integer((enum cim_type)q->value.type))
		return q;
	if (!cim_type_is_unsigned((enum cim_type)q->value.type))
		*id = q->value.as.sint < 0 ? -1 : q->value.as.sint;
	else if (q->value.as.uint <= INT64_MAX)
		*id = (int64_t)q->value.as.uint;
	return q;
}

/* Parameters by their numbers, which are those of their places where none is stated. */
static void
number_parameters(const struct mof_subject *s, const struct cim_method *m)
{
	const struct cim_parameter **by_id =
	    mof_compile_alloc(s->c, m->parameter_count, sizeof(*by_id));
	for (uint32_t i = 0; by_id != NULL && i < m->parameter_count; i++) {
		const struct cim_parameter *p = &m->parameters[i];
		int64_t id;
		const struct cim_qualifier *q = stated_id(p->qualifiers, &id);
		struct cim_place place = q != NULL ? q->place : p->place;
		if (q == NULL)
			id = i;
		if (id < 0 || id >= m->parameter_count) {
			mof_check_report(s->c, MOF_CHECK_PARAM_ID, place,
			    "the ids of %u parameter%s are the numbers from 0 to %u",
			    m->parameter_count, m->parameter_count == 1 ? "" : "s",
			    m->parameter_count - 1);
			continue;
		}
		if (by_id[id] != NULL) {
			struct mof_diag *diag = mof_check_report(s->c, MOF_CHECK_PARAM_ID, place,
			    "parameter '%.*s' has the id %lld, which '%.*s' has", MOF_SHOW(p->name),
			    (long long)id, MOF_SHOW(by_id[id]->name));
			mof_check_note(s->c, diag, by_id[id]->place, "which is here");
			continue;
		}
		by_id[id] = p;
	}
}

void
mof_check_param_id(const struct mof_subject *s)
{
	const struct cim_method *m = s->feature->method;
	bool stated = false;
	int64_t id;
	if (m == NULL || (s->c->dialect != MOF_DIALECT_WMI && s->c->dialect != MOF_DIALECT_DSC))
		return;
	const struct cim_qualifier *own = stated_id(m->qualifiers, &id);
	if (own != NULL)
		mof_check_report(s->c, MOF_CHECK_PARAM_ID, own->place,
		    "parameters have ids; what a method returns has none");
	for (uint32_t i = 0; i < m->parameter_count && !stated; i++)
		stated = cim_qualifier_find(m->parameters[i].qualifiers, "ID") != NULL;
	if (stated)
		number_parameters(s, m);
}
