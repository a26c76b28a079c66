/* bmof_find.c: binary MOF where it is found: ACPI tables and their text, PE files, dumps of anything. */
#include "config.h"

#include "mof/bmof_find.h"

#include <stdlib.h>
#include <string.h>

#include "cim/limits.h"
#include "mof/bmof_compress.h"
#include "mof/bmof_source.h"

static uint32_t
le32(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* ---- Bytes ------------------------------------------------------------------------ */

/* Whether a container begins here: its magic, its stream's, and a size that the stream can have. */
static bool
container_at(const uint8_t *p, size_t n, size_t *len)
{
	if (n < 20 || memcmp(p, "FOMB", 4) != 0 || memcmp(p + 16, MOF_BMOF_SIGNATURE, 4) != 0)
		return false;
	uint32_t compressed = le32(p + 8);
	if (compressed > n - MOF_BMOF_HEADER || !mof_bmof_ratio_possible(compressed, le32(p + 12)))
		return false;
	*len = MOF_BMOF_HEADER + (size_t)compressed;
	return true;
}

/*
 * The name of the buffer that begins in front of a binary MOF in AML: NameOp, four letters,
 * BufferOp. Empty: this is no AML, or none that we know.
 */
static void
aml_name(const uint8_t *begin, const uint8_t *at, char name[5])
{
	name[0] = '\0';
	/* BufferOp, a length of up to four bytes, a number of up to five. */
	for (size_t back = 6; back <= 16 && (size_t)(at - begin) >= back; back++) {
		const uint8_t *p = at - back;
		if (p[0] != 0x08 || p[5] != 0x11 || p[1] != 'W' || p[2] != 'Q')
			continue;
		memcpy(name, p + 1, 4);
		name[4] = '\0';
		for (int i = 2; i < 4; i++) {
			char c = name[i];
			if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '_'))
				name[0] = '\0';
		}
		return;
	}
}

static enum cim_err
find_bytes(const uint8_t *bytes, size_t n, mof_bmof_found_fn *each, void *ctx)
{
	const uint8_t *at = bytes, *end = bytes + n;
	while (at < end && (at = memchr(at, 'F', (size_t)(end - at))) != NULL) {
		struct mof_bmof_found found = { .at = (size_t)(at - bytes), .bytes = at };
		if (!container_at(at, (size_t)(end - at), &found.len)) {
			at++;
			continue;
		}
		aml_name(bytes, at, found.name);
		enum cim_err err = each(ctx, &found);
		if (err != CIM_OK)
			return err;
		at += found.len;
	}
	return CIM_OK;
}

/* ---- Text that was made of ACPI tables --------------------------------------------- */

struct text {
	const char *begin, *at, *end;
};

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static void
skip_comment(struct text *t)
{
	bool block = t->at[1] == '*';
	for (t->at += 2; t->at < t->end; t->at++) {
		if (block && t->at[0] == '*' && t->end - t->at > 1 && t->at[1] == '/') {
			t->at += 2;
			return;
		}
		if (!block && *t->at == '\n')
			return;
	}
}

/* Blanks and comments. */
static void
skip(struct text *t)
{
	while (t->at < t->end) {
		if (*t->at == ' ' || *t->at == '\t' || *t->at == '\n' || *t->at == '\r')
			t->at++;
		else if (*t->at == '/' && t->end - t->at > 1 && (t->at[1] == '/' || t->at[1] == '*'))
			skip_comment(t);
		else
			return;
	}
}

static bool
take(struct text *t, const char *word)
{
	size_t n = strlen(word);
	skip(t);
	if ((size_t)(t->end - t->at) < n || memcmp(t->at, word, n) != 0)
		return false;
	t->at += n;
	return true;
}

/* A number of C; false: there is none. */
static bool
take_number(struct text *t, uint32_t *out)
{
	unsigned base = 10;
	uint64_t v = 0;
	skip(t);
	if (t->end - t->at > 2 && t->at[0] == '0' && (t->at[1] | 0x20) == 'x') {
		base = 16;
		t->at += 2;
	}
	const char *from = t->at;
	for (; t->at < t->end; t->at++) {
		char c = (char)(*t->at | 0x20);
		unsigned digit = *t->at >= '0' && *t->at <= '9' ? (unsigned)(*t->at - '0') :
		    c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10 : 99;
		if (digit >= base)
			break;
		if ((v = v * base + digit) > UINT32_MAX)
			return false;
	}
	*out = (uint32_t)v;
	return t->at > from;
}

