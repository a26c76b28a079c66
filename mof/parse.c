/*
 * parse.c: drives the scanner and the parser, and follows includes, on all cores
 * when there are many.
 */
#include "config.h"

#include "mof/parse.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cim/limits.h"
#include "mof/bmof.h"
#include "mof/find.h"
#include "mof/json_in.h"
#include "mof/parser.h"
#include "mof/recover.h"
#include "mof/secret.h"

/* more do not pay: files are small and the kernel's directory locks are shared */
#define WORKERS_MAX 8
#define JOBS_PER_WORKER 16	/* includes that are worth a thread */

/* A file to be read: an include of a file that was parsed already. */
struct job {
	struct job *next;
	struct mof_pragma *pragma;
	struct cim_place place;		/* of the file's name in the pragma */
	struct mof_source *source;	/* the file that holds the pragma */
	const char *name;		/* as written, with '/' */
};

/*
 * What parses one file at a time. The arena holds the sources and their trees,
 * so a file's parts lie together and no two threads share an arena.
 */
struct mof_worker {
	struct mof_worker *next;
	struct mof_unit *unit;
	struct crew *crew;
	struct arena arena;
	struct mof_diags diags;
	struct mof_parser parser;
	const struct mof_source *now;	/* the one that is being parsed */
	struct mof_list jobs;		/* includes found, not handed out yet */
	pthread_t thread;
};

/* The workers of one parse. The lock guards all below it, and the unit's sources. */
struct crew {
	struct mof_unit *unit;
	pthread_mutex_t lock;
	pthread_cond_t more;		/* there are jobs, or there will be none any more */
	struct mof_list jobs;
	size_t busy;			/* workers that may still find includes */
	size_t files_done, files_known;
	enum cim_err err;		/* the first failure; all stop */
};

/* --- The unit --- */

enum cim_err
mof_unit_new(struct mof_unit **out, const struct mof_options *options)
{
	struct mof_unit *unit = calloc(1, sizeof(*unit));
	*out = unit;
	if (unit == NULL)
		return CIM_ENOMEM;
	if (options != NULL)
		unit->options = *options;
	mof_sources_init(&unit->sources);
	mof_diags_init(&unit->diags, &unit->arena, &unit->levels);
	enum cim_err err = mof_levels_init(&unit->levels, &unit->arena, &unit->options);
	if (err != CIM_OK) {
		mof_unit_free(unit);
		*out = NULL;
	}
	return err;
}

void
mof_unit_free(struct mof_unit *unit)
{
	if (unit == NULL)
		return;
	for (struct mof_worker *worker = unit->workers; worker != NULL;) {
		struct mof_worker *next = worker->next;
		arena_free(&worker->arena);
		free(worker);
		worker = next;
	}
	mof_sources_free(&unit->sources);
	arena_free(&unit->arena);
	free(unit);
}

size_t
mof_count(const struct mof_unit *unit, enum mof_severity severity)
{
	return unit->diags.counts[severity];
}

enum cim_err
mof_report(struct mof_unit *unit, enum mof_severity severity, const char *id,
    struct cim_place place, const char *format, ...)
{
	const char *kept = arena_copy(&unit->arena, id, strlen(id));
	if (kept == NULL)
		return CIM_ENOMEM;
	va_list args;
	va_start(args, format);
	mof_diag_v(&unit->diags, severity, kept, place, format, args);
	va_end(args);
	return unit->diags.err;
}

enum cim_err
mof_report_refusal(struct mof_unit *unit, const struct cim_item *item, enum cim_err refusal,
    const char *why)
{
	static const struct cim_place nowhere = { 0, 0 };
	bool deletion = item != NULL && (item->kind == CIM_ITEM_DELETE_CLASS ||
	    item->kind == CIM_ITEM_DELETE_INSTANCE);
	const char *id = refusal == CIM_EEXIST ? "E-CREATE-ONLY" : refusal != CIM_ENOENT ? "E-REFUSED" :
	    deletion ? "E-DELETE-MISSING" : "E-UPDATE-ONLY";
	return mof_report(
	    unit, MOF_ERROR, id, item != NULL ? item->place : nowhere, "%s", why);
}

