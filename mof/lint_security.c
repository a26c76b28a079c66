/* lint_security.c: the rules of lint that say what a file does to the system that compiles it. */
#include "mof/lint.h"

#include <string.h>

#include "cim/path.h"
#include "mof/literal.h"
#include "mof/secret.h"

/* Of an array of numbers that may be a program's bytes. */
#define BYTES_LEAST 64

/* Where a text stands: only what may run is asked whether it does. */
enum stand { IN_SLOT, IN_DEFAULT, IN_QUALIFIER };

/* --- texts --- */

/* What a text shows of itself: one line, no secret. */
static struct cim_str
shown(struct mof_linter *l, struct cim_str text)
{
	size_t begin, end;
	if (mof_secret_in_text(text, &begin, &end))
		return CIM_STR("(not shown: there is a password in it)");
	char *line = arena_copy(&l->scratch, text.ptr, text.len);
	(void)mof_lint_ok(l, line == NULL ? CIM_ENOMEM : CIM_OK);
	for (size_t i = 0; line != NULL && i < text.len; i++) {
		if (line[i] == '\n' || line[i] == '\r' || line[i] == '\t')
			line[i] = ' ';
	}
	return line == NULL ? cim_str("", 0) : cim_str(line, text.len);
}

static void
text_secret(struct mof_linter *l, const struct mof_name *name, const struct mof_value *value,
    struct cim_str text, enum stand stand)
{
	size_t begin, end;
	if (stand == IN_QUALIFIER)
		return;
	if (mof_secret_name(cim_name_str(name->name))) {
		if (mof_secret_plain(text))
			mof_lint_report(l, MOF_LINT_PASSWORD, value->place,
			    "'%.*s' is in plain text; whoever reads the file has it",
			    MOF_SHOW(name->name));
	} else if (mof_secret_in_text(text, &begin, &end)) {
		mof_lint_report(l, MOF_LINT_PASSWORD, value->place,
		    "a password stands in the text of '%.*s'", MOF_SHOW(name->name));
	}
}

/* Properties whose text is a script, whatever is in it. */
static bool
is_script(struct cim_name name)
{
	return cim_name_is(name, "ScriptText") || cim_name_is(name, "SetScript") ||
	    cim_name_is(name, "TestScript") || cim_name_is(name, "GetScript");
}

static void
text(struct mof_linter *l, const struct mof_name *name, const struct mof_value *value,
    enum stand stand)
{
	struct cim_str text, url;
	if (!mof_lint_text(l, value, &text))
		return;
	const char *lower = mof_text_lower(&l->scratch, text);
	if (!mof_lint_ok(l, lower == NULL ? CIM_ENOMEM : CIM_OK))
		return;
	text_secret(l, name, value, text, stand);
	const char *found = mof_text_executable(text);
	if (found != NULL)
		mof_lint_report(l, MOF_LINT_EXECUTABLE, value->place,
		    "'%.*s' holds a program for Windows in %s", MOF_SHOW(name->name), found);
	else if ((found = mof_text_encoded(lower, text)) != NULL &&
	    !mof_secret_name(cim_name_str(name->name)))
		mof_lint_report(l, MOF_LINT_ENCODED, value->place, "'%.*s' holds what is encoded: %s",
		    MOF_SHOW(name->name), found);
	if (stand == IN_QUALIFIER)
		return;
	if ((found = mof_text_download(lower)) != NULL)
		mof_lint_report(l, MOF_LINT_DOWNLOAD, value->place,
		    "'%.*s' holds a command that downloads: %s", MOF_SHOW(name->name), found);
	else if (mof_text_url(lower, text, &url))
		mof_lint_report(l, MOF_LINT_URL, value->place, "'%.*s' names %.*s",
		    MOF_SHOW(name->name), MOF_SHOW_LONG(shown(l, url)));
	found = mof_text_script(lower);
	if (found == NULL && is_script(name->name) && text.len > 0)
		found = "by its name";
	if (found != NULL)
		mof_lint_report(l, MOF_LINT_SCRIPT, value->place,
		    "'%.*s' holds a script or command line: %s", MOF_SHOW(name->name), found);
}

static bool
is_number(const struct mof_value *value, uint64_t wanted)
{
	bool negative;
	uint64_t magnitude;
	return value != NULL && value->kind == MOF_VALUE_INTEGER &&
	    mof_literal_integer(value->as.text, &negative, &magnitude) == CIM_OK && !negative &&
	    magnitude == wanted;
}

static void value(struct mof_linter *l, const struct mof_name *name, const struct mof_value *v,
    enum stand stand);

