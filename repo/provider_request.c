/* provider_request.c: what is asked of a provider, as the line of JSON that it reads. */
#include "cim/json.h"
#include "cim/limits.h"
#include "repo/provider_talk.h"

/*
 * Only what helps the provider to answer less: all that it answers is looked at again. So a test
 * that JSON could not say faithfully would be left out; there is none today.
 */

/* ---- WHERE --------------------------------------------------------------- */

static void
put_name(struct bytes_writer *w, const struct wql_name *name)
{
	struct bytes_writer dotted = { 0 };
	for (uint32_t i = 0; i < name->count; i++) {
		if (i > 0)
			bytes_write_u8(&dotted, '.');
		bytes_write(&dotted, name->parts[i].ptr, name->parts[i].len);
	}
	json_key_str(w, "property", cim_str((const char *)dotted.buf, dotted.len));
	if (dotted.err != CIM_OK)
		w->err = dotted.err;
	bytes_writer_free(&dotted);
}

static void
put_real(struct bytes_writer *w, double real)
{
	struct cim_value value = { .type = CIM_REAL64, .as.real = real };
	cim_value_text(w, &value);
}

static void
put_literal(struct bytes_writer *w, const struct wql_literal *literal)
{
	switch (literal->kind) {
	case WQL_INTEGER:
		bytes_write_format(w, "%s%llu", literal->negative ? "-" : "",
		    (unsigned long long)literal->magnitude);
		break;
	case WQL_REAL: put_real(w, literal->real); break;
	case WQL_STRING: json_string(w, literal->text); break;
	case WQL_BOOLEAN: bytes_write_text(w, literal->boolean ? "true" : "false"); break;
	case WQL_NULL: bytes_write_text(w, "null"); break;
	}
}

/* ORDER wql_op */
static const char *const ops[] = { "=", "<>", "<", "<=", ">", ">=", "LIKE", "ISA", "IS NULL",
	"IS NOT NULL" };

/* As deep as wql_parse lets it be. */
static void
put_where(struct bytes_writer *w, const struct wql_node *node)
{
	bytes_write_text(w, "{");
	if (node->kind == WQL_TEST) {
		put_name(w, &node->name);
		json_key_text(w, "op", ops[node->op]);
		if (node->op != WQL_IS_NULL && node->op != WQL_IS_NOT_NULL) {
			json_key(w, "value");
			put_literal(w, &node->literal);
		}
	} else if (node->kind == WQL_NOT) {
		json_key(w, "not");
		put_where(w, node->first);
	} else {
		json_key(w, node->kind == WQL_AND ? "and" : "or");
		bytes_write_text(w, "[");
		for (const struct wql_node *n = node->first; n != NULL; n = n->next) {
			json_comma(w);
			put_where(w, n);
		}
		bytes_write_text(w, "]");
	}
	bytes_write_text(w, "}");
}

/* ---- Keys ---------------------------------------------------------------- */

static bool
is_key(const struct cim_property *prop)
{
	return cim_qualifier_true(prop->qualifiers, "Key");
}

static void
put_key_name(struct bytes_writer *w, struct cim_name name)
{
	json_comma(w);
	json_string(w, cim_name_str(name));
	bytes_write_u8(w, ':');
}

/* A number of a path may have a sign and zeros in front, which JSON's have not. */
static void
put_integer(struct bytes_writer *w, struct cim_str text)
{
	size_t i = 0;
	bool negative = text.len > 0 && text.ptr[0] == '-';
	if (text.len > 0 && (text.ptr[0] == '-' || text.ptr[0] == '+'))
		i = 1;
	while (i + 1 < text.len && text.ptr[i] == '0')
		i++;
	if (negative && !(i + 1 == text.len && text.ptr[i] == '0'))
		bytes_write_u8(w, '-');
	bytes_write(w, text.ptr + i, text.len - i);
}

static bool
is_decimal(struct cim_str text)
{
	size_t i = text.len > 0 && (text.ptr[0] == '-' || text.ptr[0] == '+') ? 1 : 0;
	if (i == text.len)
		return false;
	for (; i < text.len; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return false;
	}
	return true;
}