/*
 * Name (WQxx, Buffer (size) { 0x46, ... }): the bytes go into room, which has one for each of the
 * text's. False: this is no such thing; at is then behind the word.
 */
static bool
take_buffer(struct text *t, uint8_t *room, char name[5], size_t *len)
{
	uint32_t v;
	*len = 0;
	if (!take(t, "("))
		return false;
	skip(t);
	while (t->at < t->end && (*t->at == '\\' || *t->at == '^'))
		t->at++;
	const char *from = t->at;
	while (t->at < t->end && (is_letter(*t->at) || *t->at == '.' || (*t->at >= '0' && *t->at <= '9')))
		t->at++;
	if (t->at - from < 4)
		return false;
	memcpy(name, t->at - 4, 4);
	name[4] = '\0';
	if (!take(t, ",") || !take(t, "Buffer") || !take(t, "("))
		return false;
	(void)take_number(t, &v);
	if (!take(t, ")") || !take(t, "{"))
		return false;
	while (take_number(t, &v) && v <= 0xFF) {
		room[(*len)++] = (uint8_t)v;
		if (!take(t, ","))
			break;
	}
	return *len > 0;
}

static enum cim_err
find_text(const char *text, size_t n, mof_bmof_found_fn *each, void *ctx)
{
	struct text t = { text, text, text + n };
	uint8_t *room = malloc(n + 1);
	enum cim_err err = room == NULL ? CIM_ENOMEM : CIM_OK;
	while (err == CIM_OK && t.at < t.end) {
		struct mof_bmof_found found = { .bytes = room };
		const char *word = memmem(t.at, (size_t)(t.end - t.at), "Name", 4);
		if (word == NULL)
			break;
		t.at = word + 4;
		if ((word > text && is_letter(word[-1])) ||
		    !take_buffer(&t, room, found.name, &found.len) ||
		    !mof_bmof_begins(room, found.len))
			continue;
		found.at = (size_t)(word - text);
		err = each(ctx, &found);
	}
	free(room);
	return err;
}

/* ---- PE files ---------------------------------------------------------------------- */

/* A part of a PE file that was asked for by its bounds, checked. */
struct pe {
	const uint8_t *bytes;
	size_t n;
	size_t sections;		/* offset of their table */
	unsigned section_count;
	size_t resources, resources_len;	/* of the section that holds them */
	uint32_t resources_rva;
	unsigned entries;		/* looked at so far: a bound */
	size_t given;			/* bytes of resources: those of a file lie side by side */
};

static uint32_t
pe_u16(const struct pe *pe, size_t at)
{
	return at + 2 > pe->n ? 0 : (uint32_t)(pe->bytes[at] | pe->bytes[at + 1] << 8);
}

static uint32_t
pe_u32(const struct pe *pe, size_t at)
{
	return at + 4 > pe->n ? 0 : le32(pe->bytes + at);
}

/* Where a virtual address lies in the file, and how many bytes of its section follow. */
static bool
pe_place(const struct pe *pe, uint32_t rva, size_t *at, size_t *left)
{
	for (unsigned i = 0; i < pe->section_count; i++) {
		size_t s = pe->sections + 40 * (size_t)i;
		uint32_t start = pe_u32(pe, s + 12), size = pe_u32(pe, s + 16);
		uint32_t raw = pe_u32(pe, s + 20);
		if (rva < start || rva - start >= size || raw >= pe->n)
			continue;
		size_t most = size < pe->n - raw ? size : pe->n - raw;
		if (rva - start >= most)
			return false;
		*at = raw + (rva - start);
		*left = most - (rva - start);
		return true;
	}
	return false;
}

static bool
pe_begin(struct pe *pe)
{
	if (pe->n < 64 || memcmp(pe->bytes, "MZ", 2) != 0)
		return false;
	size_t header = pe_u32(pe, 60);
	if (header > pe->n || pe->n - header < 24 || memcmp(pe->bytes + header, "PE\0\0", 4) != 0)
		return false;
	size_t optional = header + 24;
	pe->section_count = pe_u16(pe, header + 6);
	pe->sections = optional + pe_u16(pe, header + 20);
	bool plus = pe_u16(pe, optional) == 0x20B;
	size_t directory = optional + (plus ? 112 : 96) + (size_t)2 * 8;	/* the third: resources */
	pe->resources_rva = pe_u32(pe, directory);
	return pe->resources_rva != 0 &&
	    pe_place(pe, pe->resources_rva, &pe->resources, &pe->resources_len);
}

