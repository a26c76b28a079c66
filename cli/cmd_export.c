/* cmd_export.c: the content of a repository in an order that any compiler can read. */
#include "config.h"

#include <string.h>

#include "cim/limits.h"
#include "cli/cmd.h"
#include "cli/out.h"
#include "cli/print.h"
#include "cli/schema.h"
#include "cli/secure.h"
#include "cli/tree.h"

/* ---- The order of classes --------------------------------------------------------- */

enum mark { WAITING, OPEN, PLACED };

/* A class, and the types it names in references, properties, parameters and EmbeddedInstance. */
struct node {
	enum repo_kind kind;		/* first: what is known by a name begins with it; sign.h */
	struct cim_name name, superclass;
	struct node *parent;
	struct cim_name *needs;
	size_t need_count, need_cap, need_at;
	enum mark mark;
	bool parent_asked;
	struct node *next;		/* all, in folded order */
	struct node *below;		/* on the stack */
	struct node *later;		/* in the order found */
};

struct order {
	struct arena arena;
	struct cim_map by_name;
	struct node *first, **tail;
	struct node *placed, **placed_tail;
};

static enum cim_err
need(struct order *order, struct node *node, struct cim_name name)
{
	if (name.len == 0 || cim_name_eq(name, node->name))
		return CIM_OK;
	void *grown = arena_grow(&order->arena, node->needs, node->need_count, &node->need_cap,
	    node->need_count + 1, sizeof(node->needs[0]));
	char *kept = cmd_keep(&order->arena, cim_name_str(name));
	if (grown == NULL || kept == NULL)
		return CIM_ENOMEM;
	node->needs = grown;
	node->needs[node->need_count++] = (struct cim_name){ kept, name.len, name.hash };
	return CIM_OK;
}

/* What one property, parameter or method names. */
static enum cim_err
need_element(struct order *order, struct node *node, const struct cim_element_type *type,
    struct cim_qualifiers quals)
{
	enum cim_err err = need(order, node, type->class_name);
	struct cim_str embedded = cim_qualifier_text(quals, "EmbeddedInstance");
	if (err == CIM_OK && embedded.len > 0 && embedded.len <= CIM_LIMIT_NAME)
		err = need(order, node, cim_name(embedded.ptr, embedded.len));
	return err;
}

static enum cim_err
need_method(struct order *order, struct node *node, const struct cim_method *method)
{
	enum cim_err err = need_element(order, node, &method->type, method->qualifiers);
	for (uint32_t i = 0; i < method->parameter_count && err == CIM_OK; i++)
		err = need_element(
		    order, node, &method->parameters[i].type, method->parameters[i].qualifiers);
	return err;
}

static struct node *
new_node(struct order *order, enum repo_kind kind, struct cim_name name, struct cim_name super)
{
	struct node *node = arena_new(&order->arena, struct node);
	char *kept = cmd_keep(&order->arena, cim_name_str(name));
	char *kept_super = cmd_keep(&order->arena, cim_name_str(super));
	if (node == NULL || kept == NULL || kept_super == NULL)
		return NULL;
	node->kind = kind;
	node->name = (struct cim_name){ kept, name.len, name.hash };
	node->superclass = (struct cim_name){ kept_super, super.len, super.hash };
	*order->tail = node;
	order->tail = &node->next;
	return cim_map_set(&order->by_name, &order->arena, node->name, node) == CIM_OK ? node :
	    NULL;
}

static enum cim_err
add_enumeration(void *ctx, const struct cim_enumeration *en)
{
	return new_node(ctx, REPO_KIND_ENUMERATION, en->name, en->base) == NULL ? CIM_ENOMEM :
	    CIM_OK;
}

