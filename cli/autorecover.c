/* autorecover.c: copies of units that a repository keeps, to be compiled when it is rebuilt. */
#include "config.h"

#include "cli/autorecover.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cim/utf8.h"
#include "cli/out.h"
#include "cli/secure.h"
#include "cli/stop.h"
#include "mof/mof.h"
#include "snapshot/file.h"

/* ---- The copy ------------------------------------------------------------ */

struct copy {
	struct bytes_writer *w;
	const struct cim_scope *scope;
	struct arena arena;
	struct cim_map namespaces;	/* made in the copy -> a map of its qualifier types */
	struct cim_str ns;		/* the one that holds; len 0: none was named yet */
	uint8_t mode;
	enum cim_err err;
};

static enum cim_err
copy_bytes(void *ctx, const void *bytes, size_t n)
{
	struct bytes_writer *w = ctx;
	bytes_write(w, bytes, n);
	return w->err;
}

/* Where a declaration goes: apart from what stands before it. */
static struct cim_sink
copy_sink(struct copy *copy)
{
	size_t len = copy->w->len;
	if (len > 1 && copy->w->buf[len - 2] != '\n')
		bytes_write_u8(copy->w, '\n');
	return (struct cim_sink){ copy_bytes, copy->w };
}

static void
copy_ok(struct copy *copy, enum cim_err err)
{
	if (copy->err == CIM_OK)
		copy->err = err;
}

static void
copy_pragma(struct copy *copy, struct cim_str ns)
{
	if (copy->err == CIM_OK && !cim_str_eq(copy->ns, ns))
		copy_ok(copy, mof_print_namespace_pragma(ns, copy_sink(copy)));
	copy->ns = ns;
}

/* Makes a namespace in the copy, below those above it; NULL: no memory. */
static struct cim_map *
copy_namespace(struct copy *copy, struct cim_str ns)
{
	struct cim_map *types = cim_map_get(&copy->namespaces, cim_name(ns.ptr, ns.len));
	if (types != NULL || copy->err != CIM_OK)
		return types;
	size_t at = ns.len;
	while (at > 0 && ns.ptr[at - 1] != '/')
		at--;
	if (at > 0) {
		struct cim_str above = cim_str(ns.ptr, at - 1);
		(void)copy_namespace(copy, above);
		copy_pragma(copy, above);
		bytes_write_text(copy->w, "instance of __Namespace {\n   Name = \"");
		bytes_write(copy->w, ns.ptr + at, ns.len - at);
		bytes_write_text(copy->w, "\";\n};\n\n");
	}
	types = arena_new(&copy->arena, struct cim_map);
	copy_ok(copy, types == NULL ? CIM_ENOMEM : cim_map_set(&copy->namespaces, &copy->arena,
	    cim_name(ns.ptr, ns.len), types));
	return copy->err == CIM_OK ? types : NULL;
}

/* The qualifier types of what is used, once each; loose qualifiers have none. */
static void
copy_types(struct copy *copy, struct cim_str ns, struct cim_map *types, struct cim_qualifiers quals)
{
	for (uint32_t i = 0; i < quals.count && copy->err == CIM_OK; i++) {
		struct cim_name name = quals.list[i].name;
		const struct cim_qualifier_type *qt;
		if (cim_map_get(types, name) != NULL)
			continue;
		copy_ok(copy, cim_map_set(types, &copy->arena, name, types));
		enum cim_err err =
		    copy->scope->qualifier_type_get(copy->scope->ctx, ns, name, &qt);
		if (err == CIM_OK) {
			copy_pragma(copy, ns);
			err = mof_print_qualifier_type(qt, copy_sink(copy));
		}
		copy_ok(copy, err == CIM_ENOENT ? CIM_OK : err);
	}
}