enum cim_err
mof_print_diagnostics(const struct mof_unit *unit, const struct mof_print_options *options,
    struct cim_sink sink)
{
	/* Tables of lines are made as places are looked up; what is printed stays the same. */
	struct mof_sources *sources = (struct mof_sources *)(uintptr_t)&unit->sources;
	enum cim_err err = mof_secrets_hide(unit, sources);
	if (err != CIM_OK)
		return err;
	return mof_diags_print(&unit->diags, sources, options, sink);
}

void
mof_unit_size(const struct mof_unit *unit, size_t *files, uint64_t *bytes)
{
	*files = 0;
	*bytes = unit->sources.bytes;
	for (size_t i = 0; i < unit->sources.count; i++)
		*files += !unit->sources.list[i]->builtin;
}

/* --- One file --- */

/* The worker of this number; made when there is none yet. NULL without memory. */
static struct mof_worker *
worker_get(struct mof_unit *unit, size_t number)
{
	struct mof_worker **link = &unit->workers;
	for (; *link != NULL && number > 0; number--)
		link = &(*link)->next;
	if (*link == NULL) {
		*link = calloc(1, sizeof(**link));
		if (*link == NULL)
			return NULL;
		(*link)->unit = unit;
		mof_diags_init(&(*link)->diags, &(*link)->arena, &unit->levels);
	}
	return *link;
}

/* What is wrong with the bytes of a binary MOF; its text begins where the file does. */
static void
tell_problems(struct mof_worker *worker, const struct mof_source *source)
{
	const struct cim_place place = { source->base, 0 };
	for (size_t i = 0; i < source->problem_count; i++) {
		const struct mof_bmof_problem *p = &source->problems[i];
		mof_diag(&worker->diags, p->damage ? MOF_ERROR : MOF_NOTE, p->id, place,
		    "offset 0x%X of the binary MOF: %s", (unsigned)p->at, p->text);
	}
}

/* What the encoding of a file has to say. */
static void
tell_encoding(struct mof_worker *worker, const struct mof_source *source)
{
	tell_problems(worker, source);
	if (source->bad.len == 0)
		return;
	if (source->encoding == MOF_CP1252)
		mof_diag(&worker->diags, MOF_WARNING, "W-ENCODING", source->bad,
		    "the byte 0x%02X is no UTF-8: the whole file is read as CP1252",
		    source->bad_byte);
	else
		mof_diag(&worker->diags, MOF_ERROR, "E-ENCODING", source->bad,
		    "this is no UTF-16");
}

/*
 * The name of the file in an include pragma: its pieces as written, where any
 * run of backslashes is one '/'. Escapes have no meaning here: "sub\file.mof" is common.
 */
static const char *
include_name(struct mof_worker *worker, const struct mof_value *value)
{
	const struct mof_piece *piece, *first = &value->as.string.piece;
	size_t size = 1;
	for (piece = first; piece != NULL; piece = piece->next)
		size += piece->len;
	char *name = arena_text(&worker->arena, size), *to = name;
	if (name == NULL)
		return NULL;
	for (piece = first; piece != NULL; piece = piece->next) {
		for (uint32_t i = 0; i < piece->len; i++) {
			if (piece->text[i] != '\\')
				*to++ = piece->text[i];
			else if (to == name || to[-1] != '/')
				*to++ = '/';
		}
	}
	*to = '\0';
	return name;
}

