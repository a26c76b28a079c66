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
			*begin = i;
			while (i < text.len && text.ptr[i] != ';' && text.ptr[i] != '&' &&
			    text.ptr[i] != '\n')
				i++;
			*end = i;
			/* A variable's name is none. */
			if (*end > *begin && text.ptr[*begin] != '$' && text.ptr[*begin] != '%' &&
			    text.ptr[*begin] != '{')
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

enum cim_err
mof_secrets_find(const struct mof_unit *unit, struct arena *arena, struct cim_place **out,
    size_t *count)
{
	struct finder f = { .arena = arena };
	const struct mof_list *lists[] = { &unit->files, &unit->found };
	for (size_t i = 0; i < 2; i++) {
		for (const struct mof_file *file = lists[i]->first; file != NULL; file = file->next)
			in_file(&f, file);
	}
	if (f.failed)
		return CIM_ENOMEM;
	if (f.count > 1)
		qsort(f.list, f.count, sizeof(f.list[0]), place_cmp);
	*out = f.list;
	*count = f.count;
	return CIM_OK;
}