static void
copy_used(struct copy *copy, struct cim_str ns, struct cim_map *types, const struct cim_class *cls)
{
	copy_types(copy, ns, types, cls->qualifiers);
	for (uint32_t i = 0; i < cls->property_count; i++)
		copy_types(copy, ns, types, cls->properties[i].qualifiers);
	for (uint32_t i = 0; i < cls->method_count; i++) {
		const struct cim_method *m = &cls->methods[i];
		copy_types(copy, ns, types, m->qualifiers);
		for (uint32_t k = 0; k < m->parameter_count; k++)
			copy_types(copy, ns, types, m->parameters[k].qualifiers);
	}
}

/* The modes that a rebuilt repository can hold to: nothing may be there, or not be there. */
static void
copy_mode(struct copy *copy, uint8_t mode)
{
	mode &= CIM_MODE_SAFE | CIM_MODE_FORCE;
	if (mode == copy->mode)
		return;
	bytes_write_format(copy->w, "#pragma classflags (%u)\n\n", (unsigned)mode);
	copy->mode = mode;
}

static void
copy_deletion(struct copy *copy, const struct cim_item *item)
{
	struct bytes_writer path = { 0 };
	if (item->kind == CIM_ITEM_DELETE_CLASS) {
		bytes_write_format(copy->w, "#pragma deleteclass (\"%.*s\", NOFAIL)\n",
		    (int)item->as.deleted_class.len, item->as.deleted_class.ptr);
		return;
	}
	cim_path_print(&path, item->as.deleted_path);
	bytes_write_text(copy->w, "#pragma deleteinstance (\"");
	for (size_t i = 0; i < path.len; i++) {
		if (path.buf[i] == '"' || path.buf[i] == '\\')
			bytes_write_u8(copy->w, '\\');
		bytes_write_u8(copy->w, path.buf[i]);
	}
	bytes_write_text(copy->w, "\", NOFAIL)\n");
	copy_ok(copy, path.err);
	bytes_writer_free(&path);
}

static void
copy_item(struct copy *copy, const struct cim_item *item)
{
	const struct cim_instance *inst;
	struct cim_map *types = copy_namespace(copy, item->ns);
	if (types == NULL || (item->kind == CIM_ITEM_NAMESPACE && item->as.security == NULL))
		return;
	if (item->kind == CIM_ITEM_CLASS || item->kind == CIM_ITEM_STRUCTURE)
		copy_used(copy, item->ns, types, item->as.cls);
	if (item->kind == CIM_ITEM_QUALIFIER_TYPE)
		copy_ok(copy, cim_map_set(types, &copy->arena, item->as.qualifier_type->name,
		    types));
	copy_pragma(copy, item->ns);
	switch (item->kind) {
	case CIM_ITEM_QUALIFIER_TYPE:
		copy_ok(copy, mof_print_qualifier_type(item->as.qualifier_type, copy_sink(copy)));
		break;
	case CIM_ITEM_ENUMERATION:
		copy_ok(copy, mof_print_enumeration(item->as.enumeration, copy_sink(copy)));
		break;
	case CIM_ITEM_CLASS: case CIM_ITEM_STRUCTURE:
		copy_mode(copy, item->mode);
		copy_ok(copy, mof_print_class(item->as.cls, copy_sink(copy)));
		break;
	case CIM_ITEM_INSTANCE:
		copy_ok(copy, mof_print_instance(item->as.instance, copy_sink(copy)));
		break;
	case CIM_ITEM_DELETE_CLASS: case CIM_ITEM_DELETE_INSTANCE:
		copy_deletion(copy, item);
		break;
	case CIM_ITEM_NAMESPACE:
		inst = secure_instance(&copy->arena, CIM_STR(""), item->as.security);
		copy_ok(copy, inst == NULL ? CIM_ENOMEM : mof_print_instance(inst, copy_sink(copy)));
		break;
	}
}

/* Where an operand is, whatever the working directory of who reads the copy; "-" is itself. */
static void
write_origin(struct bytes_writer *w, const char *operand)
{
	char path[PATH_MAX];
	const char *text =
	    strcmp(operand, "-") != 0 && realpath(operand, path) != NULL ? path : operand;
	for (; *text != '\0'; text++)
		bytes_write_u8(w, (unsigned char)*text < 0x20 ? '?' : (uint8_t)*text);
}

