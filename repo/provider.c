/* provider.c: asks a provider for instances, and tells those that it answers. */
#include "repo/provider.h"

#include <stdarg.h>
#include <stdio.h>

#include "cim/wbem.h"
#include "repo/provider_file.h"
#include "repo/provider_run.h"
#include "repo/provider_talk.h"
#include "repo/txn.h"

enum cim_err
provider_wrong(struct provider_fault *fault, enum cim_err err, uint32_t code,
    const char *format, ...)
{
	char text[sizeof(fault->fault.text) - 130];	/* with room for names around it */
	va_list args;
	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (fault->fault.err == CIM_OK)
		fault->fault.wbem = code;
	int len = fault->about.len > 80 ? 80 : (int)fault->about.len;
	return cim_fault(&fault->fault, err, "%s%.*s%s%s", len > 0 ? "class " : "", len,
	    fault->about.ptr, len > 0 ? ": " : "", text);
}

/* ---- One answer ---------------------------------------------------------- */

/* One run of a provider. */
struct talk {
	const struct provider_ask *ask;
	struct provider_reader reader;
	struct provider_run run;
	struct arena arena;		/* for one line */
	struct bytes_writer path;
	uint64_t count;
	bool incapable;			/* it does not know the operation */
	repo_live_each_fn each;
	void *ctx;
	struct provider_fault *fault;
};

static enum cim_err
bad_answer(struct talk *t, const char *why)
{
	return provider_wrong(t->fault, CIM_EPROVIDER, WBEM_E_PROVIDER_FAILURE,
	    "provider %s, line %llu of its answer: %s%s", t->run.name,
	    (unsigned long long)t->count + 1, why, provider_run_said(&t->run));
}

/* What it says itself that went wrong. */
static enum cim_err
told_error(struct talk *t, const struct provider_line *line)
{
	static const struct {
		const char *word;
		enum cim_err err;
		uint32_t code;
	} known[] = {
		{ "ACCESS_DENIED", CIM_EDENIED, WBEM_E_ACCESS_DENIED },
		{ "PROVIDER_NOT_CAPABLE", CIM_EPROVIDER, WBEM_E_PROVIDER_NOT_CAPABLE },
		{ "PROVIDER_LOAD_FAILURE", CIM_EPROVIDER, WBEM_E_PROVIDER_LOAD_FAILURE },
		{ "TIMED_OUT", CIM_EPROVIDER, WBEM_E_PROVIDER_TIMED_OUT },
	};
	enum cim_err err = CIM_EPROVIDER;
	uint32_t code = WBEM_E_PROVIDER_FAILURE;
	struct cim_str word = line->code;
	if (cim_str_eq(word, CIM_STR("NOT_FOUND")))
		return CIM_ENOENT;
	if (cim_str_eq(word, CIM_STR("PROVIDER_NOT_CAPABLE")) && t->count == 0) {
		t->incapable = true;
		return CIM_ENOENT;
	}
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (cim_str_eq(word, cim_str_from(known[i].word))) {
			err = known[i].err;
			code = known[i].code;
		}
	}
	return provider_wrong(t->fault, err, code, "provider %s says %.*s%s%.*s", t->run.name,
	    word.len > 60 ? 60 : (int)word.len, word.ptr, line->text.len > 0 ? ": " : "",
	    line->text.len > 160 ? 160 : (int)line->text.len, line->text.ptr);
}

/* An instance that was read. */
static enum cim_err
tell(struct talk *t, const struct cim_instance *inst)
{
	struct cim_name missing;
	enum cim_err err = instance_path(
	    t->ask->scope, &t->arena, &t->path, t->ask->ns, inst, &missing);
	if (err == CIM_EINVAL || err == CIM_ELIMIT)
		return bad_answer(t, "its keys make no object path");
	if (err != CIM_OK)
		return err;
	if (++t->count > CIM_LIMIT_PROVIDER_ROWS)
		return provider_wrong(t->fault, CIM_EPROVIDER, WBEM_E_PROVIDER_FAILURE,
		    "provider %s does not stop answering: the limit is %d instances", t->run.name,
		    CIM_LIMIT_PROVIDER_ROWS);
	return t->each(t->ctx, inst, cim_str((const char *)t->path.buf, t->path.len));
}

