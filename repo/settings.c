/*
 * settings.c: what a repository's owner has set: a small file of lines, read strictly, written
 * whole.
 */
#include "config.h"

#include "repo/settings.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cim/limits.h"
#include "repo/txn.h"

#define FILE_NAME "settings"
/* What to do about a file that cannot be believed: no backup has it, and no verb changes it. */
#define BY_HAND "; correct the file by hand, wbemkit leaves it as it is"

/* ---- The table ----------------------------------------------------------------- */

/* Whether a text can be the value of a setting; what it must be goes into the fault. */
typedef enum cim_err (*check_fn)(const char *value, struct cim_fault *fault);

static bool
parse_time(const char *text, uint64_t *milliseconds)
{
	static const struct { const char *name; uint64_t milliseconds; } units[] = {
		{ "ms", 1 }, { "s", 1000 }, { "m", 60000 }, { "h", 3600000 },
	};
	uint64_t n = 0;
	size_t digits = strspn(text, "0123456789");
	if (digits == 0 || digits > 9)
		return false;
	for (size_t i = 0; i < digits; i++)
		n = n * 10 + (uint64_t)(text[i] - '0');
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (strcmp(text + digits, units[i].name) == 0) {
			*milliseconds = n * units[i].milliseconds;
			return true;
		}
	}
	return false;
}

static enum cim_err
check_pause_limit(const char *value, struct cim_fault *fault)
{
	uint64_t time = 0;
	if (parse_time(value, &time) && time > 0 && time <= REPO_PAUSE_MOST)
		return CIM_OK;
	return cim_fault(fault, CIM_EINVAL,
	    "pause-limit is a time from 1ms to 24h, such as 500ms, 30s or 15m, and not '%s'", value);
}

/* A whole number and K, M or G; bytes. */
static bool
parse_size(const char *text, uint64_t *bytes)
{
	static const char units[] = "KMG";
	uint64_t n = 0;
	size_t digits = strspn(text, "0123456789");
	const char *unit = text[digits] == '\0' ? NULL : strchr(units, text[digits]);
	if (digits == 0 || digits > 6 || unit == NULL || text[digits + 1] != '\0')
		return false;
	for (size_t i = 0; i < digits; i++)
		n = n * 10 + (uint64_t)(text[i] - '0');
	*bytes = n << (10 * (unit - units + 1));
	return true;
}

static enum cim_err
check_provider_timeout(const char *value, struct cim_fault *fault)
{
	uint64_t time = 0;
	if (parse_time(value, &time) && time > 0 && time <= CIM_PROVIDER_TIMEOUT_MOST)
		return CIM_OK;
	return cim_fault(fault, CIM_EINVAL, "provider-timeout is a time from 1ms to 24h, such as "
	    "500ms, 30s or 10m, and not '%s'", value);
}

static enum cim_err
check_provider_memory(const char *value, struct cim_fault *fault)
{
	uint64_t bytes = 0;
	if (parse_size(value, &bytes) && bytes >= CIM_PROVIDER_MEMORY_LEAST)
		return CIM_OK;
	return cim_fault(fault, CIM_EINVAL, "provider-memory is a size from 1M on, such as 256M or "
	    "2G, and not '%s'", value);
}

static enum cim_err
check_group(const char *value, struct cim_fault *fault)
{
	gid_t gid;
	return share_group(value, &gid, fault);
}

struct row {
	const char *key, *standard, *help;
	check_fn check;
	/* Done before a new value is written (empty: it is unset); NULL: nothing to do. */
	enum cim_err (*apply)(struct control *control, const char *value, struct cim_fault *fault);
};

/* In the order in which they are listed. doc/wbemkit-settings.1.scd tells each. */
static const struct row table[] = {
	{ "pause-limit", "15m", "how long a pause lasts at most", check_pause_limit, NULL },
	{ "provider-timeout", "60s", "how long a provider may keep those waiting who ask it",
	    check_provider_timeout, NULL },
	{ "provider-memory", "512M", "how much memory a provider may have", check_provider_memory,
	    NULL },
	{ "backup-group", "", "the group whose members may back up and pause", check_group, NULL },
	{ "restore-group", "", "the group whose members may restore and disconnect", check_group,
	    NULL },
	{ "admin-group", "", "the group whose members are administrators of namespaces", check_group,
	    NULL },
	{ "group", "", "the group that may read and write the files", check_group, share_with },
};
#define ROWS (sizeof(table) / sizeof(table[0]))

static const struct row *
row_of(const char *key, size_t len)
{
	for (size_t i = 0; i < ROWS; i++) {
		if (strlen(table[i].key) == len && memcmp(table[i].key, key, len) == 0)
			return &table[i];
	}
	return NULL;
}