static void
array(struct mof_linter *l, const struct mof_name *name, const struct mof_value *v,
    enum stand stand)
{
	const struct mof_value *first = v->as.items.first;
	if (v->as.items.count >= BYTES_LEAST && is_number(first, 'M') && is_number(first->next, 'Z'))
		mof_lint_report(l, MOF_LINT_EXECUTABLE, v->place,
		    "'%.*s' holds a program for Windows byte by byte", MOF_SHOW(name->name));
	for (const struct mof_value *item = first; item != NULL; item = item->next)
		value(l, name, item, stand);
}

static void
value(struct mof_linter *l, const struct mof_name *name, const struct mof_value *v,
    enum stand stand)
{
	if (v == NULL)
		return;
	if (v->kind == MOF_VALUE_STRING)
		text(l, name, v, stand);
	else if (v->kind == MOF_VALUE_ARRAY)
		array(l, name, v, stand);
	else if (v->kind == MOF_VALUE_OBJECT && v->as.object != NULL)
		mof_lint_secure_instance(l, v->as.object);
	else if (v->kind == MOF_VALUE_INTEGER && stand != IN_QUALIFIER &&
	    mof_secret_name(cim_name_str(name->name)))
		mof_lint_report(l, MOF_LINT_PASSWORD, v->place,
		    "'%.*s' is in plain text; whoever reads the file has it",
		    MOF_SHOW(name->name));
}

static void
qualifiers(struct mof_linter *l, const struct mof_list *quals)
{
	for (const struct mof_qualifier *q = quals->first; q != NULL; q = q->next)
		value(l, &q->name, q->value, IN_QUALIFIER);
}

/* --- instances --- */

/* The text of a property, or an empty one. */
static struct cim_str
slot_text(struct mof_linter *l, const struct mof_instance *raw, const char *name)
{
	const struct mof_slot *slot = mof_lint_slot(raw, name);
	struct cim_str found;
	if (slot == NULL || !mof_lint_text(l, slot->value, &found))
		return cim_str("", 0);
	return found;
}

/* What a consumer does, in its own words. */
static struct cim_str
does(struct mof_linter *l, const struct mof_instance *raw)
{
	static const char *const words[] = { "CommandLineTemplate", "ExecutablePath", "ScriptText",
		"ScriptFileName", "Filename", "ToLine" };
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		struct cim_str found = slot_text(l, raw, words[i]);
		if (found.len > 0)
			return shown(l, found);
	}
	return CIM_STR("(it does not say what)");
}

/* Whether a class is __EventConsumer, is called like one, or is below one in these files. */
static bool
is_consumer(const struct mof_linter *l, struct cim_name name)
{
	static const char word[] = "EventConsumer";
	for (int depth = 0; depth < 64; depth++) {
		size_t len = sizeof(word) - 1;
		if (name.len >= len &&
		    cim_name_is(cim_name(name.ptr + name.len - len, len), word))
			return true;
		const struct mof_class *cls = cim_map_get(&l->classes, name);
		if (cls == NULL || cls->superclass.name.len == 0)
			return false;
		name = cls->superclass.name;
	}
	return false;
}

/* The entry of an instance; NULL: it has none, or another had its names before. */
static struct mof_lint_target *
target_of(struct mof_linter *l, const struct mof_instance *raw)
{
	struct mof_lint_target *t =
	    raw->alias.name.len > 0 ? cim_map_get(l->aliases, raw->alias.name) : NULL;
	if (t == NULL || t->raw != raw)
		t = mof_lint_find(l, raw->class_name.name, slot_text(l, raw, "Name"));
	return t != NULL && t->raw == raw ? t : NULL;
}

static struct mof_diag *
provider(struct mof_linter *l, const struct mof_instance *raw)
{
	struct cim_str name = slot_text(l, raw, "Name"), clsid = slot_text(l, raw, "CLSID");
	struct cim_str model = slot_text(l, raw, "HostingModel");
	if (clsid.len == 0)
		clsid = slot_text(l, raw, "ClientLoadableCLSID");
	if (clsid.len == 0)
		clsid = CIM_STR("(not said)");
	return mof_lint_report(l, MOF_LINT_PROVIDER, raw->class_name.place,
	    "provider '%.*s' is registered: COM class %.*s%s%.*s", MOF_SHOW(name),
	    MOF_SHOW(clsid), model.len > 0 ? ", hosted as " : "", MOF_SHOW(model));
}

