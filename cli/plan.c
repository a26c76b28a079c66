/* plan.c: what a batch would change, told object by object and property by property. */
#include "config.h"

#include "cli/plan.h"

#include <string.h>

#include "cim/compare.h"
#include "cim/json.h"
#include "cim/sddl.h"
#include "cli/out.h"
#include "mof/mof.h"

#define SHOWN 60		/* bytes of a value in a line */

/* The name of what changes; of an instance its path. */
static struct cim_str
change_name(const struct repo_change *change)
{
	const struct cim_class *cls =
	    change->new_class != NULL ? change->new_class : change->old_class;
	const struct cim_qualifier_type *qt =
	    change->new_type != NULL ? change->new_type : change->old_type;
	const struct cim_enumeration *en =
	    change->new_enumeration != NULL ? change->new_enumeration : change->old_enumeration;
	switch (change->what) {
	case REPO_KIND_NAMESPACE: return change->ns;
	case REPO_KIND_QUALIFIER_TYPE: return cim_name_str(qt->name);
	case REPO_KIND_ENUMERATION: return cim_name_str(en->name);
	case REPO_KIND_STRUCTURE: case REPO_KIND_CLASS: return cim_name_str(cls->name);
	case REPO_KIND_INSTANCE: break;
	}
	return change->path;
}

static char
sign_of(enum cim_sign sign)
{
	return sign == CIM_ADDED ? '+' : sign == CIM_REMOVED ? '-' : '~';
}

/* A value on its line, cut where it is long: not inside of a character. */
static void
put_cut(struct bytes_writer *w, struct cim_str text)
{
	size_t len = text.len;
	if (len > SHOWN) {
		len = SHOWN;
		while (len > 0 && ((unsigned char)text.ptr[len] & 0xc0) == 0x80)
			len--;
	}
	bytes_write(w, text.ptr, len);
	if (len < text.len)
		bytes_write_text(w, "...");
}

/* What is shown of a value: of a secret nothing, and nothing of objects, which may hold one. */
static struct cim_str
shown(const struct cim_difference *d, struct cim_str text)
{
	static const char of[] = "instance of ";
	bool value = d->where == CIM_WHERE_SLOT || d->what == CIM_WHAT_VALUE;
	struct cim_str head = text;
	if (!value || text.len == 0 || d->what == CIM_WHAT_QUALIFIER || d->what == CIM_WHAT_ORDER)
		return text;
	if (mof_secret_name(cim_name_str(d->feature)))
		return CIM_STR("(a secret, not shown)");
	if (head.len > 2 && head.ptr[0] == '{')
		head = cim_str(head.ptr + 2, head.len - 2);
	if (head.len > sizeof(of) - 1 && memcmp(head.ptr, of, sizeof(of) - 1) == 0)
		return head.ptr == text.ptr ? CIM_STR("(an object)") : CIM_STR("(objects)");
	return text;
}

static enum cim_err
difference_text(void *ctx, const struct cim_difference *d)
{
	struct bytes_writer *w = ctx;
	bytes_write_format(w, "    %c ", sign_of(d->sign));
	cim_difference_path(w, d);
	if (d->old_text.len > 0 || d->new_text.len > 0)
		bytes_write_u8(w, ' ');
	put_cut(w, shown(d, d->old_text));
	if (d->old_text.len > 0 && d->new_text.len > 0)
		bytes_write_text(w, " -> ");
	put_cut(w, shown(d, d->new_text));
	bytes_write_u8(w, '\n');
	return w->err;
}

static enum cim_err
difference_json(void *ctx, const struct cim_difference *d)
{
	struct bytes_writer *w = ctx, path = { 0 };
	json_comma(w);
	bytes_write_text(w, "{");
	json_key_text(w, "change", d->sign == CIM_ADDED ? "added" : d->sign == CIM_REMOVED ?
	    "removed" : "changed");
	cim_difference_path(&path, d);
	json_key_str(w, "where", cim_str((const char *)path.buf, path.len));
	if (d->sign != CIM_ADDED)
		json_key_str(w, "old", shown(d, d->old_text));
	if (d->sign != CIM_REMOVED)
		json_key_str(w, "new", shown(d, d->new_text));
	bytes_write_text(w, "}");
	enum cim_err err = path.err;
	bytes_writer_free(&path);
	return err != CIM_OK ? err : w->err;
}

static enum cim_err
security_texts(const struct repo_change *change, struct bytes_writer text[2])
{
	const struct repo_security *both[2] = { change->old_security, change->new_security };
	for (int i = 0; i < 2; i++) {
		cim_sddl_print(&text[i], &both[i]->sd);
		if (both[i]->requires_encryption)
			bytes_write_text(&text[i], " RequiresEncryption");
	}
	return text[0].err != CIM_OK ? text[0].err : text[1].err;
}

