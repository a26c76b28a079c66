/* compile.c: MOF compiled: what is added, by options, into a repository or against nothing. */
#include "config.h"

#include "lib/compile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mof/wbem.h"

/* ---- Diagnostics ------------------------------------------------------------ */

struct wk_diagnostic {
	const struct mof_told *told;
	wk_status code;
};

int
wk_diagnostic_severity(const wk_diagnostic *diagnostic)
{
	return diagnostic == NULL ? WK_NOTE : (int)diagnostic->told->severity;
}

const char *
wk_diagnostic_id(const wk_diagnostic *diagnostic)
{
	return diagnostic == NULL ? "" : diagnostic->told->id;
}

const char *
wk_diagnostic_text(const wk_diagnostic *diagnostic)
{
	return diagnostic == NULL ? "" : diagnostic->told->text;
}

const char *
wk_diagnostic_file(const wk_diagnostic *diagnostic)
{
	return diagnostic == NULL ? NULL : diagnostic->told->file;
}

unsigned
wk_diagnostic_line(const wk_diagnostic *diagnostic)
{
	return diagnostic == NULL ? 0 : diagnostic->told->line;
}

unsigned
wk_diagnostic_column(const wk_diagnostic *diagnostic)
{
	return diagnostic == NULL ? 0 : diagnostic->told->column;
}

wk_status
wk_diagnostic_code(const wk_diagnostic *diagnostic)
{
	return diagnostic == NULL ? WK_OK : diagnostic->code;
}

static enum cim_err
each_told(void *ctx, const struct mof_told *told)
{
	struct compile_told *t = ctx;
	bool error = told->severity == MOF_ERROR;
	struct wk_diagnostic diagnostic = { told, error ? wbem_code(told->id, told->wanted) : 0 };
	if (error && t->code == 0) {
		t->code = diagnostic.code;
		if (told->file != NULL)
			(void)snprintf(t->text, sizeof(t->text), "%.150s:%u:%u: %.200s [%.30s]",
			    told->file, told->line, told->column, told->text, told->id);
		else
			(void)snprintf(t->text, sizeof(t->text), "%.300s [%.30s]", told->text,
			    told->id);
	}
	if (t->each != NULL)
		t->each(t->ctx, &diagnostic);
	return CIM_OK;
}

enum cim_err
compile_tell(struct compile_told *told, struct mof_unit *unit)
{
	return mof_walk_diagnostics(unit, each_told, told);
}

/* ---- Into a transaction ----------------------------------------------------- */

static void
refused(void *ctx, const struct repo_refusal *refusal)
{
	(void)mof_report_refusal(ctx, refusal->item, refusal->err, refusal->why);
}

enum cim_err
compile_into(struct mof_unit *unit, struct repo_txn *txn, struct repo_counts *counts)
{
	struct repo_scope *scope;
	const struct cim_batch *batch;
	struct repo_deed deed = { .refused = refused, .ctx = unit };
	enum cim_err err = repo_scope_new(repo_txn_reader(txn), &scope);
	if (err != CIM_OK)
		return err;
	struct cim_scope view = repo_scope(scope);
	memset(counts, 0, sizeof(*counts));
	err = mof_compile(unit, &view, &batch);
	if (err == CIM_OK)
		err = repo_apply_as(txn, batch, &deed, counts);
	/* What was refused has its place now, like any other error. */
	if (err != CIM_OK && !repo_txn_full(txn) && mof_count(unit, MOF_ERROR) > 0)
		err = CIM_EINPUT;
	repo_scope_free(scope);
	return err;
}

/* ---- A compiler ------------------------------------------------------------- */

struct source {
	const char *name;
	const void *bytes;		/* NULL: name is a file */
	size_t size;
};

struct wk_compiler {
	struct arena arena;		/* of all that it was told */
	struct mof_options options;
	const char **includes;
	struct mof_wish *wishes;
	struct source *sources;
	size_t source_count, source_cap, include_cap, wish_cap;
	struct compile_told told;
	struct repo_counts counts;
	struct cim_fault fault;
	char text[400];
};

