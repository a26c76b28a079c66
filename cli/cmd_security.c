/* cmd_security.c: namespace security: who may do what in a namespace, shown and changed. */
#include "config.h"

#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cim/path.h"
#include "cim/json.h"
#include "cim/rights.h"
#include "cim/sddl.h"
#include "cli/cmd.h"
#include "cli/json.h"
#include "cli/out.h"
#include "cli/stop.h"

/* ---- Who: words for SIDs --------------------------------------------------------- */

#define WHO_ROOM 96

/* Words that stand for groups of people here; doc/security.txt 2 says whom each means. */
static const struct { const char *word; struct cim_sid sid; } people[] = {
	{ "everyone", { 1, { 0 }, 1 } },
	{ "authenticated", { 5, { 11 }, 1 } },
	{ "administrators", { 5, { 32, 544 }, 2 } },
	{ "system", { 5, { 18 }, 1 } },
	{ "creator", { 3, { 0 }, 1 } },
	{ "creator-group", { 3, { 1 }, 1 } },
};
#define PEOPLE (sizeof(people) / sizeof(people[0]))

/* A number in decimal, as user and group ids are; false: it is none. */
static bool
read_id(const char *text, uint32_t *id)
{
	char *end;
	if (text[0] < '0' || text[0] > '9')
		return false;
	unsigned long long n = strtoull(text, &end, 10);
	*id = (uint32_t)n;
	return *end == '\0' && n < UINT32_MAX;
}

static bool
read_user(const char *text, struct cim_sid *sid)
{
	uint32_t id = 0;
	const struct passwd *entry = getpwnam(text);
	if (entry == NULL && !read_id(text, &id))
		return false;
	*sid = cim_sid_make(22, 2, 1, entry != NULL ? (uint32_t)entry->pw_uid : id);
	return true;
}

static bool
read_group(const char *text, struct cim_sid *sid)
{
	uint32_t id = 0;
	const struct group *entry = getgrnam(text);
	if (entry == NULL && !read_id(text, &id))
		return false;
	*sid = cim_sid_make(22, 2, 2, entry != NULL ? (uint32_t)entry->gr_gid : id);
	return true;
}

/* -1, or the status after saying what is wrong. */
static int
read_who(const char *text, struct cim_sid *sid)
{
	struct cim_sddl_fault fault = { 0 };
	for (size_t i = 0; i < PEOPLE; i++) {
		if (strcmp(text, people[i].word) == 0) {
			*sid = people[i].sid;
			return -1;
		}
	}
	if (strncmp(text, "user:", 5) == 0)
		return read_user(text + 5, sid) ? -1 :
		    cmd_usage("%s: no such user, and no number of one", text);
	if (strncmp(text, "group:", 6) == 0)
		return read_group(text + 6, sid) ? -1 :
		    cmd_usage("%s: no such group, and no number of one", text);
	return cim_sid_parse(cim_str_from(text), sid, &fault) == CIM_OK ? -1 :
	    cmd_usage("'%s' does not say who; write user:NAME, group:NAME, everyone, authenticated, "
		"administrators, system, creator, creator-group, or a SID", text);
}

/* The word that read_who would take. */
static void
put_who(struct bytes_writer *w, const struct cim_sid *sid)
{
	bool unix_id = sid->authority == 22 && sid->count == 2;
	for (size_t i = 0; i < PEOPLE; i++) {
		if (cim_sid_eq(sid, &people[i].sid)) {
			bytes_write_text(w, people[i].word);
			return;
		}
	}
	if (unix_id && sid->parts[0] == 1) {
		const struct passwd *entry = getpwuid((uid_t)sid->parts[1]);
		bytes_write_text(w, "user:");
		if (entry != NULL)
			bytes_write_text(w, entry->pw_name);
		else
			bytes_write_format(w, "%lu", (unsigned long)sid->parts[1]);
	} else if (unix_id && sid->parts[0] == 2) {
		const struct group *entry = getgrgid((gid_t)sid->parts[1]);
		bytes_write_text(w, "group:");
		if (entry != NULL)
			bytes_write_text(w, entry->gr_name);
		else
			bytes_write_format(w, "%lu", (unsigned long)sid->parts[1]);
	} else {
		cim_sid_print(w, sid);
	}
}

