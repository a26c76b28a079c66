/* bmof_header.c: a binary MOF as a C header for a driver: GUIDs, method ids, layouts of buffers. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "cim/limits.h"
#include "mof/bmof_driver.h"

struct header {
	struct bytes_writer *w;
	struct arena *arena;
	const struct mof_bmof *bmof;
	struct mof_bmof_classes classes;
	struct cim_map names;		/* of C, so that none comes twice */
	struct cim_map written;		/* classes whose structure is written, or being written */
	enum cim_err err;
};

static void
put(struct header *h, const char *text)
{
	bytes_write_text(h->w, text);
}

/* ---- Names of C --------------------------------------------------------------------- */

static const char *const keywords[] = { "auto", "break", "case", "char", "class", "const",
	"continue", "default", "delete", "do", "double", "else", "enum", "extern", "float", "for",
	"goto", "if", "inline", "int", "long", "namespace", "new", "operator", "private", "public",
	"register", "restrict", "return", "short", "signed", "sizeof", "static", "struct", "switch",
	"template", "this", "typedef", "union", "unsigned", "virtual", "void", "volatile", "while" };

static bool
is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool
is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "MethodWithArguments" to "method_with_arguments"; what C has no letter for is left out. */
static void
snake(struct bytes_writer *to, struct cim_str name)
{
	size_t from = to->len;
	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];
		bool begins = is_upper(c) && i > 0 &&
		    (is_lower(name.ptr[i - 1]) || is_digit(name.ptr[i - 1]) ||
		    (is_upper(name.ptr[i - 1]) && i + 1 < name.len && is_lower(name.ptr[i + 1])));
		if (!is_upper(c) && !is_lower(c) && !is_digit(c)) {
			c = '_';
			begins = false;
		}
		if (to->len == from && (c == '_' || is_digit(c)))
			bytes_write_u8(to, 'x');
		if (begins && to->len > from && to->buf[to->len - 1] != '_')
			bytes_write_u8(to, '_');
		bytes_write_u8(to, (uint8_t)(is_upper(c) ? c | 0x20 : c));
	}
	if (to->len == from)
		bytes_write_u8(to, 'x');
}

/* A name that is not yet in names, in the arena, with its NUL; "" without memory. */
static const char *
fresh(struct header *h, struct cim_map *names, const char *before, struct cim_str name,
    const char *behind)
{
	struct bytes_writer w = { .limit = CIM_LIMIT_NAME * 4 };
	const char *made = NULL;
	bytes_write_text(&w, before);
	snake(&w, name);
	bytes_write_text(&w, behind);
	for (size_t i = 0; i < sizeof(keywords) / sizeof(keywords[0]); i++) {
		if (w.len == strlen(keywords[i]) && memcmp(w.buf, keywords[i], w.len) == 0)
			bytes_write_u8(&w, '_');
	}
	size_t plain = w.len;
	for (unsigned i = 2; w.err == CIM_OK; i++) {
		made = arena_copy(h->arena, w.buf, w.len);
		if (made == NULL || cim_map_get(names, cim_name(made, w.len)) == NULL)
			break;
		w.len = plain;
		bytes_write_format(&w, "_%u", i);
	}
	enum cim_err err = w.err != CIM_OK ? w.err : made == NULL ? CIM_ENOMEM :
	    cim_map_set(names, h->arena, cim_name(made, w.len), h);
	bytes_writer_free(&w);
	if (err != CIM_OK)
		h->err = err;
	return err == CIM_OK ? made : "";
}

static void
put_upper(struct header *h, const char *name)
{
	for (; *name != '\0'; name++)
		bytes_write_u8(h->w, (uint8_t)(is_lower(*name) ? *name & ~0x20 : *name));
}

