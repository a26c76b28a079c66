/* split.c: one master file in two: what is Amended, where it is, and the steps. */
#include "mof/split.h"

#include <stdio.h>

#include "mof/compile.h"
#include "mof/literal.h"

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

bool
mof_split_good(struct mof_split *s, enum cim_err err)
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

bool
mof_split_declares_amended(const struct mof_qualifier_type *raw)
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
note_type(struct mof_split *s, const struct mof_file *file, const struct mof_qualifier_type *raw)
{
	struct cim_name name = raw->name.name;
	if (raw->type != NULL) {
		if (mof_split_declares_amended(raw))
			mof_split_good(s, cim_map_set(&s->types, &s->arena, name, s));
		return;
	}
	struct mof_split_default *def = arena_new(&s->arena, struct mof_split_default);
	if (!mof_split_good(s, def == NULL ? CIM_ENOMEM : CIM_OK))
		return;
	*def = (struct mof_split_default){ cim_map_get(&s->defaults, name), raw->name.place.at,
		file->source->base + file->source->size, 0, 0 };
	for (const struct mof_attr *attr = raw->attrs.first; attr != NULL; attr = attr->next)
		add_words(&attr->words, &def->flavors, &def->stated);
	mof_split_good(s, cim_map_set(&s->defaults, &s->arena, name, def));
}

void
mof_split_flavors(
    const struct mof_split *s, const struct mof_qualifier *q, uint8_t *flavors, uint8_t *stated)
{
	*flavors = *stated = 0;
	const struct mof_split_default *def = cim_map_get(&s->defaults, q->name.name);
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

bool
mof_split_is_amended(const struct mof_split *s, const struct mof_qualifier *q)
{
	uint8_t flavors, stated;
	mof_split_flavors(s, q, &flavors, &stated);
	return (flavors & CIM_FLAVOR_AMENDED) != 0;
}

static bool
any_amended(const struct mof_split *s, const struct mof_list *quals)
{
	for (const struct mof_qualifier *q = quals->first; q != NULL; q = q->next) {
		if (mof_split_is_amended(s, q))
			return true;
	}
	return false;
}

bool
mof_split_member_amended(const struct mof_split *s, const struct mof_member *member)
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
class_amended(const struct mof_split *s, const struct mof_class *raw)
{
	if (any_amended(s, &raw->qualifiers))
		return true;
	for (const struct mof_member *m = raw->members.first; m != NULL; m = m->next) {
		if (mof_split_member_amended(s, m))
			return true;
	}
	return false;
}

/* ---- Namespaces and classes --------------------------------------------------------- */

static struct mof_split_ns *
ns_get(struct mof_split *s, struct cim_str name)
{
	struct cim_name key = cim_name(name.ptr, name.len);
	struct mof_split_ns *ns = cim_map_get(&s->by_name, key);
	if (ns != NULL)
		return ns;
	ns = arena_new(&s->arena, struct mof_split_ns);
	if (!mof_split_good(s, ns == NULL ? CIM_ENOMEM : CIM_OK) ||
	    !mof_split_good(s, cim_map_set(&s->by_name, &s->arena, key, ns)))
		return NULL;
	*ns = (struct mof_split_ns){ .name = name, .tail = &ns->first };
	*s->tail = ns;
	s->tail = &ns->next;
	return ns;
}

struct mof_split_ns *
mof_split_pragma_ns(struct mof_split *s, const struct mof_pragma *pragma, struct mof_split_ns *ns)
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
		mof_split_good(s, err);
	return err == CIM_OK ? ns_get(s, normal) : ns;
}

static void
note_class(struct mof_split *s, struct mof_split_ns *ns, const struct mof_class *raw)
{
	struct mof_split_class *cls = arena_new(&s->arena, struct mof_split_class);
	if (!mof_split_good(s, cls == NULL ? CIM_ENOMEM : CIM_OK) ||
	    !mof_split_good(s, cim_map_set(&ns->classes, &s->arena, raw->name.name, cls)))
		return;
	*cls = (struct mof_split_class){ .raw = raw };
	*ns->tail = cls;
	ns->tail = &cls->next;
}

/* All that must be known before a use can be looked at; uses may stand before it. */
static void
collect(struct mof_split *s, const struct mof_file *file, struct mof_split_ns *ns)
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
			ns = mof_split_pragma_ns(s, d->as.pragma, ns);
		if (ns == NULL)
			return;
	}
}

/* Which classes are to be written: those with such qualifiers, and those of the unit above them. */
static void
choose(struct mof_split *s)
{
	for (struct mof_split_ns *ns = s->first; ns != NULL; ns = ns->next) {
		for (struct mof_split_class *cls = ns->first; cls != NULL; cls = cls->next) {
			cls->amended = class_amended(s, cls->raw);
			ns->localized += cls->amended;
			struct mof_split_class *up = cls->amended ? cls : NULL;
			while (up != NULL && !up->wanted) {
				up->wanted = true;
				up = cim_map_get(&ns->classes, up->raw->superclass.name);
			}
		}
		s->count += ns->localized;
	}
}

/* ---- Output ------------------------------------------------------------------- */

void
mof_split_put(struct mof_split *s, const char *text, size_t n)
{
	if (s->err == CIM_OK && n > 0)
		mof_split_good(s, s->sink.write(s->sink.ctx, text, n));
}

void
mof_split_put_namespace(struct bytes_writer *w, struct cim_str ns, const char *below)
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

/* ---- Both ---------------------------------------------------------------------- */

enum cim_err
mof_split(struct mof_unit *unit, const char *locale, struct cim_str ns, struct cim_sink neutral,
    struct cim_sink localized, size_t *count)
{
	struct mof_split s = { .unit = unit, .sink = neutral };
	*count = 0;
	if (!mof_locale_parse(cim_str_from(locale), &s.locale))
		return CIM_EINVAL;
	s.tail = &s.first;
	struct mof_split_ns *top = ns_get(&s, ns);
	/* What was found for a class that was missing is a file of its own, and stays one. */
	for (const struct mof_file *f = unit->files.first; f != NULL && top != NULL; f = f->next)
		collect(&s, f, top);
	if (s.err == CIM_OK)
		choose(&s);
	for (const struct mof_file *f = unit->files.first; f != NULL && s.err == CIM_OK; f = f->next)
		(void)mof_split_neutral(&s, f, top);
	s.sink = localized;
	if (s.err == CIM_OK)
		mof_split_localized(&s);
	*count = s.count;
	bytes_writer_free(&s.out);
	arena_free(&s.arena);
	return s.err;
}
