// Written by Scripts/embed-frontend: run it after adding or removing a file of frontend/.
#include "CEmbedded.h"

static const unsigned char file_0[] = {
#embed "../../frontend/admin.html"
};
static const unsigned char file_1[] = {
#embed "../../frontend/app.js"
};
static const unsigned char file_2[] = {
#embed "../../frontend/control/app.js"
};
static const unsigned char file_3[] = {
#embed "../../frontend/control/attention.js"
};
static const unsigned char file_4[] = {
#embed "../../frontend/control/icons.js"
};
static const unsigned char file_5[] = {
#embed "../../frontend/control/list-screen.js"
};
static const unsigned char file_6[] = {
#embed "../../frontend/control/places.js"
};
static const unsigned char file_7[] = {
#embed "../../frontend/control/screens/control-order/control-order-screen.js"
};
static const unsigned char file_8[] = {
#embed "../../frontend/control/screens/control-order/control-order.css"
};
static const unsigned char file_9[] = {
#embed "../../frontend/control/screens/control-order/flow-lanes.css"
};
static const unsigned char file_10[] = {
#embed "../../frontend/control/screens/control-order/flow-lanes.js"
};
static const unsigned char file_11[] = {
#embed "../../frontend/control/screens/control-order/order-actions.js"
};
static const unsigned char file_12[] = {
#embed "../../frontend/control/screens/control-order/order-events.js"
};
static const unsigned char file_13[] = {
#embed "../../frontend/control/screens/control-order/order-goods.js"
};
static const unsigned char file_14[] = {
#embed "../../frontend/control/screens/control-order/order-messages.js"
};
static const unsigned char file_15[] = {
#embed "../../frontend/control/screens/control-order/order-money.js"
};
static const unsigned char file_16[] = {
#embed "../../frontend/control/screens/control-order/order-notes.js"
};
static const unsigned char file_17[] = {
#embed "../../frontend/control/screens/control-order/time-slider.js"
};
static const unsigned char file_18[] = {
#embed "../../frontend/control/screens/control-orders/bulk-bar.js"
};
static const unsigned char file_19[] = {
#embed "../../frontend/control/screens/control-orders/control-orders-screen.js"
};
static const unsigned char file_20[] = {
#embed "../../frontend/control/screens/control-orders/control-orders.css"
};
static const unsigned char file_21[] = {
#embed "../../frontend/control/screens/control-orders/export-orders.js"
};
static const unsigned char file_22[] = {
#embed "../../frontend/control/screens/control-orders/order-columns.js"
};
static const unsigned char file_23[] = {
#embed "../../frontend/control/screens/control-orders/order-filters.js"
};
static const unsigned char file_24[] = {
#embed "../../frontend/control/screens/control-orders/order-preview.js"
};
static const unsigned char file_25[] = {
#embed "../../frontend/control/screens/control-orders/ship-dialog.js"
};
static const unsigned char file_26[] = {
#embed "../../frontend/control/screens/control-sign-in/control-sign-in-screen.js"
};
static const unsigned char file_27[] = {
#embed "../../frontend/control/screens/forbidden/forbidden-screen.js"
};
static const unsigned char file_28[] = {
#embed "../../frontend/control/screens/not-found/control-not-found-screen.js"
};
static const unsigned char file_29[] = {
#embed "../../frontend/control/screens/overview/attention-list.js"
};
static const unsigned char file_30[] = {
#embed "../../frontend/control/screens/overview/figures.js"
};
static const unsigned char file_31[] = {
#embed "../../frontend/control/screens/overview/overview-screen.js"
};
static const unsigned char file_32[] = {
#embed "../../frontend/control/screens/overview/overview.css"
};
static const unsigned char file_33[] = {
#embed "../../frontend/control/screens/overview/river.css"
};
static const unsigned char file_34[] = {
#embed "../../frontend/control/screens/overview/river.js"
};
static const unsigned char file_35[] = {
#embed "../../frontend/control/shell/command-palette.js"
};
static const unsigned char file_36[] = {
#embed "../../frontend/control/shell/control-bar.css"
};
static const unsigned char file_37[] = {
#embed "../../frontend/control/shell/control-bar.js"
};
static const unsigned char file_38[] = {
#embed "../../frontend/control/shell/control-nav.css"
};
static const unsigned char file_39[] = {
#embed "../../frontend/control/shell/control-nav.js"
};
static const unsigned char file_40[] = {
#embed "../../frontend/control/shell/help-sheet.js"
};
static const unsigned char file_41[] = {
#embed "../../frontend/control/shell/keys.js"
};
static const unsigned char file_42[] = {
#embed "../../frontend/control/shell/notice-centre.js"
};
static const unsigned char file_43[] = {
#embed "../../frontend/control/shell/shell.css"
};
static const unsigned char file_44[] = {
#embed "../../frontend/core/admin-api.js"
};
static const unsigned char file_45[] = {
#embed "../../frontend/core/admin-feed.js"
};
static const unsigned char file_46[] = {
#embed "../../frontend/core/admin-hub-worker.js"
};
static const unsigned char file_47[] = {
#embed "../../frontend/core/admin-hub.js"
};
static const unsigned char file_48[] = {
#embed "../../frontend/core/admin-live.js"
};
static const unsigned char file_49[] = {
#embed "../../frontend/core/admin-poll.js"
};
static const unsigned char file_50[] = {
#embed "../../frontend/core/admin-socket.js"
};
static const unsigned char file_51[] = {
#embed "../../frontend/core/admin-stream.js"
};
static const unsigned char file_52[] = {
#embed "../../frontend/core/api.js"
};
static const unsigned char file_53[] = {
#embed "../../frontend/core/bulk.js"
};
static const unsigned char file_54[] = {
#embed "../../frontend/core/cart.js"
};
static const unsigned char file_55[] = {
#embed "../../frontend/core/checkout.js"
};
static const unsigned char file_56[] = {
#embed "../../frontend/core/countries.js"
};
static const unsigned char file_57[] = {
#embed "../../frontend/core/csv.js"
};
static const unsigned char file_58[] = {
#embed "../../frontend/core/dom.js"
};
static const unsigned char file_59[] = {
#embed "../../frontend/core/features.js"
};
static const unsigned char file_60[] = {
#embed "../../frontend/core/http.js"
};
static const unsigned char file_61[] = {
#embed "../../frontend/core/live.js"
};
static const unsigned char file_62[] = {
#embed "../../frontend/core/money.js"
};
static const unsigned char file_63[] = {
#embed "../../frontend/core/numbers.js"
};
static const unsigned char file_64[] = {
#embed "../../frontend/core/order-cache.js"
};
static const unsigned char file_65[] = {
#embed "../../frontend/core/order-words.js"
};
static const unsigned char file_66[] = {
#embed "../../frontend/core/position.js"
};
static const unsigned char file_67[] = {
#embed "../../frontend/core/problem.js"
};
static const unsigned char file_68[] = {
#embed "../../frontend/core/product-names.js"
};
static const unsigned char file_69[] = {
#embed "../../frontend/core/prometheus.js"
};
static const unsigned char file_70[] = {
#embed "../../frontend/core/router.js"
};
static const unsigned char file_71[] = {
#embed "../../frontend/core/screen.js"
};
static const unsigned char file_72[] = {
#embed "../../frontend/core/session-share.js"
};
static const unsigned char file_73[] = {
#embed "../../frontend/core/session.js"
};
static const unsigned char file_74[] = {
#embed "../../frontend/core/shortcuts.js"
};
static const unsigned char file_75[] = {
#embed "../../frontend/core/store.js"
};
static const unsigned char file_76[] = {
#embed "../../frontend/core/svg.js"
};
static const unsigned char file_77[] = {
#embed "../../frontend/core/theme.js"
};
static const unsigned char file_78[] = {
#embed "../../frontend/core/time.js"
};
static const unsigned char file_79[] = {
#embed "../../frontend/favicon.svg"
};
static const unsigned char file_80[] = {
#embed "../../frontend/index.html"
};
static const unsigned char file_81[] = {
#embed "../../frontend/manifest.webmanifest"
};
static const unsigned char file_82[] = {
#embed "../../frontend/pages/documentation.css"
};
static const unsigned char file_83[] = {
#embed "../../frontend/pages/operations.js"
};
static const unsigned char file_84[] = {
#embed "../../frontend/pages/plain.css"
};
static const unsigned char file_85[] = {
#embed "../../frontend/pages/swagger.js"
};
static const unsigned char file_86[] = {
#embed "../../frontend/parts/app-header.css"
};
static const unsigned char file_87[] = {
#embed "../../frontend/parts/app-header.js"
};
static const unsigned char file_88[] = {
#embed "../../frontend/parts/bar-list.js"
};
static const unsigned char file_89[] = {
#embed "../../frontend/parts/button.css"
};
static const unsigned char file_90[] = {
#embed "../../frontend/parts/charts.css"
};
static const unsigned char file_91[] = {
#embed "../../frontend/parts/column-chooser.js"
};
static const unsigned char file_92[] = {
#embed "../../frontend/parts/connection-pill.css"
};
static const unsigned char file_93[] = {
#embed "../../frontend/parts/connection-pill.js"
};
static const unsigned char file_94[] = {
#embed "../../frontend/parts/copy-button.css"
};
static const unsigned char file_95[] = {
#embed "../../frontend/parts/copy-button.js"
};
static const unsigned char file_96[] = {
#embed "../../frontend/parts/data-table.css"
};
static const unsigned char file_97[] = {
#embed "../../frontend/parts/data-table.js"
};
static const unsigned char file_98[] = {
#embed "../../frontend/parts/facts.css"
};
static const unsigned char file_99[] = {
#embed "../../frontend/parts/facts.js"
};
static const unsigned char file_100[] = {
#embed "../../frontend/parts/filter-bar.css"
};
static const unsigned char file_101[] = {
#embed "../../frontend/parts/filter-bar.js"
};
static const unsigned char file_102[] = {
#embed "../../frontend/parts/form-field.css"
};
static const unsigned char file_103[] = {
#embed "../../frontend/parts/form-field.js"
};
static const unsigned char file_104[] = {
#embed "../../frontend/parts/icon.js"
};
static const unsigned char file_105[] = {
#embed "../../frontend/parts/json-tree.css"
};
static const unsigned char file_106[] = {
#embed "../../frontend/parts/json-tree.js"
};
static const unsigned char file_107[] = {
#embed "../../frontend/parts/line-chart.js"
};
static const unsigned char file_108[] = {
#embed "../../frontend/parts/logo.js"
};
static const unsigned char file_109[] = {
#embed "../../frontend/parts/modal.css"
};
static const unsigned char file_110[] = {
#embed "../../frontend/parts/modal.js"
};
static const unsigned char file_111[] = {
#embed "../../frontend/parts/offline-ribbon.css"
};
static const unsigned char file_112[] = {
#embed "../../frontend/parts/offline-ribbon.js"
};
static const unsigned char file_113[] = {
#embed "../../frontend/parts/page-nav.css"
};
static const unsigned char file_114[] = {
#embed "../../frontend/parts/page-nav.js"
};
static const unsigned char file_115[] = {
#embed "../../frontend/parts/panel.css"
};
static const unsigned char file_116[] = {
#embed "../../frontend/parts/popover.js"
};
static const unsigned char file_117[] = {
#embed "../../frontend/parts/problem-panel.css"
};
static const unsigned char file_118[] = {
#embed "../../frontend/parts/problem-panel.js"
};
static const unsigned char file_119[] = {
#embed "../../frontend/parts/product-art.css"
};
static const unsigned char file_120[] = {
#embed "../../frontend/parts/product-art.js"
};
static const unsigned char file_121[] = {
#embed "../../frontend/parts/quantity-stepper.css"
};
static const unsigned char file_122[] = {
#embed "../../frontend/parts/quantity-stepper.js"
};
static const unsigned char file_123[] = {
#embed "../../frontend/parts/row-window.js"
};
static const unsigned char file_124[] = {
#embed "../../frontend/parts/side-panel.css"
};
static const unsigned char file_125[] = {
#embed "../../frontend/parts/side-panel.js"
};
static const unsigned char file_126[] = {
#embed "../../frontend/parts/skeleton.css"
};
static const unsigned char file_127[] = {
#embed "../../frontend/parts/spark-line.js"
};
static const unsigned char file_128[] = {
#embed "../../frontend/parts/status-chip.css"
};
static const unsigned char file_129[] = {
#embed "../../frontend/parts/status-chip.js"
};
static const unsigned char file_130[] = {
#embed "../../frontend/parts/table-selection.js"
};
static const unsigned char file_131[] = {
#embed "../../frontend/parts/toast-stack.css"
};
static const unsigned char file_132[] = {
#embed "../../frontend/parts/toast-stack.js"
};
static const unsigned char file_133[] = {
#embed "../../frontend/parts/view-state.js"
};
static const unsigned char file_134[] = {
#embed "../../frontend/screens/cart/cart-line.css"
};
static const unsigned char file_135[] = {
#embed "../../frontend/screens/cart/cart-line.js"
};
static const unsigned char file_136[] = {
#embed "../../frontend/screens/cart/cart-screen.css"
};
static const unsigned char file_137[] = {
#embed "../../frontend/screens/cart/cart-screen.js"
};
static const unsigned char file_138[] = {
#embed "../../frontend/screens/cart/checkout-form.css"
};
static const unsigned char file_139[] = {
#embed "../../frontend/screens/cart/checkout-form.js"
};
static const unsigned char file_140[] = {
#embed "../../frontend/screens/not-found/not-found-screen.js"
};
static const unsigned char file_141[] = {
#embed "../../frontend/screens/order/cancel-dialog.css"
};
static const unsigned char file_142[] = {
#embed "../../frontend/screens/order/cancel-dialog.js"
};
static const unsigned char file_143[] = {
#embed "../../frontend/screens/order/order-items.css"
};
static const unsigned char file_144[] = {
#embed "../../frontend/screens/order/order-items.js"
};
static const unsigned char file_145[] = {
#embed "../../frontend/screens/order/order-progress.css"
};
static const unsigned char file_146[] = {
#embed "../../frontend/screens/order/order-progress.js"
};
static const unsigned char file_147[] = {
#embed "../../frontend/screens/order/order-screen.css"
};
static const unsigned char file_148[] = {
#embed "../../frontend/screens/order/order-screen.js"
};
static const unsigned char file_149[] = {
#embed "../../frontend/screens/order/order-shipping.js"
};
static const unsigned char file_150[] = {
#embed "../../frontend/screens/order/order-timeline.css"
};
static const unsigned char file_151[] = {
#embed "../../frontend/screens/order/order-timeline.js"
};
static const unsigned char file_152[] = {
#embed "../../frontend/screens/orders/order-row.js"
};
static const unsigned char file_153[] = {
#embed "../../frontend/screens/orders/orders-screen.css"
};
static const unsigned char file_154[] = {
#embed "../../frontend/screens/orders/orders-screen.js"
};
static const unsigned char file_155[] = {
#embed "../../frontend/screens/shop/product-card.css"
};
static const unsigned char file_156[] = {
#embed "../../frontend/screens/shop/product-card.js"
};
static const unsigned char file_157[] = {
#embed "../../frontend/screens/shop/shop-screen.css"
};
static const unsigned char file_158[] = {
#embed "../../frontend/screens/shop/shop-screen.js"
};
static const unsigned char file_159[] = {
#embed "../../frontend/screens/sign-in/account-form.js"
};
static const unsigned char file_160[] = {
#embed "../../frontend/screens/sign-in/sign-in-screen.css"
};
static const unsigned char file_161[] = {
#embed "../../frontend/screens/sign-in/sign-in-screen.js"
};
static const unsigned char file_162[] = {
#embed "../../frontend/screens/sign-in/sign-up-screen.js"
};
static const unsigned char file_163[] = {
#embed "../../frontend/styles/base.css"
};
static const unsigned char file_164[] = {
#embed "../../frontend/styles/tokens.css"
};
static const unsigned char file_165[] = {
#embed "../../frontend/theme-boot.js"
};

