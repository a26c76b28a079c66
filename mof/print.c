/* print.c: CIM to canonical MOF, in the layout of DMTF's schema files: one value, one text. */
#include <string.h>

#include "cim/bytes.h"
#include "cim/limits.h"
#include "mof/mof.h"

#define WIDTH 74		/* columns of a line, where blanks allow it */

/*
 * The text grows in one buffer; line is where its current line begins, in columns (a UTF-8
 * character is one).
 */
struct printer {
	struct bytes_writer w;
	size_t line;
};

static size_t
column(const struct printer *p)
{
	return p->w.len - p->line;
}

static void
put_char(struct printer *p, char c)
{
	bytes_write_u8(&p->w, (uint8_t)c);
}

static void
put(struct printer *p, const char *text)
{
	bytes_write(&p->w, text, strlen(text));
}

/* Bytes that may hold UTF-8: a continuation byte takes no column. */
static void
put_str(struct printer *p, struct cim_str s)
{
	bytes_write(&p->w, s.ptr, s.len);
	for (size_t i = 0; i < s.len; i++)
		p->line += ((unsigned char)s.ptr[i] & 0xc0) == 0x80;
}

static void
put_name(struct printer *p, struct cim_name name)
{
	put_str(p, cim_name_str(name));
}

/* A new line that begins with indent blanks. */
static void
put_line(struct printer *p, size_t indent)
{
	put_char(p, '\n');
	p->line = p->w.len;
	uint8_t *room = bytes_write_room(&p->w, indent);
	if (room != NULL)
		memset(room, ' ', indent);
}

/* --- strings --- */

static bool
is_hex_digit(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* The letter after the backslash; 0: written as it is; 'x': has no letter of its own. */
static char
escape_letter(unsigned char c)
{
	switch (c) {
	case '"': return '"';
	case '\\': return '\\';
	case '\b': return 'b';
	case '\t': return 't';
	case '\n': return 'n';
	case '\f': return 'f';
	case '\r': return 'r';
	default: return c < 0x20 || c == 0x7f ? 'x' : 0;
	}
}

/* What the byte at `at` takes in columns, with its escape. */
static size_t
escaped_width(struct cim_str s, size_t at)
{
	char letter = escape_letter((unsigned char)s.ptr[at]);
	if (letter == 0)
		return ((unsigned char)s.ptr[at] & 0xc0) != 0x80;
	if (letter != 'x')
		return 2;
	return at + 1 < s.len && is_hex_digit(s.ptr[at + 1]) ? 9 : 6;
}

/*
 * Writes the bytes with their escapes. A \x escape swallows the hex digits
 * after it (four of them, or six in MOF 3): such a piece ends at once.
 */
static void
put_escaped(struct printer *p, struct cim_str s)
{
	size_t done = 0;
	for (size_t i = 0; i < s.len; i++) {
		char letter = escape_letter((unsigned char)s.ptr[i]);
		if (letter == 0)
			continue;
		put_str(p, cim_str(s.ptr + done, i - done));
		done = i + 1;
		put_char(p, '\\');
		if (letter != 'x') {
			put_char(p, letter);
			continue;
		}
		bytes_write_format(&p->w, "x%04X", (unsigned)(unsigned char)s.ptr[i]);
		if (done < s.len && is_hex_digit(s.ptr[done]))
			put(p, "\" \"");
	}
	put_str(p, cim_str(s.ptr + done, s.len - done));
}

/*
 * Whether the whole string, quoted, and tail more columns fit on this line. A line feed inside
 * wants pieces.
 */
static bool
string_fits(const struct printer *p, struct cim_str s, size_t tail)
{
	size_t width = column(p) + tail + 2;
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] == '\n' && i + 1 < s.len)
			return false;
		width += escaped_width(s, i);
		if (width > WIDTH)
			return false;
	}
	return width <= WIDTH;
}

static void
put_quoted(struct printer *p, struct cim_str s)
{
	put_char(p, '"');
	put_escaped(p, s);
	put_char(p, '"');
}

/*
 * The end of the word at `at`: behind the blanks that follow it, or behind a line feed. Its width
 * goes to *width.
 */
static size_t
word_end(struct cim_str s, size_t at, size_t *width)
{
	size_t i = at;
	*width = 0;
	for (bool blank = false; i < s.len; i++) {
		if (blank && s.ptr[i] != ' ' && s.ptr[i] != '\n')
			break;
		blank = s.ptr[i] == ' ';
		*width += escaped_width(s, i);
		if (s.ptr[i] == '\n')
			return i + 1;
	}
	return i;
}

