/*
 * test_nomem.c: allocation n fails, for every n: each function says CIM_ENOMEM,
 * and nothing stays behind. Built from the sources of cim/ with other names for
 * malloc and realloc, and with arenas that ask for each piece by itself.
 */
/* Here the names mean the real ones. */
#undef malloc
#undef realloc
#undef free
#include <stdlib.h>

#include "cim/inherit.h"
#include "cim/path.h"
#include "cim/wql_match.h"
#include "tests/cim/rich.h"
#include "tests/unit.h"

static long countdown;		/* allocations until the one that fails; 0: none does */
static long asked, live;

void *nomem_malloc(size_t size);
void *nomem_realloc(void *old, size_t size);
void nomem_free(void *p);

static int
fails(void)
{
	asked++;
	return countdown > 0 && --countdown == 0;
}

void *
nomem_malloc(size_t size)
{
	void *p = fails() ? NULL : malloc(size);
	live += p != NULL;
	return p;
}

void *
nomem_realloc(void *old, size_t size)
{
	if (fails())
		return NULL;
	void *p = realloc(old, size);
	live += old == NULL && p != NULL;
	return p;
}

void
nomem_free(void *p)
{
	live -= p != NULL;
	free(p);
}

static struct rich rich;

static enum cim_err
do_names(struct arena *arena)
{
	struct cim_names names = { .arena = arena };
	struct cim_map map = { 0 };
	char text[20];
	enum cim_err err = CIM_OK;
	for (int i = 0; err == CIM_OK && i < 300; i++) {
		struct cim_name name;
		void *there;
		int n = snprintf(text, sizeof(text), "Name%d", i);
		err = cim_names_intern(&names, text, (size_t)n, &name);
		if (err == CIM_OK)
			err = i % 2 == 0 ? cim_map_add(&map, arena, name, &map, &there) :
			    cim_map_set(&map, arena, name, &map);
	}
	/* Whatever failed, the map still has what was put there. */
	if (map.used > 0 && cim_map_get(&map, cim_name_from("name0")) != &map)
		err = CIM_EDAMAGED;
	return err;
}

static enum cim_err
do_namespace(struct arena *arena)
{
	struct cim_str normal, copy;
	enum cim_err err = cim_namespace_normal(arena, CIM_STR("\\\\.\\root\\cimv2"), &normal);
	if (err == CIM_OK && !cim_str_copy(arena, normal, &copy))
		err = CIM_ENOMEM;
	return err;
}

static enum cim_err
do_copies(struct arena *arena)
{
	if (cim_class_copy(arena, &rich.cls) == NULL ||
	    cim_instance_copy(arena, &rich.inst) == NULL ||
	    cim_qualifier_type_copy(arena, &rich.type) == NULL)
		return CIM_ENOMEM;
	return CIM_OK;
}

static enum cim_err
base_get(void *ctx, struct cim_str ns, struct cim_name name, const struct cim_class **out)
{
	(void)ns;
	(void)name;
	*out = ctx;
	return CIM_OK;
}

static enum cim_err
do_effective(struct arena *arena)
{
	struct cim_class base = rich.cls;
	base.name = cim_name_from("EX_Base");
	base.superclass = cim_name("", 0);
	struct cim_scope scope = { .ctx = &base, .class_get = base_get };
	const struct cim_class *out;
	enum cim_err err = cim_effective(arena, &scope, CIM_STR("root"), &rich.cls, &out, NULL);
	if (err == CIM_OK)
		err = cim_effective_below(arena, out, &base, &out);
	return err;
}

/* Wide enough for the map. */
static enum cim_err
do_wide(struct arena *arena)
{
	enum { WIDE = 100 };
	static struct cim_property props[WIDE];
	static char names[WIDE][8];
	for (int i = 0; i < WIDE; i++) {
		int n = snprintf(names[i], sizeof(names[i]), "p%d", i);
		props[i] = (struct cim_property){ .name = cim_name(names[i], (size_t)n),
		    .type = { .type = CIM_UINT8 } };
	}
	struct cim_class cls = { .name = cim_name_from("EX_A"), .properties = props,
	    .property_count = WIDE };
	struct cim_class hiding = cls;
	hiding.name = cim_name_from("ZZ_B");
	const struct cim_class *out;
	enum cim_err err = cim_effective_below(arena, NULL, &cls, &out);
	if (err == CIM_OK)
		err = cim_effective_below(arena, out, &hiding, &out);
	return err == CIM_OK && out->property_count != WIDE ? CIM_EDAMAGED : err;
}

static enum cim_type
reference(void *ctx, struct cim_name class_name, struct cim_name key)
{
	(void)ctx;
	(void)class_name;
	return cim_name_is(key, "A") ? CIM_REFERENCE : cim_name_is(key, "C") ? CIM_CHAR16 :
	    CIM_TYPE_NONE;
}