/* The keys of a path by the types of the class; the path is known to fit them. */
static void
put_path_keys(struct bytes_writer *w, const struct cim_class *effective, const struct cim_path *path)
{
	bytes_write_text(w, "{");
	for (uint32_t i = 0; i < effective->property_count; i++) {
		const struct cim_property *prop = &effective->properties[i];
		const struct cim_path_key *key = NULL;
		for (uint32_t k = 0; is_key(prop) && k < path->key_count; k++) {
			if (path->keys[k].name.len == 0 ||
			    cim_name_eq(path->keys[k].name, prop->name))
				key = &path->keys[k];
		}
		if (key == NULL)
			continue;
		put_key_name(w, prop->name);
		if (prop->type.type == CIM_BOOLEAN)
			bytes_write_text(w, cim_name_is(cim_name(key->text.ptr, key->text.len),
			    "true") ? "true" : "false");
		else if (cim_type_is_integer((enum cim_type)prop->type.type) &&
		    is_decimal(key->text))
			put_integer(w, key->text);
		else
			json_string(w, key->text);
	}
	bytes_write_text(w, "}");
}

/* The test among those joined by AND that says what a property is. */
static const struct wql_node *
equals(const struct wql_node *where, struct cim_name name)
{
	const struct wql_node *n = where->kind == WQL_AND ? where->first : where;
	for (; n != NULL; n = where->kind == WQL_AND ? n->next : NULL) {
		if (n->kind == WQL_TEST && n->op == WQL_EQ && n->name.count == 1 &&
		    cim_name_eq(n->name.parts[0], name) && n->literal.kind != WQL_NULL)
			return n;
	}
	return NULL;
}

/* The keys that WHERE says, if it says all of them. */
static void
put_where_keys(struct bytes_writer *w, const struct cim_class *effective,
    const struct wql_node *where)
{
	uint32_t keys = 0;
	for (uint32_t i = 0; i < effective->property_count; i++) {
		if (!is_key(&effective->properties[i]))
			continue;
		keys++;
		if (equals(where, effective->properties[i].name) == NULL)
			return;
	}
	if (keys == 0)
		return;
	json_key(w, "keys");
	bytes_write_text(w, "{");
	for (uint32_t i = 0; i < effective->property_count; i++) {
		if (!is_key(&effective->properties[i]))
			continue;
		put_key_name(w, effective->properties[i].name);
		put_literal(w, &equals(where, effective->properties[i].name)->literal);
	}
	bytes_write_text(w, "}");
}

/* ---- Properties ---------------------------------------------------------- */

static bool
tested(const struct wql_node *node, struct cim_name name)
{
	if (node->kind == WQL_TEST)
		return cim_name_eq(node->name.parts[0], name);
	for (const struct wql_node *n = node->first; n != NULL; n = n->next) {
		if (tested(n, name))
			return true;
	}
	return false;
}

/* What is selected, what is tested, and what the path is made of. */
static void
put_properties(struct bytes_writer *w, const struct cim_class *effective,
    const struct repo_live_wish *wish)
{
	json_key(w, "properties");
	bytes_write_text(w, "[");
	for (uint32_t i = 0; i < effective->property_count; i++) {
		const struct cim_property *prop = &effective->properties[i];
		bool wanted = is_key(prop) ||
		    (wish->where != NULL && tested(wish->where, prop->name));
		for (uint32_t k = 0; k < wish->name_count && !wanted; k++)
			wanted = cim_name_eq(wish->names[k].parts[0], prop->name);
		if (!wanted)
			continue;
		json_comma(w);
		json_string(w, cim_name_str(prop->name));
	}
	bytes_write_text(w, "]");
}

enum cim_err
provider_request(struct bytes_writer *w, const struct provider_ask *ask,
    enum provider_operation operation, const struct cim_class *effective)
{
	/* ORDER provider_operation */
	static const char *const words[] = { "enumerate", "get", "query" };
	bytes_writer_reset(w);
	bytes_write_text(w, "{");
	json_key_number(w, "protocol", PROVIDER_PROTOCOL);
	json_key_text(w, "operation", words[operation]);
	json_key_str(w, "namespace", ask->ns);
	json_key_str(w, "class", cim_name_str(effective->name));
	if (operation == PROVIDER_GET) {
		json_key(w, "keys");
		put_path_keys(w, effective, ask->path);
	}
	if (operation == PROVIDER_QUERY) {
		put_where_keys(w, effective, ask->wish->where);
		json_key(w, "where");
		put_where(w, ask->wish->where);
	}
	if (ask->wish != NULL && ask->wish->name_count > 0)
		put_properties(w, effective, ask->wish);
	if (ask->locale != NULL)
		json_key_text(w, "locale", ask->locale);
	bytes_write_text(w, "}\n");
	return w->err;
}
