/* provider_conf.c: what a provider may take, as the settings say, or NAME.conf beside it. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cim/wbem.h"
#include "repo/provider_file.h"
#include "repo/settings.h"
#include "repo/txn.h"

#define MOST_BYTES 4096		/* of the file */
#define MOST_MEMORY (UINT64_C(1) << 46)

struct unit {
	const char *word;
	uint64_t factor;
};

static const struct unit times[] = { { "ms", 1 }, { "s", 1000 }, { "m", 60000 }, { "h", 3600000 },
	{ NULL, 0 } };
static const struct unit sizes[] = { { "K", 1 << 10 }, { "M", 1 << 20 }, { "G", 1 << 30 },
	{ NULL, 0 } };

/* A whole number and its unit, within bounds. */
static bool
read_amount(struct cim_str text, const struct unit *units, uint64_t least, uint64_t most,
    uint64_t *out)
{
	uint64_t n = 0;
	size_t i = 0;
	for (; i < text.len && text.ptr[i] >= '0' && text.ptr[i] <= '9'; i++) {
		if (__builtin_mul_overflow(n, 10, &n) ||
		    __builtin_add_overflow(n, (uint64_t)(text.ptr[i] - '0'), &n))
			return false;
	}
	if (i == 0)
		return false;
	for (const struct unit *unit = units; unit->word != NULL; unit++) {
		if (text.len - i == strlen(unit->word) &&
		    memcmp(text.ptr + i, unit->word, text.len - i) == 0)
			return !__builtin_mul_overflow(n, unit->factor, out) && *out >= least &&
			    *out <= most;
	}
	return false;
}

static struct cim_str
trim(struct cim_str s)
{
	while (s.len > 0 && (s.ptr[0] == ' ' || s.ptr[0] == '\t')) {
		s.ptr++;
		s.len--;
	}
	while (s.len > 0 && (s.ptr[s.len - 1] == ' ' || s.ptr[s.len - 1] == '\t' ||
	    s.ptr[s.len - 1] == '\r'))
		s.len--;
	return s;
}

static enum cim_err
wrong(const struct provider_file *file, unsigned line, const char *what,
    struct provider_fault *fault)
{
	return provider_wrong(fault, CIM_EPROVIDER, WBEM_E_PROVIDER_LOAD_FAILURE,
	    "provider %s is not run: line %u of providers/%s.conf: %s", file->name, line, file->name,
	    what);
}

static enum cim_err
read_line(const struct provider_file *file, unsigned number, struct cim_str line,
    struct provider_limits *out, struct provider_fault *fault)
{
	line = trim(line);
	if (line.len == 0 || line.ptr[0] == '#')
		return CIM_OK;
	const char *equals = memchr(line.ptr, '=', line.len);
	if (equals == NULL)
		return wrong(file, number, "it is not key = value", fault);
	struct cim_str key = trim(cim_str(line.ptr, (size_t)(equals - line.ptr)));
	struct cim_str value =
	    trim(cim_str(equals + 1, line.len - (size_t)(equals - line.ptr) - 1));
	if (cim_str_eq(key, CIM_STR("timeout")))
		return read_amount(value, times, 1, CIM_PROVIDER_TIMEOUT_MOST,
		     &out->timeout) ? CIM_OK :
		    wrong(file, number, "timeout is a time from 1ms to 24h, such as 500ms, 30s, 10m",
		    fault);
	if (cim_str_eq(key, CIM_STR("memory")))
		return read_amount(value, sizes, CIM_PROVIDER_MEMORY_LEAST,
		    MOST_MEMORY, &out->memory) ? CIM_OK :
		    wrong(file, number, "memory is a size from 1M to 65536G, such as 512M", fault);
	return wrong(file, number, "the keys are timeout and memory", fault);
}

/* As the program: nobody else may have written it. */
static enum cim_err
open_conf(struct repo *repo, const struct provider_file *file, int *fd, struct provider_fault *fault)
{
	char path[CIM_LIMIT_PROVIDER_NAME + sizeof("providers/.conf")];
	struct stat st, top;
	(void)snprintf(path, sizeof(path), "providers/%s.conf", file->name);
	*fd = openat(repo->control.dir, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (*fd < 0 && errno == ENOENT)
		return CIM_OK;
	if (*fd < 0 || fstat(*fd, &st) != 0 || fstat(repo->control.dir, &top) != 0)
		return provider_wrong(fault, CIM_EPROVIDER, WBEM_E_PROVIDER_LOAD_FAILURE,
		    "provider %s is not run: %s: %s", file->name, path, strerror(errno));
	if (!S_ISREG(st.st_mode) || (st.st_uid != 0 && st.st_uid != top.st_uid) ||
	    (st.st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return provider_wrong(fault, CIM_EPROVIDER, WBEM_E_PROVIDER_LOAD_FAILURE,
		    "provider %s is not run: %s is no regular file that its owner alone can change",
		    file->name, path);
	return CIM_OK;
}

enum cim_err
provider_limits_read(
    struct repo *repo, struct provider_limits *out, struct cim_fault *fault)
{
	enum cim_err err =
	    settings_time(&repo->control, "provider-timeout", &out->timeout, fault);
	return err != CIM_OK ? err :
	    settings_size(&repo->control, "provider-memory", &out->memory, fault);
}

enum cim_err
provider_limits_of(struct repo *repo, const struct provider_file *file,
    struct provider_limits *out, struct provider_fault *fault)
{
	char text[MOST_BYTES + 1];
	unsigned number = 0;
	int fd;
	enum cim_err err = provider_limits_read(repo, out, &fault->fault);
	if (err != CIM_OK)
		return err;
	err = open_conf(repo, file, &fd, fault);
	if (fd < 0)
		return err;
	ssize_t len = err == CIM_OK ? read(fd, text, sizeof(text)) : 0;
	if (err == CIM_OK && (len < 0 || len > MOST_BYTES))
		err = wrong(file, 1, len < 0 ? strerror(errno) : "the file is too long", fault);
	(void)close(fd);
	for (ssize_t at = 0; at < len && err == CIM_OK;) {
		const char *lf = memchr(text + at, '\n', (size_t)(len - at));
		ssize_t end = lf != NULL ? lf - text : len;
		err = read_line(file, ++number, cim_str(text + at, (size_t)(end - at)), out, fault);
		at = end + 1;
	}
	return err;
}
