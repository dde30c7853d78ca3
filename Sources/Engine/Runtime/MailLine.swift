import CCurl

/// The door to libcurl: one connection to a mail server that one mail is sent on, blocking.
struct MailLine: Hashable, Sendable {
    /// How to reach the server.
    struct Server: Sendable {
        /// `smtp://host:port` or `smtps://host:port`.
        var url: String
        var user: String?
        var password: String?
        /// A file of certificates to trust; nil for the system's.
        var caFile: String?
        var requiresTLS: Bool
        var timeoutSeconds: Int
    }

    /// What became of a mail.
    enum Outcome: Sendable {
        case sent
        /// The server has said no, with this code.
        case refused(code: Int)
        /// Anything else, in libcurl's words, with the server's last code if it had one.
        case failed(String)
    }

    /// The longest words that are taken over, in bytes.
    private static let wordsLimit = 128

    /// What `curl_mail.h` knows the line by.
    private let number: UInt

    /// A line that nothing is on yet, which `close` has to end; nil when there is no memory.
    init?() {
        number = curl_mail_open()
        guard number != 0 else { return nil }
    }

    /// Whether libcurl is there.
    static var isAvailable: Bool { curl_mail_load() == 0 }

    /// Ends what is on its way; from any thread, and only on a line that is not closed.
    func cancel() { curl_mail_cancel(number) }

    /// Frees the line; nothing may be on its way.
    func close() { curl_mail_close(number) }

    /// Sends a mail and waits for the server's word, or until it is too late.
    func send(_ bytes: [UInt8], from: String, to: String, by server: Server) -> Outcome {
        var reply = 0
        var error = [CChar](repeating: 0, count: Self.wordsLimit)
        // SAFETY: all texts are NUL-terminated by the bridge, the buffers live for the call and are handed over with their
        // own sizes, and the line is open until the caller closes it.
        let result = unsafe curl_mail_send(
            number,
            server.url,
            server.user,
            server.password,
            server.caFile,
            Int32(server.requiresTLS ? CURL_MAIL_TLS : CURL_MAIL_PLAIN),
            "<\(from)>",
            "<\(to)>",
            bytes,
            bytes.count,
            server.timeoutSeconds * 1_000,
            &reply,
            &error,
            error.count
        )
        if result == CURL_MAIL_SENT { return .sent }
        if result == CURL_MAIL_REFUSED { return .refused(code: reply) }
        let words = String(decoding: error.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return .failed(reply == 0 ? words : "\(words) (\(reply))")
    }
}
