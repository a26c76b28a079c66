/* secret.c: what must not be shown: the values of passwords, secrets and tokens. */
#include "mof/secret.h"

#include <stdlib.h>
#include <string.h>

static char
small(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* Whether a text holds a word (in small letters) at a byte. */
static bool
word_at(struct cim_str s, size_t at, const char *word)
{
	size_t len = strlen(word);
	if (at > s.len || s.len - at < len)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (small(s.ptr[at + i]) != word[i])
			return false;
	}
	return true;
}

/* Names that end so: PasswordNeverExpires and TokenType hold no secret. */
bool
mof_secret_name(struct cim_str name)
{
	static const char *const ends[] = { "password", "passwd", "pwd", "passphrase", "secret",
		"token", "apikey", "api_key", "accesskey", "access_key", "privatekey",
		"private_key", "sharedkey", "shared_key", "secretkey", "registrationkey",
		"encryptionkey", "storagekey", "accountkey", "sastoken", "pin" };
	/* Password2 is one more. */
	while (name.len > 0 && name.ptr[name.len - 1] >= '0' && name.ptr[name.len - 1] <= '9')
		name.len--;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		size_t len = strlen(ends[i]);
		if (name.len < len || !word_at(name, name.len - len, ends[i]))
			continue;
		/* A short word must be one: "Pin", "UserPin", not "Spin". */
		if (len > 3 || name.len == len || name.ptr[name.len - len - 1] == '_' ||
		    (name.ptr[name.len - len] >= 'A' && name.ptr[name.len - len] <= 'Z'))
			return true;
	}
	return false;
}

bool
mof_secret_in_text(struct cim_str text, size_t *begin, size_t *end)
{
	static const char *const words[] = { "password", "pwd", "accountkey", "sharedaccesskey" };
	for (size_t at = 0; at + 4 < text.len; at++) {
		for (size_t w = 0; w < sizeof(words) / sizeof(words[0]); w++) {
			if (!word_at(text, at, words[w]))
				continue;
			size_t i = at + strlen(words[w]);
			while (i < text.len && text.ptr[i] == ' ')
				i++;
			if (i == text.len || text.ptr[i] != '=')
				continue;
			for (i++; i < text.len && text.ptr[i] == ' '; i++)
				continue;
			/* Nothing is none, nor is a variable's name. */
			if (i == text.len || strchr(";&\n$%{", text.ptr[i]) != NULL)
				continue;
			*begin = i;
			while (i < text.len && text.ptr[i] != ';' && text.ptr[i] != '&' &&
			    text.ptr[i] != '\n')
				i++;
			*end = i;
			return true;
		}
	}
	return false;
}

bool
mof_secret_plain(struct cim_str value)
{
	while (value.len > 0 && (value.ptr[0] == ' ' || value.ptr[0] == '\n' ||
	    value.ptr[0] == '\r'))
		value = cim_str(value.ptr + 1, value.len - 1);
	/* What DSC has encrypted is a message of CMS. */
	return value.len > 0 && !word_at(value, 0, "-----begin cms") &&
	    !word_at(value, 0, "-----begin pkcs7");
}

size_t
mof_secret_line(struct cim_str line)
{
	for (size_t i = 0; i < line.len; i++) {
		if (line.ptr[i] != '=')
			continue;
		size_t end = i;
		while (end > 0 && (line.ptr[end - 1] == ' ' || line.ptr[end - 1] == '\t'))
			end--;
		size_t begin = end;
		while (begin > 0 && ((small(line.ptr[begin - 1]) >= 'a' &&
		    small(line.ptr[begin - 1]) <= 'z') || line.ptr[begin - 1] == '_' ||
		    (line.ptr[begin - 1] >= '0' && line.ptr[begin - 1] <= '9')))
			begin--;
		if (mof_secret_name(cim_str(line.ptr + begin, end - begin)))
			return i + 1;
	}
	return line.len;
}

/* --- the places of all of them --- */

struct finder {
	struct arena *arena;
	struct cim_place *list;
	size_t count, cap;
	bool failed;
};

static void
add(struct finder *f, struct cim_place place)
{
	struct cim_place *grown = f->failed ? NULL :
	    arena_grow(f->arena, f->list, f->count, &f->cap, f->count + 1, sizeof(place));
	f->failed = grown == NULL;
	if (f->failed)
		return;
	f->list = grown;
	f->list[f->count++] = place;
}

static void in_instance(struct finder *f, const struct mof_instance *raw);

