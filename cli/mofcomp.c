/* mofcomp.c: the program under the name mofcomp: a file compiled, and told as Windows tells it. */
#include "config.h"

#include "cli/mofcomp.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli/bmof.h"
#include "cli/compile.h"
#include "cli/input.h"
#include "cli/out.h"
#include "cli/split.h"
#include "cli/stop.h"
#include "mof/wbem.h"

/* A refusal to store: where, its code, whether a mode is the reason. */
struct refusal {
	struct refusal *next;
	uint32_t at, code;
	bool forbidden;
};

/* One run. */
struct run {
	struct mofcomp *m;
	struct cmd *cmd;
	bool stores;		/* else it only checks, or splits */
	size_t syntax, stored;	/* errors told of either kind */
	uint32_t code;		/* the first error's, a mistake of the text before any other */
	bool forbidden;		/* that error is a mode's */
	struct refusal *refusals;
	int status;
};

/* Namespaces that every Windows has, so that nobody makes them: made when missing. */
static bool
makes_namespace(struct cim_str ns)
{
	static const char *const names[] = { "root", "root/cimv2", "root/default", "root/wmi",
		"root/subscription", "root/interop", "root/directory", "root/directory/ldap",
		"root/hardware", "root/microsoft", "root/microsoft/windows", "root/security",
		"root/standardcimv2", "root/policy", "root/rsop", "root/cli",
		"root/virtualization", "root/virtualization/v2" };
	static const char below[] = "root/microsoft/windows/";
	size_t len = sizeof(below) - 1;
	if (ns.len > len && cim_name_is(cim_name(ns.ptr, len), below))
		return memchr(ns.ptr + len, '/', ns.len - len) == NULL;
	struct cim_name name = cim_name(ns.ptr, ns.len);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (cim_name_is(name, names[i]))
			return true;
	}
	return false;
}

/* ---- Messages ---------------------------------------------------------------------- */

/* The one line on standard error that scripts can take the code from. */
static void
tell_code(uint32_t code)
{
	const char *name = cim_wbem_name(code);
	err_line("0x%08x%s%s", (unsigned)code, name == NULL ? "" : " ", name == NULL ? "" : name);
}

/* The code of what the shared machinery told in its own words. */
static uint32_t
code_of_status(int status)
{
	switch (status) {
	case CMD_DAMAGED: return WBEM_E_CRITICAL_ERROR;
	case CMD_BUSY: return WBEM_E_SERVER_TOO_BUSY;
	case CMD_REFUSED: return WBEM_E_ACCESS_DENIED;
	case CMD_IO: return WBEM_E_OUT_OF_DISK_SPACE;
	default: return WBEM_E_FAILED;
	}
}

/* Kept for when the refusal is told; without memory it has the code of all others. */
static void
note_refusal(void *ctx, const struct repo_refusal *refusal)
{
	struct run *run = ctx;
	struct refusal *made = arena_new(&run->m->arena, struct refusal);
	const struct cim_item *item = refusal->item;
	if (made == NULL)
		return;
	*made = (struct refusal){ run->refusals, item->place.at,
		wbem_code_of_refusal(refusal->err, item->kind, refusal->why),
		(item->kind == CIM_ITEM_CLASS || item->kind == CIM_ITEM_INSTANCE) &&
		    (refusal->err == CIM_EEXIST || refusal->err == CIM_ENOENT) };
	run->refusals = made;
}

/* The refusal that a diagnostic tells, or NULL. */
static const struct refusal *
refusal_of(const struct run *run, const struct mof_told *told)
{
	static const char *const ids[] = { "E-REFUSED", "E-CREATE-ONLY", "E-UPDATE-ONLY",
		"E-DELETE-MISSING" };
	const struct refusal *refusal = NULL;
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		if (strcmp(told->id, ids[i]) == 0)
			refusal = run->refusals;
	}
	while (refusal != NULL && refusal->at != told->place.at)
		refusal = refusal->next;
	return refusal;
}

static uint32_t
code_of(const struct run *run, const struct mof_told *told)
{
	const struct refusal *refusal = refusal_of(run, told);
	return refusal != NULL ? refusal->code : wbem_code(told->id, told->wanted);
}

/* Which of two errors gives the exit status: a mistake of the text first. */
static void
note_error(struct run *run, uint32_t code, bool forbidden)
{
	bool syntax = wbem_is_syntax(code);
	bool first = run->syntax + run->stored == 0 || (syntax && run->syntax == 0);
	if (first) {
		run->code = code;
		run->forbidden = forbidden;
	}
	run->syntax += syntax;
	run->stored += !syntax;
}

