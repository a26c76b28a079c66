/* embedded.c: strings that hold MOF: compiled where they stand, told at the place in the file. */
#include "config.h"

#include <string.h>

#include "mof/compile.h"

/* --- places --- */

/* The number in up to so many hexadecimal digits from `at` on, which moves behind them. */
static uint32_t
hex_digits(const struct mof_piece *piece, uint32_t *at, uint32_t end)
{
	uint32_t code = 0;
	for (; *at < end && *at < piece->len; (*at)++) {
		char d = piece->text[*at], lower = (char)(d | 0x20);
		if (d >= '0' && d <= '9')
			code = code * 16 + (uint32_t)(d - '0');
		else if (lower >= 'a' && lower <= 'f')
			code = code * 16 + (uint32_t)(lower - 'a') + 10;
		else
			break;
	}
	return code;
}

/*
 * How many bytes of text one escape at `at` (the backslash) takes, and how many it makes. The
 * escapes of JSON have four digits always, and two of them make one character beyond U+FFFF.
 */
static void
escape_span(
    const struct mof_piece *piece, bool json, uint32_t at, uint32_t *takes, uint32_t *makes)
{
	*takes = 2;
	*makes = 1;
	if (at + 1 >= piece->len || (piece->text[at + 1] | 0x20) != (json ? 'u' : 'x'))
		return;
	uint32_t end = at + 2, code = hex_digits(piece, &end, at + 6);
	*makes = code < 0x80 ? 1 : code < 0x800 ? 2 : 3;
	if (json && code >= 0xD800 && code <= 0xDBFF) {
		*makes = 4;
		end = end + 6 < piece->len ? end + 6 : piece->len;
	}
	*takes = end - at;
}

/* Where the byte `offset` of a decoded string stands in the file. */
static struct cim_place
string_place(const struct mof_value *raw, uint32_t offset)
{
	uint32_t made = 0;
	for (const struct mof_piece *p = &raw->as.string.piece; p != NULL; p = p->next) {
		for (uint32_t i = 0; i < p->len;) {
			uint32_t takes = 1, makes = 1;
			if (p->text[i] == '\\')
				escape_span(p, raw->json, i, &takes, &makes);
			if (offset < made + makes)
				return (struct cim_place){ p->at + i, takes };
			made += makes;
			i += takes;
		}
	}
	return (struct cim_place){ raw->place.at, raw->place.len };
}

/* A place in the text of the string as a place in the file. */
static struct cim_place
outer_place(const struct mof_value *raw, const struct mof_source *inner, struct cim_place place)
{
	if (place.at < inner->base || place.at - inner->base > inner->size)
		return place;
	uint32_t from = place.at - inner->base;
	struct cim_place first = string_place(raw, from);
	if (place.len <= 1 || from + place.len > inner->size)
		return first;
	struct cim_place last = string_place(raw, from + place.len - 1);
	/* A mistake that goes over several pieces is shown up to the end of its first. */
	if (last.at < first.at || last.at + last.len - first.at > 2 * place.len)
		return first;
	return mof_place_span(first, last);
}

/* What was told since `before` gets its place in the file. */
static void
move_places(struct mof_compiler *c, struct mof_diag *before, const struct mof_value *raw,
    const struct mof_source *inner)
{
	struct mof_diag *d = before == NULL ? c->diags->first : before->next;
	for (; d != NULL; d = d->next) {
		d->place = outer_place(raw, inner, d->place);
		for (struct mof_note *n = d->notes; n != NULL; n = n->next)
			n->place = outer_place(raw, inner, n->place);
	}
}

/* --- the text --- */

/* A '#' outside of strings and comments: a pragma, which may not stand here (and could read files).
 */
