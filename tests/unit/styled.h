#ifndef STYLED_H
#define STYLED_H

/* The built-in style, for a group of tests: cmocka_run_group_tests(tests, load_style, free_style). */

#include "diagram/style.h"

static struct style *style;

static int load_style(void **state)
{
	(void)state;
	struct error err = {0};
	return style_load(NULL, &style, &err) ? 0 : -1;
}

static int free_style(void **state)
{
	(void)state;
	style_free(style);
	return 0;
}

#endif
