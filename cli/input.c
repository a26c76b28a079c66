/* input.c: an operand into a unit: a file, standard input, a pipe, a directory of files. */
#include "config.h"

#include "cli/input.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cim/limits.h"
#include "cli/stop.h"

void
input_free(struct input *in)
{
	free(in->bytes);
	*in = (struct input){ .bytes = NULL };
}

const char *
input_name(const char *path)
{
	return strcmp(path, "-") == 0 ? "standard input" : path;
}

bool
input_is_stream(const char *path)
{
	struct stat st;
	return strcmp(path, "-") == 0 ||
	    (stat(path, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode));
}

bool
input_is_directory(const char *path)
{
	struct stat st;
	return strcmp(path, "-") != 0 && stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

enum cim_err
input_collect(struct input *in, int fd, size_t limit)
{
	size_t cap = 0;
	in->len = 0;
	for (;;) {
		if (in->len == cap) {
			size_t want = cap == 0 ? 1 << 16 : cap > limit / 2 ? limit : cap * 2;
			if (cap >= limit)
				return CIM_ELIMIT;
			char *grown = realloc(in->bytes, want);
			if (grown == NULL)
				return CIM_ENOMEM;
			in->bytes = grown;
			cap = want;
		}
		ssize_t got = read(fd, in->bytes + in->len, cap - in->len);
		if (got == 0)
			return CIM_OK;
		if (got < 0 && errno != EINTR)
			return CIM_EIO;
		if (got < 0 && stop_wanted())
			return CIM_ECANCELED;
		in->len += got > 0 ? (size_t)got : 0;
	}
}

enum cim_err
input_read(struct input *in, const char *path, struct cim_fault *fault)
{
	bool is_stdin = strcmp(path, "-") == 0;
	if (in->read)
		return CIM_OK;
	int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	enum cim_err err = fd < 0 ? CIM_EIO :
	    input_collect(in, fd, CIM_LIMIT_SOURCE_BYTES);
	if (err == CIM_EIO)
		err = cim_fault_errno(fault, "%s", input_name(path));
	if (fd >= 0 && !is_stdin)
		(void)close(fd);
	in->read = err == CIM_OK;
	return err;
}

enum cim_err
input_parse(struct mof_unit *unit, struct input *in, const char *path, struct cim_fault *fault)
{
	cim_fault_clear(fault);
	if (!in->read && !input_is_stream(path))
		return mof_parse_file(unit, path, fault);
	enum cim_err err = input_read(in, path, fault);
	return err != CIM_OK ? err : mof_parse_buffer(unit,
	    strcmp(path, "-") == 0 ? "<stdin>" : path, in->bytes, in->len);
}

/* ---- Directories ---------------------------------------------------------------- */

struct lister {
	struct arena *arena;
	unsigned kinds;			/* enum input_kind, or-ed */
	const char **files;
	size_t count, cap;
	const char **todo;		/* directories still to be read */
	size_t todo_count, todo_cap;
	struct cim_fault *fault;
};

static enum cim_err
push(struct arena *arena, const char ***list, size_t *count, size_t *cap, const char *path)
{
	const char **grown =
	    arena_grow(arena, *list, *count, cap, *count + 1, sizeof(const char *));
	if (grown == NULL)
		return CIM_ENOMEM;
	*list = grown;
	(*list)[(*count)++] = path;
	return CIM_OK;
}

static bool
is_mof(const struct lister *l, const char *name)
{
	const char *point = strrchr(name, '.');
	return point != NULL && (strcasecmp(point, ".mof") == 0 ||
	    ((l->kinds & INPUT_MFL) != 0 && strcasecmp(point, ".mfl") == 0) ||
	    ((l->kinds & (INPUT_BMF | INPUT_BMF_ALONE)) != 0 && strcasecmp(point, ".bmf") == 0));
}

/* Whether a file is what was made of the MOF beside it, and that is enough. */
static bool
is_made(const struct lister *l, char *path)
{
	char *point = strrchr(path, '.');
	if ((l->kinds & INPUT_BMF_ALONE) == 0 || strcasecmp(point, ".bmf") != 0)
		return false;
	char kept[5];
	memcpy(kept, point, 5);
	memcpy(point, ".mof", 5);
	bool there = access(path, F_OK) == 0;
	memcpy(point, kept, 5);
	return there;
}

/* One name of a directory: a file to take, a directory to read later, or neither. */
static enum cim_err
list_entry(struct lister *l, const char *dir, const char *name)
{
	struct stat st;
	size_t dir_len = strlen(dir), len = strlen(name);
	/* What begins with a point is hidden: .git and the like. */
	if (name[0] == '.')
		return CIM_OK;
	char *path = arena_text(l->arena, dir_len + len + 2);
	if (path == NULL)
		return CIM_ENOMEM;
	memcpy(path, dir, dir_len);
	if (dir_len > 0 && dir[dir_len - 1] != '/')
		path[dir_len++] = '/';
	memcpy(path + dir_len, name, len + 1);
	if (lstat(path, &st) != 0)
		return CIM_OK;		/* it has gone meanwhile */
	if (S_ISDIR(st.st_mode))
		return push(l->arena, &l->todo, &l->todo_count, &l->todo_cap, path);
	if (S_ISLNK(st.st_mode) && (stat(path, &st) != 0 || !S_ISREG(st.st_mode)))
		return CIM_OK;
	if (!S_ISREG(st.st_mode) || !is_mof(l, name) || is_made(l, path))
		return CIM_OK;
	if (l->count >= CIM_LIMIT_INCLUDES)
		return cim_fault(l->fault, CIM_ELIMIT, "%s: more than %d files", dir,
		    CIM_LIMIT_INCLUDES);
	return push(l->arena, &l->files, &l->count, &l->cap, path);
}

static enum cim_err
list_directory(struct lister *l, const char *dir)
{
	DIR *d = opendir(dir);
	if (d == NULL)
		return cim_fault_errno(l->fault, "%s", dir);
	enum cim_err err = CIM_OK;
	for (struct dirent *e; err == CIM_OK && (errno = 0, e = readdir(d)) != NULL;)
		err = list_entry(l, dir, e->d_name);
	if (err == CIM_OK && errno != 0)
		err = cim_fault_errno(l->fault, "%s", dir);
	(void)closedir(d);
	return err;
}

static int
path_cmp(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

enum cim_err
input_list(struct arena *arena, const char *dir, unsigned kinds, const char ***files,
    size_t *count, struct cim_fault *fault)
{
	struct lister l = { .arena = arena, .kinds = kinds, .fault = fault };
	enum cim_err err = push(arena, &l.todo, &l.todo_count, &l.todo_cap, dir);
	/* Each directory's files in their order; then those below. */
	for (size_t i = 0; i < l.todo_count && err == CIM_OK; i++) {
		size_t from = l.count, dirs = l.todo_count;
		err = list_directory(&l, l.todo[i]);
		if (l.count > from)
			qsort(l.files + from, l.count - from, sizeof(l.files[0]), path_cmp);
		if (l.todo_count > dirs)
			qsort(l.todo + dirs, l.todo_count - dirs, sizeof(l.todo[0]), path_cmp);
	}
	*files = l.files;
	*count = l.count;
	return err;
}
