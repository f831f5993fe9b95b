#include "netbox/plan.h"

static const struct plan plans[PLAN_KINDS] = {
	[PLAN_OUTLETS] = { "dcim/power-outlets", "dcim.view_poweroutlet",
		"id,device,module,name,label,type,status,color,power_port,feed_leg,mark_connected,cable,cable_end,custom_fields",
		NULL, "site_id" },
	[PLAN_INLETS] = { "dcim/power-ports", "dcim.view_powerport",
		"id,device,module,name,label,type,maximum_draw,allocated_draw,mark_connected,cable,cable_end,custom_fields",
		NULL, "site_id" },
	[PLAN_DEVICES] = { "dcim/devices", "dcim.view_device",
		"id,display,name,device_type,role,tenant,asset_tag,site,location,rack,position,parent_device,status,tags,"
		"custom_fields",
		"exclude=config_context", "site_id" },
	[PLAN_CABLES] = { "dcim/cables", "dcim.view_cable",
		"id,label,type,status,color,length,length_unit", NULL, "site_id" },
	[PLAN_RACKS] = { "dcim/racks", "dcim.view_rack",
		"id,name,facility_id,site,location,tenant,role,status,u_height,desc_units,starting_unit,tags,custom_fields",
		NULL, "site_id" },
	[PLAN_FEEDS] = { "dcim/power-feeds", "dcim.view_powerfeed",
		"id,name,power_panel,rack,status,type,supply,phase,voltage,amperage,max_utilization,mark_connected,cable,"
		"cable_end,tenant,tags,custom_fields",
		NULL, "site_id" },
	[PLAN_PANELS] = { "dcim/power-panels", "dcim.view_powerpanel", "id,name,site,location,tags,custom_fields",
		NULL, "site_id" },
	[PLAN_LOCATIONS] = { "dcim/locations", "dcim.view_location",
		"id,name,slug,site,parent,status,tenant,tags,custom_fields", NULL, "site_id" },
	[PLAN_SITES] = { "dcim/sites", "dcim.view_site",
		"id,name,slug,status,region,group,tenant,tags,custom_fields", NULL, "id" },
	[PLAN_REGIONS] = { "dcim/regions", "dcim.view_region", "id,name,slug,parent", NULL, NULL },
	[PLAN_TYPES] = { "dcim/device-types", "dcim.view_devicetype", "id,model,slug,u_height", NULL, NULL },
};

const struct plan *plan_of(enum plan_kind kind)
{
	return &plans[kind];
}

enum plan_kind plan_for(enum object_kind kind)
{
	static const enum plan_kind kinds[OBJECT_KINDS] = {
		[OBJECT_PANEL] = PLAN_PANELS,   [OBJECT_FEED] = PLAN_FEEDS,
		[OBJECT_INLET] = PLAN_INLETS,   [OBJECT_OUTLET] = PLAN_OUTLETS,
		[OBJECT_DEVICE] = PLAN_DEVICES, [OBJECT_CABLE] = PLAN_CABLES,
		[OBJECT_RACK] = PLAN_RACKS,     [OBJECT_LOCATION] = PLAN_LOCATIONS,
		[OBJECT_SITE] = PLAN_SITES,
	};
	return kinds[kind];
}

struct capabilities capabilities_of(struct version version)
{
	struct capabilities can = {
		.version = version,
		.fields = version_at_least(version, 4, 0, 0),
		.keyset = version_at_least(version, 3, 3, 0),
		.cable_id = version_at_least(version, 4, 0, 0),
		.v2_tokens = version_at_least(version, 4, 5, 0),
		.known = !version_at_least(version, 4, 8, 0),
	};
	can.page_size = can.fields ? 1000 : can.keyset ? 250 : 500;
	return can;
}

bool version_supported(struct version version)
{
	return version_at_least(version, 2, 11, 0);
}

void plan_write_target(FILE *out, enum plan_kind kind, const struct capabilities *can, const char *fields)
{
	const struct plan *plan = &plans[kind];
	fprintf(out, "api/%s/?", plan->collection);
	if (plan->extra)
		fprintf(out, "%s&", plan->extra);
	if (can->fields)
		fprintf(out, "fields=%s%s&", fields ? fields : plan->fields,
		        can->cable_ends && kind == PLAN_CABLES ? ",a_terminations,b_terminations" : "");
}

bool plan_cables_by_id(int64_t listed, int64_t wanted, size_t page_size)
{
	int64_t page = (int64_t)page_size;
	int64_t batch = page < PLAN_BATCH_IDS ? page : PLAN_BATCH_IDS;
	return (listed + page - 1) / page > (wanted + batch - 1) / batch;
}
