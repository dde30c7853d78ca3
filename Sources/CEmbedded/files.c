// Written by Scripts/embed-frontend: run it after adding or removing a file of frontend/.
#include "CEmbedded.h"

static const unsigned char file_0[] = {
#embed "../../frontend/app.js"
};
static const unsigned char file_1[] = {
#embed "../../frontend/core/api.js"
};
static const unsigned char file_2[] = {
#embed "../../frontend/core/attention.js"
};
static const unsigned char file_3[] = {
#embed "../../frontend/core/cart.js"
};
static const unsigned char file_4[] = {
#embed "../../frontend/core/catalogue.js"
};
static const unsigned char file_5[] = {
#embed "../../frontend/core/categories.js"
};
static const unsigned char file_6[] = {
#embed "../../frontend/core/checkout.js"
};
static const unsigned char file_7[] = {
#embed "../../frontend/core/clock.js"
};
static const unsigned char file_8[] = {
#embed "../../frontend/core/connection.js"
};
static const unsigned char file_9[] = {
#embed "../../frontend/core/countries.js"
};
static const unsigned char file_10[] = {
#embed "../../frontend/core/dom.js"
};
static const unsigned char file_11[] = {
#embed "../../frontend/core/features.js"
};
static const unsigned char file_12[] = {
#embed "../../frontend/core/guest.js"
};
static const unsigned char file_13[] = {
#embed "../../frontend/core/http.js"
};
static const unsigned char file_14[] = {
#embed "../../frontend/core/live-address.js"
};
static const unsigned char file_15[] = {
#embed "../../frontend/core/live-link.js"
};
static const unsigned char file_16[] = {
#embed "../../frontend/core/live-socket.js"
};
static const unsigned char file_17[] = {
#embed "../../frontend/core/live-worker.js"
};
static const unsigned char file_18[] = {
#embed "../../frontend/core/live.js"
};
static const unsigned char file_19[] = {
#embed "../../frontend/core/money.js"
};
static const unsigned char file_20[] = {
#embed "../../frontend/core/offline-shell.js"
};
static const unsigned char file_21[] = {
#embed "../../frontend/core/order-cache.js"
};
static const unsigned char file_22[] = {
#embed "../../frontend/core/order-words.js"
};
static const unsigned char file_23[] = {
#embed "../../frontend/core/position.js"
};
static const unsigned char file_24[] = {
#embed "../../frontend/core/problem.js"
};
static const unsigned char file_25[] = {
#embed "../../frontend/core/product-names.js"
};
static const unsigned char file_26[] = {
#embed "../../frontend/core/reach.js"
};
static const unsigned char file_27[] = {
#embed "../../frontend/core/reorder.js"
};
static const unsigned char file_28[] = {
#embed "../../frontend/core/retry.js"
};
static const unsigned char file_29[] = {
#embed "../../frontend/core/router.js"
};
static const unsigned char file_30[] = {
#embed "../../frontend/core/screen.js"
};
static const unsigned char file_31[] = {
#embed "../../frontend/core/session-share.js"
};
static const unsigned char file_32[] = {
#embed "../../frontend/core/session.js"
};
static const unsigned char file_33[] = {
#embed "../../frontend/core/shop-info.js"
};
static const unsigned char file_34[] = {
#embed "../../frontend/core/stock.js"
};
static const unsigned char file_35[] = {
#embed "../../frontend/core/store.js"
};
static const unsigned char file_36[] = {
#embed "../../frontend/core/theme.js"
};
static const unsigned char file_37[] = {
#embed "../../frontend/core/time.js"
};
static const unsigned char file_38[] = {
#embed "../../frontend/core/tracking-live.js"
};
static const unsigned char file_39[] = {
#embed "../../frontend/favicon-news.svg"
};
static const unsigned char file_40[] = {
#embed "../../frontend/favicon.svg"
};
static const unsigned char file_41[] = {
#embed "../../frontend/index.html"
};
static const unsigned char file_42[] = {
#embed "../../frontend/manifest.webmanifest"
};
static const unsigned char file_43[] = {
#embed "../../frontend/pages/documentation.css"
};
static const unsigned char file_44[] = {
#embed "../../frontend/pages/operations.js"
};
static const unsigned char file_45[] = {
#embed "../../frontend/pages/plain.css"
};
static const unsigned char file_46[] = {
#embed "../../frontend/pages/swagger.js"
};
static const unsigned char file_47[] = {
#embed "../../frontend/parts/app-header.css"
};
static const unsigned char file_48[] = {
#embed "../../frontend/parts/app-header.js"
};
static const unsigned char file_49[] = {
#embed "../../frontend/parts/button.css"
};
static const unsigned char file_50[] = {
#embed "../../frontend/parts/buy-controls.js"
};
static const unsigned char file_51[] = {
#embed "../../frontend/parts/cart-drawer.css"
};
static const unsigned char file_52[] = {
#embed "../../frontend/parts/cart-drawer.js"
};
static const unsigned char file_53[] = {
#embed "../../frontend/parts/cart-line.css"
};
static const unsigned char file_54[] = {
#embed "../../frontend/parts/cart-line.js"
};
static const unsigned char file_55[] = {
#embed "../../frontend/parts/choice-chips.css"
};
static const unsigned char file_56[] = {
#embed "../../frontend/parts/choice-chips.js"
};
static const unsigned char file_57[] = {
#embed "../../frontend/parts/connection-pill.css"
};
static const unsigned char file_58[] = {
#embed "../../frontend/parts/connection-pill.js"
};
static const unsigned char file_59[] = {
#embed "../../frontend/parts/copy-button.css"
};
static const unsigned char file_60[] = {
#embed "../../frontend/parts/copy-button.js"
};
static const unsigned char file_61[] = {
#embed "../../frontend/parts/error-summary.css"
};
static const unsigned char file_62[] = {
#embed "../../frontend/parts/error-summary.js"
};
static const unsigned char file_63[] = {
#embed "../../frontend/parts/form-field.css"
};
static const unsigned char file_64[] = {
#embed "../../frontend/parts/form-field.js"
};
static const unsigned char file_65[] = {
#embed "../../frontend/parts/icon.js"
};
static const unsigned char file_66[] = {
#embed "../../frontend/parts/logo.js"
};
static const unsigned char file_67[] = {
#embed "../../frontend/parts/offline-ribbon.css"
};
static const unsigned char file_68[] = {
#embed "../../frontend/parts/offline-ribbon.js"
};
static const unsigned char file_69[] = {
#embed "../../frontend/parts/page-nav.css"
};
static const unsigned char file_70[] = {
#embed "../../frontend/parts/page-nav.js"
};
static const unsigned char file_71[] = {
#embed "../../frontend/parts/panel.css"
};
static const unsigned char file_72[] = {
#embed "../../frontend/parts/problem-panel.css"
};
static const unsigned char file_73[] = {
#embed "../../frontend/parts/problem-panel.js"
};
static const unsigned char file_74[] = {
#embed "../../frontend/parts/product-art.css"
};
static const unsigned char file_75[] = {
#embed "../../frontend/parts/product-art.js"
};
static const unsigned char file_76[] = {
#embed "../../frontend/parts/product-card.css"
};
static const unsigned char file_77[] = {
#embed "../../frontend/parts/product-card.js"
};
static const unsigned char file_78[] = {
#embed "../../frontend/parts/product-picture.js"
};
static const unsigned char file_79[] = {
#embed "../../frontend/parts/quantity-stepper.css"
};
static const unsigned char file_80[] = {
#embed "../../frontend/parts/quantity-stepper.js"
};
static const unsigned char file_81[] = {
#embed "../../frontend/parts/reorder-button.js"
};
static const unsigned char file_82[] = {
#embed "../../frontend/parts/save-form.js"
};
static const unsigned char file_83[] = {
#embed "../../frontend/parts/search-box.css"
};
static const unsigned char file_84[] = {
#embed "../../frontend/parts/settings-section.css"
};
static const unsigned char file_85[] = {
#embed "../../frontend/parts/settings-section.js"
};
static const unsigned char file_86[] = {
#embed "../../frontend/parts/shop-footer.css"
};
static const unsigned char file_87[] = {
#embed "../../frontend/parts/shop-footer.js"
};
static const unsigned char file_88[] = {
#embed "../../frontend/parts/skeleton.css"
};
static const unsigned char file_89[] = {
#embed "../../frontend/parts/status-chip.css"
};
static const unsigned char file_90[] = {
#embed "../../frontend/parts/status-chip.js"
};
static const unsigned char file_91[] = {
#embed "../../frontend/parts/stock-badge.js"
};
static const unsigned char file_92[] = {
#embed "../../frontend/parts/time-ago.js"
};
static const unsigned char file_93[] = {
#embed "../../frontend/parts/toast-stack.css"
};
static const unsigned char file_94[] = {
#embed "../../frontend/parts/toast-stack.js"
};
static const unsigned char file_95[] = {
#embed "../../frontend/screens/account/account-screen.css"
};
static const unsigned char file_96[] = {
#embed "../../frontend/screens/account/account-screen.js"
};
static const unsigned char file_97[] = {
#embed "../../frontend/screens/account/message-list.js"
};
static const unsigned char file_98[] = {
#embed "../../frontend/screens/account/notification-choices.js"
};
static const unsigned char file_99[] = {
#embed "../../frontend/screens/account/password-form.js"
};
static const unsigned char file_100[] = {
#embed "../../frontend/screens/account/profile-form.js"
};
static const unsigned char file_101[] = {
#embed "../../frontend/screens/account/session-list.js"
};
static const unsigned char file_102[] = {
#embed "../../frontend/screens/cart/cart-screen.css"
};
static const unsigned char file_103[] = {
#embed "../../frontend/screens/cart/cart-screen.js"
};
static const unsigned char file_104[] = {
#embed "../../frontend/screens/cart/checkout-form.css"
};
static const unsigned char file_105[] = {
#embed "../../frontend/screens/cart/checkout-form.js"
};
static const unsigned char file_106[] = {
#embed "../../frontend/screens/cart/checkout-panel.js"
};
static const unsigned char file_107[] = {
#embed "../../frontend/screens/cart/order-sender.js"
};
static const unsigned char file_108[] = {
#embed "../../frontend/screens/cart/test-cards.js"
};
static const unsigned char file_109[] = {
#embed "../../frontend/screens/not-found/not-found-screen.js"
};
static const unsigned char file_110[] = {
#embed "../../frontend/screens/order/cancel-dialog.css"
};
static const unsigned char file_111[] = {
#embed "../../frontend/screens/order/cancel-dialog.js"
};
static const unsigned char file_112[] = {
#embed "../../frontend/screens/order/order-actions.js"
};
static const unsigned char file_113[] = {
#embed "../../frontend/screens/order/order-hero.js"
};
static const unsigned char file_114[] = {
#embed "../../frontend/screens/order/order-items.css"
};
static const unsigned char file_115[] = {
#embed "../../frontend/screens/order/order-items.js"
};
static const unsigned char file_116[] = {
#embed "../../frontend/screens/order/order-notes.js"
};
static const unsigned char file_117[] = {
#embed "../../frontend/screens/order/order-progress.css"
};
static const unsigned char file_118[] = {
#embed "../../frontend/screens/order/order-progress.js"
};
static const unsigned char file_119[] = {
#embed "../../frontend/screens/order/order-screen.css"
};
static const unsigned char file_120[] = {
#embed "../../frontend/screens/order/order-screen.js"
};
static const unsigned char file_121[] = {
#embed "../../frontend/screens/order/order-shipping.js"
};
static const unsigned char file_122[] = {
#embed "../../frontend/screens/order/order-timeline.css"
};
static const unsigned char file_123[] = {
#embed "../../frontend/screens/order/order-timeline.js"
};
static const unsigned char file_124[] = {
#embed "../../frontend/screens/order/receipt.css"
};
static const unsigned char file_125[] = {
#embed "../../frontend/screens/orders/order-row.js"
};
static const unsigned char file_126[] = {
#embed "../../frontend/screens/orders/orders-screen.css"
};
static const unsigned char file_127[] = {
#embed "../../frontend/screens/orders/orders-screen.js"
};
static const unsigned char file_128[] = {
#embed "../../frontend/screens/product/product-screen.css"
};
static const unsigned char file_129[] = {
#embed "../../frontend/screens/product/product-screen.js"
};
static const unsigned char file_130[] = {
#embed "../../frontend/screens/shop/shop-screen.css"
};
static const unsigned char file_131[] = {
#embed "../../frontend/screens/shop/shop-screen.js"
};
static const unsigned char file_132[] = {
#embed "../../frontend/screens/sign-in/account-form.js"
};
static const unsigned char file_133[] = {
#embed "../../frontend/screens/sign-in/sign-in-screen.css"
};
static const unsigned char file_134[] = {
#embed "../../frontend/screens/sign-in/sign-in-screen.js"
};
static const unsigned char file_135[] = {
#embed "../../frontend/screens/sign-in/sign-up-screen.js"
};
static const unsigned char file_136[] = {
#embed "../../frontend/screens/track/track-screen.js"
};
static const unsigned char file_137[] = {
#embed "../../frontend/screens/webhooks/add-webhook-form.js"
};
static const unsigned char file_138[] = {
#embed "../../frontend/screens/webhooks/delivery-list.js"
};
static const unsigned char file_139[] = {
#embed "../../frontend/screens/webhooks/secret-notice.js"
};
static const unsigned char file_140[] = {
#embed "../../frontend/screens/webhooks/webhook-card.js"
};
static const unsigned char file_141[] = {
#embed "../../frontend/screens/webhooks/webhooks-screen.css"
};
static const unsigned char file_142[] = {
#embed "../../frontend/screens/webhooks/webhooks-screen.js"
};
static const unsigned char file_143[] = {
#embed "../../frontend/styles/base.css"
};
static const unsigned char file_144[] = {
#embed "../../frontend/styles/tokens.css"
};
static const unsigned char file_145[] = {
#embed "../../frontend/sw.js"
};
static const unsigned char file_146[] = {
#embed "../../frontend/theme-boot.js"
};

