/* sum.c: CRC-32 over a key and its value: LMDB itself would not notice a changed bit. */
#include "config.h"

#include "repo/sum.h"

#ifdef HAVE_LIBDEFLATE
#include <libdeflate.h>
#else
#include <zlib.h>
#endif

/* The same polynomial from either library; libdeflate's is several times faster. */
static uint32_t
crc(uint32_t sum, const void *bytes, size_t n)
{
#ifdef HAVE_LIBDEFLATE
	return libdeflate_crc32(sum, bytes, n);
#else
	return (uint32_t)crc32_z(sum, bytes, n);
#endif
}

static uint32_t
sum_of(const void *key, size_t key_len, const uint8_t *value, size_t len)
{
	uint32_t sum = crc(0, key, key_len);
	return len == 0 ? sum : crc(sum, value, len);
}

void
repo_sum_put(const void *key, size_t key_len, uint8_t *value, size_t len)
{
	uint32_t sum = sum_of(key, key_len, value, len);
	for (size_t i = 0; i < REPO_SUM_SIZE; i++)
		value[len + i] = (uint8_t)(sum >> 8 * i);
}

bool
repo_sum_right(const void *key, size_t key_len, const uint8_t *value, size_t len)
{
	uint32_t sum = sum_of(key, key_len, value, len), there = 0;
	for (size_t i = 0; i < REPO_SUM_SIZE; i++)
		there |= (uint32_t)value[len + i] << 8 * i;
	return sum == there;
}
