#include "power/build.h"

void build_netbox_draw(struct build *b)
{
	(void)b;
}