/*
 * The string in pieces, each on a line of its own, broken behind blanks and line feeds; the first
 * piece stands here.
 */
static void
put_pieces(struct printer *p, struct cim_str s, size_t indent)
{
	size_t at = 0;
	while (at < s.len) {
		size_t start = at, used = indent + 2, width;
		while (at < s.len) {
			size_t end = word_end(s, at, &width);
			if (at > start && used + width > WIDTH)
				break;
			used += width;
			at = end;
			if (s.ptr[at - 1] == '\n')
				break;
		}
		put_quoted(p, cim_str(s.ptr + start, at - start));
		if (at < s.len)
			put_line(p, indent);
	}
}

/* --- values --- */

/*
 * A char16: a character in quotes, or its number where it is no character of its own (surrogates,
 * NUL).
 */
static void
put_char16(struct printer *p, uint16_t c)
{
	if (c == 0 || (c >= 0xd800 && c <= 0xdfff)) {
		bytes_write_format(&p->w, "%u", (unsigned)c);
		return;
	}
	put_char(p, '\'');
	char letter = c < 0x80 && c != '"' ? escape_letter((unsigned char)c) : 0;
	if (c == '\'') {
		put(p, "\\'");
	} else if (letter == 'x') {
		bytes_write_format(&p->w, "\\x%04X", (unsigned)c);
	} else if (letter != 0) {
		put_char(p, '\\');
		put_char(p, letter);
	} else {
		struct cim_value v = { .type = CIM_CHAR16, .as.char16 = c };
		size_t before = p->w.len;
		cim_value_text(&p->w, &v);
		if (p->w.len > before)
			p->line += p->w.len - before - 1;
	}
	put_char(p, '\'');
}

static void put_object(
    struct printer *p, const struct cim_instance *inst, size_t indent, unsigned depth);

/* One scalar. indent is where the lines of a value that needs several begin. */
static void
put_scalar(struct printer *p, const struct cim_value *v, size_t indent, unsigned depth)
{
	if (v->is_null) {
		put(p, "null");
		return;
	}
	switch (v->type) {
	case CIM_ENUMERATION:
		put_str(p, v->as.string);
		break;
	case CIM_STRING:
	case CIM_DATETIME:
	case CIM_REFERENCE:
	case CIM_OCTETSTRING:
		if (v->as.string.len == 0 || string_fits(p, v->as.string, 1))
			put_quoted(p, v->as.string);
		else
			put_pieces(p, v->as.string, indent);
		break;
	case CIM_CHAR16:
		put_char16(p, v->as.char16);
		break;
	case CIM_OBJECT:
		put_object(p, v->as.object, indent, depth + 1);
		break;
	default:
		cim_value_text(&p->w, v);
		break;
	}
}

/* The columns of a scalar that stands on one line; WIDTH for one that does not. */
static size_t
scalar_width(struct printer *p, const struct cim_value *v)
{
	if (v->is_null || v->type == CIM_BOOLEAN)
		return v->is_null || v->as.boolean ? 4 : 5;
	if (v->type == CIM_OBJECT)
		return WIDTH;
	if (v->type != CIM_ENUMERATION && cim_type_is_text((enum cim_type)v->type)) {
		size_t width = 2;
		for (size_t i = 0; i < v->as.string.len && width < WIDTH; i++)
			width += escaped_width(v->as.string, i);
		return width;
	}
	/* A number: write it, see how wide it was, take it back. */
	size_t mark = p->w.len;
	cim_value_text(&p->w, v);
	size_t width = p->w.len - mark;
	p->w.len = mark;
	return width;
}

/* { a, b, c }: as many on a line as fit. tail: columns that follow the brace. */
static void
put_array(struct printer *p, const struct cim_value *v, size_t indent, size_t tail, unsigned depth)
{
	put_char(p, '{');
	for (uint32_t i = 0; i < v->count; i++) {
		const struct cim_value *item = &v->as.items[i];
		bool last = i + 1 == v->count;
		size_t after = last ? 2 + tail : 1;
		if (column(p) + 1 + scalar_width(p, item) + after > WIDTH)
			put_line(p, indent);
		else
			put_char(p, ' ');
		put_scalar(p, item, indent, depth);
		if (!last)
			put_char(p, ',');
	}
	put(p, " }");
}

