#ifndef NET_NOTATION_H
#define NET_NOTATION_H

/* Power networks in a line, for tests:
 *
 *     [PP-A] (F1 230V 16A 80%) - pdu<In; pdu>1 - srv<PSU1=300/500
 *
 *     [NAME]              power panel
 *     (NAME ATTRIBUTE…)   feed of the panel named last: 400V 32A 80% 3ph dc redundant
 *                         rack:R1, or a status (active by default)
 *     DEV<PORT            inlet; its first mention may add =ALLOCATED/MAXIMUM, either
 *                         may be empty, * for mark_connected, @TYPE for the connector
 *     DEV>PORT            outlet; its first mention may add /INLET (power_port; the
 *                         first inlet of the device when not said, / alone: none),
 *                         ~A for the leg, @TYPE, !STATUS
 *     DEV!STATUS          a device's status
 *     DEV{PARENT          a device in a bay of another one
 *     A - B               a cable; several ends a side: A + B - C + D
 *     A -STATUS- B        with a status
 *     A -X                a cable whose other end is gone
 *     ;                   ends a statement
 *
 * The role and type of a device are the letters its name begins with: pdu1 is a
 * "pdu", ups-a an "ups", util a "utility" (also gen, ats, sts, panel). Ids count
 * up from 1 in each kind, by first mention. */

#include "model/inventory.h"
#include "power/power.h"

struct net;

struct net *net_new(const char *text); /* NetBox 4.2.9 */
/* As another version computes. */
void net_set_version(struct net *net, int major, int minor, int patch);
/* To set what the notation has no words for, before the first net_power(). */
struct inventory *net_inventory(struct net *net);
void net_free(struct net *net);

/* Built when first asked; again after net_set_policy(). */
void net_set_policy(struct net *net, const struct policy *policy);
const struct power *net_power(struct net *net);

/* By the names above: "[PP-A]", "(F1)", "pdu<In", "pdu>1", "pdu". Fails the
 * test when there is none. */
uint32_t net_find(struct net *net, const char *name);
const struct node *net_node(struct net *net, const char *name);
const struct verdict *net_verdict(struct net *net, const char *name);

/* The names of the shared elements, nearest first, with spaces between them;
 * cables are "#1" …, inlets and outlets as above. */
const char *net_shared(struct net *net, const char *name);

#endif
