import Commerce
import Testing

/// The words of texts as search compares them.
@Suite struct SearchWordsTests {
    @Test(arguments: [
        ("Harbour Mug", ["harbour", "mug"]),
        ("TP-MUG-01", ["tp", "mug", "01"]),
        ("  two   spaces, and signs! ", ["two", "spaces", "and", "signs"]),
        ("mug MUG Mug", ["mug"]),
        ("", []),
        ("-- !? --", []),
        ("350 ml", ["350", "ml"]),
    ])
    func `words are runs of letters and digits in lower case, each once`(text: String, words: [String]) {
        #expect(SearchWords.of(text) == words)
    }

    @Test(arguments: [
        ("Café", "cafe"), ("Cafe\u{301}", "cafe"), ("CRÈME", "creme"), ("naïve", "naive"), ("Łódź", "lodz"),
        ("Smørrebrød", "smorrebrod"), ("straße", "strasse"), ("STRAẞE", "strasse"), ("œuvre", "oeuvre"),
        ("Æther", "aether"), ("Việt", "viet"), ("ıstanbul", "istanbul"), ("İstanbul", "istanbul"), ("ŋ", "ŋ"),
        ("Ωμέγα", "ωμεγα"), ("ΛΌΓΟΣ", "λογοσ"), ("λόγος", "λογοσ"), ("Ёлка", "елка"), ("й", "й"),
        ("soft\u{AD}ly", "softly"),
        ("हिन्दी", "हिन्दी"), ("東京", "東京"), ("Ǆ", "dz"), ("þing", "þing"),
    ])
    func `case and marks do not count`(text: String, word: String) {
        #expect(SearchWords.of(text).map { Array($0.utf8) } == [Array(word.utf8)])
    }

    @Test func `a long word counts up to its limit, and its beginnings stay its beginnings`() {
        let long = String(repeating: "é", count: 100) + "x"
        #expect(SearchWords.of(long) == [String(repeating: "e", count: SearchWords.byteLimit)])
        let wide = String(repeating: "東", count: 100)
        let word = SearchWords.of(wide)[0]
        #expect(word.utf8.count <= SearchWords.byteLimit && wide.utf8.starts(with: word.utf8))
        #expect(word.utf8.starts(with: SearchWords.of("東東東")[0].utf8))
    }
}