/* Notes the file that an include pragma asks for. */
static enum cim_err
include_add(struct mof_worker *worker, struct mof_source *source, const struct mof_decl *decl)
{
	struct mof_pragma *pragma = decl->as.pragma;
	const struct mof_value *arg = pragma->args.first;
	if (pragma->args.count != 1 || arg->kind != MOF_VALUE_STRING) {
		mof_diag(&worker->diags, MOF_ERROR, "E-INCLUDE", decl->place,
		    "include takes the name of one file in quotes");
		return CIM_OK;
	}
	struct job *job = arena_new(&worker->arena, struct job);
	const char *name = include_name(worker, arg);
	if (job == NULL || name == NULL)
		return CIM_ENOMEM;
	if (name[0] == '\0') {
		mof_diag(&worker->diags, MOF_ERROR, "E-INCLUDE", arg->place,
		    "the name of a file is empty");
		return CIM_OK;
	}
	job->pragma = pragma;
	job->place = arg->place;
	job->source = source;
	job->name = name;
	mof_list_add(&worker->jobs, job);
	return CIM_OK;
}

/* How far a file is that is parsed alone: what was before it is done, what comes is unknown. */
static enum cim_err
tell_progress(void *ctx, uint32_t done)
{
	struct mof_worker *worker = ctx;
	const struct mof_options *options = &worker->unit->options;
	uint64_t total = worker->unit->sources.bytes;
	uint64_t before = total - worker->now->bytes;
	uint64_t now = before + done < total ? before + done : total;
	return options->progress(options->progress_ctx, now, total) != 0 ? CIM_ECANCELED : CIM_OK;
}

/* The same of a source in JSON, which includes no other. */
static enum cim_err
parse_json(struct mof_worker *worker, struct mof_source *source, struct mof_file **out)
{
	struct mof_ast ast = { &worker->arena, false };
	struct mof_file *file = mof_ast_file(&ast, source);
	if (file == NULL)
		return CIM_ENOMEM;
	bool alone = worker->crew == NULL && worker->unit->options.progress != NULL;
	worker->now = source;
	enum cim_err err = mof_json_read(file, &worker->arena, &worker->diags,
	    alone ? tell_progress : NULL, worker);
	*out = file;
	return err;
}

/* Runs the grammar over what mof_parser_begin was told. */
static enum cim_err
parse_text(struct mof_worker *worker, struct mof_file *file)
{
	struct mof_parser *p = &worker->parser;
	if (setjmp(p->scan.trap) != 0)
		return CIM_ENOMEM;
	/* 2 is the parser's own want of memory; 1 a mistake at the very end, already told. */
	int failed = mof_yyparse(p);
	mof_scan_end(&p->scan);
	if (p->ast.no_memory || worker->diags.err != CIM_OK)
		return CIM_ENOMEM;
	if (p->err != CIM_OK)
		return p->err;
	if (failed != 0)
		mof_note_lost(p, file->source->base + file->source->size);
	return CIM_OK;
}

/* Parses a source that has its base. Mistakes become diagnostics, includes jobs. */
static enum cim_err
parse_source(struct mof_worker *worker, struct mof_source *source, struct mof_file **out)
{
	if (mof_json_is(source))
		return parse_json(worker, source, out);
	struct mof_parser *p = &worker->parser;
	struct mof_ast ast = { &worker->arena, false };
	struct mof_file *file = mof_ast_file(&ast, source);
	if (file == NULL)
		return CIM_ENOMEM;
	worker->now = source;
	tell_encoding(worker, source);
	enum cim_err err = mof_parser_begin(p, file, &worker->arena, &worker->diags);
	if (err != CIM_OK)
		return err;
	bool alone = worker->crew == NULL && worker->unit->options.progress != NULL;
	p->progress = alone ? tell_progress : NULL;
	p->progress_ctx = worker;
	err = parse_text(worker, file);
	if (err != CIM_OK)
		return err;
	for (const struct mof_decl *decl = file->decls.first; decl != NULL; decl = decl->next) {
		if (decl->kind != MOF_DECL_PRAGMA ||
		    !cim_name_is(decl->as.pragma->name.name, "include"))
			continue;
		err = include_add(worker, source, decl);
		if (err != CIM_OK)
			return err;
	}
	*out = file;
	return CIM_OK;
}

