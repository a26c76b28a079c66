/* secure.c: the security of namespaces as instances that say it, to be compiled again. */
#include "config.h"

#include "cli/secure.h"

#include <string.h>

#include "cim/sddl.h"

static struct cim_qualifier *
add(struct cim_qualifier *list, uint32_t *count, const char *name, struct cim_value value)
{
	struct cim_qualifier *q = &list[(*count)++];
	*q = (struct cim_qualifier){ .name = cim_name_from_text(name), .value = value,
		.flavors = CIM_FLAVOR_OVERRIDE | CIM_FLAVOR_TOSUBCLASS };
	return q;
}

const struct cim_instance *
secure_instance(struct arena *arena, struct cim_str name, const struct cim_namespace_security *said)
{
	struct cim_instance *inst = arena_new(arena, struct cim_instance);
	struct cim_qualifier *quals = arena_calloc(arena, 2, sizeof(*quals));
	struct cim_instance_property *prop = arena_new(arena, struct cim_instance_property);
	struct bytes_writer w = { 0 };
	uint32_t count = 0;
	if (inst == NULL || quals == NULL || prop == NULL)
		return NULL;
	if (said->sd != NULL) {
		cim_sddl_print(&w, said->sd);
		char *text = w.err != CIM_OK ? NULL : arena_copy(arena, w.buf, w.len);
		size_t len = w.len;
		bytes_writer_free(&w);
		if (text == NULL)
			return NULL;
		add(quals, &count, "NamespaceSecuritySDDL", (struct cim_value){
		    .type = CIM_STRING, .as.string = cim_str(text, len) });
	}
	if (said->encryption_said)
		add(quals, &count, "RequiresEncryption", (struct cim_value){
		    .type = CIM_BOOLEAN, .as.boolean = said->encryption });
	*prop = (struct cim_instance_property){ .name = cim_name_from_text("Name"),
		.value = { .type = CIM_STRING, .as.string = name } };
	*inst = (struct cim_instance){
		.class_name = cim_name_from_text(name.len > 0 ? "__Namespace" : "__SystemSecurity"),
		.qualifiers = { quals, count }, .properties = prop,
		.property_count = name.len > 0 };
	return inst;
}

/* Its place behind the last slash; 0: it has no parent. */
static size_t
leaf_at(struct cim_str ns)
{
	size_t at = ns.len;
	while (at > 0 && ns.ptr[at - 1] != '/')
		at--;
	return at;
}

/* Whether a namespace has what it would get by itself when it is made again. */
static enum cim_err
look(struct printer *p, struct cim_str ns, struct repo_security *own, bool *plain)
{
	struct repo_security made = { .is_default = true };
	size_t at = leaf_at(ns);
	enum cim_err err = repo_security_get(p->reader, &p->scratch, ns, own);
	if (err == CIM_OK && at > 0)
		err = repo_security_passed_on(
		    p->reader, &p->scratch, cim_str(ns.ptr, at - 1), &made);
	*plain = err == CIM_OK && own->is_default && made.is_default;
	return err;
}

static enum cim_err
print_in(struct printer *p, struct cim_str name, const struct cim_namespace_security *said)
{
	struct signs *signs = p->signs;
	const struct cim_instance *inst = secure_instance(&p->arena, name, said);
	if (inst == NULL)
		return CIM_ENOMEM;
	/* It is the same in every dialect. */
	p->signs = NULL;
	enum cim_err err = print_instance(p, inst, CIM_STR("__SystemSecurity=@"));
	p->signs = signs;
	return err;
}

enum cim_err
secure_print(struct printer *p, struct cim_str ns, bool *withheld)
{
	struct repo_security own = { .requires_encryption = false };
	struct arena_mark mark = arena_mark(&p->scratch), kept = arena_mark(&p->arena);
	bool plain = true;
	size_t at = leaf_at(ns);
	enum cim_err err = look(p, ns, &own, &plain);
	if (err == CIM_EDENIED) {
		*withheld = true;
		own.requires_encryption = false;
		plain = true;
		err = CIM_OK;
	}
	struct cim_namespace_security said = { .sd = plain ? NULL : &own.sd,
		.encryption_said = own.requires_encryption, .encryption = true };
	/* Where Microsoft has it: in the namespace above, where there is one. */
	if (err == CIM_OK && !plain && at > 0 && p->format == FORMAT_MOF) {
		struct cim_namespace_security descriptor = { .sd = said.sd };
		err = print_namespace(p, cim_str(ns.ptr, at - 1));
		if (err == CIM_OK)
			err = print_in(p, cim_str(ns.ptr + at, ns.len - at), &descriptor);
		said.sd = NULL;
	}
	if (err == CIM_OK)
		err = print_namespace(p, ns);
	if (err == CIM_OK && (said.sd != NULL || said.encryption_said))
		err = print_in(p, CIM_STR(""), &said);
	arena_rewind(&p->arena, kept);
	arena_rewind(&p->scratch, mark);
	return err;
}
