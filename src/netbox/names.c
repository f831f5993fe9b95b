#include "netbox/names.h"

#include "base/log.h"
#include "base/text.h"
#include "netbox/decode.h"
#include "netbox/look.h"
#include "netbox/url.h"

#include <stdlib.h>
#include <string.h>

struct names {
	struct reader *reader;
	const struct fetch_trace *trace;
	struct select_need *needs; /* of each element */
	struct inventory *inventory;
	bool too_many;             /* objects of a name do not fit into one answer */
	bool namesakes_read;
};

static const enum object_kind namesakes[] = { OBJECT_PANEL, OBJECT_FEED, OBJECT_RACK, OBJECT_LOCATION, OBJECT_SITE };
static const enum object_kind parts[] = { OBJECT_INLET, OBJECT_OUTLET, OBJECT_CABLE };
enum { NAMESAKES = sizeof namesakes / sizeof *namesakes, PARTS = sizeof parts / sizeof *parts };

static bool note_needs(struct names *n)
{
	struct arena *arena = n->reader->arena;
	n->needs = arena_array(arena, n->trace->count + 1, sizeof *n->needs);
	for (size_t i = 0; i < n->trace->count; i++)
		if (!select_need(n->trace->words, n->trace->elements[i], arena, &n->needs[i]))
			return false;
	return n->trace->count > 0;
}

/* ---- asking ------------------------------------------------------------------- */

/* Called when there is more than a page of them. */
static bool leave(void *context, struct list *list)
{
	struct names *n = context;
	n->too_many = true;
	list_drop(list);
	return false;
}

/* What is offered need not be all that could be. */
static bool leave_near(void *context, struct list *list)
{
	(void)context;
	list_drop(list);
	return false;
}

static void add_filter(FILE *out, const char *key, const char *value)
{
	fprintf(out, "%s=", key);
	url_write_query(out, value);
	fputc('&', out);
}

/* Closes the filter and asks; an empty one is nothing to ask for. */
static bool start(struct names *n, enum plan_kind kind, FILE *out, char **filter, const size_t *size, list_more *more)
{
	fclose(out);
	bool fits = *size < PLAN_TARGET_MAX * 3 / 4;
	if (fits && *size > 0)
		list_start(n->reader, &(struct list_options){ .kind = kind, .filter = *filter, .more = more, .context = n });
	free(*filter);
	return fits;
}

static bool start_devices(struct names *n)
{
	char *filter;
	size_t size;
	FILE *out = open_memstream(&filter, &size);
	for (size_t i = 0; i < n->trace->count; i++)
		for (size_t k = 0; k < n->needs[i].name_count; k++)
			add_filter(out, "name__ie", n->needs[i].names[k]);
	return start(n, PLAN_DEVICES, out, &filter, &size, leave);
}

/* The names without a kind among other objects. */
static bool start_bare(struct names *n, enum object_kind kind)
{
	char *filter;
	size_t size;
	FILE *out = open_memstream(&filter, &size);
	for (size_t i = 0; i < n->trace->count; i++)
		if (n->needs[i].bare)
			add_filter(out, kind == OBJECT_CABLE ? "label__ie" : "name__ie", n->needs[i].bare);
	return start(n, plan_for(kind), out, &filter, &size, leave);
}

static bool start_namesakes(struct names *n)
{
	bool ok = true;
	for (size_t i = 0; i < NAMESAKES && ok; i++)
		ok = start_bare(n, namesakes[i]);
	n->namesakes_read = true;
	return ok;
}

static void start_ids(struct names *n)
{
	for (int kind = 0; kind < OBJECT_KINDS; kind++) {
		struct id_list ids = { 0 };
		for (size_t i = 0; i < n->trace->count; i++)
			if (n->needs[i].id > 0 && (int)n->needs[i].kind == kind)
				id_list_add(&ids, n->needs[i].id);
		id_list_sort(&ids);
		list_by_ids(n->reader, plan_for((enum object_kind)kind), "id", &ids, "");
		id_list_clear(&ids);
	}
}