/* ---- The file ------------------------------------------------------------------ */

/*
 * Its text, NUL-terminated; empty when there is none. It says who may do what, so it counts only
 * when nobody but root and the owner of the directory can have written it.
 */
static enum cim_err
file_read(struct control *control, char text[CIM_LIMIT_SETTINGS + 1], struct cim_fault *fault)
{
	struct stat st;
	size_t len;
	enum cim_err err = control_file_read(
	    control, FILE_NAME, text, CIM_LIMIT_SETTINGS + 1, &len, &st, fault);
	if (err == CIM_ENOENT)
		return CIM_OK;
	if (err == CIM_OK && ((st.st_uid != 0 && st.st_uid != control->owner) ||
	    (st.st_mode & (S_IWGRP | S_IWOTH)) != 0))
		err = cim_fault(fault, CIM_EDENIED, "%s/" FILE_NAME " can be written by others than root "
		    "and the owner of the repository, and is not believed; chown and chmod go-w it",
		    control->path);
	if (err == CIM_OK && len > CIM_LIMIT_SETTINGS)
		err = cim_fault(fault, CIM_EDAMAGED, "%s/" FILE_NAME " has more than %d bytes" BY_HAND,
		    control->path, CIM_LIMIT_SETTINGS);
	if (err == CIM_OK && memchr(text, '\0', len) != NULL)
		err = cim_fault(fault, CIM_EDAMAGED, "%s/" FILE_NAME " holds a NUL" BY_HAND,
		    control->path);
	if (err != CIM_OK)
		text[0] = '\0';
	return err;
}

/* One line that sets something. */
struct line {
	const char *start;	/* of the line, whose length is with its LF */
	size_t whole;
	const char *key, *value;
	size_t key_len, value_len;
	unsigned number;
};

static bool
key_valid(const char *key, size_t len)
{
	if (len == 0 || len >= REPO_SETTING_SIZE || key[0] < 'a' || key[0] > 'z')
		return false;
	for (size_t i = 0; i < len; i++) {
		if ((key[i] < 'a' || key[i] > 'z') && (key[i] < '0' || key[i] > '9') && key[i] != '-')
			return false;
	}
	return true;
}

