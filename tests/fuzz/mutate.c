/* Runs a reader on broken copies of the files given, the same ones every time:
 * bytes changed, cut out, doubled, moved, the end missing. Speaks TAP; who
 * crashes is seen by the sanitizers.
 *
 *     build-san/fuzz/snapshot-mutated COUNT NAME FILE... */
#include "fuzz.h"

#include "base/outfile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t state = 1;

static size_t below(size_t limit)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return limit ? (size_t)(state % limit) : 0;
}

static void change_byte(char *text, size_t *size)
{
	static const char telling[] = "\"{}[],:\\0-9eE+.ntf \n\0\xff";
	if (*size)
		text[below(*size)] = telling[below(sizeof telling)];
}

static void cut_out(char *text, size_t *size)
{
	size_t at = below(*size), length = below(*size - at < 64 ? *size - at + 1 : 64);
	memmove(text + at, text + at + length, *size - at - length);
	*size -= length;
}

/* There is room for four times the text. */
static void double_piece(char *text, size_t *size)
{
	size_t at = below(*size), length = below(*size - at < 256 ? *size - at + 1 : 256);
	memmove(text + at + length, text + at, *size - at);
	*size += length;
}

static void cut_off(char *text, size_t *size)
{
	(void)text;
	*size = below(8) ? *size : below(*size + 1);
}

static void number(char *text, size_t *size)
{
	static const char *const numbers[] = { "-1", "0", "1e999", "99999999999999999999", "0.5", "null", "[]", "{}" };
	const char *with = numbers[below(sizeof numbers / sizeof *numbers)];
	for (size_t at = below(*size + 1); at < *size; at++)
		if (text[at] >= '0' && text[at] <= '9' && *size - at > strlen(with)) {
			memcpy(text + at, with, strlen(with));
			return;
		}
}

static void mutate(const char *seed, size_t size)
{
	static void (*const ways[])(char *, size_t *) = { change_byte, cut_out, double_piece, cut_off, number };
	char *text = malloc(size * 4 + 4096);
	if (!text)
		exit(1);
	memcpy(text, seed, size);
	for (size_t i = 0, steps = 1 + below(6); i < steps; i++)
		ways[below(sizeof ways / sizeof *ways)](text, &size);
	char *exact = malloc(size + 1); /* so that a byte too far is noticed */
	if (!exact)
		exit(1);
	memcpy(exact, text, size);
	free(text);
	exact = realloc(exact, size ? size : 1);
	LLVMFuzzerTestOneInput((const uint8_t *)exact, size);
	free(exact);
}

int main(int argc, char **argv)
{
	long count = argc > 3 ? atol(argv[1]) : 0;
	struct error err = { 0 };
	if (count < 1) {
		fputs("usage: COUNT NAME FILE...\n", stderr);
		return 2;
	}
	for (int i = 3; i < argc; i++) {
		char *seed;
		size_t size;
		if (!infile_read(argv[i], &seed, &size, &err)) {
			printf("not ok 1 - %s\n", err.text);
			return 1;
		}
		LLVMFuzzerTestOneInput((const uint8_t *)seed, size);
		for (long k = i - 3; k < count; k += argc - 3)
			mutate(seed, size);
		free(seed);
	}
	printf("ok 1 - %s: %ld broken copies\n", argv[2], count);
	return 0;
}
