/* sddl.c: security descriptors read from their text, and printed. */
#include "cim/sddl.h"

#include <string.h>

#include "cim/limits.h"

/* ---- Two letters and what they stand for ------------------------------------ */

struct letters_sid {
	char letters[3];
	struct cim_sid sid;
};

#define BUILTIN(letters, part) { letters, { 5, { 32, part }, 2 } }
#define NT(letters, part) { letters, { 5, { part }, 1 } }
static const struct letters_sid sids[] = {
	{ "WD", { 1, { 0 }, 1 } }, { "CO", { 3, { 0 }, 1 } }, { "CG", { 3, { 1 }, 1 } },
	{ "OW", { 3, { 4 }, 1 } },
	NT("NU", 2), NT("IU", 4), NT("SU", 6), NT("AN", 7), NT("ED", 9), NT("PS", 10),
	NT("AU", 11), NT("RC", 12), NT("SY", 18), NT("LS", 19), NT("NS", 20), NT("WR", 33),
	BUILTIN("BA", 544), BUILTIN("BU", 545), BUILTIN("BG", 546), BUILTIN("PU", 547),
	BUILTIN("AO", 548), BUILTIN("SO", 549), BUILTIN("PO", 550), BUILTIN("BO", 551),
	BUILTIN("RE", 552), BUILTIN("RU", 554), BUILTIN("RD", 555), BUILTIN("NO", 556),
	BUILTIN("MU", 558), BUILTIN("LU", 559), BUILTIN("IS", 568), BUILTIN("CY", 569),
	BUILTIN("ER", 573),
};

/* Relative to a domain, which the letters do not tell. */
static const char domain_letters[][3] = { "DA", "DG", "DU", "DC", "DD", "CA", "SA", "EA", "PA",
	"LA", "LG", "RS", "RO", "CN", "AP", "KA", "EK" };

struct letters_bits {
	char letters[3];
	uint32_t bits;
};

/* Generic and standard rights, and those of directory objects, which are the low bits' names. */
static const struct letters_bits rights[] = {
	{ "CC", 0x1 }, { "DC", 0x2 }, { "LC", 0x4 }, { "SW", 0x8 }, { "RP", 0x10 },
	{ "WP", 0x20 }, { "DT", 0x40 }, { "LO", 0x80 }, { "CR", 0x100 },
	{ "SD", 0x10000 }, { "RC", 0x20000 }, { "WD", 0x40000 }, { "WO", 0x80000 },
	{ "GA", 0x10000000 }, { "GX", 0x20000000 }, { "GW", 0x40000000 }, { "GR", 0x80000000u },
};

/* ORDER: that in which they are printed. */
static const struct letters_bits flags[] = {
	{ "OI", CIM_ACE_OBJECT_INHERIT }, { "CI", CIM_ACE_CONTAINER_INHERIT },
	{ "NP", CIM_ACE_NO_PROPAGATE }, { "IO", CIM_ACE_INHERIT_ONLY },
	{ "ID", CIM_ACE_INHERITED }, { "SA", CIM_ACE_SUCCESS }, { "FA", CIM_ACE_FAILURE },
};

#define ROWS(table) (sizeof(table) / sizeof((table)[0]))

/* ---- Reading ----------------------------------------------------------------- */

struct reader {
	const char *at, *end, *begin;
	struct cim_sddl_fault *fault;
	bool failed;
};

/* Notes what is wrong, once; always false. */
static bool
wrong(struct reader *r, const char *why)
{
	if (!r->failed)
		*r->fault = (struct cim_sddl_fault){ (size_t)(r->at - r->begin), why };
	r->failed = true;
	return false;
}

static bool
take(struct reader *r, const char *text)
{
	size_t n = strlen(text);
	if ((size_t)(r->end - r->at) < n || memcmp(r->at, text, n) != 0)
		return false;
	r->at += n;
	return true;
}

