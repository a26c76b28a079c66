/* wql_match.c: whether an object fits a WHERE clause: constants made ready once, then compared. */
#include "cim/wql_match.h"

#include <float.h>
#include <string.h>

#include "cim/class.h"
#include "cim/limits.h"

/* --- LIKE --- */

/* One character of UTF-8 as a number; a malformed byte is one. *at moves behind it. */
static uint32_t
next_character(struct cim_str text, size_t *at)
{
	const unsigned char *p = (const unsigned char *)text.ptr + *at;
	size_t left = text.len - *at;
	size_t n = *p < 0x80 ? 1 : *p < 0xc2 ? 0 : *p < 0xe0 ? 2 : *p < 0xf0 ? 3 : *p < 0xf5 ? 4 : 0;
	if (n == 0 || n > left) {
		(*at)++;
		return 0x110000u + *p;
	}
	uint32_t code = n == 1 ? *p : *p & (0x7fu >> n);
	for (size_t i = 1; i < n; i++)
		code = code << 6 | (p[i] & 0x3fu);
	*at += n;
	return code;
}

/* The ']' of the set that begins at from; a ']' that stands first is one of the set. */
static size_t
set_end(struct cim_str pattern, size_t from)
{
	size_t i = from + 1;
	i += i < pattern.len && pattern.ptr[i] == '^';
	i += i < pattern.len && pattern.ptr[i] == ']';
	while (i < pattern.len && pattern.ptr[i] != ']')
		i++;
	return i;
}

enum cim_err
wql_like_check(struct cim_str pattern, uint32_t *at)
{
	for (size_t i = 0; i < pattern.len; i++) {
		if (pattern.ptr[i] != '[')
			continue;
		*at = (uint32_t)i;
		i = set_end(pattern, i);
		if (i == pattern.len)
			return CIM_EINVAL;
	}
	return CIM_OK;
}

/* Whether a character is in the set between from and end, its brackets. */
static bool
in_set(struct cim_str pattern, size_t from, size_t end, uint32_t c)
{
	bool negated = pattern.ptr[from + 1] == '^', found = false;
	struct cim_str set = cim_str(pattern.ptr, end);
	size_t i = from + 1 + negated;
	while (i < end) {
		uint32_t low = next_character(set, &i), high = low;
		if (i + 1 < end && pattern.ptr[i] == '-') {
			i++;
			high = next_character(set, &i);
		}
		found = found || (c >= low && c <= high);
	}
	return found != negated;
}

/* One element of the pattern but '%' against one character; both move on when it fits. */
static bool
step(struct cim_str pattern, size_t *p, struct cim_str text, size_t *t)
{
	size_t from = *p, at = *t;
	uint32_t c = next_character(text, &at);
	bool fits;
	if (pattern.ptr[from] == '_') {
		fits = true;
		from++;
	} else if (pattern.ptr[from] == '[') {
		size_t end = set_end(pattern, from);
		fits = in_set(pattern, from, end, c);
		from = end + 1;
	} else {
		fits = next_character(pattern, &from) == c;
	}
	if (fits) {
		*p = from;
		*t = at;
	}
	return fits;
}

bool
wql_like(struct cim_str pattern, struct cim_str text)
{
	size_t p = 0, t = 0, star = SIZE_MAX, from = 0;
	while (t < text.len) {
		if (p < pattern.len && pattern.ptr[p] == '%') {
			star = ++p;
			from = t;
		} else if (p < pattern.len && step(pattern, &p, text, &t)) {
			continue;
		} else if (star != SIZE_MAX) {
			/* The last % takes one character more. */
			(void)next_character(text, &from);
			p = star;
			t = from;
		} else {
			return false;
		}
	}
	while (p < pattern.len && pattern.ptr[p] == '%')
		p++;
	return p == pattern.len;
}

/* --- Constants --- */