/* --- Includes --- */

/*
 * Where the files came from that are open at an include, the nearest first; a long
 * chain without its middle.
 */
static void
note_chain(struct mof_worker *worker, struct mof_diag *diag, const struct mof_source *source)
{
	for (; source->parent != NULL; source = source->parent) {
		if (source->depth > 8 && source->depth < CIM_LIMIT_INCLUDE_DEPTH - 8)
			continue;
		mof_diag_note(&worker->diags, diag, source->included_at, "%s is included here",
		    source->name);
	}
}

/* An include of a file that is open already, or too many files open at once. */
static bool
include_allowed(struct mof_worker *worker, const struct job *job, const struct mof_source *source)
{
	for (const struct mof_source *open = job->source; open != NULL; open = open->parent) {
		if (source->ino == 0 || open->ino != source->ino || open->dev != source->dev)
			continue;
		struct mof_diag *diag = mof_diag(&worker->diags, MOF_ERROR, "E-INCLUDE-CYCLE",
		    job->place, "%s includes itself%s", open->name,
		    open == job->source ? "" : " through other files");
		note_chain(worker, diag, job->source);
		return false;
	}
	if (job->source->depth + 1 >= CIM_LIMIT_INCLUDE_DEPTH) {
		struct mof_diag *diag = mof_diag(&worker->diags, MOF_ERROR, "E-LIMIT", job->place,
		    "files included by files: the limit is %d", CIM_LIMIT_INCLUDE_DEPTH);
		note_chain(worker, diag, job->source);
		return false;
	}
	return true;
}

/* Gives a loaded source its place among the others. */
static enum cim_err
source_add(struct mof_worker *worker, struct mof_source *source)
{
	if (worker->crew != NULL)
		pthread_mutex_lock(&worker->crew->lock);
	enum cim_err err = mof_sources_add(&worker->unit->sources, source);
	if (worker->crew != NULL)
		pthread_mutex_unlock(&worker->crew->lock);
	return err;
}

/* Whether it was told already that files run out: the others have the same cure. */
static bool
full_again(struct mof_worker *worker)
{
	struct mof_sources *sources = &worker->unit->sources;
	if (worker->crew != NULL)
		pthread_mutex_lock(&worker->crew->lock);
	bool again = sources->full;
	sources->full = true;
	if (worker->crew != NULL)
		pthread_mutex_unlock(&worker->crew->lock);
	return again;
}

/* Reads and parses one included file. */
static enum cim_err
include_run(struct mof_worker *worker, const struct job *job)
{
	struct mof_source *source;
	struct cim_fault fault;
	bool other_case;
	/* Beside the file that holds the pragma, which a preprocessor may have taken in. */
	struct mof_source from = { .name = mof_source_file(job->source, job->place.at) };
	enum cim_err err = mof_find_include(&worker->arena, &worker->unit->options, &from,
	    job->name, &source, &other_case, &fault);
	if (err == CIM_ENOMEM)
		return err;
	if (err == CIM_ENOENT) {
		mof_diag(&worker->diags, MOF_ERROR, "E-INCLUDE-MISSING", job->place,
		    "the file \"%s\" is neither beside this one nor in the include directories",
		    job->name);
		return worker->diags.err;
	}
	if (err != CIM_OK) {
		mof_diag(&worker->diags, MOF_ERROR, "E-INCLUDE-READ", job->place, "%s",
		    fault.text);
		return worker->diags.err;
	}
	if (other_case)
		mof_diag(&worker->diags, MOF_WARNING, "W-INCLUDE-CASE", job->place,
		    "the file is called %s: its letters differ in case", source->name);
	if (!include_allowed(worker, job, source))
		return worker->diags.err;
	source->parent = job->source;
	source->included_at = job->place;
	source->depth = job->source->depth + 1;
	err = source_add(worker, source);
	if (err == CIM_ELIMIT && full_again(worker))
		return CIM_OK;
	if (err == CIM_ELIMIT) {
		mof_diag(&worker->diags, MOF_ERROR, "E-LIMIT", job->place,
		    "too many files: the limit is %d files and %u bytes", CIM_LIMIT_INCLUDES,
		    CIM_LIMIT_SOURCE_BYTES);
		return worker->diags.err;
	}
	return err == CIM_OK ? parse_source(worker, source, &job->pragma->file) : err;
}

