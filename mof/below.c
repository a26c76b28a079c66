/* below.c: which MOF files stand below the include directories, so that a class is found there. */
#include "config.h"

#include "mof/below.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "cim/limits.h"

/* Directories still to be read, and what was found in one of them. */
struct reader {
	struct mof_below *below;
	struct arena *arena;
	const char **todo, **names;
	size_t todo_count, todo_cap, name_count, name_cap;
	size_t files;			/* counted against the limit */
};

static enum cim_err
push(struct arena *arena, const char ***list, size_t *count, size_t *cap, const char *text)
{
	if (*count == *cap) {
		size_t more = *cap == 0 ? 64 : 2 * *cap;
		const char **grown = arena_calloc(arena, more, sizeof(*grown));
		if (grown == NULL)
			return CIM_ENOMEM;
		if (*count > 0)
			memcpy(grown, *list, *count * sizeof(*grown));
		*list = grown;
		*cap = more;
	}
	(*list)[(*count)++] = text;
	return CIM_OK;
}

/* The names in one directory, but for those that begin with a point: .git and the like. */
static enum cim_err
read_names(struct reader *r, const char *dir)
{
	DIR *stream = opendir(dir);
	const struct dirent *entry;
	enum cim_err err = CIM_OK;
	r->name_count = 0;
	/* What may not be read has no file for us, as a directory that is not there has none. */
	if (stream == NULL)
		return CIM_OK;
	while (err == CIM_OK && (entry = readdir(stream)) != NULL) {
		size_t len = strlen(entry->d_name);
		if (entry->d_name[0] == '.' || ++r->files > CIM_LIMIT_INCLUDES)
			continue;
		const char *name = arena_copy(r->arena, entry->d_name, len);
		err = name == NULL ? CIM_ENOMEM :
		    push(r->arena, &r->names, &r->name_count, &r->name_cap, name);
	}
	(void)closedir(stream);
	return err;
}

static int
name_cmp(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* One name: a directory to read later (links are not followed), or a MOF file. */
static enum cim_err
take(struct reader *r, const char *dir, const char *name)
{
	struct stat st;
	size_t dir_len = strlen(dir), len = strlen(name);
	char *path = arena_text(r->arena, dir_len + len + 2);
	void *there;
	if (path == NULL)
		return CIM_ENOMEM;
	memcpy(path, dir, dir_len);
	if (dir_len > 0 && dir[dir_len - 1] != '/')
		path[dir_len++] = '/';
	memcpy(path + dir_len, name, len + 1);
	if (len > 4 && strcasecmp(name + len - 4, ".mof") == 0)
		return cim_map_add(&r->below->files, r->arena, cim_name(name, len), path, &there);
	if (lstat(path, &st) != 0 || !S_ISDIR(st.st_mode))
		return CIM_OK;
	return push(r->arena, &r->todo, &r->todo_count, &r->todo_cap, path);
}

/* A directory and all below it, each directory's own files before those below. */
static enum cim_err
read_tree(struct reader *r, const char *root)
{
	r->todo_count = 0;
	enum cim_err err = push(r->arena, &r->todo, &r->todo_count, &r->todo_cap, root);
	for (size_t i = 0; err == CIM_OK && i < r->todo_count; i++) {
		const char *dir = r->todo[i];
		err = read_names(r, dir);
		if (r->name_count > 1)
			qsort(r->names, r->name_count, sizeof(r->names[0]), name_cmp);
		for (size_t k = 0; err == CIM_OK && k < r->name_count; k++)
			err = take(r, dir, r->names[k]);
	}
	return err;
}

enum cim_err
mof_below_find(struct mof_below *below, struct arena *arena, const struct mof_options *options,
    struct cim_name name, const char **path)
{
	struct reader r = { .below = below, .arena = arena };
	enum cim_err err = CIM_OK;
	*path = NULL;
	for (size_t i = 0; !below->read && err == CIM_OK && i < options->include_dir_count; i++)
		err = read_tree(&r, options->include_dirs[i]);
	if (err != CIM_OK)
		return err;
	below->read = true;
	*path = cim_map_get(&below->files, name);
	return CIM_OK;
}
