import HTTPTypes

extension ErrorCatalogue {
    /// Who asks, and what they may do.
    static let accounts = ErrorFamily(
        title: "Accounts and access",
        entries: [
            ErrorEntry(
                .authenticationRequired,
                .unauthorized,
                "A token is required",
                explanation: """
                    The route is not for everybody, and the request has no `Authorization` header, or one that is \
                    not of the scheme `Bearer`. Nothing was looked at or changed.
                    """,
                remedy: "Send `Authorization: Bearer <token>` with a token from `POST /api/v1/auth/login`."
            ),
            ErrorEntry(
                .invalidToken,
                .unauthorized,
                "The token is not valid",
                explanation: """
                    The access token could not be verified: it is damaged, signed with another key or algorithm, or \
                    not made by this server. The request was not carried out.
                    """,
                remedy: "Log in again."
            ),
            ErrorEntry(
                .tokenExpired,
                .unauthorized,
                "The token has expired",
                explanation: """
                    The access token is genuine and its time is over; access tokens live 15 minutes unless \
                    configured otherwise. The request was not carried out and can be repeated with a new token.
                    """,
                remedy: "Get a new one from `POST /api/v1/auth/refresh`."
            ),
            ErrorEntry(
                .invalidCredentials,
                .unauthorized,
                "E-mail address or password are not right",
                explanation: """
                    No account has this address, or the password is another one; which of the two is not said, and \
                    both take the same time. No session was made.
                    """,
                remedy: "Check both and try again."
            ),
            ErrorEntry(
                .accountDisabled,
                .forbidden,
                "The account is not active",
                explanation: """
                    The account exists and an administrator has switched it off. No session was made; sessions it \
                    had before cannot be renewed.
                    """,
                remedy: "Ask the shop."
            ),
            ErrorEntry(
                .invalidRefreshToken,
                .unauthorized,
                "The refresh token is not valid",
                explanation: """
                    The refresh token is unknown, expired, or its session has ended. No new tokens were made.
                    """,
                remedy: "Log in again."
            ),
            ErrorEntry(
                .refreshTokenReused,
                .unauthorized,
                "The refresh token was used before",
                explanation: """
                    A refresh token works once. This one was spent already, which is what a stolen copy looks like, \
                    so every session that came from the same login was ended.
                    """,
                remedy: "Log in again, and keep only the newest refresh token."
            ),
            ErrorEntry(
                .accessDenied,
                .forbidden,
                "This is not allowed with your role",
                explanation: """
                    The caller is known and may not do this; most often the route is for administrators. Things of \
                    other people are answered as not found instead. Nothing was changed.
                    """,
                remedy: "Use an account with the role that is needed."
            ),
            ErrorEntry(
                .originNotAllowed,
                .forbidden,
                "This origin is not allowed",
                explanation: """
                    A page of another site tried to open a WebSocket. Browsers send its address as `Origin`, and it \
                    is neither the server's own nor one of those it was told to accept. No connection was made.
                    """,
                remedy: "Open the page from the server itself, or add the origin to `CORS_ORIGINS`."
            ),
            ErrorEntry(
                .adminCannotOrder,
                .forbidden,
                "An admin cannot place orders",
                explanation: """
                    The token belongs to an administrator, and orders are placed by customers. No order was made and \
                    no goods were reserved.
                    """,
                remedy: "Use a customer's account."
            ),
            ErrorEntry(
                .emailTaken,
                .conflict,
                "The e-mail address has an account already",
                explanation: """
                    An account with this address exists; upper and lower case make no difference. No account was \
                    made and the existing one was not touched.
                    """,
                remedy: "Log in, or use another address."
            ),
            ErrorEntry(
                .lastAdmin,
                .conflict,
                "The last active administrator has to stay one",
                explanation: """
                    The change would have left the shop without an active administrator, and nobody could have \
                    undone it. The account was not changed.
                    """,
                remedy: "Make somebody else an administrator first."
            ),
            ErrorEntry(
                .loginDelayed,
                .tooManyRequests,
                "Too many wrong passwords for this address",
                explanation: """
                    Five passwords in a row were wrong for this address, whether it has an account or not, so the next \
                    tries have to wait: a second at first, twice as long each time, at most 15 minutes. The password \
                    that was sent was not looked at.
                    """,
                remedy: "Wait as long as `Retry-After` says. A right password ends it."
            ),
            ErrorEntry(
                .invalidAPIKey,
                .unauthorized,
                "The API key is not valid",
                explanation: """
                    The key is none of this server's, or it was revoked. The request was not carried out.
                    """,
                remedy: "Send a key from `POST /api/v1/api-keys` that was not revoked."
            ),
            ErrorEntry(
                .insufficientScope,
                .forbidden,
                "The API key may not do this",
                explanation: """
                    The key is good, and the route needs a scope that it was not given, or is one that no API key can \
                    use. The request was not carried out.
                    """,
                remedy: "Use a key with the scope that `detail` names, or log in."
            ),
        ]
    )
}
