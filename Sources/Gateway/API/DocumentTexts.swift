import NIOCore
import Synchronization

/// The texts that describe the API. They describe the endpoints that serve them too, so they are made last.
final class DocumentTexts: Sendable {
    private struct Texts {
        var json = ByteBuffer()
        var yaml = ByteBuffer()
        var postman = ByteBuffer()
    }

    private let texts = Mutex(Texts())

    /// The OpenAPI document as JSON.
    var json: ByteBuffer { texts.withLock { $0.json } }
    /// The OpenAPI document as YAML.
    var yaml: ByteBuffer { texts.withLock { $0.yaml } }
    /// The Postman collection.
    var postman: ByteBuffer { texts.withLock { $0.postman } }

    /// Makes the texts of a complete table.
    func render(_ table: EndpointTable, version: String, generalPerMinute: Int) {
        let document = OpenAPIDocument(table, version: version, generalPerMinute: generalPerMinute).tree
        texts.withLock { texts in
            texts.json = ByteBuffer(bytes: document.json)
            texts.yaml = ByteBuffer(string: document.yaml)
            texts.postman = ByteBuffer(bytes: PostmanCollection(table).tree.json)
        }
    }
}
