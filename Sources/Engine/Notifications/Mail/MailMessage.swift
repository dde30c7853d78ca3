package import Commerce

/// A mail as it goes over the wire: headers (RFC 5322), and the same words as text and as HTML (multipart/alternative).
package struct MailMessage: Sendable {
    /// Who sends it.
    package var from: Mailbox
    /// Whom it goes to.
    package var to: Mailbox
    /// One line.
    package var subject: String
    /// The words as text.
    package var text: String
    /// The same as HTML.
    package var html: String
    /// What it is about: the same at every attempt, so that a repeated mail is known as such.
    package var id: NotificationID
    /// When it was made.
    package var date: Timestamp

    package init(
        from: Mailbox,
        to: Mailbox,
        subject: String,
        text: String,
        html: String,
        id: NotificationID,
        date: Timestamp
    ) {
        self.from = from
        self.to = to
        self.subject = subject
        self.text = text
        self.html = html
        self.id = id
        self.date = date
    }

    /// The whole mail, every line ending in CRLF and of ASCII, addresses beyond ASCII excepted (RFC 6532).
    package var bytes: [UInt8] {
        // `=_` never appears in quoted-printable text (RFC 2045, section 6.7, note).
        let boundary = "=_\(id.text)"
        var head = HeaderText.field("Date", [MailDate.text(date)])
        head += HeaderText.field("From", Self.words(from))
        head += HeaderText.field("To", Self.words(to))
        head += HeaderText.field("Message-ID", [messageID])
        head += HeaderText.field("Subject", HeaderText.words(subject))
        head += HeaderText.field("Auto-Submitted", ["auto-generated"])
        head += HeaderText.field("MIME-Version", ["1.0"])
        head += HeaderText.field("Content-Type", ["multipart/alternative;", "boundary=\"\(boundary)\""])
        var bytes = Array(head.utf8)
        for (type, body) in [("plain", text), ("html", html)] {
            bytes += Array("\r\n--\(boundary)\r\n".utf8)
            bytes += Array("Content-Type: text/\(type); charset=utf-8\r\n".utf8)
            bytes += Array("Content-Transfer-Encoding: quoted-printable\r\n\r\n".utf8)
            bytes += QuotedPrintable.encode(body)
        }
        return bytes + Array("\r\n--\(boundary)--\r\n".utf8)
    }

    /// The notification's id at the sender's domain.
    package var messageID: String {
        let domain = from.address.text.split(separator: "@").last.map(String.init) ?? "localhost"
        return "<\(id.text)@\(domain)>"
    }

    private static func words(_ mailbox: Mailbox) -> [String] {
        guard let name = mailbox.name, !HeaderText.flattened(name).isEmpty else { return [mailbox.address.text] }
        return HeaderText.phrase(name) + ["<\(mailbox.address.text)>"]
    }
}

/// A time as mails write it (RFC 5322, section 3.3).
package enum MailDate {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Such as `Fri, 20 Feb 2026 10:30:00 +0000`.
    package static func text(_ time: Timestamp) -> String {
        // `2026-02-20T10:30:00.123Z`
        let text = Array(time.text.utf8)
        let part = { (range: Range<Int>) in String(decoding: text[range], as: UTF8.self) }
        let month = months[(Int(part(5..<7)) ?? 1) - 1]
        // The first of January 1970 was a Thursday.
        let millis = max(time.millis, 0)
        let day = days[Int(millis / Timestamp.millisPerDay % 7)]
        return "\(day), \(part(8..<10)) \(month) \(part(0..<4)) \(part(11..<19)) +0000"
    }
}
