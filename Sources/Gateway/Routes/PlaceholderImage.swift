/// The picture of a product that has none of its own: its initials on a colour that is always the same for its id.
enum PlaceholderImage {
    /// An SVG of 480 × 480. It has no style attributes, which the server's content security policy would not let count.
    static func svg(id: String, name: String) -> String {
        let hue = hue(of: id)
        return """
            <svg xmlns="http://www.w3.org/2000/svg" width="480" height="480" viewBox="0 0 480 480" role="img">\
            <title>\(escaped(name))</title>\
            <rect width="480" height="480" fill="hsl(\(hue), 45%, 86%)"/>\
            <circle cx="240" cy="240" r="168" fill="hsl(\(hue), 42%, 74%)"/>\
            <text x="240" y="240" dy="0.36em" text-anchor="middle" font-family="system-ui, sans-serif" \
            font-size="150" font-weight="600" fill="hsl(\(hue), 45%, 24%)">\(escaped(initials(name, id)))</text>\
            </svg>
            """
    }

    /// The first letters of the first two words, in upper case; of the id when the name has no words.
    static func initials(_ name: String, _ id: String) -> String {
        for text in [name, id] {
            let words = text.split { !$0.isLetter && !$0.isNumber }
            let letters = words.prefix(2).compactMap(\.first).map { $0.uppercased() }
            if !letters.isEmpty { return letters.joined() }
        }
        return "?"
    }

    /// Degrees of the colour circle, from the id's FNV-1a hash, which is the same in every process.
    private static func hue(of id: String) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in id.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return (hash ^ hash >> 32) % 360
    }

    /// Text for XML 1.0: its signs escaped, characters that it cannot have left out.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default:
                switch scalar.value {
                case 0x9, 0xA, 0xD, 0x20...0xFFFD, 0x10000...: result.unicodeScalars.append(scalar)
                default: break
                }
            }
        }
        return result
    }
}