/* Digits with a sign, and nothing else. */
static bool
text_integer(struct cim_str text, struct wql_constant *c)
{
	size_t i = text.len > 0 && (text.ptr[0] == '-' || text.ptr[0] == '+');
	if (i == text.len)
		return false;
	uint64_t n = 0;
	for (size_t j = i; j < text.len; j++) {
		if (text.ptr[j] < '0' || text.ptr[j] > '9' || __builtin_mul_overflow(n, 10u, &n) ||
		    __builtin_add_overflow(n, (uint64_t)(text.ptr[j] - '0'), &n))
			return false;
	}
	c->negative = text.ptr[0] == '-' && n != 0;
	c->magnitude = n;
	return true;
}

/* The path without host and namespace, and that; empty when it is none. */
static struct cim_str
canonical(struct arena *arena, struct cim_str text, struct cim_str *ns, enum cim_err *err)
{
	struct cim_path path = { .key_count = 0 };
	struct bytes_writer w = { 0 };
	struct cim_str out = CIM_STR("");
	*err = cim_path_parse(arena, text, &path, NULL);
	*ns = CIM_STR("");
	if (*err == CIM_OK && !cim_str_copy(arena, path.ns, ns))
		*err = CIM_ENOMEM;
	if (*err == CIM_OK) {
		path.host = path.ns = CIM_STR("");
		*err = cim_path_canonical(&w, &path, NULL, NULL);
	}
	if (*err == CIM_OK && (w.err != CIM_OK ||
	    !cim_str_copy(arena, cim_str((const char *)w.buf, w.len), &out)))
		*err = CIM_ENOMEM;
	bytes_writer_free(&w);
	if (*err == CIM_EINVAL || *err == CIM_ELIMIT)
		*err = CIM_OK;
	return out;
}

/* A text that is one character of UTF-16. */
static bool
one_character(struct cim_str text, uint16_t *out)
{
	size_t at = 0;
	uint32_t code = text.len > 0 ? next_character(text, &at) : UINT32_MAX;
	*out = (uint16_t)code;
	return code <= UINT16_MAX && at == text.len;
}

static enum cim_err
ready_text(struct wql_constant *c, struct arena *arena, struct cim_str text)
{
	enum cim_err err;
	c->is_integer = text_integer(text, c);
	c->is_boolean = cim_name_is(cim_name(text.ptr, text.len), "true") ||
	    cim_name_is(cim_name(text.ptr, text.len), "false");
	c->boolean = cim_name_is(cim_name(text.ptr, text.len), "true");
	c->is_date = wql_date(text, &c->date, &c->is_interval);
	c->is_character = one_character(text, &c->character);
	c->path = canonical(arena, text, &c->ns, &err);
	c->is_path = c->path.len > 0;
	return err;
}

static enum cim_err
ready_pattern(struct wql_constant *c, struct arena *arena, const struct wql_literal *literal,
    struct wql_fault *fault)
{
	uint32_t at;
	char *folded = arena_text(arena, CIM_FOLD_ROOM((size_t)literal->text.len));
	if (folded == NULL)
		return CIM_ENOMEM;
	c->folded = cim_str(folded, cim_fold(literal->text.ptr, literal->text.len, folded));
	if (wql_like_check(literal->text, &at) != CIM_OK)
		return wql_wrong(fault, literal->at, literal->len,
		    "a [ of the pattern has no ]; the bracket itself is written [[]");
	return CIM_OK;
}

static enum cim_err
ready_test(struct wql_matcher *m, struct arena *arena, const struct wql_node *test,
    struct wql_fault *fault)
{
	struct wql_constant *c = &m->constants[test->number];
	const struct wql_literal *literal = &test->literal;
	if (test->op == WQL_LIKE)
		return ready_pattern(c, arena, literal, fault);
	if (test->op >= WQL_ISA)
		return CIM_OK;
	switch (literal->kind) {
	case WQL_INTEGER:
		c->is_integer = c->is_real = true;
		c->negative = literal->negative && literal->magnitude != 0;
		c->magnitude = literal->magnitude;
		c->real = (literal->negative ? -1.0 : 1.0) * (double)literal->magnitude;
		/* TRUE is 1, and -1 to Microsoft's scripts. */
		c->is_boolean = literal->magnitude <= 1;
		c->boolean = literal->magnitude == 1;
		return CIM_OK;
	case WQL_REAL:
		c->is_real = true;
		c->real = literal->real;
		return CIM_OK;
	case WQL_BOOLEAN:
		c->is_boolean = true;
		c->boolean = literal->boolean;
		return CIM_OK;
	case WQL_STRING:
		return ready_text(c, arena, literal->text);
	case WQL_NULL:
		break;
	}
	return CIM_OK;
}