/* A namespace's security as one difference: the whole of its text. */
static enum cim_err
security_differs(struct bytes_writer *w, const struct repo_change *change, bool is_json)
{
	struct bytes_writer text[2] = { { 0 }, { 0 } };
	enum cim_err err = security_texts(change, text);
	struct cim_str old = cim_str((const char *)text[0].buf, text[0].len);
	struct cim_str now = cim_str((const char *)text[1].buf, text[1].len);
	if (err == CIM_OK && is_json) {
		json_comma(w);
		bytes_write_text(w, "{");
		json_key_text(w, "change", "changed");
		json_key_text(w, "where", "security");
		json_key_str(w, "old", old);
		json_key_str(w, "new", now);
		bytes_write_text(w, "}");
	} else if (err == CIM_OK) {
		bytes_write_text(w, "    ~ security ");
		bytes_write(w, old.ptr, old.len);
		bytes_write_text(w, " -> ");
		bytes_write(w, now.ptr, now.len);
		bytes_write_text(w, "\n");
	}
	bytes_writer_free(&text[0]);
	bytes_writer_free(&text[1]);
	return err;
}

static enum cim_err
differences(struct bytes_writer *w, const struct repo_change *change, cim_difference_fn each)
{
	if (change->old_security != NULL && change->new_security != NULL)
		return security_differs(w, change, each == difference_json);
	if (change->old_class != NULL && change->new_class != NULL)
		return cim_compare_class(change->old_class, change->new_class, each, w);
	if (change->old_type != NULL && change->new_type != NULL)
		return cim_compare_qualifier_type(change->old_type, change->new_type, each, w);
	if (change->old_enumeration != NULL && change->new_enumeration != NULL)
		return cim_compare_enumeration(
		    change->old_enumeration, change->new_enumeration, each, w);
	if (change->old_instance != NULL && change->new_instance != NULL)
		return cim_compare_instance(
		    change->old_instance, change->new_instance, each, w);
	return CIM_OK;
}

static enum cim_err
change_json(struct bytes_writer *w, const struct repo_change *change)
{
	static const char *const words[] = { "create", "change", "delete" };
	bytes_write_text(w, "{");
	json_key_text(w, "kind", "plan");
	json_key_text(w, "change", words[change->kind]);
	json_key_text(w, "what", repo_kind_to_string(change->what));
	if (change->what != REPO_KIND_NAMESPACE)
		json_key_str(w, "namespace", change->ns);
	json_key_str(w, change->what == REPO_KIND_INSTANCE ? "path" : "name", change_name(change));
	enum cim_err err = CIM_OK;
	if (change->kind == REPO_CHANGED) {
		json_key(w, "differences");
		bytes_write_text(w, "[");
		err = differences(w, change, difference_json);
		bytes_write_text(w, "]");
	}
	bytes_write_text(w, "}\n");
	return err != CIM_OK ? err : w->err;
}

static enum cim_err
change_text(struct plan *plan, const struct repo_change *change)
{
	struct bytes_writer *w = &plan->w;
	struct cim_str name = change_name(change);
	bool elsewhere = change->what != REPO_KIND_NAMESPACE &&
	    !cim_name_eq(cim_name(plan->ns.ptr, plan->ns.len),
		cim_name(change->ns.ptr, change->ns.len));
	bytes_write_format(w, "%c %s ", change->kind == REPO_CREATED ? '+' :
	    change->kind == REPO_DELETED ? '-' : '~', repo_kind_to_string(change->what));
	if (elsewhere) {
		bytes_write(w, change->ns.ptr, change->ns.len);
		bytes_write_u8(w, ':');
	}
	bytes_write(w, name.ptr, name.len);
	bytes_write_u8(w, '\n');
	enum cim_err err =
	    change->kind == REPO_CHANGED ? differences(w, change, difference_text) : CIM_OK;
	return err != CIM_OK ? err : w->err;
}

void
plan_begin(struct plan *plan)
{
	bytes_writer_reset(&plan->w);
	plan->changes = 0;
}

enum cim_err
plan_change(void *ctx, const struct repo_change *change)
{
	struct plan *plan = ctx;
	plan->changes++;
	return plan->json ? change_json(&plan->w, change) : change_text(plan, change);
}

void
plan_refused(struct plan *plan, const struct repo_refusal *refusal)
{
	struct bytes_writer *w = &plan->w;
	plan->changes++;
	if (!plan->json) {
		bytes_write_format(w, "! %s\n", refusal->why);
		return;
	}
	bytes_write_text(w, "{");
	json_key_text(w, "kind", "plan");
	json_key_text(w, "change", "refused");
	json_key_text(w, "why", refusal->why);
	bytes_write_text(w, "}\n");
}

enum cim_err
plan_print(struct plan *plan)
{
	if (plan->w.err == CIM_OK && plan->w.len > 0)
		out_bytes(plan->w.buf, plan->w.len);
	return plan->w.err != CIM_OK ? plan->w.err : out_failed() ? CIM_EIO : CIM_OK;
}

void
plan_free(struct plan *plan)
{
	bytes_writer_free(&plan->w);
}