/* Text of the file inside a comment: letters, digits and little else, so that it stays in it. */
static void
put_comment(struct header *h, struct cim_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		bool end = c == '/' && i > 0 && text.ptr[i - 1] == '*';
		bytes_write_u8(h->w, (uint8_t)(c < 0x20 || c == 0x7F || end ? ' ' : c));
	}
}

/* ---- Structures --------------------------------------------------------------------- */

static const struct { uint16_t code; const char *name; } c_types[] = { { MOF_BMOF_SINT8, "int8_t" },
	{ MOF_BMOF_UINT8, "uint8_t" }, { MOF_BMOF_BOOLEAN, "uint8_t" },
	{ MOF_BMOF_SINT16, "int16_t" }, { MOF_BMOF_UINT16, "uint16_t" },
	{ MOF_BMOF_CHAR16, "uint16_t" }, { MOF_BMOF_SINT32, "int32_t" },
	{ MOF_BMOF_UINT32, "uint32_t" }, { MOF_BMOF_SINT64, "int64_t" },
	{ MOF_BMOF_UINT64, "uint64_t" }, { MOF_BMOF_REAL32, "float" }, { MOF_BMOF_REAL64, "double" } };

static const char *
c_type(const struct mof_bmof_type *row)
{
	for (size_t i = 0; row != NULL && i < sizeof(c_types) / sizeof(c_types[0]); i++) {
		if (c_types[i].code == row->code)
			return c_types[i].name;
	}
	return NULL;
}

static const char *struct_of_class(struct header *h, struct mof_bmof_text name, unsigned depth);

/* One member of a structure. False: what follows has no fixed place any more. */
static bool
put_member(struct header *h, const struct mof_bmof_record *member, const char *name, bool first)
{
	struct mof_bmof_extent e = mof_bmof_extent(&h->classes, member);
	const char *type = c_type(e.row);
	struct cim_str spelled = mof_bmof_text_utf8(h->arena, e.type);
	if (e.size > 0 && e.row == NULL) {
		const char *made = cim_map_get(&h->written, cim_name(spelled.ptr, spelled.len));
		if (made == NULL)
			return false;
		bytes_write_format(h->w, "\tstruct %s %s", made, name);
	} else if (e.size > 0 && e.row->code == MOF_BMOF_DATETIME) {
		bytes_write_format(h->w, "\tuint16_t %s", name);
	} else if (e.size > 0) {
		bytes_write_format(h->w, "\t%s %s", type, name);
	} else if (e.is_array && type != NULL && !first) {
		bytes_write_format(h->w, "\t%s %s[];\n", type, name);
		return false;
	} else {
		put(h, "\t/* of no fixed size: ");
		put_comment(h, spelled);
		bytes_write_format(h->w, " %s%s */\n", name, e.is_array ? "[]" : "");
		return false;
	}
	if (e.is_array)
		bytes_write_format(h->w, "[%u]", (unsigned)e.elements);
	put(h, e.row != NULL && e.row->code == MOF_BMOF_DATETIME ? "[25];\n" : ";\n");
	return true;
}

/* A structure of members; with its size, where nothing in it varies. */
static void
put_struct(struct header *h, const char *name, const struct mof_bmof_record *const *members,
    uint32_t count)
{
	struct cim_map names = { 0 };
	uint64_t size = 0;
	uint32_t i = 0;
	bool fixed = true;
	/* A structure has something in it that is not at its open end. */
	if (count == 0 || mof_bmof_extent(&h->classes, members[0]).size == 0) {
		bytes_write_format(h->w, "/* struct %s begins with what has no fixed size */\n\n", name);
		return;
	}
	for (uint32_t k = 0; k < count; k++) {
		struct mof_bmof_extent e = mof_bmof_extent(&h->classes, members[k]);
		if (e.row == NULL && e.size > 0)
			(void)struct_of_class(h, e.type, 0);
	}
	bytes_write_format(h->w, "struct %s {\n", name);
	for (; i < count && fixed; i++) {
		struct cim_str spelled = mof_bmof_text_utf8(h->arena, members[i]->name);
		fixed = put_member(h, members[i], fresh(h, &names, "", spelled, ""), i == 0);
		size += mof_bmof_extent(&h->classes, members[i]).size;
	}
	for (; i < count; i++) {
		put(h, "\t/* then ");
		put_comment(h, mof_bmof_text_utf8(h->arena, members[i]->name));
		put(h, " */\n");
	}
	put(h, "} __attribute__((packed));\n");
	if (fixed)
		bytes_write_format(h->w, "WMI_SIZE(struct %s, %" PRIu64 ");\n", name, size);
	put(h, "\n");
}