/* The classes of WMI that make something happen. */
static struct mof_diag *
by_class(struct mof_linter *l, const struct mof_instance *raw)
{
	struct cim_name cls = raw->class_name.name;
	struct cim_place place = raw->class_name.place;
	struct cim_str name = slot_text(l, raw, "Name");
	if (cim_name_is(cls, "ActiveScriptEventConsumer"))
		return mof_lint_report(l, MOF_LINT_CONSUMER_SCRIPT, place,
		    "consumer '%.*s' runs a script when its event comes: %.*s", MOF_SHOW(name),
		    MOF_SHOW_LONG(does(l, raw)));
	if (cim_name_is(cls, "CommandLineEventConsumer"))
		return mof_lint_report(l, MOF_LINT_CONSUMER_COMMAND, place,
		    "consumer '%.*s' starts a program when its event comes: %.*s", MOF_SHOW(name),
		    MOF_SHOW_LONG(does(l, raw)));
	if (is_consumer(l, cls))
		return mof_lint_report(l, MOF_LINT_CONSUMER, place, "consumer '%.*s' (%.*s)",
		    MOF_SHOW(name), MOF_SHOW(cls));
	if (cim_name_is(cls, "__EventFilter"))
		return mof_lint_report(l, MOF_LINT_FILTER, place, "filter '%.*s' waits for: %.*s",
		    MOF_SHOW(name), MOF_SHOW_LONG(slot_text(l, raw, "Query")));
	if (cim_name_is(cls, "__IntervalTimerInstruction") ||
	    cim_name_is(cls, "__AbsoluteTimerInstruction"))
		return mof_lint_report(l, MOF_LINT_FILTER, place, "a timer that makes events: %.*s",
		    MOF_SHOW(slot_text(l, raw, "TimerId")));
	if (cim_name_is(cls, "__Win32Provider"))
		return provider(l, raw);
	return NULL;
}

/* What DSC is allowed to write without encryption. */
static void
plaintext(struct mof_linter *l, const struct mof_slot *slot)
{
	if (slot->value != NULL && slot->value->kind == MOF_VALUE_TRUE &&
	    (cim_name_is(slot->name.name, "PSDscAllowPlainTextPassword") ||
	    cim_name_is(slot->name.name, "PSDscAllowDomainUser")))
		mof_lint_report(l, MOF_LINT_PLAINTEXT, slot->place,
		    "%.*s: passwords may stand in the file as they are",
		    MOF_SHOW(slot->name.name));
}

void
mof_lint_secure_instance(struct mof_linter *l, const struct mof_instance *raw)
{
	struct mof_diag *diag = by_class(l, raw);
	struct mof_lint_target *target = diag == NULL ? NULL : target_of(l, raw);
	if (target != NULL)
		target->diag = diag;
	qualifiers(l, &raw->qualifiers);
	for (const struct mof_slot *slot = raw->slots.first; slot != NULL; slot = slot->next) {
		plaintext(l, slot);
		value(l, &slot->name, slot->value, IN_SLOT);
	}
}

void
mof_lint_secure_class(struct mof_linter *l, const struct mof_class *cls)
{
	qualifiers(l, &cls->qualifiers);
	for (const struct mof_member *m = cls->members.first; m != NULL; m = m->next) {
		qualifiers(l, &m->qualifiers);
		value(l, &m->name, m->value, IN_DEFAULT);
	}
}

/* --- pragmas --- */

/* Whether a namespace is where Microsoft's permanent subscriptions are. */
static bool
is_subscription(struct cim_str ns)
{
	static const char word[] = "subscription";
	size_t len = sizeof(word) - 1;
	while (ns.len > 0 && (ns.ptr[ns.len - 1] == '\\' || ns.ptr[ns.len - 1] == '/'))
		ns.len--;
	if (ns.len < len || !cim_name_is(cim_name(ns.ptr + ns.len - len, len), word))
		return false;
	return ns.len == len || ns.ptr[ns.len - len - 1] == '\\' ||
	    ns.ptr[ns.len - len - 1] == '/';
}

void
mof_lint_secure_pragma(struct mof_linter *l, const struct mof_pragma *pragma)
{
	struct cim_name name = pragma->name.name;
	struct cim_str arg = { "", 0 };
	const struct mof_value *first = pragma->args.first;
	(void)mof_lint_text(l, first, &arg);
	if (cim_name_is(name, "autorecover"))
		mof_lint_report(l, MOF_LINT_AUTORECOVER, pragma->name.place,
		    "the file is compiled again whenever the repository is rebuilt");
	else if (cim_name_is(name, "deleteclass") || cim_name_is(name, "deleteinstance"))
		mof_lint_report(l, MOF_LINT_DELETE, pragma->name.place, "%.*s deletes %.*s",
		    MOF_SHOW(name), MOF_SHOW(arg));
	else if (cim_name_is(name, "namespace") && is_subscription(arg))
		mof_lint_report(l, MOF_LINT_NAMESPACE, first->place,
		    "what follows goes to %.*s, whose filters and consumers outlive every restart",
		    MOF_SHOW(arg));
}

/* --- what points to others --- */

