/* dialect.c: whose MOF a file is, DMTF's, one of Microsoft's two or MOF 3: signs that tell. */
#include "cim/system.h"
#include "mof/builtin.h"
#include "mof/said.h"

/*
 * Qualifiers that Microsoft's compiler knows and DMTF's schema does not declare. A file that uses
 * one without declaring it is Microsoft's: as DMTF's it would be refused.
 */
static const char *const words[] = { "Amendment", "CIMType", "ClassContext", "ClassRef",
	"DefaultScale", "Display", "DynProps", "Dynamic", "EventSources", "Guid", "HasClassRefs",
	"HelpContext", "ID", "Implemented", "Indexed", "InstanceContext", "InternalName", "Locale",
	"Lazy", "Not_Null", "PerfDefault", "PerfDetail", "PerfTimeFreq", "PerfTimeStamp",
	"CounterType", "BaseClass", "AssociationClass", "ToEnd", "Costly", "CreateBy", "DeleteBy",
	"EnumPrivileges", "Icon",
	"PrivilegesOverride", "MethodPrivileges",
	"NamespaceSecuritySDDL", "NotEx", "Optional", "Privileges", "PropertyContext", "Provider",
	"RequiresEncryption", "Singleton", "SubType", "SupportsCreate", "SupportsDelete",
	"SupportsUpdate", "UUID", "UnitsMask", "WMI", "WmiArrayRankInfo", "WmiComplexType",
	"WmiDataId", "WmiEnum", "WmiEventId", "WmiMarshalInfo", "WmiMethodId", "WmiSizeIs",
	"WmiTimeStamp", "WmiBigEndian", "EventType", "EventLevel", "EventTypeName", "Pointer",
	"PointerType", "StringTermination", "Format", "Extension", "PrinterDriver", "Fixed" };

/* Words of pragmas that no standard of DMTF has. */
static const char *const pragmas[] = { "autorecover", "classflags", "instanceflags", "deleteclass",
	"deleteinstance", "amendment" };

/* What only DSC's schemas carry. */
static const char *const dsc_words[] = { "ClassVersion", "FriendlyName" };

/* Why a file is in a dialect. */
struct sign {
	struct cim_place place;
	struct cim_name name;
	const char *what;
};

/* What the search for signs has at hand. */
struct search {
	struct mof_compiler *c;
	struct mof_ns *ns;
	struct cim_map known;		/* of words, and of DSC's */
	bool has_pragma;		/* the file has one of those pragmas */
	/* What was found, by dialect; nowhere: nothing. */
	struct sign signs[MOF_DIALECT_COUNT];
};

static void
found(struct search *s, enum mof_dialect dialect, const struct mof_name *name, const char *what)
{
	if (s->signs[dialect].place.at == 0)
		s->signs[dialect] = (struct sign){ name->place, name->name, what };
}

/* A name of the system's that nobody has declared. */
static bool
is_system(struct cim_name name)
{
	return name.len > 2 && name.ptr[0] == '_' && name.ptr[1] == '_';
}

bool
mof_is_system_class(const struct mof_cls *cls)
{
	return cls->missing && !cls->failed && is_system(cls->name);
}

/* Whether a name may be one of DSC's own classes: a quick look before the table. */
static bool
is_dsc(struct cim_name name)
{
	return name.len > 4 && (name.ptr[0] | 0x20) >= 'm' && (name.ptr[0] | 0x20) <= 'o' &&
	    mof_builtin_find(mof_builtin_dsc, name) != NULL;
}

/*
 * A class that the unit declares is the file's own. One that is stored may have come there by an
 * earlier file of this kind: the same file is to mean the same the second time.
 */
static void
in_class_name(struct search *s, const struct mof_name *name)
{
	bool system = is_system(name->name), dsc = !system && is_dsc(name->name);
	if (!system && !dsc)
		return;
	const struct mof_cls *cls = mof_class_get(s->c, s->ns, name->name, name->place);
	if (cls == NULL || (!cls->missing && !cls->from_scope))
		return;
	if (system && cls->from_scope && cim_system_find(s->ns->name, name->name) == NULL)
		return;
	found(s, dsc ? MOF_DIALECT_DSC : MOF_DIALECT_WMI, name,
	    dsc ? "DSC's own class" : "system class");
}

static bool
is_word(struct cim_name name, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (cim_name_is(name, list[i]))
			return true;
	}
	return false;
}

