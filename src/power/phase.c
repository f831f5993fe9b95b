#include "power/build.h"

void build_legs(struct build *b)
{
	(void)b;
}
