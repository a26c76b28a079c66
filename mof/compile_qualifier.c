/* compile_qualifier.c: qualifier types, and qualifiers on whatever carries them. */
#include "mof/compile.h"
#include "mof/literal.h"

/* --- flavors and scopes --- */

bool
mof_flavor_word(struct cim_name word, uint8_t *bit, bool *set)
{
	static const struct {
		const char *word;
		uint8_t bit;
		bool set;
	} words[] = {
		{ "EnableOverride", CIM_FLAVOR_OVERRIDE, true },
		{ "DisableOverride", CIM_FLAVOR_OVERRIDE, false },
		{ "ToSubclass", CIM_FLAVOR_TOSUBCLASS, true },
		{ "Restricted", CIM_FLAVOR_TOSUBCLASS, false },
		{ "NotToSubclass", CIM_FLAVOR_TOSUBCLASS, false },
		{ "ToInstance", CIM_FLAVOR_TOINSTANCE, true },
		{ "NotToInstance", CIM_FLAVOR_TOINSTANCE, false },
		{ "Translatable", CIM_FLAVOR_TRANSLATABLE, true },
		{ "Amended", CIM_FLAVOR_AMENDED, true },
	};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (cim_name_is(word, words[i].word)) {
			*bit = words[i].bit;
			*set = words[i].set;
			return true;
		}
	}
	return false;
}

bool
mof_flavors(struct mof_compiler *c, const struct mof_list *words, uint8_t *flavors, uint8_t *stated)
{
	bool good = true;
	for (const struct mof_word *w = words->first; w != NULL; w = w->next) {
		uint8_t bit;
		bool set;
		if (!mof_flavor_word(w->name.name, &bit, &set)) {
			static const char *const known[] = { "EnableOverride", "DisableOverride",
				"ToSubclass", "Restricted", "ToInstance", "Translatable", "Amended" };
			mof_check_fix_hint(c, mof_check_report(c, MOF_CHECK_FLAVOR_UNKNOWN,
			    w->name.place, "'%.*s' is no flavor%s", MOF_SHOW(w->name.name),
			    mof_hint_word(c, w->name.name, known, sizeof(known) / sizeof(known[0]))),
			    w->name.place);
			good = false;
			continue;
		}
		if ((*stated & bit) != 0 && ((*flavors & bit) != 0) != set) {
			mof_check_report(c, MOF_CHECK_FLAVOR_CONFLICT, w->name.place,
			    "%s contradicts %s", cim_flavor_to_string(bit, set),
			    cim_flavor_to_string(bit, !set));
			good = false;
			continue;
		}
		*stated |= bit;
		*flavors = (uint8_t)(set ? *flavors | bit : *flavors & ~bit);
	}
	return good;
}

static bool
scope_words(struct mof_compiler *c, const struct mof_list *words, uint32_t *scopes)
{
	bool good = true;
	for (const struct mof_word *w = words->first; w != NULL; w = w->next) {
		uint32_t scope = 1;
		if (cim_name_is(w->name.name, "qualifiertype")) {
			*scopes |= CIM_SCOPE_QUALIFIER;
			continue;
		}
		while (scope <= CIM_SCOPE_LAST &&
		    !cim_name_is(w->name.name, cim_scope_to_string(scope)))
			scope <<= 1;
		if (scope <= CIM_SCOPE_LAST) {
			*scopes |= scope;
			continue;
		}
		static const char *const known[] = { "schema", "class", "association", "indication",
			"qualifier", "property", "reference", "method", "parameter", "any" };
		mof_check_fix_hint(c, mof_check_report(c, MOF_CHECK_SCOPE_UNKNOWN, w->name.place,
		    "'%.*s' is no scope%s", MOF_SHOW(w->name.name),
		    mof_hint_word(c, w->name.name, known, sizeof(known) / sizeof(known[0]))),
		    w->name.place);
		good = false;
	}
	return good;
}

/* --- qualifier types --- */

