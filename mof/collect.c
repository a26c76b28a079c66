/* collect.c: walks the declarations, with the namespace that holds, and enters each by name. */
#include <string.h>

#include "cim/system.h"
#include "mof/compile.h"
#include "mof/literal.h"

/* --- declarations --- */

/* Puts an alias under its name, or tells that it stands there already. */
static void
collect_alias(
    struct mof_compiler *c, const struct mof_name *name, struct mof_inst *inst, struct mof_cls *cls)
{
	if (name->name.len == 0)
		return;
	struct mof_alias *alias = mof_compile_new(c, struct mof_alias);
	if (alias == NULL)
		return;
	*alias = (struct mof_alias){ inst, cls, name->place };
	void *there = NULL;
	if (!mof_compile_ok(c, cim_map_add(&c->aliases, c->arena, name->name, alias, &there)) ||
	    there == alias)
		return;
	struct mof_diag *diag = mof_check_report(c, MOF_CHECK_ALIAS_DUP, name->place,
	    "alias '$%.*s' is defined twice", MOF_SHOW(name->name));
	mof_check_note(c, diag, ((struct mof_alias *)there)->place, "first defined here");
}

/* Behind white space and comments. */
static size_t
skip_blank(struct cim_str s, size_t i)
{
	while (i < s.len) {
		if (s.ptr[i] == ' ' || s.ptr[i] == '\t' || s.ptr[i] == '\r' || s.ptr[i] == '\n') {
			i++;
		} else if (i + 1 < s.len && s.ptr[i] == '/' && s.ptr[i + 1] == '/') {
			while (i < s.len && s.ptr[i] != '\n' && s.ptr[i] != '\r')
				i++;
		} else if (i + 1 < s.len && s.ptr[i] == '/' && s.ptr[i + 1] == '*') {
			for (i += 2; i + 1 < s.len && !(s.ptr[i] == '*' && s.ptr[i + 1] == '/');
			     i++)
				continue;
			i += 2;
		} else {
			break;
		}
	}
	return i < s.len ? i : s.len;
}

/*
 * Whether two declarations are the same but for white space and comments. What stands in quotes is
 * compared whole.
 */
static bool
same_text(const struct mof_compiler *c, struct cim_place a_place, struct cim_place b_place)
{
	struct cim_str a = mof_source_text(&c->unit->sources, a_place);
	struct cim_str b = mof_source_text(&c->unit->sources, b_place);
	size_t i = 0, j = 0;
	bool quoted = false;
	for (;;) {
		if (!quoted) {
			i = skip_blank(a, i);
			j = skip_blank(b, j);
		}
		if (i == a.len || j == b.len)
			return i == a.len && j == b.len;
		if (a.ptr[i] != b.ptr[j])
			return false;
		if (quoted && a.ptr[i] == '\\' && i + 1 < a.len && j + 1 < b.len &&
		    a.ptr[++i] != b.ptr[++j])
			return false;
		else if (a.ptr[i] == '"' && a.ptr[i - (i > 0)] != '\\')
			quoted = !quoted;
		i++;
		j++;
	}
}

void
mof_tell_twice(struct mof_compiler *c, const struct mof_cls *first, struct cim_name name,
    struct cim_place place, const struct mof_decl *second)
{
	bool same = same_text(c, first->decl->place, second->place);
	struct mof_diag *diag =
	    mof_check_report(c, same ? MOF_CHECK_CLASS_TWICE : MOF_CHECK_CLASS_DUP, place,
		"class '%.*s' is declared twice", MOF_SHOW(name));
	mof_check_note(c, diag, first->place, "first declared here");
}

/*
 * Two leaps of one length behind each other make one: so any earlier declaration is a number of
 * leaps away that grows as the logarithm of how many there are.
 */
static void
link_skip(struct mof_cls *cls)
{
	struct mof_cls *earlier = cls->earlier, *leap = earlier == NULL ? NULL : earlier->skip;
	if (earlier == NULL)
		return;
	bool alike = leap != NULL && leap->skip != NULL &&
	    earlier->before - leap->before == leap->before - leap->skip->before;
	cls->before = earlier->before + 1;
	cls->skip = alike ? leap->skip : earlier;
}

