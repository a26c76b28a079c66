/* find.c: which file a name in an include pragma, or a class that is not there, means. */
#include "config.h"

#include "mof/find.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

/* One place to look: a directory (its path, "" for the working directory) and a name in it. */
struct candidate {
	const char *dir;
	size_t dir_len;
	const char *name;
};

/* The path of a candidate; NULL without memory. */
static char *
path_join(struct arena *arena, struct candidate c)
{
	size_t len = strlen(c.name);
	bool slash = c.dir_len > 0 && c.dir[c.dir_len - 1] != '/';
	char *path = arena_text(arena, c.dir_len + len + 2);
	if (path == NULL)
		return NULL;
	memcpy(path, c.dir, c.dir_len);
	if (slash)
		path[c.dir_len] = '/';
	memcpy(path + c.dir_len + slash, c.name, len + 1);
	return path;
}

/* The bytes of a path up to and with its last '/'. */
static size_t
dir_length(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash == NULL ? 0 : (size_t)(slash - path) + 1;
}

/*
 * CIM_ENOENT when the file is not there, so that the next directory may have it;
 * other failures are the file's.
 */
static enum cim_err
load(struct arena *arena, const char *path, struct mof_source **out, struct cim_fault *fault)
{
	cim_fault_clear(fault);
	enum cim_err err = mof_source_load(arena, path, true, out, fault);
	if (err != CIM_OK && (fault->sys_errno == ENOENT || fault->sys_errno == ENOTDIR))
		return CIM_ENOENT;
	return err;
}

typedef enum cim_err try_fn(struct arena *arena, struct candidate c, struct mof_source **out,
    struct cim_fault *fault);

/* Tries a candidate as it is spelled. */
static enum cim_err
try_exact(struct arena *arena, struct candidate c, struct mof_source **out,
    struct cim_fault *fault)
{
	struct arena_mark mark = arena_mark(arena);
	const char *path = path_join(arena, c);
	if (path == NULL)
		return CIM_ENOMEM;
	enum cim_err err = load(arena, path, out, fault);
	if (err != CIM_OK)
		arena_rewind(arena, mark);
	return err;
}

/*
 * Puts in the place of one part of a path the name that the directory has for it;
 * false when it has none.
 */
static bool
respell(const char *dir, char *part, size_t len)
{
	DIR *stream = opendir(*dir == '\0' ? "." : dir);
	const struct dirent *entry;
	struct cim_name wanted = cim_name(part, len);
	char best[256] = "";
	if (stream == NULL || len >= sizeof(best)) {
		if (stream != NULL)
			closedir(stream);
		return false;
	}
	/* Of several the first by byte order: what a directory lists first is chance. */
	while ((entry = readdir(stream)) != NULL) {
		size_t n = strlen(entry->d_name);
		if (n == len && cim_name_eq(cim_name(entry->d_name, n), wanted) &&
		    (best[0] == '\0' || strcmp(entry->d_name, best) < 0))
			memcpy(best, entry->d_name, n + 1);
	}
	closedir(stream);
	if (best[0] == '\0')
		return false;
	memcpy(part, best, len);
	return true;
}

/* Tries a candidate with every part of its name in whatever case of letters is there. */
static enum cim_err
try_any_case(struct arena *arena, struct candidate c, struct mof_source **out,
    struct cim_fault *fault)
{
	struct arena_mark mark = arena_mark(arena);
	char *path = path_join(arena, c), *part;
	if (path == NULL)
		return CIM_ENOMEM;
	bool good = true;
	for (part = path + strlen(path) - strlen(c.name); good && *part != '\0';) {
		size_t len = strcspn(part, "/");
		char before = part == path ? '\0' : part[-1];
		if (len > 0 && strncmp(part, ".", len) != 0 && strncmp(part, "..", len) != 0) {
			/* The directory is all in front of the part: of the first there is none. */
			const char *dir = part == path ? "" : part - path == 1 ? "/" : path;
			if (part != path)
				part[-1] = '\0';
			good = respell(dir, part, len);
			if (part != path)
				part[-1] = before;
		}
		part += len;
		part += *part == '/';
	}
	enum cim_err err = good ? load(arena, path, out, fault) : CIM_ENOENT;
	if (err != CIM_OK)
		arena_rewind(arena, mark);
	return err;
}

enum cim_err
mof_find_include(struct arena *arena, const struct mof_options *options,
    const struct mof_source *from, const char *name, struct mof_source **out, bool *other_case,
    struct cim_fault *fault)
{
	size_t from_len = dir_length(from->name);
	size_t dirs = name[0] == '/' ? 0 : options->include_dir_count;
	enum cim_err err = CIM_ENOENT;
	for (int pass = 0; pass < 2; pass++) {
		try_fn *try = pass == 0 ? try_exact : try_any_case;
		*other_case = pass == 1;
		if (name[0] != '/')
			err = try(arena, (struct candidate){ from->name, from_len, name }, out,
			    fault);
		for (size_t i = 0; err == CIM_ENOENT && i < dirs; i++) {
			const char *dir = options->include_dirs[i];
			err = try(arena, (struct candidate){ dir, strlen(dir), name }, out, fault);
		}
		if (err == CIM_ENOENT && (from_len > 0 || name[0] == '/'))
			err = try(arena, (struct candidate){ "", 0, name }, out, fault);
		if (err != CIM_ENOENT)
			break;
	}
	return err;
}

/* A name beside `from`, then in the include directories. */
static enum cim_err
try_all(struct arena *arena, const struct mof_options *options, const struct mof_source *from,
    const char *name, struct mof_source **out, struct cim_fault *fault)
{
	struct candidate beside = { from->name, dir_length(from->name), name };
	enum cim_err err = try_exact(arena, beside, out, fault);
	for (size_t i = 0; err == CIM_ENOENT && i < options->include_dir_count; i++) {
		const char *dir = options->include_dirs[i];
		err = try_exact(arena, (struct candidate){ dir, strlen(dir), name }, out, fault);
	}
	return err;
}

enum cim_err
mof_find_class(struct arena *arena, const struct mof_options *options, struct mof_below *below,
    const struct mof_source *from, struct cim_name class_name, bool schema,
    struct mof_source **out, struct cim_fault *fault)
{
	size_t len = class_name.len, size = 2 * len + sizeof("/.schema.mof");
	char *name = arena_text(arena, size), *in_own;
	const char *path = NULL;
	if (name == NULL)
		return CIM_ENOMEM;
	int n = (int)len;
	snprintf(name, size, "%.*s%s", n, class_name.ptr, schema ? ".schema.mof" : ".mof");
	enum cim_err err = try_all(arena, options, from, name, out, fault);
	if (err == CIM_ENOENT && schema) {
		in_own = arena_text(arena, size);
		if (in_own == NULL)
			return CIM_ENOMEM;
		snprintf(in_own, size, "%.*s/%s", n, class_name.ptr, name);
		err = try_all(arena, options, from, in_own, out, fault);
	}
	if (err != CIM_ENOENT || options->include_dir_count == 0)
		return err;
	err = mof_below_find(below, arena, options, cim_name(name, strlen(name)), &path);
	return err != CIM_OK ? err : path == NULL ? CIM_ENOENT : load(arena, path, out, fault);
}