/* One word, once: what MOF 3 has in place of flavors. */
static bool
policy_word(struct mof_compiler *c, const struct mof_attr *attr, struct cim_qualifier_type *qt)
{
	static const char *const words[] = { "DisableOverride", "EnableOverride", "Restricted" };
	const struct mof_word *w = attr->words.first;
	bool known = false;
	for (size_t i = 0; w != NULL && i < 3; i++)
		known |= cim_name_is(w->name.name, words[i]);
	if (!known || attr->words.count != 1 || qt->has_policy || qt->stated != 0) {
		mof_check_report(c, MOF_CHECK_POLICY, w != NULL ? w->name.place : attr->place,
		    "a policy is one of DisableOverride, EnableOverride and Restricted, once");
		return false;
	}
	qt->has_policy = true;
	return mof_flavors(c, &attr->words, &qt->flavors, &qt->stated);
}

/* Scope, Flavor and Policy, as often as they are written. */
static bool
type_attrs(
    struct mof_compiler *c, const struct mof_qualifier_type *raw, struct cim_qualifier_type *qt)
{
	bool good = true;
	qt->flavors = CIM_FLAVOR_DEFAULT;
	/* What was lost may have been the scope: no use is to be told that it is out of it. */
	if (raw->damaged)
		qt->scopes = CIM_SCOPE_ANY;
	for (const struct mof_attr *attr = raw->attrs.first; attr != NULL; attr = attr->next) {
		if (attr->kind == MOF_ATTR_SCOPE)
			good &= scope_words(c, &attr->words, &qt->scopes);
		else if (attr->kind == MOF_ATTR_POLICY)
			good &= policy_word(c, attr, qt);
		else
			good &= mof_flavors(c, &attr->words, &qt->flavors, &qt->stated);
	}
	return good;
}

/* A value of a qualifier, or of its type, that is of an enumeration. */
static bool
enum_qualifier(struct mof_compiler *c, struct mof_ns *ns, const char *what,
    const struct cim_qualifier_type *qt, const struct mof_value *raw, struct cim_value *out)
{
	struct cim_element_type type = { .type = CIM_ENUMERATION, .is_array = qt->is_array,
		.class_name = qt->class_name };
	struct mof_cls *en = mof_class_get(c, ns, qt->class_name, raw->place);
	if (en == NULL)
		return false;
	mof_class_done(c, en);
	struct mof_target target = { .type = &type, .what = what, .name = qt->name, .ns = ns,
		.mismatch = mof_check_id(MOF_CHECK_ENUM_LITERAL), .enumeration = en };
	return mof_compile_value(c, &target, raw, out);
}

/* Whether a place is in a file of MOF 3. */
static bool
source_is_v3(const struct mof_compiler *c, struct cim_place place)
{
	return mof_dialect_at(c, place) == MOF_DIALECT_MOF3;
}

static bool
type_value(struct mof_compiler *c, struct mof_ns *ns, const struct mof_qualifier_type *raw,
    struct cim_qualifier_type *qt)
{
	struct mof_literals ctx = { .arena = c->arena, .diags = c->diags,
		.mismatch = mof_check_id(MOF_CHECK_QUALDECL_DEFAULT), .what = "qualifier type",
		.name = cim_name_str(raw->name.name),
		.v3 = source_is_v3(c, raw->name.place) };
	if (raw->value == NULL)
		return true;
	if (qt->type == CIM_ENUMERATION)
		return enum_qualifier(c, ns, "qualifier type", qt, raw->value, &qt->value);
	enum cim_err err = qt->is_array
	    ? mof_literal_array(&ctx, raw->value, (enum cim_type)qt->type, &qt->value)
	    : mof_literal(&ctx, raw->value, (enum cim_type)qt->type, &qt->value);
	if (err == CIM_EINPUT || !mof_compile_ok(c, err))
		return false;
	return mof_array_size_ok(c, qt->array_size, &qt->value);
}

