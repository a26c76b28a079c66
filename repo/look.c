/* look.c: what stands in a repository's directory: each small file, each generation, what is left over. */
#include "config.h"

#include "repo/look.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cim/utf8.h"
#include "repo/control.h"

struct looking {
	struct look *look;
	struct control control;
	repo_finding_fn each;
	void *ctx;
};

static void __attribute__((format(printf, 4, 5)))
tell(struct looking *l, const char *name, bool note, const char *format, ...)
{
	char text[600];
	va_list args;
	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	cim_line_clean(text);
	struct repo_finding finding = { .kind = "file", .name = cim_str_from(name), .text = text,
		.note = note };
	if (l->each != NULL)
		l->each(l->ctx, &finding);
}

char *
look_generation_path(const struct look *look, uint64_t generation)
{
	size_t n = strlen(look->path) + 32;
	char *path = malloc(n);
	if (path != NULL)
		(void)snprintf(path, n, "%s/gen-%llu", look->path, (unsigned long long)generation);
	return path;
}

/* Generations that are there, rising; and what is left of interrupted commands. */
static enum cim_err
names_read(struct looking *l, struct cim_fault *fault)
{
	struct look *look = l->look;
	DIR *dir = opendir(look->path);
	const struct dirent *entry;
	struct stat st;
	if (dir == NULL)
		return errno == ENOENT || errno == ENOTDIR ? CIM_ENOENT :
		    cim_fault_errno(fault, "%s", look->path);
	while ((entry = readdir(dir)) != NULL) {
		const char *name = entry->d_name;
		size_t len = strlen(name);
		char inside[300];
		char *end;
		if (name[0] == '.' && len > 4 && strcmp(name + len - 4, ".tmp") == 0)
			tell(l, name, true, "%s/%s: left by a command that was interrupted; the "
			    "next one removes it", look->path, name);
		if (strncmp(name, "gen-", 4) != 0 || name[4] < '1' || name[4] > '9' || len > 22)
			continue;
		unsigned long long number = strtoull(name + 4, &end, 10);
		if (*end != '\0')
			continue;
		look->any = true;
		if (number > look->last)
			look->last = number;
		(void)snprintf(inside, sizeof(inside), "%.30s/data.mdb", name);
		if (fstatat(dirfd(dir), inside, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		    S_ISREG(st.st_mode) && look->count < LOOK_GENERATIONS)
			look->there[look->count++] = number;
	}
	closedir(dir);
	return CIM_OK;
}

static bool
is_there(const struct look *look, uint64_t generation)
{
	for (unsigned i = 0; i < look->count; i++) {
		if (look->there[i] == generation)
			return true;
	}
	return false;
}

static enum cim_err
format_look(struct looking *l, struct cim_fault *fault)
{
	char uuid[37];
	uint32_t format;
	struct cim_fault why = { 0 };
	enum cim_err err = control_format_read(&l->control, uuid, &format, &why);
	if (err == CIM_ENEWER)
		return cim_fault(fault, err, "%s", why.text);
	if (err == CIM_OK) {
		l->look->any = true;
		return CIM_OK;
	}
	if (err != CIM_ENOENT && err != CIM_EDAMAGED && err != CIM_EFOREIGN)
		return cim_fault(fault, err, "%s", why.text);
	l->look->format_bad = true;
	if (l->look->any)
		tell(l, "format", false, "%s", err == CIM_ENOENT ? "format is missing" : why.text);
	return CIM_OK;
}

/* What control's header says; where it cannot be believed, that there was a repository. */
static bool
was_complete(const struct control *control)
{
	uint8_t header[64] = { 0 };
	int fd = openat(control->dir, "control", O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0)
		return false;
	ssize_t n = pread(fd, header, sizeof(header), 0);
	close(fd);
	return n == (ssize_t)sizeof(header) && (header[0] != 0x89 || header[12] != 0);
}

static enum cim_err
current_look(struct looking *l, struct cim_fault *fault)
{
	struct look *look = l->look;
	struct cim_fault why = { 0 };
	uint64_t kept[CONTROL_KEPT_MAX];
	size_t n = control_kept_read(&l->control, kept), others = 0;
	l->control.complete = was_complete(&l->control);
	enum cim_err err = control_current_read(&l->control, &look->named, &why);
	/* A creation that was interrupted: there was never anything. */
	if (err == CIM_ENOENT) {
		look->any = false;
		return CIM_OK;
	}
	if (err != CIM_OK && err != CIM_EDAMAGED)
		return cim_fault(fault, err, "%s", why.text);
	look->generation = err == CIM_OK ? look->named : 0;
	look->current_bad = err != CIM_OK;
	if (look->current_bad && look->any)
		tell(l, "current", false, "%s", why.text);
	uint64_t only = 0;
	for (unsigned i = 0; i < look->count; i++) {
		bool is_kept = false;
		for (size_t k = 0; k < n; k++)
			is_kept = is_kept || kept[k] == look->there[i];
		if (look->there[i] == look->generation || is_kept)
			continue;
		others++;
		only = look->there[i];
		if (!look->current_bad)
			tell(l, "gen", true, "%s/gen-%llu: a generation that nobody needs; the "
			    "next command removes it", look->path,
			    (unsigned long long)look->there[i]);
	}
	/* Where current does not tell, and there is only one, it must be that one. */
	if (look->current_bad && others == 1)
		look->generation = only;
	else if (look->current_bad && others > 1)
		tell(l, "current", false, "%s: which of %zu generations is the live one cannot be "
		    "told", look->path, others);
	else if (look->current_bad && look->any)
		tell(l, "gen", false, "%s: no generation is there", look->path);
	else if (!look->current_bad && !is_there(look, look->generation))
		tell(l, "gen", false, "%s/gen-%llu holds no data.mdb", look->path,
		    (unsigned long long)look->generation);
	return CIM_OK;
}

enum cim_err
look_at(const char *path, struct look *out, repo_finding_fn each, void *ctx,
    struct cim_fault *fault)
{
	*out = (struct look){ .path = path };
	struct looking l = { .look = out, .each = each, .ctx = ctx,
		.control = { .dir = -1, .fd = -1 } };
	struct stat st;
	enum cim_err err = names_read(&l, fault);
	if (err != CIM_OK)
		return err == CIM_ENOENT ? cim_fault(fault, err, "%s holds no repository", path) :
		    err;
	l.control.path = strdup(path);
	if (l.control.path == NULL)
		return CIM_ENOMEM;
	l.control.dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (l.control.dir < 0)
		err = cim_fault_errno(fault, "%s", path);
	bool mended = false;
	if (err == CIM_OK && fstatat(l.control.dir, "current", &st, AT_SYMLINK_NOFOLLOW) == 0)
		out->any = true;
	if (err == CIM_OK)
		err = format_look(&l, fault);
	if (err == CIM_OK && out->any)
		err = current_look(&l, fault);
	if (err == CIM_OK && !out->any)
		err = cim_fault(fault, CIM_ENOENT, "%s holds no repository", path);
	/* One who may not write control cannot mend it: then reading tells when it is opened. */
	struct cim_fault ignored = { 0 };
	if (err == CIM_OK && control_header_mend(path, true, &mended, &ignored) == CIM_OK && mended) {
		out->control_bad = true;
		tell(&l, "control", false, "%s/control is not of a repository, or damaged", path);
	}
	control_close(&l.control);
	return err;
}