/* ---- Showing ------------------------------------------------------------------------ */

static void
put_rights(struct bytes_writer *w, uint32_t mask)
{
	const char *comma = "";
	for (const struct cim_right *right = cim_rights; right->name != NULL; right++) {
		if ((mask & right->bit) == 0)
			continue;
		bytes_write_text(w, comma);
		bytes_write_text(w, right->word);
		comma = ",";
	}
	if (mask == 0)
		bytes_write_text(w, "none");
}

static const struct { uint8_t bit; const char *letters, *words; } flag_words[] = {
	{ CIM_ACE_OBJECT_INHERIT, "OI", NULL },
	{ CIM_ACE_CONTAINER_INHERIT, "CI", "and below" },
	{ CIM_ACE_NO_PROPAGATE, "NP", "one level deep" },
	{ CIM_ACE_INHERIT_ONLY, "IO", "not here" },
	{ CIM_ACE_INHERITED, "ID", "inherited" },
	{ CIM_ACE_SUCCESS, "SA", "of what succeeds" },
	{ CIM_ACE_FAILURE, "FA", "of what fails" },
};
#define FLAGS (sizeof(flag_words) / sizeof(flag_words[0]))

static const char *
type_word(const struct cim_ace *ace)
{
	return ace->type == CIM_ACE_ALLOW ? "allow" : ace->type == CIM_ACE_DENY ? "deny" : "audit";
}

static void
ace_text(struct bytes_writer *w, const struct cim_ace *ace)
{
	const char *before = " (";
	bytes_write_format(w, "%-6s ", type_word(ace));
	put_who(w, &ace->sid);
	bytes_write_u8(w, ' ');
	put_rights(w, ace->mask);
	for (size_t i = 0; i < FLAGS; i++) {
		if ((ace->flags & flag_words[i].bit) == 0 || flag_words[i].words == NULL)
			continue;
		bytes_write_text(w, before);
		bytes_write_text(w, flag_words[i].words);
		before = ", ";
	}
	bytes_write_text(w, before[0] == ',' ? ")\n" : "\n");
}

static void
security_text(struct bytes_writer *w, const char *ns, const struct repo_security *s)
{
	bytes_write_format(w, "%s%s\n", ns, s->is_default ? " (the built-in default)" : "");
	bytes_write_text(w, "owner  ");
	put_who(w, &s->sd.owner);
	bytes_write_text(w, "\ngroup  ");
	put_who(w, &s->sd.group);
	bytes_write_text(w, "\n");
	if (s->requires_encryption)
		bytes_write_text(w, "requires encryption of clients on other hosts\n");
	for (uint32_t i = 0; i < s->sd.dacl.count; i++)
		ace_text(w, &s->sd.dacl.aces[i]);
	for (uint32_t i = 0; i < s->sd.sacl.count; i++)
		ace_text(w, &s->sd.sacl.aces[i]);
}

/* A text that another function writes, as the value of a key. */
static void
key_made(struct bytes_writer *w, const char *key, const struct cim_sid *sid,
    void (*make)(struct bytes_writer *w, const struct cim_sid *sid))
{
	struct bytes_writer text = { 0 };
	make(&text, sid);
	json_key_str(w, key, cim_str((const char *)text.buf, text.len));
	if (w->err == CIM_OK)
		w->err = text.err;
	bytes_writer_free(&text);
}

static void
key_rights(struct bytes_writer *w, uint32_t mask)
{
	json_key_number(w, "mask", mask);
	json_key(w, "rights");
	bytes_write_text(w, "[");
	for (const struct cim_right *right = cim_rights; right->name != NULL; right++) {
		if ((mask & right->bit) == 0)
			continue;
		json_comma(w);
		json_string(w, cim_str_from(right->word));
	}
	bytes_write_text(w, "]");
}

