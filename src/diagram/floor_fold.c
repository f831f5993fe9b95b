/* Racks that differ only in names and numbers of outlets as one card. */
#include "diagram/floor_parts.h"

#include <ctype.h>
#include <string.h>

static bool same_number(double a, double b)
{
	return a == b || (a != a && b != b);
}

static bool same_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

static bool same_slots(const struct slot *a, const struct slot *b, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (a[i].side != b[i].side || a[i].missing != b[i].missing || a[i].dead != b[i].dead || a[i].tone != b[i].tone ||
		    !same_text(a[i].value, b[i].value) || !same_number(a[i].fraction, b[i].fraction))
			return false;
	return true;
}

/* The name of a device is of no matter, all other words are. */
static bool same_line(const struct line *a, const struct line *b)
{
	if (a->kind != b->kind || a->style != b->style || a->tone != b->tone || a->pale != b->pale || a->shared != b->shared ||
	    a->slot_left_count != b->slot_left_count || a->slot_right_count != b->slot_right_count)
		return false;
	return (a->kind == LINE_ROW || same_text(a->left, b->left)) && same_text(a->right, b->right) &&
	       same_number(a->fraction, b->fraction) && same_number(a->limit, b->limit) &&
	       same_slots(a->slots_left, b->slots_left, a->slot_left_count) &&
	       same_slots(a->slots_right, b->slots_right, a->slot_right_count);
}

bool floor_equal_cards(const struct card *a, const struct card *b)
{
	if (a->shape != b->shape || a->group != b->group || a->tone != b->tone || a->pale != b->pale || a->outside != b->outside ||
	    a->line_count != b->line_count || !same_text(a->title_right, b->title_right))
		return false;
	for (size_t i = 0; i < a->line_count; i++)
		if (!same_line(&a->lines[i], &b->lines[i]))
			return false;
	return true;
}

/* "SRV-R01–07" of SRV-R01 and SRV-R07. */
static const char *range_title(const char *first, const char *last, struct arena *arena)
{
	size_t common = 0;
	while (first[common] && first[common] == last[common])
		common++;
	while (common > 0 && isalnum((unsigned char)last[common - 1]) && isdigit((unsigned char)last[common - 1]))
		common--;
	while (common > 0 && ((unsigned char)last[common] & 0xC0) == 0x80) /* within a character */
		common--;
	return arena_printf(arena, "%s–%s", first, last[common] ? last + common : last);
}

void floor_fold_card(struct floor *floor, struct card *card, const char *last, size_t racks)
{
	struct line *lines = arena_array(floor->arena, card->line_count + 1, sizeof *lines);
	memcpy(lines, card->lines, card->line_count * sizeof *lines);
	lines[card->line_count] = line_empty(LINE_TEXT);
	lines[card->line_count].style = STYLE_STRONG;
	lines[card->line_count].left = floor->fold.rows
		? arena_printf(floor->arena, "%zu racks alike; devices and outlets of %s", racks, card->title)
		: arena_printf(floor->arena, "%zu racks alike", racks);
	card->lines = lines;
	card->line_count++;
	card->title = range_title(card->title, last, floor->arena);
}
