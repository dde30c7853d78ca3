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

    /// E-mail.
    package let channel = NotificationChannel.email
    /// As many as there are threads.
    package let window = SMTPTransport.connections
    private let configuration: Configuration
    private let threads: [BlockingQueue]
    private let state: Mutex<State>
    private let server: MailLine.Server

    private struct State {
        var isClosed = false
        /// The lines that mails are on their way on, to be able to end them.
        var open: Set<MailLine> = []
        /// Threads that nothing is sent on.
        var idle: [BlockingQueue]
    }

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
        let threads = (0..<Self.connections).map { BlockingQueue(label: "tradepost.mail.\($0)", limit: 1) }
        self.threads = threads
        state = Mutex(State(idle: threads))
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
        guard let thread = take(line) else {
            line.close()
            throw DeliveryTrouble("no mail is sent now")
        }
        defer { giveBack(thread, line) }
        let outcome = await withTaskCancellationHandler { () -> Result<DeliveryTrouble?, EngineError> in
            do throws(EngineError) {
                return .success(try await thread.run { [server] in Self.post(mail, line, server) })
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
        let open = state.withLock { state in
            state.isClosed = true
            return state.open
        }
        for line in open { cancel(line) }
        for thread in threads { thread.stop() }
    }

    /// A thread for a line; nil after the end, and when all are busy, which the courier's window prevents.
    private func take(_ line: MailLine) -> BlockingQueue? {
        state.withLock { state in
            guard !state.isClosed, let thread = state.idle.popLast() else { return nil }
            state.open.insert(line)
            return thread
        }
    }

    private func giveBack(_ thread: BlockingQueue, _ line: MailLine) {
        state.withLock { state in
            state.open.remove(line)
            state.idle.append(thread)
        }
        line.close()
    }

    private func cancel(_ line: MailLine) {
        // Only a line that is still open: afterwards its number means nothing.
        state.withLock { if $0.open.contains(line) { line.cancel() } }
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
