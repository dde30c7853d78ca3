#include "curl_mail.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

// The functions of libcurl.so.4 that are used, by the types of its header.
static struct {
    __typeof__(&curl_global_init) global_init;
    __typeof__(&curl_easy_init) easy_init;
    __typeof__(&(curl_easy_setopt)) easy_setopt;
    __typeof__(&curl_easy_perform) easy_perform;
    __typeof__(&(curl_easy_getinfo)) easy_getinfo;
    __typeof__(&curl_easy_strerror) easy_strerror;
    __typeof__(&curl_easy_cleanup) easy_cleanup;
    __typeof__(&curl_slist_append) slist_append;
    __typeof__(&curl_slist_free_all) slist_free_all;
} curl;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int is_loaded;

static void load(void) {
    void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) return;
    *(void **)&curl.global_init = dlsym(library, "curl_global_init");
    *(void **)&curl.easy_init = dlsym(library, "curl_easy_init");
    *(void **)&curl.easy_setopt = dlsym(library, "curl_easy_setopt");
    *(void **)&curl.easy_perform = dlsym(library, "curl_easy_perform");
    *(void **)&curl.easy_getinfo = dlsym(library, "curl_easy_getinfo");
    *(void **)&curl.easy_strerror = dlsym(library, "curl_easy_strerror");
    *(void **)&curl.easy_cleanup = dlsym(library, "curl_easy_cleanup");
    *(void **)&curl.slist_append = dlsym(library, "curl_slist_append");
    *(void **)&curl.slist_free_all = dlsym(library, "curl_slist_free_all");
    is_loaded = curl.global_init && curl.easy_init && curl.easy_setopt && curl.easy_perform && curl.easy_getinfo
        && curl.easy_strerror && curl.easy_cleanup && curl.slist_append && curl.slist_free_all
        && curl.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

int curl_mail_load(void) {
    pthread_once(&once, load);
    return is_loaded ? 0 : -1;
}

struct line {
    atomic_int is_cancelled;
};

uintptr_t curl_mail_open(void) { return (uintptr_t)calloc(1, sizeof(struct line)); }

void curl_mail_cancel(uintptr_t line) { atomic_store(&((struct line *)line)->is_cancelled, 1); }

void curl_mail_close(uintptr_t line) { free((struct line *)line); }

struct body {
    const unsigned char *data;
    size_t rest;
};

static size_t read_body(char *buffer, size_t size, size_t count, void *context) {
    struct body *body = context;
    size_t taken = size * count < body->rest ? size * count : body->rest;
    memcpy(buffer, body->data, taken);
    body->data += taken;
    body->rest -= taken;
    return taken;
}

static int progress(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d) {
    (void)a, (void)b, (void)c, (void)d;
    return atomic_load(&((struct line *)context)->is_cancelled);
}

static void say(char *error, size_t size, const char *words) {
    if (size > 0) {
        strncpy(error, words, size - 1);
        error[size - 1] = 0;
    }
}

static CURLcode set_up(
    CURL *easy, struct line *line, const char *url, const char *user, const char *password, const char *ca_file,
    int protection, const char *from, struct curl_slist *to, struct body *body, long timeout_ms, char *words
) {
    CURLcode code = CURLE_OK;
#define SET(option, value) if (code == CURLE_OK) code = curl.easy_setopt(easy, option, value)
    SET(CURLOPT_URL, url);
    SET(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    // Only what the operator has said counts, not what is in the environment or a .netrc.
    SET(CURLOPT_PROXY, "");
    SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    SET(CURLOPT_NOSIGNAL, 1L);
    if (user != NULL) SET(CURLOPT_USERNAME, user);
    if (password != NULL) SET(CURLOPT_PASSWORD, password);
    if (ca_file != NULL) SET(CURLOPT_CAINFO, ca_file);
    SET(CURLOPT_USE_SSL, (long)(protection == CURL_MAIL_TLS ? CURLUSESSL_ALL : CURLUSESSL_NONE));
    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    SET(CURLOPT_MAIL_FROM, from);
    SET(CURLOPT_MAIL_RCPT, to);
    SET(CURLOPT_UPLOAD, 1L);
    SET(CURLOPT_READFUNCTION, read_body);
    SET(CURLOPT_READDATA, body);
    SET(CURLOPT_TIMEOUT_MS, timeout_ms);
    SET(CURLOPT_CONNECTTIMEOUT_MS, timeout_ms);
    SET(CURLOPT_NOPROGRESS, 0L);
    SET(CURLOPT_XFERINFOFUNCTION, progress);
    SET(CURLOPT_XFERINFODATA, line);
    SET(CURLOPT_ERRORBUFFER, words);
#undef SET
#if LIBCURL_VERSION_NUM >= 0x075700
    // Whoever cancels does not wait for a name server that says nothing. A library that does not know it does without.
    curl.easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
#endif
    return code;
}

int curl_mail_send(
    uintptr_t line, const char *url, const char *user, const char *password, const char *ca_file, int protection,
    const char *from, const char *to, const unsigned char *data, size_t size, long timeout_ms, long *reply,
    char *error, size_t error_size
) {
    *reply = 0;
    say(error, error_size, "libcurl.so.4 is missing");
    if (curl_mail_load() != 0) return CURL_MAIL_FAILED;
    say(error, error_size, "out of memory");
    CURL *easy = curl.easy_init();
    struct curl_slist *recipients = curl.slist_append(NULL, to);
    if (easy == NULL || recipients == NULL) {
        if (easy != NULL) curl.easy_cleanup(easy);
        curl.slist_free_all(recipients);
        return CURL_MAIL_FAILED;
    }
    struct body body = {data, size};
    char words[CURL_ERROR_SIZE] = "";
    CURLcode code = set_up(
        easy, (struct line *)line, url, user, password, ca_file, protection, from, recipients, &body, timeout_ms, words
    );
    if (code == CURLE_OK) code = curl.easy_perform(easy);
    curl.easy_getinfo(easy, CURLINFO_RESPONSE_CODE, reply);
    say(error, error_size, curl.easy_strerror(code));
    curl.easy_cleanup(easy);
    curl.slist_free_all(recipients);
    if (code == CURLE_OK) return CURL_MAIL_SENT;
    // A 5xx to the recipient or to the text is about this mail. To the greeting, the login or the sender it is about the
    // settings, and the next mail would get it too.
    int is_about_mail = strncmp(words, "RCPT", 4) == 0 || body.data != data;
    return *reply >= 500 && is_about_mail ? CURL_MAIL_REFUSED : CURL_MAIL_FAILED;
}
