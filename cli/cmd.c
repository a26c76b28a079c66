/* cmd.c: what the verbs share: failures to statuses, an open repository. */
#include "config.h"

#include "cli/cmd.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cim/host.h"
#include "cim/wbem.h"
#include "cli/out.h"
#include "cli/source.h"
#include "repo/shelf.h"
#include "snapshot/snapshot.h"

int
cmd_usage(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	err_line_v(format, args);
	va_end(args);
	return CMD_USAGE;
}

static int
status_of(enum cim_err err)
{
	switch (err) {
	case CIM_OK: return CMD_DONE;
	case CIM_EINPUT: return CMD_FINDINGS;
	case CIM_ENOENT: case CIM_EINVAL: case CIM_ERANGE: case CIM_ELIMIT: return CMD_USAGE;
	case CIM_ENOPROVIDER: return CMD_USAGE;
	case CIM_EFOREIGN: case CIM_EDAMAGED: case CIM_ENEWER: return CMD_DAMAGED;
	case CIM_EBUSY: case CIM_EBROKEN: return CMD_BUSY;
	case CIM_EEXIST: case CIM_EDENIED: case CIM_ECONFLICT: case CIM_EPRIVILEGE: return CMD_REFUSED;
	case CIM_ENOMEM: case CIM_EIO: case CIM_ENOSPC: case CIM_EFULL: case CIM_EPROVIDER: return CMD_IO;
	case CIM_ECANCELED: return CMD_IO;	/* a signal asked for it, and ends the program */
	}
	return CMD_IO;
}

/* Whether a fault names the thing itself: "DIR: ...", "DIR/format ...". */
static bool
begins_with(const char *text, const char *what)
{
	size_t len = strlen(what);
	return strncmp(text, what, len) == 0 && text[len] != '\0' &&
	    strchr("/: ,", text[len]) != NULL;
}

/* What to do, where it follows from the error alone; NULL: it depends. */
static const char *
remedy_of(enum cim_err err)
{
	switch (err) {
	case CIM_EDAMAGED: return "verify tells what is damaged, salvage keeps what can be read, restore brings back a backup";
	case CIM_ENEWER: return "update the program";
	case CIM_ENOSPC: case CIM_EFULL: return "make room, and do it again";
	case CIM_EBUSY: return "do it again later";
	case CIM_EBROKEN: return "do it again";
	case CIM_EDENIED: return "do it as one who may";
	default: return NULL;
	}
}

/* The sentence; with the code that Windows has for it, and what to do (may be NULL), if it does not say that. */
static void
tell_failure(const char *what, enum cim_err err, const struct cim_fault *fault, bool coded,
    const char *remedy)
{
	/* In the text of a fault names are as they can be shown. */
	struct cim_fault shown = { .err = CIM_OK };
	(void)cim_fault(&shown, err, "%s", what);
	bool told = fault != NULL && fault->text[0] != '\0';
	const char *text = told ? fault->text : cim_strerror(err);
	bool whole = told && begins_with(text, shown.text);
	char code[CMD_CODE_SIZE] = "";
	if (coded)
		(void)cmd_code(code, told && fault->wbem != 0 ? fault->wbem : cim_wbem_of(err));
	/* Of damage several things may be told, with "; " between; a remedy in it names the program. */
	if (!coded || remedy == NULL || strstr(text, err == CIM_EDAMAGED ? "wbemkit " : "; ") != NULL)
		remedy = NULL;
	err_line("%s%s%s%s%s%s", whole ? "" : what, whole ? "" : ": ", text,
	    remedy != NULL ? "; " : "", remedy != NULL ? remedy : "", code);
}

const char *
cmd_code(char out[CMD_CODE_SIZE], uint32_t code)
{
	const char *name = cim_wbem_name(code);
	(void)snprintf(out, CMD_CODE_SIZE, " (%s%s0x%08X)", name != NULL ? name : "",
	    name != NULL ? " " : "", (unsigned)code);
	return out;
}

int
cmd_fail(const char *what, enum cim_err err, const struct cim_fault *fault)
{
	if (err == CIM_OK)
		return CMD_DONE;
	if (!out_failed() && err != CIM_ECANCELED)
		tell_failure(what, err, fault, err != CIM_EINPUT, remedy_of(err));
	return status_of(err);
}

int
cmd_fail_damaged(const char *what, enum cim_err err, const struct cim_fault *fault, const char *remedy)
{
	if (err != CIM_EDAMAGED)
		return cmd_fail(what, err, fault);
	if (!out_failed())
		tell_failure(what, err, fault, true, remedy);
	return status_of(err);
}

int
cmd_fail_input(const char *path, enum cim_err err, const struct cim_fault *fault)
{
	if (err != CIM_OK && !out_failed() && err != CIM_ECANCELED)
		tell_failure(path, err, fault, false, NULL);
	switch (err) {
	case CIM_ENOENT: case CIM_EDENIED: case CIM_EIO: case CIM_EINVAL: return CMD_USAGE;
	default: return status_of(err);
	}
}

