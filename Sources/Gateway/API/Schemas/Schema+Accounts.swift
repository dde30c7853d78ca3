import Commerce

extension Schema {
    static let user = component(
        Component(
            "User",
            object(
                Field("user_id", uuid),
                Field("email", string()),
                Field("full_name", string().orNull),
                Field("phone", string().orNull),
                Field("is_active", boolean),
                Field("role", words(Role.self)),
                Field("tier", string()),
                Field("created_at", time)
            )
        )
    )

    static let registration = component(
        Component(
            "Registration",
            closed(
                Field("email", email),
                Field("password", password),
                .optional("full_name", line(User.fullNameLimit).orNull),
                .optional("phone", line(User.phoneLimit).orNull)
            )
        )
    )

    private static let password = string(
        min: PasswordRule.byteRange.lowerBound,
        max: PasswordRule.byteRange.upperBound,
        format: "password"
    )
    .about("8 to 72 bytes in UTF-8.")

    static let login = component(
        Component(
            "Login",
            object(Field("email", line(EmailAddress.byteLimit, min: 1)), Field("password", string(min: 1, max: 1_024)))
        )
    )

    static let refreshToken = object(Field("refresh_token", string(min: 1, max: 256)))

    static let tokens = component(
        Component(
            "Tokens",
            object(
                Field("access_token", string()),
                Field("refresh_token", string()),
                Field("token_type", constant("Bearer")),
                Field("expires_in", integer(from: 1).about("Seconds."))
            )
        )
    )

    static let profileChange = closed(
        .optional("full_name", line(User.fullNameLimit).orNull),
        .optional("phone", line(User.phoneLimit).orNull)
    )

    static let userChange = closed(
        .optional("is_active", boolean.orNull),
        .optional("role", words(Role.self).orNull),
        .optional("tier", name(User.tierLimit).orNull)
    )

    // MARK: Sessions and keys

    static let ticket = object(Field("ticket", string()), Field("expires_in", integer(from: 1).about("Seconds.")))

    static let sessions = object(
        Field(
            "data",
            array(
                component(
                    Component(
                        "Session",
                        object(
                            Field("session_id", uuid),
                            Field("created_at", time),
                            Field("last_used_at", time),
                            Field("expires_at", time),
                            Field("user_agent", string().orNull),
                            Field("is_current", boolean)
                        )
                    )
                )
            )
        )
    )

    private static let scopes = array(oneOf(Scope.allCases.map(\.rawValue)), 1...Scope.allCases.count)

    static let newAPIKey = component(
        Component("NewAPIKey", closed(Field("name", name(APIKey.nameLimit)), Field("scopes", scopes)))
    )

    private static let keyFields = [
        Field("api_key_id", uuid), Field("name", string()), Field("scopes", scopes),
        Field("created_by", uuid.orNull), Field("created_at", time), Field("last_used_at", time.orNull),
        Field("revoked_at", time.orNull),
    ]

    static let apiKey = component(Component("APIKey", object(keyFields)))

    static let newKey = component(
        Component("APIKeyWithSecret", object(keyFields + [Field("key", string().about("Shown this once."))]))
    )

    /// The public keys of access tokens, RFC 7517.
    static let keySet = object(Field("keys", array(map(anything))))
}
