import CEmbedded

/// The catalogue of a first start, `catalogue/sample.csv`, inside the program.
enum SampleCatalogue {
    static var bytes: [UInt8] {
        // SAFETY: the function only answers a constant.
        let file = unsafe tradepost_sample_catalogue()
        // SAFETY: the embedded bytes live as long as the process and have the length the file says.
        return unsafe [UInt8](UnsafeRawBufferPointer(start: file.bytes, count: file.length))
    }
}
