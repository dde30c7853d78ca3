#ifndef TRADEPOST_CEMBEDDED_H
#define TRADEPOST_CEMBEDDED_H

#include <stddef.h>

/// A file of the frontend inside the program.
struct tradepost_frontend_file {
    /// The path below frontend/, ended by NUL.
    const char *name;
    const unsigned char *bytes;
    size_t length;
};

extern const int tradepost_frontend_file_count;

/// The file with an index from 0 to tradepost_frontend_file_count - 1.
struct tradepost_frontend_file tradepost_frontend_file(int index);

/// The number of files of the documentation pages; 0 in a program that was built without them.
extern const int tradepost_documentation_file_count;

/// A file of the documentation pages: the name of what it holds, and a gzip file.
struct tradepost_frontend_file tradepost_documentation_file(int index);

/// The sample catalogue, catalogue/sample.csv.
struct tradepost_frontend_file tradepost_sample_catalogue(void);

#endif
