import NIOCore
import Testing

@testable import Gateway

extension ServerTests {
    @Suite struct WebSocketCodecTests {
        @Test func `the validator agrees with the standard library on every sequence of interesting bytes`() {
            let bytes: [UInt8] = [
                0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC1, 0xC2, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xF5,
            ]
            for first in bytes {
                for second in bytes {
                    for third in bytes {
                        for fourth in bytes {
                            let text = [first, second, third, fourth]
                            var validator = UTF8Validator()
                            let isValid = validator.append(text) && validator.isComplete
                            #expect(isValid == (String(validating: text, as: UTF8.self) != nil), "\(text)")
                            var pieces = UTF8Validator()
                            let inPieces = text.allSatisfy { pieces.append([$0]) } && pieces.isComplete
                            #expect(inPieces == isValid)
                        }
                    }
                }
            }
        }

        @Test(arguments: [0, 125, 126, 65_535, 65_536])
        func `a frame has the shortest length that fits`(length: Int) {
            let frame = WebSocketMessage(text: String(repeating: "x", count: length)).frame
            let header = length <= 125 ? 2 : length <= 65_535 ? 4 : 10
            #expect(frame.readableBytes == header + length)
        }

        @Test func `a close reason is cut at a character so that the frame stays a control frame`() {
            let frame = WebSocketFrameBytes.close(.normal, reason: String(repeating: "é", count: 100))
            #expect(frame.readableBytes <= 2 + 125)
            #expect(frame.readableBytes == 2 + 2 + 122)
        }
    }
}
