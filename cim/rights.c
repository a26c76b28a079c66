/* rights.c: the rights of a namespace: what a descriptor must be, passes on, and grants. */
#include "cim/rights.h"

#include <string.h>

#include "cim/sddl.h"

const struct cim_right cim_rights[] = {
	{ CIM_RIGHT_ENABLE, "WBEM_ENABLE", "read" },
	{ CIM_RIGHT_METHOD_EXECUTE, "WBEM_METHOD_EXECUTE", "execute" },
	{ CIM_RIGHT_FULL_WRITE_REP, "WBEM_FULL_WRITE_REP", "write" },
	{ CIM_RIGHT_PARTIAL_WRITE_REP, "WBEM_PARTIAL_WRITE_REP", "write-instances" },
	{ CIM_RIGHT_WRITE_PROVIDER, "WBEM_WRITE_PROVIDER", "write-provider" },
	{ CIM_RIGHT_REMOTE_ACCESS, "WBEM_REMOTE_ACCESS", "remote" },
	{ CIM_RIGHT_SUBSCRIBE, "WBEM_RIGHT_SUBSCRIBE", "subscribe" },
	{ CIM_RIGHT_PUBLISH, "WBEM_RIGHT_PUBLISH", "publish" },
	{ CIM_RIGHT_READ_CONTROL, "READ_CONTROL", "read-security" },
	{ CIM_RIGHT_WRITE_DAC, "WRITE_DAC", "edit-security" },
	{ 0, NULL, NULL }
};

const char *
cim_right_name(uint32_t bit)
{
	const struct cim_right *right = cim_rights;
	while (right->name != NULL && (right->bit & bit) == 0)
		right++;
	return right->name == NULL ? "?" : right->name;
}

static bool
is_word(struct cim_str text, const char *word)
{
	return cim_name_is(cim_name(text.ptr, text.len), word);
}

static bool
word_bits(struct cim_str word, uint32_t *bits)
{
	if (is_word(word, "all")) {
		*bits |= CIM_RIGHTS_ADMINISTRATOR;
		return true;
	}
	for (const struct cim_right *right = cim_rights; right->name != NULL; right++) {
		const char *bare = strncmp(right->name, "WBEM_", 5) == 0 ? right->name + 5 :
		    right->name;
		if (!is_word(word, right->word) && !is_word(word, right->name) && !is_word(word, bare))
			continue;
		*bits |= right->bit;
		if (right->bit == CIM_RIGHT_FULL_WRITE_REP)
			*bits |= CIM_RIGHT_PARTIAL_WRITE_REP | CIM_RIGHT_WRITE_PROVIDER;
		return true;
	}
	return false;
}

enum cim_err
cim_rights_parse(struct cim_str text, uint32_t *out, struct cim_str *bad)
{
	*out = 0;
	for (size_t at = 0, end; at <= text.len; at = end + 1) {
		for (end = at; end < text.len && text.ptr[end] != ','; end++)
			;
		struct cim_str word = cim_str(text.ptr + at, end - at);
		if (!word_bits(word, out)) {
			*bad = word;
			return CIM_EINVAL;
		}
	}
	return CIM_OK;
}

enum cim_err
cim_descriptor_default(struct arena *arena, struct cim_descriptor *out)
{
	struct cim_sddl_fault fault;
	return cim_sddl_parse(arena, CIM_STR(CIM_SDDL_DEFAULT), out, &fault);
}

/* ---- What it must be ---------------------------------------------------------- */

/* NULL: nothing is wrong with it. */
static const char *
ace_wrong(const struct cim_ace *ace, bool audit)
{
	const uint32_t with = CIM_RIGHT_PARTIAL_WRITE_REP | CIM_RIGHT_WRITE_PROVIDER;
	unsigned known = audit ? 0xdfu : 0x1fu;
	if (audit ? ace->type != CIM_ACE_AUDIT : ace->type > CIM_ACE_DENY)
		return "an entry of a DACL allows or denies, and one of a SACL audits";
	if ((ace->flags & ~known) != 0)
		return "an entry has a flag that is not OI, CI, NP, IO or ID";
	if ((ace->mask & ~CIM_RIGHTS_ALL) != 0)
		return "an entry has a bit that is no right of a namespace; those are 0x600ff";
	if ((ace->mask & CIM_RIGHT_FULL_WRITE_REP) != 0 && (ace->mask & with) != with)
		return "an entry has FULL_WRITE_REP (0x4) without PARTIAL_WRITE_REP (0x8) and "
		    "WRITE_PROVIDER (0x10)";
	if ((ace->flags & CIM_ACE_INHERIT_ONLY) != 0 &&
	    (ace->flags & CIM_ACE_CONTAINER_INHERIT) == 0)
		return "an entry has INHERIT_ONLY (IO) without CONTAINER_INHERIT (CI)";
	return NULL;
}

static const char *
acl_wrong(const struct cim_acl *acl, bool audit)
{
	const char *why = NULL;
	for (uint32_t i = 0; i < acl->count && why == NULL; i++)
		why = ace_wrong(&acl->aces[i], audit);
	return why;
}

