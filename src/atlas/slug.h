#ifndef ATLAS_SLUG_H
#define ATLAS_SLUG_H

/* Names of files that are safe everywhere (slashes, dots, letters of any script,
 * file systems without upper case) and stable: the name in plain small letters,
 * then NetBox's id, which tells namesakes apart.
 *
 *     CORE-SW01, 77         core-sw01-77
 *     Zürich/Rack 3, 5      zurich-rack-3-5
 *     ../../etc/passwd, 1   etc-passwd-1
 *     電源, 9               x-9 */

#include <stdint.h>

enum { SLUG_MAX = 96 };

/* Returns `slug`. A long name is cut, its id never is. */
char *slug_make(char slug[SLUG_MAX], const char *name, int64_t id);

#endif