/* Enters a class, of whatever kind; NULL when it is a second declaration. */
static struct mof_cls *
enter_class(struct mof_compiler *c, struct mof_ns *ns, const struct mof_name *name,
    const struct mof_decl *decl)
{
	struct mof_cls *cls = cim_map_get(&ns->classes, name->name);
	struct mof_cls *earlier = NULL;
	const struct mof_deletion *deletion = c->deletions.last;
	if (cls != NULL && cls->decl != NULL) {
		if (deletion == NULL || deletion->order < cls->order) {
			mof_tell_twice(c, cls, name->name, name->place, decl);
			return NULL;
		}
		/* Perhaps the first one is deleted in between: delete.c sees, or tells. */
		earlier = cls;
		cls = NULL;
	}
	if (cls == NULL) {
		cls = mof_compile_new(c, struct mof_cls);
		if (cls == NULL ||
		    !mof_compile_ok(c, cim_map_set(&ns->classes, c->arena, name->name, cls)))
			return NULL;
	}
	*cls = (struct mof_cls){ .ns = ns, .name = name->name, .place = name->place, .decl = decl,
		.mode = c->class_mode, .order = ++c->order, .earlier = earlier };
	link_skip(cls);
	mof_list_add(&c->class_list, cls);
	return cls;
}

static void collect_locals(struct mof_compiler *c, struct mof_cls *owner);

/* What a declaration of a type makes of its entry. */
static void
fill_class(struct mof_compiler *c, struct mof_cls *cls, const struct mof_class *raw)
{
	bool good = true;
	if (raw->kind == MOF_STRUCTURE)
		good = mof_v3_sign(c, &raw->name, "structure", MOF_CHECK_V3_STRUCTURE,
		    "structures are MOF 3; --dialect mof3 or auto reads it");
	else if (raw->kind == MOF_ASSOCIATION)
		good = mof_v3_sign(c, &raw->name, "association", MOF_CHECK_V3_ASSOCIATION,
		    "the keyword association is MOF 3; MOF 2 writes [Association] class");
	if (cls == NULL)
		return;
	cls->raw = raw;
	cls->failed = !good;
	collect_locals(c, cls);
}

static void
fill_enumeration(struct mof_compiler *c, struct mof_cls *cls, const struct mof_enumeration *raw)
{
	bool good = mof_v3_sign(c, &raw->name, "enumeration", MOF_CHECK_V3_ENUMERATION,
	    "enumerations are MOF 3; --dialect mof3 or auto reads it");
	if (cls == NULL)
		return;
	cls->raw_enum = raw;
	cls->failed = !good;
}

/* A type inside of a class; NULL when it is the second of its name. */
static struct mof_cls *
enter_local(struct mof_compiler *c, struct mof_cls *owner, const struct mof_name *name,
    const struct mof_decl *decl)
{
	struct mof_cls *cls = mof_compile_new(c, struct mof_cls);
	void *there = NULL;
	if (cls == NULL ||
	    !mof_compile_ok(c, cim_map_add(&owner->locals, c->arena, name->name, cls, &there)))
		return NULL;
	if (there != cls) {
		struct mof_diag *diag = mof_check_report(c, MOF_CHECK_CLASS_DUP, name->place,
		    "type '%.*s' is declared twice in '%.*s'", MOF_SHOW(name->name),
		    MOF_SHOW(owner->name));
		mof_check_note(c, diag, ((struct mof_cls *)there)->place, "first declared here");
		return NULL;
	}
	*cls = (struct mof_cls){ .ns = owner->ns, .name = name->name, .place = name->place,
		.decl = decl, .owner = owner };
	if (owner->last_local == NULL)
		owner->first_local = cls;
	else
		owner->last_local->next_local = cls;
	owner->last_local = cls;
	mof_list_add(&c->class_list, cls);
	(void)mof_compile_ok(c, cim_map_set(&c->locals, c->arena, name->name, cls));
	return cls;
}

/* The braces of the text bound the depth: mof_enter. */
static void
collect_locals(struct mof_compiler *c, struct mof_cls *owner)
{
	for (const struct mof_member *m = owner->raw->members.first; m != NULL && c->err == CIM_OK;
	     m = m->next) {
		if (m->kind != MOF_NESTED || m->nested == NULL)
			continue;
		const struct mof_decl *decl = m->nested;
		if (decl->kind == MOF_DECL_ENUMERATION) {
			const struct mof_enumeration *raw = decl->as.enumeration;
			fill_enumeration(c, enter_local(c, owner, &raw->name, decl), raw);
		} else {
			const struct mof_class *raw = decl->as.cls;
			fill_class(c, enter_local(c, owner, &raw->name, decl), raw);
		}
	}
}

/*
 * Whether a type has a name of the system's, which is told. What is declared anyway need not stop a
 * file: text that was printed out of some WMI has it.
 */
