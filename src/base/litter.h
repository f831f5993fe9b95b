#ifndef BASE_LITTER_H
#define BASE_LITTER_H

/* Temporary files that must not stay when a signal ends the program (Ctrl-C
 * during the last write). What has a handler for a signal, or ignores it,
 * keeps that. Not for SIGKILL. */

/* mkstemp(3); the file goes when the process that made it ends by a signal,
 * until litter_done(). `path` must live until then. -1 with errno. */
int litter_make(char *path);
/* The file was renamed or unlinked. */
void litter_done(const char *path);

#endif