/* A qualifier that is declared nowhere, and looks as Microsoft's do. */
static void
in_qualifiers(struct search *s, const struct mof_list *quals)
{
	for (const struct mof_qualifier *q = quals->first; q != NULL; q = q->next) {
		struct cim_name name = q->name.name;
		bool known = cim_map_get(&s->known, name) != NULL;
		bool failed;
		if (cim_name_is(name, "OCL") &&
		    mof_qualifier_type_get(s->c, s->ns, name, &failed) == NULL && !failed)
			found(s, MOF_DIALECT_MOF3, &q->name, "undeclared qualifier");
		if (!known && q->flavors.count == 0 && !s->has_pragma &&
		    (s->c->flavor_defaults.used == 0 ||
		    cim_map_get(&s->c->flavor_defaults, name) == NULL))
			continue;
		bool declared = mof_qualifier_type_get(s->c, s->ns, name, &failed) != NULL;
		if (declared || (failed && !s->ns->failed))
			continue;
		bool dsc = is_word(name, dsc_words, sizeof(dsc_words) / sizeof(dsc_words[0]));
		found(s, dsc ? MOF_DIALECT_DSC : MOF_DIALECT_WMI, &q->name,
		    dsc ? "DSC's qualifier" : known ? "Microsoft's qualifier" :
		    q->flavors.count > 0 ? "flavors on undeclared qualifier" :
		    "undeclared qualifier");
	}
}

static void
in_class(struct search *s, const struct mof_class *raw)
{
	in_qualifiers(s, &raw->qualifiers);
	in_class_name(s, &raw->superclass);
	for (const struct mof_member *m = raw->members.first; m != NULL; m = m->next) {
		in_qualifiers(s, &m->qualifiers);
		for (const struct mof_member *p = m->parameters.first; p != NULL; p = p->next)
			in_qualifiers(s, &p->qualifiers);
	}
}

/* A resource of a configuration says which, and of which module, whatever its class. */
static bool
is_resource(const struct mof_instance *raw)
{
	bool resource = false, module = false;
	for (const struct mof_slot *slot = raw->slots.first; slot != NULL; slot = slot->next) {
		resource |= cim_name_is(slot->name.name, "ResourceID");
		module |= cim_name_is(slot->name.name, "ModuleName");
	}
	return resource && module;
}

static void
in_instance(struct search *s, const struct mof_instance *raw)
{
	in_qualifiers(s, &raw->qualifiers);
	in_class_name(s, &raw->class_name);
	for (const struct mof_slot *slot = raw->slots.first; slot != NULL; slot = slot->next)
		in_qualifiers(s, &slot->qualifiers);
	const struct mof_name *name = &raw->class_name;
	const struct mof_cls *cls = mof_class_get(s->c, s->ns, name->name, name->place);
	if (cls == NULL || (!cls->missing && !cls->from_scope))
		return;
	if (is_resource(raw))
		found(s, MOF_DIALECT_DSC, name, "resource of the class");
	else if (cls->cls != NULL && cim_qualifier_true(cls->cls->qualifiers, "Unchecked"))
		found(s, MOF_DIALECT_DSC, name, "unchecked class");
}

/* --- what a file says itself --- */

/* What the file, or one that includes it, says of a place of it; AUTO: nothing. */
static enum mof_dialect
said_by(const struct mof_source *source, uint32_t at)
{
	for (; source != NULL; at = source->included_at.at, source = source->parent) {
		const struct mof_saying *said =
		    source->said_count > 0 ? mof_said_at(source, at) : NULL;
		if (said != NULL)
			return (enum mof_dialect)said->dialect;
	}
	return MOF_DIALECT_AUTO;
}

static void
tell_said(struct mof_compiler *c, const struct mof_source *source)
{
	for (size_t i = 0; i < source->said_count; i++) {
		const struct mof_saying *said = &source->said[i];
		if (!said->unknown)
			mof_check_report(c, MOF_CHECK_DIALECT, said->place,
			    "dialect %s: the file says so",
			    mof_dialect_to_string((enum mof_dialect)said->dialect));
		else
			mof_check_report(c, MOF_CHECK_PRAGMA_UNKNOWN, said->place,
			    "this is no dialect: one of auto, dmtf, wmi, dsc, mof3");
	}
}

/* --- signs of MOF 3 --- */

bool
mof_v3_sign(struct mof_compiler *c, const struct mof_name *name, const char *what,
    enum mof_check refusal, const char *told)
{
	enum mof_dialect dialect = c->unit->options.dialect;
	if (dialect == MOF_DIALECT_MOF3)
		return true;
	if (dialect != MOF_DIALECT_AUTO) {
		mof_check_report(c, refusal, name->place, "%s", told);
		return false;
	}
	struct mof_source *source =
	    (struct mof_source *)(uintptr_t)mof_source_find(&c->unit->sources, name->place.at);
	dialect = said_by(source, name->place.at);
	if (dialect != MOF_DIALECT_AUTO && dialect != MOF_DIALECT_MOF3) {
		mof_check_report(c, refusal, name->place, "%s", told);
		return false;
	}
	if (source == NULL || dialect == MOF_DIALECT_MOF3 || source->dialect == MOF_DIALECT_MOF3)
		return true;
	source->dialect = MOF_DIALECT_MOF3;
	source->sign = name->place;
	source->sign_name = name->name;
	source->sign_what = what;
	return true;
}