/* What a class, or a structure inside of one, names. */
static enum cim_err
need_class(struct order *order, struct node *node, const struct cim_class *cls)
{
	enum cim_err err = CIM_OK;
	for (uint32_t i = 0; i < cls->property_count && err == CIM_OK; i++)
		err = need_element(
		    order, node, &cls->properties[i].type, cls->properties[i].qualifiers);
	for (uint32_t i = 0; i < cls->method_count && err == CIM_OK; i++)
		err = need_method(order, node, &cls->methods[i]);
	for (uint32_t i = 0; i < cls->local_count && err == CIM_OK; i++) {
		const struct cim_class *structure = cls->locals[i].structure;
		err = need(order, node, structure == NULL ? cls->locals[i].enumeration->base :
		    structure->superclass);
		if (err == CIM_OK && structure != NULL)
			err = need_class(order, node, structure);
	}
	return err;
}

static enum cim_err
add_node(void *ctx, const struct cim_class *cls)
{
	struct order *order = ctx;
	bool structure = cls->kind == CIM_KIND_STRUCTURE;
	struct node *node = new_node(order, structure ? REPO_KIND_STRUCTURE : REPO_KIND_CLASS,
	    cls->name, cls->superclass);
	return node == NULL ? CIM_ENOMEM : need_class(order, node, cls);
}

/*
 * Whether a class may be begun now: not while one of its superclasses waits
 * for its own needs, as it would then stand before that one.
 */
static bool
may_open(const struct node *node)
{
	unsigned steps = 0;
	for (const struct node *up = node; up != NULL && up->mark != PLACED; up = up->parent) {
		if (up->mark == OPEN || steps++ > CIM_LIMIT_INHERITANCE)
			return false;
	}
	return true;
}

/* The next class that must stand before this one, NULL when there is none any more. */
static struct node *
next_need(const struct order *order, struct node *node)
{
	if (!node->parent_asked) {
		node->parent_asked = true;
		if (node->parent != NULL && node->parent->mark == WAITING)
			return node->parent;
	}
	while (node->need_at < node->need_count) {
		struct node *wanted = cim_map_get(&order->by_name, node->needs[node->need_at++]);
		if (wanted != NULL && wanted->mark == WAITING && may_open(wanted))
			return wanted;
	}
	return NULL;
}

/* Places a class and all it needs, depth first; by a stack: chains of references have no limit. */
static void
place(struct order *order, struct node *top)
{
	struct node *stack = NULL;
	if (top->mark != WAITING || !may_open(top))
		return;
	for (struct node *node = top; node != NULL;) {
		if (node->mark == WAITING) {
			node->mark = OPEN;
			node->below = stack;
			stack = node;
		}
		struct node *before = next_need(order, node);
		if (before != NULL) {
			node = before;
			continue;
		}
		node->mark = PLACED;
		*order->placed_tail = node;
		order->placed_tail = &node->later;
		stack = node->below;
		node = stack;
	}
}

/*
 * All classes: a superclass before its subclasses always, a class that is named
 * before the one that names it where no ring stands in the way; else in folded order.
 */
static enum cim_err
order_make(struct order *order, struct repo_reader reader, struct cim_str ns)
{
	memset(order, 0, sizeof(*order));
	order->tail = &order->first;
	order->placed_tail = &order->placed;
	enum cim_err err = repo_enumeration_list(reader, ns, add_enumeration, order);
	if (err == CIM_OK)
		err = repo_structure_list(reader, ns, add_node, order);
	if (err == CIM_OK)
		err = repo_class_list(reader, ns, add_node, order);
	if (err != CIM_OK)
		return err;
	for (struct node *node = order->first; node != NULL; node = node->next) {
		if (node->superclass.len > 0)
			node->parent = cim_map_get(&order->by_name, node->superclass);
	}
	for (struct node *node = order->first; node != NULL; node = node->next)
		place(order, node);
	for (struct node *node = order->first; node != NULL; node = node->next) {
		/* Superclasses in a ring can never be begun. */
		if (node->mark != PLACED)
			return CIM_EDAMAGED;
	}
	return CIM_OK;
}

/* ---- The content of a namespace --------------------------------------------------- */

static enum cim_err
each_qualifier(void *ctx, const struct cim_qualifier_type *qt)
{
	return print_qualifier_type(ctx, qt);
}

static enum cim_err
each_instance(void *ctx, const struct cim_instance *inst, struct cim_str path)
{
	return print_instance(ctx, inst, path);
}