/* A default or a property's value: what stands behind the equals sign. */
static void
put_value(struct printer *p, const struct cim_value *v, size_t indent, unsigned depth)
{
	if (v->is_array && !v->is_null) {
		put_char(p, ' ');
		put_array(p, v, indent, 1, depth);
		return;
	}
	bool text = v->type != CIM_ENUMERATION && cim_type_is_text((enum cim_type)v->type);
	if (!v->is_null && text && v->as.string.len > 0 && !string_fits(p, v->as.string, 2))
		put_line(p, indent);
	else
		put_char(p, ' ');
	put_scalar(p, v, v->type == CIM_OBJECT && indent >= 3 ? indent - 3 : indent, depth);
}

/* --- qualifiers --- */

/*
 * The flavors in so many words; between stands what separates them. Restricted stands where
 * ToSubclass would.
 */
static void
put_flavors(struct printer *p, uint8_t flavors, uint8_t stated, const char *between)
{
	static const uint8_t order[] = { CIM_FLAVOR_OVERRIDE, CIM_FLAVOR_TOSUBCLASS,
		CIM_FLAVOR_TOINSTANCE, CIM_FLAVOR_TRANSLATABLE, CIM_FLAVOR_AMENDED };
	bool first = true;
	for (size_t i = 0; i < sizeof(order); i++) {
		if ((stated & order[i]) == 0)
			continue;
		if (!first)
			put(p, between);
		put(p, cim_flavor_to_string(order[i], (flavors & order[i]) != 0));
		first = false;
	}
}

/* Name ( value ), Name { values }, or Name; indent is for lines that the value needs more. */
static void
put_qualifier(struct printer *p, const struct cim_qualifier *q, size_t indent)
{
	const struct cim_value *v = &q->value;
	put_name(p, q->name);
	if (v->is_array && !v->is_null) {
		put_char(p, ' ');
		put_array(p, v, indent, 1, 0);
	} else if (!cim_qualifier_is_true(q)) {
		bool text = !v->is_null && v->type == CIM_STRING && v->as.string.len > 0;
		put(p, " (");
		if (text && !string_fits(p, v->as.string, 4))
			put_line(p, indent);
		else
			put_char(p, ' ');
		put_scalar(p, v, indent, 0);
		put(p, " )");
	}
	if (q->stated != 0) {
		put(p, " : ");
		put_flavors(p, q->flavors, q->stated, " ");
	}
}

/*
 * [A, B ( 1 ),
 *  C ( "x" )] at indent, ending its line. Bare names share a line with what
 * follows; a qualifier with a value ends it.
 */
static void
put_qualifiers(struct printer *p, struct cim_qualifiers quals, size_t indent)
{
	if (quals.count == 0)
		return;
	put_line(p, indent);
	put_char(p, '[');
	for (uint32_t i = 0; i < quals.count; i++) {
		const struct cim_qualifier *q = &quals.list[i];
		put_qualifier(p, q, indent + 4);
		if (i + 1 == quals.count)
			break;
		put_char(p, ',');
		bool room = column(p) + quals.list[i + 1].name.len + 5 <= WIDTH;
		if ((cim_qualifier_is_true(q) ||
			(q->value.type == CIM_BOOLEAN && !q->value.is_array)) &&
		    room)
			put_char(p, ' ');
		else
			put_line(p, indent + 1);
	}
	put_char(p, ']');
}

/* --- classes --- */

/* uint8, CIM_A REF, object, CIM_A */
static void
put_type(struct printer *p, const struct cim_element_type *t)
{
	if (!cim_type_has_class((enum cim_type)t->type))
		put(p, cim_type_to_string((enum cim_type)t->type));
	else if (t->class_name.len == 0)
		put(p, "object");
	else
		put_name(p, t->class_name);
	if (t->type == CIM_REFERENCE)
		put(p, " REF");
}

static void
put_brackets(struct printer *p, bool is_array, uint32_t size)
{
	if (!is_array)
		return;
	if (size > 0)
		bytes_write_format(&p->w, "[%u]", (unsigned)size);
	else
		put(p, "[]");
}

static void
put_default(struct printer *p, const struct cim_value *v, size_t indent, unsigned depth)
{
	if (v->type == CIM_TYPE_NONE)
		return;
	put(p, " =");
	put_value(p, v, indent, depth);
}

