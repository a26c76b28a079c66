/* mode.c: how a declaration may change what is there: words and bits. */
#include "cim/class.h"

#define INSTANCES (CIM_MODE_UPDATE_ONLY | CIM_MODE_CREATE_ONLY)
#define WORD_MOST 32		/* bytes: what is longer is none */
#define CLASSES (INSTANCES | CIM_MODE_SAFE | CIM_MODE_FORCE)

static const struct word {
	const char *name;
	uint8_t bit;
	bool instances;		/* known there too */
} words[] = {
	{ "createonly", CIM_MODE_CREATE_ONLY, true },
	{ "updateonly", CIM_MODE_UPDATE_ONLY, true },
	{ "createorupdate", 0, true },
	{ "compatible", 0, false },
	{ "safeupdate", CIM_MODE_SAFE, false },
	{ "safe", CIM_MODE_SAFE, false },
	{ "forceupdate", CIM_MODE_FORCE, false },
	{ "force", CIM_MODE_FORCE, false },
};

/*
 * Who creates alone does not update, in whatever way; safe and forced are two ways. WMI's own
 * compiler takes updateonly beside createonly and then does nothing.
 */
bool
cim_mode_valid(uint32_t mode, bool instances)
{
	if ((mode & ~(uint32_t)(instances ? INSTANCES : CLASSES)) != 0)
		return false;
	if ((mode & CIM_MODE_CREATE_ONLY) != 0)
		return mode == CIM_MODE_CREATE_ONLY;
	return (mode & (CIM_MODE_SAFE | CIM_MODE_FORCE)) != (CIM_MODE_SAFE | CIM_MODE_FORCE);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static enum cim_err
word_add(struct cim_str word, bool instances, uint8_t *mode)
{
	struct cim_name name = cim_name(word.ptr, word.len);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!cim_name_is(name, words[i].name) || (instances && !words[i].instances))
			continue;
		uint8_t both = *mode | words[i].bit;
		if (!cim_mode_valid(both, instances))
			return CIM_ECONFLICT;
		*mode = both;
		return CIM_OK;
	}
	return CIM_EINVAL;
}

enum cim_err
cim_mode_parse(struct cim_str text, bool instances, uint8_t *mode, struct cim_str *bad)
{
	size_t i = 0;
	bool comma = true;	/* a word must come */
	for (;;) {
		while (i < text.len && is_blank(text.ptr[i]))
			i++;
		size_t from = i;
		while (i < text.len && !is_blank(text.ptr[i]) && text.ptr[i] != ',')
			i++;
		struct cim_str word = cim_str(text.len == 0 ? "" : text.ptr + from, i - from);
		if (word.len > 0 || comma) {
			*bad = word;
			enum cim_err err = word.len > WORD_MOST ? CIM_EINVAL :
			    word_add(word, instances, mode);
			if (err != CIM_OK)
				return err;
		}
		while (i < text.len && is_blank(text.ptr[i]))
			i++;
		comma = i < text.len && text.ptr[i] == ',';
		if (comma)
			i++;
		else if (i == text.len)
			return CIM_OK;
	}
}