static bool
is_systems(struct mof_compiler *c, struct mof_ns *ns, const struct mof_name *name)
{
	if (!cim_name_is_system(name->name))
		return false;
	if (cim_system_find(ns->name, name->name) != NULL)
		mof_check_report(c, MOF_CHECK_SYSTEM_CLASS, name->place,
		    "'%.*s' is a system class, which every namespace has: this declaration is "
		    "left out", MOF_SHOW(name->name));
	else
		mof_check_report(c, MOF_CHECK_SYSTEM_NAME, name->place,
		    "'%.*s': names that begin with \"__\" are the system's; give it another",
		    MOF_SHOW(name->name));
	return true;
}

static void
collect_class(struct mof_compiler *c, const struct mof_decl *decl, struct mof_ns *ns)
{
	const struct mof_class *raw = decl->as.cls;
	if (is_systems(c, ns, &raw->name)) {
		struct mof_cls *there = mof_class_get(c, ns, raw->name.name, raw->name.place);
		collect_alias(c, &raw->alias, NULL, there);
		/* One that nobody may declare is not missed besides. */
		if (there != NULL && there->missing)
			there->failed = true;
		return;
	}
	struct mof_cls *cls = enter_class(c, ns, &raw->name, decl);
	collect_alias(c, &raw->alias, NULL, cls);
	fill_class(c, cls, raw);
}

static void
collect_enumeration(struct mof_compiler *c, const struct mof_decl *decl, struct mof_ns *ns)
{
	const struct mof_enumeration *raw = decl->as.enumeration;
	if (is_systems(c, ns, &raw->name))
		return;
	fill_enumeration(c, enter_class(c, ns, &raw->name, decl), raw);
}

/* Qualifier X : flavors; notes the flavors for what follows in the file. */
static void
collect_flavor_default(struct mof_compiler *c, const struct mof_qualifier_type *raw)
{
	struct mof_flavor_default *def = mof_compile_new(c, struct mof_flavor_default);
	const struct mof_source *source = mof_source_find(&c->unit->sources, raw->name.place.at);
	if (def == NULL || source == NULL)
		return;
	const struct mof_attr *attr = raw->attrs.first;
	if (attr == NULL || !mof_flavors(c, &attr->words, &def->flavors, &def->stated))
		return;
	mof_check_once(c, MOF_CHECK_WMI_FLAVORS, raw->name.place,
	    "a line of flavors for a qualifier, which only Microsoft's compiler has");
	def->from = raw->name.place.at;
	def->to = source->base + source->size;
	def->next = cim_map_get(&c->flavor_defaults, raw->name.name);
	(void)mof_compile_ok(c, cim_map_set(&c->flavor_defaults, c->arena, raw->name.name, def));
}

/* What only MOF 3 writes in the declaration of a qualifier type. */
static void
qualifier_type_signs(struct mof_compiler *c, const struct mof_qualifier_type *raw)
{
	static const char *const scopes[] = { "structure", "enumeration", "enumerationvalue",
		"qualifiertype" };
	const char *refusal = "this form of a qualifier type is MOF 3's; --dialect mof3 or auto "
	    "reads it";
	if (raw->qualifiers.count > 0)
		(void)mof_v3_sign(c, &raw->name, "qualified qualifier type", MOF_CHECK_V3_QUALDECL,
		    "qualifiers on a qualifier type are MOF 3; --dialect mof3 or auto reads it");
	for (const struct mof_attr *attr = raw->attrs.first; attr != NULL; attr = attr->next) {
		if (attr->kind == MOF_ATTR_POLICY)
			(void)mof_v3_sign(
			    c, &raw->name, "policy of", MOF_CHECK_V3_QUALDECL, refusal);
		for (const struct mof_word *w = attr->words.first;
		     attr->kind == MOF_ATTR_SCOPE && w != NULL; w = w->next) {
			for (size_t i = 0; i < sizeof(scopes) / sizeof(scopes[0]); i++) {
				if (cim_name_is(w->name.name, scopes[i]))
					(void)mof_v3_sign(c, &w->name, "scope",
					    MOF_CHECK_V3_QUALDECL, refusal);
			}
		}
	}
	struct cim_name type = raw->type->name.name;
	if (cim_name_is(type, "integer") || cim_name_is(type, "octetstring"))
		(void)mof_v3_sign(c, &raw->type->name, "type", MOF_CHECK_V3_QUALDECL, refusal);
}