/* The structure of a class that stands in others; written before them, once. */
static const char *
struct_of_class(struct header *h, struct mof_bmof_text name, unsigned depth)
{
	struct cim_str spelled = mof_bmof_text_utf8(h->arena, name);
	struct cim_name key = cim_name(spelled.ptr, spelled.len);
	const struct mof_bmof_record *cls = mof_bmof_class_named(&h->classes, name), **members;
	const char *made = cim_map_get(&h->written, key);
	uint32_t count;
	if (made != NULL || cls == NULL || depth > CIM_LIMIT_NESTING)
		return made;
	if (mof_bmof_data(h->arena, cls, &members, &count) != CIM_OK) {
		h->err = CIM_ENOMEM;
		return NULL;
	}
	made = fresh(h, &h->names, "", spelled, "");
	if (h->err == CIM_OK)
		h->err = cim_map_set(&h->written, h->arena, key, (void *)(uintptr_t)made);
	put_struct(h, made, members, count);
	return made;
}

/* ---- Classes ------------------------------------------------------------------------ */

/* The members of one side of a method. */
static void
put_side(struct header *h, const struct mof_bmof_method *method, struct cim_str cls,
    struct cim_str name, bool out)
{
	uint32_t count = 0;
	const struct mof_bmof_record **members = arena_calloc(
	    h->arena, method->count + 1u, sizeof(struct mof_bmof_record *));
	struct bytes_writer before = { .limit = CIM_LIMIT_NAME * 4 };
	if (members == NULL) {
		h->err = CIM_ENOMEM;
		return;
	}
	for (uint32_t i = 0; i < method->count; i++) {
		const struct mof_bmof_parameter *p = &method->parameters[i];
		if ((out ? p->out : p->in) != NULL)
			members[count++] = out ? p->out : p->in;
	}
	if (count == 0)
		return;
	snake(&before, cls);
	bytes_write_u8(&before, '_');
	bytes_write_u8(&before, 0);
	if (before.err != CIM_OK)
		h->err = before.err;
	else
		put_struct(h, fresh(h, &h->names, (const char *)before.buf, name, out ? "_out" : "_in"),
		    members, count);
	bytes_writer_free(&before);
}

static void
put_methods(struct header *h, const struct mof_bmof_record *cls, struct cim_str name, const char *made)
{
	const struct mof_bmof_list *methods = &cls->lists[MOF_BMOF_METHODS - MOF_BMOF_QUALIFIERS];
	struct cim_map names = { 0 };
	bool any = false;
	int64_t id;
	for (const struct mof_bmof_record *m = methods->first; m != NULL; m = m->next) {
		if (!mof_bmof_value_integer(mof_bmof_qualifier(m, "WmiMethodId"), &id))
			continue;
		if (!any)
			bytes_write_format(h->w, "enum %s_method {\n", made);
		any = true;
		put(h, "\t");
		put_upper(h, made);
		put(h, "_");
		put_upper(h, fresh(h, &names, "", mof_bmof_text_utf8(h->arena, m->name), ""));
		bytes_write_format(h->w, " = %" PRId64 ",\n", id);
	}
	put(h, any ? "};\n\n" : "");
	for (const struct mof_bmof_record *m = methods->first; m != NULL && any; m = m->next) {
		struct mof_bmof_method method;
		if (!mof_bmof_value_integer(mof_bmof_qualifier(m, "WmiMethodId"), &id))
			continue;
		if (mof_bmof_method(h->arena, m, &method) != CIM_OK) {
			h->err = CIM_ENOMEM;
			return;
		}
		struct cim_str spelled = mof_bmof_text_utf8(h->arena, m->name);
		put_side(h, &method, name, spelled, false);
		put_side(h, &method, name, spelled, true);
	}
}

