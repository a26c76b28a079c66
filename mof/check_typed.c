/* check_typed.c: the checks of qualifiers that want a type of what they stand on. */
#include "mof/literal.h"
#include "mof/qualified.h"

static const char *
type_name(const struct mof_element *e)
{
	return cim_type_to_string((enum cim_type)e->type->type);
}

/* Tells a qualifier that stands on a type that it does not know. */
static void
wrong_type(const struct mof_element *e, enum mof_check check, const struct cim_qualifier *q,
    const char *wanted)
{
	mof_check_report(e->c, check, q->place, "%.*s stands on %s; '%.*s' is of type %s%s",
	    MOF_SHOW(q->name), wanted, MOF_SHOW(e->name), type_name(e),
	    e->type->is_array ? "[]" : "");
}

static void
array_type(const struct mof_element *e)
{
	const struct cim_qualifier *q = mof_q_text(&e->set, MOF_Q_ARRAYTYPE);
	if (q == NULL)
		return;
	struct cim_name word = cim_name(q->value.as.string.ptr, q->value.as.string.len);
	if (!e->type->is_array)
		wrong_type(e, MOF_CHECK_ARRAYTYPE_SCALAR, q, "arrays");
	else if (!cim_name_is(word, "Bag") && !cim_name_is(word, "Ordered") &&
	    !cim_name_is(word, "Indexed"))
		mof_check_report(e->c, MOF_CHECK_ARRAYTYPE, q->value.place,
		    "'%.*s' is no ArrayType: Bag, Ordered and Indexed are", MOF_SHOW(word));
}

/* The other end of a pair: its own, or the inherited one. */
static const struct cim_qualifier *
bound(const struct mof_element *e, enum mof_known known)
{
	const struct cim_qualifier *q = mof_q(&e->set, known);
	bool own = q != NULL || e->feature == NULL || e->feature->property == NULL;
	return own ? q : mof_bound(e->c, e->feature, known);
}

/* Min is not above Max; told at the one that is written here. */
static void
pair(const struct mof_element *e, enum mof_check check, enum mof_known low, enum mof_known high)
{
	__int128 a, b;
	const struct cim_qualifier *own_low = mof_q(&e->set, low);
	if (own_low == NULL && mof_q(&e->set, high) == NULL)
		return;
	const struct cim_qualifier *min = bound(e, low), *max = bound(e, high);
	if (!mof_q_number(min, &a) || !mof_q_number(max, &b) || a <= b)
		return;
	const struct cim_qualifier *at = own_low != NULL ? min : max;
	const struct cim_qualifier *other = own_low != NULL ? max : min;
	struct mof_diag *diag = mof_check_report(e->c, check, at->value.place,
	    "%.*s is above %.*s", MOF_SHOW(min->name), MOF_SHOW(max->name));
	mof_check_note(e->c, diag, other->place, "%.*s is here", MOF_SHOW(other->name));
}

static void
lengths(const struct mof_element *e)
{
	const enum mof_known both[] = { MOF_Q_MINLEN, MOF_Q_MAXLEN };
	bool good = true;
	for (size_t i = 0; i < 2; i++) {
		const struct cim_qualifier *q = mof_q(&e->set, both[i]);
		__int128 n;
		if (e->type->type == CIM_STRING || !mof_q_number(q, &n))
			continue;
		wrong_type(e, MOF_CHECK_LEN_TYPE, q, "strings");
		good = false;
		break;	/* once an element */
	}
	if (good)
		pair(e, MOF_CHECK_LEN, MOF_Q_MINLEN, MOF_Q_MAXLEN);
}

static void
limits(const struct mof_element *e)
{
	const enum mof_known both[] = { MOF_Q_MINVALUE, MOF_Q_MAXVALUE };
	enum cim_type type = (enum cim_type)e->type->type;
	bool is_integer = cim_type_is_integer(type);
	struct mof_range whole = { 0, 0 };
	if (is_integer)
		whole = mof_type_range(type);
	for (size_t i = 0; i < 2; i++) {
		const struct cim_qualifier *q = mof_q(&e->set, both[i]);
		__int128 n;
		if (!mof_q_number(q, &n))
			continue;
		if (!is_integer) {
			wrong_type(e, MOF_CHECK_MINMAX_TYPE, q, "integers");
			break;	/* once an element */
		}
		if (n < whole.low || n > whole.high)
			mof_check_report(e->c, MOF_CHECK_MINMAX_RANGE, q->value.place,
			    "%.*s is out of the range of %s", MOF_SHOW(q->name), type_name(e));
	}
	pair(e, MOF_CHECK_MINMAX, MOF_Q_MINVALUE, MOF_Q_MAXVALUE);
}