static bool
has_pragma(struct cim_str s)
{
	for (size_t i = 0; i < s.len; i++) {
		char ch = s.ptr[i], next = i + 1 < s.len ? s.ptr[i + 1] : '\0';
		if (ch == '#')
			return true;
		if (ch == '"' || ch == '\'') {
			for (i++; i < s.len && s.ptr[i] != ch; i++)
				i += s.ptr[i] == '\\';
		} else if (ch == '/' && next == '/') {
			while (i < s.len && s.ptr[i] != '\n' && s.ptr[i] != '\r')
				i++;
		} else if (ch == '/' && next == '*') {
			for (i += 2; i + 1 < s.len && !(s.ptr[i] == '*' && s.ptr[i + 1] == '/');
			     i++)
				continue;
			i++;
		}
	}
	return false;
}

/* Past blanks and comments. */
static size_t
skip_gap(struct cim_str s)
{
	size_t i = 0;
	while (i < s.len) {
		const char *end = NULL;
		if (s.ptr[i] == '/' && i + 1 < s.len && s.ptr[i + 1] == '/') {
			end = memchr(s.ptr + i, '\n', s.len - i);
			i = end == NULL ? s.len : (size_t)(end - s.ptr);
		} else if (s.ptr[i] == '/' && i + 1 < s.len && s.ptr[i + 1] == '*') {
			end = memmem(s.ptr + i + 2, s.len - i - 2, "*/", 2);
			i = end == NULL ? s.len : (size_t)(end - s.ptr) + 2;
		} else if (memchr(" \t\r\n\f\v", s.ptr[i], 6) != NULL) {
			i++;
		} else {
			break;
		}
	}
	return i;
}

/* The name that a text begins with; empty: none. */
static struct cim_name
first_name(struct cim_str s)
{
	size_t n = 0;
	for (; n < s.len; n++) {
		unsigned char c = (unsigned char)s.ptr[n], letter = c | 0x20;
		if (!(c >= '0' && c <= '9') && !(letter >= 'a' && letter <= 'z') && c != '_' &&
		    c < 0x80)
			break;
	}
	return cim_name(s.ptr, n);
}

/* What a text is that does not even begin as MOF; NULL when it does. */
static const char *
not_mof(struct cim_str s)
{
	static const char *const words[] = { "instance", "class", "value", "association",
		"structure", "enumeration", "qualifier" };
	size_t skip = skip_gap(s);
	s = cim_str(s.ptr + skip, s.len - skip);
	if (s.len == 0)
		return "empty";
	/* That there are no pragmas is told in words of its own. */
	if (s.ptr[0] == '#')
		return NULL;
	struct cim_name name = first_name(s);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (cim_name_is(name, words[i]))
			return NULL;
	}
	if (s.ptr[0] == '[') {
		skip = skip_gap(cim_str(s.ptr + 1, s.len - 1)) + 1;
		if (first_name(cim_str(s.ptr + skip, s.len - skip)).len > 0 &&
		    (s.ptr[skip] < '0' || s.ptr[skip] > '9'))
			return NULL;
	}
	if (s.ptr[0] == '{' || s.ptr[0] == '[')
		return "JSON";
	if (s.ptr[0] == '<')
		return "XML";
	if (name.len > 0 && name.len < s.len && strchr(".=:", s.ptr[name.len]) != NULL &&
	    memchr(s.ptr, '=', s.len) != NULL)
		return "an object path, which is for references";
	return "other text";
}

/* Parses the text as one more file of the unit, which does not list it. */
static const struct mof_file *
parse_text(struct mof_compiler *c, struct cim_str text)
{
	struct mof_list before = c->unit->files;
	struct mof_file *last = before.last;
	enum cim_err err = mof_parse_buffer(c->unit, "embedded MOF", text.ptr, text.len);
	struct mof_file *file = last == NULL ? c->unit->files.first : last->next;
	if (last != NULL)
		last->next = NULL;
	c->unit->files = before;
	return mof_compile_ok(c, err) ? file : NULL;
}

