// The pages are embedded by the compiler as they are, so they can't get out of date.
#include "CManual.h"

// Of C23, and of this compiler before that.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char dora_cancel_1[] = {
#embed "../../man/dora-cancel.1"
};
static const unsigned char dora_checkout_1[] = {
#embed "../../man/dora-checkout.1"
};
static const unsigned char dora_config_1[] = {
#embed "../../man/dora-config.1"
};
static const unsigned char dora_diff_1[] = {
#embed "../../man/dora-diff.1"
};
static const unsigned char dora_export_1[] = {
#embed "../../man/dora-export.1"
};
static const unsigned char dora_gc_1[] = {
#embed "../../man/dora-gc.1"
};
static const unsigned char dora_glossary_7[] = {
#embed "../../man/dora-glossary.7"
};
static const unsigned char dora_grid_1[] = {
#embed "../../man/dora-grid.1"
};
static const unsigned char dora_grid_5[] = {
#embed "../../man/dora-grid.5"
};
static const unsigned char dora_import_1[] = {
#embed "../../man/dora-import.1"
};
static const unsigned char dora_info_1[] = {
#embed "../../man/dora-info.1"
};
static const unsigned char dora_init_1[] = {
#embed "../../man/dora-init.1"
};
static const unsigned char dora_launch_1[] = {
#embed "../../man/dora-launch.1"
};
static const unsigned char dora_log_1[] = {
#embed "../../man/dora-log.1"
};
static const unsigned char dora_metrics_1[] = {
#embed "../../man/dora-metrics.1"
};
static const unsigned char dora_migrate_7[] = {
#embed "../../man/dora-migrate.7"
};
static const unsigned char dora_pull_1[] = {
#embed "../../man/dora-pull.1"
};
static const unsigned char dora_push_1[] = {
#embed "../../man/dora-push.1"
};
static const unsigned char dora_recipes_7[] = {
#embed "../../man/dora-recipes.7"
};
static const unsigned char dora_report_1[] = {
#embed "../../man/dora-report.1"
};
static const unsigned char dora_reproduce_1[] = {
#embed "../../man/dora-reproduce.1"
};
static const unsigned char dora_run_1[] = {
#embed "../../man/dora-run.1"
};
static const unsigned char dora_show_1[] = {
#embed "../../man/dora-show.1"
};
static const unsigned char dora_sig_1[] = {
#embed "../../man/dora-sig.1"
};
static const unsigned char dora_slurm_7[] = {
#embed "../../man/dora-slurm.7"
};
static const unsigned char dora_snapshot_1[] = {
#embed "../../man/dora-snapshot.1"
};
static const unsigned char dora_star_1[] = {
#embed "../../man/dora-star.1"
};
static const unsigned char dora_status_1[] = {
#embed "../../man/dora-status.1"
};
static const unsigned char dora_store_5[] = {
#embed "../../man/dora-store.5"
};
static const unsigned char dora_submit_1[] = {
#embed "../../man/dora-submit.1"
};
static const unsigned char dora_tail_1[] = {
#embed "../../man/dora-tail.1"
};
static const unsigned char dora_top_1[] = {
#embed "../../man/dora-top.1"
};
static const unsigned char dora_tutorial_7[] = {
#embed "../../man/dora-tutorial.7"
};
static const unsigned char dora_wait_1[] = {
#embed "../../man/dora-wait.1"
};
static const unsigned char dora_why_1[] = {
#embed "../../man/dora-why.1"
};
static const unsigned char dora_1[] = {
#embed "../../man/dora.1"
};
static const unsigned char doraconfig_5[] = {
#embed "../../man/doraconfig.5"
};

#define PAGE(file, text) { file, text, sizeof text }

static const struct dora_page pages[] = {
  PAGE("dora-cancel.1", dora_cancel_1),
  PAGE("dora-checkout.1", dora_checkout_1),
  PAGE("dora-config.1", dora_config_1),
  PAGE("dora-diff.1", dora_diff_1),
  PAGE("dora-export.1", dora_export_1),
  PAGE("dora-gc.1", dora_gc_1),
  PAGE("dora-glossary.7", dora_glossary_7),
  PAGE("dora-grid.1", dora_grid_1),
  PAGE("dora-grid.5", dora_grid_5),
  PAGE("dora-import.1", dora_import_1),
  PAGE("dora-info.1", dora_info_1),
  PAGE("dora-init.1", dora_init_1),
  PAGE("dora-launch.1", dora_launch_1),
  PAGE("dora-log.1", dora_log_1),
  PAGE("dora-metrics.1", dora_metrics_1),
  PAGE("dora-migrate.7", dora_migrate_7),
  PAGE("dora-pull.1", dora_pull_1),
  PAGE("dora-push.1", dora_push_1),
  PAGE("dora-recipes.7", dora_recipes_7),
  PAGE("dora-report.1", dora_report_1),
  PAGE("dora-reproduce.1", dora_reproduce_1),
  PAGE("dora-run.1", dora_run_1),
  PAGE("dora-show.1", dora_show_1),
  PAGE("dora-sig.1", dora_sig_1),
  PAGE("dora-slurm.7", dora_slurm_7),
  PAGE("dora-snapshot.1", dora_snapshot_1),
  PAGE("dora-star.1", dora_star_1),
  PAGE("dora-status.1", dora_status_1),
  PAGE("dora-store.5", dora_store_5),
  PAGE("dora-submit.1", dora_submit_1),
  PAGE("dora-tail.1", dora_tail_1),
  PAGE("dora-top.1", dora_top_1),
  PAGE("dora-tutorial.7", dora_tutorial_7),
  PAGE("dora-wait.1", dora_wait_1),
  PAGE("dora-why.1", dora_why_1),
  PAGE("dora.1", dora_1),
  PAGE("doraconfig.5", doraconfig_5),
};

struct dora_page dora_page_at(size_t place) {
  if (place < sizeof pages / sizeof pages[0]) return pages[place];
  return (struct dora_page) { 0, 0, 0 };
}