/* A mistake of the text: "x.mof (12): error SYNTAX 0X80044002: ..." */
static enum cim_err
tell_syntax(void *ctx, const struct mof_told *told)
{
	struct run *run = ctx;
	uint32_t code = code_of(run, told);
	if (told->severity == MOF_WARNING)
		err_line("%s (%u): warning: %s [%s]", told->file == NULL ? run->m->file
		    : told->file, (unsigned)told->line, told->text, told->id);
	if (told->severity != MOF_ERROR)
		return CIM_OK;
	const struct refusal *refusal = refusal_of(run, told);
	note_error(run, code, refusal != NULL && refusal->forbidden);
	if (wbem_is_syntax(code))
		out_format("%s (%u): error SYNTAX 0X%08x: %s\n", told->file == NULL ?
		    run->m->file : told->file, (unsigned)told->line, (unsigned)code, told->text);
	return CIM_OK;
}

/* What cannot be stored: where the object stands, and why. Nothing is stored: a warning. */
static enum cim_err
tell_stored(void *ctx, const struct mof_told *told)
{
	struct run *run = ctx;
	uint32_t code = code_of(run, told);
	if (told->severity != MOF_ERROR || wbem_is_syntax(code))
		return CIM_OK;
	const char *file = told->file == NULL ? run->m->file : told->file;
	if (!run->stores) {
		err_line("%s (%u): warning 0X%08x: %s", file, (unsigned)told->line, (unsigned)code,
		    told->text);
		return CIM_OK;
	}
	if (told->object > 0)
		out_format("An error occurred while creating object %zu defined on lines %u - %u "
		    "of %s:\n0X%08x: %s\n", told->object, (unsigned)told->first_line,
		    (unsigned)told->last_line, file, (unsigned)code, told->text);
	else
		out_format("%s (%u): error 0X%08x: %s\n", file, (unsigned)told->line,
		    (unsigned)code, told->text);
	return CIM_OK;
}

static void
tell_autorecover(const struct run *run, struct mof_unit *unit)
{
	if (run->m->autorecover || mof_unit_pragma(unit, "autorecover", NULL) == CIM_OK)
		return;
	out_format("WARNING: File %s does not contain #PRAGMA AUTORECOVER.\n"
	    "What it declares will be missing after the repository is rebuilt.\n"
	    "To have it compiled again then, put #PRAGMA AUTORECOVER on its first line.\n",
	    run->m->file);
}

/* ---- The stages ---------------------------------------------------------------------- */

/* Behind the syntax check: what was asked for was done, or was not. */
static void
tell_stored_stage(struct run *run, struct mof_unit *unit, int status)
{
	out_text("Storing data in the repository...\n");
	enum cim_err err = mof_walk_diagnostics(unit, tell_stored, run);
	if (err != CIM_OK)
		status = cmd_fail(run->m->file, err, NULL);
	if (run->stored == 0 && status == CMD_DONE) {
		tell_autorecover(run, unit);
		out_text("Done!\n");
		return;
	}
	/* What no message of the unit tells was told by the machinery. */
	if (run->stored == 0)
		run->code = code_of_status(status);
	out_format("Compiler returned error 0x%08x\nNothing was stored.\n", (unsigned)run->code);
	tell_code(run->code);
	run->status = run->forbidden ? MOFCOMP_FORBIDDEN : MOFCOMP_REPOSITORY;
}

/* Splits the unit; the locale is the switch's, or the pragma's. */
static void
split_stage(struct run *run, struct mof_unit *unit)
{
	const char *locale = run->m->amendment;
	struct cim_str arg = { NULL, 0 };
	enum cim_err err = CIM_OK;
	if (locale == NULL)
		err = mof_unit_pragma(unit, "amendment", &arg);
	if (err == CIM_OK && locale == NULL) {
		locale = arena_copy(&run->m->arena, arg.ptr, arg.len);
		err = locale == NULL ? CIM_ENOMEM : CIM_OK;
	}
	if (err == CIM_ENOENT) {
		run->status = mofcomp_usage("-MOF, -MFL: which locale? Give -AMENDMENT:MS_409, or "
		    "write #pragma amendment(\"MS_409\")");
		return;
	}
	int status = err != CIM_OK ? cmd_fail(run->m->file, err, NULL)
	    : split_files(unit, locale, run->cmd->ns, run->m->mof, run->m->mfl);
	if (status == CMD_DONE) {
		out_format("Storing localized MOF in %s and %s\nDone!\n", run->m->mof,
		    run->m->mfl);
		return;
	}
	run->status = status == CMD_USAGE ? MOFCOMP_USAGE : MOFCOMP_REPOSITORY;
	tell_code(code_of_status(status));
}