/* Every test below a node; the depth of nodes is bounded by wql_parse. */
static enum cim_err
ready(struct wql_matcher *m, struct arena *arena, const struct wql_node *node,
    struct wql_fault *fault)
{
	enum cim_err err = CIM_OK;
	if (node->kind == WQL_TEST)
		return ready_test(m, arena, node, fault);
	for (const struct wql_node *n = node->first; n != NULL && err == CIM_OK; n = n->next)
		err = ready(m, arena, n, fault);
	return err;
}

enum cim_err
wql_matcher_init(struct wql_matcher *matcher, struct arena *arena,
    const struct wql_query *query, struct wql_fault *fault)
{
	matcher->query = query;
	matcher->constants = arena_calloc(arena, query->test_count, sizeof(*matcher->constants));
	if (matcher->constants == NULL)
		return CIM_ENOMEM;
	return query->where == NULL ? CIM_OK : ready(matcher, arena, query->where, fault);
}

/* --- What may be compared with what --- */

/* What is wrong with the constant for a property of a type; NULL: nothing. */
static const char *
mismatch(const struct wql_constant *c, const struct wql_node *test, enum cim_type type)
{
	bool text = test->literal.kind == WQL_STRING;
	switch (type) {
	case CIM_BOOLEAN:
		if (test->op != WQL_EQ && test->op != WQL_NE)
			return "a boolean is equal or not, neither smaller nor larger";
		return c->is_boolean ? NULL : "a boolean is TRUE or FALSE";
	case CIM_REAL32: case CIM_REAL64:
		return c->is_real ? NULL : "the property is a number";
	case CIM_STRING:
		return text ? NULL : "the property is a string: write the constant in quotes";
	case CIM_CHAR16:
		return text ? c->is_character ? NULL : "the property is one character" :
		    c->is_integer ? NULL : "the property is a character";
	case CIM_DATETIME:
		return c->is_date ? NULL : "not a date, nor an interval";
	case CIM_REFERENCE:
		if (test->op != WQL_EQ && test->op != WQL_NE)
			return "a reference is equal or not, neither smaller nor larger";
		return text ? NULL : "the property is a reference: write the path in quotes";
	case CIM_OBJECT:
		return "an embedded object is asked with ISA, or for one of its properties";
	default:
		if (test->literal.kind == WQL_REAL)
			return "the property is an integer, the constant is none";
		return c->is_integer ? NULL : "the property is an integer";
	}
}

enum cim_err
wql_check_test(const struct wql_matcher *matcher, const struct wql_node *test,
    enum cim_type type, bool is_array, struct wql_fault *fault)
{
	const struct wql_constant *c = &matcher->constants[test->number];
	const char *wrong;
	if (test->op == WQL_IS_NULL || test->op == WQL_IS_NOT_NULL)
		return CIM_OK;
	if (is_array)
		return wql_wrong(fault, test->name.at, test->name.len,
		    "the property is an array: WQL asks for none but with IS NULL");
	if (test->name.count > 1)
		return type == CIM_OBJECT ? CIM_OK : wql_wrong(fault, test->name.at,
		    test->name.len, "the property is no embedded object");
	if (test->op == WQL_ISA)
		return type == CIM_OBJECT ? CIM_OK : wql_wrong(fault, test->at, 3,
		    "ISA asks for the class of an embedded object");
	if (test->op == WQL_LIKE)
		return type == CIM_STRING || type == CIM_REFERENCE || type == CIM_DATETIME ||
		    type == CIM_CHAR16 ? CIM_OK :
		    wql_wrong(fault, test->at, 4, "LIKE is for texts");
	wrong = mismatch(c, test, type);
	return wrong == NULL ? CIM_OK :
	    wql_wrong(fault, test->literal.at, test->literal.len, "%s", wrong);
}