static const struct tradepost_frontend_file files[] = {
    {"app.js", file_0, sizeof file_0},
    {"core/api.js", file_1, sizeof file_1},
    {"core/attention.js", file_2, sizeof file_2},
    {"core/cart.js", file_3, sizeof file_3},
    {"core/catalogue.js", file_4, sizeof file_4},
    {"core/categories.js", file_5, sizeof file_5},
    {"core/checkout.js", file_6, sizeof file_6},
    {"core/clock.js", file_7, sizeof file_7},
    {"core/connection.js", file_8, sizeof file_8},
    {"core/countries.js", file_9, sizeof file_9},
    {"core/dom.js", file_10, sizeof file_10},
    {"core/features.js", file_11, sizeof file_11},
    {"core/guest.js", file_12, sizeof file_12},
    {"core/http.js", file_13, sizeof file_13},
    {"core/live-address.js", file_14, sizeof file_14},
    {"core/live-link.js", file_15, sizeof file_15},
    {"core/live-socket.js", file_16, sizeof file_16},
    {"core/live-worker.js", file_17, sizeof file_17},
    {"core/live.js", file_18, sizeof file_18},
    {"core/money.js", file_19, sizeof file_19},
    {"core/offline-shell.js", file_20, sizeof file_20},
    {"core/order-cache.js", file_21, sizeof file_21},
    {"core/order-words.js", file_22, sizeof file_22},
    {"core/position.js", file_23, sizeof file_23},
    {"core/problem.js", file_24, sizeof file_24},
    {"core/product-names.js", file_25, sizeof file_25},
    {"core/reach.js", file_26, sizeof file_26},
    {"core/reorder.js", file_27, sizeof file_27},
    {"core/retry.js", file_28, sizeof file_28},
    {"core/router.js", file_29, sizeof file_29},
    {"core/screen.js", file_30, sizeof file_30},
    {"core/session-share.js", file_31, sizeof file_31},
    {"core/session.js", file_32, sizeof file_32},
    {"core/shop-info.js", file_33, sizeof file_33},
    {"core/stock.js", file_34, sizeof file_34},
    {"core/store.js", file_35, sizeof file_35},
    {"core/theme.js", file_36, sizeof file_36},
    {"core/time.js", file_37, sizeof file_37},
    {"core/tracking-live.js", file_38, sizeof file_38},
    {"favicon-news.svg", file_39, sizeof file_39},
    {"favicon.svg", file_40, sizeof file_40},
    {"index.html", file_41, sizeof file_41},
    {"manifest.webmanifest", file_42, sizeof file_42},
    {"pages/documentation.css", file_43, sizeof file_43},
    {"pages/operations.js", file_44, sizeof file_44},
    {"pages/plain.css", file_45, sizeof file_45},
    {"pages/swagger.js", file_46, sizeof file_46},
    {"parts/app-header.css", file_47, sizeof file_47},
    {"parts/app-header.js", file_48, sizeof file_48},
    {"parts/button.css", file_49, sizeof file_49},
    {"parts/buy-controls.js", file_50, sizeof file_50},
    {"parts/cart-drawer.css", file_51, sizeof file_51},
    {"parts/cart-drawer.js", file_52, sizeof file_52},
    {"parts/cart-line.css", file_53, sizeof file_53},
    {"parts/cart-line.js", file_54, sizeof file_54},
    {"parts/choice-chips.css", file_55, sizeof file_55},
    {"parts/choice-chips.js", file_56, sizeof file_56},
    {"parts/connection-pill.css", file_57, sizeof file_57},
    {"parts/connection-pill.js", file_58, sizeof file_58},
    {"parts/copy-button.css", file_59, sizeof file_59},
    {"parts/copy-button.js", file_60, sizeof file_60},
    {"parts/error-summary.css", file_61, sizeof file_61},
    {"parts/error-summary.js", file_62, sizeof file_62},
    {"parts/form-field.css", file_63, sizeof file_63},
    {"parts/form-field.js", file_64, sizeof file_64},
    {"parts/icon.js", file_65, sizeof file_65},
    {"parts/logo.js", file_66, sizeof file_66},
    {"parts/offline-ribbon.css", file_67, sizeof file_67},
    {"parts/offline-ribbon.js", file_68, sizeof file_68},
    {"parts/page-nav.css", file_69, sizeof file_69},
    {"parts/page-nav.js", file_70, sizeof file_70},
    {"parts/panel.css", file_71, sizeof file_71},
    {"parts/problem-panel.css", file_72, sizeof file_72},
    {"parts/problem-panel.js", file_73, sizeof file_73},
    {"parts/product-art.css", file_74, sizeof file_74},
    {"parts/product-art.js", file_75, sizeof file_75},
    {"parts/product-card.css", file_76, sizeof file_76},
    {"parts/product-card.js", file_77, sizeof file_77},
    {"parts/product-picture.js", file_78, sizeof file_78},
    {"parts/quantity-stepper.css", file_79, sizeof file_79},
    {"parts/quantity-stepper.js", file_80, sizeof file_80},
    {"parts/reorder-button.js", file_81, sizeof file_81},
    {"parts/save-form.js", file_82, sizeof file_82},
    {"parts/search-box.css", file_83, sizeof file_83},
    {"parts/settings-section.css", file_84, sizeof file_84},
    {"parts/settings-section.js", file_85, sizeof file_85},
    {"parts/shop-footer.css", file_86, sizeof file_86},
    {"parts/shop-footer.js", file_87, sizeof file_87},
    {"parts/skeleton.css", file_88, sizeof file_88},
    {"parts/status-chip.css", file_89, sizeof file_89},
    {"parts/status-chip.js", file_90, sizeof file_90},
    {"parts/stock-badge.js", file_91, sizeof file_91},
    {"parts/time-ago.js", file_92, sizeof file_92},
    {"parts/toast-stack.css", file_93, sizeof file_93},
    {"parts/toast-stack.js", file_94, sizeof file_94},
    {"screens/account/account-screen.css", file_95, sizeof file_95},
    {"screens/account/account-screen.js", file_96, sizeof file_96},
    {"screens/account/message-list.js", file_97, sizeof file_97},
    {"screens/account/notification-choices.js", file_98, sizeof file_98},
    {"screens/account/password-form.js", file_99, sizeof file_99},
    {"screens/account/profile-form.js", file_100, sizeof file_100},
    {"screens/account/session-list.js", file_101, sizeof file_101},
    {"screens/cart/cart-screen.css", file_102, sizeof file_102},
    {"screens/cart/cart-screen.js", file_103, sizeof file_103},
    {"screens/cart/checkout-form.css", file_104, sizeof file_104},
    {"screens/cart/checkout-form.js", file_105, sizeof file_105},
    {"screens/cart/checkout-panel.js", file_106, sizeof file_106},
    {"screens/cart/order-sender.js", file_107, sizeof file_107},
    {"screens/cart/test-cards.js", file_108, sizeof file_108},
    {"screens/not-found/not-found-screen.js", file_109, sizeof file_109},
    {"screens/order/cancel-dialog.css", file_110, sizeof file_110},
    {"screens/order/cancel-dialog.js", file_111, sizeof file_111},
    {"screens/order/order-actions.js", file_112, sizeof file_112},
    {"screens/order/order-hero.js", file_113, sizeof file_113},
    {"screens/order/order-items.css", file_114, sizeof file_114},
    {"screens/order/order-items.js", file_115, sizeof file_115},
    {"screens/order/order-notes.js", file_116, sizeof file_116},
    {"screens/order/order-progress.css", file_117, sizeof file_117},
    {"screens/order/order-progress.js", file_118, sizeof file_118},
    {"screens/order/order-screen.css", file_119, sizeof file_119},
    {"screens/order/order-screen.js", file_120, sizeof file_120},
    {"screens/order/order-shipping.js", file_121, sizeof file_121},
    {"screens/order/order-timeline.css", file_122, sizeof file_122},
    {"screens/order/order-timeline.js", file_123, sizeof file_123},
    {"screens/order/receipt.css", file_124, sizeof file_124},
    {"screens/orders/order-row.js", file_125, sizeof file_125},
    {"screens/orders/orders-screen.css", file_126, sizeof file_126},
    {"screens/orders/orders-screen.js", file_127, sizeof file_127},
    {"screens/product/product-screen.css", file_128, sizeof file_128},
    {"screens/product/product-screen.js", file_129, sizeof file_129},
    {"screens/shop/shop-screen.css", file_130, sizeof file_130},
    {"screens/shop/shop-screen.js", file_131, sizeof file_131},
    {"screens/sign-in/account-form.js", file_132, sizeof file_132},
    {"screens/sign-in/sign-in-screen.css", file_133, sizeof file_133},
    {"screens/sign-in/sign-in-screen.js", file_134, sizeof file_134},
    {"screens/sign-in/sign-up-screen.js", file_135, sizeof file_135},
    {"screens/track/track-screen.js", file_136, sizeof file_136},
    {"screens/webhooks/add-webhook-form.js", file_137, sizeof file_137},
    {"screens/webhooks/delivery-list.js", file_138, sizeof file_138},
    {"screens/webhooks/secret-notice.js", file_139, sizeof file_139},
    {"screens/webhooks/webhook-card.js", file_140, sizeof file_140},
    {"screens/webhooks/webhooks-screen.css", file_141, sizeof file_141},
    {"screens/webhooks/webhooks-screen.js", file_142, sizeof file_142},
    {"styles/base.css", file_143, sizeof file_143},
    {"styles/tokens.css", file_144, sizeof file_144},
    {"sw.js", file_145, sizeof file_145},
    {"theme-boot.js", file_146, sizeof file_146},
};

const int tradepost_frontend_file_count = sizeof files / sizeof files[0];

struct tradepost_frontend_file tradepost_frontend_file(int index) { return files[index]; }