/* --- The crew --- */

/* Hands a worker's new jobs to all. The lock is held. */
static void
jobs_hand_out(struct crew *crew, struct mof_worker *worker)
{
	if (worker->jobs.count == 0)
		return;
	if (crew->jobs.last == NULL)
		crew->jobs.first = worker->jobs.first;
	else
		((struct job *)crew->jobs.last)->next = worker->jobs.first;
	crew->jobs.last = worker->jobs.last;
	crew->jobs.count += worker->jobs.count;
	crew->files_known += worker->jobs.count;
	worker->jobs = (struct mof_list){ .count = 0 };
	pthread_cond_broadcast(&crew->more);
}

/* The next job, or NULL when there are none and there will be none. The lock is held. */
static struct job *
job_take(struct crew *crew)
{
	while (crew->jobs.first == NULL && crew->busy > 0 && crew->err == CIM_OK)
		pthread_cond_wait(&crew->more, &crew->lock);
	struct job *job = crew->err == CIM_OK ? crew->jobs.first : NULL;
	if (job != NULL) {
		crew->jobs.first = job->next;
		if (job->next == NULL)
			crew->jobs.last = NULL;
		crew->jobs.count--;
		crew->busy++;
	}
	return job;
}

/* Tells the caller how far it is; the lock is not held, and the first worker alone does it. */
static enum cim_err
progress(struct crew *crew, uint64_t bytes, size_t done, size_t known)
{
	const struct mof_options *options = &crew->unit->options;
	if (options->progress == NULL || done == 0)
		return CIM_OK;
	if (options->progress(options->progress_ctx, bytes, bytes / done * known) != 0)
		return CIM_ECANCELED;
	return CIM_OK;
}

/* What every worker does until there is nothing left. */
static void *
work(void *arg)
{
	struct mof_worker *worker = arg;
	struct crew *crew = worker->crew;
	bool first = worker == crew->unit->workers;
	pthread_mutex_lock(&crew->lock);
	for (;;) {
		struct job *job = job_take(crew);
		if (job == NULL)
			break;
		size_t done = crew->files_done, known = crew->files_known;
		uint64_t bytes = crew->unit->sources.bytes;
		pthread_mutex_unlock(&crew->lock);
		enum cim_err err = first ? progress(crew, bytes, done, known) : CIM_OK;
		if (err == CIM_OK)
			err = include_run(worker, job);
		pthread_mutex_lock(&crew->lock);
		crew->files_done++;
		crew->busy--;
		if (err != CIM_OK && crew->err == CIM_OK)
			crew->err = err;
		jobs_hand_out(crew, worker);
		if (crew->busy == 0 || crew->err != CIM_OK)
			pthread_cond_broadcast(&crew->more);
	}
	pthread_mutex_unlock(&crew->lock);
	return NULL;
}

/* How many workers these many includes are worth. */
static size_t
workers_wanted(size_t jobs)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	size_t want = jobs / JOBS_PER_WORKER + 1;
	if (want > WORKERS_MAX)
		want = WORKERS_MAX;
	return cores < 1 ? 1 : want < (size_t)cores ? want : (size_t)cores;
}

/*
 * Parses all that the first worker has found, and what is found then. Files do
 * not depend on each other; what they say is put in order when it is printed.
 */
