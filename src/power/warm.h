#ifndef POWER_WARM_H
#define POWER_WARM_H

/* Private to src/power: fresh memory, touched ahead of its use.
 *
 * The first touch of a page costs the system more than filling it costs us: for
 * the nodes of 20,000 devices about 6 ms. A second thread does it while the
 * first one still works on its arrays. Small memory is left alone. */

#include <stddef.h>

struct warm;

/* Begins to touch `size` bytes at `memory` (zeros, and nobody else's until
 * warm_wait()). NULL when it is not worth it or no thread is to be had. */
struct warm *warm_start(void *memory, size_t size);

/* Waits until all is touched. NULL is fine. */
void warm_wait(struct warm *warm);

#endif
