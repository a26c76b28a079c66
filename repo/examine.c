/* examine.c: a whole repository looked at, in whatever state: its small files, its pages, its records. */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "repo/look.h"
#include "repo/txn.h"
#include "repo/verify.h"

struct examine {
	repo_finding_fn each;
	void *ctx;
	bool damaged;
};

static void
pass_on(void *ctx, const struct repo_finding *finding)
{
	struct examine *examine = ctx;
	examine->damaged = examine->damaged || !finding->note;
	examine->each(examine->ctx, finding);
}

static void
tell_page(void *ctx, const struct wreck_problem *problem)
{
	char text[900];
	struct repo_finding finding;
	verify_page_finding(problem, text, sizeof(text), &finding);
	pass_on(ctx, &finding);
}

static void
tell_file(struct examine *examine, const char *name, const char *text, bool note)
{
	struct repo_finding finding = { .kind = "file", .name = cim_str_from(name), .text = text,
		.note = note };
	pass_on(examine, &finding);
}

/* ---- A store that cannot be opened ------------------------------------------ */

/* Pages first; then the records and entries that can be read all the same. */
static enum cim_err
examine_wreck(struct examine *examine, const char *dir, bool quick, struct cim_fault *fault)
{
	struct wreck *wreck;
	struct verify_source source;
	enum cim_err err = wreck_open(dir, &wreck, fault);
	if (err == CIM_EDAMAGED) {
		tell_file(examine, "data.mdb", fault->text, false);
		cim_fault_clear(fault);
		return err;
	}
	if (err != CIM_OK)
		return err;
	if (quick) {
		err = wreck_check_quick(wreck, WRECK_NEWEST, tell_page, examine);
		wreck_close(wreck);
		return err;
	}
	err = wreck_gather(wreck, false, tell_page, examine);
	if (err == CIM_OK || err == CIM_EDAMAGED) {
		verify_of_wreck(&source, wreck);
		enum cim_err records = verify_source(&source, pass_on, examine);
		err = records != CIM_OK ? records : err;
	}
	wreck_close(wreck);
	return err;
}

/* ---- One that can ------------------------------------------------------------ */

/* The pages of what a view sees; it must be begun anew when its meta page is gone. */
static enum cim_err
view_pages(struct repo *repo, const char *dir, bool quick, struct examine *examine,
    struct wreck **wreck, struct repo_txn **txn)
{
	enum cim_err err = CIM_EBUSY;
	for (int tries = 0; tries < 50 && err == CIM_EBUSY; tries++) {
		struct cim_fault fault = { 0 };
		err = repo_begin(repo, REPO_READ, txn);
		if (err != CIM_OK)
			return err;
		err = wreck_open(dir, wreck, &fault);
		if (err == CIM_OK && quick)
			err = wreck_check_quick(
			    *wreck, store_seen((*txn)->store), tell_page, examine);
		else if (err == CIM_OK)
			err = wreck_check(*wreck, store_seen((*txn)->store), NULL, NULL);
		if (err == CIM_OK || err == CIM_EDAMAGED)
			return err;
		wreck_close(*wreck);
		repo_abort(*txn);
		*wreck = NULL;
		*txn = NULL;
	}
	return err;
}

/* The counts alone, and what of the quick check is left. */
static enum cim_err
counts_quick(struct repo *repo, struct examine *examine)
{
	struct repo_status status;
	enum cim_err err = repo_status(repo, &status);
	if (err != CIM_EDAMAGED)
		return err;
	struct repo_finding finding = { .kind = "index", .name = CIM_STR("counts"),
		.text = "the record of counts is missing or damaged" };
	pass_on(examine, &finding);
	return CIM_EDAMAGED;
}

