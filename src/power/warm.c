#include "power/warm.h"

#include "base/arena.h"

#include <pthread.h>
#include <stdlib.h>

enum { WORTH_IT = 4 * 1024 * 1024, PAGE = 4096 };

struct warm {
	pthread_t thread;
	volatile char *memory;
	size_t size;
};

static void *touch(void *argument)
{
	struct warm *warm = argument;
	for (size_t at = 0; at < warm->size; at += PAGE)
		warm->memory[at] = 0;
	return NULL;
}

struct warm *warm_start(void *memory, size_t size)
{
	if (size < WORTH_IT)
		return NULL;
	struct warm *warm = xcalloc(1, sizeof *warm);
	warm->memory = memory;
	warm->size = size;
	if (pthread_create(&warm->thread, NULL, touch, warm) == 0)
		return warm;
	free(warm);
	return NULL;
}

void warm_wait(struct warm *warm)
{
	if (!warm)
		return;
	pthread_join(warm->thread, NULL);
	free(warm);
}