/* The type of a qualifier type; false: told. */
static bool
type_of_type(struct mof_compiler *c, struct mof_ns *ns, const struct mof_qualifier_type *raw,
    struct cim_qualifier_type *qt)
{
	struct cim_name name = raw->type->name.name;
	qt->type = (uint8_t)raw->type->type;
	if (qt->type != CIM_TYPE_NONE && qt->type <= CIM_DATETIME)
		return true;
	bool v3 = qt->type == CIM_OBJECT && source_is_v3(c, raw->name.place);
	if (v3 && cim_name_is(name, "integer")) {
		qt->type = CIM_INTEGER;
		return true;
	}
	if (v3 && cim_name_is(name, "octetstring")) {
		qt->type = CIM_OCTETSTRING;
		return true;
	}
	struct mof_cls *en =
	    qt->type == CIM_OBJECT ? mof_class_get(c, ns, name, raw->type->place) : NULL;
	if (en != NULL)
		mof_class_done(c, en);
	if (en != NULL && en->enumeration != NULL) {
		qt->type = CIM_ENUMERATION;
		qt->class_name = name;
		return true;
	}
	if (en == NULL || !mof_is_enumeration(en))
		mof_check_report(c, MOF_CHECK_QUALDECL_TYPE, raw->type->place,
		    "a qualifier type cannot be of type '%.*s'%s", MOF_SHOW(name),
		    mof_hint_type(c, NULL, name));
	return false;
}

/* In MOF 3's own form some types want a default, so that a use without a value has one. */
static void
check_default(struct mof_compiler *c, const struct mof_qualifier_type *raw,
    const struct cim_qualifier_type *qt)
{
	bool wants = qt->type == CIM_STRING || qt->type == CIM_DATETIME ||
	    qt->type == CIM_OCTETSTRING || qt->type == CIM_ENUMERATION;
	bool own_form = qt->has_policy || raw->qualifiers.count > 0 ||
	    cim_type_is_v3((enum cim_type)qt->type) || qt->scopes >= CIM_SCOPE_STRUCTURE ||
	    c->unit->options.dialect == MOF_DIALECT_MOF3;
	if (wants && own_form && !qt->is_array && raw->value == NULL)
		mof_check_report(c, MOF_CHECK_QT_DEFAULT, raw->name.place,
		    "qualifier type '%.*s' is of type %.*s and has no default, which MOF 3 wants",
		    MOF_SHOW(raw->name.name), MOF_SHOW(raw->type->name.name));
}

static void
compile_qualifier_type(struct mof_compiler *c, struct mof_qtype *entry)
{
	const struct mof_qualifier_type *raw = entry->raw;
	const struct mof_diag *before = c->diags->last;
	struct cim_qualifier_type *qt = mof_compile_new(c, struct cim_qualifier_type);
	if (qt == NULL)
		return;
	qt->name = raw->name.name;
	qt->place = raw->name.place;
	bool good = type_of_type(c, entry->ns, raw, qt);
	qt->is_array = raw->array != NULL;
	if (raw->array != NULL && !mof_array_size(c, raw->array, &qt->array_size))
		good = false;
	/* A default is looked at wherever its type is known, so that one run tells all. */
	if (good)
		good = type_value(c, entry->ns, raw, qt);
	good = type_attrs(c, raw, qt) && good;
	if (good)
		check_default(c, raw, qt);
	struct mof_subject s = { .c = c, .raw_type = raw, .type = qt, .whole = entry->whole,
		.before = before };
	mof_check_run(&s, MOF_AT_QUALIFIER_TYPE);
	if (good)
		entry->type = qt;
}

/*
 * Two declarations of a name in one unit: the same is fine, a wider one replaces, a narrower one is
 * an error.
 */
static void
merge_qualifier_type(struct mof_compiler *c, struct mof_qtype *first, struct mof_qtype *again)
{
	const struct cim_qualifier_type *old = first->type, *new = again->type;
	if (old == NULL || new == NULL)
		return;
	/* Another spelling of the name is no other type. */
	struct cim_qualifier_type spelled = *new;
	spelled.name = old->name;
	if (cim_qualifier_type_eq(old, &spelled))
		return;
	const char *why = NULL;
	bool was_any = (old->scopes & CIM_SCOPE_ANY) != 0,
	     is_any = (new->scopes &CIM_SCOPE_ANY) != 0;
	if (old->type != new->type || old->is_array != new->is_array)
		why = "has another type";
	else if (!is_any && (was_any || (old->scopes & ~new->scopes) != 0))
		why = "has fewer scopes";
	else if ((old->flavors & ~new->flavors & CIM_FLAVOR_OVERRIDE) != 0)
		why = "switches to DisableOverride";
	struct mof_diag *diag = mof_check_report(c,
	    why != NULL ? MOF_CHECK_QUALDECL_INUSE : MOF_CHECK_QUALDECL_CHANGED, again->place,
	    "qualifier type '%.*s' is declared again and %s", MOF_SHOW(new->name),
	    why != NULL ? why : "differs; this one holds");
	mof_check_note(c, diag, first->place, "first declared here");
	if (why == NULL)
		first->type = new;
}