static void
ace_json(struct bytes_writer *w, const struct cim_ace *ace)
{
	json_comma(w);
	bytes_write_text(w, "{");
	json_key_text(w, "type", type_word(ace));
	key_made(w, "who", &ace->sid, put_who);
	key_made(w, "sid", &ace->sid, cim_sid_print);
	key_rights(w, ace->mask);
	json_key(w, "flags");
	bytes_write_text(w, "[");
	for (size_t i = 0; i < FLAGS; i++) {
		if ((ace->flags & flag_words[i].bit) == 0)
			continue;
		json_comma(w);
		json_string(w, cim_str_from(flag_words[i].letters));
	}
	bytes_write_text(w, "]}");
}

static void
security_json(struct bytes_writer *w, const char *ns, const struct repo_security *s)
{
	struct bytes_writer sddl = { 0 };
	cim_sddl_print(&sddl, &s->sd);
	bytes_write_text(w, "{");
	json_key_text(w, "kind", "security");
	json_key_text(w, "namespace", ns);
	json_key_bool(w, "default", s->is_default);
	json_key_bool(w, "requires_encryption", s->requires_encryption);
	json_key_str(w, "sddl", cim_str((const char *)sddl.buf, sddl.len));
	key_made(w, "owner", &s->sd.owner, put_who);
	key_made(w, "group", &s->sd.group, put_who);
	json_key(w, "entries");
	bytes_write_text(w, "[");
	for (uint32_t i = 0; i < s->sd.dacl.count; i++)
		ace_json(w, &s->sd.dacl.aces[i]);
	for (uint32_t i = 0; i < s->sd.sacl.count; i++)
		ace_json(w, &s->sd.sacl.aces[i]);
	bytes_write_text(w, "]}\n");
	if (w->err == CIM_OK)
		w->err = sddl.err;
	bytes_writer_free(&sddl);
}

static enum cim_err
print_security(const struct cmd *cmd, const char *ns, const struct repo_security *s)
{
	struct bytes_writer w = { 0 };
	if (cmd->format == FORMAT_JSON) {
		security_json(&w, ns, s);
	} else if (cmd->format == FORMAT_SDDL) {
		cim_sddl_print(&w, &s->sd);
		bytes_write_text(&w, "\n");
	} else {
		security_text(&w, ns, s);
	}
	if (w.err == CIM_OK)
		out_bytes(w.buf, w.len);
	enum cim_err err = w.err != CIM_OK ? w.err : out_failed() ? CIM_EIO : CIM_OK;
	bytes_writer_free(&w);
	return err;
}

/* ---- The line ------------------------------------------------------------------------ */

/* One deed of namespace security. */
struct deed {
	struct cmd *cmd;
	const char *word;
	struct cim_str ns;
	const char *text;		/* of ns, as it is shown */
	struct cim_descriptor sd;	/* set */
	bool reset;			/* set: to the built-in default */
	struct cim_ace ace;		/* allow, deny; mask 0: takes away what there is */
};

/* The namespace of an operand, or that of -n. -1, or the status. */
static int
read_namespace(struct deed *deed, const char *text)
{
	enum cim_err err =
	    cim_namespace_normal(&deed->cmd->arena, cim_str_from(text), &deed->ns);
	if (err == CIM_OK)
		deed->text = cmd_keep(&deed->cmd->arena, deed->ns);
	if (err == CIM_ENOMEM || (err == CIM_OK && deed->text == NULL))
		return cmd_fail("namespaces", CIM_ENOMEM, NULL);
	return err == CIM_OK ? -1 : cmd_usage("%s: not a namespace path%s", text,
	    err == CIM_EDENIED ? " on this host" : "");
}