/* A type that only MOF 3 has: one of its words, a structure, an enumeration. */
static void
v3_in_type(struct search *s, const struct mof_member *m)
{
	const struct mof_type *type = m->type;
	if (type == NULL || type->type != CIM_OBJECT)
		return;
	bool word = cim_name_is(type->name.name, "integer") ||
	    cim_name_is(type->name.name, "octetstring");
	struct mof_cls *cls = mof_class_get(s->c, s->ns, type->name.name, type->name.place);
	if (cls == NULL)
		return;
	if (word ? cls->missing : mof_is_structure(cls) || mof_is_enumeration(cls))
		found(s, MOF_DIALECT_MOF3, &type->name, "type");
}

/* A value that only MOF 3 writes: Enum.Name, value of. */
static void
v3_in_value(struct search *s, const struct mof_value *value, unsigned depth)
{
	if (value == NULL || depth > CIM_LIMIT_NESTING)
		return;
	if (value->kind == MOF_VALUE_MEMBER)
		found(s, MOF_DIALECT_MOF3, value->as.member.type, "element of");
	if (value->kind == MOF_VALUE_OBJECT && value->as.object->is_value)
		found(s, MOF_DIALECT_MOF3, &value->as.object->class_name, "value of");
	const struct mof_value *item =
	    value->kind == MOF_VALUE_ARRAY ? value->as.items.first : NULL;
	for (; item != NULL; item = item->next)
		v3_in_value(s, item, depth + 1);
	const struct mof_slot *slot =
	    value->kind == MOF_VALUE_OBJECT ? value->as.object->slots.first : NULL;
	for (; slot != NULL; slot = slot->next)
		v3_in_value(s, slot->value, depth + 1);
}

static void
v3_in_class(struct search *s, const struct mof_class *raw)
{
	if (raw->superclass.name.len > 0) {
		struct mof_cls *super =
		    mof_class_get(s->c, s->ns, raw->superclass.name, raw->superclass.place);
		if (super != NULL && mof_is_structure(super))
			found(s, MOF_DIALECT_MOF3, &raw->superclass, "superstructure");
	}
	for (const struct mof_member *m = raw->members.first; m != NULL; m = m->next) {
		v3_in_type(s, m);
		v3_in_value(s, m->value, 0);
		if (m->kind == MOF_METHOD && m->type_array != NULL)
			found(s, MOF_DIALECT_MOF3, &m->name, "array returned by");
		for (const struct mof_member *p = m->parameters.first; p != NULL; p = p->next) {
			v3_in_type(s, p);
			v3_in_value(s, p->value, 0);
		}
	}
}

static void
v3_in_instance(struct search *s, const struct mof_instance *raw)
{
	for (const struct mof_slot *slot = raw->slots.first; slot != NULL; slot = slot->next)
		v3_in_value(s, slot->value, 0);
}

/* --- files --- */

/*
 * What was found in a part of a file: DSC's signs count for more than WMI's, as DSC takes all that
 * WMI does, and MOF 3's for more than those, as nobody else can read them. The sign stays with the
 * source until all of the file was seen.
 */
static void
decide(struct search *s, struct mof_source *source)
{
	for (enum mof_dialect d = MOF_DIALECT_WMI; d <= MOF_DIALECT_MOF3; d++) {
		if (s->signs[d].place.at != 0 && source->dialect < d) {
			source->dialect = (uint8_t)d;
			source->sign = s->signs[d].place;
			source->sign_name = s->signs[d].name;
			source->sign_what = s->signs[d].what;
		}
		s->signs[d].place.at = 0;
	}
}

static void
tell_signs(struct mof_compiler *c)
{
	for (size_t i = 0; i < c->unit->sources.count; i++) {
		const struct mof_source *source = c->unit->sources.list[i];
		if (source->sign.at != 0)
			mof_check_report(c, MOF_CHECK_DIALECT, source->sign, "dialect %s: %s '%.*s'",
			    mof_dialect_to_string((enum mof_dialect)source->dialect),
			    source->sign_what, MOF_SHOW(source->sign_name));
		tell_said(c, source);
	}
}