/* The file was written before that, or why not was told. */
static void
tell_binary_stage(struct run *run, int status)
{
	if (status == CMD_DONE) {
		out_format("Storing binary MOF in %s\nDone!\n", run->m->bmof);
		return;
	}
	if (run->stored == 0)
		run->code = code_of_status(status);
	out_format("Compiler returned error 0x%08x\n%s was not written.\n", (unsigned)run->code,
	    run->m->bmof);
	tell_code(run->code);
	run->status = run->stored > 0 ? MOFCOMP_SYNTAX : MOFCOMP_REPOSITORY;
}

/* What the compiler found, in the order of Windows' own. */
static void
tell(void *ctx, struct mof_unit *unit, int status)
{
	struct run *run = ctx;
	/* The file could not be read: that was told. */
	if (unit == NULL) {
		run->status = MOFCOMP_USAGE;
		tell_code(WBEMMOF_E_INVALID_FILE);
		return;
	}
	enum cim_err err = mof_walk_diagnostics(unit, tell_syntax, run);
	if (err != CIM_OK) {
		run->status = MOFCOMP_REPOSITORY;
		tell_code(code_of_status(cmd_fail(run->m->file, err, NULL)));
		return;
	}
	if (run->syntax > 0) {
		(void)mof_walk_diagnostics(unit, tell_stored, run);
		run->status = MOFCOMP_SYNTAX;
		out_format("Compiler returned error 0x%08x\n", (unsigned)run->code);
		tell_code(run->code);
		return;
	}
	out_text("MOF file has been successfully parsed\n");
	if (run->stores) {
		tell_stored_stage(run, unit, status);
		return;
	}
	(void)mof_walk_diagnostics(unit, tell_stored, run);
	if (run->m->check)
		out_text("Syntax check complete.\n");
	else if (run->m->bmof != NULL)
		tell_binary_stage(run, status);
	else
		split_stage(run, unit);
}

/* The shared machinery reads a struct cmd: that of "wbemkit compile FILE". */
static int
run_file(struct mofcomp *m, const char *repository)
{
	static const struct verb verb = { .name = "mofcomp" };
	const char *args[] = { m->file };
	/* A pragma that asks for the split is heard then. */
	struct mof_wish split = { false, "no-W-PRAGMA-IGNORED" };
	/* What a driver needs is no advice then. */
	struct mof_wish driver[] = { { true, "D-GUID" }, { true, "D-GUID-DUP" }, { true, "D-INSTANCE" },
		{ true, "D-DATA-ID" }, { true, "D-METHOD-ID" },
		{ true, "D-SIZE" }, { true, "D-TYPE" } };
	struct cmd cmd = { .verb = &verb, .repository = repository, .ns = m->ns,
		.args = args, .arg_count = 1, .dialect = MOF_DIALECT_WMI,
		.class_mode = m->class_mode, .instance_mode = m->instance_mode,
		.autorecover = m->autorecover, .color = WHEN_NEVER, .progress = WHEN_NEVER };
	struct run run = { .m = m, .cmd = &cmd, .status = MOFCOMP_DONE };
	struct compile_teller teller = { &run, tell, note_refusal, makes_namespace };
	const char *env = getenv("WBEMKIT_REPOSITORY");
	if (cmd.repository == NULL && env != NULL && env[0] != '\0')
		cmd.repository = env;
	run.stores = !m->check && m->mof == NULL && m->bmof == NULL;
	if (m->mof != NULL) {
		cmd.wishes = &split;
		cmd.wish_count = 1;
	}
	if (m->wmi_check) {
		cmd.wishes = driver;
		cmd.wish_count = sizeof(driver) / sizeof(driver[0]);
	}
	cmd.driver = m->wmi_check;
	cmd.bmof = m->bmof;
	out_format("wbemkit MOF Compiler Version %s\nParsing MOF file: %s\n", PACKAGE_VERSION,
	    m->file);
	if (run.stores && cmd_repository(&cmd) == NULL)
		run.status = MOFCOMP_REPOSITORY;
	else if (run.stores)
		(void)compile_store(&cmd, &teller);
	else if (m->bmof != NULL)
		(void)compile_binary(&cmd, m->ns_text, &teller);
	else
		(void)compile_check(&cmd, &teller);
	arena_free(&cmd.arena);
	return run.status;
}

