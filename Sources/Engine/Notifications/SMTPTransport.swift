package import Commerce
import Synchronization

/// Sends e-mails to one mail server by SMTP, on a few threads of its own.
package final class SMTPTransport: MessageTransport {
    /// How to reach a mail server.
    package struct Configuration: Sendable {
        /// `smtp://host:port` or `smtps://host:port`, nothing else in it.
        package var url: String
        /// Nil for a server that wants no login.
        package var user: String?
        /// What belongs to the user.
        package var password: String?
        /// Whether the connection has to be encrypted; `STARTTLS` with `smtp`.
        package var requiresTLS = true
        /// A file of certificates to trust besides nobody; nil for the system's.
        package var caFile: String?
        /// Who the mails are from.
        package var from: Mailbox
        /// How long one mail may take, all of it, in seconds.
        package var timeoutSeconds = 30

        package init(url: String, from: Mailbox) {
            self.url = url
            self.from = from
        }
    }

    /// Mails on their way at once.
    private static let connections = 4
    /// Mails that may wait for one thread; the courier's window keeps it below.
    private static let queueLimit = 8

    /// E-mail.
    package let channel = NotificationChannel.email
    /// As many as there are threads.
    package let window = SMTPTransport.connections
    private let configuration: Configuration
    private let queues: [BlockingQueue]
    private let next = Atomic(0)
    /// The lines that mails are on their way on, to be able to end them.
    private let lines = Mutex((isClosed: false, open: Set<MailLine>()))
    private let server: MailLine.Server

    /// A transport that nothing was sent by yet; `shutdown` has to be called in the end.
    package init(_ configuration: Configuration) {
        self.configuration = configuration
        server = MailLine.Server(
            url: configuration.url,
            user: configuration.user,
            password: configuration.password,
            caFile: configuration.caFile,
            requiresTLS: configuration.requiresTLS,
            timeoutSeconds: configuration.timeoutSeconds
        )
        queues = (0..<Self.connections).map { BlockingQueue(label: "tradepost.mail.\($0)", limit: Self.queueLimit) }
    }

    /// Whether the library that speaks SMTP is there.
    package static var isAvailable: Bool { MailLine.isAvailable }

    /// Sends a mail.
    package func send(_ message: OutgoingMessage) async throws(DeliveryTrouble) {
        guard let address = message.recipient.email else {
            throw DeliveryTrouble("there is no address", isPermanent: true)
        }
        let mail = MailMessage(
            from: configuration.from,
            to: Mailbox(name: message.recipient.name, address: address),
            subject: message.text.subject,
            text: message.text.text,
            html: message.text.html,
            id: message.id,
            date: message.createdAt
        )
        guard let line = MailLine() else { throw DeliveryTrouble("out of memory") }
        let mayStart = lines.withLock { lines in
            if !lines.isClosed { lines.open.insert(line) }
            return !lines.isClosed
        }
        guard mayStart else {
            line.close()
            throw DeliveryTrouble("no mail is sent any more")
        }
        defer { close(line) }
        let queue = queues[next.add(1, ordering: .relaxed).newValue % queues.count]
        let outcome = await withTaskCancellationHandler { () -> Result<DeliveryTrouble?, EngineError> in
            do throws(EngineError) {
                return .success(try await queue.run { [server] in Self.post(mail, line, server) })
            } catch {
                return .failure(error)
            }
        } onCancel: {
            cancel(line)
        }
        switch outcome {
        case .success(let trouble): if let trouble { throw trouble }
        case .failure: throw DeliveryTrouble("too many mails wait")
        }
    }

    /// Gives up what is on its way and waits for the threads.
    package func shutdown() async {
        let open = lines.withLock { lines in
            lines.isClosed = true
            return lines.open
        }
        for line in open { cancel(line) }
        for queue in queues { queue.stop() }
    }

    private func cancel(_ line: MailLine) {
        // Only a line that is still open: afterwards its number means nothing.
        lines.withLock { if $0.open.contains(line) { line.cancel() } }
    }

    private func close(_ line: MailLine) {
        _ = lines.withLock { $0.open.remove(line) }
        line.close()
    }

    /// Blocks until the server has said something, or nothing for too long.
    private static func post(_ mail: MailMessage, _ line: MailLine, _ server: MailLine.Server) -> DeliveryTrouble? {
        let (from, to) = (mail.from.address.text, mail.to.address.text)
        // The server's own words may name the customer; its code and libcurl's words do not.
        switch line.send(mail.bytes, from: from, to: to, by: server) {
        case .sent: return nil
        case .refused(let code): return DeliveryTrouble("the mail server refused it with \(code)", isPermanent: true)
        case .failed(let words): return DeliveryTrouble(words)
        }
    }
}