/* The source of a place; mostly it is the one of the place before. */
static struct mof_source *
source_of(struct mof_compiler *c, struct mof_source *last, struct cim_place place)
{
	if (last != NULL && place.at >= last->base && place.at - last->base <= last->size)
		return last;
	return (struct mof_source *)(uintptr_t)mof_source_find(&c->unit->sources, place.at);
}

/* Files with one of Microsoft's pragmas; what they include is text of theirs. */
static void
note_pragmas(struct mof_compiler *c, const struct mof_file *file)
{
	for (const struct mof_decl *decl = file->decls.first; decl != NULL; decl = decl->next) {
		if (decl->kind != MOF_DECL_PRAGMA)
			continue;
		const struct mof_pragma *pragma = decl->as.pragma;
		if (pragma->file != NULL)
			note_pragmas(c, pragma->file);
		else if (is_word(pragma->name.name, pragmas, sizeof(pragmas) / sizeof(pragmas[0])))
			file->source->wmi_pragma = true;
	}
}

static void
search_all(struct search *s)
{
	struct mof_compiler *c = s->c;
	struct mof_source *at = NULL;
	for (const struct mof_cls *cls = c->class_list.first; cls != NULL && c->err == CIM_OK;
	     cls = cls->next) {
		at = source_of(c, at, cls->place);
		s->ns = cls->ns;
		s->has_pragma = at != NULL && at->wmi_pragma;
		if (at == NULL || at->dialect == MOF_DIALECT_MOF3 || cls->raw == NULL ||
		    said_by(at, cls->place.at) != MOF_DIALECT_AUTO)
			continue;
		in_class(s, cls->raw);
		v3_in_class(s, cls->raw);
		decide(s, at);
	}
	for (const struct mof_inst *inst = c->instance_list.first; inst != NULL && c->err == CIM_OK;
	     inst = inst->next) {
		at = source_of(c, at, inst->raw->class_name.place);
		s->ns = inst->ns;
		s->has_pragma = at != NULL && at->wmi_pragma;
		if (at == NULL || at->dialect == MOF_DIALECT_DSC ||
		    said_by(at, inst->raw->class_name.place.at) != MOF_DIALECT_AUTO)
			continue;
		in_instance(s, inst->raw);
		v3_in_instance(s, inst->raw);
		decide(s, at);
	}
}

/* The dialect at a place of a file: what it says, its own signs, or those of one that includes it. */
static enum mof_dialect
dialect_of(const struct mof_compiler *c, const struct mof_source *source, struct cim_place place)
{
	if (source != NULL && source->builtin)
		return (enum mof_dialect)source->dialect;
	if (c->unit->options.dialect != MOF_DIALECT_AUTO)
		return c->unit->options.dialect;
	enum mof_dialect said = said_by(source, place.at);
	if (said != MOF_DIALECT_AUTO)
		return said;
	while (source != NULL && source->dialect == MOF_DIALECT_AUTO)
		source = source->parent;
	return source != NULL ? (enum mof_dialect)source->dialect : MOF_DIALECT_DMTF;
}

static void
know(struct search *s, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		(void)mof_compile_ok(s->c, cim_map_set(&s->known, s->c->arena,
		    cim_name_from(list[i]), (void *)(uintptr_t)list[i]));
}

enum mof_dialect
mof_dialect_at(const struct mof_compiler *c, struct cim_place place)
{
	return dialect_of(c, mof_source_find(&c->unit->sources, place.at), place);
}

void
mof_decide_dialects(struct mof_compiler *c)
{
	enum mof_dialect dialect = c->unit->options.dialect;
	if (dialect == MOF_DIALECT_DMTF)
		return;
	struct search s = { .c = c };
	know(&s, words, sizeof(words) / sizeof(words[0]));
	know(&s, dsc_words, sizeof(dsc_words) / sizeof(dsc_words[0]));
	const struct mof_list *files[] = { &c->unit->files, &c->unit->found };
	for (size_t i = 0; i < 2 && dialect == MOF_DIALECT_AUTO; i++) {
		for (const struct mof_file *f = files[i]->first; f != NULL; f = f->next)
			note_pragmas(c, f);
	}
	if (c->err == CIM_OK && dialect == MOF_DIALECT_AUTO) {
		search_all(&s);
		tell_signs(c);
	}
	struct mof_source *at = NULL;
	for (struct mof_cls *cls = c->class_list.first; cls != NULL; cls = cls->next) {
		at = source_of(c, at, cls->place);
		cls->dialect = dialect_of(c, at, cls->place);
	}
	for (struct mof_inst *inst = c->instance_list.first; inst != NULL; inst = inst->next) {
		at = source_of(c, at, inst->raw->class_name.place);
		inst->dialect = dialect_of(c, at, inst->raw->class_name.place);
	}
}