/* A class, structure or enumeration. */
static enum cim_err
export_type(struct printer *p, enum repo_kind kind, struct cim_name name)
{
	const struct cim_class *cls;
	const struct cim_enumeration *en;
	enum cim_err err;
	struct arena_mark mark = arena_mark(&p->arena);
	if (kind == REPO_KIND_ENUMERATION) {
		err = repo_enumeration_get(p->reader, &p->arena, p->ns, name, &en);
		if (err == CIM_OK)
			err = print_enumeration(p, en);
	} else {
		err = kind == REPO_KIND_STRUCTURE ?
		    repo_structure_get(p->reader, &p->arena, p->ns, name, &cls) :
		    repo_class_get(p->reader, &p->arena, p->ns, name, &cls);
		if (err == CIM_OK)
			err = print_class(p, cls);
	}
	arena_rewind(&p->arena, mark);
	return err;
}

static enum cim_err
export_classes(struct printer *p)
{
	struct order order;
	enum cim_err err = order_make(&order, p->reader, p->ns);
	if (err == CIM_EDAMAGED)
		(void)cim_fault(&p->fault, err, "the superclasses of a class in %.*s have no end",
		    (int)p->ns.len, p->ns.ptr);
	if (p->signs != NULL)
		p->signs->classes = &order.by_name;
	for (struct node *node = order.placed; node != NULL && err == CIM_OK; node = node->later)
		err = export_type(p, node->kind, node->name);
	if (p->signs != NULL)
		p->signs->classes = NULL;
	arena_free(&order.arena);
	return err;
}

static enum cim_err
export_namespace(struct printer *p)
{
	if (p->signs != NULL)
		signs_enter(p->signs, p->reader, p->ns);
	enum cim_err err = repo_qualifier_type_list(p->reader, p->ns, each_qualifier, p);
	if (err == CIM_OK)
		err = export_classes(p);
	if (err == CIM_OK)
		err = repo_instance_list(p->reader, p->ns, cim_name(NULL, 0), each_instance, p);
	return err;
}

/* ---- Named ones -------------------------------------------------------------------- */

/* A class (or structure, or enumeration) or qualifier type of this name, or both. CIM_ENOENT: neither. */
static enum cim_err
export_named(struct printer *p, const char *text)
{
	const struct cim_qualifier_type *qt;
	size_t len = strlen(text);
	if (len == 0 || len > CIM_LIMIT_NAME)
		return CIM_ENOENT;
	struct cim_name name = cim_name(text, len);
	enum cim_err found = repo_qualifier_type_get(p->reader, &p->arena, p->ns, name, &qt);
	if (found != CIM_OK && found != CIM_ENOENT)
		return found;
	enum cim_err err = found == CIM_OK ? print_qualifier_type(p, qt) : CIM_OK;
	if (err == CIM_OK)
		err = export_type(p, REPO_KIND_CLASS, name);
	if (err == CIM_ENOENT)
		err = export_type(p, REPO_KIND_STRUCTURE, name);
	if (err == CIM_ENOENT)
		err = export_type(p, REPO_KIND_ENUMERATION, name);
	return err == CIM_ENOENT ? found : err;
}

static enum cim_err
export_names(struct cmd *cmd, struct printer *p, int *status)
{
	enum cim_err err = CIM_OK;
	signs_enter(p->signs, p->reader, p->ns);
	for (int i = 0; i < cmd->arg_count && err == CIM_OK; i++) {
		err = export_named(p, cmd->args[i]);
		if (err == CIM_ENOENT) {
			*status = cmd_not_found(cmd,
			    "class, qualifier type, structure or enumeration", cmd->args[i], NULL);
			err = CIM_OK;
		}
	}
	return err;
}

/* ---- All namespaces ------------------------------------------------------------------ */

struct namespaces {
	struct cmd *cmd;
	struct repo_reader reader;
	size_t *document;
	bool begun;
	struct signs signs;
	bool withheld;			/* there is security that the caller may not read */
	struct cim_fault fault;
};

