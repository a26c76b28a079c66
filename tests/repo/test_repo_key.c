/* test_repo_key.c: keys: their order, their prefixes, and what is too long for one. */
#include "repo/key.h"
#include "tests/unit.h"

static int
cmp(const struct repo_key *a, const struct repo_key *b)
{
	size_t n = a->len < b->len ? a->len : b->len;
	int order = memcmp(a->bytes, b->bytes, n);
	return order != 0 ? order : (a->len > b->len) - (a->len < b->len);
}

static struct arena arena;

static struct cim_name
name_of(const char *stem, size_t len)
{
	char *p = arena_text(&arena, len + 1);
	memset(p, 'x', len);
	memcpy(p, stem, strlen(stem));
	p[len] = '\0';
	return cim_name(p, len);
}

int
main(void)
{
	struct repo_key a, b, prefix;
	struct cim_str ns = CIM_STR("root/cimv2"), keys;
	bool hashed;

	/* Each of these is before the next. */
	static const struct { const char *ns, *name;
	} rows[] = {
		{ "root", "Zebra" },
		{ "ROOT/a", "CIM_a" },
		{ "root/A", "cim_B" },
		{ "root/a", "CIM_b_c" },
		{ "root/a/b", "A" },
		{ "root/aa", "A" },
		{ "root/cimv2", "\xc3\x84pfel" },
	};
	int in_order = 1;
	for (size_t i = 0; i + 1 < sizeof(rows) / sizeof(rows[0]); i++) {
		repo_key_class(&a, cim_str_from(rows[i].ns), cim_name_from(rows[i].name));
		repo_key_class(&b, cim_str_from(rows[i + 1].ns), cim_name_from(rows[i + 1].name));
		in_order &= cmp(&a, &b) < 0;
	}
	tap_ok(in_order, "keys are in the order of folded names");

	repo_key_class(&a, CIM_STR("root/CIMV2"), cim_name_from("CIM_\xc3\x84" "b"));
	repo_key_class(&b, ns, cim_name_from("cim_\xc3\xa4" "B"));
	tap_ok(cmp(&a, &b) == 0, "names that differ in case alone have one key");

	repo_key_prefix(&prefix, REPO_KIND_CLASS, CIM_STR("root/cim"));
	tap_ok(memcmp(a.bytes, prefix.bytes, prefix.len) != 0,
	    "a namespace is no prefix of a longer one");
	repo_key_prefix(&prefix, REPO_KIND_CLASS, ns);
	tap_ok(a.len > prefix.len && memcmp(a.bytes, prefix.bytes, prefix.len) == 0,
	    "a namespace's classes are one prefix");

	/* Components at the edge of what stands as it is. */
	for (size_t len = KEY_COMP_MAX - 1; len <= KEY_COMP_MAX + 1; len++) {
		repo_key_class(&a, ns, name_of("A", len));
		size_t want = 1 + ns.len + 1 + (len <= KEY_COMP_MAX ? len : KEY_COMP_MAX);
		tap_ok(a.len == want, "a name of %zu bytes makes a key of %zu", len, want);
	}
	struct cim_name x = name_of("A", 4000), y = name_of("A", 4000);
	((char *)(uintptr_t)y.ptr)[3999] = 'y';
	repo_key_class(&a, ns, x);
	repo_key_class(&b, ns, cim_name(y.ptr, y.len));
	tap_ok(a.len == b.len && cmp(&a, &b) != 0,
	    "long names that differ at their end have two keys");
	repo_key_class(&b, ns, name_of("B", 4000));
	tap_ok(cmp(&a, &b) < 0, "long names are in the order of what is kept of them");

	struct cim_name long_ns = name_of("root/", 200);
	repo_key_instances(&prefix, cim_name_str(long_ns), x);
	char path[900];
	(void)snprintf(path, sizeof(path), "%s.k=\"%0*d\"", "cls", 700, 7);
	tap_ok(repo_key_instance(&a, cim_name_str(long_ns), x, cim_str_from(path), &hashed) ==
		    CIM_OK &&
		hashed && a.len == KEY_MAX && memcmp(a.bytes, prefix.bytes, prefix.len) == 0,
	    "a long instance key is a hash and keeps the prefix of its class");
	tap_ok(repo_key_instance_keys(a.bytes, a.len, &keys) == CIM_ENOENT,
	    "a hash does not tell its keys");
	path[500] = '8';
	repo_key_instance(&b, cim_name_str(long_ns), x, cim_str_from(path), &hashed);
	tap_ok(cmp(&a, &b) != 0, "long paths that differ have two keys");

	/* The longest that stands as it is has 510 bytes: a key of 511 is always a hash. */
	struct cim_name cls = cim_name_from("cls");
	repo_key_instances(&prefix, ns, cls);
	int edges = 1;
	for (size_t rest = 505 - prefix.len; rest <= 515 - prefix.len; rest++) {
		(void)snprintf(path, sizeof(path), "cls.%0*d", (int)rest - 1, 1);
		edges &= repo_key_instance(&a, ns, cls, cim_str_from(path), &hashed) == CIM_OK;
		edges &= hashed == (prefix.len + rest > KEY_MAX - 1);
		edges &= a.len == (hashed ? KEY_MAX : prefix.len + rest);
		enum cim_err err = repo_key_instance_keys(a.bytes, a.len, &keys);
		edges &= hashed ? err == CIM_ENOENT : err == CIM_OK && keys.len == rest &&
		    memcmp(keys.ptr, path + 3, rest) == 0;
	}
	tap_ok(edges, "instance keys around 510 bytes");
	tap_ok(repo_key_instance(&a, ns, cls, CIM_STR("cls"), &hashed) == CIM_EINVAL,
	    "a path to a class is no instance's key");
	tap_ok(repo_key_class(&a, ns, cim_name("a\0b", 3)) == CIM_EINVAL &&
		repo_key_class(&a, ns, cim_name("a\1b", 3)) == CIM_EINVAL,
	    "bytes that no name has are refused");
	static const uint8_t broken[][8] = { { 0x40 }, { 0x40, 'r', 0 }, { 0x40, 'r', 0, 'c', 0 },
		{ 0x30, 'r', 0, 'c', 0, '.' }, { 0x40, 1, 2, 3, 0, 'c', 0, '.' } };
	int refused = 1;
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++)
		refused &= repo_key_instance_keys(broken[i],
			       i < 2        ? 1 + 2 * i
				   : i == 2 ? 5
				   : i == 3 ? 6
					    : 8,
			       &keys) == CIM_EDAMAGED;
	tap_ok(refused, "what is no key of an instance is damage");

	struct repo_key referrer;
	repo_key_instance(&referrer, ns, cls, CIM_STR("cls.k=1"), &hashed);
	repo_key_reference(&prefix, ns, CIM_STR("t.k=1"), NULL, &hashed);
	repo_key_reference(&a, ns, CIM_STR("t.k=1"), &referrer, &hashed);
	tap_ok(!hashed && a.len == prefix.len + referrer.len &&
		memcmp(a.bytes, prefix.bytes, prefix.len) == 0,
	    "references to one target are one prefix");
	repo_key_reference(&b, CIM_STR("ROOT/cimv2"), CIM_STR("t.k=1"), &referrer, &hashed);
	tap_ok(cmp(&a, &b) == 0, "a namespace in another spelling is the same target");
	referrer.len = KEY_MAX;
	repo_key_reference(&a, ns, CIM_STR("t.k=1"), &referrer, &hashed);
	tap_ok(hashed && a.len == prefix.len + 1 + KEY_HASH, "a long referrer is a hash");
	arena_free(&arena);
	return tap_done();
}
