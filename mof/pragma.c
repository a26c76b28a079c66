/* pragma.c: what pragmas say: namespaces, flags, deletions, and what becomes of the unit. */
#include <string.h>

#include "cim/limits.h"
#include "mof/compile.h"
#include "mof/literal.h"

/* The only argument of a pragma, a string; false: told. */
static bool
pragma_text(struct mof_compiler *c, const struct mof_pragma *pragma, struct cim_str *out)
{
	const struct mof_value *arg = pragma->args.first;
	if (pragma->args.count != 1 || arg->kind != MOF_VALUE_STRING) {
		mof_check_report(c, MOF_CHECK_PRAGMA_ARGS, pragma->name.place,
		    "pragma '%.*s' takes one string in parentheses", MOF_SHOW(pragma->name.name));
		return false;
	}
	struct mof_literals ctx = { .arena = c->arena, .diags = c->diags,
		.mismatch = mof_check_id(MOF_CHECK_PRAGMA_ARGS), .what = "pragma",
		.name = cim_name_str(pragma->name.name) };
	enum cim_err err = mof_literal_string(&ctx, arg, out);
	if (err != CIM_EINPUT)
		(void)mof_compile_ok(c, err);
	return err == CIM_OK;
}

bool
mof_namespace_path(
    struct mof_compiler *c, struct cim_str text, struct cim_place place, struct cim_str *out)
{
	enum cim_err err = cim_namespace_normal(c->arena, text, out);
	if (err == CIM_EINVAL) {
		mof_check_report(c, MOF_CHECK_NS_NAME, place,
		    "'%.*s' is no namespace: identifiers with '/' between", MOF_SHOW(text));
		return false;
	}
	if (err == CIM_ELIMIT) {
		mof_check_report(c, MOF_CHECK_LIMIT, place,
		    "a namespace of %zu bytes: the limit is %d", text.len, CIM_LIMIT_NAMESPACE);
		return false;
	}
	if (err == CIM_EDENIED) {
		mof_check_report(c, MOF_CHECK_NS_HOST, place,
		    "namespace '%.*s' is on another host; only local ones can be written",
		    MOF_SHOW(text));
		return false;
	}
	/* Two in front begin a host, "\\.\" or "//./". */
	bool first = text.len > 1 && text.ptr[0] == '/' && text.ptr[1] != '/';
	if (err == CIM_OK && (first || (text.len > 1 && text.ptr[text.len - 1] == '/')))
		mof_check_report(c, MOF_CHECK_NS_SLASH, place,
		    "the '/' %s '%.*s' is left out", first ? "in front of" : "behind",
		    MOF_SHOW(*out));
	return mof_compile_ok(c, err);
}

static struct mof_ns *
pragma_namespace(struct mof_compiler *c, const struct mof_pragma *pragma)
{
	struct cim_str text, path;
	if (!pragma_text(c, pragma, &text))
		return NULL;
	struct cim_place place = ((const struct mof_value *)pragma->args.first)->place;
	if (!mof_namespace_path(c, text, place, &path))
		return NULL;
	struct mof_ns *ns = mof_ns_get(c, path, place);
	/* One that only a deletion has named so far is named here first. */
	if (ns != NULL && ns != c->default_ns && ns->place.at == 0)
		ns->place = place;
	return ns;
}

/* ll_CC, as ISO 639 and 3166 have it; ll alone too. */
static bool
is_locale(struct cim_str s)
{
	if (s.len != 2 && s.len != 5)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		char lower = (char)(s.ptr[i] | 0x20);
		bool letter = lower >= 'a' && lower <= 'z';
		if (i == 2 ? s.ptr[i] != '_' && s.ptr[i] != '-' : !letter)
			return false;
	}
	return true;
}

static void
pragma_locale(struct mof_compiler *c, const struct mof_pragma *pragma)
{
	struct cim_str text;
	if (!pragma_text(c, pragma, &text) || is_locale(text))
		return;
	mof_check_report(c, MOF_CHECK_PRAGMA_LOCALE,
	    ((const struct mof_value *)pragma->args.first)->place,
	    "'%.*s' is no locale such as \"en_US\"", MOF_SHOW(text));
}

/* Told once a name. */
static void
pragma_unknown(
    struct mof_compiler *c, const struct mof_pragma *pragma, enum mof_check check, const char *why)
{
	if (cim_map_get(&c->pragmas, pragma->name.name) != NULL)
		return;
	if (mof_compile_ok(c, cim_map_set(&c->pragmas, c->arena, pragma->name.name, c)))
		mof_check_report(c, check, pragma->name.place, "pragma '%.*s' %s",
		    MOF_SHOW(pragma->name.name), why);
}

/* The text of an argument that is a string or a bare word; false: told, or another kind. */
static bool
arg_text(struct mof_compiler *c, const struct mof_value *arg, const char *id, struct cim_str *out)
{
	if (arg->kind == MOF_VALUE_WORD) {
		*out = cim_name_str(arg->as.word.name);
		return true;
	}
	struct mof_literals ctx = { .arena = c->arena, .diags = c->diags, .mismatch = id,
		.what = "pragma", .name = CIM_STR("") };
	enum cim_err err =
	    arg->kind == MOF_VALUE_STRING ? mof_literal_string(&ctx, arg, out) : CIM_EINPUT;
	if (err != CIM_EINPUT)
		(void)mof_compile_ok(c, err);
	return err == CIM_OK;
}