wk_compiler *
wk_compiler_new(void)
{
	wk_compiler *c = calloc(1, sizeof(*c));
	if (c != NULL)
		c->options.ns = "root/cimv2";
	return c;
}

void
wk_compiler_free(wk_compiler *compiler)
{
	if (compiler == NULL)
		return;
	arena_free(&compiler->arena);
	free(compiler);
}

void
wk_compiler_on_diagnostic(wk_compiler *compiler,
    void (*each)(void *ctx, const wk_diagnostic *diagnostic), void *ctx)
{
	if (compiler == NULL)
		return;
	compiler->told.each = each;
	compiler->told.ctx = ctx;
}

const char *
wk_compiler_error(const wk_compiler *compiler)
{
	return compiler == NULL ? "" : compiler->text;
}

uint64_t
wk_compiler_count(const wk_compiler *compiler, wk_kind kind)
{
	if (compiler == NULL)
		return 0;
	const struct repo_counts *n = &compiler->counts;
	switch (kind) {
	case WK_NAMESPACE: return n->namespaces;
	case WK_QUALIFIER_TYPE: return n->qualifier_types;
	case WK_CLASS: return n->classes;
	case WK_INSTANCE: return n->instances;
	case WK_STRUCTURE: return n->structures;
	case WK_ENUMERATION: return n->enumerations;
	case WK_RECORD: break;
	}
	return n->namespaces + n->qualifier_types + n->classes + n->instances + n->structures +
	    n->enumerations;
}

static wk_status
say(struct wk_compiler *c, wk_status code, const char *text)
{
	(void)snprintf(c->text, sizeof(c->text), "%s", text);
	return code;
}

/* ---- Options ---------------------------------------------------------------- */

static wk_status
option_namespace(struct wk_compiler *c, const char *value)
{
	struct cim_str normal;
	enum cim_err err = cim_namespace_normal(&c->arena, cim_str_from(value), &normal);
	const char *copy = err == CIM_OK ? arena_copy(&c->arena, normal.ptr, normal.len) : NULL;
	if (copy == NULL)
		return err == CIM_OK || err == CIM_ENOMEM ? WK_WBEM_E_OUT_OF_MEMORY :
		    WK_WBEM_E_INVALID_PARAMETER;
	c->options.ns = copy;
	return WK_OK;
}

static wk_status
option_dialect(struct wk_compiler *c, const char *value)
{
	for (int d = MOF_DIALECT_AUTO; d < MOF_DIALECT_COUNT; d++) {
		if (strcmp(value, mof_dialect_to_string((enum mof_dialect)d)) == 0) {
			c->options.dialect = (enum mof_dialect)d;
			return WK_OK;
		}
	}
	return WK_WBEM_E_INVALID_PARAMETER;
}

static wk_status
option_mode(const char *value, bool instances, uint8_t *mode)
{
	struct cim_str bad;
	uint8_t read = 0;
	if (cim_mode_parse(cim_str_from(value), instances, &read, &bad) != CIM_OK ||
	    !cim_mode_valid(read, instances))
		return WK_WBEM_E_INVALID_PARAMETER;
	*mode = read;
	return WK_OK;
}

static wk_status
option_include(struct wk_compiler *c, const char *value)
{
	size_t n = c->options.include_dir_count;
	const char **more = arena_grow(
	    &c->arena, c->includes, n, &c->include_cap, n + 1, sizeof(*more));
	const char *copy = arena_copy(&c->arena, value, strlen(value));
	if (more == NULL || copy == NULL)
		return WK_WBEM_E_OUT_OF_MEMORY;
	c->includes = more;
	more[n] = copy;
	c->options.include_dirs = c->includes;
	c->options.include_dir_count = n + 1;
	return WK_OK;
}