static enum cim_err
includes_run(struct mof_unit *unit)
{
	struct mof_worker *first = unit->workers;
	struct crew crew = { .unit = unit, .files_done = 1, .files_known = 1 };
	size_t want = workers_wanted(first->jobs.count), made = 1;
	struct mof_worker *workers[WORKERS_MAX] = { first };
	if (first->jobs.count == 0)
		return CIM_OK;
	pthread_mutex_init(&crew.lock, NULL);
	pthread_cond_init(&crew.more, NULL);
	jobs_hand_out(&crew, first);
	/* A thread or a worker that cannot be had is done without. */
	for (; made < want; made++) {
		workers[made] = worker_get(unit, made);
		if (workers[made] == NULL)
			break;
		workers[made]->crew = &crew;
		if (pthread_create(&workers[made]->thread, NULL, work, workers[made]) != 0) {
			workers[made]->crew = NULL;
			break;
		}
	}
	first->crew = &crew;
	work(first);
	for (size_t i = 1; i < made; i++) {
		pthread_join(workers[i]->thread, NULL);
		mof_diags_join(&unit->diags, &workers[i]->diags);
		workers[i]->crew = NULL;
	}
	first->crew = NULL;
	pthread_cond_destroy(&crew.more);
	pthread_mutex_destroy(&crew.lock);
	return crew.err;
}

/* --- The doors --- */

/* Parses a source that was loaded by the first worker, with all it includes. */
static enum cim_err
parse_all(struct mof_worker *worker, struct mof_source *source, struct mof_file **out)
{
	struct mof_unit *unit = worker->unit;
	enum cim_err err = parse_source(worker, source, out);
	if (err == CIM_OK)
		err = includes_run(unit);
	mof_diags_join(&unit->diags, &worker->diags);
	return err == CIM_OK ? unit->diags.err : err;
}

/* A source given by the caller: its tree goes to the unit's list. */
static enum cim_err
parse_given(struct mof_worker *worker, struct mof_source *source, struct cim_fault *fault)
{
	struct mof_file *file = NULL;
	enum cim_err err = source_add(worker, source);
	if (err == CIM_ELIMIT)
		return cim_fault(fault, err, "%s: more than %d files or %u bytes", source->name,
		    CIM_LIMIT_INCLUDES, CIM_LIMIT_SOURCE_BYTES);
	if (err == CIM_OK)
		err = parse_all(worker, source, &file);
	if (err == CIM_OK)
		mof_list_add(&worker->unit->files, file);
	return err == CIM_OK ? CIM_OK : cim_fault(fault, err, "%s: %s", source->name,
	    cim_strerror(err));
}

enum cim_err
mof_parse_file(struct mof_unit *unit, const char *path, struct cim_fault *fault)
{
	struct mof_worker *worker = worker_get(unit, 0);
	struct mof_source *source;
	if (worker == NULL)
		return cim_fault(fault, CIM_ENOMEM, "%s: %s", path, cim_strerror(CIM_ENOMEM));
	enum cim_err err = mof_source_load(&worker->arena, path, false, &source, fault);
	if (err == CIM_ENOMEM)
		return cim_fault(fault, err, "%s: %s", path, cim_strerror(err));
	return err == CIM_OK ? parse_given(worker, source, fault) : err;
}

enum cim_err
mof_parse_buffer(struct mof_unit *unit, const char *name, const void *bytes, size_t n)
{
	struct mof_worker *worker = worker_get(unit, 0);
	struct mof_source *source;
	if (worker == NULL)
		return CIM_ENOMEM;
	enum cim_err err = mof_source_copy(&worker->arena, name, bytes, n, &source, NULL);
	return err == CIM_OK ? parse_given(worker, source, NULL) : err;
}

