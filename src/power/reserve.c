#include "power/build.h"

void build_reserve(struct build *b)
{
	(void)b;
}