/* --- classflags, instanceflags --- */

/* What Microsoft's decompilers write: the flags as one number. */
static bool
flags_number(struct mof_compiler *c, const struct mof_value *arg, bool instances, uint8_t *mode)
{
	bool negative = false;
	uint64_t number = 0;
	enum cim_err err = mof_literal_integer(arg->as.text, &negative, &number);
	if (err == CIM_OK && !negative && number <= UINT8_MAX &&
	    cim_mode_valid((uint32_t)number | *mode, instances)) {
		*mode |= (uint8_t)number;
		return true;
	}
	mof_check_report(c, MOF_CHECK_FLAGS, arg->place, "%.*s is no number of flags: %s",
	    MOF_SHOW(arg->as.text), instances ? "1 is updateonly, 2 createonly" :
	    "1 is updateonly, 2 createonly, 32 safeupdate, 64 forceupdate");
	return false;
}

/* The words of one argument. */
static bool
flags_words(struct mof_compiler *c, const struct mof_value *arg, bool instances, uint8_t *mode)
{
	struct cim_str text, bad;
	if (!arg_text(c, arg, mof_check_id(MOF_CHECK_FLAGS), &text))
		return false;
	enum cim_err err = cim_mode_parse(text, instances, mode, &bad);
	if (err == CIM_EINVAL && bad.len == 0)
		mof_check_report(c, MOF_CHECK_FLAGS, arg->place, "a word is missing");
	else if (err == CIM_EINVAL)
		mof_check_report(c, MOF_CHECK_FLAGS, arg->place, "'%.*s' is no flag of %s: %s",
		    MOF_SHOW(bad), instances ? "instances" : "classes", instances ?
		    "createonly or updateonly" :
		    "createonly, updateonly, safeupdate or forceupdate");
	else if (err == CIM_ECONFLICT)
		mof_check_report(c, MOF_CHECK_FLAGS, arg->place,
		    "'%.*s' contradicts another flag", MOF_SHOW(bad));
	return err == CIM_OK;
}

/* The flags hold from here to the end of the file; what is no flag changes nothing. */
static void
pragma_flags(struct mof_compiler *c, const struct mof_pragma *pragma, bool instances)
{
	uint8_t mode = 0;
	bool good = true;
	if (pragma->args.count == 0) {
		mof_check_report(c, MOF_CHECK_FLAGS, pragma->name.place,
		    "pragma '%.*s' takes flags in parentheses", MOF_SHOW(pragma->name.name));
		return;
	}
	for (const struct mof_value *arg = pragma->args.first; arg != NULL; arg = arg->next)
		good &= arg->kind == MOF_VALUE_INTEGER ? flags_number(c, arg, instances, &mode) :
		    flags_words(c, arg, instances, &mode);
	if (good)
		*(instances ? &c->instance_mode : &c->class_mode) = mode;
}

/* --- deleteclass, deleteinstance --- */

/* ("NAME", FAIL) or ("NAME", NOFAIL); false: told. */
static bool
deletion_args(struct mof_compiler *c, const struct mof_pragma *pragma, enum mof_check check,
    const char *what, struct cim_str *text, bool *nofail)
{
	const struct mof_value *arg = pragma->args.first;
	struct cim_str word;
	if (pragma->args.count != 2 || arg->kind != MOF_VALUE_STRING) {
		mof_check_report(c, check, pragma->name.place,
		    "pragma '%.*s' takes %s in quotes, a comma, and FAIL or NOFAIL",
		    MOF_SHOW(pragma->name.name), what);
		return false;
	}
	if (!arg_text(c, arg, mof_check_id(check), text))
		return false;
	if (!arg_text(c, arg->next, mof_check_id(check), &word))
		word = cim_str("", 0);
	struct cim_name name = cim_name(word.ptr, word.len);
	*nofail = cim_name_is(name, "NOFAIL");
	if (*nofail || cim_name_is(name, "FAIL"))
		return true;
	mof_check_report(c, check, arg->next->place, "FAIL or NOFAIL is wanted here");
	return false;
}

static void
pragma_deleteclass(struct mof_compiler *c, const struct mof_pragma *pragma, struct mof_ns *ns)
{
	struct cim_str text;
	bool nofail;
	if (!deletion_args(c, pragma, MOF_CHECK_DELETECLASS, "the name of a class", &text, &nofail))
		return;
	struct cim_place place = ((const struct mof_value *)pragma->args.first)->place;
	if (!cim_name_valid(text)) {
		mof_check_report(c, MOF_CHECK_DELETECLASS, place, "'%.*s' is no name of a class",
		    MOF_SHOW(text));
		return;
	}
	mof_delete_class(c, ns, cim_name(text.ptr, text.len), nofail, place);
}

