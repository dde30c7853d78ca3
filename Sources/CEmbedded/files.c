// Written by Scripts/embed-frontend: run it after adding or removing a file of frontend/.
#include "CEmbedded.h"

static const unsigned char file_0[] = {
#embed "../../frontend/app.js"
};
static const unsigned char file_1[] = {
#embed "../../frontend/core/api.js"
};
static const unsigned char file_2[] = {
#embed "../../frontend/core/cart.js"
};
static const unsigned char file_3[] = {
#embed "../../frontend/core/checkout.js"
};
static const unsigned char file_4[] = {
#embed "../../frontend/core/countries.js"
};
static const unsigned char file_5[] = {
#embed "../../frontend/core/dom.js"
};
static const unsigned char file_6[] = {
#embed "../../frontend/core/http.js"
};
static const unsigned char file_7[] = {
#embed "../../frontend/core/live.js"
};
static const unsigned char file_8[] = {
#embed "../../frontend/core/money.js"
};
static const unsigned char file_9[] = {
#embed "../../frontend/core/order-cache.js"
};
static const unsigned char file_10[] = {
#embed "../../frontend/core/order-words.js"
};
static const unsigned char file_11[] = {
#embed "../../frontend/core/problem.js"
};
static const unsigned char file_12[] = {
#embed "../../frontend/core/product-names.js"
};
static const unsigned char file_13[] = {
#embed "../../frontend/core/router.js"
};
static const unsigned char file_14[] = {
#embed "../../frontend/core/screen.js"
};
static const unsigned char file_15[] = {
#embed "../../frontend/core/session-share.js"
};
static const unsigned char file_16[] = {
#embed "../../frontend/core/session.js"
};
static const unsigned char file_17[] = {
#embed "../../frontend/core/store.js"
};
static const unsigned char file_18[] = {
#embed "../../frontend/core/theme.js"
};
static const unsigned char file_19[] = {
#embed "../../frontend/core/time.js"
};
static const unsigned char file_20[] = {
#embed "../../frontend/favicon.svg"
};
static const unsigned char file_21[] = {
#embed "../../frontend/index.html"
};
static const unsigned char file_22[] = {
#embed "../../frontend/manifest.webmanifest"
};
static const unsigned char file_23[] = {
#embed "../../frontend/pages/documentation.css"
};
static const unsigned char file_24[] = {
#embed "../../frontend/pages/operations.js"
};
static const unsigned char file_25[] = {
#embed "../../frontend/pages/plain.css"
};
static const unsigned char file_26[] = {
#embed "../../frontend/pages/swagger.js"
};
static const unsigned char file_27[] = {
#embed "../../frontend/parts/app-header.css"
};
static const unsigned char file_28[] = {
#embed "../../frontend/parts/app-header.js"
};
static const unsigned char file_29[] = {
#embed "../../frontend/parts/button.css"
};
static const unsigned char file_30[] = {
#embed "../../frontend/parts/connection-pill.css"
};
static const unsigned char file_31[] = {
#embed "../../frontend/parts/connection-pill.js"
};
static const unsigned char file_32[] = {
#embed "../../frontend/parts/copy-button.css"
};
static const unsigned char file_33[] = {
#embed "../../frontend/parts/copy-button.js"
};
static const unsigned char file_34[] = {
#embed "../../frontend/parts/form-field.css"
};
static const unsigned char file_35[] = {
#embed "../../frontend/parts/form-field.js"
};
static const unsigned char file_36[] = {
#embed "../../frontend/parts/icon.js"
};
static const unsigned char file_37[] = {
#embed "../../frontend/parts/logo.js"
};
static const unsigned char file_38[] = {
#embed "../../frontend/parts/offline-ribbon.css"
};
static const unsigned char file_39[] = {
#embed "../../frontend/parts/offline-ribbon.js"
};
static const unsigned char file_40[] = {
#embed "../../frontend/parts/page-nav.css"
};
static const unsigned char file_41[] = {
#embed "../../frontend/parts/page-nav.js"
};
static const unsigned char file_42[] = {
#embed "../../frontend/parts/panel.css"
};
static const unsigned char file_43[] = {
#embed "../../frontend/parts/problem-panel.css"
};
static const unsigned char file_44[] = {
#embed "../../frontend/parts/problem-panel.js"
};
static const unsigned char file_45[] = {
#embed "../../frontend/parts/product-art.css"
};
static const unsigned char file_46[] = {
#embed "../../frontend/parts/product-art.js"
};
static const unsigned char file_47[] = {
#embed "../../frontend/parts/quantity-stepper.css"
};
static const unsigned char file_48[] = {
#embed "../../frontend/parts/quantity-stepper.js"
};
static const unsigned char file_49[] = {
#embed "../../frontend/parts/skeleton.css"
};
static const unsigned char file_50[] = {
#embed "../../frontend/parts/status-chip.css"
};
static const unsigned char file_51[] = {
#embed "../../frontend/parts/status-chip.js"
};
static const unsigned char file_52[] = {
#embed "../../frontend/parts/toast-stack.css"
};
static const unsigned char file_53[] = {
#embed "../../frontend/parts/toast-stack.js"
};
static const unsigned char file_54[] = {
#embed "../../frontend/screens/cart/cart-line.css"
};
static const unsigned char file_55[] = {
#embed "../../frontend/screens/cart/cart-line.js"
};
static const unsigned char file_56[] = {
#embed "../../frontend/screens/cart/cart-screen.css"
};
static const unsigned char file_57[] = {
#embed "../../frontend/screens/cart/cart-screen.js"
};
static const unsigned char file_58[] = {
#embed "../../frontend/screens/cart/checkout-form.css"
};
static const unsigned char file_59[] = {
#embed "../../frontend/screens/cart/checkout-form.js"
};
static const unsigned char file_60[] = {
#embed "../../frontend/screens/not-found/not-found-screen.js"
};
static const unsigned char file_61[] = {
#embed "../../frontend/screens/order/cancel-dialog.css"
};
static const unsigned char file_62[] = {
#embed "../../frontend/screens/order/cancel-dialog.js"
};
static const unsigned char file_63[] = {
#embed "../../frontend/screens/order/order-items.css"
};
static const unsigned char file_64[] = {
#embed "../../frontend/screens/order/order-items.js"
};
static const unsigned char file_65[] = {
#embed "../../frontend/screens/order/order-progress.css"
};
static const unsigned char file_66[] = {
#embed "../../frontend/screens/order/order-progress.js"
};
static const unsigned char file_67[] = {
#embed "../../frontend/screens/order/order-screen.css"
};
static const unsigned char file_68[] = {
#embed "../../frontend/screens/order/order-screen.js"
};
static const unsigned char file_69[] = {
#embed "../../frontend/screens/order/order-shipping.js"
};
static const unsigned char file_70[] = {
#embed "../../frontend/screens/order/order-timeline.css"
};
static const unsigned char file_71[] = {
#embed "../../frontend/screens/order/order-timeline.js"
};
static const unsigned char file_72[] = {
#embed "../../frontend/screens/orders/order-row.js"
};
static const unsigned char file_73[] = {
#embed "../../frontend/screens/orders/orders-screen.css"
};
static const unsigned char file_74[] = {
#embed "../../frontend/screens/orders/orders-screen.js"
};
static const unsigned char file_75[] = {
#embed "../../frontend/screens/shop/product-card.css"
};
static const unsigned char file_76[] = {
#embed "../../frontend/screens/shop/product-card.js"
};
static const unsigned char file_77[] = {
#embed "../../frontend/screens/shop/shop-screen.css"
};
static const unsigned char file_78[] = {
#embed "../../frontend/screens/shop/shop-screen.js"
};
static const unsigned char file_79[] = {
#embed "../../frontend/screens/sign-in/account-form.js"
};
static const unsigned char file_80[] = {
#embed "../../frontend/screens/sign-in/sign-in-screen.css"
};
static const unsigned char file_81[] = {
#embed "../../frontend/screens/sign-in/sign-in-screen.js"
};
static const unsigned char file_82[] = {
#embed "../../frontend/screens/sign-in/sign-up-screen.js"
};
static const unsigned char file_83[] = {
#embed "../../frontend/styles/base.css"
};
static const unsigned char file_84[] = {
#embed "../../frontend/styles/tokens.css"
};
static const unsigned char file_85[] = {
#embed "../../frontend/theme-boot.js"
};