static const struct tradepost_frontend_file files[] = {
    {"admin.html", file_0, sizeof file_0},
    {"app.js", file_1, sizeof file_1},
    {"control/app.js", file_2, sizeof file_2},
    {"control/attention.js", file_3, sizeof file_3},
    {"control/icons.js", file_4, sizeof file_4},
    {"control/list-screen.js", file_5, sizeof file_5},
    {"control/places.js", file_6, sizeof file_6},
    {"control/screens/control-order/control-order-screen.js", file_7, sizeof file_7},
    {"control/screens/control-order/control-order.css", file_8, sizeof file_8},
    {"control/screens/control-order/flow-lanes.css", file_9, sizeof file_9},
    {"control/screens/control-order/flow-lanes.js", file_10, sizeof file_10},
    {"control/screens/control-order/order-actions.js", file_11, sizeof file_11},
    {"control/screens/control-order/order-events.js", file_12, sizeof file_12},
    {"control/screens/control-order/order-goods.js", file_13, sizeof file_13},
    {"control/screens/control-order/order-messages.js", file_14, sizeof file_14},
    {"control/screens/control-order/order-money.js", file_15, sizeof file_15},
    {"control/screens/control-order/order-notes.js", file_16, sizeof file_16},
    {"control/screens/control-order/time-slider.js", file_17, sizeof file_17},
    {"control/screens/control-orders/bulk-bar.js", file_18, sizeof file_18},
    {"control/screens/control-orders/control-orders-screen.js", file_19, sizeof file_19},
    {"control/screens/control-orders/control-orders.css", file_20, sizeof file_20},
    {"control/screens/control-orders/export-orders.js", file_21, sizeof file_21},
    {"control/screens/control-orders/order-columns.js", file_22, sizeof file_22},
    {"control/screens/control-orders/order-filters.js", file_23, sizeof file_23},
    {"control/screens/control-orders/order-preview.js", file_24, sizeof file_24},
    {"control/screens/control-orders/ship-dialog.js", file_25, sizeof file_25},
    {"control/screens/control-sign-in/control-sign-in-screen.js", file_26, sizeof file_26},
    {"control/screens/forbidden/forbidden-screen.js", file_27, sizeof file_27},
    {"control/screens/not-found/control-not-found-screen.js", file_28, sizeof file_28},
    {"control/screens/overview/attention-list.js", file_29, sizeof file_29},
    {"control/screens/overview/figures.js", file_30, sizeof file_30},
    {"control/screens/overview/overview-screen.js", file_31, sizeof file_31},
    {"control/screens/overview/overview.css", file_32, sizeof file_32},
    {"control/screens/overview/river.css", file_33, sizeof file_33},
    {"control/screens/overview/river.js", file_34, sizeof file_34},
    {"control/shell/command-palette.js", file_35, sizeof file_35},
    {"control/shell/control-bar.css", file_36, sizeof file_36},
    {"control/shell/control-bar.js", file_37, sizeof file_37},
    {"control/shell/control-nav.css", file_38, sizeof file_38},
    {"control/shell/control-nav.js", file_39, sizeof file_39},
    {"control/shell/help-sheet.js", file_40, sizeof file_40},
    {"control/shell/keys.js", file_41, sizeof file_41},
    {"control/shell/notice-centre.js", file_42, sizeof file_42},
    {"control/shell/shell.css", file_43, sizeof file_43},
    {"core/admin-api.js", file_44, sizeof file_44},
    {"core/admin-feed.js", file_45, sizeof file_45},
    {"core/admin-hub-worker.js", file_46, sizeof file_46},
    {"core/admin-hub.js", file_47, sizeof file_47},
    {"core/admin-live.js", file_48, sizeof file_48},
    {"core/admin-poll.js", file_49, sizeof file_49},
    {"core/admin-socket.js", file_50, sizeof file_50},
    {"core/admin-stream.js", file_51, sizeof file_51},
    {"core/api.js", file_52, sizeof file_52},
    {"core/bulk.js", file_53, sizeof file_53},
    {"core/cart.js", file_54, sizeof file_54},
    {"core/checkout.js", file_55, sizeof file_55},
    {"core/countries.js", file_56, sizeof file_56},
    {"core/csv.js", file_57, sizeof file_57},
    {"core/dom.js", file_58, sizeof file_58},
    {"core/features.js", file_59, sizeof file_59},
    {"core/http.js", file_60, sizeof file_60},
    {"core/live.js", file_61, sizeof file_61},
    {"core/money.js", file_62, sizeof file_62},
    {"core/numbers.js", file_63, sizeof file_63},
    {"core/order-cache.js", file_64, sizeof file_64},
    {"core/order-words.js", file_65, sizeof file_65},
    {"core/position.js", file_66, sizeof file_66},
    {"core/problem.js", file_67, sizeof file_67},
    {"core/product-names.js", file_68, sizeof file_68},
    {"core/prometheus.js", file_69, sizeof file_69},
    {"core/router.js", file_70, sizeof file_70},
    {"core/screen.js", file_71, sizeof file_71},
    {"core/session-share.js", file_72, sizeof file_72},
    {"core/session.js", file_73, sizeof file_73},
    {"core/shortcuts.js", file_74, sizeof file_74},
    {"core/store.js", file_75, sizeof file_75},
    {"core/svg.js", file_76, sizeof file_76},
    {"core/theme.js", file_77, sizeof file_77},
    {"core/time.js", file_78, sizeof file_78},
    {"favicon.svg", file_79, sizeof file_79},
    {"index.html", file_80, sizeof file_80},
    {"manifest.webmanifest", file_81, sizeof file_81},
    {"pages/documentation.css", file_82, sizeof file_82},
    {"pages/operations.js", file_83, sizeof file_83},
    {"pages/plain.css", file_84, sizeof file_84},
    {"pages/swagger.js", file_85, sizeof file_85},
    {"parts/app-header.css", file_86, sizeof file_86},
    {"parts/app-header.js", file_87, sizeof file_87},
    {"parts/bar-list.js", file_88, sizeof file_88},
    {"parts/button.css", file_89, sizeof file_89},
    {"parts/charts.css", file_90, sizeof file_90},
    {"parts/column-chooser.js", file_91, sizeof file_91},
    {"parts/connection-pill.css", file_92, sizeof file_92},
    {"parts/connection-pill.js", file_93, sizeof file_93},
    {"parts/copy-button.css", file_94, sizeof file_94},
    {"parts/copy-button.js", file_95, sizeof file_95},
    {"parts/data-table.css", file_96, sizeof file_96},
    {"parts/data-table.js", file_97, sizeof file_97},
    {"parts/facts.css", file_98, sizeof file_98},
    {"parts/facts.js", file_99, sizeof file_99},
    {"parts/filter-bar.css", file_100, sizeof file_100},
    {"parts/filter-bar.js", file_101, sizeof file_101},
    {"parts/form-field.css", file_102, sizeof file_102},
    {"parts/form-field.js", file_103, sizeof file_103},
    {"parts/icon.js", file_104, sizeof file_104},
    {"parts/json-tree.css", file_105, sizeof file_105},
    {"parts/json-tree.js", file_106, sizeof file_106},
    {"parts/line-chart.js", file_107, sizeof file_107},
    {"parts/logo.js", file_108, sizeof file_108},
    {"parts/modal.css", file_109, sizeof file_109},
    {"parts/modal.js", file_110, sizeof file_110},
    {"parts/offline-ribbon.css", file_111, sizeof file_111},
    {"parts/offline-ribbon.js", file_112, sizeof file_112},
    {"parts/page-nav.css", file_113, sizeof file_113},
    {"parts/page-nav.js", file_114, sizeof file_114},
    {"parts/panel.css", file_115, sizeof file_115},
    {"parts/popover.js", file_116, sizeof file_116},
    {"parts/problem-panel.css", file_117, sizeof file_117},
    {"parts/problem-panel.js", file_118, sizeof file_118},
    {"parts/product-art.css", file_119, sizeof file_119},
    {"parts/product-art.js", file_120, sizeof file_120},
    {"parts/quantity-stepper.css", file_121, sizeof file_121},
    {"parts/quantity-stepper.js", file_122, sizeof file_122},
    {"parts/row-window.js", file_123, sizeof file_123},
    {"parts/side-panel.css", file_124, sizeof file_124},
    {"parts/side-panel.js", file_125, sizeof file_125},
    {"parts/skeleton.css", file_126, sizeof file_126},
    {"parts/spark-line.js", file_127, sizeof file_127},
    {"parts/status-chip.css", file_128, sizeof file_128},
    {"parts/status-chip.js", file_129, sizeof file_129},
    {"parts/table-selection.js", file_130, sizeof file_130},
    {"parts/toast-stack.css", file_131, sizeof file_131},
    {"parts/toast-stack.js", file_132, sizeof file_132},
    {"parts/view-state.js", file_133, sizeof file_133},
    {"screens/cart/cart-line.css", file_134, sizeof file_134},
    {"screens/cart/cart-line.js", file_135, sizeof file_135},
    {"screens/cart/cart-screen.css", file_136, sizeof file_136},
    {"screens/cart/cart-screen.js", file_137, sizeof file_137},
    {"screens/cart/checkout-form.css", file_138, sizeof file_138},
    {"screens/cart/checkout-form.js", file_139, sizeof file_139},
    {"screens/not-found/not-found-screen.js", file_140, sizeof file_140},
    {"screens/order/cancel-dialog.css", file_141, sizeof file_141},
    {"screens/order/cancel-dialog.js", file_142, sizeof file_142},
    {"screens/order/order-items.css", file_143, sizeof file_143},
    {"screens/order/order-items.js", file_144, sizeof file_144},
    {"screens/order/order-progress.css", file_145, sizeof file_145},
    {"screens/order/order-progress.js", file_146, sizeof file_146},
    {"screens/order/order-screen.css", file_147, sizeof file_147},
    {"screens/order/order-screen.js", file_148, sizeof file_148},
    {"screens/order/order-shipping.js", file_149, sizeof file_149},
    {"screens/order/order-timeline.css", file_150, sizeof file_150},
    {"screens/order/order-timeline.js", file_151, sizeof file_151},
    {"screens/orders/order-row.js", file_152, sizeof file_152},
    {"screens/orders/orders-screen.css", file_153, sizeof file_153},
    {"screens/orders/orders-screen.js", file_154, sizeof file_154},
    {"screens/shop/product-card.css", file_155, sizeof file_155},
    {"screens/shop/product-card.js", file_156, sizeof file_156},
    {"screens/shop/shop-screen.css", file_157, sizeof file_157},
    {"screens/shop/shop-screen.js", file_158, sizeof file_158},
    {"screens/sign-in/account-form.js", file_159, sizeof file_159},
    {"screens/sign-in/sign-in-screen.css", file_160, sizeof file_160},
    {"screens/sign-in/sign-in-screen.js", file_161, sizeof file_161},
    {"screens/sign-in/sign-up-screen.js", file_162, sizeof file_162},
    {"styles/base.css", file_163, sizeof file_163},
    {"styles/tokens.css", file_164, sizeof file_164},
    {"theme-boot.js", file_165, sizeof file_165},
};

const int tradepost_frontend_file_count = sizeof files / sizeof files[0];

struct tradepost_frontend_file tradepost_frontend_file(int index) { return files[index]; }
