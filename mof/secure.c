/* secure.c: what a unit says of the security of namespaces: descriptors in SDDL, and encryption. */
#include "cim/rights.h"
#include "cim/sddl.h"
#include "mof/compile.h"
#include "mof/literal.h"

/* A qualifier of these two names, or NULL. The last one holds. */
static const struct mof_qualifier *
find(const struct mof_instance *raw, const char *name)
{
	const struct mof_qualifier *found = NULL;
	for (const struct mof_qualifier *q = raw->qualifiers.first; q != NULL; q = q->next) {
		if (cim_name_eq(q->name.name, cim_name_from_text(name)))
			found = q;
	}
	return found;
}

/* A character of a string's text, where the text is a slice of the source: else all of it. */
static struct cim_place
place_in(const struct mof_value *value, struct cim_str text, size_t at)
{
	struct cim_place place = value->place;
	if (place.len != text.len + 2 || at >= text.len)
		return place;
	place.at += 1 + (uint32_t)at;
	place.len = 1;
	return place;
}

/* The text becomes a descriptor; it is not kept. */
static void
read_descriptor(struct mof_compiler *c, const struct mof_qualifier *q,
    struct cim_namespace_security *security)
{
	struct mof_literals ctx = { .arena = c->arena, .diags = c->diags,
		.mismatch = mof_check_id(MOF_CHECK_NS_SECURITY), .what = "qualifier",
		.name = CIM_STR("NamespaceSecuritySDDL") };
	struct cim_descriptor *sd = mof_compile_new(c, struct cim_descriptor);
	struct cim_sddl_fault fault = { 0 };
	struct cim_str text;
	const char *why;
	if (q->value == NULL || q->value->kind != MOF_VALUE_STRING) {
		mof_check_report(c, MOF_CHECK_NS_SECURITY, q->place,
		    "NamespaceSecuritySDDL has a string: a security descriptor in SDDL");
		return;
	}
	enum cim_err err = mof_literal_string(&ctx, q->value, &text);
	if (sd == NULL || err == CIM_EINPUT || !mof_compile_ok(c, err))
		return;
	err = cim_sddl_parse(c->arena, text, sd, &fault);
	if (err == CIM_EINVAL) {
		mof_check_report(c, MOF_CHECK_NS_SECURITY, place_in(q->value, text, fault.at),
		    "character %zu of the SDDL: %s", fault.at + 1, fault.why);
		return;
	}
	if (!mof_compile_ok(c, err))
		return;
	if (cim_descriptor_check(sd, &why) != CIM_OK) {
		mof_check_report(c, MOF_CHECK_NS_SECURITY, q->value->place,
		    "no security descriptor for a namespace: %s (WBEM_E_INVALID_PARAMETER)", why);
		return;
	}
	cim_descriptor_normalize(sd);
	security->sd = sd;
}

static void
read_encryption(struct mof_compiler *c, const struct mof_qualifier *q,
    struct cim_namespace_security *security)
{
	struct mof_literals ctx = { .arena = c->arena, .diags = c->diags,
		.mismatch = mof_check_id(MOF_CHECK_NS_SECURITY), .what = "qualifier",
		.name = CIM_STR("RequiresEncryption") };
	struct cim_value value = { .as.boolean = true };
	if (q->value != NULL) {
		enum cim_err err = mof_literal(&ctx, q->value, CIM_BOOLEAN, &value);
		if (err == CIM_EINPUT || !mof_compile_ok(c, err))
			return;
	}
	security->encryption_said = true;
	security->encryption = !value.is_null && value.as.boolean;
}

void
mof_secure(struct mof_compiler *c, const struct mof_instance *raw, struct mof_ns *ns)
{
	const struct mof_qualifier *sddl = find(raw, "NamespaceSecuritySDDL");
	const struct mof_qualifier *encryption = find(raw, "RequiresEncryption");
	if ((sddl == NULL && encryption == NULL) || ns->failed)
		return;
	if (ns->security == NULL)
		ns->security = mof_compile_new(c, struct cim_namespace_security);
	if (ns->security == NULL)
		return;
	if (sddl != NULL)
		read_descriptor(c, sddl, ns->security);
	if (encryption != NULL)
		read_encryption(c, encryption, ns->security);
}

bool
mof_is_secure(struct mof_compiler *c, const struct mof_instance *raw, struct mof_ns *ns)
{
	if (raw->is_value || !cim_name_is(raw->class_name.name, "__SystemSecurity") ||
	    (find(raw, "NamespaceSecuritySDDL") == NULL && find(raw, "RequiresEncryption") == NULL))
		return false;
	if (raw->slots.count > 0)
		mof_check_report(c, MOF_CHECK_NS_SECURITY, raw->class_name.place,
		    "an instance of __SystemSecurity sets nothing: its qualifiers say all");
	mof_secure(c, raw, ns);
	return true;
}
