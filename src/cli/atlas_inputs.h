#ifndef CLI_ATLAS_INPUTS_H
#define CLI_ATLAS_INPUTS_H

#include "cli/options.h"

#include <stdint.h>

/* A digest of all that the pictures of an atlas are made of: the data (its own
 * digest is `data`, without its time), policy, look and scope, the configuration
 * file, the style, and this program. Pictures of the same inputs are the same. */
uint64_t atlas_inputs(const struct options *options, uint64_t data);

#endif