/* The name of an entry, with a length in front; false: it has a number, or no such bounds. */
static bool
pe_name(const struct pe *pe, uint32_t entry, char *name, size_t size)
{
	if ((entry & 0x80000000u) == 0)
		return false;
	size_t at = entry & 0x7FFFFFFF;
	if (at + 2 > pe->resources_len)
		return false;
	size_t units = pe_u16(pe, pe->resources + at);
	if (units >= size || at + 2 + 2 * units > pe->resources_len)
		return false;
	for (size_t i = 0; i < units; i++) {
		uint32_t c = pe_u16(pe, pe->resources + at + 2 + 2 * i);
		name[i] = c >= 0x20 && c < 0x7F ? (char)c : '?';
	}
	name[units] = '\0';
	return true;
}

/* How deep a tree of resources is: type, name, language. */
#define PE_LEVELS 3
#define PE_ENTRIES 65536u

static enum cim_err pe_directory(struct pe *pe, size_t at, unsigned level, const char *name,
    mof_bmof_found_fn *each, void *ctx);

static enum cim_err
pe_leaf(struct pe *pe, size_t at, const char *name, uint32_t language, mof_bmof_found_fn *each,
    void *ctx)
{
	struct mof_bmof_found found = { .at = 0 };
	size_t left;
	if (at + 16 > pe->resources_len ||
	    !pe_place(pe, pe_u32(pe, pe->resources + at), &found.at, &left))
		return CIM_OK;
	size_t size = pe_u32(pe, pe->resources + at + 4);
	found.bytes = pe->bytes + found.at;
	found.len = size < left ? size : left;
	if (!mof_bmof_begins(found.bytes, found.len) || found.len > pe->n - pe->given)
		return CIM_OK;
	pe->given += found.len;
	found.resource = name;
	found.language = language;
	return each(ctx, &found);
}

static enum cim_err
pe_entry(struct pe *pe, size_t at, unsigned level, const char *above, mof_bmof_found_fn *each,
    void *ctx)
{
	char name[128] = "";
	uint32_t id = pe_u32(pe, pe->resources + at), to = pe_u32(pe, pe->resources + at + 4);
	bool named = pe_name(pe, id, name, sizeof(name));
	if (level == 0 && (!named || strcmp(name, "MOFDATA") != 0))
		return CIM_OK;
	if (level == 1 && named)
		above = name;
	if ((to & 0x80000000u) != 0)
		return pe_directory(pe, to & 0x7FFFFFFF, level + 1, above, each, ctx);
	return pe_leaf(pe, to, above, named || level + 1 < PE_LEVELS ? 0 : id, each, ctx);
}

static enum cim_err
pe_directory(struct pe *pe, size_t at, unsigned level, const char *name, mof_bmof_found_fn *each,
    void *ctx)
{
	if (level >= PE_LEVELS || at + 16 > pe->resources_len)
		return CIM_OK;
	uint32_t count = pe_u16(pe, pe->resources + at + 12) + pe_u16(pe, pe->resources + at + 14);
	enum cim_err err = CIM_OK;
	for (uint32_t i = 0; i < count && err == CIM_OK; i++) {
		size_t entry = at + 16 + 8 * (size_t)i;
		if (entry + 8 > pe->resources_len || pe->entries++ >= PE_ENTRIES)
			break;
		err = pe_entry(pe, entry, level, name, each, ctx);
	}
	return err;
}

/* ---- Any of these ------------------------------------------------------------------ */

/* What counts the finds of one way, so that another is tried when there were none. */
struct counted {
	mof_bmof_found_fn *each;
	void *ctx;
	size_t count;
};

static enum cim_err
count(void *ctx, const struct mof_bmof_found *found)
{
	struct counted *c = ctx;
	c->count++;
	return c->each(c->ctx, found);
}

enum cim_err
mof_bmof_find(const void *bytes, size_t n, mof_bmof_found_fn *each, void *ctx)
{
	struct counted c = { each, ctx, 0 };
	struct pe pe = { .bytes = bytes, .n = n };
	enum cim_err err = CIM_OK;
	if (pe_begin(&pe))
		err = pe_directory(&pe, 0, 0, "", count, &c);
	if (err == CIM_OK && c.count == 0)
		err = find_bytes(bytes, n, count, &c);
	if (err == CIM_OK && c.count == 0)
		err = find_text(bytes, n, count, &c);
	return err == CIM_OK && c.count == 0 ? CIM_ENOENT : err;
}
