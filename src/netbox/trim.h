#ifndef NETBOX_TRIM_H
#define NETBOX_TRIM_H

/* Half of what NetBox sends is never read: links to itself, labels of choices,
 * the same name twice; and parsing is what loading takes its time for. So it is
 * cut out of an object's text before that is parsed. */

#include "netbox/raw.h"

/* Copies the object to `out` (room for its length) without white space and
 * without the members that nothing reads: "url", "description", "link_peers" …
 * at any depth; "display" where a name follows; empty tags; the cable of a
 * nested object. Choices become their value. Custom fields stay as they are.
 * `{"id":1,"url":"x","display":"A","name":"A","type":{"value":"c14","label":"C14"}}`
 * becomes `{"id":1,"name":"A","type":"c14"}`. What is no JSON stays none, save
 * inside what is cut out. Returns the length. */
size_t trim_object(const struct raw_object *object, char *out);

/* Replaces numbers in a trimmed text that are beyond 64 bits or a double, which
 * a parser refuses and custom fields may hold, by 1e308: it has room in their
 * place, and every reader takes it as out of range. */
void trim_numbers(char *text, size_t length);

#endif