enum cim_err
cim_descriptor_check(const struct cim_descriptor *sd, const char **why)
{
	*why = NULL;
	if (!sd->has_owner || !sd->has_group)
		*why = "owner (O:) and group (G:) are wanted";
	else if (!sd->dacl.present || sd->dacl.null)
		*why = "a DACL (D:) is wanted";
	else
		*why = acl_wrong(&sd->dacl, false);
	if (*why == NULL)
		*why = acl_wrong(&sd->sacl, true);
	return *why == NULL ? CIM_OK : CIM_EINVAL;
}

static int
rank(const struct cim_ace *ace)
{
	return ((ace->flags & CIM_ACE_INHERITED) != 0 ? 2 : 0) + (ace->type == CIM_ACE_ALLOW);
}

bool
cim_descriptor_is_normal(const struct cim_descriptor *sd)
{
	for (uint32_t i = 1; i < sd->dacl.count; i++) {
		if (rank(&sd->dacl.aces[i - 1]) > rank(&sd->dacl.aces[i]))
			return false;
	}
	return sd->control == 0;
}

/* Four ranks, four passes: each takes those of its rank out of the whole list, in order. */
static void
take_rank(struct cim_acl *acl, uint32_t *done, int which)
{
	for (uint32_t i = *done; i < acl->count; i++) {
		struct cim_ace ace = acl->aces[i];
		if (rank(&ace) != which)
			continue;
		memmove(&acl->aces[*done + 1], &acl->aces[*done], (i - *done) * sizeof(ace));
		acl->aces[(*done)++] = ace;
	}
}

void
cim_descriptor_normalize(struct cim_descriptor *sd)
{
	uint32_t done = 0;
	sd->control = 0;
	if (cim_descriptor_is_normal(sd))
		return;
	for (int which = 0; which < 4; which++)
		take_rank(&sd->dacl, &done, which);
}

/* ---- What it passes on -------------------------------------------------------- */

static void
pass_on(struct cim_acl *to, const struct cim_ace *ace, const struct cim_sid *user,
    const struct cim_sid *group)
{
	bool creator = ace->sid.authority == 3 && ace->sid.count == 1 && ace->sid.parts[0] <= 1;
	uint8_t last = (ace->flags & CIM_ACE_NO_PROPAGATE) != 0 ?
	    CIM_ACE_CONTAINER_INHERIT | CIM_ACE_NO_PROPAGATE | CIM_ACE_OBJECT_INHERIT : 0;
	if ((ace->flags & CIM_ACE_CONTAINER_INHERIT) == 0)
		return;
	struct cim_ace *now = &to->aces[to->count++];
	*now = *ace;
	now->flags = (uint8_t)((ace->flags & ~(CIM_ACE_INHERIT_ONLY | last)) | CIM_ACE_INHERITED);
	if (!creator)
		return;
	/* The creator's own, and the entry itself for those who create below. */
	now->sid = ace->sid.parts[0] == 0 ? *user : *group;
	now->flags &= (uint8_t)~(CIM_ACE_CONTAINER_INHERIT | CIM_ACE_OBJECT_INHERIT);
	if (last != 0)
		return;
	now = &to->aces[to->count++];
	*now = *ace;
	now->flags |= CIM_ACE_INHERIT_ONLY | CIM_ACE_INHERITED;
}

enum cim_err
cim_descriptor_inherit(struct arena *arena, const struct cim_descriptor *parent,
    const struct cim_sid *user, const struct cim_sid *group, struct cim_descriptor *out)
{
	*out = (struct cim_descriptor){ .has_owner = parent->has_owner,
		.has_group = parent->has_group, .owner = parent->owner, .group = parent->group };
	const struct cim_acl *from[2] = { &parent->dacl, &parent->sacl };
	struct cim_acl *to[2] = { &out->dacl, &out->sacl };
	for (int k = 0; k < 2; k++) {
		to[k]->aces = arena_calloc(arena, 2 * (size_t)from[k]->count, sizeof(to[k]->aces[0]));
		if (to[k]->aces == NULL)
			return CIM_ENOMEM;
		for (uint32_t i = 0; i < from[k]->count; i++)
			pass_on(to[k], &from[k]->aces[i], user, group);
		to[k]->present = k == 0 || to[k]->count > 0;
	}
	cim_descriptor_normalize(out);
	return CIM_OK;
}

/* ---- What it grants ------------------------------------------------------------ */

static bool
token_has(const struct cim_token *token, const struct cim_sid *sid)
{
	for (size_t i = 0; i < token->count; i++) {
		if (cim_sid_eq(&token->sids[i], sid))
			return true;
	}
	return false;
}

uint32_t
cim_descriptor_rights(const struct cim_descriptor *sd, const struct cim_token *token)
{
	uint32_t granted = 0, denied = 0;
	if (sd->has_owner && token_has(token, &sd->owner))
		granted = CIM_RIGHT_READ_CONTROL | CIM_RIGHT_WRITE_DAC;
	for (uint32_t i = 0; i < sd->dacl.count; i++) {
		const struct cim_ace *ace = &sd->dacl.aces[i];
		if ((ace->flags & CIM_ACE_INHERIT_ONLY) != 0 || !token_has(token, &ace->sid))
			continue;
		if (ace->type == CIM_ACE_ALLOW)
			granted |= ace->mask & ~denied;
		else
			denied |= ace->mask & ~granted;
	}
	return granted;
}
