/* check_text.c: the checks of qualifiers whose strings have a form: Version, OCL and others. */
#include "mof/qualified.h"

static bool
is_digit(char ch)
{
	return ch >= '0' && ch <= '9';
}

static bool
is_blank(char ch)
{
	return ch == ' ' || ch == '\t' || ch == '\n' || ch == '\r';
}

/* m.n.u */
static void
version(const struct mof_element *e)
{
	const struct cim_qualifier *q = mof_q_text(&e->set, MOF_Q_VERSION);
	if (q == NULL)
		return;
	struct cim_str s = q->value.as.string;
	unsigned parts = 0;
	bool good = s.len > 0;
	for (size_t i = 0; i < s.len && good; i++) {
		bool first = i == 0 || s.ptr[i - 1] == '.';
		if (is_digit(s.ptr[i]))
			parts += first;
		else
			good = s.ptr[i] == '.' && !first && i + 1 < s.len;
	}
	if (!good || parts != 3)
		mof_check_report(e->c, MOF_CHECK_VERSION, q->value.place,
		    "'%.*s' is no version m.n.u of three numbers", MOF_SHOW(s));
}

/* Names with :: between. */
static void
uml_path(const struct mof_element *e)
{
	const struct cim_qualifier *q = mof_q_text(&e->set, MOF_Q_UMLPACKAGEPATH);
	if (q == NULL)
		return;
	struct cim_str s = q->value.as.string;
	size_t from = 0;
	bool good = true;
	for (size_t i = 0; i <= s.len && good; i++) {
		bool parts = i + 1 < s.len && s.ptr[i] == ':' && s.ptr[i + 1] == ':';
		if (i < s.len && !parts)
			continue;
		good = cim_name_valid(cim_str(s.ptr + from, i - from));
		from = i + 2;
		i += parts;
	}
	if (!good)
		mof_check_report(e->c, MOF_CHECK_UMLPATH, q->value.place,
		    "'%.*s' is no package path: names with :: between", MOF_SHOW(s));
}

/* Behind blanks and OCL's comments. */
static size_t
skip(struct cim_str s, size_t i)
{
	while (i < s.len) {
		if (is_blank(s.ptr[i])) {
			i++;
		} else if (s.len - i >= 2 && s.ptr[i] == '/' && s.ptr[i + 1] == '*') {
			i += 2;
			while (i < s.len && !(s.ptr[i - 1] == '*' && s.ptr[i] == '/'))
				i++;
			i += i < s.len;
		} else if (s.len - i >= 2 && s.ptr[i] == '-' && s.ptr[i + 1] == '-') {
			while (i < s.len && s.ptr[i] != '\n')
				i++;
		} else {
			break;
		}
	}
	return i;
}

/* The end of a word of letters, digits and '_'. */
static size_t
word(struct cim_str s, size_t i)
{
	while (i < s.len && (is_digit(s.ptr[i]) || s.ptr[i] == '_' ||
	    ((s.ptr[i] | 0x20) >= 'a' && (s.ptr[i] | 0x20) <= 'z')))
		i++;
	return i;
}

/* Whether a statement begins with one of the words, perhaps a name, and a colon. */
static bool
is_ocl(struct cim_str s, const char *const *words)
{
	size_t from = skip(s, 0), end = word(s, from);
	struct cim_str first = cim_str(s.ptr + from, end - from);
	while (*words != NULL && !cim_str_eq(first, cim_str_from(*words)))
		words++;
	if (*words == NULL)
		return false;
	end = skip(s, word(s, skip(s, end)));
	return end < s.len && s.ptr[end] == ':';
}

static void
ocl(const struct mof_element *e, enum mof_known known, const char *const *words, const char *shown)
{
	const struct cim_qualifier *q = mof_q_list(&e->set, known);
	for (uint32_t i = 0; q != NULL && i < q->value.count; i++) {
		const struct cim_value *v = &q->value.as.items[i];
		if (!v->is_null && !is_ocl(v->as.string, words))
			mof_check_report(e->c, MOF_CHECK_OCL, v->place,
			    "an element of %.*s begins with %s", MOF_SHOW(q->name), shown);
	}
}

void
mof_check_texts(const struct mof_element *e)
{
	static const char *const of_class[] = { "inv", "def", NULL };
	static const char *const of_property[] = { "inv", "def", "init", "derive", NULL };
	static const char *const of_method[] = { "pre", "post", "body", "def", NULL };
	version(e);
	uml_path(e);
	ocl(e, MOF_Q_CLASSCONSTRAINT, of_class, "inv: or def:");
	ocl(e, MOF_Q_PROPERTYCONSTRAINT, of_property, "inv:, def:, init: or derive:");
	ocl(e, MOF_Q_METHODCONSTRAINT, of_method, "pre:, post:, body: or def:");
}
