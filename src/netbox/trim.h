#ifndef NETBOX_TRIM_H
#define NETBOX_TRIM_H

/* A third of what NetBox sends are links to itself and texts that are never
 * shown; parsing is what loading takes its time for. So they are cut out of an
 * object's text before it is parsed. */

#include "netbox/raw.h"

/* Copies the object to `out` (room for its length) without white space and
 * without the members that nothing reads: "url", "description", "link_peers" …
 * at any depth, except in custom fields. `{"id":1,"url":"x","name":"A"}` becomes
 * `{"id":1,"name":"A"}`. What is no JSON stays none, save inside what is cut
 * out. Returns the length. */
size_t trim_object(const struct raw_object *object, char *out);

/* Replaces numbers in a trimmed text that are beyond 64 bits or a double, which
 * a parser refuses and custom fields may hold, by 1e308: it has room in their
 * place, and every reader takes it as out of range. */
void trim_numbers(char *text, size_t length);

#endif
