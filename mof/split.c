/* split.c: one master file in two: the neutral text, and what is in a language. */
#include <stdio.h>
#include <string.h>

#include "cim/bytes.h"
#include "mof/compile.h"
#include "mof/literal.h"
#include "mof/parse.h"

/* Where "Qualifier X : Amended ...;" gives its flavors to uses: to the end of its file. */
struct split_default {
	struct split_default *next;	/* an earlier one of the name */
	uint32_t from, to;
	uint8_t flavors, stated;
};

/* A namespace, with the classes that the unit declares in it. */
struct split_ns {
	struct split_ns *next;
	struct cim_str name;
	struct cim_map classes;		/* -> struct split_class */
	struct split_class *first, **tail;
	size_t localized;
};

struct split_class {
	struct split_class *next;
	const struct mof_class *raw;
	bool amended;		/* has such qualifiers */
	bool wanted;		/* that, or one below it has */
};

struct split {
	struct mof_unit *unit;
	struct arena arena;
	uint32_t locale;
	struct cim_map defaults;	/* qualifier -> struct split_default */
	struct cim_map types;		/* qualifiers whose type is declared Amended */
	struct cim_map by_name;		/* namespace -> struct split_ns */
	struct split_ns *first, **tail;
	size_t count;
	/* the neutral text: what is copied up to where */
	const struct mof_source *source;
	uint32_t cursor;
	struct cim_sink sink;
	struct bytes_writer out;	/* the localized text */
	enum cim_err err;
};

bool
mof_locale_parse(struct cim_str text, uint32_t *number)
{
	uint32_t value = 0;
	if (text.len < 4 || text.len > 11 || !cim_name_is(cim_name(text.ptr, 3), "ms_"))
		return false;
	for (size_t i = 3; i < text.len; i++) {
		char c = text.ptr[i];
		char lower = (char)(c | 0x20);
		if (c >= '0' && c <= '9')
			value = value << 4 | (uint32_t)(c - '0');
		else if (lower >= 'a' && lower <= 'f')
			value = value << 4 | (uint32_t)(lower - 'a' + 10);
		else
			return false;
	}
	if (number != NULL)
		*number = value;
	return true;
}

static bool
good(struct split *s, enum cim_err err)
{
	if (s->err == CIM_OK)
		s->err = err;
	return s->err == CIM_OK;
}

/* ---- Which qualifiers are Amended ------------------------------------------------- */

/* The words of a flavor list, on top of what holds; those that are none were told elsewhere. */
static void
add_words(const struct mof_list *words, uint8_t *flavors, uint8_t *stated)
{
	for (const struct mof_word *w = words->first; w != NULL; w = w->next) {
		uint8_t bit;
		bool set;
		if (!mof_flavor_word(w->name.name, &bit, &set))
			continue;
		*stated |= bit;
		*flavors = (uint8_t)(set ? *flavors | bit : *flavors & ~bit);
	}
}

static bool
declares_amended(const struct mof_qualifier_type *raw)
{
	uint8_t flavors = 0, stated = 0;
	for (const struct mof_attr *attr = raw->attrs.first; attr != NULL; attr = attr->next) {
		if (attr->kind != MOF_ATTR_SCOPE)
			add_words(&attr->words, &flavors, &stated);
	}
	return (flavors & CIM_FLAVOR_AMENDED) != 0;
}

/* A qualifier type, or flavors alone, which hold behind it in its file. */
static void
note_type(struct split *s, const struct mof_file *file, const struct mof_qualifier_type *raw)
{
	struct cim_name name = raw->name.name;
	if (raw->type != NULL) {
		if (declares_amended(raw))
			good(s, cim_map_set(&s->types, &s->arena, name, s));
		return;
	}
	struct split_default *def = arena_new(&s->arena, struct split_default);
	if (!good(s, def == NULL ? CIM_ENOMEM : CIM_OK))
		return;
	*def = (struct split_default){ cim_map_get(&s->defaults, name), raw->name.place.at,
		file->source->base + file->source->size, 0, 0 };
	for (const struct mof_attr *attr = raw->attrs.first; attr != NULL; attr = attr->next)
		add_words(&attr->words, &def->flavors, &def->stated);
	good(s, cim_map_set(&s->defaults, &s->arena, name, def));
}