/* Behind the line that ends the answer there is nothing. */
static enum cim_err
last_line(struct talk *t, const struct provider_line *line)
{
	struct cim_str more;
	if (line->kind == PROVIDER_END && line->count != t->count)
		return provider_wrong(t->fault, CIM_EPROVIDER, WBEM_E_PROVIDER_FAILURE,
		    "provider %s answered %llu instances and says that it was %llu", t->run.name,
		    (unsigned long long)t->count, (unsigned long long)line->count);
	if (line->kind == PROVIDER_ERROR)
		return told_error(t, line);
	enum cim_err err = provider_run_line(&t->run, &more, t->fault);
	if (err == CIM_OK)
		return bad_answer(t, "something stands behind the end");
	return err == CIM_ENOENT ? provider_run_status(&t->run, t->fault) : err;
}

/* Its output ended, and the end of the answer was not in it. */
static enum cim_err
cut_off(struct talk *t)
{
	enum cim_err err = provider_run_status(&t->run, t->fault);
	if (err != CIM_OK)
		return err;
	return provider_wrong(t->fault, CIM_EPROVIDER, WBEM_E_PROVIDER_FAILURE,
	    "provider %s ended its output after %llu instances without {\"end\":...}%s",
	    t->run.name, (unsigned long long)t->count, provider_run_said(&t->run));
}

static enum cim_err
hear_out(struct talk *t)
{
	struct arena_mark start = arena_mark(&t->arena);
	for (;;) {
		struct cim_str text;
		struct provider_line line;
		arena_rewind(&t->arena, start);
		enum cim_err err = provider_run_line(&t->run, &text, t->fault);
		if (err == CIM_ENOENT)
			return cut_off(t);
		if (err == CIM_OK)
			err = provider_line_read(&t->reader, &t->arena, text, &line);
		if (err == CIM_EINVAL)
			return bad_answer(t, t->reader.why);
		if (err == CIM_OK && line.kind != PROVIDER_INSTANCE)
			return last_line(t, &line);
		if (err == CIM_OK)
			err = tell(t, line.instance);
		if (err != CIM_OK)
			return err;
	}
}

static enum cim_err
ask_once(struct talk *t, const struct provider_file *file, enum provider_operation operation)
{
	struct provider_limits limits;
	struct bytes_writer request = { 0 };
	t->count = 0;
	t->incapable = false;
	enum cim_err err = provider_limits_of(t->ask->repo, file, &limits, t->fault);
	if (err == CIM_OK)
		err = provider_request(&request, t->ask, operation, t->reader.effective);
	if (err == CIM_OK) {
		err = provider_run_begin(&t->run, file,
		    cim_str((const char *)request.buf, request.len), limits.timeout,
		    limits.memory, t->fault);
		if (err == CIM_OK)
			err = hear_out(t);
		provider_run_end(&t->run);
	}
	bytes_writer_free(&request);
	return err;
}

enum cim_err
provider_list(const struct provider_ask *ask, repo_live_each_fn each, void *ctx,
    struct provider_fault *fault)
{
	struct talk t = { .ask = ask, .each = each, .ctx = ctx, .fault = fault };
	struct provider_file file;
	enum provider_operation operation = ask->path != NULL ? PROVIDER_GET :
	    ask->wish != NULL && ask->wish->where != NULL ? PROVIDER_QUERY : PROVIDER_ENUMERATE;
	enum cim_err err = provider_file_open(ask->repo, ask->provider, &file, fault);
	if (err != CIM_OK)
		return err;
	err = provider_reader_init(&t.reader, ask);
	if (err == CIM_OK && arena_alloc(&t.arena, 1) == NULL)
		err = CIM_ENOMEM;	/* a first chunk, which stays */
	if (err == CIM_OK)
		err = ask_once(&t, &file, operation);
	/* Every provider enumerates; what else it knows it says when it is asked. */
	if (t.incapable && operation != PROVIDER_ENUMERATE)
		err = ask_once(&t, &file, PROVIDER_ENUMERATE);
	if (t.incapable)
		err = provider_wrong(fault, CIM_EPROVIDER, WBEM_E_PROVIDER_NOT_CAPABLE,
		    "provider %s does not enumerate instances", file.name);
	provider_reader_free(&t.reader);
	arena_free(&t.arena);
	bytes_writer_free(&t.path);
	provider_file_close(&file);
	/* NOT_FOUND: there is none. */
	return err == CIM_ENOENT ? CIM_OK : err;
}