int
cmd_not_found(const struct cmd *cmd, const char *kind, const char *name, const char *near)
{
	char code[CMD_CODE_SIZE];
	(void)cmd_code(code, WBEM_E_NOT_FOUND);
	if (near != NULL)
		err_line("%s: no such %s in %s; did you mean '%s'?%s", name, kind, cmd->ns, near, code);
	else
		err_line("%s: no such %s in %s%s", name, kind, cmd->ns, code);
	return CMD_FINDINGS;
}

int
cmd_no_namespace(const char *ns, const char *where)
{
	char code[CMD_CODE_SIZE];
	err_line("%s: no such namespace in %s%s", ns, where,
	    cmd_code(code, WBEM_E_INVALID_NAMESPACE));
	return CMD_FINDINGS;
}

/* dir/leaf in the arena; NULL without memory. */
static const char *
join(struct arena *arena, const char *dir, const char *leaf)
{
	size_t a = strlen(dir), b = strlen(leaf);
	char *path = arena_text(arena, a + b + 2);
	if (path == NULL)
		return NULL;
	memcpy(path, dir, a);
	path[a] = '/';
	memcpy(path + a + 1, leaf, b + 1);
	return path;
}

const char *
cmd_repository(struct cmd *cmd)
{
	if (cmd->repository != NULL)
		return cmd->repository;
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	if (geteuid() == 0)
		cmd->repository = "/var/lib/wbemkit";
	else if (state != NULL && state[0] == '/')
		cmd->repository = join(&cmd->arena, state, "wbemkit");
	else if (home != NULL && home[0] == '/')
		cmd->repository = join(&cmd->arena, home, ".local/state/wbemkit");
	else
		err_line("where is the repository? Give -R DIR or set WBEMKIT_REPOSITORY");
	return cmd->repository;
}

struct cim_str
cmd_namespace(const struct cmd *cmd)
{
	return cim_str_from(cmd->ns);
}

char *
cmd_keep(struct arena *arena, struct cim_str s)
{
	return arena_copy(arena, s.ptr, s.len);
}

int
cmd_instance_path(struct arena *arena, const char *text, struct cim_path *out)
{
	size_t position = 0;
	enum cim_err err = cim_path_parse(arena, cim_str_from(text), out, &position);
	if (err == CIM_EINVAL || err == CIM_ELIMIT)
		return cmd_usage("%s: no object path: see character %zu", text, position + 1);
	if (err != CIM_OK)
		return cmd_fail(text, err, NULL);
	if (!cim_host_is_own(out->host))
		return cmd_usage("%s: %.*s is another machine, and only this one's repository can "
		    "be used: leave it out", text, (int)out->host.len, out->host.ptr);
	if (out->key_count == 0 && !out->is_singleton)
		return cmd_usage(
		    "%s: this is the path of a class; an instance is Class.Key=\"value\"", text);
	return -1;
}

int
cmd_system_form(const struct cmd *cmd, const char *verb)
{
	if (!cmd->system || (cmd->format != FORMAT_MOF && cmd->format != FORMAT_TEXT))
		return -1;
	return cmd_usage("%s: --system is for -o json: %s has no system properties", verb,
	    cmd->format == FORMAT_MOF ? "MOF" : "a list of paths");
}

bool
cmd_color(const struct cmd *cmd, int fd)
{
	if (cmd->color != WHEN_AUTO)
		return cmd->color == WHEN_ALWAYS;
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
	if (no_color != NULL && no_color[0] != '\0')
		return false;
	return isatty(fd) != 0 && term != NULL && strcmp(term, "dumb") != 0;
}

/* What was mended by opening it is told once, by who did it. */
static void
tell_repaired(const char *path, const struct repo *repo)
{
	if (repo_repaired(repo))
		err_line("%s: note: control was damaged, and was made anew; nothing else was touched", path);
}

/* ---- A change --------------------------------------------------------------- */

/* Whether a directory holds what no repository that was begun does. */
static bool
holds_others(const char *path)
{
	DIR *dir = opendir(path);
	const struct dirent *entry;
	bool others = false;
	while (dir != NULL && !others && (entry = readdir(dir)) != NULL)
		others = strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
		    !repo_entry_is_ours(entry->d_name);
	if (dir != NULL)
		(void)closedir(dir);
	return others;
}

/* No repository is there: what can be done about it depends on what is there instead. */
int
cmd_tell_missing(const char *path)
{
	struct stat st;
	if (stat(path, &st) != 0 && errno != ENOENT)
		err_line("%s: %s", path, strerror(errno));
	else if (stat(path, &st) == 0 && !S_ISDIR(st.st_mode))
		err_line("%s: not a directory; a repository is one: name it with -R", path);
	else if (holds_others(path))
		err_line("%s: holds other things and no repository; name another directory "
		    "with -R", path);
	else
		err_line("%s: no repository there; make one with: wbemkit -R %s init", path, path);
	return CMD_USAGE;
}

