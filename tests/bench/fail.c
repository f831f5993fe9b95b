/* How long it takes to lose, one after the other, every feed, panel, UPS and PDU
 * of a site, and what it takes to get ready for that.
 *
 *     tests/gen/site.py --racks 1000 -o big.json
 *     build/bench/fail big.json [SMALLER.json]
 *
 * With a smaller site (half the size) it tells time(2n)/time(n). */
#include "netbox/decode.h"
#include "power/sweep.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

struct figures {
	double build_s, ready_s, sweep_s, all_s;
	size_t devices, losses, all;
	long peak_kb;
};

static double now_s(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static struct inventory *read_site(const char *path)
{
	struct error err = { 0 };
	struct raw *raw = NULL;
	struct inventory *inventory = NULL;
	if (!snapshot_read(path, &raw, &err) || !decode_inventory(raw, &inventory, &err))
		fprintf(stderr, "%s\n", err.text);
	raw_free(raw);
	return inventory;
}

static double sweep(struct contingency *contingency, const struct power *power, const enum sweep_kind *kinds,
                    size_t count, size_t *losses)
{
	double start = now_s();
	struct arena *arena = arena_new();
	*losses = 0;
	for (size_t i = 0; i < count; i++) {
		struct sweep_choice choice = { .kind = kinds[i] };
		*losses += sweep_run(contingency, power, &choice, arena)->count;
	}
	arena_free(arena);
	return now_s() - start;
}

static bool measure(const char *path, struct figures *f)
{
	static const enum sweep_kind kinds[] = { SWEEP_FEED, SWEEP_PANEL, SWEEP_UPS, SWEEP_PDU };
	static const enum sweep_kind all[] = { SWEEP_ALL };
	struct policy policy;
	struct rusage usage;
	struct inventory *inventory = read_site(path);
	if (!inventory)
		return false;
	policy_init(&policy);
	double start = now_s();
	struct power *power = power_build(inventory, &policy);
	f->build_s = now_s() - start;
	start = now_s();
	struct contingency *contingency = contingency_new(power);
	f->ready_s = now_s() - start;
	f->sweep_s = sweep(contingency, power, kinds, 4, &f->losses);
	f->all_s = sweep(contingency, power, all, 1, &f->all);
	f->devices = inventory->device_count;
	getrusage(RUSAGE_SELF, &usage);
	f->peak_kb = usage.ru_maxrss;
	contingency_free(contingency);
	power_free(power);
	inventory_free(inventory);
	return true;
}

static void print(const struct figures *f)
{
	printf("%zu devices: graph %.3f s, ready %.3f s, %zu losses %.3f s, all %zu losses %.3f s, peak %ld MB\n",
	       f->devices, f->build_s, f->ready_s, f->losses, f->sweep_s, f->all, f->all_s, f->peak_kb / 1024);
}

int main(int argc, char **argv)
{
	struct figures big, small;
	if (argc < 2) {
		fprintf(stderr, "usage: fail SNAPSHOT [SMALLER]\n");
		return 2;
	}
	if (argc > 2 && !measure(argv[2], &small))
		return 1;
	if (!measure(argv[1], &big))
		return 1;
	if (argc > 2)
		print(&small);
	print(&big);
	double ratio = argc > 2 ? (big.ready_s + big.sweep_s) / (small.ready_s + small.sweep_s) : 0;
	if (argc > 2)
		printf("time(2n)/time(n) %.2f\n", ratio);
	return 0;
}