/* Whether it is of an enumeration, perhaps: whose own qualifiers want the other types. */
static bool
is_late(const struct mof_qtype *entry)
{
	return entry->raw->type->type == CIM_OBJECT;
}

/* The qualifiers on a qualifier type: all types are known now. */
static void
qualify_type(struct mof_compiler *c, const struct mof_qtype *entry)
{
	struct cim_qualifier_type *qt = (struct cim_qualifier_type *)(uintptr_t)entry->type;
	if (qt == NULL || entry->raw->qualifiers.count == 0)
		return;
	c->dialect = MOF_DIALECT_MOF3;
	qt->qualifiers = mof_compile_qualifiers(
	    c, entry->ns, &entry->raw->qualifiers, CIM_SCOPE_QUALIFIER);
	c->dialect = MOF_DIALECT_AUTO;
}

void
mof_compile_qualifier_types(struct mof_compiler *c)
{
	c->before_types = c->diags->last;
	for (int late = 0; late < 2; late++) {
		for (struct mof_qtype *entry = c->type_list.first;
		     entry != NULL && c->err == CIM_OK; entry = entry->next) {
			if (is_late(entry) != (late == 1))
				continue;
			compile_qualifier_type(c, entry);
			struct mof_qtype *first =
			    cim_map_get(&entry->ns->types, entry->raw->name.name);
			if (first != entry && first != NULL)
				merge_qualifier_type(c, first, entry);
		}
	}
	for (const struct mof_qtype *entry = c->type_list.first; entry != NULL && c->err == CIM_OK;
	     entry = entry->next)
		qualify_type(c, entry);
}

/* --- qualifiers --- */

/* The value of a use: as written, or what goes without saying. */
static bool
use_value(struct mof_compiler *c, struct mof_ns *ns, const struct mof_qualifier *raw,
    const struct cim_qualifier_type *type, struct cim_value *out)
{
	struct mof_literals ctx = { .arena = c->arena, .diags = c->diags,
		.mismatch = mof_check_id(MOF_CHECK_QUAL_TYPE), .what = "qualifier",
		.name = cim_name_str(raw->name.name),
		.v3 = c->dialect == MOF_DIALECT_MOF3 };
	enum cim_type t = (enum cim_type)type->type;
	if (raw->value == NULL) {
		*out = (struct cim_value){
			.type = type->type, .is_array = type->is_array, .place = raw->name.place
		};
		bool v3 = c->dialect == MOF_DIALECT_MOF3 && type->value.type != CIM_TYPE_NONE;
		if (!type->is_array && t == CIM_BOOLEAN)
			out->as.boolean = true;
		else if (v3)
			*out = type->value;
		else
			out->is_null = !type->is_array;
		return true;
	}
	bool list = raw->value->kind == MOF_VALUE_ARRAY;
	if (raw->value->kind != MOF_VALUE_NULL && list != type->is_array) {
		mof_check_report(c, MOF_CHECK_QUAL_TYPE, raw->value->place,
		    "qualifier '%.*s' is %s: write %s", MOF_SHOW(raw->name.name),
		    type->is_array ? "an array" : "no array",
		    type->is_array ? "its values in braces" : "one value in parentheses");
		return false;
	}
	if (t == CIM_ENUMERATION)
		return enum_qualifier(c, ns, "qualifier", type, raw->value, out);
	enum cim_err err = type->is_array ? mof_literal_array(&ctx, raw->value, t, out)
	    : mof_literal(&ctx, raw->value, t, out);
	if (err == CIM_EINPUT)
		return false;
	return mof_compile_ok(c, err);
}

/*
 * The flavors of Microsoft's "Qualifier X : flavors;" that hold at a place. DMTF's dialect takes
 * them where the use states none; in Microsoft's a use overrides them one by one.
 */