static const char first_line[] = "// wbemkit autorecover 1\n";

enum cim_err
autorecover_write(struct bytes_writer *w, const struct cmd *cmd, const struct cim_batch *batch,
    const struct cim_scope *scope)
{
	struct copy copy = { .w = w, .scope = scope };
	bytes_writer_reset(w);
	bytes_write_text(w, first_line);
	for (int i = 0; i < cmd->arg_count; i++) {
		bytes_write_text(w, "// file: ");
		write_origin(w, cmd->args[i]);
		bytes_write_text(w, "\n");
	}
	bytes_write_text(w, "#pragma autorecover\n\n");
	for (size_t i = 0; i < batch->count && copy.err == CIM_OK; i++)
		copy_item(&copy, &batch->items[i]);
	arena_free(&copy.arena);
	return copy.err != CIM_OK ? copy.err : w->err;
}

/* ---- The directory ------------------------------------------------------- */

/* NNNNNN-HHHHHHHHHHHHHHHH.mof: in the order of compiling, and which files it is of. */
#define NAME_LEN 27

struct entry {
	char name[NAME_LEN + 1];
	unsigned long number;
};

struct entries {
	struct arena *arena;
	struct entry *list;
	size_t count, cap;
};

static bool
entry_read(const char *name, struct entry *entry)
{
	static const char pattern[] = "000000-xxxxxxxxxxxxxxxx.mof";
	if (strlen(name) != NAME_LEN)
		return false;
	for (size_t i = 0; i < NAME_LEN; i++) {
		bool digit = name[i] >= '0' && name[i] <= '9';
		bool good = pattern[i] == '0' ? digit : pattern[i] == 'x' ?
		    digit || (name[i] >= 'a' && name[i] <= 'f') : name[i] == pattern[i];
		if (!good)
			return false;
	}
	memcpy(entry->name, name, NAME_LEN + 1);
	entry->number = strtoul(name, NULL, 10);
	return true;
}

static int
entry_order(const void *a, const void *b)
{
	return strcmp(((const struct entry *)a)->name, ((const struct entry *)b)->name);
}

/* All copies, in their order. No directory: none. */
static enum cim_err
entries_list(const char *dir, struct entries *entries, struct cim_fault *fault)
{
	enum cim_err err = CIM_OK;
	struct dirent *de;
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return CIM_OK;
	/* Nobody makes us write copies elsewhere. */
	if (fd < 0 && (errno == ELOOP || errno == ENOTDIR))
		return cim_fault(fault, CIM_EFOREIGN, "%s: a link, or no directory: put it right first",
		    dir);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	if (d == NULL) {
		err = cim_fault_errno(fault, "%s", dir);
		if (fd >= 0)
			(void)close(fd);
		return err;
	}
	while (err == CIM_OK && (errno = 0, de = readdir(d)) != NULL) {
		struct entry entry;
		if (!entry_read(de->d_name, &entry))
			continue;
		struct entry *grown = arena_grow(entries->arena, entries->list, entries->count,
		    &entries->cap, entries->count + 1, sizeof(entry));
		if (grown == NULL) {
			err = CIM_ENOMEM;
			break;
		}
		entries->list = grown;
		entries->list[entries->count++] = entry;
	}
	if (err == CIM_OK && errno != 0)
		err = cim_fault_errno(fault, "%s", dir);
	(void)closedir(d);
	if (entries->count > 1)
		qsort(entries->list, entries->count, sizeof(entries->list[0]), entry_order);
	return err;
}

/* What tells the units apart: their files. */
static uint64_t
unit_hash(const struct cmd *cmd, enum cim_err *err)
{
	struct bytes_writer w = { 0 };
	uint64_t h = UINT64_C(0xcbf29ce484222325);
	for (int i = 0; i < cmd->arg_count; i++) {
		write_origin(&w, cmd->args[i]);
		bytes_write_u8(&w, '\n');
	}
	for (size_t i = 0; i < w.len; i++)
		h = (h ^ w.buf[i]) * UINT64_C(0x100000001b3);
	*err = w.err;
	bytes_writer_free(&w);
	return h;
}