static void start_like(struct names *n, enum object_kind kind, const char *key, const char *part)
{
	enum { PART_MIN = 3 };
	char *filter;
	size_t size;
	FILE *out = open_memstream(&filter, &size);
	if (strlen(part) >= PART_MIN)
		add_filter(out, key, part);
	start(n, plan_for(kind), out, &filter, &size, leave_near);
}

/* Of a name with one wrong letter either half is right. Of what is no device the
 * beginning will do. */
static void start_near(struct names *n, const char *name)
{
	size_t half = strlen(name) / 2;
	while (half > 0 && ((unsigned char)name[half] & 0xc0) == 0x80)
		half--;
	char *begin = xstrdup(name);
	begin[half] = '\0';
	start_like(n, OBJECT_DEVICE, "name__ic", name);
	start_like(n, OBJECT_DEVICE, "name__iew", name + half);
	start_like(n, OBJECT_DEVICE, "name__isw", begin);
	for (size_t i = 0; i < NAMESAKES; i++)
		start_like(n, namesakes[i], "name__isw", begin);
	free(begin);
}

/* ---- looking ------------------------------------------------------------------ */

/* The last one found, too, unless `any` is NULL. */
static size_t count_kind(const struct names *n, enum object_kind kind, const char *name, bool nocase,
                         const struct object **any)
{
	size_t total, count = 0;
	struct object **objects = inventory_objects(n->inventory, kind, &total);
	for (size_t i = 0; i < total; i++) {
		if (!objects[i]->visible ||
		    !(nocase ? text_equal_nocase(objects[i]->name, name) : strcmp(objects[i]->name, name) == 0))
			continue;
		count++;
		if (any)
			*any = objects[i];
	}
	return count;
}

/* Devices of the name and its namesakes. */
static size_t count_bare(const struct names *n, const char *name, bool nocase, const struct object **any)
{
	size_t count = count_kind(n, OBJECT_DEVICE, name, nocase, any);
	for (size_t i = 0; i < NAMESAKES; i++)
		count += count_kind(n, namesakes[i], name, nocase, any);
	return count;
}

static bool is_met(const struct names *n, const struct select_need *need)
{
	for (size_t i = 0; i < need->name_count; i++)
		if (count_kind(n, OBJECT_DEVICE, need->names[i], true, NULL) > 0)
			return true;
	return need->id > 0 || (need->bare && count_bare(n, need->bare, true, NULL) > 0);
}

static bool are_met(const struct names *n)
{
	for (size_t i = 0; i < n->trace->count; i++)
		if (!is_met(n, &n->needs[i]))
			return false;
	return true;
}

static enum names_meaning meaning_of_id(const struct names *n, const struct select_need *need)
{
	const struct object *object = inventory_find(n->inventory, need->kind, need->id);
	return object && object->visible ? NAMES_READ : NAMES_NONE;
}

/* As written first, as select_object() does. Places are more than a few objects. */
static enum names_meaning meaning_of(const struct names *n, const struct select_need *need)
{
	if (need->id > 0)
		return meaning_of_id(n, need);
	if (!need->bare) {
		size_t exact = need->device ? count_kind(n, OBJECT_DEVICE, need->device, false, NULL) : 0;
		bool several = need->device && exact == 0 && count_kind(n, OBJECT_DEVICE, need->device, true, NULL) > 1;
		return exact > 1 || several ? NAMES_NONE : NAMES_READ;
	}
	const struct object *object = NULL;
	size_t count = count_bare(n, need->bare, false, &object);
	if (count == 0 && !strpbrk(need->bare, ":/"))
		count = count_bare(n, need->bare, true, &object);
	else if (count == 0 && count_bare(n, need->bare, true, NULL) > 0)
		return NAMES_WANT_ALL; /* a port of a device, or another letter case? */
	if (count > 1)
		return NAMES_NONE;
	return object && object->kind >= OBJECT_RACK ? NAMES_WANT_ALL : NAMES_READ;
}