static int
read_sddl(struct deed *deed, const char *text)
{
	struct cim_sddl_fault fault = { 0 };
	const char *why;
	deed->reset = strcmp(text, "default") == 0;
	if (deed->reset)
		return -1;
	enum cim_err err =
	    cim_sddl_parse(&deed->cmd->arena, cim_str_from(text), &deed->sd, &fault);
	if (err == CIM_EINVAL)
		return cmd_usage("%s: character %zu: %s", text, fault.at + 1, fault.why);
	if (err != CIM_OK)
		return cmd_fail(text, err, NULL);
	return cim_descriptor_check(&deed->sd, &why) == CIM_OK ? -1 : cmd_usage(
	    "%s: no security descriptor for a namespace: %s (WBEM_E_INVALID_PARAMETER 0x80041008)",
	    text, why);
}

static int
read_ace(struct deed *deed, const char *who, const char *rights)
{
	struct cim_str bad;
	deed->ace = (struct cim_ace){ .flags = CIM_ACE_CONTAINER_INHERIT,
		.type = strcmp(deed->word, "deny") == 0 ? CIM_ACE_DENY : CIM_ACE_ALLOW };
	int status = read_who(who, &deed->ace.sid);
	if (status >= 0 || strcmp(rights, "none") == 0)
		return status;
	if (cim_rights_parse(cim_str_from(rights), &deed->ace.mask, &bad) == CIM_OK)
		return -1;
	return cmd_usage("'%.*s': no right; those are read, execute, write, write-instances, "
	    "write-provider, remote, subscribe, publish, read-security, edit-security, all, none",
	    (int)bad.len, bad.ptr);
}

/* ---- Reading ------------------------------------------------------------------------- */

static int
not_there(const struct deed *deed, const char *path)
{
	return cmd_no_namespace(deed->text, path);
}

static int
show_security(struct deed *deed)
{
	struct view view;
	struct repo_security security;
	int status = view_open(deed->cmd, &view);
	if (status != CMD_DONE)
		return status;
	enum cim_err err =
	    repo_security_get(view.reader, &deed->cmd->arena, deed->ns, &security);
	if (err == CIM_OK)
		err = print_security(deed->cmd, deed->text, &security);
	if (err == CIM_ENOENT)
		status = not_there(deed, view.path);
	else if (err != CIM_OK)
		status = view_fail(&view, err);
	view_close(&view);
	return status;
}

static enum cim_err
print_rights(const struct deed *deed, uint32_t rights)
{
	struct bytes_writer w = { 0 };
	if (deed->cmd->format == FORMAT_JSON) {
		bytes_write_text(&w, "{");
		json_key_text(&w, "kind", "rights");
		json_key_text(&w, "namespace", deed->text);
		key_rights(&w, rights);
		bytes_write_text(&w, "}\n");
	} else {
		put_rights(&w, rights);
		bytes_write_format(&w, " (0x%lx)\n", (unsigned long)rights);
	}
	if (w.err == CIM_OK)
		out_bytes(w.buf, w.len);
	enum cim_err err = w.err != CIM_OK ? w.err : out_failed() ? CIM_EIO : CIM_OK;
	bytes_writer_free(&w);
	return err;
}

/* What the caller may do: GetCallerAccessRights, for whoever may read there at all. */
static int
show_rights(struct deed *deed)
{
	struct view view;
	uint32_t rights = 0;
	if (deed->cmd->format == FORMAT_SDDL)
		return cmd_usage("namespace security rights: its forms are text and json");
	int status = view_open(deed->cmd, &view);
	if (status != CMD_DONE)
		return status;
	enum cim_err err = repo_rights(view.txn, deed->ns, &rights);
	if (err == CIM_OK)
		err = print_rights(deed, rights);
	if (err == CIM_ENOENT)
		status = not_there(deed, view.path);
	else if (err != CIM_OK)
		status = view_fail(&view, err);
	view_close(&view);
	return status;
}

/* ---- Changing -------------------------------------------------------------------------- */

