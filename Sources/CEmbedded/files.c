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
#embed "../../frontend/control/screens/alerts/alerts-screen.js"
};
static const unsigned char file_8[] = {
#embed "../../frontend/control/screens/alerts/alerts.css"
};
static const unsigned char file_9[] = {
#embed "../../frontend/control/screens/api-keys/api-keys-screen.js"
};
static const unsigned char file_10[] = {
#embed "../../frontend/control/screens/api-keys/secret-dialog.js"
};
static const unsigned char file_11[] = {
#embed "../../frontend/control/screens/audit/audit-screen.js"
};
static const unsigned char file_12[] = {
#embed "../../frontend/control/screens/audit/audit.css"
};
static const unsigned char file_13[] = {
#embed "../../frontend/control/screens/consumer-group/consumer-group-screen.js"
};
static const unsigned char file_14[] = {
#embed "../../frontend/control/screens/consumer-group/reset-dialog.js"
};
static const unsigned char file_15[] = {
#embed "../../frontend/control/screens/control-order/control-order-screen.js"
};
static const unsigned char file_16[] = {
#embed "../../frontend/control/screens/control-order/control-order.css"
};
static const unsigned char file_17[] = {
#embed "../../frontend/control/screens/control-order/flow-lanes.css"
};
static const unsigned char file_18[] = {
#embed "../../frontend/control/screens/control-order/flow-lanes.js"
};
static const unsigned char file_19[] = {
#embed "../../frontend/control/screens/control-order/order-actions.js"
};
static const unsigned char file_20[] = {
#embed "../../frontend/control/screens/control-order/order-events.js"
};
static const unsigned char file_21[] = {
#embed "../../frontend/control/screens/control-order/order-goods.js"
};
static const unsigned char file_22[] = {
#embed "../../frontend/control/screens/control-order/order-messages.js"
};
static const unsigned char file_23[] = {
#embed "../../frontend/control/screens/control-order/order-money.js"
};
static const unsigned char file_24[] = {
#embed "../../frontend/control/screens/control-order/order-notes.js"
};
static const unsigned char file_25[] = {
#embed "../../frontend/control/screens/control-order/time-slider.js"
};
static const unsigned char file_26[] = {
#embed "../../frontend/control/screens/control-orders/bulk-bar.js"
};
static const unsigned char file_27[] = {
#embed "../../frontend/control/screens/control-orders/control-orders-screen.js"
};
static const unsigned char file_28[] = {
#embed "../../frontend/control/screens/control-orders/control-orders.css"
};
static const unsigned char file_29[] = {
#embed "../../frontend/control/screens/control-orders/export-orders.js"
};
static const unsigned char file_30[] = {
#embed "../../frontend/control/screens/control-orders/order-columns.js"
};
static const unsigned char file_31[] = {
#embed "../../frontend/control/screens/control-orders/order-filters.js"
};
static const unsigned char file_32[] = {
#embed "../../frontend/control/screens/control-orders/order-preview.js"
};
static const unsigned char file_33[] = {
#embed "../../frontend/control/screens/control-orders/ship-dialog.js"
};
static const unsigned char file_34[] = {
#embed "../../frontend/control/screens/control-sign-in/control-sign-in-screen.js"
};
static const unsigned char file_35[] = {
#embed "../../frontend/control/screens/customer/customer-screen.js"
};
static const unsigned char file_36[] = {
#embed "../../frontend/control/screens/customers/customers-screen.js"
};
static const unsigned char file_37[] = {
#embed "../../frontend/control/screens/customers/user-actions.js"
};
static const unsigned char file_38[] = {
#embed "../../frontend/control/screens/forbidden/forbidden-screen.js"
};
static const unsigned char file_39[] = {
#embed "../../frontend/control/screens/groups/groups-screen.js"
};
static const unsigned char file_40[] = {
#embed "../../frontend/control/screens/groups/groups.css"
};
static const unsigned char file_41[] = {
#embed "../../frontend/control/screens/lab/lab-screen.js"
};
static const unsigned char file_42[] = {
#embed "../../frontend/control/screens/lab/lab.css"
};
static const unsigned char file_43[] = {
#embed "../../frontend/control/screens/lab/load-run.js"
};
static const unsigned char file_44[] = {
#embed "../../frontend/control/screens/lab/scenarios.js"
};
static const unsigned char file_45[] = {
#embed "../../frontend/control/screens/letters/letter-bar.js"
};
static const unsigned char file_46[] = {
#embed "../../frontend/control/screens/letters/letter-commands.js"
};
static const unsigned char file_47[] = {
#embed "../../frontend/control/screens/letters/letter-groups.js"
};
static const unsigned char file_48[] = {
#embed "../../frontend/control/screens/letters/letter-panel.js"
};
static const unsigned char file_49[] = {
#embed "../../frontend/control/screens/letters/letters-screen.js"
};
static const unsigned char file_50[] = {
#embed "../../frontend/control/screens/letters/letters.css"
};
static const unsigned char file_51[] = {
#embed "../../frontend/control/screens/not-found/control-not-found-screen.js"
};
static const unsigned char file_52[] = {
#embed "../../frontend/control/screens/notifications/notifications-screen.js"
};
static const unsigned char file_53[] = {
#embed "../../frontend/control/screens/overview/attention-list.js"
};
static const unsigned char file_54[] = {
#embed "../../frontend/control/screens/overview/figures.js"
};
static const unsigned char file_55[] = {
#embed "../../frontend/control/screens/overview/overview-screen.js"
};
static const unsigned char file_56[] = {
#embed "../../frontend/control/screens/overview/overview.css"
};
static const unsigned char file_57[] = {
#embed "../../frontend/control/screens/overview/river.css"
};
static const unsigned char file_58[] = {
#embed "../../frontend/control/screens/overview/river.js"
};
static const unsigned char file_59[] = {
#embed "../../frontend/control/screens/stock-item/adjust-dialog.js"
};
static const unsigned char file_60[] = {
#embed "../../frontend/control/screens/stock-item/explanation.js"
};
static const unsigned char file_61[] = {
#embed "../../frontend/control/screens/stock-item/ledger.js"
};
static const unsigned char file_62[] = {
#embed "../../frontend/control/screens/stock-item/stock-item-screen.js"
};
static const unsigned char file_63[] = {
#embed "../../frontend/control/screens/stock-item/stock-item.css"
};
static const unsigned char file_64[] = {
#embed "../../frontend/control/screens/stock/import-wizard.js"
};
static const unsigned char file_65[] = {
#embed "../../frontend/control/screens/stock/inline-edit.js"
};
static const unsigned char file_66[] = {
#embed "../../frontend/control/screens/stock/product-dialog.js"
};
static const unsigned char file_67[] = {
#embed "../../frontend/control/screens/stock/stock-bar.js"
};
static const unsigned char file_68[] = {
#embed "../../frontend/control/screens/stock/stock-screen.js"
};
static const unsigned char file_69[] = {
#embed "../../frontend/control/screens/stock/stock.css"
};
static const unsigned char file_70[] = {
#embed "../../frontend/control/screens/topic/place-form.js"
};
static const unsigned char file_71[] = {
#embed "../../frontend/control/screens/topic/record-view.js"
};
static const unsigned char file_72[] = {
#embed "../../frontend/control/screens/topic/tail.js"
};
static const unsigned char file_73[] = {
#embed "../../frontend/control/screens/topic/topic-screen.js"
};
static const unsigned char file_74[] = {
#embed "../../frontend/control/screens/topic/topic.css"
};
static const unsigned char file_75[] = {
#embed "../../frontend/control/screens/topics/topics-screen.js"
};
static const unsigned char file_76[] = {
#embed "../../frontend/control/screens/webhook/deliveries.js"
};
static const unsigned char file_77[] = {
#embed "../../frontend/control/screens/webhook/delivery-dialog.js"
};
static const unsigned char file_78[] = {
#embed "../../frontend/control/screens/webhook/webhook-screen.js"
};
static const unsigned char file_79[] = {
#embed "../../frontend/control/screens/webhook/webhook.css"
};
static const unsigned char file_80[] = {
#embed "../../frontend/control/screens/webhooks/webhook-dialog.js"
};
static const unsigned char file_81[] = {
#embed "../../frontend/control/screens/webhooks/webhook-words.js"
};
static const unsigned char file_82[] = {
#embed "../../frontend/control/screens/webhooks/webhooks-screen.js"
};
static const unsigned char file_83[] = {
#embed "../../frontend/control/shell/command-palette.js"
};
static const unsigned char file_84[] = {
#embed "../../frontend/control/shell/control-bar.css"
};
static const unsigned char file_85[] = {
#embed "../../frontend/control/shell/control-bar.js"
};
static const unsigned char file_86[] = {
#embed "../../frontend/control/shell/control-nav.css"
};
static const unsigned char file_87[] = {
#embed "../../frontend/control/shell/control-nav.js"
};
static const unsigned char file_88[] = {
#embed "../../frontend/control/shell/help-sheet.js"
};
static const unsigned char file_89[] = {
#embed "../../frontend/control/shell/keys.js"
};
static const unsigned char file_90[] = {
#embed "../../frontend/control/shell/notice-centre.js"
};
static const unsigned char file_91[] = {
#embed "../../frontend/control/shell/shell.css"
};
static const unsigned char file_92[] = {
#embed "../../frontend/core/admin-api.js"
};
static const unsigned char file_93[] = {
#embed "../../frontend/core/admin-feed.js"
};
static const unsigned char file_94[] = {
#embed "../../frontend/core/admin-hub-worker.js"
};
static const unsigned char file_95[] = {
#embed "../../frontend/core/admin-hub.js"
};
static const unsigned char file_96[] = {
#embed "../../frontend/core/admin-live.js"
};
static const unsigned char file_97[] = {
#embed "../../frontend/core/admin-poll.js"
};
static const unsigned char file_98[] = {
#embed "../../frontend/core/admin-socket.js"
};
static const unsigned char file_99[] = {
#embed "../../frontend/core/admin-stream.js"
};
static const unsigned char file_100[] = {
#embed "../../frontend/core/api.js"
};
static const unsigned char file_101[] = {
#embed "../../frontend/core/attention.js"
};
static const unsigned char file_102[] = {
#embed "../../frontend/core/bulk.js"
};
static const unsigned char file_103[] = {
#embed "../../frontend/core/cart.js"
};
static const unsigned char file_104[] = {
#embed "../../frontend/core/catalogue.js"
};
static const unsigned char file_105[] = {
#embed "../../frontend/core/categories.js"
};
static const unsigned char file_106[] = {
#embed "../../frontend/core/checkout.js"
};
static const unsigned char file_107[] = {
#embed "../../frontend/core/clock.js"
};
static const unsigned char file_108[] = {
#embed "../../frontend/core/connection.js"
};
static const unsigned char file_109[] = {
#embed "../../frontend/core/countries.js"
};
static const unsigned char file_110[] = {
#embed "../../frontend/core/csv.js"
};
static const unsigned char file_111[] = {
#embed "../../frontend/core/dom.js"
};
static const unsigned char file_112[] = {
#embed "../../frontend/core/features.js"
};
static const unsigned char file_113[] = {
#embed "../../frontend/core/guest.js"
};
static const unsigned char file_114[] = {
#embed "../../frontend/core/http.js"
};
static const unsigned char file_115[] = {
#embed "../../frontend/core/live-address.js"
};
static const unsigned char file_116[] = {
#embed "../../frontend/core/live-link.js"
};
static const unsigned char file_117[] = {
#embed "../../frontend/core/live-socket.js"
};
static const unsigned char file_118[] = {
#embed "../../frontend/core/live-worker.js"
};
static const unsigned char file_119[] = {
#embed "../../frontend/core/live.js"
};
static const unsigned char file_120[] = {
#embed "../../frontend/core/money.js"
};
static const unsigned char file_121[] = {
#embed "../../frontend/core/numbers.js"
};
static const unsigned char file_122[] = {
#embed "../../frontend/core/offline-shell.js"
};
static const unsigned char file_123[] = {
#embed "../../frontend/core/order-cache.js"
};
static const unsigned char file_124[] = {
#embed "../../frontend/core/order-words.js"
};
static const unsigned char file_125[] = {
#embed "../../frontend/core/position.js"
};
static const unsigned char file_126[] = {
#embed "../../frontend/core/problem.js"
};
static const unsigned char file_127[] = {
#embed "../../frontend/core/product-names.js"
};
static const unsigned char file_128[] = {
#embed "../../frontend/core/prometheus.js"
};
static const unsigned char file_129[] = {
#embed "../../frontend/core/reach.js"
};
static const unsigned char file_130[] = {
#embed "../../frontend/core/reorder.js"
};
static const unsigned char file_131[] = {
#embed "../../frontend/core/retry.js"
};
static const unsigned char file_132[] = {
#embed "../../frontend/core/router.js"
};
static const unsigned char file_133[] = {
#embed "../../frontend/core/screen.js"
};
static const unsigned char file_134[] = {
#embed "../../frontend/core/session-share.js"
};
static const unsigned char file_135[] = {
#embed "../../frontend/core/session.js"
};
static const unsigned char file_136[] = {
#embed "../../frontend/core/shop-info.js"
};
static const unsigned char file_137[] = {
#embed "../../frontend/core/shortcuts.js"
};
static const unsigned char file_138[] = {
#embed "../../frontend/core/stock.js"
};
static const unsigned char file_139[] = {
#embed "../../frontend/core/store.js"
};
static const unsigned char file_140[] = {
#embed "../../frontend/core/svg.js"
};
static const unsigned char file_141[] = {
#embed "../../frontend/core/theme.js"
};
static const unsigned char file_142[] = {
#embed "../../frontend/core/time.js"
};
static const unsigned char file_143[] = {
#embed "../../frontend/core/tracking-live.js"
};
static const unsigned char file_144[] = {
#embed "../../frontend/favicon-news.svg"
};
static const unsigned char file_145[] = {
#embed "../../frontend/favicon.svg"
};
static const unsigned char file_146[] = {
#embed "../../frontend/index.html"
};
static const unsigned char file_147[] = {
#embed "../../frontend/manifest.webmanifest"
};
static const unsigned char file_148[] = {
#embed "../../frontend/pages/documentation.css"
};
static const unsigned char file_149[] = {
#embed "../../frontend/pages/operations.js"
};
static const unsigned char file_150[] = {
#embed "../../frontend/pages/plain.css"
};
static const unsigned char file_151[] = {
#embed "../../frontend/pages/swagger.js"
};
static const unsigned char file_152[] = {
#embed "../../frontend/parts/app-header.css"
};
static const unsigned char file_153[] = {
#embed "../../frontend/parts/app-header.js"
};
static const unsigned char file_154[] = {
#embed "../../frontend/parts/bar-list.js"
};
static const unsigned char file_155[] = {
#embed "../../frontend/parts/button.css"
};
static const unsigned char file_156[] = {
#embed "../../frontend/parts/buy-controls.js"
};
static const unsigned char file_157[] = {
#embed "../../frontend/parts/cart-drawer.css"
};
static const unsigned char file_158[] = {
#embed "../../frontend/parts/cart-drawer.js"
};
static const unsigned char file_159[] = {
#embed "../../frontend/parts/cart-line.css"
};
static const unsigned char file_160[] = {
#embed "../../frontend/parts/cart-line.js"
};
static const unsigned char file_161[] = {
#embed "../../frontend/parts/charts.css"
};
static const unsigned char file_162[] = {
#embed "../../frontend/parts/choice-chips.css"
};
static const unsigned char file_163[] = {
#embed "../../frontend/parts/choice-chips.js"
};
static const unsigned char file_164[] = {
#embed "../../frontend/parts/column-chooser.js"
};
static const unsigned char file_165[] = {
#embed "../../frontend/parts/connection-pill.css"
};
static const unsigned char file_166[] = {
#embed "../../frontend/parts/connection-pill.js"
};
static const unsigned char file_167[] = {
#embed "../../frontend/parts/copy-button.css"
};
static const unsigned char file_168[] = {
#embed "../../frontend/parts/copy-button.js"
};
static const unsigned char file_169[] = {
#embed "../../frontend/parts/data-table.css"
};
static const unsigned char file_170[] = {
#embed "../../frontend/parts/data-table.js"
};
static const unsigned char file_171[] = {
#embed "../../frontend/parts/error-summary.css"
};
static const unsigned char file_172[] = {
#embed "../../frontend/parts/error-summary.js"
};
static const unsigned char file_173[] = {
#embed "../../frontend/parts/facts.css"
};
static const unsigned char file_174[] = {
#embed "../../frontend/parts/facts.js"
};
static const unsigned char file_175[] = {
#embed "../../frontend/parts/filter-bar.css"
};
static const unsigned char file_176[] = {
#embed "../../frontend/parts/filter-bar.js"
};
static const unsigned char file_177[] = {
#embed "../../frontend/parts/form-field.css"
};
static const unsigned char file_178[] = {
#embed "../../frontend/parts/form-field.js"
};
static const unsigned char file_179[] = {
#embed "../../frontend/parts/icon.js"
};
static const unsigned char file_180[] = {
#embed "../../frontend/parts/json-tree.css"
};
static const unsigned char file_181[] = {
#embed "../../frontend/parts/json-tree.js"
};
static const unsigned char file_182[] = {
#embed "../../frontend/parts/line-chart.js"
};
static const unsigned char file_183[] = {
#embed "../../frontend/parts/logo.js"
};
static const unsigned char file_184[] = {
#embed "../../frontend/parts/modal.css"
};
static const unsigned char file_185[] = {
#embed "../../frontend/parts/modal.js"
};
static const unsigned char file_186[] = {
#embed "../../frontend/parts/offline-ribbon.css"
};
static const unsigned char file_187[] = {
#embed "../../frontend/parts/offline-ribbon.js"
};
static const unsigned char file_188[] = {
#embed "../../frontend/parts/page-nav.css"
};
static const unsigned char file_189[] = {
#embed "../../frontend/parts/page-nav.js"
};
static const unsigned char file_190[] = {
#embed "../../frontend/parts/panel.css"
};
static const unsigned char file_191[] = {
#embed "../../frontend/parts/plain-table.css"
};
static const unsigned char file_192[] = {
#embed "../../frontend/parts/popover.js"
};
static const unsigned char file_193[] = {
#embed "../../frontend/parts/problem-panel.css"
};
static const unsigned char file_194[] = {
#embed "../../frontend/parts/problem-panel.js"
};
static const unsigned char file_195[] = {
#embed "../../frontend/parts/product-art.css"
};
static const unsigned char file_196[] = {
#embed "../../frontend/parts/product-art.js"
};
static const unsigned char file_197[] = {
#embed "../../frontend/parts/product-card.css"
};
static const unsigned char file_198[] = {
#embed "../../frontend/parts/product-card.js"
};
static const unsigned char file_199[] = {
#embed "../../frontend/parts/product-picture.js"
};
static const unsigned char file_200[] = {
#embed "../../frontend/parts/quantity-stepper.css"
};
static const unsigned char file_201[] = {
#embed "../../frontend/parts/quantity-stepper.js"
};
static const unsigned char file_202[] = {
#embed "../../frontend/parts/reorder-button.js"
};
static const unsigned char file_203[] = {
#embed "../../frontend/parts/row-window.js"
};
static const unsigned char file_204[] = {
#embed "../../frontend/parts/save-form.js"
};
static const unsigned char file_205[] = {
#embed "../../frontend/parts/search-box.css"
};
static const unsigned char file_206[] = {
#embed "../../frontend/parts/settings-section.css"
};
static const unsigned char file_207[] = {
#embed "../../frontend/parts/settings-section.js"
};
static const unsigned char file_208[] = {
#embed "../../frontend/parts/shop-footer.css"
};
static const unsigned char file_209[] = {
#embed "../../frontend/parts/shop-footer.js"
};
static const unsigned char file_210[] = {
#embed "../../frontend/parts/side-panel.css"
};
static const unsigned char file_211[] = {
#embed "../../frontend/parts/side-panel.js"
};
static const unsigned char file_212[] = {
#embed "../../frontend/parts/skeleton.css"
};
static const unsigned char file_213[] = {
#embed "../../frontend/parts/spark-line.js"
};
static const unsigned char file_214[] = {
#embed "../../frontend/parts/status-chip.css"
};
static const unsigned char file_215[] = {
#embed "../../frontend/parts/status-chip.js"
};
static const unsigned char file_216[] = {
#embed "../../frontend/parts/stock-badge.js"
};
static const unsigned char file_217[] = {
#embed "../../frontend/parts/table-selection.js"
};
static const unsigned char file_218[] = {
#embed "../../frontend/parts/time-ago.js"
};
static const unsigned char file_219[] = {
#embed "../../frontend/parts/toast-stack.css"
};
static const unsigned char file_220[] = {
#embed "../../frontend/parts/toast-stack.js"
};
static const unsigned char file_221[] = {
#embed "../../frontend/parts/view-state.js"
};
static const unsigned char file_222[] = {
#embed "../../frontend/screens/account/account-screen.css"
};
static const unsigned char file_223[] = {
#embed "../../frontend/screens/account/account-screen.js"
};
static const unsigned char file_224[] = {
#embed "../../frontend/screens/account/message-list.js"
};
static const unsigned char file_225[] = {
#embed "../../frontend/screens/account/notification-choices.js"
};
static const unsigned char file_226[] = {
#embed "../../frontend/screens/account/password-form.js"
};
static const unsigned char file_227[] = {
#embed "../../frontend/screens/account/profile-form.js"
};
static const unsigned char file_228[] = {
#embed "../../frontend/screens/account/session-list.js"
};
static const unsigned char file_229[] = {
#embed "../../frontend/screens/cart/cart-screen.css"
};
static const unsigned char file_230[] = {
#embed "../../frontend/screens/cart/cart-screen.js"
};
static const unsigned char file_231[] = {
#embed "../../frontend/screens/cart/checkout-form.css"
};
static const unsigned char file_232[] = {
#embed "../../frontend/screens/cart/checkout-form.js"
};
static const unsigned char file_233[] = {
#embed "../../frontend/screens/cart/checkout-panel.js"
};
static const unsigned char file_234[] = {
#embed "../../frontend/screens/cart/order-sender.js"
};
static const unsigned char file_235[] = {
#embed "../../frontend/screens/cart/test-cards.js"
};
static const unsigned char file_236[] = {
#embed "../../frontend/screens/not-found/not-found-screen.js"
};
static const unsigned char file_237[] = {
#embed "../../frontend/screens/order/cancel-dialog.css"
};
static const unsigned char file_238[] = {
#embed "../../frontend/screens/order/cancel-dialog.js"
};
static const unsigned char file_239[] = {
#embed "../../frontend/screens/order/order-actions.js"
};
static const unsigned char file_240[] = {
#embed "../../frontend/screens/order/order-hero.js"
};
static const unsigned char file_241[] = {
#embed "../../frontend/screens/order/order-items.css"
};
static const unsigned char file_242[] = {
#embed "../../frontend/screens/order/order-items.js"
};
static const unsigned char file_243[] = {
#embed "../../frontend/screens/order/order-notes.js"
};
static const unsigned char file_244[] = {
#embed "../../frontend/screens/order/order-progress.css"
};
static const unsigned char file_245[] = {
#embed "../../frontend/screens/order/order-progress.js"
};
static const unsigned char file_246[] = {
#embed "../../frontend/screens/order/order-screen.css"
};
static const unsigned char file_247[] = {
#embed "../../frontend/screens/order/order-screen.js"
};
static const unsigned char file_248[] = {
#embed "../../frontend/screens/order/order-shipping.js"
};
static const unsigned char file_249[] = {
#embed "../../frontend/screens/order/order-timeline.css"
};
static const unsigned char file_250[] = {
#embed "../../frontend/screens/order/order-timeline.js"
};
static const unsigned char file_251[] = {
#embed "../../frontend/screens/order/receipt.css"
};
static const unsigned char file_252[] = {
#embed "../../frontend/screens/orders/order-row.js"
};
static const unsigned char file_253[] = {
#embed "../../frontend/screens/orders/orders-screen.css"
};
static const unsigned char file_254[] = {
#embed "../../frontend/screens/orders/orders-screen.js"
};
static const unsigned char file_255[] = {
#embed "../../frontend/screens/product/product-screen.css"
};
static const unsigned char file_256[] = {
#embed "../../frontend/screens/product/product-screen.js"
};
static const unsigned char file_257[] = {
#embed "../../frontend/screens/shop/shop-screen.css"
};
static const unsigned char file_258[] = {
#embed "../../frontend/screens/shop/shop-screen.js"
};
static const unsigned char file_259[] = {
#embed "../../frontend/screens/sign-in/account-form.js"
};
static const unsigned char file_260[] = {
#embed "../../frontend/screens/sign-in/sign-in-screen.css"
};
static const unsigned char file_261[] = {
#embed "../../frontend/screens/sign-in/sign-in-screen.js"
};
static const unsigned char file_262[] = {
#embed "../../frontend/screens/sign-in/sign-up-screen.js"
};
static const unsigned char file_263[] = {
#embed "../../frontend/screens/track/track-screen.js"
};
static const unsigned char file_264[] = {
#embed "../../frontend/screens/webhooks/add-webhook-form.js"
};
static const unsigned char file_265[] = {
#embed "../../frontend/screens/webhooks/delivery-list.js"
};
static const unsigned char file_266[] = {
#embed "../../frontend/screens/webhooks/secret-notice.js"
};
static const unsigned char file_267[] = {
#embed "../../frontend/screens/webhooks/webhook-card.js"
};
static const unsigned char file_268[] = {
#embed "../../frontend/screens/webhooks/webhooks-screen.css"
};
static const unsigned char file_269[] = {
#embed "../../frontend/screens/webhooks/webhooks-screen.js"
};
static const unsigned char file_270[] = {
#embed "../../frontend/styles/base.css"
};
static const unsigned char file_271[] = {
#embed "../../frontend/styles/tokens.css"
};
static const unsigned char file_272[] = {
#embed "../../frontend/sw.js"
};
static const unsigned char file_273[] = {
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
    {"control/screens/alerts/alerts-screen.js", file_7, sizeof file_7},
    {"control/screens/alerts/alerts.css", file_8, sizeof file_8},
    {"control/screens/api-keys/api-keys-screen.js", file_9, sizeof file_9},
    {"control/screens/api-keys/secret-dialog.js", file_10, sizeof file_10},
    {"control/screens/audit/audit-screen.js", file_11, sizeof file_11},
    {"control/screens/audit/audit.css", file_12, sizeof file_12},
    {"control/screens/consumer-group/consumer-group-screen.js", file_13, sizeof file_13},
    {"control/screens/consumer-group/reset-dialog.js", file_14, sizeof file_14},
    {"control/screens/control-order/control-order-screen.js", file_15, sizeof file_15},
    {"control/screens/control-order/control-order.css", file_16, sizeof file_16},
    {"control/screens/control-order/flow-lanes.css", file_17, sizeof file_17},
    {"control/screens/control-order/flow-lanes.js", file_18, sizeof file_18},
    {"control/screens/control-order/order-actions.js", file_19, sizeof file_19},
    {"control/screens/control-order/order-events.js", file_20, sizeof file_20},
    {"control/screens/control-order/order-goods.js", file_21, sizeof file_21},
    {"control/screens/control-order/order-messages.js", file_22, sizeof file_22},
    {"control/screens/control-order/order-money.js", file_23, sizeof file_23},
    {"control/screens/control-order/order-notes.js", file_24, sizeof file_24},
    {"control/screens/control-order/time-slider.js", file_25, sizeof file_25},
    {"control/screens/control-orders/bulk-bar.js", file_26, sizeof file_26},
    {"control/screens/control-orders/control-orders-screen.js", file_27, sizeof file_27},
    {"control/screens/control-orders/control-orders.css", file_28, sizeof file_28},
    {"control/screens/control-orders/export-orders.js", file_29, sizeof file_29},
    {"control/screens/control-orders/order-columns.js", file_30, sizeof file_30},
    {"control/screens/control-orders/order-filters.js", file_31, sizeof file_31},
    {"control/screens/control-orders/order-preview.js", file_32, sizeof file_32},
    {"control/screens/control-orders/ship-dialog.js", file_33, sizeof file_33},
    {"control/screens/control-sign-in/control-sign-in-screen.js", file_34, sizeof file_34},
    {"control/screens/customer/customer-screen.js", file_35, sizeof file_35},
    {"control/screens/customers/customers-screen.js", file_36, sizeof file_36},
    {"control/screens/customers/user-actions.js", file_37, sizeof file_37},
    {"control/screens/forbidden/forbidden-screen.js", file_38, sizeof file_38},
    {"control/screens/groups/groups-screen.js", file_39, sizeof file_39},
    {"control/screens/groups/groups.css", file_40, sizeof file_40},
    {"control/screens/lab/lab-screen.js", file_41, sizeof file_41},
    {"control/screens/lab/lab.css", file_42, sizeof file_42},
    {"control/screens/lab/load-run.js", file_43, sizeof file_43},
    {"control/screens/lab/scenarios.js", file_44, sizeof file_44},
    {"control/screens/letters/letter-bar.js", file_45, sizeof file_45},
    {"control/screens/letters/letter-commands.js", file_46, sizeof file_46},
    {"control/screens/letters/letter-groups.js", file_47, sizeof file_47},
    {"control/screens/letters/letter-panel.js", file_48, sizeof file_48},
    {"control/screens/letters/letters-screen.js", file_49, sizeof file_49},
    {"control/screens/letters/letters.css", file_50, sizeof file_50},
    {"control/screens/not-found/control-not-found-screen.js", file_51, sizeof file_51},
    {"control/screens/notifications/notifications-screen.js", file_52, sizeof file_52},
    {"control/screens/overview/attention-list.js", file_53, sizeof file_53},
    {"control/screens/overview/figures.js", file_54, sizeof file_54},
    {"control/screens/overview/overview-screen.js", file_55, sizeof file_55},
    {"control/screens/overview/overview.css", file_56, sizeof file_56},
    {"control/screens/overview/river.css", file_57, sizeof file_57},
    {"control/screens/overview/river.js", file_58, sizeof file_58},
    {"control/screens/stock-item/adjust-dialog.js", file_59, sizeof file_59},
    {"control/screens/stock-item/explanation.js", file_60, sizeof file_60},
    {"control/screens/stock-item/ledger.js", file_61, sizeof file_61},
    {"control/screens/stock-item/stock-item-screen.js", file_62, sizeof file_62},
    {"control/screens/stock-item/stock-item.css", file_63, sizeof file_63},
    {"control/screens/stock/import-wizard.js", file_64, sizeof file_64},
    {"control/screens/stock/inline-edit.js", file_65, sizeof file_65},
    {"control/screens/stock/product-dialog.js", file_66, sizeof file_66},
    {"control/screens/stock/stock-bar.js", file_67, sizeof file_67},
    {"control/screens/stock/stock-screen.js", file_68, sizeof file_68},
    {"control/screens/stock/stock.css", file_69, sizeof file_69},
    {"control/screens/topic/place-form.js", file_70, sizeof file_70},
    {"control/screens/topic/record-view.js", file_71, sizeof file_71},
    {"control/screens/topic/tail.js", file_72, sizeof file_72},
    {"control/screens/topic/topic-screen.js", file_73, sizeof file_73},
    {"control/screens/topic/topic.css", file_74, sizeof file_74},
    {"control/screens/topics/topics-screen.js", file_75, sizeof file_75},
    {"control/screens/webhook/deliveries.js", file_76, sizeof file_76},
    {"control/screens/webhook/delivery-dialog.js", file_77, sizeof file_77},
    {"control/screens/webhook/webhook-screen.js", file_78, sizeof file_78},
    {"control/screens/webhook/webhook.css", file_79, sizeof file_79},
    {"control/screens/webhooks/webhook-dialog.js", file_80, sizeof file_80},
    {"control/screens/webhooks/webhook-words.js", file_81, sizeof file_81},
    {"control/screens/webhooks/webhooks-screen.js", file_82, sizeof file_82},
    {"control/shell/command-palette.js", file_83, sizeof file_83},
    {"control/shell/control-bar.css", file_84, sizeof file_84},
    {"control/shell/control-bar.js", file_85, sizeof file_85},
    {"control/shell/control-nav.css", file_86, sizeof file_86},
    {"control/shell/control-nav.js", file_87, sizeof file_87},
    {"control/shell/help-sheet.js", file_88, sizeof file_88},
    {"control/shell/keys.js", file_89, sizeof file_89},
    {"control/shell/notice-centre.js", file_90, sizeof file_90},
    {"control/shell/shell.css", file_91, sizeof file_91},
    {"core/admin-api.js", file_92, sizeof file_92},
    {"core/admin-feed.js", file_93, sizeof file_93},
    {"core/admin-hub-worker.js", file_94, sizeof file_94},
    {"core/admin-hub.js", file_95, sizeof file_95},
    {"core/admin-live.js", file_96, sizeof file_96},
    {"core/admin-poll.js", file_97, sizeof file_97},
    {"core/admin-socket.js", file_98, sizeof file_98},
    {"core/admin-stream.js", file_99, sizeof file_99},
    {"core/api.js", file_100, sizeof file_100},
    {"core/attention.js", file_101, sizeof file_101},
    {"core/bulk.js", file_102, sizeof file_102},
    {"core/cart.js", file_103, sizeof file_103},
    {"core/catalogue.js", file_104, sizeof file_104},
    {"core/categories.js", file_105, sizeof file_105},
    {"core/checkout.js", file_106, sizeof file_106},
    {"core/clock.js", file_107, sizeof file_107},
    {"core/connection.js", file_108, sizeof file_108},
    {"core/countries.js", file_109, sizeof file_109},
    {"core/csv.js", file_110, sizeof file_110},
    {"core/dom.js", file_111, sizeof file_111},
    {"core/features.js", file_112, sizeof file_112},
    {"core/guest.js", file_113, sizeof file_113},
    {"core/http.js", file_114, sizeof file_114},
    {"core/live-address.js", file_115, sizeof file_115},
    {"core/live-link.js", file_116, sizeof file_116},
    {"core/live-socket.js", file_117, sizeof file_117},
    {"core/live-worker.js", file_118, sizeof file_118},
    {"core/live.js", file_119, sizeof file_119},
    {"core/money.js", file_120, sizeof file_120},
    {"core/numbers.js", file_121, sizeof file_121},
    {"core/offline-shell.js", file_122, sizeof file_122},
    {"core/order-cache.js", file_123, sizeof file_123},
    {"core/order-words.js", file_124, sizeof file_124},
    {"core/position.js", file_125, sizeof file_125},
    {"core/problem.js", file_126, sizeof file_126},
    {"core/product-names.js", file_127, sizeof file_127},
    {"core/prometheus.js", file_128, sizeof file_128},
    {"core/reach.js", file_129, sizeof file_129},
    {"core/reorder.js", file_130, sizeof file_130},
    {"core/retry.js", file_131, sizeof file_131},
    {"core/router.js", file_132, sizeof file_132},
    {"core/screen.js", file_133, sizeof file_133},
    {"core/session-share.js", file_134, sizeof file_134},
    {"core/session.js", file_135, sizeof file_135},
    {"core/shop-info.js", file_136, sizeof file_136},
    {"core/shortcuts.js", file_137, sizeof file_137},
    {"core/stock.js", file_138, sizeof file_138},
    {"core/store.js", file_139, sizeof file_139},
    {"core/svg.js", file_140, sizeof file_140},
    {"core/theme.js", file_141, sizeof file_141},
    {"core/time.js", file_142, sizeof file_142},
    {"core/tracking-live.js", file_143, sizeof file_143},
    {"favicon-news.svg", file_144, sizeof file_144},
    {"favicon.svg", file_145, sizeof file_145},
    {"index.html", file_146, sizeof file_146},
    {"manifest.webmanifest", file_147, sizeof file_147},
    {"pages/documentation.css", file_148, sizeof file_148},
    {"pages/operations.js", file_149, sizeof file_149},
    {"pages/plain.css", file_150, sizeof file_150},
    {"pages/swagger.js", file_151, sizeof file_151},
    {"parts/app-header.css", file_152, sizeof file_152},
    {"parts/app-header.js", file_153, sizeof file_153},
    {"parts/bar-list.js", file_154, sizeof file_154},
    {"parts/button.css", file_155, sizeof file_155},
    {"parts/buy-controls.js", file_156, sizeof file_156},
    {"parts/cart-drawer.css", file_157, sizeof file_157},
    {"parts/cart-drawer.js", file_158, sizeof file_158},
    {"parts/cart-line.css", file_159, sizeof file_159},
    {"parts/cart-line.js", file_160, sizeof file_160},
    {"parts/charts.css", file_161, sizeof file_161},
    {"parts/choice-chips.css", file_162, sizeof file_162},
    {"parts/choice-chips.js", file_163, sizeof file_163},
    {"parts/column-chooser.js", file_164, sizeof file_164},
    {"parts/connection-pill.css", file_165, sizeof file_165},
    {"parts/connection-pill.js", file_166, sizeof file_166},
    {"parts/copy-button.css", file_167, sizeof file_167},
    {"parts/copy-button.js", file_168, sizeof file_168},
    {"parts/data-table.css", file_169, sizeof file_169},
    {"parts/data-table.js", file_170, sizeof file_170},
    {"parts/error-summary.css", file_171, sizeof file_171},
    {"parts/error-summary.js", file_172, sizeof file_172},
    {"parts/facts.css", file_173, sizeof file_173},
    {"parts/facts.js", file_174, sizeof file_174},
    {"parts/filter-bar.css", file_175, sizeof file_175},
    {"parts/filter-bar.js", file_176, sizeof file_176},
    {"parts/form-field.css", file_177, sizeof file_177},
    {"parts/form-field.js", file_178, sizeof file_178},
    {"parts/icon.js", file_179, sizeof file_179},
    {"parts/json-tree.css", file_180, sizeof file_180},
    {"parts/json-tree.js", file_181, sizeof file_181},
    {"parts/line-chart.js", file_182, sizeof file_182},
    {"parts/logo.js", file_183, sizeof file_183},
    {"parts/modal.css", file_184, sizeof file_184},
    {"parts/modal.js", file_185, sizeof file_185},
    {"parts/offline-ribbon.css", file_186, sizeof file_186},
    {"parts/offline-ribbon.js", file_187, sizeof file_187},
    {"parts/page-nav.css", file_188, sizeof file_188},
    {"parts/page-nav.js", file_189, sizeof file_189},
    {"parts/panel.css", file_190, sizeof file_190},
    {"parts/plain-table.css", file_191, sizeof file_191},
    {"parts/popover.js", file_192, sizeof file_192},
    {"parts/problem-panel.css", file_193, sizeof file_193},
    {"parts/problem-panel.js", file_194, sizeof file_194},
    {"parts/product-art.css", file_195, sizeof file_195},
    {"parts/product-art.js", file_196, sizeof file_196},
    {"parts/product-card.css", file_197, sizeof file_197},
    {"parts/product-card.js", file_198, sizeof file_198},
    {"parts/product-picture.js", file_199, sizeof file_199},
    {"parts/quantity-stepper.css", file_200, sizeof file_200},
    {"parts/quantity-stepper.js", file_201, sizeof file_201},
    {"parts/reorder-button.js", file_202, sizeof file_202},
    {"parts/row-window.js", file_203, sizeof file_203},
    {"parts/save-form.js", file_204, sizeof file_204},
    {"parts/search-box.css", file_205, sizeof file_205},
    {"parts/settings-section.css", file_206, sizeof file_206},
    {"parts/settings-section.js", file_207, sizeof file_207},
    {"parts/shop-footer.css", file_208, sizeof file_208},
    {"parts/shop-footer.js", file_209, sizeof file_209},
    {"parts/side-panel.css", file_210, sizeof file_210},
    {"parts/side-panel.js", file_211, sizeof file_211},
    {"parts/skeleton.css", file_212, sizeof file_212},
    {"parts/spark-line.js", file_213, sizeof file_213},
    {"parts/status-chip.css", file_214, sizeof file_214},
    {"parts/status-chip.js", file_215, sizeof file_215},
    {"parts/stock-badge.js", file_216, sizeof file_216},
    {"parts/table-selection.js", file_217, sizeof file_217},
    {"parts/time-ago.js", file_218, sizeof file_218},
    {"parts/toast-stack.css", file_219, sizeof file_219},
    {"parts/toast-stack.js", file_220, sizeof file_220},
    {"parts/view-state.js", file_221, sizeof file_221},
    {"screens/account/account-screen.css", file_222, sizeof file_222},
    {"screens/account/account-screen.js", file_223, sizeof file_223},
    {"screens/account/message-list.js", file_224, sizeof file_224},
    {"screens/account/notification-choices.js", file_225, sizeof file_225},
    {"screens/account/password-form.js", file_226, sizeof file_226},
    {"screens/account/profile-form.js", file_227, sizeof file_227},
    {"screens/account/session-list.js", file_228, sizeof file_228},
    {"screens/cart/cart-screen.css", file_229, sizeof file_229},
    {"screens/cart/cart-screen.js", file_230, sizeof file_230},
    {"screens/cart/checkout-form.css", file_231, sizeof file_231},
    {"screens/cart/checkout-form.js", file_232, sizeof file_232},
    {"screens/cart/checkout-panel.js", file_233, sizeof file_233},
    {"screens/cart/order-sender.js", file_234, sizeof file_234},
    {"screens/cart/test-cards.js", file_235, sizeof file_235},
    {"screens/not-found/not-found-screen.js", file_236, sizeof file_236},
    {"screens/order/cancel-dialog.css", file_237, sizeof file_237},
    {"screens/order/cancel-dialog.js", file_238, sizeof file_238},
    {"screens/order/order-actions.js", file_239, sizeof file_239},
    {"screens/order/order-hero.js", file_240, sizeof file_240},
    {"screens/order/order-items.css", file_241, sizeof file_241},
    {"screens/order/order-items.js", file_242, sizeof file_242},
    {"screens/order/order-notes.js", file_243, sizeof file_243},
    {"screens/order/order-progress.css", file_244, sizeof file_244},
    {"screens/order/order-progress.js", file_245, sizeof file_245},
    {"screens/order/order-screen.css", file_246, sizeof file_246},
    {"screens/order/order-screen.js", file_247, sizeof file_247},
    {"screens/order/order-shipping.js", file_248, sizeof file_248},
    {"screens/order/order-timeline.css", file_249, sizeof file_249},
    {"screens/order/order-timeline.js", file_250, sizeof file_250},
    {"screens/order/receipt.css", file_251, sizeof file_251},
    {"screens/orders/order-row.js", file_252, sizeof file_252},
    {"screens/orders/orders-screen.css", file_253, sizeof file_253},
    {"screens/orders/orders-screen.js", file_254, sizeof file_254},
    {"screens/product/product-screen.css", file_255, sizeof file_255},
    {"screens/product/product-screen.js", file_256, sizeof file_256},
    {"screens/shop/shop-screen.css", file_257, sizeof file_257},
    {"screens/shop/shop-screen.js", file_258, sizeof file_258},
    {"screens/sign-in/account-form.js", file_259, sizeof file_259},
    {"screens/sign-in/sign-in-screen.css", file_260, sizeof file_260},
    {"screens/sign-in/sign-in-screen.js", file_261, sizeof file_261},
    {"screens/sign-in/sign-up-screen.js", file_262, sizeof file_262},
    {"screens/track/track-screen.js", file_263, sizeof file_263},
    {"screens/webhooks/add-webhook-form.js", file_264, sizeof file_264},
    {"screens/webhooks/delivery-list.js", file_265, sizeof file_265},
    {"screens/webhooks/secret-notice.js", file_266, sizeof file_266},
    {"screens/webhooks/webhook-card.js", file_267, sizeof file_267},
    {"screens/webhooks/webhooks-screen.css", file_268, sizeof file_268},
    {"screens/webhooks/webhooks-screen.js", file_269, sizeof file_269},
    {"styles/base.css", file_270, sizeof file_270},
    {"styles/tokens.css", file_271, sizeof file_271},
    {"sw.js", file_272, sizeof file_272},
    {"theme-boot.js", file_273, sizeof file_273},
};

const int tradepost_frontend_file_count = sizeof files / sizeof files[0];

struct tradepost_frontend_file tradepost_frontend_file(int index) { return files[index]; }
