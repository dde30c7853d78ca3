import HTTPTypes

extension ErrorCatalogue {
    /// What is wrong with a request before anybody looks at what it is about.
    static let requests = ErrorFamily(
        title: "Requests",
        entries: [
            ErrorEntry(
                .invalidJSON,
                .badRequest,
                "The body is not valid JSON",
                explanation: """
                    The body could not be read as JSON; `detail` names the byte where reading stopped. Duplicate \
                    keys, bytes that are not UTF-8 and nesting beyond 32 levels count as such. Nothing was changed.
                    """,
                remedy: "Send UTF-8 JSON without duplicate keys, nested at most 32 levels."
            ),
            ErrorEntry(
                .validationError,
                .unprocessableContent,
                "The request has fields that cannot be used",
                explanation: """
                    The body or the query was read, and one or more of its members are missing, unknown, of the \
                    wrong type or out of range. All of them are listed at once. Nothing was changed.
                    """,
                remedy: "See `errors`: each has a JSON pointer to the field and says what is expected."
            ),
            ErrorEntry(
                .amountPrecision,
                .unprocessableContent,
                "An amount has more than two decimals",
                explanation: """
                    An amount of money was given to more than two decimals. Amounts are read from their digits and \
                    never rounded, so the request is refused instead. Nothing was changed.
                    """,
                remedy: "Send amounts with at most two decimals, as a number or a string."
            ),
            ErrorEntry(
                .unsupportedMediaType,
                .unsupportedMediaType,
                "The body's media type is not accepted here",
                explanation: """
                    The header `Content-Type` is missing or names something else than the route reads: JSON \
                    everywhere, CSV where a file is imported. The body was not looked at.
                    """,
                remedy: "Send the header `Content-Type: application/json`, or `text/csv` with a file."
            ),
            ErrorEntry(
                .payloadTooLarge,
                .contentTooLarge,
                "The body is too large",
                explanation: """
                    The body is longer than 1 MiB, by its `Content-Length` or as it arrived. It was not read to its \
                    end, and the connection is closed when the rest is not worth waiting for. Nothing was changed.
                    """,
                remedy: "Send at most 1 MiB; split a longer file."
            ),
            ErrorEntry(
                .invalidCSV,
                .unprocessableContent,
                "The file cannot be read as CSV",
                explanation: """
                    The file as a whole could not be read: a quote that does not end, a header without the needed \
                    columns, bytes that are not UTF-8. `detail` names the row. No row was imported.
                    """,
                remedy: "Send `text/csv` in UTF-8 with a header that has `sku`, `name` and `price`."
            ),
            ErrorEntry(
                .methodNotAllowed,
                .methodNotAllowed,
                "This method is not known here",
                explanation: """
                    The path exists, and the method is none that it answers. A method that the server does not know \
                    at all (`TRACE`, `CONNECT`) gets the same code on every path. Nothing was changed.
                    """,
                remedy: "See the header `Allow`."
            ),
            ErrorEntry(
                .idempotencyKeyReused,
                .unprocessableContent,
                "The idempotency key was used with another body",
                explanation: """
                    The `Idempotency-Key` was sent before to the same route by the same caller, with another body. \
                    Keys are kept for 24 hours. The first request keeps its effect, this one had none.
                    """,
                remedy: "Use a new key for a new request."
            ),
            ErrorEntry(
                .versionConflict,
                .preconditionFailed,
                "The resource has changed meanwhile",
                explanation: """
                    `If-Match` names a version that the resource no longer has: somebody else changed it after it \
                    was read. The change that was asked for was not made.
                    """,
                remedy: "Read the resource again and repeat the change with its new ETag."
            ),
            ErrorEntry(
                .rateLimitExceeded,
                .tooManyRequests,
                "Too many requests",
                explanation: """
                    More requests were sent than the limit of the route allows in its time window. The request was \
                    refused before anything was looked at; requests within the limit are not affected.
                    """,
                remedy: "Wait as long as `Retry-After` says."
            ),
        ]
    )
}
