/* split_neutral.c: the text of a master file without what is in a language. */
#include "mof/split.h"

#include <string.h>

/* Copies up to one place and goes on behind another. */
static void
cut(struct mof_split *s, uint32_t from, uint32_t to)
{
	if (from < s->cursor)
		return;
	mof_split_put(s, s->source->text + (s->cursor - s->source->base), from - s->cursor);
	s->cursor = to;
}

/* Behind the blanks at a place; ends lines too when wanted, but only one. */
static uint32_t
behind_blanks(const struct mof_split *s, uint32_t at, bool lines)
{
	const char *text = s->source->text;
	uint32_t i = at - s->source->base;
	while (i < s->source->size && (text[i] == ' ' || text[i] == '\t' ||
	    (lines && (text[i] == '\r' || text[i] == '\n'))))
		i++;
	if (!lines && i < s->source->size && text[i] == '\r')
		i++;
	if (!lines && i < s->source->size && text[i] == '\n')
		i++;
	return i + s->source->base;
}

/* Takes the Amended ones out of a list; with the last one go the brackets. */
static void
cut_qualifiers(struct mof_split *s, const struct mof_list *quals, struct cim_place brackets)
{
	const struct mof_qualifier *kept = NULL;
	size_t left = 0;
	for (const struct mof_qualifier *q = quals->first; q != NULL; q = q->next)
		left += !mof_split_is_amended(s, q);
	if (left == quals->count)
		return;
	if (left == 0) {
		cut(s, brackets.at, behind_blanks(s, brackets.at + brackets.len, true));
		return;
	}
	for (const struct mof_qualifier *q = quals->first; q != NULL; q = q->next) {
		if (!mof_split_is_amended(s, q)) {
			/* In front of the first one that stays, the comma goes too. */
			if (kept == NULL && q != quals->first) {
				const struct mof_qualifier *first = quals->first;
				cut(s, first->place.at, q->place.at);
			}
			kept = q;
		} else if (kept != NULL) {
			uint32_t end = kept->place.at + kept->place.len;
			cut(s, end < s->cursor ? s->cursor : end, q->place.at + q->place.len);
		}
	}
}

static void
neutral_class(struct mof_split *s, const struct mof_class *raw)
{
	cut_qualifiers(s, &raw->qualifiers, raw->qualifiers_place);
	for (const struct mof_member *m = raw->members.first; m != NULL; m = m->next) {
		cut_qualifiers(s, &m->qualifiers, m->qualifiers_place);
		for (const struct mof_member *p = m->parameters.first; p != NULL; p = p->next)
			cut_qualifiers(s, &p->qualifiers, p->qualifiers_place);
	}
}

static void
neutral_instance(struct mof_split *s, const struct mof_instance *raw)
{
	cut_qualifiers(s, &raw->qualifiers, raw->qualifiers_place);
	for (const struct mof_slot *slot = raw->slots.first; slot != NULL; slot = slot->next)
		cut_qualifiers(s, &slot->qualifiers, slot->qualifiers_place);
}

static void
cut_line(struct mof_split *s, struct cim_place place)
{
	cut(s, place.at, behind_blanks(s, place.at + place.len, false));
}


/* An included file in the place of its pragma; what it does to the namespace ends there. */
static void
neutral_include(struct mof_split *s, const struct mof_decl *decl, struct mof_split_ns *ns)
{
	const struct mof_source *source = s->source;
	cut_line(s, decl->place);
	uint32_t cursor = s->cursor;
	struct mof_split_ns *end = mof_split_neutral(s, decl->as.pragma->file, ns);
	if (end != ns) {
		struct bytes_writer w = { 0 };
		mof_split_put_namespace(&w, ns->name, NULL);
		mof_split_good(s, w.err);
		mof_split_put(s, (const char *)w.buf, w.len);
		bytes_writer_free(&w);
	}
	s->source = source;
	s->cursor = cursor;
}

static struct mof_split_ns *
neutral_pragma(struct mof_split *s, const struct mof_decl *decl, struct mof_split_ns *ns)
{
	const struct mof_pragma *pragma = decl->as.pragma;
	if (pragma->file != NULL)
		neutral_include(s, decl, ns);
	else if (cim_name_is(pragma->name.name, "amendment"))
		cut_line(s, decl->place);
	else if (cim_name_is(pragma->name.name, "namespace"))
		return mof_split_pragma_ns(s, pragma, ns);
	return ns;
}

struct mof_split_ns *
mof_split_neutral(struct mof_split *s, const struct mof_file *file, struct mof_split_ns *ns)
{
	s->source = file->source;
	s->cursor = file->source->base;
	uint32_t end = file->source->base + file->source->size;
	for (const struct mof_decl *d = file->decls.first; d != NULL && s->err == CIM_OK;
	     d = d->next) {
		switch (d->kind) {
		case MOF_DECL_PRAGMA:
			ns = neutral_pragma(s, d, ns);
			break;
		case MOF_DECL_QUALIFIER_TYPE:
			/* Flavors alone, of what is no longer there. */
			if (d->as.qualifier_type->type == NULL &&
			    mof_split_declares_amended(d->as.qualifier_type))
				cut_line(s, d->place);
			break;
		case MOF_DECL_CLASS:
			neutral_class(s, d->as.cls);
			break;
		case MOF_DECL_INSTANCE:
			neutral_instance(s, d->as.instance);
			break;
		case MOF_DECL_ENUMERATION:
			break;
		}
	}
	cut(s, end, end);
	if (end > file->source->base && file->source->text[file->source->size - 1] != '\n')
		mof_split_put(s, "\n", 1);
	return ns;
}