/* A value, of a secret or not; numbers may be one too (a PIN). */
static void
in_value(struct finder *f, const struct mof_value *value, bool secret)
{
	if (value == NULL)
		return;
	switch (value->kind) {
	case MOF_VALUE_STRING: case MOF_VALUE_CHAR: case MOF_VALUE_INTEGER: case MOF_VALUE_REAL:
		if (secret)
			add(f, value->place);
		break;
	case MOF_VALUE_OBJECT:
		if (value->as.object != NULL)
			in_instance(f, value->as.object);
		break;
	case MOF_VALUE_ARRAY:
		for (const struct mof_value *v = value->as.items.first; v != NULL; v = v->next)
			in_value(f, v, secret);
		break;
	default:
		break;
	}
}

static void
in_instance(struct finder *f, const struct mof_instance *raw)
{
	for (const struct mof_slot *slot = raw->slots.first; slot != NULL; slot = slot->next)
		in_value(f, slot->value, mof_secret_name(cim_name_str(slot->name.name)));
}

static void
in_class(struct finder *f, const struct mof_class *cls)
{
	for (const struct mof_member *m = cls->members.first; m != NULL; m = m->next)
		in_value(f, m->value, mof_secret_name(cim_name_str(m->name.name)));
}

static void
in_file(struct finder *f, const struct mof_file *file)
{
	for (const struct mof_decl *d = file->decls.first; d != NULL; d = d->next) {
		if (d->kind == MOF_DECL_CLASS)
			in_class(f, d->as.cls);
		else if (d->kind == MOF_DECL_INSTANCE)
			in_instance(f, d->as.instance);
		else if (d->kind == MOF_DECL_PRAGMA && d->as.pragma->file != NULL)
			in_file(f, d->as.pragma->file);
	}
}

static int
place_cmp(const void *left, const void *right)
{
	const struct cim_place *a = left, *b = right;
	return a->at < b->at ? -1 : a->at > b->at;
}

/* --- what could not be parsed --- */