static wk_status
option_wish(struct wk_compiler *c, const char *value, bool promote)
{
	size_t n = c->options.wish_count;
	struct mof_wish wish = { promote, arena_copy(&c->arena, value, strlen(value)) };
	struct mof_wish *more =
	    arena_grow(&c->arena, c->wishes, n, &c->wish_cap, n + 1, sizeof(*more));
	if (more == NULL || wish.name == NULL)
		return WK_WBEM_E_OUT_OF_MEMORY;
	if (mof_wish_check(&wish, false) != CIM_OK)
		return WK_WBEM_E_INVALID_PARAMETER;
	c->wishes = more;
	more[n] = wish;
	c->options.wishes = more;
	c->options.wish_count = n + 1;
	return WK_OK;
}

static wk_status
option_flag(const char *value, bool *flag)
{
	if (strcmp(value, "0") != 0 && strcmp(value, "1") != 0)
		return WK_WBEM_E_INVALID_PARAMETER;
	*flag = value[0] == '1';
	return WK_OK;
}

static wk_status
option_take(struct wk_compiler *c, const char *name, const char *value)
{
	if (strcmp(name, "namespace") == 0)
		return option_namespace(c, value);
	if (strcmp(name, "dialect") == 0)
		return option_dialect(c, value);
	if (strcmp(name, "class-mode") == 0)
		return option_mode(value, false, &c->options.class_mode);
	if (strcmp(name, "instance-mode") == 0)
		return option_mode(value, true, &c->options.instance_mode);
	if (strcmp(name, "include") == 0)
		return option_include(c, value);
	if (strcmp(name, "warn") == 0 || strcmp(name, "error") == 0)
		return option_wish(c, value, name[0] == 'e');
	if (strcmp(name, "strict") == 0)
		return option_flag(value, &c->options.strict);
	if (strcmp(name, "create-namespaces") == 0)
		return option_flag(value, &c->options.create_namespaces);
	return WK_WBEM_E_INVALID_PARAMETER;
}

wk_status
wk_compiler_option(wk_compiler *compiler, const char *name, const char *value)
{
	if (compiler == NULL || name == NULL || value == NULL)
		return WK_WBEM_E_INVALID_PARAMETER;
	wk_status status = option_take(compiler, name, value);
	if (WK_FAILED(status))
		(void)snprintf(compiler->text, sizeof(compiler->text),
		    "no such option, or no such value: %.100s = %.200s", name, value);
	return status;
}

/* ---- Text ------------------------------------------------------------------- */

static wk_status
add(struct wk_compiler *c, struct source source)
{
	struct source *more = arena_grow(&c->arena, c->sources, c->source_count, &c->source_cap,
	    c->source_count + 1, sizeof(*more));
	source.name = arena_copy(&c->arena, source.name, strlen(source.name));
	if (more == NULL || source.name == NULL)
		return say(c, WK_WBEM_E_OUT_OF_MEMORY, "out of memory");
	c->sources = more;
	more[c->source_count++] = source;
	return WK_OK;
}

wk_status
wk_compiler_add_file(wk_compiler *compiler, const char *path)
{
	if (compiler == NULL || path == NULL)
		return WK_WBEM_E_INVALID_PARAMETER;
	return add(compiler, (struct source){ .name = path });
}

wk_status
wk_compiler_add_buffer(wk_compiler *compiler, const char *name, const void *bytes, size_t size)
{
	if (compiler == NULL || name == NULL || (bytes == NULL && size > 0))
		return WK_WBEM_E_INVALID_PARAMETER;
	const void *copy = arena_copy(&compiler->arena, bytes, size);
	if (copy == NULL)
		return say(compiler, WK_WBEM_E_OUT_OF_MEMORY, "out of memory");
	return add(compiler, (struct source){ name, copy, size });
}

/* ---- Runs ------------------------------------------------------------------- */

/* All text as a new unit. */
static enum cim_err
parse(struct wk_compiler *c, struct mof_unit **out)
{
	cim_fault_clear(&c->fault);
	enum cim_err err = mof_unit_new(out, &c->options);
	for (size_t i = 0; i < c->source_count && err == CIM_OK; i++) {
		const struct source *s = &c->sources[i];
		err = s->bytes == NULL ? mof_parse_file(*out, s->name, &c->fault) :
		    mof_parse_buffer(*out, s->name, s->bytes, s->size);
	}
	return err;
}

