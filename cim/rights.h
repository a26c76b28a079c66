/* rights.h: the rights of a namespace: what a descriptor must be, passes on, and grants. */
#ifndef CIM_RIGHTS_H
#define CIM_RIGHTS_H

#include "cim/descriptor.h"
#include "cim/name.h"

/* Namespace Access Rights Constants (wbemcli.h's WBEM_...; the last two are standard rights). */
#define CIM_RIGHT_ENABLE 0x1u
#define CIM_RIGHT_METHOD_EXECUTE 0x2u
#define CIM_RIGHT_FULL_WRITE_REP 0x4u
#define CIM_RIGHT_PARTIAL_WRITE_REP 0x8u
#define CIM_RIGHT_WRITE_PROVIDER 0x10u
#define CIM_RIGHT_REMOTE_ACCESS 0x20u
#define CIM_RIGHT_SUBSCRIBE 0x40u
#define CIM_RIGHT_PUBLISH 0x80u
#define CIM_RIGHT_READ_CONTROL 0x20000u
#define CIM_RIGHT_WRITE_DAC 0x40000u
#define CIM_RIGHTS_ALL 0x600ffu
#define CIM_RIGHTS_ADMINISTRATOR 0x6003fu	/* what an administrator has */

/* Each right's name, a plain word for it, its bit; ends with a name that is NULL. */
struct cim_right {
	uint32_t bit;
	const char *name;	/* "WBEM_ENABLE" */
	const char *word;	/* "read" */
};
extern const struct cim_right cim_rights[];
/* The name of the lowest bit. */
const char *cim_right_name(uint32_t bit);
/*
 * Words (or names) with commas between, "all", or a number, to bits; what goes with another comes
 * along: write brings write-instances and write-provider. CIM_EINVAL: *bad is the word.
 */
enum cim_err cim_rights_parse(struct cim_str text, uint32_t *rights, struct cim_str *bad);

/* What a namespace without a descriptor of its own has (doc/security.txt says why it is this). */
#define CIM_SDDL_DEFAULT \
	"O:BAG:BAD:(A;CI;0x6003f;;;BA)(A;CI;0x13;;;AU)(A;CI;0x13;;;LS)(A;CI;0x13;;;NS)"
enum cim_err cim_descriptor_default(struct arena *arena, struct cim_descriptor *out);

/*
 * Whether a namespace can have it, as __SystemSecurity.SetSD asks: owner, group and a DACL; known
 * types, flags and bits alone; FULL_WRITE_REP with PARTIAL_WRITE_REP and WRITE_PROVIDER; INHERIT_ONLY
 * with CONTAINER_INHERIT. CIM_EINVAL (WBEM_E_INVALID_PARAMETER): *why is a sentence without its dot.
 */
enum cim_err cim_descriptor_check(const struct cim_descriptor *sd, const char **why);
/*
 * As a namespace keeps it: deny before allow, those of the namespace itself before inherited ones,
 * else in their order; no bits of control, of which no namespace makes use.
 */
void cim_descriptor_normalize(struct cim_descriptor *sd);
bool cim_descriptor_is_normal(const struct cim_descriptor *sd);

/*
 * What a child gets at its creation: owner and group, and each entry with CONTAINER_INHERIT, as
 * INHERITED; with NO_PROPAGATE it goes no further. An entry for CREATOR OWNER or GROUP is one for
 * the creator, and goes on. The child's entries are in the arena.
 */
enum cim_err cim_descriptor_inherit(struct arena *arena, const struct cim_descriptor *parent,
    const struct cim_sid *user, const struct cim_sid *group, struct cim_descriptor *out);

/* Who asks: all SIDs that stand for it. */
struct cim_token {
	const struct cim_sid *sids;
	size_t count;
};
/*
 * The rights that somebody has: the list is walked in order, and the first entry that speaks of a
 * bit decides it. The owner may always read the descriptor and change it ([MS-DTYP] 2.5.3.2).
 */
uint32_t cim_descriptor_rights(const struct cim_descriptor *sd, const struct cim_token *token);

#endif