static enum names_meaning meaning_of_all(const struct names *n)
{
	enum names_meaning worst = NAMES_READ;
	if (n->too_many || n->inventory->device_count > NAMES_ELEMENTS)
		return NAMES_WANT_ALL;
	for (size_t i = 0; i < n->trace->count; i++) {
		enum names_meaning meaning = meaning_of(n, &n->needs[i]);
		if (meaning == NAMES_NONE)
			return NAMES_NONE;
		worst = meaning > worst ? meaning : worst;
	}
	return worst;
}

/* ---- nothing of that name -------------------------------------------------------- */

/* Cables without a label are called "#881", devices without a name "Model (77)". */
static bool is_made_up(const char *name)
{
	size_t length = strlen(name);
	return name[0] == '#' || (length > 0 && name[length - 1] == ')');
}

/* An inlet, outlet or cable called so, or a feed behind its panel's name? */
static bool may_be_part(const struct names *n, const struct select_need *need)
{
	if (need->port || is_made_up(need->name) || (need->bare && strchr(need->bare, '/')))
		return true;
	for (size_t i = 0; need->bare && i < PARTS; i++)
		if (count_kind(n, parts[i], need->bare, true, NULL) > 0)
			return true;
	return n->too_many;
}

static bool read_unmet(struct names *n, enum names_meaning *meaning, struct error *err)
{
	*meaning = NAMES_WANT_ALL;
	for (size_t i = 0; i < n->trace->count; i++)
		if (!is_met(n, &n->needs[i]) && may_be_part(n, &n->needs[i]))
			return true;
	bool fits = true;
	for (size_t i = 0; i < PARTS && fits; i++)
		fits = start_bare(n, parts[i]);
	for (size_t i = 0; i < n->trace->count; i++)
		if (!is_met(n, &n->needs[i]))
			start_near(n, n->needs[i].name);
	if (!look_again(n->reader, &n->inventory, err))
		return false;
	bool part = !fits;
	for (size_t i = 0; i < n->trace->count; i++)
		part = part || (!n->needs[i].id && may_be_part(n, &n->needs[i]));
	*meaning = part ? NAMES_WANT_ALL : NAMES_NONE;
	return true;
}

static void warn_of_bare(const struct names *n)
{
	for (size_t i = 0; i < n->trace->count; i++)
		if (n->needs[i].bare && count_kind(n, OBJECT_DEVICE, n->needs[i].bare, true, NULL) > 0)
			log_warn("%s: taken as the device; panels, feeds and places of that name are not looked for "
			         "(say device:%s)", n->needs[i].bare, n->needs[i].bare);
}

static bool find_meaning(struct names *n, enum names_meaning *meaning, struct error *err)
{
	if (!look_again(n->reader, &n->inventory, err))
		return false;
	if (!n->too_many && !are_met(n) && !n->namesakes_read &&
	    (!start_namesakes(n) || !look_again(n->reader, &n->inventory, err)))
		return err->code == ERROR_NONE;
	if (!n->too_many && !are_met(n))
		return read_unmet(n, meaning, err);
	*meaning = meaning_of_all(n);
	if (*meaning == NAMES_READ && !n->namesakes_read)
		warn_of_bare(n);
	return true;
}

bool names_read(struct reader *reader, const struct fetch_trace *trace, enum names_meaning *meaning, struct error *err)
{
	struct names n = { .reader = reader, .trace = trace };
	*meaning = NAMES_WANT_ALL;
	if (!note_needs(&n) || !start_devices(&n) || (!trace->path && !start_namesakes(&n)))
		return true;
	start_ids(&n);
	bool ok = find_meaning(&n, meaning, err);
	inventory_free(n.inventory);
	return ok;
}
