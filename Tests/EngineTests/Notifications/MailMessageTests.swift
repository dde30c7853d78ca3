import Commerce
import Engine
import TestSupport
import Testing

/// Mails as bytes: lines, headers, encodings, and that nobody's name becomes a header.
@Suite struct MailMessageTests {
    private func mail(name: String? = "Ada", subject: String = "Hello", text: String = "Hi.\n") throws -> String {
        let shop = try #require(EmailAddress("orders@shop.example"))
        let ada = try #require(EmailAddress("ada@example.com"))
        let message = MailMessage(
            from: Mailbox(name: "Tradepost", address: shop),
            to: Mailbox(name: name, address: ada),
            subject: subject,
            text: text,
            html: "<p>Hi.</p>\n",
            id: NotificationID(high: 0x019F_0000_0000_7000, low: 0x8000_0000_0000_0001),
            date: Timestamp(millis: 1_772_366_400_000)
        )
        return String(decoding: message.bytes, as: UTF8.self)
    }

    /// The unfolded header fields.
    private func fields(_ mail: String) -> [(name: String, value: String)] {
        let head = mail.components("\r\n\r\n")[0]
        var fields: [(name: String, value: String)] = []
        for line in head.components("\r\n") {
            if line.hasPrefix(" "), let last = fields.indices.last {
                fields[last].value += line
            } else {
                let parts = line.split(separator: ":", maxSplits: 1)
                fields.append((String(parts[0]), String(parts[1].dropFirst())))
            }
        }
        return fields
    }

    @Test func `a mail has the headers it needs and both parts`() throws {
        let mail = try mail()
        #expect(
            fields(mail).map(\.name) == [
                "Date", "From", "To", "Message-ID", "Subject", "Auto-Submitted", "MIME-Version", "Content-Type",
            ]
        )
        #expect(fields(mail)[0].value == "Sun, 01 Mar 2026 12:00:00 +0000")
        #expect(fields(mail)[1].value == "Tradepost <orders@shop.example>")
        #expect(fields(mail)[3].value == "<019f0000-0000-7000-8000-000000000001@shop.example>")
        #expect(mail.contains("Content-Type: text/plain; charset=utf-8\r\n"))
        #expect(mail.contains("Content-Type: text/html; charset=utf-8\r\n"))
        #expect(mail.utf8.allSatisfy { $0 < 0x80 })
        #expect(!mail.replacingLineEnds().unicodeScalars.contains { $0 == "\r" || $0 == "\n" })
    }

    @Test(arguments: [
        "Ada\r\nBcc: everybody@example.com", "Ada\nSubject: x", "Ada\u{85}Bcc: x@example.com",
        "Ada\u{2028}Bcc: x@y.example",
        "Ada\0", "\r\n\r\nbody", "a\" <evil@example.com>, \"b", "=?UTF-8?B?eA==?=",
    ]) func `a name or subject never makes a header or an address of its own`(evil: String) throws {
        for mail in [try mail(name: evil), try mail(subject: evil)] {
            #expect(
                fields(mail).map(\.name) == [
                    "Date", "From", "To", "Message-ID", "Subject", "Auto-Submitted", "MIME-Version", "Content-Type",
                ]
            )
            #expect(fields(mail)[2].value.hasSuffix("<ada@example.com>"))
        }
        let quoted = try fields(mail(name: "a\" <evil@example.com>, \"b"))[2].value
        #expect(quoted == "\"a\\\" <evil@example.com>, \\\"b\" <ada@example.com>")
    }

    @Test func `random texts are plain or encoded-words that decode back, in short lines`() throws {
        var random = SeededRandom(7)
        let alphabet = Array("abc XYZ 012,.\"\\<>()@:;=?_łßé日本語🍵ñ").map(String.init)
        for _ in 0..<2_000 {
            let length = Int.random(in: 0...120, using: &random)
            let text = (0..<length).map { _ in alphabet.randomElement(using: &random) ?? "" }.joined()
            let words = HeaderText.words(text)
            let field = HeaderText.field("Subject", words)
            #expect(field.components("\r\n").allSatisfy { $0.utf8.count <= 76 + 1 })
            #expect(field.utf8.allSatisfy { $0 < 0x80 })
            let wanted = text.split(separator: " ").joined(separator: " ")
            let isEncoded = words.first?.hasPrefix("=?UTF-8?B?") ?? false
            let decoded = isEncoded ? words.map { decodedWord($0) }.joined() : words.joined(separator: " ")
            #expect(decoded.split(separator: " ").joined(separator: " ") == wanted)
        }
    }

    private func decodedWord(_ word: String) -> String {
        let inner = word.dropFirst("=?UTF-8?B?".count).dropLast(2)
        return String(decoding: decodedBase64(inner), as: UTF8.self)
    }

    private func decodedBase64(_ text: some StringProtocol) -> [UInt8] {
        let plain = text.filter { $0 != "=" }.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 }
        return Base64URL.decode(String(plain)) ?? []
    }

    @Test func `random texts come back out of quoted-printable`() {
        var random = SeededRandom(11)
        let alphabet = Array("ab =.\t łé🍵~!").map(String.init) + ["\n"]
        for _ in 0..<2_000 {
            let length = Int.random(in: 0...300, using: &random)
            let text = (0..<length).map { _ in alphabet.randomElement(using: &random) ?? "" }.joined()
            let encoded = QuotedPrintable.encode(text)
            let lines = String(decoding: encoded, as: UTF8.self).components("\r\n")
            #expect(lines.allSatisfy { $0.utf8.count <= 76 && $0.utf8.allSatisfy { $0 < 0x7F } })
            #expect(lines.allSatisfy { !$0.hasSuffix(" ") && !$0.hasSuffix("\t") })
            #expect(decoded(encoded) == text + "\n")
        }
    }

    private func decoded(_ bytes: [UInt8]) -> String {
        var (output, index) = ([UInt8](), 0)
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "=") {
                let pair = String(decoding: bytes[index + 1...index + 2], as: UTF8.self)
                if let value = UInt8(pair, radix: 16) { output.append(value) }
                index += 3
            } else {
                if bytes[index] != 0x0D { output.append(bytes[index]) }
                index += 1
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    @Test(arguments: [
        ("orders@example.com", "orders@example.com", nil), ("Shop <orders@example.com>", "orders@example.com", "Shop"),
        ("\"A, B\" <o@example.com>", "o@example.com", "A, B"), ("<o@example.com>", "o@example.com", nil),
    ]) func `a sender is read with or without a name`(text: String, address: String, name: String?) throws {
        let mailbox = try #require(Mailbox(text))
        #expect(mailbox.address.text == address && mailbox.name == name)
    }

    @Test(arguments: ["", "orders", "Shop <orders>", "Shop <o@example.com", "o@example.com>"])
    func `a sender that is none is refused`(text: String) { #expect(Mailbox(text) == nil) }
}

extension String {
    fileprivate func components(_ mark: String) -> [String] {
        var (parts, rest) = ([String](), Array(unicodeScalars)[...])
        let sign = Array(mark.unicodeScalars)
        var current = String.UnicodeScalarView()
        while let first = rest.first {
            if rest.starts(with: sign) {
                parts.append(String(current))
                (current, rest) = (String.UnicodeScalarView(), rest.dropFirst(sign.count))
            } else {
                current.append(first)
                rest = rest.dropFirst()
            }
        }
        return parts + [String(current)]
    }

    fileprivate func replacingLineEnds() -> String { components("\r\n").joined() }
}