/* --- Comparing --- */

#define NOT_COMPARABLE 2

static int
sign_of(__int128 difference)
{
	return (difference > 0) - (difference < 0);
}

static int
compare_reals(double a, double b)
{
	return (a > b) - (a < b);
}

static bool
same_namespace(struct cim_str a, struct cim_str b, struct cim_str here)
{
	a = a.len > 0 ? a : here;
	b = b.len > 0 ? b : here;
	return cim_name_cmp((struct cim_name){ a.ptr, (uint32_t)a.len, 0 },
	    (struct cim_name){ b.ptr, (uint32_t)b.len, 0 }) == 0;
}

/* A path is equal or not: 1 stands for "not". */
static int
compare_paths(struct cim_str value, const struct wql_constant *c, const struct wql_literal *literal,
    const struct wql_object *object)
{
	struct arena arena = { 0 };
	struct cim_str ns;
	enum cim_err err;
	if (!c->is_path)
		return cim_name_cmp(cim_name(value.ptr, value.len),
		    cim_name(literal->text.ptr, literal->text.len));
	struct cim_str path = canonical(&arena, value, &ns, &err);
	int order = cim_str_eq(path, c->path) && same_namespace(ns, c->ns, object->ns) ? 0 : 1;
	if (err != CIM_OK)
		object->scratch->err = err;
	arena_free(&arena);
	return order;
}

static int
compare_text(const struct cim_value *v, const struct wql_node *test, const struct wql_constant *c,
    const struct wql_object *object)
{
	/* Only to be compared: without their hashes. */
	struct cim_name value = { v->as.string.ptr, (uint32_t)v->as.string.len, 0 };
	struct cim_name other = { test->literal.text.ptr, (uint32_t)test->literal.text.len, 0 };
	int64_t date;
	bool is_interval;
	if (test->literal.kind != WQL_STRING)
		return NOT_COMPARABLE;
	if (v->type == CIM_REFERENCE)
		return compare_paths(v->as.string, c, &test->literal, object);
	if (v->type != CIM_DATETIME)
		return cim_name_cmp(value, other);
	return c->is_date && wql_date(v->as.string, &date, &is_interval) &&
	    is_interval == c->is_interval ? (date > c->date) - (date < c->date) : NOT_COMPARABLE;
}

static int
compare_character(const struct cim_value *v, const struct wql_node *test,
    const struct wql_constant *c)
{
	if (test->literal.kind != WQL_STRING)
		return c->is_integer && !c->negative ?
		    sign_of((__int128)v->as.char16 - (__int128)c->magnitude) : NOT_COMPARABLE;
	return c->is_character ? sign_of((__int128)v->as.char16 - c->character) : NOT_COMPARABLE;
}

/* A real32 is compared with what the constant is as one: 0.1 is another number there. */
static int
compare_real(const struct cim_value *v, double other)
{
	if (v->type == CIM_REAL32 && other <= (double)FLT_MAX && other >= -(double)FLT_MAX)
		other = (double)(float)other;
	return compare_reals(v->as.real, other);
}

