/* compress.c: the only file that knows a compressor: libdeflate where it was found, else zlib. */
#include "config.h"

#include "snapshot/compress.h"

#include <stdio.h>
#include <stdlib.h>

#ifdef HAVE_LIBDEFLATE

#include <libdeflate.h>

struct snap_deflater {
	struct libdeflate_compressor *lib;
};

struct snap_inflater {
	struct libdeflate_decompressor *lib;
};

struct snap_deflater *
snap_deflater_new(int level)
{
	struct snap_deflater *deflater = malloc(sizeof(*deflater));
	if (deflater == NULL)
		return NULL;
	deflater->lib = libdeflate_alloc_compressor(level);
	if (deflater->lib == NULL) {
		free(deflater);
		return NULL;
	}
	return deflater;
}

void
snap_deflater_free(struct snap_deflater *deflater)
{
	if (deflater == NULL)
		return;
	libdeflate_free_compressor(deflater->lib);
	free(deflater);
}

enum cim_err
snap_deflate(struct snap_deflater *deflater, const void *bytes, size_t n, struct bytes_writer *out)
{
	/* The library knows what the worst case takes; what it did not need is given back. */
	size_t begin = out->len;
	size_t bound = libdeflate_zlib_compress_bound(deflater->lib, n);
	uint8_t *room = bytes_write_room(out, bound);
	if (room == NULL)
		return out->err;
	size_t took = libdeflate_zlib_compress(deflater->lib, bytes, n, room, bound);
	out->len = begin + took;
	return took == 0 ? CIM_ENOMEM : CIM_OK;
}

struct snap_inflater *
snap_inflater_new(void)
{
	struct snap_inflater *inflater = malloc(sizeof(*inflater));
	if (inflater == NULL)
		return NULL;
	inflater->lib = libdeflate_alloc_decompressor();
	if (inflater->lib == NULL) {
		free(inflater);
		return NULL;
	}
	return inflater;
}

void
snap_inflater_free(struct snap_inflater *inflater)
{
	if (inflater == NULL)
		return;
	libdeflate_free_decompressor(inflater->lib);
	free(inflater);
}

enum cim_err
snap_inflate(struct snap_inflater *inflater, const void *bytes, size_t n, void *out,
    size_t out_len)
{
	/* Without a place for the real size the library insists on exactly out_len. */
	size_t took;
	enum libdeflate_result result = libdeflate_zlib_decompress_ex(inflater->lib, bytes, n, out,
	    out_len, &took, NULL);
	return result == LIBDEFLATE_SUCCESS && took == n ? CIM_OK : CIM_EDAMAGED;
}

uint32_t
snap_crc32(const void *bytes, size_t n)
{
	return libdeflate_crc32(0, bytes, n);
}

void
snap_compressor_name(int level, char *out, size_t room)
{
	(void)snprintf(out, room, "libdeflate %s level %d", LIBDEFLATE_VERSION_STRING, level);
}

#else /* zlib */

#include <limits.h>
#include <zlib.h>

struct snap_deflater {
	z_stream z;
};

struct snap_inflater {
	z_stream z;
};

struct snap_deflater *
snap_deflater_new(int level)
{
	struct snap_deflater *deflater = calloc(1, sizeof(*deflater));
	if (deflater == NULL)
		return NULL;
	if (deflateInit(&deflater->z, level) != Z_OK) {
		free(deflater);
		return NULL;
	}
	return deflater;
}

void
snap_deflater_free(struct snap_deflater *deflater)
{
	if (deflater == NULL)
		return;
	(void)deflateEnd(&deflater->z);
	free(deflater);
}

enum cim_err
snap_deflate(struct snap_deflater *deflater, const void *bytes, size_t n, struct bytes_writer *out)
{
	z_stream *z = &deflater->z;
	size_t begin = out->len;
	if (n > INT_MAX)
		return CIM_ELIMIT;
	size_t bound = deflateBound(z, (uLong)n);
	uint8_t *room = bytes_write_room(out, bound);
	if (room == NULL)
		return out->err;
	(void)deflateReset(z);
	z->next_in = (z_const Bytef *)(uintptr_t)bytes;
	z->avail_in = (uInt)n;
	z->next_out = room;
	z->avail_out = (uInt)bound;
	int result = deflate(z, Z_FINISH);
	out->len = begin + (bound - z->avail_out);
	return result == Z_STREAM_END ? CIM_OK : CIM_ENOMEM;
}

struct snap_inflater *
snap_inflater_new(void)
{
	struct snap_inflater *inflater = calloc(1, sizeof(*inflater));
	if (inflater == NULL)
		return NULL;
	if (inflateInit(&inflater->z) != Z_OK) {
		free(inflater);
		return NULL;
	}
	return inflater;
}

void
snap_inflater_free(struct snap_inflater *inflater)
{
	if (inflater == NULL)
		return;
	(void)inflateEnd(&inflater->z);
	free(inflater);
}

enum cim_err
snap_inflate(struct snap_inflater *inflater, const void *bytes, size_t n, void *out,
    size_t out_len)
{
	z_stream *z = &inflater->z;
	if (n > INT_MAX || out_len > INT_MAX)
		return CIM_EDAMAGED;
	(void)inflateReset(z);
	z->next_in = (z_const Bytef *)(uintptr_t)bytes;
	z->avail_in = (uInt)n;
	z->next_out = out;
	z->avail_out = (uInt)out_len;
	int result = inflate(z, Z_FINISH);
	if (result == Z_MEM_ERROR)
		return CIM_ENOMEM;
	return result == Z_STREAM_END && z->avail_in == 0 && z->avail_out == 0 ? CIM_OK :
	    CIM_EDAMAGED;
}

uint32_t
snap_crc32(const void *bytes, size_t n)
{
	return (uint32_t)crc32_z(0, bytes, n);
}

void
snap_compressor_name(int level, char *out, size_t room)
{
	(void)snprintf(out, room, "zlib %s level %d", zlibVersion(), level);
}

#endif
