#include "netbox/look.h"

#include "netbox/decode.h"

bool look_again(struct reader *reader, struct inventory **inventory, struct error *err)
{
	inventory_free(*inventory);
	*inventory = NULL;
	return http_run(reader->http, err) && raw_sort(reader->raw, false, err) &&
	       decode_inventory(reader->raw, inventory, err);
}
