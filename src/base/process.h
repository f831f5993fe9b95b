#ifndef BASE_PROCESS_H
#define BASE_PROCESS_H

/* The processors of this machine, and work on a second one. */

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

/* Those that this process may use, at least 1. */
unsigned processors(void);

/* Writing that is done aside: in a process forked from this one, which sees all
 * of its data as of then, while this one goes on. A process and not a thread:
 * for libraries that are not made for threads. */
struct aside {
	pid_t pid; /* 0: none */
	int file;  /* what it writes, in memory */
};

typedef bool aside_write(void *context, FILE *out);

/* Leaves `aside` empty when there is but one processor, or no process can be
 * made. */
void aside_begin(struct aside *aside, aside_write *write, void *context);

/* Waits, and appends what was written aside to `out`. False: nothing came of it
 * (`write` failed there, the process was killed, there was none), and nothing
 * was appended; to write it here is then the caller's. */
bool aside_end(struct aside *aside, FILE *out);

#endif