enum cim_err
mof_parse_preprocessed(struct mof_unit *unit, const char *name, const void *bytes, size_t n)
{
	struct mof_worker *worker = worker_get(unit, 0);
	struct mof_source *source;
	if (worker == NULL)
		return CIM_ENOMEM;
	enum cim_err err = mof_source_copy(&worker->arena, name, bytes, n, &source, NULL);
	if (err == CIM_OK)
		err = mof_source_marks(&worker->arena, source);
	return err == CIM_OK ? parse_given(worker, source, NULL) : err;
}

/* Parses what a class was found in, as if it were included where it is asked for. */
static enum cim_err
parse_found(struct mof_worker *worker, struct mof_source *source, struct mof_source *from,
    struct cim_place asked_at, struct mof_file **out)
{
	source->part = true;
	source->parent = from;
	source->included_at = asked_at;
	source->depth = from == NULL ? 0 : from->depth + 1;
	enum cim_err err = source_add(worker, source);
	if (err != CIM_OK)
		return err;
	err = parse_all(worker, source, out);
	if (err == CIM_OK)
		mof_list_add(&worker->unit->found, *out);
	return err;
}

enum cim_err
mof_parse_class(struct mof_unit *unit, struct cim_place asked_at, struct cim_name class_name,
    bool schema, struct mof_file **out)
{
	struct mof_worker *worker = worker_get(unit, 0);
	struct mof_source *from = mof_source_find(&unit->sources, asked_at.at), *source;
	struct cim_fault fault;
	if (from == NULL || from->depth + 1 >= CIM_LIMIT_INCLUDE_DEPTH)
		return CIM_ENOENT;
	if (worker == NULL)
		return CIM_ENOMEM;
	struct mof_source beside = { .name = mof_source_file(from, asked_at.at) };
	enum cim_err err = mof_find_class(&worker->arena, &unit->options, &unit->below, &beside,
	    class_name, schema, &source, &fault);
	if (err != CIM_OK)
		return err == CIM_ENOMEM ? err : CIM_ENOENT;
	if (mof_source_same(&unit->sources, source) != NULL)
		return CIM_ENOENT;
	return parse_found(worker, source, from, asked_at, out);
}

enum cim_err
mof_parse_text(struct mof_unit *unit, struct cim_place asked_at, const char *what,
    struct cim_name class_name, const char *text, size_t len, enum mof_dialect dialect,
    struct mof_file **out)
{
	struct mof_worker *worker = worker_get(unit, 0);
	struct mof_source *from = mof_source_find(&unit->sources, asked_at.at), *source;
	if (worker == NULL)
		return CIM_ENOMEM;
	size_t size = (size_t)class_name.len + strlen(what) + sizeof("< >");
	char *name = arena_text(&worker->arena, size);
	if (name == NULL)
		return CIM_ENOMEM;
	snprintf(name, size, "<%s %.*s>", what, (int)class_name.len, class_name.ptr);
	enum cim_err err = mof_source_copy(&worker->arena, name, text, len, &source, NULL);
	if (err != CIM_OK)
		return err;
	source->builtin = true;
	source->dialect = (uint8_t)dialect;
	return parse_found(worker, source, from, asked_at, out);
}

enum cim_err
mof_parse_alone(struct mof_unit *unit, struct mof_source *source)
{
	struct mof_worker *worker = worker_get(unit, 0);
	struct arena tree = { 0 };
	struct mof_ast ast = { &tree, false };
	struct mof_file *file = mof_ast_file(&ast, source);
	enum cim_err err = worker == NULL || file == NULL ? CIM_ENOMEM : source_add(worker, source);
	if (err == CIM_OK) {
		tell_encoding(worker, source);
		err = mof_parser_begin(&worker->parser, file, &tree, &worker->diags);
	}
	if (err == CIM_OK) {
		worker->parser.scan.driver = worker->parser.forget = true;
		worker->parser.mark = arena_mark(&tree);
		err = parse_text(worker, file);
		worker->parser.forget = false;
		mof_diags_join(&unit->diags, &worker->diags);
	}
	arena_free(&tree);
	return err;
}