static bool
value_valid(const char *value, size_t len)
{
	if (len == 0 || len >= REPO_SETTING_SIZE)
		return false;
	for (size_t i = 0; i < len; i++) {
		if ((unsigned char)value[i] < 0x20 || value[i] == 0x7f)
			return false;
	}
	return true;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Takes the next line from *at. False at the end; of a comment or an empty line key is NULL. */
static bool
line_next(const char **at, struct line *line)
{
	if (**at == '\0')
		return false;
	const char *end = *at + strcspn(*at, "\n"), *from = *at, *to = end;
	line->start = *at;
	line->whole = (size_t)(end - *at) + (*end == '\n');
	line->key = NULL;
	line->number++;
	*at += line->whole;
	while (from < to && is_blank(*from))
		from++;
	while (to > from && is_blank(to[-1]))
		to--;
	if (from == to || *from == '#')
		return true;
	const char *sign = memchr(from, '=', (size_t)(to - from));
	const char *key_end = sign == NULL ? to : sign, *value = sign == NULL ? to : sign + 1;
	while (key_end > from && is_blank(key_end[-1]))
		key_end--;
	while (value < to && is_blank(*value))
		value++;
	line->key = from;
	line->key_len = (size_t)(key_end - from);
	line->value = value;
	line->value_len = (size_t)(to - value);
	return true;
}

/* The next line that sets something: CIM_OK, CIM_ENOENT at the end, CIM_EDAMAGED. */
static enum cim_err
setting_next(const struct control *control, const char **at, struct line *line,
    struct cim_fault *fault)
{
	do {
		if (!line_next(at, line))
			return CIM_ENOENT;
	} while (line->key == NULL);
	if (!key_valid(line->key, line->key_len) || !value_valid(line->value, line->value_len))
		return cim_fault(fault, CIM_EDAMAGED,
		    "%s/" FILE_NAME ", line %u: not of the form key = value" BY_HAND, control->path,
		    line->number);
	char value[REPO_SETTING_SIZE];
	memcpy(value, line->value, line->value_len);
	value[line->value_len] = '\0';
	const struct row *row = row_of(line->key, line->key_len);
	struct cim_fault why = { 0 };
	/* A group that the system does not know any more has no members; that harms nobody. */
	enum cim_err err = row == NULL ? CIM_OK : row->check(value, &why);
	return err == CIM_OK || err == CIM_ENOENT ? CIM_OK : cim_fault(fault, CIM_EDAMAGED,
	    "%s/" FILE_NAME ", line %u: %s" BY_HAND, control->path, line->number, why.text);
}

/* Finds a key's line in a text that is valid as a whole and has each key once. CIM_ENOENT. */
static enum cim_err
setting_find(const struct control *control, const char *text, const char *key,
    struct line *found, struct cim_fault *fault)
{
	const char *at = text;
	struct line line = { .number = 0 };
	enum cim_err err;
	bool any = false;
	while ((err = setting_next(control, &at, &line, fault)) == CIM_OK) {
		if (strlen(key) != line.key_len || memcmp(key, line.key, line.key_len) != 0)
			continue;
		if (any)
			return cim_fault(fault, CIM_EDAMAGED,
			    "%s/" FILE_NAME ", line %u: %s is set twice" BY_HAND, control->path, line.number,
			    key);
		*found = line;
		any = true;
	}
	return err != CIM_ENOENT ? err : any ? CIM_OK : CIM_ENOENT;
}

/* ---- Asking ------------------------------------------------------------------- */

enum cim_err
settings_get(struct control *control, const char *key, char value[REPO_SETTING_SIZE],
    struct cim_fault *fault)
{
	char text[CIM_LIMIT_SETTINGS + 1];
	const struct row *row = row_of(key, strlen(key));
	struct line line;
	value[0] = '\0';
	enum cim_err err = file_read(control, text, fault);
	if (err == CIM_OK)
		err = setting_find(control, text, key, &line, fault);
	if (err == CIM_OK) {
		memcpy(value, line.value, line.value_len);
		value[line.value_len] = '\0';
	} else if (err == CIM_ENOENT && row != NULL) {
		memcpy(value, row->standard, strlen(row->standard) + 1);
		err = CIM_OK;
	}
	return err;
}

enum cim_err
settings_time(
    struct control *control, const char *key, uint64_t *milliseconds, struct cim_fault *fault)
{
	char value[REPO_SETTING_SIZE];
	enum cim_err err = settings_get(control, key, value, fault);
	if (err == CIM_OK && !parse_time(value, milliseconds))
		err = cim_fault(fault, CIM_EDAMAGED, "%s/" FILE_NAME ": %s is no time", control->path, key);
	return err;
}

enum cim_err
settings_size(struct control *control, const char *key, uint64_t *bytes, struct cim_fault *fault)
{
	char value[REPO_SETTING_SIZE];
	enum cim_err err = settings_get(control, key, value, fault);
	if (err == CIM_OK && !parse_size(value, bytes))
		err = cim_fault(fault, CIM_EDAMAGED, "%s/" FILE_NAME ": %s is no size", control->path, key);
	return err;
}

enum cim_err
repo_setting_get(struct repo *repo, const char *key, char value[REPO_SETTING_SIZE])
{
	struct cim_fault fault = { 0 };
	enum cim_err err = repo_alive(repo, &fault);
	if (err == CIM_OK)
		err = settings_get(&repo->control, key, value, &fault);
	return err == CIM_ENOENT ? err : repo_told(repo, err, &fault);
}

bool
repo_setting_row(size_t n, struct repo_setting *out)
{
	if (n >= ROWS)
		return false;
	*out = (struct repo_setting){ table[n].key, table[n].standard, table[n].help, false, true };
	return true;
}

/* What the file sets that this program does not know: of a newer one, or mistyped by hand. */
static enum cim_err
list_unknown(struct control *control, const char *text,
    enum cim_err (*each)(void *ctx, const struct repo_setting *setting), void *ctx,
    struct cim_fault *fault)
{
	char key[REPO_SETTING_SIZE], value[REPO_SETTING_SIZE];
	const char *at = text;
	struct line line = { .number = 0 };
	enum cim_err err;
	while ((err = setting_next(control, &at, &line, fault)) == CIM_OK) {
		if (row_of(line.key, line.key_len) != NULL)
			continue;
		memcpy(key, line.key, line.key_len);
		key[line.key_len] = '\0';
		memcpy(value, line.value, line.value_len);
		value[line.value_len] = '\0';
		struct repo_setting setting = { key, value, "", true, false };
		err = each(ctx, &setting);
		if (err != CIM_OK)
			return err;
	}
	return err == CIM_ENOENT ? CIM_OK : err;
}

enum cim_err
repo_setting_list(struct repo *repo,
    enum cim_err (*each)(void *ctx, const struct repo_setting *setting), void *ctx)
{
	char text[CIM_LIMIT_SETTINGS + 1], value[REPO_SETTING_SIZE];
	struct cim_fault fault = { 0 };
	enum cim_err err = repo_alive(repo, &fault);
	if (err == CIM_OK)
		err = file_read(&repo->control, text, &fault);
	for (size_t i = 0; i < ROWS && err == CIM_OK; i++) {
		struct line line;
		struct repo_setting setting = { table[i].key, table[i].standard, table[i].help, false,
			true };
		err = setting_find(&repo->control, text, table[i].key, &line, &fault);
		if (err == CIM_OK) {
			memcpy(value, line.value, line.value_len);
			value[line.value_len] = '\0';
			setting.value = value;
			setting.set = true;
		}
		if (err == CIM_OK || err == CIM_ENOENT)
			err = each(ctx, &setting);
	}
	if (err == CIM_OK)
		err = list_unknown(&repo->control, text, each, ctx, &fault);
	return repo_told(repo, err, &fault);
}

/* ---- Setting ------------------------------------------------------------------- */

/* The text with the key's line in place of the old one, behind all others, or without it. */
static enum cim_err
text_change(struct control *control, const char *text, const char *key, const char *value,
    char out[CIM_LIMIT_SETTINGS + 1], struct cim_fault *fault)
{
	struct line line = { .start = text + strlen(text), .whole = 0 };
	char fresh[2 * REPO_SETTING_SIZE + 8] = "";
	enum cim_err err = setting_find(control, text, key, &line, fault);
	if (err != CIM_OK && err != CIM_ENOENT)
		return err;
	if (err == CIM_ENOENT)
		line.start = text + strlen(text);
	size_t before = (size_t)(line.start - text), rest = strlen(line.start + line.whole);
	/* A last line that somebody wrote without its end gets one. */
	const char *end = before > 0 && text[before - 1] != '\n' ? "\n" : "";
	if (value != NULL)
		(void)snprintf(fresh, sizeof(fresh), "%s%s = %s\n", end, key, value);
	if (before + strlen(fresh) + rest > CIM_LIMIT_SETTINGS)
		return cim_fault(fault, CIM_ELIMIT, "%s/" FILE_NAME " would have more than %d bytes",
		    control->path, CIM_LIMIT_SETTINGS);
	memcpy(out, text, before);
	memcpy(out + before, fresh, strlen(fresh));
	memcpy(out + before + strlen(fresh), line.start + line.whole, rest + 1);
	return CIM_OK;
}

/* With the setup lock held, so that nobody writes between our reading and our writing. */
static enum cim_err
set_alone(struct control *control, const struct row *row, const char *key, const char *value,
    struct cim_fault *fault)
{
	char old[CIM_LIMIT_SETTINGS + 1], text[CIM_LIMIT_SETTINGS + 1];
	enum cim_err err = file_read(control, old, fault);
	if (err == CIM_OK)
		err = text_change(control, old, key, value, text, fault);
	if (err == CIM_OK && row != NULL && row->apply != NULL)
		err = row->apply(control, value == NULL ? "" : value, fault);
	if (err == CIM_OK && strcmp(old, text) != 0)
		err = control_file_write(control, FILE_NAME, text, true, fault);
	return err == CIM_OK ? control_sync(control, fault) : err;
}

enum cim_err
repo_setting_set(struct repo *repo, const char *key, const char *value)
{
	struct cim_fault fault = { 0 };
	struct control *control = &repo->control;
	const struct row *row = row_of(key, strlen(key));
	enum cim_err err = repo_alive(repo, &fault);
	/* What is not known can be taken out; a newer program may have left it. */
	if (err == CIM_OK && row == NULL && value != NULL)
		return CIM_ENOENT;
	if (err == CIM_OK && geteuid() != 0 && geteuid() != control->owner)
		err = cim_fault(&fault, CIM_EDENIED, "%s: the settings are the owner's", control->path);
	if (err == CIM_OK && value != NULL && !value_valid(value, strlen(value)))
		err = cim_fault(&fault, CIM_EINVAL, "the value of %s has 1 to %d bytes and no control "
		    "characters; unset takes it back", key, REPO_SETTING_SIZE - 1);
	if (err == CIM_OK && value != NULL)
		err = row->check(value, &fault);
	if (err == CIM_ENOENT)
		err = CIM_EINVAL;
	if (err == CIM_OK)
		err = control_lock(control, CONTROL_SETUP, true, true, &fault);
	if (err != CIM_OK)
		return repo_told(repo, err, &fault);
	err = set_alone(control, row, key, value, &fault);
	control_unlock(control, CONTROL_SETUP);
	return repo_told(repo, err, &fault);
}