static void
put_property(struct printer *p, const struct cim_property *prop, size_t indent)
{
	put_qualifiers(p, prop->qualifiers, indent + 6);
	put_line(p, indent + 3);
	put_type(p, &prop->type);
	put_char(p, ' ');
	put_name(p, prop->name);
	put_brackets(p, prop->type.is_array, prop->type.array_size);
	put_default(p, &prop->value, indent + 6, 0);
	put_char(p, ';');
}

static void
put_method(struct printer *p, const struct cim_method *method, size_t indent)
{
	put_qualifiers(p, method->qualifiers, indent + 6);
	put_line(p, indent + 3);
	put_type(p, &method->type);
	put_brackets(p, method->type.is_array, method->type.array_size);
	put_char(p, ' ');
	put_name(p, method->name);
	put_char(p, '(');
	for (uint32_t i = 0; i < method->parameter_count; i++) {
		const struct cim_parameter *param = &method->parameters[i];
		put_qualifiers(p, param->qualifiers, indent + 9);
		put_line(p, indent + 6);
		put_type(p, &param->type);
		put_char(p, ' ');
		put_name(p, param->name);
		put_brackets(p, param->type.is_array, param->type.array_size);
		put_default(p, &param->value, indent + 9, 0);
		if (i + 1 < method->parameter_count)
			put_char(p, ',');
	}
	put(p, ");");
}

/* An element; of a string enumeration the name goes without saying as its value. */
static void
put_element(struct printer *p, const struct cim_enum_element *element, size_t indent)
{
	put_qualifiers(p, element->qualifiers, indent + 6);
	put_line(p, indent + 3);
	put_name(p, element->name);
	bool plain = element->value.type == CIM_STRING && !element->value.is_null &&
	    cim_str_eq(element->value.as.string, cim_name_str(element->name));
	if (!plain)
		put_default(p, &element->value, indent + 6, 0);
}

static void
put_enumeration(struct printer *p, const struct cim_enumeration *en, size_t indent)
{
	put_qualifiers(p, en->qualifiers, indent + 3);
	put_line(p, indent);
	put(p, "enumeration ");
	put_name(p, en->name);
	put(p, " : ");
	if (en->base.len > 0)
		put_name(p, en->base);
	else
		put(p, cim_type_to_string((enum cim_type)en->type));
	put(p, " {");
	for (uint32_t i = 0; i < en->element_count; i++) {
		put_element(p, &en->elements[i], indent);
		if (i + 1 < en->element_count)
			put_char(p, ',');
	}
	put_line(p, indent);
	put(p, "};");
}

/* A class, association or structure; depth: of structures inside of it. */
static void
put_class(struct printer *p, const struct cim_class *cls, size_t indent, unsigned depth)
{
	static const char *const words[] = { "class ", "association ", "structure " };
	if (depth > CIM_LIMIT_NESTING || cls->kind > CIM_KIND_STRUCTURE) {
		if (p->w.err == CIM_OK)
			p->w.err = CIM_ELIMIT;
		return;
	}
	put_qualifiers(p, cls->qualifiers, indent + 3);
	put_line(p, indent);
	put(p, words[cls->kind]);
	put_name(p, cls->name);
	if (cls->superclass.len > 0) {
		put(p, " : ");
		put_name(p, cls->superclass);
	}
	put(p, " {");
	for (uint32_t i = 0; i < cls->local_count; i++) {
		put_line(p, 0);
		if (cls->locals[i].structure != NULL)
			put_class(p, cls->locals[i].structure, indent + 3, depth + 1);
		else
			put_enumeration(p, cls->locals[i].enumeration, indent + 3);
	}
	for (uint32_t i = 0; i < cls->property_count; i++) {
		put_line(p, 0);
		put_property(p, &cls->properties[i], indent);
	}
	for (uint32_t i = 0; i < cls->method_count; i++) {
		put_line(p, 0);
		put_method(p, &cls->methods[i], indent);
	}
	put_line(p, indent);
	put(p, "};");
}

/* instance of C { ... } with its closing brace at indent. */
static void
put_object(struct printer *p, const struct cim_instance *inst, size_t indent, unsigned depth)
{
	if (depth > CIM_LIMIT_NESTING) {
		if (p->w.err == CIM_OK)
			p->w.err = CIM_ELIMIT;
		return;
	}
	put(p, inst->is_value ? "value of " : "instance of ");
	put_name(p, inst->class_name);
	put(p, " {");
	for (uint32_t i = 0; i < inst->property_count; i++) {
		const struct cim_instance_property *prop = &inst->properties[i];
		put_qualifiers(p, prop->qualifiers, indent + 6);
		put_line(p, indent + 3);
		put_name(p, prop->name);
		put_default(p, &prop->value, indent + 6, depth);
		put_char(p, ';');
	}
	put_line(p, indent);
	put_char(p, '}');
}

