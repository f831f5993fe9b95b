#ifndef ATLAS_FOLDER_H
#define ATLAS_FOLDER_H

/* The folder of an atlas. Ours in it are the files of its manifest and the
 * folder `.wattmap`, which holds that manifest, the lock and files that are
 * being written; everything else is never touched. Files appear whole or not
 * at all: they are written in `.wattmap/new` and renamed. They are not waited
 * for to be on the disk; after a power cut a size that is not the manifest's
 * tells, and the next run writes the file again.
 *
 * One run at a time: the lock is held until the last process of a run is gone. */

#include "atlas/manifest.h"

struct folder;

/* Makes the folder unless it is there, takes the lock, reads the manifest and
 * clears `.wattmap/new`. ERROR_WRITE: cannot be made, is no folder, another run
 * has the lock. */
bool folder_open(const char *path, struct folder **folder, struct error *err);
void folder_close(struct folder *folder);
const struct manifest *folder_manifest(const struct folder *folder);

/* Is it there with the size it had when we wrote it? */
bool folder_is_intact(const struct folder *folder, const struct manifest_file *file);

/* Before anything is written: makes the folders of `paths` and writes a manifest
 * that claims them. ERROR_WRITE: in the place of one of them stands what is not
 * ours. */
bool folder_claim(struct folder *folder, const char *const *paths, size_t count, struct error *err);

/* Writes one of the claimed files; any process of the run may, with a `slot`
 * that no other one uses at the time. */
bool folder_write(const struct folder *folder, size_t slot, const char *path, const void *data, size_t size,
                  struct error *err);

/* Takes down what a file holds now. */
bool folder_record(struct folder *folder, const struct manifest_file *file, struct error *err);

/* The end of a run that saw everything: `files` (by path) are those that stay.
 * Removes the others of the manifest, if they are still what we wrote, and the
 * folders this empties; says how many. */
bool folder_finish(struct folder *folder, const struct manifest_file *files, size_t count, size_t *removed,
                   struct error *err);

#endif
