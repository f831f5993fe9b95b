#ifndef CLI_FAIL_PACK_H
#define CLI_FAIL_PACK_H

/* The maintenance pack: a folder with all that is wanted before an element is
 * switched off.
 *
 *     fail.svg        the picture
 *     fail.md         the whole list
 *     tenant-NAME.md  what goes dark, is at risk, loses redundancy, by tenant
 *     check.csv       what to verify on site first: devices that go dark or stay on
 *                     one cord, unknown ones, transfer devices, batteries
 *     schedule.csv    the circuits and outlets of what is switched off, and what
 *                     hangs on them */

#include "cli/options.h"
#include "cli/picture.h"
#include "diagram/fail.h"
#include "report/fail.h"

/* The folder is made when it is not there; files in it of the same names are
 * replaced. ERROR_WRITE names what could not be written. */
bool fail_pack_write(const struct options *options, struct picture *picture, const struct fail_facts *facts,
                     const struct fail_scene *scene, const struct report *report, struct error *err);

#endif