static void
default_flavors(
    const struct mof_compiler *c, const struct mof_qualifier *raw, struct cim_qualifier *q)
{
	const struct mof_flavor_default *def = cim_map_get(&c->flavor_defaults, raw->name.name);
	for (; def != NULL; def = def->next) {
		if (raw->name.place.at < def->from || raw->name.place.at > def->to)
			continue;
		q->flavors = (uint8_t)((def->flavors & ~q->stated) | (q->flavors & q->stated));
		q->stated |= def->stated;
		return;
	}
}

/* --- what JSON says besides --- */

static const struct mof_type *
said_type(const struct mof_said *said)
{
	return said == NULL ? NULL : said->type;
}

/* Whether a use says that it has the type that is declared. */
static bool
said_fits(const struct mof_said *said, const struct cim_qualifier_type *type)
{
	return (uint8_t)said->type->type == type->type && said->is_array == type->is_array;
}

/*
 * The flavors that JSON names hold, whatever the type says. Where it tells which of them were
 * stated that is so; else those that differ from the type's were, so that MOF says them too.
 */
static bool
said_flavors(struct mof_compiler *c, const struct mof_qualifier *raw,
    const struct cim_qualifier_type *type, struct cim_qualifier *q)
{
	uint8_t holds = 0, named = 0, stated = 0, words = 0;
	if (raw->said == NULL || raw->said->flavors.count == 0)
		return true;
	if (!mof_flavors(c, &raw->said->flavors, &holds, &named))
		return false;
	if (!raw->said->stated) {
		uint8_t unsaid = type != NULL ? type->flavors : CIM_FLAVOR_OVERRIDE;
		q->flavors = (uint8_t)(holds | (unsaid & ~named));
		q->stated = q->flavors ^ unsaid;
		return true;
	}
	/* Those were read before without a mistake. */
	(void)mof_flavors(c, &raw->flavors, &words, &stated);
	if ((stated & named & (words ^ holds)) != 0 || (stated & ~named & words) != 0) {
		mof_check_report(c, MOF_CHECK_FLAVOR_CONFLICT, raw->place,
		    "qualifier '%.*s': \"stated\" contradicts \"flavors\"",
		    MOF_SHOW(raw->name.name));
		return false;
	}
	q->flavors = holds;
	q->stated = stated;
	return true;
}

/* --- qualifiers of Microsoft's dialect --- */

/* Whether a literal is one of a type, as it stands. */
static bool
literal_fits(const struct mof_value *raw, enum cim_type type)
{
	enum cim_type own = mof_literal_type(raw);
	bool negative;
	uint64_t magnitude;
	struct cim_value scratch;
	if (raw->kind == MOF_VALUE_INTEGER && cim_type_is_integer(type))
		return mof_literal_integer(raw->as.text, &negative, &magnitude) == CIM_OK &&
		    cim_value_set_integer(&scratch, type, negative, magnitude) == CIM_OK;
	/* Nothing else can be written for a datetime than a string. */
	if (own == CIM_STRING && (type == CIM_DATETIME || type == CIM_OCTETSTRING))
		return true;
	return own == type || (cim_type_is_real(own) && cim_type_is_real(type));
}

/* Whether a use is what its type wants: if not it has the type of its value, or that it says. */
static bool
use_fits(const struct mof_qualifier *raw, const struct cim_qualifier_type *type)
{
	if (said_type(raw->said) != NULL)
		return said_fits(raw->said, type);
	const struct mof_value *v = raw->value;
	enum cim_type t = (enum cim_type)type->type;
	if (v == NULL)
		return t == CIM_BOOLEAN && !type->is_array;
	if (v->kind == MOF_VALUE_NULL)
		return true;
	if (v->kind != MOF_VALUE_ARRAY)
		return !type->is_array && literal_fits(v, t);
	const struct mof_value *item = v->as.items.first;
	while (item != NULL && literal_fits(item, t))
		item = item->next;
	return type->is_array && item == NULL;
}