static char *
path_of(struct arena *arena, const char *dir, const char *name)
{
	size_t n = strlen(dir) + 1 + strlen(name) + 1;
	char *path = arena_text(arena, n);
	if (path != NULL)
		(void)snprintf(path, n, "%s/%s", dir, name);
	return path;
}

/* The copy of the same files; NULL: there is none. */
static const struct entry *
entry_find(const struct entries *entries, uint64_t hash)
{
	char want[24];
	(void)snprintf(want, sizeof(want), "-%016llx.mof", (unsigned long long)hash);
	for (size_t i = 0; i < entries->count; i++) {
		if (strcmp(entries->list[i].name + 6, want) == 0)
			return &entries->list[i];
	}
	return NULL;
}

/*
 * New numbers for all copies, from 1 and in their order: each is given to the lowest first, and
 * none is above its old one, so that no name is taken when its turn comes.
 */
static enum cim_err
renumber(struct arena *arena, const char *dir, struct entries *entries, struct cim_fault *fault)
{
	for (size_t i = 0; i < entries->count; i++) {
		struct entry *entry = &entries->list[i];
		char name[sizeof(entry->name)];
		if (entry->number == i + 1)
			continue;
		(void)snprintf(name, sizeof(name), "%06zu%s", (i + 1) % 1000000, entry->name + 6);
		char *from = path_of(arena, dir, entry->name), *to = path_of(arena, dir, name);
		if (from == NULL || to == NULL)
			return CIM_ENOMEM;
		if (rename(from, to) != 0)
			return cim_fault_errno(fault, "%s cannot get the name %s", from, name);
		memcpy(entry->name, name, sizeof(name));
		entry->number = (unsigned long)(i + 1);
	}
	return CIM_OK;
}

enum cim_err
autorecover_keep(const char *repository, const struct cmd *cmd, struct cim_str text,
    struct cim_fault *fault)
{
	struct arena arena = { 0 };
	struct entries entries = { .arena = &arena };
	struct snap_file *file = NULL;
	char name[40];
	enum cim_err err;
	uint64_t hash = unit_hash(cmd, &err);
	char *dir = path_of(&arena, repository, "autorecover"), *path = NULL;
	if (err == CIM_OK && dir == NULL)
		err = CIM_ENOMEM;
	if (err == CIM_OK)
		err = entries_list(dir, &entries, fault);
	/* One of the same files keeps its place: what came later may stand on it. */
	const struct entry *there = entry_find(&entries, hash);
	unsigned long number = there != NULL ? there->number :
	    entries.count == 0 ? 1 : entries.list[entries.count - 1].number + 1;
	/* The last number is taken, by whoever: the others have room below it. */
	if (err == CIM_OK && number > 999999 && entries.count < 999999) {
		err = renumber(&arena, dir, &entries, fault);
		number = (unsigned long)entries.count + 1;
	}
	if (err == CIM_OK && number > 999999)
		err = cim_fault(fault, CIM_ELIMIT, "%s: more than 999999 copies", dir);
	if (err == CIM_OK) {
		(void)snprintf(name, sizeof(name), "%06lu-%016llx.mof", number,
		    (unsigned long long)hash);
		path = path_of(&arena, dir, name);
		err = path == NULL ? CIM_ENOMEM : snap_file_create(path, true, &file, fault);
	}
	if (err == CIM_OK) {
		err = snap_file_write(file, 0, text.ptr, text.len, true, fault);
		if (err == CIM_OK)
			err = snap_file_publish(file, cmd->no_sync, fault);
		else
			snap_file_discard(file);
	}
	arena_free(&arena);
	return err;
}