/* What holds for a use, and what of it must be said so that it holds elsewhere too. */
static void
flavors_of(const struct split *s, const struct mof_qualifier *q, uint8_t *flavors, uint8_t *stated)
{
	*flavors = *stated = 0;
	const struct split_default *def = cim_map_get(&s->defaults, q->name.name);
	while (def != NULL && (q->name.place.at < def->from || q->name.place.at > def->to))
		def = def->next;
	if (def != NULL) {
		*flavors = def->flavors;
		*stated = def->stated;
	} else if (cim_map_get(&s->types, q->name.name) != NULL) {
		*flavors = *stated = CIM_FLAVOR_AMENDED;
	}
	add_words(&q->flavors, flavors, stated);
}

static bool
is_amended(const struct split *s, const struct mof_qualifier *q)
{
	uint8_t flavors, stated;
	flavors_of(s, q, &flavors, &stated);
	return (flavors & CIM_FLAVOR_AMENDED) != 0;
}

static bool
any_amended(const struct split *s, const struct mof_list *quals)
{
	for (const struct mof_qualifier *q = quals->first; q != NULL; q = q->next) {
		if (is_amended(s, q))
			return true;
	}
	return false;
}

static bool
member_amended(const struct split *s, const struct mof_member *member)
{
	if (any_amended(s, &member->qualifiers))
		return true;
	for (const struct mof_member *p = member->parameters.first; p != NULL; p = p->next) {
		if (any_amended(s, &p->qualifiers))
			return true;
	}
	return false;
}

static bool
class_amended(const struct split *s, const struct mof_class *raw)
{
	if (any_amended(s, &raw->qualifiers))
		return true;
	for (const struct mof_member *m = raw->members.first; m != NULL; m = m->next) {
		if (member_amended(s, m))
			return true;
	}
	return false;
}

/* ---- Namespaces and classes --------------------------------------------------------- */

static struct split_ns *
ns_get(struct split *s, struct cim_str name)
{
	struct cim_name key = cim_name(name.ptr, name.len);
	struct split_ns *ns = cim_map_get(&s->by_name, key);
	if (ns != NULL)
		return ns;
	ns = arena_new(&s->arena, struct split_ns);
	if (!good(s, ns == NULL ? CIM_ENOMEM : CIM_OK) ||
	    !good(s, cim_map_set(&s->by_name, &s->arena, key, ns)))
		return NULL;
	*ns = (struct split_ns){ .name = name, .tail = &ns->first };
	*s->tail = ns;
	s->tail = &ns->next;
	return ns;
}

/* The namespace behind a pragma; the same one when it names none, which was told elsewhere. */
static struct split_ns *
ns_of_pragma(struct split *s, const struct mof_pragma *pragma, struct split_ns *ns)
{
	struct mof_diags quiet;
	struct cim_str text, normal;
	const struct mof_value *value = pragma->args.first;
	if (value == NULL || value->kind != MOF_VALUE_STRING)
		return ns;
	mof_diags_init(&quiet, &s->arena, NULL);
	struct mof_literals ctx = { .arena = &s->arena, .diags = &quiet,
		.mismatch = "E-PRAGMA-ARGS", .what = "pragma", .name = CIM_STR("namespace") };
	enum cim_err err = mof_literal_string(&ctx, value, &text);
	if (err == CIM_OK)
		err = cim_namespace_normal(&s->arena, text, &normal);
	if (err == CIM_ENOMEM)
		good(s, err);
	return err == CIM_OK ? ns_get(s, normal) : ns;
}

static void
note_class(struct split *s, struct split_ns *ns, const struct mof_class *raw)
{
	struct split_class *cls = arena_new(&s->arena, struct split_class);
	if (!good(s, cls == NULL ? CIM_ENOMEM : CIM_OK) ||
	    !good(s, cim_map_set(&ns->classes, &s->arena, raw->name.name, cls)))
		return;
	*cls = (struct split_class){ .raw = raw };
	*ns->tail = cls;
	ns->tail = &cls->next;
}