static bool
is_letter(char c)
{
	return (small(c) >= 'a' && small(c) <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

/* Behind a string or a character that begins at `at`: a line ends both. */
static uint32_t
behind_quote(const struct mof_source *s, uint32_t at)
{
	char quote = s->text[at];
	for (at++; at < s->size && s->text[at] != '\n' && s->text[at] != '\r'; at++) {
		if (s->text[at] == quote)
			return at + 1;
		at += s->text[at] == '\\' && at + 1 < s->size;
	}
	return at;
}

/* Behind a comment, or `at` when there is none. */
static uint32_t
behind_comment(const struct mof_source *s, uint32_t at)
{
	const char *t = s->text;
	if (t[at] != '/' || at + 1 >= s->size || (t[at + 1] != '/' && t[at + 1] != '*'))
		return at;
	bool line = t[at + 1] == '/';
	for (at += 2; at < s->size; at++) {
		if (line ? t[at] == '\n' || t[at] == '\r' :
		    t[at] == '/' && t[at - 1] == '*')
			return at + 1;
	}
	return at;
}

/* Words that may be a value, or begin one, and are no secret. */
static bool
is_keyword(struct cim_str word)
{
	static const char *const words[] = { "null", "true", "false", "instance", "value" };
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (word.len == strlen(words[i]) && word_at(word, 0, words[i]))
			return true;
	}
	return false;
}

/*
 * The strings and words behind NAME = in a text, without its grammar: what was lost to a mistake
 * is in no tree, and is shown all the same. Key = "Password" says what the Value beside it is.
 */
static void
in_text(struct finder *f, const struct mof_source *s)
{
	bool secret = false, named = false, is_key = false;
	struct cim_str word = { "", 0 };
	for (uint32_t at = 0; at < s->size && !f->failed;) {
		uint32_t next = behind_comment(s, at);
		char c = s->text[at];
		if (next > at) {
			at = next;
		} else if (c == '"' || c == '\'') {
			next = behind_quote(s, at);
			size_t end = next - 1 > at && s->text[next - 1] == c ? next - 1 : next;
			struct cim_str text = { s->text + at + 1, end - at - 1 };
			if (secret)
				add(f, (struct cim_place){ s->base + at, next - at });
			else if (is_key && mof_secret_name(text))
				named = true;
			at = next;
		} else if (is_letter(c)) {
			for (next = at; next < s->size && is_letter(s->text[next]); next++)
				continue;
			word = (struct cim_str){ s->text + at, next - at };
			/* A quote that was forgotten makes no word of a secret. */
			if (secret && is_keyword(word))
				secret = false;
			else if (secret)
				add(f, (struct cim_place){ s->base + at, next - at });
			at = next;
		} else {
			if (c == '=') {
				secret = mof_secret_name(word) || (named && word.len == 5 &&
				    word_at(word, 0, "value"));
				is_key = word.len == 3 && word_at(word, 0, "key");
			} else if (c == ';' || c == '}') {
				secret = is_key = false;
				named = named && c != '}';
			}
			at++;
		}
	}
}

/* The sources of errors: what else is shown was parsed. */
static void
in_texts(struct finder *f, const struct mof_unit *unit)
{
	const struct mof_source *last = NULL;
	for (const struct mof_diag *d = unit->diags.first; d != NULL; d = d->next) {
		struct mof_source *s = d->severity != MOF_ERROR || d->place.at == 0 ? NULL :
		    mof_source_find(&unit->sources, d->place.at);
		if (s == NULL || s == last || s->searched)
			continue;
		s->searched = true;
		in_text(f, s);
		last = s;
	}
}

/* Places that overlap are one; those that only touch are two words. */
static size_t
join(struct cim_place *list, size_t count)
{
	size_t n = 0;
	for (size_t i = 0; i < count; i++) {
		struct cim_place *end = n > 0 ? &list[n - 1] : NULL;
		if (end == NULL || list[i].at >= end->at + end->len)
			list[n++] = list[i];
		else if (list[i].at + list[i].len > end->at + end->len)
			end->len = list[i].at + list[i].len - end->at;
	}
	return n;
}

/* --- messages --- */

/* Overwrites a piece of a value wherever a text shows it, or, of a long one, how it begins. */
static void
hide_piece(char *text, struct cim_str piece)
{
	for (char *at = text; piece.len > 0 && *at != '\0'; at++) {
		size_t n = 0;
		while (n < piece.len && at[n] == piece.ptr[n])
			n++;
		if (n == piece.len || n >= 8) {
			memset(at, '*', n);
			at += n - 1;
		}
	}
}

/* The strings of a place, or, inside of one, what stands there. */
static void
hide(char *text, struct cim_str value)
{
	if (memchr(value.ptr, '"', value.len) == NULL) {
		hide_piece(text, value);
		return;
	}
	for (size_t i = 0; i < value.len; i++) {
		if (value.ptr[i] != '"')
			continue;
		size_t end = i + 1;
		while (end < value.len && value.ptr[end] != '"')
			end += value.ptr[end] == '\\' ? 2 : 1;
		if (end > value.len)
			end = value.len;
		hide_piece(text, cim_str(value.ptr + i + 1, end - i - 1));
		i = end;
	}
}

/* The one that a byte belongs to, or NULL. */
static const struct cim_place *
secret_find(const struct mof_sources *sources, uint32_t at)
{
	size_t low = 0, high = sources->secret_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (sources->secrets[middle].at + sources->secrets[middle].len <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low < sources->secret_count && sources->secrets[low].at <= at ?
	    &sources->secrets[low] : NULL;
}

bool
mof_secret_at(const struct mof_sources *sources, uint32_t at)
{
	return secret_find(sources, at) != NULL;
}

/* The places of their values in all that was parsed, in the order of places. */
static enum cim_err
find_all(const struct mof_unit *unit, struct arena *arena, struct cim_place **out,
    size_t *count)
{
	struct finder f = { .arena = arena };
	const struct mof_list *lists[] = { &unit->files, &unit->found };
	for (size_t i = 0; i < 2; i++) {
		for (const struct mof_file *file = lists[i]->first; file != NULL; file = file->next)
			in_file(&f, file);
	}
	in_texts(&f, unit);
	if (f.failed)
		return CIM_ENOMEM;
	if (f.count > 1)
		qsort(f.list, f.count, sizeof(f.list[0]), place_cmp);
	*out = f.list;
	*count = join(f.list, f.count);
	return CIM_OK;
}

enum cim_err
mof_secrets_hide(const struct mof_unit *unit, struct mof_sources *sources)
{
	if (sources->secrets != NULL || unit->diags.kept == 0)
		return CIM_OK;
	enum cim_err err = find_all(
	    unit, &sources->arena, &sources->secrets, &sources->secret_count);
	if (err != CIM_OK)
		return err;
	for (const struct mof_diag *d = unit->diags.first; d != NULL && sources->secret_count > 0;
	     d = d->next) {
		/* A place may be where the value only begins, and the text show all of it. */
		const struct cim_place *secret = d->place.len > 0 ?
		    secret_find(sources, d->place.at) : NULL;
		/* The texts are the list's own. */
		if (secret != NULL && d->place.len < secret->len)
			hide((char *)(uintptr_t)d->text, mof_source_text(sources, *secret));
		else if (secret != NULL)
			hide((char *)(uintptr_t)d->text, mof_source_text(sources, d->place));
	}
	return CIM_OK;
}
