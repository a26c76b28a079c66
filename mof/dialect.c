/* dialect.c: whose MOF a file is: DMTF's or Microsoft's, and what the latter takes besides. */
#include "mof/compile.h"

/*
 * Qualifiers that Microsoft's compiler knows and DMTF's schema does not declare. A file that uses
 * one without declaring it is Microsoft's: as DMTF's it would be refused.
 */
static const char *const words[] = { "Amendment", "CIMType", "ClassContext", "ClassRef",
	"DefaultScale", "Display", "DynProps", "Dynamic", "EventSources", "Guid", "HasClassRefs",
	"HelpContext", "ID", "Implemented", "Indexed", "InstanceContext", "InternalName", "Locale",
	"Lazy", "Not_Null", "PerfDefault", "PerfDetail", "PerfTimeFreq", "PerfTimeStamp",
	"CounterType", "BaseClass", "Costly", "CreateBy", "DeleteBy", "EnumPrivileges", "Icon",
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

/* What the search for signs has at hand. */
struct search {
	struct mof_compiler *c;
	struct mof_ns *ns;
	struct cim_map known;		/* of words */
	bool has_pragma;		/* the file has one of those pragmas */
	struct cim_place place;		/* of the sign found; nowhere: none */
	struct cim_name name;
	const char *what;
};

static bool
found(struct search *s, const struct mof_name *name, const char *what)
{
	s->place = name->place;
	s->name = name->name;
	s->what = what;
	return true;
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
	return cls->missing && is_system(cls->name);
}

static bool
in_class_name(struct search *s, const struct mof_name *name)
{
	if (!is_system(name->name))
		return false;
	struct mof_cls *cls = mof_class_get(s->c, s->ns, name->name, name->place);
	return cls != NULL && cls->missing && found(s, name, "system class");
}

/* A qualifier that is declared nowhere, and looks as Microsoft's do. */
static bool
in_qualifiers(struct search *s, const struct mof_list *quals)
{
	for (const struct mof_qualifier *q = quals->first; q != NULL; q = q->next) {
		struct cim_name name = q->name.name;
		bool known = cim_map_get(&s->known, name) != NULL;
		bool failed;
		if (!known && q->flavors.count == 0 && !s->has_pragma &&
		    (s->c->flavor_defaults.used == 0 ||
		    cim_map_get(&s->c->flavor_defaults, name) == NULL))
			continue;
		bool declared = mof_qualifier_type_get(s->c, s->ns, name, &failed) != NULL;
		if (declared || (failed && !s->ns->failed))
			continue;
		return found(s, &q->name, known ? "Microsoft's qualifier" :
		    q->flavors.count > 0 ? "flavors on undeclared qualifier" :
		    "undeclared qualifier");
	}
	return false;
}

static bool
in_class(struct search *s, const struct mof_class *raw)
{
	if (in_qualifiers(s, &raw->qualifiers) || in_class_name(s, &raw->superclass))
		return true;
	for (const struct mof_member *m = raw->members.first; m != NULL; m = m->next) {
		if (in_qualifiers(s, &m->qualifiers))
			return true;
		for (const struct mof_member *p = m->parameters.first; p != NULL; p = p->next) {
			if (in_qualifiers(s, &p->qualifiers))
				return true;
		}
	}
	return false;
}

static bool
in_instance(struct search *s, const struct mof_instance *raw)
{
	if (in_qualifiers(s, &raw->qualifiers) || in_class_name(s, &raw->class_name))
		return true;
	for (const struct mof_slot *slot = raw->slots.first; slot != NULL; slot = slot->next) {
		if (in_qualifiers(s, &slot->qualifiers))
			return true;
	}
	return false;
}

/* --- files --- */

/* The file is Microsoft's; told with the sign that says so. */
static void
decide(struct search *s, struct mof_source *source)
{
	source->dialect = MOF_DIALECT_WMI;
	mof_check_report(s->c, MOF_CHECK_DIALECT, s->place, "dialect wmi: %s '%.*s'", s->what,
	    MOF_SHOW(s->name));
	s->place = (struct cim_place){ 0, 0 };
}

/* The source of a place; mostly it is the one of the place before. */
static struct mof_source *
source_of(struct mof_compiler *c, struct mof_source *last, struct cim_place place)
{
	if (last != NULL && place.at >= last->base && place.at - last->base <= last->size)
		return last;
	return (struct mof_source *)(uintptr_t)mof_source_find(&c->unit->sources, place.at);
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
		if (at != NULL && at->dialect == MOF_DIALECT_AUTO && cls->raw != NULL && in_class(s, cls->raw))
			decide(s, at);
	}
	for (const struct mof_inst *inst = c->instance_list.first; inst != NULL && c->err == CIM_OK;
	     inst = inst->next) {
		at = source_of(c, at, inst->raw->class_name.place);
		s->ns = inst->ns;
		s->has_pragma = at != NULL && at->wmi_pragma;
		if (at != NULL && at->dialect == MOF_DIALECT_AUTO && in_instance(s, inst->raw))
			decide(s, at);
	}
}

/* The dialect of a file, by its own signs, or by those of one that includes it. */
static enum mof_dialect
dialect_of(const struct mof_compiler *c, const struct mof_source *source)
{
	if (c->unit->options.dialect != MOF_DIALECT_AUTO)
		return c->unit->options.dialect;
	while (source != NULL && source->dialect == MOF_DIALECT_AUTO)
		source = source->parent;
	return source != NULL ? (enum mof_dialect)source->dialect : MOF_DIALECT_DMTF;
}

void
mof_decide_dialects(struct mof_compiler *c)
{
	enum mof_dialect dialect = c->unit->options.dialect;
	if (dialect == MOF_DIALECT_DMTF)
		return;
	struct search s = { .c = c };
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		(void)mof_compile_ok(c, cim_map_set(&s.known, c->arena, cim_name_from(words[i]),
		    (void *)(uintptr_t)words[i]));
	const struct mof_list *files[] = { &c->unit->files, &c->unit->found };
	for (size_t i = 0; i < 2 && dialect == MOF_DIALECT_AUTO; i++) {
		for (const struct mof_file *f = files[i]->first; f != NULL; f = f->next)
			note_pragmas(c, f);
	}
	if (c->err == CIM_OK && dialect == MOF_DIALECT_AUTO)
		search_all(&s);
	struct mof_source *at = NULL;
	for (struct mof_cls *cls = c->class_list.first; cls != NULL; cls = cls->next) {
		at = source_of(c, at, cls->place);
		cls->dialect = dialect_of(c, at);
	}
	for (struct mof_inst *inst = c->instance_list.first; inst != NULL; inst = inst->next) {
		at = source_of(c, at, inst->raw->class_name.place);
		inst->dialect = dialect_of(c, at);
	}
}