static enum cim_err
set(struct repo_txn *txn, void *ctx)
{
	const struct deed *deed = ctx;
	enum cim_err err = deed->reset ? repo_security_reset(txn, deed->ns) :
	    repo_security_set(txn, deed->ns, &deed->sd);
	return err == CIM_OK && stop_wanted() ? CIM_ECANCELED : err;
}

/* An entry takes the place of those of its type for the same one, but for inherited ones. */
static enum cim_err
enter(struct repo_txn *txn, void *ctx)
{
	const struct deed *deed = ctx;
	struct repo_security security;
	struct arena arena = { 0 };
	enum cim_err err =
	    repo_security_get(repo_txn_reader(txn), &arena, deed->ns, &security);
	struct cim_acl *acl = &security.sd.dacl;
	struct cim_ace *aces = err != CIM_OK ? NULL :
	    arena_calloc(&arena, (size_t)acl->count + 1, sizeof(*aces));
	uint32_t n = 0;
	if (err == CIM_OK && aces == NULL)
		err = CIM_ENOMEM;
	if (err == CIM_OK && deed->ace.mask != 0)
		aces[n++] = deed->ace;
	for (uint32_t i = 0; err == CIM_OK && i < acl->count; i++) {
		const struct cim_ace *ace = &acl->aces[i];
		bool goes = ace->type == deed->ace.type && cim_sid_eq(&ace->sid, &deed->ace.sid) &&
		    (ace->flags & CIM_ACE_INHERITED) == 0;
		if (!goes)
			aces[n++] = *ace;
	}
	if (err == CIM_OK) {
		acl->aces = aces;
		acl->count = n;
		err = repo_security_set(txn, deed->ns, &security.sd);
	}
	arena_free(&arena);
	return err == CIM_OK && stop_wanted() ? CIM_ECANCELED : err;
}

static int
change(struct deed *deed, enum cim_err (*run)(struct repo_txn *txn, void *ctx))
{
	struct change open;
	stop_hold();
	int status = change_open(deed->cmd, &open, false, NULL);
	if (status != CMD_DONE)
		return status;
	enum cim_err err = repo_write(open.repo, run, deed);
	if (err == CIM_ENOENT)
		status = not_there(deed, open.path);
	else if (err != CIM_OK)
		status = cmd_fail(open.path, err, repo_fault(open.repo));
	change_close(&open, status);
	return status;
}

int
cmd_namespace_security(struct cmd *cmd)
{
	struct deed deed = { .cmd = cmd, .word = cmd->args[0] };
	bool get = strcmp(deed.word, "get") == 0, rights = strcmp(deed.word, "rights") == 0;
	bool sets = strcmp(deed.word, "set") == 0;
	bool enters = strcmp(deed.word, "allow") == 0 || strcmp(deed.word, "deny") == 0;
	if (!get && !rights && !sets && !enters)
		return cmd_usage("namespace security %s: one of get, set, allow, deny, rights is "
		    "wanted", deed.word);
	int most = get || rights ? 2 : sets ? 3 : 4;
	if (cmd->arg_count > most || (!get && !rights && cmd->arg_count < most))
		return cmd_usage("namespace security %s: it takes %s", deed.word, get || rights ?
		    "one namespace, or that of -n" : sets ? "NS and SDDL, or NS and 'default'" :
		    "NS, WHO and RIGHTS");
	if ((sets || enters) && (cmd->given & OPT_BIT(OPT_FORMAT)) != 0)
		return cmd_usage("namespace security %s prints nothing: -o means nothing to it",
		    deed.word);
	int status = read_namespace(&deed, cmd->arg_count > 1 ? cmd->args[1] : cmd->ns);
	if (status < 0 && sets)
		status = read_sddl(&deed, cmd->args[2]);
	else if (status < 0 && enters)
		status = read_ace(&deed, cmd->args[2], cmd->args[3]);
	if (status >= 0)
		return status;
	return get ? show_security(&deed) : rights ? show_rights(&deed) :
	    change(&deed, sets ? set : enter);
}
