/* system.h: what every namespace has without storing it: the system classes and their instances. */
#ifndef REPO_SYSTEM_H
#define REPO_SYSTEM_H

#include "cim/system.h"
#include "repo/live.h"
#include "repo/repo.h"

/*
 * The system class of a name in a namespace that is there, in the arena: for who has found none
 * stored. CIM_ENOENT. Costs names that do not begin with "__" one comparison.
 */
enum cim_err system_class_get(struct repo_reader reader, struct arena *arena, struct cim_str ns,
    struct cim_name name, const struct cim_class **out);

/* ---- Instances that the program itself knows: rows of inside.c ------------ */

/* The namespaces right below one: there is nothing else to say of them than their names. */
enum cim_err inside_namespaces(
    struct repo_live *live, struct cim_str ns, repo_live_each_fn each, void *ctx);
enum cim_err inside_namespace_get(struct repo_live *live, struct arena *arena, struct cim_str ns,
    const struct cim_path *path, const struct cim_instance **out);
/* The one instance of a singleton. */
enum cim_err inside_identification(
    struct repo_live *live, struct cim_str ns, repo_live_each_fn each, void *ctx);
enum cim_err inside_this_namespace(
    struct repo_live *live, struct cim_str ns, repo_live_each_fn each, void *ctx);
enum cim_err inside_security(
    struct repo_live *live, struct cim_str ns, repo_live_each_fn each, void *ctx);
enum cim_err inside_arbitrator(
    struct repo_live *live, struct cim_str ns, repo_live_each_fn each, void *ctx);
enum cim_err inside_quota(
    struct repo_live *live, struct cim_str ns, repo_live_each_fn each, void *ctx);
enum cim_err inside_event_consumer_cache(
    struct repo_live *live, struct cim_str ns, repo_live_each_fn each, void *ctx);
enum cim_err inside_event_provider_cache(
    struct repo_live *live, struct cim_str ns, repo_live_each_fn each, void *ctx);
enum cim_err inside_event_sink_cache(
    struct repo_live *live, struct cim_str ns, repo_live_each_fn each, void *ctx);
enum cim_err inside_object_cache(
    struct repo_live *live, struct cim_str ns, repo_live_each_fn each, void *ctx);
enum cim_err inside_property_cache(
    struct repo_live *live, struct cim_str ns, repo_live_each_fn each, void *ctx);

/* ---- Changes --------------------------------------------------------------- */

/*
 * Whether a class may be stored, or deleted, under a name: CIM_EINVAL, CIM_ECONFLICT with a fault
 * when it is the system's.
 */
enum cim_err system_class_put_check(struct repo_txn *txn, struct cim_str ns, struct cim_name name);
enum cim_err system_class_delete_check(
    struct repo_txn *txn, struct cim_str ns, struct cim_name name);
/* Whether an instance may be stored: CIM_ECONFLICT with a fault when the program alone knows it. */
enum cim_err system_instance_put_check(struct repo_txn *txn, struct cim_name class_name);
/* Whether the one instance of a class is there though none is stored. */
bool system_instance_is_there(struct cim_str ns, struct cim_name class_name);
/*
 * Whether an instance that is not stored is the program's own, and so cannot be deleted:
 * CIM_ECONFLICT with a fault; else CIM_ENOENT.
 */
enum cim_err system_instance_delete_check(struct repo_txn *txn, struct cim_str ns,
    const struct cim_path *path);
/* The namespace that an instance of __Namespace stands for, in the arena. CIM_EINVAL: none. */
enum cim_err system_namespace_of(struct arena *arena, struct cim_str ns,
    const struct cim_instance *inst, struct cim_str *out);

#endif