static void
collect_qualifier_type(struct mof_compiler *c, const struct mof_decl *decl, struct mof_ns *ns)
{
	const struct mof_qualifier_type *raw = decl->as.qualifier_type;
	if (raw->type == NULL) {
		collect_flavor_default(c, raw);
		return;
	}
	qualifier_type_signs(c, raw);
	struct mof_qtype *qt = mof_compile_new(c, struct mof_qtype);
	if (qt == NULL)
		return;
	*qt = (struct mof_qtype){
		.ns = ns, .raw = raw, .place = raw->name.place, .whole = decl->place
	};
	void *there = NULL;
	if (mof_compile_ok(c, cim_map_add(&ns->types, c->arena, raw->name.name, qt, &there)))
		mof_list_add(&c->type_list, qt);
}

/* instance of __Namespace { Name = "x"; } makes a namespace below. */
static void
collect_namespace(struct mof_compiler *c, const struct mof_instance *raw, struct mof_ns *ns)
{
	const struct mof_slot *slot = raw->slots.first;
	if (raw->damaged)
		return;
	if (raw->slots.count != 1 || !cim_name_is(slot->name.name, "Name") || slot->value == NULL ||
	    slot->value->kind != MOF_VALUE_STRING) {
		mof_check_report(c, MOF_CHECK_NS_INSTANCE, raw->class_name.place,
		    "an instance of __Namespace sets Name, a string, and nothing else");
		return;
	}
	struct mof_literals ctx = { .arena = c->arena,
		.diags = c->diags,
		.mismatch = mof_check_id(MOF_CHECK_NS_INSTANCE),
		.what = "property",
		.name = CIM_STR("Name") };
	struct cim_str name, path, unused;
	enum cim_err err = mof_literal_string(&ctx, slot->value, &name);
	if (err == CIM_EINPUT || !mof_compile_ok(c, err))
		return;
	if (!cim_name_valid(name)) {
		mof_check_report(c, MOF_CHECK_NS_NAME, slot->value->place,
		    "'%.*s' is no name for a namespace: one identifier is wanted", MOF_SHOW(name));
		return;
	}
	/* Below one that has no name there is none; that was told where it stands. */
	if (ns->failed)
		return;
	char *text = arena_text(c->arena, ns->name.len + 1 + name.len);
	if (!mof_compile_ok(c, text == NULL ? CIM_ENOMEM : CIM_OK))
		return;
	memcpy(text, ns->name.ptr, ns->name.len);
	text[ns->name.len] = '/';
	memcpy(text + ns->name.len + 1, name.ptr, name.len);
	path = cim_str(text, ns->name.len + 1 + name.len);
	if (!mof_namespace_path(c, path, slot->value->place, &unused))
		return;
	struct mof_ns *made = mof_ns_get(c, path, slot->value->place);
	if (made != NULL) {
		made->known = made->made = true;
		made->made_order = ++c->order;
		mof_secure(c, raw, made);
	}
}

static void
collect_instance(struct mof_compiler *c, const struct mof_decl *decl, struct mof_ns *ns)
{
	const struct mof_instance *raw = decl->as.instance;
	if (!raw->is_value && cim_name_is(raw->class_name.name, "__Namespace")) {
		collect_namespace(c, raw, ns);
		return;
	}
	if (mof_is_secure(c, raw, ns))
		return;
	struct mof_inst *inst = NULL;
	bool good = !raw->is_value || mof_v3_sign(c, &raw->class_name, "value of",
	    MOF_CHECK_V3_VALUE, "\"value of\" is MOF 3; --dialect mof3 or auto reads it");
	if (good && raw->is_value && raw->alias.name.len == 0)
		mof_check_report(c, MOF_CHECK_VALUE_ALIAS, raw->class_name.place,
		    "a value without an alias is nobody's: value of %.*s as $alias",
		    MOF_SHOW(raw->class_name.name));
	if (good) {
		inst = mof_compile_new(c, struct mof_inst);
		if (inst == NULL)
			return;
		*inst = (struct mof_inst){ .ns = ns, .raw = raw, .decl = decl,
			.mode = c->instance_mode, .order = ++c->order };
		mof_list_add(&c->instance_list, inst);
	}
	collect_alias(c, &raw->alias, inst, NULL);
}

/* The namespace that a declaration names for itself, and its text: the next one's is the same. */
struct last_ns {
	struct cim_str text;
	struct mof_ns *ns;
};

static struct mof_ns *
decl_namespace(struct mof_compiler *c, const struct mof_value *value, struct last_ns *last)
{
	struct mof_literals ctx = { .arena = c->arena, .diags = c->diags,
		.mismatch = mof_check_id(MOF_CHECK_JSON_VALUE), .what = "key",
		.name = cim_str_from("namespace") };
	struct cim_str text, path;
	enum cim_err err = mof_literal_string(&ctx, value, &text);
	if (err == CIM_EINPUT || !mof_compile_ok(c, err))
		return &c->lost_ns;
	if (last->ns != NULL && cim_str_eq(last->text, text))
		return last->ns;
	struct mof_ns *ns = mof_namespace_path(c, text, value->place, &path) ?
	    mof_ns_get(c, path, value->place) : NULL;
	*last = (struct last_ns){ text, ns != NULL ? ns : &c->lost_ns };
	return last->ns;
}