static void
begin(struct wk_compiler *c)
{
	memset(&c->counts, 0, sizeof(c->counts));
	c->text[0] = '\0';
	c->told.code = 0;
	c->told.text[0] = '\0';
}

/* How a run ended, by what was told and by the error below. */
static wk_status
end(struct wk_compiler *c, enum cim_err err, const struct cim_fault *fault)
{
	if (err == CIM_OK)
		return WK_OK;
	memset(&c->counts, 0, sizeof(c->counts));
	if (err == CIM_EINPUT && c->told.code != 0)
		return say(c, c->told.code, c->told.text);
	if (c->fault.err != CIM_OK)
		fault = &c->fault;
	return say(c, cim_wbem_of(err),
	    fault != NULL && fault->text[0] != '\0' ? fault->text : cim_strerror(err));
}

/* The deed of a run: parsed anew each time, as a unit is compiled once. */
static enum cim_err
deed(struct repo_txn *txn, void *ctx)
{
	struct wk_compiler *c = ctx;
	struct mof_unit *unit;
	enum cim_err err = parse(c, &unit), tell = CIM_OK;
	if (err == CIM_OK)
		err = compile_into(unit, txn, &c->counts);
	/* One that is done again tells then. */
	if ((err == CIM_OK || err == CIM_EINPUT) && !repo_txn_full(txn))
		tell = compile_tell(&c->told, unit);
	mof_unit_free(unit);
	return err == CIM_OK ? tell : err;
}

wk_status
wk_compiler_run(wk_compiler *compiler, wk_repository *repo)
{
	if (compiler == NULL || repo == NULL)
		return WK_WBEM_E_INVALID_PARAMETER;
	begin(compiler);
	if (repo->repo == NULL)
		return say(compiler, WK_WBEM_E_INVALID_OPERATION, "the repository is not open");
	enum cim_err err = repo_write(repo->repo, deed, compiler);
	struct cim_fault fault;
	repo_fault_copy(repo->repo, &fault);
	wk_status status = end(compiler, err, &fault);
	return WK_FAILED(status) ? handle_told(repo, status, compiler->text) : status;
}

wk_status
wk_compiler_run_in(wk_compiler *compiler, wk_txn *txn)
{
	if (compiler == NULL || txn == NULL)
		return WK_WBEM_E_INVALID_PARAMETER;
	begin(compiler);
	wk_status status = txn_changing(txn);
	if (WK_FAILED(status))
		return say(compiler, status, wk_txn_error(txn));
	enum cim_err err = deed(txn->txn, compiler);
	txn_changed(txn);
	if (err == CIM_OK)
		return WK_OK;
	txn->doomed = true;
	if (err != CIM_EINPUT && repo_txn_full(txn->txn)) {
		status = txn_failed(txn, CIM_EFULL);
		return say(compiler, status, wk_txn_error(txn));
	}
	status = end(compiler, err, repo_txn_fault(txn->txn));
	return txn_told(txn, status, "%s", compiler->text);
}

/* The namespaces that a new repository has. */
static enum cim_err
new_namespace_get(void *ctx, struct cim_str ns)
{
	struct cim_name name = cim_name(ns.ptr, ns.len);
	(void)ctx;
	return cim_name_is(name, "root") || cim_name_is(name, "root/cimv2") ? CIM_OK : CIM_ENOENT;
}

wk_status
wk_compiler_check(wk_compiler *compiler)
{
	struct cim_scope scope = cim_scope_empty;
	const struct cim_batch *batch;
	struct mof_unit *unit;
	if (compiler == NULL)
		return WK_WBEM_E_INVALID_PARAMETER;
	scope.namespace_get = new_namespace_get;
	begin(compiler);
	enum cim_err err = parse(compiler, &unit), tell = CIM_OK;
	if (err == CIM_OK)
		err = mof_compile(unit, &scope, &batch);
	if (err == CIM_OK || err == CIM_EINPUT)
		tell = compile_tell(&compiler->told, unit);
	mof_unit_free(unit);
	return end(compiler, err == CIM_OK ? tell : err, NULL);
}