static enum cim_err
do_path(struct arena *arena)
{
	struct cim_path path;
	struct bytes_writer w = { 0 };
	static const char text[] = "\\\\.\\root\\x:EX_L.A=\"EX_F.K=\\\"a\\\\\\\\b\\\",J=2\","
	    "B='x\\'y',C=228,D=\"a text that is much longer than the writer's first room, so that "
	    "it must grow once more in it, which it does after two hundred and fifty-six bytes; "
	    "the canonical form has hardly fewer, but for the host\"";
	enum cim_err err = cim_path_parse(arena, cim_str_from(text), &path, NULL);
	if (err == CIM_OK) {
		cim_path_print(&w, &path);
		cim_path_print_wmi(&w, &path);
		err = cim_path_canonical(&w, &path, reference, NULL);
	}
	bytes_writer_free(&w);
	return err;
}

static enum cim_err
do_path_of(struct arena *arena)
{
	struct cim_path path;
	struct cim_name missing;
	enum cim_err err = cim_path_of(arena, &rich.cls, &rich.inst, &path, &missing);
	return err == CIM_OK && path.key_count != 2 ? CIM_EDAMAGED : err;
}

static enum cim_err
do_writer(struct arena *arena)
{
	(void)arena;
	struct bytes_writer w = { 0 };
	for (int i = 0; i < 1000; i++) {
		bytes_write_u8(&w, 1);
		bytes_write_u16(&w, 2);
		bytes_write_u32(&w, 3);
		bytes_write_u64(&w, 4);
		bytes_write_varint(&w, 1u << 20);
		bytes_write_str(&w, CIM_STR("text"));
		bytes_write_format(&w, "%300d", i);
	}
	enum cim_err err = w.err;
	bytes_writer_free(&w);
	return err;
}

static const struct cim_value *
value_of(void *ctx, const struct wql_node *test)
{
	static struct cim_value path = { .type = CIM_REFERENCE, .as.string = { "A.B=1,C=\"x\"", 11 } };
	(void)ctx;
	(void)test;
	return &path;
}

/* Queries read, made ready and asked; what is not found for want of memory is told by scratch. */
static enum cim_err
do_wql(struct arena *arena)
{
	static const char *const texts[] = {
		"select A.B, C from D where E = 5 and not (F like 'a%' or G > '1/1/2026') or H isa \"I\"",
		"select * from D where 1.5e3 < A and B is not null and R = \"A.C='x',B=1\"",
		"associators of {root\\a:A.B=\"c\",D=5} where ResultClass = E Role = F KeysOnly",
		"select * from meta_class where __Class like \"%\"",
	};
	enum cim_err err = CIM_OK;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]) && err == CIM_OK; i++) {
		struct bytes_writer scratch = { 0 };
		struct wql_object object = { NULL, value_of, NULL, NULL, NULL, &scratch, CIM_STR("root") };
		struct wql_matcher matcher;
		struct wql_query *query;
		struct wql_fault fault;
		err = wql_parse(arena, cim_str_from(texts[i]), &query, &fault);
		if (err == CIM_OK)
			err = wql_matcher_init(&matcher, arena, query, &fault);
		/* Every test, whatever the others answer. */
		const struct wql_node *n = err == CIM_OK ? query->where : NULL;
		for (n = n != NULL && n->kind != WQL_TEST ? n->first : n; n != NULL && err == CIM_OK;
		     n = n->next) {
			if (n->kind == WQL_TEST)
				(void)wql_match(&matcher, n, &object);
			err = scratch.err;
		}
		bytes_writer_free(&scratch);
	}
	return err;
}

static const struct {
	const char *name;
	enum cim_err (*run)(struct arena *arena);
} deeds[] = {
	{ "names", do_names }, { "namespace", do_namespace }, { "copies", do_copies },
	{ "effective", do_effective },
	{ "wide", do_wide }, { "path", do_path }, { "path_of", do_path_of },
	{ "writer", do_writer }, { "wql", do_wql },
};

int
main(void)
{
	rich_make(&rich);
	for (size_t i = 0; i < sizeof(deeds) / sizeof(deeds[0]); i++) {
		struct arena arena = { 0 };
		countdown = asked = live = 0;
		enum cim_err err = deeds[i].run(&arena);
		arena_free(&arena);
		long all = asked;
		tap_ok(err == CIM_OK && all > 0 && live == 0,
		    "%s: %ld allocations, none of which fails", deeds[i].name, all);
		long wrong = 0;
		for (long n = 1; n <= all; n++) {
			countdown = n;
			err = deeds[i].run(&arena);
			arena_free(&arena);
			if (err != CIM_ENOMEM || live != 0) {
				printf("# allocation %ld: %s, %ld left\n", n, cim_strerror(err),
				    live);
				wrong++;
			}
		}
		tap_int(wrong, 0, "%s: each of them fails", deeds[i].name);
	}
	return tap_done();
}