/* ---- Resources --------------------------------------------------------------------- */

/* The one resource that -ER asks for, and whether it was there. */
struct wanted {
	const struct mofcomp *m;
	unsigned language;		/* 0: any */
	bool found;
	int status;
};

static enum cim_err
print_text(struct wanted *w, const struct mof_binary_found *found)
{
	struct cim_fault fault = { .err = CIM_OK };
	struct mof_binary *binary;
	enum cim_err err = mof_binary_read(w->m->file, found->bytes, found->len, NULL, &binary, &fault);
	if (err == CIM_EFOREIGN || err == CIM_ELIMIT) {
		err_line("%s", fault.text);
		w->status = MOFCOMP_SYNTAX;
		return CIM_OK;
	}
	if (err != CIM_OK)
		return err;
	for (size_t i = 0; i < mof_binary_problems(binary); i++) {
		struct mof_binary_problem p = mof_binary_problem(binary, i);
		err_line("offset 0x%X: %s", (unsigned)p.at, p.text);
		w->status = p.damage ? MOFCOMP_SYNTAX : w->status;
	}
	err = mof_binary_text(binary, out_sink());
	mof_binary_free(binary);
	return err;
}

static enum cim_err
take_resource(void *ctx, const struct mof_binary_found *found)
{
	struct wanted *w = ctx;
	if (w->found || strcasecmp(found->name, w->m->resource) != 0 ||
	    (w->language != 0 && found->language != w->language))
		return CIM_OK;
	w->found = true;
	if (w->m->bmof == NULL)
		return print_text(w, found);
	if (bmof_write(w->m->bmof, BMOF_RAW, cim_str(found->bytes, found->len)) != CMD_DONE)
		w->status = MOFCOMP_REPOSITORY;
	return CIM_OK;
}

/* -ER: a resource of a driver, as text, or with -B as it is. */
static int
run_resource(struct mofcomp *m)
{
	struct wanted w = { .m = m, .status = MOFCOMP_DONE };
	struct cim_fault fault = { .err = CIM_OK };
	struct input in = { .bytes = NULL };
	uint32_t language = 0;
	if (m->locale != NULL && !mof_locale_parse(cim_str_from(m->locale), &language))
		return mofcomp_usage("-L: '%s' is no locale such as MS_409", m->locale);
	w.language = language;
	enum cim_err err = input_read(&in, m->file, &fault);
	if (err != CIM_OK) {
		(void)cmd_fail_input(m->file, err, &fault);
		tell_code(WBEMMOF_E_INVALID_FILE);
		return MOFCOMP_USAGE;
	}
	err = mof_binary_find(in.bytes, in.len, take_resource, &w);
	input_free(&in);
	if (err != CIM_OK && err != CIM_ENOENT)
		return cmd_fail(m->file, err, NULL), MOFCOMP_REPOSITORY;
	if (!w.found) {
		err_line("%s: there is no binary MOF as resource MOFDATA '%s'%s%s", m->file, m->resource,
		    m->locale == NULL ? "" : " of ", m->locale == NULL ? "" : m->locale);
		tell_code(WBEM_E_NOT_FOUND);
		return MOFCOMP_REPOSITORY;
	}
	return w.status;
}

int
mofcomp_main(int argc, char **argv, const char *repository)
{
	struct mofcomp m = { .file = NULL };
	err_program("mofcomp");
	int status = mofcomp_read(&m, argc, argv);
	if (status < 0 && m.help) {
		mofcomp_help();
		status = MOFCOMP_DONE;
	} else if (status < 0 && m.version) {
		out_format("mofcomp (wbemkit) %s\n", PACKAGE_VERSION);
		status = MOFCOMP_DONE;
	} else if (status < 0) {
		if (m.user != NULL || m.password || m.authority != NULL)
			err_line("-U, -P, -A: the repository is local: they are not used");
		status = m.resource != NULL ? run_resource(&m) : run_file(&m, repository);
	}
	arena_free(&m.arena);
	return status;
}