static const struct tradepost_frontend_file files[] = {
    {"app.js", file_0, sizeof file_0},
    {"core/api.js", file_1, sizeof file_1},
    {"core/cart.js", file_2, sizeof file_2},
    {"core/checkout.js", file_3, sizeof file_3},
    {"core/countries.js", file_4, sizeof file_4},
    {"core/dom.js", file_5, sizeof file_5},
    {"core/http.js", file_6, sizeof file_6},
    {"core/live.js", file_7, sizeof file_7},
    {"core/money.js", file_8, sizeof file_8},
    {"core/order-cache.js", file_9, sizeof file_9},
    {"core/order-words.js", file_10, sizeof file_10},
    {"core/problem.js", file_11, sizeof file_11},
    {"core/product-names.js", file_12, sizeof file_12},
    {"core/router.js", file_13, sizeof file_13},
    {"core/screen.js", file_14, sizeof file_14},
    {"core/session-share.js", file_15, sizeof file_15},
    {"core/session.js", file_16, sizeof file_16},
    {"core/store.js", file_17, sizeof file_17},
    {"core/theme.js", file_18, sizeof file_18},
    {"core/time.js", file_19, sizeof file_19},
    {"favicon.svg", file_20, sizeof file_20},
    {"index.html", file_21, sizeof file_21},
    {"manifest.webmanifest", file_22, sizeof file_22},
    {"pages/documentation.css", file_23, sizeof file_23},
    {"pages/operations.js", file_24, sizeof file_24},
    {"pages/plain.css", file_25, sizeof file_25},
    {"pages/swagger.js", file_26, sizeof file_26},
    {"parts/app-header.css", file_27, sizeof file_27},
    {"parts/app-header.js", file_28, sizeof file_28},
    {"parts/button.css", file_29, sizeof file_29},
    {"parts/connection-pill.css", file_30, sizeof file_30},
    {"parts/connection-pill.js", file_31, sizeof file_31},
    {"parts/copy-button.css", file_32, sizeof file_32},
    {"parts/copy-button.js", file_33, sizeof file_33},
    {"parts/form-field.css", file_34, sizeof file_34},
    {"parts/form-field.js", file_35, sizeof file_35},
    {"parts/icon.js", file_36, sizeof file_36},
    {"parts/logo.js", file_37, sizeof file_37},
    {"parts/offline-ribbon.css", file_38, sizeof file_38},
    {"parts/offline-ribbon.js", file_39, sizeof file_39},
    {"parts/page-nav.css", file_40, sizeof file_40},
    {"parts/page-nav.js", file_41, sizeof file_41},
    {"parts/panel.css", file_42, sizeof file_42},
    {"parts/problem-panel.css", file_43, sizeof file_43},
    {"parts/problem-panel.js", file_44, sizeof file_44},
    {"parts/product-art.css", file_45, sizeof file_45},
    {"parts/product-art.js", file_46, sizeof file_46},
    {"parts/quantity-stepper.css", file_47, sizeof file_47},
    {"parts/quantity-stepper.js", file_48, sizeof file_48},
    {"parts/skeleton.css", file_49, sizeof file_49},
    {"parts/status-chip.css", file_50, sizeof file_50},
    {"parts/status-chip.js", file_51, sizeof file_51},
    {"parts/toast-stack.css", file_52, sizeof file_52},
    {"parts/toast-stack.js", file_53, sizeof file_53},
    {"screens/cart/cart-line.css", file_54, sizeof file_54},
    {"screens/cart/cart-line.js", file_55, sizeof file_55},
    {"screens/cart/cart-screen.css", file_56, sizeof file_56},
    {"screens/cart/cart-screen.js", file_57, sizeof file_57},
    {"screens/cart/checkout-form.css", file_58, sizeof file_58},
    {"screens/cart/checkout-form.js", file_59, sizeof file_59},
    {"screens/not-found/not-found-screen.js", file_60, sizeof file_60},
    {"screens/order/cancel-dialog.css", file_61, sizeof file_61},
    {"screens/order/cancel-dialog.js", file_62, sizeof file_62},
    {"screens/order/order-items.css", file_63, sizeof file_63},
    {"screens/order/order-items.js", file_64, sizeof file_64},
    {"screens/order/order-progress.css", file_65, sizeof file_65},
    {"screens/order/order-progress.js", file_66, sizeof file_66},
    {"screens/order/order-screen.css", file_67, sizeof file_67},
    {"screens/order/order-screen.js", file_68, sizeof file_68},
    {"screens/order/order-shipping.js", file_69, sizeof file_69},
    {"screens/order/order-timeline.css", file_70, sizeof file_70},
    {"screens/order/order-timeline.js", file_71, sizeof file_71},
    {"screens/orders/order-row.js", file_72, sizeof file_72},
    {"screens/orders/orders-screen.css", file_73, sizeof file_73},
    {"screens/orders/orders-screen.js", file_74, sizeof file_74},
    {"screens/shop/product-card.css", file_75, sizeof file_75},
    {"screens/shop/product-card.js", file_76, sizeof file_76},
    {"screens/shop/shop-screen.css", file_77, sizeof file_77},
    {"screens/shop/shop-screen.js", file_78, sizeof file_78},
    {"screens/sign-in/account-form.js", file_79, sizeof file_79},
    {"screens/sign-in/sign-in-screen.css", file_80, sizeof file_80},
    {"screens/sign-in/sign-in-screen.js", file_81, sizeof file_81},
    {"screens/sign-in/sign-up-screen.js", file_82, sizeof file_82},
    {"styles/base.css", file_83, sizeof file_83},
    {"styles/tokens.css", file_84, sizeof file_84},
    {"theme-boot.js", file_85, sizeof file_85},
};

const int tradepost_frontend_file_count = sizeof files / sizeof files[0];

struct tradepost_frontend_file tradepost_frontend_file(int index) { return files[index]; }