/* Less, equal, greater as -1, 0, 1. */
static int
compare(const struct cim_value *v, const struct wql_node *test, const struct wql_constant *c,
    const struct wql_object *object)
{
	enum cim_type type = (enum cim_type)v->type;
	if (cim_type_is_integer(type)) {
		__int128 value = cim_type_is_unsigned(type) ? (__int128)v->as.uint : v->as.sint;
		__int128 other = c->negative ? -(__int128)c->magnitude : (__int128)c->magnitude;
		if (c->is_integer)
			return sign_of(value - other);
		return c->is_real ? compare_reals((double)value, c->real) : NOT_COMPARABLE;
	}
	switch (type) {
	case CIM_REAL32: case CIM_REAL64:
		return c->is_real ? compare_real(v, c->real) : NOT_COMPARABLE;
	case CIM_BOOLEAN:
		return c->is_boolean ? v->as.boolean - c->boolean : NOT_COMPARABLE;
	case CIM_CHAR16:
		return compare_character(v, test, c);
	case CIM_STRING: case CIM_DATETIME: case CIM_REFERENCE:
		return compare_text(v, test, c, object);
	default:
		return NOT_COMPARABLE;
	}
}

/* The object that a value is, or holds as text; NULL: none. */
static const struct cim_instance *
object_of(const struct wql_object *object, const struct cim_value *v)
{
	if (v->is_null || v->is_array)
		return NULL;
	if (v->type == CIM_OBJECT)
		return v->as.object;
	return v->type == CIM_STRING && object->embedded != NULL ?
	    object->embedded(object->ctx, v->as.string) : NULL;
}

const struct cim_value *
wql_descend(const struct wql_object *object, const struct cim_value *v,
    const struct wql_name *name)
{
	for (uint32_t i = 1; i < name->count && v != NULL; i++) {
		const struct cim_instance *whole = object_of(object, v);
		if (whole == NULL)
			return NULL;
		v = object->part(object->ctx, whole, name->parts[i]);
	}
	return v;
}

static bool
matches_pattern(const struct cim_value *v, const struct wql_constant *c, struct bytes_writer *w)
{
	bytes_writer_reset(w);
	cim_value_text(w, v);
	size_t len = w->len;
	/* Folded behind itself. */
	uint8_t *room = bytes_write_room(w, CIM_FOLD_ROOM(len));
	if (room == NULL)
		return false;
	size_t n = cim_fold((const char *)w->buf, len, (char *)room);
	return wql_like(c->folded, cim_str((const char *)room, n));
}

static bool
test_fits(const struct wql_matcher *m, const struct wql_node *test, const struct wql_object *object)
{
	const struct cim_value *v =
	    wql_descend(object, object->value(object->ctx, test), &test->name);
	const struct wql_constant *c = &m->constants[test->number];
	bool none = v == NULL || v->type == CIM_TYPE_NONE || v->is_null;
	if (test->op == WQL_IS_NULL || test->op == WQL_IS_NOT_NULL)
		return none == (test->op == WQL_IS_NULL);
	if (none || v->is_array)
		return false;
	if (test->op == WQL_ISA) {
		const struct cim_instance *whole = object_of(object, v);
		return whole != NULL && object->is_a(object->ctx, whole->class_name,
		    cim_name(test->literal.text.ptr, test->literal.text.len));
	}
	if (test->op == WQL_LIKE)
		return v->type != CIM_OBJECT && matches_pattern(v, c, object->scratch);
	int order = compare(v, test, c, object);
	if (order == NOT_COMPARABLE)
		return false;
	switch (test->op) {
	case WQL_EQ: return order == 0;
	case WQL_NE: return order != 0;
	case WQL_LT: return order < 0;
	case WQL_LE: return order <= 0;
	case WQL_GT: return order > 0;
	default: return order >= 0;
	}
}

bool
wql_match(const struct wql_matcher *matcher, const struct wql_node *where,
    const struct wql_object *object)
{
	if (where == NULL)
		return true;
	if (where->kind == WQL_TEST)
		return test_fits(matcher, where, object);
	if (where->kind == WQL_NOT)
		return !wql_match(matcher, where->first, object);
	for (const struct wql_node *n = where->first; n != NULL; n = n->next) {
		if (wql_match(matcher, n, object) == (where->kind == WQL_OR))
			return where->kind == WQL_OR;
	}
	return where->kind == WQL_AND;
}