static bool
want(struct reader *r, const char *text, const char *why)
{
	return take(r, text) || wrong(r, why);
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static int
hex_digit(char c)
{
	return is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10
	    : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* A number in hex (0x) or decimal, up to a highest one; a zero in front is for numbers in octal. */
static bool
number(struct reader *r, uint64_t most, uint64_t *out)
{
	bool hex = take(r, "0x") || take(r, "0X");
	const char *from = r->at;
	uint64_t n = 0;
	for (; r->at < r->end; r->at++) {
		int digit = hex ? hex_digit(*r->at) : is_digit(*r->at) ? *r->at - '0' : -1;
		if (digit < 0)
			break;
		if (__builtin_mul_overflow(n, hex ? 16u : 10u, &n) ||
		    __builtin_add_overflow(n, (unsigned)digit, &n) || n > most)
			return wrong(r, "a number that is too large");
	}
	if (r->at == from)
		return wrong(r, "a number is wanted");
	if (!hex && *from == '0' && r->at - from > 1) {
		r->at = from;
		return wrong(r, "a decimal number does not begin with 0");
	}
	*out = n;
	return true;
}

/* S-1-5-32-544, the "S-1-" taken already. */
static bool
sid_numbers(struct reader *r, struct cim_sid *out)
{
	uint64_t n;
	*out = (struct cim_sid){ 0 };
	if (!number(r, (UINT64_C(1) << 48) - 1, &out->authority))
		return false;
	while (take(r, "-")) {
		if (out->count == CIM_SID_PARTS)
			return wrong(r, "a SID has at most 15 parts behind its authority");
		if (!number(r, UINT32_MAX, &n))
			return false;
		out->parts[out->count++] = (uint32_t)n;
	}
	return out->count > 0 || wrong(r, "a SID has a part behind its authority");
}

static bool
read_sid(struct reader *r, struct cim_sid *out)
{
	if (take(r, "S-1-"))
		return sid_numbers(r, out);
	for (size_t i = 0; i < ROWS(sids); i++) {
		if (take(r, sids[i].letters)) {
			*out = sids[i].sid;
			return true;
		}
	}
	for (size_t i = 0; i < ROWS(domain_letters); i++) {
		if ((size_t)(r->end - r->at) >= 2 && memcmp(r->at, domain_letters[i], 2) == 0)
			return wrong(r, "the SID of a domain: the letters do not say of which");
	}
	return wrong(r, "a SID is wanted: S-1-..., or two capital letters such as BA or WD");
}

/* Two letters each, until none fits; each once. */
static bool
read_bits(struct reader *r, const struct letters_bits *table, size_t rows, const char *why,
    uint32_t *out)
{
	*out = 0;
	while (r->at < r->end && *r->at != ';') {
		size_t i = 0;
		while (i < rows && !take(r, table[i].letters))
			i++;
		if (i == rows)
			return wrong(r, why);
		*out |= table[i].bits;
	}
	return true;
}

static bool
read_mask(struct reader *r, uint32_t *out)
{
	uint64_t n = 0;
	if (r->at < r->end && is_digit(*r->at)) {
		if (!number(r, UINT32_MAX, &n))
			return false;
		*out = (uint32_t)n;
		return true;
	}
	return read_bits(r, rights, ROWS(rights),
	    "rights are a number, or codes of two capital letters such as CC or RC", out);
}

/* (TYPE;FLAGS;RIGHTS;;;SID), the first parenthesis taken already. */
static bool
read_ace(struct reader *r, bool audit, struct cim_ace *ace)
{
	uint32_t bits = 0;
	*ace = (struct cim_ace){ 0 };
	if (audit ? take(r, "AU;") : take(r, "A;"))
		ace->type = audit ? CIM_ACE_AUDIT : CIM_ACE_ALLOW;
	else if (!audit && take(r, "D;"))
		ace->type = CIM_ACE_DENY;
	else
		return wrong(r, audit ? "an entry of S: begins with AU;" :
		    "an entry of D: begins with A; (allow) or D; (deny)");
	if (!read_bits(r, flags, audit ? ROWS(flags) : ROWS(flags) - 2,
	    "flags are OI, CI, NP, IO and ID (of an audit SA and FA too)", &bits) ||
	    !want(r, ";", "a ';' is wanted"))
		return false;
	ace->flags = (uint8_t)bits;
	return read_mask(r, &ace->mask) && want(r, ";", "a ';' is wanted") &&
	    want(r, ";;", "an entry names no object types here: ';;;' stands before the SID") &&
	    read_sid(r, &ace->sid) && want(r, ")", "a ')' is wanted");
}

static bool
read_acl(struct reader *r, struct arena *arena, bool audit, struct cim_descriptor *sd)
{
	struct cim_acl *acl = audit ? &sd->sacl : &sd->dacl;
	size_t cap = 0;
	for (;;) {
		if (take(r, "P"))
			sd->control |= audit ? CIM_SD_SACL_PROTECTED : CIM_SD_DACL_PROTECTED;
		else if (take(r, "AI"))
			sd->control |= audit ? CIM_SD_SACL_AUTO : CIM_SD_DACL_AUTO;
		else if (take(r, "AR"))
			sd->control |= audit ? CIM_SD_SACL_AUTO_REQ : CIM_SD_DACL_AUTO_REQ;
		else
			break;
	}
	acl->present = true;
	if (take(r, "NO_ACCESS_CONTROL")) {
		acl->null = true;
		return true;
	}
	while (take(r, "(")) {
		struct cim_ace ace;
		if (acl->count == CIM_LIMIT_ACES)
			return wrong(r, "a list has at most 4095 entries");
		if (!read_ace(r, audit, &ace))
			return false;
		struct cim_ace *grown = arena_grow(
		    arena, acl->aces, acl->count, &cap, acl->count + (size_t)1, sizeof(ace));
		if (grown == NULL)
			return wrong(r, NULL);
		acl->aces = grown;
		acl->aces[acl->count++] = ace;
	}
	return true;
}

static bool
read_part(struct reader *r, struct arena *arena, struct cim_descriptor *sd)
{
	const char *twice = "each of O:, G:, D: and S: stands once at most";
	if (sd->has_owner + sd->has_group + sd->dacl.present + sd->sacl.present == 0 &&
	    r->at == r->end)
		return wrong(r, "O:, G: and D: are wanted");
	char which = r->end - r->at >= 2 && r->at[1] == ':' ? *r->at : '\0';
	bool had = which == 'O' ? sd->has_owner : which == 'G' ? sd->has_group :
	    which == 'D' ? sd->dacl.present : sd->sacl.present;
	if (which == '\0' || strchr("OGDS", which) == NULL)
		return wrong(r, "O:, G:, D: or S: is wanted here, in capital letters");
	if (had)
		return wrong(r, twice);
	r->at += 2;
	if (which == 'O')
		return sd->has_owner = read_sid(r, &sd->owner);
	if (which == 'G')
		return sd->has_group = read_sid(r, &sd->group);
	return read_acl(r, arena, which == 'S', sd);
}

static enum cim_err
result(const struct reader *r)
{
	return !r->failed ? CIM_OK : r->fault->why == NULL ? CIM_ENOMEM : CIM_EINVAL;
}

enum cim_err
cim_sddl_parse(struct arena *arena, struct cim_str text, struct cim_descriptor *out,
    struct cim_sddl_fault *fault)
{
	struct reader r = { .at = text.ptr, .end = text.ptr + text.len, .begin = text.ptr,
		.fault = fault };
	memset(out, 0, sizeof(*out));
	do {
		if (!read_part(&r, arena, out))
			break;
	} while (r.at < r.end);
	return result(&r);
}

enum cim_err
cim_sid_parse(struct cim_str text, struct cim_sid *out, struct cim_sddl_fault *fault)
{
	struct reader r = { .at = text.ptr, .end = text.ptr + text.len, .begin = text.ptr,
		.fault = fault };
	if (read_sid(&r, out) && r.at < r.end)
		(void)wrong(&r, "nothing stands behind a SID");
	return result(&r);
}

/* ---- Printing ---------------------------------------------------------------- */

const char *
cim_sid_letters(const struct cim_sid *sid)
{
	for (size_t i = 0; i < ROWS(sids); i++) {
		if (cim_sid_eq(sid, &sids[i].sid))
			return sids[i].letters;
	}
	return NULL;
}

void
cim_sid_print(struct bytes_writer *w, const struct cim_sid *sid)
{
	const char *letters = cim_sid_letters(sid);
	if (letters != NULL) {
		bytes_write_text(w, letters);
		return;
	}
	/* [MS-DTYP] 2.4.2.1: from 2^32 on an authority is in hex, of twelve digits. */
	if (sid->authority > UINT32_MAX)
		bytes_write_format(w, "S-1-0x%012llx", (unsigned long long)sid->authority);
	else
		bytes_write_format(w, "S-1-%llu", (unsigned long long)sid->authority);
	for (uint8_t i = 0; i < sid->count; i++)
		bytes_write_format(w, "-%lu", (unsigned long)sid->parts[i]);
}

static void
print_acl(struct bytes_writer *w, const struct cim_acl *acl)
{
	if (acl->null)
		bytes_write_text(w, "NO_ACCESS_CONTROL");
	for (uint32_t i = 0; i < acl->count; i++) {
		const struct cim_ace *ace = &acl->aces[i];
		bytes_write_text(w, ace->type == CIM_ACE_ALLOW ? "(A;"
		    : ace->type == CIM_ACE_DENY ? "(D;" : "(AU;");
		for (size_t k = 0; k < ROWS(flags); k++) {
			if ((ace->flags & flags[k].bits) != 0)
				bytes_write_text(w, flags[k].letters);
		}
		bytes_write_format(w, ";0x%lx;;;", (unsigned long)ace->mask);
		cim_sid_print(w, &ace->sid);
		bytes_write_text(w, ")");
	}
}

static void
print_control(struct bytes_writer *w, unsigned control, unsigned protected, unsigned request,
    unsigned automatic)
{
	if ((control & protected) != 0)
		bytes_write_text(w, "P");
	if ((control & request) != 0)
		bytes_write_text(w, "AR");
	if ((control & automatic) != 0)
		bytes_write_text(w, "AI");
}

void
cim_sddl_print(struct bytes_writer *w, const struct cim_descriptor *sd)
{
	if (sd->has_owner) {
		bytes_write_text(w, "O:");
		cim_sid_print(w, &sd->owner);
	}
	if (sd->has_group) {
		bytes_write_text(w, "G:");
		cim_sid_print(w, &sd->group);
	}
	if (sd->dacl.present) {
		bytes_write_text(w, "D:");
		print_control(w, sd->control, CIM_SD_DACL_PROTECTED, CIM_SD_DACL_AUTO_REQ,
		    CIM_SD_DACL_AUTO);
		print_acl(w, &sd->dacl);
	}
	if (sd->sacl.present) {
		bytes_write_text(w, "S:");
		print_control(w, sd->control, CIM_SD_SACL_PROTECTED, CIM_SD_SACL_AUTO_REQ,
		    CIM_SD_SACL_AUTO);
		print_acl(w, &sd->sacl);
	}
}
