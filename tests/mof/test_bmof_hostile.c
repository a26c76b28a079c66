/*
 * test_bmof_hostile.c: binary MOF cut at every length and with every byte flipped: in-process, all
 * that is done with one (bmof_drive.h). Without arguments of a source that it compiles itself; with
 * STRIDE FILE... of files, every STRIDEth place of them.
 */
#include "config.h"

#include "tests/mof/bmof_drive.h"
#include "tests/unit.h"

static const char source[] =
    "#pragma namespace(\"root\\\\wmi\")\n"
    "[WMI, guid(\"{ABBC0F6F-8EA1-11d1-00A0-C90629100000}\"), Description(\"Boxes\"): Amended]\n"
    "class T_Box { [key, read: ToInstance] string Name; [WmiDataId(1), MAX(4)] uint8 Widths[4];\n"
    "  [Values{\"a\", \"bc\"}, ValueMap{\"0\", \"1\"}] uint32 Kind = 7; real64 Weight = 1.5;\n"
    "  char16 Letter = 'x'; boolean Open[] = {TRUE, FALSE}; T_Box Inner; T_Box ref Next;\n"
    "  [WmiMethodId(1)] boolean Scale([in] uint32 Factor, [out] string Note[], uint64 Both);\n"
    "};\n"
    "instance of T_Box as $One { Name = \"x\"; Inner = instance of T_Box { Name = \"y\"; }; };\n"
    "instance of T_Box { Name = \"z\"; Next = $One; Widths = {1, 2, 3, 4}; };\n";

static void
cut(const uint8_t *bytes, size_t n, size_t stride)
{
	for (size_t len = 0; len < n; len += stride) {
		uint8_t *copy = malloc(len + 1);
		MUST(copy != NULL);
		memcpy(copy, bytes, len);
		/* The byte behind it is nobody's: a sanitizer looks. */
		copy = realloc(copy, len > 0 ? len : 1);
		drive_file(copy, len);
		free(copy);
	}
}

static void
flip(const uint8_t *bytes, size_t n, size_t stride)
{
	static const uint8_t with[] = { 0xFF, 0x01, 0x80 };
	uint8_t *copy = malloc(n + 1);
	MUST(copy != NULL);
	memcpy(copy, bytes, n);
	for (size_t at = 0; at < n; at += stride) {
		copy[at] ^= with[at / stride % sizeof(with)];
		drive_file(copy, n);
		copy[at] = bytes[at];
	}
	free(copy);
}

/* A file, and its blob without the container, where damage is not damage of the compression. */
static void
hurt(const char *name, const uint8_t *bytes, size_t n, size_t stride)
{
	struct cim_fault fault = { .err = CIM_OK };
	struct mof_binary *binary;
	if (mof_binary_read(name, bytes, n, NULL, &binary, &fault) != CIM_OK) {
		tap_ok(false, "%s: %s", name, fault.text);
		return;
	}
	struct cim_str blob = mof_binary_bytes(binary);
	cut(bytes, n, stride);
	flip(bytes, n, stride);
	cut((const uint8_t *)blob.ptr, blob.len, stride);
	flip((const uint8_t *)blob.ptr, blob.len, stride);
	mof_binary_free(binary);
	tap_ok(true, "%s: cut and flipped, no crash", name);
}

static void
hurt_file(const char *path, size_t stride)
{
	FILE *f = fopen(path, "rb");
	uint8_t *bytes = malloc(1 << 20);
	size_t n = f == NULL || bytes == NULL ? 0 : fread(bytes, 1, 1 << 20, f);
	if (f != NULL)
		(void)fclose(f);
	if (n == 0)
		tap_ok(false, "%s cannot be read", path);
	else
		hurt(path, bytes, n, stride);
	free(bytes);
}

static void
hurt_source(void)
{
	struct bytes_writer text = { .limit = 0 }, blob = { .limit = 0 }, file = { .limit = 0 };
	bytes_write(&text, source, strlen(source));
	tap_ok(drive_make(&text, &blob), "the source compiles");
	tap_ok(mof_bmof_pack(blob.buf, blob.len, 1, &file) == CIM_OK, "it is packed");
	hurt("the source", file.buf, file.len, 1);
	bytes_writer_free(&text);
	bytes_writer_free(&blob);
	bytes_writer_free(&file);
}

int
main(int argc, char **argv)
{
	long stride = argc > 1 ? strtol(argv[1], NULL, 10) : 1;
	if (argc < 3)
		hurt_source();
	for (int i = 2; i < argc; i++)
		hurt_file(argv[i], stride < 1 ? 1 : (size_t)stride);
	return tap_done();
}
