/* `wattmap version`, `wattmap --version`. */
#include "cli/command.h"

#include "cli/version.h"
#include "diagram/graphviz.h"
#include "netbox/decode.h"
#include "netbox/http.h"
#include "netbox/plan.h"
#include "serve/serve.h"

bool cmd_version(const struct options *options, struct error *err)
{
	(void)options;
	printf("wattmap %s\n", WATTMAP_VERSION);
	printf("libcurl %s, jansson %s, Graphviz %s, libmicrohttpd %s\n", http_library(), decode_library(), graphviz_library(),
	       serve_library());
	printf("reads NetBox %s to %s\n", VERSION_OLDEST, VERSION_NEWEST);
	return stdout_finish(err);
}