static enum cim_err
examine_open(struct repo *repo, bool quick, struct examine *examine)
{
	struct wreck *wreck = NULL;
	struct repo_txn *txn = NULL;
	struct verify_source source;
	struct store_info info;
	struct cim_fault fault = { 0 };
	char *dir = control_generation_path(&repo->control, repo->generation);
	if (dir == NULL)
		return CIM_ENOMEM;
	enum cim_err err = view_pages(repo, dir, quick, examine, &wreck, &txn);
	if (err == CIM_EDAMAGED && !quick) {
		/* What is gathered is read without a view, so nobody may write meanwhile. */
		err = control_lock(&repo->control, CONTROL_WRITER, false, true, &fault);
		if (err == CIM_OK) {
			err = examine_wreck(examine, dir, false, &fault);
			control_unlock(&repo->control, CONTROL_WRITER);
		}
	} else if (err == CIM_OK && quick) {
		err = counts_quick(repo, examine);
	} else if (err == CIM_OK) {
		err = store_info(txn->store, &info);
		if (err == CIM_OK) {
			store_lenient(txn->store, true);
			verify_of_store(&source, txn->store, info.entries[STORE_INDEX]);
			bool still = control_lock(&repo->control, CONTROL_WRITER, false, false,
			    NULL) == CIM_OK;
			source.wreck = still ? wreck : NULL;
			err = verify_source(&source, pass_on, examine);
			if (still)
				control_unlock(&repo->control, CONTROL_WRITER);
		}
	}
	wreck_close(wreck);
	repo_abort(txn);
	free(dir);
	return err;
}

/* ---- The directory ------------------------------------------------------------ */

/* A store whose repository cannot be opened: its writers cannot open it either. */
static enum cim_err
examine_closed(const struct look *look, bool quick, struct examine *examine,
    struct cim_fault *fault)
{
	if (look->generation == 0)
		return CIM_EDAMAGED;
	char *dir = look_generation_path(look, look->generation);
	if (dir == NULL)
		return CIM_ENOMEM;
	enum cim_err err = examine_wreck(examine, dir, quick, fault);
	free(dir);
	return err;
}

/* A version that only one of the meta pages has is no version. */
static bool
really_newer(const struct look *look)
{
	struct wreck *wreck = NULL;
	struct cim_fault ignored = { 0 };
	char *dir = look->generation == 0 ? NULL : look_generation_path(look, look->generation);
	bool newer = dir == NULL || wreck_open(dir, &wreck, &ignored) != CIM_OK ||
	    wreck_is_newer(wreck);
	wreck_close(wreck);
	free(dir);
	return newer;
}

enum cim_err
repo_examine(const char *path, unsigned flags, repo_finding_fn each, void *ctx,
    struct cim_fault *fault)
{
	struct examine examine = { .each = each, .ctx = ctx };
	struct look look;
	struct repo *repo;
	struct cim_fault why = { 0 };
	bool quick = (flags & REPO_QUICK) != 0;
	/* Before it is opened: that clears away what interrupted commands left. */
	enum cim_err err = look_at(path, &look, pass_on, &examine, fault);
	if (err != CIM_OK)
		return err;
	err = repo_open(path, REPO_READ, &repo, &why);
	if (err == CIM_OK) {
		err = examine_open(repo, quick, &examine);
		if (err != CIM_OK && err != CIM_EDAMAGED && repo_fault(repo)->err != CIM_OK &&
		    fault != NULL)
			*fault = *repo_fault(repo);
		repo_close(repo);
	} else if (err == CIM_EDAMAGED || err == CIM_EFOREIGN ||
	    (err == CIM_ENEWER && !really_newer(&look))) {
		bool before = examine.damaged;
		err = examine_closed(&look, quick, &examine, fault);
		/* It cannot be opened, whatever the reason: then that is the finding. */
		if ((err == CIM_OK || err == CIM_EDAMAGED) && !examine.damaged && !before)
			tell_file(&examine, "", why.text, false);
	} else if (fault != NULL) {
		*fault = why;
	}
	if (err != CIM_OK && err != CIM_EDAMAGED)
		return err;
	return examine.damaged ? CIM_EDAMAGED : CIM_OK;
}
