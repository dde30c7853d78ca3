/// An answer as a test sees it.
struct RawAnswer {
    let statusLine: String
    let fields: [(name: String, value: String)]
    let body: String

    /// The status code; 0 when the status line has none.
    var status: Int {
        let parts = self.statusLine.split(separator: " ")
        return parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    }

    subscript(name: String) -> String? {
        self.fields.first { $0.name.lowercased() == name }?.value
    }
}

extension RawClient {
    /// Takes one answer. An answer to HEAD has no body whatever its fields say, and neither have 204 and 304.
    func takeAnswer(toHead: Bool = false) async throws -> RawAnswer {
        let head = try await self.take(through: "\r\n\r\n")
        var lines = head.split(separator: "\r\n").map(String.init)
        guard !lines.isEmpty else { throw RawClientError.malformed(head) }
        let statusLine = lines.removeFirst()
        let fields = lines.map { line in
            let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
            return (name: parts[0], value: parts.count > 1 ? String(parts[1].drop { $0 == " " }) : "")
        }
        let answer = RawAnswer(statusLine: statusLine, fields: fields, body: "")
        if toHead || answer.status < 200 || [204, 304].contains(answer.status) { return answer }
        return RawAnswer(statusLine: statusLine, fields: fields, body: try await self.takeBody(of: answer))
    }

    private func takeBody(of answer: RawAnswer) async throws -> String {
        if let text = answer["content-length"], let length = Int(text) {
            return String(decoding: try await self.take(length), as: UTF8.self)
        }
        if answer["transfer-encoding"] == "chunked" {
            var body = ""
            while true {
                let size = try await self.take(through: "\r\n").dropLast()
                guard let count = Int(size, radix: 16) else { throw RawClientError.malformed(String(size)) }
                body += String(decoding: try await self.take(count), as: UTF8.self)
                _ = try await self.take(2)
                if count == 0 { return body }
            }
        }
        _ = await self.isClosed()
        return String(decoding: try await self.take(self.received.count), as: UTF8.self)
    }

    /// Sends a request and takes its answer.
    func exchange(_ request: String) async throws -> RawAnswer {
        try await self.send(request)
        return try await self.takeAnswer()
    }
}