static void
pragma_deleteinstance(struct mof_compiler *c, const struct mof_pragma *pragma, struct mof_ns *ns)
{
	struct cim_str text;
	struct cim_path path;
	size_t position = 0;
	bool nofail;
	if (!deletion_args(c, pragma, MOF_CHECK_DELETEINSTANCE, "the path of an instance", &text,
		&nofail))
		return;
	struct cim_place place = ((const struct mof_value *)pragma->args.first)->place;
	enum cim_err err = cim_path_parse(c->arena, text, &path, &position);
	if (err == CIM_EINVAL || err == CIM_ELIMIT || err == CIM_EDENIED) {
		mof_check_report(c, MOF_CHECK_DELETEINSTANCE, place,
		    "'%.*s' is no object path (character %u)", MOF_SHOW(text),
		    (unsigned)position + 1);
		return;
	}
	if (!mof_compile_ok(c, err))
		return;
	if (path.host.len > 0 && !cim_str_eq(path.host, CIM_STR("."))) {
		mof_check_report(c, MOF_CHECK_NS_HOST, place,
		    "the instance is on another host; only local ones can be deleted");
		return;
	}
	if (path.key_count == 0 && !path.is_singleton) {
		mof_check_report(c, MOF_CHECK_DELETEINSTANCE, place,
		    "'%.*s' is the path of a class: keys are missing", MOF_SHOW(text));
		return;
	}
	if (path.ns.len > 0)
		ns = mof_ns_get(c, path.ns, place);
	if (ns != NULL)
		mof_delete_instance(c, ns, &path, nofail, place);
}

/* --- what becomes of the unit --- */

static void
pragma_amendment(struct mof_compiler *c, const struct mof_pragma *pragma)
{
	const struct mof_value *arg = pragma->args.first;
	struct cim_str text;
	if (pragma->args.count != 1 || arg->kind != MOF_VALUE_STRING) {
		mof_check_report(c, MOF_CHECK_AMENDMENT, pragma->name.place,
		    "pragma 'amendment' takes a locale such as \"MS_409\"");
		return;
	}
	if (!arg_text(c, arg, mof_check_id(MOF_CHECK_AMENDMENT), &text))
		return;
	if (!mof_locale_parse(text, NULL)) {
		mof_check_report(c, MOF_CHECK_AMENDMENT, arg->place,
		    "'%.*s' is no locale such as \"MS_409\"", MOF_SHOW(text));
		return;
	}
	if (c->batch->amendment.len > 0) {
		struct mof_diag *diag = mof_check_report(c, MOF_CHECK_AMENDMENT_DUP,
		    pragma->name.place, "a second pragma 'amendment'");
		mof_check_note(c, diag, c->amendment_place, "the first is here");
		c->amendment_twice = true;
		return;
	}
	char *low = arena_text(c->arena, text.len);
	if (!mof_compile_ok(c, low == NULL ? CIM_ENOMEM : CIM_OK))
		return;
	for (size_t i = 0; i < text.len; i++)
		low[i] = text.ptr[i] == '_' ? '_' : (char)(text.ptr[i] | 0x20);
	c->batch->amendment = cim_str(low, text.len);
	c->amendment_place = pragma->name.place;
}

void
mof_report_amendment(struct mof_compiler *c)
{
	if (c->batch->amendment.len > 0 && !c->amendment_twice)
		mof_check_report(c, MOF_CHECK_PRAGMA_IGNORED, c->amendment_place,
		    "pragma 'amendment' asks to split the file, which this does not do: "
		    "it is compiled whole");
}

static void
pragma_autorecover(struct mof_compiler *c, const struct mof_pragma *pragma)
{
	if (pragma->args.count > 0)
		mof_check_report(c, MOF_CHECK_PRAGMA_ARGS, pragma->name.place,
		    "pragma 'autorecover' takes no argument");
	else
		c->batch->autorecover = true;
}

struct mof_ns *
mof_pragma(struct mof_compiler *c, const struct mof_pragma *pragma, struct mof_ns *ns)
{
	struct cim_name name = pragma->name.name;
	if (cim_name_is(name, "namespace")) {
		struct mof_ns *next = pragma_namespace(c, pragma);
		/* After a namespace that is none nothing can be found: told once, here. */
		return next != NULL ? next : &c->lost_ns;
	}
	if (cim_name_is(name, "locale") || cim_name_is(name, "instancelocale"))
		pragma_locale(c, pragma);
	else if (cim_name_is(name, "autorecover"))
		pragma_autorecover(c, pragma);
	else if (cim_name_is(name, "classflags") || cim_name_is(name, "instanceflags"))
		pragma_flags(c, pragma, cim_name_is(name, "instanceflags"));
	else if (cim_name_is(name, "deleteclass"))
		pragma_deleteclass(c, pragma, ns);
	else if (cim_name_is(name, "deleteinstance"))
		pragma_deleteinstance(c, pragma, ns);
	else if (cim_name_is(name, "amendment"))
		pragma_amendment(c, pragma);
	else
		pragma_unknown(c, pragma, MOF_CHECK_PRAGMA_UNKNOWN, "is unknown and left out");
	return ns;
}