/* A pragma, then the content: those who compile it again give --create-namespaces. */
static enum cim_err
each_namespace(void *ctx, struct cim_str ns)
{
	struct namespaces *all = ctx;
	struct printer p;
	printer_init(&p, all->cmd, all->reader, ns);
	p.document = all->document;
	p.begun = all->begun;
	p.signs = &all->signs;
	enum cim_err err = secure_print(&p, ns, &all->withheld);
	if (err == CIM_OK)
		err = export_namespace(&p);
	all->begun = p.begun;
	if (err != CIM_OK && p.fault.err != CIM_OK)
		all->fault = p.fault;
	printer_free(&p);
	return err;
}

/* Writes by a function; a JSON document has its beginning and its end around that. */
static enum cim_err
in_document(struct cmd *cmd, size_t **document,
    enum cim_err (*write)(void *ctx), void *ctx)
{
	size_t count = 0;
	if (cmd->format != FORMAT_JSON)
		return write(ctx);
	*document = &count;
	enum cim_err err = print_document_begin();
	if (err == CIM_OK)
		err = write(ctx);
	return err == CIM_OK ? print_document_end() : err;
}

static enum cim_err
write_all(void *ctx)
{
	struct namespaces *all = ctx;
	return repo_namespace_list(all->reader, each_namespace, all);
}

static int
export_all(struct cmd *cmd)
{
	struct view view;
	int status = view_open(cmd, &view);
	if (status != CMD_DONE)
		return status;
	struct namespaces all = { .cmd = cmd, .reader = view.reader };
	enum cim_err err = in_document(cmd, &all.document, write_all, &all);
	if (err != CIM_OK)
		status = all.fault.err != CIM_OK ? cmd_fail(view.path, err, &all.fault)
		    : view_fail(&view, err);
	signs_free(&all.signs);
	/* What is left out is no failure of reading, but no whole export either. */
	if (status == CMD_DONE && all.withheld) {
		err_line("%s: the security of namespaces whose descriptors may not be read "
		    "(READ_CONTROL) was left out (WBEM_S_ACCESS_DENIED 0x40009)", view.path);
		status = CMD_REFUSED;
	}
	if (status == CMD_DONE && view.txn != NULL && repo_txn_hidden(view.txn) > 0)
		status = CMD_REFUSED;	/* view_close tells it */
	view_close(&view);
	return status;
}

/* One namespace, or some of it. */
struct some {
	struct cmd *cmd;
	struct printer p;
	struct signs signs;
	int status;
};

static void
no_class(void *ctx, const char *name)
{
	struct some *some = ctx;
	some->status = cmd_not_found(some->cmd, "class", name, NULL);
}

static enum cim_err
write_some(void *ctx)
{
	struct some *some = ctx;
	if (some->cmd->format == FORMAT_JSONSCHEMA)
		return schema_print(&some->p, (const char *const *)some->cmd->args,
		    some->cmd->arg_count, no_class, some);
	some->p.signs = &some->signs;
	return some->cmd->arg_count > 0 ? export_names(some->cmd, &some->p, &some->status)
	    : export_namespace(&some->p);
}

int
cmd_export(struct cmd *cmd)
{
	if (cmd->all && cmd->arg_count > 0)
		return cmd_usage("export: --all takes no NAME");
	if (cmd->format == FORMAT_JSONSCHEMA && cmd->arg_count == 0)
		return cmd_usage("export: -o jsonschema wants the NAMEs of classes");
	if (cmd->all)
		return export_all(cmd);
	struct view view;
	struct some some = { .cmd = cmd };
	some.status = view_open_namespace(cmd, &view);
	if (some.status != CMD_DONE)
		return some.status;
	printer_init(&some.p, cmd, view.reader, cmd_namespace(cmd));
	enum cim_err err = in_document(cmd, &some.p.document, write_some, &some);
	if (err != CIM_OK)
		some.status = some.p.fault.err != CIM_OK ? cmd_fail(view.path, err, &some.p.fault)
		    : view_fail(&view, err);
	signs_free(&some.signs);
	printer_free(&some.p);
	view_close(&view);
	return some.status;
}