/* All that must be known before a use can be looked at; uses may stand before it. */
static void
collect(struct split *s, const struct mof_file *file, struct split_ns *ns)
{
	for (const struct mof_decl *d = file->decls.first; d != NULL && s->err == CIM_OK;
	     d = d->next) {
		if (d->kind == MOF_DECL_QUALIFIER_TYPE)
			note_type(s, file, d->as.qualifier_type);
		else if (d->kind == MOF_DECL_CLASS)
			note_class(s, ns, d->as.cls);
		else if (d->kind == MOF_DECL_PRAGMA && d->as.pragma->file != NULL)
			collect(s, d->as.pragma->file, ns);
		else if (d->kind == MOF_DECL_PRAGMA &&
		    cim_name_is(d->as.pragma->name.name, "namespace"))
			ns = ns_of_pragma(s, d->as.pragma, ns);
		if (ns == NULL)
			return;
	}
}

/* Which classes are to be written: those with such qualifiers, and those of the unit above them. */
static void
choose(struct split *s)
{
	for (struct split_ns *ns = s->first; ns != NULL; ns = ns->next) {
		for (struct split_class *cls = ns->first; cls != NULL; cls = cls->next) {
			cls->amended = class_amended(s, cls->raw);
			ns->localized += cls->amended;
			struct split_class *up = cls->amended ? cls : NULL;
			while (up != NULL && !up->wanted) {
				up->wanted = true;
				up = cim_map_get(&ns->classes, up->raw->superclass.name);
			}
		}
		s->count += ns->localized;
	}
}

/* ---- The neutral text ----------------------------------------------------------------- */

static void
put(struct split *s, const char *text, size_t n)
{
	if (s->err == CIM_OK && n > 0)
		good(s, s->sink.write(s->sink.ctx, text, n));
}

/* Copies up to one place and goes on behind another. */
static void
cut(struct split *s, uint32_t from, uint32_t to)
{
	if (from < s->cursor)
		return;
	put(s, s->source->text + (s->cursor - s->source->base), from - s->cursor);
	s->cursor = to;
}

