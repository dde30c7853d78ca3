import HTTPTypes
import Hummingbird

/// What a client would like (`Prefer`, RFC 7240); what is not known or not well-formed is ignored, as it says.
struct Preferences {
    /// The longest wait that is granted, in seconds.
    static let longestWaitSeconds = 30

    /// How long to hold the answer back, 0 … `longestWaitSeconds`; nil when that was not asked for.
    let waitSeconds: Int?

    init(_ request: Request) { self.init(request.headers[values: .prefer]) }

    /// Reads the header's lines; of a preference that is named twice the first one counts (section 2).
    init(_ lines: [String]) {
        for preference in lines.flatMap({ $0.split(separator: ",") }) {
            // Parameters behind a semicolon belong to the preference and change nothing here.
            let parts = preference.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
            guard let name = parts.first, name.trimmingSpaces().lowercased() == "wait" else { continue }
            waitSeconds = parts.count == 2 ? Self.seconds(parts[1].trimmingSpaces()) : nil
            return
        }
        waitSeconds = nil
    }

    private static func seconds(_ word: Substring) -> Int? {
        let isQuoted = word.utf8.count > 2 && word.hasPrefix("\"") && word.hasSuffix("\"")
        let digits = isQuoted ? word.dropFirst().dropLast() : word
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        // More digits than an Int has are more seconds than are granted.
        return min(Int(digits) ?? longestWaitSeconds, longestWaitSeconds)
    }
}

extension HTTPField.Name {
    static let prefer = Self("Prefer") ?? .via
    static let preferenceApplied = Self("Preference-Applied") ?? .via
}