/* One file with what it includes; the namespace at its end. */
static struct mof_ns *
collect_decls(struct mof_compiler *c, const struct mof_file *file, struct mof_ns *ns)
{
	struct last_ns last = { .ns = NULL };
	if (file->cut || (file->damaged && file->lost.count == 0))
		c->damaged = true;
	for (const struct mof_lost *lost = file->lost.first; lost != NULL; lost = lost->next) {
		struct mof_lost *copy = mof_compile_new(c, struct mof_lost);
		if (copy != NULL)
			copy->place = lost->place;
		mof_list_add(&c->lost, copy);
	}
	for (const struct mof_decl *decl = file->decls.first; decl != NULL && c->err == CIM_OK;
	     decl = decl->next) {
		struct mof_ns *here = decl->ns == NULL ? ns : decl_namespace(c, decl->ns, &last);
		switch (decl->kind) {
		case MOF_DECL_PRAGMA:
			if (!cim_name_is(decl->as.pragma->name.name, "include")) {
				ns = mof_pragma(c, decl->as.pragma, ns);
			} else if (decl->as.pragma->file != NULL) {
				/* Between "#" and the name of a pragma stands "pragma". */
				if (decl->as.pragma->name.place.at - decl->place.at < 7)
					mof_check_once(c, MOF_CHECK_WMI_INCLUDE, decl->place,
					    "#include is Microsoft's; DMTF's is #pragma include");
				uint8_t class_mode = c->class_mode, instance_mode = c->instance_mode;
				struct mof_ns *end = collect_decls(c, decl->as.pragma->file, ns);
				c->class_mode = class_mode;
				c->instance_mode = instance_mode;
				bool more =
				    decl->next != NULL && decl->next->kind != MOF_DECL_PRAGMA;
				if (end != ns && more && end != &c->lost_ns)
					mof_check_report(c, MOF_CHECK_NS_LEAK,
					    decl->as.pragma->name.place,
					    "the included file ends in namespace '%.*s'; here '%.*s' holds again",
					    MOF_SHOW(end->name), MOF_SHOW(ns->name));
			}
			break;
		case MOF_DECL_QUALIFIER_TYPE:
			collect_qualifier_type(c, decl, here);
			break;
		case MOF_DECL_CLASS:
			collect_class(c, decl, here);
			break;
		case MOF_DECL_ENUMERATION:
			collect_enumeration(c, decl, here);
			break;
		case MOF_DECL_INSTANCE:
			collect_instance(c, decl, here);
			break;
		}
	}
	return ns;
}

void
mof_collect_file(struct mof_compiler *c, const struct mof_file *file, struct mof_ns *ns)
{
	c->class_mode = c->unit->options.class_mode;
	c->instance_mode = c->unit->options.instance_mode;
	(void)collect_decls(c, file, ns);
}

/* Whether whoever makes lower makes upper too. */
static bool
is_above(const struct mof_ns *upper, const struct mof_ns *lower)
{
	size_t len = upper->name.len;
	return len < lower->name.len && lower->name.ptr[len] == '/' &&
	    cim_name_eq(cim_name(upper->name.ptr, len), cim_name(lower->name.ptr, len));
}

static bool
is_made_anyway(const struct mof_compiler *c, const struct mof_ns *ns)
{
	bool (*makes)(struct cim_str) = c->unit->options.makes_namespace;
	return makes != NULL && makes(ns->name);
}

/* A namespace that nobody makes is an error once the whole unit is known. */
void
mof_report_namespaces(struct mof_compiler *c)
{
	for (struct mof_ns *ns = c->ns_list.first; ns != NULL; ns = ns->next) {
		/* What nobody but a deletion names need not be there. */
		if (ns->known || ns->place.at == 0 || ns == c->default_ns ||
		    is_above(ns, c->default_ns) ||
		    c->unit->options.create_namespaces || is_made_anyway(c, ns))
			continue;
		ns->failed = true;
		mof_check_report(c, MOF_CHECK_NS_UNKNOWN, ns->place,
		    "namespace '%.*s' does not exist; --create-namespaces makes it",
		    MOF_SHOW(ns->name));
	}
}
