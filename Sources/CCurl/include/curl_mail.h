// Mail by libcurl, which is loaded when it is needed first: a program that sends no mail runs without it.
#ifndef CURL_MAIL_H
#define CURL_MAIL_H

#include <stddef.h>
#include <stdint.h>

// How the connection is protected: not at all, or by TLS, which is then required: STARTTLS with smtp://, from the first
// byte with smtps://.
#define CURL_MAIL_PLAIN 0
#define CURL_MAIL_TLS 1

// What became of a mail: it was taken; the server has refused it for good, with a code of its own; anything else.
#define CURL_MAIL_SENT 0
#define CURL_MAIL_REFUSED 1
#define CURL_MAIL_FAILED 2

// Loads libcurl.so.4 once; answers 0, or -1 when there is none that can be used.
int curl_mail_load(void);

// A line to the mail server, as a number; 0 when there is no memory. Ends with curl_mail_close.
uintptr_t curl_mail_open(void);

// Ends what is on its way on a line; from any thread.
void curl_mail_cancel(uintptr_t line);

// Frees a line that nothing is sent on any more.
void curl_mail_close(uintptr_t line);

// Sends one mail and waits for the server's word. All texts end in NUL; user, password and ca_file may be NULL.
// reply gets the server's last code, 0 without one; error a few words of libcurl's, at most error_size bytes with NUL.
int curl_mail_send(
    uintptr_t line, const char *url, const char *user, const char *password, const char *ca_file, int protection,
    const char *from, const char *to, const unsigned char *data, size_t size, long timeout_ms, long *reply,
    char *error, size_t error_size
);

#endif