/* The type that the value of a use has by itself; false: it has none, told. */
static bool
own_type(struct mof_compiler *c, const struct mof_qualifier *raw, struct cim_qualifier_type *type)
{
	const struct mof_value *v = raw->value;
	*type = (struct cim_qualifier_type){ .name = raw->name.name, .type = CIM_BOOLEAN };
	if (said_type(raw->said) != NULL) {
		type->type = (uint8_t)raw->said->type->type;
		type->is_array = raw->said->is_array;
		return true;
	}
	if (v == NULL)
		return true;
	enum cim_type t = mof_literal_type(v);
	type->is_array = v->kind == MOF_VALUE_ARRAY;
	if (type->is_array && v->as.items.count == 0)
		t = CIM_STRING;
	type->type = (uint8_t)t;
	if (t == CIM_TYPE_NONE)
		mof_check_report(c, MOF_CHECK_QUAL_TYPE, v->place,
		    "qualifier '%.*s': this has no type by itself; a string stands in quotes",
		    MOF_SHOW(raw->name.name));
	return t != CIM_TYPE_NONE;
}

/* Told once a name. */
static void
tell_loose(struct mof_compiler *c, const struct mof_qualifier *raw,
    const struct cim_qualifier_type *declared, const struct cim_qualifier_type *own)
{
	if (cim_map_get(&c->loose, raw->name.name) != NULL ||
	    mof_is_builtin(c, raw->name.place))
		return;
	if (!mof_compile_ok(c, cim_map_set(&c->loose, c->arena, raw->name.name, c)))
		return;
	mof_check_report(c, declared != NULL ? MOF_CHECK_WMI_VALUE : MOF_CHECK_WMI_QUALIFIER,
	    raw->name.place, "qualifier '%.*s' %s: here it is %s%s", MOF_SHOW(raw->name.name),
	    declared != NULL ? "has a value of another type" : "has no qualifier type",
	    cim_type_to_string((enum cim_type)own->type), own->is_array ? "[]" : "");
}

/*
 * What holds where the use says nothing: nothing goes to subclasses or instances, and what does
 * may be overridden; but a key is always inherited. A type that the unit itself declares speaks
 * for itself; to DSC every type does.
 */
static void
own_flavors(const struct mof_compiler *c, const struct mof_ns *ns, const struct mof_qualifier *raw,
    const struct cim_qualifier_type *type, struct cim_qualifier *q)
{
	const struct mof_qtype *entry = cim_map_get(&ns->types, raw->name.name);
	const uint8_t goes = CIM_FLAVOR_TOSUBCLASS | CIM_FLAVOR_TOINSTANCE;
	uint8_t base = CIM_FLAVOR_OVERRIDE;
	if (type != NULL && ((entry != NULL && entry->raw != NULL) ||
	    c->dialect == MOF_DIALECT_DSC || cim_name_is(raw->name.name, "Key")))
		base = type->flavors;
	else if (type != NULL && (q->flavors & q->stated & goes) != 0)
		base |= (uint8_t)(type->flavors & ~goes);
	else if (type != NULL)
		base = (uint8_t)(type->flavors & ~goes);
	q->flavors = (uint8_t)((base & ~q->stated) | (q->flavors & q->stated));
}

/* A use in Microsoft's dialect: with a type or without. False: told, and left out. */
static bool
loose_qualifier(struct mof_compiler *c, struct mof_ns *ns, const struct mof_qualifier *raw,
    const struct cim_qualifier_type *type, uint32_t element, struct cim_qualifier *q)
{
	const uint8_t words = CIM_FLAVOR_OVERRIDE | CIM_FLAVOR_TOSUBCLASS | CIM_FLAVOR_TOINSTANCE;
	struct cim_qualifier_type own;
	bool fits = type != NULL && use_fits(raw, type);
	own_flavors(c, ns, raw, type, q);
	if (!said_flavors(c, raw, type, q) || (!fits && !own_type(c, raw, &own)))
		return false;
	if (!fits)
		tell_loose(c, raw, type, &own);
	if (!use_value(c, ns, raw, fits ? type : &own, &q->value))
		return false;
	struct mof_subject s = {
		.c = c, .raw = raw, .qualifier = q, .type = type, .element = element
	};
	if (fits)
		mof_check_run(&s, MOF_AT_QUALIFIER);
	/*
	 * What differs from the type counts as stated, so that the use says it wherever it is
	 * printed: there the type is declared, and speaks for what is not stated.
	 */
	if (type != NULL && (raw->said == NULL || raw->said->flavors.count == 0))
		q->stated |= (uint8_t)((q->flavors ^ type->flavors) & words);
	return true;
}

