// The files of /docs and /redoc, when Scripts/setup-documentation has fetched them; without them a table with nothing in
// it. The compiler does not notice files that appear, so that script touches this one.
#include "CEmbedded.h"

#if __has_embed("../../.build/documentation/swagger-ui-bundle.js.gz") == __STDC_EMBED_FOUND__ \
    && __has_embed("../../.build/documentation/swagger-ui.css.gz") == __STDC_EMBED_FOUND__ \
    && __has_embed("../../.build/documentation/redoc.standalone.js.gz") == __STDC_EMBED_FOUND__ \
    && __has_embed("../../.build/documentation/licenses.txt.gz") == __STDC_EMBED_FOUND__

static const unsigned char swagger_script[] = {
#embed "../../.build/documentation/swagger-ui-bundle.js.gz"
};
static const unsigned char swagger_style[] = {
#embed "../../.build/documentation/swagger-ui.css.gz"
};
static const unsigned char redoc_script[] = {
#embed "../../.build/documentation/redoc.standalone.js.gz"
};
static const unsigned char licenses[] = {
#embed "../../.build/documentation/licenses.txt.gz"
};

static const struct tradepost_frontend_file files[] = {
    {"swagger-ui-bundle.js", swagger_script, sizeof swagger_script},
    {"swagger-ui.css", swagger_style, sizeof swagger_style},
    {"redoc.standalone.js", redoc_script, sizeof redoc_script},
    {"licenses.txt", licenses, sizeof licenses},
};

const int tradepost_documentation_file_count = sizeof files / sizeof files[0];

struct tradepost_frontend_file tradepost_documentation_file(int index) { return files[index]; }

#else

const int tradepost_documentation_file_count = 0;

struct tradepost_frontend_file tradepost_documentation_file(int index) {
    (void)index;
    return (struct tradepost_frontend_file){0};
}

#endif
