#include "CEmbedded.h"

static const unsigned char catalogue[] = {
#embed "../../catalogue/sample.csv"
};

struct tradepost_frontend_file tradepost_sample_catalogue(void) {
    return (struct tradepost_frontend_file){"sample.csv", catalogue, sizeof catalogue};
}