/* GUIDs are written as the kernel compares them: in capitals, without braces. */
static void
put_guid(struct header *h, struct cim_str guid)
{
	for (size_t i = 0; i < guid.len; i++) {
		char c = guid.ptr[i];
		if (is_digit(c) || is_upper(c) || c == '-')
			bytes_write_u8(h->w, (uint8_t)c);
		else if (is_lower(c))
			bytes_write_u8(h->w, (uint8_t)(c & ~0x20));
	}
}

static void
put_class(struct header *h, const struct mof_bmof_record *cls)
{
	struct mof_bmof_text name = { NULL, 0 }, guid, text;
	if (!mof_bmof_value_text(mof_bmof_qualifier(cls, "guid"), &guid))
		return;
	(void)mof_bmof_value_text(mof_bmof_system(cls, "__CLASS"), &name);
	struct cim_str spelled = mof_bmof_text_utf8(h->arena, name);
	const char *made = fresh(h, &h->names, "", spelled, "_guid");
	put(h, "/* ");
	put_comment(h, spelled);
	if (mof_bmof_value_text(mof_bmof_qualifier(cls, "Description"), &text)) {
		put(h, ": ");
		put_comment(h, mof_bmof_text_utf8(h->arena, text));
	}
	put(h, " */\n#define ");
	put_upper(h, made);
	put(h, " \"");
	put_guid(h, mof_bmof_text_utf8(h->arena, guid));
	put(h, "\"\n\n");
	const struct mof_bmof_record **members;
	uint32_t count;
	if (mof_bmof_data(h->arena, cls, &members, &count) != CIM_OK)
		h->err = CIM_ENOMEM;
	else if (count > 0)
		(void)struct_of_class(h, name, 0);
	char *base = arena_copy(h->arena, made, strlen(made));
	if (base == NULL) {
		h->err = CIM_ENOMEM;
		return;
	}
	base[strlen(base) >= 5 ? strlen(base) - 5 : 0] = '\0';
	put_methods(h, cls, spelled, base);
}

enum cim_err
mof_bmof_header(struct arena *arena, const struct mof_bmof *bmof, const char *name,
    struct bytes_writer *out)
{
	struct header h = { .w = out, .arena = arena, .bmof = bmof };
	h.err = mof_bmof_classes_init(&h.classes, arena, bmof);
	put(&h, "/*\n * Made from ");
	put_comment(&h, cim_str(name, strlen(name)));
	put(&h, " by wbemkit decompile --c-header. The layouts are packed, in the\n"
	    " * order of WmiDataId and of the parameters, little-endian, as firmware passes them.\n */\n"
	    "#ifdef __KERNEL__\n#include <linux/build_bug.h>\n#include <linux/types.h>\n#else\n"
	    "#include <stdint.h>\n#endif\n\n"
	    "#ifdef __cplusplus\n#define WMI_SIZE(type, size) static_assert(sizeof(type) == (size), #type)\n"
	    "#else\n#define WMI_SIZE(type, size) _Static_assert(sizeof(type) == (size), #type)\n"
	    "#endif\n\n");
	for (const struct mof_bmof_record *o = bmof->objects.first;
	    o != NULL && h.err == CIM_OK && out->err == CIM_OK; o = o->next) {
		if (o->kind == 0)
			put_class(&h, o);
	}
	return h.err != CIM_OK ? h.err : out->err;
}