/* One use; false: told, and left out. */
static bool
compile_qualifier(struct mof_compiler *c, struct mof_ns *ns, const struct mof_qualifier *raw,
    uint32_t element, struct cim_qualifier *q)
{
	bool failed;
	const struct cim_qualifier_type *type =
	    mof_qualifier_type_get(c, ns, raw->name.name, &failed);
	if (type == NULL && (!mof_microsoft(c) || failed)) {
		if (!failed && c->err == CIM_OK && !mof_may_be_lost(c, raw->name.name))
			mof_check_fix_hint(c, mof_check_report(c, MOF_CHECK_QUAL_UNDECLARED,
			    raw->name.place, "qualifier '%.*s' has no qualifier type%s",
			    MOF_SHOW(raw->name.name), mof_hint_qualifier(c, ns, raw->name.name)),
			    raw->name.place);
		return false;
	}
	*q = (struct cim_qualifier){ .name = raw->name.name, .place = raw->name.place };
	if (raw->flavors.count > 0 && !mof_flavors(c, &raw->flavors, &q->flavors, &q->stated))
		q->flavors = q->stated = 0;
	else if ((raw->flavors.count == 0 || mof_microsoft(c)) && c->flavor_defaults.used > 0)
		default_flavors(c, raw, q);
	if (mof_microsoft(c))
		return loose_qualifier(c, ns, raw, type, element, q);
	q->flavors = (uint8_t)((type->flavors & ~q->stated) | (q->flavors & q->stated));
	if (!said_flavors(c, raw, type, q))
		return false;
	if (said_type(raw->said) != NULL && !said_fits(raw->said, type)) {
		struct mof_diag *diag = mof_check_report(c, MOF_CHECK_QUAL_TYPE,
		    raw->said->type->place, "qualifier '%.*s' is %s%s, as its type is declared",
		    MOF_SHOW(raw->name.name), cim_type_to_string((enum cim_type)type->type),
		    type->is_array ? "[]" : "");
		mof_check_note(c, diag, type->place, "declared here");
		return false;
	}
	if (!use_value(c, ns, raw, type, &q->value))
		return false;
	struct mof_subject s = {
		.c = c, .raw = raw, .qualifier = q, .type = type, .element = element
	};
	mof_check_run(&s, MOF_AT_QUALIFIER);
	return true;
}

#define FEW 16		/* up to so many are compared one by one */

/* Tells a second qualifier of a name. map holds the names of a long list. */
static bool
is_twice(struct mof_compiler *c, const struct mof_list *raws, struct mof_qualifier *raw,
    struct cim_map *map)
{
	const struct mof_qualifier *first = NULL;
	if (raws->count > FEW) {
		void *there = NULL;
		if (!mof_compile_ok(c, cim_map_add(map, c->arena, raw->name.name, raw, &there)))
			return true;
		first = there == raw ? NULL : there;
	} else {
		const struct mof_qualifier *q = raws->first;
		while (q != raw && !cim_name_eq(q->name.name, raw->name.name))
			q = q->next;
		first = q == raw ? NULL : q;
	}
	if (first == NULL)
		return false;
	struct mof_diag *diag = mof_check_report(c, MOF_CHECK_QUAL_DUP, raw->name.place,
	    "qualifier '%.*s' stands here twice", MOF_SHOW(raw->name.name));
	mof_check_note(c, diag, first->name.place, "first written here");
	return true;
}

struct cim_qualifiers
mof_compile_qualifiers(
    struct mof_compiler *c, struct mof_ns *ns, const struct mof_list *raws, uint32_t element)
{
	struct cim_qualifiers none = { NULL, 0 };
	if (raws->count == 0)
		return none;
	struct cim_qualifier *list = mof_compile_alloc(c, raws->count, sizeof(*list));
	if (list == NULL)
		return none;
	uint32_t count = 0;
	struct cim_map map = { 0 };
	for (struct mof_qualifier *raw = raws->first; raw != NULL && c->err == CIM_OK;
	     raw = raw->next) {
		if (is_twice(c, raws, raw, &map))
			continue;
		if (compile_qualifier(c, ns, raw, element, &list[count]))
			count++;
	}
	return (struct cim_qualifiers){ list, count };
}