/* --- the door --- */

/* Hands the text over. The first line of a text that began with put_line is empty: it is left out.
 */
static enum cim_err
finish(struct printer *p, struct cim_sink sink)
{
	put_char(p, '\n');
	enum cim_err err = p->w.err;
	if (err == CIM_OK) {
		size_t skip = p->w.buf[0] == '\n';
		err = sink.write(sink.ctx, p->w.buf + skip, p->w.len - skip);
	}
	bytes_writer_free(&p->w);
	return err;
}

static void
printer_init(struct printer *p)
{
	bytes_writer_init(&p->w);
	p->line = 0;
}

/* Whether its declaration is in the form of MOF 3. */
bool
mof_qualifier_type_is_v3(const struct cim_qualifier_type *qt)
{
	const uint32_t scopes =
	    CIM_SCOPE_STRUCTURE | CIM_SCOPE_ENUMERATION | CIM_SCOPE_ENUMERATIONVALUE;
	return qt->has_policy || qt->qualifiers.count > 0 || (qt->scopes & scopes) != 0 ||
	    cim_type_is_v3((enum cim_type)qt->type);
}

static void
put_scopes(struct printer *p, const struct cim_qualifier_type *qt)
{
	bool first = true, v3 = mof_qualifier_type_is_v3(qt);
	put(p, "Scope(");
	for (uint32_t scope = 1; scope <= CIM_SCOPE_LAST; scope <<= 1) {
		if ((qt->scopes & scope) == 0)
			continue;
		if (!first)
			put(p, ", ");
		put(p, v3 && scope == CIM_SCOPE_QUALIFIER ? "qualifiertype" :
		    cim_scope_to_string(scope));
		first = false;
	}
	put(p, ")");
}

enum cim_err
mof_print_qualifier_type(const struct cim_qualifier_type *qt, struct cim_sink sink)
{
	struct printer p;
	struct cim_element_type type = { .type = qt->type, .class_name = qt->class_name };
	printer_init(&p);
	put_qualifiers(&p, qt->qualifiers, 3);
	if (qt->qualifiers.count > 0)
		put_line(&p, 0);
	put(&p, "Qualifier ");
	put_name(&p, qt->name);
	put(&p, " : ");
	put_type(&p, &type);
	put_brackets(&p, qt->is_array, qt->array_size);
	put_default(&p, &qt->value, 4, 0);
	put(&p, ",");
	put_line(&p, 4);
	put_scopes(&p, qt);
	if (qt->stated != 0) {
		put(&p, ",");
		put_line(&p, 4);
		put(&p, qt->has_policy ? "Policy(" : "Flavor(");
		put_flavors(&p, qt->flavors, qt->stated, ", ");
		put(&p, ")");
	}
	put(&p, ";");
	return finish(&p, sink);
}

enum cim_err
mof_print_class(const struct cim_class *cls, struct cim_sink sink)
{
	struct printer p;
	printer_init(&p);
	put_class(&p, cls, 0, 0);
	return finish(&p, sink);
}

enum cim_err
mof_print_enumeration(const struct cim_enumeration *en, struct cim_sink sink)
{
	struct printer p;
	printer_init(&p);
	put_enumeration(&p, en, 0);
	return finish(&p, sink);
}

enum cim_err
mof_print_instance(const struct cim_instance *inst, struct cim_sink sink)
{
	struct printer p;
	printer_init(&p);
	put_qualifiers(&p, inst->qualifiers, 3);
	put_line(&p, 0);
	put_object(&p, inst, 0, 0);
	put(&p, ";");
	return finish(&p, sink);
}

enum cim_err
mof_print_namespace_pragma(struct cim_str ns, struct cim_sink sink)
{
	struct printer p;
	printer_init(&p);
	put(&p, "#pragma namespace (");
	put_quoted(&p, ns);
	put(&p, ")");
	return finish(&p, sink);
}

enum cim_err
mof_print_dialect(enum mof_dialect dialect, struct cim_sink sink)
{
	struct printer p;
	printer_init(&p);
	put(&p, "// wbemkit: dialect ");
	put(&p, mof_dialect_to_string(dialect));
	return finish(&p, sink);
}