/* The instance that a reference means: by alias, by path, or in its place; NULL: it is not here. */
static const struct mof_instance *
resolve(struct mof_linter *l, const struct mof_slot *slot)
{
	const struct mof_value *v = slot == NULL ? NULL : slot->value;
	struct cim_str path_text;
	struct cim_path path;
	if (v == NULL)
		return NULL;
	if (v->kind == MOF_VALUE_OBJECT)
		return v->as.object;
	if (v->kind == MOF_VALUE_ALIAS) {
		const struct mof_lint_target *t = cim_map_get(l->aliases, v->as.word.name);
		return t == NULL ? NULL : t->raw;
	}
	if (!mof_lint_text(l, v, &path_text))
		return NULL;
	enum cim_err err = cim_path_parse(&l->scratch, path_text, &path, NULL);
	if (err == CIM_ENOMEM)
		(void)mof_lint_ok(l, err);
	if (err != CIM_OK || path.key_count != 1)
		return NULL;
	const struct mof_lint_target *t = mof_lint_find(l, path.class_name, path.keys[0].text);
	return t == NULL ? NULL : t->raw;
}

/* What a reference says where nothing in these files is meant by it. */
static struct cim_str
reference_text(struct mof_linter *l, const struct mof_slot *slot)
{
	struct cim_str found;
	if (slot == NULL || slot->value == NULL)
		return CIM_STR("nothing");
	if (slot->value->kind == MOF_VALUE_ALIAS)
		return cim_name_str(slot->value->as.word.name);
	return mof_lint_text(l, slot->value, &found) ? found : CIM_STR("something");
}

/* One end of a binding. */
static void
note_end(struct mof_linter *l, struct mof_diag *diag, const struct mof_slot *slot,
    const struct mof_instance *end, const char *what, const char *verb, struct cim_str text)
{
	struct cim_place place = { 0, 0 };
	if (end == NULL)
		mof_diag_note(l->diags, diag, slot == NULL ? place : slot->place,
		    "the %s %.*s is not in these files", what,
		    MOF_SHOW(reference_text(l, slot)));
	else
		mof_diag_note(l->diags, diag, end->class_name.place, "the %s %s: %.*s", what, verb,
		    MOF_SHOW_LONG(text));
}

static void
binding(struct mof_linter *l, const struct mof_instance *raw)
{
	const struct mof_slot *filter_slot = mof_lint_slot(raw, "Filter");
	const struct mof_slot *consumer_slot = mof_lint_slot(raw, "Consumer");
	const struct mof_instance *filter = resolve(l, filter_slot);
	const struct mof_instance *consumer = resolve(l, consumer_slot);
	struct cim_str from = filter == NULL ? reference_text(l, filter_slot) :
	    slot_text(l, filter, "Name");
	struct cim_str to = consumer == NULL ? reference_text(l, consumer_slot) :
	    slot_text(l, consumer, "Name");
	struct mof_diag *diag = mof_lint_report(l, MOF_LINT_BINDING, raw->class_name.place,
	    "filter '%.*s' sets off %.*s '%.*s'", MOF_SHOW(from),
	    consumer == NULL ? 8 : (int)consumer->class_name.name.len,
	    consumer == NULL ? "consumer" : consumer->class_name.name.ptr, MOF_SHOW(to));
	note_end(l, diag, filter_slot, filter, "filter", "waits for",
	    filter == NULL ? from : slot_text(l, filter, "Query"));
	note_end(l, diag, consumer_slot, consumer, "consumer", "does",
	    consumer == NULL ? to : does(l, consumer));
}

/* What a provider is registered for, told beside the provider. */
static void
registration(struct mof_linter *l, const struct mof_instance *raw)
{
	const struct mof_slot *slot = mof_lint_slot(raw, "Provider");
	const struct mof_instance *to = resolve(l, slot);
	const struct mof_lint_target *target = to == NULL ? NULL : target_of(l, to);
	if (target != NULL && target->diag != NULL)
		mof_diag_note(l->diags, target->diag, raw->class_name.place, "as %.*s",
		    MOF_SHOW(raw->class_name.name));
	else if (to == NULL)
		mof_lint_report(l, MOF_LINT_PROVIDER, raw->class_name.place,
		    "%.*s of the provider %.*s, which is not in these files",
		    MOF_SHOW(raw->class_name.name), MOF_SHOW(reference_text(l, slot)));
}

void
mof_lint_secure_links(struct mof_linter *l)
{
	for (const struct mof_lint_link *link = l->links.first; link != NULL; link = link->next) {
		l->aliases = link->aliases;
		if (cim_name_is(link->raw->class_name.name, "__FilterToConsumerBinding"))
			binding(l, link->raw);
		else
			registration(l, link->raw);
		mof_lint_forget(l);
	}
}