int
change_open(struct cmd *cmd, struct change *change, bool create, bool *missing)
{
	struct cim_fault fault = { .err = CIM_OK };
	unsigned flags = REPO_WRITE | (cmd->no_sync ? REPO_NO_SYNC : 0u);
	memset(change, 0, sizeof(*change));
	change->path = cmd_repository(cmd);
	if (change->path == NULL)
		return CMD_USAGE;
	enum cim_err err = repo_open(change->path, flags, &change->repo, &fault);
	if (err == CIM_ENOENT && missing != NULL) {
		*missing = true;
		return CMD_USAGE;
	}
	if (err == CIM_ENOENT && !create)
		return cmd_tell_missing(change->path);
	if (err == CIM_ENOENT) {
		cim_fault_clear(&fault);
		change->fresh = true;
		err = repo_open(change->path, flags | REPO_CREATE, &change->repo, &fault);
	}
	if (err == CIM_OK) {
		repo_set_wait(change->repo, cmd->wait);
		tell_repaired(change->path, change->repo);
	}
	return cmd_fail(change->path, err, &fault);
}

void
change_close(struct change *change, int status)
{
	if (change->fresh && status != CMD_DONE)
		repo_discard(change->repo);
	else
		repo_close(change->repo);
	change->repo = NULL;
}

/* ---- A view ----------------------------------------------------------------- */

int
view_fail(const struct view *view, enum cim_err err)
{
	const struct cim_fault *fault = view->repo == NULL ? NULL : repo_fault(view->repo);
	if (view->txn != NULL && repo_txn_fault(view->txn)->err == err)
		fault = repo_txn_fault(view->txn);
	if (view->live != NULL && repo_live_fault(view->live)->err == err)
		fault = repo_live_fault(view->live);
	if (view->snap != NULL)
		fault = snap_fault(view->snap);
	return cmd_fail(view->path, err, fault);
}

int
view_open_path(struct cmd *cmd, struct view *view, const char *path)
{
	struct cim_fault fault = { .err = CIM_OK };
	bool is_snapshot = false;
	memset(view, 0, sizeof(*view));
	view->path = path;
	enum cim_err err = repo_open(view->path, REPO_READ, &view->repo, &fault);
	if (err != CIM_OK && source_taken(cmd)) {
		int status = source_snapshot(view, path, &is_snapshot);
		if (is_snapshot || status != CMD_DONE)
			return status;
	}
	if (err == CIM_ENOENT)
		return cmd_tell_missing(view->path);
	if (err != CIM_OK)
		return cmd_fail(view->path, err, &fault);
	tell_repaired(view->path, view->repo);
	err = repo_begin(view->repo, REPO_READ, &view->txn);
	if (err != CIM_OK) {
		int status = view_fail(view, err);
		view_close(view);
		return status;
	}
	view->reader = repo_txn_reader(view->txn);
	view->txn_is_all = true;
	return CMD_DONE;
}

int
view_open(struct cmd *cmd, struct view *view)
{
	memset(view, 0, sizeof(*view));
	int status = source_options(cmd);
	if (status >= 0)
		return status;
	if (cmd->in_count > 0) {
		status = source_open(cmd, view);
	} else {
		const char *path = cmd_repository(cmd);
		status = path == NULL ? CMD_USAGE : view_open_path(cmd, view, path);
	}
	view->quiet = cmd->quiet;
	if (status == CMD_DONE)
		status = cmd_amended(cmd, &view->reader, &view->locale);
	if (status != CMD_DONE)
		view_close(view);
	return status;
}

int
cmd_amended(const struct cmd *cmd, struct repo_reader *reader, struct repo_locale **locale)
{
	*locale = NULL;
	if (cmd->locale == NULL)
		return CMD_DONE;
	enum cim_err err = repo_locale_new(*reader, cmd->locale, locale);
	if (err != CIM_OK)
		return cmd_fail(cmd->locale, err, NULL);
	*reader = repo_locale_reader(*locale);
	return CMD_DONE;
}

int
view_open_namespace(struct cmd *cmd, struct view *view)
{
	int status = view_open(cmd, view);
	if (status != CMD_DONE)
		return status;
	enum cim_err err = repo_namespace_get(view->reader, cmd_namespace(cmd));
	if (err == CIM_OK)
		return CMD_DONE;
	if (err == CIM_ENOENT) {
		status = cmd_no_namespace(cmd->ns, view->path);
	} else {
		status = view_fail(view, err);
	}
	view_close(view);
	return status;
}

enum cim_err
view_live(const struct cmd *cmd, struct view *view)
{
	if (view->live != NULL)
		return CIM_OK;
	return repo_live_new(view->reader, view->txn_is_all ? view->txn : NULL,
	    cmd->no_providers ? REPO_LIVE_NO_PROVIDERS : 0, cmd->locale, &view->live);
}

void
view_close(struct view *view)
{
	if (view->txn != NULL && repo_txn_hidden(view->txn) > 0 && !view->quiet)
		err_line("%s: what may not be read was left out (WBEM_S_ACCESS_DENIED 0x40009)",
		    view->path);
	repo_live_free(view->live);
	view->live = NULL;
	repo_locale_free(view->locale);
	repo_shelf_free(view->shelf);
	snap_close(view->snap);
	view->locale = NULL;
	view->shelf = NULL;
	view->snap = NULL;
	repo_abort(view->txn);
	repo_close(view->repo);
	view->txn = NULL;
	view->repo = NULL;
}