/* What the text declares: one instance, or one class where that is allowed. */
static bool
compile_decl(struct mof_compiler *c, const struct mof_target *target, const struct mof_file *file,
    struct cim_place place)
{
	const struct mof_decl *decl = file->decls.first;
	bool is_class = decl != NULL && decl->kind == MOF_DECL_CLASS && target->class_allowed;
	if (decl == NULL || decl->next != NULL || (decl->kind != MOF_DECL_INSTANCE && !is_class)) {
		if (!file->damaged)
			mof_check_report(c, MOF_CHECK_EMB_MOF,
			    decl == NULL             ? place
				: decl->next != NULL ? decl->next->place
						     : decl->place,
			    "%s '%.*s' holds MOF: one instance%s is wanted", target->what,
			    MOF_SHOW(target->name), target->class_allowed ? " or class" : "");
		return false;
	}
	if (is_class)
		return true;
	const struct mof_instance *raw = decl->as.instance;
	if (raw->is_value || raw->alias.name.len > 0) {
		mof_check_report(c, MOF_CHECK_EMB_MOF,
		    raw->is_value ? raw->class_name.place : raw->alias.place,
		    "no %s in embedded MOF", raw->is_value ? "\"value of\"" : "aliases");
		return false;
	}
	struct mof_value object = { .kind = MOF_VALUE_OBJECT, .place = raw->place,
		.as.object = decl->as.instance };
	struct cim_element_type type = { .type = CIM_OBJECT };
	struct mof_target inner = *target;
	struct cim_value ignored;
	inner.type = &type;
	inner.inst = NULL;
	return mof_compile_value(c, &inner, &object, &ignored);
}

bool
mof_compile_embedded(struct mof_compiler *c, const struct mof_target *target,
    const struct mof_value *raw, struct cim_str text)
{
	const char *other = not_mof(text);
	if (other != NULL) {
		const struct mof_cls *cls = target->embedded_class;
		struct cim_name wanted = cls != NULL ? cls->name : cim_name("CLASS", 5);
		mof_check_report(c, MOF_CHECK_EMB_MOF, raw->place,
		    "%s '%.*s' holds an object as MOF, and this is %s: "
		    "write \"instance of %.*s { ... };\"",
		    target->what, MOF_SHOW(target->name), other, MOF_SHOW(wanted));
		return false;
	}
	if (has_pragma(text)) {
		mof_check_report(c, MOF_CHECK_EMB_MOF, raw->place, "no pragmas in embedded MOF");
		return false;
	}
	struct mof_diag *before = c->diags->last;
	size_t errors = c->diags->counts[MOF_ERROR];
	const struct mof_file *file = parse_text(c, text);
	if (file == NULL)
		return false;
	c->embedded++;
	bool good = compile_decl(c, target, file, raw->place) && !file->damaged;
	c->embedded--;
	move_places(c, before, raw, file->source);
	return good && c->diags->counts[MOF_ERROR] == errors;
}

enum cim_err
mof_embedded_object(struct mof_compiler *c, struct mof_ns *ns, struct cim_str text,
    const struct cim_instance **out)
{
	struct cim_element_type type = { .type = CIM_OBJECT };
	struct mof_target target = { .type = &type, .mismatch = mof_check_id(MOF_CHECK_INST_VALUE),
		.what = "text", .name = cim_name("MOF", 3), .ns = ns };
	struct cim_value value;
	size_t errors = c->diags->counts[MOF_ERROR];
	if (not_mof(text) != NULL || has_pragma(text))
		return CIM_EINPUT;
	const struct mof_file *file = parse_text(c, text);
	if (file == NULL)
		return c->err;
	const struct mof_decl *decl = file->decls.first;
	if (file->damaged || decl == NULL || decl->next != NULL ||
	    decl->kind != MOF_DECL_INSTANCE || decl->as.instance->is_value)
		return CIM_EINPUT;
	struct mof_value object = { .kind = MOF_VALUE_OBJECT, .place = decl->as.instance->place,
		.as.object = decl->as.instance };
	c->embedded++;
	bool good = mof_compile_value(c, &target, &object, &value);
	c->embedded--;
	if (c->err != CIM_OK)
		return c->err;
	if (!good || c->diags->counts[MOF_ERROR] != errors || value.type != CIM_OBJECT ||
	    value.is_null || value.is_array)
		return CIM_EINPUT;
	*out = value.as.object;
	return CIM_OK;
}
