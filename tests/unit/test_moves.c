/* Moves between legs: those that help, that are possible, worst first. */
#include "net_notation.h"
#include "unit.h"

#include "base/arena.h"
#include "power/lines.h"
#include "power/moves.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "a1: pdu1:1 -> 4 100.0 50.0" of each move, a line each. */
static char *moves_text(const char *network)
{
	struct net *net = net_new(network);
	struct phase_move moves[MOVES_MAX];
	size_t count = phase_moves(net_power(net), NULL, NULL, moves), size;
	char *text;
	FILE *out = open_memstream(&text, &size);
	for (size_t i = 0; i < count; i++)
		fprintf(out, "%s:%s-%s %.0f %.1f-%.1f\n", moves[i].from->device->object.name, moves[i].from->object.name,
		        moves[i].to->object.name, moves[i].load_w, moves[i].before_pct, moves[i].after_pct);
	fclose(out);
	net_free(net);
	return text;
}

#define FEED "[PP] (F 400V 16A 80% 3ph) - pdu1<In; "

static void test_moves(void **state)
{
	static const struct {
		const char *net, *moves;
	} cases[] = {
		/* 900 + 300 on A, nothing else: 200 %; 900 to B: 900, 300, 0 */
		{FEED "pdu1>1~A - s1<P=900/; pdu1>2~A - s2<P=300/; pdu1>3~B; pdu1>4~C",
		 "pdu1:1-3 900 200.0-125.0\n"},
		/* balanced is balanced */
		{FEED "pdu1>1~A - s1<P=300/; pdu1>2~B - s2<P=300/; pdu1>3~C - s3<P=300/; pdu1>4~A", ""},
		/* one load: wherever it goes, it is the only one */
		{FEED "pdu1>1~A - s1<P=900/; pdu1>3~B; pdu1>4~C", ""},
		/* nothing free on another leg; not live; another connector */
		{FEED "pdu1>1~A - s1<P=900/; pdu1>2~A - s2<P=900/; pdu1>3~A", ""},
		{FEED "pdu1>1~A - s1<P=900/; pdu1>2~A - s2<P=900/; pdu1>3~B!disabled", ""},
		{FEED "pdu1>1~A@iec-60320-c19 - s1<P=900/@iec-60320-c20; pdu1>2~A@iec-60320-c19 - s2<P=900/@iec-60320-c20; "
		 "pdu1>3~B@iec-60320-c13", ""},
		/* a free outlet is taken once */
		{FEED "pdu1>1~A - s1<P=600/; pdu1>2~A - s2<P=600/; pdu1>3~A - s3<P=600/; pdu1>4~B",
		 "pdu1:1-4 600 200.0-100.0\n"},
		{FEED "pdu1>1~A - s1<P=600/; pdu1>2~A - s2<P=600/; pdu1>3~A - s3<P=600/; pdu1>4~B; pdu1>5~C",
		 "pdu1:1-4 600 200.0-100.0\npdu1:2-5 600 100.0-0.0\n"},
		/* a draw nobody knows is not moved */
		{FEED "pdu1>1~A - s1<P=/; pdu1>2~A - s2<P=/; pdu1>3~B", ""},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *text = moves_text(cases[i].net);
		assert_string_equal(text, cases[i].moves);
		free(text);
	}
}

/* Five at most, and the second PDU's only after the worse first. */
static void test_most(void **state)
{
	char *text = moves_text(FEED "pdu1>1~A - s1<P=100/; pdu1>2~A - s2<P=100/; pdu1>3~A - s3<P=100/; pdu1>4~A - s4<P=100/; "
	                        "pdu1>5~A - s5<P=100/; pdu1>6~A - s6<P=100/; pdu1>7~A - s7<P=100/; pdu1>8~A - s8<P=100/; "
	                        "pdu1>9~A - s9<P=100/; pdu1>11~B; pdu1>12~B; pdu1>13~B; pdu1>14~C; pdu1>15~C; pdu1>16~C");
	size_t lines = 0;
	(void)state;
	for (const char *c = text; *c; c++)
		lines += *c == '\n';
	assert_int_equal(lines, MOVES_MAX);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_moves), cmocka_unit_test(test_most)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