enum cim_err
autorecover_drop(const char *repository, const struct cmd *cmd, struct cim_fault *fault)
{
	struct arena arena = { 0 };
	struct entries entries = { .arena = &arena };
	enum cim_err err;
	uint64_t hash = unit_hash(cmd, &err);
	char *dir = path_of(&arena, repository, "autorecover");
	if (err == CIM_OK)
		err = dir == NULL ? CIM_ENOMEM : entries_list(dir, &entries, fault);
	const struct entry *there = err == CIM_OK ? entry_find(&entries, hash) : NULL;
	char *path = there != NULL ? path_of(&arena, dir, there->name) : NULL;
	if (there != NULL && path == NULL)
		err = CIM_ENOMEM;
	else if (there != NULL && unlink(path) != 0 && errno != ENOENT)
		err = cim_fault_errno(fault, "%s", path);
	arena_free(&arena);
	return err;
}

/* NULL: it cannot be read, or is no file of ours, such as a pipe, which would be waited for. */
static FILE *
copy_open(const char *path)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	FILE *f = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? fdopen(fd, "r") : NULL;
	if (f == NULL && fd >= 0)
		(void)close(fd);
	return f;
}

/* ---- Care ---------------------------------------------------------------- */

static void
tell(repo_finding_fn each, void *ctx, const char *name, bool note, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

static void
tell(repo_finding_fn each, void *ctx, const char *name, bool note, const char *format, ...)
{
	char text[600];
	va_list args;
	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	cim_line_clean(text);
	struct repo_finding finding = { .kind = "autorecover", .name = cim_str_from(name),
		.text = text, .note = note };
	each(ctx, &finding);
}

/* Whether a file begins as a copy does. */
static bool
copy_begins(const char *path)
{
	char line[sizeof(first_line) + 1];
	FILE *f = copy_open(path);
	bool good = f != NULL && fgets(line, sizeof(line), f) != NULL &&
	    strcmp(line, first_line) == 0;
	if (f != NULL)
		(void)fclose(f);
	return good;
}

enum cim_err
autorecover_look(const char *repository, repo_finding_fn each, void *ctx, struct cim_fault *fault)
{
	struct arena arena = { 0 };
	struct dirent *de;
	enum cim_err err = CIM_OK;
	char *dir = path_of(&arena, repository, "autorecover");
	DIR *d = dir == NULL ? NULL : opendir(dir);
	if (d == NULL) {
		err = dir == NULL ? CIM_ENOMEM : errno == ENOENT ? CIM_OK :
		    cim_fault_errno(fault, "%s", dir);
		arena_free(&arena);
		return err;
	}
	while (err == CIM_OK && (de = readdir(d)) != NULL) {
		struct entry entry;
		if (strcmp(de->d_name, ".") == 0 || strcmp(de->d_name, "..") == 0)
			continue;
		char *path = path_of(&arena, dir, de->d_name);
		if (path == NULL)
			err = CIM_ENOMEM;
		else if (!entry_read(de->d_name, &entry))
			tell(each, ctx, de->d_name, true, "autorecover/%s is no copy of ours, and "
			    "is not compiled", de->d_name);
		else if (!copy_begins(path))
			tell(each, ctx, de->d_name, false, "autorecover/%s cannot be read, or does not "
			    "begin as a copy does", de->d_name);
	}
	(void)closedir(d);
	arena_free(&arena);
	return err;
}

enum cim_err
autorecover_mend(const char *repository, repo_finding_fn each, void *ctx, struct cim_fault *fault)
{
	struct arena arena = { 0 };
	struct entries entries = { .arena = &arena };
	char *dir = path_of(&arena, repository, "autorecover");
	enum cim_err err = dir == NULL ? CIM_ENOMEM : entries_list(dir, &entries, fault);
	if (err == CIM_OK && entries.count > 0 && entries.count < 999999 &&
	    entries.list[entries.count - 1].number >= 999999) {
		err = renumber(&arena, dir, &entries, fault);
		if (err == CIM_OK)
			tell(each, ctx, "", true, "the copies of autorecover were numbered anew");
	}
	arena_free(&arena);
	return err;
}

int
autorecover_compile_one(struct cmd *cmd, const char *path, const char *into, bool dry)
{
	const char *args[] = { path };
	struct cmd sub = { .verb = cmd->verb, .repository = into, .ns = "root/cimv2",
		.args = args, .arg_count = 1, .quiet = cmd->quiet || dry, .no_sync = true,
		.color = cmd->color, .progress = WHEN_NEVER, .wait = dry ? cmd->wait : -1,
		.max_errors = cmd->max_errors, .dry_run = dry };
	int status = cmd_compile(&sub);
	arena_free(&sub.arena);
	return status;
}

enum cim_err
autorecover_compile(struct cmd *cmd, const char *repository, const char *into,
    struct autorecover_run *run, struct cim_fault *fault)
{
	struct arena arena = { 0 };
	struct entries entries = { .arena = &arena };
	char *dir = path_of(&arena, repository, "autorecover");
	enum cim_err err = dir == NULL ? CIM_ENOMEM : entries_list(dir, &entries, fault);
	for (size_t i = 0; i < entries.count && err == CIM_OK && !stop_wanted(); i++) {
		char *path = path_of(&arena, dir, entries.list[i].name);
		if (path == NULL) {
			err = CIM_ENOMEM;
			break;
		}
		int status = autorecover_compile_one(cmd, path, into, false);
		(*(status == CMD_DONE ? &run->good : &run->bad))++;
		if (status == CMD_IO)
			err = cim_fault(fault, CIM_EIO, "%s: could not be compiled", path);
		else if (status != CMD_DONE)
			err_line("%s: this unit of the autorecover list does not compile; the others "
			    "are", path);
	}
	arena_free(&arena);
	return err;
}

/* ---- For the verbs -------------------------------------------------------- */

enum cim_err
autorecover_copies(struct arena *arena, const char *repository, struct autorecover_copy **list,
    size_t *count, struct cim_fault *fault)
{
	struct entries entries = { .arena = arena };
	char *dir = path_of(arena, repository, "autorecover");
	*list = NULL;
	*count = 0;
	enum cim_err err = dir == NULL ? CIM_ENOMEM : entries_list(dir, &entries, fault);
	if (err != CIM_OK || entries.count == 0)
		return err;
	struct autorecover_copy *copies = arena_calloc(arena, entries.count, sizeof(copies[0]));
	if (copies == NULL)
		return CIM_ENOMEM;
	for (size_t i = 0; i < entries.count; i++) {
		const struct entry *entry = &entries.list[i];
		char *path = path_of(arena, dir, entry->name);
		if (path == NULL)
			return CIM_ENOMEM;
		copies[i] = (struct autorecover_copy){ path + strlen(dir) + 1, path, entry->number };
	}
	*list = copies;
	*count = entries.count;
	return CIM_OK;
}

enum cim_err
autorecover_origins(struct arena *arena, const char *path, const char ***files, size_t *count,
    int64_t *kept)
{
	char line[PATH_MAX + 64];
	struct stat st;
	size_t cap = 0;
	enum cim_err err = CIM_OK;
	*files = NULL;
	*count = 0;
	*kept = 0;
	FILE *f = copy_open(path);
	if (f == NULL)
		return CIM_OK;
	if (fstat(fileno(f), &st) == 0)
		*kept = (int64_t)st.st_mtime;
	bool known = fgets(line, sizeof(line), f) != NULL && strcmp(line, first_line) == 0;
	while (known && err == CIM_OK && fgets(line, sizeof(line), f) != NULL &&
	    strncmp(line, "// file: ", 9) == 0) {
		line[strcspn(line, "\n")] = '\0';
		const char **grown = arena_grow(arena, *files, *count, &cap, *count + 1, sizeof(grown[0]));
		if (grown != NULL)
			*files = grown;
		const char *text = arena_copy(arena, line + 9, strlen(line + 9));
		if (grown == NULL || text == NULL)
			err = CIM_ENOMEM;
		else
			grown[(*count)++] = text;
	}
	(void)fclose(f);
	return err;
}
