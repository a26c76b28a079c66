/* sum.h: the checksum behind every record of the store. doc/repository-format.txt, chapter 3. */
#ifndef REPO_SUM_H
#define REPO_SUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define REPO_SUM_SIZE 4

/* Writes the sum of a key and its value right behind the value. */
void repo_sum_put(const void *key, size_t key_len, uint8_t *value, size_t len);

/* Whether the bytes behind the value are that sum. */
bool repo_sum_right(const void *key, size_t key_len, const uint8_t *value, size_t len);

#endif