/* OctetString, DN, Counter, Gauge, IsPUnit. */
static void
kinds(const struct mof_element *e)
{
	enum cim_type type = (enum cim_type)e->type->type;
	const struct cim_qualifier *q = mof_q_true(&e->set, MOF_Q_OCTETSTRING);
	if (q != NULL && (!e->type->is_array || (type != CIM_UINT8 && type != CIM_STRING)))
		wrong_type(e, MOF_CHECK_OCTET_TYPE, q, "uint8[] and string[]");
	q = mof_q_true(&e->set, MOF_Q_DN);
	if (q != NULL && type != CIM_STRING)
		wrong_type(e, MOF_CHECK_DN_TYPE, q, "strings");
	q = mof_q_true(&e->set, MOF_Q_ISPUNIT);
	if (q != NULL && type != CIM_STRING)
		wrong_type(e, MOF_CHECK_PUNIT_TYPE, q, "strings");
	bool counts = cim_type_is_integer(type) && cim_type_is_unsigned(type);
	const struct cim_qualifier *counter = mof_q_true(&e->set, MOF_Q_COUNTER);
	const struct cim_qualifier *gauge = mof_q_true(&e->set, MOF_Q_GAUGE);
	if (counter != NULL && !counts)
		wrong_type(e, MOF_CHECK_COUNTER, counter, "unsigned integers");
	if (gauge != NULL && !counts)
		wrong_type(e, MOF_CHECK_COUNTER, gauge, "unsigned integers");
	if (counter == NULL || gauge == NULL)
		return;
	struct mof_diag *diag = mof_check_report(e->c, MOF_CHECK_COUNTER, gauge->place,
	    "'%.*s' cannot be both a Counter and a Gauge", MOF_SHOW(e->name));
	mof_check_note(e->c, diag, counter->place, "it is a Counter here");
}

/* NullValue is text that reads as a value of the type; judged where that is sure. */
static void
null_value(const struct mof_element *e)
{
	const struct cim_qualifier *q = mof_q_text(&e->set, MOF_Q_NULLVALUE);
	enum cim_type type = (enum cim_type)e->type->type;
	if (q == NULL)
		return;
	struct cim_str s = q->value.as.string;
	struct cim_name word = cim_name(s.ptr, s.len);
	bool good = true;
	if (cim_type_is_integer(type)) {
		struct cim_value v;
		bool negative;
		uint64_t magnitude;
		good = mof_literal_integer(s, &negative, &magnitude) == CIM_OK &&
		    cim_value_set_integer(&v, type, negative, magnitude) == CIM_OK;
	} else if (type == CIM_BOOLEAN) {
		good = cim_name_is(word, "true") || cim_name_is(word, "false");
	} else if (type == CIM_DATETIME) {
		good = s.len == 25;
	}
	if (!good)
		mof_check_report(e->c, MOF_CHECK_NULLVALUE, q->value.place,
		    "'%.*s' is no value of type %s", MOF_SHOW(s), type_name(e));
}

static void
embedded_object(const struct mof_element *e)
{
	const struct cim_qualifier *q = mof_q_true(&e->set, MOF_Q_EMBEDDEDOBJECT);
	const struct cim_qualifier *other = mof_q_text(&e->set, MOF_Q_EMBEDDEDINSTANCE);
	if (q == NULL)
		return;
	if (e->type->type != CIM_STRING && e->type->type != CIM_OBJECT)
		wrong_type(e, MOF_CHECK_EMBEDDED, q, "strings");
	if (other == NULL)
		return;
	struct mof_diag *diag = mof_check_report(e->c, MOF_CHECK_EMBEDDED, q->place,
	    "'%.*s' has both EmbeddedObject and EmbeddedInstance", MOF_SHOW(e->name));
	mof_check_note(e->c, diag, other->place, "EmbeddedInstance is here");
}

/* What can be neither read nor written is of no use. */
static void
access_none(const struct mof_element *e)
{
	const struct cim_qualifier *q = mof_q_false(&e->set, MOF_Q_READ);
	if (q == NULL || e->feature == NULL || mof_q_true(&e->set, MOF_Q_WRITE) != NULL)
		return;
	if (cim_qualifier_is_true(mof_feature_qualifier(e->feature, "Write")))
		return;
	mof_check_report(e->c, MOF_CHECK_NOACCESS, q->place,
	    "'%.*s' can be neither read nor written", MOF_SHOW(e->name));
}

/* A new Static where the overridden feature has none; another value is told by its flavors. */
static void
is_static(const struct mof_element *e)
{
	const struct cim_qualifier *q = mof_q_true(&e->set, MOF_Q_STATIC);
	const struct mof_feature *base = e->feature != NULL ? e->feature->base : NULL;
	if (q == NULL || base == NULL || mof_feature_qualifier(base, "Static") != NULL)
		return;
	struct mof_diag *diag = mof_check_report(e->c, MOF_CHECK_STATIC, q->place,
	    "'%.*s' is Static, and what it overrides is not", MOF_SHOW(e->name));
	mof_check_note(e->c, diag,
	    base->property != NULL ? base->property->place : base->method->place,
	    "'%.*s.%.*s' is here", MOF_SHOW(base->cls->name), MOF_SHOW(base->name));
}

/* A parameter that goes neither in nor out. */
static void
direction(const struct mof_element *e)
{
	const struct cim_qualifier *q = mof_q_false(&e->set, MOF_Q_IN);
	if (q != NULL && e->feature == NULL && mof_q_true(&e->set, MOF_Q_OUT) == NULL)
		mof_check_report(e->c, MOF_CHECK_PARAM_DIR, q->place,
		    "parameter '%.*s' goes neither in nor out", MOF_SHOW(e->name));
}

void
mof_check_typed(const struct mof_element *e)
{
	array_type(e);
	lengths(e);
	limits(e);
	kinds(e);
	null_value(e);
	embedded_object(e);
	access_none(e);
	is_static(e);
	direction(e);
}