/* Behind the blanks at a place; ends lines too when wanted, but only one. */
static uint32_t
behind_blanks(const struct split *s, uint32_t at, bool lines)
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
cut_qualifiers(struct split *s, const struct mof_list *quals, struct cim_place brackets)
{
	const struct mof_qualifier *kept = NULL;
	size_t left = 0;
	for (const struct mof_qualifier *q = quals->first; q != NULL; q = q->next)
		left += !is_amended(s, q);
	if (left == quals->count)
		return;
	if (left == 0) {
		cut(s, brackets.at, behind_blanks(s, brackets.at + brackets.len, true));
		return;
	}
	for (const struct mof_qualifier *q = quals->first; q != NULL; q = q->next) {
		if (!is_amended(s, q)) {
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
neutral_class(struct split *s, const struct mof_class *raw)
{
	cut_qualifiers(s, &raw->qualifiers, raw->qualifiers_place);
	for (const struct mof_member *m = raw->members.first; m != NULL; m = m->next) {
		cut_qualifiers(s, &m->qualifiers, m->qualifiers_place);
		for (const struct mof_member *p = m->parameters.first; p != NULL; p = p->next)
			cut_qualifiers(s, &p->qualifiers, p->qualifiers_place);
	}
}

static void
neutral_instance(struct split *s, const struct mof_instance *raw)
{
	cut_qualifiers(s, &raw->qualifiers, raw->qualifiers_place);
	for (const struct mof_slot *slot = raw->slots.first; slot != NULL; slot = slot->next)
		cut_qualifiers(s, &slot->qualifiers, slot->qualifiers_place);
}

static void
cut_line(struct split *s, struct cim_place place)
{
	cut(s, place.at, behind_blanks(s, place.at + place.len, false));
}

/* #pragma namespace("\\\\.\\root\\x") */
static void
put_namespace(struct bytes_writer *w, struct cim_str ns, const char *below)
{
	bytes_write_text(w, "#pragma namespace(\"\\\\\\\\.\\\\");
	for (size_t i = 0; i < ns.len; i++) {
		if (ns.ptr[i] == '/')
			bytes_write_text(w, "\\\\");
		else
			bytes_write(w, &ns.ptr[i], 1);
	}
	if (below != NULL) {
		bytes_write_text(w, "\\\\");
		bytes_write_text(w, below);
	}
	bytes_write_text(w, "\")\n");
}

static struct split_ns *neutral_file(
    struct split *s, const struct mof_file *file, struct split_ns *ns);

/* An included file in the place of its pragma; what it does to the namespace ends there. */
static void
neutral_include(struct split *s, const struct mof_decl *decl, struct split_ns *ns)
{
	const struct mof_source *source = s->source;
	cut_line(s, decl->place);
	uint32_t cursor = s->cursor;
	struct split_ns *end = neutral_file(s, decl->as.pragma->file, ns);
	if (end != ns) {
		struct bytes_writer w = { 0 };
		put_namespace(&w, ns->name, NULL);
		good(s, w.err);
		put(s, (const char *)w.buf, w.len);
		bytes_writer_free(&w);
	}
	s->source = source;
	s->cursor = cursor;
}

static struct split_ns *
neutral_pragma(struct split *s, const struct mof_decl *decl, struct split_ns *ns)
{
	const struct mof_pragma *pragma = decl->as.pragma;
	if (pragma->file != NULL)
		neutral_include(s, decl, ns);
	else if (cim_name_is(pragma->name.name, "amendment"))
		cut_line(s, decl->place);
	else if (cim_name_is(pragma->name.name, "namespace"))
		return ns_of_pragma(s, pragma, ns);
	return ns;
}

/* Copies a file without what is in a language; the namespace at its end. */
static struct split_ns *
neutral_file(struct split *s, const struct mof_file *file, struct split_ns *ns)
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
			    declares_amended(d->as.qualifier_type))
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
		put(s, "\n", 1);
	return ns;
}

/* ---- The text in a language ------------------------------------------------------------- */

static void
put_source(struct split *s, struct cim_place place)
{
	struct cim_str text = mof_source_text(&s->unit->sources, place);
	bytes_write(&s->out, text.ptr, text.len);
}

static void
put_name(struct split *s, const struct mof_name *name)
{
	bytes_write(&s->out, name->name.ptr, name->name.len);
}

static void
put_qualifier(struct split *s, const struct mof_qualifier *q)
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
	flavors_of(s, q, &flavors, &stated);
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
put_qualifiers(struct split *s, const struct mof_list *quals, const char *last)
{
	const char *comma = "[";
	for (const struct mof_qualifier *q = quals->first; q != NULL; q = q->next) {
		bool own = cim_name_is(q->name.name, "Amendment") ||
		    cim_name_is(q->name.name, "Locale");
		if (own || !(is_amended(s, q) || (last == NULL && is_structure(q))))
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
put_element(struct split *s, const struct mof_member *m)
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
put_member(struct split *s, const struct mof_member *m)
{
	if (m->type == NULL || !member_amended(s, m))
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
put_class(struct split *s, const struct split_ns *ns, const struct split_class *cls)
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

static void
localized_text(struct split *s)
{
	char name[16];
	(void)snprintf(name, sizeof(name), "ms_%x", (unsigned)s->locale);
	for (const struct split_ns *ns = s->first; ns != NULL && s->err == CIM_OK; ns = ns->next) {
		if (ns->localized == 0)
			continue;
		put_namespace(&s->out, ns->name, NULL);
		bytes_write_format(&s->out, "instance of __Namespace { Name = \"%s\"; };\n", name);
		put_namespace(&s->out, ns->name, name);
		for (const struct split_class *cls = ns->first; cls != NULL; cls = cls->next) {
			if (cls->wanted)
				put_class(s, ns, cls);
		}
		good(s, s->out.err);
		put(s, (const char *)s->out.buf, s->out.len);
		bytes_writer_reset(&s->out);
	}
}

enum cim_err
mof_split(struct mof_unit *unit, const char *locale, struct cim_str ns, struct cim_sink neutral,
    struct cim_sink localized, size_t *count)
{
	struct split s = { .unit = unit, .sink = neutral };
	*count = 0;
	if (!mof_locale_parse(cim_str_from(locale), &s.locale))
		return CIM_EINVAL;
	s.tail = &s.first;
	struct split_ns *top = ns_get(&s, ns);
	/* What was found for a class that was missing is a file of its own, and stays one. */
	for (const struct mof_file *f = unit->files.first; f != NULL && top != NULL; f = f->next)
		collect(&s, f, top);
	if (s.err == CIM_OK)
		choose(&s);
	for (const struct mof_file *f = unit->files.first; f != NULL && s.err == CIM_OK; f = f->next)
		(void)neutral_file(&s, f, top);
	s.sink = localized;
	if (s.err == CIM_OK)
		localized_text(&s);
	*count = s.count;
	bytes_writer_free(&s.out);
	arena_free(&s.arena);
	return s.err;
}
