/* split_localized.c: what is in a language, as classes for the namespace of its locale. */
#include "mof/split.h"

#include <stdio.h>

#include "cim/class.h"

static void
put_source(struct mof_split *s, struct cim_place place)
{
	struct cim_str text = mof_source_text(&s->unit->sources, place);
	bytes_write(&s->out, text.ptr, text.len);
}

static void
put_name(struct mof_split *s, const struct mof_name *name)
{
	bytes_write(&s->out, name->name.ptr, name->name.len);
}

static void
put_qualifier(struct mof_split *s, const struct mof_qualifier *q)
{
	uint8_t flavors, stated;
	const char *mark = " :";
	put_name(s, &q->name);
	if (q->value != NULL && q->value->kind == MOF_VALUE_ARRAY) {
		put_source(s, q->value->place);
	} else if (q->value != NULL) {
		bytes_write_text(&s->out, "(");
		put_source(s, q->value->place);
		bytes_write_text(&s->out, ")");
	}
	mof_split_flavors(s, q, &flavors, &stated);
	for (uint8_t bit = 1; bit <= CIM_FLAVOR_AMENDED; bit = (uint8_t)(bit << 1)) {
		const char *word = (stated & bit) == 0 ? NULL
		    : cim_flavor_to_string(bit, (flavors & bit) != 0);
		if (word == NULL)
			continue;
		bytes_write_format(&s->out, "%s %s", mark, word);
		mark = "";
	}
}

/* What a reader of the localized class needs besides: a key, and which way a parameter goes. */
static bool
is_structure(const struct mof_qualifier *q)
{
	static const char *const names[] = { "Key", "In", "Out", "ID" };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (cim_name_is(q->name.name, names[i]))
			return true;
	}
	return false;
}

/* Those of a list that are Amended, and some more; last: what else is to stand in it. */
static void
put_qualifiers(struct mof_split *s, const struct mof_list *quals, const char *last)
{
	const char *comma = "[";
	for (const struct mof_qualifier *q = quals->first; q != NULL; q = q->next) {
		bool own = cim_name_is(q->name.name, "Amendment") ||
		    cim_name_is(q->name.name, "Locale");
		if (own || !(mof_split_is_amended(s, q) || (last == NULL && is_structure(q))))
			continue;
		bytes_write_text(&s->out, comma);
		put_qualifier(s, q);
		comma = ", ";
	}
	if (last != NULL) {
		bytes_write_text(&s->out, comma);
		bytes_write_text(&s->out, last);
		comma = ", ";
	}
	if (comma[0] == ',')
		bytes_write_text(&s->out, last != NULL ? "]\n" : "] ");
}

static void
put_element(struct mof_split *s, const struct mof_member *m)
{
	put_qualifiers(s, &m->qualifiers, NULL);
	put_source(s, m->type->place);
	if (m->type_array != NULL)
		put_source(s, m->type_array->place);
	bytes_write_text(&s->out, " ");
	put_name(s, &m->name);
	if (m->array != NULL)
		put_source(s, m->array->place);
}

static void
put_member(struct mof_split *s, const struct mof_member *m)
{
	if (m->type == NULL || !mof_split_member_amended(s, m))
		return;
	bytes_write_text(&s->out, "\t");
	put_element(s, m);
	if (m->kind == MOF_METHOD) {
		const char *comma = "(";
		for (const struct mof_member *p = m->parameters.first; p != NULL; p = p->next) {
			bytes_write_text(&s->out, comma);
			put_element(s, p);
			comma = ", ";
		}
		bytes_write_text(&s->out, comma[0] == '(' ? "()" : ")");
	}
	bytes_write_text(&s->out, ";\n");
}

static void
put_class(struct mof_split *s, const struct mof_split_ns *ns, const struct mof_split_class *cls)
{
	const struct mof_class *raw = cls->raw;
	char own[40];
	(void)snprintf(own, sizeof(own), "AMENDMENT, LOCALE(0x%x)", (unsigned)s->locale);
	bytes_write_text(&s->out, "\n");
	put_qualifiers(s, &raw->qualifiers, own);
	bytes_write_text(&s->out, "class ");
	put_name(s, &raw->name);
	if (raw->superclass.name.len > 0 &&
	    cim_map_get(&ns->classes, raw->superclass.name) != NULL) {
		bytes_write_text(&s->out, " : ");
		put_name(s, &raw->superclass);
	}
	bytes_write_text(&s->out, "\n{\n");
	for (const struct mof_member *m = raw->members.first; m != NULL; m = m->next)
		put_member(s, m);
	bytes_write_text(&s->out, "};\n");
}

void
mof_split_localized(struct mof_split *s)
{
	char name[16];
	(void)snprintf(name, sizeof(name), "ms_%x", (unsigned)s->locale);
	for (const struct mof_split_ns *ns = s->first; ns != NULL && s->err == CIM_OK; ns = ns->next) {
		if (ns->localized == 0)
			continue;
		mof_split_put_namespace(&s->out, ns->name, NULL);
		bytes_write_format(&s->out, "instance of __Namespace { Name = \"%s\"; };\n", name);
		mof_split_put_namespace(&s->out, ns->name, name);
		for (const struct mof_split_class *cls = ns->first; cls != NULL; cls = cls->next) {
			if (cls->wanted)
				put_class(s, ns, cls);
		}
		mof_split_good(s, s->out.err);
		mof_split_put(s, (const char *)s->out.buf, s->out.len);
		bytes_writer_reset(&s->out);
	}
}
